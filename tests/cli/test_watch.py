"""``render --watch`` step by step: a story goes on to its next ``yield`` whenever the watch has looked at its files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from calls import SMALL, write_spec
from typer.testing import CliRunner, Result

from planforge.cli.app import app


def watched(folder: Path, monkeypatch: pytest.MonkeyPatch, form: str, story: Iterator[None]) -> Result:
    """What is said until the story is told, and somebody presses Ctrl-C."""

    def pause(_: float) -> None:
        if next(story, "over") == "over":
            raise KeyboardInterrupt

    monkeypatch.chdir(folder)
    monkeypatch.setattr("planforge.cli.render.time.sleep", pause)
    return CliRunner().invoke(app, ["render", "plan.yaml", "--to", form, "--watch"], env={"PLANFORGE_LANG": "en"})


def save(spec: Path, amount: str) -> None:
    write_spec(spec, SMALL.replace("2400万", amount))


def test_what_is_made_of_a_spec_and_who_looks_at_it_are_no_change_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_spec(tmp_path / "plan.yaml")

    def story() -> Iterator[None]:
        yield
        for lock in ("~$plan.xlsx", ".~plan.xlsx", ".~lock.plan.xlsx#"):
            (tmp_path / lock).touch()
            yield
            (tmp_path / lock).unlink()
            yield

    said = watched(tmp_path, monkeypatch, "xlsx", story())
    assert said.stdout.count("plan.yaml -> plan.xlsx") == 1, said.output


def test_a_watch_outlives_whatever_happens_to_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec, out, full = tmp_path / "plan.yaml", tmp_path / "plan.md", pytest.MonkeyPatch()
    write_spec(spec)

    def cannot(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    def story() -> Iterator[None]:
        write_spec(spec, "year: [")
        yield
        spec.unlink()
        yield
        assert "2,400万元" in out.read_text("utf-8")
        save(spec, "3600万")
        yield
        assert "3,600万元" in out.read_text("utf-8")
        out.unlink()
        out.mkdir()
        save(spec, "3610万")
        yield
        out.rmdir()
        save(spec, "3620万")
        yield
        full.setattr(Path, "replace", cannot)
        save(spec, "3630万")
        yield
        assert "3,620万元" in out.read_text("utf-8")
        full.undo()
        save(spec, "3640万")
        yield
        assert "3,640万元" in out.read_text("utf-8")

    said = watched(tmp_path, monkeypatch, "md", story())
    assert said.stderr.count("F02") == 2, said.output
    assert isinstance(said.exception, SystemExit), said.exception


def test_what_is_open_in_an_office_program_is_written_when_it_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec, out, lock = (tmp_path / name for name in ("plan.yaml", "plan.md", ".~lock.plan.md#"))
    write_spec(spec)

    def story() -> Iterator[None]:
        lock.touch()
        save(spec, "3600万")
        yield
        yield
        assert "2,400万元" in out.read_text("utf-8")
        lock.unlink()
        yield
        assert "3,600万元" in out.read_text("utf-8")

    said = watched(tmp_path, monkeypatch, "md", story())
    assert said.stderr.count("F04") == 1, said.output
    assert isinstance(said.exception, SystemExit), said.exception
