"""YAML to data and places: nothing constructed, nothing guessed, nothing unbounded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from planforge.reading import yaml_tree
from planforge.reading.yaml_tree import Node, parse


@pytest.fixture(params=["libyaml", "python"])
def _either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "python":
        monkeypatch.setattr(yaml_tree, "LOADER", yaml.Loader)


pytestmark = pytest.mark.usefixtures("_either_parser")


def data(text: str) -> Any:
    node, problems = parse(text, "plan.yaml")
    assert node is not None
    assert not problems
    return node.value


def mistakes(text: str) -> list[tuple[str, int, int]]:
    _, problems = parse(text, "plan.yaml")
    return [(p.code, p.where.line, p.where.column) for p in problems if p.where]


@pytest.mark.parametrize("trap", ["no", "on", "1:30", "010", "2026-01-01", "1_000", "0x10", ".5", "=", "True"])
def test_scalars_stay_as_they_were_written(trap: str) -> None:
    assert data(f"a: {trap}") == {"a": trap}


@pytest.mark.parametrize("nothing", ["", "~", "null", "NULL"])
def test_an_empty_value_is_none_but_quoted_text_is_text(nothing: str) -> None:
    assert data(f"a: {nothing}") == {"a": None}
    assert data(f'a: "{nothing}"') == {"a": nothing}


def test_every_key_and_value_has_its_place_in_characters() -> None:
    node, _ = parse("区域: {名称: 豫南, 年: 2027}\n列: [甲, 乙]\n", "plan.yaml")
    assert node is not None
    assert node.keys == {"区域": (1, 1, 3), "列": (2, 1, 2)}
    region = node.children["区域"]
    assert region.keys == {"名称": (1, 6, 8), "年": (1, 14, 15)}
    assert region.children["名称"].place == (1, 10, 12)
    assert node.children["列"].children[1].place == (2, 8, 9)


def test_windows_line_ends_change_no_place() -> None:
    assert list(places(parse("a: 1\nb:\n  - c\n", "f")[0])) == list(places(parse("a: 1\r\nb:\r\n  - c\r\n", "f")[0]))


def places(node: Node | None) -> Iterator[tuple[int, int, int]]:
    assert node is not None
    yield node.place
    yield from node.keys.values()
    for child in node.children.values():
        yield from places(child)


def test_a_key_twice_is_told_with_its_first_line_and_the_first_is_kept() -> None:
    node, problems = parse("a: 1\nb: 2\na: 3\n", "plan.yaml")
    assert node is not None
    assert node.value == {"a": "1", "b": "2"}
    assert [str(p.where) for p in problems] == ["plan.yaml:3:1"]
    assert "line 1" in problems[0].message.en


def test_an_alias_repeats_its_anchor() -> None:
    assert data("a: &x {b: 1}\nc: *x\n") == {"a": {"b": "1"}, "c": {"b": "1"}}


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("a: 1\n---\nb: 2\n", ("R04", 2, 1)),
        ("a: !!python/object:os.system x\n", ("R06", 1, 4)),
        ("a: !include x.yaml\n", ("R06", 1, 4)),
        ("a: *b\n", ("R08", 1, 4)),
        ("a: &a [*a]\n", ("R08", 1, 8)),
        ("? [a]\n: b\n", ("R09", 1, 3)),
        ("<<: {a: 1}\n", ("R09", 1, 1)),
        ('a: "x\\0y"\n', ("R02", 1, 4)),
        ('"x\\uFFFF": y\n', ("R02", 1, 1)),
        ("a: x\x07y\n", ("R02", 1, 5)),
        ("# 　\na: x\x00y\n", ("R02", 2, 5)),
    ],
)
def test_what_a_spec_may_not_have_is_refused_where_it_stands(text: str, mistake: tuple[str, int, int]) -> None:
    assert mistakes(text) == [mistake]


def test_line_ends_of_unicode_in_escapes_are_text() -> None:
    assert data('a: "x\\u2028y"') == {"a": "x\u2028y"}


@pytest.mark.slow
@pytest.mark.parametrize("text", ["[" * 30_000, "{a: " * 30_000, "- " * 30_000, "[\n" * 30_000, "a: [" + "[" * 9_000])
def test_brackets_without_end_get_a_message(text: str) -> None:
    _, problems = parse(text, "plan.yaml")
    assert [p.code for p in problems] == ["R05"]


def test_fifty_levels_are_enough() -> None:
    assert mistakes("[" * 50 + "]" * 50) == []
    assert mistakes("[" * 52 + "]" * 52) == [("R05", 1, 52)]
    code, _, column = mistakes("{a: " * 3_000)[0]
    assert code == "R05" and column > 0


def test_an_alias_bomb_is_stopped_before_it_unfolds() -> None:
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))
    assert mistakes("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + levels) == [("R07", 6, 5)]


@pytest.mark.parametrize(
    "text", ["a:\n" + "  k{}: x\n" * 3_000, "a: [" + "x, " * 3_000 + "x", "- x\n" * 3_000, "a:\n" + "- x\n" * 3_000]
)
def test_what_has_no_end_is_refused_before_all_of_it_is_built(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_tree, "MAX_SIZE", 1_000)
    whole = text.replace("{}", "{{}}").replace("k{{}}", "k{}").format(*range(3_000)) if "{}" in text else text
    assert [code for code, *_ in mistakes(f"{whole}\n[ never read")] == ["R07"]


@pytest.mark.parametrize("text", ["", "\n", "# nothing but a comment\n"])
def test_nothing_is_no_mistake_of_syntax(text: str) -> None:
    assert parse(text, "plan.yaml") == (None, ())


SLIPS = [
    ("a:\n\tb: c", (2, 1), "tab"),
    ('a: {b: "x}\nc: d\n', (1, 8), "quote is not closed"),
    ("a: it's\nb: 'c\n", (2, 4), "quote is not closed"),
    ("year:2027\nb: c", (1, 5), "no space after the colon"),
    ("a：b\nc: d", (1, 2), "full-width colon"),
    ("a: {b: 豫南，c: 2}", (1, 10), "full-width comma"),
    ("a: {b: 1\n", (1, 4), "bracket is not closed"),
    ("a: [1, 2}", (1, 9), "bracket is not closed"),
    ("a: }", (1, 4), "too many"),
    ("a: b: c", (1, 5), "two colons"),
    ("a: 依据：来源: 访谈", (1, 9), "two colons"),
    ("a: @x", (1, 4), "sign of YAML"),
    ("a: `x`", (1, 4), "sign of YAML"),
    ("a: %x", (1, 4), "sign of YAML"),
    ("a: *\n", (1, 4), "sign of YAML"),
    ("a: |x\n b", (1, 4), "sign of YAML"),
    ('a: "D:\\data"', (1, 7), "backslash"),
    ('a: "x" y', (1, 8), "after the closing quote"),
    ("- a: b\n  c: d\n   e: f", (3, 4), "indented too far"),
    ("a: 1\n- b", (2, 1), "does not fit"),
    ("- 原因：价格战\n- 对策：跟进\nb: c", (3, 1), "does not fit"),
]


@pytest.mark.parametrize(("text", "place", "said"), SLIPS, ids=[said for _, _, said in SLIPS])
def test_common_slips_are_called_by_their_name(text: str, place: tuple[int, int], said: str) -> None:
    _, (problem,) = parse(text, "plan.yaml")
    assert problem.where is not None
    assert (problem.where.line, problem.where.column) == place
    assert said in problem.message.en


@pytest.mark.parametrize("text", ["[100,120,130]", "[5, 000]", '["5,000元", 2]', "- 5\n- 000", "[第1,200字节]"])
def test_a_list_of_numbers_is_no_split_number(text: str) -> None:
    assert [problem.code for problem in parse(text, "plan.yaml")[1]] == (["R17"] if "第" in text else [])
