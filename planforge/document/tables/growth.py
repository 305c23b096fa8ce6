"""Tables of where the growth comes from: sources against the gap, funnels."""

from __future__ import annotations

from fractions import Fraction

from planforge.document import cells as c
from planforge.document.model import Kind, Row, Table
from planforge.plan.growth.gap import FunnelResult
from planforge.plan.plan import Plan
from planforge.words import Words


def growth_sources(plan: Plan, words: Words) -> Table | None:
    """Every source with its part of the gap; the natural trend and what is uncovered stand apart."""
    gap = plan.gap
    if gap is None or not gap.sources:
        return None
    rows = [
        c.body(
            c.text(source.name),
            c.money(words, source.amount),
            c.percent(words, Fraction(source.amount, gap.gap) if gap.gap > 0 else None),
            c.text(source.district),
            c.label(source.strategy),
            c.text(source.basis),
        )
        for source in gap.sources
    ]
    covered = sum(source.amount for source in gap.sources)
    rate = c.percent(words, Fraction(covered, gap.gap) if gap.gap > 0 else None)
    rows.append(c.total(c.sum_of(words), c.money(words, covered), rate, c.text(""), c.text(""), c.text("")))
    heads = (
        ("source_of", Kind.TEXT, 1.8),
        ("amount", Kind.MONEY, 1.0),
        ("gap_part", Kind.PERCENT, 1.0),
        ("district", Kind.TEXT, 1.0),
    )
    columns = c.columns(
        words, "growth_sources", (*heads, ("strategy_code", Kind.LABEL, 1.0), ("basis_of", Kind.TEXT, 2.6))
    )
    return c.table(words, "growth_sources", *c.kept(columns, rows, words.numbers.missing))


def funnels(plan: Plan, words: Words) -> Table | None:
    """Each funnel's factors, their product, and its distance from the sales it should explain."""
    rows = [row for funnel in plan.funnels for row in _funnel(words, funnel)]
    heads = (
        ("factor", Kind.TEXT, 2.0),
        ("unit_of", Kind.LABEL, 1.0),
        ("last_value", Kind.NUMBER, 1.2),
        ("plan_value", Kind.NUMBER, 1.2),
        ("growth", Kind.PERCENT, 1.0),
    )
    return c.table(words, "funnels", c.columns(words, "funnels", heads), rows, unit=None)


def _funnel(words: Words, funnel: FunnelResult) -> list[Row]:
    factors = [
        c.body(
            c.text(name),
            c.label(unit),
            _factor(words, last, rate),
            _factor(words, plan, rate),
            c.growth(words, plan, last),
        )
        for name, unit, last, plan, rate in funnel.factors
    ]
    product = c.subtotal(
        c.text(words.label("funnel.product")),
        c.label(words.numbers.unit_name),
        c.money(words, funnel.last),
        c.money(words, funnel.plan),
        c.growth(words, funnel.plan, funnel.last),
    )
    return [
        c.group(funnel.name, 5),
        *factors,
        product,
        _against(words, "covers", funnel.covers),
        _against(words, "difference", funnel.difference),
    ]


def _against(words: Words, name: str, value: int) -> Row:
    unit = c.label(words.numbers.unit_name)
    money = c.money(words, value, signed=name == "difference")
    return c.body(c.text(words.label(f"funnel.{name}")), unit, c.label(""), money, c.label(""))


def _factor(words: Words, value: Fraction | None, rate: bool) -> c.Cell:
    return c.percent(words, value) if rate else c.Cell(words.numbers.price(value), kind=Kind.NUMBER)


TABLES = {"growth_sources": growth_sources, "funnels": funnels}
