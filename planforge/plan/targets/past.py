"""Past sales, asked by year and axis: rows of several grains answer together, and nothing is counted twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from msgspec import Struct

from planforge.ledger.estimate import rest_of_year
from planforge.spec.history import AXES, HistoryRow
from planforge.spec.spec import Spec

Grain = frozenset[str]
Key = tuple[str, ...]
Node = tuple[str | None, ...]


class Sold(Struct, frozen=True):
    """Sales of one node in one year: ``months`` has twelve entries, None where not given, and is empty where only the
    year is known; ``units`` is the volume, None where no row tells it; ``estimated`` are months that are estimates."""

    total: Decimal
    months: tuple[Decimal | None, ...] = ()
    units: Decimal | None = None
    estimated: tuple[int, ...] = ()


class SalesHistory(Struct, frozen=True, dict=True):
    """The rows of the years before ``year``, oldest year first.

    The rows of a year fall into tables by the axes they name (region totals, districts, district × product, …). Each
    question is answered from the one table with the fewest axes that can answer it. Rows that name fewer axes than a
    larger table and come to less than half of it are its lines with blank cells, and belong to that table.
    """

    rows: tuple[HistoryRow, ...]
    year: int
    estimated: tuple[int, ...] = ()  # months of the last year that nobody has told, filled in as ``completed`` does

    @cached_property
    def _known(self) -> dict[tuple[Key, int, bool], dict[Key, Sold]]:
        return {}

    @cached_property
    def _tables(self) -> dict[int, dict[Grain, list[HistoryRow]]]:
        return {year: _tables([row for row in self.rows if row.year == year]) for year in self.years}

    @classmethod
    def of(cls, spec: Spec) -> SalesHistory:
        """The history of a spec; empty where it was not read (a file name)."""
        given = spec.history if isinstance(spec.history, tuple) else ()
        rows = tuple(row for row in given if row.year < spec.year and not is_empty(row))
        rows, estimated = completed(rows, spec.year - 1)
        return cls(rows, spec.year, estimated)

    @cached_property
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


def is_empty(row: HistoryRow) -> bool:
    """A row that tells neither months nor a year: unknown, which is not nil."""
    return row.total is None and all(month is None for month in row.months)


def completed(rows: tuple[HistoryRow, ...], year: int) -> tuple[tuple[HistoryRow, ...], tuple[int, ...]]:
    """The rows with the months filled in that no row of the year tells, and which they are.

    A plan is written before the year is over. Rows that name the same axes are estimated together; where their year
    before is not told by month, they follow the season of those whose year is.
    """
    mine, before = _by_grain(rows, year), _by_grain(rows, year - 1)
    told = {m for nodes in mine.values() for months in nodes.values() for m in months}
    missing = tuple(m for m in range(1, 13) if m not in told)
    whole = {grain: {node: then for node, then in nodes.items() if len(then) == 12} for grain, nodes in before.items()}
    first = min((grain for grain, nodes in whole.items() if nodes), key=_rank, default=None)
    if not missing or not told or first is None:
        return rows, ()
    season = {m: sum((then[m] for then in whole[first].values()), Decimal(0)) for m in range(1, 13)}
    rest: dict[Node, dict[int, Decimal]] = {}
    for grain, now in mine.items():
        then = whole.get(grain, {})
        unknown = {node for node in now if node not in then and (not then or _is_told(rows, node, year - 1))}
        rest |= rest_of_year(now, then, missing, unknown=unknown, season=None if then else season)
    filled = tuple(
        _filled(row, rest.pop(_node(row))) if row.year == year and row.months and _node(row) in rest else row
        for row in rows
    )
    return filled, missing if filled != rows else ()


def _by_grain(rows: Iterable[HistoryRow], year: int) -> dict[Grain, dict[Node, dict[int, Decimal]]]:
    """The months that rows of a year tell, by the axes they name and by node."""
    found: dict[Grain, dict[Node, dict[int, Decimal]]] = {}
    for row in rows:
        if row.year == year and row.months:
            grain = frozenset(axis for axis in AXES if getattr(row, axis) is not None)
            months = found.setdefault(grain, {}).setdefault(_node(row), {})
            for month, amount in enumerate(row.months, 1):
                if amount is not None:
                    months[month] = months.get(month, Decimal(0)) + amount
    return found


def _is_told(rows: Iterable[HistoryRow], node: Node, year: int) -> bool:
    return any(row.year == year and _node(row) == node for row in rows)


def _node(row: HistoryRow) -> Node:
    return tuple(getattr(row, axis) for axis in AXES)


def _filled(row: HistoryRow, rest: Mapping[int, Decimal]) -> HistoryRow:
    months = [*row.months, *[None] * (12 - len(row.months))]
    for month, amount in rest.items():
        months[month - 1] = amount
    return row.model_copy(update={"months": tuple(months), "estimated": tuple(sorted({*row.estimated, *rest}))})


def _tables(rows: Iterable[HistoryRow]) -> dict[Grain, list[HistoryRow]]:
    grains: dict[Grain, list[HistoryRow]] = {}
    for row in rows:
        grains.setdefault(frozenset(axis for axis in AXES if getattr(row, axis) is not None), []).append(row)
    totals = {grain: sum(map(_total, members)) for grain, members in grains.items()}
    tables: dict[Grain, list[HistoryRow]] = {}
    for grain, members in grains.items():
        larger = [other for other in grains if grain < other and 2 * totals[grain] < totals[other]]
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
        units=sum(units, Decimal(0)) if units else None,
        estimated=tuple(sorted({month for row in rows for month in row.estimated})),
    )


def _months(rows: Sequence[tuple[Decimal | None, ...]]) -> tuple[Decimal | None, ...]:
    """The sum of each month; None where no row tells it."""
    sums: list[Decimal | None] = [None] * 12
    for months in rows:
        for place, amount in enumerate(months):
            if amount is not None:
                sums[place] = amount + (sums[place] or 0)
    return tuple(sums)
