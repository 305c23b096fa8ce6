"""Sheets to fill in through the year; ``planforge review --actuals`` reads them back as they are.

One row a month and node: plan, actual (empty), attainment. The heads are those by which actuals are recognised. Only
the cells to be filled in may be typed over, and what is typed there and is no number is said, not reckoned with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from planforge.plan.grid import Grid
from planforge.plan.measures import quarterly
from planforge.writers.xlsx.book import Book, cell
from planforge.writers.xlsx.excel_table import (
    ExcelTable,
    Head,
    Put,
    named,
    protect,
    summed,
    typed_in,
    write_table,
)

Row = tuple[tuple[str | date, ...], int]  # month and names, planned amount


MOST_ROWS = 20_000  # a longer sheet of districts by product would be of no use to anybody


def sales_sheet(book: Book) -> ExcelTable:
    """Month × district × product where products are planned, else month × district."""
    targets = book.plan.targets
    nodes = len(targets.products.nodes) if targets.products else 0
    if targets.products and 0 < 12 * len(targets.districts.nodes) * nodes <= MOST_ROWS:
        rows: list[Row] = [
            ((_month(book, m), district, product), cells[m][p])
            for m in range(12)
            for district, cells in zip(targets.districts.nodes, targets.by_product, strict=True)
            for p, product in enumerate(targets.products.nodes)
        ]
        return _long_sheet(book, "tracking", ("month", "district", "product"), rows, with_units=True)
    return _long_sheet(book, "tracking", ("month", "district"), list(_rows(book, targets.districts)))


def nodes_sheet(book: Book, key: str, head: str, grid: Grid) -> None:
    """Month × node: people, stores, expense lines, cash by district."""
    _long_sheet(book, key, ("month", head), list(_rows(book, grid)))


def network_sheet(book: Book) -> None:
    """Measure × district × quarter: the planned count or rate and the actual one."""
    titles = [book.say("heads", key) for key in ("measure", "district", "quarter", "plan", "actual", "attainment")]
    sheet = book.sheet("tracking_network", money=False, frozen=3, landscape=False)
    held = [
        ("percent" if measure.kind == "percent" else "count", (measure.name, district, quarter), goal)
        for measure in quarterly(book.plan)
        for district, row in zip(measure.districts, measure.rows, strict=True)
        for quarter, goal in zip(map(str, book.text["quarters"]), row, strict=True)
    ]
    table, form = named(book, sheet, titles, len(held)), book.formats
    rate = typed_in(table, table.titles[4], table.titles[3], str(book.text["no_number"]))
    rows = [
        [
            *(Put(text, form["text"]) for text in names),
            Put(None if goal is None else float(goal), form[role]),
            Put(None, form[f"input_{role}"]),
            Put("", form["percent"], rate),
        ]
        for role, names, goal in held
    ]
    forms = [*(form["text"],) * 3, form["count"], form["input_count"], form["percent"]]
    heads = [Head(*one) for one in zip(table.titles, forms, ("",) * 5 + (rate,), strict=True)]
    write_table(book, sheet, table, heads, rows, about=book.purposes["tracking_network"])
    _finish(book, "tracking_network", sheet, table, 3)


def _rows(book: Book, grid: Grid) -> Iterator[Row]:
    for m in range(12):
        for node, months in zip(grid.nodes, grid.cells, strict=True):
            yield (_month(book, m), node), months[m]


def _month(book: Book, index: int) -> date:
    return date(book.plan.spec.year, index + 1, 1)


def _long_sheet(
    book: Book, key: str, names: tuple[str, ...], rows: Sequence[Row], *, with_units: bool = False
) -> ExcelTable:
    more = ("actual_units",) if with_units and book.plan.targets.volumes else ()
    titles = [book.say("heads", head) for head in (*names, "plan", "actual", *more, "attainment", "gap")]
    sheet = book.sheet(key, frozen=len(names), landscape=False)
    table, form = named(book, sheet, titles, len(rows)), book.formats
    planned, actual = table.titles[len(names)], table.titles[len(names) + 1]
    rate = typed_in(table, actual, planned, str(book.text["no_number"]))
    gap = f'=IF(ISNUMBER({table.this(actual)}),{table.this(actual)}-{table.this(planned)},"")'
    written = [
        [
            *(Put(one, form["month" if isinstance(one, date) else "text"]) for one in labels),
            Put(book.money(amount), form["money"]),
            Put(None, form["input"]),
            *(Put(None, form["input_count"]) for _ in more),
            Put("", form["percent"], rate),
            Put("", form["money"], gap),
        ]
        for labels, amount in rows
    ]
    forms = [form["month"], *(form["text"] for _ in names[1:]), form["money"], form["input"]]
    forms += [*(form["input_count"] for _ in more), form["percent"], form["money"]]
    live = [*("",) * (len(forms) - 2), rate, gap]
    heads = [Head(*one) for one in zip(table.titles, forms, live, strict=True)]
    reported = f"SUMPRODUCT(--ISNUMBER({table.column(actual)}),{table.column(planned)})"
    total = [Put(book.say("heads", "total"), form["total_text"]), *(Put(None, form["total_text"]) for _ in names[1:])]
    total.append(Put(book.money(sum(amount for _, amount in rows)), form["total"], summed(table, planned)))
    total += [Put(0, form["total"], summed(table, one)) for one in table.titles[len(names) + 1 : -2]]
    total.append(Put("", form["total_percent"], f'=IF({reported}=0,"",SUM({table.column(actual)})/{reported})'))
    total.append(Put("", form["total"], f'=IF({reported}=0,"",SUM({table.column(actual)})-{reported})'))
    write_table(book, sheet, table, heads, written, total, about=book.purposes[key])
    _finish(book, key, sheet, table, len(names), spent=key == "tracking_expenses")
    return table


def _finish(book: Book, key: str, sheet: Any, table: ExcelTable, plan: int, *, spent: bool = False) -> None:
    """Widths, what may be typed, and the colours: the plan's own lights, for money spent red above plan."""
    first, last, actual, rate = table.first, table.last, plan + 1, table.place(book.say("heads", "attainment"))
    sheet.set_column(0, plan - 1, 14)
    sheet.set_column(plan, len(table.titles) - 1, 11)
    allowed = {"validate": "decimal", "criteria": "between", "minimum": -(10**12), "maximum": 10**12}
    allowed |= {"error_title": book.say("heads", "actual"), "error_message": str(book.text["numbers_only"])}
    sheet.data_validation(first, actual, last, rate - 1, allowed)
    typed = {"type": "formula", "criteria": f"=ISTEXT({cell(first, actual)})", "format": book.formats["bad"]}
    sheet.conditional_format(first, actual, last, rate - 1, typed)
    lights = book.plan.spec.control.lights
    bands: list[tuple[str, float, str]] = [
        (">=", float(lights.green), "good"),
        (">=", float(lights.amber), "watch"),
        ("<", float(lights.amber), "bad"),
    ]
    if spent:
        bands = [(">", 1, "bad")]
    empty = f"=NOT(ISNUMBER({cell(first, rate)}))"
    sheet.conditional_format(first, rate, last, rate, {"type": "formula", "criteria": empty, "stop_if_true": True})
    for criteria, value, role in bands:
        rule = {"type": "cell", "criteria": criteria, "value": value, "format": book.formats[role]}
        sheet.conditional_format(first, rate, last, rate, rule | {"stop_if_true": True})
    columns = [table.column(title) for title in table.titles[actual:rate]]
    book.checks[key] = [f"COUNT({one})=COUNTA({one})" for one in columns]  # what is typed there is a number
    protect(sheet)
