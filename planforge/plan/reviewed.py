"""Figures of last year that metrics and objectives state by hand, held against what the plan knows of last year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import prod

from msgspec import Struct

from planforge.numbers import nearest
from planforge.plan.axes import BY_KEY as AXES
from planforge.plan.measures import MEASURES, At, asked, bare, last_year, measure_names, words_of
from planforge.plan.plan import Plan
from planforge.plan.statements import half_digit
from planforge.problem import Path, Problem, Text
from planforge.spec.values import parse_count, parse_percent, parse_signed_money
from planforge.wording import money as money_of
from planforge.wording import percent, printed

GUESSED = {"volume": Fraction(1, 200), "market": Fraction(1, 200), "market_share": Fraction(1, 100)}
"""How far what is counted elsewhere or estimated may lie apart unsaid, as a part of it."""
NUMBER = re.compile(r"\d[\d,]*(?:\.(\d+))?")


class Stated(Struct, frozen=True):
    """A figure as somebody wrote it: ``slack`` is what its rounding may come to, ``text`` how he wrote it, ``unit`` the
    unit where it counts."""

    value: Fraction
    slack: Fraction
    text: str
    unit: str = ""


def reviewed_problems(plan: Plan) -> Iterator[Problem]:
    """Metrics of last year's review and baselines of objectives that are not what the plan has for last year."""
    names = _names(plan) if plan.spec.review.metrics or plan.spec.targets.funnels else {}
    for index, metric in enumerate(plan.spec.review.metrics):
        path: Path = ("review", "metrics", index)
        found = _measured(metric.name, metric.unit or "", names, plan)
        for field, text in (("actual", metric.actual), ("target", metric.target)):
            yield from _beyond(metric.name, text, (*path, field))
            yield from _below(metric.name, text, found[0] if found else "", (*path, field))
        if found is None:
            continue
        key, at = found
        told = read_stated(metric.actual, MEASURES[key].kind, metric.unit or "")
        if told is not None:
            yield from _apart(metric.name, told, key, at, plan, (*path, "actual"))
        goal, target = read_stated(metric.target, "money", metric.unit or ""), plan.spec.review.target
        if key == "sales" and not at.axis and goal is not None and target is not None:
            slack = Fraction(plan.granule)
            yield from _differ(metric.name, goal, Fraction(target), slack, "money", plan, (*path, "target"))
    for index, objective in enumerate(plan.spec.objectives):
        path = ("objectives", index, "baseline")
        if objective.measure in MEASURES and objective.baseline is not None:
            told = read_stated(objective.baseline, MEASURES[objective.measure].kind, objective.unit or "")
            if told is not None:
                yield from _apart(objective.name, told, objective.measure, At(of=objective.of), plan, path)
    for index, kpi in enumerate(plan.spec.control.kpis):
        yield from _beyond(kpi.name, kpi.target, ("control", "kpis", index, "target"))
    yield from _namesakes(plan)
    yield from _factors(plan, names)
    yield from _products(plan)


def _factors(plan: Plan, names: dict[str, set[str]]) -> Iterator[Problem]:
    """Factors of funnels that count what the network or a count has."""
    for index, funnel in enumerate(plan.spec.targets.funnels):
        for place, factor in enumerate(funnel.factors):
            unit = factor.unit or ""
            counted, told = _measured(factor.name, unit, names, plan), _figure(factor.last, unit)
            if counted and counted[0] in ("network", "count") and told is not None:
                path: Path = ("targets", "funnels", index, "factors", place, "last")
                yield from _apart(factor.name, told, *counted, plan, path)


def _products(plan: Plan) -> Iterator[Problem]:
    """What last year's factors come to, where a funnel covers exactly what one product, channel or district sells."""
    for index, funnel in enumerate(plan.spec.targets.funnels):
        factors = [factor.last for factor in funnel.factors]
        known = [Fraction(factor) for factor in factors if factor is not None]
        grids = [(axis, AXES[axis].sales(plan)) for axis in ("product", "channel", "district")]
        rows = [(axis, node) for axis, grid in grids if grid for node in grid.nodes if grid.of(node) == funnel.covers]
        if len(rows) != 1 or len(known) < len(factors):
            continue
        ((axis, node),), product = rows, prod(known, start=Fraction(1))
        last = AXES[axis].last(plan).get(node)
        if last:
            text, slack = money_of(nearest(product), plan.spec.money).to(plan.spec.language), Fraction(last) / ROUNDED
            path: Path = ("targets", "funnels", index)
            yield from _differ(
                funnel.name, Stated(product, slack, text), Fraction(last), Fraction(0), "money", plan, path
            )


ROUNDED = 50
"""Factors are rounded: their product may lie a fiftieth apart unsaid."""


def _namesakes(plan: Plan) -> Iterator[Problem]:
    """What factors of funnels, metrics, objectives and KPIs say under one name, of last year and of this; what the plan
    works out is compared elsewhere."""
    factors = [
        (factor, ("targets", "funnels", at, "factors", place))
        for at, funnel in enumerate(plan.spec.targets.funnels)
        for place, factor in enumerate(funnel.factors)
    ]
    metrics = [(metric, ("review", "metrics", index)) for index, metric in enumerate(plan.spec.review.metrics)]
    goals = [(goal, ("objectives", at)) for at, goal in enumerate(plan.spec.objectives) if goal.measure == "other"]
    kpis = [(kpi, ("control", "kpis", index)) for index, kpi in enumerate(plan.spec.control.kpis)]
    for year, fields in (
        (plan.spec.year - 1, (("last", factors), ("actual", metrics), ("baseline", goals))),
        (plan.spec.year, (("plan", factors), ("target", goals), ("target", kpis))),
    ):
        said: dict[tuple[str, str], dict[str, list[Stated]]] = {}
        for field, stated in fields:
            for one, path in stated:
                told = _figure(getattr(one, field), getattr(one, "unit", None) or "")
                if told is None:
                    continue
                same = said.setdefault((bare(one.name), told.unit), {})
                others = [other for where, found in same.items() if where != field for other in found]
                if others and all(abs(told.value - other.value) > told.slack + other.slack for other in others):
                    text = Text(others[0].text, others[0].text)
                    yield _stated_twice(one.name, told, text, year, (*path, field))
                same.setdefault(field, []).append(told)


def _figure(value: Decimal | str | None, unit: str) -> Stated | None:
    """A figure of any kind with its unit, as a number that others under that unit may be held against."""
    if isinstance(value, Decimal):
        value = f"{(value * 100).normalize() if unit in PER_CENT else value:f}"
    found = _PLAIN.fullmatch((value or "").strip())
    if found is None or (found[2] and unit and found[2] != unit):
        return None
    digits, unit = found[1].replace(",", ""), (found[2] or unit).replace("％", "%")
    slack = Fraction(1, 10 ** len(digits.partition(".")[2])) / 2
    return Stated(Fraction(digits), slack, f"{found[1]} {unit}".strip(), unit)


PER_CENT = ("%", "％")
_PLAIN = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(\D*)")


def _names(plan: Plan) -> dict[str, set[str]]:
    """Every name of a measure in lower case: what people ask for it by, and what this plan's trade calls it."""
    called = measure_names(plan)
    return {key: {*words, *(text.lower() for text in called[key])} for key, words in asked().items()}


def _measured(name: str, unit: str, names: dict[str, set[str]], plan: Plan) -> tuple[str, At] | None:
    """The measure that a metric is called after, and of what: one of the network or of counts, a product, a channel."""
    called = bare(name)
    for key, kinds in (("network", plan.network), ("count", plan.counts)):
        for kind in kinds:
            own = bare(kind.name)
            if called in {own, f"{own}数", f"number of {own}", *(f"{word}{own}" for word in words_of("standing"))}:
                return (key, At(of=kind.name)) if unit in ("", kind.unit) else None
    for axis in ("product", "channel", "district"):
        for node in AXES[axis].last(plan):
            if called.removeprefix(node.lower()).strip() in names["sales"] and called.startswith(node.lower()):
                return "sales", At(axis, node)
    return next(((key, At()) for key, known in names.items() if called in known and not MEASURES[key].inner), None)


def _apart(name: str, told: Stated, key: str, at: At, plan: Plan, path: Path) -> Iterator[Problem]:
    known = last_year(plan, key, at)
    if known is not None and not _assumed(key, plan):
        slack = abs(Fraction(known)) * GUESSED.get(key, Fraction(0)) + _unsure(key, plan)
        yield from _differ(name, told, Fraction(known), slack, MEASURES[key].kind, plan, path)


def _assumed(key: str, plan: Plan) -> bool:
    """Whether last year's figure rests on margins that are this year's."""
    margins = [product.last_margin for product in plan.spec.products]
    return key in _OF_MARGINS and plan.spec.budget.last.gross_profit is None and None in margins


_OF_MARGINS = {"gross_profit", "gross_margin", "contribution", "contribution_rate", "return_on_spend"}


def _unsure(key: str, plan: Plan) -> Fraction:
    """What the rounding of the rates may come to that a figure is worked out from."""
    rates: list[Decimal | None] = []
    if key in _OF_MARGINS and plan.spec.budget.last.gross_profit is None:
        rates = [product.last_margin for product in plan.spec.products]
    elif key == "display":
        rates = [*plan.spec.display.current.values()]
    digits = [half_digit(one) for one in rates if one is not None]
    widest = max(digits, default=Fraction(0))
    if MEASURES[key].kind == "money":
        return widest * (plan.targets.last or 0) + plan.granule
    return widest + Fraction(1, 10**5) * (MEASURES[key].kind == "percent")


def _differ(
    name: str, told: Stated, known: Fraction, slack: Fraction, kind: str, plan: Plan, path: Path
) -> Iterator[Problem]:
    if abs(told.value - known) > told.slack + slack:
        yield _twice(name, told, known, kind, plan, path)


def _twice(name: str, told: Stated, known: Fraction, kind: str, plan: Plan, path: Path) -> Problem:
    return _stated_twice(name, told, _shown(known, kind, plan), plan.spec.year - 1, path)


def _stated_twice(name: str, told: Stated, shown: Text, year: int, path: Path) -> Problem:
    return Problem(
        "P06",
        Text(
            f"“{name}”{year} 年写了两个数：这里 {told.text}，按计划中其余各处是 {shown.zh}",
            f'"{name}" of {year} is stated twice: {told.text} here, {shown.en} by the rest of the plan',
        ),
        Text("改正其中一个，或删去这里的数", "correct one of them, or leave this one out"),
        path,
    )


def _shown(known: Fraction, kind: str, plan: Plan) -> Text:
    if kind == "money":
        return money_of(known, plan.spec.money)
    plain = percent(known) if kind == "percent" else printed(known)
    return Text(plain, plain)


def _beyond(name: str, text: str | None, path: Path) -> Iterator[Problem]:
    """A rate of more than all of what it is a part of."""
    told = read_stated(text, "percent")
    if told is not None and told.value > 1 and any(word in name.lower() for word in words_of("part_of")):
        yield Problem(
            "P18",
            Text(f"“{name}”写 {told.text}，超过 100%", f'"{name}" is {told.text}, over 100%'),
            Text("改正这个数", "correct it"),
            path,
        )


EARNED = {"gross_profit", "gross_margin", "contribution", "contribution_rate", "return_on_spend", "safety"}
"""Measures that may be below nil."""


def _below(name: str, text: str | None, key: str, path: Path) -> Iterator[Problem]:
    """A count, a cost or a part of less than nothing."""
    part = any(word in name.lower() for word in words_of("part_of")) and key not in EARNED
    if text and re.match(r"\s*[-−－]\s*\d", text) and (part or (key and key not in EARNED)):
        yield Problem(
            "P18",
            Text(f"“{name}”写 {text}，小于 0", f'"{name}" is {text}, below 0'),
            Text("改正这个数", "correct it"),
            path,
        )


def read_stated(text: str | None, kind: str, unit: str = "") -> Stated | None:
    """A figure of a kind as written, with its unit in it or beside it; None where it is prose or of another kind."""
    plain = (text or "").strip()
    found = NUMBER.search(plain)
    value = _value(plain if plain.endswith(unit) else plain + unit, kind) if found else None
    if found is None or value is None:
        return None
    digits = Decimal(found[0].replace(",", ""))
    scale = abs(value / Fraction(digits)) if digits else Fraction(1)
    shown = plain if plain.endswith(unit) else f"{plain} {unit}".strip()
    return Stated(value, scale / 10 ** len(found[1] or "") / 2, shown)


def _value(plain: str, kind: str) -> Fraction | None:
    try:
        if kind == "percent":
            return Fraction(parse_percent(plain)) if plain.endswith(("%", "％")) else None
        if kind == "money":
            return Fraction(parse_signed_money(plain)) if re.search(r"[元万亿mk]", plain) else None
        return Fraction(parse_count(re.sub(r"\s*[^\W\d_万千百]{0,12}$", "", plain))) if kind == "count" else None
    except ValueError:
        return None
