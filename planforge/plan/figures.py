"""Every figure of a plan as plain data for JSON: stable keys, stable order, nothing rounded away but long fractions."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from types import UnionType
from typing import Any

from msgspec import Struct
from pydantic import BaseModel

from planforge.numbers import nearest
from planforge.plan.axes import AXES
from planforge.plan.compare import compare
from planforge.plan.grid import Cells, Grid
from planforge.plan.measures import MEASURES, YEAR, At, Measure, last_year, planned
from planforge.plan.money.advertising import material_plans, media_schedule
from planforge.plan.plan import Plan
from planforge.plan.targets.calendar import weeks_of
from planforge.plan.targets.yields import store_yields
from planforge.problem import Problem, Text

VERSION = 2
PLACES = 6  # decimals of a rate


def figures(plan: Plan) -> dict[str, Any]:
    """The plan as dicts, lists, strings and ints; see docs/figures.md.

    Money is an int in currency units. Rates, and all else that is not whole, are strings with six decimals
    ("0.200000" is 20 %). Grids are ``{"axis", "rows": {node: [twelve months]}, "months", "total"}``. What the plan
    does not have is null.
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
        "measures": _measures(plan),
        "asked": plain(plan.asked),
        "yields": plain(store_yields(spec, plan.targets)),
        "materials": plain(material_plans(spec, plan.targets, plan.granule)),
        "media": plain(media_schedule(spec, plan.granule)),
        "weeks": _weeks(plan),
        "matrix": plain(plan.matrix),
        "dealers": plain(plan.dealers),
        "counties": plain(plan.counties),
        "stock": plain(plan.stock),
        "capacity": plain(plan.capacity),
        "calls": plain(plan.calls),
        "problems": plain(plan.problems),
    }


def differences(before: Plan, after: Plan) -> list[dict[str, Any]]:
    """What differs between two plans, figure by figure; ``change`` is after less before."""
    return [plain(found) for found in compare(before, after).differences]


def plain(value: Any) -> Any:
    """Any result as plain data: records by their fields and what they work out from them, without their problems.

    Whole numbers stay ints; every other figure is a string with six decimals.
    """
    for kind, write in _WRITTEN:
        if isinstance(value, kind):
            return write(value)
    if isinstance(value, Struct):
        return {name: plain(getattr(value, name)) for name in names_of(type(value))}
    if isinstance(value, BaseModel):
        return {key: plain(item) for key, item in value}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value


def _grid(grid: Grid) -> dict[str, Any]:
    rows = {node: list(row) for node, row in zip(grid.nodes, grid.cells, strict=True)}
    return {"axis": grid.axis, "rows": rows, "months": list(grid.months), "total": grid.total}


def _exact(value: Fraction | Decimal) -> str:
    return f"{Decimal(nearest(value * 10**PLACES)) / 10**PLACES:.{PLACES}f}"


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": str(problem.severity),
        "path": list(problem.path),
        "where": str(problem.where) if problem.where else None,
        "message": plain(problem.message),
        "hint": plain(problem.hint) if problem.hint else None,
    }


_WRITTEN: tuple[tuple[type | UnionType, Callable[[Any], Any]], ...] = (
    (Grid, _grid),
    (Fraction | Decimal, _exact),
    (datetime.date, str),
    (Text, lambda text: {"zh": text.zh, "en": text.en}),
    (Problem, _problem),
    (Measure, lambda measure: measure.key),
)
"""What is not written field by field."""


_LEFT_OUT = ("problems", "workings")


def names_of(kind: type[Struct]) -> list[str]:
    """The keys of a record: its fields, then what it works out from them."""
    worked = [name for name, member in vars(kind).items() if isinstance(member, property)]
    return [name for name in kind.__struct_fields__ if name not in _LEFT_OUT] + worked


def _measures(plan: Plan) -> dict[str, Any]:
    """Every measure: last year, planned, its months, and its figure at every node of the axes it exists at."""
    return {key: _measure(plan, measure) for key, measure in MEASURES.items()}


def _measure(plan: Plan, measure: Measure) -> dict[str, Any]:
    months = [planned(plan, measure.key, At(first=month, last=month)) for month in range(1, 13)]
    return {
        "kind": measure.kind,
        "unit": measure.unit(plan, YEAR),
        "last": plain(last_year(plan, measure.key)),
        "planned": plain(planned(plan, measure.key)),
        "months": plain(months) if measure.by == "month" else None,
        "by": {
            axis.key: {node: plain(planned(plan, measure.key, At(axis.key, node))) for node in axis.nodes(plan)}
            for axis in AXES
            if axis.key in measure.axes
        },
    }


def _weeks(plan: Plan) -> dict[str, Any]:
    """district -> the weeks of the year."""
    return {
        name: [{k: v for k, v in plain(week).items() if k != "days"} for week in weeks_of(plan, row)]
        for name, row in zip(plan.targets.districts.nodes, plan.targets.districts.cells, strict=True)
    }


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
