"""Owns what is drawn: native charts, key-figure cards, the SWOT square, the strategy house."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from planforge.document.model import Cards, Chart, House, Plot, Quadrant, Tone
from planforge.writers.charts.office import common_height
from planforge.writers.docx.drawing import add_chart
from planforge.writers.docx.page import TWIP
from planforge.writers.docx.press import Press
from planforge.writers.docx.text import Pair, caption, tone_style
from planforge.writers.docx.wordml import Element, borders, cell, paragraph, row, run, stays, table
from planforge.writers.look import dark, mix
from planforge.writers.widths import spread, text_width

_GAP = 140  # twips between panels
_UPRIGHT = (Plot.COLUMN, Plot.COMBO, Plot.LINE, Plot.DOTS, Plot.STACKED)
_FLAT = 0.75  # of its height, where parts follow each other and a page must hold more
_SENSE = re.compile(r"\s*[|｜]\s*|(?=（)|\s(?=\()")
_LABEL = 9.0  # points of a card's words where its style does not say
_PADDING = 80  # twips that the words of a card leave at its sides
_RING = 0.6  # of the width, for a doughnut on its own


def charts(press: Press, block: Chart) -> Iterator[Element]:
    """A chart in a line of its own, its caption below."""
    width = round(press.width * _RING if block.plot is Plot.DOUGHNUT else press.width)
    low = press.document.flowing and block.plot in _UPRIGHT and not block.low
    height = round(common_height((block,), press.look, width * TWIP) * _FLAT) if low else None
    yield from _figure(press, block, width, height)


def pairs(press: Press, block: Pair) -> Iterator[Element]:
    """Two charts beside each other, each over its caption."""
    charts, widths = (block.left, block.right), spread([1, 1], press.width)
    height = common_height(charts, press.look, (min(widths) - _GAP) * TWIP)
    cells = [
        cell(width, *_figure(press, chart, width - _GAP, height), middle=False)
        for width, chart in zip(widths, charts, strict=True)
    ]
    words = f"{block.left.caption}; {block.right.caption}"
    yield table("FigureTable", widths, [row(*cells)], title=words, description=words, bands=False)
    yield paragraph("TableEnd")


def _figure(press: Press, chart: Chart, width: int, height: int | None = None) -> Iterator[Element]:
    yield paragraph("Figure", add_chart(press.part, chart, press.look, width * TWIP, height))
    yield from caption(press, above=False)


def cards(press: Press, block: Cards) -> Iterator[Element]:
    """A row of key figures with white between them; figures, labels and changes each on a level."""
    count = len(block.cards)
    shares = spread([1] * count, press.width - _GAP * (count - 1))
    widths = [width for share in shares for width in (_GAP, share)][1:]
    lines = [
        ("CardFigure", [(card.figure, "") for card in block.cards], ["bottom"]),
        ("CardLabel", [(card.label, "") for card in block.cards], ["top", "bottom"]),
        ("CardChange", [(card.change, tone_style(card.tone)) for card in block.cards], ["top"]),
    ]
    if any(card.beside for card in block.cards):
        lines[-1][2].append("bottom")
        lines.append(("CardLabel", [(card.beside, "") for card in block.cards], ["top"]))
    fills = [press.look.tone(Tone.STARTING) if card.starting else press.look.band for card in block.cards]
    size = press.part.styles["Card Label"].font.size
    points = size.pt if size else _LABEL
    rows = [row(*_card_line(shares, fills, points, style, texts, open_)) for style, texts, open_ in lines]
    words = "; ".join(f"{card.label} {card.figure} {card.change}".strip() for card in block.cards)
    yield table("CardTable", widths, rows, title=block.cards[0].label, description=words, bands=False)
    yield paragraph("TableEnd")


def _parted(text: str, room: float, size: float) -> str:
    """What is too long for one line of a card, in lines that end where its sense does: a stroke, a bracket."""
    return text if text_width(text, size * 20) <= room else _SENSE.sub("\n", text)


def _card_line(
    shares: Sequence[int],
    fills: Sequence[str],
    size: float,
    style: str,
    texts: Sequence[tuple[str, str]],
    open_: Sequence[str],
) -> Iterator[Element]:
    """One line of all cards, its type in points; ``open_`` are the sides where the card goes on."""
    edges = dict.fromkeys(open_, (0, "FFFFFF"))
    for index, (width, fill, (text, tone)) in enumerate(zip(shares, fills, texts, strict=True)):
        if index:
            yield cell(_GAP, paragraph("TableText"), edges=borders(edges))
        line = paragraph(style, run(_parted(text, width - _PADDING, size), tone)) if text else paragraph(style)
        yield cell(width, line, fill=fill, edges=borders(edges), middle=False)


def quadrants(press: Press, block: Quadrant) -> Iterator[Element]:
    """Four fields in their colours: strengths beside weaknesses, opportunities beside threats."""
    colours = [press.head_fill if press.official else dark(press.look.series(index)) for index in (0, 2, 1, 3)]
    widths = spread([1, 0.03, 1], press.width)
    rows = []
    for first in (0, 2):
        pair = [(block.fields[index], colours[index]) for index in (first, first + 1)]
        heads = [([paragraph("QuadrantTitle", run(title))], tint) for (title, _), tint in pair]
        fields = [(_items(items), "" if press.official else mix(tint, "FFFFFF", 0.88)) for (_, items), tint in pair]
        rows += [row(*_pair(widths, heads)), row(*_pair(widths, fields), height=800)]
    stays(rows)
    description = block.description or block.caption
    yield table("QuadrantTable", widths, rows, title=block.caption, description=description, bands=False)
    yield from caption(press, above=False)


def houses(press: Press, block: House) -> Iterator[Element]:
    """Roof, pillars with white between them, base."""
    count = len(block.pillars)
    parts = [1 if index % 2 == 0 else 0.04 for index in range(2 * count - 1)]
    widths = spread(parts, press.width)
    roof, base = (press.head_fill,) * 2 if press.official else (press.look.series(0), press.look.series(1))
    pillars = []
    for index, width in enumerate(widths):
        if index % 2:
            pillars.append(cell(width, paragraph("TableText")))
            continue
        code, words = block.pillars[index // 2]
        edge = borders({"top": (24, "FFFFFF"), "bottom": (24, "FFFFFF")})
        content = (paragraph("HouseCode", run(code)), paragraph("HousePillar", run(words)))
        pillars.append(cell(width, *content, fill=press.look.band, edges=edge, middle=False))
    rows = [
        row(cell(press.width, paragraph("HouseRoof", run(block.roof)), span=len(widths), fill=roof)),
        row(*pillars),
        row(cell(press.width, paragraph("HouseFoot", run(block.base)), span=len(widths), fill=base)),
    ]
    stays(rows)
    description = block.description or block.caption
    yield table("HouseTable", widths, rows, title=block.caption, description=description, bands=False)
    yield from caption(press, above=False)


def _pair(widths: list[int], fields: list[tuple[list[Element], str]]) -> Iterator[Element]:
    (left, left_fill), (right, right_fill) = fields
    yield cell(widths[0], *left, fill=left_fill, middle=False)
    yield cell(widths[1], paragraph("TableText"))
    yield cell(widths[2], *right, fill=right_fill, middle=False)


def _items(items: tuple[str, ...]) -> list[Element]:
    return [paragraph("QuadrantItem", run(item)) for item in items] or [paragraph("TableText")]
