"""Objectives in numbers: the network (current, new, closed, year-end, distribution), display by stage, other counts."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class NodeCount:
    """A measure in one district, or in the whole region."""

    name: str  # district; "" for the region
    universe: int | None
    current: int
    new: int
    closed: int
    target: int  # current + new - closed
    quarters: tuple[int, ...]  # year-end counts of the four quarters; the last is ``target``

    @property
    def rate(self) -> Fraction | None:
        """Planned distribution: target ÷ universe."""
        return Fraction(self.target, self.universe) if self.universe else None

    @property
    def last_rate(self) -> Fraction | None:
        """Distribution at the start of the year."""
        return Fraction(self.current, self.universe) if self.universe else None


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """One measure: districts and their sum."""

    name: str
    unit: str
    distribution: bool
    districts: tuple[NodeCount, ...]
    total: NodeCount


@dataclass(frozen=True, slots=True)
class CountPlan:
    """Another objective in numbers, by district and quarter; rows sum to ``plan``."""

    name: str
    unit: str
    last: int | None
    plan: int
    districts: tuple[str, ...]
    quarters: tuple[tuple[int, ...], ...]  # districts × 4


@dataclass(frozen=True, slots=True)
class DisplayPlan:
    """Display rates by district and stage; the region's rate is weighted by the nodes of ``base_of`` where given."""

    measure: str
    districts: tuple[str, ...]
    current: tuple[Fraction | None, ...]
    stages: tuple[str, ...]
    until: tuple[int, ...]  # last month of each stage
    rates: tuple[tuple[Fraction | None, ...], ...]  # districts × stages
    total_current: Fraction | None
    total_rates: tuple[Fraction | None, ...]
