"""Tables of where the growth comes from: sources against the gap, funnels."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from planforge.document import cells as c
from planforge.document.listing import As, Band, Listing
from planforge.document.model import Cell, Kind, RowKind, Table
from planforge.numbers import ratio
from planforge.plan.growth.gap import Source
from planforge.plan.plan import Plan
from planforge.words import Words


def growth_sources(plan: Plan, words: Words) -> Table | None:
    """Every source with its part of the gap; the natural trend and what is uncovered stand apart."""
    gap = plan.gap
    if gap is None:
        return None

    of = Listing[Source](words, "growth_sources")
    columns = (
        of.text("source_of", 1.8, lambda source: source.name),
        of.money("amount", 1.0, lambda source: source.amount),
        of.percent(
            "gap_part",
            1.0,
            lambda source: ratio(source.amount, gap.gap),
            total=ratio(sum(source.amount for source in gap.sources), gap.gap),
        ),
        of.text("district", 1.0, lambda source: source.district),
        of.label("strategy_code", 1.0, lambda source: source.strategy),
        of.text("basis_of", 2.6, lambda source: source.basis),
    )
    return of.table(columns, gap.sources, total="total")


class Factor(NamedTuple):
    """A factor, the product, or what it is held against."""

    name: str
    unit: str
    last: Fraction | int | None
    plan: Fraction | int
    show: str = "money"
    compared: bool = True


def funnels(plan: Plan, words: Words) -> Table | None:
    """Each funnel's factors, their product, and its distance from the sales it should explain."""

    def shown(factor: Factor, value: Fraction | int | None) -> Cell:
        if factor.show == "rate":
            return c.percent(words, value)
        if factor.show == "factor":
            return Cell(words.numbers.price(value), kind=Kind.NUMBER)
        return c.money(words, value, signed=factor.show == "change")

    blank = Cell("")
    of = Listing[Factor](words, "funnels")
    columns = (
        of.text("factor", 2.0, lambda factor: factor.name),
        of.label("unit_of", 1.0, lambda factor: factor.unit),
        of.number("last_value", 1.2, lambda factor: shown(factor, factor.last) if factor.compared else blank),
        of.number("plan_value", 1.2, lambda factor: shown(factor, factor.plan)),
        of.percent("growth", 1.0, lambda x: c.growth(words, x.plan, x.last) if x.compared else blank),
    )
    return of.table(columns, _factors(plan, words), unit=None)


def _factors(plan: Plan, words: Words) -> Iterator[Factor | Band | As[Factor]]:
    money = words.numbers.unit_name
    for funnel in plan.funnels:
        yield Band(funnel.name)
        for name, unit, last, planned, rate in funnel.factors:
            yield Factor(name, unit, last, planned, "rate" if rate else "factor")
        product = Factor(words.label("funnel.product"), money, funnel.last, funnel.plan)
        yield As(product, RowKind.SUBTOTAL)
        yield Factor(words.label("funnel.covers"), money, None, funnel.covers, compared=False)
        yield Factor(words.label("funnel.difference"), money, None, funnel.difference, "change", compared=False)


TABLES = {"growth_sources": growth_sources, "funnels": funnels}
