"""Random regions with every feature on: those of ``random_specs``, and all that a manager may plan beside sales."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from random_specs import LEVEL, YEAR, raw_specs

SMALL = st.integers(0, 400) | st.sampled_from([0, 1, 100])
PARTS = st.integers(0, 100).map(lambda n: f"{n}%") | st.sampled_from(["0%", "50%", "100%"])
SIGNED = st.integers(-30, 60).map(lambda n: f"{n}%") | st.just("0%")
SUMS = st.integers(0, 300) | st.integers(10**4, 10**7) | LEVEL
DAYS = st.dates(datetime.date(YEAR, 1, 1), datetime.date(YEAR, 12, 31))
QUARTERS: st.SearchStrategy[list[str]] = st.one_of(
    st.just([]), st.lists(st.integers(0, 40).map(lambda n: f"{n}%"), min_size=4, max_size=4)
)


@st.composite
def full_specs(draw: DrawFn) -> dict[str, Any]:
    """A spec as it stands in the file. Its names are unique; whatever can be left out sometimes is."""
    spec = draw(raw_specs(money=True))
    spec["language"] = draw(st.sampled_from(["zh-CN", "en"]))
    spec["money"]["pack"] = draw(st.sampled_from([1, 6]))
    _grow(spec, draw)
    _guess(spec, draw)
    _spend(spec, draw)
    spec["targets"] |= draw(_growth(spec))
    spec["network"] = [draw(_network(f"网{n}", spec)) for n in range(draw(st.integers(0, 2)))]
    spec["counts"] = [draw(_count(f"数{n}", spec)) for n in range(draw(st.integers(0, 2)))]
    spec["display"] = draw(_display(spec)) if spec["network"] else {}
    spec["review"] = draw(_review(spec))
    spec["promotions"] = [draw(_promotion(f"促{n}", spec)) for n in range(draw(st.integers(0, 3)))]
    spec["advertising"] = draw(_advertising(spec))
    spec["training"] = [draw(_session(f"课{n}", spec)) for n in range(draw(st.integers(0, 2)))]
    spec |= draw(_chain(spec))
    spec["situation"] = draw(_situation(spec))
    spec["appraisal"] = {"schemes": [draw(_scheme(spec))]} if draw(st.booleans()) else {}
    return spec


def _grow(spec: dict[str, Any], draw: DrawFn) -> None:
    """What stands beside the names: prices, last margins, classes, growing markets, areas, managers."""
    spec["product_classes"] = [{"name": "厚", "margin": draw(PARTS)}, {"name": "薄"}]
    for product in spec["products"]:
        product["class"] = draw(st.sampled_from(["厚", "薄"]))
        if draw(st.booleans()):
            product |= {"price": draw(st.integers(1, 500)), "last_price": draw(st.integers(1, 500))}
        if draw(st.booleans()):
            product["last_margin"] = draw(PARTS)
        if draw(st.integers(0, 3)) == 0:
            product["launch"] = str(draw(DAYS))
    for district in spec["districts"]:
        district["leader"] = f"长{district['name']}"
        if draw(st.booleans()):
            district["market_growth"] = draw(SIGNED)
    for store in spec["stores"]:
        store |= {"area": draw(st.sampled_from(["东", "西"])), "manager": draw(st.sampled_from(["管一", "管二"]))}
        if draw(st.booleans()):
            store["last_target"] = draw(SUMS)
        if draw(st.booleans()):
            store["size"] = draw(st.integers(1, 900))


def _guess(spec: dict[str, Any], draw: DrawFn) -> None:
    """What some say themselves that the year will bring."""
    for node in (*spec["districts"], *spec["team"], *spec["stores"]):
        if draw(st.booleans()):
            node["estimate"] = draw(SUMS)


def _spend(spec: dict[str, Any], draw: DrawFn) -> None:
    """Last year's lines, their districts and seasons."""
    for line in spec["budget"]["lines"]:
        if draw(st.booleans()):
            line["last"] = draw(SUMS)
        if draw(st.booleans()):
            line["fixed"] = draw(st.booleans())
        if draw(st.booleans()):
            line["districts"] = {d["name"]: draw(PARTS) for d in spec["districts"]}
        line["season"] = draw(st.sampled_from(["sales", "even", "events"]))
    if draw(st.booleans()):
        spec["budget"]["last"] = {"expense": draw(SUMS), "wages": draw(SUMS), "gross_profit": draw(SUMS)}


@st.composite
def _growth(draw: DrawFn, spec: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for key in ("market_growth", "natural_growth"):
        if draw(st.booleans()):
            given[key] = draw(SIGNED)
    if draw(st.booleans()):
        given["assigned"] = draw(SUMS)
    if draw(st.integers(0, 2)) == 0:
        given["volume"] = draw(st.integers(0, 10**6))
    if draw(st.integers(0, 3)) == 0:
        given["by_district"] = "auto"
    given["history_share"] = draw(st.sampled_from(["proportion-of-averages", "average-of-proportions"]))
    given |= draw(st.sampled_from([{}, {}, {"locks": [], "bounds": []}]))
    given["season"] = {"method": draw(st.sampled_from(["recent-years", "yearly-mean", "moving-average"]))}
    given["growth_sources"] = [
        {"name": f"源{n}", "amount": draw(SUMS), "strategy": "G1"} for n in range(draw(st.integers(0, 3)))
    ]
    factor = st.fixed_dictionaries({"name": st.just("因"), "last": st.integers(1, 90), "plan": st.integers(1, 90)})
    given["funnels"] = [{"name": "漏斗", "factors": draw(st.lists(factor, min_size=1, max_size=3))}]
    return given


@st.composite
def _network(draw: DrawFn, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    districts = {}
    for district in spec["districts"]:
        current = draw(SMALL)
        own: dict[str, Any] = {"current": current, "universe": current + draw(SMALL)}
        match draw(st.integers(0, 2)):
            case 0:
                own |= {"new": draw(SMALL), "closed": draw(st.integers(0, current))}
            case 1:
                own["target"] = draw(SMALL)
        districts[district["name"]] = own
    given = {"name": name, "districts": districts, "distribution": draw(st.booleans()), "quarters": draw(QUARTERS)}
    return given | ({"target": draw(st.integers(0, 2000))} if draw(st.booleans()) else {})


@st.composite
def _count(draw: DrawFn, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    weights = {d["name"]: draw(PARTS) for d in spec["districts"]} if draw(st.booleans()) else {}
    given = {"name": name, "unit": "个", "plan": draw(st.integers(0, 5000)), "weights": weights}
    return given | {"quarters": draw(QUARTERS), "last": draw(SMALL)}


@st.composite
def _display(draw: DrawFn, spec: dict[str, Any]) -> dict[str, Any]:
    names = [d["name"] for d in spec["districts"]]
    rates = st.fixed_dictionaries(dict.fromkeys(names, PARTS))
    stages = [{"name": f"段{until}", "until": until, "rates": draw(rates)} for until in (3, 6, 12)]
    return {"base_of": spec["network"][0]["name"], "current": draw(rates), "stages": stages, "cost": draw(SUMS)}


@st.composite
def _review(draw: DrawFn, spec: dict[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if draw(st.booleans()):
        given["target"] = draw(SUMS)
    if draw(st.booleans()):
        given["district_targets"] = {d["name"]: draw(SUMS) for d in spec["districts"]}
    return given


def _line_of(spec: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The line something is paid from; at times none."""
    names = [line["name"] for line in spec["budget"]["lines"]]
    return st.sampled_from([{}, *({"line": name} for name in names)])


@st.composite
def _promotion(draw: DrawFn, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    first, last = sorted([draw(DAYS), draw(DAYS)])
    given: dict[str, Any] = {"name": name, "starts": str(first), "ends": str(last), **draw(_line_of(spec))}
    for key in ("cost", "lift"):
        if draw(st.integers(0, 3)):
            given[key] = draw(SUMS)
    products = [p["name"] for p in spec["products"]]
    named: bool = draw(st.booleans())
    if products and named:
        given["products"] = [draw(st.sampled_from(products))]
    return given


@st.composite
def _advertising(draw: DrawFn, spec: dict[str, Any]) -> dict[str, Any]:
    media = []
    for n in range(draw(st.integers(0, 2))):
        span = sorted([draw(st.integers(1, 12)), draw(st.integers(1, 12))])
        dated = {"starts": span[0], "ends": span[1]} if draw(st.booleans()) else {}
        media.append({"name": f"媒{n}", "cost": draw(SUMS), **dated, **draw(_line_of(spec))})
    materials = []
    for n in range(draw(st.integers(0, 2))):
        some = {d["name"]: draw(st.integers(0, 30)) for d in spec["districts"] if draw(st.booleans())}
        given = {"name": f"料{n}", "quantity": draw(SMALL), "unit_cost": draw(st.integers(0, 90)), "districts": some}
        materials.append(given | draw(_line_of(spec)))
    return {"media": media, "materials": materials}


@st.composite
def _session(draw: DrawFn, topic: str, spec: dict[str, Any]) -> dict[str, Any]:
    return {"topic": topic, "date": str(draw(DAYS)), "cost": draw(SUMS), **draw(_line_of(spec))}


MEASURES = (
    *("sales", "volume", "gross_profit", "contribution", "expense_ratio", "wage_ratio", "collection_rate"),
    *("closing_receivables", "market_share", "distribution", "network", "display", "count"),
)


@st.composite
def _chain(draw: DrawFn, spec: dict[str, Any]) -> dict[str, Any]:
    """Objectives of every measure, strategies, tactics, actions, KPIs, tiers and contingencies."""
    objectives = [{"code": f"M{n}", "name": f"目标{n}", "measure": m} for n, m in enumerate(MEASURES, 1)]
    codes = [o["code"] for o in objectives]
    serves = st.lists(st.sampled_from(codes), max_size=3, unique=True)
    strategies = [
        {"code": code, "statement": "多卖", "serves": draw(serves), "uplift": draw(SUMS)} for code in ("G1", "G2")
    ]
    tactics = [{"code": f"P{n}", "name": f"战术{n}", "serves": [draw(st.sampled_from(["G1", "G2"]))]} for n in (1, 2)]
    within = [p["name"] for p in spec["promotions"]]
    actions = []
    for n in range(draw(st.integers(0, 5))):
        first, last = sorted([draw(DAYS), draw(DAYS)])
        action = {"name": f"行动{n}", "tactic": draw(st.sampled_from(["P1", "P2"])), "budget": draw(SUMS)}
        action |= {"starts": str(first), "ends": str(last), "milestone": draw(st.booleans())}
        action |= {"owner": draw(st.sampled_from(["长甲", "王", "李"]))}
        actions.append(action | draw(st.sampled_from([{}, *({"within": name} for name in within)]) | _line_of(spec)))
    kpis = [{"code": f"K{n}", "name": f"K{n}", "objective": draw(st.sampled_from(codes))} for n in (1, 2, 3)]
    due = draw(st.sampled_from([(), ("90%",), ("80%", "95%")]))
    control = {
        "kpis": kpis,
        "tiers": [{"name": "上", "from": "100%"}, {"name": "中", "from": "80%"}, {"name": "下", "from": "0%"}],
        "contingencies": [
            *({"trigger": f"低于{below}", "below": below} for below in due),
            *({"trigger": f"险{n}", "impact": draw(SUMS), "measures": ["补"]} for n in range(draw(st.integers(0, 4)))),
        ],
    }
    chain = {"objectives": objectives, "strategies": strategies, "tactics": tactics, "actions": actions}
    return chain | {"control": control}


@st.composite
def _situation(draw: DrawFn, spec: dict[str, Any]) -> dict[str, Any]:
    rivals = []
    for n in range(draw(st.integers(0, 3))):
        rival: dict[str, Any] = {"name": f"竞{n}", "share": draw(PARTS), "outlets": draw(SMALL), "price": draw(SMALL)}
        rivals.append(rival | ({"response": "跟"} if draw(st.booleans()) else {}))
    years = draw(st.lists(st.integers(YEAR - 5, YEAR - 1), max_size=4, unique=True))
    return {
        "market": {"sizes": {year: draw(st.integers(1, 10**8)) for year in years}},
        "dealers": {"items": [{"name": f"商{n}", "sales": draw(SUMS)} for n in range(draw(st.integers(0, 3)))]},
        "competitors": rivals,
        "consumers": {"segments": [{"name": f"群{n}", "share": draw(PARTS)} for n in range(draw(st.integers(0, 2)))]},
    }


@st.composite
def _scheme(draw: DrawFn, spec: dict[str, Any]) -> dict[str, Any]:
    scores = st.fixed_dictionaries({"from": st.sampled_from(["0%", "80%", "100%", "120%"]), "score": PARTS})
    steps = st.fixed_dictionaries({"from": st.sampled_from(["0%", "80%", "100%", "120%"]), "rate": PARTS})
    return {
        "role": "业务员",
        "people": [m["name"] for m in spec["team"]],
        "base_pay": draw(SUMS),
        "bonus": draw(SUMS),
        "bands": draw(st.lists(scores, max_size=3, unique_by=lambda band: band["from"])),
        "commission": draw(st.lists(steps, max_size=2, unique_by=lambda step: step["from"])),
    }
