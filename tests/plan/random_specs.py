"""Random regions as a manager might write them: districts, sales, products, people, and everything he may hold."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from planforge.spec.spec import Spec

YEAR = 2027
AXES = {"district": "districts", "product": "products", "channel": "channels", "person": "team", "store": "stores"}
MONTHS = st.integers(1, 12)
PERCENTS = st.integers(0, 100).map(lambda n: f"{n}%") | st.sampled_from(["0%", "50%", "100%"])
LEVEL = st.sampled_from([0, 10**6, 12 * 10**6])
"""Amounts that are nil or as much as others: firsts and lasts stand level, a change is none, a limit is just met."""


@st.composite
def specs(draw: DrawFn, *, money: bool = False) -> Spec:
    """Any well-shaped spec; with ``money`` also expenses and collection."""
    return Spec.model_validate(draw(raw_specs(money=money)))


@st.composite
def raw_specs(draw: DrawFn, *, money: bool = False) -> dict[str, Any]:
    """The same as it stands in the file."""
    spec: dict[str, Any] = {
        "year": YEAR,
        "region": {"name": "豫南", "company": "福麦"},
        "money": {"round_to": draw(st.sampled_from([1, 1000, 777, 10_000]))},
    }
    spec["districts"] = [draw(_district(name)) for name in "甲乙丙丁戊"[: draw(st.integers(1, 5))]]
    spec["products"] = [draw(_leaf(f"品{n}")) for n in range(draw(st.integers(0, 3)))]
    spec["channels"] = [draw(_leaf(f"渠{n}")) for n in range(draw(st.integers(0, 3)))]
    spec["team"] = [draw(_member(f"人{n}", spec)) for n in range(draw(st.integers(0, 4)))]
    spec["stores"] = [draw(_store(f"店{n}", spec)) for n in range(draw(st.integers(0, 4)))]
    spec["history"] = [row for year in (YEAR - 2, YEAR - 1) for row in draw(_history(spec, year))]
    spec["targets"] = draw(_targets(spec))
    return spec | (draw(_money(spec)) if money else {})


@st.composite
def _district(draw: DrawFn, name: str) -> dict[str, Any]:
    more: dict[str, Any] = {"market": draw(_amounts), "weight": draw(PERCENTS)}
    match draw(st.integers(0, 5)):
        case 0:
            more |= {"opens": draw(MONTHS), "ramp": draw(st.lists(PERCENTS, max_size=4))}
        case 1:
            more |= {"closes": draw(MONTHS)}
    return {"name": name} | more


_amounts = st.integers(0, 200) | st.integers(10**4, 10**8) | LEVEL


@st.composite
def _leaf(draw: DrawFn, name: str) -> dict[str, Any]:
    """A product or channel: stated or by its past."""
    match draw(st.integers(0, 3)):
        case 0:
            return {"name": name, "share": draw(PERCENTS)}
        case 1:
            return {"name": name, "target": draw(_amounts)}
        case _:
            return {"name": name}


@st.composite
def _member(draw: DrawFn, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name, "district": draw(st.sampled_from(spec["districts"]))["name"]}
    if draw(st.booleans()):
        found["weight"] = draw(PERCENTS)
    if draw(st.integers(0, 4)) == 0:
        found["starts"] = draw(MONTHS)
    return found


@st.composite
def _store(draw: DrawFn, name: str, spec: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name, "district": draw(st.sampled_from(spec["districts"]))["name"]}
    if draw(st.booleans()):
        found["last_actual"] = draw(_amounts)
    if draw(st.integers(0, 4)) == 0:
        found["closes"] = draw(MONTHS)
    return found


@st.composite
def _history(draw: DrawFn, spec: dict[str, Any], year: int) -> list[dict[str, Any]]:
    """A year of rows, at the grain that was drawn; at times none, or with months that nobody entered."""
    grain = draw(st.sampled_from(["", "district", "district+product", "district+channel"]))
    places: list[dict[str, Any]] = [{}]
    for axis in filter(None, grain.split("+")):
        names = [node["name"] for node in spec[AXES[axis]]]
        places = [place | {axis: name} for place in places for name in names]
    sold = st.lists(_amounts, min_size=12, max_size=12) | st.lists(LEVEL, min_size=12, max_size=12)
    return [{"year": year, **place, "months": draw(sold)} for place in places if draw(st.integers(0, 9))]


@st.composite
def _targets(draw: DrawFn, spec: dict[str, Any]) -> dict[str, Any]:
    growth = PERCENTS.map("+{}".format)
    given: dict[str, Any] = {"base": draw(st.one_of(growth, st.sampled_from([0, 1, 10**13]), *[_amounts] * 3))}
    for layer in ("floor", "stretch", "reserve"):
        if draw(st.booleans()):
            given[layer] = draw(st.one_of(_amounts, growth))
    given["by_district"] = draw(
        st.sampled_from(
            [
                {"history": "100%"},
                {"history": "50%", "market": "30%", "growth": "20%"},
                {"manual": "100%"},
                {"equal": "40%", "market": "60%"},
            ]
        )
    )
    given["season"] = {"method": draw(st.sampled_from(["yearly-mean", "moving-average"]))}
    locked = draw(st.lists(_place(spec), max_size=3, unique_by=str))
    given["locks"] = [place | {"amount": draw(_amounts)} for place in locked]
    bounded = draw(st.lists(_bounded(spec), max_size=3, unique_by=str))
    given["bounds"] = [place | draw(_sides) for place in bounded]
    return given


@st.composite
def _place(draw: DrawFn, spec: dict[str, Any]) -> dict[str, Any]:
    """A node, a month, or a node in a month."""
    axes = [axis for axis, key in AXES.items() if spec[key]]
    axis = draw(st.sampled_from([*axes, "month"]))
    place = {axis: draw(MONTHS) if axis == "month" else draw(st.sampled_from(spec[AXES[axis]]))["name"]}
    return place | ({"month": draw(MONTHS)} if draw(st.booleans()) else {})


@st.composite
def _bounded(draw: DrawFn, spec: dict[str, Any]) -> dict[str, Any]:
    """A place that may have a floor or cap."""
    place = draw(_place(spec).filter(lambda place: "person" not in place))
    return {axis: name for axis, name in place.items() if axis != "month" or not set(place) - {"district", "month"}}


_sides = st.one_of(
    st.fixed_dictionaries({"floor": _amounts}),
    st.fixed_dictionaries({"cap": _amounts}),
    st.fixed_dictionaries({"floor": _amounts, "cap": _amounts}),
)


@st.composite
def _money(draw: DrawFn, spec: dict[str, Any]) -> dict[str, Any]:
    """Lines of every driver and season, terms that sum to 100 %, an opening balance with part of it overdue."""
    lines = [draw(_line(f"费{n}")) for n in range(draw(st.integers(0, 4)))]
    opening = draw(st.integers(0, 10**7))
    overdue = draw(st.integers(0, opening))
    now = draw(st.integers(0, 100))
    terms = {"name": "月结", "pattern": [f"{now}%", f"{100 - now}%"]}
    recovery = [{"month": draw(MONTHS), "amount": overdue}] if draw(st.booleans()) else []
    margins = [product | {"margin": draw(PERCENTS)} for product in spec["products"]]
    return {
        "products": margins,
        "budget": {"lines": lines, "wages": draw(st.sampled_from(["within", "apart"]))},
        "collection": {"opening": opening, "overdue": overdue, "terms": [terms], "recovery": recovery},
    }


@st.composite
def _line(draw: DrawFn, name: str) -> dict[str, Any]:
    driver = draw(st.sampled_from(["ratio", "amount", "per_store"]))
    line: dict[str, Any] = {"name": name, "kind": draw(st.sampled_from(["wage", "other", "promotion"]))}
    line[driver] = f"{draw(st.integers(0, 30))}%" if driver == "ratio" else draw(_amounts)
    line["season"] = draw(st.sampled_from(["sales", "even"]))
    return line | ({"cap": draw(_amounts)} if draw(st.booleans()) else {})
