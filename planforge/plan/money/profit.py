"""The profit plan: gross profit by product, contribution, break-even, mix shift, sensitivity, P&L by quarter."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct

from planforge.numbers import nearest, ratio
from planforge.plan.amounts import round_parts
from planforge.plan.grid import QUARTERS, Grid
from planforge.plan.money.budget import BudgetPlan
from planforge.plan.money.collection import CollectionPlan
from planforge.plan.money.gross import (
    ProductProfit,
    average_margin,
    class_profits,
    gross_cells,
    margin_problems,
    product_margins,
    product_profits,
    stated_last_gross,
)
from planforge.plan.targets.targets import TargetPlan
from planforge.problem import Problem
from planforge.spec.spec import Spec

# Contribution and break-even ------------------------------------------------------------------------------------------

Rate = Fraction | int


def break_even_units(fixed: Rate, contribution: Rate) -> Fraction | None:
    """Units at which contribution covers the fixed cost; None where a unit contributes nothing."""
    return Fraction(fixed) / contribution if contribution > 0 else None


def break_even_sales(fixed: Rate, sales: Rate, gross: Rate, variable: Rate) -> Fraction | None:
    """Fixed cost ÷ contribution-margin ratio, the ratio being (gross - variable) ÷ sales; None where out of reach."""
    if sales <= 0:
        return None
    return break_even_units(fixed, Fraction(gross - variable) / sales)


def contribution_at(
    sales: Rate, gross: Rate, variable: Rate, fixed: Rate, change: Rate = 0, points: Rate = 0
) -> Fraction:
    """Contribution when sales change by ``change`` (a fraction) and the margin by ``points`` (0.01 is one point)."""
    grown = 1 + Fraction(change)
    return (gross - variable + points * Fraction(sales)) * grown - fixed


class GrossParts(NamedTuple):
    """What moves gross profit from one year to the next; the parts sum to the whole change."""

    volume: Fraction
    mix: Fraction
    price: Fraction
    margin: Fraction


def bridge_parts(
    last: Sequence[tuple[Rate, Rate]], plan: Sequence[tuple[Rate, Rate]], dearer: Sequence[Rate] = ()
) -> GrossParts:
    """Change of gross profit by volume, mix, price and margin, from (sales, margin) of each product in both years.

    ``dearer`` is each product's planned price ÷ last year's; without it the parts are those of a year of equal prices.
    Volume: more sales, at last year's prices and average margin. Mix: the planned mix at last year's margins against
    that average. Price: what new prices alone add to the planned quantities. Margin: all else, which is cost where
    prices are given, price and cost together where they are not.
    """
    rises = [Fraction(rise) for rise in dearer] or [Fraction(1)] * len(plan)
    at_last_prices = [Fraction(s) / rise for (s, _), rise in zip(plan, rises, strict=True)]
    sold, planned = sum((Fraction(s) for s, _ in last), Fraction(0)), sum(at_last_prices, Fraction(0))
    average = sum((Fraction(s) * m for s, m in last), Fraction(0)) / sold
    at_last_margins = sum((s * Fraction(m) for s, (_, m) in zip(at_last_prices, last, strict=True)), Fraction(0))
    gross = sum((Fraction(s) * m for s, m in plan), Fraction(0))
    price = sum((Fraction(s) for s, _ in plan), Fraction(0)) - planned
    volume = (planned - sold) * average
    return GrossParts(volume, at_last_margins - planned * average, price, gross - at_last_margins - price)


__all__ = ["Bridge", "ProductProfit", "ProfitPlan", "Sensitivity", "Statement", "plan_profit"]

SALES_CHANGES = tuple(Fraction(n, 100) for n in (-20, -10, -5, 5, 10, 20))
MARGIN_POINTS = tuple(Fraction(n, 100) for n in (-2, -1, 1, 2))
FIXED_CHANGES = tuple(Fraction(n, 100) for n in (-10, 10))
_YEAR = tuple(range(1, 13))


class Bridge(Struct, frozen=True):
    """Gross profit from ``last`` to ``plan``: by volume, mix, price and margin.

    ``priced`` says whether every product gives both prices; then ``margin`` is cost alone, else ``price`` is nil and
    ``margin`` is price and cost together.
    """

    last: int
    volume: int
    mix: int
    price: int
    margin: int
    plan: int
    priced: bool


class Statement(Struct, frozen=True):
    """A P&L column: last year, the plan, a quarter or a district. ``cash`` is None without a collection plan."""

    name: str
    sales: int
    gross: int
    lines: tuple[tuple[str, int], ...]
    expense: int  # as the budget counts it: with wages where they are within, without where apart
    wages: int
    contribution: int  # gross - expense (- wages where apart)
    cash: int | None


class Sensitivity(Struct, frozen=True):
    """Contribution when sales or fixed costs change by a fraction, or the gross margin by ``margin`` (in points)."""

    sales: Fraction
    margin: Fraction
    contribution: int
    fixed: Fraction = Fraction(0)


class ProfitPlan(Struct, frozen=True):
    products: tuple[ProductProfit, ...]
    classes: tuple[ProductProfit, ...]
    gross: Grid  # by district
    total: Statement
    last: Statement | None
    last_gross: int | None  # known without the rest of last year's statement
    quarters: tuple[Statement, ...]
    districts: tuple[Statement, ...]
    margin: Fraction | None
    last_margin: Fraction | None
    bridge: Bridge | None
    break_even: int | None  # sales at which contribution is nil; None when it cannot be reached
    fixed: int
    variable: int
    sensitivities: tuple[Sensitivity, ...]  # sales ±5, 10, 20 %, the margin ±1, 2 points, fixed costs ±10 %, each alone
    problems: tuple[Problem, ...] = ()


def plan_profit(
    spec: Spec, targets: TargetPlan, budget: BudgetPlan, collection: CollectionPlan | None, granule: int
) -> ProfitPlan | None:
    """The profit plan from the product cells; None where no product has a margin."""
    if targets.products is None or not product_margins(spec).keys() & set(targets.products.nodes):
        return None
    products = product_profits(spec, targets, granule)
    gross = gross_cells(spec, targets, granule)
    books = _Books(targets.districts, gross, budget, collection)
    total = books.statement("", _YEAR)
    last_gross = stated_last_gross(spec, products, granule)
    even = break_even_sales(budget.fixed, total.sales, total.gross, budget.variable)
    return ProfitPlan(
        products=products,
        classes=class_profits(spec, products),
        gross=gross,
        total=total,
        last=_last_statement(targets, budget, last_gross),
        last_gross=last_gross,
        quarters=tuple(books.statement(f"Q{n}", months) for n, months in enumerate(QUARTERS, 1)),
        districts=tuple(books.statement(name, _YEAR, name) for name in targets.districts.nodes),
        margin=ratio(total.gross, total.sales),
        last_margin=_last_margin(spec, targets, products, last_gross),
        bridge=_bridge(spec, products, total.gross, last_gross, granule),
        break_even=None if even is None else -(-even // granule) * granule,
        fixed=budget.fixed,
        variable=budget.variable,
        sensitivities=_sensitivities(total, budget, granule),
        problems=tuple(margin_problems(spec)),
    )


# Statements -----------------------------------------------------------------------------------------------------------


class _Books(Struct, frozen=True):
    """What a statement is read from."""

    sales: Grid
    gross: Grid
    budget: BudgetPlan
    collection: CollectionPlan | None

    def statement(self, name: str, months: Sequence[int], district: str | None = None) -> Statement:
        """The P&L of some months, of one district or of the region."""
        lines = self.budget.months if district is None else self.budget.of_district(district)
        cash = None if self.collection is None else _over(self.collection.cash, months, district)
        amounts = [sum(row[m - 1] for m in months) for row in lines.cells]
        expense = sum(self.budget.expense_of(lines)[m - 1] for m in months)
        wages = sum(a for a, line in zip(amounts, self.budget.lines, strict=True) if line.kind == "wage")
        gross = _over(self.gross, months, district)
        return Statement(
            name,
            _over(self.sales, months, district),
            gross,
            tuple(zip(lines.nodes, amounts, strict=True)),
            expense,
            wages,
            gross - sum(amounts),
            cash,
        )


def _over(grid: Grid, months: Sequence[int], node: str | None) -> int:
    row = grid.months if node is None else grid.row(node)
    return sum(row[m - 1] for m in months)


def _last_statement(targets: TargetPlan, budget: BudgetPlan, gross: int | None) -> Statement | None:
    """Last year's P&L; None unless sales, gross profit, expense and, where apart, wages are all known."""
    wages = budget.last_wages
    paid_apart = budget.apart and any(line.kind == "wage" for line in budget.lines)
    if targets.last is None or gross is None or budget.last_expense is None or (paid_apart and wages is None):
        return None
    lines = tuple((line.name, line.last) for line in budget.lines if line.last is not None)
    contribution = gross - budget.last_expense - (wages or 0 if paid_apart else 0)
    return Statement("", targets.last, gross, lines, budget.last_expense, wages or 0, contribution, None)


# Margin, bridge, sensitivity ------------------------------------------------------------------------------------------


def _last_margin(
    spec: Spec, targets: TargetPlan, products: Sequence[ProductProfit], gross: int | None
) -> Fraction | None:
    """Last year's margin: from the stated gross profit, else weighted over the products sold."""
    if spec.budget.last.gross_profit is not None and gross is not None and targets.last:
        return Fraction(spec.budget.last.gross_profit) / targets.last
    return average_margin([(p.last_sales, p.last_margin) for p in products if p.last_sales])


def _bridge(spec: Spec, products: Sequence[ProductProfit], plan: int, last: int | None, granule: int) -> Bridge | None:
    """From last year's gross profit to the plan's; what last year's stated figure has over its products is margin."""
    if last is None or not any(p.last_sales for p in products):
        return None
    before = [(p.last_sales or 0, p.last_margin if p.last_margin is not None else p.margin or 0) for p in products]
    now = [(p.sales, p.margin or 0) for p in products]
    rises = _price_rises(spec, products)
    parts = bridge_parts(before, now, rises)
    rest = plan - last - parts.volume - parts.mix - parts.price
    volume, mix, price, margin = round_parts([parts.volume, parts.mix, parts.price, rest], granule)
    return Bridge(last, volume, mix, price, margin, plan, bool(rises))


def _price_rises(spec: Spec, products: Sequence[ProductProfit]) -> list[Fraction]:
    """Planned price ÷ last year's of every product; nothing unless all products sold in both years give both."""
    prices = {p.name: (p.price, p.last_price) for p in spec.products}
    rises = []
    for product in products:
        price, last = prices.get(product.name, (None, None))
        if product.last_sales and product.sales and not (price and last):
            return []
        rises.append(Fraction(price) / Fraction(last) if price and last else Fraction(1))
    return rises


def _sensitivities(total: Statement, budget: BudgetPlan, granule: int) -> tuple[Sensitivity, ...]:
    cases = [(change, Fraction(0)) for change in SALES_CHANGES] + [(Fraction(0), points) for points in MARGIN_POINTS]
    figures = (total.sales, total.gross, budget.variable, budget.fixed)
    margins = [Sensitivity(s, m, nearest(contribution_at(*figures, s, m), granule)) for s, m in cases]
    changes = FIXED_CHANGES if budget.fixed else ()
    nothing = Fraction(0)
    return (
        *margins,
        *(
            Sensitivity(nothing, nothing, nearest(total.contribution - budget.fixed * change, granule), change)
            for change in changes
        ),
    )
