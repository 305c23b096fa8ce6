"""What stands exactly on a line, and constants that a figure hangs on: each by an example with a plain answer."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest
from money_case import spec_of, targets_of

from planforge import make_plan
from planforge.plan.amounts import round_parts
from planforge.plan.money.budget import BudgetPlan, plan_budget
from planforge.plan.money.collection import plan_collection
from planforge.plan.money.opening import overdue_amount
from planforge.plan.money.outlays import days_by_month
from planforge.plan.plan import Plan
from planforge.plan.targets.basis import granule_of
from planforge.plan.targets.calendar import last_notice, weeks, working_year
from planforge.plan.targets.season import FLAT, borrowed, moving_average
from planforge.spec.region import MoneyFormat
from planforge.spec.spec import Spec

WAN = 10_000


def plan_of(**more: Any) -> Plan:
    plain: dict[str, Any] = {
        "year": 2027,
        "region": {"name": "区", "company": "司"},
        "money": {"round_to": 1},
        "districts": [{"name": "甲"}],
        "targets": {"base": 12_000},
    }
    return make_plan(Spec.model_validate(plain | more))


# Rounding -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "granule"), [("元", 1), ("千元", 100), ("万元", 1000), ("百万元", 100_000), ("亿元", 10_000_000)]
)
def test_figures_are_rounded_to_a_tenth_of_what_is_printed(unit: str, granule: int) -> None:
    assert granule_of(MoneyFormat.model_validate({"unit": unit})) == granule


def test_a_half_is_rounded_away_from_nil() -> None:
    assert sum(round_parts([Fraction(1, 4), Fraction(1, 4)], 1)) == 1
    assert sum(round_parts([Fraction(-1, 4), Fraction(-1, 4)], 1)) == -1
    assert round_parts([5], 10) == (10,)


# Seasons and calendars ------------------------------------------------------------------------------------------------


def test_a_moving_average_is_centred_half_a_month_on_either_side() -> None:
    """A straight line has no season: each month is its own centred mean; off centre it would seem to have one."""
    assert moving_average(range(100, 136)) == (Fraction(1),) * 12


def test_a_node_keeps_its_own_shape_up_to_a_tenth_of_doubt_and_no_further() -> None:
    """Years that differ by d in one month against a mean that lies 12 from flat: scatter over distance is known."""

    def lean(apart: int) -> Fraction:
        years = [
            [1000] * 3 + [2000 + sign * apart] + [1000] * 4 + [0 + -sign * apart + 1000] + [1000] * 3
            for sign in (1, -1)
        ]
        return borrowed(years, FLAT)

    assert lean(100) == 0
    kept = [lean(apart) for apart in range(100, 900, 25)]
    taken = [part for part in kept if part]
    assert Fraction(1, 10) < min(taken) < Fraction(13, 100)


def test_weeks_begin_on_mondays() -> None:
    working = working_year(2026)
    for month in range(1, 13):
        first, *others = weeks(working, month)
        assert first[0].day == 1 and all(week[0].weekday() == 0 for week in others)
        assert all(len(week) == 7 for week in others[:-1])


def test_own_days_off_and_at_work_count() -> None:
    plain = working_year(2026)
    own = working_year(2026, holidays=[datetime.date(2026, 3, 4)], workdays=[datetime.date(2026, 3, 7)])
    changed = {day: str(own.weights[day]) for day in plain.weights if plain.weights[day] != own.weights[day]}
    assert changed == {datetime.date(2026, 3, 4): "0", datetime.date(2026, 3, 7): "1"}


def test_the_notice_that_is_known_is_that_of_2026_or_what_the_holiday_library_has() -> None:
    import holidays

    known = getattr(holidays.country_holidays("CN"), "special_public_holidays", {})
    assert last_notice() == max([2026, *known])


# Activities -----------------------------------------------------------------------------------------------------------


def test_activities_count_their_first_and_last_day_and_those_of_the_year() -> None:
    day = datetime.date
    assert days_by_month(day(2027, 1, 1), day(2027, 1, 1), 2027) == (1, *(0,) * 11)
    assert days_by_month(day(2027, 1, 31), day(2027, 2, 2), 2027) == (1, 2, *(0,) * 10)
    assert days_by_month(day(2026, 12, 30), day(2027, 1, 2), 2027) == (2, *(0,) * 11)
    assert days_by_month(day(2027, 12, 31), day(2028, 1, 5), 2027) == (*(0,) * 11, 1)


# Expense --------------------------------------------------------------------------------------------------------------


def budget_of(line: dict[str, Any], limit: str = "100%", sales: int = 1000) -> BudgetPlan:
    limits = [{"district": "东", "ratio": limit}]
    spec = spec_of(["东"], budget={"lines": [{"name": "费", **line}], "limits": limits})
    return plan_budget(spec, targets_of({"东": (sales,) * 12}), (), 1)


def test_a_line_that_just_reaches_its_cap_is_not_cut_by_it() -> None:
    assert [line.capped for line in budget_of({"ratio": "10%", "cap": 1200}).lines] == [False]
    assert [line.capped for line in budget_of({"ratio": "10%", "cap": 1199}).lines] == [True]


def test_a_district_is_over_its_limit_by_one_unit_a_line() -> None:
    def told(amount: int) -> bool:
        return "M09" in [p.code for p in budget_of({"amount": amount}, "10%").problems]

    assert not told(1200)
    assert told(1201) and told(1205)


# Collection -----------------------------------------------------------------------------------------------------------


def test_terms_beyond_the_whole_are_cut_with_their_retention() -> None:
    terms = [{"name": "超", "pattern": ["60%", "40%"], "retention": "25%"}]
    plan = plan_collection(spec_of(["东"], collection={"terms": terms}), targets_of({"东": (1000,) * 12}), 1)
    assert plan
    assert plan.total.cash[:3] == (480, 800, 800)  # 60 and 40 of 125
    assert sum(plan.total.sales) - sum(plan.total.cash) == 12 * 200 + 320


def test_no_more_is_overdue_than_is_open() -> None:
    given = {"opening": 100, "overdue": 500, "terms": [{"name": "现", "pattern": ["100%"]}]}
    collection = spec_of(["东"], collection=given).collection
    assert collection
    assert [overdue_amount(collection, opening, 1) for opening in (100, 499, 500, 900)] == [100, 499, 500, 500]


# Volumes --------------------------------------------------------------------------------------------------------------

PRICED = [
    {"name": "贵", "price": 100, "share": "50%"},
    {"name": "廉", "price": 10, "share": "25%"},
    {"name": "无价", "share": "25%"},
]


def test_who_has_no_price_is_counted_at_the_average_weighed_by_units() -> None:
    """6,000 at 100 are 60 pieces, 3,000 at 10 are 300: 360 pieces for 9,000, so 25 each."""
    volumes = plan_of(products=PRICED).targets.volumes
    assert volumes
    assert [sum(row) for row in volumes.cells] == [60, 300, 120]


@pytest.mark.parametrize(("wanted", "told"), [(1200, False), (1220, False), (1230, True), (1300, True), (1170, True)])
def test_prices_and_the_volume_target_may_lie_two_per_cent_apart_unsaid(wanted: int, told: bool) -> None:
    targets = {"base": 12_000, "volume": wanted}
    plan = plan_of(products=[{"name": "一", "price": 10, "share": "100%"}], targets=targets)
    assert ("P71" in [problem.code for problem in plan.problems]) is told


# People, districts, products ------------------------------------------------------------------------------------------


def test_people_without_anything_to_go_by_share_alike() -> None:
    people = plan_of(team=[{"name": n, "district": "甲"} for n in "一二三"]).targets.people
    assert people
    assert people.totals == (4000, 4000, 4000)


def test_who_has_no_weight_shares_what_the_others_leave_and_is_told_where_that_is_nothing() -> None:
    def made(*weights: str | None) -> Plan:
        named = zip("一二三", weights, strict=False)
        return plan_of(team=[{"name": n, "district": "甲"} | ({"weight": w} if w else {}) for n, w in named])

    shared = made("50%", None, None)
    assert shared.targets.people and shared.targets.people.totals == (6000, 3000, 3000)
    full = made("60%", "40%")
    assert full.targets.people and full.targets.people.totals == (7200, 4800)
    left = made("60%", "40%", None)
    assert left.targets.people and left.targets.people.totals == (7200, 4800, 0)
    assert any("三" in problem.message.zh for problem in left.problems)


def test_a_network_target_is_what_is_missing_to_it() -> None:
    network = [{"name": "网点", "target": 130, "districts": {"甲": {"current": 100}}}]
    plan = plan_of(network=network).network[0]
    assert (plan.total.current, plan.total.new, plan.total.quarters[-1]) == (100, 30, 130)


def test_a_districts_own_mix_counts_to_a_millionth() -> None:
    """Two districts whose products stand 1 : 2 and 2 : 1 keep that; parts of one would know only all or nothing."""
    sold = {("甲", "一"): 100, ("甲", "二"): 200, ("乙", "一"): 200, ("乙", "二"): 100}
    history = [
        {"year": year, "district": d, "product": p, "months": [amount] * 12}
        for year in (2025, 2026)
        for (d, p), amount in sold.items()
    ]
    plan = plan_of(districts=[{"name": "甲"}, {"name": "乙"}], history=history, targets={"base": 7200})
    for cube, wanted in zip(plan.targets.by_product, ((1200, 2400), (2400, 1200)), strict=True):
        sums = tuple(sum(month[p] for month in cube) for p in range(2))
        assert all(abs(one - other) <= 12 for one, other in zip(sums, wanted, strict=True))


def test_months_that_others_lock_fall_on_a_district_at_most_threefold() -> None:
    """Four of five sell nothing in January; the fifth takes three times its usual month, the rest moves on."""
    flat = {"method": "manual", "weights": [1] * 12}
    locks = [{"district": name, "month": 1, "amount": 0} for name in "甲乙丙丁"]
    targets = {"base": 60_000, "by_district": {"equal": "100%"}, "season": flat, "locks": locks}
    plan = plan_of(districts=[{"name": name} for name in "甲乙丙丁戊"], targets=targets)
    assert plan.targets.districts.months[0] == plan.targets.districts.of("戊", 1) == 3000
    assert plan.targets.districts.totals == (12_000,) * 5


def test_past_months_below_one_unit_of_currency_still_have_a_season() -> None:
    history = [{"year": year, "district": "甲", "months": ["0.2"] * 6 + ["0.8"] * 6} for year in (2025, 2026)]
    months = plan_of(history=history, targets={"base": 60_000}).targets.districts.row("甲")
    assert 3 * sum(months[3:6]) < sum(months[6:9])


# What weighs how much -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("years", "growth"), [(2, 35), (3, 40), (4, 50), (5, 55), (6, 55)])
def test_evidence_counts_by_years_against_eight_of_assumption(years: int, growth: int) -> None:
    """甲 grows by as much each year and 乙 falls by as many per cent: each year is exactly what the trend foretold.

    A slope of one in n years beside 0.35 in eight: (n + 8 · 0.35) ÷ (n + 8), to the nearest twentieth; no more than
    three changes on changes of the last five years count.
    """
    sales = [{"甲": 100_000 + 10_000 * n, "乙": 100_000 * 9**n // 10**n} for n in range(6)][-years:]
    history = [
        {"year": 2027 - back, "district": name, "total": amount}
        for back, year in zip(range(years, 0, -1), sales, strict=True)
        for name, amount in year.items()
    ]
    targets = plan_of(districts=[{"name": "甲"}, {"name": "乙"}], history=history).targets
    assert targets.blend == {"last": Fraction(100 - growth, 100), "growth": Fraction(growth, 100)}


def test_who_has_no_weight_shares_what_the_others_leave_of_the_whole() -> None:
    team = [{"name": name, "role": "业务员", "district": "甲"} | more for name, more in
            (("一", {"weight": "40%"}), ("二", {"weight": "30%"}), ("三", {}), ("四", {}))]  # fmt: skip
    people = plan_of(team=team).targets.people
    assert people
    assert [people.of(name) for name in ("一", "二", "三", "四")] == [4800, 3600, 1800, 1800]


def test_a_store_without_a_past_counts_as_the_mean_of_its_neighbours() -> None:
    stores = [{"name": name, "district": "甲"} | more for name, more in
              (("一", {"last_actual": 9000}), ("二", {"last_actual": 3000}), ("三", {}))]  # fmt: skip
    targets = plan_of(stores=stores).targets
    assert targets.stores
    assert [targets.stores.of(name) for name in ("一", "二", "三")] == [6000, 2000, 4000]


def test_a_layer_takes_what_is_sold_and_spreads_what_is_left_of_it_as_the_base_goes_on() -> None:
    closed = [{"month": month, "actual": {"甲": 500}} for month in range(1, 7)]
    layers = plan_of(targets={"base": 12_000, "floor": 9000, "reserve": 1800, "closed": closed}).targets.layers
    months = {name: [layer.districts.of("甲", month) for month in range(1, 13)] for name, layer in layers.items()}
    assert months == {
        "base": [500] * 6 + [1500] * 6,
        "floor": [500] * 6 + [1000] * 6,
        "reserve": [0] * 6 + [300] * 6,
    }


def test_a_district_told_by_the_year_had_last_years_months_of_the_region() -> None:
    shapes = {2025: [200] + [100] * 11, 2026: [100] * 11 + [200]}
    rows = [{"year": year, "months": months} for year, months in shapes.items()]
    rows += [{"year": 2026, "district": name, "total": total} for name, total in (("甲", 650), ("乙", 650))]
    last = plan_of(districts=[{"name": "甲"}, {"name": "乙"}], history=rows).targets.last_districts
    assert last
    assert last.row("甲") == last.row("乙") == (50,) * 11 + (100,)
