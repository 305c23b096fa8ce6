"""The months of a column of dates: one order of day and month for the whole column, and a word where it is in doubt."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sales_files import csv_file, refused

from planforge.ledger.dates import Dates, parse_month

days = st.dates(datetime.date(1990, 1, 1), datetime.date(2069, 12, 31))


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-01", (2026, 1)),
        ("2026年1月", (2026, 1)),
        ("２０２６年１月", (2026, 1)),
        ("26年1月", (2026, 1)),
        ("202601", (2026, 1)),
        ("20260131", (2026, 1)),
        ("2026/1/31", (2026, 1)),
        ("2026.1.31", (2026, 1)),
        ("2026年1月31日", (2026, 1)),
        ("2026-01-31 00:00:00", (2026, 1)),
        ("2026-01-31T08:30:00", (2026, 1)),
        ("01/2026", (2026, 1)),
        ("1.2026", (2026, 1)),
        ("Jan-26", (2026, 1)),
        ("Jan 2026", (2026, 1)),
        ("January 2026", (2026, 1)),
        ("2026 Jan", (2026, 1)),
        ("Jan'26", (2026, 1)),
        ("31-Jan-26", (2026, 1)),
        ("31 January 2026", (2026, 1)),
        ("Jan 31, 2026", (2026, 1)),
        ("Saturday, January 31, 2026", (2026, 1)),
        ("46053", (2026, 1)),
        ("46053.5", (2026, 1)),
        ("2026年1月份", (2026, 1)),
        ("1月", (None, 1)),
        ("01", (None, 1)),
        ("一月", (None, 1)),
        ("十二月", (None, 12)),
        ("Sept", (None, 9)),
        ("M3", (None, 3)),
    ],
)
def test_the_ways_people_write_months_and_days(text: str, month: tuple[int | None, int]) -> None:
    assert parse_month(text) == month


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "十三月", "合计", "2026", "20261301", "1850-01", "99999", "13", "Q1", "Foo 2026"]
)
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match=r"(?s).*"):
        parse_month(text)


@pytest.mark.slow
@pytest.mark.parametrize("form", ["%d/%m/%Y", "%m/%d/%Y", "%d-%m-%y", "%d.%m.%Y", "%m/%d/%Y %H:%M"])
@given(st.lists(days, min_size=2, max_size=30), st.dates(datetime.date(2000, 1, 13), datetime.date(2000, 1, 31)))
def test_one_day_after_the_twelfth_settles_the_whole_column(
    form: str, column: list[datetime.date], telling: datetime.date
) -> None:
    texts = [day.strftime(form) for day in [*column, telling]]
    dates = Dates.of(texts)
    assert [dates.month(text) for text in texts] == [(day.year, day.month) for day in [*column, telling]]
    assert dates.doubt is None


@given(st.lists(st.tuples(st.integers(1990, 2060), st.integers(1, 12)), min_size=2, max_size=30, unique=True))
def test_a_column_of_firsts_is_one_of_months(column: list[tuple[int, int]]) -> None:
    assume(len({month for _, month in column}) > 1)
    dates = Dates.of(f"01/{month:02}/{year}" for year, month in column)
    assert [dates.month(f"01/{month:02}/{year}") for year, month in column] == column
    assert not dates.daily


def test_dates_that_rise_tell_their_order() -> None:
    rising = ["01/05/2026", "02/05/2026", "01/06/2026", "03/06/2026", "02/07/2026"]
    assert Dates.of(rising).month("02/05/2026") == (2026, 5)
    american = ["05/01/2026", "05/02/2026", "06/01/2026", "06/03/2026", "07/02/2026"]
    assert Dates.of(american).month("05/02/2026") == (2026, 5)


def test_what_nothing_settles_is_told() -> None:
    dates = Dates.of(["05/06/2026", "03/04/2026", "07/02/2026"])
    assert dates.doubt is not None
    assert dates.doubt.kind == "unsure"


def test_days_that_excel_read_the_wrong_way_round_are_turned_back() -> None:
    """Day-first text opened on an American Excel: up to the 12th it took the day for the month, beyond it left text."""
    dates = Dates.of(["2026-05-03", "13/03/2026", "2026-12-03", "31/03/2026"])
    assert [dates.month(text) for text in ("2026-05-03", "13/03/2026", "2026-12-03")] == [(2026, 3)] * 3
    assert dates.doubt is not None
    assert dates.doubt.kind == "swapped"


def test_dates_of_both_orders_are_told() -> None:
    dates = Dates.of(["13/05/2026", "14/05/2026", "05/20/2026"])
    assert dates.doubt is not None
    assert dates.doubt.kind == "mixed"


def test_a_column_names_days_where_there_are_more_of_them_than_months() -> None:
    assert Dates.of([f"2026-0{month}-{day}" for month in (1, 2) for day in (10, 20)]).daily
    assert not Dates.of([f"2026-0{month}-28" for month in range(1, 10)]).daily


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["25-3-1", "25-11-21", "26-4-12", "26-12-30"], [(2025, 3), (2025, 11), (2026, 4), (2026, 12)]),
        (["2025-3-1", "2025/11/21", "26-4-12", "26-12-30"], [(2025, 3), (2025, 11), (2026, 4), (2026, 12)]),
        (["25.11.21", "25.11.22", "26.01.03"], [(2025, 11), (2025, 11), (2026, 1)]),
        (["31/01/25", "28/02/25", "31/03/25"], [(2025, 1), (2025, 2), (2025, 3)]),
        (["12/31/25", "1/3/26"], [(2025, 12), (2026, 1)]),
        (["01-05-25", "01-06-25"], [(2025, 5), (2025, 6)]),
    ],
)
def test_years_of_two_digits_stand_where_the_whole_column_makes_sense(
    written: list[str], meant: list[tuple[int, int]]
) -> None:
    dates = Dates.of(written)
    assert dates.doubt is None
    assert [dates.month(text) for text in written] == meant


@given(st.lists(st.dates(datetime.date(2024, 1, 1), datetime.date(2026, 12, 31)), min_size=24, unique=True))
def test_two_dozen_days_are_read_as_meant_with_the_year_first_or_last(days: list[datetime.date]) -> None:
    assume(any(day.day < 10 for day in days))
    for form in ("{0.year}-{0.month}-{0.day}", "{0.day}/{0.month}/{0.year}"):
        written = [form.format(day).replace("202", "2", 1) for day in days]
        dates = Dates.of(written)
        assert [dates.month(text) for text in written] == [(day.year, day.month) for day in days]


@pytest.mark.parametrize("date", ["25-11-21", "31-01-25"])
def test_a_date_whose_year_may_stand_first_or_last_is_asked_about(tmp_path: Path, date: str) -> None:
    rows = [["日期", "片区", "销售额"], [date, "北区", 1_000]]
    (problem,) = refused(csv_file(tmp_path / "s.csv", rows), unit="元")
    assert date in problem.message.zh and date in problem.message.en
    assert problem.hint and "四位" in problem.hint.zh
