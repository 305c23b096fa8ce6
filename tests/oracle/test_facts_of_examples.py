"""Every fact that a sentence of a shipped example may state is what its author's file says, worked out by hand."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLES
from facts_by_hand import facts_of
from msgspec import Struct
from once import plan_of
from test_figures_of_examples import SPECS, books_of
from typer.testing import CliRunner
from worked_out import Figure

from planforge.cli.app import app
from planforge.document.facts import find_facts


@cache
def facts(spec: Path) -> dict[str, Any]:
    return dict(flat(find_facts(plan_of(spec))))


def flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Facts by their dotted names; somebody or something is its name, nodes are told one by one."""
    if (
        isinstance(value, Struct)
        and type(value).__module__.startswith("planforge.document.facts")
        and _is_opened(value, name)
    ):
        for part in value.__struct_fields__:
            yield from flat(getattr(value, part), f"{name}.{part}".strip("."))
    elif name.endswith(".nodes"):
        for at, node in enumerate(value):
            for part in node.__struct_fields__:
                yield f"{name}.{at}.{part}", getattr(node, part)
    else:
        yield name, plain(value)


def _is_opened(value: Any, name: str) -> bool:
    return not hasattr(value, "name") or not name


def plain(value: Any) -> Any:
    match value:
        case tuple():
            return [plain(one) for one in value]
        case Decimal():
            return Fraction(value)
        case datetime.date():
            return str(value)
    if hasattr(value, "name") and hasattr(value, "amount") and len(value.__struct_fields__) == 2:
        return [value.name, value.amount]
    if type(value).__name__ == "RiskFact":
        return [value.sort, value.amount, value.name, value.left, value.measure, value.part]
    if type(value).__name__ == "AskFact":
        return [plain(one) for one in (value.what, value.amount, value.by, value.decides)]
    return next((getattr(value, key) for key in ("name", "trigger", "role") if hasattr(value, key)), value)


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.parent.name)
def test_every_fact_is_what_the_file_says(spec: Path) -> None:
    assert list(unlike(facts(spec), facts_of(books_of(spec)))) == []


def unlike(shown: Mapping[str, Any], by_hand: Iterable[Figure]) -> Iterator[str]:
    """Facts that are not what was worked out by hand."""
    for fact in by_hand:
        value = shown.get(fact.name, "not there")
        near = isinstance(value, Fraction | int) and isinstance(fact.value, Fraction | int) and fact.near
        if not (abs(Fraction(value) - fact.value) <= fact.near if near else value == fact.value):
            yield f"{fact.name}: {value!r} is stated, {fact.value!r} is {fact.source}"


def test_no_fact_is_left_unchecked() -> None:
    """A fact that sentences use and nobody has worked out by hand would be trusted blindly."""
    stated = {part for spec in SPECS for part in facts(spec)}
    by_hand = {fact.name for spec in SPECS for fact in facts_of(books_of(spec))}
    assert stated - by_hand == set()


def test_the_facts_of_a_re_planned_year_are_what_the_new_file_says(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "yunan-noodles", tmp_path, dirs_exist_ok=True)
    ran = CliRunner().invoke(
        app, ["replan", str(tmp_path / "plan.yaml"), "--actuals", str(tmp_path / "actuals-2027-05.csv")]
    )
    assert ran.exit_code == 0, ran.output
    spec = tmp_path / "plan-2027-06.yaml"
    assert facts(spec)["closed.through"] == 5
    assert list(unlike(facts(spec), facts_of(books_of(spec)))) == []
