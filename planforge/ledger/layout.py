"""How a sheet of sales is laid out: where its heads stand, and whether the months run down or across.

Three shapes are known. *Long*: a column of dates and columns of figures. *Wide*: a column for every month. *Cross*:
months down, and a column for every district or every year.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal

from msgspec import Struct, field

from planforge.ledger.across import (
    BARE,
    Value,
    carried,
    dated_by_runs,
    days_across,
    is_month,
    months_across,
    period_of,
    periods_across,
    quarters_across,
    spelt,
    whole_year,
)
from planforge.ledger.columns import (
    Columns,
    amounts_of,
    is_priced,
    is_short_date,
    names_across,
    prices_of,
    sum_of,
)
from planforge.ledger.figures import is_number, stated_currency
from planforge.ledger.heads import (
    AXES,
    BESIDE,
    FIGURES,
    columns_named,
    in_groups,
    is_aside,
    is_known,
    is_total,
    key_of,
    other_of,
    role_named,
)
from planforge.ledger.own_columns import names_called, own_columns
from planforge.ledger.scales import scale_of, stated_unit, unit_of, volume_unit_of
from planforge.ledger.sheets import Sheet
from planforge.ledger.stacked import Stack, stacked
from planforge.ledger.titles import only_year, period_in, titles_of
from planforge.records import replace
from planforge.spec.history import HistoryFile

DEEPEST = 25  # rows at the top among which the heads are looked for
FEWEST = 3  # months across that make a wide table
SURE, NEAR_BY = 3, 4  # known heads that make a row of heads sure, and rows below it that may be heads all the same


class Layout(Struct, frozen=True):
    """``places`` are the columns that may have each role, the likeliest first; ``header`` and ``first`` are the rows
    (by their place in the sheet) of the heads and of the first line below. ``scale`` is currency units in one unit of
    the amounts, None where nothing says it; where they are ``priced``, volume times price or signs of a currency show
    that they are in currency units; ``currency`` is the one that titles or heads name. ``rivals`` are columns any of
    which may be the amount."""

    shape: Literal["long", "wide", "cross"]
    header: int
    first: int
    heads: tuple[str, ...]
    places: Mapping[str, tuple[int, ...]]
    values: tuple[Value, ...]
    scale: Decimal | None = None
    currency: str = ""
    year: int | None = None
    year_from: str = ""
    month: int | None = None
    priced: bool = False
    rivals: tuple[int, ...] = ()
    aside: Mapping[int, str] = field(default_factory=dict)
    called: Mapping[str, int] = field(default_factory=dict)  # its columns by every name that a user may write
    depth: int = 0  # rows above the header that are heads as well
    measures: Mapping[int, str] = field(default_factory=dict)  # by column, those that are not read

    def name_of(self, place: int) -> str:
        """What a user writes to name a column that is not read."""
        return self.measures.get(place) or next((name for name, at in self.called.items() if at == place), "")

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
        dated = {value.column for value in self.values if value.month and (value.year or 0) > 0}
        known += sum(is_known(head) for head in self.heads if head)
        known -= sum(is_number(head) for place, head in enumerate(self.heads) if place not in dated)
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
    found = [
        layout
        for layout in found
        if not any(
            other.header - other.depth <= layout.header < other.header
            or (other.header == layout.header + 1 and _goes_on(sheet, layout.header, other.header))
            for other in found
        )
    ]
    if not found:
        return None
    best = max(found, key=lambda layout: (layout.score, len(layout.values), -layout.first))
    year, year_from, month = _from_titles(sheet, best)
    return replace(best, year=year, year_from=year_from, month=month)


def _goes_on(sheet: Sheet, upper: int, lower: int) -> bool:
    """Whether a row holds the lower half of the heads above it: parts of the groups there, and nothing of its own below
    the others."""
    above, below = sheet.texts(upper), sheet.texts(lower)
    own = {place for place, text in enumerate(below) if text and (lower, place) not in sheet.copied}
    groups = carried(above)
    whole = [place for place, text in enumerate(above) if text and place not in own]
    return bool(own) and bool(whole) and not sheet.figures(lower) and all(groups[place] for place in own)


def _is_line(cells: Sequence[str], layout: Layout) -> bool:
    """Whether a row is a line below heads that are known: it has its date where they have theirs."""
    place = next(iter(layout.places["month"]), None)
    if layout.shape != "long" or place is None or sum(map(is_known, layout.heads)) < SURE:
        return False
    return place < len(cells) and (is_month(cells[place]) or is_short_date(cells[place]))


def heads_of(sheet: Sheet) -> tuple[str, ...]:
    """The heads of a sheet whose layout is not known: the fullest of its first rows."""
    rows = [sheet.texts(row) for row in range(min(DEEPEST, len(sheet.rows)))]
    return max(
        rows, key=lambda cells: (sum(bool(c) and not c[0].isdigit() for c in cells), sum(map(bool, cells))), default=()
    )


def _at(sheet: Sheet, row: int, given: HistoryFile, known: frozenset[str]) -> Layout | None:
    """The layout with the heads in a row, and in those above it."""
    cells = spelt(sheet.texts(row))
    if sum(map(bool, cells)) < 2:
        return None
    over = [spelt(_padded(sheet.texts(row - up), len(cells))) if row >= up else ("",) * len(cells) for up in (1, 2)]
    groups = [carried(cells) for cells in over]
    top = over[1] if any(groups[1]) else ("",) * len(cells)  # no title
    bare = tuple(next(filter(None, texts), "") for texts in zip(cells, over[0], top, strict=True))
    columns = Columns(sheet, row + 1)
    measures = _measures_said(given, bare, groups)
    stack = None if measures is None else stacked(cells, groups, columns, measures)
    heads = bare if stack else in_groups(bare, groups[0])
    called = names_called(heads, bare, groups, grouped=stack is not None)
    own = own_columns(given.columns, called)
    said = month_said(sheet, row)
    places = _places(heads, own, columns, said)
    across = tuple(months_across(cells, groups)) if "amount" not in own else ()
    if said and not across and "amount" not in own:
        across = days_across(cells)
    if not (said or across or places["month"] or "amount" in own):
        across = periods_across(cells, groups, abs(given.year_start or 1))
    crossing = stack and _of_stack(stack, places, columns, said)
    found = crossing or _values(places, across, heads, columns, said, own, known)
    if found is None and not said:
        found = _coarse(places, cells, groups, heads, columns, own)
    if found is None:
        return None
    shape, values, rivals = found
    if shape != "wide" and places["month"] and is_month(heads[places["month"][0]]):
        return None  # a line of its own
    taken = {value.column for value in values}
    odd = sum(is_number(head) for p, head in enumerate(heads) if p not in taken)
    if odd * 2 > sum(map(bool, heads)) - len(values) or (odd and shape != "long" and len(values) < FEWEST):
        return None  # a line of figures, not of heads
    named = {
        role: tuple(p for p in found if p not in taken or p == own.get(role))
        for role, found in places.items()
        if role not in FIGURES
    }
    aside = {p: other_of(head) or "total" for p, head in enumerate(heads) if p not in taken and head and is_aside(head)}
    scale = _scale(given, [heads[value.column] for value in values if value.kind == "amount"], sheet, row, groups)
    return Layout(
        shape, row, row + 1, heads, named, values, scale,
        priced=is_priced(values, places, heads, columns), rivals=rivals, aside=aside, called=called,
        currency=stated_currency([*(heads[v.column] for v in values if v.kind == "amount"), *_above(sheet, row)]),
        depth=stack.depth if stack and crossing else 0, measures=stack.measures if stack and crossing else {},
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
            named = tuple(p for p in named if p not in places["month"] or not columns.is_months(p))  # 月份\\片区
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
        return tuple(p for p in places["month"] if not any(p in places[axis] for axis in AXES))  # 片区\\月份
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
    amounts = (own["amount"],) if "amount" in own else amounts_of(places, heads, columns)
    quarters = [*quarters_across(cells, groups)] if "amount" not in own else []
    if len(quarters) >= 2 and not places["month"]:
        finest = min(value.span for value in quarters)
        return "wide", tuple(dated_by_runs([value for value in quarters if value.span == finest])), ()
    down = [p for p, head in enumerate(heads) if head and columns.is_quarters(p, head)]
    if down:
        places["month"] = (down[0],)
        crossed = names_across(places, heads, columns)
        if not amounts:
            return ("cross", crossed, ()) if len(crossed) >= 2 else None
        return "long", tuple(Value(p, kind, span=3) for p, kind in _kinds(places, amounts)), _rivals(amounts)
    if places["month"]:
        return None
    years = [Value(p, year=year, month=1, span=12) for p, head in enumerate(heads) if (year := whole_year(head))]
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


def _are_summed(crossed: Sequence[Value], heads: Sequence[str], columns: Columns) -> bool:
    """Whether a column of totals adds the columns up: then they are parts of one figure, day by day too."""
    places = [value.column for value in crossed]
    whole = sum_of(places, heads, columns)
    return whole is not None and is_total(heads[whole])


Shape = Literal["long", "wide", "cross"]


def _measures_said(
    given: HistoryFile, heads: Sequence[str], groups: Sequence[Sequence[str]]
) -> Mapping[str, str] | None:
    """What the user says that the measures of heads of several rows are; None where he names one column as the
    amount."""
    shared = {head for head, count in Counter(heads).items() if count > 1} | {
        text for texts in groups for text in texts
    }
    said = {column: role for key, column in given.columns.items() if (role := role_named(key))}
    measures = {column: role for column, role in said.items() if role in (*FIGURES, "ignore")}
    return measures if all(c in shared for c, role in measures.items() if role == "amount") else None


def _of_stack(
    stack: Stack, places: dict[str, tuple[int, ...]], columns: Columns, says_month: bool
) -> tuple[Shape, tuple[Value, ...], tuple[int, ...]] | None:
    """The shape of a table with heads of several rows; None where its lines tell what these tell."""
    down = tuple(p for p in places["month"] if columns.is_months(p) or columns.is_quarters(p, ""))
    months = any(value.month for value in stack.values)
    years = any(value.year for value in stack.values)
    if (months and down) or (years and places["year"]) or not (months or years or down or says_month):
        return None
    places["month"] = down
    if months or down or says_month:
        return "wide" if months else "cross", stack.values, ()
    return "wide", tuple(replace(value, month=1, span=12) for value in stack.values), ()


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
    amounts = (own["amount"],) if "amount" in own else amounts_of(places, heads, columns)
    dated = bool(places["month"]) or says_month
    years = bool(places["year"])
    if "price" in own and "amount" not in own and places["units"] and dated:
        return "long", (Value(places["units"][0], "units"), Value(own["price"], "price")), ()
    if len(across) >= FEWEST and not (places["month"] and amounts):
        return "wide", across, ()
    named = any(places[axis] for axis in AXES)
    if (
        across
        and named
        and not amounts
        and not places["month"]
        and not any(BARE.fullmatch(heads[v.column]) for v in across)
    ):
        return "wide", across, ()  # a month or two, called so
    if amounts and (dated or (years and len(across) >= FEWEST)):
        return "long", tuple(Value(p, kind) for p, kind in _kinds(places, amounts)), _rivals(amounts)
    crossed = names_across(places, heads, columns) if dated and not years else ()
    if crossed and any(value.year for value in crossed):
        return "cross", crossed, ()
    if places["units"] and places["price"] and dated:
        prices = tuple(dict.fromkeys((*places["price"], *prices_of(heads, columns))))
        values = (Value(places["units"][0], "units"), Value(places["price"][0], "price"))
        return "long", values, prices if len(prices) > 1 and "price" not in own else ()
    several = len(crossed) >= 2 or any(value.name in known for value in crossed)
    down = next(iter(places["month"] or (places["day"] if says_month else ())), None)
    once = (
        several
        and down is not None
        and (columns.is_once(down, places, crossed) or _are_summed(crossed, heads, columns))
    )
    of_a_month = says_month and down is None and named and len(crossed) >= 2  # a sheet a month, names down and across
    parts = of_a_month and (_are_summed(crossed, heads, columns) or all(value.name in known for value in crossed))
    return ("cross", crossed, ()) if once or parts else None


def month_said(sheet: Sheet, row: int) -> bool:
    """Whether the sheet's name is a month, or a title above the heads names one."""
    if period_of(sheet.name) and not BARE.fullmatch(sheet.name):
        return True
    return any(map(period_in, titles_of(sheet, row)))


def _from_titles(sheet: Sheet, layout: Layout) -> tuple[int | None, str, int | None]:
    """The year, where it stands, and the month that the sheet's name or the lines above the heads tell, where every
    line leaves them open."""
    titles = titles_of(sheet, layout.first - 1)
    file = re.sub(r"^.*[/\\!]", "", sheet.file)
    year, source = next(((y, text) for text in (sheet.name, *titles, file) if (y := only_year(text))), (None, ""))
    month = None
    if not layout.places["month"] and not any(value.month for value in layout.values):
        own, month = period_of(sheet.name) or (None, None)
        if month is None:
            own, month = next((found for text in titles if (found := period_in(text))), (None, None))
        year = own or year
    return year, source, month


def _scale(
    given: HistoryFile, heads: Sequence[str], sheet: Sheet, row: int, groups: Sequence[Sequence[str]]
) -> Decimal | None:
    if given.unit:
        return scale_of(given.unit) or Decimal(1)
    own = next((found for head in heads if (found := unit_of(head))), None)
    return own or stated_unit([*_above(sheet, row), sheet.text(row, 0), sheet.name])


def _above(sheet: Sheet, row: int) -> list[str]:
    """The texts above the heads."""
    return [*(cell for place in range(row) for cell in sheet.texts(place) if cell), *sheet.above]
