"""The units a manager runs: dealers and counties with their targets, the trade's stock, and the work of each person."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import nearest
from planforge.plan.growth.network import NetworkPlan
from planforge.plan.targets.allocate import largest_remainder
from planforge.plan.targets.targets import TargetPlan
from planforge.records import replace
from planforge.spec.region import County
from planforge.spec.situation import Dealer
from planforge.spec.spec import Spec

# Dealers and counties -------------------------------------------------------------------------------------------------


class UnitTarget(Struct, frozen=True):
    """A dealer or county, or with ``name`` "" all else of its district. ``last``, ``target``: None where unknown."""

    name: str
    district: str
    last: int | None
    target: int | None
    stated: bool = False  # by the manager; else by the growth of the district
    signs: datetime.date | None = None  # of a new dealer


class UnitPlan(Struct, frozen=True):
    """The units of an axis by district, each district's ending with its rest, so that they sum to its target."""

    units: tuple[UnitTarget, ...]
    whole: int  # the region's target

    def of(self, name: str) -> UnitTarget:
        """A unit by its name."""
        return next(unit for unit in self.units if unit.name == name)

    @property
    def named(self) -> tuple[UnitTarget, ...]:
        """Without the rests."""
        return tuple(unit for unit in self.units if unit.name)

    @property
    def total(self) -> int:
        """What they are to sell together."""
        return sum(unit.target or 0 for unit in self.named)

    @property
    def largest(self) -> UnitTarget:
        """The one with most to sell."""
        return max(self.named, key=lambda unit: unit.target or 0)

    @property
    def part(self) -> Fraction | None:
        """The largest's part of the region's target."""
        return Fraction(self.largest.target or 0, self.whole) if self.whole else None

    @property
    def new(self) -> tuple[UnitTarget, ...]:
        """Those to be signed."""
        return tuple(unit for unit in self.named if unit.signs is not None)

    @property
    def new_total(self) -> int:
        """What those to be signed are to sell."""
        return sum(unit.target or 0 for unit in self.new)

    @property
    def open(self) -> tuple[UnitTarget, ...]:
        """Those without a target."""
        return tuple(unit for unit in self.named if unit.target is None)

    @property
    def beyond(self) -> tuple[UnitTarget, ...]:
        """The rests below nil: units that are to sell more than their district."""
        return tuple(unit for unit in self.units if not unit.name and unit.target is not None and unit.target < 0)


def plan_dealers(spec: Spec, targets: TargetPlan, granule: int) -> UnitPlan | None:
    """Targets of the dealers listed with their district; None where none has sales or a target."""
    given = [(d, d.sales, d.signs) for d in spec.situation.dealers.items if d.district in targets.districts.nodes]
    return _units(given, targets, granule)


def plan_counties(spec: Spec, targets: TargetPlan, granule: int) -> UnitPlan | None:
    """Targets of the counties."""
    return _units([(c, c.last, None) for c in spec.counties if c.district in targets.districts.nodes], targets, granule)


def _units(
    given: Sequence[tuple[Dealer | County, object, datetime.date | None]], targets: TargetPlan, granule: int
) -> UnitPlan | None:
    last_of = (
        {n: t for n, t in zip(targets.last_districts.nodes, targets.last_districts.totals, strict=True) if t}
        if targets.last_districts
        else {}
    )
    found: list[UnitTarget] = []
    for district, whole in zip(targets.districts.nodes, targets.districts.totals, strict=True):
        own = [one for one in given if one[0].district == district]
        before = last_of.get(district)
        made = [_unit(one, district, sold, signs, whole, before, granule) for one, sold, signs in own]
        if any(unit.target is not None for unit in made):
            sold = sum(unit.last or 0 for unit in made)
            asked = sum(unit.target or 0 for unit in made)
            rest = UnitTarget("", district, None if before is None else before - sold, whole - asked)
            found += [*made, *([rest] if rest.target or rest.last else [])]
    return UnitPlan(tuple(found), targets.total) if found else None


def _unit(
    given: Dealer | County, district: str, sold: object, signs: datetime.date | None, whole: int, before: int | None,
    granule: int,
) -> UnitTarget:  # fmt: skip
    last = None if sold is None else nearest(Fraction(str(sold)), granule)
    if given.target is not None:
        return UnitTarget(given.name, district, last, nearest(given.target, granule), stated=True, signs=signs)
    grown = None if last is None or not before else nearest(Fraction(last * whole, before), granule)
    return UnitTarget(given.name, district, last, grown, signs=signs)


# Stock in the trade ---------------------------------------------------------------------------------------------------


class StockPlan(Struct, frozen=True):
    """Sell-in, sell-out and closing stock by month: opening + sell-in - sell-out = closing in every month."""

    opening: int
    sell_in: tuple[int, ...]
    sell_out: tuple[int, ...]
    derived: bool  # sell-out follows from opening and closing stock, by the months of sell-in
    last_sell_out: int | None

    @property
    def sell_in_total(self) -> int:
        """Of the year."""
        return sum(self.sell_in)

    @property
    def sell_out_total(self) -> int:
        """Of the year."""
        return sum(self.sell_out)

    @property
    def sell_out_growth(self) -> Fraction | None:
        """Sell-out on last year's."""
        return Fraction(self.sell_out_total, self.last_sell_out) - 1 if self.last_sell_out else None

    @property
    def year_end(self) -> int:
        """Stock on 31 December."""
        return self.closing[-1]

    @property
    def closing(self) -> tuple[int, ...]:
        """At the end of each month."""
        return tuple(self.opening + sum(self.sell_in[: m + 1]) - sum(self.sell_out[: m + 1]) for m in range(12))

    @property
    def days(self) -> tuple[Fraction | None, ...]:
        """Closing stock over the average day of the last three months' sell-out, a month taken as 30 days."""
        found = []
        for month, stock in enumerate(self.closing):
            sold = self.sell_out[max(month - 2, 0) : month + 1]
            found.append(Fraction(stock * 30 * len(sold), sum(sold)) if sum(sold) else None)
        return tuple(found)


def plan_stock(spec: Spec, targets: TargetPlan, granule: int) -> StockPlan | None:
    """The flow of goods through the trade; None without an opening stock and either sell-out or a closing stock."""
    given = spec.stock
    held = [dealer.stock for dealer in spec.situation.dealers.items if dealer.stock is not None]
    if given is None or (given.opening is None and not held):
        return None
    opening = nearest(sum(held) if given.opening is None else given.opening, granule)
    sell_in = targets.districts.months
    last = None if given.last_sell_out is None else nearest(given.last_sell_out, granule)
    if len(given.sell_out) == 12:
        sold = tuple(nearest(amount, granule) for amount in given.sell_out)
        return StockPlan(opening, sell_in, sold, derived=False, last_sell_out=last)
    if given.closing is None:
        return None
    whole = opening + sum(sell_in) - nearest(given.closing, granule)
    if whole < 0 or not any(sell_in):
        return None
    parts = largest_remainder(whole // granule, sell_in)
    return StockPlan(opening, sell_in, tuple(part * granule for part in parts), derived=True, last_sell_out=last)


# The work of each person ----------------------------------------------------------------------------------------------


class Load(Struct, frozen=True):
    """What the people of a district look after, on 1 January and at year-end; ``district`` "" is the region."""

    district: str
    people: int
    people_end: int
    nodes: int
    nodes_end: int

    @property
    def each(self) -> Fraction | None:
        """Nodes a person at the start of the year."""
        return Fraction(self.nodes, self.people) if self.people else None

    @property
    def each_end(self) -> Fraction | None:
        """Nodes a person at year-end."""
        return Fraction(self.nodes_end, self.people_end) if self.people_end else None


class Calls(Struct, frozen=True):
    """The visits of a role in a cycle: days they take each person against the workdays there are."""

    role: str
    cycle: str
    nodes: int
    people: int
    needed: Fraction | None
    available: int


class Capacity(Struct, frozen=True):
    """What is looked after (a measure of the network, or stores), by district; then the region."""

    name: str
    unit: str
    loads: tuple[Load, ...]


DAYS = {"week": 5, "month": 21, "quarter": 63}
"""Workdays of a cycle."""


def plan_capacity(spec: Spec, network: Sequence[NetworkPlan], targets: TargetPlan) -> Capacity | None:
    """Outlets, else stores, for each person of a district; None where nobody has a district or nothing is counted."""
    measured = [m for m in network if m.distribution and m.districts]
    if not measured and not spec.stores:
        measured = sorted((m for m in network if m.districts), key=lambda m: -m.total.current)
    names = targets.districts.nodes
    if measured:
        held = {node.name: (node.current, node.target) for node in measured[0].districts}
        name, unit = measured[0].name, measured[0].unit
    elif spec.stores:
        held = {
            name: (
                sum(s.opens is None for s in spec.stores if s.district == name),
                sum(s.closes is None for s in spec.stores if s.district == name),
            )
            for name in names
        }
        name, unit = "", ""
    else:
        return None
    loads = [_load((name_,), spec, targets, held[name_]) for name_ in names if name_ in held]
    if not any(load.people or load.people_end for load in loads):
        return None
    nodes = sum(load.nodes for load in loads), sum(load.nodes_end for load in loads)
    whole = replace(_load([load.district for load in loads], spec, targets, nodes), district="")
    few = whole.nodes_end < 2 * max(whole.people, whole.people_end)  # who has one store each has no round to make
    return None if few else Capacity(name, unit, (*loads, whole))


def _load(districts: Sequence[str], spec: Spec, targets: TargetPlan, nodes: tuple[int, int]) -> Load:
    """Of one district, or of several together: who works in two of them is one person."""
    carrying = set(targets.people.nodes) if targets.people else set()
    own = [m for m in spec.team if m.district in districts and (m.name in carrying or not carrying)]
    first = {m.person for m in own if m.starts is None or m.starts == 1}
    last = {m.person for m in own if m.leaves is None or m.leaves == 12}
    return Load(districts[0], len(first), len(last), *nodes)


def calls(spec: Spec) -> tuple[Calls, ...]:
    """Every rhythm of visits against the workdays of its cycle."""
    found = []
    for visit in spec.control.visits:
        days = Fraction(1, visit.per_day) if visit.per_day else Fraction(visit.days[1])
        needed = Fraction(visit.nodes) * days / visit.people if visit.people else None
        found.append(Calls(visit.role, visit.cycle, visit.nodes, visit.people, needed, DAYS[visit.cycle]))
    return tuple(found)
