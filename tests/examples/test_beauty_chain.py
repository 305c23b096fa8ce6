"""The beauty chain: two divisions, twelve area managers, 36 salons; last year's results and what follows from them."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from chains import BEAUTY, WAN, findings, row, section, text_of
from once import plan_of

from planforge.plan.figures import figures

OTHER_TRADES = {
    "zh-CN": "经销商 网点 片区 铺货 出样 布点 备货 销售额 货款 业务代表 促销 菜品 翻台 营业额 包厢 开户 营业部 展厅",
    "en": "dealer distributor outlet district shipment numeric rebate restaurant guest menu brokerage showroom",
}


def test_nothing_is_wrong_with_it() -> None:
    assert plan_of(BEAUTY).problems == ()
    assert findings(BEAUTY) == ()


# Last year ------------------------------------------------------------------------------------------------------------


def test_divisions_at_93_and_98_percent_are_97_together_by_weight() -> None:
    review = plan_of(BEAUTY).review
    assert [(node.name, node.rate) for node in review.districts] == [
        ("一区", Fraction(93, 100)),
        ("二区", Fraction(98, 100)),
    ]
    assert review.total and review.total.rate == Fraction(97, 100)
    assert "达成率97.0%，差180万元" in section(text_of(BEAUTY), "两年业绩回顾")
    assert row(text_of(BEAUTY), "合计", "6,000.0", "5,820.0").startswith("| 合计 | 6,000.0 | 5,820.0 | 97.0% |")


def test_one_salon_reached_stretch_fifteen_base_twelve_about_ninety_and_eight_less() -> None:
    tiers = (("完成奋斗指标", 1), ("完成基础指标", 15), ("完成九成左右", 12), ("八成左右及以下", 8))
    assert plan_of(BEAUTY).review.tiers == tiers
    assert [row(section(text_of(BEAUTY), "达成分档"), name, str(count))[:2] for name, count in tiers] == ["| "] * 4


def test_salons_and_managers_stand_by_rank() -> None:
    shown = section(text_of(BEAUTY), "达成明细与排名")
    assert "12名负责人中只有周倩和曾艳完成目标" in shown
    assert "36家门店中有16家完成目标" in shown
    ranks = [int(line.rstrip(" |").rsplit(" ", 1)[1]) for line in re.findall(r"^\| \S+店 .*\| \d+ \|$", shown, re.M)]
    assert len(ranks) == 36
    assert ranks == sorted(ranks)


def test_expense_and_wages_are_kept_apart_in_both_years() -> None:
    budget = plan_of(BEAUTY).budget
    assert (budget.expense, budget.wages, budget.total) == (608 * WAN, 2112 * WAN, 2720 * WAN)
    assert budget.ratio == Fraction(95, 1000)
    assert budget.wage_ratio == Fraction(33, 100)
    assert [round(float(ratio or 0), 3) for ratio in (budget.last_ratio, budget.last_wage_ratio)] == [0.096, 0.331]
    lead = "全年费用608万元，开支比由9.6%略降到9.5%；工资2,112万元单列，工资比33.0%，上年33.1%"
    assert lead in section(text_of(BEAUTY), "费用预算")
    assert "费用608万元，开支比略降到9.5%" in section(text_of(BEAUTY), "执行摘要")


def test_no_table_counts_wages_as_expense() -> None:
    text = section(text_of(BEAUTY), "费用预算")
    assert "| 费用合计 | 558.7 | 608.0 | 9.6% | 9.5% | −0.1 |" in text
    assert row(text, "开支比").endswith("| 9.5% |")
    assert row(text, "工资比").endswith("| 33.0% |")
    statement = section(text_of(BEAUTY), "利润计划").split("分季度利润计划")[1]
    lines = [line.split("|")[1].strip() for line in statement.splitlines() if line.startswith("|")]
    expense = lines.index("费用合计")
    assert lines[expense + 1 :][:2] == ["工资", "区域贡献"]
    assert not {"固定工资", "提成与奖金", "工资"} & set(lines[:expense])


def test_limits_of_a_division_are_held_against_expense_without_wages() -> None:
    assert row(text_of(BEAUTY), "一区", "154.3") == "| 一区 | 154.3 | 12.3% | 12.5% |"
    assert row(text_of(BEAUTY), "二区", "453.7") == "| 二区 | 453.7 | 8.8% | 9.2% |"
    assert Decimal("154.3") + Decimal("453.7") == Decimal("608.0")  # wages are 2,112 beside it


# The plan year --------------------------------------------------------------------------------------------------------


def test_targets_go_down_the_tree_and_add_up_at_every_step() -> None:
    targets = plan_of(BEAUTY).targets
    assert targets.stores and targets.people
    assert (targets.total, targets.layers["stretch"].total) == (6400 * WAN, 6900 * WAN)
    assert dict(zip(targets.districts.nodes, targets.districts.totals, strict=True)) == {
        "一区": 1250 * WAN,
        "二区": 5150 * WAN,
    }
    assert len(targets.stores.nodes) == 38
    assert targets.stores.months == targets.people.months == targets.districts.months


def test_every_area_manager_answers_for_just_the_sum_of_his_salons_in_every_month() -> None:
    plan = plan_of(BEAUTY)
    assert plan.targets.stores and plan.targets.people
    for name in plan.targets.people.nodes:
        own = [plan.targets.stores.row(store.name) for store in plan.spec.stores if store.manager == name]
        assert len(own) in (3, 4)
        assert plan.targets.people.row(name) == tuple(map(sum, zip(*own, strict=True)))


def test_new_salons_have_nothing_before_they_open() -> None:
    stores = plan_of(BEAUTY).targets.stores
    assert stores and not any(stores.row("岳阳一店")[:4])
    assert not any(stores.row("萍乡一店")[:8])
    assert (stores.of("岳阳一店"), stores.of("萍乡一店")) == (36 * WAN, 14 * WAN)


def test_january_follows_the_festival_not_last_year() -> None:
    plan = plan_of(BEAUTY)
    shares = {year: Fraction(m[0] or 0, (m[0] or 0) + (m[1] or 0)) for year, m in plan.review.years}
    january, february = plan.targets.districts.months[:2]
    assert shares[2026] < Fraction(january, january + february) < shares[2025]


def test_visits_times_ticket_make_the_target() -> None:
    (funnel,) = plan_of(BEAUTY).funnels
    assert (funnel.last, funnel.plan, funnel.difference) == (5820 * WAN, 6400 * WAN, 0)
    volumes = plan_of(BEAUTY).targets.volumes
    assert volumes and (volumes.total, plan_of(BEAUTY).targets.last_volume) == (100_000, 97_000)


def test_personal_sales_are_thirty_percent_of_the_salons() -> None:
    assert "小区经理的个人业绩占所辖目标的30%，合计1,920万元" in section(text_of(BEAUTY), "分解到人")


def test_the_load_of_visits_is_worked_out_and_one_day_more_is_too_much() -> None:
    assert row(text_of(BEAUTY), "小区经理", "12", "36").startswith("| 小区经理 | 12 | 36 | 3 | 5—7 | 15—21 | 每月 |")
    found = [problem.code for problem in findings(BEAUTY, "control.visits.0.days.1=8")]
    assert found == ["C07"]


def test_the_rhythm_of_ranking_and_meetings_is_in_the_document() -> None:
    shown = section(text_of(BEAUTY), "会议与报告")
    assert row(shown, "门店排名公布", "每旬")
    assert [row(shown, name).split("|")[3].strip() for name in ("小区经理会", "总管大会", "半月会")] == [
        "每月 1 日 9:00",
        "每月 5 日 9:00",
        "每月 16 日 9:00",
    ]


def test_rewards_penalties_and_the_second_try_are_in_the_document() -> None:
    appraisal = section(text_of(BEAUTY), "业绩考核")
    assert "排名前 3 名" in appraisal
    assert "排名后 3 名" in appraisal
    assert "考察期　3个月" in appraisal
    assert "降至门店任店长" in appraisal
    assert "6个月后可以再次参加" in appraisal


def test_what_does_not_apply_is_said_with_its_reason() -> None:
    assert "没有赊销应收" in section(text_of(BEAUTY), "战术总览")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_word_of_another_trade_is_in_the_document(language: str) -> None:
    text = text_of(BEAUTY, language).lower()
    assert [word for word in OTHER_TRADES[language].split() if word in text] == []


def test_the_figures_for_machines_say_the_same() -> None:
    found = figures(plan_of(BEAUTY))
    assert found["targets"]["total"] == 64_000_000
    assert Fraction(found["review"]["total"]["rate"]) == Fraction(97, 100)
    assert Fraction(found["budget"]["wage_ratio"]) == Fraction(33, 100)
