"""From the natural trend to the target: the gap and its sources, funnels, market share."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Source:
    """A named source of growth."""

    name: str
    amount: int
    strategy: str | None
    district: str | None
    basis: str | None


@dataclass(frozen=True, slots=True)
class Gap:
    """``last + trend`` is what comes by itself; ``gap = target - last - trend``; ``uncovered = gap - Σ sources``."""

    last: int
    natural_growth: Fraction
    trend: int
    target: int
    gap: int
    sources: tuple[Source, ...]
    uncovered: int


@dataclass(frozen=True, slots=True)
class FunnelResult:
    """A product of factors held against the sales it should explain, in currency units."""

    name: str
    factors: tuple[tuple[str, str, Fraction | None, Fraction, bool], ...]  # name, unit, last, plan, is a rate
    last: int | None
    plan: int
    covers: int
    difference: int  # plan - covers


@dataclass(frozen=True, slots=True)
class DistrictShare:
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
