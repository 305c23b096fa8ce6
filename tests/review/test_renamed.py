"""Districts under new names, or several as one: what is summed, what both say, what is left open."""

from __future__ import annotations

from typing import Any

import pytest

from planforge.reading.editor import plain
from planforge.review.renamed import renamed, still_said, with_issued
from planforge.spec.history import HistoryRow
from planforge.spec.spec import Spec

GIVEN: dict[str, Any] = {
    "year": 2027,
    "region": {"name": "区", "company": "司"},
    "districts": [
        {"name": "东", "leader": "王", "market": 9000, "market_growth": "10%", "weight": "30%"},
        {"name": "西", "leader": "李", "market": 4000, "market_growth": "10%", "weight": "20%"},
        {"name": "北", "leader": "赵", "market": 1000},
    ],
    "history": [{"year": 2026, "district": name, "months": [100] * 12} for name in "东西北"],
    "team": [{"name": "甲", "district": "东"}, {"name": "乙", "district": "西"}],
    "budget": {"lines": [{"name": "运", "amount": 100, "districts": {"东": "50%", "西": "30%", "北": "20%"}}]},
    "network": [
        {"name": "网点", "districts": {"东": {"current": 40, "new": 8}, "西": {"current": 20}, "北": {"current": 5}}}
    ],
    "promotions": [
        {"name": "促", "starts": "2027-05-01", "ends": "2027-05-31", "districts": ["东", "西", "北"], "cost": 5},
        {"name": "东风", "starts": "2027-05-01", "ends": "2027-05-31", "cost": 5},
    ],
    "review": {"district_targets": {"东": 500, "西": 300, "北": 200}},
    "targets": {
        "base": 5000,
        "locks": [{"district": "东", "amount": 900}, {"month": 3, "amount": 400}],
        "bounds": [{"district": "西", "floor": 10}],
    },
}  # fmt: skip


def under(**names: str) -> tuple[Spec, dict[str, Any]]:
    return renamed(Spec.model_validate(GIVEN), plain(GIVEN), names)


def test_a_new_name_stands_wherever_the_old_one_named_a_district() -> None:
    spec, data = under(东="豫东")
    assert [one.name for one in spec.districts] == ["豫东", "西", "北"]
    assert [row.district for row in spec.history if isinstance(row, HistoryRow)] == ["豫东", "西", "北"]
    assert [member.district for member in spec.team] == ["豫东", "西"]
    assert list(spec.network[0].districts) == list(spec.review.district_targets) == ["豫东", "西", "北"]
    assert data["promotions"][0]["districts"] == ["豫东", "西", "北"]
    assert data["promotions"][1]["name"] == "东风", "what is no name of a district stays"
    assert data["targets"]["locks"][0]["district"] == "豫东" and "district" not in data["targets"]["locks"][1]


def test_of_two_that_are_one_amounts_and_counts_are_summed_and_what_only_one_says_is_left_open() -> None:
    spec, data = under(东="中", 西="中")
    assert data["districts"][0] == {"name": "中", "leader": "王", "market": "13000", "market_growth": "10%"}
    assert data["review"]["district_targets"] == {"中": "800", "北": "200"}
    assert data["network"][0]["districts"] == {"中": {"current": "60"}, "北": {"current": "5"}}
    assert data["budget"]["lines"][0]["districts"] == {"中": "80.0%", "北": "20%"}
    assert data["promotions"][0]["districts"] == ["中", "北"]
    assert [member.district for member in spec.team] == ["中", "中"]


@pytest.mark.parametrize(("one", "other", "both"), [
    ({"market": 9000}, {"market": 4000}, "13000"), ({"market": 9000}, {}, None), ({}, {"market": 4000}, None),
    ({"market": 9000}, {"market": None}, None), ({"market": None}, {"market": None}, None),
    ({"market": 0}, {"market": 4000}, "4000"), ({"market": 0}, {"market": 0}, "0"),
])  # fmt: skip
def test_an_amount_that_one_of_two_districts_does_not_say_is_not_taken_for_nil(
    one: dict[str, Any], other: dict[str, Any], both: str | None
) -> None:
    given = {"year": 2027, "region": GIVEN["region"], "targets": {"base": 5000},
             "districts": [{"name": "东", **one}, {"name": "西", **other}]}  # fmt: skip
    _, data = renamed(Spec.model_validate(given), plain(given), {"东": "中", "西": "中"})
    assert data["districts"][0].get("market") == both


def test_one_that_goes_into_another_keeps_the_others_name() -> None:
    _, data = under(东="西")
    assert [one["name"] for one in data["districts"]] == ["西", "北"]
    assert data["districts"][0]["market"] == "13000"


def test_targets_stay_as_they_were_issued_and_other_holds_of_districts_go() -> None:
    spec = with_issued(under(东="中", 西="中")[0], {"中": 4000, "北": 1000})
    assert [(lock.district, lock.month, int(lock.amount)) for lock in spec.targets.locks] == [
        (None, 3, 400), ("中", None, 4000), ("北", None, 1000)
    ]  # fmt: skip
    assert spec.targets.bounds == ()


@pytest.mark.parametrize(("name", "count"), [("东", 6), ("北", 3), ("南", 0)])
def test_how_many_texts_still_say_a_name(name: str, count: int) -> None:
    """Its name, its history, a member, a list of districts, a lock and a promotion called after it."""
    assert still_said(plain(GIVEN), name) == count
