"""Collection: cash by month, district and person, receivables, overdue recovery, the two rates, DSO."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from planforge.plan.grid import Grid
from planforge.problem import Problem


@dataclass(frozen=True, slots=True)
class Receivables:
    """opening + sales - cash = closing, in every month; twelve figures each."""

    name: str  # district; "" for the region
    opening: tuple[int, ...]
    sales: tuple[int, ...]
    cash: tuple[int, ...]
    closing: tuple[int, ...]
    overdue_cash: tuple[int, ...]  # part of cash that recovers overdue money


@dataclass(frozen=True, slots=True)
class CollectionPlan:
    """``rate_a`` = cash ÷ (opening + sales); ``rate_b`` = cash ÷ sales. Never mixed."""

    total: Receivables
    districts: tuple[Receivables, ...]
    cash: Grid  # by district
    people: Grid | None  # by person
    opening: int
    closing: int
    cash_total: int
    rate_a: Fraction | None
    rate_b: Fraction | None
    dso: tuple[Fraction | None, ...]  # days, at each month's end: closing ÷ sales of the last three months × their days
    uncollected: tuple[tuple[int, ...], ...]  # 12 × 12: [month of sale][at end of month], balances by month of sale
    uncollected_opening: tuple[int, ...]  # what is left of the opening balance at each month's end
    recovery: tuple[tuple[int, str | None, str | None, int, str | None], ...]  # month, district, owner, amount, measure
    problems: tuple[Problem, ...] = ()
