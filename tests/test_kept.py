"""What is made of our own files once is kept beside the compiled Python, and is never trusted further than that."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

from planforge import resources
from planforge.document.kinds import PERSONAL, kinds
from planforge.jobs.render import Job, run


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return Path(importlib.util.cache_from_source(resources.__file__)).parent


def make(value: object, made: list[object]) -> object:
    made.append(value)
    return value


def test_it_is_made_once_and_found_again(place: Path) -> None:
    made: list[object] = []
    for _ in range(2):
        assert resources.kept("x", "text", lambda: make({"a": [1, "二"]}, made)) == {"a": [1, "二"]}
    assert len(made) == 1
    assert [path.name for path in place.iterdir()] == [f"x.{sys.implementation.cache_tag}.kept"]


def test_it_is_made_anew_of_another_text(place: Path) -> None:
    assert resources.kept("x", "one", lambda: 1) == 1
    assert resources.kept("x", "two", lambda: 2) == 2


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 200], ids=["empty", "short", "nonsense"])
def test_what_is_damaged_is_made_anew(place: Path, damage: bytes) -> None:
    resources.kept("x", "text", lambda: 1)
    file = next(place.iterdir())
    for content in (damage, file.read_bytes()[:40] + b"\xff" + file.read_bytes()[41:]):
        file.write_bytes(content)
        assert resources.kept("x", "text", lambda: 7) in (1, 7)


def test_nothing_is_kept_where_python_keeps_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert resources.kept("x", "text", lambda: 1) == 1
    assert not place.exists()


def test_a_place_that_cannot_be_written_is_no_matter(place: Path) -> None:
    place.parent.mkdir(parents=True)
    place.write_text("a file in the way")
    assert resources.kept("x", "text", lambda: 1) == 1


def test_nothing_is_kept_in_the_users_folders(tmp_path: Path) -> None:
    """Neither beside the spec, nor at home: what lies there may come from anybody."""
    (tmp_path / "work").mkdir()
    (tmp_path / "home").mkdir()
    code = (
        "import sys; sys.dont_write_bytecode = False; sys.argv = ['planforge', 'show', sys.argv[1]]\n"
        "from planforge.cli import main; main()"
    )
    spec = ROOT / "benchmarks" / "small.yaml"
    environment = {"HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin", "PYTHONPYCACHEPREFIX": str(tmp_path / "c")}
    subprocess.run(
        [sys.executable, "-c", code, spec], cwd=tmp_path / "work", env=environment, capture_output=True, check=True
    )
    assert not [*(tmp_path / "work").iterdir(), *(tmp_path / "home").iterdir()]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("kind", [kind for kind in kinds() if kind not in (*PERSONAL, "deck")])
def test_every_name_in_our_own_texts_is_borne(kind: str, language: str, tmp_path: Path) -> None:
    """Ours are not looked through at every run; a copy of them, as a user's own, is."""
    for path in (resources.templates() / language / "sections").glob("*.md"):
        copy = tmp_path / language / "sections" / path.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    spec = ROOT / "examples" / "yunan-noodles" / "plan.yaml"
    ours = run(Job(spec, "md", language, kind=kind))
    copied = run(Job(spec, "md", language, kind=kind, templates=tmp_path))
    assert copied.problems == ours.problems
    assert copied.content == ours.content
