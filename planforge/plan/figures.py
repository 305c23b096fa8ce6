"""Every figure of a plan as plain data for JSON: stable keys, stable order, nothing rounded away but long fractions."""

from __future__ import annotations

import datetime
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from planforge.numbers import nearest
from planforge.plan.compare import compare
from planforge.plan.grid import Cells, Grid
from planforge.plan.plan import Plan
from planforge.problem import Problem, Text

VERSION = 1
PLACES = 6  # decimals of a rate


def figures(plan: Plan) -> dict[str, Any]:
    """The plan as dicts, lists, strings and ints; see docs/figures.md.

    Money is an int in currency units. Rates are strings with six decimals ("0.200000" is 20 %). Grids are
    ``{"axis", "rows": {node: [twelve months]}, "months", "total"}``. What the plan does not have is null.
    """
    spec = plan.spec
    return {
        "format": VERSION,
        "year": spec.year,
        "region": spec.region.name,
        "money": {
            "currency": spec.money.currency,
            "unit": spec.money.unit,
            "granule": plan.granule,
            "volume_unit": spec.money.volume_unit,
            "pack": spec.money.pack,
        },
        "targets": _targets(plan),
        "review": plain(plan.review),
        "gap": plain(plan.gap),
        "funnels": plain(plan.funnels),
        "shares": plain(plan.shares),
        "network": plain(plan.network),
        "counts": plain(plan.counts),
        "display": plain(plan.display),
        "budget": _budget(plan),
        "profit": plain(plan.profit),
        "promotions": plain(plan.promotions),
        "collection": plain(plan.collection),
        "appraisal": plain(plan.appraisal),
        "objectives": plain(plan.objectives),
        "chain": plain(plan.chain),
        "problems": [_problem(problem) for problem in plan.problems],
    }


def differences(before: Plan, after: Plan) -> list[dict[str, Any]]:
    """What differs between two plans, figure by figure; ``change`` is after less before."""
    return [plain(found) | {"change": found.change} for found in compare(before, after).differences]


def plain(value: Any) -> Any:
    """Any result of a plan as plain data: records by their fields, without their problems."""
    if isinstance(value, Grid):
        rows = {node: list(row) for node, row in zip(value.nodes, value.cells, strict=True)}
        return {"axis": value.axis, "rows": rows, "months": list(value.months), "total": value.total}
    if isinstance(value, Fraction):
        return f"{Decimal(nearest(value * 10**PLACES)) / 10**PLACES:.{PLACES}f}"
    if isinstance(value, Decimal | datetime.date):
        return str(value)
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    if is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.name != "problems"}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value


def _targets(plan: Plan) -> dict[str, Any]:
    """The target plan, its cubes by district and node."""
    targets = plan.targets
    found: dict[str, Any] = plain(targets)
    names = targets.districts.nodes
    found["by_product"] = _cube(names, targets.products, targets.by_product)
    found["by_channel"] = _cube(names, targets.channels, targets.by_channel)
    return found


def _cube(districts: tuple[str, ...], inner: Grid | None, cube: tuple[Cells, ...]) -> dict[str, Any] | None:
    """district -> node -> twelve months."""
    if inner is None:
        return None
    return {
        district: {node: [month[i] for month in cells] for i, node in enumerate(inner.nodes)}
        for district, cells in zip(districts, cube, strict=True)
    }


def _budget(plan: Plan) -> dict[str, Any]:
    found: dict[str, Any] = plain(plan.budget)
    found["by_district"] = {name: plain(plan.budget.of_district(name)) for name in plan.budget.districts}
    return found


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": str(problem.severity),
        "path": list(problem.path),
        "message": plain(problem.message),
        "hint": plain(problem.hint) if problem.hint else None,
    }
