"""From the noodle company's spec to its money: the figures its manager knows, with targets the engine has split."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from planforge.plan.explain.money import explain_budget_cell, explain_cash, explain_gross_cell
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.reading.read import read

WAN = 10_000


@pytest.fixture(scope="module")
def plan() -> Plan:
    spec = read(Path(__file__).with_name("noodles_2026.yaml")).spec
    assert spec
    return make_plan(spec)


def test_the_years_money(plan: Plan) -> None:
    assert plan.profit
    assert plan.collection
    assert plan.profit.total.gross * 10 == 20_652 * WAN
    assert (plan.budget.expense * 10, plan.budget.ratio) == (9_108 * WAN, Fraction("0.11"))
    assert plan.profit.total.contribution * 10 == 11_544 * WAN
    assert plan.collection.cash_total * 10 == 83_812 * WAN
    assert plan.collection.unpaid * 10 == 3_128 * WAN
    assert plan.collection.rate_a == Fraction(83_812, 86_940)
    assert plan.collection.rate_b == Fraction(83_812, 82_800)


def test_nothing_is_wrong_with_the_money_and_the_promotions_use_up_their_line(plan: Plan) -> None:
    assert not [problem for problem in plan.problems if problem.code.startswith("M")]
    assert next(line.left for line in plan.budget.spending if line.name == "促销") == 0


def test_everyones_cash_sums_to_the_regions(plan: Plan) -> None:
    assert plan.collection
    assert plan.collection.people
    assert plan.collection.people.months == plan.collection.total.cash


@pytest.mark.parametrize("district", ["信阳", "驻马店", "周口", "南阳"])
@pytest.mark.parametrize("month", [1, 2, 7, 12])
def test_every_explanation_ends_in_the_figure_of_the_plan(plan: Plan, district: str, month: int) -> None:
    assert plan.profit
    assert plan.collection
    assert explain_gross_cell(plan, None, district, month)[-1].figure == plan.profit.gross.of(district, month)
    held = plan.budget.of_district(district)
    assert all(explain_budget_cell(plan, n, month, district)[-1].figure == held.of(n, month) for n in held.nodes)
    account = next(a for a in plan.collection.districts if a.name == district)
    assert [*explain_cash(plan, month, district)][-1].figure == account.cash[month - 1]
