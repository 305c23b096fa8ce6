"""How a figure of the money was made: the steps lead from what the manager wrote to the figure in the plan."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from money_case import GRANULE, SALES_2026, WAN, noodles_spec, noodles_targets

from planforge.plan.explain.money import explain_budget_cell, explain_cash, explain_gross_cell
from planforge.plan.explain.steps import Step
from planforge.plan.growth.chain import Chain
from planforge.plan.money.appraisal import plan_appraisal
from planforge.plan.money.budget import plan_budget
from planforge.plan.money.collection import plan_collection
from planforge.plan.money.profit import plan_profit
from planforge.plan.money.promotions import plan_promotions
from planforge.plan.plan import Plan
from planforge.plan.targets.basis import Basis
from planforge.plan.targets.last_year import ReviewFigures
from planforge.plan.targets.targets import work_out


@pytest.fixture(scope="module")
def plan() -> Plan:
    lines = [{"name": "返利", "ratio": "2.5%", "cap": "200万"}, {"name": "差旅", "amount": "46万", "season": "even"}]
    spec = noodles_spec(budget={"lines": lines})
    targets = noodles_targets()
    budget = plan_budget(spec, targets, (), GRANULE)
    collection = plan_collection(spec, targets, GRANULE)
    profit = plan_profit(spec, targets, budget, collection, GRANULE)
    return Plan(
        spec=spec,
        granule=GRANULE,
        targets=targets,
        workings=work_out(Basis.of(spec)),
        review=ReviewFigures(None, (), (), (), (), (), ()),
        gap=None,
        funnels=(),
        shares=(),
        network=(),
        counts=(),
        display=None,
        profit=profit,
        budget=budget,
        promotions=plan_promotions(spec, targets, profit, GRANULE),
        collection=collection,
        appraisal=plan_appraisal(spec, targets),
        objectives=(),
        chain=Chain((), (), ()),
        problems=(),
    )


def read(steps: Sequence[Step]) -> list[tuple[str, Fraction | int | None]]:
    return [(step.what.zh, step.figure) for step in steps]


def test_a_line_from_its_ratio_through_its_cap_to_the_year(plan: Plan) -> None:
    assert read(explain_budget_cell(plan, "返利")) == [
        ("占销售额比率", Fraction("0.025")),
        ("× 全年销售目标", 8280 * WAN),
        ("= 未取整金额", 207 * WAN),
        ("上限", 200 * WAN),
        ("全年预算（取整）", 200 * WAN),
    ]


def test_a_budget_cell_ends_in_the_figure_of_the_plan(plan: Plan) -> None:
    steps = explain_budget_cell(plan, "差旅", 3, "信阳")
    assert read(steps)[2:4] == [("× 信阳的分摊比重", Fraction(2001, 8280)), ("× 3月比重", Fraction(1, 12))]
    assert steps[-2].figure == Fraction(46 * WAN * 2001, 8280 * 12)
    assert steps[-1].figure == plan.budget.of_district("信阳").of("差旅", 3)


@pytest.mark.parametrize("month", [None, 1, 2, 12])
@pytest.mark.parametrize("district", [None, *SALES_2026])
def test_every_explanation_of_cash_adds_up_and_ends_in_the_closing_balance(
    plan: Plan, month: int | None, district: str | None
) -> None:
    steps = tuple(explain_cash(plan, month, district))
    assert plan.collection
    account = next(a for a in (plan.collection.total, *plan.collection.districts) if a.name == (district or ""))
    figures = dict(read(steps))
    assert figures["= 回款"] == (sum(account.cash) if month is None else account.cash[month - 1])
    if month:
        came = [
            step.figure or 0
            for step in steps
            if "取整" in step.what.zh or "到期" in step.what.zh or "清收" in step.what.zh
        ]
        assert sum(came) == account.cash[month - 1]


def test_cash_of_february_names_january_at_40_percent_and_february_at_60(plan: Plan) -> None:
    figures = read(tuple(explain_cash(plan, 2)))
    assert ("其中2月回款的比例", Fraction(2, 5)) in figures
    assert ("其中2月回款的比例", Fraction(3, 5)) in figures
    assert ("= 1月销售的回款（取整）", 820 * WAN * 40 // 100) in figures


def test_gross_profit_of_a_district_and_month_from_its_products(plan: Plan) -> None:
    steps = explain_gross_cell(plan, district="南阳", month=9)
    assert plan.profit
    assert steps[-1].figure == plan.profit.gross.of("南阳", 9)
    raw = sum((s.figure or 0) * (m.figure or 0) for s, m in zip(steps[:-2:2], steps[1:-2:2], strict=True))
    assert steps[-2].figure == raw


def test_gross_profit_of_one_product(plan: Plan) -> None:
    assert [figure for _, figure in read(explain_gross_cell(plan, "A类"))] == [
        2650 * WAN,
        Fraction("0.34"),
        901 * WAN,
        901 * WAN,
    ]
    assert explain_gross_cell(plan, "A类", "南阳", 9)[-1].what.zh == "= 未取整"


def test_an_unknown_name_is_a_key_error(plan: Plan) -> None:
    with pytest.raises(KeyError, match="没有"):
        explain_budget_cell(plan, "没有")
    with pytest.raises(KeyError, match="没有"):
        list(explain_cash(plan, 1, "没有"))
    with pytest.raises(KeyError, match="没有"):
        explain_gross_cell(plan, "没有")
