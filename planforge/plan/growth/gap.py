"""From the natural trend to the target: the gap and its sources, funnels, market share."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING

from msgspec import Struct

from planforge.numbers import nearest, ratio
from planforge.plan.targets.basis import Basis, unknown
from planforge.problem import Problem, Severity, Text
from planforge.spec.region import District
from planforge.spec.spec import Spec
from planforge.spec.targets import Funnel, FunnelFactor

if TYPE_CHECKING:
    from planforge.plan.targets.targets import TargetPlan


class Source(Struct, frozen=True):
    """A named source of growth."""

    name: str
    amount: int
    strategy: str | None
    district: str | None
    basis: str | None
    product: str | None = None
    channel: str | None = None


class Gap(Struct, frozen=True):
    """``last + trend`` is what comes by itself; ``gap = target - last - trend``; ``uncovered = gap - Σ sources``."""

    last: int
    natural_growth: Fraction
    trend: int
    target: int
    gap: int
    sources: tuple[Source, ...]
    uncovered: int
    method: str = "given"  # where natural_growth comes from: "given", "history" (mean yearly growth), "market", "none"


class FunnelResult(Struct, frozen=True):
    """A product of factors held against the sales it should explain, in currency units."""

    name: str
    factors: tuple[tuple[str, str, Fraction | None, Fraction, bool], ...]  # name, unit, last, plan, is a rate
    last: int | None
    plan: int
    covers: int
    difference: int  # plan - covers


class DistrictShare(Struct, frozen=True):
    """Market size and share of a district ("" for the region), last year and planned."""

    name: str
    market: int
    market_plan: int
    sales: int | None
    sales_plan: int
    share: Fraction | None
    share_plan: Fraction
    from_market: int | None  # growth in sales that a constant share of the growing market explains
    from_share: int | None  # growth in sales that the gain in share explains


def plan_gap(basis: Basis, targets: TargetPlan) -> tuple[Gap | None, tuple[Problem, ...]]:
    """Natural trend, target, gap and the sources that cover it; None without last year's sales.

    The natural growth is the one stated; else the mean of the yearly growth rates of the history; else the market's.
    """
    if targets.last is None:
        return None, ()
    given = basis.spec.targets
    growth, method = natural_growth(basis)
    trend = nearest(targets.last * growth, basis.granule)
    sources = tuple(
        Source(
            source.name,
            nearest(source.amount, basis.granule),
            source.strategy,
            source.district or _named(source.name, basis.names),
            source.basis,
            source.product or _named(source.name, [node.name for node in basis.products]),
            source.channel or _named(source.name, [node.name for node in basis.channels]),
        )
        for source in given.growth_sources
    )
    gap = targets.total - targets.last - trend
    problems = [_nowhere()] if method == "none" else []
    known = {
        "district": basis.names,
        "product": tuple(node.name for node in basis.products),
        "channel": tuple(node.name for node in basis.channels),
    }
    for index, source in enumerate(given.growth_sources):
        for axis, names in known.items():
            name = getattr(source, axis)
            if name is not None and name not in names:
                problems.append(unknown(axis, name, names, ("targets", "growth_sources", index, axis)))
    covered = sum(source.amount for source in sources)
    found = Gap(targets.last, growth, trend, targets.total, gap, sources, gap - covered, method)
    return found, tuple(problems)


def _named(text: str, names: Sequence[str]) -> str | None:
    """The one node that the name of a source names; None where it is none or several."""
    found = [name for name in names if name in text]
    longest = [name for name in found if not any(name != other and name in other for other in found)]
    return longest[0] if len(longest) == 1 else None


def natural_growth(basis: Basis) -> tuple[Fraction, str]:
    """Growth with nothing new done, and where it comes from."""
    given = basis.spec.targets
    if given.natural_growth is not None:
        return Fraction(given.natural_growth), "given"
    years = [sold.total for year in basis.history.years if (sold := basis.history.region(year))]
    rates = [Fraction(now) / Fraction(before) - 1 for before, now in pairwise(years) if before > 0]
    if rates:
        return sum(rates, Fraction(0)) / len(rates), "history"
    if given.market_growth is not None:
        return Fraction(given.market_growth), "market"
    return Fraction(0), "none"


def _nowhere() -> Problem:
    return Problem(
        "P78",
        Text(
            "没有自然增长率，也没有两年历史可推算，自然增长按 0 计",
            "there is neither a natural growth rate nor two years to tell it from; it counts as 0",
        ),
        Text("写 targets.natural_growth，或补一年销售历史", "give targets.natural_growth, or another year of sales"),
        ("targets",),
        severity=Severity.WARNING,
    )


# Funnels --------------------------------------------------------------------------------------------------------------


def plan_funnels(spec: Spec, targets: TargetPlan, granule: int) -> tuple[FunnelResult, ...]:
    """Every funnel's product against the sales it should explain."""
    return tuple(_funnel(funnel, targets.total, granule) for funnel in spec.targets.funnels)


def _funnel(given: Funnel, total: int, granule: int) -> FunnelResult:
    factors = tuple(
        (f.name, f.unit or "", None if f.last is None else Fraction(f.last), Fraction(f.plan), is_rate(f))
        for f in given.factors
    )
    known = [last for _, _, last, _, _ in factors if last is not None]
    plan = nearest(prod((plan for _, _, _, plan, _ in factors), start=Fraction(1)), granule)
    last = nearest(prod(known, start=Fraction(1)), granule) if len(known) == len(factors) else None
    covers = total if given.covers is None else nearest(given.covers, granule)
    return FunnelResult(given.name, factors, last, plan, covers, plan - covers)


def is_rate(factor: FunnelFactor) -> bool:
    """Whether a factor is a percentage: its unit is %, or all its values lie between nil and one."""
    values = [value for value in (factor.plan, factor.last) if value is not None]
    return factor.unit == "%" or (factor.unit is None and all(0 < value < 1 for value in values))


# Market share ---------------------------------------------------------------------------------------------------------


def plan_shares(basis: Basis, targets: TargetPlan) -> tuple[DistrictShare, ...]:
    """Districts with a market in the order of the spec, then what they are together."""
    found = [(district, district.market) for district in basis.districts if district.market]
    if not found:
        return ()
    last = targets.last_districts
    markets = [
        (nearest(market, basis.granule), nearest(market * (1 + _market_growth(district, basis)), basis.granule))
        for district, market in found
    ]
    sales = [last.of(d.name) if last and d.name not in targets.unknown else None for d, _ in found]
    told = basis.spec.targets.market_growth is not None or any(d.market_growth is not None for d, _ in found)
    effects = _effects(sales, markets, basis.granule) if told else [None] * len(found)  # unknown is not nil
    shares = [
        _share(district.name, *market, sold, targets.districts.of(district.name), effect)
        for (district, _), market, sold, effect in zip(found, markets, sales, effects, strict=True)
    ]
    return (*shares, _together(shares, len(shares) == len(basis.districts), targets, basis.granule, told))


def _market_growth(district: District, basis: Basis) -> Decimal:
    own = district.market_growth
    return own if own is not None else basis.spec.targets.market_growth or Decimal(0)


def _effects(sales: list[int | None], markets: list[tuple[int, int]], granule: int) -> list[int | None]:
    """The growth that each market brings at a constant share, rounded so that the parts add up to their rounded sum."""
    effects: list[int | None] = []
    exact, given = Fraction(0), 0
    for sold, (market, planned) in zip(sales, markets, strict=True):
        if sold is None or not market:
            effects.append(None)
            continue
        exact += Fraction(sold * (planned - market), market)
        effects.append(nearest(exact, granule) - given)
        given = nearest(exact, granule)
    return effects


def _share(name: str, market: int, planned: int, sales: int | None, target: int, grown: int | None) -> DistrictShare:
    return DistrictShare(
        name,
        market,
        planned,
        sales,
        target,
        ratio(sales, market),
        Fraction(target, planned) if planned else Fraction(0),
        grown,
        None if grown is None or sales is None else target - sales - grown,
    )


def _together(
    shares: list[DistrictShare], all_of_them: bool, targets: TargetPlan, granule: int, told: bool
) -> DistrictShare:
    """The region, or as much of it as has a market."""
    known = [share.sales for share in shares if share.sales is not None]
    sales = sum(known) if len(known) == len(shares) else targets.last if all_of_them else None
    market, planned = sum(share.market for share in shares), sum(share.market_plan for share in shares)
    effects = [share.from_market for share in shares if share.from_market is not None]
    grown = sum(effects) if len(effects) == len(shares) else _effects([sales], [(market, planned)], granule)[0]
    grown = grown if told else None
    return _share("", market, planned, sales, sum(share.sales_plan for share in shares), grown)
