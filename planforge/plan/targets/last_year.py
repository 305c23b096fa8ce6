"""Last year in figures: attainment by region, district, store and manager, tiers, ranking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from planforge.numbers import growth, nearest, ratio
from planforge.plan.amounts import round_parts
from planforge.plan.targets.basis import Basis
from planforge.plan.targets.past import Sold
from planforge.records import replace
from planforge.spec.region import Store
from planforge.spec.strategy import Tier

if TYPE_CHECKING:
    from planforge.plan.targets.targets import TargetPlan


class Attainment(Struct, frozen=True):
    """Target and actual of one node; ``rate`` is weighted by construction: Σ actual ÷ Σ target."""

    name: str
    target: int | None
    actual: int
    rate: Fraction | None
    tier: str | None
    rank: int | None
    growth: Fraction | None  # on the year before


class ReviewFigures(Struct, frozen=True):
    """Last year's figures; ``total`` is None without last year's sales."""

    total: Attainment | None
    districts: tuple[Attainment, ...]
    areas: tuple[Attainment, ...]
    managers: tuple[Attainment, ...]
    stores: tuple[Attainment, ...]
    tiers: tuple[tuple[str, int], ...]  # tier, number of nodes (stores where any has a target, else districts)
    years: tuple[tuple[int, tuple[int | None, ...]], ...]  # year, twelve months, oldest first; None where not known
    estimated: tuple[int, ...] = ()  # months of last year that are estimates
    told: int | None = None  # how many months last year's sales are of, where they are not of all twelve


def review_figures(basis: Basis, targets: TargetPlan) -> ReviewFigures:
    """Attainment of every node whose target and sales of last year are known, weighted where nodes are summed."""
    tiers = basis.spec.control.tiers
    districts = _ranked(_districts(basis, targets), tiers)
    sold = basis.history.region(basis.spec.year - 1)
    stores = _ranked([_store(store, basis) for store in basis.stores if store.last_actual is not None], tiers)
    rated = [node for node in stores if node.rate is not None] or [n for n in districts if n.rate is not None]
    return ReviewFigures(
        total=_total(basis, targets),
        districts=districts,
        areas=_ranked(_groups(basis, lambda store: store.area), tiers),
        managers=_ranked(_groups(basis, lambda store: store.manager), tiers),
        stores=stores,
        tiers=tuple((tier.name, sum(node.tier == tier.name for node in rated)) for tier in tiers),
        years=_years(basis),
        estimated=sold.estimated if sold else (),
        told=_told(sold, targets, basis.granule),
    )


def _told(sold: Sold | None, targets: TargetPlan, granule: int) -> int | None:
    if sold is None or None not in sold.months or nearest(sold.total, granule) != targets.last:
        return None
    return sum(month is not None for month in sold.months)


def tier_of(rate: Fraction | None, tiers: Sequence[Tier]) -> str | None:
    """The tier an attainment falls in: the highest whose lower end it reaches; None below all of them."""
    if rate is None:
        return None
    reached = [tier for tier in tiers if rate >= Fraction(tier.low)]
    return max(reached, key=lambda tier: tier.low).name if reached else None


def _attainment(name: str, target: int | None, actual: int, before: int | None = None) -> Attainment:
    return Attainment(name, target, actual, ratio(actual, target), None, None, growth(actual, before))


def _ranked(nodes: Sequence[Attainment], tiers: Sequence[Tier]) -> tuple[Attainment, ...]:
    """The nodes with tier and rank; equal rates share a rank."""
    rates = sorted((node.rate for node in nodes if node.rate is not None), reverse=True)
    return tuple(
        replace(node, tier=tier_of(node.rate, tiers), rank=None if node.rate is None else rates.index(node.rate) + 1)
        for node in nodes
    )


def _total(basis: Basis, targets: TargetPlan) -> Attainment | None:
    if targets.last is None:
        return None
    stated = basis.spec.review.target
    goals = [goal for name in basis.names if (goal := _goal(name, basis)) is not None]
    summed = sum(goals) if len(goals) == len(basis.names) else None
    target = summed if stated is None else nearest(stated, basis.granule)
    total = _attainment("", target, targets.last, targets.before)
    return replace(total, tier=tier_of(total.rate, basis.spec.control.tiers))


def _districts(basis: Basis, targets: TargetPlan) -> list[Attainment]:
    """The districts whose sales of last year are known: those that were not there yet have nothing to be measured."""
    if targets.last_districts is None:
        return []
    before, sold = (basis.sales("district", basis.spec.year - back) for back in (2, 1))
    return [
        _attainment(
            name,
            _goal(name, basis),
            targets.last_districts.of(name),
            nearest(before[name], basis.granule) if name in before else None,
        )
        for name in basis.names
        if name in sold
    ]


def _goal(district: str, basis: Basis) -> int | None:
    """A district's target of last year: as stated, else the sum of its stores', where all that were there state one."""
    stated = basis.spec.review.district_targets.get(district)
    if stated is not None:
        return nearest(stated, basis.granule)
    found = [store.last_target for store in basis.stores if store.district == district and store.opens is None]
    return None if not found or None in found else nearest(sum(map(Decimal, filter(None, found))), basis.granule)


def _store(store: Store, basis: Basis) -> Attainment:
    target = None if store.last_target is None else nearest(store.last_target, basis.granule)
    before = basis.sales("store", basis.spec.year - 2).get(store.name)
    return _attainment(
        store.name,
        target,
        nearest(store.last_actual or 0, basis.granule),
        None if before is None else nearest(before, basis.granule),
    )


def _groups(basis: Basis, key: Callable[[Store], str | None]) -> list[Attainment]:
    """Stores summed by area or by manager; only stores with a target and sales count."""
    groups: dict[str, list[Store]] = {}
    for store in basis.stores:
        name = key(store)
        if name is not None and store.last_actual is not None and store.last_target is not None:
            groups.setdefault(name, []).append(store)
    return [
        _attainment(
            name,
            nearest(sum((s.last_target or Decimal(0) for s in members), Decimal(0)), basis.granule),
            nearest(sum((s.last_actual or Decimal(0) for s in members), Decimal(0)), basis.granule),
        )
        for name, members in groups.items()
    ]


def _years(basis: Basis) -> tuple[tuple[int, tuple[int | None, ...]], ...]:
    """The region's months of every year that has them, rounded so that they come to their rounded year; a month
    without data is unknown, and not nil."""
    found = []
    for year in basis.history.years:
        sold = basis.history.monthly((), year).get(())
        if sold is not None:
            months = (*sold.months, *[None] * 12)[:12]
            parts = round_parts([amount or Decimal(0) for amount in months], basis.granule)
            known = zip(parts, months, strict=True)
            found.append((year, tuple(None if amount is None else part for part, amount in known)))
    return tuple(found)
