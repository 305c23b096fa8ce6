"""Owns the way from a block of the document to its Word elements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

from planforge.document import model
from planforge.writers.docx.calendars import calendars
from planforge.writers.docx.figures import cards, charts, houses, pairs, quadrants
from planforge.writers.docx.flow import Intro, Pair, Piece, pieces
from planforge.writers.docx.forms import forms
from planforge.writers.docx.press import Press
from planforge.writers.docx.tables import tables
from planforge.writers.docx.text import bullets, headings, intros, page_breaks, paragraphs
from planforge.writers.docx.wordml import Element, lead_to_next


def elements(press: Press, blocks: Iterable[model.Block]) -> Iterator[Element]:
    """The elements of some blocks, in order; turned pages are made by whoever makes the sections."""
    found = pieces(tuple(blocks))
    for piece, after in pairwise((*found, None)):
        made = list(element(press, piece)) if piece else []
        if isinstance(after, model.Paragraph) and after.voice is model.Voice.SIGNATURE:
            lead_to_next(made)
        yield from made


def element(press: Press, piece: Piece) -> Iterator[Element]:
    """The elements of one block."""
    if isinstance(piece, model.Landscape):
        yield from elements(press, piece.blocks)
    else:
        yield from _BUILDERS[type(piece)](press, piece)


_BUILDERS: dict[type, Callable[[Press, Any], Iterator[Element]]] = {
    model.Paragraph: paragraphs,
    Intro: intros,
    model.Heading: headings,
    model.Bullets: bullets,
    model.Table: tables,
    model.Chart: charts,
    Pair: pairs,
    model.Cards: cards,
    model.Quadrant: quadrants,
    model.House: houses,
    model.Gantt: calendars,
    model.Form: forms,
    model.PageBreak: page_breaks,
}
