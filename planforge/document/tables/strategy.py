"""Tables of the chain's upper links: objectives, strategies, tactics, and what each serves."""

from __future__ import annotations

from fractions import Fraction

from planforge.document import cells as c
from planforge.document.model import Cell, Kind, Table
from planforge.plan.growth.chain import ObjectiveFigure
from planforge.plan.plan import Plan
from planforge.words import Words, capital


def objectives(plan: Plan, words: Words) -> Table | None:
    """Every objective with baseline, target, deadline and owner."""
    figures = {figure.code: figure for figure in plan.objectives}
    reviewed = {metric.name: metric.actual for metric in plan.spec.review.metrics}
    rows = [
        c.body(
            c.label(objective.code),
            c.text(objective.name),
            _baseline(words, figures.get(objective.code), reviewed.get(objective.name)),
            _figure(words, figures.get(objective.code), "target"),
            c.label(_unit(words, figures.get(objective.code), objective.unit)),
            c.label(words.numbers.day(objective.deadline) if objective.deadline else capital(words.label("year_end"))),
            c.text(objective.owner),
        )
        for objective in plan.spec.objectives
    ]
    heads = (
        ("code", Kind.LABEL, 1.0),
        ("objective", Kind.TEXT, 1.8),
        ("baseline", Kind.NUMBER, 1.0),
        ("target", Kind.NUMBER, 1.0),
    )
    more = (("unit_of", Kind.LABEL, 1.0), ("deadline", Kind.LABEL, 1.0), ("owner", Kind.TEXT, 1.0))
    columns = c.columns(words, "objectives", (*heads, *more))
    return c.table(words, "objectives", *c.kept(columns, rows, words.numbers.missing), unit=None)


def _figure(words: Words, figure: ObjectiveFigure | None, side: str) -> Cell:
    value = getattr(figure, side, None)
    return Cell(printed(words, figure.kind, value) if figure else words.numbers.missing, kind=Kind.NUMBER)


def _baseline(words: Words, figure: ObjectiveFigure | None, reviewed: str | None) -> Cell:
    """The baseline; where the plan cannot work it out, what the review of last year says of the same metric."""
    cell = _figure(words, figure, "baseline")
    return Cell(reviewed, kind=Kind.NUMBER) if reviewed and cell.text == words.numbers.missing else cell


def printed(words: Words, kind: str, value: object) -> str:
    """An objective's figure as text, by its kind."""
    if value is None:
        return words.numbers.missing
    if not isinstance(value, int | Fraction) or kind == "text":
        return str(value)
    formats = words.numbers
    return {
        "money": formats.money(value),
        "percent": formats.percent(value),
        "count": formats.number(value),
        "number": formats.number(value, 1, trim=True),
    }[kind]


def _unit(words: Words, figure: ObjectiveFigure | None, given: str | None) -> str | None:
    if figure is None:
        return given
    if figure.kind == "percent":
        return given or words.label("percent_unit")
    return words.numbers.unit_name if figure.kind == "money" else figure.unit or given


def strategies(plan: Plan, words: Words) -> Table | None:
    """Every strategy with what it serves, its basis and what it should add."""
    rows = [
        c.body(
            c.label(s.code),
            c.text(s.statement),
            c.label(words.numbers.sequence(s.serves)),
            c.label(words.numbers.sequence(s.basis)),
            c.money(words, s.uplift),
        )
        for s in plan.spec.strategies
    ]
    if any(s.uplift for s in plan.spec.strategies):
        uplift = sum(s.uplift or 0 for s in plan.spec.strategies)
        rows.append(c.total(c.sum_of(words), c.text(""), c.label(""), c.label(""), c.money(words, uplift)))
    heads = (
        ("code", Kind.LABEL, 1.0),
        ("strategy", Kind.TEXT, 3.6),
        ("serves", Kind.LABEL, 1.1),
        ("basis", Kind.LABEL, 1.1),
        ("uplift", Kind.MONEY, 1.0),
    )
    return c.table(words, "strategies", *c.kept(c.columns(words, "strategies", heads), rows, words.numbers.missing))


def tactics(plan: Plan, words: Words) -> Table | None:
    """Every tactic: the strategy it serves, the sub-plan it belongs to, what is done."""
    rows = [
        c.body(
            c.label(t.code),
            c.text(t.name),
            c.label(words.numbers.sequence(t.serves)),
            c.label(words.label(f"areas.{t.area}")),
            c.text(t.detail),
            c.text(words.numbers.sequence(t.districts) or words.label("whole_region")),
        )
        for t in plan.spec.tactics
    ]
    heads = (
        ("code", Kind.LABEL, 1.0),
        ("tactic", Kind.TEXT, 1.4),
        ("serves_strategy", Kind.LABEL, 1.0),
        ("area_of", Kind.LABEL, 1.0),
    )
    columns = c.columns(words, "tactics", (*heads, ("detail", Kind.TEXT, 3.2), ("districts_of", Kind.TEXT, 1.0)))
    return c.table(words, "tactics", *c.kept(columns, rows, words.numbers.missing), unit=None)


TABLES = {"objectives": objectives, "strategies": strategies, "tactics": tactics}
