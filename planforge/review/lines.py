"""One line of a sheet of actuals understood, or what is odd about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from planforge.problem import Problem, Text, Where
from planforge.review.actuals import Count, Entry, Status
from planforge.review.heads import Heads
from planforge.review.sheets import COLUMN, Line, Sheet
from planforge.review.vocabulary import Vocabulary, plain
from planforge.spec.sales import Node
from planforge.spec.sales_dates import Dates
from planforge.spec.sales_numbers import parse_figure
from planforge.spec.values import parse_count, parse_percent

CENT = Decimal("0.01")
_DAY = re.compile(r"\d{4}\D+\d{1,2}\D+(\d{1,2})|\d{6}(\d{2})")
_UNIT_OF_ITS_OWN = re.compile(r"\d\s*([^\W\d_]+)\s*\)?$")


@dataclass(frozen=True, slots=True)
class Read:
    """What a sheet gave. ``daily`` are the entries of lines that name a day: order lines, which add up."""

    entries: tuple[Entry, ...] = ()
    counts: tuple[Count, ...] = ()
    statuses: tuple[Status, ...] = ()
    daily: frozenset[Where] = frozenset()
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Reader:
    """Reads the lines of one sheet. ``kind`` says what it reports, ``year`` is the plan's, ``scale`` that of amounts
    which name no unit."""

    sheet: Sheet
    kind: str
    heads: Heads
    words: Vocabulary
    year: int
    scale: Decimal
    daily: set[Where] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    own: dict[bool, Line] = field(default_factory=dict)  # first line whose amount names a unit, and first that does not
    units: dict[str, Line] = field(default_factory=dict)  # first line of every unit that a column of units names

    def read(self) -> Read:
        """Every line that reports something."""
        lines = [line for line in self.sheet.under(self.heads.row) if not self._is_total(line)]
        entries: tuple[Entry, ...] = ()
        counts: tuple[Count, ...] = ()
        statuses: tuple[Status, ...] = ()
        if self.kind == "actions":
            statuses = tuple(self._statuses(lines))
        elif self.kind == "network":
            counts = tuple(self._counts(lines))
        else:
            entries = tuple(self._entries(lines))
            self._mixed()
        return Read(entries, counts, statuses, frozenset(self.daily), tuple(self.problems))

    def cell(self, line: Line, key: str) -> str:
        """The text of a column; empty where there is none."""
        return line.cell(self.heads.columns[key]) if key in self.heads.columns else ""

    def where(self, line: Line, key: str) -> Where:
        """The place of a cell."""
        own = line.cells.get(COLUMN) if key in ("amount", "month") else None
        return Where(self.sheet.file, line.number, int(own) if own else self.heads.place(key))

    def odd(self, code: str, line: Line, key: str, message: Text, hint: Text | None = None) -> None:
        """Tell what is wrong with a cell."""
        self.problems.append(Problem(code, message, hint, where=self.where(line, key)))

    def _is_total(self, line: Line) -> bool:
        return any(plain(cell) in self.words.totals for cell in line.cells.values())

    # Amounts by month

    def _entries(self, lines: list[Line]) -> Iterator[Entry]:
        told = [line for line in lines if self.cell(line, "amount")]
        dates = Dates.of(self._period(line) for line in told)
        daily = dates.daily or any(_names_a_day(self._period(line)) for line in told)
        for line in lines:
            if not self.cell(line, "amount"):
                if self.cell(line, "units"):
                    self.odd("V06", line, "amount", UNITS_ONLY, WRITE_AMOUNT)
                continue
            month, amount = self._month(line, dates), self._amount(line)
            if month is not None and amount is not None:
                self.daily |= {self.where(line, "amount")} if daily else set()
                yield Entry(self.where(line, "amount"), month, self._node(line), amount, self._units(line))

    def _node(self, line: Line) -> Node:
        """Whose figure it is; a line of expense stands where a product does."""
        names = {key: self.cell(line, key) or None for key in Node._fields}
        if self.kind == "line":
            names["product"] = self.cell(line, "line") or None
        return Node(**names)

    def _month(self, line: Line, dates: Dates) -> int | None:
        text = self._period(line)
        try:
            year, month = dates.month(text)
        except ValueError:
            message = Text(f"月份“{text}”无法识别", f"month {text} cannot be read")
            hint = Text(f"写作 {self.year}-01 或 1月", f"write {self.year}-01")
            self.odd("V04", line, "month", message, hint)
            return None
        if year not in (None, self.year):
            message = Text(f"{text} 不在计划年度 {self.year} 内", f"{text} is not in the plan year {self.year}")
            hint = Text("改正年份，或删去这一行", "correct the year, or remove the line")
            self.odd("V05", line, "month", message, hint)
            return None
        return month

    def _period(self, line: Line) -> str:
        """The month as the line tells it, with the year of its own column; a month alone is the plan's."""
        text, year = self.cell(line, "month"), self.cell(line, "year")
        return f"{year}-{text}".replace("年", "").replace("月", "") if year and text else text

    def _amount(self, line: Line) -> Decimal | None:
        text = unicodedata.normalize("NFKC", self.cell(line, "amount"))
        try:
            amount = parse_figure(text)
        except ValueError:
            message = Text(f"“{text}”不是数字", f"{text} is not a number")
            self.odd("V06", line, "amount", message, Text("尚未发生就留空，没有销售写 0", "leave it empty, or write 0"))
            return None
        if amount is None:
            return None
        own = bool(_UNIT_OF_ITS_OWN.search(text))
        if amount:
            self.own.setdefault(own, line)
        return (amount if own else amount * self._scale_of(line)).quantize(CENT)

    def _scale_of(self, line: Line) -> Decimal:
        unit = self.cell(line, "unit")
        if not unit:
            return self.scale
        self.units.setdefault(plain(unit), line)
        return self.words.scale(unit) or self.scale

    def _units(self, line: Line) -> int | None:
        text = self.cell(line, "units")
        if not text:
            return None
        try:
            return parse_count(text)
        except ValueError:
            message = Text(f"销量“{text}”不是不小于 0 的整数", f"volume {text} is not a whole number from 0 on")
            self.odd("V06", line, "units", message)
            return None

    def _mixed(self) -> None:
        """Amounts in more than one unit: a slip of a factor of ten thousand that no total would show."""
        one = Text("整列用同一个单位", "keep the whole column in one unit")
        if len(self.units) > 1:
            first, second = list(self.units)[:2]
            message = Text(
                f"单位混用：前面是“{first}”，这里是“{second}”", f"units are mixed: {first} above, {second} here"
            )
            self.odd("V07", self.units[second], "unit", message, one)
        if len(self.own) == 2 or (True in self.own and self.heads.scale is not None):
            line = max(self.own.values(), key=lambda found: found.number) if len(self.own) == 2 else self.own[True]
            text = self.cell(line, "amount")
            message = Text(
                f"单位混用：“{text}”与其他行的写法不同", f"units are mixed: {text} is not written like the others"
            )
            self.odd("V07", line, "amount", message, one)

    # Counts and states

    def _counts(self, lines: list[Line]) -> Iterator[Count]:
        for line in lines:
            text = self.cell(line, "amount")
            quarter = self.words.quarters.get(plain(self.cell(line, "quarter")))
            if not text or quarter is None:
                continue
            try:
                number = parse_count(text) if text.replace(",", "").isdigit() else Fraction(parse_percent(text))
            except ValueError:
                message = Text(f"“{text}”不是不小于 0 的整数", f"{text} is not a whole number from 0 on")
                self.odd("V06", line, "amount", message)
                continue
            measure, district = self.cell(line, "measure"), self.cell(line, "district")
            yield Count(self.where(line, "amount"), measure, district, quarter, number)

    def _statuses(self, lines: list[Line]) -> Iterator[Status]:
        for line in lines:
            text = self.cell(line, "status")
            if not text:
                continue
            state = self.words.states.get(plain(text))
            if state is None:
                listed = list(self.words.states)
                hint = Text(f"可用：{'、'.join(listed)}", f"possible: {', '.join(listed)}")
                self.odd("V08", line, "status", Text(f"状态“{text}”无法识别", f"no status {text}"), hint)
                continue
            yield Status(self.where(line, "status"), self.cell(line, "code"), state)


def _names_a_day(text: str) -> bool:
    """Whether it names a day; the first of a month is how a workbook keeps the month."""
    match = _DAY.match(unicodedata.normalize("NFKC", text))
    return bool(match) and int(match[1] or match[2]) != 1  # type: ignore[index]


UNITS_ONLY = Text("填了销量，没有填实际销售额", "there is a volume but no amount")
WRITE_AMOUNT = Text("补上金额；没有销售写 0", "give the amount, 0 where nothing was sold")
