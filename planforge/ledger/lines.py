"""The lines of one table of sales, understood one by one; every figure is counted or left out for a reason."""

from __future__ import annotations

import datetime
import functools
import itertools
import math
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from operator import itemgetter
from typing import Any

from msgspec import Struct, field

from planforge.ledger.across import Value
from planforge.ledger.figures import ERRORS, Cell, figure_of, is_number, shown, uses_decimal_comma
from planforge.ledger.heads import AXES, is_total, is_unstated, kind_of, other_of
from planforge.ledger.layout import Layout
from planforge.ledger.periods import Period, Periods
from planforge.ledger.rows import LONGEST_NESTED, cell_at, number_of
from planforge.ledger.sales import NIL, Account, Node, Sale, Share, Tally, named_in
from planforge.ledger.scales import scale_of, volume_scale
from planforge.ledger.sheets import Sheet
from planforge.ledger.titles import financial_years
from planforge.ledger.totals import is_close
from planforge.problem import Where
from planforge.spec.values import seen

_APOSTROPHE = re.compile(r"^'(?=[=+@-])")  # what keeps Excel from taking a name for a formula
_OWN_UNIT = re.compile(r"\d\s*[)）]?\s*[^\W\d_]+\s*[)）]?$")
_SEVERAL = re.compile(r"[^\W\d_]{2,}\s*[/、&＆+]\s*[^\W\d_]{2,}")
SAMPLED = 2_000  # cells of a column that show whether most of them come again
_FIFTEEN = "%.15g".__mod__  # a number's digits, as Excel shows them
ESTIMATED = ("预计", "estimate", "estimated")


class Part(Struct, frozen=True):
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


class Reader(Periods):
    """Reads the lines of one sheet. ``chosen`` is the column of every role; ``year`` that of months without one, until
    a line between the others names another. ``whole`` is the name of an axis that the sheet stands for."""

    rename: Mapping[str, str] = field(default_factory=dict)
    whole: Mapping[str, str] = field(default_factory=dict)
    across: str = "district"
    under: str = "product"
    orders: dict[int, set[str]] = field(default_factory=dict)
    customers: dict[int, set[str]] = field(default_factory=dict)
    own_units: dict[bool | str, Where] = field(default_factory=dict)
    _nodes: dict[tuple[Cell, ...], Node] = field(default_factory=dict)
    volume_unit: str = ""  # that volumes are wanted in
    _volume_scale: Decimal = Decimal(1)
    _plain: tuple[int, int] | None = None  # the first amount that is a bare number
    _unused: dict[str, int] = field(default_factory=dict)  # figures of lines of which no sale is made, by kind

    def read(self) -> Part:
        """Every sale of the sheet."""
        sheet, layout = self.sheet, self.layout
        self.account.cells = sheet.count()
        self.year_told = layout.year is not None
        self._scale = Decimal(1) if layout.scale is None else layout.scale
        self._volume_scale = (self.volume_unit and volume_scale(layout.volume_unit, self.volume_unit)) or Decimal(1)
        self._commas = {
            v.column: str in sheet.kinds(v.column, layout.first)
            and uses_decimal_comma(c for c in sheet.distinct(v.column, layout.first) if isinstance(c, str))
            for v in layout.values
        }
        for row in range(layout.first):
            if figures := sheet.figures(row):
                self.account.add("above", figures)
        rows = self._sold()
        self._fill(rows)
        self._spans = financial_years(layout.year_from) is not None
        self._begins = self._first_month(rows)
        sales = self._details([*self._long(rows)] if layout.shape == "long" else [*self._across(rows)], rows)
        if layout.is_coarse or self.dates.spans:
            sales = tuple(self._spread(sales))
        self._labels(rows)
        if self._plain is not None:
            self.own_units.setdefault(False, sheet.where(*self._plain))
        return Part(
            sheet, layout, sales, self.account, self.tallies, self.odd, self.stated, self.year, self.orders,
            self.customers, self.own_units, self._begins, tuple(self._told_twice(sales)),
        )  # fmt: skip

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
        if self._turned:
            back = [row in self._turned for row in rows]
            amounts, units, profits = (
                [-n if n and turned else n for n, turned in zip(told, back, strict=True)]
                for told in (amounts, units, profits)
            )
        whose = self._whose(axes, rows)
        when = ["" for _ in rows] if month is None else self._names(month, rows)
        column = columns.get("amount", columns.get("price", 0))
        steady = years is None and not self._sections
        known = self._steady_periods(when) if steady and month is not None and not _holes(amounts) else {}
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
            yield Sale(file, numbers[row], sheet.left + column + 1, period[0], period[1], node, amount, unit, profit)
        for kind, found in figures.items():
            used = len(found) - _holes(found) - self._unused.get(kind, 0)
            account.add(kind, used, lines=used)
            if used < len(found):
                account.add("unread", len(self._numbers(rows, columns[kind])) - used, lines=0)

    def _all_at_once(
        self,
        rows: Sequence[int],
        periods: Sequence[Period],
        whose: Sequence[Sequence[Cell]],
        column: int,
        figures: tuple[Sequence[Decimal | None], ...],
    ) -> Iterator[Sale]:
        """The sales of lines all of which have a date and an amount. A hundred thousand want no loop of ours."""
        if min(filter(None, figures[0]), default=NIL) < 0:
            for row, amount in zip(rows, figures[0], strict=True):
                if amount is not None and amount < 0:
                    self.tally("returns").add(self.sheet.where(row, column), amount=amount)
        nodes = _Nodes(self._node)
        years, months = map(itemgetter(0), periods), map(itemgetter(1), periods)
        numbers, file = map(self.sheet.numbers.__getitem__, rows), itertools.repeat(self.sheet.file)
        column_, no = itertools.repeat(self.sheet.left + column + 1), itertools.repeat(False)
        fields = (
            file,
            numbers,
            column_,
            years,
            months,
            map(nodes.__getitem__, zip(*whose, strict=True)),
            *figures,
            no,
            no,
        )
        yield from map(functools.partial(tuple.__new__, Sale), zip(*fields, strict=False))

    def _whose(self, axes: Sequence[int | None], rows: Sequence[int]) -> list[list[Cell]]:
        """The columns of names by line, of every axis; names above the months are those of their lines."""
        whose = [self._names(place, rows) for place in axes]
        for n, place in enumerate(self._outlined(axes)):
            whose[place] = [(*self._outline[row], "", "")[n] for row in rows]
        return whose

    def _outlined(self, axes: Sequence[int | None]) -> list[int]:
        """The axes that the names above the months are of: districts, then products, as far as no column has them."""
        depth = max(map(len, self._outline.values()), default=0)
        values = self.layout.values
        crossed = {self.across} if any(v.name for v in values) else set[str]()
        crossed |= {self.under} if any(v.under for v in values) else set()
        free = [n for n, axis in enumerate(AXES) if axes[n] is None and axis not in crossed]
        return free[:depth]

    def _names(self, place: int | None, rows: Sequence[int]) -> list[Cell]:
        """A column of names by line, those filled in that a merged cell left empty."""
        if place is None:
            return [""] * len(rows)
        column, filled = self.sheet.column(place), self._filled.get(place)
        if not filled and _run(rows):
            return column[rows[0] : rows[-1] + 1]
        return [filled.get(row, column[row]) for row in rows] if filled else [column[row] for row in rows]

    def _figures(self, value: Value, rows: Sequence[int]) -> list[Decimal | None]:
        """A column of figures by line, in currency units; None where a cell holds nothing or cannot be read."""
        column, scale = self.sheet.column(value.column), self._scale
        if self.sheet.kinds(value.column, self.layout.first) == {float} and not self.sheet.copied:
            if value.kind == "amount" and rows:
                self._plain = (rows[0], value.column)
            plain = _exact(column[rows[0] : rows[-1] + 1] if _run(rows) else [column[row] for row in rows])
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
                self._lacking(row, cells, lacking, period)
        self.account.add("unread", 0, amount or NIL)

    def _details(self, sales: Sequence[Sale], rows: Sequence[int]) -> tuple[Sale, ...]:
        """Lines with the unit and the state that columns of their own give them; orders and customers counted."""
        place = _Places(self.sheet.numbers)
        years = list(map(itemgetter(3), sales))
        masks = {year: list(map(year.__eq__, years)) for year in set(years)}
        for role, found in (("order", self.orders), ("customer", self.customers)):
            if role in self.chosen:
                column = self.sheet.column(self.chosen[role])
                lines = rows if len(rows) == len(sales) else [place[sale.line] for sale in sales]
                cells = column[lines[0] : lines[-1] + 1] if _run(lines) else [column[row] for row in lines]
                texts = self.sheet.kinds(self.chosen[role], self.layout.first) == {str}
                for year, mask in masks.items():
                    names: set[Any] = set(itertools.compress(cells, mask)) - {""}
                    found[year] = names if texts else set(map(shown, names))
        unit, origin = self.chosen.get("unit"), self.chosen.get("estimated")
        if unit is not None:
            sales = [s._replace(amount=self._in_unit(place[s.line], unit, s.amount)) for s in sales]
        if origin is not None:
            state = self.sheet.column(origin)
            sales = [s._replace(estimated=shown(state[place[s.line]]).lower() in ESTIMATED) for s in sales]
        return tuple(sales)

    def _spread(self, sales: Sequence[Sale]) -> Iterator[Sale]:
        """Sales of quarters, halves and years in equal parts of their months, to the cent; the last takes the rest."""
        spans = {value.column + self.sheet.left + 1: value.span for value in self.layout.values}
        month = self.chosen.get("month")
        place = {number: row for row, number in enumerate(self.sheet.numbers)}
        for sale in sales:
            cell = "" if month is None else self._cell(place[sale.line], self.sheet.rows[place[sale.line]], month)
            span = self.dates.span(cell) if self.dates.spans else spans.get(sale.column, 1)
            if span == 1:
                yield sale
                continue
            label = shown(cell) or self.layout.heads[sale.column - 1 - self.sheet.left]
            self.tally("spread").add(sale.where, label)
            figures = zip(*(_parts(figure, span) for figure in (sale.amount, sale.units, sale.profit)), strict=True)
            for n, (amount, units, profit) in enumerate(figures):
                yield sale._replace(month=sale.month + n, amount=amount or NIL, units=units, profit=profit, spread=True)

    def _told_twice(self, sales: Sequence[Sale]) -> Iterator[tuple[Sale, Where]]:
        """Lines of a table by month whose names and month another line has told already, text for text."""
        if self.dates.daily or "day" in self.chosen or self.layout.shape != "long" or self._has_days():
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

    def _lacking(self, row: int, cells: Sequence[Cell], kind: str, period: Period) -> None:
        """A line without an amount, or without the price or volume that would make one."""
        value = next(value for value in self.layout.values if value.kind == kind)
        cell = cell_at(cells, value.column)
        if (
            isinstance(cell, str)
            and (not cell or number_of(cell, False) is None)
            and not self._was_odd(row, value.column)
        ):
            units = next((v.column for v in self.layout.values if v.kind == "units"), None)
            goes_on = self.dates.daily and "order" in self.chosen  # an order's amount may stand in its first line alone
            if kind == "amount" and units is not None and is_number(cell_at(cells, units)) and not goes_on:
                self.tally("units only").add(self.sheet.where(row, value.column))
            kinds = {"amount": "blanks", "price": "no price", "units": "no units"}
            nothing = not any(is_number(cell_at(cells, v.column)) for v in self.layout.values)
            self.tally(named_in(kinds[kind], period if nothing else None)).add(self.sheet.where(row, value.column))

    def _across(self, rows: Sequence[int]) -> Iterator[Sale]:
        layout, sheet = self.layout, self.sheet
        month, years = self.chosen.get("month"), self.chosen.get("year")
        axes = [self.chosen.get(axis) for axis in AXES]
        place, second = AXES.index(self.across), AXES.index(self.under)
        self._begin_sections()
        outlined = self._outlined(axes)
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
            for n, at in enumerate(outlined):
                names = (*names[:at], (*self._outline[row], "", "")[n], *names[at + 1 :])
            sums: dict[tuple[int, int, str | None, str | None], dict[str, tuple[Decimal, int]]] = {}
            for value in layout.values:
                kind = measure if measure != "amount" else value.kind
                figure = self._figure(row, cells, value, kind)
                if figure is None:
                    if not self._was_odd(row, value.column):
                        known = down is not None or self.year_told or (value.year or 0) > 0
                        when = self._column_period(row, cells, value, down, years) if known else None
                        self.tally(named_in("holes", when)).add(
                            sheet.where(row, value.column), layout.heads[value.column]
                        )
                    continue
                period = self._column_period(row, cells, value, down, years)
                if period is None:
                    self.account.add("unread", 1, figure)
                    continue
                self.account.add(kind, int((row, value.column) not in sheet.copied))
                own = sums.setdefault((*period, value.name, value.under), {})
                before = own.get(kind)
                own[kind] = (figure + before[0], before[1]) if before else (figure, value.column)  # days across
            for (year, month_, name, under), figures in sums.items():
                whose = names if name is None else (*names[:place], name, *names[place + 1 :])
                whose = whose if under is None else (*whose[:second], under, *whose[second + 1 :])
                amount, column = figures.get("amount") or (NIL, next(iter(figures.values()))[1])
                if amount < 0:
                    self.tally("returns").add(sheet.where(row, column), amount=amount)
                node = self._nodes.get(whose) or self._node(whose)
                units, profit = figures.get("units"), figures.get("profit")
                yield Sale(
                    sheet.file, sheet.numbers[row], sheet.left + column + 1, year, month_, node, amount,
                    units[0] if units else None, profit[0] if profit else None,
                )  # fmt: skip

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
        """Whether a figure names its own unit: 1.2万, 30k. 100元 where the table is in 元 is in the table's."""
        if kind == "units":
            return False
        own = False
        if not text[-1:].isdigit() and _OWN_UNIT.search(text):
            scale = scale_of(re.sub(r"^.*\d\s*[)）]?\s*|[)）]", "", text))
            own = scale is not None and not (scale == self.layout.scale == 1)
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

    def _node(self, names: tuple[Cell, ...]) -> Node:
        texts = [_APOSTROPHE.sub("", " ".join(seen(shown(name)).split())) for name in names]
        for place, axis in enumerate(AXES):
            texts[place] = texts[place] or seen(self.whole.get(axis, ""))
        node = Node(*(self.rename.get(text, "" if is_unstated(text) else text) or None for text in texts))
        self._nodes[names] = node
        if node.person and _SEVERAL.search(node.person):
            self.tally("several").add(Where.of(self.sheet.file), node.person)
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
            if reason == "total" and "measure" in self.chosen and layout.shape != "long":
                told = [row for row in rows if self._measure(row, sheet.rows[row]) == "amount"]
                amount = _sum(self._numbers(told, place))
            elif reason != "label":
                amount = _sum(numbers)
            if reason != "label":
                share = self.account.columns.setdefault(head or f"#{place + 1}", Share(example=reason))
                share.cells += len(numbers)
                share.amount += amount
            scaled = amount * self._scale if reason == "total" else NIL
            self.account.add(reason, len(numbers), scaled, lines=0, example=head)

    def _numbers(self, rows: Sequence[int], place: int) -> list[Cell]:
        """The numbers of their own in a column."""
        column, found = self.sheet.column(place), self.sheet.figures_in(place)
        if not found:
            return []
        own = column[rows[0] : rows[-1] + 1] if _run(rows) else [column[row] for row in rows]
        if not self.sheet.copied and self.sheet.kinds(place, self.layout.first) == {float}:
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


def _holes(figures: Sequence[Decimal | None]) -> int:
    """How many figures are None. Decimals are slow to compare with it."""
    return sum(map(operator.is_, figures, itertools.repeat(None)))


def _run(rows: Sequence[int]) -> bool:
    """Whether rows follow each other without a gap."""
    return bool(rows) and rows[-1] - rows[0] + 1 == len(rows)


def _exact(cells: Sequence[Cell]) -> list[Decimal]:
    """Plain numbers as decimals, each different one made once where most come again."""
    if len(set(cells[:SAMPLED])) * 2 > min(SAMPLED, len(cells)):
        return list(map(Decimal, map(_FIFTEEN, cells)))
    known = {cell: Decimal(_FIFTEEN(cell)) for cell in set(cells)}
    return list(map(known.__getitem__, cells))


def _parts(figure: Decimal | None, count: int) -> list[Decimal | None]:
    """A figure in equal parts that add up to it, with the decimals it has, two at the least where it has any."""
    if figure is None:
        return [None] * count
    exponent = figure.as_tuple().exponent
    places = min(exponent, -2 if exponent else 0) if isinstance(exponent, int) else -2
    part = (figure / count).quantize(Decimal(1).scaleb(places), ROUND_HALF_UP)
    return [*[part] * (count - 1), figure - part * (count - 1)]


class _Places(dict[int, int]):
    """The row of every line's number, worked out when one is first asked for."""

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__()
        self._numbers = numbers

    def __missing__(self, number: int) -> int:
        self.update({other: row for row, other in enumerate(self._numbers)})
        return self[number]


class _Nodes(dict[tuple[Cell, ...], Node]):
    """The node of every line's names, made when it is first met."""

    def __init__(self, make: Callable[[tuple[Cell, ...]], Node]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, names: tuple[Cell, ...]) -> Node:
        self[names] = node = self._make(names)
        return node


def _sum(numbers: Sequence[Cell]) -> Decimal:
    """What figures come to: exactly, of a great many plain ones to fifteen digits."""
    if len(numbers) > LONGEST_NESTED and set(map(type, numbers)) == {float}:
        return Decimal(f"{math.fsum(numbers):.15g}")  # type: ignore[arg-type]
    return sum((number_of(cell, False) or NIL for cell in numbers), NIL)
