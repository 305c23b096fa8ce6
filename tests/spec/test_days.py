"""Days as people write them, who know which year they speak of."""

from __future__ import annotations

import datetime
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel, TypeAdapter
from two_districts import SPEC

from planforge.reading.read import read_text
from planforge.spec import days, values
from planforge.spec.spec import Spec

EDITOR = TypeAdapter[Any](values.Date).json_schema()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3月1日", "03-01"),
        ("3月1号", "03-01"),
        ("３月１日前", "03-01"),
        ("1 March", "03-01"),
        ("by March 1st", "03-01"),
        ("4月底", "04-30"),
        ("四月末", "04-30"),
        ("4月", "04-30"),
        ("2月底前", "02-28"),
        ("4月初", "04-01"),
        ("4月上旬", "04-10"),
        ("4月中旬", "04-20"),
        ("mid-March", "03-15"),
        ("end of April", "04-30"),
        ("end April", "04-30"),
        ("early May", "05-10"),
        ("Q2", "06-30"),
        ("end of Q2", "06-30"),
        ("二季度", "06-30"),
        ("一季度末", "03-31"),
        ("第三季度初", "07-01"),
        ("上半年", "06-30"),
        ("年底", "12-31"),
        ("年初", "01-01"),
        ("年中", "06-30"),
        ("year-end", "12-31"),
        ("end of the year", "12-31"),
    ],
)
def test_a_day_of_the_year_is_that_day(written: str, meant: str) -> None:
    assert days.day_in(2027, written) == datetime.date.fromisoformat(f"2027-{meant}")
    jsonschema.validate(written, EDITOR)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2028年4月底", "2028-04-30"),
        ("2028年2月", "2028-02-29"),
        ("2028-04", "2028-04-30"),
        ("2026年底", "2026-12-31"),
        ("end of April 2028", "2028-04-30"),
        ("2028Q1", "2028-03-31"),
        ("明年1月底", "2028-01-31"),
        ("January next year", "2028-01-31"),
    ],
)
def test_a_year_that_is_written_wins(written: str, meant: str) -> None:
    assert days.day_in(2027, written) == datetime.date.fromisoformat(meant)
    jsonschema.validate(written, EDITOR)


@pytest.mark.parametrize(("written", "meant"), [("Q2", "04-01"), ("4月", "04-01"), ("4月底", "04-30"), ("H2", "07-01")])
def test_what_begins_in_a_month_or_quarter_begins_with_its_first_day(written: str, meant: str) -> None:
    assert days.day_in(2027, written, begins=True) == datetime.date.fromisoformat(f"2027-{meant}")


@pytest.mark.parametrize(
    "written",
    [
        "",
        "4",
        "Jun-27",
        "Jun 27",
        "2027",
        "2027-02-30",
        "2027/13/5",
        "3/4/27",
        "春节后",
        "Feb 30",
        "soon",
        "13月底",
        "Q5",
        "每月5号",
        "early Q2",
    ],
)
def test_what_may_be_several_days_or_none_is_left_to_be_asked(written: str) -> None:
    assert days.day_in(2027, written) is None


def test_a_spec_takes_them_and_says_what_can_be_written() -> None:
    asks = "asks: [{what: 加人, by: 4月底}]\n"
    spec = read_text(SPEC + asks, Path()).spec
    assert spec is not None
    assert spec.asks[0].by == datetime.date(2027, 4, 30)
    (problem,) = read_text(SPEC + asks.replace("4月底", "春节后"), Path()).problems
    assert problem.code == "R12"
    assert problem.hint and "4月底" in problem.hint.zh


def test_two_figures_are_read_in_the_order_of_the_language_and_asked_about_where_that_leaves_two() -> None:
    asks = "asks: [{what: 加人, by: 3.4}, {what: 加车, by: 31/3}]\n"
    spec = read_text(SPEC + asks, Path()).spec
    assert spec is not None
    assert [ask.by for ask in spec.asks] == [datetime.date(2027, 3, 4), datetime.date(2027, 3, 31)]
    (problem,) = read_text(SPEC + asks.replace("3.4", "3.1"), Path()).problems
    assert problem.code == "R12"
    (problem,) = read_text(f"language: en{SPEC}{asks}", Path()).problems
    assert problem.hint and "2027-03-04" in problem.hint.en and "2027-04-03" in problem.hint.en


def test_every_day_of_a_spec_is_known_but_that_of_the_plan_itself() -> None:
    assert {*_places(Spec, ())} - {"region.date"} == {*days.BEGINNINGS, *days.ENDS}


def _places(model: type[BaseModel], above: tuple[type[BaseModel], ...]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if any(getattr(part, "func", None) is days.parse_date for part in _parts((field.annotation, *field.metadata))):
            yield name
        for inner in _parts((field.annotation,)):
            if isinstance(inner, type) and issubclass(inner, BaseModel) and inner not in above:
                yield from (f"{name}.{rest}" for rest in _places(inner, (*above, inner)))


def _parts(kinds: tuple[Any, ...]) -> Iterator[Any]:
    for kind in kinds:
        yield kind
        yield from _parts(typing.get_args(kind) + tuple(getattr(kind, "__metadata__", ())))
