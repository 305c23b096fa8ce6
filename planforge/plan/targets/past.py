"""Past sales, asked by year and axis: rows of several grains answer together, and nothing is counted twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from planforge.spec.history import HistoryRow
from planforge.spec.spec import Spec

AXES = ("district", "product", "channel", "person", "store")
Grain = frozenset[str]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sold:
    """Sales of one node in one year: ``months`` has twelve entries, None where not given, and is empty where only the
    year is known; ``units`` is the volume, None where no row tells it."""

    total: Decimal
    months: tuple[Decimal | None, ...] = ()
    units: int | None = None


@dataclass(frozen=True)
class SalesHistory:
    """The rows of the years before ``year``, oldest year first.

    The rows of a year fall into tables by the axes they name (region totals, districts, district × product, …). Each
    question is answered from the one table with the fewest axes that can answer it. Rows that name fewer axes than a
    larger table and come to less than half of it are its lines with blank cells, and belong to that table.
    """

    rows: tuple[HistoryRow, ...]
    year: int
    _known: dict[tuple[Key, int, bool], dict[Key, Sold]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _tables(self) -> dict[int, dict[Grain, list[HistoryRow]]]:
        return {year: _tables([row for row in self.rows if row.year == year]) for year in self.years}

    @classmethod
    def of(cls, spec: Spec) -> SalesHistory:
        """The history of a spec; empty where it was not read (a file name)."""
        rows = spec.history if isinstance(spec.history, tuple) else ()
        return cls(tuple(row for row in rows if row.year < spec.year), spec.year)

    @property
    def years(self) -> tuple[int, ...]:
        """Every year with rows, oldest first."""
        return tuple(sorted({row.year for row in self.rows}))

    def region(self, year: int) -> Sold | None:
        """The whole region in a year, None where nothing is known."""
        return self.cube((), year).get(())

    def by(self, axis: str, year: int) -> dict[str, Sold]:
        """Sales of every node of an axis in a year, by name in order of first mention."""
        return {key[0]: sold for key, sold in self.cube((axis,), year).items()}

    def cube(self, axes: Key, year: int) -> dict[Key, Sold]:
        """Sales by the nodes of several axes at once, ``("district", "product")``; empty where no table has them."""
        return self._ask(axes, year, False)

    def monthly(self, axes: Key, year: int) -> dict[Key, Sold]:
        """As ``cube``, from a table all of whose rows tell the months."""
        return self._ask(axes, year, True)

    def _ask(self, axes: Key, year: int, monthly: bool) -> dict[Key, Sold]:
        if (axes, year, monthly) not in self._known:
            self._known[axes, year, monthly] = _gather(self._table(frozenset(axes), year, monthly), axes)
        return self._known[axes, year, monthly]

    def _table(self, axes: Grain, year: int, monthly: bool) -> list[HistoryRow]:
        """The rows of the table with the fewest axes among those that have the wanted ones."""
        tables = self._tables.get(year, {})
        fit = [g for g in tables if axes <= g and (not monthly or all(row.months for row in tables[g]))]
        return tables[min(fit, key=_rank)] if fit else []


def _tables(rows: Iterable[HistoryRow]) -> dict[Grain, list[HistoryRow]]:
    grains: dict[Grain, list[HistoryRow]] = {}
    for row in rows:
        grains.setdefault(frozenset(axis for axis in AXES if getattr(row, axis) is not None), []).append(row)
    totals = {grain: sum(map(_total, members)) for grain, members in grains.items()}
    tables: dict[Grain, list[HistoryRow]] = {}
    for grain, members in grains.items():
        larger = [other for other in grains if grain and grain < other and 2 * totals[grain] < totals[other]]
        tables.setdefault(max(larger, key=len) if larger else grain, []).extend(members)
    return tables


def _rank(grain: Grain) -> tuple[int, tuple[int, ...]]:
    return len(grain), tuple(sorted(AXES.index(axis) for axis in grain))


def _total(row: HistoryRow) -> Decimal:
    if row.months:
        return sum((month for month in row.months if month is not None), Decimal(0))
    return row.total or Decimal(0)


def _gather(rows: Sequence[HistoryRow], axes: Key) -> dict[Key, Sold]:
    groups: dict[Key, list[HistoryRow]] = {}
    for row in rows:
        key = tuple(getattr(row, axis) for axis in axes)
        if None not in key:
            groups.setdefault(key, []).append(row)
    return {key: _sum(members) for key, members in groups.items()}


def _sum(rows: Sequence[HistoryRow]) -> Sold:
    units = [unit for row in rows for unit in row.units if unit is not None]
    monthly = all(row.months for row in rows)
    return Sold(
        total=sum(map(_total, rows), Decimal(0)),
        months=_months([row.months for row in rows]) if monthly else (),
        units=sum(units) if units else None,
    )


def _months(rows: Sequence[tuple[Decimal | None, ...]]) -> tuple[Decimal | None, ...]:
    """The sum of each month; None where no row tells it."""
    sums: list[Decimal | None] = [None] * 12
    for months in rows:
        for place, amount in enumerate(months):
            if amount is not None:
                sums[place] = amount + (sums[place] or 0)
    return tuple(sums)
