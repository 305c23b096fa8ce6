"""Weeks and days of a plan: working days with make-up days, the user's own calendar, and an honest estimate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.plan.targets.calendar import Week, is_estimated, weeks_of
from planforge.spec.spec import Spec

MONTHS = (21_000,) * 12


def planned(year: int = 2026, **calendar: Any) -> Plan:
    plain = {
        "year": year,
        "region": {"name": "豫南", "company": "福麦"},
        "money": {"round_to": 100},
        "districts": [{"name": "东"}],
        "targets": {"base": 252_000},
        "calendar": calendar,
    }
    return make_plan(Spec.model_validate(plain))


def days_of(weeks: Sequence[Week]) -> dict[date, int]:
    return {day: amount for week in weeks for day, amount in week.days}


def test_a_make_up_sunday_works_and_the_festival_rests() -> None:
    """2026: Sunday 4 January and Saturday 14 February are worked; 15 to 23 February are the Spring Festival."""
    plan = planned()
    weeks = weeks_of(plan, MONTHS)
    days = days_of(weeks)
    assert not is_estimated(plan.spec)
    assert days[date(2026, 1, 4)] > 0
    assert days[date(2026, 2, 14)] > 0
    assert all(days[date(2026, 2, day)] == 0 for day in range(15, 24))
    assert [sum(w.working_days for w in weeks if w.month == m) for m in (1, 2, 10, 12)] == [21, 16, 18, 23]


def test_a_year_without_a_notice_is_an_estimate_until_the_user_gives_his_days() -> None:
    assert is_estimated(planned(2028).spec)
    own = planned(2028, days=[{"date": "2028-01-03", "kind": "holiday"}, {"date": "2028-01-08", "kind": "workday"}])
    days = days_of(weeks_of(own, MONTHS))
    assert not is_estimated(own.spec)
    assert (days[date(2028, 1, 3)], days[date(2028, 1, 8)] > 0) == (0, True)


def test_shops_sell_every_day_and_more_at_the_weekend() -> None:
    weights = [*["10%"] * 5, "25%", "25%"]
    plan = planned(basis="all-days", weekday_weights=weights)
    days = days_of(weeks_of(plan, MONTHS))
    assert not is_estimated(planned(2028, basis="all-days").spec)
    assert days[date(2026, 3, 7)] > days[date(2026, 3, 6)] > 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-10, 10**6), min_size=12, max_size=12), st.sampled_from([2024, 2026, 2027]))
def test_weeks_sum_to_their_month_and_days_to_their_week(units: list[int], year: int) -> None:
    row = [100 * unit for unit in units]
    weeks = weeks_of(planned(year), row)
    for month, amount in enumerate(row, 1):
        assert sum(week.amount for week in weeks if week.month == month) == amount
    for week in weeks:
        assert sum(amount for _, amount in week.days) == week.amount
        assert week.amount % 100 == 0


@pytest.mark.parametrize("year", [2026, 2027])
def test_weeks_are_mondays_to_sundays_cut_at_the_month(year: int) -> None:
    for week in weeks_of(planned(year), MONTHS):
        assert week.first.weekday() == 0 or week.first.day == 1
        assert week.last.weekday() == 6 or week.last.month != date.fromordinal(week.last.toordinal() + 1).month
        assert {day.month for day, _ in week.days} == {week.month}
