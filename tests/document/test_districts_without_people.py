"""Districts that have nobody, or no store: every table of people and stores comes to the region all the same."""

from __future__ import annotations

from typing import Any

import pytest

from planforge.document.compose import compose_tables
from planforge.document.facts import find_facts
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.spec.spec import Spec

SPEC: dict[str, Any] = {
    "year": 2027,
    "region": {"name": "豫南", "company": "福麦"},
    "districts": [{"name": "东"}, {"name": "西"}, {"name": "南", "leader": "李四"}],
    "team": [{"name": "王五", "district": "东"}, {"name": "王六", "district": "东"}],
    "stores": [{"name": "一店", "district": "西", "area": "甲"}, {"name": "二店", "district": "西", "area": "乙"}],
    "history": [
        {"year": 2026, "district": "东", "total": "600万"},
        {"year": 2026, "district": "西", "total": "300万"},
        {"year": 2026, "district": "南", "total": "100万"},
    ],
    "targets": {"base": "1100万"},
    "collection": {"opening": "50万"},
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(Spec.model_validate(SPEC))


@pytest.mark.parametrize(
    ("key", "rest", "whole"),
    [
        ("targets_by_person", "330.0", "1,100.0"),
        ("targets_by_store", "110.0", "1,100.0"),
        ("targets_by_area", "110.0", "1,100.0"),
        ("person_months", "330.0", "1,100.0"),
        ("store_months", "770.0", "1,100.0"),
        ("cash_by_person", "345.0", "1,150.0"),
    ],
)
def test_what_nobody_takes_is_a_row_and_the_table_comes_to_the_region(
    plan: Plan, key: str, rest: str, whole: str
) -> None:
    table = compose_tables(plan)[key]
    assert "其他（未列）" in [row.cells[0].text for row in table.rows]
    assert [row.cells[-1].text for row in table.rows[-2:]] == [rest, whole]


def test_the_districts_without_people_are_named_with_what_nobody_takes(plan: Plan) -> None:
    people = find_facts(plan).people
    assert people is not None
    assert (people.without, people.beyond) == (("西",), 3_300_000)
