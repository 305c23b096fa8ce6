"""Last year's figures stated by hand, in the review and as baselines, are held against the rest of the plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from planforge.plan.make import make_plan
from planforge.problem import Problem
from planforge.reading.read import read_text

PLAN = """
year: 2027
region: {name: 豫南, company: 福麦}
history:
  - {year: 2026, district: 东, total: 600万}
  - {year: 2026, district: 西, total: 300万}
districts: [{name: 东, market: 4000万}, {name: 西, market: 2000万}]
targets: {base: 1000万}
products: [{name: 茶, margin: 30%, last: 900万}]
network:
  - name: 网点
    distribution: yes
    districts: {东: {universe: 900, current: 400, new: 9}, 西: {universe: 500, current: 200}}
counts: [{name: 新开户, unit: 户, last: 750, plan: 900}]
display: {base_of: 网点, current: {东: 60%, 西: 30%}}
budget:
  lines: [{name: 工资, kind: wage, amount: 60万, last: 54万}, {name: 促销, amount: 40万, last: 36万}]
  last: {gross_profit: 252万}
collection: {opening: 60万}
review:
  target: 950万
  metrics: [{name: METRIC}]
"""


def told(metric: str, plan: str = PLAN, more: str = "") -> list[Problem]:
    spec = read_text(plan.replace("{name: METRIC}", metric) + more, Path()).spec
    assert spec is not None
    return [problem for problem in make_plan(spec).problems if problem.code in ("P06", "P18")]


@pytest.mark.parametrize(
    ("metric", "known"),
    [
        ('{name: 毛利率, actual: "36.4%"}', "28.0%"),
        ('{name: Gross margin, actual: "29%"}', "28.0%"),
        ('{name: 费用率, actual: "11.0%"}', "10.0%"),
        ('{name: 工资比, actual: "7%"}', "6.0%"),
        ('{name: 销售额, unit: 万元, actual: "990"}', "900万元"),
        ("{name: 毛利额, actual: 300万}", "252万元"),
        ('{name: 占有率, actual: "16.5%"}', "15.0%"),
        ('{name: 布点率, actual: "55%"}', "42.9%"),
        ('{name: 出样率, actual: "56%"}', "50.0%"),
        ('{name: 活跃网点, unit: 家, actual: "6,400"}', "600"),
        ('{name: 新开户, unit: 户, actual: "900"}', "750"),
        ('{name: 茶销售额, unit: 万元, actual: "990"}', "900万元"),
    ],
)  # fmt: skip
def test_what_can_be_worked_out_elsewhere_is_compared(metric: str, known: str) -> None:
    (found,) = told(metric)
    assert found.code == "P06" and found.path == ("review", "metrics", 0, "actual")
    assert known in found.message.zh and known.replace("万元", "") in found.message.en.replace("CNY ", "").replace(
        "9 million", "900"
    ).replace("2.52 million", "252")


@pytest.mark.parametrize(
    "metric",
    [
        '{name: 毛利率, actual: "28.0%"}', '{name: 毛利率, actual: "28%"}', '{name: 布点率, actual: "42.9%"}',
        '{name: 布点率, actual: "43%"}', '{name: 出样率, actual: "50%"}', '{name: 占有率, actual: "15%"}',
        '{name: 网点, unit: 家, actual: "600"}', '{name: 销售额, actual: 900万}', '{name: 销售额, actual: 0.09亿}',
        '{name: 新增网点, unit: 家, actual: "75"}', '{name: 好评率, actual: "92%"}',
        "{name: 茶销售, actual: 900万}", '{name: 新开户, unit: 户, actual: 约八百}',
        '{name: 网点, unit: 条线, actual: "6"}',
    ],
)  # fmt: skip
def test_rounded_copies_and_other_figures_are_no_mistake(metric: str) -> None:
    assert told(metric) == []


@pytest.mark.parametrize(
    ("metric", "apart"),
    [
        ("{name: 市场容量, unit: 万元, actual: ACTUAL}", {"6,030": False, "6,031": True, "5,969": True}),
        ("{name: 占有率, actual: ACTUAL}", {"15.2%": False, "15.3%": True}),
        ("{name: 销量, unit: 箱, actual: ACTUAL}", {"9,950": False, "10,050": False, "10,051": True}),
    ],
)
def test_what_is_counted_in_other_places_may_lie_half_a_per_cent_apart_and_a_share_of_it_twice_that(
    metric: str, apart: dict[str, bool]
) -> None:
    """60 million, 15 % of it, and ten thousand cases; beside it what the last digit of each may hide."""
    plan = PLAN.replace("base: 1000万", "base: 1000万, volume_last: 10000, volume: 11000")
    for actual, told_apart in apart.items():
        assert bool(told(metric.replace("ACTUAL", f'"{actual}"'), plan)) is told_apart, actual


def test_a_goal_for_sales_is_the_target_of_the_review() -> None:
    assert told("{name: 销售额, target: 950万, actual: 900万}") == []
    (found,) = told("{name: 销售额, target: 1235万, actual: 900万}")
    assert "950万元" in found.message.zh and found.path[-1] == "target"


@pytest.mark.parametrize("name", ["毛利率", "回款率", "布点率", "外卖准时率", "Customer satisfaction"])
def test_a_part_of_a_whole_is_never_more_than_it(name: str) -> None:
    assert "P18" in {problem.code for problem in told(f'{{name: {name}, target: "123.5%", actual: "105%"}}')}


@pytest.mark.parametrize(
    ("metric", "codes"),
    [
        ('{name: 网点, unit: 家, actual: "-600"}', ["P18"]),
        ('{name: 好评率, actual: "-9%"}', ["P18"]),
        ('{name: 费用率, target: "-11%", actual: "10.0%"}', ["P18"]),
        ('{name: 毛利率, target: "-2%", actual: "28%"}', []),
        ('{name: 净增资产, unit: 亿元, actual: "-3"}', []),
    ],
)
def test_what_is_counted_or_spent_is_not_below_nil(metric: str, codes: list[str]) -> None:
    assert [problem.code for problem in told(metric)] == codes


def test_a_margin_that_only_this_year_s_margins_tell_is_not_held_against_last_year_s() -> None:
    assert told('{name: 毛利率, actual: "36.4%"}', PLAN.replace("  last: {gross_profit: 252万}\n", "")) == []


def test_a_margin_is_only_as_sure_as_the_rates_it_is_worked_out_from_unless_the_profit_is_told() -> None:
    said, rated = '{name: 毛利率, actual: "28.4%"}', PLAN.replace("margin: 30%", "margin: 30%, last_margin: 28%")
    assert ["28.0%" in problem.message.zh for problem in told(said, rated)] == [True]
    assert told(said, rated.replace("  last: {gross_profit: 252万}\n", "")) == []


def test_a_baseline_beside_a_computed_measure_is_compared() -> None:
    objective = "objectives: [{code: M1, name: 毛利率, measure: gross_margin, baseline: BASE}]\n"
    metric = '{name: 好评率, actual: "92%"}'
    assert told(metric, more=objective.replace("BASE", '"28%"')) == []
    (found,) = told(metric, more=objective.replace("BASE", '"36.4%"'))
    assert found.path == ("objectives", 0, "baseline") and "28.0%" in found.message.zh


FUNNEL = """
targets:
  base: 1000万
  funnels:
    - {name: 客房, factors: [{name: 开房率, unit: "%", last: 58.5%, plan: 61%}, {name: 客单价, unit: 元, plan: 80}]}
    - {name: 团购, covers: 90万, factors: [{name: 客单价, unit: 元, last: 120, plan: 130}]}
"""
GOAL = "objectives: [{code: M1, name: 开房率, baseline: BASE, target: GOAL, unit: '%'}]\n"


def told_beside_funnels(metric: str, more: str = "") -> list[Problem]:
    return [p for p in told(metric, PLAN.replace("targets: {base: 1000万}", FUNNEL), more) if "targets" not in p.path]


def test_one_name_in_funnels_metrics_and_objectives_has_one_figure() -> None:
    same = GOAL.replace("BASE", '"58.5"').replace("GOAL", '"61"')
    assert told_beside_funnels('{name: 开房率, actual: "58.5%"}', same) == []
    (found,) = told_beside_funnels('{name: 开房率, actual: "76%"}')
    assert found.path == ("review", "metrics", 0, "actual")
    assert "76 %" in found.message.zh and "58.5 %" in found.message.zh and "2026" in found.message.en
    metric = '{name: 开房率, actual: "58.5%"}'
    (found,) = told_beside_funnels(metric, same.replace('"58.5"', '"45"'))
    assert found.path == ("objectives", 0, "baseline")
    (found,) = told_beside_funnels(metric, same.replace('"61"', '"79"'))
    assert found.path == ("objectives", 0, "target") and "2027" in found.message.en
    (found,) = told_beside_funnels(metric, 'control: {kpis: [{name: 开房率, target: "66%"}]}')
    assert found.path == ("control", "kpis", 0, "target")


def test_funnels_may_share_the_name_of_a_factor_and_other_units_are_other_figures() -> None:
    assert told_beside_funnels('{name: 客单价, unit: 元, actual: "120"}') == []
    assert told_beside_funnels('{name: 客单价, unit: 美元, actual: "17"}') == []
    assert [p.code for p in told_beside_funnels('{name: 客单价, unit: 元, actual: "150 元"}')] == ["P06"]
    assert told_beside_funnels("{name: 客单价, unit: 元, actual: 持平}") == []


def test_a_factor_that_counts_what_the_network_counts_has_its_number() -> None:
    funnel = FUNNEL.replace("{name: 客单价, unit: 元, plan: 80}", "{name: 网点数, unit: 家, last: LAST, plan: 660}")
    metric = '{name: 好评率, actual: "92%"}'
    same, other = (PLAN.replace("targets: {base: 1000万}", funnel.replace("LAST", last)) for last in ("600", "780"))
    assert [p for p in told(metric, same) if p.path[-1] == "last"] == []
    (found,) = [p for p in told(metric, other) if p.path[-1] == "last"]
    assert "780 家" in found.message.zh and "600" in found.message.zh


def test_a_funnel_that_covers_what_one_row_sells_comes_to_its_last_year() -> None:
    factors = "[{name: 单数, last: LAST, plan: 5000}, {name: 客单价, unit: 元, last: 2000, plan: 2000}]"
    funnel = f"targets:\n  base: 1000万\n  funnels: [{{name: 东单, covers: COVERS, factors: {factors}}}]"
    spec = PLAN.replace("targets: {base: 1000万}", funnel)
    metric = '{name: 好评率, actual: "92%"}'
    known = read_text(spec.replace("COVERS", "1").replace("LAST", "3").replace("{name: METRIC}", metric), Path()).spec
    assert known is not None
    covers = str(make_plan(known).targets.districts.of("东"))
    for last, codes in (("3000", []), ("3050", []), ("3900", ["P06"])):
        found = told(metric, spec.replace("COVERS", covers).replace("LAST", last))
        assert [p.code for p in found if p.path == ("targets", "funnels", 0)] == codes
