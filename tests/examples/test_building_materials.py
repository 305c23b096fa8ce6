"""The tile maker's region: dealers, own stores, showrooms, designers and projects; sell-in against sell-out."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from chains import WAN, findings, row, section, text_of
from conftest import EXAMPLES
from once import plan_of

TILES = EXAMPLES / "luzhong-tiles" / "plan.yaml"
OTHER_TRADES = {
    "zh-CN": "网点 布点 铺货 业务代表 包厢 开户 营业部 菜品 翻台 佣金 顾客 酒水 餐饮 快消 方便面",
    "en": "outlet distributor numeric salon venue brokerage restaurant guest branch investor",
}


def test_nothing_is_wrong_with_it() -> None:
    assert plan_of(TILES).problems == ()
    assert findings(TILES) == ()


def test_visits_times_conversion_times_ticket_make_the_sales_of_own_stores() -> None:
    funnels = {funnel.name: funnel for funnel in plan_of(TILES).funnels}
    stores = funnels["自营门店零售"]
    assert [(name, plan) for name, _, _, plan, _ in stores.factors] == [
        ("进店组数", 9600),
        ("成交率", Fraction(24, 100)),
        ("客单价", 12_600),
    ]
    assert (stores.covers, stores.plan) == (2900 * WAN, 29_030_000)
    assert row(section(text_of(TILES), "漏斗测算"), "成交率", "%") == "| 成交率 | % | 22.0% | 24.0% | +9.1% |"


def test_floor_area_times_sales_per_square_metre_makes_them_too() -> None:
    area = next(funnel for funnel in plan_of(TILES).funnels if funnel.name == "自营门店坪效")
    assert 0 <= area.difference < area.covers / 100
    assert row(section(text_of(TILES), "漏斗测算"), "坪效") == "| 坪效 | 元/平方米 | 15,110 | 16,050 | +6.2% |"


def test_units_are_compared_by_sales_per_square_metre() -> None:
    shown = section(text_of(TILES), "分解到经营单元").split("各经营单元坪效")[1]
    assert row(shown, "济南红星店").startswith("| 济南红星店 | 420 | 24,905 |")
    assert row(shown, "济南东部店") == "| 济南东部店 | 300 | — | 6,000 | — |"
    assert "工程部" not in shown


def test_what_dealers_take_in_is_held_against_what_showrooms_sell_on() -> None:
    sell_out = next(funnel for funnel in plan_of(TILES).funnels if funnel.name == "经销商展厅动销")
    channels = plan_of(TILES).targets.channels
    assert channels
    assert sell_out.covers == channels.of("经销批零") == 7700 * WAN
    assert sell_out.difference >= 0
    assert row(section(text_of(TILES), "目标总览"), "M10").startswith("| M10 | 经销商动销率 | 91 | 95 | % |")
    assert "提货不高于动销" in section(text_of(TILES), "控制指标")


def test_display_rises_by_district_and_stage_and_is_weighted_by_showrooms() -> None:
    display = plan_of(TILES).display
    assert display
    assert display.until == (3, 6, 9, 12)
    assert display.total_current == Fraction(52 * 21 + 46 * 13 + 44 * 16 + 33 * 9, 5900)
    assert display.total_rates[-1] == Fraction(80 * 25 + 75 * 15 + 74 * 20 + 68 * 13, 7300)
    assert "全区出样率由45.6%分4个阶段提高到75.2%" in section(text_of(TILES), "展厅出样")
    assert row(section(text_of(TILES), "展厅出样"), "泰安") == "| 泰安 | 33.0% | 40.0% | 51.0% | 60.0% | 68.0% |"


def test_dealers_showrooms_and_designers_are_the_network() -> None:
    network = {measure.name: measure.total for measure in plan_of(TILES).network}
    assert {name: (node.current, node.target) for name, node in network.items()} == {
        "经销商": (12, 14),
        "建材卖场展厅": (59, 73),
        "签约设计师": (156, 236),
    }
    assert "卖场覆盖率由43.4%提高到53.7%" in section(text_of(TILES), "终端网络拓展")


def test_low_margin_tiles_lose_share_and_high_margin_ones_gain() -> None:
    classes = {own.name: own for own in plan_of(TILES).profit.classes}  # type: ignore[union-attr]
    assert [round(float(classes[name].share) * 100, 1) for name in ("厚利", "微利")] == [29.3, 13.8]
    assert row(section(text_of(TILES), "利润计划"), "厚利").startswith("| 厚利 | 3,300.0 | 4,250.0 | 43.0% | 44.0% |")
    assert "区域贡献2,416.7万元" in section(text_of(TILES), "利润计划")


def test_fit_out_and_samples_designers_and_alliance_have_lines_of_their_own() -> None:
    lines = section(text_of(TILES), "费用预算")
    assert row(lines, "装修与样品补贴").startswith("| 装修与样品补贴 | 352.0 | 430.0 | 2.7% | 3.0% |")
    assert row(lines, "联盟与促销").startswith("| 联盟与促销 | 338.0 | 360.0 |")
    spent = {line.name: line for line in plan_of(TILES).budget.spending}
    assert spent["装修与样品补贴"].drawn == spent["装修与样品补贴"].budget == 430 * WAN


def test_each_channel_pays_on_terms_of_its_own_and_projects_keep_a_retention() -> None:
    collection = plan_of(TILES).collection
    assert collection and collection.opening
    assert collection.opening + 14_520 * WAN - collection.cash_total == collection.closing
    assert row(section(text_of(TILES), "货款回笼"), "工程分期").endswith("| 10% | 工程项目 |")
    assert sum(amount for _, _, _, amount, _ in collection.recovery) == 186 * WAN
    assert "占期初应收与" in section(text_of(TILES), "货款回笼")
    assert "97.0%" in section(text_of(TILES), "货款回笼")


def test_twenty_units_are_ranked_and_new_ones_start_when_they_open() -> None:
    plan = plan_of(TILES)
    assert dict(plan.review.tiers) == {"超额": 0, "达成": 3, "接近": 13, "预警": 4, "落后": 0}
    assert plan.targets.stores
    assert (plan.targets.stores.of("济南东部店"), plan.targets.stores.of("高密新经销商")) == (180 * WAN, 150 * WAN)
    assert not any(plan.targets.stores.row("济南东部店")[:6])
    assert row(section(text_of(TILES), "达成明细与排名"), "泰安泰山店").endswith("| 20 |")


def test_january_is_neither_of_the_two_years_before_it() -> None:
    plan = plan_of(TILES)
    shares = {year: Fraction(m[0] or 0, (m[0] or 0) + (m[1] or 0)) for year, m in plan.review.years}
    january, february = plan.targets.districts.months[:2]
    assert shares[2025] < Fraction(january, january + february) < shares[2026]


def test_papers_around_the_plan_are_its_own() -> None:
    rules = text_of(TILES, kind="rulebook")
    assert "鲁中区域展厅装修与样品补贴管理办法" in rules
    assert re.search(r"^第三章　补贴与核销$", rules, re.M)
    assert row(text_of(TILES, kind="service"), "基础", "服务费结算").endswith("| 货款到账 7 日内 |")
    assert "坪效与成交分析" in section(text_of(TILES, kind="role"), "店长")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_word_of_another_trade_is_in_the_document(language: str) -> None:
    text = text_of(TILES, language).lower()
    start = r"\b" if language == "en" else ""
    assert [word for word in OTHER_TRADES[language].split() if re.search(start + word, text)] == []


def test_its_own_words_stand_in_the_english_sentences() -> None:
    text = text_of(TILES, "en")
    for words in ("Sales target by product range", "mall coverage", "Channels and dealers", "showroom display"):
        assert words.lower() in text.lower()
