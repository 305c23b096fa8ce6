"""Tables of part six: checkpoints, KPIs, meetings, tiers, contingencies, visits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import accumulate

from planforge.document.listing import As, Listed, Listing
from planforge.document.model import RowKind, Table
from planforge.document.tables.appraisal import span
from planforge.numbers import Exact, nearest, ratio
from planforge.plan.measures import watched
from planforge.plan.plan import Plan
from planforge.spec.strategy import Contingency, Kpi, Meeting, Tier, Visit
from planforge.words import Words


def checkpoints(plan: Plan, words: Words) -> Table | None:
    """Month by month: the target, the target to date, and the amber and red lines below it."""
    lights, months = plan.spec.control.lights, plan.targets.districts.months
    reached = list(accumulate(months))
    of = Listing[int](words, "checkpoints")
    columns = (
        of.label("month", 1.0, lambda m: words.numbers.month(m + 1)),
        of.money("month_target", 1.1, lambda m: months[m]),
        of.money("to_date", 1.1, lambda m: reached[m]),
        of.percent("progress", 1.0, lambda m: Fraction(reached[m], plan.targets.total or 1)),
        of.money("green_line", 1.2, lambda m: nearest(reached[m] * Fraction(lights.green), plan.granule)),
        of.money("red_line", 1.2, lambda m: nearest(reached[m] * Fraction(lights.amber), plan.granule)),
    )
    return of.table(columns, [As(m, RowKind.SUBTOTAL) if m % 3 == 2 else m for m in range(12)])


# KPIs -----------------------------------------------------------------------------------------------------------------

Coded = tuple[str, Kpi]


def coded_kpis(plan: Plan, owner: str | None = None) -> list[Coded]:
    """Every KPI with its code, K1, K2 … by order where it has none; an owner's only, where one is named."""
    held = enumerate(watched(plan), 1)
    return [(kpi.code or f"K{n}", kpi) for n, kpi in held if owner in (None, kpi.owner)]


def kpis(plan: Plan, words: Words) -> Table | None:
    return kpi_table("kpis", coded_kpis(plan), words, wide=True)


def kpi_table(key: str, held: Iterable[Coded], words: Words, *, wide: bool = False, own: bool = False) -> Table | None:
    """What is watched, how often, by whom (unless all are one's own), and what happens when it alarms."""
    of = Listing[Coded](words, key)
    columns = (
        of.label("code", 1.0, lambda one: one[0]),
        of.text("kpi", 1.4, lambda one: one[1].name),
        *(() if own else [of.label("serves_objective", 1.0, lambda one: one[1].objective)]),
        of.text("target", 1.1, lambda one: one[1].target),
        of.text("alert", 1.1, lambda one: one[1].alert),
        of.label("frequency", 1.0, lambda one: one[1].frequency),
        *(() if own else [of.text("owner", 1.0, lambda one: one[1].owner)]),
        of.text("correction", 2.6, lambda one: one[1].correction),
    )
    return of.table(columns, held, unit=None, wide=wide)


def kpi_definitions(plan: Plan, words: Words) -> Table | None:
    """How each KPI is counted, and from which records."""
    of = Listing[Coded](words, "kpi_definitions")
    columns = (
        of.label("code", 1.0, lambda one: one[0]),
        of.text("kpi", 1.4, lambda one: one[1].name),
        of.text("definition", 4.0, lambda one: one[1].definition),
        of.text("source_data", 1.6, lambda one: one[1].source),
    )
    return of.table(columns, [one for one in coded_kpis(plan) if one[1].definition or one[1].source], unit=None)


# What is done regularly, and when it alarms ---------------------------------------------------------------------------


def meetings(plan: Plan, words: Words) -> Table | None:
    """Meetings and reports."""

    def when(meeting: Meeting) -> str | None:
        return meeting.when or (words.label("day_of_month", day=meeting.day) if meeting.day else None)

    of = Listing[Meeting](words, "meetings")
    columns = (
        of.text("meeting", 1.3, lambda meeting: meeting.name),
        of.label("frequency", 1.0, lambda meeting: words.label(f"cadence.{meeting.frequency}")),
        of.text("when", 1.0, when),
        of.text("chair", 1.0, lambda meeting: meeting.chair),
        of.text("attendees", 1.3, lambda meeting: meeting.attendees),
        of.text("agenda", 2.2, lambda meeting: "\n".join(meeting.agenda)),
        of.text("output", 1.4, lambda meeting: meeting.output),
    )
    return of.table(columns, plan.spec.control.meetings, unit=None)


def tiers(plan: Plan, words: Words) -> Table | None:
    """Tiers of attainment and what is done with each."""
    held = sorted(plan.spec.control.tiers, key=lambda tier: -tier.low)
    ends = dict(zip((tier.name for tier in held), [None, *(tier.low for tier in held)], strict=False))

    def reach(tier: Tier) -> str:
        return span(words, tier.low, tier.high if tier.high is not None else ends[tier.name])

    of = Listing[Tier](words, "tiers")
    columns = (
        of.text("tier", 1.2, lambda tier: tier.name),
        of.text("attainment", 1.6, reach),
        of.text("tier_action", 4.0, lambda tier: tier.action),
    )
    return of.table(columns, held, unit=None)


def contingencies(plan: Plan, words: Words) -> Table | None:
    return contingency_table("contingencies", plan.spec.control.contingencies, words)


def contingency_table(key: str, held: Sequence[Contingency], words: Words) -> Table | None:
    """What triggers which measures, who acts, what reserve is drawn."""
    of = Listing[Contingency](words, key)
    columns = (
        of.text("trigger", 1.8, lambda case: case.trigger),
        of.label("below", 1.0, lambda case: words.numbers.rate(case.below)),
        of.money("impact", 1.0, lambda case: case.impact),
        of.text("measures", 3.4, lambda case: "\n".join(case.measures)),
        of.text("owner", 1.0, lambda case: case.owner),
        of.money("reserve_drawn", 1.0, lambda case: case.reserve),
    )
    return of.table(columns, held, unit="unit" if any(case.reserve or case.impact for case in held) else None)


def visits(plan: Plan, words: Words) -> Table | None:
    """Who visits how many nodes, how long each, in which cycle, and the load that makes for one person."""
    of = Listing[Visit](words, "visits")
    columns = (
        of.text("role", 1.2, lambda visit: visit.role),
        of.count("people", 1.0, lambda visit: visit.people),
        of.count("visit_nodes", 1.0, lambda visit: visit.nodes),
        *visit_load(of),
    )
    return of.table(columns, plan.spec.control.visits, unit=None)


def visit_load(of: Listing[Visit]) -> Iterator[Listed[Visit]]:
    """What one person has to visit: nodes, days for each and in all, the cycle, what is expected."""
    numbers, label = of.words.numbers, of.words.label

    def each(visit: Visit) -> Fraction | None:
        return ratio(visit.nodes, visit.people)

    def span_of(days: Iterable[Exact]) -> str:
        low, high = (numbers.number(day, 1, trim=True) for day in days)
        return low if low == high else label("span", low=low, high=high)

    def in_all(visit: Visit) -> str | None:
        nodes = each(visit)
        return None if nodes is None else span_of(nodes * days for days in visit.days)

    yield of.label("nodes_each", 1.0, lambda visit: numbers.number(each(visit), 1, trim=True))
    yield of.label("visit_days", 1.0, lambda visit: span_of(visit.days))
    yield of.label("days_each", 1.0, in_all)
    yield of.label("cycle", 1.0, lambda visit: label(f"cycles.{visit.cycle}"))
    yield of.text("expected", 3.2, lambda visit: visit.note)


TABLES = {
    "checkpoints": checkpoints,
    "kpis": kpis,
    "kpi_definitions": kpi_definitions,
    "meetings": meetings,
    "tiers": tiers,
    "contingencies": contingencies,
    "visits": visits,
}
