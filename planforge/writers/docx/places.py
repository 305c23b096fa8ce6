"""Owns where in a Word file something stands, as somebody says who has it open: part, paragraph, table, cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree
from msgspec import Struct

from planforge.problem import Text
from planforge.records import replace
from planforge.writers.docx.wordml import Element, tag

BODY = "word/document.xml"
_STORIES = (
    (re.compile(r"word/document\.xml"), Text("正文", "body")),
    (re.compile(r"word/header\d*\.xml"), Text("页眉", "header")),
    (re.compile(r"word/footer\d*\.xml"), Text("页脚", "footer")),
    (re.compile(r"word/footnotes\.xml"), Text("脚注", "footnotes")),
    (re.compile(r"word/endnotes\.xml"), Text("尾注", "endnotes")),
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {tag("w:tab"): "\t", tag("w:br"): "\n", tag("w:cr"): "\n", tag("w:noBreakHyphen"): "-"}
_CLEAR = (tag("w:sdt"), tag("w:sdtContent"), tag("w:customXml"), tag("w:smartTag"), tag("w:ins"), tag("w:hyperlink"))


class Place(Struct, frozen=True):
    """A paragraph's place. Numbers count from 1; 0 where there is none; tables inside cells make ``tables`` longer."""

    story: Text
    file: str  # the part's own name where there may be several: header2.xml
    paragraph: int = 0
    tables: tuple[tuple[int, int, int], ...] = ()  # table, row, cell
    boxed: bool = False

    @property
    def said(self) -> Text:
        """``正文第 12 段``, ``body, table 2, row 3, cell 1``."""
        zh, en = self.story
        if self.file:
            zh, en = f"{zh}（{self.file}）", f"{en} ({self.file})"
        for table, row, cell in self.tables:
            zh, en = f"{zh}表 {table} 第 {row} 行第 {cell} 格", f"{en}, table {table}, row {row}, cell {cell}"
        if self.paragraph:
            zh, en = f"{zh}第 {self.paragraph} 段", f"{en}, paragraph {self.paragraph}"
        if self.boxed:
            zh, en = f"{zh}的文本框", f"{en}, text box"
        return Text(zh, en)


def story_of(name: str) -> Text | None:
    """What a part that holds text is called; None for any other part."""
    return next((story for pattern, story in _STORIES if pattern.fullmatch(name)), None)


def stories(parts: Mapping[str, bytes]) -> tuple[str, ...]:
    """The names of the parts that hold text, the body first."""
    return tuple(sorted((name for name in parts if story_of(name)), key=lambda name: (name != BODY, name)))


def paragraphs(root: etree._Element, name: str) -> Iterator[tuple[Element, Place]]:
    """Every paragraph of a part with its place, in order; those of a text box after the one that holds it."""
    story = story_of(name)
    assert story is not None
    place = Place(story, "" if name == BODY else name.rpartition("/")[2])
    holder = root.find(tag("w:body")) if root.tag == tag("w:document") else root
    if holder is not None:
        yield from _inside(holder, place)


def text_of(paragraph: Element) -> str:
    """The text of a paragraph as it is read, without what was deleted and without what its text boxes hold."""
    return "".join(_pieces(paragraph))


def whole(text: str | None, default: int = 0) -> int:
    """A whole number as an attribute of a file from outside holds it; the default where it holds none."""
    try:
        return round(float(text or ""))
    except (ValueError, OverflowError):
        return default


def _inside(holder: Element, place: Place) -> Iterator[tuple[Element, Place]]:
    paragraph = table = 0
    for child in _blocks(holder):
        if child.tag == tag("w:p"):
            paragraph += 1
            here = replace(place, paragraph=paragraph)
            yield child, here
            for box in _boxes(child):
                yield from ((inner, replace(here, boxed=True)) for inner, _ in _inside(box, here))
        else:
            table += 1
            yield from _cells(child, table, place)


def _cells(table: Element, number: int, place: Place) -> Iterator[tuple[Element, Place]]:
    for row, line in enumerate(table.iterfind(tag("w:tr")), 1):
        for column, cell in enumerate(line.iterfind(tag("w:tc")), 1):
            here = replace(place, tables=(*place.tables, (number, row, column)), paragraph=0)
            alone = sum(1 for _ in cell.iterfind(tag("w:p"))) == 1
            for inner, at in _inside(cell, here):
                own = at.tables == here.tables and not at.boxed
                yield inner, replace(at, paragraph=0) if alone and own else at


def _blocks(holder: Element) -> Iterator[Element]:
    for child in holder:
        if child.tag in (tag("w:p"), tag("w:tbl")):
            yield child
        elif child.tag in _CLEAR or child.tag in (tag("w:footnote"), tag("w:endnote")):
            yield from _blocks(child)


def _boxes(paragraph: Element) -> Iterator[Element]:
    for box in paragraph.iter(tag("w:txbxContent")):
        if next(box.iterancestors(tag("w:p"))) is paragraph and next(box.iterancestors(_FALLBACK), None) is None:
            yield box


def _pieces(holder: Element) -> Iterator[str]:
    for child in holder:
        if child.tag == tag("w:t"):
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag == tag("w:r") or child.tag in _CLEAR:
            yield from _pieces(child)
