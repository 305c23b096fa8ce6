"""What a sales file leaves open is asked on a terminal, and refused with every answer spelled out elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from calls import planforge, planforge_on_a_terminal, write_spec

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="a terminal of its own")]
NODES = [(month, name) for month in range(1, 13) for name in ("信阳", "南阳")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A table with two columns that may be the sales, and one that names no unit and is far too small for 元."""
    two = "".join(f"2026-{m:02},{name},{m * 300_000},{m * 310_000}\n" for m, name in NODES)
    (tmp_path / "two.csv").write_text("月份,片区,实收金额,开票金额\n" + two, "utf-8")
    small = "".join(f"2026-{m:02},{name},{m * 30}\n" for m, name in NODES)
    (tmp_path / "small.csv").write_text("月份,片区,销售额\n" + small, "utf-8")
    return tmp_path


def test_of_two_columns_the_one_that_is_chosen_is_read(folder: Path) -> None:
    code, screen = planforge_on_a_terminal("read", "two.csv", answers=["2"], cwd=folder)
    assert code == 0
    assert "1. 实收金额  46,800,000    --map 实收金额=amount" in screen
    assert "全部\t48,360,000" in screen


def test_a_number_that_is_none_of_them_is_asked_again_and_nil_is_none(folder: Path) -> None:
    code, screen = planforge_on_a_terminal("read", "two.csv", answers=["9", "0"], cwd=folder)
    assert code == 2
    assert screen.count("选哪一个") == 2
    assert '--map "开票金额=amount"' in screen


def test_the_unit_that_is_chosen_is_the_one_of_the_new_plan(folder: Path) -> None:
    code, screen = planforge_on_a_terminal(
        "new", "plan.yaml", "--from", "small.csv", "--language", "zh-CN", "--industry", "general", "--region", "豫南",
        "--company", "福麦", "--year", "2027", "--manager", "李明", answers=["1", ""], cwd=folder,
    )  # fmt: skip
    assert code == 0, screen
    assert "按元算 2026 年只有 4,680 元" in screen
    assert "2026-01,信阳,300000" in (folder / "plan-销售历史.csv").read_text("utf-8-sig")


@pytest.mark.parametrize("file", ["two.csv", "small.csv"])
def test_without_a_terminal_both_are_refused_with_the_option_to_add_and_nothing_is_written(
    folder: Path, file: str
) -> None:
    ran = planforge("new", "plan.yaml", "--from", file, cwd=folder, PLANFORGE_LANG="zh")
    assert ran.returncode == 2
    assert "--unit 万元" in ran.stderr or '--map "实收金额=amount" / --map "开票金额=amount"' in ran.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["small.csv", "two.csv"]


def test_history_and_review_ask_for_the_unit_as_well(folder: Path) -> None:
    write_spec(folder / "plan.yaml", write_spec(folder / "bare.yaml").read_text("utf-8") + "history: small.csv\n")
    ran = planforge("check", "plan.yaml", cwd=folder)
    assert ran.returncode == 2
    assert "small.csv: H16" in ran.stdout + ran.stderr
    assert "unit: …" in ran.stdout + ran.stderr
    (folder / "actuals.csv").write_text("月份,片区,销售额\n2027-01,信阳,95\n2027-01,南阳,105\n", "utf-8")
    ran = planforge("review", "bare.yaml", "--actuals", "actuals.csv", cwd=folder)
    assert ran.returncode == 2
    assert "actuals.csv: V07" in ran.stdout + ran.stderr and "--unit 10k (万元)" in ran.stdout + ran.stderr
    ran = planforge("review", "bare.yaml", "--actuals", "actuals.csv", "--unit", "万元", cwd=folder)
    assert ran.returncode == 0, ran.stderr
