"""A monthly review as plain data for JSON: stable keys, stable order, by the one rule of a plan's figures."""

from __future__ import annotations

from typing import Any

from planforge.plan.figures import plain
from planforge.plan.plan import Plan
from planforge.problem import Problem
from planforge.review.monthly import MonthlyReview

VERSION = 2


def figures(plan: Plan, review: MonthlyReview, problems: tuple[Problem, ...]) -> dict[str, Any]:
    """The review as dicts, lists, strings and ints.

    By the rule of a plan's figures: targets are ints in currency units, what happened and all rates are strings with
    six decimals. What the file does not report is null or empty.
    """
    spec = plan.spec
    return {
        "format": VERSION,
        "plan": {"region": spec.region.name, "company": spec.region.company, "total": plan.targets.total},
        "money": {"currency": spec.money.currency, "unit": spec.money.unit, "volume_unit": spec.money.volume_unit},
        "lights": {"green": plain(spec.control.lights.green), "amber": plain(spec.control.lights.amber)},
        **_silenced(plain(review)),
        "problems": plain(problems),
    }


def _silenced(found: dict[str, Any]) -> dict[str, Any]:
    """Standings of which nothing is reported hold no actual, which is not nil."""
    for one in (*(one for axis in found["standings"].values() for one in axis), *found["districts"]):
        if not one["reported"]:
            one |= {"actual": None, "gap": None}
    return found
