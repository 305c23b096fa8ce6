"""Tables of sales against plan: months, districts, products, channels, people, stores."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from planforge.document import cells as c
from planforge.document.model import Column, Kind, Row, Table, Tone
from planforge.review.monthly import MonthlyReview
from planforge.review.standing import Light, Standing, best_first, quotient
from planforge.words import Words

TONES: dict[Light | None, Tone] = {None: Tone.PLAIN, "green": Tone.GOOD, "amber": Tone.WATCH, "red": Tone.BAD}


def reached_by_month(review: MonthlyReview, words: Words) -> Table | None:
    """Month by month: target, actual, attainment, and the year up to it."""
    rows = [
        c.body(
            c.label(words.numbers.month(one.month)),
            c.money(words, one.target),
            c.money(words, one.actual),
            c.percent(words, one.rate),
            c.percent(words, one.growth, signed=True),
            c.money(words, one.reached_target),
            c.money(words, one.reached),
            c.percent(words, one.reached_rate, tone=TONES[one.light]),
        )
        for one in review.months
    ]
    month, so_far = words.label("review.of_month"), words.label("review.of_year")
    columns = (
        Column(words.column("month"), Kind.LABEL, 0.8),
        *_grouped(words, "reached_by_month", month, ("target", "actual", "rate", "growth")),
        *_grouped(words, "reached_by_month", so_far, ("target", "actual", "rate")),
    )
    return c.table(words, "reached_by_month", *c.kept(columns, rows, words.numbers.missing))


def _grouped(words: Words, key: str, group: str, names: Sequence[str]) -> list[Column]:
    return [
        Column(words.column(name, key), Kind.PERCENT if name in ("rate", "growth") else Kind.MONEY, 1.0, group)
        for name in names
    ]


def reached_by_district(review: MonthlyReview, words: Words) -> Table | None:
    return _reached("reached_by_district", review.districts, review, words)


def reached_by_product(review: MonthlyReview, words: Words) -> Table | None:
    return _reached("reached_by_product", review.products, review, words)


def reached_by_channel(review: MonthlyReview, words: Words) -> Table | None:
    return _reached("reached_by_channel", review.channels, review, words)


def reached_by_person(review: MonthlyReview, words: Words) -> Table | None:
    return _reached("reached_by_person", review.people, review, words)


def reached_by_store(review: MonthlyReview, words: Words) -> Table | None:
    return _reached("reached_by_store", review.stores, review, words)


def _reached(key: str, nodes: Sequence[Standing], review: MonthlyReview, words: Words) -> Table | None:
    """The nodes by rank and their sum, whose attainment is weighted; columns without data are left out."""
    if not nodes:
        return None
    rows = [_standing(node, words) for node in best_first(nodes)]
    rows.append(_sum(nodes, review, words))
    month, so_far = words.label("review.of_this_month"), words.label("review.of_year")
    columns = [
        Column(words.column("name", key), Kind.TEXT, 1.5),
        Column(words.column("district"), Kind.TEXT, 1.1),
        *_grouped(words, key, month, ("target", "actual", "rate")),
        *_grouped(words, key, so_far, ("target", "actual", "gap", "rate", "growth")),
        Column(words.column("tier"), Kind.LABEL, 1.1),
        Column(words.column("rank"), Kind.LABEL, 1.0),
    ]
    return c.table(words, key, *c.kept(columns, rows, words.numbers.missing))


def _standing(node: Standing, words: Words) -> Row:
    planned = bool(node.year)
    return c.body(
        c.text(words.label("review.unnamed") if node.name is None else node.name),
        c.text(node.home),
        c.money(words, node.month_target if planned else None),
        c.money(words, node.month_actual),
        c.percent(words, node.month_rate),
        c.money(words, node.target if planned else None),
        c.money(words, node.actual),
        c.money(words, node.gap, signed=True),
        c.percent(words, node.rate, tone=TONES[node.light]),
        c.percent(words, node.growth, signed=True),
        c.label(node.tier),
        c.label(node.rank),
    )


def _sum(nodes: Sequence[Standing], review: MonthlyReview, words: Words) -> Row:
    goal, month_goal = sum(node.target for node in nodes), sum(node.month_target for node in nodes)
    actual = sum((node.actual for node in nodes), Decimal(0))
    month_actual = sum((node.month_actual for node in nodes), Decimal(0))
    last = [node.last for node in nodes]
    before = None if None in last else sum(filter(None, last), Decimal(0))
    growth = quotient(actual, before)
    blank = c.text("")
    return c.total(
        c.sum_of(words),
        blank,
        c.money(words, month_goal),
        c.money(words, month_actual),
        c.percent(words, quotient(month_actual, month_goal)),
        c.money(words, goal),
        c.money(words, actual),
        c.money(words, actual - goal, signed=True),
        c.percent(words, quotient(actual, goal)),
        c.percent(words, None if growth is None else growth - 1, signed=True),
        blank,
        blank,
    )


TABLES = {
    "reached_by_month": reached_by_month,
    "reached_by_district": reached_by_district,
    "reached_by_product": reached_by_product,
    "reached_by_channel": reached_by_channel,
    "reached_by_person": reached_by_person,
    "reached_by_store": reached_by_store,
}
