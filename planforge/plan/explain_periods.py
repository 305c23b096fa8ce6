"""How a week's or a day's part of a month came about: by working days, from the month's own figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from planforge.plan.calendar import Working
from planforge.plan.periods import Week, weeks_of, working_days
from planforge.plan.plan import Plan
from planforge.plan.steps import Step, count_step, money_step, rate_step
from planforge.plan.wording import month_name
from planforge.problem import Text


def explain_period(
    plan: Plan, row: Sequence[int], month: int | None, week: int | None, day: date | None
) -> Iterator[Step]:
    """A day, a week of a month, or a week of the year with its part in each month; nothing where there is no such."""
    working, weeks = working_days(plan.spec), weeks_of(plan, row)
    if working.estimated:
        year = plan.spec.year
        yield Step(
            Text(
                f"{year} 年调休通知未公布，工作日为估算；在 calendar.days 中可改",
                f"The holiday notice for {year} is not out: working days are estimates; correct them in calendar.days",
            )
        )
    if day is not None:
        yield from _day(row[day.month - 1], next(w for w in weeks if w.first <= day <= w.last), day, working)
    elif month is not None:
        chosen = [w for w in weeks if w.month == month]
        if 1 <= (week or 0) <= len(chosen):
            yield from _week(row[month - 1], chosen[(week or 1) - 1], working)
    else:
        yield from _week_of_year(weeks, week or 0)


def _week(month: int, week: Week, working: Working) -> Iterator[Step]:
    days, whole = _weight(working, week.first, week.last), sum(working.weights[d] for d in working.days(week.month))
    yield money_step(f"{week.month}月目标", f"target of {month_name(week.month)}", month)
    yield count_step(f"{week.month}月营业日（按权重）", f"working days of {month_name(week.month)}, weighted", whole)
    span = f"{week.first:%m-%d}–{week.last:%m-%d}"
    yield count_step(f"其中 {span}", f"of which {span}", days)
    raw = month * days / whole if whole else Fraction(0)
    yield money_step("= 未取整", "= before rounding", raw)
    yield money_step("取整后（各周合计等于当月）", "rounded so that the weeks sum to the month", week.amount)


def _day(month: int, week: Week, day: date, working: Working) -> Iterator[Step]:
    yield from _week(month, week, working)
    weight, whole = working.weights[day], _weight(working, week.first, week.last)
    yield rate_step("× 当日占该周营业日", "× the day's part of the week", weight / whole if whole else Fraction(0))
    amount = dict(week.days)[day]
    if not weight:
        yield Step(Text("当日休息", "The day is off"))
    yield money_step("取整后（各日合计等于该周）", "rounded so that the days sum to the week", amount)


def _week_of_year(weeks: Sequence[Week], number: int) -> Iterator[Step]:
    """Monday to Sunday, numbered as ISO 8601 does; a week over two months has a part in each."""
    parts = [w for w in weeks if w.first.isocalendar().week == number and _in_year(w)]
    for part in parts:
        yield money_step(
            f"{part.first:%m-%d} 至 {part.last:%m-%d}（计入 {part.month} 月）",
            f"{part.first:%m-%d} to {part.last:%m-%d} (within {month_name(part.month)})",
            part.amount,
        )
    if parts:
        yield money_step(f"= 第 {number} 周", f"= week {number}", sum(part.amount for part in parts))


def _in_year(week: Week) -> bool:
    """Whether its ISO week belongs to the plan year."""
    return week.first.isocalendar().year == week.first.year


def _weight(working: Working, first: date, last: date) -> Fraction:
    return sum((w for day, w in working.weights.items() if first <= day <= last), Fraction(0))
