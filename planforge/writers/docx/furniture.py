"""Owns what stands on every page: the header with plan and part, the footer with page of pages.

Headers and footers that the style file brings win over ours: the page number of an official paper, a company's mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from docx.section import Section

from planforge.document.model import PartKind
from planforge.writers.docx.press import Press
from planforge.writers.docx.wordml import Element, field, node, paragraph, run, tag

_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
_PLACES = re.compile(r"(\{pages?\})")
_TITLES = {  # the text of the last heading of a part; of the first level by number, as names differ by Word's language
    PartKind.SUMMARY: 'STYLEREF "Front Heading"',
    PartKind.SLIDE: 'STYLEREF "Front Heading"',
    PartKind.PAPER: 'STYLEREF "Paper Title"',
    PartKind.PART: "STYLEREF 1",
    PartKind.ANNEX: 'STYLEREF "Annex Heading"',
}


def given(section: Section) -> tuple[Element, ...]:
    """The references of a style file's section to its headers and footers."""
    return tuple(one for one in section._sectPr if one.tag in (tag("w:headerReference"), tag("w:footerReference")))


def references(press: Press, title: str, kind: PartKind | None = None) -> Iterator[Element]:
    """Header and footer of a section that bears a title; made once, for odd and even pages where they differ."""
    key = (title, press.page.text_width)
    if key not in press.furniture:
        press.furniture[key] = tuple(_made(press, title, kind))
    for one in press.furniture[key]:
        yield _reference(one.tag, one.get(tag("w:type"), ""), one.get(tag("r:id"), ""))


def _made(press: Press, title: str, kind: PartKind | None) -> Iterator[Element]:
    sides = ("default", "even") if _two_sided(press) else ("default",)
    makers = {"w:headerReference": partial(_header, press, title, kind), "w:footerReference": partial(_footer, press)}
    if not press.document.furniture.header:
        del makers["w:headerReference"]
    for name, make in makers.items():
        own = [one for one in press.given if one.tag == tag(name)]
        relation = "" if own else make()
        yield from own or [_reference(tag(name), side, relation) for side in sides]


def _two_sided(press: Press) -> bool:
    settings: Any = press.part.settings.element
    return settings.find(tag("w:evenAndOddHeaders")) is not None


def _reference(name: str, side: str, relation: str) -> Element:
    made = node(f"w:{name.rpartition('}')[2]}", type=side)
    made.set(tag("r:id"), relation)
    return made


def _header(press: Press, title: str, kind: PartKind | None) -> str:
    """The plan at the left, the part at the right, as a field that follows its heading; a single sheet heads itself."""
    part, relation = _added(press, "add_header_part")
    style = "HeaderLandscape" if press.page.landscape else "Header"
    shown = field(_TITLES[kind], title) if kind else [run(title)] if title else []
    plan = press.document.furniture.header
    _fill(part.element, paragraph(style, run(f"{plan}\t" if shown else plan), *shown))
    return relation


def _footer(press: Press) -> str:
    """One footer for all sections."""
    for references in press.furniture.values():
        for one in references:
            if one.tag == tag("w:footerReference"):
                return str(one.get(tag("r:id")))
    part, relation = _added(press, "add_footer_part")
    _fill(part.element, page_line(press.document.furniture.footer))
    return relation


def page_line(words: str) -> Element:
    """The paragraph that numbers a page, in the words of the document: "{page} / {pages}"."""
    content: list[Element] = []
    for piece in _PLACES.split(words):
        content += field(_FIELDS[piece], "1") if piece in _FIELDS else [run(piece)] if piece else []
    return paragraph("Footer", *content, properties=[node("w:jc", val="center")])


def _added(press: Press, how: str) -> tuple[Any, str]:
    """A new header or footer part, and the id by which the document knows it."""
    part, relation = getattr(press.part, how)()
    return part, str(relation)


def _fill(holder: Element, content: Element) -> None:
    for child in list(holder):
        holder.remove(child)
    holder.append(content)
