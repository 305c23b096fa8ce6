"""What happened, as it was reported: sales line by line, and what people, stores, lines and districts report apart.

A month without a figure has not happened or was not reported (None); a figure of 0 means that nothing was sold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from msgspec import Struct, field

from planforge.ledger.sales import Node
from planforge.problem import Where
from planforge.records import replace

Months = tuple[Decimal | None, ...]
"""Twelve months in currency units."""
NOTHING: Months = (None,) * 12
K = TypeVar("K")


class Entry(Struct, frozen=True):
    """One reported figure: whose, of which month (1..12), in currency units; ``units`` is the volume where told."""

    where: Where
    month: int
    node: Node
    amount: Decimal
    units: Decimal | None = None


class Blank(Struct, frozen=True):
    """A planned row that is left empty, or a region below a node that tells nothing, though others of its district's
    month are told. ``planned`` is in currency units, None where the plan's own cell is meant."""

    where: Where
    month: int
    node: Node
    name: str
    planned: int | None = None


class Count(Struct, frozen=True):
    """A count at the end of a quarter (1..4), of a display measure a rate."""

    where: Where
    measure: str
    district: str
    quarter: int
    number: int | Fraction


class Status(Struct, frozen=True):
    """How far an action is: "open", "running", "done", "late", "dropped"."""

    where: Where
    action: str
    state: str


class Actuals(Struct, frozen=True):
    """Everything reported. ``apart`` holds the entries of sheets of their own, by axis: person, store, line, cash
    (whose nodes stand in the district, lines of expense in the product)."""

    file: str
    year: int
    sales: tuple[Entry, ...]
    apart: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    counts: tuple[Count, ...] = ()
    statuses: tuple[Status, ...] = ()
    named: tuple[Entry, ...] = ()  # of a nation: the sales by the nodes that the file names below the plan's districts
    blanks: tuple[Blank, ...] = ()  # of sales

    @property
    def last_month(self) -> int:
        """The latest month for which sales are reported; 0 where none are."""
        return max((entry.month for entry in self.sales), default=0)

    def until(self, month: int) -> Actuals:
        """What had happened by the end of a month."""
        return Actuals(
            self.file,
            self.year,
            _until(self.sales, month),
            {axis: _until(entries, month) for axis, entries in self.apart.items()},
            tuple(count for count in self.counts if 3 * count.quarter <= month),
            self.statuses,
            _until(self.named, month),
            tuple(blank for blank in self.blanks if blank.month <= month),
        )

    def since(self, month: int) -> Actuals:
        """The same without the sales of earlier months."""
        return replace(self, sales=tuple(entry for entry in self.sales if entry.month >= month))

    def months(self) -> Months:
        """The region's sales by month."""
        return _sums(self.sales, lambda entry: "").get("", NOTHING)

    def by(self, axis: str) -> dict[str, Months]:
        """Amounts of the nodes of an axis, or of line or cash; none where files have no such column."""
        entries = self.apart.get(axis) or (() if axis in ("line", "cash") else self.sales)
        place = {"line": "product", "cash": "district"}.get(axis, axis)
        return _sums(entries, lambda entry: getattr(entry.node, place)) if place in Node._fields else {}

    def cube(self, axis: str) -> dict[tuple[str, str], Months]:
        """Sales by district and a second axis."""
        return _sums(self.sales, lambda entry: _pair(entry.node.district, getattr(entry.node, axis)))

    def units(self) -> dict[str, Decimal]:
        """Volume by product, of products all of whose sales tell theirs."""
        found: dict[str, Decimal] = {}
        silent = {entry.node.product for entry in self.sales if entry.units is None and entry.amount}
        for entry in self.sales:
            if entry.node.product is not None and entry.node.product not in silent:
                found[entry.node.product] = found.get(entry.node.product, Decimal(0)) + (entry.units or 0)
        return found


def to_date(months: Sequence[Decimal | None]) -> Decimal:
    """What the months come to, those without a figure as nil."""
    return sum((amount for amount in months if amount is not None), Decimal(0))


def _until(entries: Iterable[Entry], month: int) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.month <= month)


def _pair(one: str | None, other: str | None) -> tuple[str, str] | None:
    return None if one is None or other is None else (one, other)


def _sums(entries: Iterable[Entry], key: Callable[[Entry], K | None]) -> dict[K, Months]:
    found: dict[K, list[Decimal | None]] = {}
    for entry in entries:
        name = key(entry)
        if name is not None:
            months = found.setdefault(name, [None] * 12)
            months[entry.month - 1] = (months[entry.month - 1] or Decimal(0)) + entry.amount
    return {name: tuple(months) for name, months in found.items()}
