"""Owns captions: label and counted number as a field inside a bookmark, to which the text refers."""

from __future__ import annotations

from planforge.writers.docx.press import Press
from planforge.writers.docx.text import caption_anchor
from planforge.writers.docx.wordml import Element, bookmark, field, paragraph, run


def caption(press: Press, *, above: bool) -> Element:
    """The next caption; above a table it stays with it, below a figure it ends it."""
    found = next(press.captions)
    counted = [run(f"{found.label} "), *field(f"SEQ {found.label} \\* ARABIC", str(found.number))]
    content = bookmark(next(press.ids), caption_anchor(found.anchor), counted)
    return paragraph("Caption" if above else "FigureCaption", *content, run(f"{found.stop}{found.text}"))
