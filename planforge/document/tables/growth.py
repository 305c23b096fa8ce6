"""Tables of where the growth comes from: sources against the gap, funnels."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from planforge.document import cells as c
from planforge.document.listing import As, Band, Listing, Sum
from planforge.document.model import Cell, Kind, RowKind, Table, Tone
from planforge.plan.growth.gap import Source
from planforge.plan.growth.matrix import NodeGrowth
from planforge.plan.plan import Plan
from planforge.words import Words, capital


def growth_sources(plan: Plan, words: Words) -> Table | None:
    """Every source with its part of the gap; where their sum is not the gap, this and the difference below it."""
    gap = plan.gap
    if gap is None:
        return None

    whole = sum(source.amount for source in gap.sources)
    over = whole > gap.gap  # then parts of the gap would sum to more than it
    divisor = whole if over else gap.gap

    def part(amount: int) -> Fraction | None:
        return Fraction(amount, divisor) if divisor > 0 else None

    def share(source: Source) -> Fraction | None:
        return part(source.amount) if source in gap.sources else None

    of = Listing[Source](words, "growth_sources")
    columns = (
        of.text("source_of", 1.8, lambda source: source.name),
        of.money("amount", 1.0, lambda source: source.amount),
        of.percent("sources_part" if over else "gap_part", 1.0, share, total=part(whole)),
        of.text("district", 1.0, lambda source: source.district),
        of.label("strategy_code", 1.0, lambda source: source.strategy),
        of.text("basis_of", 2.6, lambda source: source.basis),
    )
    rows: list[Source | As[Source] | Sum[Source]] = [*gap.sources]
    if gap.sources and gap.uncovered and gap.gap > 0:
        rows.append(Sum(gap.sources))
        told = (("needed", gap.gap), ("spare" if over else "open", abs(gap.uncovered)))
        rows += (
            As(Source(words.label(f"gap.{name}"), amount, None, None, None), RowKind.BODY) for name, amount in told
        )
    return of.table(columns, rows, total=None if len(rows) > len(gap.sources) else "total")


def growth_matrix(plan: Plan, words: Words) -> Table | None:
    """The growth of every district, product and channel, and of the cells that sources name, with what is left."""
    of = Listing[NodeGrowth](words, "growth_matrix")

    def said(row: NodeGrowth) -> str:
        return words.label("list_break").join(f"{s.name} {words.numbers.money(s.amount)}" for s in row.sources)

    columns = (
        of.text("name", 1.4, lambda row: row.name or words.label("other_cells")),
        of.money("growth_of_node", 1.0, lambda row: row.growth, signed=True),
        of.money("named_sources", 1.0, lambda row: row.named or None),
        of.money("rest_of_growth", 1.0, lambda row: row.rest, signed=True, tone=_over),
        of.text("which_sources", 3.4, said),
    )
    rows: list[NodeGrowth | Band | Sum[NodeGrowth]] = []
    for axis in dict.fromkeys(row.axis for row in plan.matrix):
        held = [row for row in plan.matrix if row.axis == axis]
        title = " × ".join(words.terms[one] for one in axis.split("_"))
        rows += [Band(capital(title)), *held, Sum(held)]
    return of.table(columns, rows)


def _over(row: NodeGrowth) -> Tone:
    return Tone.BAD if row.named and row.rest < 0 else Tone.PLAIN


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
            return c.percent(words, value, decimals=words.numbers.finest(factor.last, factor.plan))
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


TABLES = {"growth_sources": growth_sources, "growth_matrix": growth_matrix, "funnels": funnels}
