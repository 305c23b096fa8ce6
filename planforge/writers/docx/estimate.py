"""Owns the estimate of where headings fall, so that contents have page numbers without a program that lays out pages.

Line heights are those of the styles, widths those of ``fit``. Paragraphs that stay with the next, rows that do not
split, repeated header rows and sections are followed as Word does; hyphenation and kerning are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from docx.document import Document as WordFile

from planforge.document.numbering import counting
from planforge.writers.docx.places import whole
from planforge.writers.docx.text import HEADING
from planforge.writers.docx.wordml import Element, tag
from planforge.writers.fit import broken, text_width

_EMU = 635  # in a twip
_NATURAL = 1.3  # of the type size: a line as high as its letters
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_CELL = (0, 108, 0, 108)  # twips: top, left, bottom, right of a cell without a style of its own
_MOST = 200  # lines of a paragraph
_RULE = 14  # twips: the lines round a row, and what programs add to it
_HEADER = tag("w:tblHeader")


@dataclass(frozen=True, slots=True)
class Setting:
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


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a heading or a section begins: physical page from 1, and the number of its section from 0."""

    page: int
    section: int


@dataclass(slots=True)
class Estimate:
    """``headings`` and ``titles`` by bookmark, ``starts`` the first page of a section, ``sections`` what they say."""

    headings: dict[str, Mark] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    sections: list[Element] = field(default_factory=list)


def estimate(word: WordFile) -> Estimate:
    """The pages of a whole document."""
    body = word.part.element.body
    layout = _Layout(_Sheet(word.styles.element))
    blocks: list[Element] = []
    for child in body:
        section = child if child.tag == tag("w:sectPr") else next(child.iter(tag("w:sectPr")), None)
        if child.tag != tag("w:sectPr"):
            blocks += _flat(child)
        if section is not None:
            layout.section(section, blocks)
            blocks = []
    return layout.found


def _flat(block: Element) -> list[Element]:
    if block.tag == tag("w:sdt"):
        return [one for content in block.iterfind(tag("w:sdtContent")) for child in content for one in _flat(child)]
    return [block] if block.tag in (tag("w:p"), tag("w:tbl")) else []


class _Sheet:
    """The settings of the styles of a document."""

    def __init__(self, styles: Any) -> None:
        self.styles = {one.get(tag("w:styleId"), ""): one for one in styles.iter(tag("w:style"))}
        defaults = styles.find(tag("w:docDefaults"))
        start = Setting() if defaults is None else _set(Setting(), defaults)
        normal = next((k for k, v in self.styles.items() if v.get(tag("w:default")) in ("1", "true")
                       and v.get(tag("w:type")) == "paragraph"), "")  # fmt: skip
        self.start, self.normal = start, normal
        self.known: dict[str, Setting] = {}
        self.margins: dict[str, tuple[int, int, int, int]] = {}

    def style(self, identity: str) -> Setting:
        if identity not in self.known:
            style = self.styles.get(identity)
            self.known[identity] = self.start
            if style is not None:
                based = style.find(tag("w:basedOn"))
                under = self.start if based is None else self.style(based.get(tag("w:val"), ""))
                self.known[identity] = _set(under, style)
        return self.known[identity]

    def paragraph(self, paragraph: Element) -> Setting:
        properties = paragraph.find(tag("w:pPr"))
        named = None if properties is None else properties.find(tag("w:pStyle"))
        under = self.style(self.normal if named is None else named.get(tag("w:val"), ""))
        return under if properties is None else _set(under, paragraph)

    def cell(self, table: Element) -> tuple[int, int, int, int]:
        """The padding of a table's cells."""
        named = table.find(f"{tag('w:tblPr')}/{tag('w:tblStyle')}")
        identity = "" if named is None else named.get(tag("w:val"), "")
        if identity not in self.margins:
            style = self.styles.get(identity)
            held = None if style is None else next(style.iter(tag("w:tblCellMar")), None)
            sides = ("top", "left", "bottom", "right")
            found = [None if held is None else held.find(tag(f"w:{side}")) for side in sides]
            pairs = zip(found, _CELL, strict=True)
            made = [usual if one is None else whole(one.get(tag("w:w"))) for one, usual in pairs]
            self.margins[identity] = (made[0], made[1], made[2], made[3])
        return self.margins[identity]


def _set(under: Setting, holder: Element) -> Setting:
    """A setting changed by the properties of a style, a paragraph or the defaults."""
    changed: dict[str, Any] = {}
    size = next(holder.iter(tag("w:sz")), None) if holder.tag != tag("w:p") else None
    if size is not None:
        changed["size"] = whole(size.get(tag("w:val"))) * 10
    properties = next(holder.iter(tag("w:pPr")), None)
    for one in properties if properties is not None else ():
        if one.tag == tag("w:spacing"):
            changed |= _spacing(one)
        elif one.tag == tag("w:ind"):
            names = {"left": "left", "start": "left", "right": "right", "end": "right", "firstLine": "first"}
            changed |= {to: whole(one.get(tag(f"w:{key}"))) for key, to in names.items() if one.get(tag(f"w:{key}"))}
        elif one.tag in _SWITCHES:
            changed[_SWITCHES[one.tag]] = one.get(tag("w:val"), "1") not in ("0", "false")
    return replace(under, **changed) if changed else under


_SWITCHES = {tag("w:keepNext"): "keep", tag("w:pageBreakBefore"): "breaks", tag("w:contextualSpacing"): "tight"}


def _spacing(one: Element) -> dict[str, Any]:
    given = [key for key in ("before", "after") if one.get(tag(f"w:{key}"))]
    found: dict[str, Any] = {key: whole(one.get(tag(f"w:{key}"))) for key in given}
    if one.get(tag("w:line")):
        rule, line = one.get(tag("w:lineRule"), "auto"), whole(one.get(tag("w:line")))
        found |= {"line": -line / 240 if rule == "auto" else line, "exact": rule == "exact"}
    return found


@dataclass(slots=True)
class _Unit:
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
    text: str = ""  # of a heading


class _Layout:
    def __init__(self, sheet: _Sheet) -> None:
        self.sheet, self.found, self.page = sheet, Estimate(), 0

    def section(self, section: Element, blocks: Sequence[Element]) -> None:
        """Lay the blocks of one section on pages of their own."""
        size, margins = section.find(tag("w:pgSz")), section.find(tag("w:pgMar"))
        got = {key: abs(whole(margins.get(tag(f"w:{key}")))) if margins is not None else 1440
               for key in ("top", "bottom", "left", "right")}  # fmt: skip
        wide = whole(size.get(tag("w:w"))) if size is not None else 11906
        high = whole(size.get(tag("w:h"))) if size is not None else 16838
        width, height = wide - got["left"] - got["right"], high - got["top"] - got["bottom"]
        kind = section.find(tag("w:type"))
        if self.page == 0 or kind is None or kind.get(tag("w:val")) != "continuous":
            self.page += 1
        self.found.starts.append(self.page)
        self.found.sections.append(section)
        units = [unit for block in blocks for unit in self._units(block, width)]
        self._flow(units, height)

    def _flow(self, units: Sequence[_Unit], height: float) -> None:
        used, after, style = 0.0, 0.0, ""
        index = 0
        while index < len(units):
            chain = [units[index]]
            while chain[-1].keep and index + len(chain) < len(units):
                chain.append(units[index + len(chain)])
            need, last = self._height(chain)
            gap = max(chain[0].before, after) if used else 0.0
            if chain[0].style == style and chain[0].tight:
                gap = 0.0
            if used and (chain[0].breaks or (used + gap + need > height + 1 and need <= height)):
                self.page += 1
                used, gap = chain[0].header, 0.0
            for number, unit in enumerate(chain):
                step = gap if number == 0 else self._gap(chain[number - 1], unit)
                if used and used + step + unit.height > height + 1:
                    self.page += 1
                    used, step = unit.header, 0.0
                used += step
                for mark in unit.marks:
                    self.found.headings[mark] = Mark(self.page, len(self.found.starts) - 1)
                    self.found.titles[mark] = unit.text
                used += unit.height
                while used > height + 1 and unit.height > height:
                    self.page += 1
                    used -= height
            after, style = last.after, last.style
            if any(unit.ends for unit in chain):
                self.page += 1
                used = 0.0
            index += len(chain)

    def _height(self, chain: Sequence[_Unit]) -> tuple[float, _Unit]:
        return sum(unit.height for unit in chain) + sum(self._gap(*pair) for pair in pairwise(chain)), chain[-1]

    def _gap(self, above: _Unit, below: _Unit) -> float:
        return 0.0 if above.style == below.style and below.tight and above.style else max(above.after, below.before)

    def _units(self, block: Element, width: float) -> Iterator[_Unit]:
        if block.tag == tag("w:p"):
            yield self._paragraph(block, width)
            return
        header, rows = 0.0, list(block.iterfind(tag("w:tr")))
        for row in rows:
            unit = self._row(block, row)
            heads = row.find(f"{tag('w:trPr')}/{_HEADER}") is not None
            unit.keep, unit.header = unit.keep or heads, 0.0 if heads else header
            yield unit
            header += unit.height if heads else 0.0

    def _row(self, table: Element, row: Element) -> _Unit:
        top, left, bottom, right = self.sheet.cell(table)
        given = row.find(f"{tag('w:trPr')}/{tag('w:trHeight')}")
        least = 0 if given is None else whole(given.get(tag("w:val")))
        high, keep = float(least), False
        for cell in row.iterfind(tag("w:tc")):
            width = cell.find(f"{tag('w:tcPr')}/{tag('w:tcW')}")
            room = (whole(width.get(tag("w:w"))) if width is not None else 2000) - left - right
            units = [unit for child in cell for one in _flat(child) for unit in self._units(one, room)]
            if not units:
                continue
            total, _ = self._height(units)
            high = max(high, total + units[0].before + units[-1].after + top + bottom)
            keep |= units[0].keep
        return _Unit(high + _RULE, keep=keep)

    def _paragraph(self, paragraph: Element, width: float) -> _Unit:
        setting = self.sheet.paragraph(paragraph)
        room = max(width - setting.left - setting.right, 200)
        line = setting.line if setting.line > 0 else setting.size * _NATURAL * (-setting.line or 1)
        extents = [whole(one.get("cy")) / _EMU for one in paragraph.iter(_EXTENT)]
        text = _text(paragraph)
        first = room - setting.first if setting.first > 0 else room
        lines = sum(_lines(piece, room if at else first, setting.size) for at, piece in enumerate(text.split("\n")))
        height = max(extents, default=0) + (line * 0.3 if extents else 0) or lines * line
        named = paragraph.find(f"{tag('w:pPr')}/{tag('w:pStyle')}")
        ends = any(one.get(tag("w:type")) == "page" for one in paragraph.iter(tag("w:br")))
        names = (one.get(tag("w:name"), "") for one in paragraph.iter(tag("w:bookmarkStart")))
        marks = tuple(name for name in names if name.startswith(HEADING))
        return _Unit(
            height, setting.before, setting.after, setting.keep, setting.breaks, marks,
            style="" if named is None else named.get(tag("w:val"), ""), tight=setting.tight, text=text, ends=ends,
        )  # fmt: skip


def _lines(text: str, room: float, size: float) -> int:
    """Lines that a stretch of text takes, words kept whole."""
    return 1 if text_width(text, size) <= room else len(broken(text, room, size, _MOST))


def _text(paragraph: Element) -> str:
    marks = {tag("w:br"): "\n", tag("w:tab"): "  "}
    return "".join(marks.get(one.tag, one.text or "") for one in paragraph.iter(tag("w:t"), *marks))


# Owns the numbers that pages bear: sections that begin anew, Roman figures --------------------------------------------


def labels(found: Estimate, pages: dict[str, int]) -> dict[str, str]:
    """What stands at the foot of the page of every heading; ``pages`` are the physical ones, by bookmark.

    A section that begins on an odd page leaves an even one empty: it is counted, and is not in a PDF.
    """
    firsts = [_first(found, pages, number) for number in range(len(found.starts))]
    numbers: list[int] = []
    for index, section in enumerate(found.sections):
        start = _start(section)
        number = numbers[-1] + firsts[index] - firsts[index - 1] if numbers else 1
        number += start is None and number % 2 == _SKIPPED.get(_kind(section), 2)
        numbers.append(number if start is None else start)
    return {
        name: _written(numbers[at] + page - firsts[at], _form(found.sections[at]))
        for name, page in pages.items()
        for at in (found.headings[name].section,)
    }


_SKIPPED = {"oddPage": 0, "evenPage": 1}  # the remainder by two of the numbers that such a section does not begin with


def _kind(section: Element) -> str:
    kind = section.find(tag("w:type"))
    return "" if kind is None else kind.get(tag("w:val"), "")


def _first(found: Estimate, pages: dict[str, int], section: int) -> int:
    """The physical page on which a section begins: as far before its first heading as the estimate has it."""
    inside = [name for name, mark in found.headings.items() if mark.section == section and name in pages]
    if not inside:
        return found.starts[section]
    return pages[inside[0]] - (found.headings[inside[0]].page - found.starts[section])


def _start(section: Element) -> int | None:
    numbers = section.find(tag("w:pgNumType"))
    given = None if numbers is None else numbers.get(tag("w:start"))
    return None if given is None else whole(given)


def _form(section: Element) -> str:
    numbers = section.find(tag("w:pgNumType"))
    return "" if numbers is None else numbers.get(tag("w:fmt"), "")


def _written(number: int, form: str) -> str:
    """A page's number as its section writes it."""
    if form.endswith("Roman"):
        roman = _roman(max(number, 1))
        return roman.lower() if form == "lowerRoman" else roman
    if form.endswith("Letter"):
        letters = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.lower() if form == "lowerLetter" else letters
    if form == "numberInDash":
        return f"- {number} -"
    if form == "decimalZero":
        return f"{number:02d}"
    return counting(number) if form.startswith("chineseCounting") or form == "japaneseCounting" else str(number)


def _roman(number: int) -> str:
    marks = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
             (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
    made = ""
    for value, mark in marks:
        made += mark * (number // value)
        number %= value
    return made
