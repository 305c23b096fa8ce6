"""What the money comes to: profit, budget, cash, promotions, and a year that falls short."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from planforge.document.facts.extremes import greatest, smallest
from planforge.document.starting import rests_on_starting
from planforge.numbers import nearest, rate_change, ratio, tenths
from planforge.plan.measures import Value, last_year, planned
from planforge.plan.money.profit import ProductProfit, ProfitPlan, contribution_at
from planforge.plan.money.promotions import PromotionReturn
from planforge.plan.money.spending import LineSpending
from planforge.plan.plan import Plan
from planforge.spec.strategy import Contingency


class MixFact(Struct, frozen=True):
    """The shift of the product mix."""

    rising: ProductProfit | None
    falling: ProductProfit | None
    gained: Fraction | None  # by how much the rising one's share grows, as printed
    earning: bool  # what rises has a margin as high as what falls, or higher
    margin_change: Fraction | None


class MoneyFact(Struct, frozen=True):
    """Money asked and money returned. ``asked`` is expense, with wages where they are counted apart."""

    asked: Value
    returned: Value
    rate: Value | None  # contribution per unit of expense
    last_asked: Value | None
    last_returned: Value | None
    more_asked: Value | None
    more_returned: Value | None
    safety: Value | None  # how far sales may fall before contribution is nil
    at_ninety: int | None  # contribution at 90 % of sales
    loss_at_ninety: int | None


class BudgetFact(Struct, frozen=True):
    largest: str
    largest_share: Fraction
    ratio_change: Fraction | None
    wage_change: Fraction | None
    over: tuple[LineSpending, ...]
    drawn: int
    drawn_part: Fraction | None  # of the budget
    undrawn: int


class CashFact(Struct, frozen=True):
    peak: int  # the month of most cash
    receivables_change: int | None
    overdue: int
    overdue_part: Fraction | None  # of the opening receivables, what is overdue
    last_dso: Fraction | None
    sure: bool  # the terms are confirmed, and the opening balance fits them


class PromotionFact(Struct, frozen=True):
    cost: int
    lift: int
    best: PromotionReturn | None
    worst: PromotionReturn | None
    losing: tuple[PromotionReturn, ...]  # bring less than they cost


class ShortfallFact(Struct, frozen=True):
    """What 90 % of the target means, and what is then done; of the months left where a re-plan closed some."""

    sales: int
    distance: int
    contingency: Contingency | None


def mix_of(plan: Plan) -> MixFact | None:
    profit = plan.profit
    if profit is None or not profit.products:
        return None
    moved = [p for p in profit.products if p.last_share is not None and tenths(p.share) != tenths(p.last_share)]
    rising = next((p for p in [greatest(moved, _shift)] if p and _shift(p) > 0), None)
    falling = next((p for p in [smallest(moved, _shift)] if p and _shift(p) < 0), None)
    return MixFact(
        rising=rising,
        falling=falling,
        gained=rate_change(rising.share, rising.last_share) if rising else None,
        earning=rising is not None and (falling is None or (rising.margin or 0) >= (falling.margin or 0)),
        margin_change=rate_change(profit.margin, profit.last_margin),
    )


def _shift(product: ProductProfit) -> Fraction:
    return product.share - (product.last_share or 0)


def money_of(plan: Plan) -> MoneyFact | None:
    profit = plan.profit
    if profit is None:
        return None
    asked, returned = planned(plan, "cost") or 0, profit.total.contribution
    old, before = last_year(plan, "cost"), last_year(plan, "contribution")
    ninety = _at_ninety(plan, profit)
    return MoneyFact(
        asked=asked,
        returned=returned,
        rate=planned(plan, "return_on_spend"),
        last_asked=old,
        last_returned=before,
        more_asked=None if old is None else asked - old,
        more_returned=None if before is None else returned - before,
        safety=planned(plan, "safety"),
        at_ninety=ninety,
        loss_at_ninety=None if ninety is None else returned - ninety,
    )


def budget_of(plan: Plan) -> BudgetFact | None:
    budget = plan.budget
    if not budget.lines or not budget.total:
        return None
    counted = [line for line in budget.lines if budget.counts(line)] or budget.lines
    largest = max(counted, key=lambda line: line.amount)
    return BudgetFact(
        largest=largest.name,
        largest_share=Fraction(largest.amount, sum(line.amount for line in counted) or budget.total),
        ratio_change=rate_change(budget.ratio, budget.last_ratio),
        wage_change=rate_change(budget.wage_ratio, budget.last_wage_ratio),
        over=tuple(line for line in budget.spending if line.left < 0),
        drawn=sum(line.drawn for line in budget.spending),
        drawn_part=ratio(sum(line.drawn for line in budget.spending), budget.total),
        undrawn=sum(draw.amount for draw in budget.undrawn),
    )


def cash_of(plan: Plan) -> CashFact | None:
    collection = plan.collection
    if collection is None:
        return None
    cash = collection.total.cash
    return CashFact(
        peak=1 + max(range(12), key=lambda index: cash[index]),
        receivables_change=None
        if collection.opening is None or collection.closing is None
        else collection.closing - collection.opening,
        overdue=sum(collection.total.overdue_cash),
        overdue_part=ratio(plan.spec.collection.overdue, collection.opening) if plan.spec.collection else None,
        last_dso=collection.dso[-1] if collection.dso else None,
        sure=not rests_on_starting("cash", plan),
    )


def promotions_of(plan: Plan) -> PromotionFact | None:
    if not plan.promotions:
        return None
    rated = [promotion for promotion in plan.promotions if promotion.result is not None]
    return PromotionFact(
        cost=sum(promotion.cost for promotion in plan.promotions),
        lift=sum(promotion.lift or 0 for promotion in plan.promotions),
        best=greatest(rated, lambda p: p.result or 0),
        worst=smallest(rated, lambda p: p.result or 0) if len(rated) > 1 else None,
        losing=tuple(p for p in rated if p.result is not None and p.result < 1),
    )


def shortfall_of(plan: Plan) -> ShortfallFact:
    total, closed = plan.targets.total, last_closed(plan)
    distance = nearest(Fraction(sum(plan.targets.districts.months[closed:]), 10), plan.granule)
    due = sorted(
        (c for c in plan.spec.control.contingencies if c.below is not None and Fraction(c.below) >= Fraction(9, 10)),
        key=lambda contingency: contingency.below or 0,
    )
    return ShortfallFact(total - distance, distance, due[0] if due else None)


def last_closed(plan: Plan) -> int:
    """The last month that a re-plan closed, 0 where none."""
    return max((month.month for month in plan.spec.targets.closed), default=0)


def _at_ninety(plan: Plan, profit: ProfitPlan) -> int | None:
    """Contribution when the open months come to 90 %: of the whole year the case of the profit plan."""
    closed, total = last_closed(plan), profit.total
    if not closed or not total.sales:
        return next((s.contribution for s in profit.sensitivities if s.sales == Fraction(-1, 10)), None)
    change = Fraction(-sum(plan.targets.districts.months[closed:]), 10 * total.sales)
    return nearest(contribution_at(total.sales, total.gross, profit.variable, profit.fixed, change), plan.granule)
