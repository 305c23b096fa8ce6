"""The sheet that follows what is filled in: by district and by month, the plan of what is reported, actual, light.

Only months that somebody has filled in count on either side, so the sheet is right on any day of the year. Names are
compared exactly, wherever a filter or sort has moved the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from planforge.writers.xlsx.book import HEAD_ROW, Book, absolute, cell, down
from planforge.writers.xlsx.excel_table import ExcelTable
from planforge.writers.xlsx.grids import year_of

NAME, YEAR_TARGET, PLAN, ACTUAL, GAP, RATE, LIGHT, RANK, LEFT = range(9)
KEYS = ("year_target", "plan_so_far", "actual", "gap", "attainment", "light", "rank", "left")


def fill(book: Book, sheet: Any, targets: ExcelTable, sales: ExcelTable) -> None:
    """Districts above, months below, each with a chart beside it; figures of the sheets of targets and of sales."""
    _dress(book, sheet)
    districts = book.plan.targets.districts
    first = HEAD_ROW + 1
    for row, name in enumerate(districts.nodes, first):
        sheet.write_string(row, NAME, name, book.formats["text"])
        own = f"--({targets.column(targets.titles[0])}={absolute(row, NAME)})"
        year = f"=SUMPRODUCT({own},{targets.column(targets.titles[-3])})"
        _line(book, sheet, row, 1, sales, (year, districts.of(name)))
        _rank(book, sheet, row, first, first + len(districts.nodes) - 1)
    total = first + len(districts.nodes)
    _total(book, sheet, total, first, districts.total)
    months = total + 3
    _heads(book, sheet, months - 1, ("month", "month_target", *KEYS[1:6]))
    for m in range(12):
        sheet.write_datetime(months + m, NAME, date(book.plan.spec.year, m + 1, 1), book.formats["month"])
        _line(
            book, sheet, months + m, 0, sales, (f"=SUM({targets.column(targets.titles[m + 1])})", districts.months[m])
        )
    _lights(book, sheet, first, total)
    _lights(book, sheet, months, months + 11)
    few = len(districts.nodes) <= 20
    if few:
        _chart(book, sheet, first, total - 1, "district", HEAD_ROW)
    _chart(book, sheet, months, months + 11, "month", max(months - 2, 19) if few else months - 2)
    same = f"ROUND({book.place('dashboard', cell(total, YEAR_TARGET))}-{{}},{book.places})=0"
    planned = f"SUM({sales.column(book.say('heads', 'plan'))})"
    book.checks["dashboard"] = [same.format(year_of(targets)), same.format(planned)]


def _dress(book: Book, sheet: Any) -> None:
    sheet.write_string(0, 0, book.say("titles", "dashboard"), book.formats["title"])
    sheet.write_string(1, 0, book.words.fill(str(book.text["unit"])), book.formats["note"])
    if book.status:
        sheet.write_string(1, GAP, book.status, book.formats["note"])
    _heads(book, sheet, HEAD_ROW, ("district", *KEYS))
    sheet.set_column(NAME, NAME, 14)
    sheet.set_column(YEAR_TARGET, LEFT, 11)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)


def _heads(book: Book, sheet: Any, row: int, keys: Sequence[str]) -> None:
    for column, key in enumerate(keys):
        sheet.write_string(row, column, book.say("heads", key), book.formats["head"])


def _line(book: Book, sheet: Any, row: int, axis: int, sales: ExcelTable, whole: tuple[str, int]) -> None:
    """A month or a node: the plan of its rows that are filled in, and what they say."""
    planned, actual = (sales.column(book.say("heads", key)) for key in ("plan", "actual"))
    book.formula(sheet, row, YEAR_TARGET, whole[0], book.money(whole[1]), "money")
    own = f"--({sales.column(sales.titles[axis])}={absolute(row, NAME)})"
    book.formula(sheet, row, PLAN, f"=SUMPRODUCT({own},--ISNUMBER({actual}),{planned})", 0, "money")
    book.formula(sheet, row, ACTUAL, f"=SUMPRODUCT({own},{actual})", 0, "money")
    _derived(book, sheet, row, "money")


def _derived(book: Book, sheet: Any, row: int, role: str) -> None:
    plan, actual, rate = cell(row, PLAN), cell(row, ACTUAL), cell(row, RATE)
    lights, names = book.plan.spec.control.lights, book.text["lights"]
    book.formula(sheet, row, GAP, f"={actual}-{plan}", 0, role)
    book.formula(sheet, row, RATE, f'=IF({plan}=0,"",{actual}/{plan})', "", "percent")
    light = f'IF({rate}>={lights.green:f},"{names[0]}",IF({rate}>={lights.amber:f},"{names[1]}","{names[2]}"))'
    book.formula(sheet, row, LIGHT, f'=IF({rate}="","",{light})', "", "light")


def _rank(book: Book, sheet: Any, row: int, first: int, last: int) -> None:
    rate = cell(row, RATE)
    book.formula(sheet, row, RANK, f'=IF({rate}="","",RANK({rate},{absolute(first, RATE, last)}))', "", "label")
    left = f"={cell(row, YEAR_TARGET)}-{cell(row, ACTUAL)}"
    book.formula(sheet, row, LEFT, left, book.money(book.plan.targets.districts.totals[row - first]), "money")


def _total(book: Book, sheet: Any, row: int, first: int, total: int) -> None:
    sheet.write_string(row, NAME, book.say("heads", "total"), book.formats["total_text"])
    for column, value in ((YEAR_TARGET, total), (PLAN, 0), (ACTUAL, 0), (LEFT, total)):
        book.formula(sheet, row, column, f"=SUM({down(column, first, row - 1)})", book.money(value), "total")
    _derived(book, sheet, row, "total")
    sheet.write_blank(row, RANK, None, book.formats["total_text"])


def _lights(book: Book, sheet: Any, first: int, last: int) -> None:
    for name, role in zip(book.text["lights"], ("good", "watch", "bad"), strict=True):
        rule = {"type": "cell", "criteria": "==", "value": f'"{name}"', "format": book.formats[role]}
        sheet.conditional_format(first, LIGHT, last, LIGHT, rule)


def _chart(book: Book, sheet: Any, first: int, last: int, axis: str, row: int) -> None:
    """The whole target beside what was sold of it: there is something to see before anything is sold."""
    name = sheet.get_name()
    chart = book.file.add_chart({"type": "column"})
    target = "year_target" if axis == "district" else "month_target"
    columns: Sequence[tuple[int, str, str]] = ((YEAR_TARGET, target, "#1F3864"), (ACTUAL, "actual", "#2A9D8F"))
    for column, key, colour in columns:
        chart.add_series(
            {
                "name": book.say("heads", key),
                "categories": [name, first, NAME, last, NAME],
                "values": [name, first, column, last, column],
                "fill": {"color": colour},
                "gap": 80,
            }
        )
    title = book.say("heads", axis)
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    if axis == "month":
        chart.set_x_axis({"text_axis": True, "num_format": "yyyy-mm"})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#E0E0E0"}}})
    chart.set_size({"width": 520, "height": 290})
    sheet.insert_chart(row, LEFT + 2, chart, {"description": title})
