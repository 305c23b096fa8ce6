"""Tables of the document as sheets: the same columns, with live formulas where a column or total follows from others.

A formula is only written where it gives the figure of the table, so that a sheet never says anything else. Rows under a
line of their own get a column with its words, and tables with the same names at their left stand beside each other: a
sheet is one table of Excel's own. What must keep its order, a statement, is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct

from planforge.document.model import Cell, Column, Follows, Kind, Row, RowKind, Table
from planforge.records import replace
from planforge.words import capital
from planforge.writers.xlsx.book import Book, cell
from planforge.writers.xlsx.excel_table import FIRST, ExcelTable, Head, Put, is_calm, named, summed, write, write_table

NUMBERS = {Kind.MONEY, Kind.COUNT, Kind.PERCENT, Kind.POINTS, Kind.NUMBER}
NAMES = {Kind.TEXT, Kind.LABEL}
CLOSE = Decimal("0.000001")  # what a ratio may lose where the table keeps 28 digits of it
STATED = {"target", "alert", "actual"}  # columns of texts that are to be reckoned with where they are one figure
_RATE, _COUNT = re.compile(r"\d{1,3}(\.\d+)?%"), re.compile(r"(0|[1-9]\d{0,6}|[1-9]\d{0,2}(,\d{3})+)(\.\d+)?")
_NUMBER = re.compile(r"([^\d\"，。；,;]{0,8}?)([−+-]?)(\d[\d,]*)(\.\d+)?(\s*[^\d\"，。；,;]{0,8})")


class Flat(Struct, frozen=True):
    """A table without lines between its rows; ``total`` is its last, ``below`` rows of another kind under it."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    below: tuple[Row, ...] = ()


def table_sheet(book: Book, tables: Sequence[Table], title: str, name: str) -> None:
    """Tables of the same rows on a sheet of their own, ready to print on one page's width."""
    first = tables[0]
    key = f"table.{first.key}"
    sheet = book.listed(key, name, title, money=any(table.unit for table in tables))
    flat = flattened(book, first)
    if flat is None:
        _statement(book, sheet, first)
        return
    for other in tables[1:]:
        beside = flattened(book, other)
        assert beside is not None, other.key
        flat = joined(flat, beside)
    excel = named(book, sheet, [_head(column) for column in flat.columns], len(flat.rows))
    live = {at: formula for at in range(len(flat.columns)) if (formula := _live(book, flat, excel, at))}
    rows = [[_put(book, flat.columns[at], one, live.get(at, "")) for at, one in enumerate(row)] for row in flat.rows]
    heads = [
        Head(title, _form(book, column, _pattern(flat, at), ""), live.get(at, ""))
        for at, (title, column) in enumerate(zip(excel.titles, flat.columns, strict=True))
    ]
    total = [_total(book, flat, excel, at) for at in range(len(flat.total))]
    write_table(book, sheet, excel, heads, rows, total, about=first.description or first.caption)
    bottom = excel.last + bool(total) + 2
    for number, row in enumerate(flat.below, bottom):
        for at, (column, one) in enumerate(zip(first.columns, row.cells, strict=True)):
            write(sheet, number, at, _put(book, column, one, "", "sum_"))
    notes = dict.fromkeys(table.note for table in tables if table.note)
    for number, note in enumerate(notes, bottom + len(flat.below) + bool(flat.below)):
        write(sheet, number, 0, Put(note, book.formats["note"]))
    for at, column in enumerate(flat.columns):
        sheet.set_column(at, at, _width([row[at].text for row in flat.rows], column))


def _head(column: Column) -> str:
    """A head that says on its own what it heads."""
    return f"{column.group} {column.title}" if column.group else column.title


def _width(texts: Sequence[str], column: Column) -> float:
    """Wide enough for its figures; words break into lines."""
    if column.kind in NUMBERS:
        return max([9.0, *(len(text) + 3.0 for text in texts)])
    return min(60.0, max(11.0 * column.width, 8.0))


def stand_together(book: Book, one: Table, other: Table) -> bool:
    """Whether the rows of two tables have the same names, so that they can be one."""
    flat, beside = flattened(book, one), flattened(book, other)
    if flat is None or beside is None:
        return False
    keys = [[column.key for column in held.columns if column.kind in NAMES] for held in (flat, beside)]
    shared = [key for key in keys[0] if key in keys[1]]
    named_once = all(len(set(found)) == len(found) for found in (_names(held, shared) for held in (flat, beside)))
    return keys[0][:1] == keys[1][:1] == shared[:1] != [] and named_once


def _names(flat: Flat, keys: Sequence[str]) -> list[tuple[str, ...]]:
    """What the rows are called in these columns."""
    places = [n for n, column in enumerate(flat.columns) if column.key in keys]
    return [tuple(row[place].text for place in places) for row in flat.rows]


# Rows and columns -----------------------------------------------------------------------------------------------------


def flattened(book: Book, table: Table) -> Flat | None:
    """The table as rows of one kind; None where the order of its rows is what it says."""
    last = next((n for n, row in enumerate(table.rows) if row.kind is RowKind.TOTAL), len(table.rows))
    above, below = table.rows[:last], table.rows[last + 1 :]
    banded = any(row.kind is RowKind.GROUP for row in above)
    if any(row.kind is RowKind.BODY for row in below) or any(
        cell.span > 1 for row in table.rows if row.kind is not RowKind.GROUP for cell in row.cells
    ):
        return None
    total = table.rows[last].cells if last < len(table.rows) else ()
    if not banded:
        return Flat(table.columns, tuple(row.cells for row in above), total, below)
    rows, band = [], Cell("")
    for row in above:
        if row.kind is RowKind.GROUP:
            band = Cell(row.cells[0].text)
        elif row.kind is RowKind.BODY:
            rows.append((band, *row.cells))
    words = book.text["bands"]
    key = table.key if table.key in words else "group"
    column = Column(capital(book.words.fill(str(words[key]))), Kind.TEXT, 1.2, key="band")
    if not total and table.unit and any(row.kind is RowKind.SUBTOTAL for row in above):
        total = _summed_up(book, table, rows)
    return Flat((column, *table.columns), tuple(rows), (total[0], Cell(""), *total[1:]) if total else (), below)


def _summed_up(book: Book, table: Table, rows: Sequence[tuple[Cell, ...]]) -> tuple[Cell, ...]:
    """A row of totals for a table that sums its groups only."""
    found = [Cell(book.say("heads", "total"))]
    for at, column in enumerate(table.columns[1:], 2):
        whole = column.adds or (column.follows is not None and column.follows[0] is Follows.SUM)
        value = sum((Decimal(v) for row in rows if isinstance(v := row[at].value, int | Decimal)), Decimal(0))
        found.append(replace(rows[0][at], value=value) if whole else Cell(""))
    return tuple(found)


def joined(one: Flat, other: Flat) -> Flat:
    """Both beside each other, by the names that they share; nothing stands where either has no such row."""
    keys = [column.key for column in one.columns if column.kind in NAMES]
    shared = [column.key for column in other.columns if column.kind in NAMES and column.key in keys]
    places = [n for n, column in enumerate(other.columns) if column.key not in shared]

    def name(flat: Flat, row: tuple[Cell, ...]) -> tuple[str, ...]:
        by_key = {column.key: cell.text for column, cell in zip(flat.columns, row, strict=True)}
        return tuple(by_key[key] for key in shared)

    beside = {name(other, row): row for row in other.rows}
    known = {name(one, row) for row in one.rows}
    rows = [(*row, *_picked(beside.get(name(one, row)), places)) for row in one.rows]
    for row in other.rows:
        if name(other, row) not in known:
            held = dict(zip((column.key for column in other.columns), row, strict=True))
            rows.append((*(held.get(c.key, Cell("")) if c.key in shared else Cell("") for c in one.columns),
                         *_picked(row, places)))  # fmt: skip
    total = one.total and (*one.total, *_picked(other.total or None, places))
    return Flat((*one.columns, *(other.columns[n] for n in places)), tuple(rows), total, one.below)


def _picked(row: tuple[Cell, ...] | None, places: Sequence[int]) -> tuple[Cell, ...]:
    return tuple(row[n] if row else Cell("") for n in places)


# Cells and formulas ---------------------------------------------------------------------------------------------------


def _put(book: Book, column: Column, at: Cell, formula: str, role: str = "") -> Put:
    """A cell as Excel holds it: a figure in the unit that is printed, with the formula where it comes to that."""
    kind = at.kind or column.kind
    if isinstance(at.value, date) or at.value is None or kind not in NUMBERS:
        if (column.key in STATED or _is_number(at.text, kind)) and (figure := figure_of(book, at.text, role)):
            return figure
        return Put(at.text, book.role(Kind.TEXT if kind in NUMBERS else kind, role))
    scale = book.words.numbers.scale if kind is Kind.MONEY else 1
    return Put(float(Decimal(at.value) / scale), book.role(kind, role, at.text), formula)


def _is_number(text: str, kind: Kind) -> bool:
    """Whether a text is a number and no name, code or telephone number that looks like one."""
    return bool(_RATE.fullmatch(text) or (kind is Kind.TEXT and _COUNT.fullmatch(text)))


def figure_of(book: Book, text: str, role: str = "") -> Put | None:
    """A text that is one figure, with at most a word before and a unit behind it, as a number that looks the same."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    before, sign, whole, rest, behind = (part or "" for part in found.groups())
    places, percent = len(rest.removeprefix(".")), behind.startswith("%")
    value = float(Decimal(whole.replace(",", "") + rest)) / (100 if percent else 1)
    shown = ("#,##0" if "," in whole else "0") + (f".{'0' * places}" if places else "") + ("%" if percent else "")
    literals = [f'"{part}"' if part else "" for part in (before + sign.replace("-", "−"), behind.removeprefix("%"))]
    number = f"{literals[0]}{shown}{literals[1]}"
    below = sign in ("-", "−")
    return Put(-value if below else value, book.shown(f"{number};{number}" if below else number, role))


def _pattern(flat: Flat, at: int) -> str:
    """What a cell of the column looks like, for those that are added."""
    return next((row[at].text for row in flat.rows if row[at].value is not None), "")


def _form(book: Book, column: Column, text: str, role: str) -> Any:
    return book.role(column.kind, role, text)


def _live(book: Book, flat: Flat, excel: ExcelTable, at: int) -> str:
    """The formula of a column that follows from others, where it gives the figure of every row that has one."""
    column = flat.columns[at]
    if column.follows is None:
        return ""
    follows, keys = column.follows
    places = [next((n for n, other in enumerate(flat.columns) if other.key == key), -1) for key in keys]
    calm = all(is_calm(excel.titles[place]) for place in places)
    if -1 in places or not calm or not all(_gives(follows, flat, row, places, at) for row in flat.rows):
        return ""
    names = [excel.this(excel.titles[place]) for place in places]
    if follows is Follows.SUM:
        if places == list(range(places[0], places[0] + len(places))):
            return f"=SUM({excel.this(excel.titles[places[0]], excel.titles[places[-1]])})"
        return f"=SUM({','.join(names)})"
    if follows is Follows.SHARE:
        return f"={names[0]}/SUM({excel.column(excel.titles[places[0]])})"
    return _worked_out(follows, names[0], names[1])


def _worked_out(follows: Follows, now: str, before: str) -> str:
    if follows is Follows.DIFFERENCE:
        return f"={now}-{before}"
    if follows is Follows.POINTS:
        return f"=ROUND({now},3)-ROUND({before},3)"
    rate = f"{now}/{before}" + ("-1" if follows is Follows.GROWTH else "")
    return f'=IF({before}<=0,"",{rate})'


def _gives(follows: Follows, flat: Flat, row: Sequence[Cell], places: Sequence[int], at: int) -> bool:
    """Whether the formula comes to what the table says; where it says nothing, nothing is to be had."""
    value = _figure(row[at])
    figures = [_figure(row[place]) for place in places]
    if value is None:
        return True
    if follows is Follows.SUM:
        return sum(figure or 0 for figure in figures) == value
    if follows is Follows.SHARE:
        figures.append(sum((_figure(one[places[0]]) or Decimal(0) for one in flat.rows), Decimal(0)))
    now, before = figures
    if now is None or before is None:
        return False
    if follows is Follows.POINTS:
        return True
    if follows is Follows.DIFFERENCE:
        return now - before == value
    return before > 0 and abs(now / before - (follows is Follows.GROWTH) - value) <= CLOSE


def _total(book: Book, flat: Flat, excel: ExcelTable, at: int) -> Put:
    """A cell of the row of totals: the sum of what is not filtered out, or what follows from such sums."""
    one, column = flat.total[at], flat.columns[at]
    value = _figure(one)
    put = _put(book, column, one, "", "total_")
    if value is None or (one.kind or column.kind) not in NUMBERS:
        return put
    known = [figure for row in flat.rows if (figure := _figure(row[at])) is not None]
    sums = column.adds or (column.follows is not None and column.follows[0] is Follows.SUM)
    if sums and known and sum(known) == value:
        return replace(put, formula=summed(excel, excel.titles[at]))
    if column.follows is None or column.follows[0] in (Follows.SUM, Follows.SHARE):
        return put
    follows, keys = column.follows
    places = [next((n for n, other in enumerate(flat.columns) if other.key == key), -1) for key in keys]
    calm = all(is_calm(excel.titles[place]) for place in places)
    if -1 in places or not calm or not _gives(follows, flat, flat.total, places, at):
        return put
    totals = [f"{excel.name}[[#Totals],[{excel.titles[place]}]]" for place in places]
    return replace(put, formula=_worked_out(follows, *totals))


def _figure(at: Cell) -> Decimal | None:
    return Decimal(at.value) if isinstance(at.value, int | Decimal) else None


# Statements -----------------------------------------------------------------------------------------------------------


def _statement(book: Book, sheet: Any, table: Table) -> None:
    """Rows in their order; a row that is a first one less others that are sums or stand alone is so by formula."""
    for at, column in enumerate(table.columns):
        write(sheet, FIRST - 1, at, Put(column.title, book.formats["head"]))
    roles = {RowKind.BODY: "", RowKind.GROUP: "total_", RowKind.SUBTOTAL: "sum_", RowKind.TOTAL: "total_"}
    for n, row in enumerate(table.rows):
        place = 0
        for one in row.cells:
            put = _put(book, table.columns[place], one, _less(table, n, place), roles[row.kind])
            if one.span > 1:
                sheet.merge_range(FIRST + n, place, FIRST + n, place + one.span - 1, one.text, put.form)
            else:
                write(sheet, FIRST + n, place, put)
            place += one.span
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, _width([row.cells[at].text for row in table.rows if at < len(row.cells)], column))


def _less(table: Table, row: int, at: int) -> str:
    """The formula of a sum in a statement: the lines above it, or of a result: what stands above less its sums."""
    held = table.rows[row]
    if held.kind not in (RowKind.SUBTOTAL, RowKind.TOTAL) or table.columns[at].kind not in NUMBERS:
        return ""
    value = _figure(held.cells[at]) if at < len(held.cells) else None
    figures = [None if at >= len(one.cells) or (one.cells[at].kind or table.columns[at].kind) is not Kind.MONEY
               else _figure(one.cells[at]) for one in table.rows[:row]]  # fmt: skip
    if value is None:
        return ""
    for start in range(row - 1, -1, -1):
        if figures[start] is None and _figure(table.rows[start].cells[at]) is not None:
            break  # a rate
        if sum(figure or 0 for figure in figures[start:]) == value and row - start > 1:
            return f"=SUM({cell(FIRST + start, at)}:{cell(FIRST + row - 1, at)})"
    sums = [n for n in range(row) if table.rows[n].kind is RowKind.SUBTOTAL and figures[n] is not None]
    for first in range(row):
        figure = figures[first]
        costs = [n for n in range(row) if sums and n >= sums[0] and figures[n] is not None]
        if figure is not None and costs and figure - sum(figures[n] or 0 for n in costs) == value:
            return f"={cell(FIRST + first, at)}" + "".join(f"-{cell(FIRST + n, at)}" for n in costs)
    return ""
