"""What the one page says beyond the plan's tables: the distance to the assigned target, and the risks with amounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import islice

from msgspec import Struct

from planforge.document.facts.money import last_closed, money_of, shortfall_of
from planforge.numbers import ratio
from planforge.plan.plan import Plan
from planforge.spec.strategy import Action, Ask
from planforge.spec.values import parse_money

RISKS = 3
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?\s*(?:万亿|[亿万千]|(?:million|billion|thousand|bn|[mk])\b)?", re.IGNORECASE)


class RiskFact(Struct, frozen=True):
    """``sort`` names the sentence; ``amount`` is what would be lost, None where nobody said; ``left`` the profit that
    stays; ``measure`` the first answer."""

    sort: str  # "ninety", "named", "source", "overdue", "margin"
    amount: int | None
    name: str = ""
    left: int | None = None
    measure: str | None = None
    part: Fraction | None = None  # of the region's contribution


class AskFact(Struct, frozen=True):
    """What is asked; ``amount`` only where its sentence does not say it already."""

    what: str
    amount: Decimal | None
    by: date | None
    decides: str | None


class PageFact(Struct, frozen=True):
    """``distance`` is plan less assigned, None where the company assigned nothing; ``more_expense`` is expense less
    last year's, counted alike; at most three risks.

    ``share_part`` of the added sales comes from a higher share of the market; None where the market's growth is not
    what comes by itself, as the bridge beside it would tell another story.
    """

    assigned: int | None
    distance: int | None
    more_expense: int | None
    share_part: Fraction | None
    risks: tuple[RiskFact, ...]
    asks: tuple[AskFact, ...]


def page_of(plan: Plan) -> PageFact:
    targets = plan.targets
    region = next((share for share in plan.shares if not share.name), None)
    added = None if targets.last is None else targets.total - targets.last
    gained = region.from_share if region else None
    one_story = region is not None and (plan.gap is None or plan.gap.trend == region.from_market)
    last = plan.budget.last_expense
    return PageFact(
        assigned=targets.assigned,
        distance=None if targets.assigned is None else targets.total - targets.assigned,
        more_expense=None if last is None else plan.budget.expense - last,
        share_part=ratio(gained, added) if gained and added and 0 < gained <= added and one_story else None,
        risks=tuple(islice(_risks(plan), RISKS)),
        asks=tuple(map(_ask, plan.spec.asks)),
    )


def _ask(ask: Ask) -> AskFact:
    said = ask.amount is not None and ask.amount in _amounts(ask.what)
    return AskFact(ask.what, None if said else ask.amount, ask.by, ask.decides)


def _amounts(text: str) -> Iterator[Decimal]:
    """The amounts that a text names."""
    for found in _AMOUNT.findall(text):
        with suppress(ValueError):  # 1,,2
            yield parse_money(found)


def _risks(plan: Plan) -> Iterator[RiskFact]:
    """A tenth less sold, what the manager names with its cost, then what the plan itself shows: its greatest source of
    growth, overdue money that it counts on, a point less margin, and last what he names without a cost."""
    money, profit, shortfall = money_of(plan), plan.profit, shortfall_of(plan)
    due = shortfall.contingency
    left = money.at_ninety if money else None
    yield RiskFact("ninety", shortfall.distance, left=left, measure=due.measures[0] if due and due.measures else None)
    named = [
        RiskFact("named", None if c.impact is None else int(c.impact), c.trigger, measure=next(iter(c.measures), None))
        for c in plan.spec.control.contingencies
        if c.below is None or c.impact is not None  # a shortfall as such is told by the plan's own arithmetic
    ]
    yield from sorted((risk for risk in named if risk.amount is not None), key=lambda risk: -(risk.amount or 0))
    if plan.gap and plan.gap.sources and plan.gap.gap > 0:
        main = max(plan.gap.sources, key=lambda source: source.amount)
        yield RiskFact("source", main.amount, main.name)
    recovered = sum(plan.collection.total.overdue_cash[last_closed(plan) :]) if plan.collection else 0
    if recovered:
        yield RiskFact("overdue", recovered)
    for case in profit.sensitivities if profit else ():
        if profit and case.margin == Fraction(-1, 100) and not case.sales:
            less = profit.total.contribution - case.contribution
            yield RiskFact("margin", less, left=case.contribution, part=ratio(less, profit.total.contribution))
    yield from (risk for risk in named if risk.amount is None)


def focus_of(plan: Plan, district: str) -> Action | None:
    """The action that a district has to mind most: its first milestone, else the first it has."""
    own = [action for action in plan.spec.actions if action.district == district]
    own.sort(key=lambda action: (not action.milestone, action.ends or action.starts or date.max))
    return own[0] if own else None
