"""How a sheet of sales is laid out: where its heads stand, and whether the months run down or across.

Three shapes are known. *Long*: a column of dates and a column of amounts. *Wide*: a column for every month.
*Cross*: months down, and a column for every district.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from planforge.spec.history import HistoryFile
from planforge.spec.sales_columns import (
    BESIDE,
    NAMES,
    UNIT,
    columns_named,
    is_aside,
    key_of,
    kind_of,
    pairs,
    scale_of,
    stated_unit,
    unit_of,
)
from planforge.spec.sales_dates import parse_month
from planforge.spec.sales_numbers import parse_figure
from planforge.spec.sales_sheets import HEADS, Sheet

FEWEST = 3  # months across that make a wide table
_YEAR = re.compile(r"(?:fy\s*)?((?:19|20)\d{2})\s*(?:年度?|年实际|实际|actual)?")
_YEAR_IN = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_BARE = re.compile(r"\d{1,2}")
_TAIL = re.compile(r"(?:份)?(?:实际)?(?:销售额|销售金额|金额|销售|实际|销量|数量|sales|amount|actual|units|qty)?$")


@dataclass(frozen=True, slots=True)
class Value:
    """A column of figures; what its head says of month and district, None where each line says it.

    A ``year`` of nil or below counts back from the last year of the table.
    """

    column: int
    kind: str = "amount"
    year: int | None = None
    month: int | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """``axes`` are the columns that may name a district, a product, …, the likeliest first; ``first`` is the place of
    the first row below the heads. ``scale`` is currency units in one unit of the amounts."""

    shape: Literal["long", "wide", "cross"]
    header: int
    first: int
    heads: tuple[str, ...]
    axes: dict[str, tuple[int, ...]]
    values: tuple[Value, ...]
    scale: Decimal
    year: int | None = None
    month: int | None = None
    aside: tuple[str, ...] = ()

    @property
    def form(self) -> tuple[str, ...]:
        """What sheets of one form have in common: every head, of months across without their year."""
        figures = {v.column: f"{v.kind} {v.month}" for v in self.values if v.month}
        heads = (figures.get(place) or key_of(head) for place, head in enumerate(self.heads))
        return (self.shape, *heads)

    @property
    def score(self) -> int:
        """How much of the heads was understood."""
        known = sum(bool(places) for places in self.axes.values())
        return known + {"long": 14, "wide": 12, "cross": 4}[self.shape] + min(len(self.values), 12) // 6


def find_layout(sheet: Sheet, given: HistoryFile) -> Layout | None:
    """The likeliest layout of a sheet; None where none is known."""
    found = [layout for place in range(min(HEADS, len(sheet.rows))) if (layout := _at(sheet, place, given))]
    if not found:
        return None
    best = max(found, key=lambda layout: (layout.score, len(layout.values), -layout.first))
    year, month = _from_titles(sheet, best)
    return replace(best, year=year, month=month)


def heads_of(sheet: Sheet) -> tuple[str, ...]:
    """The heads of a sheet whose layout is not known: the fullest of its first rows."""
    rows = [cells for _, cells in sheet.rows[:HEADS]]
    return max(rows, key=lambda cells: sum(bool(cell) and not cell[0].isdigit() for cell in cells), default=())


def _at(sheet: Sheet, place: int, given: HistoryFile) -> Layout | None:
    number, cells = sheet.rows[place]
    above = sheet.rows[place - 1][1] if place else ()
    above = above + ("",) * (len(cells) - len(above))
    heads = tuple(cell or over for cell, over in zip(cells, above, strict=False))
    groups = _carried(above)
    own = pairs(given.columns, heads)
    axes = {key: (own[key],) if key in own else columns_named(key, heads) for key in (*NAMES, *BESIDE)}
    across = tuple(_months(cells, groups)) if "amount" not in own else ()
    shape, values = _values(axes, across, heads, sheet, place)
    if shape is None:
        return None
    taken = {value.column for value in values}
    named = {
        key: tuple(p for p in places if p not in taken)
        for key, places in axes.items()
        if key not in ("amount", "units", "profit", "price")
    }
    aside = tuple(dict.fromkeys(head for p, head in enumerate(heads) if p not in taken and head and is_aside(head)))
    scale = _scale(given, [heads[value.column] for value in values if value.kind == "amount"], sheet, place)
    return Layout(shape, number, place + 1, heads, named, values, scale, aside=aside)


def _values(
    axes: dict[str, tuple[int, ...]], across: tuple[Value, ...], heads: Sequence[str], sheet: Sheet, place: int
) -> tuple[Literal["long", "wide", "cross"] | None, tuple[Value, ...]]:
    """The shape, and its columns of figures."""
    dated = axes["month"] or (axes["year"] and len(across) >= FEWEST)
    if len(across) >= FEWEST and not (axes["month"] and axes["amount"]):
        return "wide", across
    if axes["amount"] and (dated or _says_month(sheet)):
        kinds = (("amount", axes["amount"]), ("units", axes["units"]), ("profit", axes["profit"]))
        return "long", tuple(Value(places[0], kind) for kind, places in kinds if places)
    if axes["units"] and axes["price"] and dated and not axes["amount"]:
        return "long", (Value(axes["units"][0], "units"), Value(axes["price"][0], "price"))
    if axes["month"] and not axes["amount"]:
        named = {p for key, places in axes.items() if key != "measure" for p in places}
        figures = [p for p in range(len(heads)) if p not in named and _is_figures(sheet, place, p)]
        crossed = tuple(Value(p, district=heads[p]) for p in figures if heads[p] and not is_aside(heads[p]))
        return ("cross", crossed) if len(crossed) >= 2 else (None, ())
    return None, ()


def _says_month(sheet: Sheet) -> bool:
    try:
        return parse_month(sheet.name)[1] > 0 and not _BARE.fullmatch(sheet.name)
    except ValueError:
        return False


def _is_figures(sheet: Sheet, place: int, column: int) -> bool:
    """Whether the cells under a head are figures, all but a few."""
    cells = [row[column] for _, row in sheet.rows[place + 1 : place + 40] if column < len(row) and row[column]]
    return bool(cells) and sum(_is_figure(cell) for cell in cells) * 10 >= len(cells) * 8


def _is_figure(cell: str) -> bool:
    try:
        return parse_figure(cell) is not None
    except ValueError:
        return False


# Months across --------------------------------------------------------------------------------------------------------


def _carried(above: Sequence[str]) -> tuple[str, ...]:
    """The row above the heads with every cell carried to the right over the empty ones: heads of groups of columns.

    A single text is a title and groups nothing, unless it is a year.
    """
    texts = {cell for cell in above if cell}
    if len(texts) == 1 and not _YEAR.fullmatch(unicodedata.normalize("NFKC", texts.pop()).strip().lower()):
        return ("",) * len(above)
    carried, last = [], ""
    for cell in above:
        last = cell or last
        carried.append(last)
    return tuple(carried)


def _months(cells: Sequence[str], groups: Sequence[str]) -> Iterator[Value]:
    """The columns that stand for months: the months must follow each other, else they are mere figures."""
    found = [value for place, cell in enumerate(cells) if (value := _month_of(place, cell, groups[place]))]
    bare = [value for value in found if _BARE.fullmatch(cells[value.column])]
    if len(bare) < 6:
        found = [value for value in found if value not in bare]
    steps = [(two.month or 0) - (one.month or 0) in (0, 1, -11) for one, two in itertools.pairwise(found)]
    if len(found) >= FEWEST and sum(steps) * 10 >= len(steps) * 6:
        yield from _dated(found)


def _month_of(place: int, cell: str, group: str) -> Value | None:
    """A column's month from its own head, or from the group it stands in; its year from either."""
    text = unicodedata.normalize("NFKC", UNIT.sub("", cell)).strip()
    if not text or is_aside(text) or is_aside(group):
        return None
    kind = kind_of(text)
    own = _period(text if kind is None else group)
    if own is None:
        return None
    year, month = own
    kind = kind or kind_of(_month_tail(text)) or kind_of(group) or "amount"
    over = _YEAR.fullmatch(unicodedata.normalize("NFKC", group).strip().lower())
    return Value(place, kind, year or (int(over[1]) if over else None), month)


def _month_tail(text: str) -> str:
    match = _TAIL.search(text.lower())
    return match[0] if match else ""


def _period(text: str) -> tuple[int | None, int] | None:
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if re.fullmatch(r"\d{5}|\d{8}", plain):
        return None  # a figure rather than a day
    for shown in dict.fromkeys((plain, _TAIL.sub("", plain).strip(" -_"))):
        try:
            return parse_month(shown)
        except ValueError:
            continue
    return None


def _dated(found: Sequence[Value]) -> Iterator[Value]:
    """Months without a year that run through more than once count their years back from the last run."""
    bare = {value.kind: [v for v in found if v.kind == value.kind] for value in found}
    runs: dict[int, int] = {}
    for values in bare.values():
        run = 0
        for before, value in zip([None, *values], values, strict=False):
            run += before is not None and (value.month or 0) <= (before.month or 0)
            runs[value.column] = run
    last = max(runs.values())
    for value in found:
        behind = runs[value.column] - last
        yield replace(value, year=behind) if value.year is None and last else value


# Titles ---------------------------------------------------------------------------------------------------------------


def _from_titles(sheet: Sheet, layout: Layout) -> tuple[int | None, int | None]:
    """The year and month that the sheet's name or the lines above the heads tell, where every line leaves them open."""
    titles = [cell for _, cells in sheet.rows[: max(layout.first - 1, 0)] for cell in dict.fromkeys(cells) if cell]
    file = re.sub(r"^.*[/\\!]", "", sheet.file)
    year = next((found for text in (sheet.name, *titles, file) if (found := only_year(text))), None)
    month = None
    if not layout.axes["month"] and layout.shape == "long":
        own, month = _period(sheet.name) or (None, None)
        year = own or year
    return year, month


def only_year(text: str) -> int | None:
    """The year that a text names, None where it names none or several."""
    years = {int(match) for match in _YEAR_IN.findall(unicodedata.normalize("NFKC", text))}
    return years.pop() if len(years) == 1 else None


def _scale(given: HistoryFile, heads: Sequence[str], sheet: Sheet, place: int) -> Decimal:
    if given.unit:
        return scale_of(given.unit) or Decimal(1)
    own = next((found for head in heads if (found := unit_of(head))), None)
    above = [cell for _, cells in sheet.rows[:place] for cell in cells if cell]
    return own or stated_unit([*above, sheet.rows[place][1][0], sheet.name]) or Decimal(1)
