"""Volumes keep their decimals: in the history, on a plan that counts in finer units, and in its review."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sales_files import csv_file, taken

from planforge.ledger.history import gather
from planforge.ledger.intake import Intake, take_in, tidy
from planforge.ledger.past import past_of
from planforge.ledger.scales import finer_volume, volume_scale
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Severity
from planforge.reading.read import read
from planforge.reading.scaffold import Answers, scaffold, start_words
from planforge.review.reading import read_actuals
from planforge.spec.history import HistoryFile

HEADS = ["月份", "片区", "产品", "销售额", "销量（吨）"]


def lines(*years: int, months: int = 12, units: object = 0.4) -> list[list[object]]:
    return [
        [f"{year}-{month:02}", district, "面", 400_000, units]
        for year in years
        for month in range(1, months + 1)
        for district in ("信阳", "南阳")
    ]


def took(path: Path) -> Intake:
    intake, problems = take_in(path, HistoryFile(file=path.name), None, start_words("zh-CN"))
    assert intake is not None, problems
    return intake


def planned(folder: Path, intake: Intake) -> Plan:
    words = start_words("zh-CN")
    (folder / "历史.csv").write_bytes(tidy(intake, words))
    answers = Answers("zh-CN", "general", "豫南", "福麦", 2027, past=past_of(intake, "历史.csv", "s.csv", words))
    (folder / "plan.yaml").write_text(scaffold(answers, "plan.yaml"), "utf-8")
    reading = read(folder / "plan.yaml")
    assert reading.spec is not None and not reading.problems
    return make_plan(reading.spec)


def test_nothing_is_rounded_before_it_is_added(tmp_path: Path) -> None:
    found = taken(csv_file(tmp_path / "s.csv", [HEADS, *lines(2026)]))
    assert sum(unit for row in gather(found.sales) for unit in row.units if unit) == Decimal("9.6")


def test_a_new_plan_counts_in_the_next_finer_unit_where_whole_ones_would_lose_the_volume(tmp_path: Path) -> None:
    intake = took(csv_file(tmp_path / "s.csv", [HEADS, *lines(2025, 2026)]))
    assert intake.volume_unit == "千克"
    assert "由吨换成千克（乘以 1,000）" in " ".join(note.zh for note in intake.report)
    plan = planned(tmp_path, intake)
    assert plan.spec.money.volume_unit == "千克"
    assert plan.targets.last_volume == 9_600
    assert plan.targets.volumes is not None
    growth = Fraction(plan.targets.total) / Fraction(plan.targets.last or 1)
    assert abs(plan.targets.volumes.total - 9_600 * growth) <= 12


def test_actuals_in_the_files_own_unit_are_counted_in_the_plans(tmp_path: Path) -> None:
    plan = planned(tmp_path, took(csv_file(tmp_path / "s.csv", [HEADS, *lines(2025, 2026)])))
    actuals, problems = read_actuals(plan, csv_file(tmp_path / "a.csv", [HEADS, *lines(2027, months=2, units=0.45)]))
    assert actuals is not None, problems
    assert actuals.units() == {"面": Decimal(1_800)}


def test_large_volumes_stay_in_their_unit_and_keep_their_decimals_in_the_history(tmp_path: Path) -> None:
    intake = took(csv_file(tmp_path / "s.csv", [HEADS, *lines(2025, 2026, units=1030.5)]))
    assert intake.volume_unit == "吨"
    assert "销量有小数：历史里照原样保留" in " ".join(note.zh for note in intake.report)
    assert "2026-01,信阳,面,400000,1030.5" in tidy(intake, start_words("zh-CN")).decode("utf-8-sig")
    assert planned(tmp_path, intake).targets.last_volume == 24_732


def test_a_plan_in_whole_tonnes_on_tenths_of_them_is_warned_of(tmp_path: Path) -> None:
    csv_file(tmp_path / "s.csv", [HEADS, *lines(2025, 2026)])
    spec = tmp_path / "plan.yaml"
    text = (
        "planforge: 1\nyear: 2027\nregion: {name: 豫南, company: 福麦}\ndistricts: [{name: 信阳}, {name: 南阳}]\n"
        "products: [{name: 面}]\nmoney: {volume_unit: 吨}\nhistory: s.csv\ntargets: {base: +10%}\n"
    )
    spec.write_text(text, "utf-8")
    (problem,) = [problem for problem in read(spec).problems if problem.code == "H24"]
    assert problem.severity is Severity.WARNING and problem.where and problem.where.line == 6
    assert problem.hint and "千克" in problem.hint.zh
    spec.write_text(text.replace("吨", "千克"), "utf-8")
    reading = read(spec)
    assert "H24" not in [problem.code for problem in reading.problems]
    assert reading.spec is not None and make_plan(reading.spec).targets.last_volume == 9_600


def test_volume_times_price_is_the_amount_in_whatever_unit_volumes_are_counted(tmp_path: Path) -> None:
    plan = planned(tmp_path, took(csv_file(tmp_path / "s.csv", [HEADS, *lines(2025, 2026)])))
    rows = [["2027-01", name, "面", 0.4, 900_000] for name in ("信阳", "南阳")]
    path = csv_file(tmp_path / "a.csv", [["月份", "片区", "产品", "数量（吨）", "单价"], *rows])
    actuals, problems = read_actuals(plan, path)
    assert actuals is not None, problems
    assert sum(entry.amount for entry in actuals.sales) == 720_000
    assert actuals.units() == {"面": Decimal(800)}


@pytest.mark.parametrize(
    ("unit", "other", "scale"),
    [("吨", "千克", 1000), ("t", "千克", 1000), ("公斤", "吨", "0.001"), ("万件", "件", 10_000), ("箱", "箱", 1),
     ("Tonnes", "kg", 1000)],
)  # fmt: skip
def test_units_of_volume_that_are_known(unit: str, other: str, scale: object) -> None:
    assert volume_scale(unit, other) == Decimal(str(scale))


def test_and_those_that_are_not() -> None:
    assert volume_scale("箱", "件") is None and volume_scale("吨", "升") is None
    assert finer_volume("箱") == "" and finer_volume("吨") == "千克" and finer_volume("万件") == "件"


def test_volumes_written_with_their_unit_are_volumes_of_that_unit(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["日期", "片区", "产品", "数量", "金额", "经销商", "备注", "同比"]]
    rows += [[f"2026-{m:02}-05", "信阳", "液压油", f"{m} 桶", 1000 * m, "豫丰", "已验", "+5.2%"] for m in range(1, 13)]
    ways: tuple[dict[str, Any], ...] = ({}, {"columns": {"units": "数量"}})
    for given in ways:
        found = taken(csv_file(tmp_path / "s.csv", rows), unit="元", **given)
        assert (sum(sale.units or 0 for sale in found.sales), found.volume_unit) == (78, "桶")
    assert dict(found.unread_columns) == {"经销商": '--map "经销商=customer"', "备注": "", "同比": ""}
    mixed = [[*row[:3], "3 箱" if n == 1 else row[3], *row[4:]] for n, row in enumerate(rows)]
    assert not any(sale.units for sale in taken(csv_file(tmp_path / "t.csv", mixed), unit="元").sales)
