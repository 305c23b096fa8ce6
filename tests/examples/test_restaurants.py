"""The restaurant group: seats, turns and spend; dine-in, takeaway and banquets; food, labour and rent apart."""

from __future__ import annotations

from fractions import Fraction

import pytest
from chains import RESTAURANTS, WAN, findings, row, section, text_of
from once import plan_of

OTHER_TRADES = {
    "zh-CN": "经销商 网点 铺货 布点 出样 备货 销售额 货款 业务代表 促销活动 小区经理 客次 美容 开支比 工资比 开户",
    "en": "dealer distributor outlet district shipment numeric rebate salon client beauty brokerage showroom",
}


def test_nothing_is_wrong_with_it() -> None:
    assert plan_of(RESTAURANTS).problems == ()
    assert findings(RESTAURANTS) == ()


def test_seats_turns_and_spend_explain_each_channel() -> None:
    plan = plan_of(RESTAURANTS)
    assert plan.targets.channels
    for funnel in plan.funnels:
        assert funnel.last == plan.targets.last_channels[funnel.name]
        assert funnel.covers == plan.targets.channels.of(funnel.name)
        assert 0 <= funnel.difference * 1000 < funnel.covers
    shown = section(text_of(RESTAURANTS), "漏斗测算")
    assert row(shown, "座位数", "个") == "| 座位数 | 个 | 1,820 | 1,860 | +2.2% |"
    assert row(shown, "日翻台率", "次") == "| 日翻台率 | 次 | 1.75 | 1.85 | +5.7% |"
    assert row(shown, "人均消费", "元") == "| 人均消费 | 元 | 80 | 81 | +1.3% |"


def test_the_seats_of_the_stores_are_those_of_the_network() -> None:
    plan = plan_of(RESTAURANTS)
    (seats,) = (measure for measure in plan.network if measure.name == "座位")
    old = sum(store.size or 0 for store in plan.spec.stores if store.opens is None)
    assert (old, sum(store.size or 0 for store in plan.spec.stores)) == (seats.total.current, seats.total.target)


def test_food_cost_is_what_the_margin_leaves() -> None:
    profit = plan_of(RESTAURANTS).profit
    assert profit and profit.margin and profit.last_margin
    stated = next(objective for objective in plan_of(RESTAURANTS).spec.objectives if objective.name == "食材成本率")
    assert [f"{float(1 - margin):.1%}" for margin in (profit.last_margin, profit.margin)] == [
        f"{stated.baseline}%",
        f"{stated.target}%",
    ]


def test_labour_stands_apart_under_its_own_name() -> None:
    budget = plan_of(RESTAURANTS).budget
    assert budget.wage_ratio == Fraction(24, 100)
    assert "工资" not in section(text_of(RESTAURANTS), "执行摘要")
    assert "人工成本3,225.6万元单列，人工成本率24.0%，上年24.6%" in section(text_of(RESTAURANTS), "费用预算")


def test_rent_and_platform_fees_are_lines_of_their_own() -> None:
    shown = section(text_of(RESTAURANTS), "费用预算")
    assert row(shown, "租金物业", "1,386.0", "1,440.0")
    assert row(shown, "平台佣金", "372.0", "430.0")


def test_only_banquets_and_platforms_leave_receivables() -> None:
    collection = plan_of(RESTAURANTS).collection
    assert collection
    december = plan_of(RESTAURANTS).targets.channels
    assert december
    owed = Fraction(40, 100) * december.row("宴会")[11] + Fraction(20, 100) * december.row("外卖")[11]
    assert abs(collection.unpaid - owed) < 4 * 1000  # four clusters, each rounded
    assert "没有终端陈列这一环" in section(text_of(RESTAURANTS), "战术总览")


def test_everyone_promotes_with_positioning_difference_and_incentive() -> None:
    shown = section(text_of(RESTAURANTS), "内部营销")
    assert "定位：三市家庭聚餐的江南菜" in shown
    assert "与甲品牌比：人均低 11 元" in shown
    assert "全员营销共4个项目，预算58万元" in shown
    assert "成交每桌奖 200 元" in row(shown, "宴会线索奖", "全体 610 人")
    spent = {line.name: line.drawn for line in plan_of(RESTAURANTS).budget.spending}
    assert spent["全员营销"] == 58 * WAN


def test_the_new_restaurant_is_run_by_a_manager_who_has_another() -> None:
    people = plan_of(RESTAURANTS).targets.people
    stores = plan_of(RESTAURANTS).targets.stores
    assert people and stores
    assert people.of("毛远") == stores.of("天一店") + 220 * WAN


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_word_of_another_trade_is_in_the_document(language: str) -> None:
    text = text_of(RESTAURANTS, language).lower()
    assert [word for word in OTHER_TRADES[language].split() if word in text] == []
