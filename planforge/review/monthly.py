"""The monthly review: everything that follows from a plan and what happened by the end of a month."""

from __future__ import annotations

from dataclasses import dataclass

from planforge.plan.plan import Plan
from planforge.review.actuals import Actuals
from planforge.review.causes import Contribution, PriceVolumeMix, contributions, price_volume_mix
from planforge.review.corrections import Corrections, Seen, corrections
from planforge.review.forecast import Forecast, forecast
from planforge.review.money import Collected, Spending, collected, spending
from planforge.review.progress import ActionStanding, CountStanding, actions, counts
from planforge.review.standing import MonthStanding, Standing, month_standings, region_standing, standings


@dataclass(frozen=True, slots=True)
class MonthlyReview:
    """January to ``through`` against plan; what the file does not report is empty or None."""

    year: int
    through: int
    region: Standing
    months: tuple[MonthStanding, ...]
    districts: tuple[Standing, ...]
    products: tuple[Standing, ...]
    channels: tuple[Standing, ...]
    people: tuple[Standing, ...]
    stores: tuple[Standing, ...]
    forecast: Forecast | None
    contributions: tuple[Contribution, ...]  # of districts
    product_contributions: tuple[Contribution, ...]
    causes: PriceVolumeMix | None
    spending: Spending | None
    collected: Collected | None
    counts: tuple[CountStanding, ...]
    actions: tuple[ActionStanding, ...]
    corrections: Corrections


def review_month(plan: Plan, actuals: Actuals, through: int | None = None) -> MonthlyReview:
    """The review at the end of a month (1..12), the last one reported where none is named."""
    month = through or actuals.last_month
    happened = actuals.until(month)
    region = region_standing(plan, happened, month)
    months = month_standings(plan, happened, month)
    axes = {
        axis: standings(plan, happened, axis, month) for axis in ("district", "product", "channel", "person", "store")
    }
    seen = Seen(
        region=region,
        causes=price_volume_mix(plan, happened, region, month),
        spending=spending(plan, happened, region, month),
        collected=collected(plan, happened, region, month),
        counts=counts(plan, happened),
    )
    return MonthlyReview(
        year=plan.spec.year,
        through=month,
        region=region,
        months=months,
        districts=axes["district"],
        products=axes["product"],
        channels=axes["channel"],
        people=axes["person"],
        stores=axes["store"],
        forecast=forecast(plan, region, months),
        contributions=contributions(axes["district"]),
        product_contributions=contributions(axes["product"]),
        causes=seen.causes,
        spending=seen.spending,
        collected=seen.collected,
        counts=seen.counts,
        actions=actions(plan, happened, month),
        corrections=corrections(plan, axes["store"] or axes["district"], seen),
    )
