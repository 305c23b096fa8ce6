"""A table as a list of columns: each says its head, what it shows of a row, its kind, its width and its total.

Rows come from the plan as they are. What a column's total is, and which columns follow from others, is said once here
and holds on paper and in a workbook, which writes the same as live formulas. A column in which no row has anything
is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from fractions import Fraction
from typing import Any, Generic, TypeVar

from msgspec import Struct, field

from planforge.document import cells as c
from planforge.document.model import Cell, Column, Follows, Kind, Row, RowKind, Table, Tone
from planforge.numbers import Exact, growth, rate_change, ratio
from planforge.records import replace
from planforge.words import Words

T = TypeVar("T")
Amount = Exact | None
Figure = Amount | Cell
"""A figure to be printed as its column is, or a cell as it stands."""
Source = str | Callable[[T], Amount]
"""A column by its key, or a figure of the row that no column shows."""


class Total(Enum):
    """What stands in a row that sums others."""

    SUM = "sum"
    FIRST = "first"  # an opening balance
    LAST = "last"  # a closing balance
    NONE = "none"


class Listed(Struct, Generic[T], frozen=True):
    """A column: what it shows of a row, how that is printed, and its total, which may be given as it is."""

    column: Column
    show: Callable[[Any], Cell]
    value: Callable[[T], object] | None = None
    follows: Follows | None = None
    sources: tuple[Source[T], ...] = ()
    total: Total | object = Total.NONE
    tone: Callable[[T], Tone] | None = None
    always: bool = False  # stays, with nothing in it: to be filled in by hand
    spans: bool = False  # shares out a whole, as a month does a year: stays where all of it is nil


class Band(Struct, frozen=True):
    """A line that names the rows below it."""

    title: str


class As(Struct, Generic[T], frozen=True):
    """A row that is printed as a total and worked out as any other."""

    item: T
    kind: RowKind = RowKind.TOTAL


class Sum(Struct, Generic[T], frozen=True):
    """A row of totals over items; ``name`` stands in its first column, "total" where none."""

    items: Sequence[T]
    kind: RowKind = RowKind.SUBTOTAL
    name: str = ""


def banded(groups: Iterable[tuple[str, Iterable[T]]]) -> Iterator[T | Band]:
    """The rows of each group under a line with its name."""
    for title, rows in groups:
        yield Band(title)
        yield from rows


class Listing(Struct, Generic[T], frozen=True):
    """The columns that a table of ``T`` may have, headed by the words of the table ``key``."""

    words: Words
    key: str

    # Columns

    def text(self, head: str, width: float, value: Callable[[T], object], *, title: str | None = None) -> Listed[T]:
        """Words, at the left."""
        return Listed(self._column(head, title, Kind.TEXT, width), c.text, value)

    def label(
        self, head: str, width: float, value: Callable[[T], object], *, tone: Callable[[T], Tone] | None = None
    ) -> Listed[T]:
        """A short text in the middle: a month, a code."""
        return Listed(self._column(head, None, Kind.LABEL, width), c.label, value, tone=tone)

    def blank(self, head: str, width: float) -> Listed[T]:
        """A column to be filled in by hand."""
        return Listed(self._column(head, None, Kind.LABEL, width), c.label, lambda _: None, always=True)

    def money(
        self, head: str, width: float, value: Callable[[T], Figure], *, total: Total | Amount = Total.SUM,
        signed: bool = False, tone: Callable[[T], Tone] | None = None, title: str | None = None, group: str = "",
    ) -> Listed[T]:  # fmt: skip
        """An amount in the printed unit."""
        column = self._column(head, title, Kind.MONEY, width, group, adds=total is Total.SUM)
        return Listed(column, lambda v: c.money(self.words, v, signed=signed), value, total=total, tone=tone)

    def cost(
        self, head: str, width: float, value: Callable[[T], Figure], *, total: Total | Amount = Total.SUM
    ) -> Listed[T]:
        """What something costs, in the printed unit; blank where that is nothing."""
        column = self._column(head, None, Kind.MONEY, width, adds=total is Total.SUM)
        return Listed(column, lambda v: c.cost(self.words, v), value, total=total)

    def count(
        self, head: str, width: float, value: Callable[[T], int | Cell | None], *, total: Total = Total.SUM,
        signed: bool = False, title: str | None = None, nil: bool = True,
    ) -> Listed[T]:  # fmt: skip
        """A whole number; blank where it is 0 without ``nil``."""
        column = self._column(head, title, Kind.COUNT, width, adds=total is Total.SUM)

        def shown(figure: Any) -> Cell:
            cell = c.count(self.words, figure, signed=signed)
            return cell if nil or figure != 0 else replace(cell, text="")

        return Listed(column, shown, value, total=total)

    def number(
        self, head: str, width: float, value: Callable[[T], Figure], decimals: int = 1, *,
        total: Total | Amount = Total.NONE, tone: Callable[[T], Tone] | None = None, title: str | None = None,
    ) -> Listed[T]:  # fmt: skip
        """Any other number: days, prices, indices."""
        column = self._column(head, title, Kind.NUMBER, width)
        return Listed(column, lambda v: c.number(self.words, v, decimals), value, total=total, tone=tone)

    def percent(
        self, head: str, width: float, value: Callable[[T], Figure], *, total: Total | Amount = Total.NONE,
        signed: bool = False, tone: Callable[[T], Tone] | None = None, title: str | None = None, group: str = "",
    ) -> Listed[T]:  # fmt: skip
        """A rate that the plan states, as a fraction of one."""
        column = self._column(head, title, Kind.PERCENT, width, group, adds=total is Total.SUM)
        return Listed(column, lambda v: c.percent(self.words, v, signed=signed), value, total=total, tone=tone)

    def ratio(
        self, head: str, width: float, part: Source[T], whole: Source[T], *,
        tone: Callable[[T], Tone] | None = None, group: str = "",
    ) -> Listed[T]:  # fmt: skip
        """One column over another; their totals over one another in the total."""
        return self._follow(Follows.RATIO, head, width, Kind.PERCENT, (part, whole), tone=tone, group=group)

    def growth(self, head: str, width: float, now: Source[T], before: Source[T], *, group: str = "") -> Listed[T]:
        """The change of one column on another, coloured where it falls."""
        return self._follow(Follows.GROWTH, head, width, Kind.PERCENT, (now, before), group=group)

    def share(self, head: str, width: float, of: Source[T]) -> Listed[T]:
        """Each row's part of a column's total, rounded one by one."""
        return self._follow(Follows.SHARE, head, width, Kind.PERCENT, (of,))

    def points(self, head: str, width: float, now: Source[T], before: Source[T]) -> Listed[T]:
        """The difference of two rates, as printed."""
        return self._follow(Follows.POINTS, head, width, Kind.POINTS, (now, before))

    def difference(self, head: str, width: float, now: Source[T], before: Source[T], *, group: str = "",
                   tone: Callable[[T], Tone] | None = None) -> Listed[T]:  # fmt: skip
        """One amount less another, with its sign."""
        return self._follow(Follows.DIFFERENCE, head, width, Kind.MONEY, (now, before), tone=tone, group=group)

    def across(
        self, head: str, width: float, of: Iterable[Listed[T]], kind: Kind = Kind.MONEY, *,
        value: Callable[[T], object] | None = None, title: str | None = None,
    ) -> Listed[T]:  # fmt: skip
        """The sum of other columns; ``value`` where some rows are no amounts and say themselves what stands there."""
        column = self._column(head, title, kind, width)
        keys = tuple(one.column.key for one in of)
        return Listed(column, self._shown(kind), value, follows=Follows.SUM, sources=keys)

    def each(
        self, titles: Iterable[str], value: Callable[[T], Sequence[Any]], kind: Kind = Kind.MONEY, width: float = 1.0,
        total: Total = Total.SUM, nil: bool = True,
    ) -> list[Listed[T]]:  # fmt: skip
        """A column for each title, that shows one figure each of what ``value`` gives; without ``nil``, none of 0."""
        usual = self._shown(kind)

        def shown(figure: Any) -> Cell:
            return usual(figure) if nil or figure != 0 else replace(usual(figure), text="")

        def nth(n: int) -> Callable[[T], object]:
            return lambda item: value(item)[n]

        return [
            Listed(
                Column(title, kind, width, key=f"{title}_{n}", adds=total is Total.SUM),
                shown, nth(n), total=total, spans=not nil,
            )
            for n, title in enumerate(titles)
        ]  # fmt: skip

    def quarters(self, value: Callable[[T], Sequence[Any]], kind: Kind = Kind.MONEY) -> list[Listed[T]]:
        """Four columns, one a quarter; blank where there is nothing."""
        return self.each(map(self.words.numbers.quarter, range(1, 5)), value, kind, nil=False)

    def months(self, value: Callable[[T], Sequence[Any]], kind: Kind = Kind.MONEY) -> list[Listed[T]]:
        """Twelve columns, one a month; blank where there is nothing."""
        return self.each(map(self.words.numbers.month, range(1, 13)), value, kind, nil=False)

    # The table

    def table(
        self, columns: Iterable[Listed[T]], rows: Iterable[T | Band | As[T] | Sum[T]], *,
        total: str | None = None, unit: str | None = "unit", wide: bool = False, whole: bool = False,
        note: str = "note",
    ) -> Table | None:  # fmt: skip
        """The rows under their columns; None without rows.

        ``total`` heads a last row that sums all of them; ``unit`` names the label of the unit line and ``note`` the
        part of the table's words below it; in a ``whole`` table columns stay that hold nothing.
        """
        held = tuple(rows)
        if not any(not isinstance(row, Band) for row in held):
            return None
        sheet = _Sheet(self.words, tuple(columns), [row for row in held if not isinstance(row, Band | As | Sum)])
        made = [sheet.row(row) for row in held]
        if total is not None:
            made.append(sheet.sum(sheet.items, RowKind.TOTAL, self.words.column(total)))
        body = [row for row in made if row.kind is RowKind.BODY] or made
        use = [
            whole or one.always or any(_filled(one, row, i, self.words) for row in body)
            for i, one in enumerate(sheet.columns)
        ]
        keys = {one.column.key for one, used in zip(sheet.columns, use, strict=True) if used}
        return Table(
            self.key,
            self.words.caption(self.key),
            tuple(_live(one, keys) for one, used in zip(sheet.columns, use, strict=True) if used),
            tuple(_slim(row, use) for row in made),
            unit=self.words.label(f"units.{unit}") if unit else "",
            note=self.words.caption(self.key, note),
            description=self.words.caption(self.key, "description"),
            wide=wide,
        )

    def _column(
        self, head: str, title: str | None, kind: Kind, width: float, group: str = "", *, adds: bool = False
    ) -> Column:
        named = self.words.column(head, self.key) if title is None else title
        return Column(named, kind, width, group, f"{group}.{head}" if group else head, adds)

    def _follow(
        self, follows: Follows, head: str, width: float, kind: Kind, sources: tuple[Source[T], ...],
        tone: Callable[[T], Tone] | None = None, group: str = "",
    ) -> Listed[T]:  # fmt: skip
        own = tuple(f"{group}.{source}" if group and isinstance(source, str) else source for source in sources)
        column = self._column(head, None, kind, width, group)
        signed = follows in (Follows.GROWTH, Follows.DIFFERENCE)
        return Listed(column, self._shown(kind, signed=signed), follows=follows, sources=own, tone=tone)

    def _shown(self, kind: Kind, *, signed: bool = False) -> Callable[[Any], Cell]:
        words = self.words
        return {
            Kind.TEXT: c.text,
            Kind.LABEL: c.label,
            Kind.MONEY: lambda v: c.money(words, v, signed=signed),
            Kind.COUNT: lambda v: c.count(words, v),
            Kind.PERCENT: lambda v: c.percent(words, v, signed=signed),
            Kind.POINTS: lambda v: c.points(words, v),
            Kind.NUMBER: lambda v: c.number(words, v),
        }[kind]


# Rows of a listing ----------------------------------------------------------------------------------------------------


class _Sheet(Struct, Generic[T], frozen=True):
    """The columns over the items that they sum."""

    words: Words
    columns: tuple[Listed[T], ...]
    items: Sequence[T]
    wholes: dict[Source[T], Amount] = field(default_factory=dict)  # sums over all items, of which shares are taken

    def _of(self, key: str) -> Listed[T]:
        return next(one for one in self.columns if one.column.key == key)

    def row(self, row: T | Band | As[T] | Sum[T]) -> Row:
        if isinstance(row, Band):
            return Row((Cell(row.title, span=len(self.columns)),), RowKind.GROUP)
        if isinstance(row, Sum):
            return self.sum(row.items, row.kind, row.name or self.words.column("total"))
        item, kind = (row.item, row.kind) if isinstance(row, As) else (row, RowKind.BODY)
        return Row(tuple(self._cell(one, item) for one in self.columns), kind)

    def sum(self, items: Sequence[T], kind: RowKind, name: str) -> Row:
        first, *others = self.columns
        return Row((Cell(name, kind=first.column.kind), *(self._total_cell(one, items) for one in others)), kind)

    def _cell(self, one: Listed[T], item: T) -> Cell:
        value = self.value(one, item)
        cell = value if isinstance(value, Cell) else one.show(value)
        tone = one.tone(item) if one.tone else _tone(one, value)
        return replace(cell, tone=tone) if tone else cell

    def _total_cell(self, one: Listed[T], items: Sequence[T]) -> Cell:
        if one.total is Total.NONE and one.follows is None:
            return Cell("")
        value = self.total(one, items)
        cell, tone = one.show(value), _tone(one, value)
        return replace(cell, tone=tone) if tone else cell

    def value(self, one: Listed[T], item: T) -> Any:
        if one.value:
            return one.value(item)
        if one.follows is None:
            return None
        figures = [self._figure(source, item) for source in one.sources]
        if one.follows is Follows.SHARE:
            figures.append(self._whole(one.sources[0]))
        return _worked_out(one.follows, figures)

    def total(self, one: Listed[T], items: Sequence[T]) -> Any:
        if one.follows is not None:
            figures = [self._sum(source, items) for source in one.sources]
            if one.follows is Follows.SHARE:
                figures.append(self._whole(one.sources[0]))
            return _worked_out(one.follows, figures)
        if one.total is Total.FIRST or one.total is Total.LAST:
            return one.value(items[0 if one.total is Total.FIRST else -1]) if one.value else None
        if one.total is Total.SUM:
            return self._added(self.value(one, item) for item in items)
        return one.total

    def _figure(self, source: Source[T], item: T) -> Amount:
        figure = self.value(self._of(source), item) if isinstance(source, str) else source(item)
        return None if figure is None or isinstance(figure, Cell) else Fraction(figure)

    def _whole(self, source: Source[T]) -> Amount:
        if source not in self.wholes:
            self.wholes[source] = self._sum(source, self.items)
        return self.wholes[source]

    def _sum(self, source: Source[T], items: Sequence[T]) -> Amount:
        if isinstance(source, str):
            figure = self.total(self._of(source), items)
            return figure if figure is None else Fraction(figure)
        whole: Amount = self._added(map(source, items))
        return whole

    @staticmethod
    def _added(values: Iterable[Any]) -> Any:
        known = [value for value in values if value is not None and not isinstance(value, Cell)]
        return sum(known) if known else None


def _worked_out(follows: Follows, figures: Sequence[Amount]) -> Amount:
    """The figure that follows from others; None where one that it needs is missing or nil below the line."""
    if follows is Follows.SUM:
        return sum((Fraction(f) for f in figures if f is not None), Fraction(0))
    now, before = figures
    if follows is Follows.POINTS:
        return rate_change(now, before)
    if follows is Follows.DIFFERENCE:
        return None if now is None or before is None else Fraction(now) - Fraction(before)
    return growth(now, before) if follows is Follows.GROWTH else ratio(now, before)


def _tone(one: Listed[Any], value: Any) -> Tone:
    """Red for what falls."""
    return Tone.BAD if one.follows is Follows.GROWTH and value is not None and value < 0 else Tone.PLAIN


def _filled(one: Listed[Any], row: Row, at: int, words: Words) -> bool:
    """Whether a row has something in a column; what a sum has that none of its rows has is nothing of theirs."""
    if row.kind is RowKind.GROUP:
        return False
    shown = row.cells[at]
    return shown.text not in ("", words.numbers.missing) or (one.spans and shown.value is not None)


def _slim(row: Row, use: Sequence[bool]) -> Row:
    if all(use) and row.kind is not RowKind.GROUP:
        return row
    if row.kind is RowKind.GROUP:
        return replace(row, cells=(replace(row.cells[0], span=sum(use)),))
    return replace(row, cells=tuple(cell for cell, used in zip(row.cells, use, strict=True) if used))


def _live(one: Listed[Any], keys: set[str]) -> Column:
    """The column with the formula by which it follows from others that stand beside it."""
    named = tuple(source for source in one.sources if isinstance(source, str) and source in keys)
    whole = one.follows is not None and len(named) == len(one.sources)
    return replace(one.column, follows=(one.follows, named)) if whole and one.follows else one.column
