"""How a figure of the budget, of cash or of gross profit was made, step by step, from the data that made it.

Months are 1..12, None for the year; districts by name, None for the region. An unknown name is a KeyError.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from planforge.plan.amounts import round_table
from planforge.plan.explain.steps import Step
from planforge.plan.money.collection import Receivables, exact_payments
from planforge.plan.money.gross import product_margins
from planforge.plan.money.lines import Ground, base_of, district_weights, driven_amount, driver_of, season_of, spread
from planforge.plan.money.opening import plan_opening
from planforge.plan.money.outlays import outlays
from planforge.plan.money.terms import sale_patterns
from planforge.plan.plan import Plan
from planforge.problem import Text
from planforge.spec.money import ExpenseLine
from planforge.wording import month_name

Figure = int | Fraction

_DRIVERS = {
    "ratio": (
        Text("占销售额比率", "ratio of sales"),
        "rate",
        Text("× 全年销售目标", "× the year's sales target"),
        "money",
    ),
    "per_unit": (Text("每单位", "per unit"), "money", Text("× 全年销量", "× the year's volume"), "count"),
    "per_store": (Text("每个节点", "per node"), "money", Text("× 节点数", "× number of nodes"), "count"),
    "per_event": (Text("每次活动", "per event"), "money", Text("× 活动次数", "× number of events"), "count"),
}


def explain_budget_cell(
    plan: Plan, line: str, month: int | None = None, district: str | None = None
) -> tuple[Step, ...]:
    """A line's rate × base, cap, year's amount, district weight, season, and what rounding made of it."""
    given = plan.spec.budget.lines[_index(plan.budget.months.nodes, line)]
    amount = plan.budget.months.of(line)
    ground = Ground(plan.spec, plan.targets, plan.network, outlays(plan.spec))
    grid = plan.budget.months if district is None else plan.budget.of_district(district)
    steps = [*_driven(given, ground), _money("全年预算（取整）", "the year's budget, rounded", amount)]
    if district is not None:
        weight = district_weights(given, ground)[_index(plan.budget.districts, district)]
        steps.append(_rate(f"× {district}的分摊比重", f"× share of {district}", weight))
    if month is not None:
        steps += _season(given, ground, month)
    if district is None and month is None:
        return tuple(steps)
    raw = _pick(spread(amount, given, ground), plan.budget.districts, district, month)
    return (*steps, *_rounded(raw, grid.of(line, month)))


def _driven(line: ExpenseLine, ground: Ground) -> Iterator[Step]:
    """Rate, base, what they come to, and the cap where it holds."""
    driver = driver_of(line)
    driven = driven_amount(line, ground)
    if driver in _DRIVERS:
        rate, rate_unit, base, base_unit = _DRIVERS[driver]
        yield Step(rate, Fraction(getattr(line, driver)), rate_unit)
        yield Step(base, base_of(line, ground), base_unit)
        yield _money("= 未取整金额", "= amount before rounding", driven)
    else:
        yield _money("全年定额", "fixed amount for the year", driven)
    if line.cap is not None and driven > line.cap:
        yield _money("上限", "cap", Fraction(line.cap))


def _season(line: ExpenseLine, ground: Ground, month: int) -> Iterator[Step]:
    season = season_of(line, ground)
    if season is not None:
        yield _rate(f"× {month}月比重", f"× share of {month_name(month)}", season[month - 1])
    else:
        yield Step(Text(f"随{month}月销售", f"with the sales of {month_name(month)}"))


def explain_cash(plan: Plan, month: int | None = None, district: str | None = None) -> Iterator[Step]:
    """The cash alone: a month's by its sources, the year's as opening + sales - closing."""
    found = plan.collection
    if found is None:
        return
    account = found.total if district is None else found.districts[_index(found.cash.nodes, district)]
    if month is None:
        yield _money("期初应收", "opening receivables", account.opening[0])
        yield _money("+ 销售额", "+ sales", sum(account.sales))
        yield _money("− 期末应收", "− closing receivables", account.closing[-1])
    else:
        yield from _sources(plan, account, month, district)
    yield _money("= 回款", "= cash", sum(account.cash) if month is None else account.cash[month - 1])


def _sources(plan: Plan, account: Receivables, month: int, district: str | None) -> Iterator[Step]:
    """Where a month's cash comes from; the parts are whole and sum to it."""
    names = plan.targets.districts.nodes
    patterns = sale_patterns(plan.spec, plan.targets)
    for sold in range(1, month + 1):
        raws = exact_payments(patterns, plan.targets, sold - 1)
        sales = account.sales[sold - 1]
        if raw := _pick(raws, names, district, month):
            yield _money(f"{sold}月销售额", f"sales of {month_name(sold)}", sales)
            yield _rate(f"其中{month}月回款的比例", f"of which paid in {month_name(month)}", Fraction(raw) / sales)
            paid = _pick(round_table(raws, plan.granule), names, district, month)
            yield _money(f"= {sold}月销售的回款（取整）", f"= cash from sales of {month_name(sold)}, rounded", paid)
    opening = plan_opening(plan.spec, plan.targets, plan.granule)
    due = _pick(opening.collected, names, district, month)
    if due:
        yield _money("期初应收中到期的回款", "cash from the opening balance falling due", due)
    if account.overdue_cash[month - 1]:
        yield _money("清收的逾期货款", "overdue money recovered", account.overdue_cash[month - 1])


def explain_gross_cell(
    plan: Plan, product: str | None = None, district: str | None = None, month: int | None = None
) -> tuple[Step, ...]:
    """Each product's sales × margin, their sum, and what rounding made of it."""
    if plan.profit is None or plan.targets.products is None:
        return ()
    nodes = plan.targets.products.nodes
    wanted = range(len(nodes)) if product is None else (_index(nodes, product),)
    margins = [product_margins(plan.spec).get(name, Fraction(0)) for name in nodes]
    sales = {p: _sold(plan, p, district, month) for p in wanted}
    steps = []
    for p, sold in sales.items():
        steps += [
            _money(f"{nodes[p]}销售额", f"sales of {nodes[p]}", sold),
            _rate("× 毛利率", "× gross margin", margins[p]),
        ]
    raw = sum((sold * margins[p] for p, sold in sales.items()), Fraction(0))
    return (*steps, *_rounded(raw, _stored_gross(plan, product, district, month)))


def _sold(plan: Plan, product: int, district: str | None, month: int | None) -> int:
    """Sales of one product in a district and month."""
    table = [[cell[product] for cell in row] for row in plan.targets.by_product]
    return int(_pick(table, plan.targets.districts.nodes, district, month))


def _stored_gross(plan: Plan, product: str | None, district: str | None, month: int | None) -> int | None:
    """The figure the plan holds; None for a single product's cell, which it does not round."""
    if plan.profit is None or (product is not None and (district, month) != (None, None)):
        return None
    if product is not None:
        return next(p.gross for p in plan.profit.products if p.name == product)
    row = plan.profit.gross.months if district is None else plan.profit.gross.row(district)
    return row[month - 1] if month else sum(row)


def _pick(
    table: Sequence[Sequence[Figure]], names: Sequence[str], district: str | None, month: int | None
) -> Fraction | int:
    """The cell, row, column or whole of a table of districts × months."""
    rows = table if district is None else [table[_index(names, district)]]
    return sum(sum(row[:12]) if month is None else row[month - 1] for row in rows)


def _rounded(raw: Figure, stored: int | None) -> Iterator[Step]:
    yield _money("= 未取整", "= before rounding", raw)
    if stored is not None:
        yield _money("取整后（各项之和不变）", "rounded so that all parts still add up", stored)


def _money(zh: str, en: str, figure: Figure) -> Step:
    return Step(Text(zh, en), figure, "money")


def _rate(zh: str, en: str, figure: Fraction) -> Step:
    return Step(Text(zh, en), figure, "rate")


def _index(names: Sequence[str], name: str) -> int:
    if name not in names:
        raise KeyError(name)
    return names.index(name)
