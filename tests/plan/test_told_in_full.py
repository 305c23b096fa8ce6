"""What is told of plans that stand past an edge, word for word: figures, places, remedies, in both languages.

The tables of ``test_at_the_edge`` say which problems there are; here is what they say. Each text was read once against
its spec; a change of it is looked at before it is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import test_at_the_edge as edge
from test_at_the_edge import LAST, cash, december, holding, lined, network, plan, sold

from planforge.plan.plan import Plan
from planforge.problem import Problem, Text

Compare = Callable[[Path, str], None]
HERE = Path(__file__).parent / "told"


def lines(made: Plan, code: str = "") -> Iterator[str]:
    """A plan's problems, or those of a code, a line each: code, gravity, place, what and remedy in both languages."""
    told = [problem for problem in made.problems if problem.code.startswith(code) and problem.code != "P78"]
    said = [line(problem) for problem in told]
    if said:
        yield "\n".join([*said, used(made)])


def used(made: Plan) -> str:
    """What the plan goes on with: nodes and lines with their year, and their months where they are not alike, gross
    profit and cash, the network."""
    of = made.targets
    grids = [of.districts, of.products, of.channels, of.people, of.stores, made.budget.months]
    rows = [", ".join(map(year, grid.nodes, grid.cells)) for grid in grids if grid and grid.nodes]
    if made.profit:
        rows.append(f"gross {made.profit.total.gross}, left {made.profit.total.contribution}")
    if made.collection:
        rows.append(f"opening {made.collection.opening or 0}, closing {made.collection.closing or 0}")
    for one in made.network:
        total = one.total
        rows.append(f"{one.name} {total.current} + {total.new} - {total.closed} of {total.universe or 0}")
    return "= " + " | ".join(rows)


def year(name: str, months: Iterable[int]) -> str:
    row = [*months]
    return f"{name} {sum(row)}" + (f" ({' '.join(map(str, row))})" if max(row) - min(row) > 1 else "")


def line(problem: Problem) -> str:
    hint = problem.hint or Text("", "")
    place = ".".join(map(str, problem.path))
    head = f"{problem.code} {problem.severity.value} {place}"
    return f"{head}\n  {problem.message.zh} → {hint.zh}\n  {problem.message.en} → {hint.en}"


def once(told: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(told)) + "\n"


def test_what_is_stated_twice_is_told_with_both_figures(matches_snapshot: Compare) -> None:
    def told() -> Iterator[str]:
        for said, places in edge.SAID:
            if places:
                given = {"history": sold(2026, 东=1000, 西=1000)} | said
                yield from lines(plan(money={"unit": "元", "round_to": 100}, **given), "P06")

    matches_snapshot(HERE / "stated_twice.txt", once(told()))


@pytest.mark.slow
def test_what_cannot_be_held_is_told_with_what_would_mend_it(matches_snapshot: Compare) -> None:
    def told() -> Iterator[str]:
        tables = [{"locks": [one]} for one, _ in edge.LOCKS] + [{"bounds": [one]} for one, _ in edge.BOUNDS]
        for targets in tables + [targets for targets, *_ in edge.BOTH] + HELD:
            yield from lines(holding(**targets), "P")

    matches_snapshot(HERE / "held.txt", once(told()))


def locked(**place: Any) -> dict[str, Any]:
    return {"amount": 900, **place}


HELD: list[dict[str, Any]] = [
    {"locks": [locked(district="东", month=3), locked(district="东", month=3)]},
    {"locks": [{"district": "东", "amount": 13_000}, {"district": "西", "amount": 12_000}]},
    {"locks": [{"district": "东", "amount": 11_000}, {"district": "西", "amount": 12_000}]},
    {"locks": [{"month": m, "amount": 2001} for m in range(1, 13)]},
    {"locks": [{"month": m, "amount": 1999} for m in range(1, 13)]},
    {"locks": [{"month": 3, "amount": 25_000}]},
    {"locks": [{"district": "东", "month": 3, "amount": 13_000}]},
    {"locks": [{"district": "东", "month": 3, "amount": 700}, {"district": "西", "month": 3, "amount": 700},
               {"month": 3, "amount": 1500}]},
    {"locks": [{"product": "面", "amount": 20_000}, {"product": "米", "amount": 5000}]},
    {"locks": [{"person": "王", "amount": 8000}, {"person": "孙", "amount": 5000}]},
    {"locks": [{"store": "店", "amount": 13_000}]},
    {"locks": [{"product": "面", "district": "东", "amount": 13_000}]},
    {"bounds": [{"district": "东", "floor": 13_000}, {"district": "西", "floor": 11_001}]},
    {"bounds": [{"district": "东", "cap": 11_000}, {"district": "西", "cap": 12_999}]},
    {"bounds": [{"district": "东", "floor": 13_000, "cap": 12_000}]},
    {"bounds": [{"month": m, "cap": 1999} for m in range(1, 13)]},
    {"bounds": [{"month": 3, "floor": 13_000}, {"month": 4, "floor": 12_000}]},
    {"bounds": [{"district": "东", "month": 3, "floor": 13_000}]},
    {"bounds": [{"product": "面", "floor": 25_000}]},
    {"bounds": [{"product": "面", "cap": 10_000}, {"product": "米", "cap": 10_000}]},
    {"bounds": [{"district": "北", "cap": 10_000}]},
    {"closed": [{"month": 1, "actual": {"东": 1000}}]},
    {"closed": [{"month": 1, "actual": {"东": 1000, "北": 700}}]},
    {"closed": [{"month": 1, "actual": {"东": 13_000, "西": 12_000}}]},
    {"closed": [{"month": 1, "actual": {"东": 1000, "西": 700}}] * 2},
    {"closed": [{"month": 1, "actual": {"东": 1000, "西": 700}}], "locks": [locked(district="东", month=1)]},
    {"closed": [{"month": 1, "actual": {"东": 1000, "西": 700}, "products": {"东": {"面": 600, "糖": 400}}}]},
    {"closed": [{"month": 1, "actual": {"东": 1000, "西": 700}, "products": {"东": {"面": 600, "米": 300}}}]},
    {"closed": [{"month": 1, "actual": {"东": 1000, "西": 700}, "people": {"王": 600, "孙": 300}}]},
]  # fmt: skip


def test_what_is_amiss_with_money_is_told_with_its_figures(matches_snapshot: Compare) -> None:
    def told() -> Iterator[str]:
        for fields, _ in edge.OWED:
            yield from lines(cash(**fields), "M3")
        for terms, *_ in edge.TERMS:
            yield from lines(cash(terms=[{"name": "月结", **terms}]), "M3")
        for bands, _ in edge.BANDS:
            given = [{"from": low, "score": score, **({"to": high} if high else {})} for low, high, score in bands]
            yield from lines(paid(bands=given), "M4")
        for cost in (501, 502, 1001):
            yield from lines(plan(budget=lined(amount=1000), promotions=[december(cost)]), "M")
        for fields in MONEY:
            yield from lines(plan(**({"history": LAST} | fields)), "M")

    matches_snapshot(HERE / "money.txt", once(told()))


def paid(**scheme: Any) -> Plan:
    given = {"role": "业务员", "people": ["王"], "base_pay": 1000, "bonus": 100} | scheme
    return plan(appraisal={"schemes": [given]})


def scheme(**fields: Any) -> dict[str, Any]:
    return {"appraisal": {"schemes": [{"role": "业务员", "people": ["王"], "base_pay": 1000} | fields]}}


def event(**fields: Any) -> dict[str, Any]:
    return {"name": "节", "starts": "2027-05-01", "ends": "2027-05-31", "cost": 100} | fields


def line_of(**fields: Any) -> dict[str, Any]:
    return {"budget": {"lines": [{"name": "促销", "kind": "promotion", **fields}]}}


def limited(of: str, ratio: str) -> dict[str, Any]:
    """A thousand of expense in one district, of 24,000 in the other or in the same."""
    districts = [{"name": "东", "weight": "100%"}, {"name": "西", "weight": "0%"}]
    line = {"name": "促销", "amount": 1000, "districts": {of: "100%"}}
    return {"districts": districts, "budget": {"limits": [{"district": of, "ratio": ratio}], "lines": [line]}}


MONEY: list[dict[str, Any]] = [
    line_of(),
    line_of(amount=100, ratio="1%"),
    line_of(per_store=100),
    line_of(per_event=100),
    line_of(per_unit=1),
    line_of(ratio="10%", cap=2399),
    line_of(amount=100, districts={"东": "50%"}),
    line_of(amount=100, districts={"东": "60%", "西": "50%"}),
    line_of(amount=100, districts={"北": "100%"}),
    line_of(amount=100, season="events"),
    {"promotions": [event(starts="2027-03-01", ends="2027-03-31", cost=301, line="促销")]}
    | line_of(amount=1200, season="even"),
    {"promotions": [event(line="租金")]} | line_of(amount=1000),
    {"promotions": [event(districts=["北"])]},
    {"promotions": [event(products=["糖"])], "products": [{"name": "面", "margin": "50%"}]},
    {"promotions": [event(ends="2027-04-30")]},
    {"promotions": [event(ends="2028-01-31")]},
    {"promotions": [event(lift=199)], "products": [{"name": "面", "margin": "50%"}]},
    {"products": [{"name": "面", "margin": "120%"}]},
    {"products": [{"name": "面", "margin": "50%"}, {"name": "米"}]},
    {"products": [{"name": "面", "class": "厚"}], "product_classes": [{"name": "薄", "margin": "10%"}]},
    {"products": [{"name": "面", "margin": "1%"}], **line_of(amount=10_000)},
    {"products": [{"name": "面", "margin": "50%", "last_margin": "50%"}],
     "budget": {"last": {"gross_profit": 9000, "expense": 10_000}, "lines": [{"name": "租", "amount": 9000}]}},
    {"collection": {"opening": 750, "terms": []}},
    {"collection": {"opening": 90_000, "terms": [{"name": "月结", "pattern": ["50%", "50%"]}]}},
    {"collection": {"opening": 750, "terms": [{"name": "月结", "pattern": ["50%", "50%"]}],
                    "recovery": [{"month": 3, "amount": 10}]}},
    {"collection": {"opening_by_district": {"北": 5}, "terms": [{"name": "月结", "pattern": ["100%"]}]}},
    {"advertising": {"media": [{"name": "电视", "cost": 100, "starts": 5, "ends": 4}]}},
    {"advertising": {"materials": [{"name": "旗", "quantity": 5, "unit_cost": 2, "districts": {"东": 6}}]}},
    {"advertising": {"materials": [{"name": "旗", "quantity": 5, "unit_cost": 2, "districts": {"北": 1}}]}},
    {"training": [{"topic": "课", "date": "2028-01-01", "cost": 5}]},
    limited("西", "5%"),
    limited("东", "4.1625%"),
    limited("东", "4.1627%"),
    {"budget": {"limits": [{"district": "北", "ratio": "5%"}]}},
    scheme(people=["钱"]),
    scheme(commission=[{"from": "80%", "rate": "1%"}]),
    scheme(commission=[{"from": "0%", "rate": "2%"}, {"from": "100%", "rate": "1%"}]),
    scheme(commission=[{"from": "0%", "rate": "1%"}, {"from": "0%", "rate": "2%"}]),
    scheme(bands=[{"from": "0%", "score": "-10%"}]),
]  # fmt: skip


def test_what_is_amiss_with_the_regions_figures_is_told(matches_snapshot: Compare) -> None:
    def told() -> Iterator[str]:
        for districts in NETWORKS:
            yield from lines(network(**districts), "P7")
        for fields in REGION:
            given = {"history": LAST} | fields
            yield from lines(plan(**given), "P")

    matches_snapshot(HERE / "region.txt", once(told()))


NETWORKS: list[dict[str, Any]] = [
    {"东": {"universe": 100, "current": 40, "new": 61}},
    {"东": {"current": 40, "new": 0, "closed": 41}},
    {"东": {"current": 40, "target": 50, "new": 11}},
    {"东": {"universe": 100, "current": 101, "new": 0}},
    {"北": {"current": 1}},
]


def rows(*given: tuple[int, str, Any]) -> dict[str, Any]:
    return {"history": [row for year, name, months in given for row in sold(year, **{name: months})]}


def measured(**fields: Any) -> dict[str, Any]:
    return {"network": [{"name": "网点", "districts": {"东": {"current": 40}, "西": {"current": 20}}} | fields]}


def packed(volume: int) -> dict[str, Any]:
    """Packs of six; 120 units are what the products come to at their prices."""
    money = {"unit": "元", "round_to": 1, "pack": 6, "volume_unit": "箱"}
    return {"money": money, "products": [{"name": "面", "price": 200}], "targets": {"volume": volume}}


def shared(*shares: str | None) -> dict[str, Any]:
    """Three products of the region, of which the last may say nothing of its own."""
    given = [
        {"name": name, "share": share} if share else {"name": name}
        for name, share in zip("面米糖", shares, strict=True)
    ]
    sold_ = [{"year": 2026, "district": "东", "product": name, "months": [500] * 12} for name in "面米糖"]
    return {"products": given, "history": sold_}


def falling(calendar: dict[str, Any]) -> dict[str, Any]:
    """Two years of a district that sells most in March, and of one that sells alike; a festival may be kept."""
    rising = {"东": [1000, 1000, 1600, 400, *[1000] * 8], "西": [1000] * 12}
    season = {"method": "recent-years", "own_shape": "auto"}
    history = [*sold(2026, **rising), *sold(2025, **rising)]
    return {"calendar": calendar, "history": history, "targets": {"season": season}}


def shaped(season: dict[str, Any]) -> dict[str, Any]:
    return falling({"country": "CN"}) | {"targets": {"season": season | {"own_shape": "always"}}}


REGION: list[dict[str, Any]] = [
    {"districts": [{"name": "东", "market": 11_999}, {"name": "西"}]},
    {"targets": {"base": 180_001}},
    {"targets": {"base": 1799}},
    {"targets": {"base": "+1100%"}},
    {"history": [], "targets": {"base": "+10%"}},
    {"targets": {"base": 0}},
    {"targets": {"floor": 25_000}},
    {"targets": {"stretch": 23_999}},
    {"targets": {"reserve": 24_001}},
    {"targets": {"by_district": {"history": "60%", "market": "40%"}}},
    {"targets": {"by_district": {"history": "60%"}}},
    {"targets": {"by_district": {"growth": "100%"}}},
    {"targets": {"by_district": {"market": "100%"}}},
    {"districts": [{"name": "东", "weight": "-50%"}, {"name": "西", "weight": "150%"}]},
    {"districts": [{"name": "东", "weight": "50%"}, {"name": "西"}]},
    {"districts": [{"name": "东", "weight": "0%"}, {"name": "西", "weight": "0%"}]},
    {"districts": [{"name": "东", "opens": 9, "closes": 3}, {"name": "西"}]},
    {"districts": [{"name": "东", "opens": 9}, {"name": "西"}]},
    {"districts": [{"name": "东"}, {"name": "东"}]},
    {"products": [{"name": "面", "share": "60%"}, {"name": "米", "share": "50%"}]},
    {"products": [{"name": "面", "share": "60%"}, {"name": "米", "share": "30%"}]},
    {"products": [{"name": "面", "target": 20_000}, {"name": "米", "target": 5000}]},
    {"products": [{"name": "面", "target": 25_000}, {"name": "米"}]},
    {"products": [{"name": "面", "share": "100%"}, {"name": "米"}]},
    {"products": [{"name": "面", "launch": "2027-09-01", "delist": "2027-03-01"}, {"name": "米"}]},
    {"products": [{"name": "面", "price": 5}, {"name": "米"}], "targets": {"volume": 100}},
    {"products": [{"name": "面", "price": 5}], "targets": {"volume": 3000}},
    {"team": [{"name": "王", "district": "北"}]},
    {"team": [{"name": "王", "district": "东", "weight": "-10%"}]},
    {"team": [{"name": "王", "district": "东", "starts": 7}]},
    {"team": [{"name": "王", "district": "东"}, {"name": "王", "district": "东"}]},
    {"team": [{"name": "王", "district": "东"}, {"name": "王", "district": "西"}]},
    {"team": [{"name": "王", "district": "东"}], "collection": {"opening": 50, "terms": [
        {"name": "现", "pattern": ["100%"]}]}, "targets": {"base": 0}},
    {"history": [], "targets": {"funnels": [{"name": "漏", "factors": [{"name": "客", "last": 5, "plan": 6}]}]}},
    {"stores": [{"name": "店", "district": "北"}]},
    {"stores": [{"name": "店", "district": "东", "opens": 7}]},
    {"stores": [{"name": "店", "district": "东", "manager": "钱"}], "team": [{"name": "王", "district": "东"}]},
    {"targets": {"season": {"method": "manual", "weights": ["0%"] * 12}}},
    {"targets": {"season": {"method": "manual", "weights": ["-1%", *["100%"] * 11]}}},
    {"targets": {"season": {"method": "moving-average"}}},
    rows((2026, "东", 1000), (2026, "西", [100, *[None] * 11])),
    rows((2026, "东", 1000), (2026, "西", [None] * 12)),
    rows((2026, "东", [1000, None, *[1000] * 10]), (2025, "东", 900), (2025, "西", 900)),
    rows((2025, "东", 1000), (2025, "西", 500)),
    rows((2027, "东", 1000), (2026, "西", 500)),
    rows((2026, "北", 1000)),
    rows((2026, "东", [-1, *[1000] * 11]), (2026, "西", 500)),
    rows((2026, "东", 1000), (2026, "西", 500), (2025, "东", 1000)),
    {"history": [*LAST, {"year": 2026, "product": "糖", "months": [10] * 12}], "products": [{"name": "面"}]},
    {"history": [*LAST, *LAST]},
    measured(target=10),
    measured(target=61, districts={"东": {"universe": 41, "current": 40}, "西": {"universe": 20, "current": 20}}),
    measured(target=70, districts={"东": {"universe": 41, "current": 40}, "西": {"universe": 20, "current": 20}}),
    measured(quarters=["50%", "50%"]),
    measured(quarters=["-1%", "50%", "50%", "1%"]),
    measured(target=70, districts={"东": {"current": 40, "target": 45}, "西": {"current": 20, "target": 20}}),
    {"counts": [{"name": "拜访", "unit": "次", "plan": 10, "weights": {"北": "100%"}}]},
    {"counts": [{"name": "拜访", "unit": "次", "plan": 10, "weights": {"东": "60%", "西": "50%"}}]},
    {"display": {"base_of": "柜台", "current": {"东": "50%"}, "stages": [
        {"name": "一", "until": 6, "rates": {"东": "60%"}}]}},
    measured() | {"display": {"base_of": "网点", "current": {"东": "50%"}, "stages": [
        {"name": "一", "until": 6, "rates": {"东": "40%"}}, {"name": "二", "until": 6, "rates": {"北": "10%"}}]}},
    {"objectives": [{"code": "M1", "name": "销售额"}, {"code": "M1", "name": "回款"}]},
    {"objectives": [{"code": "M1", "name": "销售额"}],
     "strategies": [{"code": "G1", "statement": "多", "serves": ["M2"]}]},
    {"strategies": [{"code": "G1", "statement": "多"}], "tactics": [{"code": "P1", "name": "铺", "serves": ["G2"]}]},
    {"actions": [{"name": "铺货", "starts": "2027-05-02", "ends": "2027-05-01"}]},
    {"actions": [{"name": "铺货", "starts": "2026-05-02", "ends": "2027-05-01"}]},
    {"actions": [{"name": "铺货", "district": "北", "tactic": "P9", "within": "节"}]},
    {"situation": {"dealers": {"items": [{"name": "商", "district": "北", "sales": 5}]}}},
    {"situation": {"dealers": {"items": [{"name": "商", "district": "东", "sales": 5, "target": 12_001}]}}},
    {"targets": {"natural_growth": "-110%"}},
    {"targets": {"growth_sources": [{"name": "源", "amount": 5, "strategy": "G9"}]}},
    {"targets": {"base": 24_050}, "money": {"unit": "元", "round_to": 100}},
    {"money": {"unit": "元", "round_to": "0.5"}},
    {"money": {"unit": "元", "round_to": 100_000}},
    {"targets": {"assigned": 25_000}},
    {"review": {"district_targets": {"北": 5}}},
    {"cascade": {"personal_share": "120%"}, "team": [{"name": "王", "district": "东"}]},
    shared("33%", "33%", "33%"),
    shared("60%", "40.1%", None),
    {"history": [row | {"product": "面" if row["district"] == "东" else "米"} for row in LAST],
     "products": [{"name": "面", "target": 12_000}, {"name": "米", "target": 12_000}],
     "targets": {"locks": [{"district": "东", "amount": 11_000}]}},
    packed(101),
    packed(102),
    packed(132),
    packed(131),
    {"history": [{"year": 2026, "district": home, "person": name, "months": [500] * 12}
                 for home, name in (("东", "王"), ("西", "孙"), ("西", "李"), ("西", "周"), ("西", "武"))],
     "team": [{"name": "王", "district": "东"}]},
    measured() | {"objectives": [{"code": "M1", "name": "网点数", "measure": "network", "of": "网店"},
                                 {"code": "M2", "name": "网点数", "measure": "network", "of": "网点"},
                                 {"code": "M3", "name": "铺市", "measure": "distribution", "of": "柜台"}]},
    {"counts": [{"name": "拜访", "unit": "次", "plan": 10}],
     "objectives": [{"code": "M1", "name": "次数", "measure": "count", "of": "访问"}]},
    {"objectives": [{"code": "M1", "name": "次数", "measure": "count", "of": "访问"}]},
    {"targets": {"growth_sources": [{"name": "源", "amount": 5, "district": "北", "product": "糖"}]},
     "products": [{"name": "面"}]},
]  # fmt: skip


SOUND: dict[str, dict[str, Any]] = {
    "shares of a third each": shared("33.3%", "33.3%", "33.3%"),
    "shares a little over": shared("33.4%", "33.4%", "33.3%"),
    "a share left open": shared("30%", "30%", None),
    "one opens with a ramp, one closes": {
        "targets": {"by_district": {"last": "100%"}},
        "districts": [{"name": "东", "opens": 4, "ramp": ["50%"]}, {"name": "西", "closes": 11}]},
    "no festival": falling({"country": "DE"}),
    "a festival": falling({"country": "CN"}),
    **{f"a festival, own shapes of two years by {season['method']}": shaped(season)
       for season in ({"method": "manual", "weights": ["100%"] * 12}, {"method": "moving-average"},
                      {"method": "yearly-mean"}, {"method": "recent-years"})},
}  # fmt: skip


def test_months_of_plans_of_which_nothing_is_told(matches_snapshot: Compare) -> None:
    def told() -> Iterator[str]:
        for name, fields in SOUND.items():
            made = plan(**({"history": LAST} | fields))
            yield "\n".join([f"# {name}", *(line(problem) for problem in made.problems), used(made)])

    matches_snapshot(HERE / "sound.txt", once(told()))


@pytest.mark.parametrize("name", ["stated_twice", "held", "money", "region", "sound"])
def test_no_sentence_has_a_hole(name: str) -> None:
    told = (HERE / f"{name}.txt").read_text("utf-8")
    assert not [hole for hole in ("None", "Fraction(", "Decimal(", "Text(", "  →") if hole in told]


def test_english_sentences_name_months_in_english() -> None:
    told = "\n".join(one.read_text("utf-8") for one in HERE.glob("*.txt"))
    english = [line for line in told.splitlines() if re.match(r"[ \w]*\b(the|is|are|has)\b", line)]
    assert len(english) > 200
    assert not [line for line in english if re.search(r"\d ?月", line)]
