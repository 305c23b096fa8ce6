"""What the plan itself orders for how things stand: tiers' actions, contingencies that are due, KPIs to correct."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import ratio
from planforge.plan.measures import At, Kind, Light, Value, kpi_measure, light_of, met, watched
from planforge.review.alerts import touches
from planforge.review.measured import Seen, measured
from planforge.review.standing import Standing
from planforge.spec.strategy import Contingency, Kpi, Tier


class TierAction(Struct, frozen=True):
    """A district or store, the tier it is in, and what the plan does with it."""

    name: str
    rate: Fraction
    tier: str
    action: str


class KpiStanding(Struct, frozen=True):
    """A KPI whose measure is planned and reported. ``rate`` is how far it is met; for what should be low, turned
    round, so that 1 is always as planned. ``sort`` says what the figures are; ``estimated`` where the actual is one;
    ``alert`` whether its alert is set off, None where that cannot be read; ``unit`` of a count."""

    kpi: Kpi
    sort: Kind
    planned: Value
    actual: Value
    rate: Fraction
    light: Light
    estimated: bool = False
    alert: bool | None = None
    unit: str = ""

    @property
    def attained(self) -> bool:
        """Whether ``rate`` is the actual against the plan and the figures are no ratios: else the figures are told."""
        return self.sort != "percent" and self.rate == ratio(self.actual, self.planned)

    @property
    def due(self) -> bool:
        """Whether its correction is: where the alert is set off, or, where it says no limit to date, is not green."""
        return self.light != "green" if self.alert is None else self.alert


class Corrections(Struct, frozen=True):
    """Everything the plan orders now."""

    tiers: tuple[TierAction, ...]
    contingencies: tuple[Contingency, ...]
    kpis: tuple[KpiStanding, ...]

    @property
    def amiss(self) -> tuple[KpiStanding, ...]:
        """KPIs that are not green."""
        return tuple(one for one in self.kpis if one.light != "green")

    @property
    def due(self) -> tuple[KpiStanding, ...]:
        """KPIs whose correction is due."""
        return tuple(one for one in self.kpis if one.due and one.kpi.correction)


def corrections(nodes: Sequence[Standing], seen: Seen) -> Corrections:
    """The corrective actions the plan names. ``nodes`` are what tiers speak of: stores, else districts."""
    control, rate = seen.plan.spec.control, seen.region.rate
    due = [c for c in control.contingencies if c.below is not None and rate is not None and rate < Fraction(c.below)]
    return Corrections(
        tiers=tuple(_tiers(nodes, control.tiers)),
        contingencies=tuple(sorted(due, key=lambda c: c.below or 0)),
        kpis=tuple(_kpis(seen)),
    )


def _tiers(nodes: Sequence[Standing], tiers: Sequence[Tier]) -> Iterator[TierAction]:
    actions = {tier.name: tier.action for tier in tiers}
    for node in sorted((n for n in nodes if n.rate is not None), key=lambda n: n.rate or 0):
        action = actions.get(node.tier or "")
        if node.name and node.tier and node.rate is not None and action:
            yield TierAction(node.name, node.rate, node.tier, action)


def _kpis(seen: Seen) -> Iterator[KpiStanding]:
    control = seen.plan.spec.control
    for kpi in watched(seen.plan):
        named = kpi_measure(seen.plan, kpi)
        found = measured(seen, *named) if named else None
        rate = met(found.measure.key, found.planned, found.actual) if found else None
        light = light_of(rate, control.lights)
        if found and rate is not None and light is not None:
            alert = touches(kpi.alert or "", found.measure, found.planned, found.actual)
            unit = found.measure.unit(seen.plan, At(of=named[1])) if named else ""
            yield KpiStanding(
                kpi, found.measure.kind, found.planned, found.actual, rate, light, found.estimated, alert, unit
            )
