"""People who sell in several districts: in a plan each stands once a district, and his sales find their way there."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sales_files import csv_file
from test_intake import HEADS, facts, months, planned, report, took

from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.reading.read import read_text
from planforge.review.reading import read_actuals

TWO = [
    *months(2026, 10000, 片区="安阳", 人员="王磊"),
    *months(2026, 4000, 片区="鹤壁", 人员="王磊"),
    *months(2026, 8000, 片区="新乡", 人员="张敏"),
]


def years(plan: Plan) -> dict[str, int]:
    people = plan.targets.people
    assert people is not None
    return dict(zip(people.nodes, people.totals, strict=True))


def test_who_sells_in_two_districts_has_a_target_in_each_and_people_come_to_the_region(tmp_path: Path) -> None:
    intake = took(csv_file(tmp_path / "sales.csv", [HEADS, *TWO]))
    assert [(one.name, one.district) for one in facts(intake).people] == [
        ("王磊（安阳）", "安阳"), ("张敏", "新乡"), ("王磊（鹤壁）", "鹤壁"),
    ]  # fmt: skip
    assert "王磊 (安阳, 鹤壁)" in report(intake)
    plan = planned(tmp_path, intake)
    assert years(plan).keys() == {"王磊（安阳）", "张敏", "王磊（鹤壁）"}
    assert sum(years(plan).values()) == plan.targets.total


def test_a_tenth_elsewhere_leaves_him_at_home(tmp_path: Path) -> None:
    lines = [*TWO, *months(2026, 1000, 片区="安阳", 人员="张敏")]
    people = facts(took(csv_file(tmp_path / "sales.csv", [HEADS, *lines]))).people
    assert ("张敏", "新乡") in [(one.name, one.district) for one in people]


def test_who_sells_everywhere_has_no_district_and_that_is_said(tmp_path: Path) -> None:
    lines = [*TWO, *(line for of in "甲乙丙丁" for line in months(2026, 1000, 片区=of, 人员="赵倩"))]
    intake = took(csv_file(tmp_path / "sales.csv", [HEADS, *lines]))
    assert ("赵倩", None) in [(one.name, one.district) for one in facts(intake).people]
    assert "no target: 赵倩" in report(intake)


def test_a_file_without_districts_says_nothing_of_it(tmp_path: Path) -> None:
    lines = [[line[0], *line[4:]] for line in TWO]
    intake = took(csv_file(tmp_path / "sales.csv", [["月份", "人员", "销售额", "销量"], *lines]))
    assert {one.name for one in facts(intake).people} == {"王磊", "张敏"}
    assert "district" not in report(intake)


SPEC = """
year: 2027
region: {name: 豫北, company: 康达}
money: {unit: 元, round_to: 1}
districts: [{name: 安阳}, {name: 鹤壁}, {name: 新乡}]
team: [{name: 王磊（安阳）, district: 安阳}, {name: 王磊 (鹤壁), district: 鹤壁}, {name: 张敏, district: 新乡}]
history: {file: sales.csv, unit: 元}
targets: {base: 300000}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    csv_file(tmp_path / "sales.csv", [HEADS, *TWO])
    spec = read_text(SPEC, tmp_path).spec
    assert spec is not None
    return make_plan(spec)


def test_the_file_a_plan_was_made_from_tells_the_past_of_both(plan: Plan) -> None:
    assert years(plan) == {"王磊（安阳）": 136_364, "王磊 (鹤壁)": 54_545, "张敏": 109_091}
    assert {one.name: one.last_part for one in plan.asked if one.axis == "person"} == {
        "王磊（安阳）": Fraction(5, 11), "王磊 (鹤壁)": Fraction(2, 11), "张敏": Fraction(4, 11),
    }  # fmt: skip


def test_actuals_by_his_plain_name_go_to_both(plan: Plan, tmp_path: Path) -> None:
    lines: list[list[Any]] = [line for line in TWO if line[0] == "2026-01"]
    path = csv_file(tmp_path / "new.csv", [HEADS, *([line[0].replace("2026", "2027"), *line[1:]] for line in lines)])
    found, problems = read_actuals(plan, path)
    assert found is not None
    assert not [problem for problem in problems if "王磊" in problem.message.zh]
    assert {name: row[0] for name, row in found.by("person").items()} == {
        "王磊（安阳）": 10000, "王磊 (鹤壁)": 4000, "张敏": 8000,
    }  # fmt: skip
