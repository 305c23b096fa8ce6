"""The year and month of every line: from its own cells, from a line between the others, from the sheet's titles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from msgspec import field

from planforge.ledger.across import Value, period_of
from planforge.ledger.dates import Dates
from planforge.ledger.figures import Cell, shown
from planforge.ledger.sales import Tally
from planforge.ledger.titles import financial_years, is_financial, only_year
from planforge.ledger.unnamed_sums import Sums

_GROUPED_YEAR = re.compile(r"^([12])[,.'’ ](\d{3})(?:[,.]0+)?$")  # a year that a format of numbers has cut
Period = tuple[int, int]


class Periods(Sums):
    """The rows of one sheet with the month that each is of; cells that name none are odd."""

    odd: dict[tuple[int, str], Tally] = field(default_factory=dict)  # cells that cannot be read, by column and cause
    year_start: int = 0  # the month in which financial years begin, below nil where they are named for their end
    by_start: bool = False  # a line's year is told by it
    _begins: int = 1  # the month in which years begin that lie in two
    _round: bool = False  # the lines of a year go on to December and round
    _spans: bool = False  # the year of months without one lies in two, of which ``year`` is the second
    _odd_cells: set[tuple[int, int]] = field(default_factory=set)

    def _begin_sections(self) -> None:
        """Back to the year that the titles tell, before the lines that name others are met in their order."""
        if self._sections:
            self.year, self.year_told = self.layout.year or self.year, self.layout.year is not None

    def _enter(self, row: int) -> None:
        """A line that names a year has been passed."""
        begun = [year for at, year in self._sections if at < row]
        if begun:
            self.year, self.year_told = begun[-1], True

    def _period(self, row: int, cells: Sequence[Cell], month: int | None, years: int | None) -> Period | None:
        """Year and month of a line: from its own cells, else from the sheet."""
        if month is None:
            year = self._own_year(row, cells, years, self.layout.month or 1) if years is not None else None
            if years is not None and year is None:
                return None
            if year is None and not self.year_told:
                self.tally("assumed").add(self.sheet.where(row), self.sheet.name or self.sheet.file)
            return (year or self.year), self.layout.month or 1
        cell = self._cell(row, cells, month)
        try:
            year, number = self.dates.month(cell)
        except ValueError:
            self._odd(row, month, "month", shown(cell))
            return None
        if year is None and years is not None:
            year = self._own_year(row, cells, years, number)
            if year is None:
                return None
        if year is None and not self.year_told and not self._years_across:
            self.tally("assumed").add(self.sheet.where(row, month), shown(cell))
        if year is None and self._spans and self.year_told:
            self._tell_span(row, month, shown(cell))
            year = self.year - (number >= self._begins)
        return (year or (self._calendar(self.year, number) if self.year_told else self.year)), number

    def _first_month(self, rows: Sequence[int]) -> int:
        """The month in which the lines of a year begin, where they go on to December and round; else April, where most
        years that lie in two begin."""
        month, years = self.chosen.get("month"), self.chosen.get("year")
        if self.layout.shape == "wide":
            order = [value.month or 0 for value in self.layout.values]
        elif month is None:
            return 4
        else:
            first = self._cell(rows[0], self.sheet.rows[rows[0]], years) if rows and years is not None else None
            order = []
            lines = [(row, self.sheet.rows[row]) for row in rows[:5_000]]
            lines = [line for line in lines if years is None or self._cell(*line, years) == first]
            for cell in dict.fromkeys(self._cell(*line, month) for line in lines):
                try:
                    order.append(self.dates.month(cell)[1])
                except ValueError:
                    continue
        order = list(dict.fromkeys(order))
        rises = order[:1] != [1] and order == [(order[0] + n - 1) % 12 + 1 for n in range(len(order))]
        self._round = bool(order) and rises and order[-1] < order[0]
        return order[0] if self._round else 4

    def _calendar(self, year: int, month: int) -> int:
        """The calendar year of a month of a financial year, where the user says when those begin."""
        begins = self.year_start
        if not begins:
            return year
        self.by_start = True
        return year + (month < begins) if begins > 0 else year - (month >= -begins)

    def _tell_span(self, row: int, column: int, label: str) -> None:
        self.tally("financial").add(self.sheet.where(row, column), label)

    @property
    def _years_across(self) -> bool:
        return self.layout.shape == "cross" and all(value.year for value in self.layout.values)

    def _own_year(self, row: int, cells: Sequence[Cell], years: int, month: int) -> int | None:
        """The year of a line's month, by the column of years; a financial year lies in two."""
        cell = self._cell(row, cells, years)
        span = financial_years(shown(cell), long=True)
        if span:
            self._tell_span(row, years, shown(cell))
            return span[month < self._begins]
        named = is_financial(self.layout.heads[years] + shown(cell)) or self.layout.shape == "wide"
        if not self.year_start and named and self._round:
            self._odd(row, years, "financial", shown(cell))
            return None
        try:
            return self._calendar(year_of(cell), month)
        except ValueError:
            self._odd(row, years, "year", shown(cell))
            return None

    def _column_period(
        self, row: int, cells: Sequence[Cell], value: Value, down: Period | None, years: int | None
    ) -> Period | None:
        head = self.layout.heads[value.column]
        year, told = value.year, only_year(head) is not None or bool((period_of(head) or (None,))[0])  # Jan-26
        if year is not None and year <= 0 and (years is not None or (self.year_start and self._round)):
            year = None  # months that go on to December and round are of one financial year
        if years is not None and not told and len({value.year for value in self.layout.values}) == 1:
            year = None  # a title above them all names one; every line names its own
        if year is None and down is None and years is not None:
            year, told = self._own_year(row, cells, years, value.month or self.layout.month or 1), True
            if year is None:
                return None
        month = value.month or (down[1] if down else self.layout.month or 1)
        if down is not None and (year is None or year <= 0):
            return down
        if (year is None or year <= 0) and not self.year_told:
            self.tally("assumed").add(self.sheet.where(row, value.column), self.layout.heads[value.column])
        found = year if year and year > 0 else self.year + (year or 0)
        return (found if told else self._calendar(found, month)), month

    def _has_days(self) -> bool:
        """Whether a column beside that of months tells days: the lines are orders then."""
        beside = (p for p in self.layout.places["month"] if p != self.chosen.get("month"))
        first = self.layout.first
        return any(Dates.of(cell for cell in self.sheet.distinct(p, first) if cell != "").daily for p in beside)

    def _steady_periods(self, when: Sequence[Cell]) -> dict[Cell, Period]:
        """Year and month of every different date; empty where one cannot be read or its year is assumed."""
        found: dict[Cell, Period] = {}
        place = self.chosen["month"]
        for cell in dict.fromkeys(when) if place in self._filled else self.sheet.distinct(place, self.layout.first):
            try:
                year, month = self.dates.month(cell)
            except ValueError:
                return {}
            if year is None and not self.year_told:
                return {}
            found[cell] = (year or self.year, month)
        return found

    def _was_odd(self, row: int, column: int) -> bool:
        return (row, column) in self._odd_cells

    def _odd(self, row: int, column: int, cause: str, text: str) -> None:
        self._odd_cells.add((row, column))
        self.odd.setdefault((column, cause), Tally()).add(self.sheet.where(row, column), text)


def year_of(cell: Any) -> int:
    """The year in a cell: 2026, 2,026, 2026年, FY2026; ValueError outside 1990 to 2100."""
    text = _GROUPED_YEAR.sub(r"\1\2", unicodedata.normalize("NFKC", shown(cell)).strip())
    match = re.search(r"(?<!\d)((?:19|20)\d{2})(?!\d)", text)
    year = int(match[1]) if match else 0
    if not 1990 <= year <= 2100:
        raise ValueError(cell)
    return year
