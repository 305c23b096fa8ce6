"""Working days: the national calendar with its make-up days, the user's own days, weeks of a month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path as FilePath
from typing import TypeVar

from msgspec import Struct

from planforge import resources
from planforge.numbers import nearest
from planforge.plan.grid import MONTHS
from planforge.plan.plan import Plan
from planforge.plan.targets.allocate import largest_remainder
from planforge.plan.targets.season import FESTIVALS, WINDOWS, country_of
from planforge.problem import Problem, Severity, Text
from planforge.records import replace
from planforge.spec.spec import Spec

Kept = TypeVar("Kept")
LAST_NOTICE = 2026
"""The last year whose holiday notice is known here, whatever the library knows (see ``last_notice``)."""


class Working(Struct, frozen=True):
    """The weight of every day of a year: 1 for a working day, 0 for a day off, or by weekday."""

    year: int
    weights: Mapping[date, Fraction]
    estimated: bool  # the State Council's notice is not out: make-up days are unknown

    def days(self, month: int) -> tuple[date, ...]:
        """All days of a month."""
        return tuple(date(self.year, month, day) for day in range(1, monthrange(self.year, month)[1] + 1))

    @property
    def by_month(self) -> tuple[int, ...]:
        """Days with any weight in each month."""
        return tuple(sum(self.weights[day] > 0 for day in self.days(month)) for month in range(1, 13))


def working_year(
    year: int,
    *,
    basis: str = "working-days",
    weekday_weights: Sequence[Fraction] = (),
    holidays: Iterable[date] = (),
    workdays: Iterable[date] = (),
    country: str = "CN",
) -> Working:
    """The weights of a year's days; the user's own ``holidays`` and ``workdays`` win over the national calendar.

    ``weekday_weights`` (seven, Monday first) weigh the days that count; ``all-days`` counts every day, as restaurants
    and shops do. ``country`` is a code of the holiday library; one that it does not know has the plain week.
    """
    return _working_year(year, basis, tuple(weekday_weights), frozenset(holidays), frozenset(workdays), country)


@lru_cache(maxsize=16)
def _working_year(
    year: int,
    basis: str,
    weekday_weights: tuple[Fraction, ...],
    off: frozenset[date],
    on: frozenset[date],
    country: str,
) -> Working:
    national = _national(year, country) if basis == "working-days" else {}
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    weights = {day: _weight(day, basis, national, off, on, weekday_weights) for day in days}
    unknown = basis == "working-days" and country == "CN" and not (off or on) and year > last_notice()
    return Working(year, weights, unknown)


def last_notice() -> int:
    """The last year for which the State Council's notice, with its make-up days, is known to the holiday library.

    For later years the library silently estimates; ``Working.estimated`` says so.
    """
    return _kept("notice", _last_notice)


def _last_notice() -> int:
    import holidays

    known: dict[int, object] = getattr(holidays.country_holidays("CN"), "special_public_holidays", {})
    return max([LAST_NOTICE, *known])


def weeks(working: Working, month: int) -> tuple[tuple[date, ...], ...]:
    """The days of a month in weeks from Monday to Sunday; the first and last may be short."""
    groups: list[list[date]] = []
    for day in working.days(month):
        if not groups or day.weekday() == 0:
            groups.append([])
        groups[-1].append(day)
    return tuple(tuple(group) for group in groups)


def split_days(amount: int, days: Sequence[date], working: Working) -> tuple[int, ...]:
    """An amount in units over days by their weights, exact; over all days alike where none has weight."""
    weights = [working.weights[day] for day in days]
    return largest_remainder(amount, weights if any(weights) else [Fraction(1)] * len(days))


def split_weeks(amount: int, month: int, working: Working) -> tuple[int, ...]:
    """A month's amount over its weeks by the weights of their days, exact."""
    groups = weeks(working, month)
    weights = [sum((working.weights[day] for day in group), Fraction(0)) for group in groups]
    return largest_remainder(amount, weights if any(weights) else [Fraction(len(group)) for group in groups])


def _weight(
    day: date,
    basis: str,
    national: Mapping[date, bool],
    off: frozenset[date],
    on: frozenset[date],
    weekday: Sequence[Fraction],
) -> Fraction:
    if day in off:
        return Fraction(0)
    counts = day in on or basis == "all-days" or national.get(day, day.weekday() < 5)
    if not counts:
        return Fraction(0)
    return Fraction(weekday[day.weekday()]) if len(weekday) == 7 else Fraction(1)


def _national(year: int, country: str) -> dict[date, bool]:
    """Days that differ from the plain week: True for a make-up workday, False for a holiday."""
    found = _kept(f"{country}-{year}", lambda: _differing(year, country))
    return {date.fromordinal(day): working for day, working in found.items()}


def _differing(year: int, country: str) -> dict[int, bool]:
    import holidays

    if not _is_known(country):
        return {}
    found = holidays.country_holidays(country, years=year)
    start = date(year, 1, 1)
    days = (start + timedelta(days=n) for n in range((date(year + 1, 1, 1) - start).days))
    return {day.toordinal(): working for day in days if (working := found.is_working_day(day)) != (day.weekday() < 5)}


def _is_known(country: str) -> bool:
    import holidays

    return country in holidays.list_supported_countries()


def _kept(name: str, make: Callable[[], Kept]) -> Kept:
    """What the holiday library says, known without loading it: it brings calendars of many religions along."""
    found = find_spec("holidays")
    origin = found.origin if found else None
    version = FilePath(origin).with_name("version.py") if origin else None
    if version is None or not version.is_file():
        return make()
    return resources.kept(f"holidays.{name}", version.read_text("utf-8"), make)


# Weeks and days of any row --------------------------------------------------------------------------------------------


class Week(Struct, frozen=True):
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
        country=country_of(spec),
    )


def calendar_problems(spec: Spec) -> Iterator[Problem]:
    """A country whose holidays nobody knows: its weeks would be plain without a word."""
    if spec.calendar.country is None or _is_known(spec.calendar.country):
        return
    yield Problem(
        "P23",
        Text(
            f"不知道 {spec.calendar.country} 的节假日，周和日只按周一至周五分",
            f"the holidays of {spec.calendar.country} are not known: weeks and days follow Monday to Friday alone",
        ),
        Text(
            "写两位国家代码，如 CN、DE；节假日也可以写在 calendar.days",
            "give a country's two letters such as DE, or its holidays in calendar.days",
        ),
        ("calendar", "country"),
        severity=Severity.WARNING,
    )


def trading_days(plan: Plan) -> Working:
    """The working days as weeks and days follow them: those about the Spring Festival count what their window brings
    to the quarter against an ordinary day, in hundredths; all alike where the season knows of no festival."""
    working, festival = working_days(plan.spec), FESTIVALS.get(plan.spec.year)
    if festival is None or not plan.targets.festival:
        return working
    weights = dict(working.weights)
    for (first, last), effect in zip(WINDOWS, plan.targets.festival, strict=True):
        part = max(Fraction(nearest(100 * (1 + 90 * effect / (last - first))), 100), Fraction(0))
        for day in range(first, last):
            weights[festival + timedelta(days=day)] *= part
    return replace(working, weights=weights)


def is_estimated(spec: Spec) -> bool:
    """Whether the plan year's holiday notice is not out and the spec gives no days: weeks are estimates."""
    unknown = spec.calendar.basis == "working-days" and spec.year > LAST_NOTICE and not spec.calendar.days
    return unknown and working_days(spec).estimated


def weeks_of(plan: Plan, row: Sequence[int], granule: int | None = None) -> tuple[Week, ...]:
    """Twelve months of any node over weeks and days, in whole multiples of ``granule`` (the plan's when None).

    Weeks sum to their month and days to their week; ``plan.targets.districts.row(name)`` is such a row. A month that is
    no multiple is split to the unit.
    """
    working = trading_days(plan)
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
