"""Sales per square metre, seat or room: stores of different size on one scale."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from planforge.plan.make import make_plan
from planforge.plan.targets.yields import StoreYield, store_yields, together
from planforge.spec.spec import Spec


def yields_of(*stores: dict[str, Any]) -> tuple[StoreYield, ...]:
    spec = Spec.model_validate(
        {
            "year": 2027,
            "region": {"name": "甲", "company": "乙"},
            "districts": [{"name": "东"}],
            "stores": [{"district": "东", **store} for store in stores],
            "targets": {"base": "1200万"},
        }
    )
    return store_yields(spec, make_plan(spec).targets)


def test_the_best_comes_first_and_each_is_its_sales_over_its_size() -> None:
    large, small = yields_of(
        {"name": "小店", "size": 100, "last_actual": "400万"}, {"name": "大店", "size": 150, "last_actual": "800万"}
    )
    assert (large.name, large.last, large.plan) == ("大店", Fraction(8_000_000, 150), Fraction(8_000_000, 150))
    assert (small.name, small.last, small.plan) == ("小店", Fraction(40_000), Fraction(40_000))


def test_together_they_are_sums_over_sums() -> None:
    found = yields_of(
        {"name": "小店", "size": 100, "last_actual": "400万"}, {"name": "大店", "size": 150, "last_actual": "800万"}
    )
    assert together(found) == StoreYield("", 250, Fraction(48_000), Fraction(48_000))


def test_a_store_that_opens_has_no_last_year_and_does_not_thin_that_of_the_others() -> None:
    found = yields_of({"name": "老店", "size": 100, "last_actual": "600万"}, {"name": "新店", "size": 100, "opens": 7})
    new = next(own for own in found if own.name == "新店")
    assert new.last is None
    assert together(found).last == 60_000


def test_a_store_without_a_size_is_left_out() -> None:
    assert [own.name for own in yields_of({"name": "有", "size": 80}, {"name": "无"})] == ["有"]


@pytest.mark.parametrize("size", [None, 0])
def test_without_any_size_there_is_nothing_to_compare(size: int | None) -> None:
    assert yields_of({"name": "无", "size": size}) == ()
