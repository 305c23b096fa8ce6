"""The monthly review: everything that follows from a plan and what happened by the end of a month."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from planforge.plan.axes import AXES
from planforge.plan.measures import MEASURES
from planforge.plan.plan import Plan
from planforge.review.actuals import Actuals
from planforge.review.causes import Contribution, PriceVolumeMix, contributions, price_volume_mix
from planforge.review.corrections import Corrections, corrections
from planforge.review.coverage import Silence, coverage, silences
from planforge.review.finance import Collected, Spending, collected, spending
from planforge.review.forecast import Forecast, forecast
from planforge.review.measured import Measured, Seen, measured
from planforge.review.progress import ActionStanding, CountStanding, actions, counts
from planforge.review.promises import Promise, Trend, promises, trend, unreported, waiting
from planforge.review.standing import MonthStanding, Standing, month_standings, region_standing, standings
from planforge.spec.strategy import Kpi


class MonthlyReview(Struct, frozen=True):
    """January to ``through`` against plan; what the file does not report is empty or None."""

    year: int
    through: int
    region: Standing
    months: tuple[MonthStanding, ...]
    standings: Mapping[str, tuple[Standing, ...]]  # by the key of every axis
    measures: tuple[Measured, ...]  # all that are planned and reported, to date
    forecast: Forecast | None
    contributions: tuple[Contribution, ...]  # of districts
    product_contributions: tuple[Contribution, ...]
    causes: PriceVolumeMix | None
    spending: Spending | None
    collected: Collected | None
    counts: tuple[CountStanding, ...]
    actions: tuple[ActionStanding, ...]
    corrections: Corrections
    trend: Trend | None
    promises: tuple[Promise, ...]  # of the month before
    unreported: tuple[Kpi, ...]
    waiting: tuple[Kpi, ...]  # told in part, and not worked out yet
    closed: int = 0  # the last month that a re-plan closed, 0 where none
    silent: tuple[Silence, ...] = ()  # by month: who has not reported

    @property
    def districts(self) -> tuple[Standing, ...]:
        """The districts, in the plan's order."""
        return self.standings["district"]


def review_month(plan: Plan, actuals: Actuals, through: int | None = None) -> MonthlyReview:
    """The review at the end of a month (1..12), the last one reported where none is named."""
    month = through or actuals.last_month
    happened = actuals.until(month)
    cover = coverage(plan, happened, month)
    months = month_standings(plan, happened, cover)
    axes, seen = _seen(plan, actuals, month)
    ordered, partly = _ordered(axes, seen), waiting(plan.spec.control.kpis, seen)
    return MonthlyReview(
        year=plan.spec.year,
        through=month,
        region=seen.region,
        months=months,
        standings=axes,
        measures=tuple(found for key in MEASURES if (found := measured(seen, key))),
        forecast=forecast(plan, seen.region, months),
        contributions=contributions(axes["district"]),
        product_contributions=contributions(axes["product"]),
        causes=seen.causes,
        spending=seen.spending,
        collected=seen.collected,
        counts=seen.counts,
        actions=actions(plan, happened, month),
        corrections=ordered,
        trend=trend(months),
        promises=promises(_ordered(*_seen(plan, actuals, month - 1)) if month > cover.first else None, ordered),
        unreported=unreported(plan.spec.control.kpis, ordered, partly),
        waiting=partly,
        closed=cover.first - 1,
        silent=silences(cover.silent, plan.targets.districts.months),
    )


def _seen(plan: Plan, actuals: Actuals, month: int) -> tuple[Mapping[str, tuple[Standing, ...]], Seen]:
    """What happened by the end of a month, by axis and in all."""
    happened = actuals.until(month)
    cover = coverage(plan, happened, month)
    region = region_standing(plan, happened, cover)
    axes = {axis.key: standings(plan, happened, axis, cover) for axis in AXES}
    return axes, Seen(
        plan=plan,
        through=month,
        region=region,
        products=axes["product"],
        causes=price_volume_mix(plan, happened, region, cover),
        spending=spending(plan, happened, region, month),
        collected=collected(plan, happened, region, month),
        counts=counts(plan, happened),
    )


def _ordered(axes: Mapping[str, tuple[Standing, ...]], seen: Seen) -> Corrections:
    return corrections(axes["store"] or axes["district"], seen)
