"""Years that begin in April, weeks, days across, and tables that tell no months at all."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sales_files import csv_file, refused, taken, workbook

from planforge.ledger.intake import take_in
from planforge.ledger.outcome import Ledger
from planforge.reading.scaffold import start_words
from planforge.spec.history import HistoryFile

FINANCIAL = [4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3]
ENGLISH = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
DISTRICTS = ("信阳", "南阳")


def first_and_last(found: Ledger) -> tuple[tuple[int, int], tuple[int, int]]:
    months = {(sale.year, sale.month) for sale in found.sales}
    return min(months), max(months)


@pytest.mark.parametrize("label", ["FY{0}-{1:02}", "{0}/{1:02}", "{0}-20{1}", "FY {0}/20{1}", "{0}-{1:02}财年"])
def test_a_financial_year_lies_in_the_two_that_it_names(tmp_path: Path, label: str) -> None:
    rows = [[label.format(y, y % 100 + 1), f"{m}月", "信阳", m * 100_000] for y in (2024, 2025) for m in FINANCIAL]
    found = taken(csv_file(tmp_path / "s.csv", [["年度", "月份", "片区", "销售额"], *rows]))
    assert first_and_last(found) == ((2024, 4), (2026, 3))
    assert found.sums("year", "month")[2025, 3] == 300_000
    assert any("is taken to begin in month 4" in problem.message.en for problem in found.problems)


def test_it_begins_where_its_lines_begin(tmp_path: Path) -> None:
    months = [7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6]
    rows = [["2025-26", ENGLISH[m - 1], "East", 100_000] for m in months]
    found = taken(csv_file(tmp_path / "s.csv", [["Fiscal Year", "Month", "Region", "Sales"], *rows]))
    assert first_and_last(found) == ((2025, 7), (2026, 6))


def test_one_that_names_a_single_year_is_not_guessed_at(tmp_path: Path) -> None:
    rows = [["2025财年", f"{m}月", "信阳", 100_000] for m in FINANCIAL]
    path = csv_file(tmp_path / "s.csv", [["财年", "月份", "片区", "销售额"], *rows])
    intake, problems = take_in(path, HistoryFile(file="s.csv"), None, start_words("zh-CN"))
    assert intake is None
    assert "看不出是哪两个日历年" in problems[0].message.zh and problems[0].hint and "2025-26" in problems[0].hint.zh


def test_a_year_that_begins_in_january_is_a_calendar_year_whatever_it_is_called(tmp_path: Path) -> None:
    rows = [["2025财年", f"{m}月", "信阳", 100_000] for m in range(1, 13)]
    found = taken(csv_file(tmp_path / "s.csv", [["财年", "月份", "片区", "销售额"], *rows]))
    assert first_and_last(found) == ((2025, 1), (2025, 12))


def test_a_title_names_the_financial_year_of_months_across(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["FY 2025-26 sales"], ["Region", *(ENGLISH[m - 1] for m in FINANCIAL), "Total"]]
    rows += [[name, *(m * 100_000 for m in FINANCIAL), 7_800_000] for name in ("East", "West")]
    found = taken(workbook(tmp_path / "s.xlsx", Sheet1=rows))
    assert first_and_last(found) == ((2025, 4), (2026, 3))
    assert found.sums("year", "month")[2026, 3] == 600_000


def test_two_years_in_a_title_are_no_financial_year(tmp_path: Path) -> None:
    heads = ["片区", *(f"{year}年{month}月" for year in (2025, 2026) for month in range(1, 13))]
    rows = [["2025-2026年销售统计"], heads, ["信阳", *[100_000] * 24], ["南阳", *[200_000] * 24]]
    assert first_and_last(taken(workbook(tmp_path / "s.xlsx", Sheet1=rows))) == ((2025, 1), (2026, 12))


def test_numbers_below_week_are_weeks_even_where_there_are_only_twelve(tmp_path: Path) -> None:
    rows = [[2026, week, name, 300_000] for week in range(1, 13) for name in ("East", "West")]
    found = taken(csv_file(tmp_path / "s.csv", [["Year", "Week", "Region", "Sales"], *rows]))
    weeks = [datetime.date.fromisocalendar(2026, week, 4).month for week in range(1, 13)]
    assert found.sums("month") == {(m,): Decimal(600_000 * weeks.count(m)) for m in (1, 2, 3)}
    assert "a week counts in the month that its Thursday lies in" in [note.en for note in found.notes]


def test_a_range_of_days_counts_in_the_month_of_its_first(tmp_path: Path) -> None:
    rows = [["2026/01/26-02/01", "信阳", 700_000], ["2026/02/02-02/08", "信阳", 800_000]]
    found = taken(csv_file(tmp_path / "s.csv", [["周", "片区", "销售额"], *rows]))
    assert found.sums("month") == {(1,): Decimal(700_000), (2,): Decimal(800_000)}


def test_days_across_add_up_to_their_months(tmp_path: Path) -> None:
    days = [datetime.date(2026, 1, 1) + datetime.timedelta(n) for n in range(90)]
    path = csv_file(tmp_path / "s.csv", [["片区", *(str(day) for day in days)], ["信阳", *[20_000] * 90]])
    assert taken(path).sums("month") == {(m,): Decimal(20_000 * n) for m, n in ((1, 31), (2, 28), (3, 31))}


@pytest.mark.parametrize(
    "rows",
    [
        [["片区", *(f"2026年{q}季度" for q in "一二三四")], *([name, 1, 2, 3, 4] for name in DISTRICTS)],
        [["片区", "年份", "Q1", "Q2", "Q3", "Q4", "合计"], *([name, 2026, 1, 2, 3, 4, 10] for name in DISTRICTS)],
        [["年份", "季度", "片区", "销售额"], *([2026, f"第{q}季度", "信阳", 5] for q in "一二三四")],
        [["片区", "年份", "上半年", "下半年"], *([name, 2026, 4, 5] for name in DISTRICTS)],
    ],
)
def test_quarters_alone_are_refused_and_what_to_do_is_said(tmp_path: Path, rows: list[list[Any]]) -> None:
    (problem,) = refused(csv_file(tmp_path / "s.csv", rows))
    assert "quarters" in problem.message.en
    assert problem.hint and "a third of a quarter" in problem.hint.en


def test_years_alone_too(tmp_path: Path) -> None:
    rows = [["片区", "2025年", "2026年"], ["信阳", 4, 5], ["南阳", 6, 7]]
    (problem,) = refused(csv_file(tmp_path / "s.csv", rows))
    assert problem.hint and "history: {year: 2026, district: East, total: 80m}" in problem.hint.en
