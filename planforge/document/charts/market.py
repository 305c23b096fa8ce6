"""Charts of the market: who holds which share, where our share shall rise, who buys."""

from __future__ import annotations

from fractions import Fraction

from planforge.document.charts import draw
from planforge.document.model import Chart, Plot, Series
from planforge.plan.plan import Plan
from planforge.words import Words


def market_share(plan: Plan, words: Words) -> Chart | None:
    """Who holds which share of the market?"""
    own = next((share.share for share in plan.shares if not share.name), None)
    rivals = [
        (rival.name, Fraction(rival.share)) for rival in plan.spec.situation.competitors if rival.share is not None
    ]
    if own is None or not rivals:
        return None
    us = plan.spec.region.company
    parts = sorted([(us, own), *rivals], key=lambda part: -part[1])
    shares = draw.rates(share for _, share in parts)
    ours = tuple(share if name == us else None for (name, _), share in zip(parts, shares, strict=True))
    theirs = tuple(None if name == us else share for (name, _), share in zip(parts, shares, strict=True))
    series = (
        Series(us, ours, percent=True, colour=draw.PLANNED),
        Series(words.label("series.rivals"), theirs, percent=True, colour=draw.BEFORE),
    )
    return draw.chart(words, "market_share", Plot.STACKED_BAR, [name for name, _ in parts], series, unit=False)


def share_by_district(plan: Plan, words: Words) -> Chart | None:
    """Where shall our share rise?"""
    shares = [share for share in plan.shares if share.share is not None]
    if len(shares) < 2 or len(shares) > 20:
        return None
    names = [share.name or words.label("whole_region") for share in shares]
    before = Series(words.label("series.last"), draw.rates(share.share for share in shares), percent=True)
    now = Series(words.label("series.target"), draw.rates(share.share_plan for share in shares), percent=True)
    return draw.chart(words, "share_by_district", Plot.COLUMN, names, (before, now), unit=False)


def segments(plan: Plan, words: Words) -> Chart | None:
    """Who buys?"""
    held = [segment for segment in plan.spec.situation.consumers.segments if segment.share]
    series = Series(words.label("series.share"), draw.rates(segment.share for segment in held), percent=True)
    return (
        draw.chart(words, "consumer_segments", Plot.DOUGHNUT, [s.name for s in held], (series,), unit=False)
        if len(held) > 1
        else None
    )


CHARTS = {"market_share": market_share, "share_by_district": share_by_district, "consumer_segments": segments}
