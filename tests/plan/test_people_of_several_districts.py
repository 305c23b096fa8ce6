"""Who works in two districts stands once for each of them, and is one person wherever people are counted or paid."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from planforge.checks.actions import known_people
from planforge.document.facts import find_facts
from planforge.document.person import find_person
from planforge.nation.submission import submission
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.spec.spec import Spec

SPEC: dict[str, Any] = {
    "year": 2027,
    "region": {"name": "豫北", "company": "康达"},
    "money": {"round_to": 1},
    "districts": [{"name": "安阳"}, {"name": "鹤壁"}, {"name": "新乡"}],
    "team": [
        {"name": "王磊（安阳）", "district": "安阳", "role": "代表"},
        {"name": "王磊（鹤壁）", "district": "鹤壁", "role": "代表"},
        {"name": "张敏（兼职）", "district": "新乡", "role": "代表"},
    ],
    "stores": [{"name": f"{name}{n}店", "district": name} for name in ("安阳", "鹤壁", "新乡") for n in "一二"],
    "history": [
        {"year": 2026, "district": "安阳", "total": 6000},
        {"year": 2026, "district": "鹤壁", "total": 3000},
        {"year": 2026, "district": "新乡", "total": 3000},
    ],
    "targets": {"base": 12000, "by_district": {"last": "100%"}},
    "collection": {"opening": 0, "terms": [{"name": "现款", "pattern": ["100%"]}]},
    "budget": {"lines": [{"name": "工资", "kind": "wage", "amount": 1200}]},
    "appraisal": {"schemes": [{"role": "代表", "base_pay": 50}]},
    "control": {"visits": [{"role": "代表", "people": 2, "nodes": 6, "per_day": 2, "cycle": "week"}]},
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return make_plan(Spec.model_validate(SPEC))


def test_each_part_has_its_target_and_he_answers_for_both(plan: Plan) -> None:
    people = plan.targets.people
    assert people is not None
    assert dict(zip(people.nodes, people.totals, strict=True)) == {
        "王磊（安阳）": 6000, "王磊（鹤壁）": 3000, "张敏（兼职）": 3000,
    }  # fmt: skip
    both, one = find_person(plan, "王磊"), find_person(plan, "王磊（鹤壁）")
    assert (both.total, both.cash_total, both.districts) == (9000, 9000, ("安阳", "鹤壁"))
    assert (one.total, one.districts, one.scheme) == (3000, ("鹤壁",), both.scheme)


def test_what_stands_in_brackets_is_his_district_or_part_of_his_name(plan: Plan) -> None:
    assert [member.person for member in plan.spec.team] == ["王磊", "王磊", "张敏（兼职）"]
    assert {"王磊", "王磊（安阳）"} <= known_people(plan.spec)


def test_he_is_counted_once(plan: Plan, tmp_path: Path) -> None:
    facts, capacity = find_facts(plan).people, plan.capacity
    assert facts is not None and capacity is not None
    assert (facts.count, facts.average) == (2, 6000)
    assert [(load.district, load.people, load.people_end) for load in capacity.loads] == [
        ("安阳", 1, 1), ("鹤壁", 1, 1), ("新乡", 1, 1), ("", 2, 2),
    ]  # fmt: skip
    path = tmp_path / "plan.yaml"
    path.write_text(yaml.safe_dump(SPEC, allow_unicode=True), "utf-8")
    assert submission(path).people == 2


def test_he_is_paid_once_on_all_he_sells_and_half_in_each_place(plan: Plan) -> None:
    (scheme,) = plan.appraisal
    assert (scheme.people, scheme.basis) == (("王磊", "张敏（兼职）"), 6000)
    wages = {name: sum(plan.budget.of_district(name).row("工资")) for name in ("安阳", "鹤壁", "新乡")}
    assert wages == {"安阳": 300, "鹤壁": 300, "新乡": 600}
