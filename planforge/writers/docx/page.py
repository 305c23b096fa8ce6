"""Owns the page: its size and margins, and the section properties that say so."""

from __future__ import annotations

from docx.section import Section
from msgspec import Struct

from planforge.records import replace
from planforge.writers.docx.wordml import Element, node, tag

TWIP = 635  # EMU in a twip
NARROW = 720  # twips: half an inch


class Page(Struct, frozen=True):
    """All in twips (twentieths of a point)."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int
    header: int
    footer: int
    grid: tuple[tuple[str, str], ...] = ()  # the attributes of a grid of lines and characters

    @property
    def text_width(self) -> int:
        """Between the margins."""
        return self.width - self.left - self.right

    @property
    def text_height(self) -> int:
        """Between the margins."""
        return self.height - self.top - self.bottom

    @property
    def landscape(self) -> bool:
        """Whether it lies on its side."""
        return self.width > self.height

    def tightened(self) -> Page:
        """The same sheet with narrow margins and lines snapped to no grid, for what must fit one page."""
        return replace(
            self,
            top=min(self.top, NARROW),
            bottom=min(self.bottom, NARROW),
            left=min(self.left, NARROW),
            right=min(self.right, NARROW),
            header=min(self.header, NARROW // 2),
            footer=min(self.footer, NARROW // 2),
            grid=(),
        )

    def turned(self) -> Page:
        """The same sheet on its other side; the margins turn with it, and tables are snapped to no line."""
        side = replace(self, width=self.height, height=self.width, grid=())
        return replace(side, top=self.left, right=self.top, bottom=self.right, left=self.bottom)


def page_of(section: Section) -> Page:
    """The page setup of a Word file."""
    return Page(
        width=_twips(section.page_width),
        height=_twips(section.page_height),
        top=_twips(section.top_margin),
        right=_twips(section.right_margin),
        bottom=_twips(section.bottom_margin),
        left=_twips(section.left_margin),
        header=_twips(section.header_distance),
        footer=_twips(section.footer_distance),
        grid=_grid(section),
    )


def section_properties(page: Page, *references: Element) -> Element:
    """A section of such pages that begins on a new one; ``references`` are its headers and footers."""
    return node(
        "w:sectPr",
        *references,
        node("w:type", val="nextPage"),
        node("w:pgSz", w=page.width, h=page.height, orient="landscape" if page.landscape else None),
        node("w:pgMar", top=page.top, right=page.right, bottom=page.bottom, left=page.left, header=page.header,
             footer=page.footer, gutter=0),
        node("w:docGrid", **dict(page.grid)) if page.grid else None,
    )  # fmt: skip


def _twips(length: int | None) -> int:
    return int(length or 0) // TWIP


def _grid(section: Section) -> tuple[tuple[str, str], ...]:
    found: Element | None = section._sectPr.find(tag("w:docGrid"))
    return () if found is None else tuple((str(name).rpartition("}")[2], str(value)) for name, value in found.items())
