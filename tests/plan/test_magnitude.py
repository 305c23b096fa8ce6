"""Amounts of a size that cannot be meant: a forgotten 万 is told where it stands."""

from __future__ import annotations

from typing import Any

import pytest

from planforge.plan.make import make_plan
from planforge.spec.spec import Spec

YEARS = [
    {"year": year, "district": name, "months": [1_000_000] * 12} for year in (2025, 2026) for name in ("信阳", "南阳")
]


def told(**fields: Any) -> list[tuple[str, str]]:
    given: dict[str, Any] = {
        "year": 2027,
        "region": {"name": "豫南", "company": "福麦食品"},
        "districts": [{"name": "信阳"}, {"name": "南阳"}],
        "history": YEARS,
        "targets": {"base": "2600万"},
    }
    plan = make_plan(Spec.model_validate({**given, **fields}))
    return [(p.code, ".".join(map(str, p.path))) for p in plan.problems if p.code in {"P83", "P84"}]


@pytest.mark.parametrize("base", ["2600万", "+20%", "120万", "4.8亿", 0])
def test_a_target_of_last_years_size_is_not_told(base: object) -> None:
    assert told(targets={"base": base}) == []


@pytest.mark.parametrize("base", ["2600", "38000", "119万", "4.9亿"])
def test_a_target_far_from_last_year_is_told_at_its_place(base: str) -> None:
    assert told(targets={"base": base}) == [("P83", "targets.base")]


def test_a_lock_of_a_district_is_held_against_the_district() -> None:
    lock = {"district": "南阳", "amount": "1400", "reason": "新开发"}
    assert told(targets={"base": "2600万", "locks": [lock]}) == [("P83", "targets.locks.0.amount")]
    assert told(targets={"base": "2600万", "locks": [{**lock, "month": 3}]}) == []


def test_a_market_smaller_than_its_sales_is_told() -> None:
    districts = [{"name": "信阳", "market": "9800"}, {"name": "南阳", "market": "1.38亿"}]
    assert told(districts=districts) == [("P84", "districts.0.market")]


def test_without_a_last_year_nothing_can_be_said() -> None:
    assert told(history=(), targets={"base": "26"}) == []
