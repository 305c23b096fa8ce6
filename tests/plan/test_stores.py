"""Stores that open and close, and the people who run them: each district's months over both, exact."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.spec.spec import Spec

MONTHS = [f"{amount}万" for amount in (80, 60, 90, 90, 100, 100, 110, 110, 90, 100, 120, 150)]  # 1,200


def plan_of(*, stores: list[dict[str, Any]], team: list[dict[str, Any]] = [], **targets: Any) -> Plan:  # noqa: B006
    """A region of two districts, 1,200 万 each last year with the same season, and these stores."""
    history = [{"year": year, "district": d, "months": MONTHS} for year in (2025, 2026) for d in ("东", "西")]
    given = {
        "year": 2027,
        "region": {"name": "区域", "company": "公司"},
        "money": {"round_to": 1000},
        "districts": [{"name": "东"}, {"name": "西"}],
        "history": history,
        "stores": stores,
        "team": team,
        "targets": {"base": "2640万", "season": {"festival": False}, **targets},
    }
    return make_plan(Spec.model_validate(given))


def store(name: str, district: str = "东", last: str | None = "600万", **more: Any) -> dict[str, Any]:
    return {"name": name, "district": district, **({"last_actual": last} if last else {}), **more}


def shape(months: tuple[int, ...]) -> list[Fraction]:
    return [Fraction(month, sum(months)) for month in months]


WEST = store("丙", "西", "1200万")


def test_a_new_store_lifts_its_district_from_the_month_it_opens() -> None:
    plan = plan_of(stores=[store("甲"), store("乙"), store("新", last=None, opens="9月"), WEST])
    east, west = plan.targets.districts.row("东"), plan.targets.districts.row("西")
    assert sum(east[8:]) * sum(west) > sum(west[8:]) * sum(east)
    assert sum(east[:8]) * sum(west) < sum(west[:8]) * sum(east)


def test_the_old_stores_keep_their_season_when_another_opens() -> None:
    plan = plan_of(
        stores=[store("甲"), store("乙"), store("新", last=None, opens="9月"), WEST],
        locks=[{"store": "新", "amount": "120万"}],
    )
    assert plan.targets.stores
    assert plan.targets.stores.of("新") == 1_200_000
    season = shape(tuple(month or 0 for month in plan.review.years[-1][1]))
    for name in ("甲", "乙"):
        for own, usual in zip(shape(plan.targets.stores.row(name)), season, strict=True):
            assert abs(own - usual) < Fraction(1, 400)


def test_a_store_that_closes_takes_its_part_out_of_the_later_months() -> None:
    plan = plan_of(stores=[store("甲"), store("乙", closes="6月"), WEST])
    assert plan.targets.stores
    assert not any(plan.targets.stores.row("乙")[6:])
    for own, usual in zip(
        shape(plan.targets.stores.row("甲")),
        shape(tuple(month or 0 for month in plan.review.years[-1][1])),
        strict=True,
    ):
        assert abs(own - usual) < Fraction(1, 200)


def test_districts_and_months_still_add_up() -> None:
    targets = plan_of(stores=[store("甲"), store("乙", closes="3月"), store("新", last=None, opens=11), WEST]).targets
    assert targets.stores
    assert targets.total == targets.districts.total == targets.stores.total == 26_400_000
    assert targets.stores.months == targets.districts.months


def test_without_openings_nothing_changes() -> None:
    with_stores, without = plan_of(stores=[store("甲"), store("乙"), WEST]), plan_of(stores=[])
    assert with_stores.targets.districts == without.targets.districts


# Who runs them --------------------------------------------------------------------------------------------------------

TEAM = [{"name": "王强", "district": "东"}, {"name": "李丽", "district": "东"}, {"name": "陈静", "district": "西"}]
RUN = [
    store("甲", last="333万", manager="王强"),
    store("乙", last="477万", manager="李丽"),
    store("丁", last="390万", manager="李丽"),
    {**WEST, "manager": "陈静"},
]


def test_people_answer_for_the_sum_of_their_stores_in_every_month() -> None:
    targets = plan_of(stores=RUN, team=TEAM).targets
    assert targets.people and targets.stores
    assert targets.people.row("王强") == targets.stores.row("甲")
    both = zip(targets.stores.row("乙"), targets.stores.row("丁"), strict=True)
    assert targets.people.row("李丽") == tuple(map(sum, both))


def test_a_stated_weight_wins_over_the_stores() -> None:
    team = [{**TEAM[0], "weight": "50%"}, {**TEAM[1], "weight": "50%"}, TEAM[2]]
    targets = plan_of(stores=RUN, team=team).targets
    assert targets.people
    assert targets.people.of("王强") == targets.people.of("李丽")


def test_a_lock_on_a_person_wins_over_the_stores() -> None:
    targets = plan_of(stores=RUN, team=TEAM, locks=[{"person": "王强", "amount": "500万"}]).targets
    assert targets.people
    assert targets.people.of("王强") == 5_000_000
    assert targets.people.total == targets.total


def test_a_store_nobody_runs_leaves_people_to_their_own_split() -> None:
    targets = plan_of(stores=[*RUN[:2], store("丁", last="390万"), RUN[3]], team=TEAM).targets
    assert targets.people and targets.stores
    assert targets.people.of("王强") == targets.people.of("李丽")
    assert targets.people.months == targets.districts.months
