"""Tables of the document as sheets: the same columns, with live formulas where a column or total follows from others.

A formula is only written where it gives the figure of the table, so that a sheet never says anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from planforge.document.model import Cell, Column, Follows, Kind, Row, RowKind, Table
from planforge.writers.xlsx.book import HEAD_ROW, Book, cell, down

NUMBERS = {Kind.MONEY, Kind.COUNT, Kind.PERCENT, Kind.POINTS, Kind.NUMBER}
FIRST = HEAD_ROW + 1
CLOSE = Decimal("0.000001")  # what a ratio may lose where the table keeps 28 digits of it


def table_sheet(book: Book, table: Table, title: str, name: str) -> None:
    """One table on a sheet of its own, ready to print on one page's width."""
    key = f"table.{table.key}"
    sheet = book.listed(key, name, title, [column.title for column in table.columns], money=bool(table.unit))
    roles = {RowKind.BODY: "", RowKind.GROUP: "total_", RowKind.SUBTOTAL: "sum_", RowKind.TOTAL: "total_"}
    for number, row in enumerate(table.rows, FIRST):
        column = 0
        for at in row.cells:
            _write(book, sheet, table, number, column, at, row, roles[row.kind])
            column += at.span
    if table.note:
        sheet.write_string(FIRST + len(table.rows) + 1, 0, table.note, book.formats["note"])
    for column, one in enumerate(table.columns):
        sheet.set_column(column, column, _width(table, column, one))


def _width(table: Table, at: int, column: Column) -> float:
    """Wide enough for its figures; words break into lines."""
    if column.kind in NUMBERS:
        texts = [row.cells[at].text for row in table.rows if row.kind is not RowKind.GROUP]
        return max([9.0, *(len(text) + 3.0 for text in texts)])
    return min(60.0, 11.0 * column.width)


def _write(book: Book, sheet: Any, table: Table, row: int, column: int, at: Cell, held: Row, role: str) -> None:
    kind = at.kind or table.columns[column].kind
    if isinstance(at.value, date) or at.value is None or kind not in NUMBERS:
        style = book.role(Kind.TEXT if kind in NUMBERS else kind, role)
        if at.span > 1:
            sheet.merge_range(row, column, row, column + at.span - 1, at.text, style)
        else:
            sheet.write_string(row, column, at.text, style)
        return
    scale = book.words.numbers.scale if kind is Kind.MONEY else 1
    value, style = float(Decimal(at.value) / scale), book.role(kind, role, at.text)
    formula = _formula(table, row - FIRST, column, held, Decimal(at.value))
    if formula:
        sheet.write_formula(row, column, formula, style, value)
    else:
        sheet.write_number(row, column, value, style)


def _formula(table: Table, row: int, column: int, held: Row, value: Decimal) -> str:
    """The formula of a cell, where it gives the cell's value; else nothing."""
    one = table.columns[column]
    if one.follows:
        follows, keys = one.follows
        places = [next(i for i, other in enumerate(table.columns) if other.key == key) for key in keys]
        figures = [_figure(held, place) for place in places]
        return _followed(table, follows, row, places, figures, value)
    if one.adds and held.kind in (RowKind.TOTAL, RowKind.SUBTOTAL):
        above = _above(table, row, held.kind)
        known = [figure for n in above if (figure := _figure(table.rows[n], column)) is not None]
        if len(above) > 1 and sum(known) == value:
            return f"=SUBTOTAL(9,{down(column, FIRST + above[0], FIRST + above[-1])})"
    return ""


def _followed(
    table: Table, follows: Follows, row: int, places: Sequence[int], figures: Sequence[Decimal | None], value: Decimal
) -> str:
    names = [cell(FIRST + row, place) for place in places]
    if follows is Follows.SUM:
        neighbours = list(places) == list(range(places[0], places[0] + len(places)))
        right = sum(figure or 0 for figure in figures) == value
        return f"=SUM({names[0]}:{names[-1]})" if right and neighbours else ""
    first = figures[0]
    if first is None:
        return ""
    if follows is Follows.SHARE:
        last = next((n for n, held in enumerate(table.rows) if held.kind is RowKind.TOTAL), None)
        whole = None if last is None else _figure(table.rows[last], places[0])
        if last is None or not whole or abs(first / whole - value) > CLOSE:
            return ""
        return f"={names[0]}/{cell(FIRST + last, places[0])}"
    second = figures[1]
    if second is None:
        return ""
    if follows is Follows.DIFFERENCE:
        return f"={names[0]}-{names[1]}" if first - second == value else ""
    if follows is Follows.POINTS:
        return f"=ROUND({names[0]},3)-ROUND({names[1]},3)"
    if not second:
        return ""
    less = 1 if follows is Follows.GROWTH else 0
    return f"={names[0]}/{names[1]}" + ("-1" if less else "") if abs(first / second - less - value) <= CLOSE else ""


def _above(table: Table, row: int, kind: RowKind) -> list[int]:
    """The ordinary rows that a total sums: all, or for a subtotal those since the band or total before it."""
    found: list[int] = []
    for n in range(row - 1, -1, -1):
        held = table.rows[n]
        if held.kind is RowKind.BODY:
            found.append(n)
        elif kind is RowKind.SUBTOTAL:
            break
    return found[::-1]


def _figure(row: Row, at: int) -> Decimal | None:
    value = row.cells[at].value if at < len(row.cells) else None
    return Decimal(value) if isinstance(value, int | Decimal) else None
