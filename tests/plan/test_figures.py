"""The JSON of a plan is stable, whole, adds up, and is just what docs/figures.md describes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from msgspec import Struct

from planforge.plan.figures import differences, figures, names_of
from planforge.plan.growth import gap
from planforge.plan.make import make_plan
from planforge.plan.money.advertising import MaterialPlan
from planforge.plan.plan import Plan
from planforge.plan.targets.targets import TargetPlan
from planforge.plan.targets.yields import StoreYield
from planforge.reading.read import read

ROOT = Path(__file__).parents[2]
OTHERWISE = {"Plan", "Grid", "Problem"}
"""Records that JSON does not show field by field."""


def of_example(name: str) -> dict[str, Any]:
    spec = read(ROOT / "examples" / name / "plan.yaml").spec
    assert spec
    found: dict[str, Any] = json.loads(json.dumps(figures(make_plan(spec)), ensure_ascii=False))
    return found


@pytest.fixture(scope="module")
def noodles() -> dict[str, Any]:
    return of_example("yunan-noodles")


def documented() -> dict[str, list[str]]:
    """The keys that the page gives for every record."""
    text = (ROOT / "docs" / "figures.md").read_text("utf-8")
    parts = re.split(r"^## (\w+)$", text, flags=re.MULTILINE)[1:]
    rows = [re.findall(r"^\| `(\w+)` \|", body, re.MULTILINE) for body in parts[1::2]]
    return dict(zip(parts[::2], rows, strict=True))


def records(kind: type[Struct], found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Every record of a plan with its fields, as JSON names them."""
    known = {"TargetPlan": TargetPlan, **vars(gap)}
    hints = get_type_hints(kind, localns=known)
    found[kind.__name__] = names_of(kind)
    for name in set(hints) - {"workings"}:
        for part in parts_of(hints[name]):
            if isinstance(part, type) and issubclass(part, Struct) and part.__name__ not in found:
                records(part, found)
    return found


def parts_of(hint: Any) -> list[Any]:
    return [part for inner in get_args(hint) for part in parts_of(inner)] or [hint]


def test_the_page_has_every_record_with_just_its_keys() -> None:
    page, program = documented(), records(Plan, {})
    for kind in (StoreYield, MaterialPlan):
        records(kind, program)
    for name in program.keys() - OTHERWISE - {"Where"}:
        assert page[name] == program[name], name
    assert page.keys() == program.keys() - {"Where"} | {"Difference", "Measure", "Week"}


def test_the_page_has_just_the_keys_of_the_plan_of_grids_and_of_problems(noodles: dict[str, Any]) -> None:
    page = documented()
    assert page["Plan"] == list(noodles)
    assert page["Grid"] == list(noodles["targets"]["districts"])
    assert page["Measure"] == list(noodles["measures"]["sales"])
    assert page["Week"] == list(noodles["weeks"]["信阳"][0])
    broken = of_broken()["problems"][0]
    assert page["Problem"] == list(broken)


def test_differences_from_another_plan_are_described_too() -> None:
    spec = read(ROOT / "examples" / "yunan-noodles" / "plan.yaml").spec
    more = read(ROOT / "examples" / "yunan-noodles" / "plan.yaml", ("targets.base=8500万",)).spec
    assert spec
    assert more
    found = differences(make_plan(spec), make_plan(more))
    assert documented()["Difference"] == list(found[0])
    assert (found[0]["name"], found[0]["change"]) == ("sales", 2_200_000)


def of_broken() -> dict[str, Any]:
    """The figures of a plan with a lock beyond its target."""
    spec = read(ROOT / "examples" / "yunan-noodles" / "plan.yaml", ("targets.locks.0.amount=9000万",)).spec
    assert spec
    return figures(make_plan(spec))


@pytest.mark.slow
def test_the_same_plan_is_the_same_text() -> None:
    assert json.dumps(of_example("yunan-noodles")) == json.dumps(of_example("yunan-noodles"))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.parent.name for path in (ROOT / "examples").glob("*/plan.yaml")))
def test_every_table_in_it_adds_up(name: str) -> None:
    tables = list(grids(of_example(name)))
    assert tables
    for grid in tables:
        months = [sum(column) for column in zip(*grid["rows"].values(), strict=True)] if grid["rows"] else [0] * 12
        assert grid["months"] == months
        assert grid["total"] == sum(months)


def grids(value: Any) -> Any:
    """Every grid anywhere in the figures."""
    if isinstance(value, dict):
        if {"axis", "rows", "total"} <= value.keys():
            yield value
        for item in value.values():
            yield from grids(item)
    elif isinstance(value, list):
        for item in value:
            yield from grids(item)


def test_cubes_sum_to_their_margins(noodles: dict[str, Any]) -> None:
    targets = noodles["targets"]
    for axis, cube in (("products", "by_product"), ("channels", "by_channel")):
        for district, rows in targets[cube].items():
            months = [sum(column) for column in zip(*rows.values(), strict=True)]
            assert months == targets["districts"]["rows"][district]
        for node, months in targets[axis]["rows"].items():
            assert [
                sum(column) for column in zip(*(rows[node] for rows in targets[cube].values()), strict=True)
            ] == months


def test_no_figure_is_a_float(noodles: dict[str, Any]) -> None:
    assert not re.search(r"[:\[,] ?-?\d+\.\d", json.dumps(noodles))
