"""Whatever is handed in at any entry comes back as a result or as problems: a few inputs of each target of the fuzzing.

``python benchmarks/fuzz.py TARGET INPUTS`` tries more of them.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

import pytest
from conftest import ROOT

from planforge.writers import FORMATS

BENCHMARKS = ROOT / "benchmarks"
if not BENCHMARKS.is_dir() or os.name != "posix":
    pytest.skip("benchmarks are only in a checkout, and their alarm needs signals", allow_module_level=True)
sys.path.append(str(BENCHMARKS))
fuzzing = import_module("fuzz")


INPUTS = {"values": 500, "settings": 100, "reading": 100, "overrides": 100}


@pytest.mark.slow
@pytest.mark.parametrize("target", fuzzing.TARGETS)
def test_nothing_handed_in_raises_or_hangs(target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    seen = fuzzing.fuzz(target, INPUTS.get(target, 8), 7, tmp_path)
    traces = [path.read_text("utf-8")[-1500:] for path in sorted(tmp_path.rglob("trace.txt"))]
    assert (seen["crashes"], seen["hangs"]) == (0, 0), "\n".join(traces)


@pytest.mark.slow
def test_spoiled_specs_are_of_every_kind(tmp_path: Path) -> None:
    seen = fuzzing.fuzz("checking", 120, 7, tmp_path)
    assert seen["readable"] > 10 and seen["refused"] > 10
    assert len(seen) > 25


def test_every_format_is_a_target() -> None:
    assert set(FORMATS) - {"pdf"} <= set(fuzzing.TARGETS)
