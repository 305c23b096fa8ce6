"""Cells of tables: a value with its printed text, made the same way everywhere."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from planforge import numbers
from planforge.document.markup import plain
from planforge.document.model import Cell, Kind, Tone, Value
from planforge.numbers import Exact
from planforge.records import replace
from planforge.words import Words


def text(content: object, tone: Tone = Tone.PLAIN) -> Cell:
    """Words of the manager or of ours, without marks of Markdown; empty for None."""
    return Cell(plain(str(content)) if content is not None else "", tone=tone)


def label(content: object) -> Cell:
    """A short centred text."""
    return Cell(str(content) if content is not None else "", kind=Kind.LABEL)


def money(words: Words, value: Exact | None, *, signed: bool = False) -> Cell:
    """An amount in the printed unit."""
    return Cell(words.numbers.money(value, signed=signed), _value(value), Kind.MONEY)


def cost(words: Words, value: Exact | None) -> Cell:
    """An amount in the printed unit; blank where something costs nothing."""
    found = money(words, value)
    return replace(found, text="") if value == 0 else found


def count(words: Words, value: Exact | None, *, signed: bool = False) -> Cell:
    """A whole number."""
    return Cell(words.numbers.number(value, signed=signed), _value(value), Kind.COUNT)


def number(words: Words, value: Exact | None, decimals: int = 1) -> Cell:
    """Any other number."""
    return Cell(words.numbers.number(value, decimals), _value(value), Kind.NUMBER)


def percent(words: Words, value: Exact | None, *, signed: bool = False, decimals: int = 1) -> Cell:
    """A fraction of one, as a percentage."""
    return Cell(words.numbers.percent(value, signed=signed, decimals=decimals), _value(value), Kind.PERCENT)


def growth(words: Words, now: Exact | None, before: Exact | None) -> Cell:
    """Growth on an earlier figure, coloured where it falls."""
    change = numbers.growth(now, before)
    cell = percent(words, change, signed=True)
    return replace(cell, tone=Tone.BAD if change is not None and change < 0 else Tone.PLAIN)


def points(words: Words, change: Exact | None) -> Cell:
    """A change of a rate, as a fraction of one; the header names the percentage points."""
    text = words.numbers.number(None if change is None else Fraction(change) * 100, 1, signed=True)
    return Cell(text, _value(change), Kind.POINTS)


def _value(value: Exact | None) -> Value:
    if value is None or isinstance(value, int):
        return value
    return value if isinstance(value, Decimal) else Decimal(value.numerator) / Decimal(value.denominator)
