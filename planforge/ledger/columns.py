"""What stands in a column: figures, months, quarters; and which of several are the sales, by head and by content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct, field

from planforge.ledger.across import BARE, DAY, Value, period_of, whole_year
from planforge.ledger.dates import span_under
from planforge.ledger.figures import NOTHING, currency_of, figure_of, is_number
from planforge.ledger.heads import (
    AXES,
    FIGURES,
    NEAR,
    OUTRIGHT,
    USUAL,
    is_actual,
    is_aside,
    is_beside,
    is_everybody,
    is_measure,
    is_total,
    kind_of,
    other_of,
    surety,
)
from planforge.ledger.scales import unit_of
from planforge.ledger.sheets import Sheet
from planforge.ledger.totals import sums_of_names

SAMPLE = 300  # rows below the heads that tell what a column holds
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CENT = Decimal("0.02")


class Columns(Struct):
    """What stands below the heads, by column: the cells of the first lines."""

    sheet: Sheet
    first: int
    _known: dict[int, list[str]] = field(default_factory=dict)

    def texts(self, column: int) -> list[str]:
        if column not in self._known:
            rows = range(self.first, min(self.first + SAMPLE, len(self.sheet.rows)))
            texts = (self.sheet.text(row, column) for row in rows if (row, column) not in self.sheet.copied)
            self._known[column] = [text for text in texts if text.lower() not in NOTHING]
        return self._known[column]

    def is_figures(self, column: int, least: int = 7) -> bool:
        """Whether at least so many cells in ten are figures."""
        texts = self.texts(column)
        figures = sum(map(is_number, texts))
        days = sum(bool(_ISO_DAY.fullmatch(text)) for text in texts)  # figures that Excel shows as days
        return bool(figures) and (figures + days) * 10 >= len(texts) * least

    def may_be_figures(self, column: int) -> bool:
        """Whether the cells under a head that means a figure may be figures: some are, or there are none."""
        return not self.texts(column) or self.is_figures(column, 3)

    def is_months(self, column: int) -> bool:
        """Whether the cells name months or days of a year, most of them."""
        texts = self.texts(column)
        good = sum(period_of(text) is not None or is_short_date(text) for text in texts)
        if not texts or good * 2 < len(texts):
            return False
        bare = [int(text) for text in texts if BARE.fullmatch(text)]
        return not bare or max(bare) <= 12

    def is_once(self, month: int, places: Mapping[str, tuple[int, ...]], crossed: Sequence[Value]) -> bool:
        """Whether months run down once (for every name beside them): orders and days repeat theirs."""
        across = {value.column for value in crossed}
        beside = [p for axis in (*AXES, "measure", "year") for p in places[axis] if p not in across]
        seen: list[tuple[object, ...]] = []
        for row in range(self.first, min(self.first + SAMPLE, len(self.sheet.rows))):
            text = self.sheet.text(row, month)
            period = period_of(text) or (text if is_short_date(text) else None)
            if period is not None:
                seen.append((period, *(self.sheet.text(row, p) for p in beside)))
        sections = sum(one[0][1] == 1 for one in seen if isinstance(one[0], tuple) and one[0][0] is None)
        return bool(seen) and len(set(seen)) * max(sections, 1) >= len(seen)

    def is_quarters(self, column: int, head: str) -> bool:
        """Whether the cells are quarters or halves of years, but for sums."""
        texts = [text for text in self.texts(column) if not is_total(text)]
        return bool(texts) and all(span_under(text, head) for text in texts)

    def is_days(self, column: int) -> bool:
        """Whether the cells are days of a month: 1, 2号, 31日."""
        texts = self.texts(column)
        return bool(texts) and sum(bool(DAY.fullmatch(text)) for text in texts) * 10 >= len(texts) * 9


def is_short_date(text: str) -> bool:
    """Whether a cell is a day such as 13/05/26."""
    return bool(re.match(r"\d{1,2}[-/.\s]\d{1,2}[-/.\s]\d{2,4}", text))


def amounts_of(places: Mapping[str, tuple[int, ...]], heads: Sequence[str], columns: Columns) -> tuple[int, ...]:
    """The columns that most surely are sales. Volume times price proves an amount, whatever it is called."""
    spoken = {p for role, found in places.items() for p in found if role in ("month", "year", "order", "row", "price")}
    proved = _proved(places, heads, columns)
    sure = {p: surety(head) * 2 for p, head in enumerate(heads) if head and p not in spoken}
    sure |= {p: max(sure.get(p, 0), 4) + 1 for p in proved if p in sure}
    found = {p: n for p, n in sure.items() if n and (columns.may_be_figures(p) if n > 2 else columns.is_figures(p))}
    best = max(found.values(), default=0)
    ranked = {place: rank for rank, place in enumerate(places["amount"])}
    # words that may mean sales rival those that do, and a part of a head a word
    least = best if best > 2 * OUTRIGHT else 2 * (USUAL if best == 2 * OUTRIGHT else NEAR)
    rivals = sorted(
        (p for p, n in found.items() if n >= least), key=lambda p: (-found[p], ranked.get(p, len(ranked)), p)
    )
    if best < 2 * USUAL and len(rivals) > 1 and (whole := sum_of(rivals, heads, columns)) is not None:
        return (whole,)
    return tuple(rivals) or _compared(heads, columns)


def _compared(heads: Sequence[str], columns: Columns) -> tuple[int, ...]:
    """The one column of what was sold this year that stands beside what it is compared with: 上年, 本年, 增减."""
    sold = [p for p, head in enumerate(heads) if head and is_actual(head) and columns.is_figures(p)]
    beside = [p for p, head in enumerate(heads) if head and is_beside(head) and columns.may_be_figures(p)]
    return tuple(sold) if len(sold) == 1 and beside else ()


def sum_of(parts: Sequence[int], heads: Sequence[str], columns: Columns) -> int | None:
    """The column that is the sum of others in every line: 合计 beside 线上销售额 and 线下销售额."""
    rows = range(columns.first, min(columns.first + SAMPLE, len(columns.sheet.rows)))
    for place in (p for p, head in enumerate(heads) if head and columns.is_figures(p)):
        others = [part for part in parts if part != place]
        told = [
            ([_figure(columns.sheet.text(row, part)) or Decimal(0) for part in others], whole)
            for row in rows
            if (whole := _figure(columns.sheet.text(row, place)))
        ]
        if len(told) >= 3 and len(others) >= 2 and all(abs(sum(figures) - whole) <= _CENT for figures, whole in told):
            return place
    return None


def prices_of(heads: Sequence[str], columns: Columns) -> Iterator[int]:
    """Columns whose heads name a price of some kind, and whose cells are figures."""
    for place, head in enumerate(heads):
        if head and other_of(head) == "price" and columns.is_figures(place):
            yield place


def _proved(places: Mapping[str, tuple[int, ...]], heads: Sequence[str], columns: Columns) -> Iterator[int]:
    """Columns that are volume times price in every line."""
    if not places["units"] or not places["price"]:
        return
    rows = range(columns.first, min(columns.first + SAMPLE, len(columns.sheet.rows)))
    units, price = places["units"][0], places["price"][0]
    for place, head in enumerate(heads):
        if place in (units, price) or not head or other_of(head) or not columns.is_figures(place):
            continue
        told = [
            (a, b, c)
            for row in rows
            if (a := _figure(columns.sheet.text(row, units)))
            and (b := _figure(columns.sheet.text(row, price)))
            and (c := _figure(columns.sheet.text(row, place)))
        ]
        right = [c for a, b, c in told if abs(a * b - c) <= max(abs(c) / 1000, _CENT)]
        if len(told) >= 3 and len(right) * 10 >= len(told) * 9:
            yield place


def is_priced(
    values: Sequence[Value], places: Mapping[str, tuple[int, ...]], heads: Sequence[str], columns: Columns
) -> bool:
    """Whether the amounts are made of prices, or written with the sign of a currency."""
    amounts = {value.column for value in values if value.kind == "amount"}
    if not amounts or amounts & set(_proved(places, heads, columns)):
        return True
    return any(currency_of(text) for place in amounts for text in columns.texts(place)[:20])


def _figure(text: str) -> Decimal | None:
    try:
        return figure_of(text)
    except ValueError:
        return None


def names_across(places: Mapping[str, tuple[int, ...]], heads: Sequence[str], columns: Columns) -> tuple[Value, ...]:
    """Columns for every year, or for every district, beside months that run down."""
    named = {p for role, found in places.items() if role not in ("measure", *FIGURES, *AXES) for p in found}
    figures = [p for p, head in enumerate(heads) if head and p not in named and columns.is_figures(p)]
    figures = [p for p in figures if not is_aside(heads[p])]
    years = {p: year for p in figures if (year := whole_year(heads[p]))}
    if years:
        return tuple(Value(p, year=year) for p, year in years.items())
    found = [p for p in figures if not kind_of(heads[p]) and not is_number(heads[p]) and "%" not in heads[p]]
    if any(is_measure(heads[p]) or is_actual(heads[p]) for p in found) or len({heads[p] for p in found}) < len(found):
        return ()  # several measures of one line, and no names
    found = [p for p in found if not is_beside(heads[p])]
    sums = _sums_across(found, columns, heads)
    names = [p for p in found if p not in sums]
    if len({unit_of(heads[p]) for p in names}) > 1:
        return ()  # money beside counts: measures again
    return tuple(Value(p, name=heads[p]) for p in names)


def _sums_across(places: Sequence[int], columns: Columns, heads: Sequence[str]) -> set[int]:
    """The columns that are sums of others in every line, whatever they are called."""
    rows = range(columns.first, min(columns.first + SAMPLE, len(columns.sheet.rows)))
    vectors = {p: tuple(_figure(columns.sheet.text(row, p)) or Decimal(0) for row in rows) for p in places}
    return sums_of_names(vectors, frozenset(p for p in places if is_everybody(heads[p])))
