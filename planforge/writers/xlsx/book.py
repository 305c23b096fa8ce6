"""The workbook under construction: formats, words, and the few ways in which sheets put figures down.

Every formula is written with the value it has, so that a reader who does not recalculate sees the same figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from planforge.document.model import Kind
from planforge.plan.grid import QUARTERS, Grid, by_quarter
from planforge.plan.plan import Plan
from planforge.words import Words, capital

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
HEAD_ROW = 3  # title, unit, an empty row, then the heads
INK, BAND, TOTAL, INPUT = "#1F3864", "#F2F6FA", "#E4ECF5", "#FFF8E1"
GOOD, WATCH, BAD = "#C6EFCE", "#FFEB9C", "#FFC7CE"


@dataclass(frozen=True)
class Book:
    """One workbook with its plan and words. Money goes in as currency units and stands in the printed unit."""

    file: Any  # xlsxwriter.Workbook
    plan: Plan
    words: Words
    text: Mapping[str, Any]
    checks: dict[str, list[str]] = field(default_factory=dict)  # sheet's key -> conditions that hold while nobody errs
    names: dict[str, str] = field(default_factory=dict)  # sheet's key -> its name, in the order of the sheets
    purposes: dict[str, str] = field(default_factory=dict)  # sheet's key -> its title
    styles: dict[str, Any] = field(default_factory=dict)  # formats of tables' cells, made when first asked for

    def say(self, group: str, key: str) -> str:
        """A sheet name, title or head, with terms and year filled in."""
        return capital(self.words.fill(str(self.text[group][key])))

    def money(self, amount: int) -> float:
        """An amount in the printed unit. Exact to the granule; a float because Excel knows no other number."""
        return float(Decimal(amount) / self.words.numbers.scale)

    @cached_property
    def places(self) -> int:
        return self.words.numbers.decimals

    @cached_property
    def number(self) -> str:
        return "#,##0" + (f".{'0' * self.places}" if self.places else "")

    @cached_property
    def font(self) -> str:
        return "Microsoft YaHei" if self.words.language.startswith("zh") else "Calibri"

    @cached_property
    def formats(self) -> dict[str, Any]:
        """Every cell format, by role."""
        font = {"font_name": self.font, "font_size": 10}
        money: dict[str, Any] = {"num_format": self.number}
        roles: dict[str, dict[str, Any]] = {
            "title": {"bold": True, "font_size": 14, "font_color": INK},
            "note": {"font_color": "#666666"},
            "head": {"bold": True, "font_color": "white", "bg_color": INK, "align": "center", "text_wrap": True},
            "text": {"text_wrap": True, "valign": "top"},
            "label": {"align": "center"},
            "date": {"num_format": "yyyy-mm-dd", "align": "center"},
            "money": money,
            "count": {"num_format": "#,##0"},
            "percent": {"num_format": "0.0%"},
            "decimal": {"num_format": "0.00"},
            "sum": {**money, "bold": True, "bg_color": BAND},
            "total": {**money, "bold": True, "bg_color": TOTAL, "top": 1},
            "total_percent": {"num_format": "0.0%", "bold": True, "bg_color": TOTAL, "top": 1},
            "total_label": {"bold": True, "bg_color": TOTAL, "top": 1, "align": "center"},
            "total_text": {"bold": True, "bg_color": TOTAL, "top": 1},
            "input": {**money, "bg_color": INPUT, "locked": False},
            "input_count": {"num_format": "#,##0", "bg_color": INPUT, "locked": False},
            "input_percent": {"num_format": "0.0%", "bg_color": INPUT, "locked": False},
            "input_text": {"bg_color": INPUT, "align": "center", "locked": False},
            "link": {"font_color": INK, "underline": 1},
            "light": {"align": "center"},
            "good": {"bg_color": GOOD},
            "watch": {"bg_color": WATCH},
            "bad": {"bg_color": BAD},
        }
        return {name: self.file.add_format({**font, "valign": "vcenter", **role}) for name, role in roles.items()}

    def role(self, kind: Kind, row: str, text: str = "") -> Any:
        """The format of a table's cell: of its kind, in an ordinary row or one that sums; decimals as printed."""
        places = len(text.rsplit(".", 1)[1].rstrip("%")) if "." in text else 0
        decimals = f".{'0' * places}" if places else ""
        shown = {Kind.PERCENT: f"0{decimals}%", Kind.POINTS: f"0{decimals}%"}
        number = shown.get(kind, f"#,##0{decimals}")
        name = f"table.{row}{kind}.{number}"
        if name not in self.styles:
            numeric = kind not in (Kind.TEXT, Kind.LABEL, Kind.DATE)
            form: dict[str, Any] = {"font_name": self.font, "font_size": 10, "valign": "vcenter"}
            form |= {"num_format": number} if numeric else {"text_wrap": True}
            form |= {"align": "center"} if kind is Kind.LABEL else {}
            form |= {"bold": True, "bg_color": TOTAL, "top": 1} if row == "total_" else {}
            form |= {"bold": True, "bg_color": BAND} if row == "sum_" else {}
            self.styles[name] = self.file.add_format(form)
        return self.styles[name]

    def add(self, key: str, name: str | None = None) -> Any:
        """A new empty sheet; its name is cut to what Excel allows."""
        sheet = self.file.add_worksheet(_named(name or self.say("sheets", key), self.names.values()))
        self.names[key] = sheet.get_name()
        return sheet

    def place(self, key: str, cells: str) -> str:
        """Cells of another sheet, as a formula names them: ``'片区月度'!R9``."""
        return quoted(self.names[key], cells)

    def sheet(
        self, key: str, heads: Sequence[str], *, money: bool = True, frozen: int = 1, landscape: bool = True
    ) -> Any:
        """A sheet of ours, with its name and title in words."""
        return self.listed(key, None, self.say("titles", key), heads, money=money, frozen=frozen, landscape=landscape)

    def listed(
        self, key: str, name: str | None, title: str, heads: Sequence[str], *, money: bool = True, frozen: int = 1,
        landscape: bool = True,
    ) -> Any:  # fmt: skip
        """A new sheet with title, unit and heads, frozen below the heads, ready to print on one page's width."""
        sheet = self.add(key, name)
        self.purposes[key] = title
        sheet.write_string(0, 0, title, self.formats["title"])
        if money:
            sheet.write_string(1, 0, self.words.fill(str(self.text["unit"])), self.formats["note"])
        for column, head in enumerate(heads):
            sheet.write_string(HEAD_ROW, column, head, self.formats["head"])
        sheet.freeze_panes(HEAD_ROW + 1, frozen)
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW)
        sheet.hide_gridlines(2)
        sheet.set_footer("&C&P / &N")
        return sheet

    def formula(self, sheet: Any, row: int, column: int, formula: str, value: Any, role: str) -> None:
        """A formula with the value it has now."""
        sheet.write_formula(row, column, formula, self.formats[role], value)

    def status(self, sheet: Any, row: int, column: int, sum_cell: str, target: str) -> None:
        """A check that two cells agree to the last printed place."""
        right, wrong = str(self.text["right"]), str(self.text["wrong"])
        formula = f'=IF(ROUND({sum_cell}-{target},{self.places})=0,"{right}","{wrong}")'
        self.formula(sheet, row, column, formula, right, "label")

    def flag_wrong(self, sheet: Any, column: int, last_row: int) -> None:
        """Checks that fail stand out."""
        sheet.conditional_format(
            HEAD_ROW + 1,
            column,
            last_row,
            column,
            {"type": "cell", "criteria": "==", "value": f'"{self.text["wrong"]}"', "format": self.formats["bad"]},
        )


def _named(name: str, taken: Iterable[str]) -> str:
    """A name without the characters that Excel forbids, of at most 31, and not used before."""
    bare = _FORBIDDEN.sub(" ", name).strip().strip("'")[:31] or "Sheet"
    used = {other.lower() for other in taken}
    numbered = (f"{bare[:28]} {n}" for n in range(2, 1000))
    return bare if bare.lower() not in used else next(one for one in numbered if one.lower() not in used)


def quoted(name: str, cells: str) -> str:
    """Cells of a sheet of any name."""
    return "'" + name.replace("'", "''") + f"'!{cells}"


def absolute(row: int, column: int, last_row: int | None = None) -> str:
    """``$B$5`` or ``$B$5:$B$9``."""
    first = str(xl_rowcol_to_cell(row, column, True, True))
    return first if last_row is None else f"{first}:{xl_rowcol_to_cell(last_row, column, True, True)}"


def cell(row: int, column: int) -> str:
    """A1 name of a cell, counted from 0."""
    return str(xl_rowcol_to_cell(row, column))


def span(row: int, first: int, last: int) -> str:
    """``B5:M5``."""
    return f"{cell(row, first)}:{cell(row, last)}"


def down(column: int, first: int, last: int) -> str:
    """``B5:B9``."""
    return f"{cell(first, column)}:{cell(last, column)}"


def open_book(stream: Any, plan: Plan, words: Words, text: Mapping[str, Any]) -> Book:
    """A workbook in memory that treats text as text: no formulas or links are made of it."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return Book(xlsxwriter.Workbook(stream, options), plan, words, text)


# Sheets of nodes by month ---------------------------------------------------------------------------------------------

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
        sheet.write_string(total + 1, 0, book.words.fill(str(book.text["last_line"])), book.formats["note"])
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
