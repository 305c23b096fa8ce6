"""One step of an explanation: what is looked at, and its figure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from planforge.problem import Text


@dataclass(frozen=True, slots=True)
class Step:
    """``unit`` is "money" (in currency units), "rate" (a fraction of one), "count", or "" where there is no figure."""

    what: Text
    figure: int | Fraction | None = None
    unit: str = ""
