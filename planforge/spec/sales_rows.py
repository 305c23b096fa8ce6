"""Rows of a table before they are understood: titles told from sales, merged names carried down."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from planforge.spec.sales_columns import is_total

NAMED_FIRST = 4  # cells at the left of a line that may say it is a sum
_FIGURE = re.compile(r"[-+(（]?[￥¥$]?[\d.,，%]+[)）%元]?")


def is_title(row: Sequence[str]) -> bool:
    """Whether a line holds one text and no figure, be it in one cell or merged over several."""
    texts = {cell for cell in row if cell}
    return len(texts) == 1 and not _FIGURE.fullmatch(next(iter(texts)))


def filled_down(
    rows: Sequence[tuple[int, tuple[str, ...]]], columns: Iterable[int]
) -> Sequence[tuple[int, tuple[str, ...]]]:
    """The rows with names carried down over the cells that a merged one left empty.

    A column is taken for merged where it has empty cells and never the same name in two rows that follow each other.
    """
    places = [place for place in columns if _is_merged(rows, place)]
    if not places:
        return rows
    last = dict.fromkeys(places, "")
    filled = []
    for number, cells in rows:
        row = list(cells)
        if not any(is_total(cell) for cell in row[:NAMED_FIRST] if cell):
            for place in places:
                if place < len(row):
                    last[place] = row[place] = row[place] or last[place]
        filled.append((number, tuple(row)))
    return filled


def _is_merged(rows: Sequence[tuple[int, tuple[str, ...]]], place: int) -> bool:
    cells = [row[place] if place < len(row) else "" for _, row in rows]
    named = sum(map(bool, cells))
    if not cells or not cells[0] or named == len(cells) or named * 4 > len(cells) * 3:
        return False
    return all(not (one and one == other) for one, other in itertools.pairwise(cells))
