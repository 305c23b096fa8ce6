"""A spec spoiled in any way is read or refused: never an exception, always a place and a sentence in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planforge.cli.report import format_problems
from planforge.problem import Severity
from planforge.reading.read import Reading, read
from planforge.reading.yaml_source import open_yaml

SPEC = Path(__file__).parents[1] / "plan" / "noodles_2026.yaml"
TEXT = SPEC.read_text("utf-8")
LINES = TEXT.splitlines(keepends=True)
MARKS = [
    *":,-[]{}#&*!|>'\"%@`?~\t\n\r\0",
    ": ",
    "- ",
    "\n  ",
    "：",
    "，",
    "\u3000",
    "\u2028",
    "\ufeff",
    "é",
    "😀",
    "<<: *a",
]
ODD = [
    "",
    "null",
    "[]",
    "{}",
    "[[]]",
    "{a: b}",
    "-1",
    "0",
    "1e9",
    "nan",
    "9" * 400,
    "是",
    "2027-02-30",
    "13月",
    '"\\0"',
    "*x",
]

edits = st.lists(
    st.one_of(
        st.tuples(st.just("insert"), st.integers(0, len(TEXT)), st.sampled_from(MARKS)),
        st.tuples(st.just("insert"), st.integers(0, len(TEXT)), st.text(max_size=4)),
        st.tuples(st.just("cut"), st.integers(0, len(TEXT)), st.integers(1, 60)),
        st.tuples(st.just("value"), st.integers(0, len(LINES) - 1), st.sampled_from(ODD)),
        st.tuples(st.just("move"), st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1)),
    ),
    min_size=1,
    max_size=6,
)
calm = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def spoiled(edits: list[tuple[str, int, Any]]) -> str:
    text = TEXT
    for kind, at, what in edits:
        if kind == "insert":
            text = text[:at] + what + text[at:]
        elif kind == "cut":
            text = text[:at] + text[at + what :]
        else:
            text = _line_edited(text, kind, at, what)
    return text


def _line_edited(text: str, kind: str, at: int, what: Any) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at %= len(lines)
    if kind == "move":
        lines.insert(what % len(lines), lines.pop(at))
    elif ":" in lines[at]:
        lines[at] = lines[at].partition(":")[0] + f": {what}\n"
    return "".join(lines)


def expect_a_verdict(reading: Reading) -> None:
    errors = [p for p in reading.problems if p.severity is Severity.ERROR]
    assert (reading.spec is None) == bool(errors)
    for problem in reading.problems:
        assert problem.message.zh.strip()
        assert problem.message.en.strip()
        assert problem.where is not None
        assert problem.where.line <= max(1, len(reading.source.lines))
        frame = reading.source.frame(problem.where)
        assert all(format_problems([problem], [frame], language=tag) for tag in ("zh-CN", "en"))


@pytest.mark.slow
@calm
@given(edits=edits)
def test_spoiled_text(tmp_path: Path, edits: list[tuple[str, int, Any]]) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(spoiled(edits), "utf-8", newline="")
    expect_a_verdict(read(path))


@pytest.mark.slow
@calm
@given(
    start=st.integers(0, len(TEXT)),
    content=st.binary(max_size=40),
    encoding=st.sampled_from(["utf-8", "utf-16", "gbk"]),
)
def test_spoiled_bytes(tmp_path: Path, start: int, content: bytes, encoding: str) -> None:
    path = tmp_path / "plan.yaml"
    whole = TEXT.encode(encoding, "replace")
    path.write_bytes(whole[:start] + content + whole[start + len(content) :])
    expect_a_verdict(read(path))


def paths(data: Any, above: tuple[str, ...] = ()) -> list[str]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [name for key, value in items for name in (".".join((*above, str(key))), *paths(value, (*above, str(key))))]


ROOT_NODE = open_yaml(SPEC)[0].root
PATHS = paths(ROOT_NODE.value) if ROOT_NODE else []


@pytest.mark.slow
@calm
@given(
    changes=st.lists(
        st.tuples(st.sampled_from(PATHS), st.one_of(st.sampled_from(ODD), st.text(max_size=8))), max_size=4
    )
)
def test_odd_values_anywhere(changes: list[tuple[str, str]]) -> None:
    expect_a_verdict(read(SPEC, tuple(f"{path}={value}" for path, value in changes)))


@pytest.mark.slow
@calm
@given(override=st.text("targesbdicnm.0123=万%[]{}'\" :\n\0", max_size=20))
def test_odd_changes(override: str) -> None:
    expect_a_verdict(read(SPEC, (override,)))


def test_the_unspoiled_spec_is_read() -> None:
    assert read(SPEC).spec is not None
    assert len(PATHS) > 100


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 300])
def test_odd_file_names(tmp_path: Path, name: str) -> None:
    expect_a_verdict(read(tmp_path / name))
