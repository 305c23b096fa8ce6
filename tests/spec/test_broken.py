"""One small broken spec and the whole message for each mistake; the file's name says the mistake."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planforge.cli.report import format_problems
from planforge.reading.read import read

BROKEN = Path(__file__).parent / "broken"
CASES = sorted(BROKEN.glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_it_tells_place_mistake_and_remedy(
    path: Path, monkeypatch: pytest.MonkeyPatch, matches_snapshot: Callable[[Path, str], None]
) -> None:
    monkeypatch.chdir(BROKEN)
    reading = read(path.name)
    frames = [reading.source.frame(problem.where) if problem.where else "" for problem in reading.problems]
    shown = [format_problems(reading.problems, frames, language=language) for language in ("zh-CN", "en")]
    assert reading.spec is None
    assert all(problem.where and problem.hint for problem in reading.problems)
    matches_snapshot(path.with_suffix(".txt"), "\n\n".join(shown) + "\n")
