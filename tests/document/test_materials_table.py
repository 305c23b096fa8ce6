"""The table of materials by district: every row adds up, whatever part of it was stated."""

from __future__ import annotations

from typing import Any

import pytest

from planforge.document.compose import compose_tables
from planforge.plan.make import make_plan
from planforge.spec.spec import Spec


def counts(base: str, **stated: int) -> list[str]:
    given: dict[str, Any] = {
        "year": 2027,
        "region": {"name": "豫南", "company": "福麦食品"},
        "districts": [{"name": "信阳"}, {"name": "南阳"}, {"name": "周口"}],
        "targets": {"base": base},
        "advertising": {"materials": [{"name": "海报", "quantity": 100, "unit": "张", "districts": stated}]},
    }
    table = compose_tables(make_plan(Spec.model_validate(given)))["materials_by_district"]
    return [cell.text for cell in table.rows[0].cells[1:]]


@pytest.mark.parametrize(
    ("base", "stated", "row"),
    [
        ("3000万", {"信阳": 60, "南阳": 30, "周口": 10}, ["60", "30", "10", "100"]),
        ("3000万", {"信阳": 60}, ["60", "20", "20", "100"]),
        ("3000万", {}, ["34", "33", "33", "100"]),
        ("0", {}, ["34", "33", "33", "100"]),
    ],
    ids=["all stated", "the rest by sales", "nothing stated", "a target of nothing"],
)
def test_a_row_adds_up(base: str, stated: dict[str, int], row: list[str]) -> None:
    assert counts(base, **stated) == row
