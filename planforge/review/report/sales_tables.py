"""Tables of sales against plan: the months, and the nodes of every axis."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial

from planforge.document.listing import Listing
from planforge.document.model import Cell, Table
from planforge.document.tables.review import TONES
from planforge.numbers import growth
from planforge.plan.axes import AXES
from planforge.review.monthly import MonthlyReview
from planforge.review.report.printed import exact
from planforge.review.report.silence import silence
from planforge.review.standing import MonthStanding, Standing, best_first
from planforge.words import Words


def reached_by_month(review: MonthlyReview, words: Words) -> Table | None:
    """Month by month: target, actual, attainment, and the year up to it."""
    of = Listing[MonthStanding](words, "reached_by_month")
    month, so_far = words.label("review.of_month"), words.label("review.of_year")
    columns = (
        of.label("month", 0.8, lambda one: words.numbers.month(one.month)),
        of.money("target", 1.0, lambda one: one.target, group=month),
        of.money("actual", 1.0, lambda one: silence(words) if one.actual is None else one.actual, group=month),
        of.ratio("rate", 1.0, lambda one: exact(one).actual, lambda one: one.target, group=month),
        of.percent("growth", 1.0, lambda one: one.growth, signed=True, group=month),
        of.money("target", 1.0, lambda one: one.reached_target, group=so_far),
        of.money("actual", 1.0, lambda one: one.reached, group=so_far),
        of.percent("rate", 1.0, lambda one: one.reached_rate, tone=lambda one: TONES[one.light], group=so_far),
    )
    return of.table(columns, review.months)


def _reached(axis: str, review: MonthlyReview, words: Words) -> Table | None:
    """The nodes of an axis by rank and their sum, whose attainment is weighted."""
    nodes, of = review.standings[axis], Listing[Standing](words, f"reached_by_{axis}")
    month, so_far = words.label("review.of_this_month"), words.label("review.of_year")
    grown = _grown(exact(review.region), [exact(node) for node in nodes if node.reported])

    def month_target(node: Standing) -> int | None:
        return node.month_target if node.year and node.month_actual is not None else None

    def month_actual(node: Standing) -> Decimal | Cell:
        return silence(words) if node.month_actual is None else node.month_actual

    columns = (
        of.text("name", 1.5, lambda node: words.label("review.unnamed") if node.name is None else node.name),
        of.text("district", 1.1, lambda node: node.home),
        of.money("target", 1.0, month_target, group=month),
        of.money("actual", 1.0, month_actual, group=month),
        of.ratio("rate", 1.0, lambda node: exact(node).month_actual, lambda node: node.month_target, group=month),
        of.money("target", 1.0, lambda node: node.target if node.year and node.reported else None, group=so_far),
        of.money("actual", 1.0, lambda node: node.actual if node.reported else silence(words), group=so_far),
        of.difference("gap", 1.0, lambda node: node.actual, lambda node: node.target, group=so_far),
        of.ratio(
            "rate",
            1.0,
            lambda node: exact(node).actual,
            lambda node: node.target,
            tone=lambda node: TONES[node.light],
            group=so_far,
        ),
        of.percent("growth", 1.0, lambda node: node.growth, total=grown, signed=True, group=so_far),
        of.label("tier", 1.1, lambda node: node.tier),
        of.label("rank", 1.0, lambda node: node.rank),
    )
    return of.table(columns, best_first(nodes), total="total")


def _grown(region: Standing, nodes: list[Standing]) -> Fraction | None:
    """The growth of all nodes together: the region's where they are all of its sales, so that a total is told once."""
    sold, last = sum((node.actual for node in nodes), Decimal(0)), [node.last for node in nodes]
    if sold == region.actual and region.growth is not None:
        return region.growth
    return growth(sold, None if None in last else sum(filter(None, last), Decimal(0)))


TABLES: dict[str, Callable[[MonthlyReview, Words], Table | None]] = {
    "reached_by_month": reached_by_month,
    **{f"reached_by_{axis.key}": partial(_reached, axis.key) for axis in AXES},
}
