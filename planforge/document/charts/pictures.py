"""Pictures made of words: the key figures, the SWOT square, the strategy house."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from planforge.document.facts.money import cash_of
from planforge.document.markup import plain
from planforge.document.model import Card, Cards, House, Quadrant, Tone
from planforge.document.starting import rests_on_starting
from planforge.numbers import growth, rate_change
from planforge.plan.measures import MEASURES, Measure, last_year, planned
from planforge.plan.plan import Plan
from planforge.records import replace
from planforge.words import Words, capital

CARDS = (("sales",), ("contribution",), ("expense_ratio",), ("collection_rate", "market_share"))
"""What a director reads first; of each place the first measure that the plan sets."""


PAGE = (("sales",), ("gross_margin", "volume"), ("contribution", "expense_ratio"), ("closing_receivables", "network"))
"""The same for a plan on one page."""

_TOLD = {"closing_receivables": "receivables", "network": "network", "volume": "volumes",
         "market_share": "share_by_district"}  # fmt: skip
"""Where a figure stands that is no part of the expected result."""


def cards(plan: Plan, words: Words) -> Cards | None:
    """The figures a director reads first."""
    return _cards(plan, words, CARDS)


def page_cards(plan: Plan, words: Words) -> Cards | None:
    """The figures of a plan on one page."""
    return _cards(plan, words, PAGE)


def _cards(plan: Plan, words: Words, places: Sequence[Sequence[str]]) -> Cards | None:
    found = (next((key for key in keys if _is_told(plan, key)), None) for keys in places)
    kept = [key for key in found if key]
    own = _of_trade(plan, words)
    if own:
        kept = kept[: len(places) - 1]
    made = [*(_card(plan, words, MEASURES[key]) for key in kept), *filter(None, (own,))]
    told = dict.fromkeys(filter(None, ("summary_pnl", *map(_TOLD.get, kept), "objectives" if own else "")))
    return Cards(tuple(made), tuple(told)) if made else None


def _is_told(plan: Plan, key: str) -> bool:
    """Whether a measure is planned; what will be owed is no headline while the terms it follows from are in doubt."""
    doubtful = key == "closing_receivables" and (cash := cash_of(plan)) is not None and not cash.sure
    return planned(plan, key) is not None and not doubtful


class Watched(NamedTuple):
    """A figure of the trade: of an objective or a factor of a funnel; both values as given."""

    name: str
    last: Fraction | None
    now: Fraction
    unit: str
    of: str  # "objective", "funnel"


def _of_trade(plan: Plan, words: Words) -> Card | None:
    """What a director of this trade reads: the first of its figures that the plan has."""
    known = list(_watched(plan))
    for wanted in filter(None, words.terms.get("cards", "").split("|")):
        for one in known:
            if any(name.casefold() in one.name.casefold() for name in wanted.split("/")):
                return _figure_card(one, plan, words)
    return None


def _watched(plan: Plan) -> Iterator[Watched]:
    for figure in plan.objectives:
        now, last = _number(figure.target), _number(figure.baseline)
        if now is not None:
            size = 100 if figure.kind == "percent" else 1
            unit = "%" if figure.kind == "percent" else figure.unit
            yield Watched(figure.name, None if last is None else last * size, now * size, unit, "objective")
    for funnel in plan.funnels:
        for name, unit, before, planned_, rate in funnel.factors:
            size = 100 if rate else 1
            yield Watched(
                name, None if before is None else before * size, planned_ * size, "%" if rate else unit, "funnel"
            )


def _number(value: object) -> Fraction | None:
    if isinstance(value, int | Decimal | Fraction) and not isinstance(value, bool):
        return Fraction(value)
    try:
        return Fraction(str(value).replace(",", "").strip()) if isinstance(value, str) else None
    except ValueError:
        return None


def _figure_card(one: Watched, plan: Plan, words: Words) -> Card:
    numbers, rate = words.numbers, one.unit == "%"

    def shown(value: Fraction) -> str:
        decimals = 0 if value == int(value) and not rate else 1 if rate or abs(value) >= 100 else 2
        return numbers.number(value, decimals) + ("%" if rate else "")

    change = growth(one.now, one.last)
    if rate and one.last is not None:
        change = (one.now - one.last) / 100
    beside = [words.label("page.last", value=shown(one.last))] if one.last is not None else []
    plain_name = rate or not one.unit or one.unit.casefold() in one.name.casefold()
    label = one.name if plain_name else words.label("measure_unit", name=one.name, of=one.unit)
    changed = _arrow(words, change, numbers.points if rate else numbers.percent)
    return _held(Card(capital(label), shown(one.now), changed), beside, rests_on_starting(one.of, plan), words)


def _held(card: Card, beside: Sequence[str], starting: bool, words: Words) -> Card:
    """The card with what it is held against, and that it rests on values that nobody has confirmed."""
    told = [*beside, words.label("page.unconfirmed")] if starting else beside
    return replace(card, beside=words.label("page.between").join(told), starting=starting)


def _card(plan: Plan, words: Words, measure: Measure) -> Card:
    """The figure with its change; beside it last year's, and what the company assigned."""
    now, last, numbers = planned(plan, measure.key), last_year(plan, measure.key), words.numbers
    percent, money = measure.kind == "percent", measure.kind == "money"
    change = rate_change(now, last) if percent else growth(now, last)
    tone = _tone(-change if change is not None and measure.less_is_good else change)
    printed = numbers.percent if percent else numbers.money if money else numbers.number
    beside = [words.label("page.last", value=printed(last))] if last is not None else []
    if measure.key == "sales" and plan.targets.assigned is not None:
        beside.append(words.label("page.assigned", value=printed(plan.targets.assigned)))
    name = words.measure(measure.key)
    label = words.label(f"cards.{measure.kind}", name=name) if percent or money else name
    changed = _arrow(words, change, numbers.points if percent else numbers.percent)
    card = Card(capital(label), printed(now), changed, tone)
    return _held(card, beside, rests_on_starting(measure.key, plan), words)


def _arrow(words: Words, change: Fraction | None, printed: object) -> str:
    if change is None:
        return ""
    sign = "▲" if change > 0 else "▼" if change < 0 else "■"
    return f"{sign} {printed(abs(change))}"  # type: ignore[operator]


def _tone(change: Fraction | None) -> Tone:
    return Tone.PLAIN if not change else Tone.GOOD if change > 0 else Tone.BAD


def keeping_on(plan: Plan, words: Words) -> Cards | None:
    """What comes by itself beside what is wanted: last year, its growth, the assigned target and the plan's."""
    gap = plan.gap
    if gap is None:
        return None
    assigned = plan.targets.assigned
    figures = {"last": gap.last, "trend": gap.trend, "assigned": assigned, "plan": gap.target, "gap": gap.gap}
    shown = {key: value for key, value in figures.items() if value is not None}
    tones = {"gap": Tone.BAD}
    made = (
        Card(
            capital(words.label("cards.money", name=words.label(f"deck.{key}"))),
            words.numbers.money(value),
            tone=tones.get(key, Tone.PLAIN),
        )
        for key, value in shown.items()
    )
    return Cards(tuple(made), ("gap_waterfall", "growth_sources"))


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
        squares.append((words.label(f"swot.{letter}"), texts or (words.numbers.missing,)))
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


CHARTS = {"cards": cards, "page_cards": page_cards, "keeping_on": keeping_on, "swot": swot, "house": house}
