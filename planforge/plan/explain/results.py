"""How contribution, ratios, collection rates, break-even, market share and counts came about, step by step.

``months`` are the months looked at, all twelve for the year; districts by name, None for the region.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from planforge.plan.explain.steps import Step, count_step, money_step, rate_step
from planforge.plan.grid import QUARTERS, Grid
from planforge.plan.growth.network import CountPlan, NodeCount
from planforge.plan.money.collection import Receivables
from planforge.plan.plan import Plan
from planforge.problem import Text
from planforge.wording import month_name

Months = Sequence[int]


def explain_contribution(plan: Plan, months: Months, district: str | None) -> Iterator[Step]:
    """Gross profit less every expense line."""
    if plan.profit is None:
        return
    lines = plan.budget.months if district is None else plan.budget.of_district(district)
    left = gross = _over(plan.profit.gross, months, district)
    yield money_step("毛利", "gross profit", gross)
    for name in lines.nodes:
        amount = _over(lines, months, name)
        left -= amount
        yield money_step(f"− {name}", f"− {name}", amount)
    yield money_step("= 区域贡献", "= regional profit", left)


def explain_expense_ratio(plan: Plan, months: Months, district: str | None) -> Iterator[Step]:
    """Expense as the ratio counts it, against sales; beside last year's for the region's year."""
    budget = plan.budget
    counted = [line.name for line in budget.lines if budget.counts(line)]
    label = Text("费用合计", "expenses")
    if budget.apart:
        label = Text("费用合计（工资单列，不计入）", "expenses (wages stand apart)")
    last = budget.last_ratio if district is None and len(months) == 12 else None
    yield from _ratio(plan, months, district, counted, label, Text("= 费用率", "= expense ratio"), last)


def explain_wage_ratio(plan: Plan, months: Months, district: str | None) -> Iterator[Step]:
    """Wages against sales; beside last year's for the region's year."""
    paid = [line.name for line in plan.budget.lines if line.kind == "wage"]
    last = plan.budget.last_wage_ratio if district is None and len(months) == 12 else None
    yield from _ratio(plan, months, district, paid, Text("工资合计", "wages"), Text("= 工资比", "= wage ratio"), last)


def _ratio(
    plan: Plan,
    months: Months,
    district: str | None,
    names: Sequence[str],
    spent: Text,
    ratio: Text,
    last: Fraction | None,
) -> Iterator[Step]:
    lines = plan.budget.months if district is None else plan.budget.of_district(district)
    amount, sales = sum(_over(lines, months, name) for name in names), _over(plan.targets.districts, months, district)
    if not sales:
        return
    yield money_step(spent.zh, spent.en, amount)
    yield money_step("÷ 销售目标", "÷ sales target", sales)
    if last is not None:
        yield rate_step("上年", "last year", last)
    yield rate_step(ratio.zh, ratio.en, Fraction(amount, sales))


def explain_collection_rate(plan: Plan, district: str | None) -> Iterator[Step]:
    """Both rates, never mixed: A against opening and sales, B against sales alone."""
    account = _account(plan, district)
    if account is None or not sum(account.sales):
        return
    cash, sales, opening = sum(account.cash), sum(account.sales), account.opening[0]
    yield money_step("回款", "cash", cash)
    yield money_step("期初应收", "opening receivables", opening)
    yield money_step("销售额", "sales", sales)
    yield rate_step("销售回款率：回款 ÷ 销售额", "cash to sales: cash ÷ sales", Fraction(cash, sales))
    yield rate_step(
        "应收回收率：回款 ÷（期初应收 + 销售额）",
        "collection of receivables: cash ÷ (opening receivables + sales)",
        Fraction(cash, opening + sales),
    )


def explain_receivables(plan: Plan, months: Months, district: str | None) -> Iterator[Step]:
    """opening + sales − cash = closing, from the first to the last month."""
    account = _account(plan, district)
    if account is None:
        return
    first, last = months[0] - 1, months[-1]
    yield money_step("期初应收", "opening receivables", account.opening[first])
    yield money_step("+ 销售额", "+ sales", sum(account.sales[first:last]))
    yield money_step("− 回款", "− cash", sum(account.cash[first:last]))
    yield money_step("= 期末应收", "= closing receivables", account.closing[last - 1])


def explain_cash_of_person(plan: Plan, person: str, month: int | None) -> Iterator[Step]:
    """A person's part of his district's cash, by his sales of each month."""
    collection, people = plan.collection, plan.targets.people
    if collection is None or collection.people is None or people is None:
        return
    home = plan.targets.person_district[person]
    when = Text("全年", "year's") if month is None else Text(f"{month}月", f"{month_name(month)}'s")
    yield money_step(f"{home}{when.zh}回款", f"{when.en} cash of {home}", collection.cash.of(home, month))
    yield money_step(f"{home}{when.zh}销售目标", f"{when.en} target of {home}", plan.targets.districts.of(home, month))
    yield money_step(f"其中{person}的目标", f"of which {person}", people.of(person, month))
    yield money_step(
        "按各月目标分摊、取整", "shared by the targets of each month, rounded", collection.people.of(person, month)
    )


def explain_break_even(plan: Plan) -> Iterator[Step]:
    """Fixed cost ÷ the share of sales that is left to cover it."""
    profit = plan.profit
    if profit is None or profit.break_even is None:
        return
    total = profit.total
    yield money_step("固定费用", "fixed expense", profit.fixed)
    yield money_step("毛利", "gross profit", total.gross)
    yield money_step("− 随销售变动的费用", "− expense that moves with sales", profit.variable)
    yield money_step("÷ 销售目标", "÷ sales target", total.sales)
    yield rate_step(
        "= 每元销售留下的比例", "= left of every unit of sales", Fraction(total.gross - profit.variable, total.sales)
    )
    yield money_step("盈亏平衡销售额 = 固定费用 ÷ 该比例", "break-even sales = fixed expense ÷ that", profit.break_even)


def explain_market_share(plan: Plan, district: str | None) -> Iterator[Step]:
    """Last year's share and the planned one, and how much of the growth the market and the share bring."""
    found = next((share for share in plan.shares if share.name == (district or "")), None)
    if found is None:
        return
    if found.share is not None and found.sales is not None:
        yield money_step("上年销售额", "last year's sales", found.sales)
        yield money_step("÷ 上年市场容量", "÷ last year's market", found.market)
        yield rate_step("= 上年占有率", "= last year's share", found.share)
    if found.from_market is not None and found.from_share is not None:
        yield money_step("增长中来自市场扩大", "growth that the market brings", found.from_market)
        yield money_step("增长中来自占有率提高", "growth that the gain in share brings", found.from_share)
    yield money_step("销售目标", "sales target", found.sales_plan)
    yield money_step("÷ 计划年市场容量", "÷ the plan year's market", found.market_plan)
    yield rate_step("= 计划占有率", "= planned share", found.share_plan)


def explain_spending(plan: Plan, line: str) -> Iterator[Step]:
    """A line's budget, what draws on it, and what is left."""
    for spent in plan.budget.spending:
        if spent.name == line:
            yield money_step("预算", "budget", spent.budget)
            for draw in spent.draws:
                yield money_step(f"− {draw.what}", f"− {draw.what}", draw.amount)
            yield money_step(
                "= 余额" if spent.left >= 0 else "= 超支", "= left" if spent.left >= 0 else "= over", spent.left
            )


def explain_pay(plan: Plan, role: str) -> Iterator[Step]:
    """What one earns in the year at 80 and 120 %, then at 100 % part by part."""
    scheme = next(found for found in plan.appraisal if found.role == role)
    if scheme.basis is not None:
        yield money_step("计提基数（全年销售额）", "sales the commission is counted on", scheme.basis)
    for pay in scheme.examples:
        if pay.attainment != 1:
            reached = f"{int(100 * pay.attainment)}%"
            yield money_step(f"达成 {reached} 时全年收入", f"the year's pay at {reached}", pay.total)
    for pay in scheme.examples:
        if pay.attainment == 1:
            yield money_step("固定工资", "base pay", pay.base)
            yield money_step("+ 绩效工资", "+ performance pay", pay.bonus)
            yield money_step("+ 提成", "+ commission", pay.commission)
            yield money_step("= 达成 100% 时全年收入", "= the year's pay at 100%", pay.total)


def explain_measure(plan: Plan, measure: str, district: str | None, quarter: int | None) -> Iterator[Step]:
    """Nodes of the network, another count, or the display rate, until the end of a quarter or of the year."""
    network = next((found for found in plan.network if found.name == measure), None)
    count = next((found for found in plan.counts if found.name == measure), None)
    if network is not None:
        nodes = [network.total] if district is None else [n for n in network.districts if n.name == district]
        for node in nodes:
            yield from _nodes(node, quarter)
    elif count is not None:
        yield from _count(count, district, quarter)
    else:
        yield from _display(plan, district, quarter)


def _nodes(node: NodeCount, quarter: int | None) -> Iterator[Step]:
    """Count at the start, then at the end of every quarter."""
    yield count_step("年初", "at the start", node.current)
    yield count_step("+ 全年新增", "+ new in the year", node.new)
    yield count_step("− 全年退出", "− closed in the year", node.closed)
    if node.universe and node.rate is not None and quarter is None:
        yield count_step("可开发总数", "universe", node.universe)
        yield rate_step("布点率 = 年末数 ÷ 可开发总数", "distribution = year-end ÷ universe", node.rate)
    for q, figure in enumerate(node.quarters[: quarter or 4], 1):
        yield count_step(f"{'一二三四'[q - 1]}季度末", f"end of Q{q}", figure)


def _count(count: CountPlan, district: str | None, quarter: int | None) -> Iterator[Step]:
    rows = count.quarters if district is None else [count.quarters[count.districts.index(district)]]
    quarters = [sum(column) for column in zip(*rows, strict=True)]
    for q, figure in enumerate(quarters, 1):
        if quarter in (None, q):
            yield count_step(f"{'一二三四'[q - 1]}季度", f"Q{q}", figure)
    if quarter is None:
        yield count_step("= 全年", "= year", sum(quarters))


def _display(plan: Plan, district: str | None, quarter: int | None) -> Iterator[Step]:
    display = plan.display
    if display is None:
        return
    place = None if district is None else display.districts.index(district)
    now = display.total_current if place is None else display.current[place]
    rates = display.total_rates if place is None else display.rates[place]
    if now is not None:
        yield rate_step("现状", "today", now)
    for stage, until, rate in zip(display.stages, display.until, rates, strict=True):
        if rate is not None and until <= 3 * (quarter or 4):
            yield rate_step(f"{stage}（到 {until} 月）", f"{stage} (until {month_name(until)})", rate)


def _account(plan: Plan, district: str | None) -> Receivables | None:
    if plan.collection is None:
        return None
    return (
        plan.collection.total if district is None else next(a for a in plan.collection.districts if a.name == district)
    )


def _over(grid: Grid, months: Months, node: str | None) -> int:
    row = grid.months if node is None else grid.row(node)
    return sum(row[month - 1] for month in months)


def months_of(month: int | None, quarter: int | None) -> tuple[int, ...]:
    """The months a cell looks at."""
    if month is not None:
        return (month,)
    return tuple(range(1, 13)) if quarter is None else QUARTERS[quarter - 1]
