"""Last year in figures: attainment by region, district, store and manager, tiers, ranking."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Attainment:
    """Target and actual of one node; ``rate`` is weighted by construction: Σ actual ÷ Σ target."""

    name: str
    target: int | None
    actual: int
    rate: Fraction | None
    tier: str | None
    rank: int | None
    growth: Fraction | None  # on the year before


@dataclass(frozen=True, slots=True)
class ReviewFigures:
    total: Attainment | None
    districts: tuple[Attainment, ...]
    areas: tuple[Attainment, ...]
    managers: tuple[Attainment, ...]
    stores: tuple[Attainment, ...]
    tiers: tuple[tuple[str, int], ...]  # tier, number of nodes (stores where there are any, else districts)
    years: tuple[tuple[int, tuple[int, ...]], ...]  # year, twelve months, oldest first
