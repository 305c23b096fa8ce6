"""Tables of the profit plan: gross profit by product, the P&L by quarter and district, sensitivity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from planforge.document import cells as c
from planforge.document.model import Cell, Column, Kind, Row, RowKind, Table
from planforge.plan.money.profit import ProductProfit, ProfitPlan, Statement
from planforge.plan.plan import Plan
from planforge.words import Words


def profit_by_product(plan: Plan, words: Words) -> Table | None:
    return _products("profit_by_product", plan.profit.products, plan, words, "product") if plan.profit else None


def profit_by_class(plan: Plan, words: Words) -> Table | None:
    """Nothing where every class is one product: it would say the same twice."""
    if plan.profit is None or len(plan.profit.classes) == len(plan.profit.products):
        return None
    return _products("profit_by_class", plan.profit.classes, plan, words, "product_class")


def _products(key: str, products: Sequence[ProductProfit], plan: Plan, words: Words, axis: str) -> Table | None:
    """Sales, margin and gross profit, last year and planned."""
    if not products:
        return None
    heads = (
        (axis, Kind.TEXT, 1.6),
        ("class_of", Kind.TEXT, 1.0),
        ("last_sales", Kind.MONEY, 1.1),
        ("plan_sales", Kind.MONEY, 1.1),
        ("margin_last", Kind.PERCENT, 1.0),
    )
    more = (("margin_plan", Kind.PERCENT, 1.0), ("gross_last", Kind.MONEY, 1.1), ("gross_plan", Kind.MONEY, 1.1))
    rows = [_product(words, product) for product in products]
    columns = c.columns(words, key, (*heads, *more))
    return c.table(words, key, *c.kept(columns, [*rows, _sum(plan, words)], words.numbers.missing))


def _product(words: Words, product: ProductProfit) -> Row:
    return c.body(
        c.text(product.name),
        c.text(product.product_class if product.product_class != product.name else ""),
        c.money(words, product.last_sales),
        c.money(words, product.sales),
        c.percent(words, product.last_margin),
        c.percent(words, product.margin),
        c.money(words, product.last_gross),
        c.money(words, product.gross),
    )


def _sum(plan: Plan, words: Words) -> Row:
    assert plan.profit is not None
    profit, last = plan.profit, plan.profit.last
    return c.total(
        c.sum_of(words),
        c.text(""),
        c.money(words, last.sales if last else None),
        c.money(words, profit.total.sales),
        c.percent(words, profit.last_margin),
        c.percent(words, profit.margin),
        c.money(words, last.gross if last else None),
        c.money(words, profit.total.gross),
    )


def pnl_by_quarter(plan: Plan, words: Words) -> Table | None:
    """The P&L with its expense lines: quarters, the year, last year."""
    profit = plan.profit
    if profit is None:
        return None
    statements = [*profit.quarters, profit.total, *([profit.last] if profit.last else [])]
    titles = [words.numbers.quarter(q) for q in range(1, 5)]
    titles += [words.column("year_plan")] + ([words.column("last")] if profit.last else [])
    columns = (Column(words.column("item"), width=1.8), *(Column(title, Kind.MONEY) for title in titles))
    apart = {line.name for line in plan.budget.lines if not plan.budget.counts(line)}
    names = [name for name, _ in profit.total.lines if name not in apart]
    rows = [
        _money(words, "sales", statements, lambda s: s.sales),
        _money(words, "gross", statements, lambda s: s.gross),
        _rate(words, "margin", statements, lambda s: s.gross),
        *(_line(words, name, statements) for name in names),
        _money(words, "expense", statements, lambda s: s.expense, RowKind.SUBTOTAL),
        *([_money(words, "wages_apart", statements, lambda s: s.wages)] if _apart(plan) else []),
        _money(words, "contribution", statements, lambda s: s.contribution, RowKind.TOTAL),
        _rate(words, "contribution_rate", statements, lambda s: s.contribution),
        *([_money(words, "cash", statements, lambda s: s.cash)] if profit.total.cash is not None else []),
    ]
    return c.table(words, "pnl_by_quarter", columns, rows)


def _apart(plan: Plan) -> bool:
    return plan.spec.budget.wages == "apart"


def _money(
    words: Words,
    name: str,
    statements: Sequence[Statement],
    figure: Callable[[Statement], int | None],
    kind: RowKind = RowKind.BODY,
) -> Row:
    return Row((c.text(words.label(f"pnl.{name}")), *(c.money(words, figure(s)) for s in statements)), kind)


def _rate(words: Words, name: str, statements: Sequence[Statement], figure: Callable[[Statement], int]) -> Row:
    return c.body(c.text(words.label(f"pnl.{name}")), *(_share(words, figure(s), s.sales) for s in statements))


def _share(words: Words, part: int, whole: int) -> Cell:
    return c.percent(words, Fraction(part, whole) if whole else None)


def _line(words: Words, name: str, statements: Sequence[Statement]) -> Row:
    amounts = [dict(statement.lines).get(name) for statement in statements]
    return c.body(c.text(words.label("pnl.line", name=name)), *(c.money(words, amount) for amount in amounts))


def pnl_by_district(plan: Plan, words: Words) -> Table | None:
    """Sales to contribution of each district."""
    profit = plan.profit
    if profit is None or len(profit.districts) < 2:
        return None
    heads = (
        ("district", Kind.TEXT, 1.3),
        ("sales", Kind.MONEY, 1.1),
        ("gross", Kind.MONEY, 1.1),
        ("expense", Kind.MONEY, 1.1),
    )
    apart = (("wages_apart", Kind.MONEY, 1.0),) if _apart(plan) else ()
    more = (
        ("contribution", Kind.MONEY, 1.1),
        ("expense_ratio", Kind.PERCENT, 1.0),
        ("contribution_rate", Kind.PERCENT, 1.0),
    )
    rows = [_district(words, statement, apart=bool(apart)) for statement in (*profit.districts, profit.total)]
    rows[-1] = Row((c.sum_of(words), *rows[-1].cells[1:]), RowKind.TOTAL)
    return c.table(words, "pnl_by_district", c.columns(words, "pnl_by_district", (*heads, *apart, *more)), rows)


def _district(words: Words, statement: Statement, *, apart: bool) -> Row:
    return c.body(
        c.text(statement.name),
        c.money(words, statement.sales),
        c.money(words, statement.gross),
        c.money(words, statement.expense),
        *([c.money(words, statement.wages)] if apart else []),
        c.money(words, statement.contribution),
        _share(words, statement.expense, statement.sales),
        _share(words, statement.contribution, statement.sales),
    )


def summary_pnl(plan: Plan, words: Words) -> Table | None:
    """The director's table: sales, gross profit, expense, contribution, cash, against last year."""
    profit = plan.profit
    if profit is None:
        return None
    rows = [_compared(words, "sales", profit, lambda s: s.sales), _compared(words, "gross", profit, lambda s: s.gross)]
    rows.append(_compared(words, "expense", profit, lambda s: s.expense))
    rows += [_compared(words, "wages_apart", profit, lambda s: s.wages)] if _apart(plan) else []
    rows.append(_compared(words, "contribution", profit, lambda s: s.contribution))
    rows += [_compared(words, "cash", profit, lambda s: s.cash)] if profit.total.cash is not None else []
    heads = (
        ("item", Kind.TEXT, 1.6),
        ("last", Kind.MONEY, 1.2),
        ("plan", Kind.MONEY, 1.2),
        ("growth", Kind.PERCENT, 1.0),
    )
    more = (("of_sales_last", Kind.PERCENT, 1.1), ("of_sales_plan", Kind.PERCENT, 1.1))
    table = c.table(
        words, "summary_pnl", *c.kept(c.columns(words, "summary_pnl", (*heads, *more)), rows, words.numbers.missing)
    )
    if table is None or profit.total.cash is not None:
        return table
    return replace(table, caption=words.caption("summary_pnl", "alone"))


def _compared(words: Words, name: str, profit: ProfitPlan, figure: Callable[[Statement], int | None]) -> Row:
    total, last = profit.total, profit.last
    now, before = figure(total), figure(last) if last else None
    return c.body(
        c.text(words.label(f"pnl.{name}")),
        c.money(words, before),
        c.money(words, now),
        c.growth(words, now, before),
        c.percent(words, Fraction(before, last.sales) if last and before is not None and last.sales else None),
        c.percent(words, Fraction(now, total.sales) if now is not None and total.sales else None),
    )


def sensitivity(plan: Plan, words: Words) -> Table | None:
    """Contribution when sales or margin change."""
    profit = plan.profit
    if profit is None:
        return None
    rows = [
        c.body(
            c.text(_change(words, item.sales, item.margin)),
            c.money(words, item.contribution),
            c.money(words, item.contribution - profit.total.contribution, signed=True),
            c.growth(words, item.contribution, profit.total.contribution if profit.total.contribution > 0 else None),
        )
        for item in profit.sensitivities
    ]
    heads = (
        ("change_of", Kind.TEXT, 2.0),
        ("contribution", Kind.MONEY, 1.2),
        ("from_plan", Kind.MONEY, 1.2),
        ("growth_of", Kind.PERCENT, 1.0),
    )
    return c.table(words, "sensitivity", c.columns(words, "sensitivity", heads), rows)


def _change(words: Words, sales: Fraction, margin: Fraction) -> str:
    if margin:
        return words.label("sensitivity.margin", change=words.numbers.points(margin, signed=True))
    return words.label("sensitivity.sales", change=words.numbers.percent(sales, signed=True, decimals=0))


TABLES = {
    "profit_by_product": profit_by_product,
    "profit_by_class": profit_by_class,
    "pnl_by_quarter": pnl_by_quarter,
    "pnl_by_district": pnl_by_district,
    "summary_pnl": summary_pnl,
    "sensitivity": sensitivity,
}
