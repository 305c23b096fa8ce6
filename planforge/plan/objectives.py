"""Objectives with their figures: taken from the plan where their measure is computed, else as written."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planforge.plan.growth.chain import ObjectiveFigure
from planforge.plan.measures import MEASURES, At, Value, last_year, planned
from planforge.plan.plan import Plan
from planforge.problem import Problem, Text
from planforge.spec.strategy import Objective
from planforge.spec.values import parse_count, parse_percent, parse_signed_money
from planforge.wording import did_you_mean


def plan_objectives(plan: Plan) -> tuple[ObjectiveFigure, ...]:
    """One figure an objective, in the order of the spec."""
    return tuple(_figure(objective, plan) for objective in plan.spec.objectives)


def objective_problems(plan: Plan) -> Iterator[Problem]:
    """Objectives that stand for a measure the plan does not have."""
    for index, objective in enumerate(plan.spec.objectives):
        names = _named(objective.measure, plan)
        if objective.of is not None and names and objective.of not in names:
            yield Problem(
                "P82",
                Text(f"没有名为“{objective.of}”的指标", f'there is no measure "{objective.of}"'),
                did_you_mean(objective.of, names),
                ("objectives", index, "of"),
            )


def _named(measure: str, plan: Plan) -> list[str]:
    if measure in ("network", "distribution"):
        return [network.name for network in plan.network]
    return [count.name for count in plan.counts] if measure == "count" else []


def _figure(objective: Objective, plan: Plan) -> ObjectiveFigure:
    """What the plan sets for the objective's measure; what it does not set stays as it is written."""
    measure, at = MEASURES.get(objective.measure), At(of=objective.of)
    target = planned(plan, measure.key, at) if measure else None
    if measure is None or target is None:
        return ObjectiveFigure(
            objective.code, objective.name, "text", objective.baseline, objective.target, objective.unit or ""
        )
    last = last_year(plan, measure.key, at)
    baseline = last if last is not None else _read(objective.baseline, measure.kind)
    unit = objective.unit or measure.unit(plan, at)
    return ObjectiveFigure(objective.code, objective.name, measure.kind, baseline, target, unit)


def _read(text: str | None, kind: str) -> Value | None:
    """A baseline given by hand, as a figure of the same kind; None where it is none."""
    try:
        if kind == "percent":
            return Fraction(parse_percent(text))
        return int(parse_signed_money(text)) if kind == "money" else parse_count(text)
    except ValueError:
        return None
