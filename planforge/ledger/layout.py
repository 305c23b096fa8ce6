"""How a sheet of sales is laid out: where its heads stand, and whether the months run down or across.

Three shapes are known. *Long*: a column of dates and columns of figures. *Wide*: a column for every month. *Cross*:
months down, and a column for every district or every year.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from planforge.ledger.dates import parse_month, span_under
from planforge.ledger.figures import NOTHING, currency_of, figure_of, is_number
from planforge.ledger.heads import (
    AXES,
    BESIDE,
    FIGURES,
    NEAR,
    OUTRIGHT,
    UNIT,
    USUAL,
    columns_named,
    is_aside,
    is_beside,
    is_everybody,
    is_known,
    is_measure,
    is_quarter,
    is_total,
    key_of,
    kind_of,
    other_of,
    own_columns,
    scale_of,
    span_of,
    stated_unit,
    surety,
    unit_of,
    volume_unit_of,
)
from planforge.ledger.sheets import Sheet
from planforge.ledger.totals import sums_of_names
from planforge.spec.history import HistoryFile

DEEPEST = 25  # rows at the top among which the heads are looked for
FEWEST = 3  # months across that make a wide table
SURE, NEAR_BY = 3, 4  # known heads that make a row of heads sure, and rows below it that may be heads all the same
SAMPLE = 300  # rows below the heads that tell what a column holds
_YEAR = re.compile(r"(?:fy\s*)?((?:19|20)\d{2})\s*(?:年度?|年实际|年销售额?|实际|actual|sales)?")
_YEAR_IN = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_SPAN = re.compile(
    r"(?P<fy>fy\s*|fiscal year\s*|财年\s*)?(?<!\d)(?P<first>(?:19|20)\d{2})\s*[-/–—~]\s*(?P<last>(?:19|20)\d{2}|\d{2})"
    r"(?![\d月/.-])(?:\s*(?P<after>财年))?",
    re.IGNORECASE,
)
_FINANCIAL = re.compile(r"财年|财政年|fiscal|financial year|\bfy\b", re.IGNORECASE)
_BARE = re.compile(r"\d{1,2}")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\s*[号日]?")
_TAIL = re.compile(r"(?:份)?(?:实际)?(?:销售额|销售金额|金额|销售|实际|销量|数量|sales|amount|actual|units|qty)?$")


@dataclass(frozen=True, slots=True)
class Value:
    """A column of figures; what its head says of year and month, and of whose they are, None where each line says it.

    A ``year`` of nil or below counts back from the last year of the table.
    """

    column: int
    kind: str = "amount"
    year: int | None = None
    month: int | None = None
    name: str | None = None
    span: int = 1  # months that its figures are of, from ``month`` on


@dataclass(frozen=True, slots=True)
class Layout:
    """``places`` are the columns that may have each role, the likeliest first; ``header`` and ``first`` are the rows
    (by their place in the sheet) of the heads and of the first line below. ``scale`` is currency units in one unit of
    the amounts, None where nothing says it; where they are ``priced``, volume times price or signs of a currency show
    that they are in currency units. ``rivals`` are columns any of which may be the amount."""

    shape: Literal["long", "wide", "cross"]
    header: int
    first: int
    heads: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    values: tuple[Value, ...]
    scale: Decimal | None = None
    year: int | None = None
    year_from: str = ""
    month: int | None = None
    priced: bool = False
    rivals: tuple[int, ...] = ()
    aside: Mapping[int, str] = field(default_factory=dict)

    @property
    def volume_unit(self) -> str:
        """The unit of volume that the head of a column of volumes names; empty where none does."""
        heads = (self.heads[value.column] for value in self.values if value.kind == "units")
        return next(filter(None, map(volume_unit_of, heads)), "")

    @property
    def form(self) -> tuple[str, ...]:
        """What sheets of one form have in common: every head but those of months, years or districts across."""
        across = {value.column for value in self.values if value.month or value.year or value.name}
        kinds = sorted({value.kind for value in self.values})
        heads = (key_of(head) for place, head in enumerate(self.heads) if head and place not in across)
        return (self.shape, *kinds, *heads)

    @property
    def is_coarse(self) -> bool:
        """Whether its columns tell quarters, halves or whole years, and no months."""
        return any(value.span > 1 for value in self.values)

    @property
    def score(self) -> int:
        """How much of the heads was understood."""
        known = sum(bool(places) for places in self.places.values())
        known += sum(is_known(head) for head in self.heads if head) - sum(map(is_number, self.heads))
        shape = {"long": 14, "wide": 12, "cross": 4}[self.shape] - 10 * self.is_coarse
        return known + shape + min(len(self.values), 12) // 6


def find_layout(sheet: Sheet, given: HistoryFile, known: frozenset[str] = frozenset()) -> Layout | None:
    """The likeliest layout of a sheet; None where none is known. ``known`` are the names of a plan."""
    found: list[Layout] = []
    for row in range(min(DEEPEST, len(sheet.rows))):
        if any(sum(map(is_known, layout.heads)) >= SURE and row > layout.header + NEAR_BY for layout in found):
            break  # what follows are lines
        if any(_is_line(sheet.texts(row), layout) for layout in found):
            continue
        if layout := _at(sheet, row, given, known):
            found.append(layout)
    if not found:
        return None
    best = max(found, key=lambda layout: (layout.score, len(layout.values), -layout.first))
    year, year_from, month = _from_titles(sheet, best)
    return replace(best, year=year, year_from=year_from, month=month)


def _is_line(cells: Sequence[str], layout: Layout) -> bool:
    """Whether a row is a line below heads that are known: it has its date where they have theirs."""
    place = next(iter(layout.places["month"]), None)
    if layout.shape != "long" or place is None or sum(map(is_known, layout.heads)) < SURE:
        return False
    return place < len(cells) and (is_month(cells[place]) or _is_short_date(cells[place]))


def heads_of(sheet: Sheet) -> tuple[str, ...]:
    """The heads of a sheet whose layout is not known: the fullest of its first rows."""
    rows = [sheet.texts(row) for row in range(min(DEEPEST, len(sheet.rows)))]
    return max(rows, key=lambda cells: sum(bool(cell) and not cell[0].isdigit() for cell in cells), default=())


@dataclass(slots=True)
class Columns:
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
        good = sum(_period(text) is not None or _is_short_date(text) for text in texts)
        if not texts or good * 2 < len(texts):
            return False
        bare = [int(text) for text in texts if _BARE.fullmatch(text)]
        return not bare or max(bare) <= 12

    def is_once(self, month: int, places: Mapping[str, tuple[int, ...]], crossed: Sequence[Value]) -> bool:
        """Whether months run down once (for every name beside them): orders and days repeat theirs."""
        across = {value.column for value in crossed}
        beside = [p for axis in (*AXES, "measure", "year") for p in places[axis] if p not in across]
        seen: list[tuple[object, ...]] = []
        for row in range(self.first, min(self.first + SAMPLE, len(self.sheet.rows))):
            text = self.sheet.text(row, month)
            period = _period(text) or (text if _is_short_date(text) else None)
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
        return bool(texts) and sum(bool(_DAY.fullmatch(text)) for text in texts) * 10 >= len(texts) * 9


def _is_short_date(text: str) -> bool:
    return bool(re.match(r"\d{1,2}[-/.\s]\d{1,2}[-/.\s]\d{2,4}", text))


def _at(sheet: Sheet, row: int, given: HistoryFile, known: frozenset[str]) -> Layout | None:
    """The layout with the heads in a row, and in those above it."""
    cells = sheet.texts(row)
    if sum(map(bool, cells)) < 2:
        return None
    over = [_padded(sheet.texts(row - up), len(cells)) if row >= up else ("",) * len(cells) for up in (1, 2)]
    heads = tuple(cell or above for cell, above in zip(cells, over[0], strict=True))
    groups = [_carried(cells) for cells in over]
    columns = Columns(sheet, row + 1)
    own = own_columns(given.columns, heads)
    said = _month_said(sheet, row)
    places = _places(heads, own, columns, said)
    across = tuple(_months(cells, groups)) if "amount" not in own else ()
    if said and not across and "amount" not in own:
        across = _days(cells)
    found = _values(places, across, heads, columns, said, own, known)
    if found is None and not said:
        found = _coarse(places, cells, groups, heads, columns, own)
    if found is None:
        return None
    shape, values, rivals = found
    if shape != "wide" and places["month"] and is_month(heads[places["month"][0]]):
        return None  # a line of its own
    odd = sum(is_number(head) for p, head in enumerate(heads) if p not in {value.column for value in values})
    if odd * 2 > sum(map(bool, heads)) - len(values) or (odd and shape != "long" and len(values) < FEWEST):
        return None  # a line of figures, not of heads
    taken = {value.column for value in values}
    named = {
        role: tuple(p for p in found if p not in taken or p == own.get(role))
        for role, found in places.items()
        if role not in FIGURES
    }
    aside = {p: other_of(head) or "total" for p, head in enumerate(heads) if p not in taken and head and is_aside(head)}
    scale = _scale(given, [heads[value.column] for value in values if value.kind == "amount"], sheet, row, groups)
    return Layout(
        shape, row, row + 1, heads, named, values, scale,
        priced=_priced(values, places, heads, columns), rivals=rivals, aside=aside,
    )  # fmt: skip


def _padded(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return (cells + ("",) * width)[:width]


def _places(
    heads: Sequence[str], own: Mapping[str, int], columns: Columns, says_month: bool
) -> dict[str, tuple[int, ...]]:
    """The columns that may have each role: by the user's word, else by head and content."""
    spoken = set(own.values())
    places: dict[str, tuple[int, ...]] = {}
    for role in ("month", "year", "day", *AXES, *FIGURES, *BESIDE):
        if role in own:
            places[role] = (own[role],)
            continue
        named = tuple(place for place in columns_named(role, heads) if place not in spoken)
        if role in FIGURES:
            named = tuple(place for place in named if columns.may_be_figures(place))
        elif role in AXES:
            named = tuple(place for place in named if not other_of(heads[place]) and not _is_amounts(columns, place))
        places[role] = named
    if "month" not in own:
        dated, places["month"] = places["month"], _month_columns(places, heads, columns, says_month)
        if says_month and not places["month"]:
            places["day"] = tuple(dict.fromkeys((*places["day"], *(p for p in dated if columns.is_days(p)))))
    return places


def _is_amounts(columns: Columns, place: int) -> bool:
    """Whether a column that a name heads holds amounts: 销售 may head people or sales."""
    texts = columns.texts(place)
    return bool(texts) and columns.is_figures(place) and any("." in text or len(set(texts)) > 200 for text in texts)


def _month_columns(
    places: Mapping[str, tuple[int, ...]], heads: Sequence[str], columns: Columns, says_month: bool
) -> tuple[int, ...]:
    """The columns of dates: those with such a head and such cells, else the only one whose cells are dates."""
    named = [place for place in places["month"] if columns.is_months(place)]
    if says_month:  # 1 to 12 below 日期 are days, where all of them are of one month
        named = [place for place in named if "月" in heads[place] or not columns.is_days(place)]
    if named:
        return tuple(named)
    days = [p for p in (*places["month"], *places["day"]) if columns.is_days(p)]
    if places["month"] and not (days and says_month):
        return places["month"]
    if says_month:
        return ()
    dated = [
        p for p in range(len(heads)) if heads[p] and not any(map(is_number, columns.texts(p))) and columns.is_months(p)
    ]
    return tuple(dated) if len(dated) == 1 else ()


def _coarse(
    places: dict[str, tuple[int, ...]],
    cells: Sequence[str],
    groups: Sequence[Sequence[str]],
    heads: Sequence[str],
    columns: Columns,
    own: Mapping[str, int],
) -> tuple[Shape, tuple[Value, ...], tuple[int, ...]] | None:
    """As ``_values``, of a table that tells quarters, halves or whole years, and no months."""
    amounts = (own["amount"],) if "amount" in own else _amounts(places, heads, columns)
    quarters = [*_quarters(cells, groups)] if "amount" not in own else []
    if len(quarters) >= 2 and not places["month"]:
        finest = min(value.span for value in quarters)
        return "wide", tuple(_dated([value for value in quarters if value.span == finest])), ()
    down = [p for p, head in enumerate(heads) if head and columns.is_quarters(p, head)]
    if down:
        places["month"] = (down[0],)
        crossed = _crossed(places, heads, columns)
        if not amounts:
            return ("cross", crossed, ()) if len(crossed) >= 2 else None
        return "long", tuple(Value(p, kind, span=3) for p, kind in _kinds(places, amounts)), _rivals(amounts)
    if places["month"]:
        return None
    years = [Value(p, year=year, month=1, span=12) for p, head in enumerate(heads) if (year := _whole_year(head))]
    years = [value for value in years if columns.is_figures(value.column)]
    named = any(places[axis] for axis in AXES)
    if years and (named or len(years) >= 2) and "amount" not in own:
        return "wide", tuple(years), ()
    if amounts and places["year"] and named:
        return "long", tuple(Value(p, kind, span=12) for p, kind in _kinds(places, amounts)), _rivals(amounts)
    return None


def _kinds(places: Mapping[str, tuple[int, ...]], amounts: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The columns of figures of a list, each with what it tells."""
    for found, kind in ((amounts, "amount"), (places["units"], "units"), (places["profit"], "profit")):
        if found:
            yield found[0], kind


def _rivals(amounts: tuple[int, ...]) -> tuple[int, ...]:
    return amounts if len(amounts) > 1 else ()


def _quarters(cells: Sequence[str], groups: Sequence[Sequence[str]]) -> Iterator[Value]:
    """The columns that stand for quarters or halves of years; a year may stand above them."""
    for place, cell in enumerate(cells):
        texts = [text for text in (cell, *(group[place] for group in groups)) if text]
        span = next((found for text in texts if (found := span_of(text))), None)
        if not cell or span is None or any(is_total(text) or other_of(text) for text in texts):
            continue
        kind = next((named for text in texts if (named := kind_of(text))), "amount")
        over = next((whole for text in texts if (whole := _whole_year(text))), None)
        yield Value(place, kind, span[0] or over, span[1], span=span[2])


def _are_summed(crossed: Sequence[Value], heads: Sequence[str], columns: Columns) -> bool:
    """Whether a column of totals adds the columns up: then they are parts of one figure, day by day too."""
    places = [value.column for value in crossed]
    whole = _sum_of(places, heads, columns)
    return whole is not None and is_total(heads[whole])


Shape = Literal["long", "wide", "cross"]


def _values(
    places: dict[str, tuple[int, ...]],
    across: tuple[Value, ...],
    heads: Sequence[str],
    columns: Columns,
    says_month: bool,
    own: Mapping[str, int],
    known: frozenset[str],
) -> tuple[Shape, tuple[Value, ...], tuple[int, ...]] | None:
    """The shape, its columns of figures, and the columns any of which may be the amount."""
    amounts = (own["amount"],) if "amount" in own else _amounts(places, heads, columns)
    dated = bool(places["month"]) or says_month
    years = bool(places["year"])
    if len(across) >= FEWEST and not (places["month"] and amounts):
        return "wide", across, ()
    named = any(places[axis] for axis in AXES)
    if (
        across
        and named
        and not amounts
        and not places["month"]
        and not any(_BARE.fullmatch(heads[v.column]) for v in across)
    ):
        return "wide", across, ()  # a month or two, called so
    if amounts and (dated or (years and len(across) >= FEWEST)):
        return "long", tuple(Value(p, kind) for p, kind in _kinds(places, amounts)), _rivals(amounts)
    crossed = _crossed(places, heads, columns) if dated and not years else ()
    if crossed and any(value.year for value in crossed):
        return "cross", crossed, ()
    if places["units"] and places["price"] and dated:
        prices = tuple(dict.fromkeys((*places["price"], *_prices(heads, columns))))
        values = (Value(places["units"][0], "units"), Value(places["price"][0], "price"))
        return "long", values, prices if len(prices) > 1 and "price" not in own else ()
    several = len(crossed) >= 2 or any(value.name in known for value in crossed)
    once = (
        several
        and bool(places["month"])
        and (columns.is_once(places["month"][0], places, crossed) or _are_summed(crossed, heads, columns))
    )
    return ("cross", crossed, ()) if once else None


def _amounts(places: Mapping[str, tuple[int, ...]], heads: Sequence[str], columns: Columns) -> tuple[int, ...]:
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
    if best < 2 * USUAL and len(rivals) > 1 and (whole := _sum_of(rivals, heads, columns)) is not None:
        return (whole,)
    return tuple(rivals)


def _sum_of(parts: Sequence[int], heads: Sequence[str], columns: Columns) -> int | None:
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


def _prices(heads: Sequence[str], columns: Columns) -> Iterator[int]:
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


def _priced(
    values: Sequence[Value], places: Mapping[str, tuple[int, ...]], heads: Sequence[str], columns: Columns
) -> bool:
    """Whether the amounts are made of prices, or written with the sign of a currency."""
    amounts = {value.column for value in values if value.kind == "amount"}
    if not amounts or amounts & set(_proved(places, heads, columns)):
        return True
    return any(currency_of(text) for place in amounts for text in columns.texts(place)[:20])


_CENT = Decimal("0.02")


def _figure(text: str) -> Decimal | None:
    try:
        return figure_of(text)
    except ValueError:
        return None


def _crossed(places: Mapping[str, tuple[int, ...]], heads: Sequence[str], columns: Columns) -> tuple[Value, ...]:
    """Columns for every year, or for every district, beside months that run down."""
    named = {p for role, found in places.items() if role not in ("measure", *FIGURES, *AXES) for p in found}
    figures = [p for p, head in enumerate(heads) if head and p not in named and columns.is_figures(p)]
    figures = [p for p in figures if not is_aside(heads[p])]
    years = {p: year for p in figures if (year := _whole_year(heads[p]))}
    if years:
        return tuple(Value(p, year=year) for p, year in years.items())
    named_heads = [p for p in figures if not kind_of(heads[p]) and not is_number(heads[p]) and "%" not in heads[p]]
    if any(is_measure(heads[p]) for p in named_heads):
        return ()  # several measures of one line, and no names
    named_heads = [p for p in named_heads if not is_beside(heads[p])]
    sums = _sums_across(named_heads, columns, heads)
    return tuple(Value(p, name=heads[p]) for p in named_heads if p not in sums)


def _sums_across(places: Sequence[int], columns: Columns, heads: Sequence[str]) -> set[int]:
    """The columns that are sums of others in every line, whatever they are called."""
    rows = range(columns.first, min(columns.first + SAMPLE, len(columns.sheet.rows)))
    vectors = {p: tuple(_figure(columns.sheet.text(row, p)) or Decimal(0) for row in rows) for p in places}
    return sums_of_names(vectors, frozenset(p for p in places if is_everybody(heads[p])))


def _whole_year(text: str) -> int | None:
    match = _YEAR.fullmatch(unicodedata.normalize("NFKC", UNIT.sub("", text)).strip().lower())
    return int(match[1]) if match else None


def _month_said(sheet: Sheet, row: int) -> bool:
    """Whether the sheet's name is a month, or a title above the heads names one."""
    if _period(sheet.name) and not _BARE.fullmatch(sheet.name):
        return True
    return any(map(_period_in, titles_of(sheet, row)))


# Months across --------------------------------------------------------------------------------------------------------


def _carried(above: Sequence[str]) -> tuple[str, ...]:
    """A row above the heads with every cell carried to the right over the empty ones: heads of groups of columns.

    A single text is a title and groups nothing, unless it is a year.
    """
    texts = {cell for cell in above if cell}
    if len(texts) == 1 and _whole_year(next(iter(texts))) is None:
        return ("",) * len(above)
    carried, last = [], ""
    for cell in above:
        last = cell or last
        carried.append(last)
    return tuple(carried)


def _months(cells: Sequence[str], groups: Sequence[Sequence[str]]) -> Iterator[Value]:
    """The columns that stand for months: the months must follow each other, else they are mere figures."""
    found = [value for p, cell in enumerate(cells) if (value := _month_of(p, cell, [group[p] for group in groups]))]
    found = [
        replace(value, month=10)
        if value.month == 1 and before and (before.year, before.month) == (value.year, 9) and "." in cells[value.column]
        else value
        for before, value in zip([None, *found], found, strict=False)
    ]  # Excel writes 2025.10 as 2025.1
    bare = [value for value in found if _BARE.fullmatch(cells[value.column])]
    if len(bare) < 6:
        found = [value for value in found if value not in bare]
    steps = [(two.month or 0) - (one.month or 0) in (0, 1, -11, -1, 11) for one, two in itertools.pairwise(found)]
    if found and sum(steps) * 10 >= len(steps) * 6:
        yield from _dated(found)


def _days(cells: Sequence[str]) -> tuple[Value, ...]:
    """The columns of the days of a month that a title names: 1 to 28 or more, in their order."""
    days = [
        (p, int(match[0])) for p, cell in enumerate(cells) if (match := re.match(r"\d+", cell)) and _DAY.fullmatch(cell)
    ]
    whole = [day for _, day in days] == list(range(1, len(days) + 1)) and len(days) >= 28
    return tuple(Value(p) for p, _ in days) if whole else ()


def _month_of(place: int, cell: str, groups: Sequence[str]) -> Value | None:
    """A column's month from its own head or from a group it stands in; its year from any of them."""
    texts = [unicodedata.normalize("NFKC", UNIT.sub("", text)).strip() for text in (cell, *groups)]
    if not texts[0] or any(text and is_aside(text) and not is_month(text) for text in texts):
        return None
    if any(is_total(text) or is_quarter(text) or other_of(text) for text in texts if text):
        return None
    kind = next((named for text in texts if text and (named := kind_of(text))), None)
    period = next((found for text in texts[:2] if text and (found := _period(text)) and not kind_of(text)), None)
    if period is None:
        return None
    year, month = period
    kind = kind or next((named for text in texts if (named := kind_of(_month_tail(text)))), None) or "amount"
    over = next((whole for text in texts if (whole := _whole_year(text))), None)
    return Value(place, kind, year or over, month)


def is_month(text: str) -> bool:
    """Whether a head names a month."""
    return _period(text) is not None


def _month_tail(text: str) -> str:
    match = _TAIL.search(text.lower())
    return match[0] if match else ""


@lru_cache(maxsize=20_000)
def _period(text: str) -> tuple[int | None, int] | None:
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if not plain or (re.fullmatch(r"\d{5}(?:\.\d+)?|\d{8}", plain) and not re.fullmatch(r"(?:19|20)\d{6}", plain)):
        return None  # a figure rather than a day
    for said in dict.fromkeys((plain, _TAIL.sub("", plain).strip(" -_"))):
        try:
            return parse_month(said)
        except ValueError:
            continue
    return None


def _dated(found: Sequence[Value]) -> Iterator[Value]:
    """Months without a year that run through more than once count their years back from the last run."""
    runs: dict[int, int] = {}
    for kind in dict.fromkeys(value.kind for value in found):
        values = [value for value in found if value.kind == kind]
        months = [value.month or 0 for value in values]
        falling = sum(b < a for a, b in itertools.pairwise(months)) > len(months) / 2
        run = 0
        for before, value in zip([None, *values], values, strict=False):
            month, last = value.month or 0, (before.month or 0) if before else 0
            if before is not None and (month >= last if falling else month <= last):
                run += -1 if falling else 1
            runs[value.column] = run
    newest = max(runs.values())
    for value in found:
        behind = runs[value.column] - newest
        yield replace(value, year=behind) if value.year is None and len(set(runs.values())) > 1 else value


# Titles ---------------------------------------------------------------------------------------------------------------


def _from_titles(sheet: Sheet, layout: Layout) -> tuple[int | None, str, int | None]:
    """The year, where it stands, and the month that the sheet's name or the lines above the heads tell, where every
    line leaves them open."""
    titles = titles_of(sheet, layout.first - 1)
    file = re.sub(r"^.*[/\\!]", "", sheet.file)
    year, source = next(((y, text) for text in (sheet.name, *titles, file) if (y := only_year(text))), (None, ""))
    month = None
    if not layout.places["month"] and not any(value.month for value in layout.values):
        own, month = _period(sheet.name) or (None, None)
        if month is None:
            own, month = next((found for text in titles if (found := _period_in(text))), (None, None))
        year = own or year
    return year, source, month


def titles_of(sheet: Sheet, before: int) -> list[str]:
    """The texts of the rows above a row that hold no figures, before those above the whole sheet."""
    rows = (sheet.texts(row) for row in range(before) if not sheet.figures(row))
    return [*(text for texts in rows for text in dict.fromkeys(texts) if text), *sheet.above]


def own_titles(sheet: Sheet, before: int) -> list[str]:
    """The titles above a row that stand alone in theirs, heads of groups not among them; those above the whole sheet
    where there are none."""
    rows = ({text for text in sheet.texts(row) if text} for row in range(before) if not sheet.figures(row))
    return [text for texts in rows if len(texts) == 1 for text in texts] or [*sheet.above]


def _period_in(text: str) -> tuple[int, int] | None:
    """The month that a title names: 2026年3月销售明细."""
    match = re.search(
        r"((?:19|20)\d{2})\s*[年./-]\s*(1[0-2]|0?[1-9])\s*(?:月|$|\D)", unicodedata.normalize("NFKC", text)
    )
    return (int(match[1]), int(match[2])) if match else None


def only_year(text: str) -> int | None:
    """The year that a text names, None where it names none or several."""
    span = financial_years(text)
    if span:
        return span[1]
    years = {int(match) for match in _YEAR_IN.findall(unicodedata.normalize("NFKC", text))}
    return years.pop() if len(years) == 1 else None


def is_financial(head: str) -> bool:
    """Whether a head speaks of financial years."""
    return bool(_FINANCIAL.search(unicodedata.normalize("NFKC", head)))


def financial_years(text: str, *, long: bool = False) -> tuple[int, int] | None:
    """The two years that a financial one lies in: FY2025-26, 2025/26; with ``long`` also 2025-2026, which in a title
    are two years."""
    match = _SPAN.search(unicodedata.normalize("NFKC", text))
    if not match or (len(match["last"]) == 4 and not long and not (match["fy"] or match["after"])):
        return None
    first = int(match["first"])
    return (first, first + 1) if (first + 1) % 100 == int(match["last"]) % 100 else None


def _scale(
    given: HistoryFile, heads: Sequence[str], sheet: Sheet, row: int, groups: Sequence[Sequence[str]]
) -> Decimal | None:
    if given.unit:
        return scale_of(given.unit) or Decimal(1)
    own = next((found for head in heads if (found := unit_of(head))), None)
    above = [*(cell for place in range(row) for cell in sheet.texts(place) if cell), *sheet.above]
    return own or stated_unit([*above, sheet.text(row, 0), sheet.name])
