"""Other objectives in numbers by district and quarter, and display rates by district and stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from planforge.numbers import ratio
from planforge.plan.amounts import round_table
from planforge.plan.growth.network import (
    CountPlan,
    DisplayPlan,
    NetworkPlan,
    nameless,
    progress_problems,
    quarter_weights,
    strangers,
)
from planforge.plan.targets.targets import TargetPlan
from planforge.problem import Path, Problem
from planforge.spec.spec import Spec
from planforge.spec.targets import CountObjective


def plan_counts(spec: Spec, targets: TargetPlan) -> tuple[tuple[CountPlan, ...], tuple[Problem, ...]]:
    """Every other objective by district and quarter, whole numbers that sum to the plan."""
    plans, problems = [], list[Problem]()
    for index, given in enumerate(spec.counts):
        path: Path = ("counts", index)
        problems += [*strangers(given.weights, spec, (*path, "weights")), *progress_problems(given.quarters, path)]
        plans.append(_count(given, targets))
    return tuple(plans), tuple(problems)


def _count(given: CountObjective, targets: TargetPlan) -> CountPlan:
    names = targets.districts.nodes
    rows = _usable(
        [Fraction(given.weights.get(name, 0)) for name in names],
        [Fraction(total) for total in targets.districts.totals],
        [Fraction(1)] * len(names),
    )
    season = [sum(targets.season[q : q + 3], Fraction(0)) for q in (0, 3, 6, 9)]
    columns = quarter_weights(given.quarters) if len(given.quarters) == 4 else season
    whole = sum(rows) * sum(columns)
    cells = round_table([[given.plan * row * column / whole for column in columns] for row in rows], 1)
    return CountPlan(given.name, given.unit, given.last, given.plan, names, cells)


def _usable(*choices: list[Fraction]) -> list[Fraction]:
    """The first weights that are not negative and not all nil."""
    return next(weights for weights in choices if min(weights) >= 0 and any(weights))


def plan_display(spec: Spec, network: Sequence[NetworkPlan]) -> tuple[DisplayPlan | None, tuple[Problem, ...]]:
    """Display rates by district and stage; the region's weighted by nodes, None where the nodes are not known."""
    given = spec.display
    if not given.current and not given.stages:
        return None, ()
    named = {name for rates in (given.current, *(stage.rates for stage in given.stages)) for name in rates}
    names = tuple(dict.fromkeys(d.name for d in spec.districts if d.name in named))
    base = next((plan for plan in network if plan.name == given.base_of), None)
    current = _rates(given.current, names)
    stages = [_rates(stage.rates, names) for stage in given.stages]
    problems = [*strangers(given.current, spec, ("display", "current"))]
    for index, stage in enumerate(given.stages):
        problems += strangers(stage.rates, spec, ("display", "stages", index, "rates"))
    if given.base_of is not None and base is None:
        known = [plan.name for plan in network]
        problems.append(nameless(given.base_of, known, ("display", "base_of")))
    plan = DisplayPlan(
        measure=given.measure,
        districts=names,
        current=current,
        stages=tuple(stage.name for stage in given.stages),
        until=tuple(stage.until for stage in given.stages),
        rates=tuple(zip(*stages, strict=True)) if stages else ((),) * len(names),
        total_current=_weighted(current, names, base, None),
        total_rates=tuple(
            _weighted(rates, names, base, stage.until) for rates, stage in zip(stages, given.stages, strict=True)
        ),
    )
    return plan, tuple(problems)


def _rates(given: Mapping[str, Decimal], names: Sequence[str]) -> tuple[Fraction | None, ...]:
    return tuple(Fraction(given[name]) if name in given else None for name in names)


def _weighted(
    rates: Sequence[Fraction | None], names: Sequence[str], base: NetworkPlan | None, until: int | None
) -> Fraction | None:
    """The rate of all nodes together; nodes as they are at the start, or at the end of the quarter of ``until``."""
    nodes = {node.name: node for node in base.districts} if base else {}
    if base is None or None in rates or any(name not in nodes for name in names):
        return None
    counts = [nodes[n].current if until is None else nodes[n].quarters[(until - 1) // 3] for n in names]
    whole = sum(counts)
    shown = sum(((rate or Fraction(0)) * count for rate, count in zip(rates, counts, strict=True)), Fraction(0))
    return ratio(shown, whole)
