"""Where the year is heading: what recent months attained carried on over the plan's own months, and how far it may be.

The level of attainment is smoothed exponentially (Brown 1959). The range comes from the scatter of past years and an
assumed one; its width is that with which 380 years of over sixty public monthly series ended within it in 77, 81 and
85 of a hundred cases after months 3, 6 and 9 (benchmarks/forecast.py, through ``planforge review``); fitted on one half
of the series it holds 76, 81 and 85 of the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import Literal

from msgspec import Struct

from planforge.numbers import ratio
from planforge.plan.plan import Plan
from planforge.plan.targets.past import SalesHistory
from planforge.review.standing import MonthStanding, Standing

Exact = int | Decimal | Fraction
Basis = Literal["years", "assumed", "none"]
FADE = Fraction(7, 10)  # what a month counts against the one after it
ASSUMED = Fraction(4, 100)  # how far a year's forecast is off before it has begun, one standard deviation
DOUBT = 2  # how many years the assumption is worth
WIDTH = Fraction(123, 100)  # standard deviations to either side that eight of ten lie within


class Forecast(Struct, frozen=True):
    """The year as recent months carry on. ``share`` is the part of the plan's own year that is closed or reported;
    what is not reported is expected at the level of recent months, as the months left are.

    ``steady`` is the year at the attainment to date. ``low`` and ``high`` hold the year's end eight times of ten;
    ``basis`` is what they rest on: "years", the scatter of the month shares of ``years``, or "assumed" where fewer than
    two tell any; "none" after December.
    """

    share: Fraction
    year: Fraction
    steady: Fraction
    target: int
    low: Fraction | None
    high: Fraction | None
    basis: Basis
    years: tuple[int, ...]
    required: Fraction | None  # the yearly rate at which the months left must sell; None after December
    mean_left: Fraction | None  # what is left over the months left, evenly

    @property
    def rate(self) -> Fraction | None:
        """Forecast attainment of the year's target."""
        return ratio(self.year, self.target)

    @property
    def gap(self) -> Fraction:
        """Forecast less the year's target."""
        return self.year - self.target


def required_rate(target: Exact, to_date: Exact, elapsed: Fraction) -> Fraction | None:
    """(target - year-to-date) ÷ remaining seasonal share: the rate, as a whole year, that the rest must keep up."""
    return (Fraction(target) - Fraction(to_date)) / (1 - elapsed) if elapsed < 1 else None


def forecast(plan: Plan, region: Standing, months: Sequence[MonthStanding]) -> Forecast | None:
    """The region's year; None while the plan's year has not begun."""
    through = months[-1].month if months else 0
    if not months or not region.year or region.rate is None or region.target <= 0:
        return None
    elapsed, recent = Fraction(region.closed + region.target, region.year), recent_rate(months)
    year = region.closed + Fraction(region.actual) + recent * region.open_target
    shares = elapsed_shares(plan, through) if through < 12 else {}
    apart = year * WIDTH * deviation(tuple(shares.values()), through)
    left = 12 - through
    return Forecast(
        share=elapsed,
        year=year,
        steady=region.closed + region.rate * (region.year - region.closed),
        target=region.year,
        low=year - apart if left else None,
        high=year + apart if left else None,
        basis="none" if not left else "years" if len(shares) > 1 else "assumed",
        years=tuple(shares) if len(shares) > 1 else (),
        required=required_rate(region.year, region.closed + region.actual, elapsed),
        mean_left=(Fraction(region.left) - recent * region.missing) / left if left else None,
    )


def recent_rate(months: Sequence[MonthStanding]) -> Fraction:
    """The attainment that the months left are expected to have: each month's weighed by its target and by FADE, so that
    a run of falling or rising months counts; months without a target, and those not reported, are left out."""
    told = [(month, rate) for month in months if month.target > 0 and (rate := month.rate) is not None]
    weights = [month.target * FADE ** (months[-1].month - month.month) for month, _ in told]
    return sum((w * rate for w, (_, rate) in zip(weights, told, strict=True)), Fraction(0)) / (sum(weights) or 1)


def deviation(shares: Sequence[Fraction], through: int) -> Fraction:
    """One standard deviation of the year's end about its forecast, as a part of it: the scatter of the part that past
    years had by then, a new year's own added, with the assumed one counting as DOUBT years."""
    assumed, count = (ASSUMED * (12 - through) / 12) ** 2, len(shares)
    if count < 2:
        return _root(assumed)
    mean = sum(shares, Fraction(0)) / count
    scatter = sum(((share / mean - 1) ** 2 for share in shares), Fraction(0)) * (1 + Fraction(1, count))
    return _root((DOUBT * assumed + scatter) / (DOUBT + count - 1))


def _root(value: Fraction) -> Fraction:
    """A square root to a hundred-thousandth."""
    return Fraction(isqrt(int(value * 10**10)), 10**5)


def elapsed_shares(plan: Plan, through: int) -> dict[int, Fraction]:
    """Of every past year with all its months: the part that January to ``through`` had of it."""
    history, found = SalesHistory.of(plan.spec), dict[int, Fraction]()
    for year in history.years:
        sold = history.monthly((), year).get(())
        if sold is None or None in sold.months or sold.total <= 0:
            continue
        part = sum((Fraction(month or 0) for month in sold.months[:through]), Fraction(0))
        if part > 0:
            found[year] = part / Fraction(sold.total)
    return found
