"""Owns the estimate of where headings fall, so that contents have page numbers without a program that lays out pages.

Line heights are those of the styles, widths those of ``fit``. Paragraphs that stay with the next, rows that do not
split, repeated header rows and sections are followed as Word does; hyphenation and kerning are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import NamedTuple

from docx.document import Document as WordFile
from msgspec import Struct, field

from planforge.writers.docx.heights import DRAWN, Sheet, flat, sheet_of
from planforge.writers.docx.places import whole
from planforge.writers.docx.stack import Sheaf, chains, headed, height_of
from planforge.writers.docx.wordml import Element, tag

_EDGES = {tag("w:headerReference"): ("top", "w:header"), tag("w:footerReference"): ("bottom", "w:footer")}
_AFLOAT = (
    f"{DRAWN}anchor",
    tag("w:pict"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent",
)


class Mark(Struct, frozen=True):
    """Where a heading or a section begins: physical page from 1, and the number of its section from 0."""

    page: int
    section: int


class Estimate(Struct):
    """``headings`` and ``titles`` by bookmark, ``starts`` the first page of a section, ``sections`` what they say."""

    headings: dict[str, Mark] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    sections: list[Element] = field(default_factory=list)


def estimate(word: WordFile) -> Estimate:
    """The pages of a whole document."""
    sheet = sheet_of(word)
    layout = _Layout(sheet)
    for section, blocks, room in rooms(word, sheet):
        layout.section(section, [one for block in blocks for one in flat(block)], room)
    return layout.found


class _Layout:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet, self.found, self.page = sheet, Estimate(), 0

    def section(self, section: Element, blocks: Sequence[Element], room: Room) -> None:
        """Lay the blocks of one section on pages of their own."""
        width, height, grid = room
        kind = section.find(tag("w:type"))
        goes_on = kind is not None and kind.get(tag("w:val")) == "continuous" and self._as_before(section)
        self.page += not goes_on
        self.found.starts.append(self.page)
        self.found.sections.append(section)
        units = headed([unit for block in blocks for unit in self.sheet.units(block, width, grid)])
        page = Sheaf(height)
        for chain in chains(units):
            if page.used and not page.takes(chain):
                self.page, page = self.page + 1, Sheaf(height, chain.units[0].header)
            for unit in chain.units:
                self.page += page.put(unit)
                for mark in unit.marks:
                    self.found.headings[mark] = Mark(self.page - page.over, len(self.found.starts) - 1)
                    self.found.titles[mark] = unit.text
            if any(unit.ends for unit in chain.units):
                self.page, page = self.page + 1, Sheaf(height)

    def _as_before(self, section: Element) -> bool:
        """Whether a section has the paper of the one before it: on other paper even a continuous one begins a page."""
        papers = [one.find(tag("w:pgSz")) for one in (*self.found.sections[-1:], section)]
        sizes = [None if one is None else [whole(one.get(tag(f"w:{side}"))) for side in "wh"] for one in papers]
        return len(sizes) > 1 and sizes[0] == sizes[1]


class Room(NamedTuple):
    """Width and height of the text on the pages of a section, and the pitch of lines that are snapped; in twips.

    Where lines are snapped, a page holds whole ones.
    """

    width: float
    height: float
    grid: float


def rooms(word: WordFile, sheet: Sheet) -> Iterator[tuple[Element, list[Element], Room]]:
    """Every section, its blocks and its room: what a header or footer takes beyond its margin is not there for text."""
    held: dict[tuple[str, str], Element] = {}
    for section, blocks in sections(word.part.element.body):
        _hang(word, section, held)
        size, margins, lines = (section.find(tag(name)) for name in ("w:pgSz", "w:pgMar", "w:docGrid"))
        got = {key: whole(margins.get(tag(f"w:{key}"))) if margins is not None else 1440
               for key in ("top", "bottom", "left", "right")}  # fmt: skip
        gutter = whole(margins.get(tag("w:gutter"))) if margins is not None else 0
        wide = whole(size.get(tag("w:w"))) if size is not None else 11906
        high = whole(size.get(tag("w:h"))) if size is not None else 16838
        width = wide - got["left"] - got["right"] - gutter
        height = high - abs(got["top"]) - abs(got["bottom"]) - _taken(sheet, section, held, width, ("default",))
        snapped = lines is not None and lines.get(tag("w:type")) in ("lines", "linesAndChars", "snapToChars")
        grid = whole(lines.get(tag("w:linePitch"))) if lines is not None and snapped else 0
        yield section, blocks, Room(width, height - height % grid if grid else height, grid)


def sections(body: Element) -> Iterator[tuple[Element, list[Element]]]:
    """The properties of every section, with the blocks that stand in it."""
    blocks: list[Element] = []
    for child in body:
        section = child if child.tag == tag("w:sectPr") else next(child.iter(tag("w:sectPr")), None)
        if child.tag != tag("w:sectPr"):
            blocks.append(child)
        if section is not None:
            yield section, blocks
            blocks = []


def crowded(word: WordFile, section: Element, width: float) -> float:
    """The height that headers and footers, those of a first page too, take from the text of a section."""
    held: dict[tuple[str, str], Element] = {}
    for one in word.part.element.body.iter(tag("w:sectPr")):
        _hang(word, one, held)
        if one is section:
            break
    return _taken(sheet_of(word), section, held, width, ("default", "first"))


def _hang(word: WordFile, section: Element, held: dict[tuple[str, str], Element]) -> None:
    """The headers and footers that a section brings; those that it does not are the ones before."""
    for one in section:
        named = one.get(tag("r:id"), "")
        if one.tag in _EDGES and named in word.part.rels:
            held[str(one.tag), one.get(tag("w:type"), "default")] = word.part.rels[named].target_part.element


def _taken(
    sheet: Sheet, section: Element, held: dict[tuple[str, str], Element], width: float, kinds: Sequence[str]
) -> float:
    """What headers and footers of some kinds take beyond the margins; one below nil stands fast."""
    margins, taken = section.find(tag("w:pgMar")), 0.0
    for edge, (side, name) in _EDGES.items():
        room = whole(margins.get(tag(f"w:{side}"))) if margins is not None else 1440
        away = whole(margins.get(tag(name)), 720) if margins is not None else 720
        high = (away + _height(sheet, held[edge, kind], width) for kind in kinds if (edge, kind) in held)
        taken += max(max(high, default=0) - room, 0) if room > 0 else 0
    return taken


def _height(sheet: Sheet, edge: Element, width: float) -> float:
    """The height of a header or footer without what lies over or under the text."""
    copy = deepcopy(edge)
    for one in list(copy.iter(*_AFLOAT)):
        if (holder := one.getparent()) is not None:
            holder.remove(one)
    units = [unit for child in copy for one in flat(child) for unit in sheet.units(one, width)]
    return units[0].before + height_of(units) + units[-1].after if units else 0
