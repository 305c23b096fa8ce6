"""Money taken before delivery is said in the spec, stands in the collection plan, and changes no month's cash."""

from __future__ import annotations

from pathlib import Path

import pytest

from planforge.document.compose import compose
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.reading.read import read_text
from planforge.writers import FORMATS, Options

SPEC = """\
year: 2027
region: {name: 鲁西南, company: 沃丰}
districts: [{name: 曹县}, {name: 单县}]
targets: {base: 2400万, by_district: {equal: 100%}}
collection:
  opening: 0
  terms: [{name: 月结, pattern: [60%, 40%]}]
"""
ADVANCES = """\
  advances:
    - {month: 11, amount: 300万, measure: 打款满30万元返1.5%}
    - {month: 1, amount: 120万, delivered: [2, 3], district: 曹县}
"""


def plan_of(text: str) -> Plan:
    spec = read_text(text, Path()).spec
    assert spec is not None
    return make_plan(spec)


def test_they_stand_in_the_collection_plan_with_their_sum_and_their_delivery() -> None:
    text = FORMATS["md"](compose(plan_of(SPEC + ADVANCES)), Options()).decode()
    rows = [line for line in text.splitlines() if "交货" in line and line.startswith("|")]
    assert [row.count("下一年交货") for row in rows] == [0, 1, 0] and "2月、3月交货" in rows[2]
    assert any(line.startswith("| **合计**") and "**420.0**" in line for line in text.splitlines())


def test_they_change_no_months_cash() -> None:
    with_them, without = plan_of(SPEC + ADVANCES).collection, plan_of(SPEC).collection
    assert with_them is not None and without is not None and with_them.total == without.total


@pytest.mark.parametrize("wrong", ["单线"])
def test_a_district_there_is_not_is_told_at_its_place(wrong: str) -> None:
    problems = plan_of((SPEC + ADVANCES).replace("district: 曹县", f"district: {wrong}")).problems
    (told,) = [problem for problem in problems if problem.code == "M34"]
    assert told.path == ("collection", "advances", 1, "district") and told.hint and "单县" in told.hint.zh
