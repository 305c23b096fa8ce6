"""Tables of what explains the gap, and of the year ahead."""

from __future__ import annotations

from planforge.document import cells as c
from planforge.document.model import Kind, Row, RowKind, Table
from planforge.review.monthly import MonthlyReview
from planforge.review.standing import Standing, quotient
from planforge.words import Words


def gap_parts(review: MonthlyReview, words: Words) -> Table | None:
    """Who contributed how much of the gap: districts, then products."""
    groups = (("district", review.contributions), ("product", review.product_contributions))
    rows: list[Row] = []
    for axis, parts in groups:
        if parts:
            rows.append(c.group(words.column(axis), 3))
        for part in parts:
            share = words.label("review.of_short" if part.gap < 0 else "review.of_over")
            text = share.replace("{part}", words.numbers.percent(part.part))
            rows.append(c.body(c.text(part.name), c.money(words, part.gap, signed=True), c.text(text)))
    heads = (("name", Kind.TEXT, 2.0), ("gap", Kind.MONEY, 1.2), ("gap_share", Kind.TEXT, 2.0))
    return c.table(words, "gap_parts", c.columns(words, "gap_parts", heads), rows)


def price_volume_mix(review: MonthlyReview, words: Words) -> Table | None:
    """The gap in parts: volume, mix, price, and what tells no volume."""
    causes = review.causes
    if causes is None:
        return None
    parts = [("volume", causes.volume), ("mix", causes.mix), ("price", causes.price)]
    parts += [("rest", causes.rest)] if causes.rest else []
    rows = [
        c.body(
            c.text(words.label(f"review.parts.{key}")), c.money(words, amount, signed=True), c.text(_how(words, key))
        )
        for key, amount in parts
    ]
    rows.append(
        c.total(c.sum_of(words, "gap"), c.money(words, causes.actual - causes.planned, signed=True), c.text(""))
    )
    heads = (("part_of", Kind.TEXT, 1.4), ("gap", Kind.MONEY, 1.1), ("how_counted", Kind.TEXT, 4.0))
    return c.table(words, "price_volume_mix", c.columns(words, "price_volume_mix", heads), rows)


def _how(words: Words, key: str) -> str:
    return words.label(f"review.counted.{key}")


def product_prices(review: MonthlyReview, words: Words) -> Table | None:
    """Volume and price of every product against plan."""
    causes = review.causes
    if causes is None:
        return None
    rows = [
        c.body(
            c.text(one.name),
            c.count(words, one.planned_units),
            c.count(words, one.units),
            c.percent(words, quotient(one.units, one.planned_units)),
            c.price(words, one.planned_price),
            c.price(words, one.price),
            c.money(words, one.effect, signed=True),
        )
        for one in causes.products
    ]
    heads = (
        ("product", Kind.TEXT, 1.5),
        ("planned_units", Kind.COUNT, 1.1),
        ("units", Kind.COUNT, 1.1),
        ("rate", Kind.PERCENT, 0.9),
        ("planned_price", Kind.NUMBER, 1.1),
        ("price_got", Kind.NUMBER, 1.1),
        ("price_effect", Kind.MONEY, 1.1),
    )
    return c.table(words, "product_prices", c.columns(words, "product_prices", heads), rows)


def year_ahead(review: MonthlyReview, words: Words) -> Table | None:
    """The year by the seasonal run rate, each figure with how it is made."""
    ahead, formats = review.forecast, words.numbers
    if ahead is None:
        return None
    region = review.region
    lines = [
        ("year_target", formats.amount(ahead.target)),
        ("to_date", formats.amount(region.actual)),
        ("share", formats.percent(ahead.share)),
        ("run_rate", formats.amount(ahead.year)),
        ("run_attainment", formats.percent(ahead.rate)),
    ]
    if ahead.low is not None and ahead.high is not None:
        lines.append(
            (
                f"range_{ahead.basis}",
                words.label("review.range", low=formats.amount(ahead.low), high=formats.amount(ahead.high)),
            )
        )
    if ahead.required is not None:
        lines += [("left", formats.amount(region.left)), ("required", formats.amount(ahead.required))]
        lines += [("pace", formats.percent(region.pace))] if region.pace is not None else []
        lines.append(("mean_left", formats.amount(ahead.mean_left)))
    years = formats.join(ahead.years)
    rows = [
        c.body(
            c.text(words.label(f"review.ahead.{key}")),
            c.Cell(figure, kind=Kind.NUMBER),
            c.text(words.label(f"review.ahead_how.{key}", years=years, count=len(ahead.years))),
        )
        for key, figure in lines
    ]
    heads = (("item", Kind.TEXT, 1.6), ("figure", Kind.NUMBER, 1.9), ("how_counted", Kind.TEXT, 3.2))
    return c.table(words, "year_ahead", c.columns(words, "year_ahead", heads), rows, unit=None)


def left_by_district(review: MonthlyReview, words: Words) -> Table | None:
    """What each district has still to sell, against what was planned for the months left."""
    if review.through == 12 or not review.districts:
        return None
    named = [node for node in review.districts if node.year]
    rows = [_left(c.text(node.name), node, words) for node in named]
    total = _left(c.sum_of(words), review.region, words)
    rows.append(Row(total.cells, RowKind.TOTAL))
    heads = (
        ("name", Kind.TEXT, 1.4),
        ("year_target", Kind.MONEY, 1.1),
        ("actual_so_far", Kind.MONEY, 1.1),
        ("left_to_sell", Kind.MONEY, 1.1),
        ("planned_left", Kind.MONEY, 1.1),
        ("pace", Kind.PERCENT, 1.0),
    )
    return c.table(words, "left_by_district", c.columns(words, "left_by_district", heads), rows)


def _left(name: c.Cell, node: Standing, words: Words) -> Row:
    return c.body(
        name,
        c.money(words, node.year),
        c.money(words, node.actual),
        c.money(words, node.left),
        c.money(words, node.open_target),
        c.percent(words, node.pace),
    )


TABLES = {
    "gap_parts": gap_parts,
    "price_volume_mix": price_volume_mix,
    "product_prices": product_prices,
    "year_ahead": year_ahead,
    "left_by_district": left_by_district,
}
