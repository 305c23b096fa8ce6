"""Sheets to fill in through the year; ``planforge review --actuals`` reads them back as they are.

One row a month and node: plan, actual (empty), attainment. The heads are those by which actuals are recognised.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from planforge.plan.grid import Grid
from planforge.plan.measures import quarterly
from planforge.writers.xlsx.book import HEAD_ROW, Book, absolute, cell, down

FIRST = HEAD_ROW + 1
Row = tuple[tuple[str, ...], int]  # names, planned amount


MOST_ROWS = 20_000  # a longer sheet of districts by product would be of no use to anybody


@dataclass(frozen=True, slots=True)
class SalesPlaces:
    """Where the columns of the sales sheet stand, as formulas of other sheets name them."""

    month: str
    district: str
    plan: str
    actual: str


def _by_product(book: Book) -> bool:
    targets = book.plan.targets
    nodes = len(targets.products.nodes) if targets.products else 0
    return 0 < 12 * len(targets.districts.nodes) * nodes <= MOST_ROWS


def sales_sheet(book: Book) -> None:
    """Month × district × product where products are planned, else month × district."""
    targets = book.plan.targets
    if targets.products and _by_product(book):
        rows = [
            ((_month(book, m), district, product), cells[m][p])
            for m in range(12)
            for district, cells in zip(targets.districts.nodes, targets.by_product, strict=True)
            for p, product in enumerate(targets.products.nodes)
        ]
        _long_sheet(book, "tracking", ("month", "district", "product"), rows, with_units=True)
    else:
        _long_sheet(book, "tracking", ("month", "district"), list(_rows(book, targets.districts)))


def sales_places(book: Book) -> SalesPlaces:
    """The columns of the sales sheet."""
    targets = book.plan.targets
    nodes = len(targets.products.nodes) if targets.products and _by_product(book) else 1
    names = 3 if _by_product(book) else 2
    last = FIRST + 12 * len(targets.districts.nodes) * nodes - 1
    return SalesPlaces(*(book.place("tracking", absolute(FIRST, column, last)) for column in (0, 1, names, names + 1)))


def nodes_sheet(book: Book, key: str, head: str, grid: Grid) -> None:
    """Month × node: people, stores, expense lines, cash by district."""
    _long_sheet(book, key, ("month", head), list(_rows(book, grid)))


def network_sheet(book: Book) -> None:
    """Measure × district × quarter: the planned count or rate and the actual one."""
    heads = [book.say("heads", key) for key in ("measure", "district", "quarter", "plan", "actual", "attainment")]
    sheet = book.sheet("tracking_network", heads, money=False, frozen=3, landscape=False)
    row = FIRST
    for measure in quarterly(book.plan):
        role = "percent" if measure.kind == "percent" else "count"
        for district, row_of in zip(measure.districts, measure.rows, strict=True):
            for quarter, goal in enumerate(row_of):
                for column, text in enumerate((measure.name, district, str(book.text["quarters"][quarter]))):
                    sheet.write_string(row, column, text, book.formats["text"])
                if goal is not None:
                    sheet.write_number(row, 3, float(goal), book.formats[role])
                sheet.write_blank(row, 4, None, book.formats[f"input_{role}"])
                _attainment(book, sheet, row, 3, 4, 5)
                row += 1
    _finish(book, sheet, 3, 4, 5, row)


def _rows(book: Book, grid: Grid) -> Iterator[Row]:
    for m in range(12):
        for node, months in zip(grid.nodes, grid.cells, strict=True):
            yield (_month(book, m), node), months[m]


def _month(book: Book, index: int) -> str:
    return f"{book.plan.spec.year}-{index + 1:02}"


def _long_sheet(book: Book, key: str, names: tuple[str, ...], rows: Sequence[Row], *, with_units: bool = False) -> None:
    more = ("actual_units",) if with_units and book.plan.targets.volumes else ()
    heads = [book.say("heads", head) for head in (*names, "plan", "actual", *more, "attainment", "gap")]
    sheet = book.sheet(key, heads, frozen=len(names), landscape=False)
    plan, actual = len(names), len(names) + 1
    rate = actual + 1 + len(more)
    for row, (labels, amount) in enumerate(rows, FIRST):
        for column, label in enumerate(labels):
            sheet.write_string(row, column, label, book.formats["text"])
        sheet.write_number(row, plan, book.money(amount), book.formats["money"])
        sheet.write_blank(row, actual, None, book.formats["input"])
        if more:
            sheet.write_blank(row, actual + 1, None, book.formats["input_count"])
        _attainment(book, sheet, row, plan, actual, rate)
        empty, gap = f'{cell(row, actual)}=""', f"{cell(row, actual)}-{cell(row, plan)}"
        book.formula(sheet, row, rate + 1, f'=IF({empty},"",{gap})', "", "money")
    _finish(book, sheet, plan, actual, rate, FIRST + len(rows), spent=key == "tracking_expenses")
    total = FIRST + len(rows)
    sheet.write_string(total, 0, book.say("heads", "total"), book.formats["total_text"])
    amount = sum(amount for _, amount in rows)
    book.formula(sheet, total, plan, f"=SUM({down(plan, FIRST, total - 1)})", book.money(amount), "total")
    book.formula(sheet, total, actual, f"=SUM({down(actual, FIRST, total - 1)})", 0, "total")
    filled = f'SUMPRODUCT(--({down(actual, FIRST, total - 1)}<>""),{down(plan, FIRST, total - 1)})'
    reached = f'=IF({filled}=0,"",{cell(total, actual)}/{filled})'
    book.formula(sheet, total, rate, reached, "", "total_percent")


def _attainment(book: Book, sheet: Any, row: int, plan: int, actual: int, column: int) -> None:
    empty = f'OR({cell(row, actual)}="",{cell(row, plan)}=0)'
    rate = f"{cell(row, actual)}/{cell(row, plan)}"
    book.formula(sheet, row, column, f'=IF({empty},"",{rate})', "", "percent")


def _finish(book: Book, sheet: Any, plan: int, actual: int, rate: int, end: int, *, spent: bool = False) -> None:
    """Widths, filter, what may be typed, and the colours: the plan's own lights, for money spent red above plan."""
    last = max(end - 1, FIRST)
    sheet.set_column(0, plan - 1, 14)
    sheet.set_column(plan, rate + 1, 11)
    sheet.autofilter(HEAD_ROW, 0, last, rate)
    allowed = {"validate": "decimal", "criteria": "between", "minimum": -(10**12), "maximum": 10**12}
    allowed |= {"error_title": book.say("heads", "actual"), "error_message": str(book.text["numbers_only"])}
    sheet.data_validation(FIRST, actual, last, rate - 1, allowed)
    lights = book.plan.spec.control.lights
    bands: list[tuple[str, float, str]] = [
        (">=", float(lights.green), "good"),
        (">=", float(lights.amber), "watch"),
        ("<", float(lights.amber), "bad"),
    ]
    if spent:
        bands = [(">", 1, "bad")]
    empty = f'={cell(FIRST, rate)}=""'
    sheet.conditional_format(FIRST, rate, last, rate, {"type": "formula", "criteria": empty, "stop_if_true": True})
    for criteria, value, role in bands:
        rule = {"type": "cell", "criteria": criteria, "value": value, "format": book.formats[role]}
        sheet.conditional_format(FIRST, rate, last, rate, rule | {"stop_if_true": True})
