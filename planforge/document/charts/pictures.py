"""Pictures made of words: the key figures, the SWOT square, the strategy house."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planforge.document.facts.findings import reviewed_rate
from planforge.document.markup import plain
from planforge.document.model import Card, Cards, House, Quadrant, Tone
from planforge.numbers import rate_change
from planforge.plan.plan import Plan
from planforge.words import Words


def cards(plan: Plan, words: Words) -> Cards | None:
    """The figures a director reads first."""
    found = tuple(_cards(plan, words))
    return Cards(found) if found else None


def _cards(plan: Plan, words: Words) -> Iterator[Card]:
    targets, profit, budget = plan.targets, plan.profit, plan.budget
    yield _money(words, "sales", targets.total, targets.last)
    if profit is not None:
        yield _money(
            words, "contribution", profit.total.contribution, profit.last.contribution if profit.last else None
        )
    if budget.ratio is not None and budget.lines:
        yield _rate(words, "expense_ratio", budget.ratio, budget.last_ratio, less_is_good=True)
    if plan.collection is not None:
        yield _rate(words, "rate_a", plan.collection.rate_a, reviewed_rate(plan, "collection_rate"))
    elif (region := next((s for s in plan.shares if not s.name), None)) is not None:
        yield _rate(words, "market_share", region.share_plan, region.share)


def _money(words: Words, name: str, value: int, last: int | None) -> Card:
    growth = Fraction(value, last) - 1 if last is not None and last > 0 else None
    label = words.label(f"cards.{name}")
    return Card(label, words.numbers.money(value), _arrow(words, growth, words.numbers.percent), _tone(growth))


def _rate(
    words: Words, name: str, value: Fraction | None, last: Fraction | None, *, less_is_good: bool = False
) -> Card:
    change = rate_change(value, last)
    tone = _tone(-change if change is not None and less_is_good else change)
    return Card(
        words.label(f"cards.{name}"), words.numbers.percent(value), _arrow(words, change, words.numbers.points), tone
    )


def _arrow(words: Words, change: Fraction | None, printed: object) -> str:
    if change is None:
        return ""
    sign = "▲" if change > 0 else "▼" if change < 0 else "■"
    return f"{sign} {printed(abs(change))}"  # type: ignore[operator]


def _tone(change: Fraction | None) -> Tone:
    return Tone.PLAIN if not change else Tone.GOOD if change > 0 else Tone.BAD


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
    growth = plan.targets.growth
    roof = words.label("house.roof_growth" if growth is not None else "house.roof", **_roof(plan, words))
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


CHARTS = {"cards": cards, "swot": swot, "house": house}
