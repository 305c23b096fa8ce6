"""One step of an explanation: what is looked at, and its figure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from planforge.problem import Text


@dataclass(frozen=True, slots=True)
class Step:
    """``unit`` is "money" or "price" (in currency units, a price always printed in them), "rate" (a fraction of one),
    "count", or "" where there is no figure."""

    what: Text
    figure: int | Fraction | None = None
    unit: str = ""


def money_step(zh: str, en: str, figure: int | Fraction) -> Step:
    """An amount of money."""
    return Step(Text(zh, en), figure, "money")


def rate_step(zh: str, en: str, figure: Fraction) -> Step:
    """A share or ratio."""
    return Step(Text(zh, en), figure, "rate")


def count_step(zh: str, en: str, figure: int | Fraction) -> Step:
    """A number of something."""
    return Step(Text(zh, en), figure, "count")
