"""Many files: only new findings fail, a part of them for each job of a matrix, one line a file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from calls import planforge, write_spec

from planforge.checks.baseline import new_since, read_baseline, text_of
from planforge.checks.formats import as_github
from planforge.cli.files import shard_of
from planforge.problem import Problem, Refusal, Severity, Text, Where


def problems(root: Path, count: int, file: str = "a.yaml", severity: Severity = Severity.ERROR) -> list[Problem]:
    where = [Where(str(root / file), n + 1, 1) for n in range(count)]
    return [Problem("A01", Text(f"第{n}", f"no. {n}"), None, where=w, severity=severity) for n, w in enumerate(where)]


def test_what_a_baseline_knows_passes_wherever_it_has_moved_to_and_what_is_new_is_told(tmp_path: Path) -> None:
    old = problems(tmp_path, 3)
    (tmp_path / "base.json").write_text(text_of(old, tmp_path), "utf-8")
    moved = [problem.at(Where(str(tmp_path / "a.yaml"), 90, 4)) for problem in old]
    new = problems(tmp_path, 4)[3]
    assert new_since([*moved, new], read_baseline(tmp_path / "base.json"), tmp_path) == (new,)


def test_a_finding_that_is_there_twice_where_the_baseline_has_it_once_is_new_once(tmp_path: Path) -> None:
    (one,) = problems(tmp_path, 1)
    (tmp_path / "base.json").write_text(text_of([one], tmp_path), "utf-8")
    assert new_since([one, one], read_baseline(tmp_path / "base.json"), tmp_path) == (one,)


def test_a_baseline_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "base.json").write_text("{", "utf-8")
    with pytest.raises(Refusal):
        read_baseline(tmp_path / "base.json")


def test_the_command_writes_a_baseline_then_passes_then_fails_for_what_is_new(tmp_path: Path) -> None:
    write_spec(tmp_path / "a.yaml")
    first = planforge("check", "a.yaml", "--baseline", "base.json", cwd=tmp_path)
    assert first.returncode == 0
    assert json.loads((tmp_path / "base.json").read_text("utf-8"))["findings"]
    assert planforge("check", "a.yaml", "--baseline", "base.json", cwd=tmp_path).returncode == 0
    text = (tmp_path / "a.yaml").read_text("utf-8")
    (tmp_path / "a.yaml").write_text(text + "\nnot_applicable: {profit: 无}\nprinciples: [努力做好]\n", "utf-8")
    assert planforge("check", "a.yaml", "--baseline", "base.json", cwd=tmp_path).returncode == 1


def test_shards_are_all_files_each_once(tmp_path: Path) -> None:
    for name in "abcde":
        write_spec(tmp_path / f"{name}.yaml")
    seen: list[str] = []
    for part in ("1/2", "2/2"):
        done = planforge("check", ".", "--shard", part, cwd=tmp_path)
        seen += re.findall(r"  (\w)\.yaml$", done.stdout, re.MULTILINE)
    assert sorted(seen) == list("abcde")


@pytest.mark.parametrize("given", ["0/2", "3/2", "x", "1/", "-1/2"])
def test_a_shard_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=re.escape(given)):
        shard_of(given)


def test_github_is_given_ten_of_a_kind_of_which_the_last_sums_up_the_rest(tmp_path: Path) -> None:
    told = [
        *problems(tmp_path, 25, "a.yaml"),
        *problems(tmp_path, 30, "b.yaml"),
        *problems(tmp_path, 3, "c.yaml", Severity.WARNING),
    ]
    lines = as_github(told, "en").splitlines()
    assert [line.split()[0] for line in lines] == ["::error"] * 10 + ["::warning"] * 3
    assert "46 more" in lines[9]
    assert "b.yaml (30)" in lines[9]
    assert "a.yaml (16)" in lines[9]
