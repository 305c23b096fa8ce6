"""Tables of what explains the gap, and of the year ahead."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planforge.document.listing import As, Listing, Total, banded
from planforge.document.model import Cell, Kind, Table
from planforge.review.causes import Contribution, ProductEffect
from planforge.review.monthly import MonthlyReview
from planforge.review.report.silence import silence
from planforge.review.standing import Standing
from planforge.words import Words


def gap_parts(review: MonthlyReview, words: Words) -> Table | None:
    """Who contributed how much of the gap, districts, then products; whoever made all of it has no share to tell."""

    def part(one: Contribution) -> str:
        if one.part == 1:
            return ""
        share = words.label("review.of_short" if one.gap < 0 else "review.of_over")
        return share.replace("{part}", words.numbers.percent(one.part))

    of = Listing[Contribution](words, "gap_parts")
    columns = (
        of.text("name", 2.0, lambda one: one.name),
        of.money("gap", 1.2, lambda one: one.gap, signed=True),
        of.text("gap_share", 2.0, part),
    )
    groups = (("district", review.contributions), ("product", review.product_contributions))
    return of.table(columns, banded((words.column(axis), parts) for axis, parts in groups if parts))


def price_volume_mix(review: MonthlyReview, words: Words) -> Table | None:
    """The gap in parts: volume, mix, price, and what tells no volume."""
    causes = review.causes
    if causes is None:
        return None
    of = Listing[tuple[str, Fraction]](words, "price_volume_mix")
    columns = (
        of.text("part_of", 1.4, lambda part: words.label(f"review.parts.{part[0]}")),
        of.money("gap", 1.1, lambda part: part[1], total=causes.actual - causes.planned, signed=True),
        of.text("how_counted", 4.0, lambda part: words.label(f"review.counted.{part[0]}")),
    )
    parts = [("volume", causes.volume), ("mix", causes.mix), ("price", causes.price), ("rest", causes.rest)]
    return of.table(columns, [part for part in parts if part[1] or part[0] != "rest"], total="gap")


def product_prices(review: MonthlyReview, words: Words) -> Table | None:
    """Volume and price of every product against plan."""
    of = Listing[ProductEffect](words, "product_prices")
    sold = review.causes.products if review.causes else ()
    places = max(
        (-min(exponent, 0) for one in sold if isinstance(exponent := one.units.as_tuple().exponent, int)), default=0
    )
    columns = (
        of.text("product", 1.5, lambda one: one.name),
        of.count("planned_units", 1.1, lambda one: one.planned_units),
        of.number("units", 1.1, lambda one: one.units, min(places, 3), total=Total.SUM),
        of.ratio("rate", 0.9, "units", "planned_units"),
        of.number("planned_price", 1.1, lambda one: one.planned_price, 2),
        of.number("price_got", 1.1, lambda one: one.price, 2),
        of.money("price_effect", 1.1, lambda one: one.effect, signed=True),
    )
    return of.table(columns, sold)


# The year ahead -------------------------------------------------------------------------------------------------------


def year_ahead(review: MonthlyReview, words: Words) -> Table | None:
    """The year as recent months carry on, each figure with how it is made."""
    ahead = review.forecast
    if ahead is None:
        return None
    slots = {"years": words.numbers.join(ahead.years), "count": len(ahead.years)}
    of = Listing[tuple[str, str]](words, "year_ahead")
    columns = (
        of.text("item", 1.6, lambda line: words.label(f"review.ahead.{line[0]}")),
        of.number("figure", 1.9, lambda line: Cell(line[1], kind=Kind.NUMBER)),
        of.text("how_counted", 3.2, lambda line: words.label(f"review.ahead_how.{line[0]}", **slots)),
    )
    return of.table(columns, _ahead(review, words), unit=None)


def _ahead(review: MonthlyReview, words: Words) -> Iterator[tuple[str, str]]:
    ahead, region, formats = review.forecast, review.region, words.numbers
    if ahead is None:
        return
    yield "year_target", formats.amount(ahead.target)
    if region.closed:
        yield "closed", formats.amount(region.closed)
    yield "to_date", formats.amount(region.actual)
    if region.missing:
        yield "silent", formats.amount(region.missing)
    yield "share", formats.percent(ahead.share)
    yield "steady", formats.amount(ahead.steady)
    yield "run_rate", formats.amount(ahead.year)
    yield "run_attainment", formats.percent(ahead.rate)
    if ahead.low is not None and ahead.high is not None and ahead.basis != "none":
        low, high = formats.amount(ahead.low), formats.amount(ahead.high)
        yield f"range_{ahead.basis}", words.label("review.range", low=low, high=high)
    if ahead.required is not None:
        yield "left", formats.amount(region.left)
        yield "required", formats.amount(ahead.required)
        if region.pace is not None:
            yield "pace", formats.percent(region.pace)
        yield "mean_left", formats.amount(ahead.mean_left)


def left_by_district(review: MonthlyReview, words: Words) -> Table | None:
    """What each district has still to sell, against what was planned for the months left."""
    if review.through == 12 or not review.districts:
        return None
    of = Listing[Standing](words, "left_by_district")
    columns = (
        of.text("name", 1.4, lambda node: node.name or words.column("total")),
        of.money("year_target", 1.1, lambda node: node.year),
        of.money("actual_so_far", 1.1, lambda node: node.actual if node.reported else silence(words)),
        of.money("left_to_sell", 1.1, lambda node: node.left),
        of.money("planned_left", 1.1, lambda node: node.open_target),
        of.percent("pace", 1.0, lambda node: node.pace),
    )
    return of.table(columns, [*(node for node in review.districts if node.year), As(review.region)])


TABLES = {
    "gap_parts": gap_parts,
    "price_volume_mix": price_volume_mix,
    "product_prices": product_prices,
    "year_ahead": year_ahead,
    "left_by_district": left_by_district,
}
