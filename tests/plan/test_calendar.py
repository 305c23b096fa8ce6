"""Working days, weeks and days."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from money_case import spec_of

from planforge.plan.targets.calendar import (
    LAST_NOTICE,
    calendar_problems,
    last_notice,
    split_days,
    split_weeks,
    weeks,
    working_days,
    working_year,
)

CHINA_2026 = (21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23)
NATIONAL = working_year(2026)


def test_china_2026_by_month() -> None:
    assert NATIONAL.by_month == CHINA_2026 and sum(CHINA_2026) == 248
    assert not NATIONAL.estimated


def test_a_make_up_sunday_is_a_working_day_and_a_festival_monday_is_not() -> None:
    assert NATIONAL.weights[date(2026, 1, 4)] == 1  # a Sunday worked for the New Year's holiday
    assert NATIONAL.weights[date(2026, 2, 16)] == 0


def test_a_year_whose_notice_is_not_out_says_it_is_estimated() -> None:
    assert last_notice() >= LAST_NOTICE
    assert working_year(last_notice() + 1).estimated
    assert not working_year(last_notice() + 1, basis="all-days").estimated


def test_the_users_own_days_win_and_end_the_estimate() -> None:
    own = working_year(2027, holidays=[date(2027, 3, 1)], workdays=[date(2027, 3, 6)])
    assert own.weights[date(2027, 3, 1)] == 0 and own.weights[date(2027, 3, 6)] == 1
    assert not own.estimated


def test_restaurants_count_every_day_by_its_weekday() -> None:
    weights = [Fraction(n) for n in (1, 1, 1, 1, 2, 3, 3)]
    open_ = working_year(2026, basis="all-days", weekday_weights=weights)
    assert open_.by_month == (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    friday, saturday = date(2026, 5, 8), date(2026, 5, 9)
    assert (open_.weights[friday], open_.weights[saturday]) == (Fraction(2), Fraction(3))


def test_weeks_run_from_monday_and_cover_the_month() -> None:
    august = weeks(NATIONAL, 8)
    assert [len(week) for week in august] == [2, 7, 7, 7, 7, 1]
    assert all(week[0].weekday() == 0 for week in august[1:])


def test_days_off_get_nothing() -> None:
    october = NATIONAL.days(10)
    parts = dict(zip(october, split_days(1800, october, NATIONAL), strict=True))
    assert parts[date(2026, 10, 1)] == 0 and parts[date(2026, 10, 9)] == 100


def test_days_without_any_weight_share_alike() -> None:
    closed = working_year(2026, holidays=[date(2026, 2, day) for day in range(1, 29)])
    assert split_days(28, closed.days(2), closed) == (1,) * 28
    assert sum(split_weeks(100, 2, closed)) == 100


@pytest.mark.parametrize("month", range(1, 13))
@given(amount=st.integers(0, 10**13))
@settings(max_examples=15, deadline=None)
def test_weeks_sum_to_the_month_and_days_to_the_week(month: int, amount: int) -> None:
    parts = split_weeks(amount, month, NATIONAL)
    assert sum(parts) == amount
    for part, week in zip(parts, weeks(NATIONAL, month), strict=True):
        assert sum(split_days(part, week, NATIONAL)) == part


def test_holidays_are_those_of_the_country_and_a_country_nobody_knows_is_told() -> None:
    german = working_days(spec_of(["Nord"], money={"currency": "EUR"}, calendar={"country": "DE"}))
    assert german.weights[date(2026, 10, 1)] == 1 and german.weights[date(2026, 4, 3)] == 0  # Good Friday
    euros = working_days(spec_of(["Nord"], money={"currency": "EUR"}))
    assert sum(euros.by_month) == 261  # no country has the euro alone: Monday to Friday
    assert [*calendar_problems(spec_of(["Nord"]))] == []
    (found,) = calendar_problems(spec_of(["Nord"], calendar={"country": "ZZ"}))
    assert (found.code, found.path) == ("P23", ("calendar", "country"))
