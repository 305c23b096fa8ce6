"""Documents of their own out of a plan: the year review, a person's plan, a deputy's."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from chains import BEAUTY, RESTAURANTS, WAN, row, section, text_of
from conftest import EXAMPLES
from once import plan_of

from planforge import compose
from planforge.document.person import find_person
from planforge.problem import Refusal

NOODLES = EXAMPLES / "yunan-noodles" / "plan.yaml"


def titles(text: str, level: int = 2) -> list[str]:
    """Headings of a level, as printed."""
    return re.findall(rf"^#{{{level}}} (.+)$", text, re.M)


# The year review ------------------------------------------------------------------------------------------------------


def test_a_review_goes_from_results_to_what_follows() -> None:
    assert titles(text_of(BEAUTY, kind="review")) == [
        "一、两年业绩回顾",
        "二、目标达成",
        "三、费用与利润",
        "四、得失与教训",
        "五、2027年安排",
    ]


def test_a_review_is_of_the_year_that_was() -> None:
    cover = compose(plan_of(BEAUTY), kind="review").cover
    assert cover
    assert cover.title == "湘赣区域2026年度营销回顾"
    assert ("计划期间", "2026年1月至12月") in cover.facts
    assert cover.subtitle == ""


def test_a_review_holds_attainment_tiers_ratios_causes_and_lessons() -> None:
    text = text_of(BEAUTY, kind="review")
    assert "达成率97.0%" in text
    assert "36家门店中有16家完成目标" in text
    assert "费用558.7万元，开支比9.6%；工资1,926.4万元，工资比33.1%" in section(text, "费用与利润")
    assert row(section(text, "费用与利润"), "费用合计") == "| 费用合计 | 558.7 | 9.6% |"
    assert "全年只招进 7 人" in section(text, "差距原因")
    assert "百分比不能平均" in section(text, "经验与教训")
    assert row(section(text, "2027年安排"), "M7", "工资比").startswith("| M7 | 工资比 | 33.1% | 33.0% |")


def test_a_review_without_stores_keeps_to_its_districts() -> None:
    text = text_of(NOODLES, kind="review")
    assert row(text, "周口").startswith("| 周口 | 1,980.0 | 2,001.0 | 101.1% |")
    assert "门店中有" not in text


def test_the_plan_holds_the_same_review_in_its_first_part() -> None:
    own, within = (section(text_of(BEAUTY, kind=kind), "达成明细与排名") for kind in ("review", "plan"))
    assert re.sub(r"\(#.*?\)|表\d+|id=\"\w+\"", "", own) == re.sub(r"\(#.*?\)|表\d+|id=\"\w+\"", "", within)


# Personal plans -------------------------------------------------------------------------------------------------------


def test_a_manager_sees_his_stores_and_what_he_must_sell_himself() -> None:
    text = text_of(BEAUTY, person="陈璐")
    assert "2027年所辖3家门店的业绩目标为202.2万元，其中个人业绩60.7万元，占30%" in text
    assert row(text, "五店").startswith("| 五店 | 70.0 | 84.0 | 120.0% |")
    assert row(section(text, "所辖门店"), "合计").endswith("| 202.2 |")


def test_months_weeks_and_days_add_up_to_the_year() -> None:
    person = find_person(plan_of(BEAUTY), "陈璐")
    assert person.months and person.own
    assert sum(week.amount for week in person.weeks) == sum(person.months) == person.total
    for week in person.weeks:
        assert sum(amount for _, amount in week.days) == week.amount
    for month in range(1, 13):
        assert sum(week.amount for week in person.weeks if week.month == month) == person.months[month - 1]
    assert sum(person.own) == person.own_total == 607_000


def test_nothing_is_asked_of_a_day_that_is_closed() -> None:
    on = {day: amount for week in find_person(plan_of(BEAUTY), "陈璐").weeks for day, amount in week.days}
    assert {on[date(2027, 2, day)] for day in range(5, 12)} == {0}
    assert on[date(2027, 2, 4)] > 0
    week = row(text_of(BEAUTY, person="陈璐"), "2月8日至2月14日").split("|")
    assert [cell.strip() for cell in week[2:6]] == ["—"] * 4


def test_pay_is_counted_on_his_own_target_not_on_the_roles_average() -> None:
    plan, person = plan_of(BEAUTY), find_person(plan_of(BEAUTY), "陈璐")
    assert [pay.total for pay in person.pay] == [84_000, 118_110, 134_585]
    scheme = next(found for found in plan.appraisal if found.role == "小区经理")
    assert scheme.examples[1].total > person.pay[1].total
    assert row(text_of(BEAUTY, person="陈璐"), "100%").endswith("| 118,110 |")


def test_actions_led_stand_before_those_supported() -> None:
    shown = section(text_of(BEAUTY, person="陈璐"), "承担的行动")
    led, helped = shown.index("本人负责"), shown.index("协同 |")
    assert led < shown.index("沉睡顾客名单与回访") < helped < shown.index("一区四店驻店补救")


def test_the_visits_of_his_role_are_counted_for_one_person() -> None:
    assert row(section(text_of(BEAUTY, person="陈璐"), "驻店巡访"), "3", "5—7").startswith("| 3 | 5—7 | 15—21 | 每月 |")


def test_a_leader_sees_who_reports_to_him_and_the_kpis_he_owns() -> None:
    text = text_of(BEAUTY, person="陆萍")
    assert "2027年所辖范围的业绩目标为1,250万元" in text
    assert row(section(text, "下属"), "陈璐", "小区经理").endswith("| 202.2 |")
    assert "新店开业" in section(text, "指标与考核")


def test_a_region_manager_answers_for_the_region() -> None:
    assert find_person(plan_of(BEAUTY), "苏敏").total == 6400 * WAN


def test_who_has_no_target_still_gets_his_actions() -> None:
    text = text_of(BEAUTY, person="姚丽")
    assert "目标" not in titles(text, 3)
    assert "每月培训与 16 日考核" in text


def test_a_salesperson_gets_cash_beside_sales_and_weeks_without_days() -> None:
    text = text_of(NOODLES, person="赵磊")
    assert row(section(text, "目标"), "月份", "当月目标", "累计目标", "回款")
    assert row(text, "周", "本周目标")
    assert "调休安排尚未公布" in text


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    with pytest.raises(Refusal) as refused:
        find_person(plan_of(BEAUTY), "陈露")
    (problem,) = refused.value.problems
    assert problem.code == "D04"
    assert problem.hint and "陈璐" in problem.hint.zh


@pytest.mark.slow
@pytest.mark.parametrize("person", ["陈璐", "陆萍", "苏敏", "姚丽"])
def test_personal_plans_are_the_same_in_english(person: str) -> None:
    plan = plan_of(BEAUTY)
    chinese, english = (compose(plan, language=language, person=person) for language in ("zh-CN", "en"))
    assert [type(block) for part in chinese.parts for block in part.blocks] == [
        type(block) for part in english.parts for block in part.blocks
    ]
    assert "division" in text_of(BEAUTY, "en", person="陈璐")


# A deputy's plan ------------------------------------------------------------------------------------------------------


def test_a_deputys_plan_holds_routine_data_receivables_rivals_talent_and_four_parties() -> None:
    text = text_of(RESTAURANTS, kind="deputy")
    assert titles(text, 3) == [
        "重点目标",
        "日常工作",
        "月度数据与图表",
        "应收对账",
        "竞争餐厅信息",
        "人才储备",
        "服务四方",
        "承担的行动",
        "负责的指标",
    ]
    assert row(section(text, "日常工作"), "看 15 家店排班与缺岗", "每日")
    assert "两家平台签封顶佣金" in section(text, "承担的行动")
    assert "挂账逾期余额" in section(text, "负责的指标")


def test_a_deputys_plan_is_an_annex_of_the_plan_too() -> None:
    assert "副营运总监秦月2027年工作计划" in text_of(RESTAURANTS)


@pytest.mark.parametrize(("spec", "kind"), [(BEAUTY, "review"), (RESTAURANTS, "deputy")])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_document_holds_an_empty_heading_or_a_placeholder(spec: Path, kind: str, language: str) -> None:
    text = text_of(spec, language, kind)
    assert not re.search(r"\{\{|\}\}|\bNone\b|\bnan\b|TODO", text)
    assert not re.search(r"^(#+) .+\n+\1 ", text, re.M)


def test_who_leads_whole_districts_sees_last_year_products_and_dealers_of_them() -> None:
    plan = plan_of(NOODLES)
    leader, seller = find_person(plan, "王强"), find_person(plan, "赵磊")
    assert (leader.whole, leader.last_total) == (("信阳",), 1725 * WAN)
    assert (seller.whole, seller.last, seller.growth) == ((), None, None)
    text = text_of(NOODLES, person="王强")
    assert "2026年实际1,725万元，增长15.4%" in text
    assert row(text, "1月").startswith("| 1月 | 169.1 | 219.6 |")
    assert row(text, "B类平价面") == "| B类平价面 | 246.5 | 209.4 | 270.6 | 262.6 | 989.1 |"
    assert row(text, "固始顺和食品") == "| 固始顺和食品 | 430.0 | 496.4 | +15.4% |"
    assert "所辖经销商的目标" not in text_of(NOODLES, person="赵磊")
