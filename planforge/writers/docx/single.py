"""Owns the single sheet: its lines stand as close, and its type becomes as small, as it must to hold all of it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import NamedTuple

from planforge.writers.docx.filling import SPARE, careful
from planforge.writers.docx.heights import Setting, Sheet, table_style
from planforge.writers.docx.press import Press
from planforge.writers.docx.stack import headed, height_of
from planforge.writers.docx.wordml import Element, node, set_size, tag

_STYLES = ("Callout", "Lead", "List", "Heading3", "Intro", "BodyText", "Normal", "Note")
"""Styles that stand closer on a single sheet."""
_HEAD = "Heading3"
_LEAST = 210  # twips: type becomes no smaller
_LINE, _HEAD_LINE, _LOWEST = 10 / 7, 1.2, 300  # of the type size: lines that read well; twips of the lowest
_AIR, _HEAD_AIR, _WRITTEN = 40, 100, 140  # twips below a paragraph, above a heading and above a line to write on
_SURE = 0.93  # of the sheet, which what stands loose takes at most, as programs differ


_HANGING = 2  # type sizes by which the items of a list stand in at most
_TABLE, _DENSE = "PlanTable", "Dense"  # a table, and what the names of dense ones and of their styles begin with


class How(NamedTuple):
    """How a sheet is set: type against that of its styles, whether its lines stand as they say, whether tables are
    dense."""

    size: float = 1
    loose: bool = False
    dense: bool = False


_HOWS = (
    How(loose=True),
    How(),
    How(0.94),
    How(0.88),
    How(0.82),
    How(0.82, dense=True),
    How(0.75, dense=True),
    How(0.66, dense=True),
)


def on_one_sheet(press: Press, elements: Sequence[Element]) -> list[Element]:
    """The elements of a sheet, as loose as they have room on it."""
    sheet, made = careful(press.part.document), list[Element]()
    room = press.page.text_height - SPARE
    for how in _HOWS if press.own else _HOWS[1:]:
        made = [_set(sheet, deepcopy(one), how) for one in elements]
        units = headed([unit for one in made for unit in sheet.units(one, press.width)])
        if height_of(units) <= room * (_SURE if how.loose else 1):
            break
    return made


def _set(sheet: Sheet, element: Element, how: How) -> Element:
    """A paragraph or table of a single sheet in the size and with the lines of a way."""
    if element.tag == tag("w:tbl"):
        return _dense(element) if how.dense and table_style(element) == _TABLE else element
    properties = element.find(tag("w:pPr"))
    style = None if properties is None else properties.find(tag("w:pStyle"))
    name = "" if style is None else style.get(tag("w:val"), "")
    if properties is None or not name.startswith(_STYLES) or properties.find(tag("w:spacing")) is not None:
        return element
    usual = sheet.paragraph(element)
    size = min(max(usual.size * how.size, _LEAST), usual.size)
    if size < usual.size:
        set_size(element, size)
        properties.append(node("w:rPr", *(node(part, val=round(size / 10)) for part in ("w:sz", "w:szCs"))))
    later = [tag(part) for part in ("w:ind", "w:jc", "w:rPr", "w:sectPr")]
    at = next((n for n, one in enumerate(properties) if one.tag in later), len(properties))
    spacing = _spacing(usual, size, how, head=name == _HEAD, written=_is_to_write_on(properties))
    indents = how.loose or properties.find(tag("w:ind")) is not None
    properties[at:at] = [spacing, *([] if indents else _indent(name, usual, size))]
    return element


def _dense(table: Element) -> Element:
    """A table set as dense ones are, in columns of the same widths."""
    for one in table.iter(tag("w:tblStyle"), tag("w:pStyle")):
        one.set(tag("w:val"), f"{_DENSE}{one.get(tag('w:val'))}")
    return table


def _indent(name: str, usual: Setting, size: float) -> list[Element]:
    """How far the lines of a paragraph in a style stand in, where that is less than the style or its list says."""
    most = round(_HANGING * size)
    if name.startswith("List") and usual.left > most:
        return [node("w:ind", left=most, hanging=most, leftChars=0, hangingChars=0)]
    return [node("w:ind", firstLine=0, firstLineChars=0)] if usual.first > 0 or name == _HEAD else []


def _spacing(usual: Setting, size: float, how: How, *, head: bool, written: bool) -> Element:
    close = round(max(size * (_HEAD_LINE if head else _LINE), _LOWEST))
    line = max(round(usual.line), close) if how.loose else close
    before = _HEAD_AIR if head else _WRITTEN if written else 0
    return node("w:spacing", before=before, after=_AIR, line=line, lineRule="exact")


def _is_to_write_on(properties: Element) -> bool:
    return properties.find(tag("w:tabs")) is not None
