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
from planforge.spec.strategy import Control

NIL = Decimal(0)


class Standing(Struct, frozen=True):
    """Money in currency units; ``target`` and ``actual`` are of the year to date, ``year`` is the year's target.

    ``name`` is "" for the region and None for sales that name no node. ``pace`` is what is left to sell against what
    was planned for the months left: 1.1 means a tenth more than planned. ``last`` are the same months of last year.
    """

    name: str | None
    home: str | None  # the district of a person or store
    month_target: int
    month_actual: Decimal
    target: int
    actual: Decimal
    year: int
    open_target: int  # planned for the months left
    last: Decimal | None
    light: Light | None = None
    tier: str | None = None
    rank: int | None = None

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
        return ratio(self.month_actual, self.month_target)

    @property
    def growth(self) -> Fraction | None:
        """On the same months of last year."""
        return growth(self.actual, self.last)

    @property
    def left(self) -> Decimal:
        """What is left of the year's target; below nil where it is already passed."""
        return self.year - self.actual

    @property
    def pace(self) -> Fraction | None:
        return ratio(self.left, self.open_target)


class MonthStanding(Struct, frozen=True):
    """One month of the region, and the year up to it."""

    month: int
    target: int
    actual: Decimal
    reached_target: int
    reached: Decimal
    last: Decimal | None
    light: Light | None

    @property
    def rate(self) -> Fraction | None:
        return ratio(self.actual, self.target)

    @property
    def reached_rate(self) -> Fraction | None:
        return ratio(self.reached, self.reached_target)

    @property
    def growth(self) -> Fraction | None:
        return growth(self.actual, self.last)


def region_standing(plan: Plan, actuals: Actuals, through: int) -> Standing:
    """The whole region."""
    last = SalesHistory.of(plan.spec).monthly((), plan.spec.year - 1).get(())
    months = plan.targets.districts.months
    found = _standing("", None, months, actuals.months(), last.months if last else NOTHING, through)
    return _rated(found, plan.spec.control)


def month_standings(plan: Plan, actuals: Actuals, through: int) -> tuple[MonthStanding, ...]:
    """Every month from January to ``through``."""
    targets, sold = plan.targets.districts.months, actuals.months()
    history = SalesHistory.of(plan.spec).monthly((), plan.spec.year - 1).get(())
    last = history.months if history else NOTHING
    found = []
    for month in range(1, through + 1):
        goal, reached = sum(targets[:month]), to_date(sold[:month])
        light = light_of(ratio(reached, goal), plan.spec.control.lights)
        amount = sold[month - 1] or NIL
        found.append(MonthStanding(month, targets[month - 1], amount, goal, reached, last[month - 1], light))
    return tuple(found)


def standings(plan: Plan, actuals: Actuals, axis: Axis, through: int) -> tuple[Standing, ...]:
    """The nodes of an axis in the plan's order, ranked; then what was sold by others, and what names no node.

    Empty where the plan or the file has no such nodes.
    """
    grid, sold = axis.sales(plan), _summed(plan, axis, actuals.by(axis.part or axis.key))
    if grid is None or not any(name in sold for name in grid.nodes):
        return ()
    history = SalesHistory.of(plan.spec).monthly((axis.part or axis.key,), plan.spec.year - 1)
    last = _summed(plan, axis, {key[0]: year.months for key, year in history.items()})
    homes = axis.home(plan)
    named = [
        _standing(name, homes.get(name), row, sold.get(name, NOTHING), last.get(name, NOTHING), through)
        for name, row in zip(grid.nodes, grid.cells, strict=True)
    ]
    others = [
        _standing(name, None, (0,) * 12, months, last.get(name, NOTHING), through)
        for name, months in sold.items()
        if name not in grid.nodes
    ]
    rest = _rest(plan, actuals, [*sold.values()], through)
    return (*ranked(named, plan.spec.control), *others, *([rest] if rest else []))


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
    name: str | None, home: str | None, targets: Sequence[int], sold: Months, last: Months, through: int
) -> Standing:
    before = last[:through]
    return Standing(
        name=name,
        home=home,
        month_target=targets[through - 1],
        month_actual=sold[through - 1] or NIL,
        target=sum(targets[:through]),
        actual=to_date(sold[:through]),
        year=sum(targets),
        open_target=sum(targets[through:]),
        last=None if all(month is None for month in before) else to_date(before),
    )


def _rest(plan: Plan, actuals: Actuals, parts: Sequence[Months], through: int) -> Standing | None:
    """What the region sold beyond all that names a node; None where it is less than a rounding unit."""
    region = actuals.months()
    months = tuple((region[m] or NIL) - to_date([part[m] for part in parts]) for m in range(12))
    rest = _standing(None, None, (0,) * 12, months, NOTHING, through)
    return rest if max(abs(rest.actual), abs(rest.month_actual)) >= plan.granule else None
