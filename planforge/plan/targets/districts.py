"""The core of the target: the year over districts and over months, then both at once, exact on every margin."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.plan.grid import MONTHS
from planforge.plan.targets.basis import Basis
from planforge.plan.targets.cells import Fit, Place, Table, called, fit_cells
from planforge.plan.targets.holds import Held, Holds
from planforge.plan.targets.margin import Axis, Margin, split_margin
from planforge.plan.targets.months import NodeShape, RegionSeason, node_shapes
from planforge.plan.targets.season import ramp
from planforge.plan.targets.weights import Weights, district_weights
from planforge.problem import Problem, Text
from planforge.spec.region import Store

# Stores that open or close within the year ----------------------------------------------------------------------------

_FULL: Activity = (Fraction(1),) * 12


class _Trade(Struct, frozen=True):
    """A store's part of a full year at its own season, and what it would sell in a full year."""

    open_: Activity
    rate: Fraction


def store_activity(district: str, units: int, shares: Sequence[Fraction], holds: Holds, basis: Basis) -> Activity:
    """The part of a district's full trade that is open in each month, 1 in the fullest.

    A store counts by its weight or last year's sales, one without either as the average of the others, a locked one by
    what is locked; all of them together make the district's ``units``. Ones where no store opens or closes.
    """
    stores = [store for store in basis.stores if store.district == district]
    if not any(store.opens or store.closes for store in stores):
        return _FULL
    trades = _trades(stores, units, shares, holds)
    levels = [sum((trade.rate * trade.open_[m - 1] for trade in trades), Fraction(0)) for m in MONTHS]
    most = max(levels)
    return tuple(level / most for level in levels) if most else _FULL


def _trades(stores: Sequence[Store], units: int, shares: Sequence[Fraction], holds: Holds) -> list[_Trade]:
    locked = {held.node: held.units for held in holds.of("store", "lock")}
    open_ = [tuple(Fraction((s.opens or 1) <= m <= (s.closes or 12)) for m in MONTHS) for s in stores]
    parts = [sum((share * on for share, on in zip(shares, row, strict=True)), Fraction(0)) for row in open_]
    weights = _weights(stores)
    free = [i for i, store in enumerate(stores) if store.name not in locked]
    left = max(units - sum(locked.get(store.name, 0) for store in stores), 0)
    whole = sum((weights[i] * parts[i] for i in free), Fraction(0))
    rates = [
        weight * left / whole
        if i in free and whole
        else Fraction(locked.get(store.name, 0)) / part
        if part
        else Fraction(0)
        for i, (store, weight, part) in enumerate(zip(stores, weights, parts, strict=True))
    ]
    return [_Trade(row, rate) for row, rate in zip(open_, rates, strict=True)]


def _weights(stores: Sequence[Store]) -> list[Fraction]:
    """As ``members`` weighs them: what is stated, else last year's sales, else size; else the average of the others."""
    stated, sold = any(store.weight is not None for store in stores), any(store.last_actual for store in stores)
    sized = not stated and not sold and all(store.size for store in stores)
    given = [store.weight if stated else store.size if sized else store.last_actual for store in stores]
    known = [max(Fraction(value), Fraction(0)) for value in given if value is not None]
    mean = sum(known, Fraction(0)) / len(known) if known else Fraction(1)
    return [mean if value is None else max(Fraction(value), Fraction(0)) for value in given]


FIXED = 10**9  # fixed point in which seeds are counted; margins are exact whatever the seeds
CROWDED = 3  # how many times its usual month a district may take where others are locked
Activity = tuple[Fraction, ...]
MONTH_NAMES = tuple(Text(f"{month}月", f"month {month}") for month in MONTHS)


class DistrictSplit(Struct, frozen=True):
    """Everything that made the cells district × month, in rounding units, for whoever asks how."""

    season: RegionSeason
    shapes: tuple[NodeShape, ...]
    activity: tuple[Activity, ...]  # districts × 12: 1 open, 0 closed, between while it or its stores are not all there
    presence: tuple[Fraction, ...]  # the part of a full year each district is worth
    weights: Weights
    districts: Margin
    months: Margin
    fit: Fit
    problems: tuple[Problem, ...]


def split_districts(total: int, season: RegionSeason, holds: Holds, basis: Basis) -> DistrictSplit:
    """``total`` units over districts by weight, over months by the season, over cells by each district's own shape."""
    activity = tuple(_activity(district.opens, district.closes, district.ramp) for district in basis.districts)
    presence = tuple(_presence(open_, season.shares) for open_ in activity)
    weights = district_weights(basis, presence)
    within = [held for (row, column), held in _places(holds.of("cell", "lock"), basis).items() if activity[row][column]]
    districts = split_margin(
        total,
        Axis(Text("片区", "districts"), basis.names, ("targets", "by_district")),
        weights.blend,
        holds.of("district"),
        basis,
        {i: sum(held.units for held in within if held.district == name) for i, name in enumerate(basis.names)},
    )
    activity = _with_stores(activity, districts, season, holds, basis)
    trade = tuple(_presence(open_, season.shares) for open_ in activity)
    months = split_margin(
        total,
        Axis(Text("月份", "months"), tuple(map(str, MONTHS)), ("targets", "season")),
        month_weights(season, districts.amounts, activity, trade),
        holds.of("month"),
        basis,
        {m - 1: sum(held.units for held in within if held.month == m) for m in MONTHS},
        _room(season.shares, districts.amounts, activity, within, basis),
    )
    shapes = node_shapes(basis, "district", basis.names, season)
    fit = _cells(districts, months, shapes, activity, season, holds, basis)
    problems = (*weights.problems, *districts.problems, *months.problems, *_idle(presence, basis), *fit.problems)
    return DistrictSplit(season, shapes, activity, presence, weights, districts, months, fit, problems)


def _room(
    season: Sequence[Fraction], totals: Sequence[int], activity: Sequence[Activity], locks: Sequence[Held], basis: Basis
) -> dict[int, int]:
    """What each month can take at most: its locks, and of the other open districts ``CROWDED`` times its season's part
    of their year; what locks withhold from a month must not all fall on the few that are left in it."""
    if not locks and all(map(all, activity)):
        return {}
    locked = {(held.node, held.month): held.units for held in locks}
    room = dict.fromkeys(range(12), 0)
    for name, total, open_ in zip(basis.names, totals, activity, strict=True):
        free = max(total - sum(units for (node, _), units in locked.items() if node == name), 0)
        usual = sum((share for share, part in zip(season, open_, strict=True) if part), Fraction(0)) or 1
        for m, part in enumerate(open_):
            most = min(free, -(-CROWDED * total * season[m] // usual)) if part else 0
            room[m] += locked.get((name, m + 1), most)
    return room


def _activity(opens: int | None, closes: int | None, steps: Sequence[object]) -> Activity:
    whole = (Fraction(1),) * 12
    return ramp(whole, opens=opens or 1, closes=closes or 12, steps=[Fraction(str(step)) for step in steps])


def _with_stores(
    activity: Sequence[Activity], districts: Margin, season: RegionSeason, holds: Holds, basis: Basis
) -> tuple[Activity, ...]:
    """What is open of each district in each month, its stores' openings and closings counted in."""
    rows = zip(districts.nodes, districts.amounts, activity, strict=True)
    return tuple(
        tuple(a * b for a, b in zip(open_, store_activity(name, units, season.shares, holds, basis), strict=True))
        for name, units, open_ in rows
    )


def _presence(activity: Activity, shares: Sequence[Fraction]) -> Fraction:
    return sum((share * open_ for share, open_ in zip(shares, activity, strict=True)), Fraction(0))


def month_weights(
    season: RegionSeason, totals: Sequence[int], activity: Sequence[Activity], presence: Sequence[Fraction]
) -> list[Fraction]:
    """The season's shares; where districts open, ramp up or close, each month counts what is open in it."""
    if all(part == 1 for part in presence) or not any(totals):
        return list(season.shares)
    open_ = [(total, row, part) for total, row, part in zip(totals, activity, presence, strict=True) if part]
    return [
        share * sum((total * row[m] / part for total, row, part in open_), Fraction(0))
        for m, share in enumerate(season.shares)
    ]


def _cells(
    districts: Margin,
    months: Margin,
    shapes: Sequence[NodeShape],
    activity: Sequence[Activity],
    season: RegionSeason,
    holds: Holds,
    basis: Basis,
) -> Fit:
    table = Table(called(districts.nodes), MONTH_NAMES, districts.amounts, months.amounts, ("targets", "season"))
    rows = zip(shapes, activity, districts.amounts, strict=True)
    seed = [seed_row(shape.shares, open_, total) for shape, open_, total in rows]
    spare = [spare_row(season.shares, open_) for open_ in activity]
    return fit_cells(table, seed, basis, _places(holds.of("cell", "lock"), basis), _bounds(holds, basis), spare)


def seed_row(shares: Sequence[Fraction], activity: Activity, total: int = 1) -> list[int]:
    """A node's months in fixed point; nil where it is closed."""
    return [int(share * open_ * FIXED) * max(total, 1) for share, open_ in zip(shares, activity, strict=True)]


def spare_row(shares: Sequence[Fraction], activity: Activity) -> list[int]:
    """As ``seed_row`` with the region's shape, but never nil in a month of trade."""
    return [max(int(s * a * FIXED), 1) if a else 0 for s, a in zip(shares, activity, strict=True)]


def _places(held: Sequence[Held], basis: Basis) -> dict[Place, Held]:
    places = {name: place for place, name in reversed([*enumerate(basis.names)])}
    return {(places[h.node], (h.month or 1) - 1): h for h in held}


def _bounds(holds: Holds, basis: Basis) -> list[tuple[Place, Held]]:
    found = (*holds.of("cell", "floor"), *holds.of("cell", "cap"))
    places = {name: place for place, name in reversed([*enumerate(basis.names)])}
    return [((places[h.node], (h.month or 1) - 1), h) for h in found]


def _idle(presence: Sequence[Fraction], basis: Basis) -> list[Problem]:
    """Districts that close before they open."""
    return [
        Problem(
            "P45",
            Text(f"片区“{name}”全年没有一个月营业", f'"{name}" is not open in any month'),
            Text("改 opens 或 closes", "change opens or closes"),
            ("districts", basis.spec.districts.index(basis.districts[index])),
        )
        for index, (name, part) in enumerate(zip(basis.names, presence, strict=True))
        if not part
    ]
