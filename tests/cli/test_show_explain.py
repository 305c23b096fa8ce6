"""planforge show and explain, as a person calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from calls import planforge, write_spec

EXAMPLE = Path(__file__).parents[2] / "examples" / "yunan-noodles" / "plan.yaml"
REGION = """\
planforge: 1
year: 2027
region: {name: 豫南区域, company: 福麦食品}
money: {round_to: 1000}
history:
  - {year: 2026, district: 信阳, months: [90万, 60万, 70万, 70万, 70万, 70万, 70万, 70万, 70万, 70万, 70万, 70万]}
  - {year: 2026, district: 南阳, months: [90万, 60万, 70万, 70万, 70万, 70万, 70万, 70万, 70万, 70万, 70万, 70万]}
districts: [{name: 信阳, leader: 王强}, {name: 南阳, leader: 杨帆}]
targets:
  base: 2400万
  locks: [{district: 南阳, amount: 1300万, reason: 新开发}]
"""


@pytest.mark.slow
def test_show_prints_the_main_tables_with_totals(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml", REGION)
    done = planforge("show", "plan.yaml", cwd=tmp_path, COLUMNS="160")
    assert done.returncode == 0
    rows = [line.split() for line in done.stdout.splitlines()]
    total = next(row for row in rows if row[:1] == ["合计"] and len(row) > 12)
    months = [float(cell.replace(",", "")) for cell in total[1:14]]
    assert round(sum(months[:12]), 4) == months[12] == 2400.0


@pytest.mark.slow
def test_every_table_can_be_shown_and_asked_for_by_name(tmp_path: Path) -> None:
    listed = planforge("show", EXAMPLE, "--list", cwd=tmp_path)
    every = planforge("show", EXAMPLE, "all", cwd=tmp_path)
    names = [line.split()[0] for line in listed.stdout.splitlines()]
    captions = [line.split(maxsplit=1)[1] for line in listed.stdout.splitlines()]
    assert {"targets_by_month", "budget_by_month", "pnl_by_quarter", "receivables", "pay"} <= set(names)
    assert all(caption in every.stdout for caption in captions)
    assert "None" not in every.stdout
    assert "nan" not in every.stdout


@pytest.mark.slow
def test_sales_budget_profit_and_cash_are_the_main_tables(tmp_path: Path) -> None:
    done = planforge("show", EXAMPLE, "--language", "en", cwd=tmp_path)
    assert done.returncode == 0
    for caption in ("district and month", "Expense budget", "Profit and loss by quarter", "Receivables by month"):
        assert caption in done.stdout


def test_a_table_without_data_says_so(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml", REGION)
    done = planforge("show", "plan.yaml", "sensitivity", cwd=tmp_path)
    assert done.returncode == 0
    assert "the plan has no data for sensitivity" in done.stderr


@pytest.mark.slow
def test_a_table_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml", REGION)
    done = planforge("show", "plan.yaml", "targets_by_mont", cwd=tmp_path, PLANFORGE_LANG="zh")
    assert done.returncode == 2
    assert "targets_by_month" in done.stderr


@pytest.mark.slow
def test_json_is_the_same_bytes_twice_and_nothing_else(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml", REGION)
    one, other = (planforge("show", "plan.yaml", "--json", cwd=tmp_path) for _ in range(2))
    assert one.stdout == other.stdout
    assert json.loads(one.stdout)["targets"]["total"] == 24_000_000


@pytest.mark.slow
def test_another_plan_and_a_changed_value_are_told_as_differences(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml", REGION)
    write_spec(tmp_path / "last.yaml", REGION.replace("2400万", "2300万"))
    against = planforge("show", "plan.yaml", "--against", "last.yaml", cwd=tmp_path, PLANFORGE_LANG="zh")
    assert against.stdout.splitlines()[0] == "last.yaml → plan.yaml"
    assert "销售额：2,300万元 → 2,400万元（+100万元，+4.3%）" in against.stdout
    assert "南阳：" not in against.stdout  # it is locked in both
    changed = planforge("show", "plan.yaml", "--set", "targets.base=2500万", cwd=tmp_path, PLANFORGE_LANG="zh")
    assert changed.stdout.splitlines()[0] == "plan.yaml → plan.yaml targets.base=2500万"
    assert "2,400万元 → 2,500万元" in changed.stdout
    both = planforge("show", "plan.yaml", "--against", "last.yaml", "--json", cwd=tmp_path)
    assert json.loads(both.stdout)["differences"][0]["change"] == 1_000_000


@pytest.mark.slow
def test_a_setting_of_an_unknown_key_is_refused(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml", REGION)
    done = planforge("show", "plan.yaml", "--set", "targets.bse=2500万", cwd=tmp_path)
    assert done.returncode == 2
    assert "did you mean base?" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_explain_in_either_language(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml", REGION)
    zh = planforge("explain", "plan.yaml", "南阳", cwd=tmp_path, PLANFORGE_LANG="zh")
    en = planforge("explain", "plan.yaml", "district=南阳", "month=3", cwd=tmp_path, PLANFORGE_LANG="en")
    assert zh.stdout.splitlines()[0] == "南阳 全年 销售目标：1,300万元"
    assert "锁定（新开发）" in zh.stdout
    assert en.stdout.startswith("南阳, March sales target: CNY ")
    assert (zh.returncode, en.returncode) == (0, 0)


def test_explain_of_a_misspelt_name_asks_for_the_right_one(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml", REGION)
    done = planforge("explain", "plan.yaml", "南洋", "3月", cwd=tmp_path, PLANFORGE_LANG="zh")
    assert done.returncode == 2
    assert "计划中没有“南洋”" in done.stderr
    assert "南阳" in done.stderr
    assert done.stdout == ""
