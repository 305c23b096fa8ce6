"""Sheets of nodes by month: months as the plan has them, quarters, year, totals and checks as live formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from planforge.plan.grid import QUARTERS, Grid, by_quarter
from planforge.writers.xlsx.book import HEAD_ROW, Book
from planforge.writers.xlsx.excel_table import ExcelTable, Head, Put, named, summed, write, write_table


def grid_sheet(
    book: Book, key: str, head: str, grid: Grid, *, label: str = "", homes: Mapping[str, str] | None = None,
    last_year: Sequence[int] = (),
) -> ExcelTable:  # fmt: skip
    """Nodes down, months, quarters and year across; last year below, and a chart. ``homes`` are their districts."""
    named_by = [head, *([book.say("heads", "district")] if homes else [])]
    months, quarters = list(map(str, book.text["months"])), list(map(str, book.text["quarters"]))
    year, target, check = (book.say("heads", one) for one in ("year_total", "target", "check"))
    sheet = book.sheet(key, frozen=len(named_by), label=label)
    table = named(book, sheet, [*named_by, *months, *quarters, year, target, check], len(grid.nodes))
    *_, year, target, check = table.titles
    months = list(table.titles[len(named_by) : len(named_by) + 12])
    formulas = [f"=SUM({table.this(months[of[0] - 1], months[of[-1] - 1])})" for of in QUARTERS]
    formulas += [f"=SUM({table.this(months[0], months[11])})"]
    agrees = book.agree(table.this(year), table.this(target))
    form, right = book.formats, str(book.text["right"])

    def figures(cells: Sequence[int]) -> list[Put]:
        sums = [*by_quarter(cells), sum(cells)]
        return [
            *(Put(book.money(amount), form["money"]) for amount in cells),
            *(Put(book.money(a), form["sum"], formula) for a, formula in zip(sums, formulas, strict=True)),
        ]

    rows = []
    for node, cells in zip(grid.nodes, grid.cells, strict=True):
        names = [Put(node, form["text"]), *([Put(homes.get(node), form["text"])] if homes else [])]
        rows.append(
            [*names, *figures(cells), Put(book.money(sum(cells)), form["money"]), Put(right, form["label"], agrees)]
        )
    total = [Put(book.say("heads", "total"), form["total_text"]), *([Put(None, form["total_text"])] if homes else [])]
    sums = [*grid.months, *by_quarter(grid.months), grid.total, grid.total]
    titles = table.titles[len(named_by) : -1]
    total += [Put(book.money(a), form["total"], summed(table, title)) for a, title in zip(sums, titles, strict=True)]
    same = [f"ROUND({year_of(table)}-SUM({table.column(one)}),{book.places})=0" for one in (year, target)]
    total.append(Put(right, form["total_label"], f'=IF(AND({",".join(same)}),"{right}","{book.text["wrong"]}")'))
    kinds = [form["text"]] * len(named_by) + [form["money"]] * 12 + [form["sum"]] * 5 + [form["money"], form["label"]]
    live = [""] * (len(named_by) + 12) + [*formulas, "", agrees]
    heads = [Head(*held) for held in zip(table.titles, kinds, live, strict=True)]
    write_table(book, sheet, table, heads, rows, total, about=book.purposes[key])
    bottom = table.last + 1
    if any(last_year):
        write(sheet, bottom + 2, 0, Put(book.words.fill(str(book.text["last_line"])), form["note"]))
        amounts = [*last_year, *by_quarter(last_year), sum(last_year)]
        for column, amount in enumerate(amounts, len(named_by)):
            write(sheet, bottom + 2, column, Put(book.money(amount), form["money"]))
    sheet.set_column(0, len(named_by) - 1, 16)
    sheet.set_column(len(named_by), len(table.titles) - 1, 10)
    book.flag_wrong(sheet, len(table.titles) - 1, bottom)
    rows_of = table.column(check)  # a row that somebody added without its formulas is told too
    book.checks[key] = [f'COUNTIF({rows_of},"{right}")=ROWS({rows_of})', *same]
    _chart(book, sheet, key, len(named_by), bottom, with_last=any(last_year))
    return table


def year_of(table: ExcelTable) -> str:
    """The sum of all months of a table of nodes, whatever stands in its other columns."""
    return f"SUM({table.name}[[{table.titles[-19]}]:[{table.titles[-8]}]])"


def _chart(book: Book, sheet: Any, key: str, first: int, total: int, *, with_last: bool) -> None:
    """Months of the total as columns, last year's as a line."""
    name = sheet.get_name()
    chart = book.file.add_chart({"type": "column"})
    months = [name, HEAD_ROW, first, HEAD_ROW, first + 11]
    chart.add_series(
        {
            "name": book.say("heads", "plan"),
            "categories": months,
            "values": [name, total, first, total, first + 11],
            "fill": {"color": "#1F3864"},
            "gap": 60,
        }
    )
    if with_last:
        line = book.file.add_chart({"type": "line"})
        line.add_series(
            {
                "name": [name, total + 2, 0],
                "categories": months,
                "values": [name, total + 2, first, total + 2, first + 11],
                "line": {"color": "#2A9D8F", "width": 2.25},
            }
        )
        chart.combine(line)
    title = book.say("titles", key)
    chart.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": "#E0E0E0"}}, "num_format": "#,##0"})
    chart.set_size({"width": 900, "height": 300})
    sheet.insert_chart(total + (4 if with_last else 2), 0, chart, {"description": title})
