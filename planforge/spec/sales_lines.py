"""The lines of a table of sales, understood one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from planforge.problem import Problem, Text, Where
from planforge.spec.sales import AXES, MOST_TOLD, Node, Sale
from planforge.spec.sales_columns import is_grand_total, is_total, kind_of
from planforge.spec.sales_dates import Dates
from planforge.spec.sales_layout import Layout, Value, only_year
from planforge.spec.sales_numbers import ERRORS, parse_figure, uses_decimal_comma
from planforge.spec.sales_rows import NAMED_FIRST, filled_down, is_title
from planforge.spec.sales_sheets import Sheet
from planforge.spec.sales_tally import Tally
from planforge.spec.values import UNWRITABLE

NIL = Decimal(0)
_APOSTROPHE = re.compile(r"^'(?=[=+@-])")  # what keeps Excel from taking a name for a formula
_OWN_UNIT = re.compile(r"\d\s*[)）]?\s*[^\W\d_]+\s*[)）]?$")
_REMARK = re.compile(r"注|备注|说明|制表|填报|note", re.IGNORECASE)


@dataclass(slots=True)
class Lines:
    """Reads the lines of one sheet. ``chosen`` is the column of every axis; ``year`` that of months without one, until
    a line between the others names another.

    After ``sales`` has run, the tallies say what was dropped or doubted, ``problems`` which cells could not be read.
    """

    sheet: Sheet
    layout: Layout
    chosen: Mapping[str, int]
    dates: Dates
    year: int
    rename: Mapping[str, str]
    district: str | None = None  # of the whole sheet, where its name says it
    totals: Tally = field(default_factory=Tally)
    blanks: Tally = field(default_factory=Tally)
    repeats: Tally = field(default_factory=Tally)
    returns: Tally = field(default_factory=Tally)
    notes: Tally = field(default_factory=Tally)
    holes: Tally = field(default_factory=Tally)  # months across, or districts, that a line leaves empty
    dropped: Tally = field(default_factory=Tally)  # lines that an identifier of their own shows to be copies
    assumed: Tally = field(default_factory=Tally)
    ragged: Tally = field(default_factory=Tally)  # lines with more cells than there are heads
    stated: list[tuple[int, Decimal]] = field(default_factory=list)  # sums of the whole table, by their lines
    problems: list[Problem] = field(default_factory=list)
    unread: int = 0
    is_year_told: bool = False
    orders: dict[int, set[str]] = field(default_factory=dict)  # by year
    customers: dict[int, set[str]] = field(default_factory=dict)
    _nodes: dict[tuple[str, ...], Node] = field(default_factory=dict)

    def sales(self) -> list[Sale]:
        """Every sale of the sheet."""
        self.is_year_told = self.layout.year is not None
        named = (*self.chosen.values(), *self.layout.axes["year"], *self.layout.axes["month"])
        rows = filled_down(self.sheet.rows[self.layout.first :], named)
        width = len(self.layout.heads)
        commas = {
            v.column: uses_decimal_comma(row[v.column] for _, row in rows if v.column < len(row))
            for v in self.layout.values
        }
        read = self._long if self.layout.shape == "long" else self._across
        seen: set[tuple[str, ...]] = set()
        found: list[Sale] = []
        for number, cells in rows:
            row = cells if len(cells) >= width else cells + ("",) * (width - len(cells))
            if any(cells[width:]):
                self.ragged.add(number)
            if self._is_kept(number, row, seen):
                found += read(number, row, commas)
        return found

    # Which lines count

    def _is_kept(self, number: int, row: tuple[str, ...], seen: set[tuple[str, ...]]) -> bool:
        if self._is_total(row):
            name = next(cell for cell in row if cell)
            self.totals.add(number, name)
            if is_grand_total(name):
                self.stated += ((number, total) for total in self._stated(row))
            return False
        if row == self.layout.heads:
            return False
        if not any(row[value.column] for value in self.layout.values) or is_title(row):
            return self._empty(number, row)
        if row in seen:
            own = self.layout.axes["row"]
            copies = self.dropped if own and row[own[0]] else self.repeats
            copies.add(number)
            return copies is self.repeats
        seen.add(row)
        return True

    def _empty(self, number: int, row: tuple[str, ...]) -> bool:
        """A line without a figure: a year that begins, a note below the table, or a sale of an unknown amount."""
        month, text = self.layout.axes["month"], next((cell for cell in row if cell), "")
        year = only_year(text)
        if is_title(row) and year and not _REMARK.match(text):
            self.year, self.is_year_told = year, True
        elif self.layout.shape == "long" and month and row[month[0]] and not is_title(row):
            self.blanks.add(number)
        else:
            self.notes.add(number, text)
        return False

    def _stated(self, row: tuple[str, ...]) -> Iterator[Decimal]:
        """The sum that a line of totals states, where it states all of it."""
        columns = [value.column for value in self.layout.values if value.kind == "amount"]
        try:
            figures = [parse_figure(row[column]) for column in columns]
        except ValueError:
            return
        known = [figure for figure in figures if figure is not None]
        if known and len(known) == len(figures):
            yield sum(known, NIL) * self.layout.scale

    def _is_total(self, row: tuple[str, ...]) -> bool:
        named = {*range(min(NAMED_FIRST, len(row))), *self.chosen.values()}
        return any(row[place] and is_total(row[place]) for place in named)

    # What they say

    def _long(self, number: int, row: tuple[str, ...], commas: Mapping[int, bool]) -> Iterator[Sale]:
        period = self._period(number, row)
        if period is None:
            return
        figures: dict[str, Decimal] = {}
        for value in self.layout.values:
            figure = self._figure(number, row, value, commas[value.column])
            if figure is not None:
                figures[value.kind] = figure
            elif value.kind in ("amount", "price"):
                return
        if "price" in figures and "units" in figures:
            figures["amount"] = figures["price"] * figures["units"]
        if "amount" in figures:
            yield self._sale(number, row, period, figures, None)

    def _across(self, number: int, row: tuple[str, ...], commas: Mapping[int, bool]) -> Iterator[Sale]:
        measure = self._measure(row)
        sums: dict[tuple[int, int, str | None], dict[str, Decimal]] = {}
        down = self._period(number, row) if self.layout.shape == "cross" else None
        if measure is None or (self.layout.shape == "cross" and down is None):
            return
        for value in self.layout.values:
            kind = measure if measure != "amount" else value.kind
            period = down or self._column_period(number, row, value)
            if period is None:
                continue
            figure = self._figure(number, row, value, commas[value.column], kind)
            if figure is None:
                self.holes.add(number, self.layout.heads[value.column])
            else:
                sums.setdefault((*period, value.district), {})[kind] = figure
        for (year, month, district), figures in sums.items():
            yield self._sale(number, row, (year, month), figures, district)

    def _measure(self, row: tuple[str, ...]) -> str | None:
        """What the figures of a line are, where a column says so; None for one that is no sales."""
        places = self.layout.axes["measure"]
        if not places or places[0] in self.chosen.values() or not row[places[0]]:
            return "amount"
        return kind_of(row[places[0]])

    def _period(self, number: int, row: tuple[str, ...]) -> tuple[int, int] | None:
        """Year and month of a line: from its own cells, else from the sheet."""
        places, years = self.layout.axes["month"], self.layout.axes["year"]
        if not places:
            return self.year, self.layout.month or 1
        text = row[places[0]]
        try:
            year, month = self.dates.month(text)
            if year is None and years:
                year = _year(row[years[0]])
        except ValueError:
            self._odd(number, places[0], _MONTH.of(text), WRITE_MONTH, "H05")
            return None
        if year is None and not self.is_year_told:
            self.assumed.add(number, text)
        return year or self.year, month

    def _column_period(self, number: int, row: tuple[str, ...], value: Value) -> tuple[int, int] | None:
        years = self.layout.axes["year"]
        year = value.year
        if year is None and years:
            try:
                year = _year(row[years[0]])
            except ValueError:
                self._odd(number, years[0], _MONTH.of(row[years[0]]), WRITE_MONTH, "H05")
                return None
        if (year is None or year <= 0) and not self.is_year_told:
            self.assumed.add(number, self.layout.heads[value.column])
        return (year if year and year > 0 else self.year + (year or 0)), value.month or 1

    def _figure(
        self, number: int, row: tuple[str, ...], value: Value, comma: bool, kind: str | None = None
    ) -> Decimal | None:
        text = row[value.column]
        try:
            figure = parse_figure(text, decimal_comma=comma)
        except ValueError:
            if (kind or value.kind) == "profit":
                return None
            fault = text.strip().lower() in ERRORS
            words = _FAULT if fault else _UNITS if (kind or value.kind) == "units" else _AMOUNT
            self._odd(number, value.column, words.of(text), WRITE_NUMBER, "H06")
            return None
        if figure is None and value.kind in ("amount", "price") and self.layout.shape == "long":
            self.blanks.add(number)
        if figure is None or (kind or value.kind) == "units" or _has_unit(text):
            return figure
        return figure * self.layout.scale

    def _sale(
        self,
        number: int,
        row: tuple[str, ...],
        period: tuple[int, int],
        figures: Mapping[str, Decimal],
        district: str | None,
    ) -> Sale:
        amount = figures.get("amount", NIL)
        if amount < 0:
            self.returns.add(number)
        year, month = period
        for key, found in (("order", self.orders), ("customer", self.customers)):
            if self.layout.axes[key] and (name := row[self.layout.axes[key][0]]):
                found.setdefault(year, set()).add(name)
        return Sale(number, year, month, self._node(row, district), amount, figures.get("units"), figures.get("profit"))

    def _node(self, row: tuple[str, ...], district: str | None) -> Node:
        names = tuple(row[self.chosen[axis]] if axis in self.chosen else "" for axis in AXES)
        names = (district or names[0] or self.district or "", *names[1:])
        if names not in self._nodes:
            shown = (_APOSTROPHE.sub("", " ".join(UNWRITABLE.sub("", name).split())) for name in names)
            self._nodes[names] = Node(*(self.rename.get(name, name) or None for name in shown))
        return self._nodes[names]

    def _odd(self, number: int, column: int, words: Text, hint: Text, code: str) -> None:
        """Tell what is wrong with a cell."""
        self.unread += 1
        if self.unread <= MOST_TOLD:
            head = self.layout.heads[column]
            message = Text(f"{head}：{words.zh}", f"{head}: {words.en}")
            self.problems.append(Problem(code, message, hint, ("history",), Where(self.sheet.file, number, column + 1)))

    def more(self) -> Iterator[Problem]:
        """How many more cells could not be read than are told."""
        rest = self.unread - MOST_TOLD
        if rest > 0:
            words = Text(f"还有 {rest} 行也无法读取", f"{rest} more lines cannot be read")
            yield Problem("H06", words, WRITE_NUMBER, ("history",), Where(self.sheet.file))


def _year(text: str) -> int:
    digits = "".join(character for character in text if character.isdigit())[:4]
    year = int(digits) if digits else 0
    if not 1980 <= year <= 2100:
        raise ValueError(text)
    return year


def _has_unit(text: str) -> bool:
    """Whether a figure names its own unit: 1.2万, 30k, 100元."""
    return not text[-1:].isdigit() and bool(_OWN_UNIT.search(text))


@dataclass(frozen=True, slots=True)
class _Phrase:
    zh: str
    en: str

    def of(self, text: str) -> Text:
        return Text(self.zh.format(text=text), self.en.format(text=text))


_MONTH = _Phrase("月份“{text}”无法识别", "month {text} cannot be read")
_AMOUNT = _Phrase("销售额“{text}”不是数字", "sales of {text} are not a number")
_UNITS = _Phrase("销量“{text}”不是数字", "volume {text} is not a number")
_FAULT = _Phrase("单元格是错误值 {text}", "the cell holds the error {text}")
WRITE_MONTH = Text("写作 2026-01 或 2026年1月", "write 2026-01")
WRITE_NUMBER = Text("写数字；没有销售写 0", "write a number, 0 where nothing was sold")
