"""Sheets of nodes by month: targets of districts, products, channels, people, stores; budget lines; cash."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planforge.plan.grid import QUARTERS, Grid, by_quarter
from planforge.writers.xlsx.book import HEAD_ROW, Book, absolute, cell, down, span

FIRST_MONTH = 1
YEAR = 17  # twelve months and four quarters after the name
TARGET, CHECK = 18, 19


def grid_sheet(book: Book, key: str, head: str, grid: Grid, *, last_year: Sequence[int] = ()) -> Any:
    """Nodes down, months, quarters and year across; totals and checks as formulas; last year below, and a chart."""
    heads = [head, *_columns(book)]
    sheet = book.sheet(key, heads)
    first = HEAD_ROW + 1
    for row, (node, months) in enumerate(zip(grid.nodes, grid.cells, strict=True), first):
        sheet.write_string(row, 0, node, book.formats["text"])
        _months(book, sheet, row, months, "money")
        _sums(book, sheet, row, months, "sum", target=sum(months))
    total = first + len(grid.nodes)
    _total_row(book, sheet, total, first, grid.months)
    if any(last_year):
        sheet.write_string(total + 1, 0, str(book.text["last_line"]), book.formats["note"])
        _months(book, sheet, total + 1, last_year, "money")
        _sums(book, sheet, total + 1, last_year, "money")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, YEAR, 9.5)
    sheet.set_column(TARGET, CHECK, 10)
    book.flag_wrong(sheet, CHECK, total)
    checks = book.place(key, absolute(first, CHECK, total))
    book.checks[key] = [f'COUNTIF({checks},"{book.text["wrong"]}")=0']
    _chart(book, sheet, key, total, bool(any(last_year)))
    return sheet


def year_cell(book: Book, key: str, grid: Grid) -> str:
    """The year's total of a sheet of nodes."""
    return book.place(key, absolute(HEAD_ROW + 1 + len(grid.nodes), YEAR))


def _columns(book: Book) -> list[str]:
    heads = [*book.text["months"], *book.text["quarters"]]
    return [*map(str, heads), *(book.say("heads", key) for key in ("year_total", "target", "check"))]


def _months(book: Book, sheet: Any, row: int, months: Sequence[int], role: str) -> None:
    for column, amount in enumerate(months, FIRST_MONTH):
        sheet.write_number(row, column, book.money(amount), book.formats[role])


def _sums(book: Book, sheet: Any, row: int, months: Sequence[int], role: str, target: int | None = None) -> None:
    """Quarters and year as formulas; with a target, the planned year as a figure and the check against it."""
    for number, amount in enumerate(by_quarter(months)):
        months_of = QUARTERS[number]
        formula = f"=SUM({span(row, months_of[0], months_of[-1])})"
        book.formula(sheet, row, 13 + number, formula, book.money(amount), role)
    book.formula(sheet, row, YEAR, f"=SUM({span(row, 1, 12)})", book.money(sum(months)), role)
    if target is not None:
        sheet.write_number(row, TARGET, book.money(target), book.formats["money"])
        book.status(sheet, row, CHECK, cell(row, YEAR), cell(row, TARGET))


def _total_row(book: Book, sheet: Any, row: int, first: int, months: Sequence[int]) -> None:
    sheet.write_string(row, 0, book.say("heads", "total"), book.formats["total_text"])
    year = [*months, *by_quarter(months), sum(months)]
    for column, amount in enumerate(year, FIRST_MONTH):
        book.formula(sheet, row, column, f"=SUM({down(column, first, row - 1)})", book.money(amount), "total")
    book.formula(sheet, row, TARGET, f"=SUM({down(TARGET, first, row - 1)})", book.money(sum(months)), "total")
    book.status(sheet, row, CHECK, cell(row, YEAR), cell(row, TARGET))


def _chart(book: Book, sheet: Any, key: str, total: int, with_last: bool) -> None:
    """Months of the total as columns, last year's as a line."""
    name = sheet.get_name()
    chart = book.file.add_chart({"type": "column"})
    months = [name, HEAD_ROW, 1, HEAD_ROW, 12]
    chart.add_series(
        {
            "name": book.say("heads", "plan"),
            "categories": months,
            "values": [name, total, 1, total, 12],
            "fill": {"color": "#1F3864"},
            "gap": 60,
        }
    )
    if with_last:
        line = book.file.add_chart({"type": "line"})
        line.add_series(
            {
                "name": [name, total + 1, 0],
                "categories": months,
                "values": [name, total + 1, 1, total + 1, 12],
                "line": {"color": "#2A9D8F", "width": 2.25},
            }
        )
        chart.combine(line)
    chart.set_title({"name": book.say("titles", key), "name_font": {"size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": "#E0E0E0"}}, "num_format": "#,##0"})
    chart.set_size({"width": 900, "height": 300})
    sheet.insert_chart(total + 3, 0, chart)
