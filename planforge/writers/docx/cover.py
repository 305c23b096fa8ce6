"""Owns the cover."""

from __future__ import annotations

from collections.abc import Iterator

from planforge.document.model import Cover
from planforge.writers.docx.press import Press
from planforge.writers.docx.widths import spread
from planforge.writers.docx.wordml import Element, borders, cell, paragraph, row, run, table


def cover(press: Press, given: Cover) -> Iterator[Element]:
    """Company, a band over the whole width with the title, the facts in a small table below."""
    yield paragraph("CoverCompany", run(given.company))
    yield _band(press, given)
    for _ in range(1):
        yield paragraph("CoverGap")
    if given.facts:
        yield _facts(press, given.facts)
        yield paragraph("TableEnd")


def _band(press: Press, given: Cover) -> Element:
    """A table as wide as the page, moved out by the margin."""
    page, navy, teal = press.page, press.look.series(0), press.look.series(1)
    words = [("CoverKicker", given.kicker), ("Title", given.title), ("Subtitle", given.subtitle)]
    content = [paragraph(style, run(text)) for style, text in words if text]
    rows = [
        row(cell(page.width, *content, fill=navy), height=5600),
        row(cell(page.width, paragraph("SectionBreak"), fill=teal), height=110),
    ]
    return table("CoverBand", [page.width], rows, title=given.title, indent=-page.left, bands=False)


def _facts(press: Press, facts: tuple[tuple[str, str], ...]) -> Element:
    widths = spread([1, 2, 1, 2], press.width)
    edge = borders({"bottom": (4, press.look.rule)})
    rows = []
    for first in range(0, len(facts), 2):
        pair = [*facts[first : first + 2], ("", "")][:2]
        texts = [
            (style, text) for label, value in pair for style, text in (("CoverLabel", label), ("CoverValue", value))
        ]
        rows.append(
            row(
                *(
                    cell(width, paragraph(style, run(text)), edges=edge.__copy__())
                    for width, (style, text) in zip(widths, texts, strict=True)
                ),
                height=480,
            )
        )
    return table("CoverFacts", widths, rows, title=facts[0][0], bands=False)
