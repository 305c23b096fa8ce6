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
    parts = sorted([(plan.spec.region.company, own), *rivals], key=lambda part: -part[1])
    rest = Fraction(1) - sum(share for _, share in parts)
    parts += [(words.label("others"), rest)] if rest > Fraction(1, 200) else []
    series = Series(words.label("series.market_share"), draw.rates(share for _, share in parts), percent=True)
    whole = abs(rest) <= Fraction(1, 200) or rest > 0
    plot = Plot.DOUGHNUT if whole and len(parts) <= 8 else Plot.BAR
    return draw.chart(words, "market_share", plot, [name for name, _ in parts], (series,), unit=False)


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
