"""What lies below the districts: dealers, counties, the trade's stock, and the nodes each person looks after."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from money_case import spec_of, targets_of

from planforge.plan.growth.units import Calls, StockPlan, calls, plan_capacity, plan_counties, plan_dealers, plan_stock
from planforge.plan.make import make_plan
from planforge.problem import Problem

LAST = {"东": (500,) * 12, "西": (400,) * 12}
NOW = {"东": (600,) * 12, "西": (440,) * 12}


def dealers(*items: dict[str, Any]) -> dict[str, Any]:
    return {"situation": {"dealers": {"items": list(items)}}}


def told(code: str, **fields: Any) -> list[Problem]:
    rows = [{"year": 2025, "district": name, "total": 12 * row[0]} for name, row in LAST.items()]
    given = {"history": rows, "money": {"unit": "元", "round_to": 1}, **fields}
    plan = make_plan(spec_of(["东", "西"], **given))
    return [problem for problem in plan.problems if problem.code == code]


# Dealers and counties -------------------------------------------------------------------------------------------------


def test_a_dealer_grows_as_its_district_unless_it_states_a_target_and_the_rest_is_a_row() -> None:
    given_ = dealers(
        {"name": "甲", "district": "东", "sales": 3000},
        {"name": "乙", "district": "东", "sales": 1000, "target": 2000},
        {"name": "丙", "district": "东", "target": 500, "signs": "2026-03-01"},
    )
    plan = plan_dealers(spec_of(["东", "西"], **given_), targets_of(NOW, last=LAST), 1)
    assert plan
    assert [(u.name, u.last, u.target) for u in plan.units] == [
        ("甲", 3000, 3600), ("乙", 1000, 2000), ("丙", None, 500), ("", 2000, 1100),
    ]  # fmt: skip
    assert (plan.total, plan.largest.name, plan.part) == (6100, "甲", Fraction(3600, 12_480))
    assert (plan.new_total, [u.name for u in plan.new]) == (500, ["丙"])


def test_a_dealer_in_a_district_without_a_past_has_no_target_of_its_own() -> None:
    spec = spec_of(
        ["东"],
        **dealers({"name": "甲", "district": "东", "sales": 3000}, {"name": "乙", "district": "东", "target": 9}),
    )
    plan = plan_dealers(spec, targets_of({"东": NOW["东"]}), 1)
    assert plan and [u.name for u in plan.open] == ["甲"]


def test_counties_that_ask_more_than_their_district_leave_a_rest_below_nil() -> None:
    counties = [{"name": "甲县", "district": "东", "last": 5000}, {"name": "乙县", "district": "东", "target": 1900}]
    plan = plan_counties(spec_of(["东", "西"], counties=counties), targets_of(NOW, last=LAST), 1)
    assert plan and [u.target for u in plan.beyond] == [7200 - 6000 - 1900]


def test_what_dealers_and_counties_sold_and_the_markets_of_counties_are_held_against_their_district() -> None:
    (dealer,) = told("P06", **dealers({"name": "甲", "district": "东", "sales": 6002}))
    assert "6,000" in dealer.message.zh and "6,002" in dealer.message.zh
    assert told("P06", **dealers({"name": "甲", "district": "东", "sales": 6000})) == []
    counties = [{"name": f"{n}县", "district": "西", "last": 2402, "market": 9000} for n in "甲乙"]
    (sold,) = told("P06", counties=counties)
    assert "“西”2025 年销售额" in sold.message.zh
    wide: list[dict[str, Any]] = [{"name": "东"}, {"name": "西", "market": 15_000}]
    assert "“西”市场容量" in told("P06", counties=counties, districts=wide)[-1].message.zh


# Stock ----------------------------------------------------------------------------------------------------------------


def stocked(last: dict[str, tuple[int, ...]] | None = None, **stock: Any) -> StockPlan | None:
    return plan_stock(spec_of(["东", "西"], stock=stock), targets_of(NOW, last=last), 1)


@given(opening=st.integers(0, 20_000), closing=st.integers(0, 20_000))
def test_sell_out_follows_from_the_stock_at_both_ends(opening: int, closing: int) -> None:
    plan = stocked(opening=opening, closing=closing)
    if opening + 12_480 < closing:
        assert plan is None
        return
    assert plan and plan.derived
    assert plan.sell_out_total == opening + 12_480 - closing
    assert plan.year_end == closing
    before = (opening, *plan.closing)
    assert all(before[m] + plan.sell_in[m] - plan.sell_out[m] == plan.closing[m] for m in range(12))
    assert max(plan.sell_out) - min(plan.sell_out) <= 1  # as even as sell-in


def test_stated_sell_out_is_taken_as_it_is_and_days_run_over_three_months() -> None:
    plan = stocked(opening=1000, sell_out=[1000] * 11 + [2000], last_sell_out=10_000)
    assert plan and not plan.derived
    assert plan.closing[:2] == (1040, 1080) and plan.year_end == 1000 + 12_480 - 13_000
    assert plan.days[:2] == (Fraction(1040 * 30, 1000), Fraction(1080 * 60, 2000))
    assert plan.days[11] == Fraction(480 * 90, 4000)
    assert plan.sell_out_growth == Fraction(3, 10)


def test_the_trade_opens_with_what_its_dealers_hold_where_nothing_else_is_said() -> None:
    both = dealers({"name": "甲", "stock": 300}, {"name": "乙", "stock": 200})
    plan = plan_stock(spec_of(["东", "西"], stock={"closing": 500}, **both), targets_of(NOW), 1)
    assert plan and plan.opening == 500


def test_stock_stated_twice_is_compared() -> None:
    more = dealers({"name": "甲", "stock": 300}, {"name": "乙", "stock": 210})
    (found,) = told("P06", stock={"opening": 500, "closing": 500}, **more)
    assert "期初渠道库存" in found.message.zh
    (found,) = told("P06", stock={"opening": 500, "closing": 900_000, "sell_out": [10_000] * 12})
    assert "年末渠道库存" in found.message.zh and "期初＋出货－动销" in found.message.zh
    assert told("P06", stock={"opening": 500, "closing": 880_500, "sell_out": [10_000] * 12}) == []
    rounded = {"stock": {"opening": 500, "sell_out": [10_000] * 12}, "money": {"unit": "元", "round_to": 100}}
    for away, count in ((600, 0), (800, 1)):
        rounded["stock"]["closing"] = 880_500 + away
        assert len(told("P06", **rounded)) == count  # thirteen figures, each rounded to a hundred


# The work of each person ----------------------------------------------------------------------------------------------


def test_people_who_join_or_leave_within_the_year_count_at_one_end_of_it() -> None:
    team: list[dict[str, Any]] = [
        {"name": "一", "district": "东"}, {"name": "二", "district": "东", "starts": 4},
        {"name": "三", "district": "东", "leaves": 6}, {"name": "四", "district": "西"},
    ]  # fmt: skip
    stores: list[dict[str, Any]] = [{"name": f"店{n}", "district": "东"} for n in range(6)]
    stores += [{"name": "新店", "district": "西", "opens": 5}, {"name": "关店", "district": "西", "closes": 6}]
    capacity = plan_capacity(spec_of(["东", "西"], team=team, stores=stores), (), targets_of(NOW))
    assert capacity
    assert [(load.district, load.people, load.people_end, load.nodes, load.nodes_end) for load in capacity.loads] == [
        ("东", 2, 2, 6, 6), ("西", 1, 1, 1, 1), ("", 3, 3, 7, 7),
    ]  # fmt: skip
    assert capacity.loads[-1].each == Fraction(7, 3)


def test_people_are_held_against_the_outlets_that_the_trade_is_distributed_to() -> None:
    team = [{"name": "一", "district": "东"}, {"name": "二", "district": "西"}]
    of = {"东": {"current": 6, "new": 1}, "西": {"current": 4, "new": 1}}
    more = {"东": {"current": 60, "new": 1}, "西": {"current": 40, "new": 1}}
    network = [
        {"name": "冰柜", "unit": "台", "districts": more},
        {"name": "网点", "unit": "家", "districts": of, "distribution": "yes"},
    ]
    spec = spec_of(["东", "西"], team=team, network=network)
    capacity = plan_capacity(spec, make_plan(spec).network, targets_of(NOW))
    assert capacity
    assert (capacity.name, capacity.unit, capacity.loads[-1].nodes) == ("网点", "家", 10)


def test_a_round_of_visits_is_held_against_the_workdays_of_its_cycle() -> None:
    visits = [
        {"role": "业务代表", "people": 4, "nodes": 600, "per_day": 8, "cycle": "month"},
        {"role": "主管", "people": 2, "nodes": 30, "days": [1, 2], "cycle": "quarter"},
        {"role": "空缺", "people": 0, "nodes": 9},
    ]
    assert calls(spec_of(["东"], control={"visits": visits})) == (
        Calls("业务代表", "month", 600, 4, Fraction(75, 4), 21),
        Calls("主管", "quarter", 30, 2, Fraction(30), 63),
        Calls("空缺", "month", 9, 0, None, 21),
    )


def test_districts_of_which_some_tell_nothing_need_not_come_to_the_region() -> None:
    def problems(*rows: dict[str, Any]) -> list[str]:
        given = [{"year": 2025, "total": 10_000}, *({"year": 2025, **row} for row in rows)]
        money = {"unit": "元", "round_to": 1}
        return [one.code for one in make_plan(spec_of(["东", "西"], history=given, money=money)).problems]

    east, west = {"district": "东", "total": 6_000}, {"district": "西", "total": 3_000}
    assert "P06" not in problems(east)
    assert "P06" in problems(east, west)
    assert "P06" not in problems(east, west | {"total": 4_000})
