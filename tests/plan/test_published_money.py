"""Published and worked answers about profit, budget, collection and weights, each named after its case."""

from __future__ import annotations

from fractions import Fraction

import pytest
from money_case import WAN, spec_of, targets_of

from planforge.plan.money.budget import BudgetPlan, plan_budget
from planforge.plan.money.collection import plan_collection
from planforge.plan.money.profit import (
    break_even_sales,
    break_even_units,
    bridge_parts,
    plan_profit,
)
from planforge.plan.money.promotions import return_on_spend


def test_contributions_44_18_40_in_the_mix_3_4_3_average_32_40_and_583200_breaks_even_at_18000_units() -> None:
    contribution = Fraction(44 * 3 + 18 * 4 + 40 * 3, 10)
    assert contribution == Fraction("32.40")
    assert break_even_units(583_200, contribution) == 18_000


def test_the_same_case_as_sales_of_a_region() -> None:
    prices, shares = {"甲": 100, "乙": 100, "丙": 100}, {"甲": 3, "乙": 4, "丙": 3}
    products = [{"name": n, "margin": m} for n, m in zip(prices, ("44%", "18%", "40%"), strict=True)]
    lines = [{"name": "固定费用", "amount": 583_200}]
    spec = spec_of(["东"], products=products, budget={"lines": lines})
    targets = targets_of({"东": (200_000,) * 12}, products=shares)
    profit = plan_profit(spec, targets, plan_budget(spec, targets, (), 1), None, 1)
    assert profit
    assert profit.break_even == 18_000 * 100
    assert profit.margin == Fraction("0.324")


def test_promotion_of_6_percent_of_sales_is_15_percent_of_gross_profit_at_a_margin_of_40_percent() -> None:
    products = [{"name": "甲", "margin": "40%"}]
    spec = spec_of(["东"], products=products, budget={"lines": [{"name": "促销", "ratio": "6%"}]})
    targets = targets_of({"东": (100_000,) * 12}, products={"甲": 1})
    profit = plan_profit(spec, targets, plan_budget(spec, targets, (), 1), None, 1)
    assert profit
    assert Fraction(profit.total.expense, profit.total.gross) == Fraction("0.15")


def test_nothing_breaks_even_where_every_sale_loses() -> None:
    assert break_even_sales(1000, 100, 10, 20) is None
    assert break_even_sales(1000, 0, 0, 0) is None
    assert break_even_sales(0, 100, 40, 10) == 0


def test_return_on_a_promotion_is_lift_times_margin_over_cost() -> None:
    assert return_on_spend(Fraction(300), Fraction(1, 4), Fraction(50)) == Fraction(3, 2)


def test_the_bridge_of_two_products_names_volume_mix_and_margin() -> None:
    last = [(100, Fraction(2, 10)), (100, Fraction(4, 10))]
    plan = [(100, Fraction(2, 10)), (300, Fraction(5, 10))]
    assert [int(part) for part in bridge_parts(last, plan)] == [
        60,
        20,
        0,
        30,
    ]  # 60 -> 170; doubled sales, a richer mix, ten points on the second


BEAUTY_LINES = {"营销推广": 140, "会务": 60, "培训": 48, "差旅": 40, "水电物业": 200, "维修": 50, "其他": 70}


@pytest.fixture(scope="module")
def beauty() -> BudgetPlan:
    lines = [{"name": name, "amount": f"{amount}万"} for name, amount in BEAUTY_LINES.items()]
    lines.append({"name": "工资", "kind": "wage", "ratio": "33.0%"})
    last = {"expense": "558.72万", "wages": "1926.42万"}
    spec = spec_of(["一区", "二区"], budget={"lines": lines, "wages": "apart", "last": last})
    targets = targets_of(
        {"一区": _year(1250), "二区": _year(5150)}, last={"一区": _year(1116), "二区": _year(4704)}, granule=1000
    )
    return plan_budget(spec, targets, (), 1000)


def _year(wan: int) -> tuple[int, ...]:
    """A year's sales in 万元, whole months, the rest in December."""
    return (*(wan * WAN // 12_000 * 1000,) * 11, wan * WAN - 11 * (wan * WAN // 12_000 * 1000))


def test_the_beauty_chain_spends_608_or_9_5_percent_and_2112_or_33_percent_on_wages_apart(beauty: BudgetPlan) -> None:
    assert (beauty.expense, beauty.ratio) == (608 * WAN, Fraction("0.095"))
    assert (beauty.wages, beauty.wage_ratio) == (2112 * WAN, Fraction("0.33"))
    assert beauty.total == (608 + 2112) * WAN


def test_the_beauty_chain_was_at_9_6_and_33_1_percent_a_tenth_of_a_point_more(beauty: BudgetPlan) -> None:
    assert beauty.last_ratio == Fraction("0.096")
    assert beauty.last_wage_ratio == Fraction("0.331")
    assert beauty.ratio_change == beauty.wage_ratio_change == Fraction("-0.001")


def test_regions_at_93_and_98_percent_are_97_percent_together_by_weight() -> None:
    targets, actuals = (1200, 4800), (1116, 4704)
    rates = [Fraction(a, t) for a, t in zip(actuals, targets, strict=True)]
    assert rates == [Fraction("0.93"), Fraction("0.98")]
    assert sum(r * t for r, t in zip(rates, targets, strict=True)) / sum(targets) == Fraction("0.97")


def test_thirty_sixty_ten_leaves_sixty_and_ten_percent_of_december_and_ten_of_november() -> None:
    terms = [{"name": "三六一", "pattern": ["30%", "60%", "10%"]}]
    spec = spec_of(["东"], collection={"terms": terms})
    plan = plan_collection(spec, targets_of({"东": (1000,) * 12}), 1)
    assert plan
    assert plan.total.cash[:3] == (300, 900, 1000)
    assert (plan.closing, plan.uncollected[10][11], plan.uncollected[11][11]) == (800, 100, 700)


def test_retention_is_not_paid_within_the_year() -> None:
    terms = [{"name": "质保", "pattern": ["60%", "30%"], "retention": "10%"}]
    plan = plan_collection(spec_of(["东"], collection={"terms": terms}), targets_of({"东": (1000,) * 12}), 1)
    assert plan
    assert not plan.problems
    assert plan.closing == 12 * 100 + 300
    assert [left[11] for left in plan.uncollected] == [100] * 11 + [400]


def test_dso_halves_after_a_peak_though_the_same_payers_pay_alike_so_balances_by_month_of_sale_are_shown() -> None:
    terms = [{"name": "月结", "pattern": ["60%", "40%"]}]
    sales = (100,) * 9 + (400, 100, 100)
    plan = plan_collection(spec_of(["东"], collection={"terms": terms}), targets_of({"东": sales}), 1)
    assert plan
    assert plan.dso[8] == Fraction(40, 300) * 92
    assert plan.dso[11] == Fraction(40, 600) * 92
    shares = [Fraction(plan.uncollected[m][m], sales[m]) for m in range(12)]
    assert shares == [Fraction(2, 5)] * 12  # the payers have not changed at all
