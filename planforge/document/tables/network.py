"""Tables of the objectives in numbers: the network, display by stage, other counts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from planforge.document.listing import As, Band, Listing, Sum
from planforge.document.model import Kind, RowKind, Table
from planforge.plan.growth.network import CountPlan, NetworkPlan, NodeCount
from planforge.plan.plan import Plan
from planforge.words import Words

Noded = tuple[NodeCount, bool]
"""A district's counts, and whether its distribution is measured."""


def network(plan: Plan, words: Words) -> Table | None:
    """Every measure by district: universe, current, new, closed, year-end, distribution."""
    of = Listing[Noded](words, "network")
    columns = (
        of.text("district", 1.4, lambda row: row[0].name or words.column("total")),
        of.count("universe", 1.0, lambda row: row[0].universe),
        of.count("current", 1.0, lambda row: row[0].current),
        of.count("new", 1.0, lambda row: row[0].new),
        of.count("closed", 1.0, lambda row: row[0].closed),
        of.count("year_end", 1.0, lambda row: row[0].target),
        of.percent("rate_last", 1.1, lambda row: row[0].last_rate if row[1] else None),
        of.percent("rate_plan", 1.1, lambda row: row[0].rate if row[1] else None),
    )
    rows: list[Noded | Band | As[Noded]] = []
    for one in plan.network:
        rows += [Band(_title(words, one)), *((node, one.distribution) for node in one.districts)]
        rows.append(As((one.total, one.distribution), RowKind.SUBTOTAL))
    return of.table(columns, rows, unit=None)


def _title(words: Words, measure: NetworkPlan | CountPlan) -> str:
    """The name with its unit, where the unit is not the name again."""
    if measure.unit.casefold() == measure.name.casefold():
        return measure.name
    return words.label("measure_unit", name=measure.name, of=measure.unit)


def network_by_quarter(plan: Plan, words: Words) -> Table | None:
    """Counts at the end of each quarter."""
    of = Listing[NodeCount](words, "network_by_quarter")
    ends = [words.label("quarter_end", quarter=words.numbers.quarter(quarter)) for quarter in range(1, 5)]
    columns = (
        of.text("district", 1.6, lambda node: node.name or words.column("total")),
        of.count("year_start", 1.0, lambda node: node.current),
        *of.each(ends, lambda node: node.quarters, Kind.COUNT),
    )
    rows: list[NodeCount | Band | As[NodeCount]] = []
    for one in plan.network:
        rows += [Band(_title(words, one)), *one.districts, As(one.total, RowKind.SUBTOTAL)]
    return of.table(columns, rows, unit=None)


Counted = tuple[str, Sequence[int]]
"""A district and its count by quarter."""


def counts(plan: Plan, words: Words) -> Table | None:
    """Other objectives in numbers, by district and quarter."""
    of = Listing[Counted](words, "counts")
    columns = (
        of.text("district", 1.6, lambda row: row[0]),
        *(quarters := of.quarters(lambda row: row[1], Kind.COUNT)),
        of.across("year_total", 1.0, quarters, Kind.COUNT),
    )
    rows: list[Counted | Band | Sum[Counted]] = []
    for count in plan.counts:
        held = list(zip(count.districts, count.quarters, strict=True))
        rows += [Band(_title(words, count)), *held, Sum(held)]
    return of.table(columns, rows, unit=None)


Shown = tuple[str, Fraction | None, Sequence[Fraction | None]]
"""A district, its rate today and at each stage."""


def display(plan: Plan, words: Words) -> Table | None:
    """Display rates by district and stage."""
    held = plan.display
    if held is None or not held.stages:
        return None
    titles = [
        words.label("stage", name=name, month=words.numbers.month(until))
        for name, until in zip(held.stages, held.until, strict=True)
    ]
    of = Listing[Shown](words, "display")
    columns = (
        of.text("district", 1.4, lambda row: row[0]),
        of.percent("today", 1.0, lambda row: row[1]),
        *of.each(titles, lambda row: row[2], Kind.PERCENT),
    )
    whole = (words.label("whole_region"), held.total_current, held.total_rates)
    return of.table(columns, [*zip(held.districts, held.current, held.rates, strict=True), As(whole)], unit=None)


TABLES = {"network": network, "network_by_quarter": network_by_quarter, "counts": counts, "display": display}
