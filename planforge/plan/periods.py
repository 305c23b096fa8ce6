"""Weeks and days below the month, for any row of a plan, when they are asked for: by working days, exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from planforge.plan.calendar import LAST_NOTICE, Working, split_days, split_weeks, weeks, working_year
from planforge.plan.grid import MONTHS
from planforge.plan.plan import Plan
from planforge.spec.spec import Spec


@dataclass(frozen=True, slots=True)
class Week:
    """The part of a calendar week (Monday to Sunday) that lies in one month; the days sum to ``amount``."""

    month: int
    first: date
    last: date
    working_days: int
    amount: int
    days: tuple[tuple[date, int], ...]


def working_days(spec: Spec) -> Working:
    """The weights of the plan year's days: the national calendar with its make-up days, or as the spec has it."""
    given = spec.calendar
    return working_year(
        spec.year,
        basis=given.basis,
        weekday_weights=tuple(map(Fraction, given.weekday_weights)),
        holidays=[day.date for day in given.days if day.kind == "holiday"],
        workdays=[day.date for day in given.days if day.kind == "workday"],
    )


def is_estimated(spec: Spec) -> bool:
    """Whether the plan year's holiday notice is not out and the spec gives no days: weeks are estimates."""
    unknown = spec.calendar.basis == "working-days" and spec.year > LAST_NOTICE and not spec.calendar.days
    return unknown and working_days(spec).estimated


def weeks_of(plan: Plan, row: Sequence[int], granule: int | None = None) -> tuple[Week, ...]:
    """Twelve months of any node over weeks and days, in whole multiples of ``granule`` (the plan's when None).

    Weeks sum to their month and days to their week; ``plan.targets.districts.row(name)`` is such a row. A month that is
    no multiple is split to the unit.
    """
    working = working_days(plan.spec)
    step = granule or plan.granule
    return tuple(week for month in MONTHS for week in _weeks(row[month - 1], month, step, working))


def _weeks(amount: int, month: int, step: int, working: Working) -> list[Week]:
    step = step if amount % step == 0 else 1
    groups = weeks(working, month)
    parts = split_weeks(abs(amount) // step, month, working)
    sign = -1 if amount < 0 else 1
    return [_week(month, days, sign * part, step, working) for days, part in zip(groups, parts, strict=True)]


def _week(month: int, days: tuple[date, ...], units: int, step: int, working: Working) -> Week:
    sign = -1 if units < 0 else 1
    parts = split_days(abs(units), days, working)
    open_ = sum(working.weights[day] > 0 for day in days)
    figures = tuple((day, sign * part * step) for day, part in zip(days, parts, strict=True))
    return Week(month, days[0], days[-1], open_, units * step, figures)
