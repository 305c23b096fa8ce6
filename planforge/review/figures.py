"""A monthly review as plain data for JSON: stable keys, stable order, every figure exact or a rate of six decimals."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from planforge.plan.figures import plain
from planforge.plan.plan import Plan
from planforge.problem import Problem
from planforge.review.monthly import MonthlyReview

VERSION = 1
CENTS = Decimal("0.01")
MONEY = {"year", "low", "high", "required", "mean_left", "gap", "volume", "mix", "price", "rest", "effect"}
"""Fractions that are money or prices, not rates; given to the cent."""


def figures(plan: Plan, review: MonthlyReview, problems: tuple[Problem, ...]) -> dict[str, Any]:
    """The review as dicts, lists, strings and ints.

    Targets are ints in currency units, what happened are strings with cents, rates strings with six decimals
    ("0.943401" is 94.3401 %). What the file does not report is null or empty.
    """
    spec = plan.spec
    return {
        "format": VERSION,
        "plan": {"region": spec.region.name, "company": spec.region.company, "total": plan.targets.total},
        "money": {"currency": spec.money.currency, "unit": spec.money.unit, "volume_unit": spec.money.volume_unit},
        "lights": {"green": plain(spec.control.lights.green), "amber": plain(spec.control.lights.amber)},
        **_record(review),
        "problems": [_problem(problem) for problem in problems],
    }


def _record(value: Any) -> dict[str, Any]:
    """The fields of a record, then what it works out from them."""
    names = [field.name for field in fields(value)]
    names += [name for name, member in vars(type(value)).items() if isinstance(member, property)]
    return {name: _plain(getattr(value, name), name) for name in names}


def _plain(value: Any, name: str = "") -> Any:
    if isinstance(value, Fraction) and name in MONEY:
        return f"{(Decimal(value.numerator) / value.denominator).quantize(CENTS):f}"
    if isinstance(value, Decimal):
        return f"{value.quantize(CENTS):f}"
    if isinstance(value, BaseModel):
        return {
            key: plain(item)
            for key, item in value
            if key in ("code", "name", "trigger", "below", "measures", "alert", "correction", "owner", "reserve")
        }
    if is_dataclass(value):
        return _record(value)
    if isinstance(value, tuple | list):
        return [_plain(item, name) for item in value]
    return plain(value)


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": str(problem.severity),
        "where": str(problem.where) if problem.where else None,
        "message": plain(problem.message),
    }
