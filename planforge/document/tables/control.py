"""Tables of part six: checkpoints, KPIs, meetings, tiers, contingencies, visits."""

from __future__ import annotations

from fractions import Fraction

from planforge.document import cells as c
from planforge.document.model import Kind, Row, RowKind, Table
from planforge.document.tables.appraisal import span
from planforge.numbers import Exact, nearest
from planforge.plan.plan import Plan
from planforge.spec.strategy import Visit
from planforge.words import Words


def checkpoints(plan: Plan, words: Words) -> Table | None:
    """Month by month: the target, the target to date, and the amber and red lines below it."""
    lights, months = plan.spec.control.lights, plan.targets.districts.months
    rows, reached = [], 0
    for month, target in enumerate(months, 1):
        reached += target
        amber = nearest(reached * Fraction(lights.green), plan.granule)
        red = nearest(reached * Fraction(lights.amber), plan.granule)
        cells = (
            c.money(words, target),
            c.money(words, reached),
            c.percent(words, Fraction(reached, plan.targets.total or 1)),
        )
        limits = (c.money(words, amber), c.money(words, red))
        rows.append(
            Row(
                (c.label(words.numbers.month(month)), *cells, *limits),
                RowKind.SUBTOTAL if month % 3 == 0 else RowKind.BODY,
            )
        )
    heads = (
        ("month", Kind.LABEL, 1.0),
        ("month_target", Kind.MONEY, 1.1),
        ("to_date", Kind.MONEY, 1.1),
        ("progress", Kind.PERCENT, 1.0),
    )
    more = (("green_line", Kind.MONEY, 1.2), ("red_line", Kind.MONEY, 1.2))
    return c.table(words, "checkpoints", c.columns(words, "checkpoints", (*heads, *more)), rows)


def kpis(plan: Plan, words: Words) -> Table | None:
    """What is watched, how often, by whom, and what happens when it alarms."""
    rows = [
        c.body(
            c.label(k.code or f"K{n}"),
            c.text(k.name),
            c.label(k.objective),
            c.text(k.target),
            c.text(k.alert),
            c.label(k.frequency),
            c.text(k.owner),
            c.text(k.source),
            c.text(k.correction),
        )
        for n, k in enumerate(plan.spec.control.kpis, 1)
    ]
    heads = (
        ("code", Kind.LABEL, 1.0),
        ("kpi", Kind.TEXT, 1.4),
        ("serves_objective", Kind.LABEL, 1.0),
        ("target", Kind.TEXT, 1.1),
        ("alert", Kind.TEXT, 1.1),
    )
    more = (
        ("frequency", Kind.LABEL, 1.0),
        ("owner", Kind.TEXT, 1.0),
        ("source_data", Kind.TEXT, 1.3),
        ("correction", Kind.TEXT, 2.6),
    )
    return c.table(
        words,
        "kpis",
        *c.kept(c.columns(words, "kpis", (*heads, *more)), rows, words.numbers.missing),
        unit=None,
        wide=True,
    )


def kpi_definitions(plan: Plan, words: Words) -> Table | None:
    """How each KPI is counted."""
    rows = [
        c.body(c.label(k.code or f"K{n}"), c.text(k.name), c.text(k.definition))
        for n, k in enumerate(plan.spec.control.kpis, 1)
        if k.definition
    ]
    heads = (("code", Kind.LABEL, 1.0), ("kpi", Kind.TEXT, 1.4), ("definition", Kind.TEXT, 4.0))
    return c.table(words, "kpi_definitions", c.columns(words, "kpi_definitions", heads), rows, unit=None)


def meetings(plan: Plan, words: Words) -> Table | None:
    """Meetings and reports."""
    rows = [
        c.body(
            c.text(m.name),
            c.label(words.label(f"cadence.{m.frequency}")),
            c.text(m.when or (words.label("day_of_month", day=m.day) if m.day else None)),
            c.text(m.chair),
            c.text(m.attendees),
            c.text("\n".join(m.agenda)),
            c.text(m.output),
        )
        for m in plan.spec.control.meetings
    ]
    heads = (
        ("meeting", Kind.TEXT, 1.3),
        ("frequency", Kind.LABEL, 1.0),
        ("when", Kind.TEXT, 1.0),
        ("chair", Kind.TEXT, 1.0),
    )
    more = (("attendees", Kind.TEXT, 1.3), ("agenda", Kind.TEXT, 2.2), ("output", Kind.TEXT, 1.4))
    return c.table(
        words,
        "meetings",
        *c.kept(c.columns(words, "meetings", (*heads, *more)), rows, words.numbers.missing),
        unit=None,
    )


def tiers(plan: Plan, words: Words) -> Table | None:
    """Tiers of attainment and what is done with each."""
    held = sorted(plan.spec.control.tiers, key=lambda tier: -tier.low)
    ends = [None, *(tier.low for tier in held)]
    rows = [
        c.body(c.text(t.name), c.text(span(words, t.low, t.high if t.high is not None else end)), c.text(t.action))
        for t, end in zip(held, ends, strict=False)
    ]
    heads = (("tier", Kind.TEXT, 1.2), ("attainment", Kind.TEXT, 1.6), ("tier_action", Kind.TEXT, 4.0))
    return c.table(words, "tiers", *c.kept(c.columns(words, "tiers", heads), rows, words.numbers.missing), unit=None)


def contingencies(plan: Plan, words: Words) -> Table | None:
    """What triggers which measures, who acts, what reserve is drawn."""
    rows = [
        c.body(
            c.text(x.trigger),
            c.label(words.numbers.rate(x.below)),
            c.text("\n".join(x.measures)),
            c.text(x.owner),
            c.money(words, x.reserve),
        )
        for x in plan.spec.control.contingencies
    ]
    heads = (
        ("trigger", Kind.TEXT, 1.8),
        ("below", Kind.LABEL, 1.0),
        ("measures", Kind.TEXT, 3.4),
        ("owner", Kind.TEXT, 1.0),
        ("reserve_drawn", Kind.MONEY, 1.0),
    )
    columns = c.columns(words, "contingencies", heads)
    unit = "unit" if any(x.reserve for x in plan.spec.control.contingencies) else None
    return c.table(words, "contingencies", *c.kept(columns, rows, words.numbers.missing), unit=unit)


def _span(words: Words, least: Exact, most: Exact) -> str:
    """One figure, or the least and the most."""
    low, high = (words.numbers.number(days, 1, trim=True) for days in (least, most))
    return low if low == high else words.label("span", low=low, high=high)


def visit_load(words: Words, visit: Visit) -> tuple[c.Cell, ...]:
    """What one person has to visit: nodes, days for each and in all, the cycle, what is expected."""
    each = Fraction(visit.nodes, visit.people) if visit.people else None
    return (
        c.label(words.numbers.number(each, 1, trim=True)),
        c.label(_span(words, *visit.days)),
        c.label(_span(words, *(each * days for days in visit.days)) if each is not None else None),
        c.label(words.label(f"cycles.{visit.cycle}")),
        c.text(visit.note),
    )


def visits(plan: Plan, words: Words) -> Table | None:
    """Who visits how many nodes, how long each, in which cycle, and the load that makes for one person."""
    rows = [
        c.body(c.text(v.role), c.count(words, v.people), c.count(words, v.nodes), *visit_load(words, v))
        for v in plan.spec.control.visits
    ]
    heads = (
        ("role", Kind.TEXT, 1.2),
        ("people", Kind.COUNT, 1.0),
        ("visit_nodes", Kind.COUNT, 1.0),
        ("nodes_each", Kind.LABEL, 1.0),
        ("visit_days", Kind.LABEL, 1.0),
        ("days_each", Kind.LABEL, 1.0),
        ("cycle", Kind.LABEL, 1.0),
        ("expected", Kind.TEXT, 3.2),
    )
    return c.table(words, "visits", *c.kept(c.columns(words, "visits", heads), rows, words.numbers.missing), unit=None)


TABLES = {
    "checkpoints": checkpoints,
    "kpis": kpis,
    "kpi_definitions": kpi_definitions,
    "meetings": meetings,
    "tiers": tiers,
    "contingencies": contingencies,
    "visits": visits,
}
