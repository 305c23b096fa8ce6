"""What of the spec costs money, when, and on which line: promotions, media, materials, training, display, actions."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from planforge.plan.grid import MONTHS
from planforge.problem import Path, Problem, Text
from planforge.spec.money import Media
from planforge.spec.spec import Spec

_NEVER = (0,) * 12
Days = tuple[Fraction | int, ...]


class Outlay(Struct, frozen=True):
    """One cost of the spec with the weight of each month; no weight at all means undated.

    ``places`` are the districts where it is spent with the weight of each, None for by sales; none where it is the
    whole region's.
    """

    what: str
    source: str
    line: str | None
    cost: Decimal
    months: Days
    path: Path
    places: tuple[tuple[str, int | None], ...] = ()


def outlays(spec: Spec) -> tuple[Outlay, ...]:
    """Everything in the spec that costs money and is not a line itself, in the order of the spec."""
    found = [*_promotions(spec), *_advertising(spec), *_training(spec), *_display(spec), *_internal(spec)]
    carried = {outlay.what for outlay in found}
    return (*found, *_actions(spec, carried))


def days_by_month(first: datetime.date | None, last: datetime.date | None, year: int) -> Days:
    """Days of the plan year from ``first`` to ``last`` in each month; one date alone is a single day."""
    first, last = first or last, last or first
    if first is None or last is None:
        return _NEVER
    start, end = max(first, datetime.date(year, 1, 1)), min(last, datetime.date(year, 12, 31))
    days = [(start + datetime.timedelta(n)).month for n in range((end - start).days + 1)]
    return tuple(days.count(month) for month in MONTHS)


def _promotions(spec: Spec) -> Iterator[Outlay]:
    for i, promotion in enumerate(spec.promotions):
        if promotion.cost:
            days = days_by_month(promotion.starts, promotion.ends, spec.year)
            places = tuple((name, None) for name in promotion.districts)
            yield Outlay(promotion.name, "promotion", promotion.line, promotion.cost, days, ("promotions", i), places)


def _advertising(spec: Spec) -> Iterator[Outlay]:
    for i, media in enumerate(spec.advertising.media):
        if media.cost:
            path = ("advertising", "media", i)
            yield Outlay(media.name, "media", media.line, media.cost, media_months(media), path)
    for i, material in enumerate(spec.advertising.materials):
        if cost := material.quantity * (material.unit_cost or 0):
            path = ("advertising", "materials", i)
            days = days_by_month(material.due, None, spec.year)
            stated = sum(material.districts.values()) == material.quantity
            places = tuple(material.districts.items()) if stated else ()
            yield Outlay(material.name, "material", material.line, Decimal(cost), days, path, places)


def is_season(weights: Sequence[Decimal]) -> bool:
    """Whether these are twelve weights by which a year can be spread."""
    return len(weights) == 12 and min(weights) >= 0 and sum(weights) > 0


def media_months(media: Media) -> Days:
    """The twelve weights of a booking: its own where they hold, else even from its first to its last month."""
    if is_season(media.months):
        return tuple(map(Fraction, media.months))
    if media.starts is None and media.ends is None:
        return _NEVER
    first, last = media.starts or 1, media.ends or 12
    return tuple(int(first <= month <= last) for month in MONTHS)


def _training(spec: Spec) -> Iterator[Outlay]:
    for i, session in enumerate(spec.training):
        if session.cost:
            days = days_by_month(session.date, None, spec.year)
            yield Outlay(session.topic, "training", session.line, session.cost, days, ("training", i))


def _display(spec: Spec) -> Iterator[Outlay]:
    plan = spec.display
    if plan.cost:
        yield Outlay(plan.measure, "display", plan.line, plan.cost, _carried(spec, plan.measure), ("display",))


def _internal(spec: Spec) -> Iterator[Outlay]:
    programmes = spec.internal_marketing.programmes if spec.internal_marketing else ()
    for i, programme in enumerate(programmes):
        if programme.budget:
            path = ("internal_marketing", "programmes", i)
            days = _carried(spec, programme.name)
            yield Outlay(programme.name, "internal", programme.line, programme.budget, days, path)


def _carried(spec: Spec, name: str) -> Days:
    """The days of the actions paid within something that has no dates of its own."""
    days = [days_by_month(act.starts, act.ends, spec.year) for act in spec.actions if act.within == name]
    return tuple(sum(month) for month in zip(*days, strict=True)) if days else _NEVER


def _actions(spec: Spec, carried: set[str]) -> Iterator[Outlay]:
    for i, action in enumerate(spec.actions):
        if action.budget and action.within not in carried:
            days = days_by_month(action.starts, action.ends, spec.year)
            places = ((action.district, None),) if action.district else ()
            yield Outlay(action.name, "action", action.line, action.budget, days, ("actions", i), places)


def date_problems(spec: Spec) -> Iterator[Problem]:
    """Promotions, training and media dated outside the plan year, or ending before they start."""
    for i, promotion in enumerate(spec.promotions):
        yield from _outside(promotion.name, promotion.starts, ("promotions", i, "starts"), spec.year)
        yield from _outside(promotion.name, promotion.ends, ("promotions", i, "ends"), spec.year)
        if promotion.starts and promotion.ends and promotion.ends < promotion.starts:
            yield _backwards(promotion.name, str(promotion.starts), str(promotion.ends), ("promotions", i, "ends"))
    for i, session in enumerate(spec.training):
        yield from _outside(session.topic, session.date, ("training", i, "date"), spec.year)
    for i, media in enumerate(spec.advertising.media):
        path = ("advertising", "media", i)
        if media.starts and media.ends and media.ends < media.starts:
            yield _backwards(media.name, str(media.starts), str(media.ends), (*path, "ends"))
        if media.months and not is_season(media.months):
            yield _bad_months(media.name, (*path, "months"))


def _bad_months(name: str, path: Path) -> Problem:
    return Problem(
        "M15",
        Text(
            f"“{name}”的月度权重应为十二个不小于 0 的数，且不全为 0",
            f'"{name}" needs twelve monthly weights, none below 0, not all 0',
        ),
        path=path,
    )


def _outside(name: str, day: datetime.date | None, path: Path, year: int) -> Iterator[Problem]:
    if day is not None and day.year != year:
        yield Problem(
            "M13",
            Text(
                f"“{name}”的日期 {day} 不在计划年度 {year} 年内",
                f'"{name}" is dated {day}, outside the plan year {year}',
            ),
            Text("跨年的活动按年度拆成两项。", "Split what runs over the turn of the year into two."),
            path,
        )


def _backwards(name: str, first: str, last: str, path: Path) -> Problem:
    return Problem(
        "M14",
        Text(f"“{name}”的结束（{last}）早于开始（{first}）", f'"{name}" ends ({last}) before it starts ({first})'),
        path=path,
    )
