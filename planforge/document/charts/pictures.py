"""Pictures made of words: the key figures, the SWOT square, the strategy house."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from planforge.document.markup import plain
from planforge.document.model import Card, Cards, House, Quadrant, Tone
from planforge.numbers import growth, rate_change
from planforge.plan.measures import MEASURES, Measure, last_year, planned
from planforge.plan.plan import Plan
from planforge.words import Words, capital

CARDS = (("sales",), ("contribution",), ("expense_ratio",), ("collection_rate", "market_share"))
"""What a director reads first; of each place the first measure that the plan sets."""


PAGE = ("sales", "contribution", "expense_ratio", "closing_receivables")
"""What stands on the one page."""


def cards(plan: Plan, words: Words) -> Cards | None:
    """The figures a director reads first."""
    found = (next((key for key in keys if planned(plan, key) is not None), None) for keys in CARDS)
    made = tuple(_card(plan, words, MEASURES[key]) for key in found if key)
    return Cards(made) if made else None


def _card(plan: Plan, words: Words, measure: Measure) -> Card:
    now, last = planned(plan, measure.key), last_year(plan, measure.key)
    percent = measure.kind == "percent"
    change = rate_change(now, last) if percent else growth(now, last)
    printed = words.numbers.points if percent else words.numbers.percent
    tone = _tone(-change if change is not None and measure.less_is_good else change)
    label = words.label(f"cards.{measure.kind}", name=words.measure(measure.key))
    value = words.numbers.percent(now) if percent else words.numbers.money(now)
    return Card(capital(label), value, _arrow(words, change, printed), tone)


def _arrow(words: Words, change: Fraction | None, printed: object) -> str:
    if change is None:
        return ""
    sign = "▲" if change > 0 else "▼" if change < 0 else "■"
    return f"{sign} {printed(abs(change))}"  # type: ignore[operator]


def _tone(change: Fraction | None) -> Tone:
    return Tone.PLAIN if not change else Tone.GOOD if change > 0 else Tone.BAD


def page_cards(plan: Plan, words: Words) -> Cards | None:
    """The four figures of the one page, each beside last year's and what the company assigned."""
    assigned = {"sales": plan.targets.assigned}
    found = [MEASURES[key] for key in PAGE if planned(plan, key) is not None]
    return Cards(tuple(_beside(plan, words, one, assigned.get(one.key)) for one in found)) if found else None


def _beside(plan: Plan, words: Words, measure: Measure, assigned: int | None) -> Card:
    card, last = _card(plan, words, measure), last_year(plan, measure.key)
    printed = words.numbers.percent if measure.kind == "percent" else words.numbers.money
    said = [
        words.label(f"page.{name}", value=printed(v))
        for name, v in (("last", last), ("assigned", assigned))
        if v is not None
    ]
    return replace(card, change=words.label("page.between").join(said))


def swot(plan: Plan, words: Words) -> Quadrant | None:
    """Strengths, weaknesses, opportunities, threats."""
    held = plan.spec.situation.swot
    fields = (held.strengths, held.weaknesses, held.opportunities, held.threats)
    if not any(fields):
        return None
    coded = [(code, item) for code, item in held.coded().items()]
    squares = []
    for letter, items in zip("SWOT", fields, strict=True):
        texts = tuple(f"{code} {plain(item.text)}" for code, item in coded if item in items)
        squares.append((words.label(f"swot.{letter}"), texts))
    return Quadrant("swot", words.caption("swot"), tuple(squares), words.caption("swot", "description"))


def house(plan: Plan, words: Words) -> House | None:
    """The objective as the roof, strategies as pillars, what carries them as the base."""
    strategies = plan.spec.strategies
    if not strategies:
        return None
    pillars = tuple((s.code, s.name or words.numbers.clause(plain(s.statement))) for s in strategies)
    grows = plan.targets.growth is not None
    roof = words.label("house.roof_growth" if grows else "house.roof", **_roof(plan, words))
    principles = words.numbers.sequence([words.numbers.clause(plain(p)) for p in plan.spec.principles])
    motto = plain(plan.spec.region.motto) if plan.spec.region.motto else ""
    return House(
        "house",
        words.caption("house"),
        roof,
        pillars,
        motto or principles or words.label("house.base"),
        words.caption("house", "description"),
    )


def _roof(plan: Plan, words: Words) -> dict[str, str]:
    return {
        "target": words.numbers.amount(plan.targets.total),
        "growth": words.numbers.percent(plan.targets.growth, signed=True),
    }


CHARTS = {"cards": cards, "page_cards": page_cards, "swot": swot, "house": house}
