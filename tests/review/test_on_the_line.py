"""Where what was reported stands exactly on a line: as much as planned, just a rounding unit, a month unsaid."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from planforge.ledger.outcome import Ledger
from planforge.ledger.sales import Node, Sale
from planforge.plan.make import make_plan
from planforge.plan.measures import MEASURES
from planforge.plan.plan import Plan
from planforge.problem import Where
from planforge.records import replace
from planforge.review.actuals import Actuals, Count, Entry, Status
from planforge.review.alerts import touches
from planforge.review.coverage import Coverage, Silent
from planforge.review.doubts import doubts, which_unit_is_meant
from planforge.review.forecast import deviation, recent_rate
from planforge.review.monthly import MonthlyReview, review_month
from planforge.review.replan import closed_months
from planforge.review.report.printed import printed
from planforge.review.report.sales_tables import _grown
from planforge.review.scope import scope_problems
from planforge.review.shift import shift
from planforge.spec.spec import Spec

HERE = Where("actuals.csv", 2)
EVEN = {"method": "manual", "weights": ["100%"] * 12, "own_shape": "never"}
EAST, WEST = ({"name": name, "weight": "50%"} for name in "东西")


def these(*values: object) -> tuple[object, ...]:
    """Exact figures of any kind, to be compared with plain numbers."""
    return values


@cache
def _plan(fields: str) -> Plan:
    return make_plan(Spec.model_validate_json(fields))


def plan(districts: tuple[dict[str, Any], ...] = (EAST, WEST), **fields: Any) -> Plan:
    """A thousand a month in every district, in hundreds."""
    targets = {"base": 12_000 * len(districts), "season": EVEN, "by_district": {"manual": "100%"}}
    given = {
        "year": 2027,
        "region": {"name": "区", "company": "司"},
        "money": {"unit": "元", "round_to": 100},
        "districts": districts,
        "targets": targets | fields.pop("targets", {}),
    }
    return _plan(json.dumps(given | fields))


def entry(
    month: int, amount: int, district: str | None = "东", product: str | None = None, units: int | None = None
) -> Entry:
    return Entry(
        HERE,
        month,
        Node(district, product, None, None, None),
        Decimal(amount),
        None if units is None else Decimal(units),
    )


def reported(*entries: Entry, **more: Any) -> Actuals:
    return Actuals("actuals.csv", 2027, entries, **more)


def sold(east: list[int], west: list[int] | None = None, **more: Any) -> Actuals:
    """What the districts sold from January on; west as planned, where nothing is said."""
    both = {"东": east, "西": [1000] * len(east) if west is None else west}
    return reported(*(entry(m, a, name) for name, row in both.items() for m, a in enumerate(row, 1)), **more)


def codes(made: Plan, actuals: Actuals, twice: Mapping[str, Any] | None = None) -> list[str]:
    return [problem.code for problem in doubts(made, actuals, twice or {})]


def reviewed(actuals: Actuals, **fields: Any) -> MonthlyReview:
    return review_month(plan(**fields), actuals)


# The forecast ---------------------------------------------------------------------------------------------------------


def year(of: int, *months: int | None) -> dict[str, Any]:
    return {"year": of, "district": "东", "months": [*months]}


EVENLY = (100,) * 12
EARLY, LATE = (150,) * 6 + (100,) * 6, (100,) * 6 + (150,) * 6


def test_one_whole_year_tells_no_scatter_and_two_do() -> None:
    one = reviewed(sold([1000] * 6), history=[year(2026, *EARLY)]).forecast
    assert one and (one.basis, one.years) == ("assumed", ())
    two = reviewed(sold([1000] * 6), history=[year(2026, *EARLY), year(2025, *LATE)]).forecast
    assert two and (two.basis, two.years) == ("years", (2025, 2026))


def test_a_year_that_lacks_a_month_or_sold_nothing_by_then_tells_no_scatter() -> None:
    rows = [year(2026, *EARLY), year(2025, *LATE[:11], None), year(2024, *[0] * 6, *[100] * 6), year(2023, *[0] * 12)]
    found = reviewed(sold([1000] * 6), history=rows).forecast
    assert found and found.years == ()


def test_the_range_of_two_years_by_hand() -> None:
    """0.4 and 0.6 lie a fifth to either side of their mean: 0.08 and half as much for a new year; 4 % over half a year
    make 0.02, twice: √((2 · 0.0004 + 0.12) ÷ 3)."""
    assert deviation((Fraction(2, 5), Fraction(3, 5)), 6) == Fraction(20066, 100_000)
    assert deviation((Fraction(2, 5),), 6) == deviation((), 6) == Fraction(2, 100)
    assert deviation((), 9) == Fraction(1, 100)


def test_the_range_lies_as_far_below_the_forecast_as_above() -> None:
    """Three months gone, three hundredths of doubt; the year at plan is 24,000 and 1.23 times that to either side."""
    found = reviewed(sold([1000] * 3)).forecast
    assert found
    assert these(found.low, found.year, found.high) == (24_000 - Fraction("885.6"), 24_000, 24_000 + Fraction("885.6"))
    assert these(found.rate, found.gap, found.mean_left) == (1, 0, 2000)
    assert these(found.share, found.required) == (Fraction(1, 4), 24_000)


def test_after_december_the_year_is_what_was_sold() -> None:
    found = reviewed(sold([900] * 12)).forecast
    assert found
    assert these(found.year, found.gap, found.basis) == (22_800, -1200, "none")
    assert (found.low, found.high, found.required, found.mean_left) == (None,) * 4


def test_a_month_counts_seven_tenths_of_the_one_after_it() -> None:
    """(0.7 · 0.5 + 1 · 1) ÷ 1.7; a month without a target does not count."""
    found = reviewed(sold([0, 1000]))
    assert recent_rate(found.months) == (Fraction("0.7") * Fraction(1, 2) + 1) / Fraction("1.7")
    from_february = EVEN | {"weights": ["0", *["100%"] * 11]}
    assert recent_rate(reviewed(sold([0], [0]), targets={"season": from_february}).months) == 0


def test_nothing_is_forecast_before_the_season_begins() -> None:
    from_february = EVEN | {"weights": ["0", *["100%"] * 11]}
    assert reviewed(sold([10], [10]), targets={"season": from_february}).forecast is None


# Standings ------------------------------------------------------------------------------------------------------------


def test_of_last_years_months_those_that_are_known_are_held_against() -> None:
    found = reviewed(sold([1000, 1000]), history=[year(2026, 500, None, *[500] * 10)])
    assert these(found.region.last, found.region.growth) == (500, 7)
    assert [month.last for month in found.months] == [500, None]
    silent = reviewed(sold([1000]), history=[year(2026, None, *[500] * 11)])
    assert (silent.region.last, silent.region.growth) == (None, None)


@pytest.mark.parametrize(("amount", "told"), [(100, True), (99, False), (-100, True)])
def test_sales_of_nobody_are_told_from_a_rounding_unit_on(amount: int, told: bool) -> None:
    """Returns of nobody as well."""
    found = reviewed(reported(entry(1, 1000), entry(1, 1000, "西"), entry(1, amount, None))).districts
    assert [one.actual for one in found if one.name is None] == ([amount] if told else [])


def test_what_nobody_sold_this_month_is_told_where_the_year_to_date_hides_it() -> None:
    both = [entry(m, 1000, name) for m in (1, 2) for name in "东西"]
    found = reviewed(reported(*both, entry(1, -300, None), entry(2, 300, None))).districts[-1]
    assert these(found.name, found.actual, found.month_actual) == (None, 0, 300)


def test_a_district_just_at_its_target_is_green_has_no_gap_and_explains_nothing() -> None:
    control = {
        "lights": {"green": "100%", "amber": "90%"},
        "tiers": [{"name": "达成", "from": "100%", "action": "奖"}, {"name": "差", "from": "0%", "action": "帮"}],
        "contingencies": [{"trigger": "低于九五", "below": "95%"}, {"trigger": "低于九六", "below": "96%"}],
    }
    found = reviewed(sold([1000], [900]), control=control)
    assert [(one.light, one.tier, one.rank) for one in found.districts] == [("green", "达成", 1), ("amber", "差", 2)]
    assert [these(one.name, one.gap, one.part) for one in found.contributions] == [("西", -100, 1)]
    assert [one.trigger for one in found.corrections.contingencies] == ["低于九六"]  # 95 % is not below 95 %
    assert [(one.name, one.action) for one in found.corrections.tiers] == [("西", "帮"), ("东", "奖")]
    assert [month.light for month in found.months] == ["amber"]


def test_what_fell_short_and_what_was_more_are_explained_apart() -> None:
    third = {"name": "南", "weight": "50%"}
    entries = [entry(1, amount, name) for name, amount in (("东", 700), ("西", 900), ("南", 1500))]
    found = reviewed(reported(*entries), districts=(EAST, WEST, third)).contributions
    parts = [("东", -300, Fraction(3, 4)), ("西", -100, Fraction(1, 4)), ("南", 500, 1)]
    assert [these(one.name, one.gap, one.part) for one in found] == parts


def test_those_of_one_rate_share_a_rank_and_the_next_comes_after_both() -> None:
    third = {"name": "南", "weight": "50%"}
    entries = [entry(1, amount, name) for name, amount in (("东", 900), ("西", 1000), ("南", 1000))]
    assert [one.rank for one in reviewed(reported(*entries), districts=(EAST, WEST, third)).districts] == [3, 1, 1]


def test_what_is_left_and_at_what_pace() -> None:
    """1,100 less than planned are left for eleven months of 1,000: a tenth more in each."""
    found = reviewed(sold([-100])).districts[0]
    assert these(found.gap, found.left, found.open_target, found.pace) == (-1100, 12_100, 11_000, Fraction(11, 10))


# Trend and promises ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("months", "run"),
    [
        ([1000, 900, 800], (2, True)),
        ([800, 900, 1000], (2, False)),
        ([900, 800], None),
        ([1000, 900, 900], None),  # as much as the month before is no change
        ([900, 900, 800, 700], (2, True)),
    ],
)
def test_two_changes_in_one_direction_are_a_trend(months: list[int], run: tuple[int, bool] | None) -> None:
    found = reviewed(sold(months)).trend
    assert (found and (found.months, found.falling)) == run


# Spending and cash ----------------------------------------------------------------------------------------------------

LINES = [
    {"name": name, "amount": 12_000, "season": ["100%"] * 12, "kind": kind}
    for name, kind in (("促销", "promotion"), ("物流", "other"), ("工资", "wage"))
]


def spent(**lines: int) -> MonthlyReview:
    told = {"line": tuple(entry(1, amount, None, name) for name, amount in lines.items())}
    return reviewed(sold([1000], apart=told), budget={"wages": "apart", "lines": LINES})


def test_a_line_that_spent_just_its_budget_is_not_over_and_the_most_over_stands_first() -> None:
    found = spent(促销=1000, 物流=1200, 工资=1500).spending
    assert found
    assert [these(line.name, line.gap) for line in found.over] == [("工资", 500), ("物流", 200)]
    assert these(found.planned, found.actual) == (2000, 2200)  # wages apart
    assert these(found.planned_ratio, found.ratio) == (1, Fraction(2200, 2000))
    assert (found.planned_wage_ratio, found.wage_ratio) == (Fraction(1, 2), Fraction(1500, 2000))


def test_a_line_without_a_figure_leaves_the_ratio_open_and_nil_is_a_figure() -> None:
    silent = spent(促销=1000, 工资=1000).spending
    assert silent and ([line.name for line in silent.unreported], silent.ratio) == (["物流"], None)
    assert silent.wage_ratio == Fraction(1, 2)
    nil = spent(促销=1000, 物流=0, 工资=1000).spending
    assert nil and ([*nil.unreported], nil.ratio) == ([], Fraction(1, 2))


def test_a_district_without_cash_for_a_month_is_named() -> None:
    terms = {"opening": 600, "terms": [{"name": "现结", "pattern": ["100%"]}]}
    cash = {"cash": (entry(1, 800), entry(2, 1000), entry(1, 900, "西"))}
    found = reviewed(sold([1000, 1000], apart=cash), collection=terms).collected
    assert found and found.missing == ("西",)
    east, total = found.districts[0], found.total
    assert these(east.actual, east.closing) == (1800, east.opening + 200 if east.opening is not None else None)
    assert these(total.opening, total.actual, total.closing) == (600, 2700, None)
    assert total.gap == total.actual - total.planned


# Counts and actions ---------------------------------------------------------------------------------------------------


def test_distribution_is_of_the_outlets_there_are_where_it_is_reported() -> None:
    outlets = {"东": {"universe": 100, "current": 40}, "西": {"universe": 300, "current": 60}}
    network = [{"name": "网点", "distribution": True, "districts": outlets, "target": 100, "quarters": ["25%"] * 4}]
    told = (Count(HERE, "网点", "东", 1, 50),)
    found = reviewed(sold([1000] * 3, counts=told), network=network).measures
    one = next(one for one in found if one.measure.key == "distribution")
    assert (one.planned, one.actual) == (Fraction(40, 100), Fraction(50, 100))


def test_an_action_is_late_from_the_day_it_is_due_unless_it_is_done() -> None:
    actions = [
        {"name": "一", "starts": "2027-01-01", "ends": "2027-01-31"},
        {"name": "二", "starts": "2027-01-01", "ends": "2027-02-01"},
        {"name": "三", "starts": "2027-01-01", "ends": "2027-01-15"},
        {"name": "四", "starts": "2027-02-01", "ends": "2027-03-31"},
        {"name": "五", "starts": "2027-01-31", "ends": "2027-03-31"},
        {"name": "六", "starts": "2027-02-01", "ends": "2027-04-30"},
    ]
    states = tuple(Status(HERE, f"A{n}", s) for n, s in ((1, "running"), (2, "running"), (3, "done"), (6, "late")))
    found = reviewed(sold([1000], statuses=states), actions=actions).actions
    assert [(one.name, one.late) for one in found] == [
        ("三", False),
        ("一", True),
        ("二", False),
        ("五", False),
        ("六", True),
    ]


def test_where_nobody_touched_a_state_no_action_is_shown() -> None:
    actions = [{"name": "一", "starts": "2027-01-01", "ends": "2027-01-31"}]
    untouched = (Status(HERE, "A1", "open"),)
    assert reviewed(sold([1000], statuses=untouched), actions=actions).actions == ()


# Price, volume and mix ------------------------------------------------------------------------------------------------


def test_price_volume_and_mix_by_hand() -> None:
    """Planned: 600 of A at 6 (100) and 400 of B at 4 (100), 5 on average. Sold: 150 of A for 750, 50 of B for 250."""
    products = [{"name": "A", "target": 7200, "price": 6}, {"name": "B", "target": 4800, "price": 4}]
    money = {"unit": "元", "round_to": 100, "volume_unit": "箱"}
    told = reported(entry(1, 750, "东", "A", 150), entry(1, 250, "东", "B", 50))
    found = reviewed(told, districts=(EAST,), products=products, money=money).causes
    assert found
    assert [these(one.planned_units, one.planned_price, one.price) for one in found.products] == [
        (100, 6, 5),
        (100, 4, 5),
    ]
    assert [one.effect for one in found.products] == [-150, 50]
    assert these(found.volume, found.mix, found.price, found.rest) == (0, 100, -100, 0)


# Doubts ---------------------------------------------------------------------------------------------------------------


def test_in_a_region_of_one_district_lines_need_not_name_it() -> None:
    assert "V11" not in codes(plan((EAST,)), reported(entry(1, 1000, None)))
    assert "V11" in codes(plan(), reported(entry(1, 1000, None)))


@pytest.mark.parametrize(("amount", "doubted"), [(100_000, False), (100_001, True)])
def test_a_hundred_times_the_plan_may_be_and_more_is_another_unit(amount: int, doubted: bool) -> None:
    assert ("V07" in codes(plan(), sold([amount]))) is doubted


@pytest.mark.parametrize(("units", "doubted"), [(500, False), (501, True), (20, False), (19, True)])
def test_a_price_five_times_or_a_fifth_of_the_planned_may_be(units: int, doubted: bool) -> None:
    """Planned at 10; 1,000 for so many units."""
    made = plan(
        (EAST,), products=[{"name": "A", "price": 10}], money={"unit": "元", "round_to": 100, "volume_unit": "箱"}
    )
    assert ("V07" in codes(made, reported(entry(1, 1000, "东", "A", units)))) is doubted


def test_returns_that_the_month_outweighs_or_evens_out_are_a_warning() -> None:
    def severity(*amounts: int) -> list[str]:
        told = reported(*(entry(1, amount) for amount in amounts), entry(1, 1000, "西"))
        return [problem.severity.name for problem in doubts(plan(), told, {}) if problem.code == "V13"]

    assert severity(100, -100) == ["WARNING"]
    assert severity(100, -101) == ["ERROR"]
    assert severity(0) == []


def test_a_month_left_out_before_the_last_is_told_and_the_last_is_not() -> None:
    gaps = [entry(1, 1000), entry(3, 1000), entry(1, 1000, "西"), entry(2, 1000, "西"), entry(3, 1000, "西")]
    (told,) = (problem for problem in doubts(plan(), reported(*gaps), {}) if problem.code == "V14")
    assert told.message.en.startswith("东 has no figures for months 2; the last one is 3")


# Scope ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "ahead"), [((2027, 2, 1), False), ((2027, 1, 31), True)])
def test_a_month_that_begins_today_has_begun(day: tuple[int, int, int], ahead: bool) -> None:
    found = scope_problems(plan(), sold([1000, 1000]), 2, datetime.date(*day))
    assert [problem.code for problem in found] == (["V15"] if ahead else [])


@pytest.mark.parametrize(("apart", "told"), [(99, []), (100, ["V18"]), (-100, ["V18"])])
def test_people_may_differ_from_the_sales_by_less_than_a_rounding_unit(apart: int, told: list[str]) -> None:
    person = Entry(HERE, 1, Node(None, None, None, "王", None), Decimal(2000 + apart))
    actuals = sold([1000], apart={"person": (person,)})
    assert [problem.code for problem in scope_problems(plan(), actuals, 1, datetime.date(2027, 6, 1))] == told


def test_a_month_named_beyond_the_last_is_refused_and_months_after_it_are_told() -> None:
    today = datetime.date(2027, 12, 31)
    assert [p.code for p in scope_problems(plan(), sold([1000, 1000]), 3, today)] == ["V16"]
    assert [p.code for p in scope_problems(plan(), sold([1000, 1000]), 1, today)] == ["V17"]
    assert [p.code for p in scope_problems(plan(), sold([1000, 1000]), 2, today)] == []


@pytest.mark.parametrize(("now", "told"), [(1099, []), (1100, ["V26"]), (901, []), (900, ["V26"]), (0, ["V26"])])
def test_a_closed_month_is_told_otherwise_from_a_rounding_unit_on(now: int, told: list[str]) -> None:
    closed = [{"month": 1, "actual": {"东": 1000, "西": 1000}, "reason": "实际"}]
    found = scope_problems(plan(targets={"closed": closed}), sold([now, 1000]), 2, datetime.date(2027, 6, 1))
    assert [problem.code for problem in found if problem.code != "V19"] == told


# Dates ----------------------------------------------------------------------------------------------------------------


def test_a_promotion_goes_with_the_festival_until_three_weeks_after_it() -> None:
    """17 February 2026 and 6 February 2027: 10 March is 21 days after the one, 27 February after the other."""
    carried, day = shift(2026, 2027), datetime.date
    assert carried.span(day(2026, 3, 10), day(2026, 3, 12)) == (day(2027, 2, 27), day(2027, 3, 1))
    assert carried.span(day(2026, 3, 11), day(2026, 3, 12)) == (day(2027, 3, 10), day(2027, 3, 11))  # 8th working days


def test_a_promotion_goes_with_the_festival_from_forty_five_days_before_it() -> None:
    """3 January 2026 is 45 days before it, 23 December the same before that of 2027: it begins with the year."""
    carried, day = shift(2026, 2027), datetime.date
    assert carried.span(day(2026, 1, 2), day(2026, 1, 3)) == (day(2027, 1, 1), day(2027, 1, 1))
    assert carried.span(day(2026, 1, 1), day(2026, 1, 2)) == (day(2027, 1, 1), carried.day(day(2026, 1, 2)))


def test_where_the_festival_is_not_kept_a_promotion_stays_in_its_month() -> None:
    day = datetime.date
    assert shift(2026, 2027, "GB").span(day(2026, 2, 17), day(2026, 2, 28))[1] == day(2027, 2, 28)


# Names, codes and what was promised -----------------------------------------------------------------------------------


def test_a_name_is_unknown_where_the_plan_has_others_of_its_kind_and_a_district_always() -> None:
    told = reported(entry(1, 1000, "东", "A"), entry(1, 1000, "南"))
    named = plan(products=[{"name": "B"}])
    assert [(p.code, p.severity.name) for p in doubts(named, told, {})] == [
        ("V10", "WARNING"),
        ("V10", "ERROR"),
        ("V14", "WARNING"),
    ]
    assert codes(plan(), told) == ["V10", "V14"]  # a plan without products knows none


def test_lines_and_measures_that_the_plan_does_not_have_are_lost() -> None:
    told = sold([1000], apart={"line": (entry(1, 10, None, "房租"),)}, counts=(Count(HERE, "网点", "东", 1, 5),))
    made = plan(budget={"lines": LINES}, network=[{"name": "经销商", "districts": {"东": {"current": 4}}}])
    assert [(p.code, p.severity.name) for p in doubts(made, told, {})] == [("V10", "ERROR"), ("V10", "ERROR")]


def test_a_rate_where_outlets_are_counted_is_told_and_a_count_is_not() -> None:
    made = plan(network=[{"name": "网点", "districts": {"东": {"current": 4}}}])
    found = [codes(made, sold([1000], counts=(Count(HERE, "网点", "东", 1, n),))) for n in (5, Fraction(1, 2))]
    assert found == [[], ["V06"]]


def test_a_volume_without_a_unit_of_its_own_is_told_per_unit() -> None:
    made = plan((EAST,), products=[{"name": "A", "price": 10}])
    (told,) = doubts(made, reported(entry(1, 1000, "东", "A", 1000)), {})
    assert "makes 1 per unit instead of 10" in told.message.en


def test_an_action_is_known_by_its_own_code() -> None:
    actions = [
        {"name": "一", "code": "X1", "starts": "2027-01-01", "ends": "2027-01-31"},
        {"name": "二", "ends": "2027-01-30"},
    ]
    states = (Status(HERE, "X1", "done"), Status(HERE, "A2", "running"))
    found = reviewed(sold([1000], statuses=states), actions=actions).actions
    assert [(one.code, one.state, one.late) for one in found] == [("A2", "running", True), ("X1", "done", False)]


KPIS = {
    "kpis": [{"name": "销售额", "measure": "sales", "correction": "加访"}, {"name": "回款", "measure": "cash"}],
    "lights": {"green": "100%", "amber": "90%"},
}


def test_what_was_amiss_last_month_is_kept_where_it_is_green_now() -> None:
    def kept(*east: int) -> list[tuple[str, bool]]:
        return [(one.kpi.name, one.kept) for one in reviewed(sold([*east]), control=KPIS).promises]

    assert kept(900, 1100) == [("销售额", True)]  # 2,000 of 2,000 with those of the other
    assert kept(900, 1099) == [("销售额", False)]
    assert kept(1000, 900) == kept(900) == []
    assert [kpi.name for kpi in reviewed(sold([1000]), control=KPIS).unreported] == ["回款"]


def test_last_year_is_that_of_each_district_and_of_each_product() -> None:
    history = [
        {"year": 2026, "district": d, "product": p, "months": [a] * 12}
        for d, p, a in (("东", "A", 300), ("东", "B", 200), ("西", "A", 700))
    ]
    told = reported(entry(1, 500, "东", "A"), entry(1, 500, "东", "B"), entry(1, 1000, "西", "A"))
    found = reviewed(told, history=history, products=[{"name": "A"}, {"name": "B"}])
    assert [one.last for one in found.districts] == [500, 700]
    assert [one.last for one in found.standings["product"]] == [1000, 200]


# Counts by quarter ----------------------------------------------------------------------------------------------------


def test_outlets_stand_at_the_quarter_s_end_and_orders_are_counted_anew() -> None:
    network = [
        {
            "name": "网点",
            "districts": {"东": {"current": 4, "new": 8}, "西": {"current": 2, "new": 4}},
            "quarters": ["25%"] * 4,
        }
    ]
    orders = [{"name": "订单", "unit": "单", "plan": 80, "quarters": ["25%"] * 4}]
    told = tuple(
        Count(HERE, name, d, q, n)
        for name, d, q, n in (
            ("网点", "东", 1, 5),
            ("网点", "东", 2, 9),
            ("网点", "西", 2, 4),
            ("订单", "东", 1, 12),
            ("订单", "东", 2, 9),
            ("网点", "东", 3, 99),
        )
    )
    found = reviewed(sold([1000] * 6, counts=told), network=network, counts=orders).counts
    assert [(one.measure, one.district, one.quarter, one.planned, one.actual, one.new) for one in found] == [
        ("网点", "东", 2, 8, 9, 5),
        ("网点", "西", 2, 4, 4, 2),
        ("网点", "", 2, 12, 13, 7),
        ("订单", "东", 2, 20, 21, None),
    ]
    assert [(one.gap, one.planned_new) for one in found] == [(1, 4), (0, 2), (1, 6), (1, None)]


# What is measured -----------------------------------------------------------------------------------------------------


def measure(found: MonthlyReview, key: str) -> object:
    one = next((one for one in found.measures if one.measure.key == key), None)
    return one and one.actual


def test_gross_profit_is_told_where_all_that_was_sold_names_a_product_with_a_margin() -> None:
    products = [{"name": "A", "margin": "50%"}, {"name": "B", "margin": "20%"}]
    whole = reported(entry(1, 1000, "东", "A"), entry(1, 500, "西", "B"))
    assert measure(reviewed(whole, products=products), "gross_profit") == 600
    part = reported(entry(1, 1000, "东", "A"), entry(1, 500, "西"))
    assert measure(reviewed(part, products=products), "gross_profit") is None
    bare = [products[0], {"name": "B"}]
    assert measure(reviewed(whole, products=bare), "gross_profit") is None
    nil = reported(entry(1, 1000, "东", "A"), entry(1, 0, "西", "B"))
    assert measure(reviewed(nil, products=bare), "gross_profit") == 500
    strange = reported(entry(1, 1000, "东", "A"), entry(1, 500, "西", "C"))
    assert measure(reviewed(strange, products=products), "gross_profit") is None


def test_expense_wages_and_contribution_are_told_once_every_line_is() -> None:
    products = [{"name": "A", "margin": "50%"}]

    def told(**lines: int) -> list[object]:
        apart = {"line": tuple(entry(1, amount, None, name) for name, amount in lines.items())}
        actuals = reported(entry(1, 1000, "东", "A"), entry(1, 1000, "西", "A"), apart=apart)
        found = reviewed(actuals, products=products, budget={"wages": "apart", "lines": LINES})
        return [measure(found, key) for key in ("expense", "wages", "contribution", "expense_ratio")]

    assert told(促销=100, 物流=200, 工资=300) == [300, 300, 400, Fraction(300, 2000)]
    assert told(促销=100, 工资=300) == [None, 300, None, None]


def test_cash_is_of_what_was_owed_where_that_is_known() -> None:
    terms = {"terms": [{"name": "月结", "pattern": ["50%", "50%"]}]}
    cash = {"cash": (entry(1, 800), entry(1, 700, "西"))}
    known = reviewed(sold([1000], apart=cash), collection=terms | {"opening": 1000})
    assert [measure(known, k) for k in ("cash", "collection_rate", "closing_receivables")] == [
        1500,
        Fraction(1, 2),
        1500,
    ]
    assert [
        measure(reviewed(sold([1000]), collection=terms | {"opening": 1000}), k)
        for k in ("cash", "closing_receivables")
    ] == [None, None]


def test_a_count_of_the_wrong_kind_is_left_out_of_all_sums() -> None:
    network = [{"name": "网点", "districts": {"东": {"current": 4}, "西": {"current": 2}}}]
    told = (Count(HERE, "网点", "东", 1, Fraction(1, 2)), Count(HERE, "网点", "西", 1, 3))
    found = reviewed(sold([1000] * 3, counts=told), network=network).counts
    assert [(one.district, one.actual) for one in found] == [("西", 3)]


def test_network_and_counts_are_measured_each_by_its_own() -> None:
    network = [{"name": "网点", "districts": {"东": {"current": 4}}}]
    orders = [{"name": "订单", "unit": "单", "plan": 80, "quarters": ["25%"] * 4}]
    told = (Count(HERE, "网点", "东", 1, 5), Count(HERE, "订单", "东", 1, 12), Count(HERE, "订单", "西", 1, 9))
    found = reviewed(sold([1000] * 3, counts=told), network=network, counts=orders)
    assert [measure(found, key) for key in ("network", "count")] == [5, 21]


def test_receivables_are_planned_as_the_districts_are_together() -> None:
    terms = {"opening": 600, "terms": [{"name": "月结", "pattern": ["50%", "50%"]}]}
    found = reviewed(sold([1000], apart={"cash": (entry(1, 800),)}), collection=terms).collected
    assert found
    assert (found.total.planned_closing, [one.planned_closing for one in found.districts]) == (1000, [500, 500])
    assert (found.total.planned, found.total.planned_sales, found.total.rate) == (800, 2000, Fraction(1))


def test_a_product_without_a_planned_volume_has_no_odd_price() -> None:
    made = plan(
        (EAST,), products=[{"name": "A", "price": 10, "share": "0%"}, {"name": "B", "price": 10, "share": "100%"}]
    )
    assert codes(made, reported(entry(1, 1000, "东", "A", 1))) == []
    assert codes(made, reported(entry(1, 1000, "东", "B", 1))) == ["V07"]


def test_what_was_amiss_and_is_not_told_any_more_has_no_light_now() -> None:
    """Expense of January a tenth too high; a line is missing in February."""
    lines = {"line": (entry(1, 1100, None, "促销"), entry(1, 1100, None, "物流"), entry(2, 1000, None, "促销"))}
    control = {
        "kpis": [{"name": "费用", "measure": "expense", "correction": "停"}],
        "lights": {"green": "100%", "amber": "95%"},
    }
    budget = {"lines": LINES[:2]}
    january, february = (reviewed(sold([1000] * n, apart=lines), control=control, budget=budget) for n in (1, 2))
    assert [(one.light, one.rate) for one in january.corrections.kpis] == [("red", Fraction(10, 11))]
    assert [(one.before, one.now, one.now_rate) for one in february.promises] == [("red", None, None)]


def _ledger(*sales: tuple[int, int, int], **more: Any) -> Ledger:
    node = Node("东", None, None, None, None)
    return Ledger("a.csv", [Sale("a.csv", 2, 1, y, m, node, Decimal(a), None) for y, m, a in sales], [], **more)


@pytest.mark.parametrize(
    ("amount", "asked"),
    [("0.05", True), ("0.04", False), ("1", True), ("10", False), ("9.9", True), ("0.5", True)],
)
def test_the_unit_is_asked_for_where_thousands_or_ten_thousands_come_near_the_plan(amount: str, asked: bool) -> None:
    """2,000 are planned for the month: between a fifth of it and five times as much, in 千元 or in 万元."""
    ledger = _ledger()
    ledger.sales.append(Sale("a.csv", 2, 1, 2027, 1, Node("东", None, None, None, None), Decimal(amount), None))
    assert (which_unit_is_meant(plan(), ledger) is not None) is asked


def test_only_the_plan_s_year_tells_the_unit_and_nothing_where_the_file_says_it() -> None:
    near = (2027, 1, 1)
    assert which_unit_is_meant(plan(), _ledger(near, (2026, 1, 1000)))
    for said in ({"scale": Decimal(1)}, {"priced": True}, {"daily": True}):
        assert which_unit_is_meant(plan(), _ledger(near, **said)) is None


def test_of_several_months_each_is_planned_once() -> None:
    assert which_unit_is_meant(plan(), _ledger((2027, 1, 1), (2027, 1, 1), (2027, 2, 1)))
    assert which_unit_is_meant(plan(), _ledger((2027, 1, 9), (2027, 1, 9), (2027, 2, 9))) is None


@pytest.mark.parametrize(
    ("year", "day", "then"),
    [(2028, (2027, 2, 28), (2028, 2, 29)), (2028, (2027, 12, 31), (2028, 12, 31)), (2028, (2026, 5, 5), (2027, 5, 5))],
)
def test_the_last_day_of_a_month_stays_its_last_and_another_year_its_distance(year: int, day: Any, then: Any) -> None:
    assert shift(2027, year).day(datetime.date(*day)) == datetime.date(*then)


def test_the_third_working_day_stays_the_third() -> None:
    """In Britain June 2027 begins on a Tuesday, June 2028 on a Thursday."""
    carried, day = shift(2027, 2028, "GB"), datetime.date
    assert [carried.day(day(2027, 6, d)) for d in (1, 3, 5, 7)] == [day(2028, 6, d) for d in (1, 5, 6, 7)]


def test_what_is_left_of_a_line_and_what_people_differ_by_are_differences() -> None:
    found = spent(促销=1100, 物流=900, 工资=1000).spending
    assert found and [these(line.left, line.gap, line.rate) for line in found.lines[:2]] == [
        (10_900, 100, Fraction(11, 10)),
        (11_100, -100, Fraction(9, 10)),
    ]
    person = Entry(HERE, 1, Node(None, None, None, "王", None), Decimal(2300))
    (told,) = scope_problems(plan(), sold([1000], apart={"person": (person,)}), 1, datetime.date(2027, 6, 1))
    assert told.message.en == "people sum to 2,300, sales to 2,000: 300 apart"


def test_without_an_opening_balance_no_part_of_it_is_collected() -> None:
    terms = {"terms": [{"name": "月结", "pattern": ["50%", "50%"]}]}
    history = [{"year": 2026, "district": "东", "months": [500] * 12}]
    found = reviewed(
        sold([1000], apart={"cash": (entry(1, 800), entry(1, 100, "西"))}), collection=terms, history=history
    )
    assert found.collected
    for one in (found.collected.total, *found.collected.districts):
        assert (one.opening, one.closing, one.planned_closing, one.collected, one.planned_collected) == (None,) * 5


def test_a_closed_month_told_otherwise_is_shown_on_its_own_line() -> None:
    closed = [{"month": 1, "actual": {"东": 1000, "西": 1000}, "reason": "实际"}]
    lines = [
        Entry(Where("a", n), m, Node(d, None, None, None, None), Decimal(a))
        for n, m, d, a in ((2, 1, "西", 1000), (3, 2, "东", 1000), (4, 1, "东", 1500), (5, 2, "西", 1000))
    ]
    told = scope_problems(plan(targets={"closed": closed}), reported(*lines), 2, datetime.date(2027, 6, 1))
    assert [problem.where.line for problem in told if problem.code == "V26" and problem.where] == [4]


def test_a_product_sold_though_none_was_planned_is_no_part_of_volume_and_mix() -> None:
    products = [{"name": "A", "share": "100%", "price": 5}, {"name": "B", "share": "0%", "price": 4}]
    money = {"unit": "元", "round_to": 100, "volume_unit": "箱"}
    told = reported(entry(1, 1200, "东", "A", 200), entry(1, 250, "东", "B", 50))
    found = reviewed(told, districts=(EAST,), products=products, money=money).causes
    assert found
    assert [one.name for one in found.products] == ["A"]
    assert these(found.volume, found.mix, found.price, found.rest) == (0, 0, 200, 250)


def test_what_nobody_of_the_plan_sold_has_no_target_and_no_rank() -> None:
    history = [{"year": 2026, "product": p, "months": [100] * 12} for p in "AC"]
    told = reported(entry(1, 1000, "东", "A"), entry(1, 1000, "西", "C"))
    found = reviewed(told, products=[{"name": "A"}], history=history).standings["product"]
    assert [these(one.name, one.target, one.year, one.actual, one.last, one.rank) for one in found] == [
        ("A", 2000, 24_000, 1000, 100, 1),
        ("C", 0, 0, 1000, 100, None),
    ]


# Closing --------------------------------------------------------------------------------------------------------------


def test_a_month_is_closed_on_every_axis_that_tells_all_of_it() -> None:
    made = plan(
        products=[{"name": "面"}, {"name": "米"}],
        team=[{"name": "王", "district": "东"}, {"name": "李", "district": "西"}],
        stores=[{"name": "一", "district": "东"}, {"name": "二", "district": "东"}, {"name": "三", "district": "西"}],
    )
    told = (("东", "面", "王", "一", 600), ("东", "米", "王", "二", 400), ("西", "面", "李", "三", 900))
    lines = [Entry(HERE, 1, Node(d, p, None, who, store), Decimal(amount)) for d, p, who, store, amount in told]
    (closed,) = closed_months(made, reported(*lines), 1, ("product", "person", "store"))
    assert these(closed.actual, closed.reason) == ({"东": 1000, "西": 900}, "actuals.csv")
    assert these(closed.stores, closed.people) == ({"一": 600, "二": 400, "三": 900}, {"王": 1000, "李": 900})
    assert these(closed.products) == ({"东": {"面": 600, "米": 400}, "西": {"面": 900, "米": 0}},)
    (short,) = closed_months(made, reported(*lines, entry(1, 100, "西")), 1, ("product", "person", "store"))
    assert these(short.actual, short.stores, short.people, short.products) == ({"东": 1000, "西": 1000}, {}, {}, {})
    within = [*lines, entry(1, 99, "西")]
    assert closed_months(made, reported(*within), 1, ("store",))[0].stores["三"] == 1000
    assert closed_months(made, reported(*lines), 1, ("person",))[0].stores == {}


# As planned -----------------------------------------------------------------------------------------------------------


def test_a_line_that_spent_what_was_planned_is_not_over_and_the_most_over_stands_first() -> None:
    lines = [{"name": name, "amount": 1200, "season": "even"} for name in ("甲", "乙", "丙")]
    spent = {"甲": 100, "乙": 101, "丙": 150}
    apart = {"line": tuple(entry(1, amount, None, name) for name, amount in spent.items())}
    found = reviewed(sold([1000], apart=apart), budget={"lines": lines}).spending
    assert found and [line.name for line in found.over] == ["丙", "乙"]
    assert these(*(line.gap for line in found.lines)) == (0, 1, 50)


@pytest.mark.parametrize(("unnamed", "told"), [(99, False), (100, True), (-100, True), (-99, False)])
def test_what_names_no_node_is_shown_from_a_rounding_unit_on(unnamed: int, told: bool) -> None:
    found = reviewed(reported(entry(1, 1000), entry(1, 1000, "西"), entry(1, unnamed, None)))
    assert [one.name for one in found.districts] == ["东", "西", *([None] if told else [])]


def test_in_january_nothing_has_been_promised_yet() -> None:
    kpi = {"name": "销售额", "measure": "sales", "correction": "加推"}
    late = {"control": {"kpis": [kpi]}}
    assert reviewed(sold([100]), **late).promises == ()
    assert [one.kpi.name for one in reviewed(sold([100, 1000]), **late).promises] == ["销售额"]


def test_what_stands_half_between_two_units_is_printed_as_the_next() -> None:
    """Half a hundred beyond an even one, wherever a review prints an amount."""
    made, half = plan(history=[year(2026, *[450] * 12)]), Fraction(450)
    review = review_month(made, sold([1000] * 3))
    assert review.forecast
    halves: dict[str, Any] = dict.fromkeys(("year", "steady", "low", "high", "required", "mean_left"), half)
    shown = printed(made, replace(review, forecast=replace(review.forecast, **halves)))
    assert [getattr(shown.forecast, name) for name in halves] == [500] * 6
    assert shown.months[0].last == 500


def test_causes_come_to_what_is_printed_as_sold_less_what_was_planned() -> None:
    products = [{"name": "A", "target": 12_000, "price": 6}]
    told = reported(entry(1, 450, "东", "A", 150))
    made = plan((EAST,), products=products, money={"unit": "元", "round_to": 100, "volume_unit": "箱"})
    causes = printed(made, review_month(made, told)).causes
    assert causes and causes.actual == 500
    assert causes.volume + causes.mix + causes.price + causes.rest == causes.actual - causes.planned


def test_what_a_store_was_to_sell_of_a_district_told_in_part_is_a_whole_unit() -> None:
    """Nine tenths of 500."""
    silent = Silent(1, "东", "面", 500, Node("东", "面", None, None, None))
    counted = Coverage(plan(), 1, 1, (silent,), {}).of("store", "店", [900] * 12, "东")
    assert counted[0] == 900 - 500


@pytest.mark.parametrize(("reached", "off"), [(9005, True), (9004, False)])
def test_an_alert_reads_a_rate_as_it_is_printed(reached: int, off: bool) -> None:
    rate = next(measure for measure in MEASURES.values() if measure.kind == "percent")
    assert touches("高于 90%", rate, Fraction(1), Fraction(reached, 10_000)) is off


def test_nodes_that_are_all_of_a_region_grow_as_it_does_and_others_on_their_own() -> None:
    """The region sold 3,000 on 1,500; its districts 1,500 each, on 900 and 600."""
    review = review_month(plan(history=[year(2026, *[900] * 12)]), sold([1500], [1500]))
    east, west = review.standings["district"]
    region, nodes = replace(review.region, last=Decimal(1500)), [replace(east, last=Decimal(900))]
    assert these(_grown(region, nodes), _grown(region, [*nodes, west])) == (Fraction(2, 3), 1)
    unknown = replace(region, last=None)
    assert _grown(unknown, [*nodes, replace(west, last=Decimal(600))]) == 1
