"""Charts of the monthly review, and its key figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from planforge.document.charts import draw
from planforge.document.model import Card, Cards, Chart, Plot, Series
from planforge.document.tables.review import TONES
from planforge.numbers import Exact
from planforge.plan.plan import Plan
from planforge.review.causes import Contribution
from planforge.review.monthly import MonthlyReview
from planforge.review.standing import best_first
from planforge.words import Words, capital

FEW = 8  # more bars than this stand sideways
MANY = 20  # more than this are read better in the table


def key_figures(plan: Plan, review: MonthlyReview, words: Words) -> Cards:
    """The figures a director reads first."""
    return Cards(tuple(_cards(review, words)))


def _cards(review: MonthlyReview, words: Words) -> Iterator[Card]:
    region, formats = review.region, words.numbers
    tone = TONES[region.light]
    light = words.label(f"review.lights.{region.light}") if region.light else ""
    yield Card(_card(words, "rate"), formats.percent(region.rate), light, tone)
    yield Card(_card(words, "actual"), formats.money(region.actual), formats.money(region.gap, signed=True), tone)
    if region.growth is not None:
        yield Card(_card(words, "growth"), formats.percent(region.growth, signed=True))
    if review.forecast:
        rate = formats.percent(review.forecast.rate)
        yield Card(_card(words, "forecast"), formats.money(review.forecast.year), rate)


def _card(words: Words, key: str) -> str:
    return capital(words.label(f"review.cards.{key}"))


def reached_months(plan: Plan, review: MonthlyReview, words: Words) -> Chart | None:
    """Which months were attained, and how does that compare with last year?"""
    series = [
        Series(words.label("review.series.target"), draw.money(words, [one.target for one in review.months])),
        Series(words.label("review.series.actual"), draw.money(words, [one.actual for one in review.months])),
    ]
    last = [one.last for one in review.months]
    if any(last):
        series.append(Series(_last_year(plan, review, words), draw.money(words, last), line=True))
    names = [words.numbers.month(one.month) for one in review.months]
    plot = Plot.COMBO if any(last) else Plot.COLUMN
    return draw.chart(words, "reached_months", plot, names, series, labels=False)


def _last_year(plan: Plan, review: MonthlyReview, words: Words) -> str:
    """What last year's months are called: by the year alone where others of it are estimates and these are not."""
    estimated = set(plan.review.estimated)
    over = estimated and not estimated & {one.month for one in review.months}
    return words.label("year_sales", of=plan.spec.year - 1) if over else words.label("series.last")


def reached_year(plan: Plan, review: MonthlyReview, words: Words) -> Chart | None:
    """How far is the year, and how far should it be? None where a part of it is not reported."""
    if review.silent:
        return None
    goals: list[int] = []
    reached = 0
    for target in plan.targets.districts.months:
        reached += target
        goals.append(reached)
    before = [Decimal(goal) for goal in goals[: review.closed]]
    actual = [*before, *(review.region.closed + one.reached for one in review.months)]
    padded = [*actual, *[None] * (12 - len(actual))]
    series = (
        Series(words.label("review.series.target_to_date"), draw.money(words, goals)),
        Series(words.label("review.series.actual_to_date"), draw.money(words, padded)),
    )
    return draw.chart(words, "reached_year", Plot.LINE, draw.months(words), series, labels=False)


def reached_districts(plan: Plan, review: MonthlyReview, words: Words) -> Chart | None:
    """Who attained how much?"""
    rated = [node for node in best_first(review.districts) if node.rate is not None and node.name]
    if not 1 < len(rated) <= MANY:
        return None
    rates = draw.rates(node.rate for node in rated)
    plot = Plot.DOTS if len(rated) <= FEW else Plot.BAR
    if plot is Plot.DOTS:
        series = Series(words.label("series.attainment"), rates, percent=True, colour=draw.PLANNED)
    else:
        gaps = draw.rates((node.rate or 0) - 1 for node in rated)
        series = Series(words.label("series.attainment_gap"), gaps, percent=True)
    return draw.chart(words, "reached_districts", plot, [node.name or "" for node in rated], (series,), unit=False)


def gap_by_district(plan: Plan, review: MonthlyReview, words: Words) -> Chart | None:
    """From the target to date to the actual: which district took or added how much?"""
    return _bridge("gap_by_district", review.contributions, review, words)


def _bridge(key: str, parts: Sequence[Contribution], review: MonthlyReview, words: Words) -> Chart | None:
    """Only where the parts come to the whole gap."""
    if not 1 < len(parts) <= FEW or sum(part.gap for part in parts) != review.region.gap:
        return None
    steps = [(part.name, part.gap) for part in parts]
    return _waterfall(key, steps, review, words)


def gap_by_cause(plan: Plan, review: MonthlyReview, words: Words) -> Chart | None:
    """From the target to date to the actual: volume, mix, price."""
    causes = review.causes
    if causes is None:
        return None
    parts = {"volume": causes.volume, "mix": causes.mix, "price": causes.price, "rest": causes.rest}
    steps = [(words.label(f"review.parts.{key}"), amount) for key, amount in parts.items() if amount]
    return _waterfall("gap_by_cause", steps, review, words)


def _waterfall(key: str, steps: Sequence[tuple[str, Exact]], review: MonthlyReview, words: Words) -> Chart | None:
    names = [
        words.label("review.series.target_to_date"),
        *(name for name, _ in steps),
        words.label("review.series.actual_to_date"),
    ]
    amounts = [review.region.target, *(amount for _, amount in steps), review.region.actual]
    series = Series(words.label("series.sales"), draw.money(words, amounts))
    return draw.chart(words, key, Plot.WATERFALL, names, (series,), totals=(0, len(names) - 1))


CHARTS = {
    "key_figures": key_figures,
    "reached_months": reached_months,
    "reached_year": reached_year,
    "reached_districts": reached_districts,
    "gap_by_district": gap_by_district,
    "gap_by_cause": gap_by_cause,
}
