"""Owns Excel's own tables: named, with a row of totals, their columns called by name, so that they may be sorted,
filtered and added to and every formula that asks for them stays right.

Formulas in a row ask for cells of their own row, those elsewhere for whole columns or for rows by what they are called.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from msgspec import Struct

from planforge.writers.xlsx.book import HEAD_ROW, Book, absolute

FIRST = HEAD_ROW + 1
_STYLE = "Table Style Light 1"
_SPECIAL = re.compile(r"[\[\]#'@]")
_CELL = re.compile(r"[a-z]{1,3}\d+|r\d*c\d*|r|c", re.IGNORECASE)


class Put(Struct, frozen=True):
    """What goes into a cell: a figure, text, a day, nothing; with a formula, the figure that it comes to."""

    value: Any
    form: Any
    formula: str = ""


class Head(Struct, frozen=True):
    """A column; ``form`` is that of its cells, ``formula`` what every row that is added works out there."""

    title: str
    form: Any
    formula: str = ""


class ExcelTable(Struct, frozen=True):
    """How formulas call a table and its columns. ``first`` and ``last`` are its rows on the sheet, from 0, without
    heads and totals."""

    name: str
    titles: tuple[str, ...]
    first: int
    last: int

    def column(self, title: str) -> str:
        """All its cells in a column, as any formula of the workbook names them; by place where the head is not calm."""
        if is_calm(title):
            return f"{self.name}[{title}]"
        place = self.place(title)
        return f"{absolute(self.first, place, self.last)}"

    def this(self, title: str, until: str = "") -> str:
        """The cell of one's own row, or those up to another column."""
        span = f"[{title}]:[{until}]" if until else f"[{title}]"
        return f"{self.name}[[#This Row],{span}]"

    def place(self, title: str) -> int:
        return self.titles.index(title)


def is_calm(title: str) -> bool:
    """Whether a head may stand in a formula: what a person wrote like a formula never does."""
    return not re.search(r"^[=+\-−＝＋－@＠]|[|!\"＇]", title)


def named(book: Book, sheet: Any, titles: Sequence[str], rows: int) -> ExcelTable:
    """The table that a sheet is to have, under a name that Excel takes: what its sheet is called."""
    bare = re.sub(r"\W+", "_", sheet.get_name()).strip("_") or "T"
    bare = f"T_{bare}" if bare[0].isdigit() or _CELL.fullmatch(bare) else bare
    taken = {name.lower() for name in book.tables}
    numbered = (f"{bare}_{n}" for n in count(2))
    name = bare if bare.lower() not in taken else next(one for one in numbered if one.lower() not in taken)
    book.tables.append(name)
    return ExcelTable(name, tuple(distinct(titles)), FIRST, FIRST + max(rows, 1) - 1)


def distinct(titles: Sequence[str]) -> Iterator[str]:
    """Titles none of which is empty, another's twin, or has signs that formulas read otherwise."""
    taken: set[str] = set()
    for title in titles:
        bare = _SPECIAL.sub(lambda match: chr(ord(match[0]) + 0xFEE0), " ".join(title.split())) or "–"
        numbered = (f"{bare} {n}" for n in count(2))
        name = bare if bare.lower() not in taken else next(one for one in numbered if one.lower() not in taken)
        taken.add(name.lower())
        yield name


def write_table(book: Book, sheet: Any, table: ExcelTable, heads: Sequence[Head], rows: Sequence[Sequence[Put]],
                total: Sequence[Put] = (), *, about: str = "") -> None:  # fmt: skip
    """The cells, and round them the table; ``total`` is its last row, ``about`` is read to those who do not see it."""
    columns = [
        {"header": title, "header_format": book.formats["head"], "format": head.form, "formula": head.formula}
        | (_total(end) if total else {})
        for title, head, end in zip(table.titles, heads, total or (None,) * len(heads), strict=True)
    ]
    options: dict[str, Any] = {"name": table.name, "style": _STYLE, "columns": columns, "total_row": bool(total)}
    options |= {"title": about} if about else {}
    sheet.add_table(HEAD_ROW, 0, table.last + bool(total), len(heads) - 1, options)
    for number, row in enumerate(rows, FIRST):
        for column, put in enumerate(row):
            write(sheet, number, column, put)
    for column, put in enumerate(total):
        write(sheet, table.last + 1, column, put)


def _total(put: Put | None) -> dict[str, Any]:
    if put is None or put.value in (None, ""):
        return {}
    if not put.formula:
        return {"total_string": str(put.value)} if isinstance(put.value, str) else {}
    return {"total_function": "sum" if put.formula.startswith("=SUBTOTAL(109,") else put.formula}


def summed(table: ExcelTable, title: str) -> str:
    """The sum of the rows of a column that are not filtered out: what a row of totals shows."""
    return f"=SUBTOTAL(109,{table.column(title)})"


def write(sheet: Any, row: int, column: int, put: Put) -> None:
    if put.formula:
        sheet.write_formula(row, column, put.formula, put.form, put.value)
    elif put.value is None or put.value == "":
        sheet.write_blank(row, column, None, put.form)
    elif isinstance(put.value, str):
        sheet.write_string(row, column, put.value, put.form)
    elif isinstance(put.value, date | datetime):
        sheet.write_datetime(row, column, put.value, put.form)
    else:
        sheet.write_number(row, column, put.value, put.form)


def protect(sheet: Any) -> None:
    """Only what is to be filled in may be typed over; without a password, so that anybody may lift it."""
    allowed = ("autofilter", "sort", "format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows")
    sheet.protect("", dict.fromkeys(allowed, True))


def typed_in(table: ExcelTable, title: str, plan: str, words: str) -> str:
    """A share of the plan for an input cell: nothing while it is empty, said where it holds no number."""
    actual, planned = table.this(title), table.this(plan)
    return f'=IF(ISNUMBER({actual}),IF({planned}=0,"",{actual}/{planned}),IF({actual}="","","{words}"))'
