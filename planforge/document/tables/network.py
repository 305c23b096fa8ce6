"""Tables of the objectives in numbers: the network, display by stage, other counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any

from planforge.document.listing import As, Band, Listing, Sum, Total
from planforge.document.model import Cell, Kind, RowKind, Table
from planforge.plan.growth.network import CountPlan, NetworkPlan, NodeCount
from planforge.plan.growth.units import Load, UnitPlan, UnitTarget
from planforge.plan.plan import Plan
from planforge.records import replace
from planforge.words import Words

Noded = tuple[NodeCount, bool]
"""A district's counts, and whether its distribution is measured."""


def network(plan: Plan, words: Words) -> Table | None:
    """Every measure by district: universe, current, new, closed, year-end, distribution."""
    of = Listing[Noded](words, "network")
    columns = (
        of.text("district", 1.4, lambda row: row[0].name or words.column("total")),
        of.count("universe", 1.0, lambda row: row[0].universe if row[1] else row[0].universe or Cell("")),
        of.count("current", 1.0, lambda row: row[0].current),
        of.count("new", 1.0, lambda row: row[0].new, nil=False),
        of.count("closed", 1.0, lambda row: row[0].closed, nil=False),
        of.count("year_end", 1.0, lambda row: row[0].target),
        of.percent("rate_last", 1.1, lambda row: row[0].last_rate if row[1] else Cell("")),
        of.percent("rate_plan", 1.1, lambda row: row[0].rate if row[1] else Cell("")),
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
    table = of.table(columns, rows, unit=None)
    dated = [one.name for one in plan.network if one.dated]
    return (
        replace(table, note=words.label("network_dated", names=words.numbers.join(dated))) if table and dated else table
    )


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
    known = any(rate is not None for rate in (held.total_current, *held.total_rates))
    rows = zip(held.districts, held.current, held.rates, strict=True)
    return of.table(columns, [*rows, As(whole)] if known else list(rows), unit=None)


def dealer_targets(plan: Plan, words: Words) -> Table | None:
    """Every dealer's last year, target and growth by district; what its district sells through others ends it."""
    held = plan.dealers
    if held is None:
        return None
    stock = {dealer.name: dealer.stock for dealer in plan.spec.situation.dealers.items}
    of = Listing[UnitTarget](words, "dealer_targets")
    columns = (
        of.text("dealer", 2.0, lambda unit: unit.name or words.label("rest_of_district")),
        of.text("from_when", 1.0, lambda unit: words.numbers.day(unit.signs) if unit.signs else None),
        of.money("last", 1.0, lambda unit: unit.last),
        of.money("plan", 1.0, lambda unit: unit.target),
        of.growth("growth", 0.9, "plan", "last"),
        of.share("part", 0.8, "plan"),
        of.label("how_set", 0.9, lambda unit: _how(unit, words)),
        of.money("opening_stock", 1.0, lambda unit: stock.get(unit.name)),
    )
    return _named_below(of.table(columns, _by_district(held), total="total"), held, words)


def county_targets(plan: Plan, words: Words) -> Table | None:
    """Counties with capacity, dealer, outlets and target."""
    held = plan.counties
    if held is None:
        return None
    counties = {county.name: county for county in plan.spec.counties}

    def of_county(unit: UnitTarget, key: str) -> Any:
        return getattr(counties[unit.name], key) if unit.name else None

    of = Listing[UnitTarget](words, "county_targets")
    columns = (
        of.text("county", 1.3, lambda unit: unit.name or words.label("rest_of_district")),
        of.text(
            "dealer", 1.5, lambda unit: of_county(unit, "dealer") or (words.label("no_dealer") if unit.name else None)
        ),
        of.money("market", 1.0, lambda unit: of_county(unit, "market")),
        of.money("last", 1.0, lambda unit: unit.last),
        of.money("plan", 1.0, lambda unit: unit.target),
        of.growth("growth", 0.9, "plan", "last"),
        of.ratio("share_last", 0.9, "last", "market"),
        of.count("outlets", 0.9, lambda unit: of_county(unit, "outlets")),
        of.count("outlets_plan", 0.9, lambda unit: of_county(unit, "outlets_target")),
    )
    return _named_below(of.table(columns, _by_district(held), total="total"), held, words)


def _by_district(held: UnitPlan) -> Iterator[UnitTarget | Band]:
    """The units of each district under its name."""
    for district, group in groupby(held.units, key=lambda unit: unit.district):
        yield Band(district)
        yield from group


def _named_below(table: Table | None, held: UnitPlan, words: Words) -> Table | None:
    """With what those named come to in the note: it is no part of the sum."""
    last = [unit.last for unit in held.named if unit.last is not None]
    amount = words.numbers.amount
    note = words.label("units_named", count=len(held.named), last=amount(sum(last)), plan=amount(held.total))
    return replace(table, note="\n".join(filter(None, (table.note, note)))) if table else None


def _how(unit: UnitTarget, words: Words) -> str | None:
    if not unit.name:
        return None
    return words.label(
        "how_set.stated" if unit.stated else "how_set.grown" if unit.target is not None else "how_set.open"
    )


Flow = tuple[int, int, int, int, Fraction | None]
"""Month, sell-in, sell-out, closing stock, days of stock."""


def stock_by_month(plan: Plan, words: Words) -> Table | None:
    """Sell-in, sell-out and stock of the trade by month."""
    held = plan.stock
    if held is None:
        return None
    flows = list(zip(range(1, 13), held.sell_in, held.sell_out, held.closing, held.days, strict=True))
    of = Listing[Flow](words, "stock_by_month")
    columns = (
        of.label("month", 1.0, lambda flow: words.numbers.month(flow[0])),
        of.money("sell_in", 1.2, lambda flow: flow[1]),
        of.money("sell_out", 1.2, lambda flow: flow[2]),
        of.money("closing_stock", 1.2, lambda flow: flow[3], total=Total.LAST),
        of.number("stock_days", 1.0, lambda flow: flow[4], 0, total=Total.LAST),
    )
    table = of.table(columns, flows, total="total")
    note = words.label("stock_derived" if held.derived else "stock_stated", opening=words.numbers.amount(held.opening))
    return replace(table, note=note) if table else None


def capacity(plan: Plan, words: Words) -> Table | None:
    """Outlets or stores for each person, on 1 January and at year-end."""
    held = plan.capacity
    if held is None:
        return None
    of = Listing[Load](words, "capacity")
    columns = (
        of.text("district", 1.4, lambda load: load.district or words.column("total")),
        of.count("people_start", 1.0, lambda load: load.people),
        of.count("people_end", 1.0, lambda load: load.people_end),
        of.count("nodes_start", 1.0, lambda load: load.nodes),
        of.count("nodes_end", 1.0, lambda load: load.nodes_end),
        of.number("each_start", 1.1, lambda load: load.each),
        of.number("each_end", 1.1, lambda load: load.each_end),
    )
    *districts, whole = held.loads
    table = of.table(columns, [*districts, As(whole)], unit=None)
    name = held.name or words.terms["store"]
    return replace(table, caption=words.caption("capacity", of=words.numbers.plural(name))) if table else None


TABLES = {
    "dealer_targets": dealer_targets,
    "county_targets": county_targets,
    "stock_by_month": stock_by_month,
    "capacity": capacity,
    "network": network,
    "network_by_quarter": network_by_quarter,
    "counts": counts,
    "display": display,
}
