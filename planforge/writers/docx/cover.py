"""Owns the cover."""

from __future__ import annotations

from collections.abc import Iterator

from planforge.document.model import Cover
from planforge.writers.docx.press import Press
from planforge.writers.docx.widths import spread
from planforge.writers.docx.wordml import Element, cell, paragraph, row, run, table


def cover(press: Press, given: Cover) -> Iterator[Element]:
    """Company, title, the facts in a small table below; where the house has colours, the title in a wide band."""
    yield paragraph("CoverCompany", run(given.company))
    yield from _words(given) if press.official else (_band(press, given),)
    yield paragraph("CoverGap")
    if given.facts:
        yield _facts(press, given.facts)


def _words(given: Cover) -> Iterator[Element]:
    for style, text in (("CoverKicker", given.kicker), ("Title", given.title), ("Subtitle", given.subtitle)):
        if text:
            yield paragraph(style, run(text))


def _band(press: Press, given: Cover) -> Element:
    """A table as wide as the page, moved out by the margin."""
    page, navy, teal = press.page, press.look.series(0), press.look.series(1)
    rows = [
        row(cell(page.width, *_words(given), fill=navy), height=5600),
        row(cell(page.width, paragraph("SectionBreak"), fill=teal), height=110),
    ]
    return table("CoverBand", [page.width], rows, title=given.title, indent=-page.left, bands=False)


def _facts(press: Press, facts: tuple[tuple[str, str], ...]) -> Element:
    """Two facts a line."""
    widths = spread([1, 2, 1, 2], press.width)
    rows = []
    for first in range(0, len(facts), 2):
        pair = [*facts[first : first + 2], ("", "")][:2]
        texts = [half for label, value in pair for half in (("CoverLabel", label), ("CoverValue", value))]
        cells = [cell(width, paragraph(style, run(text))) for width, (style, text) in zip(widths, texts, strict=True)]
        rows.append(row(*cells, height=480))
    return table("CoverFacts", widths, rows, title=facts[0][0], bands=False)
