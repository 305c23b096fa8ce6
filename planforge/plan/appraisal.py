"""What a person earns at 80, 100 and 120 % attainment under his role's scheme."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Pay:
    """A year's pay at one attainment, in currency units."""

    attainment: Fraction
    score: Fraction | None
    base: int
    bonus: int
    commission: int

    @property
    def total(self) -> int:
        return self.base + self.bonus + self.commission


@dataclass(frozen=True, slots=True)
class SchemePlan:
    """A role's scheme with its worked example."""

    role: str
    people: tuple[str, ...]
    basis: int | None  # yearly sales that commission is counted on at 100 %
    examples: tuple[Pay, ...]  # at 80, 100 and 120 %
