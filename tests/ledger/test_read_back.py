"""The history that ``planforge new`` writes beside a plan is the one that was taken in: read back, every month of every
node has the same figure, and the same months are estimates."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sales_files import csv_file
from typer.testing import CliRunner

from planforge.cli.app import app
from planforge.ledger.history import gather
from planforge.ledger.intake import Intake, take_in, tidy
from planforge.ledger.ledger import read_sales
from planforge.ledger.past import past_of
from planforge.problem import Problem
from planforge.reading.read import read
from planforge.reading.scaffold import Answers, scaffold, start_words
from planforge.spec.history import HistoryFile, HistoryRow

DISTRICTS, PRODUCTS, PEOPLE = ("北区", "南区", "东区", None), ("茶", "面", None), ("安然", "李博", "周静", None)
Said = dict[tuple[Any, ...], tuple[tuple[Decimal, bool], ...]]


@st.composite
def sold(draw: st.DrawFn) -> list[list[Any]]:
    """Two years of a few nodes, the second perhaps unfinished; any node but the first
    lacks any months or a whole year, returns and decimals happen.

    Either by month or as orders of days, which say nothing of a month without one.
    """
    last, daily = draw(st.sampled_from((10, 11, 7, 12))), draw(st.booleans())
    amount = st.one_of(st.integers(-50, 900_000), st.decimals(1, 9_999, places=2))
    names = st.tuples(st.sampled_from(DISTRICTS), st.sampled_from(PRODUCTS), st.sampled_from(PEOPLE))
    rows: list[list[Any]] = []
    for place, node in enumerate(draw(st.lists(names, min_size=1, max_size=5, unique=True))):
        gone = draw(st.sampled_from((None, None, 2025, 2026))) if place else None
        for year, until in ((2025, 12), (2026, last)):
            if year == gone:
                continue
            lacking = draw(st.sets(st.integers(1, 12), max_size=9)) if place else set()
            for month in (m for m in range(1, until + 1) if m not in lacking):
                days = (3, 17) if daily else (1,)
                rows += [[f"{year}-{month:02}" + (f"-{day:02}" if daily else ""), *node, draw(amount)] for day in days]
    return [["日期", "片区", "产品", "人员", "销售额"], *rows]


def said(rows: tuple[HistoryRow, ...]) -> Said:
    """Months of every node and year that hold anything, and whether each is an estimate."""
    return {
        (row.year, row.district, row.product, row.person): tuple(
            (amount or Decimal(0), month in row.estimated and bool(amount))
            for month, amount in enumerate(row.months, 1)
        )
        for row in rows
        if any(row.months)
    }


def written(folder: Path, lines: list[list[Any]]) -> Intake | None:
    """What is taken in of a file, and a plan that rests on it in the folder."""
    path = csv_file(folder / "s.csv", lines)
    words = start_words("zh-CN")
    intake, _ = take_in(path, HistoryFile(file="s.csv", unit="元"), 2027, words)
    if intake is None or not intake.has_districts:
        return None
    (folder / "历史.csv").write_bytes(tidy(intake, words))
    answers = Answers("zh-CN", "general", "全国", "公司", 2027, past=past_of(intake, "历史.csv", "s.csv", words))
    (folder / "plan.yaml").write_text(scaffold(answers, "plan.yaml"), "utf-8")
    return intake


def planned(folder: Path) -> tuple[tuple[HistoryRow, ...], tuple[Problem, ...]]:
    """The history that the plan in a folder is read with, and what is told of it."""
    reading = read(folder / "plan.yaml")
    assert reading.spec is not None
    assert isinstance(reading.spec.history, tuple)
    return reading.spec.history, reading.problems


@pytest.mark.slow
@given(sold())
@settings(deadline=None, max_examples=60)
def test_what_is_written_reads_back_to_the_same_months_and_the_same_estimates(lines: list[list[Any]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        intake = written(Path(place), lines)
        if intake is None:
            return
        again, _ = read_sales(Path(place, "历史.csv"), "历史.csv", HistoryFile(file="历史.csv", unit="元"), 2026)
        assert again is not None
        assert said(gather(again.sales)) == said(gather(intake.sales))
        assert said(planned(Path(place))[0]) == said(gather(intake.sales))


def test_a_district_that_sold_only_the_year_before_takes_nobodys_estimates_away(tmp_path: Path) -> None:
    rows = [
        [f"{year}-{month:02}-0{day}", district, "茶", "安然", amount]
        for year, last in ((2025, 12), (2026, 10))
        for month in range(1, last + 1)
        for day, district, amount in ((5, "北区", 100_000), (7, "南区", 50_000))
    ]
    rows.append(["2025-06-09", "东区", "茶", "安然", 0.01])
    path = csv_file(tmp_path / "s.csv", [["日期", "片区", "产品", "人员", "销售额"], *rows])
    assert (
        CliRunner()
        .invoke(app, ["new", str(tmp_path / "plan.yaml"), "--from", str(path), "--unit", "元", "--year", "2027"])
        .exit_code
        == 0
    )
    history, problems = planned(tmp_path)
    assert sum(amount or 0 for row in history if row.year == 2026 for amount in row.months) == 1_800_000
    assert "H10" not in [problem.code for problem in problems]


def test_nil_of_one_node_is_no_actual_of_the_month_for_the_others(tmp_path: Path) -> None:
    heads = ["月份", "片区", "销售额", "说明"]
    rows = [[f"2026-{month:02}", "北区", 100, ""] for month in range(1, 11)]
    rows += [["2026-11", "北区", 90, "预计"], ["2026-11", "东区", 0, ""]]
    found, _ = read_sales(
        csv_file(tmp_path / "h.csv", [heads, *rows]), "h.csv", HistoryFile(file="h.csv", unit="元"), 2026
    )
    assert found is not None
    assert sum(sale.amount for sale in found.sales) == 1_090
    rows.append(["2026-11", "东区", 5, ""])
    again, _ = read_sales(
        csv_file(tmp_path / "i.csv", [heads, *rows]), "i.csv", HistoryFile(file="i.csv", unit="元"), 2026
    )
    assert again is not None
    assert sum(sale.amount for sale in again.sales) == 1_005


@pytest.mark.parametrize("name", ["", "未注明", "未知", "（空白）", "Not stated", "unknown", "N/A", "—"])
def test_sales_of_which_nobody_knows_whose_they_are_make_no_district(tmp_path: Path, name: str) -> None:
    rows = [
        [f"{year}-{month:02}", district, amount]
        for year in (2025, 2026)
        for month in range(1, 13)
        for district, amount in (("北区", 200), ("南区", 100), (name, 30))
    ]
    intake = written(tmp_path, [["月份", "片区", "销售额"], *rows])
    assert intake is not None
    history, problems = planned(tmp_path)
    assert {row.district for row in history} == {"北区", "南区", None}
    assert "未注明" not in (tmp_path / "plan.yaml").read_text("utf-8")
    assert sum(amount or 0 for row in history if row.year == 2026 for amount in row.months) == 330 * 12
    assert [problem.code for problem in problems if "未注明" in problem.message.zh] == ["H21"]


def test_a_district_called_other_is_told_when_a_plan_is_begun(tmp_path: Path) -> None:
    rows = [[f"2026-{month:02}", name, 100] for month in range(1, 13) for name in ("北区", "其他")]
    intake = written(tmp_path, [["月份", "片区", "销售额"], *rows])
    assert intake is not None
    assert any("“其他”" in text.zh and "未注明" in text.zh for text in intake.report)
