"""Counts, new items, funnels and receivables that a spec can state twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from planforge.plan.make import make_plan
from planforge.problem import Problem
from planforge.reading.read import read_text

PLAN = """
year: 2027
region: {name: 豫南, company: 福麦}
history: [{year: 2026, district: 东, total: 600万}, {year: 2026, district: 西, total: 300万}]
districts: [{name: 东}, {name: 西}]
stores:
  - {name: 一店, district: 东, last_actual: 300万}
  - {name: 二店, district: 东, last_actual: 300万}
  - {name: 三店, district: 东, opens: 6}
  - {name: 四店, district: 西, last_actual: 300万}
counties:
  - {name: 甲县, district: 东, outlets: 150}
  - {name: 乙县, district: 东, outlets: 200}
  - {name: 丙县, district: 东}
  - {name: 丁县, district: 西, outlets: 90}
products: [{name: 茶, target: 700万}, {name: 米, target: 300万}]
new_items: [{name: 红茶, product: 茶, target: 90万}, {name: 白茶, product: 茶, target: 60万}]
targets:
  base: 1000万
  funnels: [{name: 零售, factors: [{name: 客流, last: 90000, plan: 95000}, {name: 客单价, last: 100, plan: 105.3}]}]
network:
  - {name: 网点, distribution: yes, districts: {东: {universe: 900, current: 400, new: 9}}}
  - {name: 门店, districts: {东: {current: 2, new: 1}, 西: {current: 1, new: 0}}}
  - {name: 经销商, districts: {东: {current: 3, new: 1}}}
situation:
  dealers:
    items:
      - {name: 老商, district: 东}
      - {name: 二商, district: 东}
      - {name: 新商, district: 东, signs: 2027-03-01}
collection: {opening: 60万}
review: {metrics: [{name: 回款率, actual: 94.0%}]}
"""


def told(given: str = "", instead: str = "") -> list[Problem]:
    assert given in PLAN
    spec = read_text(PLAN.replace(given, instead, 1), Path()).spec
    assert spec is not None
    return [problem for problem in make_plan(spec).problems if problem.code == "P06"]


def test_counties_are_held_against_the_network_that_outlets_are_called_by_where_none_counts_distribution() -> None:
    (found,) = told("distribution: yes, districts: {东: {universe: 900, current: 400", "districts: {东: {current: 300")
    assert "网点年初数" in found.message.zh and "300" in found.message.zh and "350" in found.message.zh


def test_what_agrees_is_no_mistake() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("given", "instead", "said"),
    [
        ("门店, districts: {东: {current: 2", "门店, districts: {东: {current: 3", "network 中 3，stores 中在营的 2"),
        ("门店, districts: {东: {current: 2, new: 1", "门店, districts: {东: {current: 2, new: 2",
         "network 中 2，stores 中开业的 1"),
        ("universe: 900, current: 400", "universe: 900, current: 300", "network 中 300，各县区 outlets 之和 350"),
        ("经销商, districts: {东: {current: 3", "经销商, districts: {东: {current: 1", "network 中 1，列出的经销商 2"),
        ("经销商, districts: {东: {current: 3, new: 1", "经销商, districts: {东: {current: 3, new: 0",
         "network 中 0，写了签约日期的 1"),
        ("红茶, product: 茶, target: 90万", "红茶, product: 茶, target: 900万",
         "products 中 700万元，其中新品之和 960万元"),
        ("last: 90000", "last: 117000", "销售历史 900万元，漏斗“零售”上年各因子之积 1,170万元"),
        ("actual: 94.0%", "actual: 66.0%", "collection.opening 60万元，上年销售×（1－回款率 66%） 306万元"),
    ],
)  # fmt: skip
def test_what_does_not_is_told_with_both_figures(given: str, instead: str, said: str) -> None:
    found = told(given, instead)
    assert len(found) == 1
    assert said in found[0].message.zh
    assert "is stated twice" in found[0].message.en


@pytest.mark.parametrize(
    ("given", "instead"),
    [
        ("经销商, districts: {东: {current: 3", "经销商, districts: {东: {current: 9"),
        ("universe: 900, current: 400", "universe: 900, current: 500"),
        ("last: 90000", "last: 91000"),
        ("actual: 94.0%", 'actual: "93.4%"'),
        ("opening: 60万", "opening: 600万"),
        ("红茶, product: 茶, target: 90万", "红茶, product: 茶, target: 640万"),
    ],
)
def test_not_all_need_be_listed_and_figures_may_be_rounded(given: str, instead: str) -> None:
    assert told(given, instead) == []
