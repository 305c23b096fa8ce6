"""The backtest that comes with the project: the product itself against equal cells, last year's and three years'."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "backtest.py"
pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason="benchmarks are not part of a source distribution")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_default_does_not_lose_on_dense_or_sparse_sales() -> None:
    done = run()
    assert done.returncode == 0, done.stdout + done.stderr
    lines = {line.split(" | ")[0].strip("| "): line.split(" | ") for line in done.stdout.splitlines()}
    assert lines["airline passengers"][2:6] == ["12.82", "2.32", "2.02", "**1.98**"]
    assert lines["sixty agencies (made up)"][5].startswith("**")


def test_it_says_so_where_the_default_loses(tmp_path: Path) -> None:
    """Four years of one season, then two of another: last year's cells know better than five years together."""
    months = [(year, month) for year in range(2020, 2026) for month in range(1, 13)]
    rows = [f"{year}-{month:02d},{100 if (month <= 6) == (year < 2024) else 1}" for year, month in months]
    (tmp_path / "turned.csv").write_text("\n".join(["month,amount", *rows]), "utf-8")
    assert run("--only", "--history", "5", str(tmp_path / "turned.csv")).returncode == 1


def test_one_year_is_too_short(tmp_path: Path) -> None:
    rows = [f"2025-{month:02d},a,5" for month in range(1, 13)]
    (tmp_path / "short.csv").write_text("\n".join(["month,series,amount", *rows]), "utf-8")
    done = run("--only", str(tmp_path / "short.csv"))
    assert done.returncode == 0 and "too few complete years" in done.stdout
