"""The sheet that follows what is filled in: by district and by month, the plan of what is reported, actual, light.

Only months that somebody has filled in count on either side, so the sheet is right on any day of the year. Names are
compared exactly, wherever a filter or sort has moved the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planforge.writers.xlsx.book import HEAD_ROW, YEAR, Book, absolute, cell, down
from planforge.writers.xlsx.tracking import SalesPlaces, sales_places

NAME, YEAR_TARGET, PLAN, ACTUAL, GAP, RATE, LIGHT, RANK, LEFT = range(9)
KEYS = ("year_target", "plan_so_far", "actual", "gap", "attainment", "light", "rank", "left")


def fill(book: Book, sheet: Any) -> None:
    """Districts above, months below, each with a chart beside it."""
    _dress(book, sheet)
    places = sales_places(book)
    districts = book.plan.targets.districts
    first = HEAD_ROW + 1
    for row, name in enumerate(districts.nodes, first):
        year = f"={book.place('districts', absolute(row, YEAR))}"
        _line(book, sheet, row, name, places.district, places, (year, districts.of(name)))
        _rank(book, sheet, row, first, first + len(districts.nodes) - 1)
    total = first + len(districts.nodes)
    _total(book, sheet, total, first, districts.total)
    months = total + 3
    _heads(book, sheet, months - 1, "month", 6)
    for m in range(12):
        label = f"{book.plan.spec.year}-{m + 1:02}"
        whole = (f"={book.place('districts', absolute(first + len(districts.nodes), m + 1))}", districts.months[m])
        _line(book, sheet, months + m, label, places.month, places, whole)
    _lights(book, sheet, first, total)
    _lights(book, sheet, months, months + 11)
    few = len(districts.nodes) <= 20
    if few:
        _chart(book, sheet, first, total - 1, "district", HEAD_ROW)
    _chart(book, sheet, months, months + 11, "month", max(months - 2, 19) if few else months - 2)


def _dress(book: Book, sheet: Any) -> None:
    sheet.write_string(0, 0, book.say("titles", "dashboard"), book.formats["title"])
    sheet.write_string(1, 0, book.words.fill(str(book.text["unit"])), book.formats["note"])
    _heads(book, sheet, HEAD_ROW, "district", len(KEYS))
    sheet.set_column(NAME, NAME, 14)
    sheet.set_column(YEAR_TARGET, LEFT, 11)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _heads(book: Book, sheet: Any, row: int, first: str, count: int) -> None:
    for column, key in enumerate((first, *KEYS[:count])):
        sheet.write_string(row, column, book.say("heads", key), book.formats["head"])


def _line(book: Book, sheet: Any, row: int, name: str, axis: str, places: SalesPlaces, whole: tuple[str, int]) -> None:
    """A node or a month: the plan of its rows that are filled in, and what they say."""
    sheet.write_string(row, NAME, name, book.formats["text"])
    book.formula(sheet, row, YEAR_TARGET, whole[0], book.money(whole[1]), "money")
    own = f"--({axis}={absolute(row, NAME)})"
    filled = f'--({places.actual}<>"")'
    book.formula(sheet, row, PLAN, f"=SUMPRODUCT({own},{filled},{places.plan})", 0, "money")
    book.formula(sheet, row, ACTUAL, f"=SUMPRODUCT({own},{places.actual})", 0, "money")
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
    """Plan of what is reported beside what was sold."""
    name = sheet.get_name()
    chart = book.file.add_chart({"type": "column"})
    columns: Sequence[tuple[int, str, str]] = ((PLAN, "plan_so_far", "#1F3864"), (ACTUAL, "actual", "#2A9D8F"))
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
    chart.set_title({"name": book.say("heads", axis), "name_font": {"size": 11}})
    chart.set_legend({"position": "bottom"})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": True, "line": {"color": "#E0E0E0"}}})
    chart.set_size({"width": 520, "height": 290})
    sheet.insert_chart(row, LEFT + 2, chart)
