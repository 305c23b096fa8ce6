"""What can be held is held without a word, in whatever order it is written; more weight never gets less."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.spec.spec import Spec

NAMES = "甲乙丙丁戊"
HOLDING = ("P3", "P4", "P5")
checked = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def feasible(draw: DrawFn) -> dict[str, Any]:
    """A spec whose locks, floors and caps leave room: none takes more than its part of what there is."""
    names = NAMES[: draw(st.integers(2, 5))]
    base = draw(st.integers(10**6, 10**10))
    part = st.integers(0, base // 120)  # of a hundred and twentieth of the year
    held = draw(st.permutations(names))
    locks: list[dict[str, Any]] = [{"district": held[0], "amount": 6 * draw(part)}]
    locks += [{"month": 5, "amount": 2 * draw(part)}, {"district": held[1], "month": 8, "amount": draw(part) // 6}]
    locks += [{"product": "品0", "amount": 20 * draw(part)}, {"product": "品1", "month": 9, "amount": draw(part) // 2}]
    bounds = [{"district": held[1], "floor": 6 * draw(part)}, {"month": 11, "cap": 6 * draw(part)}]
    shape = st.tuples(st.integers(100, 10**5), st.integers(1, 11))
    return {
        "year": 2027,
        "region": {"name": "豫南", "company": "福麦"},
        "money": {"round_to": 1},
        "districts": [{"name": name, "weight": f"{draw(st.integers(1, 99))}%"} for name in names],
        "products": [{"name": f"品{n}"} for n in range(3)],
        "history": [
            {"year": year, "district": name, "product": f"品{n}", "months": _months(*draw(shape))}
            for year in (2025, 2026)
            for name in names
            for n in range(3)
        ],
        "targets": {"base": base, "locks": draw(st.permutations(locks)), "bounds": bounds},
    }


def _months(size: int, step: int) -> list[int]:
    """Twelve uneven months of sales."""
    return [size * (10 + step * month % 7) for month in range(12)]


def planned(raw: dict[str, Any]) -> Plan:
    return make_plan(Spec.model_validate(raw))


@pytest.mark.slow
@checked
@given(feasible())
def test_what_can_be_held_is_held_without_a_problem(raw: dict[str, Any]) -> None:
    plan = planned(raw)
    targets = plan.targets
    assert targets.products
    assert not [problem for problem in plan.problems if problem.code.startswith(HOLDING)]
    for lock in raw["targets"]["locks"]:
        months, month = targets.districts.months, lock.get("month")
        if name := lock.get("product"):
            assert targets.products.of(name, month) == lock["amount"]
        elif name := lock.get("district"):
            assert targets.districts.of(name, month) == lock["amount"]
        else:
            assert months[month - 1] == lock["amount"]
    floor, cap = raw["targets"]["bounds"]
    assert targets.districts.of(floor["district"]) >= floor["floor"]
    assert targets.districts.months[10] <= cap["cap"]


@pytest.mark.slow
@checked
@given(feasible(), st.randoms(use_true_random=False))
def test_the_order_of_history_and_holds_changes_nothing(raw: dict[str, Any], chance: Any) -> None:
    plan = planned(raw)
    for rows in (raw["history"], raw["targets"]["locks"], raw["targets"]["bounds"]):
        chance.shuffle(rows)
    again = planned(raw)
    assert again.targets.districts == plan.targets.districts
    assert again.targets.by_product == plan.targets.by_product


@pytest.mark.slow
@checked
@given(feasible())
def test_districts_in_another_order_keep_their_year(raw: dict[str, Any]) -> None:
    """Their years are decided by weight; only one unit between equal remainders may fall to the order."""
    plan = planned(raw)
    raw["districts"].reverse()
    again = planned(raw)
    for name in plan.targets.districts.nodes:
        assert abs(again.targets.districts.of(name) - plan.targets.districts.of(name)) <= 1
    assert again.targets.districts.months == plan.targets.districts.months


@pytest.mark.slow
@checked
@given(feasible(), st.data())
def test_raising_one_weight_never_lowers_its_own_share(raw: dict[str, Any], data: st.DataObject) -> None:
    raw["targets"]["by_district"] = {"manual": "100%"}
    district = data.draw(st.sampled_from(raw["districts"]))
    before = planned(raw).targets.districts.of(district["name"])
    district["weight"] = f"{data.draw(st.integers(int(district['weight'][:-1]), 99))}%"
    assert planned(raw).targets.districts.of(district["name"]) >= before
