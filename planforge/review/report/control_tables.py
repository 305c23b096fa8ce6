"""Tables of the network, of actions, and of what the plan orders for how things stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from planforge.document import cells as c
from planforge.document.listing import As, Band, Listing
from planforge.document.model import Cell, Kind, RowKind, Table, Tone
from planforge.document.tables.control import contingency_table
from planforge.document.tables.review import TONES
from planforge.numbers import rate_change
from planforge.plan.measures import Value
from planforge.records import replace
from planforge.review.corrections import KpiStanding, TierAction
from planforge.review.monthly import MonthlyReview
from planforge.review.progress import ActionStanding, CountStanding
from planforge.words import Words

STATES = {"done": Tone.GOOD, "running": Tone.WATCH, "late": Tone.BAD}


def network_reached(review: MonthlyReview, words: Words) -> Table | None:
    """The network at the end of the last quarter reported."""
    of = Listing[CountStanding](words, "network_reached")
    columns = (
        of.text("district", 1.6, lambda one: one.district or words.column("total")),
        of.number("planned", 1.0, lambda one: _counted(one, one.planned, words)),
        of.number("actual", 1.0, lambda one: _counted(one, one.actual, words)),
        of.number("gap", 1.0, lambda one: _missed(one, words)),
        of.percent("rate", 1.0, lambda one: one.rate),
    )
    rows: list[CountStanding | Band | As[CountStanding]] = []
    for measure in dict.fromkeys(one.measure for one in review.counts):
        own = [one for one in review.counts if one.measure == measure]
        quarter = words.numbers.quarter(own[0].quarter)
        head = "review.measure" if own[0].unit else "review.measure_rate"
        rows.append(Band(words.label(head, measure=measure, quarter=quarter, of=own[0].unit)))
        rows += [one if one.district else As(one, RowKind.SUBTOTAL) for one in own]
    return of.table(columns, rows, unit=None)


def _counted(one: CountStanding, value: Value, words: Words) -> Cell:
    """A count, or a rate where a rate is planned."""
    return c.percent(words, value) if one.kind == "percent" else c.count(words, int(value))


def _missed(one: CountStanding, words: Words) -> Cell:
    """What a count differs by, or in percentage points a rate, as both are printed."""
    if one.kind != "percent":
        return c.count(words, int(one.gap), signed=True)
    change = rate_change(one.actual, one.planned)
    return replace(c.points(words, change), text=words.numbers.points(change, signed=True))


def actions_due(review: MonthlyReview, words: Words) -> Table | None:
    """Actions that have begun: late ones first."""
    return _actions("actions_due", sorted(review.actions, key=lambda one: not one.late), words)


def actions_late(review: MonthlyReview, words: Words) -> Table | None:
    """Actions that are due and not done."""
    return _actions("actions_late", [one for one in review.actions if one.late], words)


def _actions(key: str, found: Iterable[ActionStanding], words: Words) -> Table | None:
    def state(one: ActionStanding) -> str:
        return "late" if one.late else one.state or "unknown"

    of = Listing[ActionStanding](words, key)
    columns = (
        of.label("code", 1.0, lambda one: one.code),
        of.text("action", 3.4, lambda one: one.name),
        of.text("owner", 1.1, lambda one: one.owner),
        of.label("deadline", 1.2, lambda one: words.numbers.day(one.ends)),
        of.label(
            "state_of", 1.2, lambda one: words.label(f"review.states.{state(one)}"),
            tone=lambda one: STATES.get(state(one), Tone.PLAIN),
        ),
    )  # fmt: skip
    return of.table(columns, found, unit=None)


def kpis_reached(review: MonthlyReview, words: Words) -> Table | None:
    """KPIs whose figures the file tells."""

    def actual(one: KpiStanding) -> str:
        figure = words.numbers.figure(one.sort, one.actual)
        return words.label("review.estimated", figure=figure) if one.estimated else figure

    def named(one: KpiStanding) -> str:
        return words.label("measure_unit", name=one.kpi.name, of=one.unit) if one.unit else one.kpi.name

    of = Listing[KpiStanding](words, "kpis_reached")
    columns = (
        of.label("code", 1.0, lambda one: one.kpi.code),
        of.text("kpi", 1.8, named),
        of.number("planned", 1.2, lambda one: Cell(words.numbers.figure(one.sort, one.planned), kind=Kind.NUMBER)),
        of.number("actual", 1.2, lambda one: Cell(actual(one), kind=Kind.NUMBER)),
        of.label(
            "light", 1.1, lambda one: words.label(f"review.lights.{one.light}"), tone=lambda one: TONES[one.light]
        ),
        of.text("alert", 1.8, lambda one: one.kpi.alert),
        of.text("owner", 1.1, lambda one: one.kpi.owner),
    )
    table = of.table(columns, review.corrections.kpis, unit=None)
    estimated = any(one.estimated for one in review.corrections.kpis)
    return replace(table, note=words.caption("kpis_reached", "estimated")) if table and estimated else table


def kpi_corrections(review: MonthlyReview, words: Words) -> Table | None:
    """What the plan does about every KPI whose correction is due."""
    of = Listing[KpiStanding](words, "kpi_corrections")
    columns = (
        of.text("kpi", 1.6, lambda one: f"{one.kpi.code or ''} {one.kpi.name}".strip()),
        of.label(
            "light", 1.1, lambda one: words.label(f"review.lights.{one.light}"), tone=lambda one: TONES[one.light]
        ),
        of.text("correction", 3.6, lambda one: one.kpi.correction),
        of.text("owner", 1.1, lambda one: one.kpi.owner),
    )
    return of.table(columns, review.corrections.due, unit=None)


class Owed(NamedTuple):
    """Something that somebody owes, why, and by when."""

    what: str
    owner: str | None
    why: str
    by: str


def owed(review: MonthlyReview, words: Words) -> Table | None:
    """Who owes what by when: the contingencies that are due, the corrections of KPIs, the actions that are late."""
    soon = words.label("review.next_review") if review.through < 12 else words.label("review.year_end")
    rows = [
        Owed(words.numbers.sequence(c.measures) or c.trigger, c.owner, c.trigger, words.label("review.at_once"))
        for c in review.corrections.contingencies
    ]
    rows += [Owed(one.kpi.correction or "", one.kpi.owner, _why(one, words), soon) for one in review.corrections.due]
    for action in (a for a in review.actions if a.late):
        rows.append(Owed(action.name, action.owner, words.label("review.why_late"), words.numbers.day(action.ends)))
    of = Listing[Owed](words, "owed")
    columns = (
        of.text("owner", 1.0, lambda one: one.owner),
        of.text("owes", 4.0, lambda one: one.what),
        of.text("because", 2.4, lambda one: one.why),
        of.label("until", 1.1, lambda one: one.by),
    )
    return of.table(columns, rows, unit=None)


def _why(one: KpiStanding, words: Words) -> str:
    if one.alert:
        figure = words.numbers.percent(one.rate) if one.attained else words.numbers.figure(one.sort, one.actual)
        return words.label("review.why_alert", kpi=one.kpi.name, figure=figure, alert=one.kpi.alert)
    light = words.label(f"review.lights.{one.light}")
    if not one.attained:
        actual, planned = (words.numbers.figure(one.sort, value) for value in (one.actual, one.planned))
        return words.label("review.why_figures", kpi=one.kpi.name, light=light, actual=actual, planned=planned)
    return words.label("review.why_kpi", kpi=one.kpi.name, light=light, rate=words.numbers.percent(one.rate))


Tiered = tuple[str, list[TierAction]]


def tier_actions(review: MonthlyReview, words: Words) -> Table | None:
    """Which districts or stores are in each tier, the lowest first, and what the plan does with them."""
    held = review.corrections.tiers

    def names(tier: Tiered) -> str:
        return words.numbers.sequence([f"{one.name} {words.numbers.percent(one.rate)}" for one in tier[1]])

    of = Listing[Tiered](words, "tier_actions")
    columns = (
        of.text("tier", 1.2, lambda tier: tier[0]),
        of.count("nodes", 0.9, lambda tier: len(tier[1])),
        of.text("name", 3.0, names),
        of.text("tier_action", 3.0, lambda tier: tier[1][0].action),
    )
    tiers = dict.fromkeys(one.tier for one in held)
    return of.table(columns, [(tier, [one for one in held if one.tier == tier]) for tier in tiers], unit=None)


def contingencies_due(review: MonthlyReview, words: Words) -> Table | None:
    """Contingency plans whose attainment is passed."""
    return contingency_table("contingencies_due", review.corrections.contingencies, words)


TABLES = {
    "owed": owed,
    "network_reached": network_reached,
    "actions_due": actions_due,
    "actions_late": actions_late,
    "kpis_reached": kpis_reached,
    "kpi_corrections": kpi_corrections,
    "tier_actions": tier_actions,
    "contingencies_due": contingencies_due,
}
