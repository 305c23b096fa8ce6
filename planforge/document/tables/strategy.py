"""Tables of the chain's upper links: objectives, strategies, tactics, and what each serves."""

from __future__ import annotations

from fractions import Fraction

from planforge.document.listing import Listing, Total
from planforge.document.model import Cell, Kind, Table
from planforge.document.tables.actions import own_budget
from planforge.plan.growth.chain import ObjectiveFigure
from planforge.plan.plan import Plan
from planforge.spec.strategy import Action, Objective, Strategy, Tactic
from planforge.words import Words, capital

_OWNERS = 3  # of a strategy, those who do most of it


def objectives(plan: Plan, words: Words) -> Table | None:
    """Every objective with baseline, target, deadline and owner."""
    figures = {figure.code: figure for figure in plan.objectives}
    reviewed = {metric.name: metric.actual for metric in plan.spec.review.metrics}

    def baseline(objective: Objective) -> Cell:
        """Where the plan cannot work it out, what the review of last year says of the same metric."""
        found = _figure(words, figures.get(objective.code), "baseline")
        said = reviewed.get(objective.name)
        return Cell(said, kind=Kind.NUMBER) if said and found.text == words.numbers.missing else found

    def deadline(objective: Objective) -> str:
        return words.numbers.day(objective.deadline) if objective.deadline else capital(words.label("year_end"))

    of = Listing[Objective](words, "objectives")
    columns = (
        of.label("code", 1.0, lambda objective: objective.code),
        of.text("objective", 1.8, lambda objective: objective.name),
        of.number("baseline", 1.0, baseline),
        of.number("target", 1.0, lambda objective: _figure(words, figures.get(objective.code), "target")),
        of.label("unit_of", 1.0, lambda objective: _unit(words, figures.get(objective.code), objective.unit)),
        of.label("deadline", 1.0, deadline),
        of.text("owner", 1.0, lambda objective: objective.owner),
    )
    return of.table(columns, plan.spec.objectives, unit=None)


def _figure(words: Words, figure: ObjectiveFigure | None, side: str) -> Cell:
    value = getattr(figure, side, None)
    return Cell(printed(words, figure.kind, value) if figure else words.numbers.missing, kind=Kind.NUMBER)


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
        sign = words.label("percent_unit")
        return "" if given in (None, "", sign) else given  # the figure has its sign
    return words.numbers.unit_name if figure.kind == "money" else figure.unit or given


def strategies(plan: Plan, words: Words) -> Table | None:
    """Every strategy with what it serves, its basis and what it should add."""
    held = plan.spec.strategies
    of = Listing[Strategy](words, "strategies")
    columns = (
        of.label("code", 1.0, lambda strategy: strategy.code),
        of.text("strategy", 3.6, lambda strategy: strategy.statement),
        of.label("serves", 1.1, lambda strategy: words.numbers.sequence(strategy.serves)),
        of.label("basis", 1.1, lambda strategy: words.numbers.sequence(strategy.basis)),
        of.money("uplift", 1.0, lambda strategy: strategy.uplift),
    )
    return of.table(columns, held, total="total" if any(strategy.uplift for strategy in held) else None)


def deck_strategies(plan: Plan, words: Words) -> Table | None:
    """Every strategy with what it should add, the budget of the actions under it, and who owns those."""
    of = Listing[Strategy](words, "deck_strategies")
    columns = (
        of.label("code", 0.7, lambda strategy: strategy.code),
        of.text("strategy", 4.6, lambda strategy: strategy.statement),
        of.money("uplift", 1.1, lambda strategy: strategy.uplift),
        of.cost("action_budget", 1.1, lambda strategy: own_budget(_under(plan, strategy)), total=Total.NONE),
        of.text("owner", 1.8, lambda strategy: words.numbers.sequence(_owners(plan, strategy)[:_OWNERS])),
    )
    return of.table(columns, plan.spec.strategies)


def _under(plan: Plan, strategy: Strategy) -> list[Action]:
    """The actions under a strategy, by its tactics."""
    served = {tactic.code for tactic in plan.spec.tactics if strategy.code in tactic.serves}
    return [action for action in plan.spec.actions if action.tactic in served]


def _owners(plan: Plan, strategy: Strategy) -> list[str]:
    """Who owns the actions under a strategy, those of most actions first."""
    owners = [action.owner for action in _under(plan, strategy) if action.owner]
    return sorted(dict.fromkeys(owners), key=lambda owner: -owners.count(owner))


def tactics(plan: Plan, words: Words) -> Table | None:
    """Every tactic: the strategy it serves, the sub-plan it belongs to, what is done."""
    everywhere = words.label("whole_region")
    of = Listing[Tactic](words, "tactics")
    columns = (
        of.label("code", 1.0, lambda tactic: tactic.code),
        of.text("tactic", 1.4, lambda tactic: tactic.name),
        of.label("serves_strategy", 1.0, lambda tactic: words.numbers.sequence(tactic.serves)),
        of.label("area_of", 1.0, lambda tactic: words.label(f"areas.{tactic.area}")),
        of.text("detail", 3.2, lambda tactic: tactic.detail),
        of.text("districts_of", 1.0, lambda tactic: words.numbers.sequence(tactic.districts) or everywhere),
    )
    return of.table(columns, plan.spec.tactics, unit=None)


TABLES = {"objectives": objectives, "strategies": strategies, "deck_strategies": deck_strategies, "tactics": tactics}
