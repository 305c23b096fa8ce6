"""The profit plan: gross profit by product, contribution, break-even, mix shift, sensitivity, P&L by quarter."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from planforge.plan.grid import Grid


@dataclass(frozen=True, slots=True)
class ProductProfit:
    """One product (or class): sales and gross profit, last year and planned."""

    name: str
    product_class: str | None
    last_sales: int | None
    sales: int
    last_margin: Fraction | None
    margin: Fraction | None
    last_gross: int | None
    gross: int
    last_share: Fraction | None
    share: Fraction


@dataclass(frozen=True, slots=True)
class Bridge:
    """Gross profit from ``last`` to ``plan``: by volume, by mix, by margin (price and cost)."""

    last: int
    volume: int
    mix: int
    margin: int
    plan: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A P&L column: last year, the plan, a quarter or a district. ``cash`` is None without a collection plan."""

    name: str
    sales: int
    gross: int
    lines: tuple[tuple[str, int], ...]
    expense: int  # as the budget counts it: with wages where they are within, without where apart
    wages: int
    contribution: int  # gross - expense (- wages where apart)
    cash: int | None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Contribution when sales change by ``sales`` (a fraction) or the gross margin by ``margin`` (in points)."""

    sales: Fraction
    margin: Fraction
    contribution: int


@dataclass(frozen=True, slots=True)
class ProfitPlan:
    products: tuple[ProductProfit, ...]
    classes: tuple[ProductProfit, ...]
    gross: Grid  # by district
    total: Statement
    last: Statement | None
    quarters: tuple[Statement, ...]
    districts: tuple[Statement, ...]
    margin: Fraction | None
    last_margin: Fraction | None
    bridge: Bridge | None
    break_even: int | None  # sales at which contribution is nil; None when it cannot be reached
    fixed: int
    variable: int
    sensitivities: tuple[Sensitivity, ...]
