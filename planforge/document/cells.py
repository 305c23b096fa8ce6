"""Cells, columns and rows of tables: a value with its printed text, made the same way everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import compress

from planforge.document.markup import plain
from planforge.document.model import Cell as Cell
from planforge.document.model import Column, Kind, Row, RowKind, Table, Tone, Value
from planforge.numbers import Exact as Exact
from planforge.numbers import rate_change
from planforge.words import Words

Head = tuple[str, Kind, float]
"""A column by key, kind and relative width."""


def text(content: object, tone: Tone = Tone.PLAIN, *, fill: bool = False) -> Cell:
    """Words of the manager or of ours, without marks of Markdown; empty for None."""
    return Cell(plain(str(content)) if content is not None else "", tone=tone, fill=fill)


def label(content: object, tone: Tone = Tone.PLAIN, *, fill: bool = False) -> Cell:
    """A short centred text."""
    return Cell(str(content) if content is not None else "", kind=Kind.LABEL, tone=tone, fill=fill)


def words_or_missing(words: Words, content: str | None) -> Cell:
    """As ``text``, with the sign for missing where there is nothing."""
    return text(content if content is not None else words.numbers.missing)


def money(words: Words, value: Exact | None, *, signed: bool = False, tone: Tone = Tone.PLAIN) -> Cell:
    """An amount in the printed unit."""
    return Cell(words.numbers.money(value, signed=signed), _value(value), Kind.MONEY, tone)


def price(words: Words, value: Exact | None, *, signed: bool = False) -> Cell:
    """The price of one, in currency units with two decimals."""
    return Cell(words.numbers.number(value, 2, signed=signed), _value(value), Kind.NUMBER)


def count(words: Words, value: int | None, *, signed: bool = False) -> Cell:
    """A whole number."""
    return Cell(words.numbers.number(value, signed=signed), value, Kind.COUNT)


def number(words: Words, value: Exact | None, decimals: int = 1) -> Cell:
    """Any other number."""
    return Cell(words.numbers.number(value, decimals), _value(value), Kind.NUMBER)


def percent(words: Words, value: Exact | None, *, signed: bool = False, tone: Tone = Tone.PLAIN) -> Cell:
    """A fraction of one, as a percentage."""
    return Cell(words.numbers.percent(value, signed=signed), _value(value), Kind.PERCENT, tone)


def growth(words: Words, now: Exact | None, before: Exact | None) -> Cell:
    """Growth on an earlier figure, coloured where it falls."""
    if now is None or not before:
        return percent(words, None)
    change = Fraction(now) / Fraction(before) - 1
    return percent(words, change, signed=True, tone=Tone.BAD if change < 0 else Tone.PLAIN)


def points(words: Words, now: Exact | None, before: Exact | None) -> Cell:
    """The difference of two rates; the header names the percentage points."""
    return point(words, rate_change(now, before))


def point(words: Words, change: Exact | None) -> Cell:
    """A change in percentage points, a fraction of one."""
    text = words.numbers.number(None if change is None else change * 100, 1, signed=True)
    return Cell(text, _value(change), Kind.POINTS)


def day(words: Words, value: date | None) -> Cell:
    """A date, without its year where that is the plan's."""
    return Cell(words.numbers.day(value), value, Kind.DATE)


def sum_of(words: Words, key: str = "total") -> Cell:
    """The name of a total row."""
    return Cell(words.column(key))


def body(*cells: Cell) -> Row:
    """An ordinary row."""
    return Row(tuple(cells))


def total(*cells: Cell) -> Row:
    """The row that sums a table."""
    return Row(tuple(cells), RowKind.TOTAL)


def subtotal(*cells: Cell) -> Row:
    """A row that sums a group."""
    return Row(tuple(cells), RowKind.SUBTOTAL)


def group(name: str, width: int) -> Row:
    """A band over the rows below it."""
    return Row((Cell(name, span=width),), RowKind.GROUP)


def columns(words: Words, key: str, heads: Iterable[Head]) -> tuple[Column, ...]:
    """Columns with their headers in words."""
    return tuple(Column(words.column(name, key), kind, width) for name, kind, width in heads)


def month_columns(words: Words, kind: Kind = Kind.MONEY, width: float = 1.0) -> tuple[Column, ...]:
    """Twelve columns, one a month."""
    return tuple(Column(words.numbers.month(month), kind, width) for month in range(1, 13))


def quarter_columns(words: Words, kind: Kind = Kind.MONEY, width: float = 1.0) -> tuple[Column, ...]:
    """Four columns, one a quarter."""
    return tuple(Column(words.numbers.quarter(quarter), kind, width) for quarter in range(1, 5))


def table(
    words: Words, key: str, columns: Sequence[Column], rows: Iterable[Row], *, unit: str | None = "unit",
    wide: bool = False,
) -> Table | None:  # fmt: skip
    """A table with caption, note and description in words; None without rows.

    ``unit`` names the label of the unit line ("unit" for money), None for none.
    """
    held = tuple(rows)
    if not held:
        return None
    return Table(
        key,
        words.caption(key),
        tuple(columns),
        held,
        unit=words.label(f"units.{unit}") if unit else "",
        note=words.caption(key, "note"),
        description=words.caption(key, "description"),
        wide=wide,
    )


def kept(columns: Sequence[Column], rows: Iterable[Row], blank: str) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    """Columns that hold something, and the rows without the others. A band spans what is left."""
    held = tuple(rows)
    full = [row for row in held if row.kind is not RowKind.GROUP]
    use = [any(row.cells[i].text not in ("", blank) for row in full) for i in range(len(columns))]
    return tuple(compress(columns, use)), tuple(_slim(row, use) for row in held)


def _slim(row: Row, use: Sequence[bool]) -> Row:
    if row.kind is RowKind.GROUP:
        return group(row.cells[0].text, sum(use))
    return Row(tuple(compress(row.cells, use)), row.kind)


def _value(value: Exact | None) -> Value:
    if value is None or isinstance(value, int):
        return value
    return value if isinstance(value, Decimal) else Decimal(value.numerator) / Decimal(value.denominator)
