"""Where the year is heading: seasonal run rate, its range, and the rate that the months left require."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from planforge.numbers import ratio
from planforge.plan.plan import Plan
from planforge.plan.targets.past import SalesHistory
from planforge.review.standing import MonthStanding, Standing

Exact = int | Decimal | Fraction
Basis = Literal["both", "years", "months", "none"]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The year by the seasonal run rate. ``share`` is the elapsed seasonal share.

    ``low`` and ``high`` are the lowest and highest of several cases, not a confidence interval. ``basis`` says which:
    "years": the run rate under the month shares of each of ``years``; "months": the months left attained as the worst
    and the best month so far; "both"; "none": nothing to tell a range by.
    """

    share: Fraction
    year: Fraction
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


def run_rate(to_date: Exact, elapsed: Fraction) -> Fraction | None:
    """Year-to-date ÷ elapsed seasonal share; None where no season has elapsed."""
    return Fraction(to_date) / elapsed if elapsed > 0 else None


def required_rate(target: Exact, to_date: Exact, elapsed: Fraction) -> Fraction | None:
    """(target - year-to-date) ÷ remaining seasonal share: the rate, as a whole year, that the rest must keep up."""
    return (Fraction(target) - Fraction(to_date)) / (1 - elapsed) if elapsed < 1 else None


def forecast(plan: Plan, region: Standing, months: Sequence[MonthStanding]) -> Forecast | None:
    """The region's year; None while its season has not begun."""
    through = len(months)
    elapsed = sum(plan.targets.season[:through], Fraction(0))
    year = run_rate(region.actual, elapsed)
    if year is None:
        return None
    basis, years, found = _range(plan, region, months)
    left = 12 - through
    return Forecast(
        share=elapsed,
        year=year,
        target=region.year,
        low=min(year, *found) if found else None,
        high=max(year, *found) if found else None,
        basis=basis,
        years=years,
        required=required_rate(region.year, region.actual, elapsed),
        mean_left=Fraction(region.left) / left if left else None,
    )


def _range(
    plan: Plan, region: Standing, months: Sequence[MonthStanding]
) -> tuple[Basis, tuple[int, ...], tuple[Fraction, ...]]:
    """The other cases, and what they rest on."""
    through = len(months)
    if through == 12:
        return "none", (), ()
    shares = elapsed_shares(plan, through)
    by_years = tuple(Fraction(region.actual) / share for share in shares.values()) if len(shares) > 1 else ()
    rates = [rate for month in months if (rate := ratio(month.actual, month.target)) is not None]
    extremes = (min(rates), max(rates)) if len(rates) > 1 else ()
    by_months = tuple(Fraction(region.actual) + rate * region.open_target for rate in extremes)
    basis: Basis = "both" if by_years and by_months else "years" if by_years else "months" if by_months else "none"
    return basis, tuple(shares) if by_years else (), (*by_years, *by_months)


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
