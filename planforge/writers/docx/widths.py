"""Owns the widths of table columns: what the content needs first, then what the columns ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from planforge.document.model import Kind, Table
from planforge.writers.fit import text_width

FIGURES = frozenset({Kind.MONEY, Kind.COUNT, Kind.PERCENT, Kind.POINTS, Kind.NUMBER, Kind.DATE})
"""What must never be broken over two lines."""

_WORDS = re.compile(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+")


def column_widths(table: Table, room: int, size: float, padding: int) -> list[int]:
    """Widths in twips that sum to ``room``: no figure wraps, long texts share what is left as the columns ask."""
    em = size * 20
    least = [_least(table, index, em) + padding for index in range(len(table.columns))]
    if sum(least) >= room:
        return spread(least, room)
    wanted = [_wanted(table, index, em, room) + padding for index in range(len(table.columns))]
    weights = [max(one, 1) * column.width for one, column in zip(wanted, table.columns, strict=True)]
    return _grown(least, weights, room)


def spread(weights: Sequence[float], room: int) -> list[int]:
    """Whole numbers in proportion to the weights that sum to ``room``."""
    whole = sum(weights) or 1
    edges = [round(room * sum(weights[:index]) / whole) for index in range(len(weights) + 1)]
    return [right - left for left, right in zip(edges, edges[1:], strict=False)]


def _grown(least: Sequence[int], weights: Sequence[float], room: int) -> list[int]:
    """Columns in proportion to their weights, but none below its least width."""
    fixed: set[int] = set()
    while True:
        free = [index for index in range(len(least)) if index not in fixed]
        left = room - sum(least[index] for index in fixed)
        shares = dict(zip(free, spread([weights[index] for index in free], left), strict=True))
        short = {index for index in free if shares[index] < least[index]}
        if not short:
            return [shares.get(index, width) for index, width in enumerate(least)]
        fixed |= short


def _least(table: Table, index: int, em: float) -> int:
    """Room for every figure whole, for the longest word of a text, for the title in two lines."""
    column = table.columns[index]
    texts = list(_texts(table, index))
    title = max(text_width(word, em) for word in [*_WORDS.findall(column.title), ""])
    if column.kind in FIGURES:
        return round(max([title, *(text_width(text, em) for text in texts)]) * 1.06)
    words = (text_width(word, em) for text in texts for word in _WORDS.findall(text))
    longest = max([title, *words], default=0)
    return round(min(max(longest, 2 * em), 14 * em))


def _wanted(table: Table, index: int, em: float, room: int) -> int:
    """The whole content in one line, up to a third of the page."""
    lines = [text_width(text, em) for text in (table.columns[index].title, *_texts(table, index))]
    return round(min(max(lines, default=0), room / 3))


def _texts(table: Table, index: int) -> Iterable[str]:
    """The lines of a column's own cells."""
    for row in table.rows:
        start = 0
        for cell in row.cells:
            if start == index and cell.span == 1:
                yield from cell.text.split("\n")
            start += cell.span
