"""Tables of the network, of actions, and of what the plan orders for how things stand."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from planforge.document import cells as c
from planforge.document.model import Cell, Kind, Row, RowKind, Table, Tone
from planforge.review.corrections import KpiStanding
from planforge.review.monthly import MonthlyReview
from planforge.review.progress import ActionStanding
from planforge.review.report.sales_tables import TONES
from planforge.words import Words

STATES = {"done": Tone.GOOD, "running": Tone.WATCH, "late": Tone.BAD}


def network_reached(review: MonthlyReview, words: Words) -> Table | None:
    """The network at the end of the last quarter reported."""
    rows: list[Row] = []
    for measure in dict.fromkeys(one.measure for one in review.counts):
        own = [one for one in review.counts if one.measure == measure]
        band = words.label(
            "review.measure", measure=measure, quarter=words.numbers.quarter(own[0].quarter), of=own[0].unit
        )
        rows.append(c.group(band, 5))
        for one in own:
            cells = (
                c.sum_of(words) if not one.district else c.text(one.district),
                c.count(words, one.planned),
                c.count(words, one.actual),
                c.count(words, one.gap, signed=True),
                c.percent(words, one.rate),
            )
            rows.append(Row(cells, RowKind.BODY if one.district else RowKind.SUBTOTAL))
    heads = (
        ("district", Kind.TEXT, 1.6),
        ("planned", Kind.COUNT, 1.0),
        ("actual", Kind.COUNT, 1.0),
        ("gap", Kind.COUNT, 1.0),
        ("rate", Kind.PERCENT, 1.0),
    )
    return c.table(words, "network_reached", c.columns(words, "network_reached", heads), rows, unit=None)


def actions_due(review: MonthlyReview, words: Words) -> Table | None:
    """Actions that have begun: late ones first."""
    return _actions("actions_due", sorted(review.actions, key=lambda one: not one.late), words)


def actions_late(review: MonthlyReview, words: Words) -> Table | None:
    """Actions that are due and not done."""
    return _actions("actions_late", [one for one in review.actions if one.late], words)


def _actions(key: str, found: Sequence[ActionStanding], words: Words) -> Table | None:
    rows = [
        c.body(
            c.label(one.code),
            c.text(one.name),
            c.text(one.owner),
            c.label(words.numbers.day(one.ends) if one.ends else words.numbers.missing),
            _state(one, words),
        )
        for one in found
    ]
    heads = (
        ("code", Kind.LABEL, 1.0),
        ("action", Kind.TEXT, 3.4),
        ("owner", Kind.TEXT, 1.1),
        ("deadline", Kind.LABEL, 1.2),
        ("state_of", Kind.LABEL, 1.2),
    )
    return c.table(words, key, c.columns(words, key, heads), rows, unit=None)


def _state(one: ActionStanding, words: Words) -> Cell:
    state = "late" if one.late else one.state or "unknown"
    return c.label(words.label(f"review.states.{state}"), STATES.get(state, Tone.PLAIN))


def kpis_reached(review: MonthlyReview, words: Words) -> Table | None:
    """KPIs whose figures the file tells."""
    rows = [
        c.body(
            c.label(one.kpi.code),
            c.text(one.kpi.name),
            c.Cell(_figure(one, one.planned, words), kind=Kind.NUMBER),
            c.Cell(_figure(one, one.actual, words), kind=Kind.NUMBER),
            c.label(words.label(f"review.lights.{one.light}"), TONES[one.light]),
            c.text(one.kpi.alert),
            c.text(one.kpi.owner),
        )
        for one in review.corrections.kpis
    ]
    heads = (
        ("code", Kind.LABEL, 1.0),
        ("kpi", Kind.TEXT, 1.8),
        ("planned", Kind.NUMBER, 1.2),
        ("actual", Kind.NUMBER, 1.2),
        ("light", Kind.LABEL, 1.1),
        ("alert", Kind.TEXT, 1.8),
        ("owner", Kind.TEXT, 1.1),
    )
    columns, held = c.kept(c.columns(words, "kpis_reached", heads), rows, words.numbers.missing)
    return c.table(words, "kpis_reached", columns, held, unit=None)


def _figure(one: KpiStanding, value: Fraction, words: Words) -> str:
    formats = words.numbers
    return {"money": formats.amount, "percent": formats.percent, "count": formats.number}[one.sort](value)


def kpi_corrections(review: MonthlyReview, words: Words) -> Table | None:
    """What the plan does about every KPI that is not green."""
    rows = [
        c.body(
            c.text(f"{one.kpi.code or ''} {one.kpi.name}".strip()),
            c.label(words.label(f"review.lights.{one.light}"), TONES[one.light]),
            c.text(one.kpi.correction),
            c.text(one.kpi.owner),
        )
        for one in review.corrections.amiss
        if one.kpi.correction
    ]
    heads = (
        ("kpi", Kind.TEXT, 1.6),
        ("light", Kind.LABEL, 1.1),
        ("correction", Kind.TEXT, 3.6),
        ("owner", Kind.TEXT, 1.1),
    )
    columns, held = c.kept(c.columns(words, "kpi_corrections", heads), rows, words.numbers.missing)
    return c.table(words, "kpi_corrections", columns, held, unit=None)


def tier_actions(review: MonthlyReview, words: Words) -> Table | None:
    """Which districts or stores are in each tier, the lowest first, and what the plan does with them."""
    rows = []
    for tier in dict.fromkeys(one.tier for one in review.corrections.tiers):
        own = [one for one in review.corrections.tiers if one.tier == tier]
        names = words.numbers.sequence([f"{one.name} {words.numbers.percent(one.rate)}" for one in own])
        rows.append(c.body(c.text(tier), c.count(words, len(own)), c.text(names), c.text(own[0].action)))
    heads = (
        ("tier", Kind.TEXT, 1.2),
        ("nodes", Kind.COUNT, 0.9),
        ("name", Kind.TEXT, 3.0),
        ("tier_action", Kind.TEXT, 3.0),
    )
    return c.table(words, "tier_actions", c.columns(words, "tier_actions", heads), rows, unit=None)


def contingencies_due(review: MonthlyReview, words: Words) -> Table | None:
    """Contingency plans whose attainment is passed."""
    rows = [
        c.body(
            c.text(one.trigger),
            c.label(words.numbers.rate(one.below)),
            c.text("\n".join(one.measures)),
            c.text(one.owner),
            c.money(words, one.reserve),
        )
        for one in review.corrections.contingencies
    ]
    heads = (
        ("trigger", Kind.TEXT, 1.8),
        ("below", Kind.LABEL, 1.0),
        ("measures", Kind.TEXT, 3.4),
        ("owner", Kind.TEXT, 1.1),
        ("reserve_drawn", Kind.MONEY, 1.0),
    )
    columns, held = c.kept(c.columns(words, "contingencies_due", heads), rows, words.numbers.missing)
    money = any(one.reserve for one in review.corrections.contingencies)
    return c.table(words, "contingencies_due", columns, held, unit="unit" if money else None)


TABLES = {
    "network_reached": network_reached,
    "actions_due": actions_due,
    "actions_late": actions_late,
    "kpis_reached": kpis_reached,
    "kpi_corrections": kpi_corrections,
    "tier_actions": tier_actions,
    "contingencies_due": contingencies_due,
}
