"""What sentences say beside the tables: ties, counts, changes of rates as printed, findings, lone headings."""

from __future__ import annotations

from fractions import Fraction

import pytest
from chains import row, section, text_of
from conftest import EXAMPLES
from hypothesis import given
from hypothesis import strategies as st
from once import plan_of
from plans import small_plan, small_spec

from planforge import compose
from planforge.document.compose import words_for
from planforge.document.facts import find_facts
from planforge.document.facts.findings import find_findings
from planforge.document.model import Heading, Landscape, Paragraph, Run, Table
from planforge.document.tables.cubes import made
from planforge.document.tables.growth import TABLES
from planforge.document.tables.review import attainment_tiers
from planforge.document.tables.strategy import objectives
from planforge.document.tidy import arranged
from planforge.numbers import Numbers, rate_change
from planforge.plan.make import make_plan
from planforge.plan.measures import last_year
from planforge.plan.money.profit import Bridge
from planforge.plan.plan import Plan
from planforge.reading.read import read
from planforge.records import replace
from planforge.writers import markdown

NOODLES = EXAMPLES / "yunan-noodles" / "plan.yaml"
ENGLISH = EXAMPLES / "south-henan-noodles" / "plan.yaml"
RATES = st.fractions(min_value=0, max_value=2)


def formats(language: str) -> Numbers:
    return words_for(small_plan(), language).numbers


# Figures in sentences -------------------------------------------------------------------------------------------------


@given(RATES, RATES)
def test_the_change_of_a_rate_is_the_difference_of_what_is_printed(now: Fraction, before: Fraction) -> None:
    printed = [Fraction(formats("en").percent(rate).rstrip("%")) for rate in (now, before)]
    assert rate_change(now, before) == (printed[0] - printed[1]) / 100


@pytest.mark.parametrize(("count", "said"), [(1, "one"), (9, "nine"), (12, "twelve"), (13, "13"), (0, "0")])
def test_an_english_sentence_writes_counts_to_twelve_in_letters(count: int, said: str) -> None:
    assert formats("en").spelled(count) == said


def test_a_chinese_sentence_writes_counts_in_digits() -> None:
    assert formats("zh-CN").spelled(9) == "9"


@pytest.mark.parametrize(("language", "said"), [("zh-CN", "262.8万"), ("en", "2,628,274")])
def test_a_large_volume_is_said_as_the_language_says_it(language: str, said: str) -> None:
    assert formats(language).quantity(2_628_274) == said


def test_a_volume_below_the_scale_keeps_its_digits() -> None:
    assert formats("zh-CN").quantity(99_999) == "99,999"


@pytest.mark.parametrize(("language", "said"), [("zh-CN", "1.27元"), ("en", "CNY 1.27")])
def test_a_small_amount_comes_with_its_currency(language: str, said: str) -> None:
    assert formats(language).priced(Fraction("1.2674")) == said


# Ties -----------------------------------------------------------------------------------------------------------------


def tied() -> Plan:
    """Two districts that add 1.2 million each."""
    return small_plan(last={"信阳": 13_200_000, "南阳": 8_400_000})


def test_nodes_that_add_as_much_lead_together() -> None:
    found = find_facts(tied()).districts
    assert [node.name for node in found.leaders] == ["信阳", "南阳"]
    assert [node.name for node in found.runners] == ["南阳"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-CN", "信阳和南阳各增加120万元，并列最大，各承担全区增量的50.0%；南阳增长最快，为14.3%"),
        ("en", "信阳 and 南阳 add the most: CNY 1.2 million each, 50.0% of the region's growth each"),
    ],
)
def test_a_sentence_names_all_who_lead(language: str, said: str) -> None:
    text = markdown.write(compose(tied(), language=language)).decode()
    assert said in text


@pytest.mark.parametrize(
    ("language", "said"), [("zh-CN", "；各片区都增长20.0%"), ("en", "; every sales district grows 20.0%")]
)
def test_nobody_is_the_fastest_where_all_grow_alike(language: str, said: str) -> None:
    alike = small_plan(last={"信阳": 12_000_000, "南阳": 8_000_000})
    text = markdown.write(compose(alike, language=language)).decode()
    assert said in text
    assert "最快" not in text and "fastest" not in text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-CN", "；各片区增幅相近，为19.9%至20.1%"),
        ("en", "; every sales district grows by about the same, 19.9% to 20.1%"),
    ],
)
def test_a_tenth_more_that_rounding_makes_is_nobody_s_lead(language: str, said: str) -> None:
    near = small_plan(last={"信阳": 12_012_000, "南阳": 7_995_000})
    text = markdown.write(compose(near, language=language)).decode()
    assert said in text
    assert "最快" not in text and "fastest" not in text


# Findings -------------------------------------------------------------------------------------------------------------


def test_a_bridge_tells_gains_from_losses_and_leaves_out_what_does_nothing() -> None:
    plan = plan_of(NOODLES)
    assert plan.profit
    bridge = Bridge(100, volume=30, mix=0, price=5, margin=-7, plan=128, priced=True)
    found = find_findings(replace(plan, profit=replace(plan.profit, bridge=bridge))).bridge
    assert found
    assert [(effect.name, effect.amount) for effect in found.adds] == [("volume", 30), ("price", 5)]
    assert [(effect.name, effect.amount) for effect in found.takes] == [("cost", 7)]


def test_a_plan_without_anything_but_sales_has_no_findings() -> None:
    found = find_findings(small_plan())
    assert (found.pace, found.sizes, found.dealers, found.bridge, found.earner) == (None,) * 5
    assert (found.busiest, found.payer, found.segment, found.pay_times) == (None,) * 4


def test_the_market_grows_by_the_mean_of_its_yearly_rates() -> None:
    sizes = {2024: "1000万", 2025: "1100万", 2026: "1144万"}
    found = find_findings(small_plan(situation={"market": {"sizes": sizes}})).sizes
    assert found
    assert (found.first_year, found.last_year, found.growth) == (2024, 2026, Fraction(7, 100))


def test_an_english_paragraph_says_no_sign_and_no_chinese_coin() -> None:
    text = text_of(ENGLISH, language="en")
    assert "gross profit gains CNY" in text
    assert " yuan" not in text
    assert "90 %" not in text


# Sources of growth ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trend", "below"), [("2%", ["离目标的缺口", "超出缺口部分"]), ("1%", ["离目标的缺口", "尚无来源"])]
)
def test_sources_that_are_not_the_gap_have_it_and_the_difference_below_their_sum(trend: str, below: list[str]) -> None:
    found = read(NOODLES, (f"targets.natural_growth={trend}",)).spec
    assert found
    plan = make_plan(found)
    table = TABLES["growth_sources"](plan, words_for(plan))
    assert table
    rows = table.rows
    assert [row.cells[0].text for row in rows[-2:]] == below
    assert plan.gap and [row.cells[1].value for row in rows[-2:]] == [plan.gap.gap, abs(plan.gap.uncovered)]


def test_a_rate_of_a_funnel_is_printed_as_finely_as_its_change_needs() -> None:
    assert [formats("en").finest(*rates) for rates in ((Fraction(1, 100), Fraction("0.0096")), (None, 1))] == [2, 1]


# Tables that go with the sentences ------------------------------------------------------------------------------------


def test_how_a_target_was_made_stands_one_step_a_line() -> None:
    plan = plan_of(NOODLES)
    table = made(plan, words_for(plan))
    assert table
    assert table.unit == ""
    assert table.columns[1].title == "全年（万元）"
    assert all(len(line.cells[2].text.split("\n")) > 2 for line in table.rows)


def test_an_expense_line_says_whether_it_is_fixed() -> None:
    lines = section(text_of(NOODLES), "费用预算")
    assert "定额·固定" in row(lines, "工资福利")
    assert "定额·变动" in row(lines, "奖金提成")
    assert "销售额的1.5% " in row(lines, "返利")


def test_a_tier_in_which_nobody_ended_the_year_is_left_out() -> None:
    plan = plan_of(NOODLES)
    table = attainment_tiers(plan, words_for(plan))
    assert table
    assert {name for name, count in plan.review.tiers if not count}
    assert [line.cells[0].text for line in table.rows[:-1]] == [name for name, count in plan.review.tiers if count]


def test_an_objective_without_a_baseline_takes_it_from_the_review_of_the_same_name() -> None:
    plan = plan_of(NOODLES)
    table = objectives(plan, words_for(plan))
    assert isinstance(table, Table)
    collected = next(line for line in table.rows if line.cells[1].text == "回款率")
    assert (collected.cells[2].text, collected.cells[4].text) == ("94.3%", "")


def test_the_collection_rate_on_the_first_page_is_held_against_last_years() -> None:
    assert last_year(plan_of(NOODLES), "collection_rate") == Fraction("0.943")
    assert "▲ 2.1个百分点" in section(text_of(NOODLES), "执行摘要")


def test_a_metric_that_is_no_rate_is_no_rate_of_last_year() -> None:
    review = {"metrics": [{"name": "回款率", "actual": "约九成"}]}
    goals = [{"code": "M1", "name": "回款率", "measure": "collection_rate"}]
    assert last_year(small_plan(review=review, objectives=goals), "collection_rate") is None


# Headings without a second --------------------------------------------------------------------------------------------


def body(text: str) -> Paragraph:
    return Paragraph((Run(text),))


def test_a_sub_heading_alone_in_its_section_has_no_number() -> None:
    blocks = (Heading(2, "容量"), body("…"), Heading(3, "趋势"), body("…"), Heading(2, "竞品"), body("…"))
    assert [b.numbered for b in arranged(blocks) if isinstance(b, Heading)] == [True, False, True]


def test_two_sub_headings_are_numbered_even_when_one_stands_on_a_turned_page() -> None:
    wide = Table("t", "表", (), (), wide=True)
    blocks = (Heading(2, "容量"), Heading(3, "趋势"), body("…"), Landscape((Heading(3, "政策"), wide)))
    headings = [b for block in arranged(blocks) for b in (block.blocks if isinstance(block, Landscape) else (block,))]
    assert [b.numbered for b in headings if isinstance(b, Heading)] == [True, True, True]


def objectives_of(*given: dict[str, str]) -> str:
    named = [
        {"code": f"O{n}", "name": name, "target": "5"} | one
        for n, (name, one) in enumerate(zip(("门店数", "投诉"), given, strict=True))
    ]
    return markdown.write(compose(make_plan(small_spec(objectives=named)), length="full")).decode()


@pytest.mark.parametrize(("bases", "said"), [((), "门店数和投诉没有基数"), (("投诉",), "门店数没有基数")])
def test_objectives_without_a_base_are_named(bases: tuple[str, ...], said: str) -> None:
    assert said in objectives_of(
        *({"owner": "甲"} | ({"baseline": "9"} if n in bases else {}) for n in ("门店数", "投诉"))
    )


def test_objectives_without_an_owner_are_named() -> None:
    assert "门店数还没有责任人" in objectives_of({"baseline": "3"}, {"baseline": "3", "owner": "甲"})


def test_of_objectives_with_a_base_and_an_owner_nothing_is_said() -> None:
    text = objectives_of(*[{"baseline": "3", "owner": "甲"}] * 2)
    assert "没有基数" not in text
    assert "没有责任人" not in text


@pytest.mark.parametrize(
    ("count", "zh", "en"),
    [(1, "年货节每投入", "年货节 earns CNY"), (2, "最低的中秋每投入1元也带来", "even 中秋 earns CNY")],
)
def test_one_promotion_is_not_the_best_of_all(count: int, zh: str, en: str) -> None:
    promotions = [
        {"name": name, "starts": "2027-01-04", "ends": "2027-02-05", "cost": "1万", "lift": lift}
        for name, lift in (("年货节", "20万"), ("中秋", "10万"))
    ]
    products = [{"name": "礼盒", "share": "100%", "margin": "40%"}]
    plan = make_plan(small_spec(promotions=promotions[:count], products=products))
    for language, words in (("zh-CN", zh), ("en", en)):
        assert words in markdown.write(compose(plan, length="full", language=language)).decode()


@pytest.mark.parametrize(("milestones", "words"), [
    ([True], "There is one action, a milestone"),
    ([True, True], "There are two actions, each a milestone"),
    ([True, False], "There are two actions, one of them a milestone"),
])  # fmt: skip
def test_milestones_among_the_actions_are_counted_once(milestones: list[bool], words: str) -> None:
    actions = [
        {"name": f"行动{n}", "owner": "甲", "starts": "2027-02-01", "ends": "2027-03-01", "milestone": one}
        for n, one in enumerate(milestones)
    ]
    document = compose(make_plan(small_spec(actions=actions)), language="en", length="full")
    assert words in markdown.write(document).decode()


def test_a_rate_among_the_objectives_has_its_sign_once() -> None:
    plan = plan_of(NOODLES)
    table = objectives(plan, words_for(plan))
    assert isinstance(table, Table)
    signs = [(line.cells[3].text, line.cells[4].text) for line in table.rows if line.cells[3].text.endswith("%")]
    assert signs
    assert all("%" not in sign for _, sign in signs)
