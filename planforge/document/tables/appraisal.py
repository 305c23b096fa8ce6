"""Tables of appraisal: metrics and weights, scoring bands, commission steps, what a person earns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from planforge.document.listing import Band, Listed, Listing, Sum, Total, banded
from planforge.document.model import Cell, Table
from planforge.numbers import Exact
from planforge.plan.money.appraisal import Pay
from planforge.plan.plan import Plan
from planforge.spec.money import AppraisalMetric, Scheme
from planforge.words import Words

T = TypeVar("T")
Step = tuple[str, Exact, Exact | None, Exact]
"""A name, from where (included) to where (excluded) it holds, and what it brings."""


def appraisal_metrics(plan: Plan, words: Words) -> Table | None:
    """Every role's metrics with weight, source and rule."""

    def metrics(scheme: Scheme) -> list[AppraisalMetric | Sum[AppraisalMetric]]:
        return [*scheme.metrics, Sum(scheme.metrics)] if scheme.metrics else []

    of = Listing[AppraisalMetric](words, "appraisal_metrics")
    return of.table(metric_columns(of), _by_role(plan, words, metrics), unit=None)


def metric_columns(of: Listing[AppraisalMetric]) -> tuple[Listed[AppraisalMetric], ...]:
    return (
        of.text("metric", 1.6, lambda metric: metric.name),
        of.percent("weight", 1.0, lambda metric: metric.weight, total=Total.SUM),
        of.text("source_data", 1.4, lambda metric: metric.source),
        of.text("scoring", 3.4, lambda metric: metric.rule),
    )


def bands(plan: Plan, words: Words) -> Table | None:
    """Which attainment gives which score, by role."""
    of = Listing[Step](words, "bands")
    columns = (
        of.text("grade", 1.4, lambda step: step[0]),
        of.text("attainment", 2.4, lambda step: span(words, step[1], step[2])),
        of.percent("score", 1.2, lambda step: step[3]),
    )

    def steps(scheme: Scheme) -> list[Step]:
        return [(band.label or "", band.low, band.high, band.score) for band in scheme.bands]

    return of.table(columns, _by_role(plan, words, steps), unit=None)


def commission(plan: Plan, words: Words) -> Table | None:
    """From which attainment which rate of commission."""
    of = Listing[Step](words, "commission")
    columns = (
        of.text("attainment", 2.4, lambda step: span(words, step[1], step[2])),
        of.text("commission_rate", 1.2, lambda step: words.numbers.rate(step[3])),
    )

    def steps(scheme: Scheme) -> list[Step]:
        ends = [*(step.low for step in scheme.commission[1:]), None]
        return [("", step.low, end, step.rate) for step, end in zip(scheme.commission, ends, strict=False)]

    return of.table(columns, _by_role(plan, words, steps), unit=None)


def _by_role(plan: Plan, words: Words, rows_of: Callable[[Scheme], Sequence[T]]) -> Iterator[T | Band]:
    """Rows of every scheme under a band with its role; equal roles share a band."""
    groups: list[tuple[Sequence[T], list[str]]] = []
    for scheme in plan.spec.appraisal.schemes:
        rows = rows_of(scheme)
        same = next((roles for held, roles in groups if held == rows), None)
        if same is not None:
            same.append(scheme.role)
        elif rows:
            groups.append((rows, [scheme.role]))
    yield from banded((words.numbers.sequence(roles), rows) for rows, roles in groups)


def span(words: Words, low: Exact, high: Exact | None) -> str:
    """A range of attainment in words: from (included) to (excluded)."""
    if high is None:
        return words.label("from_on", low=words.numbers.rate(low))
    if not low:
        return words.label("below", high=words.numbers.rate(high))
    return words.label("from_to", low=words.numbers.rate(low), high=words.numbers.rate(high))


def pay(plan: Plan, words: Words) -> Table | None:
    """What a person of each role earns in a year at 80, 100 and 120 %."""
    groups = ((scheme.role, scheme.examples) for scheme in plan.appraisal if scheme.examples)
    return pay_at_rates("pay", banded(groups), words)


def pay_at_rates(key: str, rows: Iterable[Pay | Band], words: Words) -> Table | None:
    """What each attainment brings in a year; commission where any is paid."""
    rows = tuple(rows)
    earned = any(isinstance(one, Pay) and one.commission for one in rows)
    of = Listing[Pay](words, key)
    columns = (
        of.label("attainment", 1.0, lambda one: words.numbers.rate(one.attainment)),
        of.percent("score", 1.0, lambda one: one.score),
        of.number("base_pay", 1.2, lambda one: one.base, 0),
        of.number("bonus", 1.2, lambda one: one.bonus, 0),
        *([of.number("commission_pay", 1.2, lambda one: one.commission or Cell(""), 0)] if earned else []),
        of.number("year_pay", 1.2, lambda one: one.total, 0),
    )
    return of.table(columns, rows, unit="currency")


TABLES = {"appraisal_metrics": appraisal_metrics, "bands": bands, "commission": commission, "pay": pay}
