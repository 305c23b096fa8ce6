"""A review with its amounts in whole rounding units, so that what is printed adds up in every table and sentence.

What was reported comes to the cent; the nodes of an axis, the months, lines and districts are rounded together, so that
they come to the region's rounded sum. Lights, tiers, ranks and every rate keep the exact figures, rounded once.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import asdict

from planforge.numbers import nearest
from planforge.plan.amounts import round_parts
from planforge.plan.plan import Plan
from planforge.records import replace
from planforge.review.causes import PriceVolumeMix, contributions
from planforge.review.finance import CashStanding, Collected, LineStanding, Spending
from planforge.review.forecast import Forecast
from planforge.review.monthly import MonthlyReview
from planforge.review.standing import MonthStanding, Standing

Shown = TypeVar("Shown", bound=Struct)


def exact(one: Shown) -> Shown:
    """A printed record as it was before it was rounded."""
    return getattr(one, "exact", one)


class PrintedStanding(Standing, frozen=True, kw_only=True):
    """A standing in whole rounding units, whose rates are those of the ``exact`` one."""

    exact: Standing

    @property
    def rate(self) -> Fraction | None:
        return self.exact.rate

    @property
    def month_rate(self) -> Fraction | None:
        return self.exact.month_rate

    @property
    def growth(self) -> Fraction | None:
        return self.exact.growth

    @property
    def pace(self) -> Fraction | None:
        return self.exact.pace


class PrintedMonth(MonthStanding, frozen=True, kw_only=True):
    """A month in whole rounding units, whose rates are those of the ``exact`` one."""

    exact: MonthStanding

    @property
    def rate(self) -> Fraction | None:
        return self.exact.rate

    @property
    def reached_rate(self) -> Fraction | None:
        return self.exact.reached_rate

    @property
    def growth(self) -> Fraction | None:
        return self.exact.growth


class PrintedLine(LineStanding, frozen=True, kw_only=True):
    """A line of expense in whole rounding units, whose rate is that of the ``exact`` one."""

    exact: LineStanding

    @property
    def rate(self) -> Fraction | None:
        return self.exact.rate


class PrintedCash(CashStanding, frozen=True, kw_only=True):
    """An account in whole rounding units, whose rates are those of the ``exact`` one."""

    exact: CashStanding

    @property
    def rate(self) -> Fraction | None:
        return self.exact.rate

    @property
    def collected(self) -> Fraction | None:
        return self.exact.collected


class PrintedForecast(Forecast, frozen=True, kw_only=True):
    """A forecast in whole rounding units, whose rate is that of the ``exact`` one."""

    exact: Forecast

    @property
    def rate(self) -> Fraction | None:
        return self.exact.rate


def printed(plan: Plan, review: MonthlyReview) -> MonthlyReview:
    """The review as it is printed."""
    granule = plan.granule
    months = _months(review.months, granule)
    (month,) = (one.actual for one in months if one.month == review.through)
    whole = review.region.month_actual, month
    (region,) = _standings((review.region,), granule, whole)
    standings = {axis: _standings(found, granule, whole) for axis, found in review.standings.items()}
    return replace(
        review,
        region=region,
        months=months,
        standings=standings,
        contributions=contributions(standings["district"]),
        product_contributions=contributions(standings["product"]),
        forecast=_forecast(review.forecast, granule) if review.forecast else None,
        causes=_causes(review.causes, granule) if review.causes else None,
        spending=_spending(plan, review.spending) if review.spending else None,
        collected=_collected(review.collected, region, granule) if review.collected else None,
    )


def _together(amounts: Sequence[Decimal], granule: int, total: Decimal | None = None) -> list[Decimal]:
    return list(map(Decimal, round_parts(amounts, granule, None if total is None else int(total))))


def _standings(
    found: Sequence[Standing], granule: int, whole: tuple[Decimal | None, Decimal | None]
) -> tuple[Standing, ...]:
    """Nodes that come to their rounded sum, in the month, to date and last year.

    The ``whole`` is the region's month and what the table of months prints of it: nodes that are all of it come to it.
    """
    sold = [one.month_actual for one in found if one.month_actual is not None]
    month = iter(_together(sold, granule, whole[1] if sum(sold) == whole[0] else None))
    to_date = _together([one.actual for one in found], granule)
    last = iter(_together([one.last for one in found if one.last is not None], granule))
    return tuple(
        PrintedStanding(
            **asdict(one)
            | {
                "month_actual": None if one.month_actual is None else next(month),
                "actual": a,
                "last": None if one.last is None else next(last),
            },
            exact=one,
        )
        for one, a in zip(found, to_date, strict=True)
    )


def _months(found: Sequence[MonthStanding], granule: int) -> tuple[MonthStanding, ...]:
    sold = _together([one.actual or Decimal(0) for one in found], granule)
    return tuple(
        PrintedMonth(
            **asdict(one)
            | {
                "actual": None if one.actual is None else a,
                "reached": r,
                "last": None if one.last is None else Decimal(nearest(one.last, granule)),
            },
            exact=one,
        )
        for one, a, r in zip(found, sold, accumulate(sold), strict=True)
    )


def _spending(plan: Plan, exact: Spending) -> Spending:
    spent = _together([line.actual for line in exact.lines], plan.granule)
    lines = tuple(
        PrintedLine(**asdict(line) | {"actual": amount}, exact=line)
        for line, amount in zip(exact.lines, spent, strict=True)
    )
    counted = [line.actual for line in lines if not (line.wage and plan.budget.apart)]
    return replace(exact, lines=lines, actual=sum(counted, Decimal(0)))


def _collected(exact: Collected, region: Standing, granule: int) -> Collected:
    """Closing balances follow from what is printed of sales and cash."""
    came = _together([one.actual for one in exact.districts], granule)
    sold = _together([one.sales for one in exact.districts], granule)
    districts = tuple(_account(one, sales, cash) for one, sales, cash in zip(exact.districts, sold, came, strict=True))
    return replace(
        exact, total=_account(exact.total, region.closed + region.actual, sum(came, Decimal(0))), districts=districts
    )


def _account(exact: CashStanding, sales: Decimal, cash: Decimal) -> CashStanding:
    known = exact.opening is not None and exact.closing is not None
    closing = (exact.opening or 0) + sales - cash if known else None
    return PrintedCash(**asdict(exact) | {"actual": cash, "sales": sales, "closing": closing}, exact=exact)


def _forecast(exact: Forecast, granule: int) -> Forecast:
    def rounded(value: Fraction | None) -> Fraction | None:
        return None if value is None else Fraction(nearest(value, granule))

    shown = {
        "year": Fraction(nearest(exact.year, granule)),
        "steady": Fraction(nearest(exact.steady, granule)),
        "low": rounded(exact.low),
        "high": rounded(exact.high),
        "required": rounded(exact.required),
        "mean_left": rounded(exact.mean_left),
    }
    return PrintedForecast(**asdict(exact) | shown, exact=exact)


def _causes(exact: PriceVolumeMix, granule: int) -> PriceVolumeMix:
    """The causes still come to the gap."""
    parts = list(round_parts([exact.volume, exact.mix, exact.price, exact.rest], granule))
    parts[0] += nearest(exact.actual, granule) - exact.planned - sum(parts)
    volume, mix, price, rest = map(Fraction, parts)
    return replace(
        exact, actual=Decimal(nearest(exact.actual, granule)), volume=volume, mix=mix, price=price, rest=rest
    )
