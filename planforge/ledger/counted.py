"""Volumes written with their unit, 46桶 below 数量, as figures below a head that names it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from planforge.ledger.figures import Cell, is_number
from planforge.ledger.heads import kind_of
from planforge.ledger.scales import UNIT
from planforge.ledger.sheets import HEADS, Sheet

_COUNTED = re.compile(r"([+-]?\d[\d,.]*)\s*([^\W\d_]{1,6})")
_FEWEST = 3  # volumes alike


def without_units(sheet: Sheet) -> Sheet:
    """The sheet, its volumes without their unit where a whole column has one; other texts stand as they are."""
    for row in range(min(HEADS, len(sheet.rows))):
        for place, cell in enumerate(sheet.rows[row]):
            if isinstance(cell, str) and kind_of(cell.strip()) == "units" and (unit := _unit(sheet, row, place)):
                sheet = _cleared(sheet, row, place, unit)
    return sheet


def _unit(sheet: Sheet, head: int, place: int) -> str:
    """The one unit with which the volumes below a head are written; empty where they are plain figures, or differ."""
    if str not in sheet.kinds(place, head + 1):
        return ""
    texts = [cell for cell in sheet.distinct(place, head + 1) if isinstance(cell, str) and cell and not is_number(cell)]
    found = [match for text in texts if (match := _COUNTED.fullmatch(text))]
    units = {match[2] for match in found}
    return units.pop() if len(units) == 1 and len(found) >= _FEWEST and len(found) * 10 >= len(texts) * 9 else ""


def _cleared(sheet: Sheet, head: int, place: int, unit: str) -> Sheet:
    def bare(row: int, cell: Cell) -> Cell:
        text = cell.strip() if isinstance(cell, str) else ""
        if row == head:
            return text if UNIT.search(text) else f"{text}（{unit}）"
        match = _COUNTED.fullmatch(text) if row > head else None
        return match[1] if match and match[2] == unit else cell

    def cells(row: int, given: Sequence[Cell]) -> Sequence[Cell]:
        return [*given[:place], bare(row, given[place]), *given[place + 1 :]] if place < len(given) else given

    return sheet.with_rows([cells(row, given) for row, given in enumerate(sheet.rows)])
