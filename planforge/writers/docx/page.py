"""Owns the page: its size and margins, and the section properties that say so."""

from __future__ import annotations

from dataclasses import dataclass

from docx.section import Section

from planforge.writers.docx.wordml import Element, node, tag

TWIP = 635  # EMU in a twip


@dataclass(frozen=True, slots=True)
class Page:
    """All in twips (twentieths of a point)."""

    width: int
    height: int
    top: int
    right: int
    bottom: int
    left: int
    header: int
    footer: int
    grid: tuple[str, int] | None = None  # kind and line pitch

    @property
    def text_width(self) -> int:
        """Between the margins."""
        return self.width - self.left - self.right

    @property
    def landscape(self) -> bool:
        """Whether it lies on its side."""
        return self.width > self.height


def page_of(section: Section) -> Page:
    """The page setup of a Word file."""
    lengths = (
        section.page_width, section.page_height, section.top_margin, section.right_margin,
        section.bottom_margin, section.left_margin, section.header_distance, section.footer_distance,
    )  # fmt: skip
    found = section._sectPr.find(tag("w:docGrid"))
    pitch = None if found is None else found.get(tag("w:linePitch"))
    grid = (found.get(tag("w:type"), "default"), int(pitch)) if found is not None and pitch else None
    return Page(*(int(length or 0) // TWIP for length in lengths), grid)  # type: ignore[arg-type]


def section_properties(page: Page, *references: Element, first: bool = False, restart: bool = False) -> Element:
    """A section of such pages that begins on a new one; ``references`` are its headers and footers."""
    turned = "landscape" if page.landscape else None
    return node(
        "w:sectPr",
        *references,
        node("w:type", val="nextPage"),
        node("w:pgSz", w=page.width, h=page.height, orient=turned),
        node("w:pgMar", top=page.top, right=page.right, bottom=page.bottom, left=page.left, header=page.header,
             footer=page.footer, gutter=0),
        node("w:pgNumType", start=1) if restart else None,
        node("w:titlePg") if first else None,
        node("w:docGrid", type=page.grid[0], linePitch=page.grid[1]) if page.grid else None,
    )  # fmt: skip
