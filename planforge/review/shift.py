"""Dates of one year carried to the next: by working days of their month, or by their distance from the festival."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from msgspec import Struct

from planforge.plan.targets.calendar import Working, working_year
from planforge.plan.targets.season import FESTIVALS, KEPT_IN

BEFORE, AFTER = 45, 21  # days about the Spring Festival in which a promotion goes with it


class Shift(Struct, frozen=True):
    """From one year to another; the working days of both are the national calendar's."""

    old: Working
    new: Working
    lunar: bool  # whether its country keeps the lunar new year

    def day(self, day: date) -> date:
        """The same working day of the month (the fifth stays the fifth); the month's last stays its last."""
        if day.year != self.old.year:
            return _in_year(day, day.year + self.new.year - self.old.year)
        then = [one for one in self.old.days(day.month) if self.old.weights[one]]
        now = [one for one in self.new.days(day.month) if self.new.weights[one]]
        last = monthrange(day.year, day.month)[1]
        if day.day == last:
            return self.new.days(day.month)[-1]
        ordinal = sum(one <= day for one in then)
        if not now or not then or ordinal == 0:
            return _in_year(day, self.new.year)
        return now[-1] if ordinal == len(then) else now[min(ordinal, len(now)) - 1]

    def span(self, first: date, last: date) -> tuple[date, date]:
        """A promotion: about the Spring Festival as far from it as before, else as any day; it stays in the year."""
        then, now = FESTIVALS.get(self.old.year), FESTIVALS.get(self.new.year)
        if self.lunar and then and now and (last - then).days >= -BEFORE and (first - then).days <= AFTER:
            start = date(self.new.year, 1, 1)
            return max(now + (first - then), start), max(now + (last - then), start)
        return self.day(first), self.day(last)


def shift(old: int, new: int, country: str = "CN") -> Shift:
    """From one year to another."""
    return Shift(working_year(old, country=country), working_year(new, country=country), country in KEPT_IN)


def _in_year(day: date, year: int) -> date:
    while True:
        try:
            return day.replace(year=year)
        except ValueError:  # 29 February
            day -= timedelta(days=1)
