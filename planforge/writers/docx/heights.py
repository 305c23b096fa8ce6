"""Owns how high paragraphs and rows of tables are, by the styles and lists of a Word file and the width they have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from msgspec import Struct

from planforge.records import replace
from planforge.writers.docx.line_breaks import WIDEST, has_chinese, lines_of
from planforge.writers.docx.places import whole
from planforge.writers.docx.stack import Unit, height_of
from planforge.writers.docx.text import HEADING
from planforge.writers.docx.typefaces import faces
from planforge.writers.docx.wordml import Element, tag
from planforge.writers.look import wide_letters

_EMU = 635  # in a twip
_NATURAL, _LOWEST = 1.3, 1.15  # of the type size: a line as high as its letters, of most typefaces and of the lowest
_TALL = {"Times New Roman": 1.15, "Arial": 1.15, "Helvetica": 1.15, "Calibri": 1.22, "Cambria": 1.17, "Verdana": 1.22}
"""How high a line of Latin letters alone is of the type size."""
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_EXTENT = f"{DRAWN}extent"
_CELL = (0, 108, 0, 108)  # twips: top, left, bottom, right of a cell without a style of its own
_BOLD = 1.03  # by which Latin letters are wider in bold; Chinese ones are not
_HUNDREDTH = 3.12  # twips in a hundredth of a line, as Word writes the air of Chinese styles
_EIGHTH = 2.5  # twips in an eighth of a point
_RULE = 14  # twips: the lines round a row, and what programs add to it
_HEADER = tag("w:tblHeader")
_SWITCHES = {
    tag("w:keepNext"): "keep",
    tag("w:keepLines"): "whole",
    tag("w:pageBreakBefore"): "breaks",
    tag("w:contextualSpacing"): "tight",
    tag("w:snapToGrid"): "snaps",
}
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
                unit for child in cell for one in flat(child) for unit in self.units(one, room)
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
        width = max(setting.first, 0) + len(run[-1].text or "") * WIDEST * setting.size
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
        natural = setting.size * (self.latin if text and not has_chinese(text) else self.natural)
        if grid and setting.snaps:
            natural = ceil(setting.size / grid) * grid
        line = setting.line if setting.line > 0 else natural * (-setting.line or 1)
        room /= _BOLD if setting.bold and not has_chinese(text) else 1
        indents = (max(setting.first, 0), *[0] * text.count("\n"))
        lines = sum(
            lines_of(piece, room, setting.size, first, self.wide)
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
            wider = sum(lines_of(one, room / self.share, setting.size, first, self.wide) for one, first in pieces)
        return lines * line - wider * (line - lower)


def sheet_of(word: WordFile, share: float = 1.0, natural: float = _NATURAL) -> Sheet:
    """The settings of a document's styles and lists; lines take a ``share`` of the width that they have, and are
    ``natural`` times as high as their letters where no style says how high."""
    held = [one.target_part for one in word.part.rels.values() if one.reltype == RELATIONSHIP_TYPE.NUMBERING]
    latin = faces(word)[0]
    sheet = Sheet(word.styles.element, held[0].element if held else None, share, natural, wide_letters(latin))
    sheet.latin = _TALL.get(latin, natural) if natural == _NATURAL else natural
    return sheet


def table_style(table: Element) -> str:
    """The name of a table's style."""
    named = table.find(f"{tag('w:tblPr')}/{tag('w:tblStyle')}")
    return "" if named is None else str(named.get(tag("w:val"), ""))


def flat(block: Element) -> list[Element]:
    if block.tag == tag("w:sdt"):
        return [one for content in block.iterfind(tag("w:sdtContent")) for child in content for one in flat(child)]
    return [block] if block.tag in (tag("w:p"), tag("w:tbl")) else []


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
