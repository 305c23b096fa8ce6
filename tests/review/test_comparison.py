"""Actuals against plan: sums and never averages, tiers and lights of the plan itself, causes that add up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st
from noodles import HEADS, SHIPPED, Fill, as_planned, csv, filled, given, plan

from planforge.ledger.sales import Node
from planforge.plan.make import make_plan
from planforge.problem import Where
from planforge.review.actuals import Actuals, Entry
from planforge.review.causes import price_volume_mix
from planforge.review.coverage import coverage
from planforge.review.monthly import MonthlyReview, review_month
from planforge.review.reading import read_actuals
from planforge.spec.spec import Spec

LIGHTS = {"green": "98%", "amber": "90%"}


def shipped() -> MonthlyReview:
    return review_month(plan(), given(SHIPPED))


def two_regions(one: int, other: int) -> MonthlyReview:
    """Districts with targets of 20 and 80 a month that sold so many per cent of them in January."""
    spec = Spec.model_validate(
        {
            "year": 2027,
            "region": {"name": "r", "company": "c"},
            "money": {"round_to": 1},
            "districts": [{"name": "甲", "weight": "20%"}, {"name": "乙", "weight": "80%"}],
            "targets": {"base": 1200, "by_district": {"manual": "100%"}},
            "control": {"tiers": [{"name": "好", "from": "98%"}, {"name": "差", "from": "0%"}], "lights": LIGHTS},
        }
    )
    made = make_plan(spec)
    nodes = (("甲", 20 * one), ("乙", 80 * other))
    where = Where("x.csv", 2, 3)
    entries = tuple(
        Entry(where, 1, Node(name, None, None, None, None), Decimal(amount) / 100) for name, amount in nodes
    )
    return review_month(made, Actuals("x.csv", 2027, entries))


def test_attainment_is_weighted_and_never_averaged() -> None:
    review = two_regions(93, 98)
    assert [standing.rate for standing in review.districts] == [Fraction(93, 100), Fraction(98, 100)]
    assert review.region.rate == Fraction(97, 100)


def test_ranks_tiers_and_lights_follow_the_plan() -> None:
    review = two_regions(89, 98)
    one, other = review.districts
    assert (one.rank, one.tier, one.light) == (2, "差", "red")
    assert (other.rank, other.tier, other.light) == (1, "好", "green")
    assert review.region.light == "amber"


def test_equal_rates_share_a_rank() -> None:
    assert [standing.rank for standing in two_regions(95, 95).districts] == [1, 1]


def test_the_shipped_months_add_up_on_every_axis() -> None:
    review = shipped()
    lines = SHIPPED.read_text("utf-8").splitlines()[1:]
    total = sum(int(line.split(",")[3]) for line in lines)
    assert review.region.actual == total
    for axis in (review.districts, review.standings["product"]):
        assert sum(standing.actual for standing in axis) == total
        assert sum(standing.target for standing in axis) == review.region.target
        assert sum(standing.gap for standing in axis) == review.region.gap
    assert sum(month.actual or 0 for month in review.months) == total
    assert review.months[-1].reached == total


def test_what_is_left_adds_up_to_the_year() -> None:
    review = shipped()
    assert review.region.actual + review.region.left == plan().targets.total
    assert sum(standing.left for standing in review.districts) == review.region.left
    assert sum(standing.open_target for standing in review.districts) == review.region.open_target


def test_through_looks_at_fewer_months() -> None:
    march = review_month(plan(), given(SHIPPED), 3)
    assert march.through == 3
    assert march.region.target == sum(plan().targets.districts.months[:3])
    assert march.region.actual == shipped().months[2].reached


def test_growth_is_on_the_same_months_of_last_year() -> None:
    last = plan().targets.last_districts
    assert last is not None
    assert shipped().region.last == sum(last.months[:5])


def test_the_contributions_to_the_gap_come_to_the_gap() -> None:
    review = shipped()
    assert sum(part.gap for part in review.contributions) == review.region.gap
    for sign in (1, -1):
        parts = [part.part for part in review.contributions if part.gap * sign > 0]
        assert not parts or sum(parts) == 1


def test_price_volume_and_mix_come_to_the_gap_exactly() -> None:
    causes = shipped().causes
    assert causes is not None
    assert causes.planned + causes.volume + causes.mix + causes.price + causes.rest == causes.actual
    assert causes.rest == 0


def sold(prices: dict[str, tuple[int, int]]) -> Actuals:
    """January in 信阳: units and amount by product."""
    entries = tuple(
        Entry(Where("x", 2, 4), 1, Node(None, name, None, None, None), Decimal(amount), Decimal(units))
        for name, (units, amount) in prices.items()
    )
    return Actuals("x", 2027, entries)


def product_names() -> tuple[str, ...]:
    products = plan().targets.products
    assert products is not None
    return products.nodes


def planned_units(name: str) -> int:
    volumes = plan().targets.volumes
    assert volumes is not None
    return volumes.of(name, 1)


def planned_money(name: str) -> int:
    products = plan().targets.products
    assert products is not None
    return products.of(name, 1)


def test_a_higher_price_alone_is_price() -> None:
    names = product_names()
    actuals = sold({name: (planned_units(name), planned_money(name) + 100) for name in names})
    causes = review_month(plan(), actuals).causes
    assert causes is not None
    assert [causes.volume, causes.mix, causes.price, causes.rest] == [0, 0, 100 * len(names), 0]


def test_twice_the_units_at_planned_prices_is_volume() -> None:
    names = product_names()
    actuals = sold({name: (2 * planned_units(name), 2 * planned_money(name)) for name in names})
    causes = review_month(plan(), actuals).causes
    assert causes is not None
    assert [causes.volume, causes.mix, causes.price] == [causes.planned, 0, 0]


@settings(max_examples=25, deadline=None)
@for_all(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**9)), min_size=4, max_size=4))
def test_whatever_was_sold_the_parts_come_to_the_gap(figures: list[tuple[int, int]]) -> None:
    names = product_names()
    actuals = sold(dict(zip(names, figures, strict=True)))
    region = review_month(plan(), actuals).region
    causes = price_volume_mix(plan(), actuals, region, coverage(plan(), actuals, 1))
    assert causes is not None
    assert causes.volume + causes.mix + causes.price + causes.rest == region.gap


def test_a_product_without_volume_is_left_apart(tmp_path: Path) -> None:
    goods = ("A类高价面,100000,2250", "B类平价面,75000,")
    lines = [f"2027-01,{name},{good}" for name in plan().targets.districts.nodes for good in goods]
    causes = review_month(plan(), given(csv(tmp_path, *lines, heads=HEADS))).causes
    assert causes is not None
    assert [product.name for product in causes.products] == ["A类高价面"]
    assert causes.volume + causes.mix + causes.price + causes.rest == causes.actual - causes.planned
    assert causes.rest != 0


# Sheets of their own --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def spring(tmp_path_factory: pytest.TempPathFactory) -> MonthlyReview:
    """The tracking workbook with a first quarter: sales 90 %, expense 110 %, cash 80 % of plan, some actions done."""

    def quarter(share: str) -> Fill:
        return lambda row: {"实际": float(share) * row["计划"]} if row["月份"] <= "2027-03" else {}

    fills: list[tuple[str, Fill]] = [("跟踪", quarter("0.9")), ("跟踪人员", quarter("0.9"))]
    fills += [("跟踪费用", quarter("1.1")), ("跟踪回款", quarter("0.8"))]
    fills += [
        ("跟踪网络", lambda row: {"实际": row["计划"] - 2} if row["季度"] == "一季度" and row["计划"] > 2 else {})
    ]
    fills += [("行动", lambda row: {"状态": "已完成"} if row["编号"] in ("A1", "A2", "A3") else {})]
    return review_month(plan(), given(filled(tmp_path_factory.mktemp("spring") / "back.xlsx", fills)))


@pytest.mark.slow
def test_the_expense_ratio_is_expense_to_sales_of_the_same_months(spring: MonthlyReview) -> None:
    assert spring.spending is not None
    assert spring.spending.planned == sum(plan().budget.expense_of(plan().budget.months)[:3])
    assert spring.spending.ratio == Fraction(spring.spending.actual) / Fraction(spring.region.actual)
    assert spring.spending.ratio == spring.spending.planned_ratio * Fraction(11, 9)  # type: ignore[operator]
    assert all(line.gap > 0 for line in spring.spending.lines if line.planned)


def test_wages_have_a_ratio_of_their_own(spring: MonthlyReview) -> None:
    assert spring.spending is not None
    wages = sum(line.actual for line in spring.spending.lines if line.name in ("工资福利", "奖金提成"))
    assert spring.spending.wage_ratio == Fraction(wages) / Fraction(spring.region.actual)


def test_receivables_close_at_opening_and_sales_less_cash(spring: MonthlyReview) -> None:
    assert spring.collected is not None
    for account in (spring.collected.total, *spring.collected.districts):
        assert account.opening is not None and account.closing is not None
        assert account.closing == account.opening + account.sales - account.actual
        assert account.rate == Fraction(4, 5)
    assert sum(account.closing or 0 for account in spring.collected.districts) == spring.collected.total.closing


def test_the_network_is_held_against_the_quarter_it_tells(spring: MonthlyReview) -> None:
    dealers = [count for count in spring.counts if count.measure == "经销商"]
    assert [count.gap for count in dealers] == [-2, -2, -2, -2, -8]
    assert dealers[-1].planned == plan().network[0].total.quarters[0]


def test_actions_past_their_deadline_are_late_unless_done(spring: MonthlyReview) -> None:
    late = {action.code for action in spring.actions if action.late}
    due = {f"A{n}" for n, action in enumerate(plan().spec.actions, 1) if action.ends and action.ends.month <= 3}
    assert late == due - {"A1", "A2", "A3"}


def test_people_are_ranked_within_the_whole_region(spring: MonthlyReview) -> None:
    assert len(spring.standings["person"]) == 12
    assert {person.home for person in spring.standings["person"]} == set(plan().targets.districts.nodes)
    assert sum(person.target for person in spring.standings["person"]) == spring.region.target


def test_an_expense_line_left_out_leaves_the_ratio_open(tmp_path: Path) -> None:
    fills: list[tuple[str, Fill]] = [
        ("跟踪", lambda row: {"实际": row["计划"]} if row["月份"] == "2027-01" else {}),
        ("跟踪费用", lambda row: {"实际": row["计划"]} if row["月份"] == "2027-01" and row["科目"] != "促销" else {}),
    ]
    spending = review_month(plan(), given(filled(tmp_path / "back.xlsx", fills))).spending
    assert spending is not None
    assert spending.ratio is None
    assert [line.name for line in spending.unreported] == ["促销"]


# What the plan orders -------------------------------------------------------------------------------------------------


def test_kpis_that_are_not_green_bring_their_corrections(spring: MonthlyReview) -> None:
    lights = {one.kpi.code: one.light for one in spring.corrections.kpis}
    assert lights["K1"] == "amber"
    assert lights["K7"] == "red"
    assert {one.kpi.code for one in spring.corrections.amiss} == {k for k, light in lights.items() if light != "green"}


def test_districts_get_the_action_of_their_tier() -> None:
    found = {one.name: one.tier for one in shipped().corrections.tiers}
    assert found == {"信阳": "达成", "驻马店": "接近", "周口": "接近", "南阳": "预警"}


@pytest.mark.parametrize(("percent", "due"), [(95, 0), (90, 0), (89, 1), (79, 2)])
def test_contingencies_start_below_their_line(tmp_path: Path, percent: int, due: int) -> None:
    rounded_up = csv(tmp_path, *as_planned(4, lambda *_: percent))
    review = review_month(plan(), given(rounded_up))
    assert len(review.corrections.contingencies) == due


def test_sales_by_store_find_their_district(tmp_path: Path) -> None:
    spec = Spec.model_validate(
        {
            "year": 2027,
            "region": {"name": "r", "company": "c"},
            "districts": [{"name": "东"}, {"name": "西"}],
            "stores": [
                {"name": "一店", "district": "东", "weight": 1},
                {"name": "二店", "district": "西", "weight": 1},
            ],
            "targets": {"base": "1200万", "by_district": {"equal": "100%"}},
        }
    )
    made = make_plan(spec)
    found, problems = read_actuals(made, csv(tmp_path, "1月,一店,40万", "1月,二店,45万", heads="月份,门店,实际"))
    assert found is not None, problems
    review = review_month(made, found)
    assert {standing.name: standing.actual for standing in review.districts} == {"东": 400_000, "西": 450_000}
    assert {standing.name: standing.home for standing in review.standings["store"]} == {"一店": "东", "二店": "西"}
