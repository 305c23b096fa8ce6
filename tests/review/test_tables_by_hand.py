"""Every table and chart of a monthly review, each figure in its own column, of a quarter worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from planforge.document.model import Cards, Chart, Plot
from planforge.ledger.sales import Node
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Where
from planforge.review.actuals import Actuals, Count, Entry, Status
from planforge.review.monthly import MonthlyReview, review_month
from planforge.review.report import review_tables
from planforge.review.report.charts import CHARTS
from planforge.review.report.compose import review_words
from planforge.review.report.printed import printed
from planforge.spec.spec import Spec

HERE = Where("actuals.csv", 2)
SPEC: dict[str, Any] = {
    "year": 2027,
    "region": {"name": "区", "company": "司"},
    "money": {"unit": "元", "round_to": 10},
    "districts": [{"name": "东", "weight": "50%"}, {"name": "西", "weight": "50%"}],
    "history": [{"year": 2026, "district": n, "months": [a] * 12} for n, a in (("东", 800), ("西", 1000))],
    "products": [
        {"name": "面", "share": "50%", "price": 10, "margin": "50%"},
        {"name": "米", "share": "50%", "price": 20, "margin": "20%"},
    ],
    "targets": {
        "base": 24_000,
        "season": {"method": "manual", "weights": ["100%"] * 12, "own_shape": "never"},
        "by_district": {"manual": "100%"},
    },
    "budget": {
        "wages": "apart",
        "lines": [
            {"name": "薪", "kind": "wage", "amount": 1200, "season": "even"},
            {"name": "运", "amount": 600, "season": "even"},
            {"name": "未", "amount": 0},
        ],
    },
    "collection": {
        "opening": 3000,
        "opening_by_district": {"东": 2000, "西": 1000},
        "terms": [{"name": "现", "pattern": ["50%", "50%"]}],
    },
    "network": [{"name": "网点", "districts": {"东": {"current": 40, "new": 8}, "西": {"current": 20, "new": 4}}}],
    "actions": [
        {"name": "一", "owner": "王", "starts": "2027-03-01", "ends": "2027-03-31"},
        {"name": "二", "owner": "李", "starts": "2027-04-01", "ends": "2027-04-01"},
        {"name": "三", "starts": "2027-02-01", "ends": "2027-06-30"},
    ],
    "control": {
        "lights": {"green": "95%", "amber": "85%"},
        "kpis": [
            {"code": "K1", "name": "销售额", "measure": "sales", "owner": "王", "correction": "加推"},
            {"code": "K2", "name": "费用率", "measure": "expense_ratio", "alert": "高于 3%", "owner": "李",
             "correction": "停运"},
            {"name": "毛利率", "measure": "gross_margin"},
        ],
        "tiers": [{"name": "达标", "from": "100%"}, {"name": "差", "from": "0%", "action": "约谈"}],
        "contingencies": [
            {"trigger": "低于九成", "below": "95%", "owner": "张", "measures": ["促销", "调价"], "impact": 100},
            {"trigger": "低于八成", "below": "80%"},
        ],
    },
}  # fmt: skip
SOLD = (("东", "面", 660, 60), ("东", "米", 440, 20), ("西", "面", 300, 30), ("西", "米", 404, 25))
"""Every month of the first quarter: 3,300 of 3,000 in the east, 2,112 of 3,000 in the west."""


def entry(month: int, amount: int, district: str | None, product: str | None = None, units: int | None = None) -> Entry:
    volume = None if units is None else Decimal(units)
    return Entry(HERE, month, Node(district, product, None, None, None), Decimal(amount), volume)


@cache
def quarter() -> tuple[Plan, MonthlyReview]:
    months = (1, 2, 3)
    spent = [entry(m, a, None, line) for m in months for line, a in (("薪", 90 + m), ("运", 70))]
    paid = [entry(m, a, district) for m in months for district, a in (("东", 1200), ("西", 500))]
    actuals = Actuals(
        "actuals.csv",
        2027,
        tuple(entry(m, amount, d, p, units) for m in months for d, p, amount, units in SOLD),
        {"line": tuple(spent), "cash": tuple(paid)},
        (Count(HERE, "网点", "东", 1, 43), Count(HERE, "网点", "西", 1, 20)),
        (Status(HERE, "A1", "running"), Status(HERE, "A3", "done")),
    )
    plan = make_plan(Spec.model_validate(SPEC))
    return plan, review_month(plan, actuals)


BY_HAND: dict[str, list[list[str]]] = {
    "reached_by_month": [
        ["1月", "2,000", "1,810", "90.2%", "+0.2%", "2,000", "1,810", "90.2%"],
        ["2月", "2,000", "1,800", "90.2%", "+0.2%", "4,000", "3,610", "90.2%"],
        ["3月", "2,000", "1,800", "90.2%", "+0.2%", "6,000", "5,410", "90.2%"],
    ],
    "reached_by_district": [
        ["东", "1,000", "1,100", "110.0%", "3,000", "3,300", "+300", "110.0%", "+37.5%", "达标", "1"],
        ["西", "1,000", "700", "70.4%", "3,000", "2,110", "−890", "70.4%", "−29.6%", "差", "2"],
        ["合计", "2,000", "1,800", "90.2%", "6,000", "5,410", "−590", "90.2%", "+0.2%", "", ""],
    ],
    "reached_by_product": [
        ["面", "1,000", "960", "96.0%", "3,000", "2,880", "−120", "96.0%", "差", "1"],
        ["米", "1,000", "840", "84.4%", "3,000", "2,530", "−470", "84.4%", "差", "2"],
        ["合计", "2,000", "1,800", "90.2%", "6,000", "5,410", "−590", "90.2%", "", ""],
    ],
    "gap_parts": [
        ["片区"],
        ["西", "−890", ""],
        ["东", "+300", ""],
        ["产品"],
        ["米", "−470", "占缺口的79.7%"],
        ["面", "−120", "占缺口的20.3%"],
    ],
    "price_volume_mix": [
        ["销量", "−600", "（实际销量－计划销量）× 计划平均单价"],
        ["结构", "0", "实际结构按计划单价的均价与计划均价之差 × 实际销量"],
        ["价格", "+10", "（实际单价－计划单价）× 实际销量，逐个产品相加"],
        ["差额", "−590", ""],
    ],
    "product_prices": [
        ["面", "300", "270", "90.0%", "10.00", "10.67", "+180"],
        ["米", "150", "135", "90.0%", "20.00", "18.76", "−168"],
    ],
    "year_ahead": [
        ["全年目标", "24,000元", "计划的基础指标"],
        ["累计实际", "5,410元", "1月至3月"],
        ["已过季节占比", "25.0%", "已关账与已报各月的目标占全年目标的比例"],
        ["按累计水平", "21,650元", "累计达成率×未关账各月的目标，加已关账"],
        ["全年预测", "21,650元", "累计实际＋近月达成率×余下各月原计划；近月达成率按目标加权，每早一个月只计七成"],
        ["预测达成率", "90.2%", "全年预测÷全年目标"],
        ["预测区间", "20,850元至22,450元", "历史不足两年，按一般的离散程度估计，十次约有八次落在其中"],
        ["尚需完成", "18,590元", "全年目标－已关账－累计实际"],
        ["所需年化水平", "24,780元", "尚需完成÷余下季节占比，可与全年目标直接比较"],
        ["需完成原计划", "103.3%", "尚需完成÷余下各月原计划"],
        ["余下各月平均", "2,070元", "尚需完成÷余下月数，不分淡旺季"],
    ],
    "left_by_district": [
        ["东", "12,000", "3,300", "8,700", "9,000", "96.7%"],
        ["西", "12,000", "2,110", "9,890", "9,000", "109.9%"],
        ["合计", "24,000", "5,410", "18,590", "18,000", "103.3%"],
    ],
    "spent_by_line": [
        ["薪", "300", "280", "−20", "92.0%", "1,200", "920"],
        ["运", "150", "210", "+60", "140.0%", "600", "390"],
        ["合计", "450", "490", "+40", "108.0%", "1,800", "1,310"],
    ],
    "ratios": [
        ["费用率", "2.5%", "3.9%", "+1.4"],
        ["工资率", "5.0%", "5.1%", "+0.1"],
        ["回款率（回款÷期初应收与销售额之和）", "88.9%", "60.6%", "−28.3"],
    ],
    "cash_by_district": [
        ["东", "4,500", "3,600", "80.0%", "500", "1,700", "+1,200"],
        ["西", "3,500", "1,500", "42.9%", "500", "1,610", "+1,110"],
        ["合计", "8,000", "5,100", "63.8%", "1,000", "3,310", "+2,310"],
    ],
    "owed": [
        ["张", "促销、调价", "低于九成", "立即"],
        ["王", "加推", "销售额 黄灯 90.2%", "下月复盘前"],
        ["李", "停运", "费用率 3.9%，到了预警值（高于 3%）", "下月复盘前"],
        ["王", "一", "已到期未完成", "3月31日"],
    ],
    "network_reached": [
        ["网点（一季度末，家）"],
        ["东", "42", "43", "+1", "102.4%"],
        ["西", "21", "20", "−1", "95.2%"],
        ["合计", "63", "63", "0", "100.0%"],
    ],
    "actions_due": [
        ["A1", "一", "王", "3月31日", "逾期"],
        ["A3", "三", "", "6月30日", "已完成"],
    ],
    "actions_late": [
        ["A1", "一", "王", "3月31日", "逾期"],
    ],
    "kpis_reached": [
        ["K1", "销售额", "6,000元", "5,412元", "黄灯", "", "王"],
        ["K2", "费用率", "2.5%", "3.9%", "红灯", "高于 3%", "李"],
        ["", "毛利率", "35.0%", "36.0%（估）", "绿灯", "", ""],
    ],
    "kpi_corrections": [
        ["K1 销售额", "黄灯", "加推", "王"],
        ["K2 费用率", "红灯", "停运", "李"],
    ],
    "tier_actions": [
        ["差", "1", "西 70.4%", "约谈"],
    ],
    "contingencies_due": [
        ["低于九成", "95%", "100", "促销\n调价", "张"],
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", BY_HAND)
def test_every_figure_stands_in_its_column(name: str) -> None:
    found = review_tables(*quarter())[name]
    assert [[cell.text for cell in row.cells] for row in found.rows] == BY_HAND[name]


def test_a_month_between_two_units_is_rounded_alike_in_every_table() -> None:
    sold = [entry(month, amount, district) for month in (1, 2, 3) for district, amount in (("东", 1002), ("西", 1003))]
    plan, _ = quarter()
    review = printed(plan, review_month(plan, Actuals("actuals.csv", 2027, tuple(sold))))
    assert [month.actual for month in review.months] == [2010, 2010, 2000]  # 6,015 comes to 6,020
    assert review.region.month_actual == 2000
    assert [one.month_actual for one in review.standings["district"]] == [1000, 1000]


def test_no_other_table_has_anything_to_show() -> None:
    assert list(review_tables(*quarter())) == list(BY_HAND)


DRAWN: dict[str, tuple[Plot, list[str], list[tuple[str, list[Any]]]]] = {
    "reached_months": (Plot.COMBO, ["1月", "2月", "3月"], [
        ("目标", [2000, 2000, 2000]),
        ("实际", [1810, 1800, 1800]),
        ("2026年实际", [1800, 1800, 1800]),
    ]),
    "reached_year": (Plot.LINE, [f"{month}月" for month in range(1, 13)], [
        ("累计目标", [2000, 4000, 6000, 8000, 10000, 12000, 14000, 16000, 18000, 20000, 22000, 24000]),
        ("累计实际", [1810, 3610, 5410, None, None, None, None, None, None, None, None, None]),
    ]),
    "reached_districts": (Plot.DOTS, ["东", "西"], [
        ("达成率", ["1.100", "0.704"]),
    ]),
    "gap_by_district": (Plot.WATERFALL, ["累计目标", "西", "东", "累计实际"], [
        ("销售额", [6000, -890, 300, 5410]),
    ]),
    "gap_by_cause": (Plot.WATERFALL, ["累计目标", "销量", "价格", "累计实际"], [
        ("销售额", [6000, -600, 10, 5410]),
    ]),
}  # fmt: skip


@pytest.mark.parametrize("name", DRAWN)
def test_every_chart_draws_what_the_tables_say(name: str) -> None:
    plan, exact = quarter()
    review = printed(plan, exact)
    found = CHARTS[name](plan, review, review_words(plan, review))
    assert isinstance(found, Chart)
    plot, categories, series = DRAWN[name]
    assert (found.plot, list(found.categories)) == (plot, categories)
    assert found.totals == ((0, len(categories) - 1) if plot is Plot.WATERFALL else ())
    drawn = [(one.name, [None if value is None else str(value) for value in one.values]) for one in found.series]
    assert drawn == [(what, [None if value is None else str(value) for value in values]) for what, values in series]


def test_the_cards_say_attainment_sales_growth_and_the_year() -> None:
    plan, exact = quarter()
    review = printed(plan, exact)
    found = CHARTS["key_figures"](plan, review, review_words(plan, review))
    assert isinstance(found, Cards)
    assert [(one.figure, one.change) for one in found.cards] == [
        ("90.2%", "黄灯"),
        ("5,410", "−590"),
        ("+0.2%", ""),
        ("21,650", "90.2%"),
    ]


@pytest.mark.parametrize(
    ("count", "rates", "bridge"),
    [(1, None, False), (2, Plot.DOTS, True), (8, Plot.DOTS, True), (9, Plot.BAR, False), (20, Plot.BAR, False),
     (21, None, False)],
)  # fmt: skip
def test_few_districts_are_dots_and_steps_many_are_bars_and_too_many_a_table(
    count: int, rates: Plot | None, bridge: bool
) -> None:
    names = [f"区{n}" for n in range(count)]
    given = {
        "year": 2027,
        "region": SPEC["region"],
        "money": SPEC["money"],
        "districts": [{"name": name} for name in names],
        "targets": {"base": 12_000 * count, "season": SPEC["targets"]["season"], "by_district": {"equal": "100%"}},
    }
    plan = make_plan(Spec.model_validate(given))
    exact = review_month(plan, Actuals("a.csv", 2027, tuple(entry(1, 900, name) for name in names)))
    review = printed(plan, exact)
    drawn = {
        name: CHARTS[name](plan, review, review_words(plan, review))
        for name in ("reached_districts", "gap_by_district")
    }
    found = drawn["reached_districts"]
    assert (found.plot if isinstance(found, Chart) else None) == rates
    assert (drawn["gap_by_district"] is not None) == bridge
