"""Where a figure turns from one rule to another: months nobody works, years below nil, dates in other years."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from money_case import spec_of, targets_of

from planforge import make_plan
from planforge.plan.explain.explain import Explanation, explain
from planforge.plan.explain.steps import money_step, rate_step
from planforge.plan.measures import kpi_measure
from planforge.plan.money.gross import product_profits
from planforge.plan.plan import Plan
from planforge.plan.targets.past import completed
from planforge.problem import Text
from planforge.spec.history import HistoryRow
from planforge.spec.region import MoneyFormat
from planforge.spec.spec import Spec
from planforge.spec.strategy import Kpi

TWO = [{"name": "甲"}, {"name": "乙"}]


def plan_of(**more: Any) -> Plan:
    plain: dict[str, Any] = {
        "year": 2027,
        "region": {"name": "区", "company": "司"},
        "money": {"unit": "元", "round_to": 1},
        "districts": [{"name": "甲"}],
        "targets": {"base": 12_000},
    }
    return make_plan(Spec.model_validate(plain | more))


def told(plan: Plan, code: str) -> list[str]:
    return [problem.message.zh for problem in plan.problems if problem.code == code]


# The past -------------------------------------------------------------------------------------------------------------


def test_products_without_a_past_go_on_by_the_season_of_the_region() -> None:
    """The region sold 100, 200 … 1200: 4500 by September, so October is 1000 ÷ 4500 of a product's nine months."""
    rows: tuple[dict[str, Any], ...] = (
        {"year": 2025, "months": [100 * m for m in range(1, 13)]},
        {"year": 2026, "product": "面", "months": [500] * 9 + [None] * 3},
        {"year": 2026, "product": "汤", "months": [50] * 9 + [None] * 3},
    )
    (_, noodles, soup), months = completed(tuple(HistoryRow.model_validate(row) for row in rows), 2026)
    assert months == (10, 11, 12)
    assert noodles.months[9:] == (Decimal(1000), Decimal(1100), Decimal(1200))
    assert soup.months[9:] == (Decimal(100), Decimal(110), Decimal(120))


@pytest.mark.parametrize("before", [[], [{"year": 2025, "months": [100] * 11}], [{"year": 2025, "total": 1200}]])
def test_months_that_are_not_told_stay_unknown_without_a_whole_year_by_month_before(
    before: list[dict[str, Any]],
) -> None:
    given = [*before, {"year": 2026, "months": [100] * 9}]
    rows = tuple(HistoryRow.model_validate(row) for row in given)
    assert completed(rows, 2026) == (rows, ())


@pytest.mark.parametrize(
    ("before", "last", "worth"),
    [
        (100, 150, Fraction(200)),  # a rise by the same amount once more
        (200, 100, Fraction(50)),  # a fall by the same rate
        (0, 100, None),
        (-100, 100, None),  # no rate can be told of a year below nil
    ],
)
def test_a_district_without_two_years_above_nil_changes_as_the_region(
    before: int, last: int, worth: Fraction | None
) -> None:
    history = [
        {"year": year, "district": name, "months": [amount, *[0] * 11]}
        for year, amounts in ((2025, (before, 800)), (2026, (last, 1000)))
        for name, amount in zip("甲乙", amounts, strict=True)
    ]
    targets = {"base": 1_000_000, "by_district": {"growth": "100%"}}
    found = plan_of(districts=TWO, history=history, targets=targets).targets.districts
    region = 1 + Fraction((1000 + last) - (800 + before), 1000 + last)
    own = last * region if worth is None else worth
    assert abs(found.of("甲") - 1_000_000 * own / (own + 1200)) < 1


def test_a_district_that_took_back_more_than_it_sold_is_given_no_target_for_that() -> None:
    history = [
        {"year": year, "district": name, "months": [amount, *[0] * 11]}
        for year, amounts in ((2025, (100, 800)), (2026, (-50, 1000)))
        for name, amount in zip("甲乙", amounts, strict=True)
    ]
    targets = {"base": 1_000_000, "by_district": {"growth": "100%"}}
    assert plan_of(districts=TWO, history=history, targets=targets).targets.districts.of("甲") <= 0


# Who and what is there when -------------------------------------------------------------------------------------------


def test_a_month_that_sells_nothing_needs_nobody_and_every_other_does() -> None:
    team = [{"name": "一", "role": "业务员", "district": "甲", "starts": 3}]
    season = {"method": "manual", "weights": ["0%", "0%", *["10%"] * 10]}
    assert told(plan_of(team=team, targets={"base": 12_000, "season": season}), "P61") == []
    season = {"method": "manual", "weights": ["0%", "10%", *["9%"] * 10]}
    (said,) = told(plan_of(team=team, targets={"base": 12_000, "season": season}), "P61")
    assert "2 月没有在岗人员" in said and "1、2" not in said


def test_a_product_sells_from_its_launch_to_its_delisting_whatever_years_they_lie_in() -> None:

    products = [
        {"name": "旧", "last": 3000, "delist": "2026-12-31"},
        {"name": "早", "last": 3000, "launch": "2025-06-01", "delist": "2027-01-31"},
        {"name": "晚", "last": 3000, "launch": "2027-12-01"},
        {"name": "新", "last": 3000, "launch": "2028-01-01"},
        {"name": "常", "last": 3000, "delist": "2028-06-30"},
    ]
    grid = plan_of(products=products, targets={"base": 12_000}).targets.products
    assert grid
    there = {name: [m for m in range(1, 13) if grid.of(name, m)] for name in grid.nodes}
    assert there == {"旧": [], "早": [1], "晚": [12], "新": [], "常": list(range(1, 13))}


def test_nothing_is_locked_of_what_is_not_sold_yet() -> None:
    products = [{"name": "旧", "last": 3000}, {"name": "晚", "last": 3000, "launch": "2027-06-01"}]
    lock = {"product": "晚", "month": 3, "amount": 100}
    (said,) = told(plan_of(products=products, targets={"base": 12_000, "locks": [lock]}), "P46")
    assert "晚 3月没有营业或未上市，不能锁定 100元" in said


# What is said twice ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("counties", "apart"), [(1_005_000, False), (1_005_100, True), (990_000, False)])
def test_markets_may_lie_half_a_per_cent_apart_and_parts_may_be_less(counties: int, apart: bool) -> None:
    """Each is an estimate and may be off by a quarter of a per cent: 2500 and 2512.5 of a million and 1,005,000."""
    given = [{"name": "甲县", "district": "甲", "market": counties}]
    plan = plan_of(districts=[{"name": "甲", "market": 1_000_000}], counties=given)
    assert bool(told(plan, "P06")) is apart


def test_markets_of_some_districts_are_no_more_than_a_part_of_the_regions() -> None:
    market = {"market": {"size": 1_000_000}}
    some = [{"name": "甲", "market": 400_000}, {"name": "乙"}]
    assert told(plan_of(districts=some, situation=market), "P06") == []
    every = [{"name": "甲", "market": 400_000}, {"name": "乙", "market": 500_000}]
    assert len(told(plan_of(districts=every, situation=market), "P06")) == 1
    (said,) = told(plan_of(districts=[{"name": "甲", "market": 1_200_000}, {"name": "乙"}], situation=market), "P06")
    assert "部分多于全部" in said


# Profit and growth of products ----------------------------------------------------------------------------------------


def test_a_product_whose_margin_or_sales_of_last_year_nobody_knows_rounds_no_other_up() -> None:
    """4.5 rounds to nil by tens, 10.45 to 10 by ones: what is unknown adds nothing to the sum that is rounded."""

    def earned(granule: int, last: dict[str, int], *margins: str | None) -> list[int | None]:
        products = [{"name": n} | ({"margin": m} if m else {}) for n, m in zip("面汤", margins, strict=True)]
        targets = targets_of({"东": (100,) * 12}, products={"面": 1, "汤": 1}, last_products=last)
        return [one.last_gross for one in product_profits(spec_of(["东"], products=products), targets, granule)]

    assert earned(10, {"面": 90, "汤": 104}, "5%", None) == [0, None]
    assert earned(1, {"面": 209}, "5%", "40%") == [10, None]


def test_products_have_a_growth_only_where_last_years_sum_to_the_regions() -> None:
    def grown(*last: int) -> dict[str, int]:
        products = [{"name": n, "last": amount, "share": "50%"} for n, amount in zip("面汤", last, strict=True)]
        sources = [{"name": "新品", "amount": 500, "product": "面"}]
        history = [{"year": 2026, "total": 10_000}]
        targets = {"base": 12_000, "growth_sources": sources}
        made = plan_of(products=products, history=history, targets=targets).matrix
        return {one.name: one.growth for one in made if one.axis == "product"}

    assert grown(7000, 3000) == {"面": 6000 - 7000, "汤": 6000 - 3000}
    assert grown(7000, 2000) == {}


# Names and explanations -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "definition", "measure"),
    [
        ("回款率", None, "cash_to_sales"),
        ("回款率", "回款÷（期初应收+销售额）", "collection_rate"),
        ("Collection rate", "cash over OPENING receivables and sales", "collection_rate"),
        ("毛利率", None, "gross_margin"),
        ("毛利率", "期初起", "gross_margin"),
    ],
)
def test_a_collection_rate_is_of_sales_unless_it_is_said_to_be_of_opening_receivables_too(
    name: str, definition: str | None, measure: str
) -> None:
    assert kpi_measure(plan_of(), Kpi(name=name, definition=definition)) == (measure, None)


@pytest.mark.parametrize(
    ("amount", "rate"),
    [(99, "33.333%"), (9999, "33.333%"), (10_000, "33.3333%"), (-1_000_000, "33.333333%"), (0, "33.333%")],
)
def test_a_rate_has_the_decimals_it_takes_to_come_to_the_amount_and_three_at_least(amount: int, rate: str) -> None:
    """A third of 9,999 within a tenth needs an error of less than 0.00001: three decimals of a per cent."""
    money = MoneyFormat.model_validate({"unit": "元", "round_to": 1})
    steps = (rate_step("占比", "share", Fraction(1, 3)), money_step("目标", "target", amount))
    assert Explanation(Text("额", "sum"), steps, money).lines("zh-CN")[1].strip() == f"占比：{rate}"


def test_pay_is_explained_by_the_per_cent_that_is_reached() -> None:
    schemes = [{"role": "业务员", "base_pay": 1000, "bonus": 500}]
    team = [{"name": "一", "role": "业务员", "district": "甲"}]
    found = explain(plan_of(team=team, appraisal={"schemes": schemes}), "收入 业务员")
    assert isinstance(found, Explanation)
    lines = [line.strip() for line in found.lines("zh-CN")]
    assert "达成 80% 时全年收入：16,800元" in lines
    assert "达成 120% 时全年收入：19,200元" in lines
    assert lines[-1] == "= 达成 100% 时全年收入：18,000元"
