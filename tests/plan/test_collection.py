"""Collection: cash, receivables and the balances by month of sale agree in every month and district."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from money_case import spec_of, targets_of

from planforge.plan.money.collection import CollectionPlan, plan_collection
from planforge.plan.targets.targets import TargetPlan
from planforge.problem import Problem

FLAT = (1000,) * 12
MONTHLY = {"name": "月结", "pattern": ["60%", "40%"]}


def collected(targets: TargetPlan | None = None, granule: int = 1, **collection: Any) -> CollectionPlan:
    spec = spec_of(["东", "西"], collection=collection)
    plan = plan_collection(spec, targets or targets_of({"东": FLAT, "西": FLAT}), granule)
    assert plan
    return plan


def only(problems: tuple[Problem, ...]) -> Problem:
    assert len(problems) == 1, [p.message.en for p in problems]
    return problems[0]


def test_a_cash_business_has_no_collection_plan() -> None:
    targets = targets_of({"东": FLAT})
    assert plan_collection(spec_of(["东"]), targets, 1) is None
    reason = {"collection": "门店收现"}
    assert plan_collection(spec_of(["东"], collection={"terms": [MONTHLY]}, not_applicable=reason), targets, 1) is None


def test_sixty_percent_now_and_forty_next_month() -> None:
    plan = collected(terms=[MONTHLY])
    assert plan.total.cash == (1200, *(2000,) * 11)
    assert plan.total.closing == (800,) * 12


def test_prepaid_sales_leave_nothing_owed() -> None:
    plan = collected(terms=[{"name": "现款", "pattern": ["100%"]}])
    assert plan.total.cash == plan.total.sales
    assert plan.closing == 0
    assert plan.rate_a == plan.rate_b == 1


def test_terms_may_reach_over_many_months_and_beyond_the_year() -> None:
    plan = collected(terms=[{"name": "半年", "pattern": ["0"] * 6 + ["100%"]}])
    assert plan.total.cash == (0,) * 6 + (2000,) * 6
    assert plan.closing == 12_000


def test_channels_pay_by_their_own_terms() -> None:
    targets = targets_of({"东": FLAT, "西": FLAT}, channels={"批发": 3, "商超": 1})
    terms = [
        {"name": "现款", "pattern": ["100%"]},
        {"name": "账期", "pattern": ["0", "0", "100%"], "channels": ["商超"]},
    ]
    plan = collected(targets, terms=terms)
    assert plan.total.cash[:4] == (1500, 1500, 2000, 2000)


def test_a_channel_may_name_its_terms_itself() -> None:
    targets = targets_of({"东": FLAT}, channels={"批发": 3, "商超": 1})
    terms = [{"name": "现款", "pattern": ["100%"]}, {"name": "账期", "pattern": ["0", "100%"]}]
    channels = [{"name": "批发"}, {"name": "商超", "terms": "账期"}]
    plan = plan_collection(spec_of(["东"], channels=channels, collection={"terms": terms}), targets, 1)
    assert plan
    assert plan.total.cash[:2] == (750, 1000)
    # The default has two candidates: the first without channels of its own.
    assert not plan.problems


def test_the_opening_balance_falls_due_as_the_tail_of_the_terms_says() -> None:
    last = {"东": (0,) * 10 + (100, 200), "西": (0,) * 10 + (100, 200)}
    targets = targets_of({"东": FLAT, "西": FLAT}, last=last)
    plan = collected(targets, opening=260, terms=[{"name": "三月", "pattern": ["50%", "30%", "20%"]}])
    # November still owes 20 % of 200, December 30 % and 20 % of 400: 200 falls due, 160 to 80 of it by month.
    expected = [Fraction(260 * (40 + 120), 240), Fraction(260 * 80, 240)]
    due = [260 - plan.uncollected_opening[0], plan.uncollected_opening[0] - plan.uncollected_opening[1]]
    assert due == [round(e) for e in expected]
    assert plan.uncollected_opening[1:] == (0,) * 11


def test_an_opening_balance_without_any_tail_is_paid_in_january() -> None:
    plan = collected(opening=500, terms=[{"name": "现款", "pattern": ["100%"]}])
    assert plan.uncollected_opening == (0,) * 12


def test_overdue_money_comes_in_only_as_it_is_recovered() -> None:
    steps = [
        {"month": 3, "amount": 100, "district": "东", "owner": "王强", "measure": "上门对账"},
        {"month": 5, "amount": 60},
    ]
    plan = collected(opening=1000, overdue=400, terms=[MONTHLY], recovery=steps)
    assert plan.total.overdue_cash == (0, 0, 100, 0, 60, *(0,) * 7)
    assert plan.districts[0].overdue_cash[2] == 100
    assert plan.uncollected_opening[0] == 400
    assert plan.uncollected_opening[11] == 240
    assert plan.recovery[0] == (3, "东", "王强", 100, "上门对账")
    assert plan.problems == ()


def test_opening_balances_by_district_as_stated_the_rest_by_last_years_sales() -> None:
    last = {"东": (10,) * 12, "西": (10,) * 12, "南": (30,) * 12}
    targets = targets_of({"东": FLAT, "西": FLAT, "南": FLAT}, last=last)
    spec = spec_of(
        ["东", "西", "南"], collection={"opening": 900, "opening_by_district": {"东": 500}, "terms": [MONTHLY]}
    )
    plan = plan_collection(spec, targets, 1)
    assert plan
    assert [d.opening[0] for d in plan.districts] == [500, 100, 300]


def test_people_collect_in_proportion_to_their_sales() -> None:
    targets = targets_of({"东": FLAT, "西": FLAT}, people={"甲": ("东", 3), "乙": ("东", 1), "丙": ("西", 1)})
    plan = collected(targets, terms=[MONTHLY])
    assert plan.people
    assert plan.people.row("甲") == (450, *(750,) * 11)
    assert plan.people.row("丙") == plan.cash.row("西")


def test_days_of_sales_use_last_years_months_where_they_are_known() -> None:
    terms = [MONTHLY]
    with_last = targets_of({"东": FLAT, "西": FLAT}, last={"东": (500,) * 12, "西": (500,) * 12})
    assert collected(with_last, opening=0, terms=terms).dso[0] == Fraction(800 * (30 + 31 + 31), 1000 + 1000 + 2000)
    assert collected(terms=terms).dso[:2] == (Fraction(800 * 31, 2000), Fraction(800 * 59, 4000))


def test_where_no_terms_are_of_all_channels_the_first_are_those_of_a_channel_without() -> None:
    """批发 has three quarters of 2,000 a month: by the first terms all of it is paid a month later."""
    later = {"name": "月结", "pattern": ["0", "100%"], "channels": ["电商"]}
    now = {"name": "现结", "pattern": ["100%"], "channels": ["商超"]}
    targets = targets_of({"东": FLAT, "西": FLAT}, channels={"批发": 3, "商超": 1})
    plan = collected(targets, terms=[later, now])
    assert plan.total.cash == (500, *(2000,) * 11)
    (said,) = [problem.message.zh for problem in plan.problems if problem.code == "M31"]
    assert said == "批发没有适用的货款条件，暂按“月结”"


# Mistakes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("collection", "code", "path"),
    [
        ({"terms": [{"name": "差", "pattern": ["60%", "30%"]}]}, "M30", ("terms", 0, "pattern")),
        ({"terms": [{"name": "多", "pattern": ["60%", "50%"]}]}, "M30", ("terms", 0, "pattern")),
        ({"terms": [{"name": "质保", "pattern": ["60%", "40%"], "retention": "5%"}]}, "M30", ("terms", 0, "pattern")),
        ({"opening": 10}, "M31", ()),
        ({"terms": [MONTHLY | {"channels": ["商超"]}]}, "M31", ("terms",)),
        ({"terms": [MONTHLY, MONTHLY | {"channels": ["商场"]}]}, "M32", ("terms", 1, "channels", 0)),
        ({"terms": [MONTHLY, *[{"name": n, "pattern": ["100%"], "channels": ["商超"]} for n in "甲乙"]]}, "M33",
         ("terms", 2, "channels", 0)),
        ({"terms": [MONTHLY], "opening": 10, "opening_by_district": {"南": 5}}, "M34", ("opening_by_district", "南")),
        ({"terms": [MONTHLY], "opening": 10, "recovery": [{"month": 1, "amount": 1, "district": "南"}]}, "M34",
         ("recovery", 0, "district")),
        ({"terms": [MONTHLY], "opening": 10, "opening_by_district": {"东": 5, "西": 4}}, "M35",
         ("opening_by_district",)),
        ({"terms": [MONTHLY, {"name": "闲置", "pattern": ["100%"]}]}, "M38", ("terms", 1)),
        ({"terms": [MONTHLY], "opening": 10, "overdue": 11}, "M36", ("overdue",)),
        ({"terms": [MONTHLY], "opening": 10, "overdue": 5, "recovery": [{"month": 1, "amount": 6}]}, "M37",
         ("recovery",)),
    ],
)  # fmt: skip
def test_a_mistake_is_a_problem_at_its_place_and_the_books_still_balance(
    collection: dict[str, Any], code: str, path: tuple[str | int, ...]
) -> None:
    plan = collected(targets_of({"东": FLAT, "西": FLAT}, channels={"批发": 3, "商超": 1}), **collection)
    problem = only(plan.problems)
    assert (problem.code, problem.path) == (code, ("collection", *path))
    assert (plan.opening or 0) + 24_000 - plan.cash_total == plan.closing


def test_terms_short_of_100_percent_leave_the_shortfall_owed_and_say_so() -> None:
    plan = collected(terms=[{"name": "差", "pattern": ["60%", "30%"]}])
    assert plan.uncollected[0][11] == 200
    assert "90%" in only(plan.problems).message.zh


def test_a_channel_naming_unknown_terms() -> None:
    targets = targets_of({"东": FLAT}, channels={"批发": 1})
    spec = spec_of(["东"], channels=[{"name": "批发", "terms": "月洁"}], collection={"terms": [MONTHLY]})
    plan = plan_collection(spec, targets, 1)
    assert plan
    problem = only(plan.problems)
    assert (problem.code, problem.path) == ("M32", ("channels", 0, "terms"))
    assert problem.hint
    assert "月结" in problem.hint.zh


# Everything adds up ---------------------------------------------------------------------------------------------------

months = st.lists(st.integers(0, 3000), min_size=12, max_size=12)
patterns = st.lists(st.decimals(0, 1, places=2), min_size=1, max_size=5).map(lambda shares: list(map(str, shares)))
collections = st.fixed_dictionaries(
    {
        "opening": st.integers(0, 10**6),
        "terms": st.lists(patterns, min_size=1, max_size=2).map(
            lambda found: [{"name": f"条件{n}", "pattern": p, "channels": ["商超"] * n} for n, p in enumerate(found)]
        ),
        "recovery": st.lists(
            st.fixed_dictionaries(
                {"month": st.integers(1, 12), "amount": st.integers(0, 10**5)},
                optional={"district": st.sampled_from(["东", "西"])},
            ),
            max_size=4,
        ),
    },
    optional={
        "overdue": st.integers(0, 10**6),
        "opening_by_district": st.dictionaries(st.sampled_from(["东", "西"]), st.integers(0, 10**6)),
    },
)


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(collections, months, months, months, st.booleans(), st.sampled_from([1, 10, 1000]))
def test_opening_plus_sales_less_cash_is_closing_everywhere(
    collection: dict[str, Any], east: list[int], west: list[int], before: list[int], split: bool, granule: int
) -> None:
    targets = targets_of(
        {"东": [m * granule for m in east], "西": [m * granule for m in west]},
        granule=granule,
        channels={"批发": 7, "商超": 2} if split else None,
        people={"甲": ("东", 2), "乙": ("东", 1), "丙": ("西", 1)},
        last={"东": before, "西": before} if any(before) else None,
    )
    plan = collected(targets, granule, **collection)
    for account in (plan.total, *plan.districts):
        for t in range(12):
            assert account.opening[t] + account.sales[t] - account.cash[t] == account.closing[t]
            assert 0 <= account.overdue_cash[t] <= account.cash[t]
            assert t == 0 or account.opening[t] == account.closing[t - 1]
        assert all(figure % granule == 0 for figure in (*account.cash, *account.closing))
    for t in range(12):
        assert sum(d.cash[t] for d in plan.districts) == plan.total.cash[t] == plan.cash.months[t]
        assert sum(d.closing[t] for d in plan.districts) == plan.total.closing[t]
        assert sum(left[t] for left in plan.uncollected) + plan.uncollected_opening[t] == plan.total.closing[t]
        assert min(left[t] for left in plan.uncollected) >= 0 <= plan.uncollected_opening[t]
    assert plan.people
    for account in plan.districts:
        team = [plan.people.row(name) for name, home in targets.person_district.items() if home == account.name]
        assert tuple(map(sum, zip(*team, strict=True))) == account.cash


def test_what_last_year_still_owes_is_unknown_until_it_is_stated_and_never_nil() -> None:
    last = {"东": (500,) * 12, "西": (500,) * 12}
    plan = collected(targets_of({"东": FLAT, "西": FLAT}, last=last), terms=[MONTHLY])
    problem = only(plan.problems)
    assert (problem.code, problem.path) == ("M45", ("collection",))
    assert (plan.opening, plan.closing, plan.rate_a, plan.dso) == (None, None, None, (None,) * 12)
    assert plan.unpaid == plan.total.closing[-1] > 0  # of this year's sales, and called that
    assert plan.rate_b == Fraction(plan.cash_total, 24_000)  # of this year's sales alone


@pytest.mark.parametrize(
    ("last", "more"),
    [
        ({"东": (500,) * 12, "西": (500,) * 12}, {"terms": [MONTHLY], "opening": 0}),
        ({"东": (500,) * 12, "西": (500,) * 12}, {"terms": [MONTHLY], "opening_by_district": {"东": 500}}),
        ({"东": (500,) * 12, "西": (500,) * 12}, {"terms": [{"name": "现款", "pattern": ["100%"]}]}),
        (None, {"terms": [MONTHLY]}),
    ],
)
def test_a_stated_nil_sales_for_cash_and_a_first_year_are_no_mistake(last: Any, more: dict[str, Any]) -> None:
    plan = collected(targets_of({"东": FLAT, "西": FLAT}, last=last), **more)
    assert plan.problems == () and plan.opening is not None
