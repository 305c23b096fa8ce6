"""Heads of two or three rows over columns of figures: each row tells years, months, measures or names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from planforge.ledger.across import BARE, Value, kind_in, period_of, whole_year
from planforge.ledger.columns import Columns
from planforge.ledger.dates import period_number
from planforge.ledger.figures import is_number
from planforge.ledger.heads import FIGURES, is_actual, is_aside, is_beside, is_total, kind_of, other_of, span_of
from planforge.ledger.scales import stated_unit
from planforge.records import replace

Told = Literal["month", "span", "year", "measure", "name", "kept"]  # kept: 本年 beside 去年
FEWEST_BARE = 6  # bare numbers that are months


class Stack(Struct, frozen=True):
    """``values`` are the columns of figures; ``depth`` rows above the last one are heads as well; ``measures`` is
    what the heads of columns that are not read call their measure."""

    values: tuple[Value, ...]
    depth: int
    measures: Mapping[int, str]


def stacked(
    cells: Sequence[str], groups: Sequence[Sequence[str]], columns: Columns, said: Mapping[str, str]
) -> Stack | None:
    """The columns below heads of several rows; None where those of the last row are all there is. ``said`` is what
    the user says that measures are."""
    figures = [p for p, cell in enumerate(cells) if cell and _is_below(p, cells, groups) and columns.may_be_figures(p)]
    if sum(map(columns.is_figures, figures)) < 2 or _are_sections(figures, cells, groups, columns):
        return None
    levels = [{p: texts[p] for p in figures} for texts in (cells, *groups)]
    told = [_told(level, said) for level in levels]
    for upper in range(1, len(levels)):
        if told[upper] == "name" and not _recurs(levels[:upper], levels[upper]):
            told[upper] = None
        elif told[upper] in told[:upper] and told[upper] not in ("name", "kept"):
            told[upper] = None  # the same months in another language
        elif told[upper] == "span" and "month" in told[:upper]:
            told[upper] = None  # 一季度 above its months
    used = [n for n, what in enumerate(told) if what is not None]
    if not any(used) or told[0] is None or told.count("name") > 2:
        return None
    values = tuple(_values(figures, [(told[n], levels[n]) for n in used], said))
    kinds = {value.kind for value in values}
    if "amount" not in kinds:
        return None
    measure = next((levels[n] for n in used if told[n] == "measure"), {})
    read = {measure.get(value.column) for value in values}
    return Stack(values, max(used), {p: text for p, text in measure.items() if text not in read and not is_total(text)})


def _is_below(place: int, cells: Sequence[str], groups: Sequence[Sequence[str]]) -> bool:
    return any(texts[place] not in ("", cells[place]) for texts in groups)


def _are_sections(
    figures: Sequence[int], cells: Sequence[str], groups: Sequence[Sequence[str]], columns: Columns
) -> bool:
    """Whether groups hold names and dates of the lines beside their figures: sections of a list."""
    beside = [
        p for p, cell in enumerate(cells) if cell and p not in figures and not is_aside(cell) and columns.texts(p)
    ]
    over = {texts[p] for texts in groups for p in beside if texts[p] != cells[p]} - {""}
    return any(texts[p] in over for texts in groups[:1] for p in figures)


def _told(level: Mapping[int, str], said: Mapping[str, str]) -> Told | None:
    """What the texts of a row of heads tell; None for titles, and for groups that tell nothing."""
    texts = [text for text in dict.fromkeys(level.values()) if text and not stated_unit([text])]
    plain = [text for text in texts if not is_total(text)]
    months = [text for text in plain if period_of(text)]
    bare = all(BARE.fullmatch(text) for text in months)
    if months and len(months) * 2 > len(plain) and not (bare and len(months) < FEWEST_BARE):
        return "month"
    if any(map(whole_year, plain)):
        return "year"
    if len(plain) > 1 and all(map(span_of, plain)):
        return "span"
    if said.keys() & set(texts) or any(map(kind_of, texts)):
        return "measure"
    names = [text for text in plain if not is_aside(text) and not is_beside(text)]
    if any(map(is_number, plain)) or all(map(period_number, plain)):
        return None
    if sum(map(is_actual, names)) == 1 and (len(names) == 1 or len(names) < len(plain)):
        return "kept" if len(texts) > 1 else None  # what else stands beside 本年 and 去年 is made of the two
    return "name" if len(names) > 1 or (names and len(texts) > 1) else None


def _recurs(below: Sequence[Mapping[int, str]], names: Mapping[int, str]) -> bool:
    """Whether what stands below one name stands below others as well."""
    parts: dict[tuple[str, ...], set[str]] = {}
    for place, name in names.items():
        if name and not is_aside(name):
            parts.setdefault(tuple(level[place] for level in below), set()).add(name)
    return sum(len(over) > 1 for over in parts.values()) * 2 > len(parts)


def _values(
    figures: Sequence[int], levels: Sequence[tuple[Told | None, Mapping[int, str]]], said: Mapping[str, str]
) -> Iterator[Value]:
    for place in figures:
        value: Value | None = Value(place)
        for told, texts in reversed(levels):
            value = value and _with(value, told, texts[place], said)
        if value:
            yield value


def _with(value: Value, told: Told | None, text: str, said: Mapping[str, str]) -> Value | None:
    """A column with what the text of one row of its heads tells; None for one that is no sales."""
    if not text or is_total(text) or (told != "span" and text not in said and other_of(text)):
        return None
    if told == "month":
        period = period_of(text)
        kind = kind_in(text) or value.kind
        return period and replace(value, kind=kind, year=period[0] or value.year, month=period[1])
    if told == "year":
        year = whole_year(text)
        return replace(value, year=year) if year else None
    if told == "span":
        span = span_of(text)
        return span and replace(value, year=span[0] or value.year, month=span[1], span=span[2])
    if told == "measure":
        measure = said.get(text) or kind_of(text)
        if measure == "amount" and "amount" in said.values() and text not in said:
            return None
        return replace(value, kind=measure) if measure in FIGURES else None
    if told == "kept":
        return value if is_actual(text) else None
    return replace(value, name=text) if value.name is None else replace(value, under=text)
