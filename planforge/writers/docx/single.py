"""Owns the single sheet: its lines stand as close, and its type becomes as small, as it must to hold all of it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import NamedTuple

from planforge.writers.docx.estimate import Setting, Sheet, headed, height_of
from planforge.writers.docx.press import Press
from planforge.writers.docx.wordml import Element, node, set_size, tag

_STYLES = ("Callout", "Lead", "List", "Heading3", "Intro", "BodyText", "Normal")
"""Styles that stand closer on a single sheet."""
_HEAD = "Heading3"
_LEAST = 210  # twips: type becomes no smaller
_LINE, _HEAD_LINE, _LOWEST = 10 / 7, 1.2, 300  # of the type size: lines that read well; twips of the lowest
_AIR, _HEAD_AIR, _WRITTEN = 40, 100, 140  # twips below a paragraph, above a heading and above a line to write on
_SURE = 0.93  # of the sheet, which what stands loose takes at most, as programs differ


class How(NamedTuple):
    """How a sheet is set: type against that of its styles, and whether its lines stand as they say."""

    size: float = 1
    loose: bool = False


_HOWS = (How(loose=True), How(), How(0.94), How(0.88), How(0.82), How(0.75), How(0.66))


def on_one_sheet(press: Press, elements: Sequence[Element]) -> list[Element]:
    """The elements of a sheet, as loose as they have room on it."""
    sheet, made = Sheet(press.part.styles.element), list[Element]()
    for how in _HOWS if press.own else _HOWS[1:]:
        made = [_set(sheet, deepcopy(one), how) for one in elements]
        units = headed([unit for one in made for unit in sheet.units(one, press.width)])
        if height_of(units) <= press.page.text_height * (_SURE if how.loose else 1):
            break
    return made


def _set(sheet: Sheet, element: Element, how: How) -> Element:
    """A paragraph or table of a single sheet in the size and with the lines of a way."""
    properties = element.find(tag("w:pPr")) if element.tag == tag("w:p") else None
    style = None if properties is None else properties.find(tag("w:pStyle"))
    name = "" if style is None else style.get(tag("w:val"), "")
    if properties is None or not name.startswith(_STYLES) or properties.find(tag("w:spacing")) is not None:
        return element
    usual = sheet.paragraph(element)
    size = min(max(usual.size * how.size, _LEAST), usual.size)
    if size < usual.size:
        set_size(element, size)
    later = (tag("w:ind"), tag("w:jc"), tag("w:sectPr"))
    at = next((n for n, one in enumerate(properties) if one.tag in later), len(properties))
    properties.insert(at, _spacing(usual, size, how, head=name == _HEAD, written=_is_to_write_on(properties)))
    return element


def _spacing(usual: Setting, size: float, how: How, *, head: bool, written: bool) -> Element:
    close = round(max(size * (_HEAD_LINE if head else _LINE), _LOWEST))
    line = max(round(usual.line), close) if how.loose else close
    before = _HEAD_AIR if head else _WRITTEN if written else 0
    return node("w:spacing", before=before, after=_AIR, line=line, lineRule="exact")


def _is_to_write_on(properties: Element) -> bool:
    return properties.find(tag("w:tabs")) is not None
