"""Media by month and material by district."""

from __future__ import annotations

from money_case import spec_of, targets_of

from planforge.plan.money.advertising import material_plans, material_problems, media_schedule

TARGETS = targets_of({"东": (300,) * 12, "西": (100,) * 12})


def test_a_booking_runs_from_its_first_to_its_last_month_or_by_its_own_weights() -> None:
    media = [
        {"name": "公交", "cost": 1000, "starts": "3月", "ends": "5月"},
        {"name": "短视频", "cost": 1000, "months": ["50%", *["0"] * 10, "50%"]},
        {"name": "常年", "cost": 1200},
    ]
    schedule = media_schedule(spec_of(["东", "西"], advertising={"media": media}), 1)
    assert schedule.row("公交") == (0, 0, 334, 333, 333, *(0,) * 7)
    assert schedule.row("短视频") == (500, *(0,) * 10, 500)
    assert schedule.row("常年") == (100,) * 12


def test_material_goes_by_sales_where_no_count_is_stated() -> None:
    materials = [
        {"name": "海报", "quantity": 101, "unit_cost": 2},
        {"name": "堆头", "quantity": 101, "districts": {"西": 50}},
        {"name": "围挡", "quantity": 10, "districts": {"东": 5, "西": 5}},
    ]
    spec = spec_of(["东", "西"], advertising={"materials": materials})
    plans = material_plans(spec, TARGETS, 1)
    assert [plan.districts for plan in plans] == [(76, 25), (51, 50), (5, 5)]
    assert [plan.cost for plan in plans] == [202, None, None]
    assert not list(material_problems(spec, TARGETS))


def test_districts_that_miss_the_quantity_are_a_problem_and_still_sum_to_it() -> None:
    materials = [
        {"name": "海报", "quantity": 100, "districts": {"东": 90, "西": 30}},
        {"name": "堆头", "quantity": 100, "districts": {"东": 30, "西": 30}},
        {"name": "围挡", "quantity": 100, "districts": {"南": 30}},
    ]
    spec = spec_of(["东", "西"], advertising={"materials": materials})
    assert [p.code for p in material_problems(spec, TARGETS)] == ["M18", "M18", "M05"]
    assert [sum(plan.districts) for plan in material_plans(spec, TARGETS, 1)] == [100, 100, 100]


def test_a_booking_that_only_tells_its_end_runs_from_january() -> None:
    media = [{"name": "公交", "cost": 600, "ends": "6月"}, {"name": "短视频", "cost": 600, "starts": "7月"}]
    schedule = media_schedule(spec_of(["东", "西"], advertising={"media": media}), 1)
    assert schedule.row("公交") == (*(100,) * 6, *(0,) * 6)
    assert schedule.row("短视频") == (*(0,) * 6, *(100,) * 6)
