"""The target as a whole: layers, blends, months, openings, people, volumes, and what the manager holds of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planforge.plan.explain.explain import Explanation, explain
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.spec.spec import Spec

WAN = 10_000
FLAT = [WAN] * 12
RISING = [WAN * m for m in range(1, 13)]


def planned(**more: Any) -> Plan:
    """A region of two districts that sold alike, with what is given on top."""
    plain: dict[str, Any] = {
        "year": 2027,
        "region": {"name": "豫南", "company": "福麦"},
        "money": {"round_to": 1},
        "districts": [{"name": "东"}, {"name": "西"}],
        "targets": {"base": 240 * WAN},
    }
    return make_plan(Spec.model_validate(plain | more))


def sold(year: int, months: list[int], **node: str) -> dict[str, Any]:
    return {"year": year, "months": months, **node}


def both(year: int, months: list[int]) -> list[dict[str, Any]]:
    return [sold(year, months, district=name) for name in "东西"]


# Layers ---------------------------------------------------------------------------------------------------------------


def test_layers_from_amount_and_growth_stand_beside_one_another_in_every_cell() -> None:
    given = {"base": "+20%", "floor": "+10%", "stretch": "312万", "reserve": "5%"}
    plan = planned(targets=given, history=[*both(2025, RISING), *both(2026, RISING)])
    layers = plan.targets.layers
    last = 2 * sum(RISING)
    assert list(layers) == ["floor", "base", "stretch", "reserve"]
    assert [layer.total for layer in layers.values()] == [last * 11 // 10, last * 12 // 10, 312 * WAN, last * 6 // 100]
    assert (layers["base"].growth, layers["reserve"].growth) == (Fraction(1, 5), None)
    rows = [[cell for row in layers[name].districts.cells for cell in row] for name in ("floor", "base", "stretch")]
    assert all(floor <= base <= stretch for floor, base, stretch in zip(*rows, strict=True))


def test_the_reserve_never_mixes_with_the_base() -> None:
    assert (
        planned(targets={"base": 100, "reserve": "10%"}).targets.districts
        == planned(targets={"base": 100}).targets.districts
    )


def test_the_assigned_target_stands_beside_the_plans_own() -> None:
    plan = planned(targets={"base": 240 * WAN, "assigned": "230万"})
    assert (plan.targets.total, plan.targets.assigned) == (240 * WAN, 230 * WAN)


# Weights --------------------------------------------------------------------------------------------------------------


def test_a_blend_is_the_weighted_sum_of_its_shares() -> None:
    history = [sold(2025, FLAT, district="东"), sold(2025, FLAT, district="西")]
    history += [sold(2026, FLAT, district="东"), sold(2026, [2 * WAN] * 12, district="西")]
    districts = [{"name": "东", "market": 300, "weight": "80%"}, {"name": "西", "market": 100, "weight": "20%"}]
    blend = {"history": "40%", "market": "20%", "growth": "20%", "manual": "20%"}
    plan = planned(districts=districts, history=history, targets={"base": 10_000, "by_district": blend})
    weights = plan.targets.weights["东"]
    assert (weights["history"], weights["market"], weights["manual"]) == (
        Fraction(2, 5),
        Fraction(3, 4),
        Fraction(4, 5),
    )
    assert weights["growth"] == Fraction(1, 4)  # 12 against 24, which rose by 12, and would by 12 once more
    assert weights["blend"] == Fraction(40 * 2, 500) + Fraction(3, 20) + Fraction(1, 20) + Fraction(4, 25)
    assert plan.targets.districts.of("东") == round(10_000 * weights["blend"])


def test_the_two_averages_of_history_differ_by_the_size_of_the_years() -> None:
    """Gross and Sohl 1990: shares of 1/2 and 3/4 average to 5/8, the averages are in the proportion 7 to 3."""
    history = [sold(2025, FLAT, district="东"), sold(2025, FLAT, district="西")]
    history += [sold(2026, [6 * WAN] * 12, district="东"), sold(2026, [2 * WAN] * 12, district="西")]
    alone = {"base": 80, "by_district": {"history": "100%"}}
    by_year = planned(history=history, targets=alone | {"history_share": "average-of-proportions"})
    pooled = planned(history=history, targets=alone)
    assert by_year.targets.districts.totals == (50, 30)
    assert pooled.targets.districts.totals == (56, 24)


def grown(*years: tuple[int, ...]) -> list[dict[str, object]]:
    """Every year's sales of 东 and 西, the last in 2026."""
    first = 2027 - len(years)
    return [
        sold(first + i, [part * WAN] * 12, district=name)
        for i, year in enumerate(years)
        for name, part in zip(("东", "西"), year, strict=True)
    ]


def test_left_to_the_data_two_years_keep_a_part_of_their_growth() -> None:
    """东 rose by half, 西 fell by a fifth: the order stays, and neither change is repeated in full."""
    targets = planned(history=grown((40, 50), (60, 40)), targets={"base": 1320 * WAN}).targets
    assert targets.blend == {"last": Fraction(13, 20), "growth": Fraction(7, 20)} and targets.chosen
    east, west = (targets.districts.of(name) / (12 * part * WAN) - 1 for name, part in (("东", 60), ("西", 40)))
    assert 0.5 > east > 0.1 > west > -0.2


def test_growth_that_has_lasted_is_given_more_weight_and_growth_that_turned_less() -> None:
    lasting = planned(history=grown((50, 50), (55, 45), (60, 40), (65, 35), (70, 30))).targets.blend
    turning = planned(history=grown((50, 50), (60, 40), (50, 50), (60, 40), (50, 50))).targets.blend
    assert lasting["growth"] > Fraction(7, 20)
    assert turning == {"last": 1}


def test_one_year_is_split_as_it_was_and_thin_districts_by_their_years_together() -> None:
    assert planned(history=grown((60, 40))).targets.blend == {"last": 1}
    thin = [
        sold(year, [0, part * WAN, 0] * 4, district=n) for year, part in ((2025, 1), (2026, 3)) for n in ("东", "西")
    ]
    assert planned(history=thin).targets.blend == {"last": Fraction(1, 2), "history": Fraction(1, 2)}


@given(st.lists(st.tuples(st.integers(1, 10**4), st.integers(1, 10**4)), min_size=2, max_size=5))
@settings(max_examples=40, deadline=None)
def test_who_grew_faster_is_never_asked_to_grow_less(years: list[tuple[int, int]]) -> None:
    plan = planned(history=grown(*years), targets={"base": sum(years[-1]) * 12 * WAN})
    asked = [plan.targets.weights[name]["blend"] / last for name, last in zip(("东", "西"), years[-1], strict=True)]
    grew = [Fraction(now, then) for now, then in zip(years[-1], years[-2], strict=True)]
    assert (asked[0] - asked[1]) * (grew[0] - grew[1]) >= 0


def test_a_district_told_by_the_year_alone_has_last_years_months_of_the_region() -> None:
    history = [
        {"year": 2025, "months": [100] * 6 + [0] * 6},
        {"year": 2026, "months": [0] * 6 + [300] * 6},
        {"year": 2026, "district": "东", "total": 1200},
        {"year": 2026, "district": "西", "total": 600},
    ]
    grid = planned(history=history).targets.last_districts
    assert grid is not None
    assert grid.row("西") == (0,) * 6 + (100,) * 6


@pytest.mark.parametrize(("alone", "year"), [(100, 1100), (900, 900), (1000, 1000)])
def test_lines_without_a_product_are_added_and_a_table_by_district_is_not_counted_again(alone: int, year: int) -> None:
    products = [{"year": 2026, "district": "东", "product": name, "total": 500} for name in ("茶", "米")]
    history = [*products, {"year": 2026, "district": "东", "total": alone}]
    assert planned(history=history).targets.last == year


def test_a_district_without_history_gets_nothing_by_history_and_is_told() -> None:
    plan = planned(history=[sold(2026, FLAT, district="东")])
    assert plan.targets.districts.of("西") == 0
    assert ("P11", ("districts", 1)) in [(p.code, p.path) for p in plan.problems]


# Months ---------------------------------------------------------------------------------------------------------------


def test_a_new_district_climbs_from_its_opening_month_and_a_closed_one_stops() -> None:
    districts = [
        {"name": "东", "market": 100},
        {"name": "西", "market": 100, "opens": 4, "ramp": ["20%", "50%"]},
        {"name": "南", "market": 100, "closes": 6},
    ]
    plan = planned(districts=districts, targets={"base": 240 * WAN, "by_district": {"market": "100%"}})
    west, south = plan.targets.districts.row("西"), plan.targets.districts.row("南")
    assert west[:3] == (0, 0, 0)
    assert 0 < west[3] < west[4] < west[5]
    assert south[6:] == (0,) * 6
    assert all(south[:6])


def test_manual_months_are_taken_as_they_are() -> None:
    season = {"method": "manual", "weights": ["50%", "50%", *["0%"] * 10]}
    plan = planned(history=both(2026, RISING), targets={"base": 400, "season": season})
    assert plan.targets.districts.months == (200, 200, *[0] * 10)


def test_a_month_that_nobody_knows_is_estimated_in_the_season_and_said() -> None:
    rows = both(2026, RISING)
    blank = [{**row, "months": [None if n == 1 else month for n, month in enumerate(row["months"])]} for row in rows]
    season = {"festival": "no"}
    whole = planned(history=rows, targets={"base": 400, "season": season})
    plan = planned(history=blank, targets={"base": 400, "season": season})
    assert plan.targets.season_estimated and not whole.targets.season_estimated
    (told,) = (problem for problem in plan.problems if problem.code == "P20")
    assert "month 2 of the season is estimated" in told.message.en
    shares = [share / (1 - plan.targets.season[1]) for n, share in enumerate(plan.targets.season) if n != 1]
    known = [share / (1 - whole.targets.season[1]) for n, share in enumerate(whole.targets.season) if n != 1]
    assert shares == known
    two = planned(history=[*both(2025, RISING), *blank], targets={"base": 400, "season": season})
    assert not two.targets.season_estimated


def test_the_festival_moves_sales_between_january_and_february_and_leaves_the_quarter() -> None:
    history = [*both(2025, [30 * WAN, *[10 * WAN] * 11]), *both(2026, [15 * WAN, 25 * WAN, *[10 * WAN] * 10])]
    moved = planned(history=history).targets
    still = planned(history=history, targets={"base": 240 * WAN, "season": {"festival": "no"}}).targets
    assert sum(moved.season[:3]) == sum(still.season[:3])
    assert moved.season[3:] == still.season[3:]
    assert moved.season[0] != still.season[0]
    assert moved.plain_season == still.season


@pytest.mark.parametrize(("shape", "own"), [("always", True), ("never", False)])
def test_a_district_keeps_its_own_months_or_takes_the_regions(shape: str, own: bool) -> None:
    history = [sold(y, m, district=n) for y in (2025, 2026) for n, m in (("东", RISING), ("西", RISING[::-1]))]
    targets = {"base": 240 * WAN, "season": {"own_shape": shape, "festival": "no"}}
    rows = planned(history=history, targets=targets).targets.districts
    assert (rows.row("东") != rows.row("西")) is own


# What is held ---------------------------------------------------------------------------------------------------------


def test_weights_10_20_30_with_the_second_held_at_20_of_100() -> None:
    """The calculation notes' case: 20, 20, 60."""
    districts = [{"name": name, "weight": f"{weight}%"} for name, weight in zip("甲乙丙", (10, 20, 30), strict=True)]
    targets = {"base": 100, "by_district": {"manual": "100%"}, "locks": [{"district": "乙", "amount": 20}]}
    assert planned(districts=districts, targets=targets).targets.districts.totals == (20, 20, 60)


def test_the_locked_half_leaves_the_rest_to_be_shared_by_weight() -> None:
    targets = {"base": 1200, "locks": [{"district": "东", "amount": 900, "reason": "新开发"}]}
    assert planned(targets=targets).targets.districts.totals == (900, 300)


def test_a_month_a_cell_a_person_and_a_product_may_be_held_at_once() -> None:
    locks = [
        {"month": 5, "amount": 70_000},
        {"district": "东", "month": 3, "amount": 60_000},
        {"product": "A", "district": "西", "month": 8, "amount": 1234},
        {"product": "B", "amount": 555_555},
        {"person": "甲", "month": 2, "amount": 11_111},
        {"channel": "批发", "month": 9, "amount": 77_777},
    ]
    plan = planned(
        products=[{"name": "A"}, {"name": "B"}, {"name": "C"}],
        channels=[{"name": "批发"}, {"name": "零售"}],
        team=[{"name": "甲", "district": "东"}, {"name": "乙", "district": "东"}, {"name": "丙", "district": "西"}],
        history=[sold(2026, FLAT, district=d, product=p) for d in "东西" for p in "ABC"],
        targets={"base": 240 * WAN, "locks": locks},
    )
    targets = plan.targets
    assert targets.products and targets.people and targets.channels
    assert targets.districts.months[4] == 70_000
    assert targets.districts.of("东", 3) == 60_000
    assert targets.by_product[1][7][0] == 1234
    assert targets.products.of("B") == 555_555
    assert targets.people.of("甲", 2) == 11_111
    assert targets.channels.of("批发", 9) == 77_777
    assert not [p for p in plan.problems if p.code.startswith(("P3", "P4"))]


def test_floors_and_caps_on_growth() -> None:
    history = [sold(2026, FLAT, district="东"), sold(2026, [3 * WAN] * 12, district="西")]
    bounds = [{"district": "东", "floor": "+50%"}, {"district": "西", "cap": "+18%"}]
    rows = planned(history=history, targets={"base": "+25%", "bounds": bounds}).targets.districts
    assert rows.of("东") >= 18 * WAN
    assert rows.of("西") <= 36 * WAN * 118 // 100
    assert rows.total == 60 * WAN


# People, stores, volumes ----------------------------------------------------------------------------------------------


def test_people_share_their_districts_months_while_they_are_there() -> None:
    team = [
        {"name": "甲", "district": "东", "weight": "60%"},
        {"name": "乙", "district": "东", "weight": "40%", "starts": 4},
        {"name": "丙", "district": "东", "weight": "0%"},
        {"name": "丁", "district": "西", "leaves": 6},
        {"name": "戊", "district": "西", "starts": 7},
    ]
    plan = planned(team=team, history=both(2026, FLAT))
    people = plan.targets.people
    assert people
    east, west = plan.targets.districts.row("东"), plan.targets.districts.row("西")
    assert "丙" not in people.nodes
    assert people.row("甲")[:3] == east[:3]
    assert people.row("乙")[:3] == (0, 0, 0)
    assert people.row("丁")[:6] == west[:6]
    assert people.row("戊")[6:] == west[6:]


def test_a_district_without_people_is_borne_by_its_leader() -> None:
    people = planned(districts=[{"name": "东", "leader": "王强"}, {"name": "西"}]).targets.people
    assert people
    assert people.nodes == ("王强",)
    assert people.of("王强") == 120 * WAN


def test_stores_share_by_last_years_sales_and_close_when_they_close() -> None:
    stores = [
        {"name": "一店", "district": "东", "last_actual": "30万"},
        {"name": "二店", "district": "东", "last_actual": "10万"},
        {"name": "三店", "district": "西", "last_actual": "10万", "closes": 3},
        {"name": "四店", "district": "西", "last_actual": "10万"},
    ]
    plan = planned(stores=stores, history=both(2026, FLAT))
    found = plan.targets.stores
    assert found
    assert (found.of("一店"), found.of("二店")) == (90 * WAN, 30 * WAN)
    assert found.row("三店")[3:] == (0,) * 9
    assert found.of("三店") + found.of("四店") == plan.targets.districts.of("西")


def test_a_region_nests_districts_areas_and_stores_and_every_level_adds_up() -> None:
    stores = [
        {"name": "一店", "district": "东", "area": "城北", "last_actual": "30万"},
        {"name": "二店", "district": "东", "area": "城南", "last_actual": "10万"},
        {"name": "三店", "district": "东", "area": "城北", "last_actual": "20万"},
        {"name": "四店", "district": "西", "area": "城南", "last_actual": "10万"},
    ]
    plan = planned(stores=stores, history=both(2026, FLAT))
    areas, found = plan.targets.areas, plan.targets.stores
    assert areas and found
    assert areas.nodes == ("城北", "东 城南", "西 城南")
    assert areas.row("城北") == tuple(map(sum, zip(found.row("一店"), found.row("三店"), strict=True)))
    assert areas.of("城北") + areas.of("东 城南") == plan.targets.districts.of("东")
    assert areas.months == plan.targets.districts.months
    asked = explain(plan, "城北 3月")
    assert isinstance(asked, Explanation)
    assert asked.figure == areas.of("城北", 3)
    assert [step.what.zh for step in asked.steps] == ["一店", "三店", "= 合计"]


def test_volumes_are_amounts_over_price_in_whole_packs() -> None:
    products = [{"name": "A", "share": "60%", "price": 42}, {"name": "B", "share": "40%", "price": 24}]
    volumes = planned(products=products, money={"round_to": 1, "pack": 24, "volume_unit": "箱"}).targets.volumes
    assert volumes
    assert all(cell % 24 == 0 for row in volumes.cells for cell in row)
    assert abs(volumes.of("A") - 144 * WAN // 42) <= 24 * 12
    assert volumes.months == tuple(map(sum, zip(*volumes.cells, strict=True)))


def test_a_volume_target_wins_and_a_disagreement_with_prices_is_told() -> None:
    products = [{"name": "A", "price": 40}]
    plan = planned(products=products, targets={"base": 240 * WAN, "volume": 50_000})
    assert plan.targets.volumes
    assert plan.targets.volumes.total == 50_000
    assert "P71" in [p.code for p in plan.problems]


def test_axes_without_data_are_absent() -> None:
    targets = planned().targets
    assert (targets.products, targets.channels, targets.people, targets.stores, targets.volumes) == (None,) * 5


# Channels that have districts of their own ----------------------------------------------------------------------------


DEALERS = [("东", "豫丰", 6), ("东", "永城", 3), ("西", "大田", 2)]


def of_dealers(**more: Any) -> Plan:
    """Each dealer sells in one district; 东 is to grow by more than 西."""
    names = [name for _, name, _ in DEALERS]
    given = {
        "history": [sold(2026, [WAN * n] * 12, district=place, channel=name) for place, name, n in DEALERS],
        "channels": [{"name": name} for name in names],
        "targets": {"base": 180 * WAN, "locks": [{"district": "东", "amount": 150 * WAN}]},
    }
    return planned(**given | more)


def by_place(plan: Plan) -> dict[str, dict[str, int]]:
    """Each district's year by channel."""
    channels = plan.targets.channels
    assert channels is not None
    return {
        district: {name: sum(row[i] for row in rows) for i, name in enumerate(channels.nodes)}
        for district, rows in zip(plan.targets.districts.nodes, plan.targets.by_channel, strict=True)
    }


def test_channels_nobody_set_follow_their_districts_where_each_has_its_own() -> None:
    plan = of_dealers()
    assert by_place(plan) == {
        "东": {"豫丰": 100 * WAN, "永城": 50 * WAN, "大田": 0},
        "西": {"豫丰": 0, "永城": 0, "大田": 30 * WAN},
    }
    assert "P55" not in {problem.code for problem in plan.problems}
    found = explain(plan, "大田")
    assert isinstance(found, Explanation)
    assert any("各片区的目标 × 各自上年的构成" in step.what.zh for step in found.steps)


def test_channels_that_are_set_go_no_further_beyond_their_districts_than_they_must_and_it_is_told() -> None:
    shares = [{"name": name, "target": wan * WAN} for name, wan in (("豫丰", 90), ("永城", 50), ("大田", 40))]
    plan = of_dealers(channels=shares)
    found = by_place(plan)
    assert sum(found["东"].values()) == 150 * WAN and sum(found["西"].values()) == 30 * WAN
    assert found["东"]["大田"] - (found["西"]["豫丰"] + found["西"]["永城"]) == 10 * WAN
    assert found["西"]["豫丰"] + found["西"]["永城"] < WAN
    (told,) = [problem for problem in plan.problems if problem.code == "P55"]
    assert "东的“大田”" in told.message.zh and told.path == ("channels",)
