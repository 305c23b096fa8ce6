"""Where a figure stands exactly on a line: as much as last year, target just met, a promotion that earns its cost."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from accounts import Books, rows_of
from facts_by_hand import facts_of
from test_facts_of_examples import flat, unlike
from test_figures_of_examples import agrees, told
from worked_out import work_out

from planforge import make_plan
from planforge.document.facts import find_facts
from planforge.plan.figures import figures
from planforge.plan.plan import Plan
from planforge.spec.spec import Spec

SPEC: dict[str, Any] = {
    "year": 2027,
    "region": {"name": "豫南", "company": "福麦"},
    "money": {"round_to": 1000},
    "districts": [
        {"name": "甲", "leader": "王", "weight": "50%"},
        {"name": "乙", "leader": "李", "weight": "20%"},
        {"name": "丙", "leader": "赵", "weight": "30%"},
    ],
    "stores": [
        {"name": "一店", "district": "甲", "manager": "王", "last_target": 1_200_000, "last_actual": 1_200_000},
        {"name": "二店", "district": "乙", "manager": "李", "last_target": 800_000, "last_actual": 600_000},
    ],
    "team": [{"name": "王", "district": "甲"}, {"name": "李", "district": "乙"}, {"name": "赵", "district": "丙"}],
    "history": [
        {"year": 2026, "district": "甲", "product": "面", "months": [100_000] * 12},
        {"year": 2026, "district": "乙", "product": "面", "months": [50_000] * 12},
        {"year": 2025, "district": "甲", "product": "面", "months": [100_000] * 12},
        {"year": 2025, "district": "乙", "product": "面", "months": [50_000] * 12},
    ],
    "review": {"target": 1_800_000, "district_targets": {"甲": 1_200_000, "乙": 700_000}},
    "products": [{"name": "面", "margin": "50%", "target": 2_400_000}],
    "targets": {
        "base": 2_400_000,
        "by_district": {"manual": "100%"},
        "natural_growth": "0%",
        "season": {"method": "manual", "weights": ["20%", "5%", "5%", *["10%"] * 9], "own_shape": "never"},
        "growth_sources": [{"name": "新点", "amount": 600_000}],
    },
    "budget": {
        "wages": "apart",
        "last": {"expense": 200_000, "wages": 100_000, "gross_profit": 900_000},
        "lines": [
            {"name": "工资", "kind": "wage", "amount": 120_000},
            {"name": "促销", "kind": "promotion", "amount": 100_000, "season": "even"},
        ],
    },
    "promotions": [
        {"name": "平", "starts": "2027-01-01", "ends": "2027-02-28", "cost": 50_000, "lift": 100_000, "line": "促销"},
        {"name": "亏", "starts": "2027-03-31", "ends": "2027-04-01", "cost": 50_000, "lift": 98_000, "line": "促销"},
    ],
    "training": [{"topic": "甲课", "date": "2027-03-31"}, {"topic": "乙课", "date": "2027-04-01"}],
    "objectives": [{"code": "M1", "name": "销售额", "measure": "sales"}],
    "actions": [
        {"name": "一", "owner": "王", "starts": "2027-03-31", "ends": "2027-04-30", "budget": 7000, "milestone": True},
        {"name": "二", "owner": "李", "starts": "2027-04-01", "ends": "2027-05-31", "budget": 5000},
        {"name": "三", "owner": "王", "starts": "2027-03-01", "ends": "2027-03-31", "budget": 50_000, "within": "平"},
    ],
    "control": {
        "contingencies": [{"trigger": "低于九成", "below": "90%"}, {"trigger": "低于八成", "below": "80%"}],
        "tiers": [{"name": "达成", "from": "100%"}, {"name": "差", "from": "0%"}],
    },
    "appraisal": {
        "schemes": [
            {
                "role": "业务员",
                "people": ["王"],
                "base_pay": 5000,
                "bonus": 1000,
                "bands": [{"from": "0%", "to": "80%", "score": "0%"}, {"from": "80%", "to": "100%", "score": "80%"},
                          {"from": "100%", "to": "120%", "score": "100%"}, {"from": "120%", "score": "150%"}],
                "commission": [{"from": "0%", "rate": "1%"}, {"from": "100%", "rate": "2%"}],
            }
        ]
    },
}  # fmt: skip


@cache
def plan() -> Plan:
    return make_plan(Spec.model_validate(SPEC))


@cache
def books() -> Books:
    return Books(SPEC, tuple(rows_of(SPEC["history"])), figures(plan()))


@cache
def facts() -> dict[str, Any]:
    return dict(flat(find_facts(plan())))


def test_the_figures_on_the_line_are_those_of_the_file() -> None:
    assert [told(figure, books()) for figure in work_out(books()) if not agrees(figure, books())] == []
    assert list(unlike(facts(), facts_of(books()))) == []


def test_as_much_as_last_year_does_not_fall_and_leads_nothing() -> None:
    assert facts()["districts.nodes.0.added"] == 0
    assert facts()["districts.falling"] == ["乙"]
    assert facts()["districts.new"] == ["丙"]
    assert facts()["districts.leaders"] == ["甲"]


def test_a_target_just_met_is_attained() -> None:
    assert facts()["review.attained"] is True
    assert facts()["review.below"] == ["乙"]
    assert facts()["review.reached"] == 1
    assert [node.tier for node in plan().review.districts] == ["达成", "差"]


def test_a_month_that_is_just_a_twelfth_is_not_above_the_mean() -> None:
    assert plan().targets.districts.months[3] * 12 == plan().targets.total
    assert facts()["season.above"] == 1


def test_a_promotion_that_earns_its_cost_loses_nothing() -> None:
    assert facts()["promotions.losing"] == ["亏"]


def test_a_line_that_is_used_up_is_not_over() -> None:
    assert [line.left for line in plan().budget.spending] == [120_000, 0]
    assert facts()["budget.over"] == []


def test_sources_that_just_cover_the_gap_cover_it() -> None:
    gap = plan().gap
    assert gap is not None
    assert gap.uncovered == 0
    assert (facts()["gap.covered"], facts()["gap.spare"]) == (True, 0)


def test_the_last_day_of_march_is_in_the_first_quarter() -> None:
    assert facts()["found.early_trainings"] == 1
    assert facts()["actions.first_quarter"] == 2


def test_what_is_paid_within_something_else_is_no_cost_of_its_own() -> None:
    assert facts()["actions.budget"] == 12_000


def test_a_contingency_at_ninety_per_cent_answers_ninety_per_cent() -> None:
    assert facts()["shortfall.contingency"] == "低于九成"


def test_a_band_begins_at_its_lower_end() -> None:
    (scheme,) = plan().appraisal
    assert [pay.bonus for pay in scheme.examples] == [9600, 12_000, 18_000]
    assert [pay.commission for pay in scheme.examples] == [9600, 24_000, 28_800]


@pytest.mark.parametrize(("year", "shift"), [(2027, 1), (2029, -1)])
def test_january_has_more_of_the_fortnight_before_the_festival_than_last_year_or_less(year: int, shift: int) -> None:
    """17 February 2026, 6 February 2027; 26 January 2028, 13 February 2029."""
    spec = {
        "year": year,
        "region": {"name": "区", "company": "司"},
        "districts": [{"name": "甲"}],
        "history": [{"year": year - 1, "district": "甲", "months": ["120万", "90万", *["100万"] * 10]}],
        "targets": {"base": "1500万"},
    }
    assert find_facts(make_plan(Spec.model_validate(spec))).season.shift == shift


def test_of_one_district_nobody_is_the_highest_or_the_best() -> None:
    spec = {
        "year": 2027,
        "region": {"name": "区", "company": "司"},
        "districts": [{"name": "甲", "market": 12_000}],
        "history": [{"year": 2026, "district": "甲", "months": [100] * 12}],
        "review": {"target": 1000, "district_targets": {"甲": 1000}},
        "targets": {"base": 1500},
    }
    found = find_facts(make_plan(Spec.model_validate(spec)))
    assert found.review is not None
    assert (found.market.highest, found.market.lowest, found.review.best, found.review.worst) == (None,) * 4


def test_a_promotion_of_which_no_lift_is_known_adds_none() -> None:
    promotions = [
        {"name": "甲", "starts": "2027-01-01", "ends": "2027-01-31", "cost": 10_000, "lift": 50_000},
        {"name": "乙", "starts": "2027-02-01", "ends": "2027-02-28", "cost": 10_000},
    ]
    found = find_facts(make_plan(Spec.model_validate(SPEC | {"promotions": promotions}))).promotions
    assert found is not None
    assert (found.lift, found.cost) == (50_000, 20_000)
