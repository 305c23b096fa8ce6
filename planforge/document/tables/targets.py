"""Tables of the sales target: layers, districts, quarters, months, weeks, and the figures the manager holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from planforge.document import cells as c
from planforge.document.listing import As, Band, Listed, Listing, Sum, Total
from planforge.document.model import RowKind, Table
from planforge.plan.axes import DISTRICT
from planforge.plan.grid import Grid, by_quarter
from planforge.plan.plan import Plan
from planforge.plan.targets.calendar import Week, is_estimated, weeks_of
from planforge.plan.targets.targets import Layer
from planforge.records import replace
from planforge.spec.targets import Bound, Lock
from planforge.words import Words, capital

Year = tuple[str, Sequence[int]]
"""A name and its twelve months."""

Across = tuple[str, Sequence[Any]]
"""A name and what stands beside it, the whole last: amounts, or cells as they are."""


def years(grid: Grid) -> list[Year]:
    """Every node of a grid with its months."""
    return list(zip(grid.nodes, grid.cells, strict=True))


def quarters(key: str, grid: Grid, words: Words, axis: str) -> Table | None:
    """A grid by quarter: nodes down, four quarters and the year across."""
    of = Listing[Year](words, key)
    return of.table((of.text(axis, 1.4, lambda row: row[0]), *year_by_quarter(of)), years(grid), total="total")


def year_by_quarter(of: Listing[Year], head: str = "year_total", width: float = 1.2) -> list[Listed[Year]]:
    """Four quarters and the year across."""
    parts = of.quarters(lambda row: by_quarter(row[1]))
    return [*parts, of.across(head, width, parts)]


def months(key: str, grid: Grid, words: Words, axis: str, *below: As[Across]) -> Table | None:
    """A grid by month on a turned page: nodes down, twelve months and the year across, rows of another kind below."""
    of = Listing[Across](words, key)
    columns = (
        of.text(axis, 1.8, lambda row: row[0]),
        *(parts := of.months(lambda row: row[1])),
        of.across("year_total", 1.3, parts, value=lambda row: row[1][12]),
    )
    rows = [(name, (*row, sum(row))) for name, row in zip(grid.nodes, grid.cells, strict=True)]
    return of.table(columns, [*rows, Sum(rows, RowKind.TOTAL), *below], wide=True)


# The region and its districts -----------------------------------------------------------------------------------------


def layers(plan: Plan, words: Words) -> Table | None:
    """Floor, base, stretch and reserve: the year, growth, distance from the base, quarters."""
    held, total = plan.targets.layers, plan.targets.total
    of = Listing[tuple[str, Layer]](words, "layers")
    columns = (
        of.text("layer", 1.4, lambda one: capital(words.terms[one[0]])),
        of.money("year_total", 1.2, lambda one: one[1].total),
        of.percent("growth", 1.0, lambda one: None if one[0] == "reserve" else one[1].growth, signed=True),
        of.money("from_base", 1.2, lambda one: None if one[0] in APART else one[1].total - total, signed=True),
        *of.quarters(lambda one: one[1].districts.quarters),
    )
    rows = [As(one, RowKind.SUBTOTAL) if one[0] == "base" else one for one in held.items()]
    note = "note" if "reserve" in held else "layers_note" if {"floor", "stretch"} <= {*held} else "bare"
    return of.table(columns, rows if len(held) > 1 else (), note=note)


APART = ("base", "reserve")  # the base is where distances are measured from, a reserve is no target


def layers_by_district(plan: Plan, words: Words) -> Table | None:
    """The layers across, districts down."""
    held = plan.targets.layers
    if len(held) < 2:
        return None
    of = Listing[str](words, "layers_by_district")
    titles = [capital(words.terms[name]) for name in held]
    columns = (
        of.text("district", 1.4, lambda name: name),
        *of.each(titles, lambda name: [layer.districts.of(name) for layer in held.values()]),
    )
    return of.table(columns, plan.targets.districts.nodes, total="total")


def targets_by_district(plan: Plan, words: Words) -> Table | None:
    """Last year, target, growth, added sales and shares of each district, with who answers for it."""
    targets, leaders = plan.targets, {district.name: district.leader for district in plan.spec.districts}
    last, summed = DISTRICT.last(plan), None if targets.unknown else Total.SUM

    def added(name: str) -> int | None:
        return targets.districts.of(name) - last[name] if name in last else None

    of = Listing[str](words, "targets_by_district")
    columns = (
        of.text("district", 1.3, lambda name: name),
        of.text("leader", 1.0, lambda name: leaders.get(name)),
        of.money("last", 1.2, last.get, total=summed),
        of.money("plan", 1.2, targets.districts.of),
        of.growth("growth", 1.0, "plan", "last"),
        of.money("added", 1.1, added, signed=True, total=summed),
        of.share("part", 1.0, "plan"),
    )
    return of.table(columns, targets.districts.nodes, total="total")


def targets_by_quarter(plan: Plan, words: Words) -> Table | None:
    """Districts down, quarters across."""
    return quarters("targets_by_quarter", plan.targets.districts, words, "district")


def targets_by_month(plan: Plan, words: Words) -> Table | None:
    """Districts down, months across, with the region's months as a share of the year."""
    districts = plan.targets.districts
    shares = [c.percent(words, share) for share in (*words.numbers.shares(districts.months), Decimal(1))]
    row: Across = (words.column("month_share"), shares)
    return months("targets_by_month", districts, words, "district", As(row, RowKind.SUBTOTAL))


# Weeks ----------------------------------------------------------------------------------------------------------------

Weekly = tuple[Week, ...]
"""The same week of every district."""


def targets_by_week(plan: Plan, words: Words) -> Table | None:
    """Weeks under their months, districts across; the weeks of a month sum to its target in every column."""
    if not plan.spec.cascade.weeks:
        return None
    districts = plan.targets.districts
    split: list[Weekly] = list(zip(*(weeks_of(plan, row) for row in districts.cells), strict=True))

    def rows() -> Iterator[Weekly | Band | Sum[Weekly]]:
        for month in range(1, 13):
            own = [weeks for weeks in split if weeks[0].month == month]
            yield Band(words.numbers.month(month))
            yield from own
            yield Sum(own)

    of = Listing[Weekly](words, "targets_by_week")
    columns = (
        of.text("week", 1.6, lambda weeks: words.numbers.days(weeks[0].first, weeks[0].last)),
        *(parts := of.each(districts.nodes, lambda weeks: [week.amount for week in weeks])),
        of.across("total", 1.1, parts),
    )
    table = of.table(columns, rows(), wide=len(columns) > 8)
    return replace(table, note=words.label("weeks_estimated")) if table and is_estimated(plan.spec) else table


# What the manager holds -----------------------------------------------------------------------------------------------


class Held(NamedTuple):
    """A figure held: of what, how, at how much, why."""

    cell: str
    kind: str
    value: str
    reason: str | None


def locks(plan: Plan, words: Words) -> Table | None:
    """Figures held, and floors and caps, each with its reason."""
    of = Listing[Held](words, "locks")
    columns = (
        of.text("held_cell", 1.6, lambda held: held.cell),
        of.label("held_kind", 1.0, lambda held: words.label(f"held.{held.kind}")),
        of.text("held_value", 1.2, lambda held: held.value),
        of.text("reason", 3.0, lambda held: held.reason),
    )
    return of.table(columns, _held(plan, words), unit=None)


def _held(plan: Plan, words: Words) -> Iterator[Held]:
    """The locks, floors and caps that the plan keeps."""
    numbers = words.numbers
    held = set(plan.targets.held)
    for index, lock in enumerate(plan.spec.targets.locks):
        if ("targets", "locks", index, "amount") in held:
            yield Held(_cell(words, lock), "lock", numbers.amount(lock.amount), lock.reason)
    for index, bound in enumerate(plan.spec.targets.bounds):
        for side, limit in (("floor", bound.floor), ("cap", bound.cap)):
            if limit is not None and ("targets", "bounds", index, side) in held:
                growth, amount = limit.growth, limit.amount
                value = numbers.amount(amount) if growth is None else numbers.percent(growth, signed=True)
                yield Held(_cell(words, bound), side, value, bound.reason)


def _cell(words: Words, held: Lock | Bound) -> str:
    """The node and month a lock or bound speaks of."""
    names = [getattr(held, axis, None) for axis in ("district", "product", "channel", "person", "store")]
    month = getattr(held, "month", None)
    said = [str(name) for name in names if name] + ([words.numbers.month(month)] if month else [])
    return " ".join(said) or words.terms["region"]


TABLES = {
    "layers": layers,
    "layers_by_district": layers_by_district,
    "targets_by_district": targets_by_district,
    "targets_by_quarter": targets_by_quarter,
    "targets_by_month": targets_by_month,
    "targets_by_week": targets_by_week,
    "locks": locks,
}
