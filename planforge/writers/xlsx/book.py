"""The workbook under construction: formats, words, and the few ways in which sheets put figures down.

Every formula is written with the value it has, so that a reader who does not recalculate sees the same figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, cached_property
from typing import Any

import xlsxwriter
from msgspec import Struct, field
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from planforge.document.model import Kind
from planforge.document.parts import status_of
from planforge.plan.plan import Plan
from planforge.reading.origins import unconfirmed
from planforge.words import Words, capital

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_CALCULATED = 191029  # the version of Excel's arithmetic up to which a file is not worked out anew
_LONGEST = 31  # characters of a sheet's name
HEAD_ROW = 3  # title, unit, an empty row, then the heads
INK, BAND, TOTAL, INPUT = "#1F3864", "#F2F6FA", "#E4ECF5", "#FFF8E1"
_QUIET = ("number_stored_as_text", "formula_differs", "formula_range", "formula_unlocked", "empty_cell_reference",
          "list_data_validation", "calculated_column", "two_digit_text_year")  # fmt: skip
"""What Excel would mark with a green triangle though it is meant."""
GOOD, WATCH, BAD = "#C6EFCE", "#FFEB9C", "#FFC7CE"


_FUNCTION = re.compile(r"([A-Z][A-Z0-9.]*)\(")
_OLD = frozenset({
    "AND", "COUNT", "COUNTA", "COUNTIF", "IF", "ISNUMBER", "ISTEXT", "NOT", "OR", "RANK", "ROUND", "ROWS", "SUBTOTAL",
    "SUM", "SUMPRODUCT",
})  # fmt: skip
"""The functions that every Excel has under their own names."""


class _Sheet(Worksheet):  # type: ignore[misc, unused-ignore]
    """A worksheet that does not look through every formula for each of the functions that newer Excels brought, nor
    through numbers and places for what XML has other signs for."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        if formula[:1] != "{" and formula[-1:] != "}" and _OLD.issuperset(_FUNCTION.findall(formula)):
            return formula.removeprefix("=")
        prepared: str = super()._prepare_formula(formula, expand_future_functions)
        return prepared

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        kind = _PLAIN.get(cell.__class__.__name__)
        if kind is None or not cell.format:
            super()._write_cell(row, col, cell)
            return
        value = kind.format(cell[0])
        self.fh.write(f'<c r="{_column(col)}{row + 1}" s="{cell.format._get_xf_index()}"{value}</c>')


_column = cache(xl_col_to_name)
_PLAIN = {"Number": "><v>{:.16G}</v>", "String": ' t="s"><v>{}</v>'}
"""How a cell goes on that holds a number, or the number of a text."""


class _File(xlsxwriter.Workbook):  # type: ignore[misc, unused-ignore]
    worksheet_class = _Sheet


_TABS = {"tracking": INPUT, "table.": "#C3CAD5"}
"""The colours of tabs by how a sheet's key begins: what is to be filled in, annexes; others have ours."""


class Book(Struct, frozen=True, dict=True):
    """One workbook with its plan and words. Money goes in as currency units and stands in the printed unit."""

    file: Any  # xlsxwriter.Workbook
    plan: Plan
    words: Words
    text: Mapping[str, Any]
    checks: dict[str, list[str]] = field(default_factory=dict)  # sheet's key -> conditions that hold while nobody errs
    names: dict[str, str] = field(default_factory=dict)  # sheet's key -> its name, in the order of the sheets
    purposes: dict[str, str] = field(default_factory=dict)  # sheet's key -> its title
    tables: list[str] = field(default_factory=list)  # names of Excel's own tables, which are the workbook's
    styles: dict[str, Any] = field(default_factory=dict)  # formats of tables' cells, made when first asked for

    def say(self, group: str, key: str) -> str:
        """A sheet name, title or head, with terms and year filled in; that of an axis where ``key`` is one."""
        texts = self.text[group]
        if key not in texts:
            return capital(self.words.fill(str(texts["axis"]), of=self.words.axis(key)))
        return capital(self.words.fill(str(texts[key])))

    def money(self, amount: int) -> float:
        """An amount in the printed unit. Exact to the granule; a float because Excel knows no other number."""
        return float(Decimal(amount) / self.words.numbers.scale)

    @cached_property
    def status(self) -> str:
        """That the plan is a draft; empty where nothing waits for confirmation."""
        return status_of(self.words, len(unconfirmed(self.plan.spec)))

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
            "month": {"num_format": "yyyy-mm", "align": "center"},
            "money": money,
            "count": {"num_format": "#,##0"},
            "percent": {"num_format": "0.0%"},
            "decimal": {"num_format": "0.00"},
            "sum": {**money, "bold": True, "bg_color": BAND},
            "total": {**money, "bold": True, "bg_color": TOTAL, "top": 1},
            "total_percent": {"num_format": "0.0%", "bold": True, "bg_color": TOTAL, "top": 1},
            "wrong": {"font_color": "#C00000", "bold": True},
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
        if kind in (Kind.TEXT, Kind.LABEL, Kind.DATE):
            return self.shown("", row, centred=kind is Kind.LABEL)
        return self.shown(f"0{decimals}%" if kind in (Kind.PERCENT, Kind.POINTS) else f"#,##0{decimals}", row)

    def shown(self, number: str, row: str, *, centred: bool = False) -> Any:
        """The format of a number, or without one of words, in an ordinary row (""), one that sums or a total."""
        name = f"{row}.{number}.{centred}"
        if name not in self.styles:
            form: dict[str, Any] = {"font_name": self.font, "font_size": 10, "valign": "vcenter"}
            form |= {"num_format": number} if number else {"text_wrap": True}
            form |= {"align": "center"} if centred else {}
            form |= {"bold": True, "bg_color": TOTAL, "top": 1} if row == "total_" else {}
            form |= {"bold": True, "bg_color": BAND} if row == "sum_" else {}
            self.styles[name] = self.file.add_format(form)
        return self.styles[name]

    def add(self, key: str, name: str | None = None) -> Any:
        """A new empty sheet; its name is cut to what Excel allows."""
        sheet = self.file.add_worksheet(_named(self.say("sheets", key) if name is None else name, self.names.values()))
        sheet.ignore_errors(dict.fromkeys(_QUIET, "A1:XFD1048576"))
        self.names[key] = sheet.get_name()
        sheet.set_tab_color(next((colour for start, colour in _TABS.items() if key.startswith(start)), INK))
        return sheet

    def place(self, key: str, cells: str) -> str:
        """Cells of another sheet, as a formula names them: ``'片区月度'!R9``."""
        return quoted(self.names[key], cells)

    def sheet(self, key: str, *, money: bool = True, frozen: int = 1, landscape: bool = True, label: str = "") -> Any:
        """A sheet of ours, with its name and title in words; ``label`` is what the document calls it."""
        title = self.say("titles", key)
        return self.listed(
            key, None, f"{label}　{title}" if label else title, money=money, frozen=frozen, landscape=landscape
        )

    def listed(
        self, key: str, name: str | None, title: str, *, money: bool = True, frozen: int = 1, landscape: bool = True
    ) -> Any:
        """A new sheet with title and unit, frozen below its heads, ready to print on one page's width."""
        sheet = self.add(key, name)
        self.purposes[key] = title
        back = f"internal:{quoted(self.names['guide'], 'A1')}" if "guide" in self.names else ""
        if not back or sheet.write_url(0, 0, back, self.formats["title"], title) != 0:
            sheet.write_string(0, 0, title, self.formats["title"])
        if money:
            sheet.write_string(1, 0, self.words.fill(str(self.text["unit"])), self.formats["note"])
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

    def agree(self, one: str, other: str) -> str:
        """The formula of a check that two figures agree to the last printed place."""
        right, wrong = str(self.text["right"]), str(self.text["wrong"])
        return f'=IF(ROUND({one}-{other},{self.places})=0,"{right}","{wrong}")'

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
    bare = _FORBIDDEN.sub(" ", name).strip().strip("'") or "Sheet"
    bare = bare if len(bare) <= _LONGEST else (bare[: _LONGEST + 1].rpartition(" ")[0] or bare)[:_LONGEST]
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
    file = _File(stream, options)
    file.set_calc_mode("auto", _CALCULATED)
    file.calc_on_load = False  # every value is there: nothing is worked out at opening, so nothing is asked at closing
    return Book(file, plan, words, text)
