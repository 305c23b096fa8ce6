"""The noodle company's year 2026: the money its manager worked out by hand comes out of the cells."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from money_case import GRANULE, WAN, noodles_spec, noodles_targets

from planforge.plan.money.budget import BudgetPlan, plan_budget
from planforge.plan.money.collection import CollectionPlan, plan_collection
from planforge.plan.money.profit import ProfitPlan, plan_profit
from planforge.plan.money.promotions import plan_promotions
from planforge.wording import percent


@pytest.fixture(scope="module")
def budget() -> BudgetPlan:
    return plan_budget(noodles_spec(), noodles_targets(), (), GRANULE)


@pytest.fixture(scope="module")
def collection() -> CollectionPlan:
    found = plan_collection(noodles_spec(), noodles_targets(), GRANULE)
    assert found
    return found


@pytest.fixture(scope="module")
def profit(budget: BudgetPlan, collection: CollectionPlan) -> ProfitPlan:
    found = plan_profit(noodles_spec(), noodles_targets(), budget, collection, GRANULE)
    assert found
    return found


def tenths(amount: int) -> str:
    """As the manager writes it: 万元 with one decimal."""
    return f"{Decimal(amount) / WAN:.1f}"


def rate(value: Fraction | None) -> str:
    assert value is not None
    return percent(Fraction(round(value * 1000), 1000))


def test_gross_profit_is_2065_2(profit: ProfitPlan) -> None:
    assert tenths(profit.total.gross) == "2065.2"
    assert [tenths(p.gross) for p in profit.products] == ["901.0", "993.6", "169.0", "1.6"]
    assert rate(profit.margin) == "24.9%"


def test_last_years_gross_profit_is_1578_7_at_22_9_percent(profit: ProfitPlan) -> None:
    assert profit.last
    assert tenths(profit.last.gross) == "1578.7"
    assert rate(profit.last_margin) == "22.9%"
    assert tenths(profit.last.contribution) == "785.2"


def test_expense_is_910_8_or_11_percent_half_a_point_down(budget: BudgetPlan) -> None:
    assert tenths(budget.expense) == "910.8"
    assert budget.ratio == Fraction(11, 100)
    assert budget.last_ratio == Fraction(115, 1000)
    assert budget.ratio_change == Fraction(-5, 1000)


def test_contribution_is_1154_4(profit: ProfitPlan) -> None:
    assert tenths(profit.total.contribution) == "1154.4"
    assert sum(s.contribution for s in profit.quarters) == profit.total.contribution
    assert sum(s.contribution for s in profit.districts) == profit.total.contribution


def test_the_mix_shift_alone_brings_171_of_the_486_more(profit: ProfitPlan) -> None:
    bridge = profit.bridge
    assert bridge
    assert [tenths(part) for part in (bridge.last, bridge.volume, bridge.mix, bridge.margin, bridge.plan)] == [
        "1578.7",
        "315.8",
        "170.7",
        "0.0",
        "2065.2",
    ]


def test_cash_is_8381_2_and_312_8_stay_owed(collection: CollectionPlan) -> None:
    assert tenths(collection.cash_total) == "8381.2"
    assert tenths(collection.unpaid) == "312.8"
    assert rate(collection.rate_a) == "96.4%"
    assert rate(collection.rate_b) == "101.2%"


def test_the_opening_balance_comes_in_as_december_promises_and_as_recovery_says(collection: CollectionPlan) -> None:
    assert [tenths(left) for left in collection.uncollected_opening[:4]] == ["100.0", "50.0", "0.0", "0.0"]
    assert tenths(collection.total.cash[0]) == tenths(264 * WAN + 50 * WAN + 820 * WAN * 60 // 100)


def test_what_stays_owed_at_the_end_is_of_december(collection: CollectionPlan) -> None:
    at_year_end = [balances[11] for balances in collection.uncollected]
    assert at_year_end == [0] * 11 + [collection.closing]


def test_days_of_sales_outstanding_at_year_end(collection: CollectionPlan) -> None:
    assert collection.dso[11] == Fraction(collection.unpaid * 92, (720 + 668 + 782) * WAN)


def test_promotions_are_paid_from_their_line_to_the_last_yuan(budget: BudgetPlan) -> None:
    line = next(s for s in budget.spending if s.name == "促销")
    assert (tenths(line.budget), tenths(line.drawn), line.left) == ("273.0", "273.0", 0)
    assert line.left_quarters == (0, 0, 0, 0)
    assert not budget.problems
    assert not budget.undrawn


def test_promotions_are_ranked_by_what_they_return(profit: ProfitPlan) -> None:
    returns = plan_promotions(noodles_spec(), noodles_targets(), profit, GRANULE)
    assert [(r.name, r.rank) for r in returns] == [("年货囤货节", 3), ("夏日拌面季", 4), ("开学季", 1), ("双旦冬储", 2)]
    assert returns[0].result == Fraction(260, 78) * profit.margin if profit.margin else False


def test_a_promotion_of_named_products_earns_their_margin(profit: ProfitPlan) -> None:
    promotion = {"name": "拌面", "cost": "10万", "lift": "50万", "products": ["A类", "B类"]}
    spec = noodles_spec(promotions=[promotion, promotion | {"name": "汤面", "products": ["骨汤拌面"]}],
                        new_items=[{"name": "骨汤拌面", "product": "A类"}])  # fmt: skip
    weighted, of_home = plan_promotions(spec, noodles_targets(), profit)
    assert weighted.margin == (Fraction("0.34") * 2650 + Fraction("0.24") * 4140) / (2650 + 4140)
    assert of_home.result == Fraction("0.34") * 5


def test_break_even_sales_leave_nothing_over(profit: ProfitPlan) -> None:
    assert profit.break_even
    sales, share = profit.total.sales, Fraction(profit.total.gross - profit.variable, profit.total.sales)
    assert 0 <= profit.break_even * share - profit.fixed < GRANULE
    assert profit.break_even < sales


def test_sales_down_a_fifth_take_the_margin_but_not_the_fixed_cost(profit: ProfitPlan) -> None:
    worst = next(s for s in profit.sensitivities if s.sales == Fraction(-1, 5))
    lost = Fraction(profit.total.gross - profit.variable, 5)
    assert abs(profit.total.contribution - lost - worst.contribution) <= GRANULE // 2


def test_a_point_of_margin_is_a_hundredth_of_sales(profit: ProfitPlan) -> None:
    better = next(s for s in profit.sensitivities if s.margin == Fraction(1, 100))
    assert better.contribution - profit.total.contribution == profit.total.sales // 100


def test_cash_by_person_sums_to_the_districts_cash(collection: CollectionPlan) -> None:
    assert collection.people
    for district in collection.districts:
        team = [collection.people.row(f"{district.name}{who}") for who in "甲乙"]
        assert tuple(map(sum, zip(*team, strict=True))) == district.cash
