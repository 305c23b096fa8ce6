"""Owns the way from a block of the document to its Word elements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planforge.document import model
from planforge.writers.docx.calendars import calendars
from planforge.writers.docx.figures import cards, charts, houses, quadrants
from planforge.writers.docx.forms import forms
from planforge.writers.docx.press import Press
from planforge.writers.docx.tables import tables
from planforge.writers.docx.text import bullets, heading, paragraphs
from planforge.writers.docx.wordml import Element, node, paragraph


def elements(press: Press, blocks: Iterable[model.Block]) -> Iterator[Element]:
    """The elements of some blocks, in order; turned pages are made by whoever makes the sections."""
    for block in blocks:
        yield from element(press, block)


def element(press: Press, block: model.Block) -> Iterator[Element]:
    """The elements of one block."""
    match block:
        case model.Paragraph():
            yield from paragraphs(press, block)
        case model.Heading():
            yield heading(press, block)
        case model.Bullets():
            yield from bullets(press, block)
        case model.Table():
            yield from tables(press, block)
        case model.Chart():
            yield from charts(press, block)
        case model.Cards():
            yield from cards(press, block)
        case model.Quadrant():
            yield from quadrants(press, block)
        case model.House():
            yield from houses(press, block)
        case model.Gantt():
            yield from calendars(press, block)
        case model.Form():
            yield from forms(press, block)
        case model.PageBreak():
            yield paragraph("SectionBreak", node("w:r", node("w:br", type="page")))
        case model.Landscape():
            yield from elements(press, block.blocks)
