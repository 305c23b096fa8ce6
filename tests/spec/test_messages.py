"""Words for every mistake: by error type, in both languages, with a code that is listed."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field, ValidationError

from planforge.problem import Problem
from planforge.reading import messages as phrases
from planforge.reading import schema
from planforge.reading.messages import CODES, VALUES, problems_of
from planforge.reading.read import read
from planforge.reading.shape import choices_at, keys_at, meant, nearest
from planforge.reading.yaml_source import YamlSource
from planforge.spec.spec import Spec

ROOT = Path(phrases.__file__).parent
HEAD = (
    "planforge: 1\nyear: 2027\nregion: {name: 豫南, company: 福麦}\ndistricts: [{name: 信阳}]\ntargets: {base: +20%}\n"
)


def problems(tmp_path: Path, more: str, head: str = HEAD) -> tuple[Problem, ...]:
    path = tmp_path / "plan.yaml"
    path.write_text(head + more, "utf-8")
    return read(path).problems


def test_every_code_of_reading_is_listed_and_used() -> None:
    sources = [path.read_text("utf-8") for path in ROOT.rglob("*.py")]
    used = {code for text in sources for code in re.findall(r'"(R\d\d)"', text)}
    assert used == set(CODES)


@pytest.mark.parametrize("kind", VALUES)
def test_both_languages_of_a_phrase_fill_the_same_places(kind: str) -> None:
    for text in VALUES[kind]:
        zh, en = ({name for _, name, _, _ in string.Formatter().parse(words) if name} for words in text)
        assert zh == en


def test_what_is_typed_wrong_in_english_is_told_in_english(tmp_path: Path) -> None:
    found = {p.path[-1]: p.hint.en for p in problems(tmp_path, "money: {currency: PLZ, unit: thousends}\n") if p.hint}
    assert found == {
        "currency": "write its three capitals, such as PLN",
        "unit": "did you mean thousand? possible: unit, thousand, 10k, million, 100 million",
    }
    assert not problems(tmp_path, "money: {currency: PLN, unit: thousand}\n")


def test_a_full_width_colon_is_told_in_its_own_line_whatever_remarks_follow(tmp_path: Path) -> None:
    head = HEAD.replace("targets: {base: +20%}", "targets:\n  base： +20%\n\n  # floor: +5%\n  by_district: auto")
    (told,) = problems(tmp_path, "", head)
    assert told.where and (told.where.line, told.where.column) == (6, 7) and "：" in told.message.en


def schemas(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from schemas(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from schemas(value)


WRONG: tuple[Any, ...] = (
    None,
    "",
    "\n",
    "?!",
    "-1",
    "0",
    "99999999999999999999",
    "9" * 5000,
    [],
    {},
    ["?"],
    {"?": "?"},
)


@pytest.mark.slow
@pytest.mark.parametrize("model", schema.all_models(), ids=lambda model: model.__name__)
def test_no_wrong_value_of_any_field_is_left_without_its_own_words(model: type[BaseModel]) -> None:
    for name, field in model.model_fields.items():
        for given in WRONG:
            for problem in said_of(model, {field.alias or name: given}):
                assert "docs/spec.md" not in problem.hint.en if problem.hint else False, (name, given, problem)


def said_of(model: type[BaseModel], data: dict[str, Any]) -> tuple[Problem, ...]:
    try:
        model.model_validate(data)
    except ValidationError as error:
        return problems_of(error, data, YamlSource("plan.yaml"))
    return ()


def test_an_error_type_nobody_thought_of_still_gets_a_sentence() -> None:
    class Odd(BaseModel):
        n: int = Field(multiple_of=7)

    (problem,) = said_of(Odd, {"n": "5"})
    assert problem.message.en == "n cannot be 5"


def test_the_empty_value_is_named_in_the_reader_s_language(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "promotions: [{name: 年货节, starts: }]\nactions: [{name: x, milestone: }]\n")
    assert "（空）" in problem.message.zh
    assert problem.message.en.startswith("(nothing) is")


def test_a_value_that_says_none_is_shown_as_written(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "actions: [{name: x, milestone: None}]\n")
    assert problem.message.en == "None is neither yes nor no"


def test_braces_and_per_cent_signs_in_a_value_do_no_harm(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, 'actions: [{name: x, milestone: "{given} %s {0}"}]\n')
    assert problem.message.en == "{given} %s {0} is neither yes nor no"


def test_a_long_value_is_shown_by_its_beginning(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, f"language: {'x' * 500}\n")
    assert len(problem.message.en) < 80


def test_the_choices_come_from_the_model(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, "language: zh_CN\n")
    assert problem.hint is not None
    assert problem.hint.en == "did you mean zh-CN? possible: zh-CN, en"
    assert choices_at(("language",)) == ("zh-CN", "en")
    assert "price" in choices_at(("not_applicable", "[key]"))


def test_a_union_is_told_as_the_branch_that_was_meant(tmp_path: Path) -> None:
    assert [(p.code, p.path) for p in problems(tmp_path, "history: {fle: a.csv}\n")] == [
        ("R10", ("history", "file")),
        ("R11", ("history", "fle")),
    ]
    assert [(p.code, p.path) for p in problems(tmp_path, "history: [{year: x}]\n")] == [("R12", ("history", 0, "year"))]


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    head = HEAD.replace("year: 2027", "year: never").replace("+20%", "viel").replace("company", "compny")
    found = problems(tmp_path, "langage: en\nyear: 2028\n", head)
    lines = [p.where.line for p in found if p.where]
    assert [p.code for p in found] == ["R12", "R10", "R11", "R12", "R11", "R03"]
    assert lines == sorted(lines) == [2, 3, 3, 5, 6, 7]


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("Year", "year"),
        ("BASE", "base"),
        ("by-district", "by_district"),
        ("by district", "by_district"),
        ("bse", "base"),
    ],
)
def test_a_name_is_near_whatever_its_case_and_hyphens(given: str, known: str) -> None:
    assert nearest(given, ("year", "base", "by_district")) == known


def test_nothing_is_near_a_wild_name() -> None:
    assert nearest("zzz", keys_at(())) is None


@pytest.mark.parametrize(("zh", "key"), [("片区", "districts"), ("费用预算", "budget"), ("销售目标", "targets")])
def test_a_key_in_chinese_is_understood(zh: str, key: str) -> None:
    assert meant(zh, ()) == key
    assert key in Spec.model_fields


@pytest.mark.slow
def test_of_very_many_mistakes_a_thousand_are_listed_and_the_rest_counted(tmp_path: Path) -> None:
    found = problems(tmp_path, "".join(f"k{n}: {n}\n" for n in range(1500)))
    assert len(found) == 1001
    assert [one.message.en for one in found if one.code == "R07"] == ["500 more mistakes are not listed one by one"]


def test_a_key_without_end_is_shown_by_its_beginning(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, f"? {'k' * 300_000}\n: 1\n")
    assert len(problem.message.en) < 900


@pytest.mark.parametrize(
    "field", ["stock: {sell_out: [1, 2]}", "budget: {lines: [{name: 差旅, amount: 1, season: [1%]}]}"]
)
def test_a_year_of_figures_has_twelve_or_none(tmp_path: Path, field: str) -> None:
    (found,) = problems(tmp_path, field + "\n")
    assert found.code == "R12" and "十二个" in found.message.zh and found.where and found.where.line == 6
