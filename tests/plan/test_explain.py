"""Any figure of a plan can be asked for in either language, and its steps lead to just the figure the plan holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from planforge.plan.explain.explain import Explanation, explain
from planforge.plan.grid import Grid
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.plan.targets.calendar import weeks_of
from planforge.problem import Problem
from planforge.reading.read import read
from planforge.spec.spec import Spec

EXAMPLES = Path(__file__).parents[2] / "examples"


def planned(name: str) -> Plan:
    spec = read(EXAMPLES / name / "plan.yaml").spec
    assert spec
    return make_plan(spec)


@pytest.fixture(scope="module")
def noodles() -> Plan:
    return planned("yunan-noodles")


@pytest.fixture(scope="module")
def beauty() -> Plan:
    return planned("xianggan-beauty")


def explained(plan: Plan, query: str) -> Explanation:
    found = explain(plan, query)
    assert isinstance(found, Explanation), found
    return found


def refused(plan: Plan, query: str) -> Problem:
    found = explain(plan, query)
    assert isinstance(found, Problem)
    return found


def some_cells(grid: Grid | None) -> Iterator[tuple[str, int | None, int]]:
    """A node's year and one of its months, for every node."""
    assert grid
    for index, node in enumerate(grid.nodes):
        for month in (None, 1 + index % 12):
            yield node, month, grid.of(node, month)


# Every figure ends in what the plan holds -----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("axis", ["district", "product", "channel", "person"])
def test_every_node_and_month_of_the_sales_target(noodles: Plan, axis: str) -> None:
    targets = noodles.targets
    grids = {"district": targets.districts, "product": targets.products, "channel": targets.channels}
    for node, month, figure in some_cells(grids.get(axis, targets.people)):
        query = f"{axis}={node}" + (f" month={month}" if month else "")
        assert explained(noodles, query).figure == figure, query


@pytest.mark.slow
def test_stores_too(beauty: Plan) -> None:
    for store, month, figure in [*some_cells(beauty.targets.stores)][::5]:
        assert explained(beauty, f"{store} {month}月" if month else store).figure == figure


@pytest.mark.slow
def test_a_product_within_a_district_and_month(noodles: Plan) -> None:
    targets = noodles.targets
    assert targets.products
    for d, district in enumerate(targets.districts.nodes):
        for p, product in enumerate(targets.products.nodes):
            asked = explained(noodles, f"district={district} month=3 product={product}")
            assert asked.figure == targets.by_product[d][2][p]


@pytest.mark.slow
def test_layers_and_volumes(noodles: Plan) -> None:
    targets = noodles.targets
    assert targets.volumes
    assert explained(noodles, "奋斗 南阳 3月").figure == targets.layers["stretch"].districts.of("南阳", 3)
    assert explained(noodles, "保底").figure == targets.layers["floor"].total
    for product, month, figure in some_cells(targets.volumes):
        assert explained(noodles, f"销量 {product} {month}月" if month else f"销量 {product}").figure == figure


def test_quarters_are_the_sum_of_their_months(noodles: Plan) -> None:
    assert explained(noodles, "南阳 Q2").figure == sum(noodles.targets.districts.row("南阳")[3:6])
    assert explained(noodles, "费用 二季度").figure == sum(noodles.budget.months.months[3:6])
    assert explained(noodles, "回款 Q4").figure == sum(noodles.collection.cash.months[9:]) if noodles.collection else 0


def test_weeks_and_days_of_any_node(noodles: Plan) -> None:
    weeks = [week for week in weeks_of(noodles, noodles.targets.districts.row("南阳")) if week.month == 3]
    assert [explained(noodles, f"南阳 3月第{n}周").figure for n in range(1, len(weeks) + 1)] == [
        w.amount for w in weeks
    ]
    days = {day: amount for week in weeks for day, amount in week.days}
    assert explained(noodles, "南阳 3月15日").figure == days[date(2027, 3, 15)]
    assert explained(noodles, "南阳 2027-03-16").figure == days[date(2027, 3, 16)]
    assert explained(noodles, "南阳, March 17").figure == days[date(2027, 3, 17)]
    whole = sum(
        week.amount
        for week in weeks_of(noodles, noodles.targets.districts.months)
        if week.first >= date(2027, 3, 8) and week.last <= date(2027, 3, 14)
    )
    assert explained(noodles, "第10周").figure == whole


def test_a_week_over_two_months_has_a_part_in_each(noodles: Plan) -> None:
    asked = explained(noodles, "week=9")  # 1 to 7 March, all in March
    across = explained(noodles, "week=13")  # 29 March to 4 April
    assert len([s for s in asked.steps if s.unit == "money"]) == 2
    assert len([s for s in across.steps if s.unit == "money"]) == 3


def test_a_year_whose_notice_is_not_out_says_so_once(noodles: Plan) -> None:
    lines = explained(noodles, "南阳 3月第1周").lines("zh")
    assert len([line for line in lines if "调休通知未公布" in line]) == 1


def test_money_of_the_region_and_of_districts(noodles: Plan) -> None:
    profit, collection, budget = noodles.profit, noodles.collection, noodles.budget
    assert profit
    assert collection
    account = next(a for a in collection.districts if a.name == "南阳")
    nanyang = next(s for s in profit.districts if s.name == "南阳")
    assert explained(noodles, "费用").figure == budget.total
    assert explained(noodles, "毛利").figure == profit.total.gross
    assert explained(noodles, "贡献").figure == profit.total.contribution
    assert explained(noodles, "利润 南阳").figure == nanyang.contribution
    assert explained(noodles, "contribution Q3").figure == profit.quarters[2].contribution
    assert explained(noodles, "回款 南阳").figure == sum(account.cash)
    assert explained(noodles, "应收 南阳 3月").figure == account.closing[2]
    assert explained(noodles, "receivables Q1").figure == collection.total.closing[2]
    assert explained(noodles, "盈亏平衡").figure == profit.break_even


def test_every_line_of_the_budget_in_a_district_and_month(noodles: Plan) -> None:
    for line in noodles.budget.months.nodes:
        assert explained(noodles, f"费用 {line} 南阳 3月").figure == noodles.budget.of_district("南阳").of(line, 3)


def test_cash_of_a_person(noodles: Plan) -> None:
    people = noodles.collection.people if noodles.collection else None
    for person, month, figure in some_cells(people):
        assert explained(noodles, f"回款 {person} {month}月" if month else f"回款 {person}").figure == figure


def test_ratios_say_what_they_are_made_of(noodles: Plan) -> None:
    collection = noodles.collection
    assert collection
    assert explained(noodles, "费用率").figure == noodles.budget.ratio
    assert explained(noodles, "wage ratio").figure == noodles.budget.wage_ratio
    both = explained(noodles, "回款率")
    assert (both.figure, both.steps[-2].figure) == (collection.rate_a, collection.rate_b)
    shares = {share.name: share.share_plan for share in noodles.shares}
    assert explained(noodles, "占有率").figure == shares[""]
    assert explained(noodles, "market share 南阳").figure == shares["南阳"]


def test_the_network_and_the_display_by_district_and_quarter(noodles: Plan) -> None:
    measure = noodles.network[0]
    node = measure.districts[0]
    assert explained(noodles, measure.name).figure == measure.total.target
    assert explained(noodles, f"{measure.name} {node.name} Q2").figure == node.quarters[1]
    assert noodles.display
    assert explained(noodles, f"{noodles.display.measure} 南阳").figure == noodles.display.rates[-1][-1]


# In plain words -------------------------------------------------------------------------------------------------------


def test_a_locked_district_gives_its_reason_from_weight_to_lock(noodles: Plan) -> None:
    lines = explained(noodles, "南阳").lines("zh")
    assert lines[0] == "南阳 全年 销售目标：2,035万元"
    assert any("综合权重" in line for line in lines)
    assert "锁定（" in lines[-1]


def test_the_others_share_what_the_lock_leaves(noodles: Plan) -> None:
    steps = {step.what.en: step.figure for step in explained(noodles, "信阳").steps}
    rest = steps["left after locks, floors and caps"]
    assert rest == noodles.targets.total - noodles.targets.districts.of("南阳")
    raw, rounding = steps["= before rounding"], steps["rounding (largest remainder)"]
    assert isinstance(raw, Fraction) and isinstance(rounding, Fraction)
    assert raw + rounding == noodles.targets.districts.of("信阳")
    assert abs(rounding) < noodles.granule


def test_a_price_is_told_in_currency_units(noodles: Plan) -> None:
    product = noodles.spec.products[0]
    line = next(line for line in explained(noodles, f"销量 {product.name}").lines("zh") if "单价" in line)
    assert line.endswith(f"{product.price}元")


def test_what_a_quarter_sums_has_the_unit_of_its_figures(noodles: Plan) -> None:
    name = noodles.spec.products[0].name
    month, quarter = (explained(noodles, f"{when} 销量 {name}").steps[-1] for when in ("3月", "一季度"))
    assert month.unit == quarter.unit != explained(noodles, f"3月 {name}").steps[-1].unit


def test_english_reads_in_english(noodles: Plan) -> None:
    lines = explained(noodles, "南阳 March").lines("en")
    assert lines[0].startswith("南阳, March sales target: CNY ")
    assert re.match(r"  × share of March \([0-9.]+% its own season, [0-9.]+% the region's\): ", lines[2])


def test_the_alabama_paradox_is_owned_up_to() -> None:
    names = ("甲", "乙", "丙", "丁")
    weights = ("56.7%", "38.5%", "4.2%", "0.6%")
    spec = {
        "year": 2027,
        "region": {"name": "豫南", "company": "福麦"},
        "money": {"round_to": 1},
        "districts": [{"name": name, "weight": weight} for name, weight in zip(names, weights, strict=True)],
        "targets": {"base": 323, "by_district": {"manual": "100%"}},
    }
    plan = make_plan(Spec.model_validate(spec))
    assert plan.targets.districts.totals == (183, 124, 14, 2)
    assert any("阿拉巴马" in line for line in explained(plan, "丙").lines("zh"))
    assert not any("阿拉巴马" in line for line in explained(plan, "甲").lines("zh"))


# What cannot be answered ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "code", "said"),
    [
        ("南洋 3月", "P90", "南阳"),
        ("南阳 13月", "P90", "13月"),
        ("南阳13月", "P90", "13月"),
        ("2026-03-01", "P90", "2026-03-01"),
        ("南阳 信阳", "P92", "南阳 和 信阳"),
        ("周口 1月 2月", "P92", "月份"),
        ("3月 第9周", "P91", "3月第 9 周"),
        ("费用 赵磊", "P91", "赵磊"),
        ("预留", "P91", "计划没有预留指标"),
        ("3月 预留目标", "P91", "计划没有预留指标"),
        ("", "P90", "没有写"),
    ],
)
def test_what_is_not_there_or_not_clear_is_told_with_what_to_write(
    noodles: Plan, query: str, code: str, said: str
) -> None:
    problem = refused(noodles, query)
    assert problem.code == code
    assert problem.hint
    assert said in problem.message.zh + problem.hint.zh


def test_a_name_of_two_axes_asks_which_is_meant(noodles: Plan) -> None:
    spec = noodles.spec.model_copy(
        update={"channels": (noodles.spec.channels[0].model_copy(update={"name": "南阳"}), *noodles.spec.channels[1:])}
    )
    plan = make_plan(spec)
    problem = refused(plan, "南阳 3月")
    assert problem.code == "P93"
    assert problem.hint and "district=南阳" in problem.hint.zh
    assert explained(plan, "district=南阳 month=3").figure == plan.targets.districts.of("南阳", 3)
    assert explained(plan, "费用 南阳").figure == explained(plan, "费用 district=南阳").figure, "first of the axes"


def test_spending_of_a_line_and_pay_of_a_role(noodles: Plan) -> None:
    for spent in noodles.budget.spending:
        asked = explained(noodles, f"支出 {spent.name}")
        assert asked.figure == spent.left
        assert len(asked.steps) == len(spent.draws) + 2
    for scheme in noodles.appraisal:
        asked = explained(noodles, f"收入 {scheme.role}")
        assert asked.figure == next(pay.total for pay in scheme.examples if pay.attainment == 1)
