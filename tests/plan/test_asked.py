"""What is asked of districts, people and stores, beside trend, parts, potential and their own estimates."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from planforge import make_plan
from planforge.document.compose import compose_tables
from planforge.document.model import RowKind
from planforge.plan.growth.asked import Asked
from planforge.plan.plan import Plan
from planforge.spec.spec import Spec


def months(amount: int) -> list[int]:
    return [amount] * 12


def plan_of(**more: Any) -> Plan:
    sold = {2025: (400, 400), 2026: (500, 300)}
    plain: dict[str, Any] = {
        "year": 2027,
        "region": {"name": "豫南", "company": "福麦"},
        "money": {"round_to": 1, "unit": "元", "pack": 12},
        "districts": [{"name": "甲", "market": 50_000}, {"name": "乙", "market": 30_000}],
        "history": [
            {"year": year, "district": name, "months": months(amount)}
            for year, amounts in sold.items()
            for name, amount in zip("甲乙", amounts, strict=True)
        ],
        "targets": {"base": 10_560, "by_district": {"equal": "100%"}},
    }
    return make_plan(Spec.model_validate(plain | more))


def of(plan: Plan, name: str) -> Asked:
    return next(one for one in plan.asked if one.name == name)


def test_a_district_has_the_growth_asked_beside_its_trend_its_parts_and_its_potential() -> None:
    one = of(plan_of(), "甲")
    assert (one.target, one.last, one.growth, one.trend) == (5280, 6000, Fraction(-12, 100), Fraction(1, 4))
    assert (one.part, one.last_part) == (Fraction(1, 2), Fraction(6000, 9600))
    assert one.potential == 6600  # 50,000 of 80,000 of the market, of 10,560


def test_stores_have_the_potential_of_their_size_unless_they_open_within_the_year() -> None:
    stores = [
        {"name": "大", "district": "甲", "size": 300, "weight": "50%"},
        {"name": "小", "district": "甲", "size": 100, "weight": "50%"},
        {"name": "新", "district": "乙", "size": 900, "opens": 7},
    ]
    plan = plan_of(stores=stores)
    assert [(one.name, one.target, one.potential) for one in plan.asked if one.axis == "store"] == [
        ("大", 2640, 3960),
        ("小", 2640, 1320),
        ("新", 5280, None),
    ]


def test_own_estimates_stand_beside_the_targets_and_sum_up_where_everybody_gives_one() -> None:
    team = [{"name": n, "district": d, "estimate": e} for n, d, e in (("张", "甲", 5000), ("李", "乙", 6000))]
    plan = plan_of(team=team)
    assert [(one.estimate, one.difference) for one in plan.asked if one.axis == "person"] == [(5000, 280), (6000, -720)]
    table = compose_tables(plan, language="zh-CN")["asked_by_person"]
    assert table.rows[-1].kind is RowKind.TOTAL
    assert [cell.text for cell in table.rows[-1].cells][-2:] == ["11,000", "−440"]


def test_the_volume_of_a_store_is_its_part_of_its_districts_products_in_whole_packs() -> None:
    stores = [
        {"name": n, "district": d, "weight": w}
        for n, d, w in (("一", "甲", "75%"), ("二", "甲", "25%"), ("三", "乙", "100%"))
    ]
    products = [{"name": "贵", "price": 10, "share": "50%"}, {"name": "廉", "price": 1, "share": "50%"}]
    plan = plan_of(stores=stores, products=products)
    volumes, by_store = plan.targets.volumes, plan.targets.store_volumes
    assert volumes and by_store
    assert by_store.months == volumes.months
    assert all(cell % 12 == 0 for row in by_store.cells for cell in row)
    units = (Fraction(1, 10) + 1) / 2  # a unit of money buys so many pieces
    for name, target in (("一", 3960), ("二", 1320), ("三", 5280)):
        assert abs(by_store.of(name) - target * units) <= 12 * 12


def test_without_stores_or_prices_no_store_has_a_volume() -> None:
    assert plan_of().targets.store_volumes is None
    assert plan_of(stores=[{"name": "一", "district": "甲"}]).targets.store_volumes is None


# Beside it: what is stated twice about the market, and layers of nothing ----------------------------------------------


def told(plan: Plan, code: str) -> list[str]:
    return [problem.message.zh for problem in plan.problems if problem.code == code]


def test_a_market_stated_for_the_region_and_by_the_districts_is_compared() -> None:
    assert told(plan_of(situation={"market": {"size": 80_000}}), "P06") == []
    assert told(plan_of(situation={"market": {"sizes": {2025: 1, 2026: 80_100}}}), "P06") == []
    (said,) = told(plan_of(situation={"market": {"size": 70_000}}), "P06")
    assert "2026 年市场容量写了两个数：situation.market.size 70,000元，各片区 market 之和 80,000元，差 10,000元" in said
    assert len(told(plan_of(situation={"market": {"size": 80_000, "sizes": {2026: 90_000}}}), "P06")) == 1


def test_what_competitors_sell_is_compared_with_their_shares_and_the_market() -> None:
    def rivals(*given: dict[str, Any]) -> list[str]:
        named = [{"name": f"竞{n}", **one} for n, one in enumerate(given)]
        return told(plan_of(situation={"competitors": named}), "P06")

    assert rivals({"share": "20%", "sales": 16_000}, {"share": "12.5%", "sales": 10_000}) == []
    assert rivals({"share": "20%", "sales": 16_390}) == []  # 20 % says no more than 19.5 to 20.5
    (said,) = rivals({"share": "20%", "sales": 20_000})
    assert "“竞0”2026 年销售额写了两个数：市场容量×占有率 20% 16,000元，sales 20,000元" in said
    (said,) = rivals({"sales": 75_000})
    assert "部分多于全部" in said


def test_a_layer_beside_a_base_of_nil_is_told() -> None:
    plan = plan_of(targets={"base": 0, "floor": 500, "stretch": 900})
    assert [plan.targets.layers[name].total for name in ("floor", "stretch")] == [0, 0]
    assert ["保底写的是 500元" in said for said in told(plan, "P09")] == [True, False]
    assert told(plan_of(), "P09") == []
