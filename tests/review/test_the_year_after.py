"""The start of the next year where something stands exactly on a line: just reached, just quiet, just not told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from planforge.cli.following import sentences
from planforge.document.compose import words_for
from planforge.ledger.sales import Node
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Where
from planforge.reading.editor import plain
from planforge.records import replace
from planforge.review.actuals import Actuals, Count, Entry, Status
from planforge.review.next_year import next_year, past_sales
from planforge.spec.spec import Spec

HERE = Where("actuals.csv", 2, 5)
EVEN = {"method": "manual", "weights": ["100%"] * 12, "own_shape": "never"}
SPEC: dict[str, Any] = {
    "year": 2027,
    "region": {"name": "区", "company": "司", "date": "2027-01-05"},
    "money": {"unit": "元", "round_to": 1},
    "districts": [
        {"name": "东", "weight": "50%", "market": 90_000, "market_growth": "10%", "opens": 1},
        {"name": "西", "weight": "50%", "market": 80_000},
    ],
    "targets": {"base": 24_000, "season": EVEN, "by_district": {"manual": "100%"}},
}


def sales(year: int, **amounts: int) -> list[dict[str, Any]]:
    return [{"year": year, "district": name, "months": [amount] * 12} for name, amount in amounts.items()]


def these(*values: object) -> tuple[object, ...]:
    """Exact figures of any kind, to be compared with plain numbers."""
    return values


def plan_of(given: dict[str, Any]) -> Plan:
    return make_plan(Spec.model_validate(given))


def entry(month: int, amount: int, district: str | None = "东", **node: Any) -> Entry:
    units = node.pop("units", None)
    named = Node(district, *(node.get(axis) for axis in ("product", "channel", "person", "store")))
    return Entry(HERE, month, named, Decimal(amount), units)


def sold(east: Iterable[int], west: Iterable[int], **more: Any) -> Actuals:
    both = (("东", east), ("西", west))
    return Actuals("a.csv", 2027, tuple(entry(m, a, name) for name, row in both for m, a in enumerate(row, 1)), **more)


YEAR = sold([1000] * 12, [900] * 12)


def following(given: dict[str, Any], actuals: Actuals | None = YEAR, year: int = 2028) -> dict[str, Any]:
    """The next year's data, of a plan with what is ``given``."""
    spec = SPEC | given
    plan = plan_of(spec)
    return next_year(plan, plain(spec), actuals, year, "h.csv", words_for(plan), sentences("zh-CN"))


def marks(data: dict[str, Any]) -> dict[str, str]:
    return {mark["at"]: mark["basis"] for mark in data["unconfirmed"]}


# All of it ------------------------------------------------------------------------------------------------------------


FULL: dict[str, Any] = {
    "history": [
        {"year": 2026, "district": name, "product": "面", "months": [amount] * 12, "units": [amount // 10] * 12}
        for name, amount in (("东", 800), ("西", 1000))
    ],
    "districts": [*SPEC["districts"], {"name": "南", "weight": "0%", "closes": 6}],
    "products": [{"name": "面", "margin": "50%", "price": 10}],
    "team": [{"name": "王", "district": "东", "starts": 2}, {"name": "李", "district": "西", "leaves": 11}],
    "network": [{"name": "网点", "target": 70, "districts": {"东": {"universe": 90, "current": 40},
                                                             "西": {"current": 20}, "南": {"current": 0}}}],
    "counts": [{"name": "拜访", "unit": "次", "plan": 400, "last": 300}],
    "display": {"base_of": "网点", "measure": "陈列", "current": {"东": "50%"}, "cost": 500, "stages": [
        {"name": "一", "until": 6, "rates": {"东": "60%"}},
        {"name": "二", "until": 12, "rates": {"东": "70%", "西": "40%"}},
    ]},
    "pricing": {"items": [{"product": "面", "levels": [{"name": "到岸", "price": 9}, {"name": "零售", "price": 12}]}]},
    "promotions": [{"name": "节", "starts": "2027-01-20", "ends": "2027-02-20", "cost": 90},
                   {"name": "五一", "starts": "2027-05-01", "ends": "2027-05-05", "cost": 10}],
    "training": [{"topic": "课", "date": "2027-12-31"}],
    "actions": [{"name": "铺", "code": "X1", "owner": "王", "starts": "2027-03-01", "ends": "2027-03-31"},
                {"name": "巡", "owner": "李", "ends": "2027-12-31"}],
    "objectives": [{"code": "M1", "name": "销售额", "measure": "sales", "baseline": "1", "deadline": "2027-12-31"}],
}  # fmt: skip


def test_what_stands_in_a_district_that_closed_is_gone_with_it() -> None:
    """Its people are not: where they go is for somebody to say."""
    given = FULL | {
        "stores": [{"name": "一", "district": "东"}, {"name": "三", "district": "南"}],
        "team": [{"name": "王", "district": "东"}, {"name": "孙", "district": "南"}],
        "display": FULL["display"] | {"current": {"东": "50%", "南": "10%"}},
        "budget": BUDGET | {"limits": [{"district": "南", "ratio": "5%"}, {"district": "东", "ratio": "6%"}]},
    }
    found = following(given)
    assert [one["name"] for one in found["stores"]] == ["一"]
    assert [one["name"] for one in found["team"]] == ["王", "孙"]
    assert [*found["network"][0]["districts"]] == [*found["display"]["current"]] == ["东", "西"]
    assert [one["district"] for one in found["budget"]["limits"]] == ["东"]


def counted_all(year_end: bool) -> dict[str, Any]:
    network = [Count(HERE, "网点", name, 4 if year_end else 3, number) for name, number in (("东", 41), ("西", 25))]
    shown = [Count(HERE, "陈列", "东", 4 if year_end else 3, Fraction(3, 5))]
    return {"counts": (*network, *shown), "statuses": (Status(HERE, "X1", "done"), Status(HERE, "A2", "late"))}


@pytest.mark.parametrize("name", ["planned", "in_november", "over"])
def test_all_that_the_next_year_begins_with(name: str, matches_snapshot: Callable[[Path, str], None]) -> None:
    months = {"planned": 0, "in_november": 11, "over": 12}[name]
    sold_ = sold([1000] * months, [1100] * months, **counted_all(months == 12)) if months else None
    data = yaml.safe_dump(following(FULL, sold_), allow_unicode=True, sort_keys=False, width=200)
    matches_snapshot(Path(__file__).parent / "told" / f"next_year_{name}.txt", data)


# Targets and review ---------------------------------------------------------------------------------------------------


def test_the_target_grows_as_it_was_to_grow_and_without_actuals_is_what_was_planned() -> None:
    """24,000 after 20,000; where the year before is not known, a tenth."""
    before = {"history": [{"year": 2026, "total": 20_000}]}
    assert following(before)["targets"]["base"] == "+20.0%"
    assert following({})["targets"]["base"] == "+10.0%"
    planned = following(before, None)
    assert (planned["targets"]["base"], marks(planned)["targets.base"]) == ("2.4万", "2027 年计划数，没有报实际")
    assert marks(following(before))["targets.base"] == "2027 年计划的增幅"


def test_a_target_that_fell_goes_on_falling() -> None:
    assert following({"history": [{"year": 2026, "total": 32_000}]})["targets"]["base"] == "-25.0%"


def test_how_the_year_was_split_is_carried_over_and_a_rate_of_nil_too() -> None:
    targets = SPEC["targets"] | {"market_growth": "0%", "natural_growth": "3%"}
    found = following({"targets": targets})
    assert set(found["targets"]) == {"base", "season", "by_district", "market_growth", "natural_growth"}
    assert (found["targets"]["market_growth"], found["targets"]["natural_growth"]) == ("0.0%", "3.0%")
    assert marks(found)["targets.market_growth"] == "2027 年计划"
    assert set(following({"targets": {"base": 24_000}})["targets"]) == {"base"}


def test_a_target_just_met_is_an_achievement_and_one_just_missed_a_cause() -> None:
    found = following({}, sold([1000] * 12, [1000] * 11 + [999]))
    review = found["review"]
    assert review["target"] == "2.4万"
    assert review["district_targets"] == {"东": "1.2万", "西": "1.2万"}
    assert review["achievements"] == ["东完成12,000元，目标12,000元，达成率100.0%，比上年—。"]
    assert review["causes"] == ["西完成11,999元，目标12,000元，达成率100.0%，差1元。"]
    assert marks(found)["review.achievements.0"] == marks(found)["review.causes.0"] == "2027 年 1–12 月实际"


def test_months_that_a_replan_closed_count_in_what_the_year_attained() -> None:
    closed = [{"month": m, "actual": {"东": 1200, "西": 500}} for m in (1, 2)]
    given = {"targets": SPEC["targets"] | {"closed": closed}, "history": sales(2026, 东=800, 西=600)}
    review = following(given, sold([1200] * 2 + [1000] * 10, [500] * 2 + [900] * 10))["review"]
    assert review["district_targets"] == {"东": "1.2万", "西": "1.2万"}
    assert review["achievements"] == ["东完成12,400元，目标12,000元，达成率103.3%，比上年+29.2%。"]
    assert review["causes"] == ["西完成10,000元，目标12,000元，达成率83.3%，差2,000元。"]


def test_growth_on_last_year_is_said_beside_an_achievement() -> None:
    found = following({"history": sales(2026, 东=800, 西=1200)})["review"]
    assert found["achievements"][0].endswith("比上年+25.0%。")


def test_a_year_that_is_not_over_says_so_beside_its_figures() -> None:
    budget = {"wages": "apart", "lines": [{"name": "费", "amount": 1200, "season": "even"}]}
    spent = {"line": tuple(entry(m, 90, None, product="费") for m in range(1, 13))}
    by_november, whole = (
        following({"budget": budget}, sold([1000] * n, [1000] * n, apart=spent))["review"]["metrics"] for n in (11, 12)
    )
    assert [(m["target"], m["actual"], m.get("note")) for m in whole] == [("5.0%", "4.5%", None)]
    assert [(m["target"], m["actual"], m.get("note")) for m in by_november] == [("5.0%", "4.5%", "到 11 月")]


def test_without_actuals_nothing_is_said_of_what_happened() -> None:
    assert set(following({}, None)["review"]) == {"target", "district_targets"}


# People and places ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("last", "quiet"), [(8, True), (9, True), (10, False), (12, False)])
def test_who_has_sold_nothing_for_three_months_may_be_gone(last: int, quiet: bool) -> None:
    team = [{"name": "王", "district": "东"}, {"name": "李", "district": "西"}]
    mine = [entry(m, 10 if m <= last else 0, person="王") for m in range(1, 13)]
    found = following({"team": team}, Actuals("a.csv", 2027, tuple(mine)))
    said = {at: basis for at, basis in marks(found).items() if at.startswith("team.")}
    assert said == ({"team.王": f"2027 年计划；{last} 月以后没有销售，不在岗就删去"} if quiet else {})


def test_of_a_year_that_is_not_over_nobody_is_quiet() -> None:
    mine = tuple(entry(m, 10, person=None if m > 2 else "王") for m in range(1, 12))
    found = following({"team": [{"name": "王", "district": "东"}]}, Actuals("a.csv", 2027, mine))
    assert [at for at in marks(found) if at.startswith("team.")] == []


def test_a_market_grows_by_its_own_rate_else_by_that_of_all() -> None:
    """90,000 by a tenth; 80,000 by a twentieth; by nil it stays as it is, and nothing is said."""
    both = following({"targets": SPEC["targets"] | {"market_growth": "5%"}})
    assert [one["market"] for one in both["districts"]] == ["9.9万", "8.4万"]
    assert marks(both)["districts.西.market"] == "上一年 80,000元，按 +5.0% 推算"
    districts = [SPEC["districts"][0] | {"market_growth": "0%"}, SPEC["districts"][1]]
    still = following({"districts": districts, "targets": SPEC["targets"] | {"market_growth": "5%"}})
    assert [one["market"] for one in still["districts"]] == ["90000", "8.4万"]
    assert "districts.东.market" not in marks(still)
    assert [one["market"] for one in following({})["districts"]] == ["9.9万", "80000"]


def test_what_closes_or_leaves_is_gone_and_what_opened_is_there() -> None:
    districts = [*SPEC["districts"], {"name": "南", "weight": "0%", "closes": 6}]
    stores = [{"name": "一", "district": "东"}, {"name": "二", "district": "西", "closes": 3, "opens": 1},
              {"name": "三", "district": "西", "opens": 4}]  # fmt: skip
    team = [{"name": "王", "district": "东", "leaves": 9}, {"name": "李", "district": "西", "starts": 2}]
    found = following({"districts": districts, "stores": stores, "team": team})
    assert [one["name"] for one in found["districts"]] == ["东", "西"]
    assert [one["name"] for one in found["stores"]] == ["一", "三"]
    assert [one["name"] for one in found["team"]] == ["李"]
    assert list(found["review"]["district_targets"]) == ["东", "西"]
    assert "opens" not in found["districts"][0] and "opens" not in found["stores"][1]
    assert "starts" not in found["team"][0] and "date" not in found["region"]


STORES = [{"name": "一", "district": "东", "weight": "75%"}, {"name": "二", "district": "东", "weight": "25%"}]


def by_store(*months: int) -> Actuals:
    rows = [entry(m, 700, store="一") for m in range(1, 13)]
    return Actuals("a.csv", 2027, (*rows, *(entry(m, 0 if m == 2 else 100, store="二") for m in months)))


def test_a_store_with_every_month_has_last_years_figures_one_that_lacks_a_month_has_none() -> None:
    """Three quarters and one quarter of 12,000; a month without a sale is a month."""
    one, two = following({"stores": STORES}, by_store(*range(1, 13)))["stores"]
    assert (one["last_actual"], one["last_target"]) == ("0.84万", "0.9万")
    assert (two["last_actual"], two["last_target"]) == ("0.11万", "0.3万")
    one, two = following({"stores": STORES}, by_store(*range(1, 12)))["stores"]
    assert "last_actual" in one and "last_actual" not in two and "last_target" not in two


def test_stores_whose_sales_nobody_tells_share_as_they_were_planned() -> None:
    stores = [
        {"name": "一", "district": "东", "last_actual": 6000},
        {"name": "二", "district": "东", "last_actual": 3000},
    ]
    found = following({"stores": stores})
    assert [one["weight"] for one in found["stores"]] == ["66.7%", "33.3%"]
    assert marks(found)["stores.一.weight"] == "2027 年计划数，没有报实际"
    given = [stores[0] | {"weight": "60%"}, stores[1] | {"weight": "40%"}]
    assert [one["weight"] for one in following({"stores": given})["stores"]] == ["60%", "40%"]
    told = following({"stores": stores}, by_store(*range(1, 13)))
    assert ["weight" in one for one in told["stores"]] == [False, False]


# What is counted ------------------------------------------------------------------------------------------------------

NETWORK = [
    {
        "name": "网点",
        "target": 90,
        "districts": {"东": {"universe": 100, "current": 40, "new": 8}, "西": {"current": 20, "new": 4}},
    }
]


def counted(quarter: int, number: int, district: str = "东") -> Actuals:
    return sold([1000] * 12, [900] * 12, counts=(Count(HERE, "网点", district, quarter, number),))


def test_the_network_starts_with_what_was_counted_at_year_end_else_with_what_was_planned() -> None:
    found = following({"network": NETWORK}, counted(4, 0))
    (network,) = found["network"]
    planned = {d.name: d.target for d in plan_of(SPEC | {"network": NETWORK}).network[0].districts}
    assert network["districts"] == {"东": {"universe": "100", "current": "0"}, "西": {"current": str(planned["西"])}}
    assert "target" not in network
    assert [at for at in marks(found) if at.startswith("network.")] == ["network.网点.districts.西.current"]
    early = following({"network": NETWORK}, counted(3, 41))["network"][0]["districts"]
    assert early["东"]["current"] == str(planned["东"])


def test_a_count_below_plan_at_year_end_is_an_issue_and_one_just_met_is_none() -> None:
    planned = {d.name: d.target for d in plan_of(SPEC | {"network": NETWORK}).network[0].districts}["东"]
    assert "issues" not in following({"network": NETWORK}, counted(4, planned)).get("situation", {})
    found = following({"network": NETWORK}, counted(4, planned - 1))
    assert found["situation"]["issues"] == [f"东网点到{planned - 1}家，2027 年计划{planned}家，差1家"]
    assert marks(found)["situation.issues.0"] == "2027 年末实际与计划"
    assert "situation" not in following({"network": NETWORK}, counted(3, 1))


# Products, channels, money --------------------------------------------------------------------------------------------


def test_margins_and_prices_become_last_years_and_what_was_launched_is_kept() -> None:
    products = [
        {"name": "面", "margin": "50%", "price": 10, "target": 20_000, "last": 9000, "last_margin": "40%"},
        {"name": "米", "margin": "0%", "status": "launch", "launch": "2027-03-01", "target": 3000},
        {"name": "糖", "status": "delist", "delist": "2027-06-30", "target": 1000},
    ]
    noodles, rice, sugar = following({"products": products})["products"]
    assert noodles == {"name": "面", "margin": "50%", "price": "10", "last_margin": "50%", "last_price": "10"}
    assert rice == {"name": "米", "margin": "0%", "status": "keep", "last_margin": "0%"}
    assert sugar == {"name": "糖", "status": "delist", "target": "0"}


def test_what_was_sold_with_its_volume_tells_last_years_price() -> None:
    products = [{"name": "面", "margin": "50%", "price": 10}, {"name": "米", "price": 4}]
    lines = [(month, product, amount) for month in range(1, 13) for product, amount in (("面", 1100), ("米", 400))]
    told = tuple(
        entry(month, amount, product=product, units=Decimal(100) if product == "面" else None)
        for month, product, amount in lines
    )
    found = following({"products": products}, replace(YEAR, sales=told))
    assert [(p["price"], p["last_price"]) for p in found["products"]] == [("11", "11"), ("4", "4")]
    assert marks(found)["products.面.price"] == "2027 年实际均价"


def test_what_was_proposed_of_the_year_before_is_left_behind() -> None:
    swot = {"opportunities": ["东增长最快，2026 年 9 万元", "新开的高铁站"]}
    proposed = {"at": "situation.swot.opportunities.0", "origin": "proposed", "basis": "按销售"}
    given = {
        "situation": {"swot": swot},
        "targets": {"base": 24_000, "season": {"note": "2026 年11月最旺"}},
        "unconfirmed": [proposed | {"value": swot["opportunities"][0]}],
    }
    found = following(given)
    assert found["situation"]["swot"] == {"opportunities": ["新开的高铁站"]} and "season" not in found["targets"]


def test_a_competitor_whose_share_is_told_sells_of_the_market_of_another_year() -> None:
    rivals = [{"name": "甲", "share": "10%", "sales": 9000}, {"name": "乙", "sales": 8000}]
    found = following({"situation": {"competitors": rivals, "issues": ["旧"]}})["situation"]
    assert found == {"competitors": [{"name": "甲", "share": "10%"}, {"name": "乙", "sales": "8000"}]}


def test_channels_whose_sales_nobody_tells_share_as_they_were_planned() -> None:
    channels = [{"name": "零售", "target": 16_000}, {"name": "批发", "target": 8000}]
    found = following({"channels": channels})
    assert [one["share"] for one in found["channels"]] == ["66.7%", "33.3%"]
    told = Actuals("a.csv", 2027, (entry(12, 5, channel="零售"), entry(12, 5)))
    assert ["share" in one for one in following({"channels": channels}, told)["channels"]] == [False, False]
    given = [{"name": "零售", "share": "80%"}, {"name": "批发", "share": "20%"}]
    assert [one["share"] for one in following({"channels": given})["channels"]] == ["80%", "20%"]


BUDGET = {
    "total": 3000, "last": {"expense": 5},
    "lines": [{"name": "租", "amount": 1200, "season": "even"}, {"name": "运", "amount": 600, "season": "even"}],
}  # fmt: skip


def spent(months: int, until: int = 12) -> Actuals:
    rows = tuple(entry(m, 90, None, product="租") for m in range(1, months + 1))
    rows += tuple(entry(m, 0, None, product="运") for m in range(1, 13))
    return sold([1000] * until, [900] * until, apart={"line": rows})


def test_a_line_reported_in_full_becomes_last_years_and_what_another_one_cost_is_not_known() -> None:
    found = following({"budget": BUDGET}, spent(12))
    assert [line["last"] for line in found["budget"]["lines"]] == ["0.108万", "0"]
    assert [at for at in marks(found) if at.startswith("budget.")] == []
    assert not {"total", "last"} & set(found["budget"])
    for actuals in (spent(11), spent(11, 11)):
        found = following({"budget": BUDGET}, actuals)
        assert "last" not in found["budget"]["lines"][0]
        assert not [at for at in marks(found) if at.startswith("budget.lines.租.last")]


COLLECTION = {"opening": 3000, "overdue": 50, "opening_by_district": {"东": 2000, "西": 1000},
              "terms": [{"name": "现", "pattern": ["100%"]}]}  # fmt: skip


def paid(until: int = 12, district: str = "西") -> Actuals:
    rows = [entry(m, 950, name) for name, last in (("东", 12), (district, until)) for m in range(1, last + 1)]
    return sold([1000] * 12, [900] * 12, apart={"cash": tuple(rows)})


def test_what_is_owed_at_year_end_is_next_years_opening_by_district() -> None:
    """2,000 and 12,000 sold, 11,400 paid; 1,000 and 10,800, as much paid."""
    found = following({"collection": COLLECTION}, paid())
    assert found["collection"]["opening"] == "0.3万"
    assert found["collection"]["opening_by_district"] == {"东": "0.26万", "西": "0.04万"}
    assert found["collection"]["overdue"] == "0.005万"  # of 100 the plan recovers 50
    assert {"collection.overdue", "collection.opening"} & {*marks(found)} == {"collection.overdue"}


def test_a_district_that_owes_nothing_at_year_end_owes_nothing_at_the_start() -> None:
    found = following({"collection": COLLECTION | {"opening_by_district": {"东": 2400, "西": 600}}}, paid())
    assert found["collection"]["opening_by_district"] == {"东": "0.3万", "西": "0"}


def test_cash_that_is_not_all_reported_leaves_what_was_planned_to_be_owed() -> None:
    """All but what is overdue is paid as agreed."""
    for actuals in (paid(11), YEAR, None):
        found = following({"collection": COLLECTION}, actuals)
        assert (found["collection"]["opening"], "opening_by_district" in found["collection"]) == ("0.005万", False)
        assert marks(found)["collection.opening"] == "2027 年计划数，没有报实际"


# Dates and actions ----------------------------------------------------------------------------------------------------


def test_dates_move_to_the_next_year() -> None:
    """New Year on 6 February 2027 and 26 January 2028: a promotion about it moves, one with an open end does not."""
    found = following(
        {
            "promotions": [
                {"name": "年", "starts": "2027-01-10", "ends": "2027-01-31"},
                {"name": "春", "starts": "2027-03-31"},
            ],
            "training": [{"topic": "课", "date": "2027-06-30"}, {"topic": "二", "date": "2027-08-04"}],
            "objectives": [{"code": "M1", "name": "额", "measure": "sales", "deadline": "2027-12-31", "target": "5"}],
            "advertising": {"materials": [{"name": "旗", "due": "2027-09-30", "quantity": 5}]},
        }
    )
    assert [one["starts"] for one in found["promotions"]] == ["2028-01-01", "2028-03-31"]
    assert found["promotions"][0]["ends"] == "2028-01-20"
    assert [one["date"] for one in found["training"]] == ["2028-06-30", "2028-08-03"], "the third working day stays so"
    assert found["objectives"][0]["deadline"] == "2028-12-31" and "target" not in found["objectives"][0]
    assert found["advertising"]["materials"][0]["due"] == "2028-09-30"


ACTIONS = [
    {"name": "一", "starts": "2027-03-31", "ends": "2027-04-30"},
    {"name": "二", "code": "X"},
    {"name": "三"},
    {"name": "三"},
]


def test_what_was_done_or_dropped_is_not_proposed_again() -> None:
    states = tuple(Status(HERE, code, state) for code, state in (("A1", "late"), ("X", "done"), ("A3", "dropped")))
    found = following({"actions": ACTIONS}, sold([1000] * 12, [900] * 12, statuses=states))
    assert found["actions"] == [{"name": "一", "starts": "2028-03-31", "ends": "2028-04-30"}, {"name": "三"}]
    said = {at: basis for at, basis in marks(found).items() if at.startswith("actions")}
    assert said == {"actions.一": "2027 年的行动，逾期", "actions.三": "2027 年的行动，未开始"}


def test_where_nobody_touched_a_state_nothing_is_known_and_actions_of_one_name_are_told_by_number() -> None:
    untouched = sold([1000] * 12, [900] * 12, statuses=(Status(HERE, "A1", "open"),))
    for actuals in (untouched, YEAR, None):
        found = following({"actions": ACTIONS}, actuals)
        assert [one["name"] for one in found["actions"]] == ["一", "二", "三", "三"]
        said = {at: basis for at, basis in marks(found).items() if at.startswith("actions")}
        assert said == dict.fromkeys(
            ("actions.一", "actions.二", "actions.2", "actions.3"), "2027 年的行动，完成情况没有报"
        )


# The file of past sales -----------------------------------------------------------------------------------------------

HISTORY = [
    {"year": year, "district": "东", "product": "面", "months": [None, 0, *[year] * 10], "units": units}
    for year, units in ((2025, []), (2026, [None, 7, *[1] * 10]))
]


def test_past_sales_are_the_years_before_and_what_was_reported() -> None:
    """Last year's rows, months that are told; the year's own from the file, with its places."""
    plan = plan_of(SPEC | {"history": HISTORY})
    rows = past_sales(plan, YEAR).sales
    before = [row for row in rows if row.year == 2026]
    assert [these(row.month, row.amount, row.units) for row in before[:2]] == [(2, 0, 7), (3, 2026, 1)]
    assert {row.year for row in rows} == {2026, 2027} and len(before) == 11
    first = next(row for row in rows if row.year == 2027)
    assert these(first.file, first.line, first.column, first.month, first.amount) == ("a.csv", 2, 5, 1, 1000)
    assert past_sales(plan, YEAR).years == (2026, 2027)
    assert past_sales(plan, None).sales == tuple(before)


def test_sales_that_stand_in_a_file_nobody_has_read_are_none() -> None:
    assert past_sales(plan_of(SPEC | {"history": "sales.csv"}), None).sales == ()


def test_months_that_nobody_reported_are_estimated() -> None:
    """As much in every month of the year before: the pace of ten months goes on."""
    rows = past_sales(plan_of(SPEC | {"history": sales(2026, 东=500, 西=500)}), sold([1000] * 10, [900] * 10)).sales
    late = {(row.month, row.node.district): these(row.amount, row.estimated) for row in rows if row.year == 2027}
    assert late[11, "东"] == late[12, "东"] == (1000, True)
    assert (late[12, "西"], late[10, "西"]) == ((900, True), (900, False))


# What is owed ---------------------------------------------------------------------------------------------------------


def owed(overdue: int | None, *recovered: int) -> dict[str, Any]:
    """Next year's collection after a year that began with 4,000 owed and recovers so much of the overdue."""
    steps = [{"month": month, "amount": amount} for month, amount in enumerate(recovered, 1)]
    terms = [{"name": "月结", "pattern": ["100%"]}]
    given = {"opening": 4000, "overdue": overdue, "terms": terms, "recovery": steps}
    made = following({"collection": {key: value for key, value in given.items() if value}})
    return {**made["collection"], "marked": "collection.overdue" in marks(made)}


def test_overdue_money_that_is_not_recovered_is_overdue_in_the_next_year_until_confirmed() -> None:
    stays = owed(2300, 1000, 500)
    assert (stays["opening"], stays["overdue"], stays["marked"]) == ("0.08万", "0.08万", True)
    for settled in (owed(2300, 1300, 1000), owed(None, 500), owed(None)):
        assert ("overdue" in settled, settled["marked"]) == (False, False)


def test_what_is_half_of_a_last_digit_is_rounded_away_from_nil_in_the_next_year() -> None:
    """A growth of 2.25 %, a market of 90,015 a tenth larger, and 8,001 for 800 pieces and 200: 8.00125 and 40.005."""
    years = [*sales(2026, 东=1000), {"year": 2026, "district": "西", "total": 8000}]
    districts = [SPEC["districts"][0] | {"market": 90_015}, SPEC["districts"][1]]
    targets = SPEC["targets"] | {"base": 20_450}
    given = {"history": years, "districts": districts, "targets": targets, "language": "en",
             "products": [{"name": "面", "price": 10}, {"name": "米", "price": 4}]}  # fmt: skip
    assert following(given, None)["targets"]["base"] == "20450"
    sold_of = [entry(month, 8001 * (month == 1), product="面", units=200 * (month == 1)) for month in range(1, 13)]
    found = following(given, Actuals("a.csv", 2027, tuple(sold_of)))
    assert found["targets"]["base"] == "+2.3%"
    assert found["districts"][0]["market"] == "99017"
    assert found["products"][0]["price"] == "40.01"


def test_a_price_stays_where_sales_with_volumes_lie_beside_others_by_product() -> None:
    products = [{"name": "面", "price": 10}, {"name": "米", "price": 4}]
    apart = {"product": (entry(12, 100, product="米"),)}
    told = Actuals("a.csv", 2027, (entry(12, 100, product="面", units=5),), apart=apart)
    assert [one["price"] for one in following({"products": products}, told)["products"]] == ["10", "4"]
