"""Tables of the objectives in numbers: the network, display by stage, other counts."""

from __future__ import annotations

from planforge.document import cells as c
from planforge.document.model import Column, Kind, Row, RowKind, Table
from planforge.plan.growth.network import CountPlan, NetworkPlan, NodeCount
from planforge.plan.plan import Plan
from planforge.words import Words


def network(plan: Plan, words: Words) -> Table | None:
    """Every measure by district: universe, current, new, closed, year-end, distribution."""
    heads = (
        ("district", Kind.TEXT, 1.4),
        ("universe", Kind.COUNT, 1.0),
        ("current", Kind.COUNT, 1.0),
        ("new", Kind.COUNT, 1.0),
    )
    more = (
        ("closed", Kind.COUNT, 1.0),
        ("year_end", Kind.COUNT, 1.0),
        ("rate_last", Kind.PERCENT, 1.1),
        ("rate_plan", Kind.PERCENT, 1.1),
    )
    rows = [row for measure in plan.network for row in _measure(words, measure)]
    kept = c.kept(c.columns(words, "network", (*heads, *more)), rows, words.numbers.missing)
    return c.table(words, "network", *kept, unit=None)


def _title(words: Words, measure: NetworkPlan | CountPlan) -> str:
    """The name with its unit, where the unit is not the name again."""
    if measure.unit.casefold() == measure.name.casefold():
        return measure.name
    return words.label("measure_unit", name=measure.name, of=measure.unit)


def _measure(words: Words, measure: NetworkPlan) -> list[Row]:
    title = _title(words, measure)
    rows = [_node(words, node, measure) for node in measure.districts]
    return [c.group(title, 8), *rows, Row(_node(words, measure.total, measure).cells, RowKind.SUBTOTAL)]


def _node(words: Words, node: NodeCount, measure: NetworkPlan) -> Row:
    rated = measure.distribution
    return c.body(
        c.text(node.name) if node.name else c.sum_of(words),
        c.count(words, node.universe),
        c.count(words, node.current),
        c.count(words, node.new),
        c.count(words, node.closed),
        c.count(words, node.target),
        c.percent(words, node.last_rate if rated else None),
        c.percent(words, node.rate if rated else None),
    )


def network_by_quarter(plan: Plan, words: Words) -> Table | None:
    """Counts at the end of each quarter."""
    columns = (
        *c.columns(words, "network_by_quarter", (("district", Kind.TEXT, 1.6), ("year_start", Kind.COUNT, 1.0))),
        *_ends(words),
    )
    rows: list[Row] = []
    for measure in plan.network:
        rows.append(c.group(_title(words, measure), 6))
        rows += [_ended(words, node) for node in (*measure.districts, measure.total)]
    return c.table(words, "network_by_quarter", columns, rows, unit=None)


def _ends(words: Words) -> list[Column]:
    return [Column(words.label("quarter_end", quarter=words.numbers.quarter(q)), Kind.COUNT) for q in range(1, 5)]


def _ended(words: Words, node: NodeCount) -> Row:
    name = c.text(node.name) if node.name else c.sum_of(words)
    counts = (c.count(words, node.current), *(c.count(words, count) for count in node.quarters))
    return Row((name, *counts), RowKind.BODY if node.name else RowKind.SUBTOTAL)


def counts(plan: Plan, words: Words) -> Table | None:
    """Other objectives in numbers, by district and quarter."""
    columns = (
        Column(words.column("district"), width=1.6),
        *c.quarter_columns(words, Kind.COUNT),
        Column(words.column("year_total"), Kind.COUNT),
    )
    rows = [row for count in plan.counts for row in _count(words, count)]
    return c.table(words, "counts", columns, rows, unit=None)


def _count(words: Words, count: CountPlan) -> list[Row]:
    rows = [
        c.body(c.text(name), *(c.count(words, q) for q in quarters), c.count(words, sum(quarters)))
        for name, quarters in zip(count.districts, count.quarters, strict=True)
    ]
    sums = [sum(column) for column in zip(*count.quarters, strict=True)]
    whole = c.subtotal(c.sum_of(words), *(c.count(words, q) for q in sums), c.count(words, count.plan))
    return [c.group(_title(words, count), 6), *rows, whole]


def display(plan: Plan, words: Words) -> Table | None:
    """Display rates by district and stage."""
    shown = plan.display
    if shown is None or not shown.stages:
        return None
    titles = [
        words.label("stage", name=name, month=words.numbers.month(until))
        for name, until in zip(shown.stages, shown.until, strict=True)
    ]
    columns = (
        Column(words.column("district"), width=1.4),
        Column(words.column("today"), Kind.PERCENT),
        *(Column(t, Kind.PERCENT) for t in titles),
    )
    rows = [
        c.body(c.text(name), c.percent(words, now), *(c.percent(words, rate) for rate in rates))
        for name, now, rates in zip(shown.districts, shown.current, shown.rates, strict=True)
    ]
    rows.append(
        c.total(
            c.text(words.label("whole_region")),
            c.percent(words, shown.total_current),
            *(c.percent(words, r) for r in shown.total_rates),
        )
    )
    return c.table(words, "display", *c.kept(columns, rows, words.numbers.missing), unit=None)


TABLES = {"network": network, "network_by_quarter": network_by_quarter, "counts": counts, "display": display}
