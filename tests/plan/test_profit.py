"""The profit plan: gross profit from the product cells, contribution, and what moves it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from money_case import spec_of, targets_of

from planforge.plan.money.budget import plan_budget
from planforge.plan.money.collection import plan_collection
from planforge.plan.money.profit import ProfitPlan, plan_profit
from planforge.plan.money.promotions import plan_promotions
from planforge.plan.targets.targets import TargetPlan
from planforge.spec.spec import Spec

FLAT = (1000,) * 12


def profit_of(spec: Spec, targets: TargetPlan, granule: int = 1) -> ProfitPlan | None:
    collection = plan_collection(spec, targets, granule)
    return plan_profit(spec, targets, plan_budget(spec, targets, (), granule), collection, granule)


def plan_of(targets: TargetPlan, granule: int = 1, **more: Any) -> ProfitPlan:
    found = profit_of(spec_of(targets.districts.nodes, **more), targets, granule)
    assert found
    return found


def test_without_any_margin_there_is_no_profit_plan() -> None:
    targets = targets_of({"东": FLAT}, products={"甲": 1})
    assert profit_of(spec_of(["东"], products=[{"name": "甲"}]), targets) is None
    assert profit_of(spec_of(["东"]), targets_of({"东": FLAT})) is None


def test_a_product_without_a_margin_takes_that_of_its_class() -> None:
    products = [{"name": "甲", "class": "厚利"}, {"name": "乙", "class": "厚利", "margin": "50%"}]
    targets = targets_of({"东": FLAT}, products={"甲": 3, "乙": 1})
    profit = plan_of(targets, products=products, product_classes=[{"name": "厚利", "margin": "30%"}])
    assert [p.gross for p in profit.products] == [2700, 1500]
    assert (profit.classes[0].gross, profit.classes[0].margin) == (4200, Fraction("0.35"))
    assert not profit.problems


def test_a_product_without_any_margin_earns_nothing_and_is_a_problem() -> None:
    products = [{"name": "甲", "margin": "30%"}, {"name": "乙", "class": "薄"}, {"name": "丙", "margin": "120%"}]
    targets = targets_of({"东": FLAT}, products={"甲": 1, "乙": 1, "丙": 1})
    profit = plan_of(targets, products=products, product_classes=[{"name": "薄利"}])
    assert [(p.code, p.path) for p in profit.problems] == [
        ("M20", ("products", 1)),
        ("M21", ("products", 1, "class")),
        ("M22", ("products", 2, "margin")),
    ]
    assert profit.products[1].margin is None
    assert profit.products[1].gross == 0


def test_losses_are_counted_exactly_too() -> None:
    targets = targets_of({"东": FLAT, "西": (333,) * 12}, products={"甲": 2, "乙": 1})
    profit = plan_of(targets, 1, products=[{"name": "甲", "margin": "-3.3%"}, {"name": "乙", "margin": "1.7%"}])
    assert profit.total.gross == profit.gross.total == sum(p.gross for p in profit.products) < 0
    assert profit.break_even is None or profit.break_even == 0


def test_last_years_statement_needs_everything_it_is_made_of() -> None:
    last: dict[str, Any] = {"last": {"东": (900,) * 12}, "last_products": {"甲": 10_800}}
    products = [{"name": "甲", "margin": "40%", "last_margin": "30%"}]
    wages = [{"name": "工资", "kind": "wage", "amount": 1200}]
    targets = targets_of({"东": FLAT}, products={"甲": 1}, **last)
    known = {"wages": "apart", "lines": wages, "last": {"expense": 500, "wages": 1000}}
    whole = plan_of(targets, products=products, budget=known).last
    assert whole
    assert (whole.gross, whole.expense, whole.wages, whole.contribution) == (3240, 500, 1000, 1740)
    assert plan_of(targets, products=products, budget=known | {"last": {"expense": 500}}).last is None
    assert plan_of(targets, products=products).last is None


def test_stated_gross_profit_of_last_year_wins_and_what_it_has_over_the_products_is_margin() -> None:
    targets = targets_of({"东": FLAT}, products={"甲": 1}, last={"东": FLAT}, last_products={"甲": 12_000})
    products = [{"name": "甲", "margin": "40%"}]
    profit = plan_of(targets, products=products, budget={"last": {"gross_profit": 4000}})
    assert profit.last_margin == Fraction(1, 3)
    assert profit.bridge
    assert (profit.bridge.volume, profit.bridge.mix, profit.bridge.margin) == (0, 0, 800)


def test_prices_are_told_from_mix_and_cost_where_every_product_gives_both() -> None:
    """A sold 1,200 cases at 10, costing 6, and will sell 1,440 at 11, costing 6.6; B stays at 600 cases of 20, 10."""
    sold = {"A": 12_000, "B": 12_000}
    targets = targets_of(
        {"东": (2320,) * 12}, products={"A": 1320, "B": 1000}, last={"东": (2000,) * 12}, last_products=sold
    )
    margins = [{"name": "A", "margin": "40%"}, {"name": "B", "margin": "50%"}]
    prices = [{"price": 11, "last_price": 10}, {"price": 20, "last_price": 20}]
    priced = [product | price for product, price in zip(margins, prices, strict=True)]
    bridge = plan_of(targets, products=priced).bridge
    assert bridge
    assert (bridge.volume, bridge.mix, bridge.price, bridge.margin) == (1080, -120, 1440, -864)
    assert (bridge.last, bridge.plan, bridge.priced) == (10_800, 12_336, True)
    half = plan_of(targets, products=[priced[0], margins[1]]).bridge
    assert half
    assert (half.priced, half.price, half.volume + half.mix + half.margin) == (False, 0, 1536)


def test_statements_carry_cash_where_there_is_a_collection_plan() -> None:
    targets = targets_of({"东": FLAT, "西": FLAT}, products={"甲": 1})
    terms = {"terms": [{"name": "月结", "pattern": ["0", "100%"]}]}
    profit = plan_of(targets, products=[{"name": "甲", "margin": "40%"}], collection=terms)
    assert [q.cash for q in profit.quarters] == [4000, 6000, 6000, 6000]
    assert [d.cash for d in profit.districts] == [11_000, 11_000]
    assert plan_of(targets, products=[{"name": "甲", "margin": "40%"}]).total.cash is None


def test_promotions_without_cost_lift_or_margin_have_no_rank() -> None:
    promotions = [
        {"name": "无费用", "lift": 100},
        {"name": "无增量", "cost": 5},
        {"name": "齐全", "cost": 5, "lift": 100},
    ]
    targets = targets_of({"东": FLAT}, products={"甲": 1})
    spec = spec_of(["东"], products=[{"name": "甲", "margin": "40%"}], promotions=promotions)
    ranked = plan_promotions(spec, targets, profit_of(spec, targets))
    assert [(r.result, r.rank) for r in ranked] == [(None, None), (None, None), (8, 1)]
    assert [r.result for r in plan_promotions(spec, targets, None)] == [None] * 3


margins = st.lists(st.integers(-30, 90).map(lambda n: f"{n}%"), min_size=3, max_size=3)
months = st.lists(st.integers(0, 3000), min_size=12, max_size=12)


@settings(max_examples=80, deadline=None)
@given(margins, months, months, st.integers(0, 10**6), st.integers(0, 30), st.sampled_from([1, 1000]))
def test_contribution_ties_to_the_cells_by_quarter_by_district_and_in_total(
    found: list[str], east: list[int], west: list[int], rent: int, ratio: int, granule: int
) -> None:
    names = ("甲", "乙", "丙")
    targets = targets_of(
        {"东": [m * granule for m in east], "西": [m * granule for m in west]},
        granule=granule,
        products=dict(zip(names, (5, 3, 1), strict=True)),
        last={"东": (700,) * 12, "西": (500,) * 12},
        last_products={"甲": 9000, "乙": 5400},
    )
    profit = plan_of(
        targets,
        granule,
        products=[{"name": n, "margin": m} for n, m in zip(names, found, strict=True)],
        budget={"lines": [{"name": "租", "kind": "wage", "amount": rent}, {"name": "返", "ratio": f"{ratio}%"}],
                "wages": "apart"},
    )  # fmt: skip
    total = profit.total
    for statement in (total, *profit.quarters, *profit.districts):
        assert statement.contribution == statement.gross - statement.expense - statement.wages
        assert sum(amount for _, amount in statement.lines) == statement.expense + statement.wages
    for parts in (profit.quarters, profit.districts):
        for field in ("sales", "gross", "expense", "wages", "contribution"):
            assert sum(getattr(part, field) for part in parts) == getattr(total, field)
    assert sum(p.gross for p in profit.products) == profit.gross.total == total.gross
    assert (
        abs(total.gross - sum((p.sales * (p.margin or Fraction(0)) for p in profit.products), Fraction(0))) * 2
        <= granule
    )
    assert profit.bridge
    bridge = profit.bridge
    assert bridge.last + bridge.volume + bridge.mix + bridge.price + bridge.margin == bridge.plan
    assert profit.fixed + profit.variable == total.expense + total.wages
