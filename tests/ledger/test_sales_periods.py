"""Years that begin in April, weeks, days across, and tables that tell no months at all."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sales_files import codes, csv_file, refused, taken, workbook

from planforge.ledger.history import gather
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


Q = (30_000, 60_000, 90_000, 120_000)


@pytest.mark.parametrize(
    "rows",
    [
        [["片区", *(f"2026年{q}季度" for q in "一二三四")], *([name, *Q] for name in DISTRICTS)],
        [["片区", "年份", "Q1", "Q2", "Q3", "Q4", "合计"], *([name, 2026, *Q, sum(Q)] for name in DISTRICTS)],
        [["年份", "季度", "片区", "销售额"], *([2026, q, d, a] for d in DISTRICTS for q, a in enumerate(Q, 1))],
        [["Period", "Region", "Sales"], *([f"2026-Q{q}", d, a] for d in DISTRICTS for q, a in enumerate(Q, 1))],
        [["季度", *DISTRICTS], *([f"2026年第{q}季度", a, a] for q, a in zip("一二三四", Q, strict=True))],
    ],
)
def test_quarters_are_spread_evenly_over_their_months_and_marked_as_estimates(
    tmp_path: Path, rows: list[list[Any]]
) -> None:
    found = taken(csv_file(tmp_path / "s.csv", rows))
    each = len(DISTRICTS)
    assert found.sums("year", "month") == {(2026, m): Decimal(Q[(m - 1) // 3] // 3 * each) for m in range(1, 13)}
    assert "H26" in codes(found) and found.account.cells == found.account.known
    assert all(row.estimated == tuple(range(1, 13)) for row in gather(found.sales))


def test_what_does_not_divide_adds_up_to_the_cent(tmp_path: Path) -> None:
    rows = [["片区", "2026Q1", "2026Q2"], ["信阳", "100000.01", 200_000], ["南阳", 1, 2]]
    found = taken(csv_file(tmp_path / "s.csv", rows), unit="元")
    assert sum(sale.amount for sale in found.sales if sale.month <= 3) == Decimal("100001.01")


def test_halves_and_years_are_spread_too(tmp_path: Path) -> None:
    halves = [["片区", "年份", "上半年", "下半年"], *([name, 2026, 600_000, 1_200_000] for name in DISTRICTS)]
    found = taken(csv_file(tmp_path / "h.csv", halves))
    assert found.sums("month") == {(m,): Decimal(100_000 if m < 7 else 200_000) * len(DISTRICTS) for m in range(1, 13)}
    years = [
        ["片区", "2025年", "2026年", "增长率"],
        ["信阳", 1_200_000, 2_400_000, "100%"],
        ["合计", 1_200_000, 2_400_000],
    ]
    found = taken(csv_file(tmp_path / "y.csv", years))
    assert found.sums("year", "month") == {
        (y, m): Decimal(a) for y, a in ((2025, 100_000), (2026, 200_000)) for m in range(1, 13)
    }


def test_of_quarters_and_halves_beside_each_other_only_the_quarters_count(tmp_path: Path) -> None:
    heads = ["片区", "一季度", "二季度", "上半年", "三季度", "四季度", "下半年", "全年"]
    rows = [["2026年"], heads, *([name, 3, 6, 9, 9, 12, 21, 30] for name in DISTRICTS)]
    found = taken(csv_file(tmp_path / "s.csv", rows), unit="万元")
    assert found.sums("year") == {(2026,): Decimal(300_000 * len(DISTRICTS))}


def test_where_a_workbook_tells_months_its_sheets_of_quarters_are_left_aside(tmp_path: Path) -> None:
    months = [["片区", *(f"2026-{m:02}" for m in range(1, 13))], *([d, *[100_000] * 12] for d in DISTRICTS)]
    quarters = [["片区", *(f"2026Q{q}" for q in range(1, 5))], *([d, *[300_000] * 4] for d in DISTRICTS)]
    found = taken(workbook(tmp_path / "s.xlsx", 季度=quarters, 月度=months))
    assert found.sums("year") == {(2026,): Decimal(1_200_000 * len(DISTRICTS))}
    assert "H26" not in codes(found) and "H19" in codes(found)


# Periods of a financial year ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "start", "first"),
    [("FY{0}", 4, (2026, 4)), ("FY{0}", -4, (2025, 4)), ("{0}年度", 4, (2026, 4)), ("FY{0}", None, (2026, 1))],
)
def test_periods_are_months_counted_from_where_the_user_says_that_years_begin(
    tmp_path: Path, label: str, start: int | None, first: tuple[int, int]
) -> None:
    lines = [[label.format(2026), f"P{n:02}", "信阳", 100_000 * n] for n in range(1, 13)]
    found = taken(csv_file(tmp_path / "s.csv", [["FY", "Period", "Region", "Sales"], *lines]), year_start=start)
    year, month = first
    months = [(year + (month + n - 1) // 12, (month + n - 1) % 12 + 1) for n in range(12)]
    assert found.sums("year", "month") == {ym: Decimal(100_000 * n) for n, ym in enumerate(months, 1)}
    assert any("4-4-5" in note.en for note in found.notes)


@pytest.mark.parametrize(("start", "first"), [(4, 2026), (-4, 2025)])
def test_a_financial_year_of_one_number_is_read_once_its_beginning_is_said(
    tmp_path: Path, start: int, first: int
) -> None:
    order = [*range(4, 13), 1, 2, 3]
    rows = [["年度", "支店", *(f"{m}月" for m in order)], ["2026年度", "東京", *[100_000] * 12]]
    path = csv_file(tmp_path / "s.csv", rows)
    assert "H05" in codes(taken(path))
    found = taken(path, year_start=start)
    assert found.sums("year") == {(first,): Decimal(900_000), (first + 1,): Decimal(300_000)}


@pytest.mark.parametrize("heads", ["P{0:02}", "P{0}", "Period {0}", "期间{0}"])
@pytest.mark.parametrize(("start", "first"), [(None, (2026, 1)), (4, (2026, 4)), (-4, (2025, 4))])
def test_periods_stand_across_as_well(tmp_path: Path, heads: str, start: int | None, first: tuple[int, int]) -> None:
    rows: list[list[Any]] = [["", "2026年", *[""] * 11], ["区域", *(heads.format(n) for n in range(1, 13))]]
    rows += [[name, *(100_000 * n for n in range(1, 13))] for name in DISTRICTS]
    found = taken(csv_file(tmp_path / "s.csv", rows), year_start=start, unit="元")
    year, month = first
    months = [(year + (month + n - 1) // 12, (month + n - 1) % 12 + 1) for n in range(12)]
    assert found.sums("year", "month") == {ym: Decimal(200_000 * n) for n, ym in enumerate(months, 1)}
    assert any("4-4-5" in note.en for note in found.notes)


def test_the_first_periods_of_a_year_are_read_where_no_product_is_written_so(tmp_path: Path) -> None:
    rows = [["区域", "Period 1", "Period 2", "Period 3"], *([name, 1, 2, 3] for name in DISTRICTS)]
    found = taken(csv_file(tmp_path / "s.csv", rows), year=2026, unit="万元")
    assert found.sums("month") == {(n,): Decimal(20_000 * n) for n in (1, 2, 3)}


def test_thirteen_periods_are_no_months(tmp_path: Path) -> None:
    rows = [["区域", *(f"P{n:02}" for n in range(1, 14))], *([name, *[100_000] * 13] for name in DISTRICTS)]
    path = csv_file(tmp_path / "s.csv", rows)
    intake, problems = take_in(path, HistoryFile(file="s.csv", year=2026), None, start_words("zh-CN"))
    assert intake is None and "13 个期" in problems[0].message.zh


@pytest.mark.parametrize("written", ["{1:03}.{0}", "{0}{1:03}", "{1:03}/{0}", "{0}.{1:03}"])
@pytest.mark.parametrize(("start", "first"), [(None, (2026, 1)), (4, (2026, 4)), (-4, (2025, 4))])
def test_periods_of_sap_have_their_year_in_them(
    tmp_path: Path, written: str, start: int | None, first: tuple[int, int]
) -> None:
    rows = [[written.format(2026, n), name, 100_000 * n] for n in range(1, 13) for name in DISTRICTS]
    path = csv_file(tmp_path / "s.csv", [["Posting period", "Sales office", "Net value"], *rows])
    year, month = first
    months = [(year + (month + n - 1) // 12, (month + n - 1) % 12 + 1) for n in range(12)]
    found = taken(path, year_start=start).sums("year", "month")
    assert found == {ym: Decimal(200_000 * n) for n, ym in enumerate(months, 1)}


@pytest.mark.parametrize(
    "form", ["FY {year} Q{n}", "FY{short} Q{n}", "Q{n} FY{year}", "{year}财年Q{n}", "{year}财年第{n}季度"]
)
def test_quarters_of_financial_years_are_those_of_the_year_that_is_said(tmp_path: Path, form: str) -> None:
    quarters = [(year, n) for year in (2025, 2026) for n in range(1, 5)]
    rows = [[form.format(year=year, short=year % 100, n=n), "北区", 300] for year, n in quarters]
    path = csv_file(tmp_path / "s.csv", [["期间", "片区", "销售额"], *rows])
    ended = taken(path, unit="元", year_start=-4)
    assert first_and_last(ended) == ((2024, 4), (2026, 3))
    assert {sale.amount for sale in ended.sales} == {100}
    assert first_and_last(taken(path, unit="元", year_start=4)) == ((2025, 4), (2027, 3))
    assert first_and_last(taken(path, unit="元", year_start=1)) == ((2025, 1), (2026, 12))


def test_where_financial_years_begin_is_asked_where_only_quarters_of_them_are_told(tmp_path: Path) -> None:
    rows = [["period", "district", "sales"], ["FY 2026 Q1", "North", 100], ["FY 2026 Q2", "North", 100]]
    (problem,) = refused(csv_file(tmp_path / "s.csv", rows), unit="元")
    assert "FY 2026 Q1" in problem.message.en
    assert problem.hint and "--year-start=-4" in problem.hint.en
