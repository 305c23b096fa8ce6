"""Where the heads of a sheet stand, which column is what, and in which unit its amounts are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from planforge.problem import Problem, Text, Where
from planforge.review.sheets import Sheet
from planforge.review.vocabulary import Vocabulary, plain
from planforge.spec.sales_columns import UNIT

DEEPEST = 12  # rows that may stand above the heads
NEEDED = {
    "sales": ("month", "amount"),
    "person": ("month", "person", "amount"),
    "store": ("month", "store", "amount"),
    "line": ("month", "line", "amount"),
    "cash": ("month", "district", "amount"),
    "network": ("measure", "district", "quarter", "amount"),
    "actions": ("code", "status"),
}
"""Columns without which a sheet says nothing."""
_SAID = {
    "month": Text("月份", "month"),
    "amount": Text("实际", "actual"),
    "district": Text("片区", "district"),
    "person": Text("姓名", "person"),
    "store": Text("门店", "store"),
    "line": Text("科目", "line"),
    "measure": Text("指标", "measure"),
    "quarter": Text("季度", "quarter"),
    "code": Text("编号", "code"),
    "status": Text("状态", "status"),
}


@dataclass(frozen=True, slots=True)
class Heads:
    """``columns`` are the heads as they stand, by what they mean; ``scale`` is currency units in one unit of the
    amounts, None where nothing names the unit."""

    row: int
    columns: Mapping[str, str]
    order: tuple[str, ...]
    scale: Decimal | None

    def place(self, key: str) -> int:
        """The column's number from 1; 1 for a column that is not there."""
        return self.order.index(self.columns[key]) + 1 if key in self.columns else 1


def find_heads(sheet: Sheet, kind: str, words: Vocabulary) -> tuple[Heads | None, tuple[Problem, ...]]:
    """The heads of a sheet of a kind, or what is missing of them."""
    best: dict[str, str] = {}
    for number, cells in sheet.rows[:DEEPEST]:
        found = _columns(cells, words)
        missing = [key for key in NEEDED[kind] if key not in found]
        if not missing:
            unit = _unit(found.get("amount", ""), sheet, number, words)
            scale = words.scale(unit) if unit else None
            if unit and scale is None:
                return None, (_odd_unit(unit, sheet, number),)
            return Heads(number, found, cells, scale), ()
        best = max(best, found, key=len)
    return None, (_missing([key for key in NEEDED[kind] if key not in best], sheet),)


def _columns(cells: tuple[str, ...], words: Vocabulary) -> dict[str, str]:
    heads = {plain(UNIT.sub("", cell)): cell for cell in reversed(cells) if cell}
    named = {key: next((heads[name] for name in names if name in heads), None) for key, names in words.heads.items()}
    return {key: head for key, head in named.items() if head is not None}


def _unit(amount: str, sheet: Sheet, header: int, words: Vocabulary) -> str | None:
    """The unit that the head of the amounts or a line above the heads names."""
    match = UNIT.search(amount)
    if match and words.scale(match[1]) is not None:
        return match[1]
    above = (cell for number, cells in sheet.rows if number < header for cell in cells)
    return next((unit for cell in above if (unit := words.stated_unit(cell))), None)


def _missing(keys: list[str], sheet: Sheet) -> Problem:
    named = Text("、".join(_SAID[key].zh for key in keys), ", ".join(_SAID[key].en for key in keys))
    first = sheet.rows[0][0] if sheet.rows else 0
    if not sheet.rows:
        return Problem("V02", Text("表是空的", "the sheet is empty"), None, where=Where(sheet.file))
    heads = [cell for cell in sheet.rows[0][1] if cell]
    return Problem(
        "V02",
        Text(f"找不到列：{named.zh}", f"no column for {named.en}"),
        Text(
            f"现有：{'、'.join(heads)}。表头写作 月份、片区、产品、实际、实际销量",
            f"there are {', '.join(heads)}; name them month, district, product, amount, units",
        ),
        where=Where(sheet.file, first, 1),
    )


def _odd_unit(unit: str, sheet: Sheet, row: int) -> Problem:
    return Problem(
        "V03",
        Text(f"金额单位“{unit}”无法识别", f"unit {unit} is not known"),
        Text("写 元、千元、万元、百万元 或 亿元", "write 元, 千元, 万元, thousand or million"),
        where=Where(sheet.file, row, 1),
    )
