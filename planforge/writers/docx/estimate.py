"""Owns the estimate of where headings fall, so that contents have page numbers without a program that lays out pages.

Line heights are those of the styles, widths those of ``fit``. Paragraphs that stay with the next, rows that do not
split, repeated header rows and sections are followed as Word does; hyphenation and kerning are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import pairwise
from math import ceil
from typing import Any, NamedTuple

from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from msgspec import Struct, field

from planforge.records import replace
from planforge.writers.docx.places import whole
from planforge.writers.docx.text import HEADING
from planforge.writers.docx.typefaces import faces
from planforge.writers.docx.wordml import Element, tag
from planforge.writers.fit import SQUARE, text_width
from planforge.writers.look import wide_letters

_EMU = 635  # in a twip
_NATURAL, _LOWEST = 1.3, 1.15  # of the type size: a line as high as its letters, of most typefaces and of the lowest
_TALL = {"Times New Roman": 1.15, "Arial": 1.15, "Helvetica": 1.15, "Calibri": 1.22, "Cambria": 1.17, "Verdana": 1.22}
"""How high a line of Latin letters alone is of the type size."""
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_EXTENT = f"{_DRAWN}extent"
_CELL = (0, 108, 0, 108)  # twips: top, left, bottom, right of a cell without a style of its own
_MOST = 200  # lines of a paragraph
_BOLD = 1.03  # by which Latin letters are wider in bold; Chinese ones are not
_AFTER = 2  # lines of a paragraph that stand alone neither at the foot nor at the head of a page
_HUNDREDTH = 3.12  # twips in a hundredth of a line, as Word writes the air of Chinese styles
_EIGHTH = 2.5  # twips in an eighth of a point
_RULE = 14  # twips: the lines round a row, and what programs add to it
_HEADER = tag("w:tblHeader")


class Setting(Struct, frozen=True):
    """How a paragraph is set, in twips."""

    size: float = 220
    line: float = 0
    exact: bool = False
    before: float = 0
    after: float = 0
    left: float = 0
    right: float = 0
    first: float = 0
    keep: bool = False
    breaks: bool = False
    tight: bool = False
    whole: bool = False
    bold: bool = False
    snaps: bool = True
    listed: tuple[str, str] = ("", "0")
    ruled: float = 0  # what the lines above and below it take


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
        layout.section(section, [one for block in blocks for one in _flat(block)], room)
    return layout.found


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


_EDGES = {tag("w:headerReference"): ("top", "w:header"), tag("w:footerReference"): ("bottom", "w:footer")}
_AFLOAT = (
    f"{_DRAWN}anchor",
    tag("w:pict"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent",
)


def _height(sheet: Sheet, edge: Element, width: float) -> float:
    """The height of a header or footer without what lies over or under the text."""
    copy = deepcopy(edge)
    for one in list(copy.iter(*_AFLOAT)):
        if (holder := one.getparent()) is not None:
            holder.remove(one)
    units = [unit for child in copy for one in _flat(child) for unit in sheet.units(one, width)]
    return units[0].before + height_of(units) + units[-1].after if units else 0


def _flat(block: Element) -> list[Element]:
    if block.tag == tag("w:sdt"):
        return [one for content in block.iterfind(tag("w:sdtContent")) for child in content for one in _flat(child)]
    return [block] if block.tag in (tag("w:p"), tag("w:tbl")) else []


def table_style(table: Element) -> str:
    """The name of a table's style."""
    named = table.find(f"{tag('w:tblPr')}/{tag('w:tblStyle')}")
    return "" if named is None else str(named.get(tag("w:val"), ""))


def sheet_of(word: WordFile, share: float = 1.0, natural: float = _NATURAL) -> Sheet:
    """The settings of a document's styles and lists; lines take a ``share`` of the width that they have, and are
    ``natural`` times as high as their letters where no style says how high."""
    held = [one.target_part for one in word.part.rels.values() if one.reltype == RELATIONSHIP_TYPE.NUMBERING]
    latin = faces(word)[0]
    sheet = Sheet(word.styles.element, held[0].element if held else None, share, natural, wide_letters(latin))
    sheet.latin = _TALL.get(latin, natural) if natural == _NATURAL else natural
    return sheet


Padding = tuple[float, float, float, float, float]
"""Of a table's cells: top, left, bottom, right; and the height of the line between rows."""


class Sheet:
    """The settings of the styles of a document; lists indent by their number and level."""

    def __init__(
        self, styles: Any, numbering: Any = None, share: float = 1.0, natural: float = _NATURAL, wide: float = 1.0
    ) -> None:
        self.share, self.natural, self.latin, self.wide = share, natural, natural, wide
        self.lists = dict(_indents(numbering)) if numbering is not None else {}
        self.styles = {one.get(tag("w:styleId"), ""): one for one in styles.iter(tag("w:style"))}
        defaults = styles.find(tag("w:docDefaults"))
        start = Setting() if defaults is None else self._set(Setting(), defaults)
        normal = next((k for k, v in self.styles.items() if v.get(tag("w:default")) in ("1", "true")
                       and v.get(tag("w:type")) == "paragraph"), "")  # fmt: skip
        self.start, self.normal = start, normal
        self.lined = any(one.get(tag("w:beforeLines")) or one.get(tag("w:beforeAutospacing"))
                         for one in styles.iter(tag("w:spacing")))  # fmt: skip
        self.known: dict[str, Setting] = {}
        self.margins: dict[str, Padding] = {}
        self.short: dict[tuple[str | None, ...], list[Unit]] = {}

    def style(self, identity: str) -> Setting:
        if identity not in self.known:
            style = self.styles.get(identity)
            self.known[identity] = self.start
            if style is not None:
                based = style.find(tag("w:basedOn"))
                under = self.start if based is None else self.style(based.get(tag("w:val"), ""))
                self.known[identity] = self._set(under, style)
        return self.known[identity]

    def paragraph(self, paragraph: Element) -> Setting:
        properties = paragraph.find(tag("w:pPr"))
        named = None if properties is None else properties.find(tag("w:pStyle"))
        under = self.style(self.normal if named is None else named.get(tag("w:val"), ""))
        plain = properties is None or len(properties) == (named is not None)
        found, size = under if plain else self._set(under, paragraph), _own_size(paragraph)
        return replace(found, size=size) if size else found

    def cell(self, table: Element) -> Padding:
        """The padding of a table's cells: top, left, bottom, right; and the height of the line between rows."""
        identity, own = table_style(table), table.find(f"{tag('w:tblPr')}/{tag('w:tblCellMar')}")
        if own is not None or identity not in self.margins:
            style = self.styles.get(identity)
            held = own if own is not None or style is None else next(style.iter(tag("w:tblCellMar")), None)
            sides = ("top", "left", "bottom", "right")
            found = [None if held is None else held.find(tag(f"w:{side}")) for side in sides]
            pairs = zip(found, _CELL, strict=True)
            made = [usual if one is None else whole(one.get(tag("w:w"))) for one, usual in pairs]
            between = None if style is None else next(style.iter(tag("w:insideH")), None)
            rule = max(_RULE, 0 if between is None else whole(between.get(tag("w:sz"))) * _EIGHTH)
            padding = (made[0], made[1], made[2], made[3], rule)
            if own is not None:
                return padding
            self.margins[identity] = padding
        return self.margins[identity]

    def _set(self, under: Setting, holder: Element) -> Setting:
        """A setting changed by the properties of a style, a paragraph or the defaults."""
        changed: dict[str, Any] = {}
        size = next(holder.iter(tag("w:sz")), None) if holder.tag != tag("w:p") else None
        if size is not None:
            changed["size"] = whole(size.get(tag("w:val"))) * 10
        bold = next(holder.iter(tag("w:b")), None) if holder.tag != tag("w:p") else None
        if bold is not None:
            changed["bold"] = bold.get(tag("w:val"), "1") not in ("0", "false")
        properties = next(holder.iter(tag("w:pPr")), None)
        for one in properties if properties is not None else ():
            if one.tag == tag("w:spacing"):
                changed |= _spacing(one)
            elif one.tag == tag("w:numPr"):
                listed = _listed(one, under.listed)
                changed |= {"listed": listed, "left": self.lists.get(listed, 0)}
            elif one.tag == tag("w:ind"):
                names = {"left": "left", "start": "left", "right": "right", "end": "right", "firstLine": "first"}
                changed |= {
                    to: whole(one.get(tag(f"w:{key}"))) for key, to in names.items() if one.get(tag(f"w:{key}"))
                }
            elif one.tag == tag("w:pBdr"):
                edges = [edge for side in ("top", "bottom") for edge in one.iterfind(tag(f"w:{side}"))]
                changed["ruled"] = sum(
                    whole(e.get(tag("w:space"))) * 20 + whole(e.get(tag("w:sz"))) * _EIGHTH for e in edges
                )
            elif one.tag in _SWITCHES:
                changed[_SWITCHES[one.tag]] = one.get(tag("w:val"), "1") not in ("0", "false")
        return replace(under, **changed) if changed else under

    def units(self, block: Element, width: float, grid: float = 0) -> Iterator[Unit]:
        """What a paragraph or table in a column of a width is made of that is not split, or only between lines."""
        if block.tag == tag("w:p"):
            yield self._paragraph(block, width, grid)
            return
        header, padding, style = 0.0, self.cell(block), table_style(block)
        for row in block.iterfind(tag("w:tr")):
            properties = row.find(_ROW_PROPERTIES)
            unit = self._row(row, properties, padding, style)
            heads = properties is not None and properties.find(_HEADER) is not None
            unit.keep, unit.header = unit.keep or heads, 0.0 if heads else header
            yield unit
            header += unit.height if heads else 0.0

    def _row(self, row: Element, properties: Element | None, padding: Padding, style: str) -> Unit:
        top, left, bottom, right, rule = padding
        given = None if properties is None else properties.find(_ROW_HEIGHT)
        least = 0 if given is None else whole(given.get(_VAL))
        high, low, keep = float(least), float(least), False
        for cell in row.iterfind(_CELL_TAG):
            held = cell.find(_CELL_PROPERTIES)
            width = None if held is None else held.find(_CELL_WIDTH)
            own = None if held is None else held.find(_CELL_LEFT)
            inset = left if own is None else whole(own.get(_WIDTH))
            room = (whole(width.get(_WIDTH)) if width is not None else 2000) - inset - right
            units = self._short(cell, room) or [
                unit for child in cell for one in _flat(child) for unit in self.units(one, room)
            ]
            if not units:
                continue
            taken = height_of(units) + units[0].before + units[-1].after + top + bottom
            high, low = max(high, taken), max(low, taken - sum(unit.slack for unit in units))
            keep |= units[0].keep
        charts = [whole(one.get("cy")) / _EMU for one in row.iter(_EXTENT)]
        return Unit(high + rule, keep=keep, chart=max(charts, default=0), row=style, slack=high - low)

    def _short(self, cell: Element, room: float) -> list[Unit]:
        """What a cell is that holds one short line in a style as it is, as most do: the same as any such other."""
        if len(cell) != 2 or len(cell[1]) != 2:
            return []
        properties, run = cell[1]
        made_of = [one.tag for one in (*properties, *run)]
        if made_of not in _SHORT:
            return []
        setting = self.style(properties[0].get(_VAL, ""))
        width = max(setting.first, 0) + len(run[-1].text or "") * _WIDEST * setting.size
        if width > (room - setting.left - setting.right) * self.share / _BOLD:
            return []
        key = tuple(one.get(_VAL) for one in properties)
        if key not in self.short:
            self.short[key] = [self._paragraph(cell[1], room, 0)]
        return self.short[key]

    def _paragraph(self, paragraph: Element, width: float, grid: float) -> Unit:
        setting = self.paragraph(paragraph)
        room = max((width - setting.left - setting.right) * self.share, 200)
        text, extents, names, ends = _content(paragraph)
        natural = setting.size * (self.latin if text and not _has_chinese(text) else self.natural)
        if grid and setting.snaps:
            natural = ceil(setting.size / grid) * grid
        line = setting.line if setting.line > 0 else natural * (-setting.line or 1)
        room /= _BOLD if setting.bold and not _has_chinese(text) else 1
        indents = (max(setting.first, 0), *[0] * text.count("\n"))
        lines = sum(
            _lines(piece, room, setting.size, first, self.wide)
            for piece, first in zip(text.split("\n"), indents, strict=True)
        )
        height = max(extents, default=0) + (line * 0.3 if extents else 0) or lines * line
        height += setting.ruled
        slack = 0.0 if extents else self._slack(text, lines, room, setting, line, indents)
        named = paragraph.find(f"{tag('w:pPr')}/{tag('w:pStyle')}")
        marks = tuple(name for name in names if name.startswith(HEADING))
        return Unit(
            height, setting.before, setting.after, setting.keep, setting.breaks, marks,
            style="" if named is None else named.get(tag("w:val"), ""), tight=setting.tight, text=text, ends=ends,
            line=0 if extents or setting.whole else line, chart=max(extents, default=0), slack=slack,
        )  # fmt: skip

    def _slack(
        self, text: str, lines: int, room: float, setting: Setting, line: float, indents: Sequence[float]
    ) -> float:
        """By how much a paragraph is lower where its lines take all of the width, and are as low as any typeface's."""
        lower = 0.0 if setting.line > 0 else line * max(1 - _LOWEST / self.natural, 0)
        wider = lines
        if self.share < 1 and lines > len(indents):
            pieces = zip(text.split("\n"), indents, strict=True)
            wider = sum(_lines(one, room / self.share, setting.size, first, self.wide) for one, first in pieces)
        return lines * line - wider * (line - lower)


_SWITCHES = {
    tag("w:keepNext"): "keep",
    tag("w:keepLines"): "whole",
    tag("w:pageBreakBefore"): "breaks",
    tag("w:contextualSpacing"): "tight",
    tag("w:snapToGrid"): "snaps",
}


def _own_size(paragraph: Element) -> float:
    """The type size that all words of a paragraph are set in beside its style, in twips; none where they are not."""
    first = paragraph.find(_SIZED)
    if first is None:
        return 0.0
    words = [one for one in paragraph.iterfind(_RUN) if one.find(_TEXT) is not None]
    sizes = [whole(size.get(_VAL)) for one in words if (size := one.find(_SIZE)) is not None]
    return max(sizes, default=0) * 10.0 if len(sizes) == len(words) else 0.0


def _listed(one: Element, under: tuple[str, str]) -> tuple[str, str]:
    """The number and level of a list; what is not said is that of the style."""
    found = [one.find(tag(name)) for name in ("w:numId", "w:ilvl")]
    number, level = (was if it is None else it.get(tag("w:val"), "") for it, was in zip(found, under, strict=True))
    return number, level


def _indents(numbering: Any) -> Iterator[tuple[tuple[str, str], int]]:
    """How far the items of a list stand in, by its number and their level."""
    kinds = {one.get(tag("w:abstractNumId")): one for one in numbering.iterfind(tag("w:abstractNum"))}
    for number in numbering.iterfind(tag("w:num")):
        named = number.find(tag("w:abstractNumId"))
        kind = None if named is None else kinds.get(named.get(tag("w:val")))
        for level in () if kind is None else kind.iterfind(tag("w:lvl")):
            indent = level.find(f"{tag('w:pPr')}/{tag('w:ind')}")
            left = 0 if indent is None else whole(indent.get(tag("w:left")) or indent.get(tag("w:start")))
            yield (number.get(tag("w:numId"), ""), level.get(tag("w:ilvl"), "")), left


def _spacing(one: Element) -> dict[str, Any]:
    given = [key for key in ("before", "after") if one.get(tag(f"w:{key}"))]
    found: dict[str, Any] = {key: whole(one.get(tag(f"w:{key}"))) for key in given}
    lined = [key for key in ("before", "after") if whole(one.get(tag(f"w:{key}Lines")))]
    found |= {key: whole(one.get(tag(f"w:{key}Lines"))) * _HUNDREDTH for key in lined}
    if one.get(tag("w:line")):
        rule, line = one.get(tag("w:lineRule"), "auto"), whole(one.get(tag("w:line")))
        found |= {"line": -line / 240 if rule == "auto" else line, "exact": rule == "exact"}
    return found


class Unit(Struct):
    """What is not split: a paragraph or a row."""

    height: float
    before: float = 0
    after: float = 0
    keep: bool = False
    breaks: bool = False
    marks: tuple[str, ...] = ()
    header: float = 0  # of the rows repeated above it on a new page
    style: str = ""
    tight: bool = False
    ends: bool = False  # the page
    text: str = ""
    chart: float = 0  # the height of the chart in it
    line: float = 0  # the height of a line, where it may be split between lines
    row: str = ""  # the style of the table that it is a row of
    slack: float = 0  # by which it is lower where lines are not set wider

    def part(self, room: float) -> float:
        """The height of the part that stands in less room than all: two lines or more there, two or more after it."""
        lines = round(self.height / self.line) if self.line else 0
        there = min(int(room // self.line), lines - _AFTER) if self.line else 0
        return there * self.line if there >= _AFTER else 0.0


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


def headed(units: list[Unit]) -> list[Unit]:
    """The units of a section; what begins a page of itself, as the first of them does, keeps the air above it."""
    for number, unit in enumerate(units):
        if not number or unit.breaks or units[number - 1].ends:
            unit.height += unit.before
            unit.line = 0
    return units


class Chain(Struct, frozen=True):
    """Units that stay on one page; the height of all but the last and the air above that; what each but the first adds
    to a page; the height of all, and the air between them."""

    units: Sequence[Unit]
    above: float
    steps: list[float]
    height: float
    air: float


def chains(units: Sequence[Unit]) -> Iterator[Chain]:
    """Some units, those in one that stay on one page with each other."""
    start = 0
    for end, unit in enumerate(units, 1):
        if not unit.keep or end == len(units):
            yield _chain(units[start:end])
            start = end


def _chain(units: Sequence[Unit]) -> Chain:
    gaps, last = [gap(*pair) for pair in pairwise(units)], units[-1].height
    air = sum(gaps)
    height = sum(unit.height for unit in units) + air
    steps = [step + unit.height for step, unit in zip(gaps, units[1:], strict=True)]
    return Chain(units, height - last, steps, height, air)


class Sheaf(Struct):
    """The page that is being filled: its height, what is used of it, the last unit on it."""

    height: float
    used: float = 0
    last: Unit | None = None
    over: int = 0  # pages on which the last unit goes on

    def gap(self, below: Unit) -> float:
        """The air between what stands on the page and a unit below it."""
        return gap(self.last, below) if self.last and self.used else 0.0

    def takes(self, chain: Chain, less: float = 0) -> bool:
        """Whether a chain begins on this page, or one that is so much lower; what is higher than a page does anyway."""
        first, last, height = chain.units[0], chain.units[-1], self.height - less
        if first.breaks:
            return False
        room = height - self.used - self.gap(first) - chain.above + 1
        return last.height <= room or last.part(room) > 0 or chain.above + last.height > height

    def holds(self, chain: Chain) -> bool:
        """Put a chain on the page if all of it stands there for sure; whether it does."""
        used = self.used + (self.gap(chain.units[0]) + chain.units[0].height)
        for step in chain.steps:
            used += step
        if used > self.height:
            return False
        self.used, self.last, self.over = used, chain.units[-1], 0
        return True

    def put(self, unit: Unit) -> int:
        """Put a unit on the page; the number of pages that were turned for it."""
        step, turned = self.gap(unit), 0
        room = self.height - self.used - step + 1
        self.over = 0
        if unit.height > room and self.used:
            part = unit.part(room)
            turned, self.over = 1, int(part > 0)
            self.used, step = (-part, 0.0) if part else (unit.header, 0.0)
        self.used += step + unit.height
        while self.used > self.height + 1 and unit.height > self.height:
            turned, self.used, self.over = turned + 1, self.used - self.height, self.over + 1
        self.last = unit
        return turned


def height_of(chain: Sequence[Unit]) -> float:
    """The height of units below each other."""
    return sum(unit.height for unit in chain) + sum(gap(*pair) for pair in pairwise(chain))


def gap(above: Unit, below: Unit) -> float:
    """The air between two units."""
    return 0.0 if above.style == below.style and below.tight and above.style else max(above.after, below.before)


def _lines(text: str, room: float, size: float, first: float = 0, wide: float = 1) -> int:
    """Lines that a stretch of text takes, the first of which is indented.

    Latin words stay whole, and no line begins with a mark that closes. ``wide`` are Latin letters against Calibri's.
    """
    if first + len(text) * _WIDEST * size <= room:
        return 1
    count, used = 1, first
    for piece in _PIECES.findall(_MEETING.sub("\u2005", text)):
        width = sum(map(_advance, piece)) * size * (1 if _has_chinese(piece) else wide)
        hangs = width - _advance(" ") * size if piece[-1] == " " else width
        if used and used + hangs > room:
            count, used = count + 1, 0.0
        used += width
        while used > room * 1.05 and len(piece) > 1 and hangs > room:
            count, used = count + 1, used - room
    return min(count, _MOST)


_CLOSING = "，、。：；！？）》”’％"
_AIR = r"[^\S\u00a0]"  # at which a line may end
_PIECES = re.compile(
    r"[（《“‘]*(?:[^\x00-\u2e7f]|[—…]|(?:(?![\s\-/“‘—…])[\x00-\u2e7f]|\u00a0)+[\-/]?)"
    rf"[{_CLOSING}]*{_AIR}*|{_AIR}+|."
)
_MEETING = re.compile(rf"(?<={SQUARE})(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?={SQUARE})")
"""Where Chinese and Latin meet and programs put a little air."""
_ADVANCES = {"\u2005": 0.2, "\u00a0": 0.23} | {
    letter: share / 100
    for share, letters in {
        22: "'", 23: " il", 24: "j", 25: ",.I", 27: ":;", 30: "()`", 31: "-[]f{}", 32: "J", 33: "!t", 35: "r",
        39: "/\\s", 40: "\"z", 42: "Lc", 43: "x", 45: "kvy", 46: "?FS|", 47: "Zg", 48: "a", 49: "ETY", 50: "#*+<=>^_e~",
        51: "$0123456789", 52: "KPX", 53: "Cbdhnopqu", 54: "BR", 57: "V", 58: "A", 62: "DH", 63: "G", 64: "U", 65: "N",
        66: "O", 67: "Q", 68: "&", 71: "%w", 80: "m", 85: "M", 89: "@W",
    }.items()
    for letter in letters
}  # fmt: skip
"""The widths of Calibri's letters, in shares of the type size."""
_WIDEST = 1.2  # type sizes of a letter and the air beside it


def _has_chinese(text: str) -> bool:
    """Whether a text holds Chinese, marks that are as high among it."""
    return max(text, default="") >= "\u2e80" and any("\u2e80" <= letter <= "\u9fff" for letter in text)


def _advance(letter: str) -> float:
    return _ADVANCES[letter] if letter in _ADVANCES else text_width(letter, 1)


_TEXT, _BREAK, _TAB, _MARK = (tag(name) for name in ("w:t", "w:br", "w:tab", "w:bookmarkStart"))
_VAL, _WIDTH = tag("w:val"), tag("w:w")
_RUN, _SIZE = tag("w:r"), f"{tag('w:rPr')}/{tag('w:sz')}"
_SIZED = f"{_RUN}/{_SIZE}"
_ROW_PROPERTIES, _ROW_HEIGHT = tag("w:trPr"), tag("w:trHeight")
_CELL_TAG, _CELL_PROPERTIES, _CELL_WIDTH = tag("w:tc"), tag("w:tcPr"), tag("w:tcW")
_CELL_LEFT = f"{tag('w:tcMar')}/{tag('w:left')}"
_SHORT = [
    [tag("w:pStyle"), *(tag(name) for name in more), _TEXT]
    for more in ((), ("w:rPr",), ("w:keepNext",), ("w:keepNext", "w:rPr"))
]
"""The properties and the run of a paragraph that is text in a style."""


def _content(paragraph: Element) -> tuple[str, list[float], list[str], bool]:
    """The text of a paragraph, the heights of its drawings, its bookmarks, and whether it ends the page: in one walk,
    as every cell of every table is asked."""
    texts, extents, names, ends = list[str](), list[float](), list[str](), False
    for one in paragraph.iter(_TEXT, _BREAK, _TAB, _EXTENT, _MARK):
        if one.tag == _TEXT:
            texts.append(one.text or "")
        elif one.tag == _EXTENT:
            extents.append(whole(one.get("cy")) / _EMU)
        elif one.tag == _MARK:
            names.append(one.get(tag("w:name"), ""))
        else:
            texts.append("\n" if one.tag == _BREAK else "  ")
            ends |= one.tag == _BREAK and one.get(tag("w:type")) == "page"
    return "".join(texts), extents, names, ends
