"""Past sales from a file: lines understood one by one, what is wrong with them told, gathered to rows of months."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from planforge.problem import Problem, Text, Where
from planforge.spec.history import HistoryFile, HistoryRow
from planforge.spec.sales import MOST_TOLD, Node, Sale
from planforge.spec.sales_columns import Columns, find_columns
from planforge.spec.sales_doubts import doubts
from planforge.spec.sales_period import parse_period
from planforge.spec.sales_table import Line, Table, open_table
from planforge.spec.spec import Spec
from planforge.spec.values import parse_count, parse_signed_money


@dataclass(slots=True)
class _Year:
    """Twelve months in the making; None where the file says nothing."""

    amounts: list[Decimal | None] = field(default_factory=lambda: [None] * 12)
    units: list[int | None] = field(default_factory=lambda: [None] * 12)

    def add(self, sale: Sale) -> None:
        place = sale.month - 1
        self.amounts[place] = (self.amounts[place] or Decimal(0)) + sale.amount
        if sale.units is not None:
            self.units[place] = (self.units[place] or 0) + sale.units


def load_history(spec: Spec, folder: Path) -> tuple[tuple[HistoryRow, ...], tuple[Problem, ...]]:
    """The history of a spec as rows, from its file (relative to ``folder``) or as written; amounts in currency units.

    Rows are in the order of the file. What could not be understood is left out and told with file and line.
    """
    if isinstance(spec.history, tuple):
        return spec.history, ()
    given = HistoryFile(file=spec.history) if isinstance(spec.history, str) else spec.history
    table, problems = open_table(folder / given.file, given.file)
    if table is None:
        return (), problems
    columns, missing = find_columns(table, given)
    if columns is None:
        return (), (*problems, *missing)
    sales, wrong = _understand(table, columns, given)
    return _gather(sales), (*problems, *wrong, *doubts(spec, sales, table.file))


def _understand(table: Table, columns: Columns, given: HistoryFile) -> tuple[list[Sale], list[Problem]]:
    sales: list[Sale] = []
    wrong: list[Problem] = []
    for line in table.lines:
        try:
            sales.append(_sale(line, columns, given))
        except _Odd as odd:
            wrong.append(odd.problem(table.file, line.number))
    return sales, _shortened(wrong, table.file)


def _sale(line: Line, columns: Columns, given: HistoryFile) -> Sale:
    year, month = _period(line, columns)
    node = Node(*(_name(line, columns.of(key), given) for key in Node._fields))
    amount = _number(line, columns.amount)
    return Sale(line.number, year, month, node, amount * columns.scale, _units(line, columns.units))


def _units(line: Line, column: str | None) -> int | None:
    text = line.cell(column) if column else ""
    if not column or not text:
        return None
    try:
        return parse_count(text)
    except ValueError:
        words = Text(f"销量“{text}”不是不小于 0 的整数", f"volume {text} is not a whole number from 0 on")
        raise _Odd("H06", words, column) from None


def _period(line: Line, columns: Columns) -> tuple[int, int]:
    text = line.cell(columns.month)
    if columns.year and text:
        text = f"{line.cell(columns.year)}-{text}".replace("年", "").replace("月", "")
    try:
        return parse_period(text)
    except ValueError:
        words = Text(f"月份“{text}”无法识别", f"month {text} cannot be read")
        raise _Odd("H05", words, columns.month, Text("写作 2026-01 或 2026年1月", "write 2026-01")) from None


def _name(line: Line, column: str | None, given: HistoryFile) -> str | None:
    text = line.cell(column) if column else ""
    return given.rename.get(text, text) or None


def _number(line: Line, column: str) -> Decimal:
    text = line.cell(column)
    try:
        return parse_signed_money(text)
    except ValueError:
        what = Text(f"销售额“{text}”不是数字", f"sales of {text} are not a number")
        empty = Text("销售额是空的", "the amount is empty")
        hint = Text("写数字；没有销售写 0", "write a number, 0 where nothing was sold")
        raise _Odd("H06", what if text else empty, column, hint) from None


class _Odd(Exception):  # noqa: N818 - carries a doubt out of one line
    def __init__(self, code: str, words: Text, column: str, hint: Text | None = None) -> None:
        super().__init__(words.en)
        self.code, self.words, self.column, self.hint = code, words, column, hint

    def problem(self, file: str, number: int) -> Problem:
        message = Text(f"{self.column}：{self.words.zh}", f"{self.column}: {self.words.en}")
        return Problem(self.code, message, self.hint, ("history",), Where(file, number, 1))


def _shortened(problems: list[Problem], file: str) -> list[Problem]:
    """The first of many alike, and how many more there are."""
    rest = len(problems) - MOST_TOLD
    if rest <= 0:
        return problems
    words = Text(f"还有 {rest} 行也无法读取", f"{rest} more lines cannot be read")
    return [*problems[:MOST_TOLD], Problem("H06", words, None, ("history",), Where(file))]


def _gather(sales: Iterable[Sale]) -> tuple[HistoryRow, ...]:
    years: dict[tuple[int, Node], _Year] = defaultdict(_Year)
    for sale in sales:
        years[sale.year, sale.node].add(sale)
    return tuple(
        HistoryRow(
            year=year,
            **node._asdict(),
            months=tuple(found.amounts),
            units=tuple(found.units) if any(unit is not None for unit in found.units) else (),
        )
        for (year, node), found in years.items()
    )
