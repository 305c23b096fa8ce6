"""A file as text with places: how it may be encoded, where a problem stands, what a code frame shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from planforge.problem import Problem, Text, Where
from planforge.reading.source import Ignore
from planforge.reading.yaml_source import YamlSource, open_yaml
from planforge.reading.yaml_tree import parse

SPEC = """# 豫南
region: {name: 豫南区域, company: 福麦食品}
districts:
  - name: 信阳
    market: 9800万
  - {name: 南阳}
"""


def source(text: str = SPEC) -> YamlSource:
    return YamlSource("plan.yaml", text, parse(text, "plan.yaml")[0])


@pytest.mark.parametrize(
    "content",
    [
        SPEC.encode(),
        SPEC.encode("utf-8-sig"),
        SPEC.encode("utf-16"),
        b"\xfe\xff" + SPEC.encode("utf-16-be"),
        SPEC.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "with a BOM", "utf-16", "utf-16, big end first", "Windows line ends"],
)
def test_the_usual_encodings_give_the_same_data_and_places(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "计划 一.yaml"
    path.write_bytes(content)
    found, problems = open_yaml(path)
    assert not problems
    assert found.root is not None
    assert found.root.value == source().root.value  # type: ignore[union-attr]
    assert found.where(("districts", 0, "market")) == Where(str(path), 5, 13, 18)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SPEC.encode("gbk"), "GBK"),
        (SPEC.encode() + b"\xff\xff\xff", "no text"),
        (SPEC.encode("utf-16")[:-1], "no text"),
        (SPEC.encode("utf-16-le"), "not a text file"),
        (b"PK\x03\x04\x00\x00", "not a text file"),
        (b"", "empty"),
        (b"# only this\n", "empty"),
    ],
)
def test_a_file_that_is_no_spec_says_what_it_is(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes(content)
    found, (problem,) = open_yaml(path)
    assert found.root is None
    assert problem.code == "R01"
    assert said in problem.message.en
    assert problem.hint


def test_the_first_line_that_is_not_utf_8_is_told_and_shown_readably(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_bytes("a: 1\nb: 2\nc: 豫南\n".encode("gbk"))
    found, (problem,) = open_yaml(path)
    assert problem.where == Where(str(path), 3, 1)
    assert found.frame(problem.where).startswith("    3 | c: 豫南")


@pytest.mark.parametrize(
    ("name", "said"), [("none.yaml", "no such file"), (".", "a folder"), ("a\0b", "cannot be read")]
)
def test_what_cannot_be_opened_is_a_problem(tmp_path: Path, name: str, said: str) -> None:
    _, (problem,) = open_yaml(tmp_path / name)
    assert said in problem.message.en
    assert problem.hint


def test_a_file_too_large_for_a_spec_is_not_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planforge.reading.yaml_source.LARGEST", 10)
    path = tmp_path / "plan.yaml"
    path.write_text(SPEC, "utf-8")
    assert "too large" in open_yaml(path)[1][0].message.en


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("region", "name"), (2, 16, 20)),
        (("region",), (2, 1, 7)),
        (("districts", 1, "name"), (6, 12, 14)),
        (("districts", 0), (4, 5, 5)),
        (("districts", "tuple[District, ...]", 0, "District", "market"), (5, 13, 18)),
        (("region", "manager"), (2, 1, 7)),
        (("targets", "base"), (2, 1, 1)),
        ((), (2, 1, 1)),
    ],
)
def test_a_problem_is_located_at_its_value_or_the_nearest_thing_above(
    path: tuple[str | int, ...], place: tuple[int, int, int]
) -> None:
    located = source().locate(Problem("X01", Text("", ""), path=path))
    assert located.where == Where("plan.yaml", *place)


def test_a_source_that_could_not_be_read_locates_at_the_file() -> None:
    assert YamlSource("plan.yaml").locate(Problem("X01", Text("", ""), path=("a",))).where == Where("plan.yaml")


def test_a_key_has_its_own_place() -> None:
    assert source().key(("region", "company")) == Where("plan.yaml", 2, 22, 29)


def test_the_marks_stand_below_the_value_where_characters_are_wide() -> None:
    frame = source().frame(Where("plan.yaml", 2, 31, 35))
    assert frame.splitlines() == [
        "    2 | region: {name: 豫南区域, company: 福麦食品}",
        "      |                　　　　           ^^^^^^^^",
    ]


def test_a_frame_shows_a_window_of_a_long_line() -> None:
    text = "a: " + "x" * 500 + " # end\n"
    line, marks = source(text).frame(Where("plan.yaml", 1, 400, 401)).splitlines()
    assert len(line) < 140
    assert line[marks.index("^")] == "x"
    assert marks.count("^") == 1


def test_a_frame_never_sends_control_characters_to_a_terminal() -> None:
    frame = YamlSource("plan.yaml", "a: \x1b[31mred\tx\n").frame(Where("plan.yaml", 1, 4, 5))
    assert "\x1b" not in frame
    assert "\t" not in frame


@pytest.mark.parametrize("where", [Where("plan.yaml"), Where("plan.yaml", 99, 1), Where("sales.csv", 1, 1)])
def test_there_is_no_frame_for_a_place_outside_the_file(where: Where) -> None:
    assert source().frame(where) == ""


def test_ignore_comments_are_found_with_their_reason() -> None:
    text = "a: 1  # planforge: ignore[S03] 新区域，无历史\n# planforge: ignore[T01, T02]\nb: 2  # ignore[S04]\n"
    assert source(text).ignores == (Ignore("S03", 1, "新区域，无历史"), Ignore("T01", 2, ""), Ignore("T02", 2, ""))
