"""What the plan itself orders for how things stand: tiers' actions, contingencies that are due, KPIs to correct."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from planforge.plan.plan import Plan
from planforge.review.causes import PriceVolumeMix
from planforge.review.money import Collected, Spending
from planforge.review.progress import CountStanding
from planforge.review.standing import Light, Standing, light_of
from planforge.spec.strategy import Contingency, Kpi, Tier

Sort = Literal["percent", "money", "count"]


@dataclass(frozen=True, slots=True)
class TierAction:
    """A district or store, the tier it is in, and what the plan does with it."""

    name: str
    rate: Fraction
    tier: str
    action: str


@dataclass(frozen=True, slots=True)
class KpiStanding:
    """A KPI whose objective has a computed figure. ``rate`` is how far it is met; for what should be low, turned
    round, so that 1 is always as planned. ``sort`` says what the figures are."""

    kpi: Kpi
    sort: Sort
    planned: Fraction
    actual: Fraction
    rate: Fraction
    light: Light


@dataclass(frozen=True, slots=True)
class Corrections:
    """Everything the plan orders now."""

    tiers: tuple[TierAction, ...]
    contingencies: tuple[Contingency, ...]
    kpis: tuple[KpiStanding, ...]

    @property
    def amiss(self) -> tuple[KpiStanding, ...]:
        """KPIs that are not green."""
        return tuple(one for one in self.kpis if one.light != "green")


@dataclass(frozen=True, slots=True)
class Seen:
    """What KPIs are held against."""

    region: Standing
    causes: PriceVolumeMix | None
    spending: Spending | None
    collected: Collected | None
    counts: tuple[CountStanding, ...]


def corrections(plan: Plan, nodes: Sequence[Standing], seen: Seen) -> Corrections:
    """The corrective actions the plan names. ``nodes`` are what tiers speak of: stores, else districts."""
    control, rate = plan.spec.control, seen.region.rate
    due = [c for c in control.contingencies if c.below is not None and rate is not None and rate < Fraction(c.below)]
    return Corrections(
        tiers=tuple(_tiers(nodes, control.tiers)),
        contingencies=tuple(sorted(due, key=lambda c: c.below or 0)),
        kpis=tuple(_kpis(plan, seen)),
    )


def _tiers(nodes: Sequence[Standing], tiers: Sequence[Tier]) -> Iterator[TierAction]:
    actions = {tier.name: tier.action for tier in tiers}
    for node in sorted((n for n in nodes if n.rate is not None), key=lambda n: n.rate or 0):
        action = actions.get(node.tier or "")
        if node.name and node.tier and node.rate is not None and action:
            yield TierAction(node.name, node.rate, node.tier, action)


def _kpis(plan: Plan, seen: Seen) -> Iterator[KpiStanding]:
    objectives = {objective.code: objective for objective in plan.spec.objectives}
    for kpi in plan.spec.control.kpis:
        objective = objectives.get(kpi.objective or "")
        found = _figures(objective.measure, objective.of, seen) if objective else None
        if found is None:
            continue
        sort, planned, actual, low = found
        rate = quotient_of(planned, actual) if low else quotient_of(actual, planned)
        light = light_of(rate, plan.spec.control.lights)
        if rate is not None and light is not None:
            yield KpiStanding(kpi, sort, planned, actual, rate, light)


Figures = tuple[Sort, Fraction, Fraction, bool]  # sort, planned, actual, whether less is better


def _figures(measure: str, of: str | None, seen: Seen) -> Figures | None:
    """Planned and actual of a measure to date; None where the file does not tell it."""
    region, spent, cash = seen.region, seen.spending, seen.collected
    if measure == "sales":
        return "money", Fraction(region.target), Fraction(region.actual), False
    if measure == "volume" and seen.causes:
        products = seen.causes.products
        planned, sold = (sum(one.planned_units for one in products), sum(one.units for one in products))
        return "count", Fraction(planned), Fraction(sold), False
    if measure == "expense_ratio" and spent:
        return _both("percent", spent.planned_ratio, spent.ratio, True)
    if measure == "wage_ratio" and spent:
        return _both("percent", spent.planned_wage_ratio, spent.wage_ratio, True)
    if measure == "collection_rate" and cash:
        return _both("percent", cash.total.planned_collected, cash.total.collected, False)
    if measure == "closing_receivables" and cash:
        return "money", Fraction(cash.total.planned_closing), Fraction(cash.total.closing), True
    if measure in ("network", "distribution"):
        return _network(of, seen.counts)
    return None


def _both(sort: Sort, planned: Fraction | None, actual: Fraction | None, low: bool) -> Figures | None:
    return None if planned is None or actual is None else (sort, planned, actual, low)


def _network(of: str | None, counts: Sequence[CountStanding]) -> Figures | None:
    """The sum of a measure's districts, or its only district."""
    found = [count for count in counts if count.measure == of]
    return ("count", Fraction(found[-1].planned), Fraction(found[-1].actual), False) if found else None


def quotient_of(part: Fraction, whole: Fraction) -> Fraction | None:
    return part / whole if whole > 0 else None
