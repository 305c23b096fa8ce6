"""Owns what an Office file says, whoever saved it last: texts in order, charts' figures, pictures, cells.

Office and its like cut texts into other runs, number parts anew and date what they save; none of that is said. Page
numbers are not either: they are the laying out's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from io import BytesIO

from planforge.office import parsed
from planforge.writers.docx.places import BODY, paragraphs, stories, text_of
from planforge.writers.docx.wordml import Element, tag

_PAGES = re.compile(r"\b(PAGE|PAGEREF|NUMPAGES|SECTIONPAGES)\b")
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_VALUE = "{http://schemas.openxmlformats.org/drawingml/2006/chart}v"
_WHOLE = re.compile(r"(?<=\d)\.0+$")  # some write 1010.0, others 1010
_CHART = re.compile(r"(word|ppt)/charts/chart[^/]*\.xml")
_SLIDE = re.compile(r"ppt/(slides|notesSlides)/[a-zA-Z]+(\d+)\.xml")


def in_word(parts: Mapping[str, bytes]) -> tuple[object, ...]:
    """Texts of the body by place, those of headers, footers and notes, what is drawn. Raises ``Unusable``."""
    return tuple(_body(parts)), sorted({*_beside(parts)}), _drawn(parts)


def in_slides(parts: Mapping[str, bytes]) -> tuple[object, ...]:
    """The paragraphs of each slide and of its notes, what is drawn. Raises ``Unusable``."""
    found = {(m[1], int(m[2])): tuple(_lines(parts, name)) for name in parts if (m := _SLIDE.fullmatch(name))}
    return sorted(found.items()), _drawn(parts)


def in_workbook(content: bytes) -> tuple[object, ...]:
    """What is typed in each cell of each sheet: values and formulas. Raises what openpyxl raises."""
    from openpyxl import load_workbook

    sheets = load_workbook(BytesIO(content)).worksheets
    return tuple(
        (sheet.title, tuple((cell.coordinate, cell.value) for row in sheet for cell in row if cell.value is not None))
        for sheet in sheets
    )


def _body(parts: Mapping[str, bytes]) -> Iterator[tuple[object, str]]:
    for paragraph, place in paragraphs(parsed(parts, BODY), BODY):
        if text := _text(paragraph):
            yield place.tables, text


def _beside(parts: Mapping[str, bytes]) -> Iterator[str]:
    for name in stories(parts):
        if name != BODY:
            yield from filter(None, (_text(paragraph) for paragraph, _ in paragraphs(parsed(parts, name), name)))


def _lines(parts: Mapping[str, bytes], name: str) -> Iterator[str]:
    for paragraph in parsed(parts, name).iter(_DRAWN + "p"):
        if text := "".join(entry.text or "" for entry in paragraph.iter(_DRAWN + "t")).strip():
            yield text


def _drawn(parts: Mapping[str, bytes]) -> tuple[list[tuple[str, ...]], list[str]]:
    """Figures and words of every chart, every picture's digest; each once, sorted."""
    charts = {_charted(parts, name) for name in parts if _CHART.fullmatch(name)}
    return sorted(charts), sorted({sha256(parts[name]).hexdigest() for name in parts if "/media/" in name})


def _charted(parts: Mapping[str, bytes], name: str) -> tuple[str, ...]:
    return tuple(_WHOLE.sub("", entry.text or "") for entry in parsed(parts, name).iter(_VALUE, _DRAWN + "t"))


def _text(paragraph: Element) -> str:
    """A paragraph's text; without digits that a field of page numbers may have written."""
    text = text_of(paragraph).strip()
    if not any(_PAGES.search(field) for field in _fields(paragraph)):
        return text
    entry, tab, _ = text.rpartition("\t")
    return entry if tab else re.sub(r"\d+", "", text)


def _fields(paragraph: Element) -> Iterator[str]:
    yield from (entry.text or "" for entry in paragraph.iter(tag("w:instrText")))
    yield from (entry.get(tag("w:instr"), "") for entry in paragraph.iter(tag("w:fldSimple")))
