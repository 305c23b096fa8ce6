"""The brokerage network, in Chinese and in English: accounts, assets, net commission, rulebook, tiers of service."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from chains import WAN, findings, row, section, text_of
from conftest import EXAMPLES
from once import plan_of

CHINESE, ENGLISH = EXAMPLES / "minnan-brokerage" / "plan.yaml", EXAMPLES / "south-fujian-brokerage" / "plan.yaml"
BOTH = pytest.mark.parametrize("spec", [CHINESE, ENGLISH], ids=["zh-CN", "en"])
OTHER_TRADES = {
    "zh-CN": "经销商 铺货 出样 布点 备货 销售额 货款 业务代表 促销 包厢 展厅 菜品 翻台 销量 门店 提货 酒水 箱均价",
    "en": "dealer distributor shipment numeric rebate restaurant showroom salon venue stocking promotions sales",
}


@BOTH
def test_nothing_is_wrong_with_it(spec: Path) -> None:
    assert plan_of(spec).problems == ()
    assert findings(spec) == ()


def test_both_languages_tell_the_same_plan() -> None:
    chinese, english = plan_of(CHINESE), plan_of(ENGLISH)
    assert chinese.targets.districts.cells == english.targets.districts.cells
    assert chinese.budget.total == english.budget.total
    assert chinese.profit and english.profit
    assert chinese.profit.total.contribution == english.profit.total.contribution == 19_048_000


@pytest.mark.slow
def test_net_commission_is_its_sales() -> None:
    text = text_of(CHINESE)
    assert "闽南分公司要完成净佣金收入9,790万元，较2026年增长10.0%" in text
    assert "各片区年度净佣金目标" in text
    assert "is to reach net commission of CNY 97.9 million, up 10.0% on 2026" in text_of(ENGLISH, "en")


def test_active_accounts_are_counted_in_and_out() -> None:
    accounts = next(measure for measure in plan_of(CHINESE).network if measure.name == "有效户").total
    assert (accounts.current, accounts.new, accounts.closed, accounts.target) == (58_000, 11_800, 3_320, 66_480)
    assert "有效户由58,000户增至66,480户（新增11,800户，退出3,320户）" in section(text_of(CHINESE), "网点与客户拓展")
    churn = Fraction(accounts.closed, accounts.current)
    assert round(float(churn), 3) == 0.057
    assert row(section(text_of(CHINESE), "目标总览"), "M7", "流失率").startswith("| M7 | 流失率 | 6.8 | 5.7 | % |")


def test_partner_bank_outlets_have_a_coverage() -> None:
    outlets = next(measure for measure in plan_of(CHINESE).network if measure.distribution).total
    assert (outlets.universe, outlets.current, outlets.target) == (710, 174, 236)
    assert "驻点覆盖率由24.5%提高到33.2%" in text_of(CHINESE)


def test_new_accounts_and_net_new_assets_are_objectives_by_quarter() -> None:
    counts = {count.name: count for count in plan_of(CHINESE).counts}
    assert {name: (count.last, count.plan) for name, count in counts.items()} == {
        "新开户": (15_200, 17_600),
        "净增资产": (62_000, 85_000),
        "投顾签约客户": (3_150, 4_300),
    }
    assert all(sum(map(sum, count.quarters)) == count.plan for count in counts.values())


def test_broking_funds_and_advice_bring_gross_profit() -> None:
    profit = plan_of(CHINESE).profit
    assert profit
    assert profit.total.gross == 63_948_000
    assert row(section(text_of(CHINESE), "按业务线分解"), "投资顾问").startswith("| 投资顾问 | 1,068.0 | 1,450.0 |")


def test_a_branch_that_opens_has_nothing_before_and_its_own_figure_after() -> None:
    stores = plan_of(CHINESE).targets.stores
    assert stores
    assert not any(stores.row("南安营业部")[:6])
    assert stores.of("南安营业部") == 40 * WAN


def test_branches_are_weighted_and_tiered() -> None:
    review = plan_of(CHINESE).review
    assert review.total and review.total.rate == Fraction(8900, 9200)
    assert dict(review.tiers) == {"超额": 0, "达成": 1, "接近": 10, "预警": 1, "落后": 0}
    assert [node.target for node in review.districts] == [3450 * WAN, 2850 * WAN, 1800 * WAN, 1100 * WAN]


def test_commission_and_data_services_have_lines_of_their_own() -> None:
    lines = section(text_of(CHINESE), "费用预算")
    assert row(lines, "业务提成").startswith("| 业务提成 | 740.0 | 860.0 | 8.3% | 8.8% |")
    assert row(lines, "行情与数据服务").startswith("| 行情与数据服务 | 290.0 | 310.0 |")


def test_commission_is_not_collected_and_the_reason_is_given() -> None:
    assert "佣金由清算系统在交易当日自动扣收" in section(text_of(CHINESE), "战术总览")
    assert "Clearing deducts commission" in text_of(ENGLISH, "en")
    assert "Settlement of commission\n" not in text_of(ENGLISH, "en")


# The rulebook ---------------------------------------------------------------------------------------------------------


def test_articles_count_on_through_all_chapters() -> None:
    text = text_of(CHINESE, kind="rulebook")
    assert re.findall(r"^第(\S+)章　(\S+)$", text, re.M) == [
        ("一", "总则"),
        ("二", "组织与岗位"),
        ("三", "开户与驻点"),
        ("四", "适当性与合规"),
        ("五", "会议与考勤"),
        ("六", "考核与奖惩"),
        ("七", "表单与档案"),
        ("八", "附则"),
    ]
    articles = re.findall(r"^第(\S+)条　", text, re.M)
    assert len(articles) == len(set(articles)) == 24
    assert (articles[0], articles[9], articles[19], articles[-1]) == ("一", "十", "二十", "二十四")
    assert "（四）不代客操作" in text


def test_a_rulebook_brings_approvals_meetings_appraisal_and_the_forms_it_names() -> None:
    text = text_of(CHINESE, kind="rulebook")
    assert row(section(text, "审批流程"), "申请") == "| 申请 | 客户经理 | 1 | 费率调整申请表 |"
    assert "昨日成交与开户" in section(text, "会议与议程")
    assert row(section(text, "业绩考核"), "净增资产").startswith("| 净增资产 | 20.0% |")
    rules = plan_of(CHINESE).spec
    named = {name for name in re.findall(r"《([^》]+)》", text) if name.endswith(("日志", "签到表", "申请表", "档案"))}
    assert named <= {form.name for form in rules.forms}
    assert all(form.name in section(text, "表单") for form in rules.forms)


def test_a_rulebook_in_english_has_chapters_and_articles_too() -> None:
    text = text_of(ENGLISH, "en", "rulebook")
    assert len(re.findall(r"^Chapter \d+\. ", text, re.M)) == 5
    assert re.findall(r"^Article (\d+)\.", text, re.M) == [str(number) for number in range(1, 9)]


# Tiers of service -----------------------------------------------------------------------------------------------------


def test_each_service_has_a_level_for_each_tier() -> None:
    text = text_of(CHINESE, kind="service")
    matrix = plan_of(CHINESE).spec.service_tiers
    assert matrix
    assert [tier.name for tier in matrix.tiers] == ["一般客户", "重要客户", "核心客户"]
    assert list(dict.fromkeys(service.category for service in matrix.services)) == ["基础", "礼遇", "咨询", "增值"]
    assert all(set(service.levels) == {tier.name for tier in matrix.tiers} for service in matrix.services)
    assert row(text, "礼遇", "联系频次") == "| 礼遇 | 联系频次 | 每半年 1 次 | 每季 2 次 | 每月 2 次 |"
    assert row(text, "核心客户").endswith("| 2,900 | 客户经理与投顾 |")


def test_the_tiers_hold_every_client_once() -> None:
    matrix = plan_of(CHINESE).spec.service_tiers
    assert matrix
    assert sum(tier.clients or 0 for tier in matrix.tiers) == 58_000


# Words ----------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_word_of_another_trade_is_in_the_document(language: str) -> None:
    for kind in ("plan", "role", "rulebook", "service"):
        text = text_of(CHINESE, language, kind).lower()
        assert [word for word in OTHER_TRADES[language].split() if word in text] == []


def test_the_english_plan_speaks_no_chinese_and_of_no_dealers() -> None:
    text = text_of(ENGLISH, "en")
    assert re.findall(r"[\u4e00-\u9fff]+", text) == []
    assert not {"dealer", "dealers", "outlets' stock", "distributor"} & set(text.lower().split())
    for words in (
        "Net commission target by district",
        "Partner bank outlets",
        "client campaigns of the year cost",
        "outlet coverage",
    ):
        assert words in text
