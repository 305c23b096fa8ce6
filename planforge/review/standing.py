"""How a node stands against its plan: month, year to date, light, tier, rank. Sums, never averages of rates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import growth, ratio
from planforge.plan.axes import Axis
from planforge.plan.measures import Light, light_of
from planforge.plan.plan import Plan
from planforge.plan.targets.last_year import tier_of
from planforge.plan.targets.past import SalesHistory
from planforge.records import replace
from planforge.review.actuals import NOTHING, Actuals, Months, to_date
from planforge.review.coverage import Counted, Coverage
from planforge.spec.strategy import Control

NIL = Decimal(0)
NONE = (0,) * 12


class Standing(Struct, frozen=True):
    """Money in currency units; ``target`` and ``actual`` are of what is reported of the year to date, without months
    that a re-plan closed; ``year`` is the year's target.

    ``name`` is "" for the region and None for sales that name no node. ``pace`` is what is left to sell against what
    was planned for the months left: 1.1 means a tenth more than planned. ``last`` are the same months of last year.
    """

    name: str | None
    home: str | None  # the district of a person or store
    month_target: int
    month_actual: Decimal | None  # None where the month is not reported
    target: int
    actual: Decimal
    year: int
    open_target: int  # planned for the months left and for what is not reported
    last: Decimal | None
    light: Light | None = None
    tier: str | None = None
    rank: int | None = None
    closed: int = 0  # of the months that a re-plan closed
    missing: int = 0  # planned to date for what is not reported

    @property
    def reported(self) -> bool:
        """Whether anything that is planned to date is."""
        return bool(self.target or self.actual or not self.missing)

    @property
    def gap(self) -> Decimal:
        """Actual less target."""
        return self.actual - self.target

    @property
    def rate(self) -> Fraction | None:
        """Attainment of the year to date."""
        return ratio(self.actual, self.target)

    @property
    def month_rate(self) -> Fraction | None:
        """Attainment of the month alone."""
        return None if self.month_actual is None else ratio(self.month_actual, self.month_target)

    @property
    def growth(self) -> Fraction | None:
        """On the same months of last year."""
        return growth(self.actual, self.last)

    @property
    def left(self) -> Decimal:
        """What is left of the year's target; below nil where it is already passed."""
        return self.year - self.closed - self.actual

    @property
    def pace(self) -> Fraction | None:
        return ratio(self.left, self.open_target)


class MonthStanding(Struct, frozen=True):
    """One month of the region, and the year up to it, as far as they are reported; ``actual`` is None where nothing
    of the month is."""

    month: int
    target: int
    actual: Decimal | None
    reached_target: int
    reached: Decimal
    last: Decimal | None
    light: Light | None
    missing: int = 0  # planned for what is not reported

    @property
    def rate(self) -> Fraction | None:
        return None if self.actual is None else ratio(self.actual, self.target)

    @property
    def reached_rate(self) -> Fraction | None:
        return ratio(self.reached, self.reached_target)

    @property
    def growth(self) -> Fraction | None:
        return None if self.actual is None else growth(self.actual, self.last)


def region_standing(plan: Plan, actuals: Actuals, cover: Coverage) -> Standing:
    """The whole region."""
    months = plan.targets.districts.months
    found = _standing("", None, months, cover.whole, actuals.months(), _last_region(plan, cover), cover)
    return _rated(found, plan.spec.control)


def month_standings(plan: Plan, actuals: Actuals, cover: Coverage) -> tuple[MonthStanding, ...]:
    """Every month from the first that is not closed."""
    targets, sold, last = plan.targets.districts.months, actuals.months(), _last_region(plan, cover)
    found: list[MonthStanding] = []
    goal, reached = 0, NIL
    for month in range(cover.first, cover.through + 1):
        target = cover.whole[month - 1]
        amount = None if target is None else sold[month - 1] or NIL
        goal, reached = goal + (target or 0), reached + (amount or NIL)
        light = light_of(ratio(reached, goal), plan.spec.control.lights)
        missing = targets[month - 1] - (target or 0)
        before = last[month - 1] if amount is not None else None
        found.append(MonthStanding(month, target or 0, amount, goal, reached, before, light, missing))
    return tuple(found)


def _last_region(plan: Plan, cover: Coverage) -> Months:
    """Last year's months of what is reported; None where last year does not tell the part that is not."""
    history, year = SalesHistory.of(plan.spec), plan.spec.year - 1
    found = history.monthly((), year).get(())
    months: list[Decimal | None] = [*found.months] if found else [None] * 12
    for one in cover.silent:
        named = {axis: name for axis, name in one.node._asdict().items() if name is not None}
        sold = history.monthly(tuple(named), year).get(tuple(named.values()))
        part = sold.months[one.month - 1] if sold and one.name in named.values() else None
        whole = months[one.month - 1]
        months[one.month - 1] = None if whole is None or part is None else whole - part
    return tuple(months)


def standings(plan: Plan, actuals: Actuals, axis: Axis, cover: Coverage) -> tuple[Standing, ...]:
    """The nodes of an axis in the plan's order, ranked; then what was sold by others, and what names no node.

    Empty where the plan or the file has no such nodes.
    """
    grid, sold = axis.sales(plan), _summed(plan, axis, actuals.by(axis.part or axis.key))
    if grid is None or not any(name in sold for name in grid.nodes):
        return ()
    history = SalesHistory.of(plan.spec).monthly((axis.part or axis.key,), plan.spec.year - 1)
    last = _summed(plan, axis, {key[0]: year.months for key, year in history.items()})
    homes = axis.home(plan)
    named = []
    for name, row in zip(grid.nodes, grid.cells, strict=True):
        counted = cover.of(axis.key, name, row, homes.get(name))
        before = _in_full(last.get(name, NOTHING), row, counted)
        named.append(_standing(name, homes.get(name), row, counted, sold.get(name, NOTHING), before, cover))
    others = [
        _standing(name, None, NONE, NONE, months, last.get(name, NOTHING), cover)
        for name, months in sold.items()
        if name not in grid.nodes
    ]
    rest = _rest(plan, actuals, [*sold.values()], cover)
    return (*ranked(named, plan.spec.control), *others, *([rest] if rest else []))


def _in_full(last: Months, row: Sequence[int], counted: Counted) -> Months:
    """Last year's months of a node, None where a part of this year's is not reported."""
    return tuple(
        amount if goal is None or goal == cell else None for amount, cell, goal in zip(last, row, counted, strict=True)
    )


def _summed(plan: Plan, axis: Axis, months: Mapping[str, Months]) -> Mapping[str, Months]:
    """The months of an axis' nodes, summed where they are made of another's."""
    if not axis.part:
        return months
    groups, found = axis.group(plan), dict[str, Months]()
    for name, row in months.items():
        if name in groups:
            before = found.get(groups[name], NOTHING)
            found[groups[name]] = tuple(
                None if one is None and other is None else (one or NIL) + (other or NIL)
                for one, other in zip(before, row, strict=True)
            )
    return found


def ranked(found: Sequence[Standing], control: Control) -> tuple[Standing, ...]:
    """The standings with light, tier and rank; equal rates share a rank."""
    rates = sorted((standing.rate for standing in found if standing.rate is not None), reverse=True)
    return tuple(
        replace(_rated(standing, control), rank=None if standing.rate is None else rates.index(standing.rate) + 1)
        for standing in found
    )


def best_first(found: Iterable[Standing]) -> tuple[Standing, ...]:
    """In the order of rank; those without a rate last."""
    return tuple(sorted(found, key=lambda standing: (standing.rank is None, standing.rank or 0)))


def _rated(standing: Standing, control: Control) -> Standing:
    return replace(standing, light=light_of(standing.rate, control.lights), tier=tier_of(standing.rate, control.tiers))


def _standing(
    name: str | None, home: str | None, targets: Sequence[int], counted: Counted, sold: Months, last: Months,
    cover: Coverage,
) -> Standing:  # fmt: skip
    first, through = cover.first, cover.through
    month, now = counted[through - 1], sold[through - 1]
    open_months = slice(first - 1, through)
    target, closed = sum(goal or 0 for goal in counted[open_months]), sum(targets[: first - 1])
    missing = sum(targets[open_months]) - target
    before = [one for goal, one in zip(counted[open_months], last[open_months], strict=True) if goal is not None]
    known = any(one is not None for one in before) and not (missing and None in before)
    return Standing(
        name=name,
        home=home,
        month_target=month or 0,
        month_actual=None if month is None else now or NIL,
        target=target,
        actual=to_date(sold[first - 1 : through]),
        year=sum(targets),
        open_target=sum(targets) - closed - target,
        last=to_date(before) if known else None,
        closed=closed,
        missing=missing,
    )


def _rest(plan: Plan, actuals: Actuals, parts: Sequence[Months], cover: Coverage) -> Standing | None:
    """What the region sold beyond all that names a node; None where it is less than a rounding unit."""
    region = actuals.months()
    months = tuple((region[m] or NIL) - to_date([part[m] for part in parts]) for m in range(12))
    rest = _standing(None, None, NONE, NONE, months, NOTHING, cover)
    return rest if max(abs(rest.actual), abs(rest.month_actual or NIL)) >= plan.granule else None
