"""Changes from the command line: addressed by key, index or name, typed like the file, told like its mistakes."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planforge.reading.override import apply_overrides
from planforge.reading.read import Reading, read

SPEC = """planforge: 1
year: 2027
region: {name: 豫南区域, company: 福麦食品}
districts: [{name: 信阳}, {name: 南阳}]
targets: {base: +20%}
situation: {swot: {strengths: &same [{text: 配送快}], weaknesses: *same}}
"""


@pytest.fixture
def reading(tmp_path: Path) -> Any:
    path = tmp_path / "plan.yaml"
    path.write_text(SPEC, "utf-8")

    def read_with(*overrides: str) -> Reading:
        return read(path, overrides)

    return read_with


def test_a_change_is_typed_by_the_model(reading: Any) -> None:
    spec = reading("targets.base=+25%", "year=2028", "region.date=2027-12-15").spec
    assert (spec.targets.base.growth, spec.year, spec.region.date.year) == (Decimal("0.25"), 2028, 2027)


@pytest.mark.parametrize("path", ["districts.0.market", "districts.信阳.market"])
def test_a_list_item_is_addressed_by_index_or_name(reading: Any, path: str) -> None:
    assert reading(f"{path}=1亿").spec.districts[0].market == 100_000_000


def test_sections_that_are_not_in_the_file_are_made(reading: Any) -> None:
    assert reading("money.round_to=500").spec.money.round_to == 500


def test_an_empty_section_can_be_filled(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(SPEC.replace("targets: {base: +20%}", "targets:"), "utf-8")
    assert read(path, ("targets.base=+20%",)).spec is not None


def test_free_keys_can_be_set(reading: Any) -> None:
    assert reading("words.district=大区").spec.words == {"district": "大区"}


@pytest.mark.parametrize(
    ("override", "value"),
    [
        ("a=依据: 访谈", "依据: 访谈"),
        ("a=#5", "#5"),
        ("a=*x", "*x"),
        ("a=x=y", "x=y"),
        ("a=", None),
        ("a='null'", "null"),
        ("a=[1, {b: c}]", ["1", {"b": "c"}]),
    ],
)
def test_a_value_is_text_unless_it_starts_like_yaml(override: str, value: object) -> None:
    data, problems, changes = apply_overrides({"a": "old"}, (override,))
    assert (data, problems) == ({"a": value}, ())
    assert changes == ((("a",), override),)


def test_later_changes_win(reading: Any) -> None:
    assert reading("year=2028", "year=2029").spec.year == 2029


def test_what_an_alias_repeats_is_changed_in_one_place_only(reading: Any) -> None:
    swot = reading("situation.swot.strengths.0.text=司机多").spec.situation.swot
    assert (swot.strengths[0].text, swot.weaknesses[0].text) == ("司机多", "配送快")


def test_the_given_data_stays_as_it_is() -> None:
    given = {"region": {"name": "a"}}
    apply_overrides(given, ("region.name=b",))
    assert given == {"region": {"name": "a"}}


@pytest.mark.parametrize(
    ("override", "message", "hint"),
    [
        ("targets.bsae=1", "there is no key bsae", "did you mean base?"),
        ("taregts.base=1", "there is no key taregts", "did you mean targets?"),
        ("districts.信羊.market=1", "the list has no 信羊", "did you mean 信阳?"),
        ("districts.7.market=1", "the list has no 7", "there are: 信阳, 南阳"),
        ("districts.-1.market=1", "the list has no -1", "there are: 信阳, 南阳"),
        ("region.name.x=1", "region.name is one value, there is no x in it", "leave out .x"),
        ("targets", "is not path=value", "e.g. targets.base=+25%"),
        ("=1", "is not path=value", "e.g. targets.base=+25%"),
        ("targets..base=1", "there is no key ", None),
        ("targets.base=[1", "a bracket is not closed, or a comma is missing between items", None),
    ],
)
def test_a_change_that_cannot_be_made_says_why(reading: Any, override: str, message: str, hint: str | None) -> None:
    found = reading(override)
    assert found.spec is None
    (problem,) = found.problems
    assert (problem.code, str(problem.where)) == ("R14", "--set")
    assert problem.message.en == f"{override}: {message}"
    assert hint is None or problem.hint.en == hint


def test_a_wrong_value_is_blamed_on_the_change_and_not_on_the_file(reading: Any) -> None:
    (problem,) = reading("targets.base=abc").problems
    assert (problem.code, str(problem.where)) == ("R12", "--set")
    assert problem.message.en == "targets.base=abc: abc is neither an amount nor a growth"


def test_mistakes_of_the_file_keep_their_place_beside_wrong_changes(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(SPEC.replace("year: 2027", "year: never"), "utf-8")
    found = read(path, ("targets.base=abc", "x=1"))
    assert [(p.code, str(p.where)) for p in found.problems] == [
        ("R14", "--set"),
        ("R12", "--set"),
        ("R12", f"{path}:2:7"),
    ]
