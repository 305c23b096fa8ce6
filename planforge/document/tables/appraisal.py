"""Tables of appraisal: metrics and weights, scoring bands, commission steps, what a person earns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from planforge.document import cells as c
from planforge.document.model import Kind, Row, Table
from planforge.plan.plan import Plan
from planforge.spec.money import Scheme
from planforge.words import Words


def appraisal_metrics(plan: Plan, words: Words) -> Table | None:
    """Every role's metrics with weight, source and rule."""
    heads = (
        ("metric", Kind.TEXT, 1.6),
        ("weight", Kind.PERCENT, 1.0),
        ("source_data", Kind.TEXT, 1.4),
        ("scoring", Kind.TEXT, 3.4),
    )

    def metrics(scheme: Scheme) -> list[Row]:
        rows = [
            c.body(c.text(m.name), c.percent(words, m.weight), c.text(m.source), c.text(m.rule)) for m in scheme.metrics
        ]
        weights = sum(Fraction(m.weight) for m in scheme.metrics)
        return [*rows, c.subtotal(c.sum_of(words), c.percent(words, weights), c.text(""), c.text(""))] if rows else []

    return _by_role("appraisal_metrics", heads, plan, words, metrics)


def bands(plan: Plan, words: Words) -> Table | None:
    """Which attainment gives which score, by role."""
    heads = (("grade", Kind.TEXT, 1.4), ("attainment", Kind.TEXT, 2.4), ("score", Kind.PERCENT, 1.2))

    def steps(scheme: Scheme) -> list[Row]:
        return [
            c.body(c.text(band.label or ""), c.text(span(words, band.low, band.high)), c.percent(words, band.score))
            for band in scheme.bands
        ]

    return _by_role("bands", heads, plan, words, steps)


def commission(plan: Plan, words: Words) -> Table | None:
    """From which attainment which rate of commission."""
    heads = (("attainment", Kind.TEXT, 2.4), ("commission_rate", Kind.TEXT, 1.2))

    def steps(scheme: Scheme) -> list[Row]:
        ends = [*(step.low for step in scheme.commission[1:]), None]
        return [
            c.body(c.text(span(words, step.low, end)), c.text(words.numbers.rate(step.rate)))
            for step, end in zip(scheme.commission, ends, strict=False)
        ]

    return _by_role("commission", heads, plan, words, steps)


def _by_role(
    key: str, heads: Iterable[c.Head], plan: Plan, words: Words, rows_of: Callable[[Scheme], list[Row]]
) -> Table | None:
    """Rows of every scheme under a band with its role; equal roles share a band."""
    columns = c.columns(words, key, heads)
    groups: dict[tuple[Row, ...], list[str]] = {}
    for scheme in plan.spec.appraisal.schemes:
        if rows := tuple(rows_of(scheme)):
            groups.setdefault(rows, []).append(scheme.role)
    found: list[Row] = []
    for rows, roles in groups.items():
        found += [c.group(words.numbers.sequence(roles), len(columns)), *rows]
    return c.table(words, key, *c.kept(columns, found, words.numbers.missing), unit=None) if found else None


def span(words: Words, low: c.Exact, high: c.Exact | None) -> str:
    """A range of attainment in words: from (included) to (excluded)."""
    if high is None:
        return words.label("from_on", low=words.numbers.rate(low))
    if not low:
        return words.label("below", high=words.numbers.rate(high))
    return words.label("from_to", low=words.numbers.rate(low), high=words.numbers.rate(high))


def pay(plan: Plan, words: Words) -> Table | None:
    """What a person of each role earns in a year at 80, 100 and 120 %."""
    rows: list[Row] = []
    for scheme in plan.appraisal:
        rows += [c.group(scheme.role, 6)] if scheme.examples else []
        rows += [
            c.body(
                c.label(words.numbers.rate(example.attainment)),
                c.percent(words, example.score),
                *(
                    c.number(words, value, 0)
                    for value in (example.base, example.bonus, example.commission, example.total)
                ),
            )
            for example in scheme.examples
        ]
    heads = (
        ("attainment", Kind.LABEL, 1.0),
        ("score", Kind.PERCENT, 1.0),
        ("base_pay", Kind.NUMBER, 1.2),
        ("bonus", Kind.NUMBER, 1.2),
    )
    columns = c.columns(words, "pay", (*heads, ("commission_pay", Kind.NUMBER, 1.2), ("year_pay", Kind.NUMBER, 1.2)))
    return c.table(words, "pay", columns, rows, unit="currency")


TABLES = {"appraisal_metrics": appraisal_metrics, "bands": bands, "commission": commission, "pay": pay}
