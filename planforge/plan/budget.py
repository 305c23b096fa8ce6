"""The expense budget by line, month and district, and what promotions, media, training and actions draw on it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from planforge.plan.grid import Cells, Grid
from planforge.problem import Problem


@dataclass(frozen=True, slots=True)
class Line:
    """One expense line for the year."""

    name: str
    kind: str
    driver: str  # how it was worked out: "ratio", "amount", "per_unit", "per_store", "per_event"
    rate: Fraction | None  # the ratio or the amount per driver
    amount: int
    last: int | None
    ratio: Fraction | None  # of sales
    last_ratio: Fraction | None
    fixed: bool
    capped: bool


@dataclass(frozen=True, slots=True)
class Draw:
    """Something that spends from a line. ``quarter`` is 1..4."""

    what: str
    source: str  # "promotion", "media", "material", "training", "display", "action", "internal"
    line: str | None
    amount: int
    quarter: int


@dataclass(frozen=True, slots=True)
class LineSpending:
    """What a line holds, what is drawn on it and what is left, in the year and by quarter."""

    name: str
    budget: int
    drawn: int
    left: int
    budget_quarters: tuple[int, ...]
    drawn_quarters: tuple[int, ...]
    draws: tuple[Draw, ...]


@dataclass(frozen=True, slots=True)
class BudgetPlan:
    """``months`` (lines × 12) and ``by_district[d]`` (lines × 12, as ``months``) agree to the unit."""

    lines: tuple[Line, ...]
    months: Grid
    districts: tuple[str, ...]
    by_district: tuple[Cells, ...]
    total: int  # all lines
    expense: int  # as the expense ratio counts it
    wages: int
    ratio: Fraction | None
    wage_ratio: Fraction | None
    last_expense: int | None
    last_ratio: Fraction | None
    last_wages: int | None
    last_wage_ratio: Fraction | None
    spending: tuple[LineSpending, ...]
    undrawn: tuple[Draw, ...]  # spending that names no line
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class PromotionReturn:
    """A promotion and its return on spend: lift × margin ÷ cost; rank 1 is best."""

    name: str
    cost: int
    lift: int | None
    margin: Fraction | None
    gross: int | None
    result: Fraction | None
    rank: int | None
