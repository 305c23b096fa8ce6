"""The KTV group: eight venues, rooms by day-part and occasion, a booking quota for everyone, paid on the spot."""

from __future__ import annotations

from fractions import Fraction

import pytest
from chains import WAN, findings, row, section, text_of
from conftest import EXAMPLES
from once import plan_of

KTV = EXAMPLES / "hefei-ktv" / "plan.yaml"
OTHER_TRADES = {
    "zh-CN": "经销商 网点 片区 铺货 出样 布点 备货 销售额 货款 业务代表 促销 菜品 翻台 营业部 展厅 佣金 开户 提货 陪酒",
    "en": "dealer distributor outlet shipment numeric rebate restaurant brokerage showroom stocking sales",
}


def test_nothing_is_wrong_with_it() -> None:
    assert plan_of(KTV).problems == ()
    assert findings(KTV) == ()


def test_rooms_times_occupancy_times_spend_make_the_target() -> None:
    rooms, booking = plan_of(KTV).funnels
    assert [name for name, *_ in rooms.factors] == ["平均包厢数", "营业天数", "每日场次", "开房率", "间均消费"]
    assert rooms.covers == 10_560 * WAN
    assert 0 <= rooms.difference < rooms.covers / 200
    assert (booking.covers, booking.plan >= booking.covers) == (2420 * WAN, True)
    shown = section(text_of(KTV), "漏斗测算")
    assert row(shown, "开房率", "%") == "| 开房率 | % | 58.5% | 61.1% | +4.4% |"
    assert "比应覆盖的目标少" not in shown


def test_the_booking_quota_goes_down_to_districts_and_quarters() -> None:
    quota = next(count for count in plan_of(KTV).counts if count.name == "订房间次")
    assert (quota.last, quota.plan) == (22 * 118 * 12, 24 * 132 * 12)
    assert sum(map(sum, quota.quarters)) == 38_016
    assert "订房间次38,016间次（上年31,152间次）" in text_of(KTV)


def test_day_parts_and_occasions_are_its_channels() -> None:
    channels = plan_of(KTV).targets.channels
    assert channels
    assert channels.nodes == ("下午场", "黄金场散客", "夜场", "企业与宴会预订")
    assert sum(channels.totals) == 10_560 * WAN
    assert row(section(text_of(KTV), "按时段客群分解"), "企业与宴会预订", "2,016.0", "2,420.0")


def test_sessions_are_counted_for_the_whole_group_only() -> None:
    shown = section(text_of(KTV), "按收入项目分解")
    assert "全年开房间次24.5万间次，上年为22.4万间次" in shown
    assert "各收入项目开房间次目标" not in text_of(KTV)


def test_rooms_are_added_where_the_plan_says_and_when() -> None:
    rooms = next(measure for measure in plan_of(KTV).network if measure.name == "包厢")
    assert (rooms.total.current, rooms.total.new, rooms.total.target) == (352, 24, 376)
    assert rooms.total.quarters == (352, 376, 376, 376)
    assert row(section(text_of(KTV), "门店与包厢拓展"), "滨湖", "76") == "| 滨湖 | 76 | 24 |  | 100 |"


def test_booking_commission_and_drinks_have_lines_of_their_own() -> None:
    lines = section(text_of(KTV), "费用预算")
    assert row(lines, "订房提成").startswith("| 订房提成 | 340.0 | 400.0 | 3.5% | 3.8% |")
    assert row(lines, "酒水损耗与赠送").startswith("| 酒水损耗与赠送 | 210.0 | 200.0 | 2.2% | 1.9% |")
    assert plan_of(KTV).budget.total == 5550 * WAN


def test_profit_follows_from_margins_and_lines() -> None:
    profit = plan_of(KTV).profit
    assert profit
    assert (profit.total.gross, profit.total.contribution) == (71_176_000, 15_676_000)
    assert "毛利7,117.6万元，毛利率67.4%" in section(text_of(KTV), "利润计划")


def test_venues_are_ranked_and_weighted() -> None:
    review = plan_of(KTV).review
    assert review.total and review.total.rate == Fraction(9600, 9800)
    assert dict(review.tiers) == {"超额": 0, "达成": 3, "接近": 4, "预警": 1, "落后": 0}
    assert row(section(text_of(KTV), "达成明细与排名"), "大学城店").endswith("| 8 |")


def test_what_does_not_apply_is_said_with_its_reason() -> None:
    plan = plan_of(KTV)
    assert plan.collection is None
    assert "顾客离店前结清" in section(text_of(KTV), "战术总览")
    assert "现金回款" not in text_of(KTV)
    assert "预计损益" in section(text_of(KTV), "执行摘要")


def test_january_follows_the_festival_not_last_year() -> None:
    plan = plan_of(KTV)
    shares = {year: Fraction(m[0] or 0, (m[0] or 0) + (m[1] or 0)) for year, m in plan.review.years}
    january, february = plan.targets.districts.months[:2]
    assert shares[2026] < Fraction(january, january + february) < shares[2025]
    assert "节前的年会和聚会以及春节休假所在的月份与往年不同，1月因此比往年占得多" in text_of(KTV)


def test_a_role_sheet_tells_place_duties_work_quotas_and_what_it_takes() -> None:
    sheet = section(text_of(KTV, kind="role"), "客户经理")
    assert row(sheet, "客户经理") == "| 客户经理 | 门店 | 店长 | — |"
    assert row(sheet, "企业走访") == "| 企业走访 | 每周 | 10 家，填《企业走访单》 |"
    assert "- 订房任务：132 间次（每月）" in sheet
    assert "能力：" in sheet and "素质：" in sheet
    heads = ["职责", "工作内容与频次", "任务指标", "权限", "任职要求"]
    assert [line.lstrip("# ") for line in sheet.splitlines() if line.startswith("#")] == heads


def test_every_role_has_a_sheet_and_service_staff_are_called_so() -> None:
    text = text_of(KTV, kind="role")
    assert [role.role for role in plan_of(KTV).spec.roles] == ["店长", "客户经理", "服务主管", "服务员"]
    assert section(text, "店长").count("方晴") == 1
    assert "按标准迎送、点单、清房" in section(text, "服务员")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_word_of_another_trade_is_in_the_document(language: str) -> None:
    text = text_of(KTV, language).lower()
    assert [word for word in OTHER_TRADES[language].split() if word in text] == []


def test_its_own_words_stand_in_the_english_sentences() -> None:
    text = text_of(KTV, "en")
    for words in (
        "is to reach revenue of CNY 105.6 million",
        "Revenue target by day-part",
        "In room sessions the year comes to 244,860",
        "the mix of revenue lines",
        "The five themed events of the year cost",
    ):
        assert words in text
    assert "Not planned: receipts and house accounts (" in text


def test_venues_are_compared_by_what_a_room_brings() -> None:
    shown = section(text_of(KTV), "分解到门店").split("各门店单间年收入")[1]
    stores = plan_of(KTV).targets.stores
    assert stores
    best = round(stores.of("天鹅湖店") / 56)
    assert row(shown, "天鹅湖店").startswith(f"| 天鹅湖店 | 56 | 307,143 | {best:,} |")
    assert row(shown, "滨湖店三层") == "| 滨湖店三层 | 24 | — | 87,500 | — |"
