"""A review with its fractions of money rounded as they are printed, so that no sentence shows more than is known."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from planforge.plan.amounts import nearest, round_parts
from planforge.review.causes import PriceVolumeMix
from planforge.review.forecast import Forecast
from planforge.review.monthly import MonthlyReview


def printed(review: MonthlyReview, granule: int) -> MonthlyReview:
    """Forecast and causes in whole rounding units; the causes still come to the gap."""
    return replace(
        review,
        forecast=_forecast(review.forecast, granule) if review.forecast else None,
        causes=_causes(review.causes, granule) if review.causes else None,
    )


def _forecast(exact: Forecast, granule: int) -> Forecast:
    def rounded(value: Fraction | None) -> Fraction | None:
        return None if value is None else Fraction(nearest(value, granule))

    return replace(
        exact,
        year=Fraction(nearest(exact.year, granule)),
        low=rounded(exact.low),
        high=rounded(exact.high),
        required=rounded(exact.required),
        mean_left=rounded(exact.mean_left),
    )


def _causes(exact: PriceVolumeMix, granule: int) -> PriceVolumeMix:
    parts = list(round_parts([exact.volume, exact.mix, exact.price, exact.rest], granule))
    parts[0] += nearest(exact.actual - exact.planned, granule) - sum(parts)
    volume, mix, price, rest = map(Fraction, parts)
    return replace(exact, volume=volume, mix=mix, price=price, rest=rest)
