"""Owns what stands on every page: the header with plan and part, the footer with page of pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planforge.document.model import Part
from planforge.writers.docx.press import Press
from planforge.writers.docx.wordml import Element, field, node, paragraph, run, tag

_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
_PLACES = re.compile(r"(\{pages?\})")


def references(press: Press, part: Part) -> Iterator[Element]:
    """The header and footer of a part's sections; both parts of the package are made once."""
    made = press.furniture.get(part.key)
    if made is None:
        made = press.furniture[part.key] = (_header(press, part.title), press.footer or _footer(press))
        press.footer = made[1]
    for kind, relation in zip(("header", "footer"), made, strict=True):
        reference = node(f"w:{kind}Reference", type="default")
        reference.set(tag("r:id"), relation)
        yield reference


def _header(press: Press, title: str) -> str:
    part, relation = press.part.add_header_part()
    words = run(f"{press.document.furniture.header} | ")
    _fill(part.element, paragraph("Header", words, *field('STYLEREF "heading 1"', title)))
    return str(relation)


def _footer(press: Press) -> str:
    part, relation = press.part.add_footer_part()
    content: list[Element] = []
    for piece in _PLACES.split(press.document.furniture.footer):
        content += field(_FIELDS[piece], "1") if piece in _FIELDS else [run(piece)] if piece else []
    _fill(part.element, paragraph("Footer", *content))
    return str(relation)


def _fill(holder: Element, content: Element) -> None:
    for child in list(holder):
        holder.remove(child)
    holder.append(content)
