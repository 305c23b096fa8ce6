"""The lines of one table of sales, understood one by one; every figure is counted or left out for a reason."""

from __future__ import annotations

import datetime
import itertools
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter
from typing import Any

from planforge.ledger.dates import Dates
from planforge.ledger.figures import ERRORS, Cell, figure_of, is_number, shown, uses_decimal_comma
from planforge.ledger.heads import (
    AXES,
    is_grand_total,
    is_total,
    is_whole_total,
    kind_of,
    other_of,
    scale_of,
    volume_scale,
)
from planforge.ledger.layout import Layout, Value, financial_years, is_financial, only_year
from planforge.ledger.sales import NIL, Account, Node, Sale, Share, Tally
from planforge.ledger.sheets import Sheet
from planforge.ledger.totals import Vector, is_close, sums_of_others
from planforge.problem import Where
from planforge.spec.values import UNWRITABLE

NAMED_FIRST = 4  # cells at the left of a line that may say it is a sum
LONGEST_NESTED = 5_000  # rows of a table up to which sums are looked for among all of them
_APOSTROPHE = re.compile(r"^'(?=[=+@-])")  # what keeps Excel from taking a name for a formula
_OWN_UNIT = re.compile(r"\d\s*[)）]?\s*[^\W\d_]+\s*[)）]?$")
_GROUPED_YEAR = re.compile(r"^([12])[,.'’ ](\d{3})(?:[,.]0+)?$")  # a year that a format of numbers has cut
_REMARK = re.compile(r"注|备注|说明|制表|填报|note", re.IGNORECASE)
_SEVERAL = re.compile(r"[^\W\d_]{2,}\s*[/、&＆+]\s*[^\W\d_]{2,}")
ESTIMATED = ("预计", "estimate", "estimated")
Period = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """What one sheet gave."""

    sheet: Sheet
    layout: Layout
    sales: tuple[Sale, ...]
    account: Account
    tallies: Mapping[str, Tally]
    odd: Mapping[tuple[int, str], Tally]
    stated: Sequence[tuple[int, Decimal]]
    year: int
    orders: Mapping[int, set[str]]
    customers: Mapping[int, set[str]]
    own_units: Mapping[bool | str, Where]
    begins: int = 4  # the month in which years begin that lie in two
    twice: tuple[tuple[Sale, Where], ...] = ()  # lines that tell a month of a node again, and the place of the first

    @property
    def unread(self) -> int:
        """Cells that could not be read."""
        return sum(tally.count for tally in self.odd.values())

    @property
    def priced(self) -> bool:
        """Whether prices, signs of a currency or units beside the figures show what unit the amounts are in."""
        return self.layout.priced or bool(self.own_units.keys() - {False})

    @property
    def amount(self) -> Decimal:
        """What its sales come to."""
        return sum((sale.amount for sale in self.sales), NIL)


@dataclass(slots=True)
class Reader:
    """Reads the lines of one sheet. ``chosen`` is the column of every role; ``year`` that of months without one, until
    a line between the others names another. ``whole`` is the name of an axis that the sheet stands for."""

    sheet: Sheet
    layout: Layout
    chosen: Mapping[str, int]
    dates: Dates
    year: int
    rename: Mapping[str, str]
    whole: Mapping[str, str] = field(default_factory=dict)
    across: str = "district"
    account: Account = field(default_factory=Account)
    tallies: dict[str, Tally] = field(default_factory=dict)
    odd: dict[tuple[int, str], Tally] = field(default_factory=dict)  # cells that cannot be read, by column and cause
    stated: list[tuple[int, Decimal]] = field(default_factory=list)  # sums of the whole table, by their lines
    year_told: bool = False
    orders: dict[int, set[str]] = field(default_factory=dict)
    customers: dict[int, set[str]] = field(default_factory=dict)
    own_units: dict[bool | str, Where] = field(default_factory=dict)
    _nodes: dict[tuple[Cell, ...], Node] = field(default_factory=dict)
    _filled: dict[int, dict[int, Cell]] = field(default_factory=dict)  # by column, by row
    _commas: dict[int, bool] = field(default_factory=dict)
    volume_unit: str = ""  # that volumes are wanted in
    _scale: Decimal = Decimal(1)
    _volume_scale: Decimal = Decimal(1)
    _begins: int = 1  # the month in which years begin that lie in two
    _round: bool = False  # the lines of a year go on to December and round
    _spans: bool = False  # the year of months without one lies in two, of which ``year`` is the second
    _plain: tuple[int, int] | None = None  # the first amount that is a bare number
    _measures: dict[Cell, str | None] = field(default_factory=dict)
    _sections: list[tuple[int, int]] = field(default_factory=list)  # rows that name a year for those below
    _odd_cells: set[tuple[int, int]] = field(default_factory=set)
    _unused: dict[str, int] = field(default_factory=dict)  # figures of lines of which no sale is made, by kind

    def read(self) -> Part:
        """Every sale of the sheet."""
        sheet, layout = self.sheet, self.layout
        self.account.cells = sheet.count()
        self.year_told = layout.year is not None
        self._scale = Decimal(1) if layout.scale is None else layout.scale
        self._volume_scale = (self.volume_unit and volume_scale(layout.volume_unit, self.volume_unit)) or Decimal(1)
        self._commas = {
            v.column: uses_decimal_comma(c for c in sheet.distinct(v.column, layout.first) if isinstance(c, str))
            for v in layout.values
        }
        for row in range(layout.first):
            if figures := sheet.figures(row):
                self.account.add("above", figures)
        rows = self._kept()
        self._fill(rows)
        self._spans = financial_years(layout.year_from) is not None
        self._begins = self._first_month(rows)
        sales = self._details([*self._long(rows)] if layout.shape == "long" else [*self._across(rows)], rows)
        self._labels(rows)
        if self._plain is not None:
            self.own_units.setdefault(False, sheet.where(*self._plain))
        return Part(
            sheet, layout, sales, self.account, self.tallies, self.odd, self.stated, self.year, self.orders,
            self.customers, self.own_units, self._begins, tuple(self._told_twice(sales)),
        )  # fmt: skip

    def tally(self, kind: str) -> Tally:
        """The tally of a kind of oddity."""
        return self.tallies.setdefault(kind, Tally())

    # Which lines count

    def _kept(self) -> list[int]:
        """The rows that are sales: no heads, sums, copies, titles or notes."""
        sheet, first = self.sheet, self.layout.first
        columns = [value.column for value in self.layout.values]
        heads = self.layout.heads
        axes = (self.chosen[axis] for axis in AXES if axis in self.chosen)
        names = sorted({*range(min(NAMED_FIRST, len(heads))), *axes})
        worded = self._worded(names)
        blank = self._blank(columns)
        beyond = 1 + max((place for place, head in enumerate(heads) if head), default=0)
        ragged = sheet.name == "" and sheet.width > beyond
        own = self.chosen.get("row")
        repeats = self._may_repeat(first)
        seen: set[tuple[Cell, ...]] = set()
        kept: list[int] = []
        if not (worded or blank or ragged or repeats or heads[0] in sheet.distinct(0, first)):
            return self._without_sums(list(range(first, len(sheet.rows))), columns)
        for row in range(first, len(sheet.rows)):
            cells = sheet.rows[row]
            if row in worded:
                self._total(row, columns)
            elif row in blank:
                self._empty(row)
            elif cells[0] == heads[0] and self._is_heads(row):
                self.account.add("above", sheet.figures(row))
            else:
                if ragged and any(cell != "" for cell in cells[beyond:]):
                    self.tally("ragged").add(sheet.where(row))
                if repeats and self._repeats(row, seen, own):
                    continue
                kept.append(row)
        return self._without_sums(kept, columns)

    def _blank(self, columns: Sequence[int]) -> set[int]:
        """The rows without any figure of their own."""
        found: set[int] | None = None
        for place in columns:
            column = self.sheet.column(place)
            empty = {n for n, cell in enumerate(column) if cell == ""} if "" in self.sheet.distinct(place, 0) else set()
            empty |= {row for row, at in self.sheet.copied if at == place}
            found = empty if found is None else found & empty
            if not found:
                return set()
        return found or set()

    def _may_repeat(self, first: int) -> bool:
        """Whether lines may repeat: not where a column is different in every one of them."""
        places = [
            *range(min(NAMED_FIRST, self.sheet.width)),
            *(p for p in (self.chosen.get("order"),) if p is not None),
        ]
        lines = len(self.sheet.rows) - first
        return not any(len(self.sheet.distinct(place, first)) == lines for place in places)

    def _repeats(self, row: int, seen: set[tuple[Cell, ...]], own: int | None) -> bool:
        """Tell a line that is the same as an earlier one; True for one that its own number shows to be a copy."""
        key = tuple(self.sheet.rows[row])
        if key not in seen:
            seen.add(key)
            return False
        copy = own is not None and self.sheet.column(own)[row] != ""
        self.tally("dropped" if copy else "repeats").add(self.sheet.where(row))
        if copy:
            self.account.add("copy", self.sheet.figures(row))
        return copy

    def _worded(self, names: Sequence[int]) -> set[int]:
        """The rows in which a name means a sum."""
        first = self.layout.first
        columns = [self.sheet.column(place) for place in names]
        cells = {cell for p in names for cell in self.sheet.distinct(p, first) if type(cell) is str}
        words = {text for text in cells if not text[-1:].isdigit() and is_total(text)}
        words = {text for text in words if not _is_latin_name(text, cells)}
        if not words:
            return set()
        return {row for column in columns for row, cell in enumerate(column) if row >= first and cell in words}

    def _total(self, row: int, columns: Sequence[int]) -> None:
        sheet = self.sheet
        name = next((text for text in sheet.texts(row) if is_total(text)), "")
        self.tally("totals").add(sheet.where(row), name)
        figures = self._vector(row, columns)
        self.account.add("total", sheet.figures(row), sum(figures, NIL) * self._scale, example=name)
        if is_grand_total(name):
            amounts = [value.column for value in self.layout.values if value.kind == "amount"]
            known = [number_of(cell_at(sheet.rows[row], column), self._commas.get(column, False)) for column in amounts]
            if known and None not in known:
                self.stated.append((sheet.numbers[row], sum((n for n in known if n is not None), NIL) * self._scale))

    def _vector(self, row: int, columns: Sequence[int]) -> Vector:
        """The amounts of a row, empty and odd cells as nil."""
        cells = self.sheet.rows[row]
        return tuple(
            NIL if (row, c) in self.sheet.copied else number_of(cell_at(cells, c), self._commas.get(c, False)) or NIL
            for c in columns
        )

    def _empty(self, row: int) -> None:
        """A line without a figure: a year that begins, a note beside the table, or a sale of an unknown amount."""
        sheet = self.sheet
        texts = [text for text in sheet.texts(row) if text]
        month = self.chosen.get("month")
        year = only_year(texts[0]) if texts else None
        title = len(set(texts)) == 1 and not is_number(texts[0])
        if (title or (len(set(texts)) == 1 and year)) and year and not _REMARK.match(texts[0]):
            self.year, self.year_told = year, True
            self._sections.append((row, year))
            self.account.add("above", sheet.figures(row))
        elif self.layout.shape == "long" and month is not None and sheet.text(row, month) and not title:
            self.tally("blanks").add(sheet.where(row))
            self.account.add("unread", sheet.figures(row))
        else:
            if texts and not self._is_heads(row):
                self.tally("notes").add(sheet.where(row), texts[0])
            self.account.add("note", sheet.figures(row))

    def _is_heads(self, row: int) -> bool:
        texts = self.sheet.texts(row)
        return texts[: len(self.layout.heads)] == self.layout.heads

    # Sums without a word

    def _without_sums(self, kept: list[int], columns: Sequence[int]) -> list[int]:
        """The rows without those that add others up."""
        if not kept:
            return kept
        axes = [self.chosen[axis] for axis in AXES if axis in self.chosen]
        if self.layout.shape == "long":
            found = self._sums_in_list(kept, axes)
        elif self.layout.shape == "wide" and len(kept) <= LONGEST_NESTED:
            found = self._sums_in_table(kept, axes, columns)
        else:
            found = self._sums_in_cross(kept, columns)
        for row in sorted(found):
            name = " ".join(dict.fromkeys(self.sheet.text(row, place) for place in axes if self.sheet.text(row, place)))
            vector = self._vector(row, [v.column for v in self.layout.values if v.kind == "amount"])
            self.tally("sums").add(self.sheet.where(row), name, sum(vector, NIL) * self._scale)
            self.account.add("total", self.sheet.figures(row), sum(vector, NIL) * self._scale, example=name)
        return [row for row in kept if row not in found]

    def _unnamed(self, kept: Sequence[int], axes: Sequence[int]) -> frozenset[int]:
        if not axes:
            return frozenset()
        columns = [self.sheet.column(place) for place in axes]
        if not all("" in column for column in columns):
            return frozenset()
        return frozenset(row for row in kept if not any(column[row] != "" for column in columns))

    def _sums_in_table(self, kept: Sequence[int], axes: Sequence[int], columns: Sequence[int]) -> set[int]:
        vectors = {row: self._vector(row, columns) for row in kept}
        measure = self.chosen.get("measure")
        found: set[int] = set()
        groups: dict[str, list[int]] = {}
        for row in kept:
            groups.setdefault("" if measure is None else self.sheet.text(row, measure), []).append(row)
        for rows in groups.values():
            marks = frozenset(row for row in range(rows[0], rows[-1]) if row not in vectors)
            sums = sums_of_others({row: vectors[row] for row in rows}, self._unnamed(rows, axes), marks)
            found |= sums.keys()
            found |= self._by_stated({row: vectors[row] for row in rows if row not in sums}, len(groups))
        return found

    def _by_stated(self, rows: Mapping[int, Vector], groups: int) -> set[int]:
        """Rows of few different figures that equal the rows below them, where only without them the lines come to the
        sum that the table states."""
        if groups > 1 or len(self.stated) != 1:
            return set()
        amounts = [place for place, v in enumerate(self.layout.values) if v.kind == "amount"]
        totals = {row: sum((vector[p] for p in amounts), NIL) * self._scale for row, vector in rows.items()}
        stated, whole = self.stated[0][1], sum(totals.values(), NIL)
        if not stated or is_close((stated,), (whole,)):
            return set()
        order = sorted(rows)
        parents: set[int] = set()
        at = 0
        while at < len(order):
            run = NIL
            for end in range(at + 1, len(order)):
                run += totals[order[end]]
                if (
                    run == totals[order[at]]
                    and run
                    and all(
                        sum((rows[order[n]][p] for n in range(at + 1, end + 1)), NIL) == rows[order[at]][p]
                        for p in amounts
                    )
                ):
                    parents.add(order[at])
                    at = end
                    break
            at += 1
        return parents if is_close((stated,), (whole - sum((totals[row] for row in parents), NIL),)) else set()

    def _sums_in_list(self, kept: Sequence[int], axes: Sequence[int]) -> set[int]:
        """Rows of a list that name nobody and come to all rows since the last sum, of their month, or of the table."""
        unnamed = self._unnamed(kept, axes)
        if not unnamed or len(unnamed) == len(kept):
            return set()
        month = self.chosen.get("month")
        columns = [value.column for value in self.layout.values if value.kind in ("amount", "units")]
        merged = self._is_outline(kept, axes[0]) if axes else False
        since: list[Decimal] = [NIL] * len(columns)
        whole, lines, all_lines = list(since), 0, 0
        months: dict[Cell, tuple[list[Decimal], int]] = {}
        found: set[int] = set()
        everything = [sum(column, NIL) for column in zip(*(self._vector(row, columns) for row in kept), strict=True)]
        for row in kept:
            vector = self._vector(row, columns)
            period = cell_at(self.sheet.rows[row], month) if month is not None else ""
            own, count = months.setdefault(period, ([NIL] * len(columns), 0))
            blocks = [(since, lines), (whole, all_lines), *([(own, count)] if period != "" else [])]
            rest = [total - figure - before for total, figure, before in zip(everything, vector, whole, strict=True)]
            blocks += [(rest, len(kept) - all_lines - 1)] if not all_lines else []
            if (
                row in unnamed
                and not ((merged or self.dates.daily) and period != "")
                and any(vector)
                and any(n >= (1 if found else 2) and is_close(vector, sums) for sums, n in blocks)
            ):
                found.add(row)
                since, lines = [NIL] * len(columns), 0
                continue
            since = [a + b for a, b in zip(since, vector, strict=True)]
            whole = [a + b for a, b in zip(whole, vector, strict=True)]
            months[period] = ([a + b for a, b in zip(own, vector, strict=True)], count + 1)
            lines, all_lines = lines + 1, all_lines + 1
        return found

    def _sums_in_cross(self, kept: Sequence[int], columns: Sequence[int]) -> set[int]:
        """Rows of months down that name no month and come to all the others: a total below or above."""
        month = self.chosen.get("month")
        if month is None:
            return set()
        bare = [row for row in kept if self.sheet.text(row, month) == ""]
        others = [row for row in kept if row not in bare]
        if not bare or len(others) < 2:
            return set()
        whole = [sum(column, NIL) for column in zip(*(self._vector(row, columns) for row in others), strict=True)]
        return {row for row in bare if is_close(self._vector(row, columns), whole)}

    # Names that a merged cell carries down

    def _fill(self, rows: Sequence[int]) -> None:
        places = [self.chosen[role] for role in ("year", "month", *AXES) if role in self.chosen]
        for place in dict.fromkeys(places):
            if "" in self.sheet.column(place) and self._is_outline(rows, place):
                last: Cell = ""
                for row in rows:
                    cell = self.sheet.column(place)[row]
                    if cell == "":
                        self._filled.setdefault(place, {})[row] = last
                        self.tally(f"filled {place}").add(self.sheet.where(row, place), shown(last))
                    last = cell if cell != "" else last

    def _is_outline(self, rows: Sequence[int], place: int) -> bool:
        """Whether a column names only the first line of a block, as under a merged cell: it begins with a name, names
        no block twice in a row, leaves at least a quarter of its cells empty, and other names tell the lines apart."""
        cells = [self.sheet.column(place)[row] for row in rows]
        named = [cell for cell in cells if cell != ""]
        if not cells or cells[0] == "" or len(named) == len(cells) or len(named) * 4 > len(cells) * 3:
            return False
        if any(one != "" and one == other for one, other in itertools.pairwise(cells)):
            return False
        others = [p for role, p in self.chosen.items() if role in ("year", "month", "measure", *AXES) and p != place]
        keys = [tuple(cell_at(self.sheet.rows[row], p) for p in others) for row in rows]
        if any(cell == "" and key == before for cell, key, before in zip(cells[1:], keys[1:], keys, strict=False)):
            return False  # a line that differs from the one above in nothing but the missing name
        return len(set(named)) == len(named) or self._recurs_in_order(named)

    def _recurs_in_order(self, named: Sequence[Cell]) -> bool:
        """Whether the names come again in the same order, block after block."""
        distinct = list(dict.fromkeys(named))
        return all(name == distinct[n % len(distinct)] for n, name in enumerate(named))

    def _cell(self, row: int, cells: Sequence[Cell], place: int) -> Cell:
        filled = self._filled.get(place)
        return filled[row] if filled and row in filled else cell_at(cells, place)

    # What they say

    def _long(self, rows: Sequence[int]) -> Iterator[Sale]:
        layout, sheet, account = self.layout, self.sheet, self.account
        month, years = self.chosen.get("month"), self.chosen.get("year")
        axes = [self.chosen.get(axis) for axis in AXES]
        columns = {value.kind: value.column for value in layout.values}
        figures = {value.kind: self._figures(value, rows) for value in layout.values}
        nothing: list[Decimal | None] = [None] * len(rows)
        units, profits, prices = (figures.get(kind, nothing) for kind in ("units", "profit", "price"))
        amounts = figures.get("amount") or [
            None if one is None or other is None else one * other / self._volume_scale
            for one, other in zip(units, prices, strict=True)
        ]
        whose = [self._names(place, rows) for place in axes]
        when = ["" for _ in rows] if month is None else self._names(month, rows)
        column = columns.get("amount", columns.get("price", 0))
        steady = years is None and not self._sections
        known = self._steady_periods(when) if steady and month is not None and None not in amounts else {}
        if known:
            yield from self._all_at_once(rows, [known[cell] for cell in when], whose, column, (amounts, units, profits))
        self._begin_sections()
        nodes, numbers, file = self._nodes, sheet.numbers, sheet.file
        periods: dict[Cell, Period] = {}
        each = zip(rows, when, amounts, units, profits, zip(*whose, strict=True), strict=True)
        for row, cell, amount, unit, profit, names in each if not known else ():
            period = periods.get(cell)
            if period is None:
                self._enter(row)
                period = self._period(row, sheet.rows[row], month, years)
                if steady and period is not None and "assumed" not in self.tallies:
                    periods[cell] = period
            if period is None or amount is None:
                self._left(row, columns, period, amount)
                continue
            if amount < 0:
                self.tally("returns").add(sheet.where(row, column), amount=amount)
            node = nodes.get(names) or self._node(names)
            yield Sale(file, numbers[row], column + 1, period[0], period[1], node, amount, unit, profit)
        for kind, found in figures.items():
            used = len(found) - found.count(None) - self._unused.get(kind, 0)
            account.add(kind, used, lines=used)

    def _all_at_once(
        self,
        rows: Sequence[int],
        periods: Sequence[Period],
        whose: Sequence[Sequence[Cell]],
        column: int,
        figures: tuple[Sequence[Decimal | None], ...],
    ) -> Iterator[Sale]:
        """The sales of lines all of which have a date and an amount. A hundred thousand want no loop of ours."""
        for row, amount in zip(rows, figures[0], strict=True):
            if amount is not None and amount < 0:
                self.tally("returns").add(self.sheet.where(row, column), amount=amount)
        nodes = _Nodes(self._node)
        years, months = map(itemgetter(0), periods), map(itemgetter(1), periods)
        numbers, file = map(self.sheet.numbers.__getitem__, rows), itertools.repeat(self.sheet.file)
        column_, actual = itertools.repeat(column + 1), itertools.repeat(False)
        fields = (
            file,
            numbers,
            column_,
            years,
            months,
            map(nodes.__getitem__, zip(*whose, strict=True)),
            *figures,
            actual,
        )
        yield from map(Sale._make, zip(*fields, strict=False))

    def _steady_periods(self, when: Sequence[Cell]) -> dict[Cell, Period]:
        """Year and month of every different date; empty where one cannot be read or its year is assumed."""
        found: dict[Cell, Period] = {}
        for cell in dict.fromkeys(when):
            try:
                year, month = self.dates.month(cell)
            except ValueError:
                return {}
            if year is None and not self.year_told:
                return {}
            found[cell] = (year or self.year, month)
        return found

    def _names(self, place: int | None, rows: Sequence[int]) -> list[Cell]:
        """A column of names by line, those filled in that a merged cell left empty."""
        if place is None:
            return [""] * len(rows)
        column, filled = self.sheet.column(place), self._filled.get(place)
        return [filled.get(row, column[row]) for row in rows] if filled else [column[row] for row in rows]

    def _figures(self, value: Value, rows: Sequence[int]) -> list[Decimal | None]:
        """A column of figures by line, in currency units; None where a cell holds nothing or cannot be read."""
        column, scale = self.sheet.column(value.column), self._scale
        if set(map(type, column[self.layout.first :])) == {float} and not self.sheet.copied:
            if value.kind == "amount" and rows:
                self._plain = (rows[0], value.column)
            plain = [Decimal(f"{column[row]:.15g}") for row in rows]
            scale = self._volume_scale if value.kind == "units" else scale
            return [figure * scale for figure in plain] if scale != 1 else [*plain]
        return [self._figure(row, self.sheet.rows[row], value) for row in rows]

    def _left(self, row: int, columns: Mapping[str, int], period: Period | None, amount: Decimal | None) -> None:
        """A line of which no sale is made: its figures are left out, and told where nothing else tells why."""
        cells = self.sheet.rows[row]
        for kind, place in columns.items():
            if (
                number_of(cell_at(cells, place), self._commas.get(place, False)) is not None
                and (row, place) not in self.sheet.copied
            ):
                self._unused[kind] = self._unused.get(kind, 0) + 1
        if period is not None:
            needed = ("amount",) if "amount" in columns else ("units", "price")
            lacking = next((k for k in needed if number_of(cell_at(cells, columns[k]), False) is None), None)
            if lacking:
                self._lacking(row, cells, lacking)
        self.account.add("unread", self._own_figures(row, columns.values()), amount or NIL)

    def _details(self, sales: Sequence[Sale], rows: Sequence[int]) -> tuple[Sale, ...]:
        """Lines with the unit and the state that columns of their own give them; orders and customers counted."""
        place = {number: row for row, number in enumerate(self.sheet.numbers)}
        years = [sale.year for sale in sales]
        for role, found in (("order", self.orders), ("customer", self.customers)):
            if role in self.chosen:
                column = self.sheet.column(self.chosen[role])
                lines = rows if len(rows) == len(sales) else [place[sale.line] for sale in sales]
                cells = [column[row] for row in lines]
                for year in set(years):
                    names = set(itertools.compress(cells, map(year.__eq__, years))) - {""}
                    found[year] = {name if isinstance(name, str) else shown(name) for name in names}
        unit, origin = self.chosen.get("unit"), self.chosen.get("estimated")
        if unit is not None:
            sales = [s._replace(amount=self._in_unit(place[s.line], unit, s.amount)) for s in sales]
        if origin is not None:
            state = self.sheet.column(origin)
            sales = [s._replace(estimated=shown(state[place[s.line]]).lower() in ESTIMATED) for s in sales]
        return tuple(sales)

    def _told_twice(self, sales: Sequence[Sale]) -> Iterator[tuple[Sale, Where]]:
        """Lines of a table by month whose names and month another line has told already, text for text."""
        if self.dates.daily or "day" in self.chosen or self.layout.shape != "long":
            return
        rows = {number: row for row, number in enumerate(self.sheet.numbers)}
        figures = {value.column for value in self.layout.values} | {self.chosen.get("month", -1)}
        first: dict[tuple[object, ...], Sale] = {}
        for sale in sales:
            cells = self.sheet.rows[rows[sale.line]]
            texts = (
                cell
                for p, cell in enumerate(cells)
                if p not in figures and isinstance(cell, str) and not is_number(cell)
            )
            key = (sale.year, sale.month, sale.node, *texts)
            if first.setdefault(key, sale) is not sale:
                yield sale, first[key].where

    def _own_figures(self, row: int, columns: Iterable[int]) -> int:
        cells = self.sheet.rows[row]
        return sum(is_number(cell_at(cells, c)) and (row, c) not in self.sheet.copied for c in columns)

    def _lacking(self, row: int, cells: Sequence[Cell], kind: str) -> None:
        """A line without an amount, or without the price or volume that would make one."""
        value = next(value for value in self.layout.values if value.kind == kind)
        cell = cell_at(cells, value.column)
        if (
            isinstance(cell, str)
            and (not cell or number_of(cell, False) is None)
            and not self._was_odd(row, value.column)
        ):
            units = next((v.column for v in self.layout.values if v.kind == "units"), None)
            if kind == "amount" and units is not None and is_number(cell_at(cells, units)):
                self.tally("units only").add(self.sheet.where(row, value.column))
            kinds = {"amount": "blanks", "price": "no price", "units": "no units"}
            self.tally(kinds[kind]).add(self.sheet.where(row, value.column))

    def _was_odd(self, row: int, column: int) -> bool:
        return (row, column) in self._odd_cells

    def _across(self, rows: Sequence[int]) -> Iterator[Sale]:
        layout, sheet = self.layout, self.sheet
        month, years = self.chosen.get("month"), self.chosen.get("year")
        axes = [self.chosen.get(axis) for axis in AXES]
        place = AXES.index(self.across)
        self._begin_sections()
        for row in rows:
            cells = sheet.rows[row]
            self._enter(row)
            measure = self._measure(row, cells)
            down = self._period(row, cells, month, years) if layout.shape == "cross" else None
            columns = [value.column for value in layout.values]
            if measure is None or (layout.shape == "cross" and down is None):
                self.account.add("measure" if measure is None else "unread", self._own_figures(row, columns))
                continue
            names = tuple("" if p is None else self._cell(row, cells, p) for p in axes)
            sums: dict[tuple[int, int, str | None], dict[str, tuple[Decimal, int]]] = {}
            for value in layout.values:
                kind = measure if measure != "amount" else value.kind
                figure = self._figure(row, cells, value, kind)
                if figure is None:
                    if not self._was_odd(row, value.column):
                        self.tally("holes").add(sheet.where(row, value.column), layout.heads[value.column])
                    continue
                period = self._column_period(row, cells, value, down, years)
                if period is None:
                    self.account.add("unread", 1, figure)
                    continue
                self.account.add(kind, int((row, value.column) not in sheet.copied))
                own = sums.setdefault((*period, value.name), {})
                before = own.get(kind)
                own[kind] = (figure + before[0], before[1]) if before else (figure, value.column)  # days across
            for (year, month_, name), figures in sums.items():
                whose = names if name is None else (*names[:place], name, *names[place + 1 :])
                amount, column = figures.get("amount") or (NIL, next(iter(figures.values()))[1])
                if amount < 0:
                    self.tally("returns").add(sheet.where(row, column), amount=amount)
                node = self._nodes.get(whose) or self._node(whose)
                units, profit = figures.get("units"), figures.get("profit")
                yield Sale(
                    sheet.file, sheet.numbers[row], column + 1, year, month_, node, amount,
                    units[0] if units else None, profit[0] if profit else None,
                )  # fmt: skip

    def _begin_sections(self) -> None:
        """Back to the year that the titles tell, before the lines that name others are met in their order."""
        if self._sections:
            self.year, self.year_told = self.layout.year or self.year, self.layout.year is not None

    def _enter(self, row: int) -> None:
        """A line that names a year has been passed."""
        begun = [year for at, year in self._sections if at < row]
        if begun:
            self.year, self.year_told = begun[-1], True

    def _measure(self, row: int, cells: Sequence[Cell]) -> str | None:
        """What the figures of a line are, where a column says so; None for one that is no sales."""
        place = self.chosen.get("measure")
        if place is None or cell_at(cells, place) == "":
            return "amount"
        cell = cell_at(cells, place)
        if cell not in self._measures:
            self._measures[cell] = kind_of(shown(cell).strip())
        return self._measures[cell]

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
        return (year or self.year), number

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
            for row in rows[:5_000]:
                cells = self.sheet.rows[row]
                if years is not None and self._cell(row, cells, years) != first:
                    continue
                try:
                    order.append(self.dates.month(self._cell(row, cells, month))[1])
                except ValueError:
                    continue
        order = list(dict.fromkeys(order))
        rises = order[:1] != [1] and order == [(order[0] + n - 1) % 12 + 1 for n in range(len(order))]
        self._round = bool(order) and rises and order[-1] < order[0]
        return order[0] if self._round else 4

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
        if is_financial(self.layout.heads[years] + shown(cell)) and self._round:
            self._odd(row, years, "financial", shown(cell))
            return None
        try:
            return year_of(cell)
        except ValueError:
            self._odd(row, years, "year", shown(cell))
            return None

    def _column_period(
        self, row: int, cells: Sequence[Cell], value: Value, down: Period | None, years: int | None
    ) -> Period | None:
        year = value.year
        if year is None and down is None and years is not None:
            year = self._own_year(row, cells, years, value.month or self.layout.month or 1)
            if year is None:
                return None
        month = value.month or (down[1] if down else self.layout.month or 1)
        if down is not None and (year is None or year <= 0):
            return down
        if (year is None or year <= 0) and not self.year_told:
            self.tally("assumed").add(self.sheet.where(row, value.column), self.layout.heads[value.column])
        return (year if year and year > 0 else self.year + (year or 0)), month

    def _figure(self, row: int, cells: Sequence[Cell], value: Value, kind: str | None = None) -> Decimal | None:
        column = value.column
        cell = cells[column] if column < len(cells) else ""
        kind = kind or value.kind
        if self.sheet.copied and (row, column) in self.sheet.copied:
            return None
        if type(cell) is float:
            figure: Decimal | None = Decimal(f"{cell:.15g}") + 0
            if kind == "amount" and self._plain is None and cell:
                self._plain = (row, column)
        else:
            try:
                figure = figure_of(cell, decimal_comma=self._commas.get(column, False))
            except ValueError:
                self._unreadable(row, column, kind, cell)
                return None
            if figure is None or (isinstance(cell, str) and self._has_unit(row, column, kind, cell)):
                return figure
        scale = self._volume_scale if kind == "units" else self._scale
        return figure if figure is None or scale == 1 else figure * scale

    def _has_unit(self, row: int, column: int, kind: str, text: str) -> bool:
        """Whether a figure names its own unit: 1.2万, 30k. 100元 is the currency unit, and not one of its own."""
        if kind == "units":
            return False
        own = (
            not text[-1:].isdigit()
            and bool(_OWN_UNIT.search(text))
            and scale_of(re.sub(r"^.*\d\s*[)）]?\s*|[)）]", "", text)) is not None
        )
        if kind == "amount":
            self.own_units.setdefault(own, self.sheet.where(row, column))
        return own

    def _in_unit(self, row: int, place: int, amount: Decimal) -> Decimal:
        """The amount by the unit that its line names in a column of units."""
        text = shown(self.sheet.column(place)[row])
        scale = scale_of(text) if text else None
        if scale is None:
            return amount
        self.own_units.setdefault(text, self.sheet.where(row, place))
        return amount / self._scale * scale

    def _unreadable(self, row: int, column: int, kind: str, cell: Cell) -> None:
        text = shown(cell).strip()
        if isinstance(cell, datetime.date | datetime.datetime | datetime.time | datetime.timedelta):
            cause = "format"
        elif text.lower() in ERRORS:
            cause = "fault"
        else:
            cause = kind
        if kind == "profit":
            return
        self._odd(row, column, cause, text)

    def _odd(self, row: int, column: int, cause: str, text: str) -> None:
        self._odd_cells.add((row, column))
        self.odd.setdefault((column, cause), Tally()).add(self.sheet.where(row, column), text)

    def _node(self, names: tuple[Cell, ...]) -> Node:
        texts = [_APOSTROPHE.sub("", " ".join(UNWRITABLE.sub("", shown(name)).split())) for name in names]
        for place, axis in enumerate(AXES):
            texts[place] = texts[place] or self.whole.get(axis, "")
        node = Node(*(self.rename.get(text, text) or None for text in texts))
        self._nodes[names] = node
        if node.person and _SEVERAL.search(node.person):
            self.tally("several").add(Where(self.sheet.file), node.person)
        return node

    # The account of what is beside the figures

    def _labels(self, rows: Sequence[int]) -> None:
        """Numbers of the lines that are no figures of sales: names and dates, sums across, columns not read."""
        layout, sheet = self.layout, self.sheet
        taken = {value.column for value in layout.values}
        labels = {place for role, place in self.chosen.items() if role != "measure" or place not in taken}
        for place in range(sheet.width):
            if place in taken:
                continue
            numbers = self._numbers(rows, place)
            if not numbers:
                continue
            head = layout.heads[place] if place < len(layout.heads) else ""
            reason = "label" if place in labels else self._reason(rows, place, head)
            amount = NIL
            if reason != "label":
                amount = _sum(numbers)
                share = self.account.columns.setdefault(head or f"#{place + 1}", Share())
                share.cells += len(numbers)
                share.amount += amount
            scaled = amount * self._scale if reason == "total" else NIL
            self.account.add(reason, len(numbers), scaled, lines=0, example=head)

    def _numbers(self, rows: Sequence[int], place: int) -> list[Cell]:
        """The numbers of their own in a column."""
        column, found = self.sheet.column(place), self.sheet.figures_in(place)
        if not found:
            return []
        own = [column[row] for row in rows]
        if not self.sheet.copied and set(map(type, own)) == {float}:
            return own
        copied = {row for row, at in self.sheet.copied if at == place}
        return [cell for row in rows if is_number(cell := column[row]) and row not in copied]

    def _reason(self, rows: Sequence[int], place: int, head: str) -> str:
        """Why a column of figures is no sales."""
        if is_total(head) or self._is_sum_across(rows, place):
            return "total"
        return "measure" if head and (other_of(head) or kind_of(head)) else "column"

    def _is_sum_across(self, rows: Sequence[int], place: int) -> bool:
        """Whether a column adds the months of its line up."""
        if self.layout.shape == "long":
            return False
        runs: dict[Any, list[int]] = {}
        for value in self.layout.values:
            if value.kind == "amount":
                runs.setdefault(None, []).append(value.column)
                runs.setdefault(value.year, []).append(value.column)
        for columns in runs.values():
            told = [
                (self._vector(row, columns), number_of(cell_at(self.sheet.rows[row], place), False)) for row in rows
            ]
            known = [(sum(vector, NIL), figure) for vector, figure in told if figure is not None]
            if known and all(is_close((figure,), (whole,)) for whole, figure in known):
                return True
        return False


class _Nodes(dict[tuple[Cell, ...], Node]):
    """The node of every line's names, made when it is first met."""

    def __init__(self, make: Callable[[tuple[Cell, ...]], Node]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, names: tuple[Cell, ...]) -> Node:
        self[names] = node = self._make(names)
        return node


def cell_at(cells: Sequence[Cell], place: int) -> Cell:
    """A cell of a row, text without blanks round it; empty beyond its end."""
    if place >= len(cells):
        return ""
    cell = cells[place]
    return cell.strip() if isinstance(cell, str) else cell


def _sum(numbers: Sequence[Cell]) -> Decimal:
    """What figures come to: exactly, of a great many plain ones to fifteen digits."""
    if len(numbers) > LONGEST_NESTED and all(type(cell) is float for cell in numbers):
        return Decimal(f"{math.fsum(cell for cell in numbers if isinstance(cell, float)):.15g}")
    return sum((number_of(cell, False) or NIL for cell in numbers), NIL)


def number_of(cell: Cell, comma: bool) -> Decimal | None:
    """The figure of a cell; None for one that holds nothing, or something else."""
    try:
        return figure_of(cell, decimal_comma=comma)
    except ValueError:
        return None


def _is_latin_name(text: str, names: set[str]) -> bool:
    """Whether a name that ends in "Total" may be a brand: nothing before the word names anything of the table."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if is_whole_total(plain) or not plain.isascii():
        return False
    before = re.sub(r"(?i)\s*(?:sub|grand)?[\s-]*total$", "", plain).strip().lower()
    return bool(before) and not any(name.strip().lower() == before for name in names)


def year_of(cell: Any) -> int:
    """The year in a cell: 2026, 2,026, 2026年, FY2026; ValueError outside 1990 to 2100."""
    text = _GROUPED_YEAR.sub(r"\1\2", unicodedata.normalize("NFKC", shown(cell)).strip())
    match = re.search(r"(?<!\d)((?:19|20)\d{2})(?!\d)", text)
    year = int(match[1]) if match else 0
    if not 1990 <= year <= 2100:
        raise ValueError(cell)
    return year
