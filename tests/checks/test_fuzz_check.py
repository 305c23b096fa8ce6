"""Specs spoiled as text and as data are checked as a whole: only findings come back, never an exception."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.slow
@pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="benchmarks are only in a checkout")
def test_a_spoiled_spec_raises_findings_and_no_exception(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(BENCHMARKS)
    monkeypatch.chdir(tmp_path)
    seen = import_module("fuzz_check").fuzz(120, import_module("fuzz_check").SPECS, 7, tmp_path)
    assert seen["exceptions"] == 0
    assert seen["readable"] > 10 and seen["refused"] > 10
    assert len(seen) > 25
