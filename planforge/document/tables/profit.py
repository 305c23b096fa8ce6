"""Tables of the profit plan: gross profit by product, the P&L by quarter and district, sensitivity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from planforge.document import cells as c
from planforge.document.listing import As, Listing, Total
from planforge.document.model import Cell, RowKind, Table
from planforge.document.tables.budget import charged
from planforge.numbers import ratio
from planforge.plan.measures import MEASURES, YEAR, At, last_year, planned
from planforge.plan.money.profit import ProductProfit, Sensitivity, Statement
from planforge.plan.plan import Plan
from planforge.records import replace
from planforge.words import Words, capital

QUARTERS = tuple(At(first=first, last=first + 2) for first in (1, 4, 7, 10))


def profit_by_product(plan: Plan, words: Words) -> Table | None:
    return _products("profit_by_product", plan.profit.products, plan, words, "product") if plan.profit else None


def profit_by_class(plan: Plan, words: Words) -> Table | None:
    """Nothing where every class is one product: it would say the same twice."""
    if plan.profit is None or len([own for own in plan.profit.classes if own.name]) == len(plan.profit.products):
        return None
    return _products("profit_by_class", plan.profit.classes, plan, words, "product_class")


def _products(key: str, products: Sequence[ProductProfit], plan: Plan, words: Words, axis: str) -> Table | None:
    """Sales, margin and gross profit, last year and planned; totals are the region's own."""
    of = Listing[ProductProfit](words, key)
    rest = _unlisted(products, plan, words)
    whole, earned = last_year(plan, "gross_profit"), [own for own in products if own.last_gross is not None]
    columns = (
        of.text(axis, 1.6, lambda own: own.name or words.label("without_class")),
        of.text("class_of", 1.0, lambda own: own.product_class if own.product_class != own.name else ""),
        of.money("last_sales", 1.1, lambda own: own.last_sales),
        of.money("plan_sales", 1.1, lambda own: None if own is rest else own.sales),
        of.percent("margin_last", 1.0, lambda own: own.last_margin, total=last_year(plan, "gross_margin")),
        of.ratio("margin_plan", 1.0, "gross_plan", "plan_sales"),
        of.money("gross_last", 1.1, lambda own: own.last_gross, total=Total.SUM if earned else whole),
        of.money("gross_plan", 1.1, lambda own: None if own is rest else own.gross),
    )
    return of.table(columns, [*products, *([rest] if rest else [])], total="total")


def _unlisted(products: Sequence[ProductProfit], plan: Plan, words: Words) -> ProductProfit | None:
    """What the region sold last year beyond the products that are listed, so that the table adds up."""
    known = [own.last_sales for own in products if own.last_sales is not None]
    left = (plan.targets.last or 0) - sum(known)
    if not known or left < plan.granule:
        return None
    whole, parts = last_year(plan, "gross_profit"), [own.last_gross for own in products if own.last_gross is not None]
    gross = int(whole) - sum(parts) if whole is not None and int(whole) > sum(parts) else None
    name = words.label("unlisted")
    return ProductProfit(name, name, left, 0, ratio(gross, left), None, gross, 0, None, Fraction(0))


# The P&L --------------------------------------------------------------------------------------------------------------


def _apart(plan: Plan) -> bool:
    return plan.spec.budget.wages == "apart"


class Stated(NamedTuple):
    """A line of the P&L: a measure by its key, or a line of the budget by its name."""

    title: str
    measure: str = ""
    line: str = ""


def _title(words: Words, key: str) -> str:
    """A measure's name; the expense is the sum of the lines above it."""
    return words.label("pnl.expense") if key == "expense" else capital(words.measure(key))


def pnl_by_quarter(plan: Plan, words: Words) -> Table | None:
    """The P&L with its expense lines: quarters, the year, last year."""
    profit = plan.profit
    if profit is None:
        return None
    statements = [*profit.quarters, profit.total, *([profit.last] if profit.last else [])]

    def shown(row: Stated) -> list[Cell]:
        if row.line:
            return [c.cost(words, dict(statement.lines).get(row.line)) for statement in statements]
        figures = [planned(plan, row.measure, at) for at in (*QUARTERS, YEAR)]
        figures += [last_year(plan, row.measure)] if profit.last else []
        printed = c.percent if MEASURES[row.measure].kind == "percent" else c.money
        return [printed(words, figure) for figure in figures]

    titles = [words.numbers.quarter(quarter) for quarter in range(1, 5)]
    titles += [words.column("year_plan")] + ([words.column("last")] if profit.last else [])
    of = Listing[Stated](words, "pnl_by_quarter")
    columns = (of.text("item", 1.8, lambda row: row.title), *of.each(titles, shown))
    return of.table(columns, _statement(plan, words))


def _statement(plan: Plan, words: Words) -> Iterator[Stated | As[Stated]]:
    assert plan.profit is not None
    apart = {line.name for line in plan.budget.lines if not plan.budget.counts(line)}

    def measure(key: str) -> Stated:
        return Stated(_title(words, key), key)

    yield from map(measure, ("sales", "gross_profit", "gross_margin"))
    for name, _ in plan.profit.total.lines:
        if name not in apart:
            yield Stated(words.label("pnl.line", name=name), line=name)
    yield As(measure("expense"), RowKind.SUBTOTAL)
    if _apart(plan):
        yield measure("wages")
    yield As(measure("contribution"))
    yield measure("contribution_rate")
    if plan.profit.total.cash is not None:
        yield measure("cash")


def pnl_by_district(plan: Plan, words: Words) -> Table | None:
    """Sales to contribution of each district."""
    profit = plan.profit
    if profit is None or len(profit.districts) < 2:
        return None
    budget, of = plan.budget, Listing[Statement](words, "pnl_by_district")
    columns = (
        of.text("district", 1.3, lambda own: own.name),
        of.money("sales", 1.1, lambda own: own.sales),
        of.money("gross", 1.1, lambda own: own.gross),
        *([of.money("expense", 1.1, lambda own: own.expense)] if budget.lines else []),
        *([of.money("wages_apart", 1.0, lambda own: own.wages)] if _apart(plan) else []),
        of.money("contribution", 1.1, lambda own: own.contribution),
        *([of.ratio("expense_ratio", 1.0, "expense", "sales")] if budget.placed else []),  # else the same in every row
        of.ratio("contribution_rate", 1.0, "contribution", "sales"),
    )
    return charged(of.table(columns, profit.districts, total="total"), plan, words)


def summary_pnl(plan: Plan, words: Words) -> Table | None:
    """The director's table: sales, gross profit, expense, contribution, cash, against last year."""
    if plan.profit is None:
        return None
    cash = plan.profit.total.cash is not None
    wages = ["wages"] if _apart(plan) else []
    of = Listing[str](words, "summary_pnl")
    columns = (
        of.text("item", 1.6, lambda key: _title(words, key)),
        of.money("last", 1.2, lambda key: last_year(plan, key)),
        of.money("plan", 1.2, lambda key: planned(plan, key)),
        of.growth("growth", 1.0, "plan", "last"),
        of.ratio("of_sales_last", 1.1, "last", lambda _: last_year(plan, "sales")),
        of.ratio("of_sales_plan", 1.1, "plan", lambda _: planned(plan, "sales")),
    )
    rows = ("sales", "gross_profit", "expense", *wages, "contribution", *(["cash"] if cash else []))
    table = of.table(columns, rows)
    return table if table is None or cash else replace(table, caption=words.caption("summary_pnl", "alone"))


def sensitivity(plan: Plan, words: Words) -> Table | None:
    """Contribution when sales or margin change."""
    profit = plan.profit
    if profit is None:
        return None
    contribution = profit.total.contribution

    def change(case: Sensitivity) -> str:
        if case.margin:
            return words.label("sensitivity.margin", change=words.numbers.points(case.margin, signed=True))
        if case.fixed:
            return words.label("sensitivity.fixed", change=words.numbers.percent(case.fixed, signed=True, decimals=0))
        return words.label("sensitivity.sales", change=words.numbers.percent(case.sales, signed=True, decimals=0))

    of = Listing[Sensitivity](words, "sensitivity")
    columns = (
        of.text("change_of", 2.0, change),
        of.money("contribution", 1.2, lambda case: case.contribution),
        of.difference("from_plan", 1.2, "contribution", lambda _: contribution),
        of.growth("growth_of", 1.0, "contribution", lambda _: contribution if contribution > 0 else None),
    )
    return of.table(columns, profit.sensitivities)


TABLES = {
    "profit_by_product": profit_by_product,
    "profit_by_class": profit_by_class,
    "pnl_by_quarter": pnl_by_quarter,
    "pnl_by_district": pnl_by_district,
    "summary_pnl": summary_pnl,
    "sensitivity": sensitivity,
}
