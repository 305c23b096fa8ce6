"""The expense budget: what drives a line, how it lies over districts and months, and what is wrong with one."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from money_case import spec_of, targets_of

from planforge.plan.grid import by_quarter
from planforge.plan.growth.network import NetworkPlan, NodeCount
from planforge.plan.money.budget import BudgetPlan, plan_budget
from planforge.plan.money.promotions import promotion_problems
from planforge.problem import Problem, Severity

EAST, WEST = (100_000,) * 12, (50_000,) * 6 + (150_000,) * 6
OUTLETS = NetworkPlan(
    "网点",
    "家",
    True,
    (NodeCount("东", 50, 20, 10, 0, 30, (22, 25, 28, 30)), NodeCount("西", 50, 5, 5, 0, 10, (6, 7, 9, 10))),
    NodeCount("", 100, 25, 15, 0, 40, (28, 32, 37, 40)),
)


def budget_of(*lines: dict[str, Any], budget: dict[str, Any] | None = None, **more: Any) -> BudgetPlan:
    spec = spec_of(["东", "西"], budget={"lines": lines, **(budget or {})}, **more)
    return plan_budget(spec, targets_of({"东": EAST, "西": WEST}, volume=80_000), (OUTLETS,), 1)


def only(problems: tuple[Problem, ...]) -> Problem:
    assert len(problems) == 1, [p.message.en for p in problems]
    return problems[0]


@pytest.mark.parametrize(
    ("line", "amount"),
    [
        ({"ratio": "5%"}, 120_000),
        ({"amount": "12万"}, 120_000),
        ({"per_unit": "1.5"}, 120_000),
        ({"per_store": "3000", "driver": "网点"}, 120_000),
        ({"per_store": "4万"}, 120_000),
        ({"per_event": "6万", "driver": "promotions"}, 120_000),
        ({"per_event": "4万", "kind": "training"}, 120_000),
    ],
)
def test_each_driver_gives_rate_times_base(line: dict[str, str], amount: int) -> None:
    plan = budget_of(
        {"name": "费用"} | line,
        stores=[{"name": f"店{n}", "district": "东" if n else "西"} for n in range(3)],
        promotions=[{"name": "春促"}, {"name": "秋促"}],
        training=[{"topic": f"课{n}"} for n in range(3)],
    )
    assert plan.total == plan.lines[0].amount == amount
    assert not plan.problems


def test_a_line_per_store_goes_where_the_stores_are() -> None:
    plan = budget_of({"name": "店租", "per_store": "3000", "driver": "网点"})
    assert [plan.of_district(name).total for name in "东西"] == [90_000, 30_000]


def test_a_line_goes_with_sales_by_district_and_month_unless_told_otherwise() -> None:
    plan = budget_of({"name": "返利", "ratio": "2%"})
    assert plan.of_district("东").cells[0] == (2000,) * 12
    assert plan.of_district("西").cells[0] == (1000,) * 6 + (3000,) * 6


def test_district_weights_and_even_months() -> None:
    plan = budget_of({"name": "差旅", "amount": 1200, "season": "even", "districts": {"东": "25%", "西": "75%"}})
    assert plan.of_district("东").cells[0] == (25,) * 12
    assert plan.of_district("西").cells[0] == (75,) * 12


def test_twelve_weights_of_ones_own() -> None:
    plan = budget_of({"name": "会务", "amount": 1000, "season": ["50%", *["0"] * 10, "50%"]})
    assert plan.months.row("会务") == (500, *(0,) * 10, 500)


def test_a_line_with_events_follows_their_days_and_leaves_every_quarter_paid() -> None:
    plan = budget_of(
        {"name": "促销", "amount": 6200, "season": "events"},
        promotions=[{"name": "跨月", "starts": "2026-03-17", "ends": "2026-04-16", "cost": 6200, "line": "促销"}],
    )
    assert plan.months.row("促销")[2:4] == (3000, 3200)
    assert plan.spending[0].left_quarters == (0, 0, 0, 0)
    assert not plan.problems


def test_a_cap_holds_a_line_down() -> None:
    line = budget_of({"name": "返利", "ratio": "5%", "cap": "10万"}).lines[0]
    assert (line.amount, line.capped) == (100_000, True)
    assert not budget_of({"name": "返利", "ratio": "5%", "cap": "12万"}).lines[0].capped


def test_amounts_are_fixed_and_the_rest_variable_unless_the_line_says_so() -> None:
    plan = budget_of(
        {"name": "房租", "amount": 100}, {"name": "返利", "ratio": "1%"}, {"name": "提成", "amount": 7, "fixed": "no"}
    )
    assert (plan.fixed, plan.variable) == (100, 24_000 + 7)


def test_wages_within_count_in_the_expense_ratio_and_apart_have_one_of_their_own() -> None:
    lines = ({"name": "工资", "kind": "wage", "ratio": "33%"}, {"name": "其他", "ratio": "9.5%"})
    within, apart = budget_of(*lines), budget_of(*lines, budget={"wages": "apart"})
    assert (within.ratio, within.wage_ratio) == (Fraction("0.425"), Fraction("0.33"))
    assert (apart.ratio, apart.wage_ratio) == (Fraction("0.095"), Fraction("0.33"))
    assert within.total == apart.total


def test_last_years_expense_is_known_only_when_every_line_is() -> None:
    known = budget_of({"name": "甲", "amount": 1, "last": 5}, {"name": "乙", "amount": 1, "last": 7})
    assert known.last_expense == 12
    assert budget_of({"name": "甲", "amount": 1, "last": 5}, {"name": "乙", "amount": 1}).last_expense is None


# Spending -------------------------------------------------------------------------------------------------------------


def test_spending_more_than_a_line_holds_is_a_problem_at_the_line_with_both_figures() -> None:
    plan = budget_of(
        {"name": "培训", "amount": "1万"},
        {"name": "广告", "amount": "5万"},
        advertising={"media": [{"name": "短视频", "cost": "4万", "line": "广告"}],
                     "materials": [{"name": "海报", "quantity": 4000, "unit_cost": "5", "line": "广告"}]},
    )  # fmt: skip
    problem = only(plan.problems)
    assert (problem.code, problem.path) == ("M10", ("budget", "lines", 1))
    assert problem.message.zh == "科目“广告”预算5万元，已安排6万元，超出1万元"
    assert "CNY 50,000" in problem.message.en
    assert (plan.spending[1].over, plan.spending[1].left) == (10_000, -10_000)


def test_a_draw_on_an_unknown_line_says_what_was_meant_and_is_shown_apart() -> None:
    plan = budget_of({"name": "促销费", "amount": 100}, promotions=[{"name": "春促", "cost": 50, "line": "促消费"}])
    problem = only(plan.problems)
    assert (problem.code, problem.path) == ("M11", ("promotions", 0, "line"))
    assert problem.hint
    assert "促销费" in problem.hint.zh
    assert [(d.what, d.line) for d in plan.undrawn] == [("春促", "促消费")] * 4


def test_spending_that_names_no_line_is_shown_apart_without_a_problem() -> None:
    plan = budget_of({"name": "促销", "amount": 100}, training=[{"topic": "话术", "date": "2026-05-06", "cost": 60}])
    assert [(d.source, d.amount, d.quarter) for d in plan.undrawn] == [("training", 60, 2)]
    assert not plan.problems


def test_an_action_within_a_promotion_is_not_paid_twice_but_one_within_something_free_is() -> None:
    promotions = [{"name": "春促", "cost": 50, "line": "促销"}, {"name": "夏促"}]
    actions = [{"name": "堆头", "budget": 30, "line": "促销", "within": w} for w in ("春促", "夏促")]
    spending = budget_of({"name": "促销", "amount": 100}, promotions=promotions, actions=actions).spending[0]
    assert spending.drawn == 80


def test_an_action_within_something_unknown_is_a_problem() -> None:
    actions = [{"name": "堆头", "budget": 30, "line": "促销", "within": "春节促"}]
    plan = budget_of({"name": "促销", "amount": 100}, promotions=[{"name": "春节促销"}], actions=actions)
    problem = only(plan.problems)
    assert (problem.code, problem.path) == ("M16", ("actions", 0, "within"))


def test_display_and_internal_marketing_draw_on_lines_too() -> None:
    plan = budget_of(
        {"name": "陈列", "amount": 100},
        display={"cost": 60, "line": "陈列"},
        internal_marketing={"programmes": [{"name": "全员推荐", "budget": 40, "line": "陈列"}]},
    )
    assert [d.source for d in plan.spending[0].draws if d.quarter == 1] == ["display", "internal"]
    assert plan.spending[0].left == 0


def test_spending_ahead_of_its_quarter_is_worth_knowing() -> None:
    plan = budget_of(
        {"name": "促销", "amount": 1200, "season": "even"},
        promotions=[{"name": "春促", "starts": "2026-02-01", "ends": "2026-02-10", "cost": 400, "line": "促销"}],
    )
    problem = only(plan.problems)
    assert (problem.code, problem.severity) == ("M12", Severity.INFO)


# Mistakes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code", "where"),
    [
        ({}, "M01", ()),
        ({"ratio": "3%", "amount": 5}, "M01", ("amount",)),
        ({"per_store": 5, "driver": "网店"}, "M02", ("driver",)),
        ({"per_store": 5}, "M02", ("per_store",)),
        ({"per_event": 5, "driver": "promotions"}, "M02", ("driver",)),
        ({"per_event": 5, "driver": "meetings"}, "M02", ("driver",)),
        ({"amount": 5, "season": ["0"] * 12}, "M03", ("season",)),
        ({"amount": 5, "season": ["-5%", *["10%"] * 11]}, "M03", ("season",)),
        ({"amount": 5, "season": "events"}, "M04", ("season",)),
        ({"amount": 5, "districts": {"东": "50%", "南": "50%"}}, "M05", ("districts", "南")),
        ({"amount": 5, "districts": {"东": "0", "西": "0"}}, "M06", ("districts",)),
        ({"amount": 5, "districts": {"东": "-20%", "西": "120%"}}, "M06", ("districts",)),
        ({"amount": "3000万"}, "M08", ("amount",)),
    ],
)
def test_a_bad_line_is_a_problem_at_its_place_and_the_rest_is_still_worked_out(
    line: dict[str, Any], code: str, where: tuple[str, ...]
) -> None:
    plan = budget_of({"name": "坏", **line}, {"name": "好", "amount": 100})
    problem = only(plan.problems)
    assert problem.code == code
    assert problem.path == ("budget", "lines", 0, *where)
    assert plan.months.of("好") == 100


def test_expenses_beyond_sales_are_told_at_the_largest_line() -> None:
    plan = budget_of({"name": "工资", "ratio": "4%"}, {"name": "广告", "ratio": "100%"}, {"name": "差旅", "amount": 1})
    problem = only(plan.problems)
    assert (problem.code, problem.path) == ("M08", ("budget", "lines", 1, "ratio"))
    assert "“广告”" in problem.message.zh and '"广告"' in problem.message.en


def test_volume_must_be_there_for_a_line_per_unit() -> None:
    spec = spec_of(["东"], budget={"lines": [{"name": "返利", "per_unit": 1}]})
    plan = plan_budget(spec, targets_of({"东": EAST}), (), 1)
    assert only(plan.problems).code == "M02"
    assert plan.total == 0


def test_a_line_given_twice() -> None:
    plan = budget_of({"name": "差旅", "amount": 1}, {"name": "差旅", "amount": 2})
    assert only(plan.problems).path == ("budget", "lines", 1, "name")


def test_a_district_over_its_limit() -> None:
    lines = {"name": "差旅", "amount": "12万", "districts": {"东": "75%", "西": "25%"}}
    limits = [{"district": "东", "ratio": "7%"}, {"district": "西", "ratio": "2.5%"}, {"district": "两", "ratio": "9%"}]
    over, unknown = budget_of(lines, budget={"limits": limits}).problems
    assert (over.code, over.path) == ("M09", ("budget", "limits", 0, "ratio"))
    assert "7.5%" in over.message.zh
    assert "7%" in over.message.zh
    assert (unknown.code, unknown.path) == ("M05", ("budget", "limits", 2, "district"))


@pytest.mark.parametrize(
    ("promotion", "code", "field"),
    [
        ({"starts": "2025-12-20", "ends": "2026-01-10"}, "M13", "starts"),
        ({"starts": "2026-12-20", "ends": "2027-01-10"}, "M13", "ends"),
        ({"starts": "2026-05-10", "ends": "2026-05-01"}, "M14", "ends"),
    ],
)
def test_a_promotion_outside_the_year_or_backwards(promotion: dict[str, Any], code: str, field: str) -> None:
    more = {"name": "促", "cost": 10, "line": "促销"} | promotion
    plan = budget_of({"name": "促销", "amount": 1000}, promotions=[more], products=[{"name": "甲"}])
    found = [p for p in plan.problems if p.severity == Severity.ERROR]
    assert only(tuple(found)).code == code
    assert found[0].path[:3] == ("promotions", 0, field)
    assert plan.spending[0].drawn == 10


@pytest.mark.parametrize("field", ["products", "districts"])
def test_a_promotion_of_unknown_things(field: str) -> None:
    promotions = [{"name": "促", "cost": 10, "line": "促销", field: ["没有的"]}]
    spec = spec_of(["东", "西"], promotions=promotions, products=[{"name": "甲"}])
    found = only(tuple(promotion_problems(spec)))
    assert (found.code, found.path[:3]) == ("M17", ("promotions", 0, field))


def test_media_need_weights_that_are_not_all_nil_and_must_not_end_before_they_start() -> None:
    media = [
        {"name": "公交", "cost": 9, "months": ["0%"] * 12},
        {"name": "短视频", "cost": 9, "starts": "5月", "ends": "3月"},
    ]
    bad, backwards = budget_of(advertising={"media": media}).problems
    assert (bad.code, bad.path) == ("M15", ("advertising", "media", 0, "months"))
    assert (backwards.code, backwards.path) == ("M14", ("advertising", "media", 1, "ends"))


# Everything adds up ---------------------------------------------------------------------------------------------------

weights = st.integers(0, 100).map(str)
seasons = st.one_of(
    st.sampled_from(["sales", "even", "events"]),
    st.lists(st.decimals(0, 1, places=2).map(str), min_size=12, max_size=12).map(tuple),
)
drivers = st.one_of(
    st.fixed_dictionaries({"ratio": st.integers(0, 20).map(lambda n: f"{n}%")}),
    st.fixed_dictionaries({"amount": st.integers(0, 10**8)}, optional={"cap": st.integers(0, 10**8)}),
    st.fixed_dictionaries({"per_unit": st.integers(0, 50)}),
    st.fixed_dictionaries({"per_store": st.integers(0, 10**6), "driver": st.just("网点")}),
)
shares = st.dictionaries(st.sampled_from(["东", "西"]), st.decimals(0, 1, places=3).map(str))
lines = st.builds(
    lambda driver, season, share: driver | {"season": season, "districts": share}, drivers, seasons, shares
)
months = st.lists(st.integers(0, 5000), min_size=12, max_size=12)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(st.lists(lines, max_size=4), months, months, st.sampled_from([1, 10, 1000]))
def test_lines_months_quarters_and_districts_sum_to_the_budget_exactly(
    found: list[dict[str, Any]], east: list[int], west: list[int], granule: int
) -> None:
    given_lines = [{"name": f"科目{n}"} | line for n, line in enumerate(found)]
    spec = spec_of(["东", "西"], budget={"lines": given_lines})
    targets = targets_of({"东": [m * granule for m in east], "西": [m * granule for m in west]}, volume=777)
    plan = plan_budget(spec, targets, (OUTLETS,), granule)
    assert plan.total == sum(line.amount for line in plan.lines) == plan.months.total
    assert sum(by_quarter(plan.months.months)) == plan.total
    for i, line in enumerate(plan.lines):
        assert sum(plan.months.cells[i]) == line.amount
        for m in range(12):
            assert sum(cells[i][m] for cells in plan.by_district) == plan.months.cells[i][m]
    assert all(cell >= 0 and cell % granule == 0 for cells in plan.by_district for row in cells for cell in row)
    assert plan.expense == sum(plan.expense_of(plan.months))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.dates(date(2026, 1, 1), date(2026, 12, 31))), max_size=6),
    st.integers(0, 10**6),
    st.sampled_from([1, 1000]),
)
def test_drawn_and_left_sum_to_the_line_and_draws_to_what_is_drawn(
    costs: list[tuple[int, date]], held: int, granule: int
) -> None:
    promotions = [
        {"name": f"促{n}", "starts": day, "ends": day, "cost": cost, "line": "促销"}
        for n, (cost, day) in enumerate(costs)
    ]
    spec = spec_of(["东"], budget={"lines": [{"name": "促销", "amount": held}]}, promotions=promotions)
    plan = plan_budget(spec, targets_of({"东": (10**7,) * 12}), (), granule)
    spending = plan.spending[0]
    assert spending.drawn + spending.left == spending.budget
    assert sum(d.amount for d in spending.draws) == sum(spending.drawn_quarters) == spending.drawn
    exact = sum(cost for cost, _ in costs)
    assert abs(spending.drawn - exact) * 2 <= granule
    assert exact > held or "M10" not in [p.code for p in plan.problems]


def test_what_is_spent_in_one_district_is_charged_there_and_only_the_rest_is_spread() -> None:
    plan = budget_of(
        {"name": "推广", "amount": 100_000},
        actions=[{"name": "东区进场", "district": "东", "budget": 30_000, "line": "推广"}],
        promotions=[{"name": "春促", "districts": ["西"], "cost": 10_000, "line": "推广"}],
    )
    east, west = sum(EAST), sum(WEST)
    rest = Fraction(60_000)
    assert plan.expense_in("东") == 30_000 + rest * east / (east + west)
    assert plan.expense_in("西") == 10_000 + rest * west / (east + west)
    assert plan.by_sales == 60_000


def test_a_line_of_which_more_is_known_than_it_holds_keeps_its_amount() -> None:
    plan = budget_of(
        {"name": "推广", "amount": 20_000},
        actions=[
            {"name": "甲", "district": "东", "budget": 30_000, "line": "推广"},
            {"name": "乙", "district": "西", "budget": 10_000, "line": "推广"},
        ],
    )
    assert (plan.expense_in("东"), plan.expense_in("西")) == (15_000, 5_000)
    assert "M19" in {problem.code for problem in plan.problems}


def test_weights_that_a_line_states_hold_and_more_arranged_than_they_give_is_a_finding() -> None:
    plan = budget_of(
        {"name": "推广", "amount": 100_000, "districts": {"东": "10%", "西": "90%"}},
        actions=[{"name": "东区进场", "district": "东", "budget": 30_000, "line": "推广"}],
    )
    assert plan.expense_in("东") == 10_000
    assert only(plan.problems).code == "M19"


def test_wages_go_where_people_work_once_every_district_has_somebody() -> None:
    line = {"name": "工资", "kind": "wage", "amount": 90_000}
    team = [{"name": "甲", "district": "东"}, {"name": "乙", "district": "东"}, {"name": "丙", "district": "西"}]
    assert budget_of(line, team=team).expense_in("东") == 60_000
    sales = budget_of(line, team=team[:2])
    assert sales.expense_in("东") == Fraction(90_000 * sum(EAST), sum(EAST) + sum(WEST))


def test_pay_that_goes_with_sales_goes_where_sales_are() -> None:
    team = [{"name": "甲", "district": "东"}, {"name": "乙", "district": "西"}]
    sold = Fraction(90_000 * sum(EAST), sum(EAST) + sum(WEST))
    fixed, variable = ({"name": "提成", "kind": "wage", "amount": 90_000, "fixed": fixed} for fixed in (True, False))
    assert budget_of(fixed, team=team).expense_in("东") == 45_000
    assert budget_of(variable, team=team).expense_in("东") == sold


def test_an_outlay_that_names_a_place_nobody_sells_in_is_the_whole_regions() -> None:
    plan = budget_of(
        {"name": "推广", "amount": 100_000},
        promotions=[{"name": "春促", "districts": ["北"], "cost": 10_000, "line": "推广"}],
    )
    assert plan.by_sales == 100_000


def test_fixed_wages_are_the_same_in_every_month_unless_the_line_says_otherwise() -> None:
    line = {"name": "工资", "kind": "wage", "amount": 120_000}
    assert set(budget_of(line).months.months) == {10_000}
    assert budget_of(line | {"season": "sales"}).months.months == (7_500,) * 6 + (12_500,) * 6
    assert budget_of(line | {"fixed": False}).months.months == (7_500,) * 6 + (12_500,) * 6


def test_media_without_an_end_run_to_december() -> None:
    plan = budget_of({"name": "广告", "amount": 90, "season": "events"},
                     advertising={"media": [{"name": "公交", "cost": 90, "starts": 10, "line": "广告"}]})  # fmt: skip
    assert plan.months.months == (*(0,) * 9, 30, 30, 30)
