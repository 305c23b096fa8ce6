"""What explains the gap: price, volume and mix where volumes are reported, and who contributed how much of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import ratio
from planforge.plan.plan import Plan
from planforge.review.actuals import Actuals, to_date
from planforge.review.coverage import Coverage
from planforge.review.standing import Standing


class ProductEffect(Struct, frozen=True):
    """One product: planned and sold volume, planned and obtained price, and what the price brought."""

    name: str
    planned_units: int
    units: Decimal
    planned_price: Fraction
    price: Fraction | None  # None where nothing was sold
    effect: Fraction  # of the price


class PriceVolumeMix(Struct, frozen=True):
    """planned + volume + mix + price + rest = actual, exactly. ``rest`` is the gap of what tells no volume."""

    planned: int
    actual: Decimal
    volume: Fraction
    mix: Fraction
    price: Fraction
    rest: Fraction
    products: tuple[ProductEffect, ...]


class Contribution(Struct, frozen=True):
    """A node's part of the region's gap. ``part`` is its share of all that fell short, or of all that was more."""

    name: str
    gap: Decimal
    part: Fraction


def contributions(found: Sequence[Standing]) -> tuple[Contribution, ...]:
    """Nodes with a gap, the largest shortfall first."""
    short = sum((standing.gap for standing in found if standing.gap < 0), Decimal(0))
    over = sum((standing.gap for standing in found if standing.gap > 0), Decimal(0))
    parts = [
        Contribution(
            standing.name, standing.gap, Fraction(standing.gap) / Fraction(short if standing.gap < 0 else over)
        )
        for standing in found
        if standing.name and standing.gap
    ]
    return tuple(sorted(parts, key=lambda part: part.gap))


def price_volume_mix(plan: Plan, actuals: Actuals, region: Standing, cover: Coverage) -> PriceVolumeMix | None:
    """The gap of the products whose volume is planned and reported, in three parts; None where there are none, or
    sales are not reported in full.

    Volume: units more or fewer at the planned average price. Mix: the units sold at planned prices against the planned
    average. Price: what was obtained above or below the planned price of each product.
    """
    actuals, months = actuals.since(cover.first), slice(cover.first - 1, cover.through)
    units, volumes, money = actuals.units(), plan.targets.volumes, plan.targets.products
    if volumes is None or money is None or region.missing:
        return None
    planned_units = {name: sum(volumes.row(name)[months]) for name in volumes.nodes}
    names = [name for name in volumes.nodes if name in units and name in money.nodes and planned_units[name]]
    if not any(units[name] for name in names):
        return None
    sold = {name: to_date(row[months]) for name, row in actuals.by("product").items()}
    effects = tuple(
        _effect(name, planned_units[name], units[name], sum(money.row(name)[months]), sold.get(name, Decimal(0)))
        for name in names
    )
    planned = sum((one.planned_price * one.planned_units for one in effects), Fraction(0))
    at_plan = sum((one.planned_price * Fraction(one.units) for one in effects), Fraction(0))
    mean = planned / sum(one.planned_units for one in effects)
    volume = mean * sum(Fraction(one.units) - one.planned_units for one in effects)
    price = sum((one.effect for one in effects), Fraction(0))
    mix = at_plan - planned - volume
    return PriceVolumeMix(
        planned=region.target,
        actual=region.actual,
        volume=volume,
        mix=mix,
        price=price,
        rest=Fraction(region.gap) - volume - mix - price,
        products=effects,
    )


def _effect(name: str, planned_units: int, units: Decimal, planned: int, actual: Decimal) -> ProductEffect:
    price = Fraction(planned, planned_units)
    return ProductEffect(
        name,
        planned_units,
        units,
        price,
        ratio(actual, units),
        Fraction(actual) - price * Fraction(units),
    )
