"""Objectives with their figures: taken from the plan where their measure is computed, else as written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from planforge.plan.growth.chain import ObjectiveFigure
from planforge.plan.plan import Plan
from planforge.problem import Problem, Text
from planforge.spec.strategy import Objective
from planforge.spec.values import parse_count, parse_percent, parse_signed_money
from planforge.wording import did_you_mean

Value = int | Fraction | None


class Pair(NamedTuple):
    """A figure last year and planned."""

    baseline: Value
    target: Value
    unit: str = ""


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
    kind, find = _MEASURES.get(objective.measure, ("text", _none))
    found = find(plan, objective.of)
    if found is None or found.target is None:
        return ObjectiveFigure(
            objective.code, objective.name, "text", objective.baseline, objective.target, objective.unit or ""
        )
    baseline = found.baseline if found.baseline is not None else _read(objective.baseline, kind)
    return ObjectiveFigure(objective.code, objective.name, kind, baseline, found.target, objective.unit or found.unit)


def _read(text: str | None, kind: str) -> Value:
    """A baseline given by hand, as a figure of the same kind; None where it is none."""
    if text is None:
        return None
    try:
        if kind == "percent":
            return Fraction(parse_percent(text))
        return int(parse_signed_money(text)) if kind == "money" else parse_count(text)
    except ValueError:
        return None


def _none(plan: Plan, of: str | None) -> Pair | None:
    return None


def _sales(plan: Plan, of: str | None) -> Pair:
    return Pair(plan.targets.last, plan.targets.total)


def _volume(plan: Plan, of: str | None) -> Pair | None:
    volumes = plan.targets.volumes
    if volumes is None:
        return None
    return Pair(plan.targets.last_volume, volumes.total, plan.spec.money.volume_unit or "")


def _gross(plan: Plan, of: str | None) -> Pair | None:
    profit = plan.profit
    return Pair(profit.last.gross if profit.last else None, profit.total.gross) if profit else None


def _contribution(plan: Plan, of: str | None) -> Pair | None:
    profit = plan.profit
    return Pair(profit.last.contribution if profit.last else None, profit.total.contribution) if profit else None


def _expense(plan: Plan, of: str | None) -> Pair | None:
    return Pair(plan.budget.last_ratio, plan.budget.ratio) if plan.budget.lines else None


def _wages(plan: Plan, of: str | None) -> Pair | None:
    return Pair(plan.budget.last_wage_ratio, plan.budget.wage_ratio) if plan.budget.lines else None


def _collected(plan: Plan, of: str | None) -> Pair | None:
    """Rate A: cash ÷ (opening receivables + sales)."""
    return Pair(None, plan.collection.rate_a) if plan.collection else None


def _receivables(plan: Plan, of: str | None) -> Pair | None:
    return Pair(plan.collection.opening, plan.collection.closing) if plan.collection else None


def _share(plan: Plan, of: str | None) -> Pair | None:
    region = next((share for share in plan.shares if not share.name), None)
    return Pair(region.share, region.share_plan) if region else None


def _distribution(plan: Plan, of: str | None) -> Pair | None:
    found = next((n for n in plan.network if (n.name == of if of else n.distribution)), None)
    return Pair(found.total.last_rate, found.total.rate) if found else None


def _network(plan: Plan, of: str | None) -> Pair | None:
    found = next((n for n in plan.network if of in (None, n.name)), None)
    return Pair(found.total.current, found.total.target, found.unit) if found else None


def _display(plan: Plan, of: str | None) -> Pair | None:
    shown = plan.display
    return Pair(shown.total_current, shown.total_rates[-1]) if shown and shown.total_rates else None


def _count(plan: Plan, of: str | None) -> Pair | None:
    found = next((c for c in plan.counts if of in (None, c.name)), None)
    return Pair(found.last, found.plan, found.unit) if found else None


_MEASURES: dict[str, tuple[str, Callable[[Plan, str | None], Pair | None]]] = {
    "sales": ("money", _sales),
    "volume": ("count", _volume),
    "gross_profit": ("money", _gross),
    "contribution": ("money", _contribution),
    "expense_ratio": ("percent", _expense),
    "wage_ratio": ("percent", _wages),
    "collection_rate": ("percent", _collected),
    "closing_receivables": ("money", _receivables),
    "market_share": ("percent", _share),
    "distribution": ("percent", _distribution),
    "network": ("count", _network),
    "display": ("percent", _display),
    "count": ("count", _count),
}
