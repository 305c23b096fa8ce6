"""Owns the cover."""

from __future__ import annotations

from collections.abc import Iterator

from planforge.document.model import Cover
from planforge.writers.docx.press import Press
from planforge.writers.docx.wordml import Element, cell, paragraph, row, run, table
from planforge.writers.fit import widest

_PADDING = 300  # twips between a label and what it says


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
    """Two facts a line, in an official paper one."""
    across = 1 if press.official else 2
    share = press.width // across
    em = 320 if press.official else 200
    label = min(round(widest((name for name, _ in facts), em) * 1.1) + _PADDING, share // 2)
    widths = [label, share - label] * across
    rows = []
    for first in range(0, len(facts), across):
        line = [*facts[first : first + across], ("", "")][:across]
        texts = [half for name, value in line for half in (("CoverLabel", name), ("CoverValue", value))]
        cells = [cell(width, paragraph(style, run(text))) for width, (style, text) in zip(widths, texts, strict=True)]
        rows.append(row(*cells, height=480))
    return table("CoverFacts", widths, rows, title=facts[0][0], bands=False)
