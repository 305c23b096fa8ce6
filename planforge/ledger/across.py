"""The columns of a table that stand for months, quarters or days: what their heads, and those of their groups, say."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from planforge.ledger.dates import parse_month, period_number
from planforge.ledger.heads import is_aside, is_quarter, is_total, kind_of, other_of, span_of
from planforge.ledger.scales import UNIT
from planforge.records import replace

_YEAR = re.compile(r"(?:fy\s*)?((?:19|20)\d{2})\s*(?:年度?|年实际|年销售额?|实际|actual|sales)?")
BARE = re.compile(r"\d{1,2}")
_SURE_PERIOD = re.compile(r"(?i)p0\d|p1\d|per|期")
_PART_OF_MONTH = re.compile(r"\d|[上中下]旬|周|week")
DAY = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\s*[号日]?")
_TAIL = re.compile(r"(?:份)?(?:实际)?(?:销售额|销售金额|金额|销售|实际|销量|数量|sales|amount|actual|units|qty)?$")


_SHORT_YEAR = re.compile(r"['’‘]?\s*(\d\d)\s*(年度?|年实际|年销售额?)?")
_SHORT_MONTH = re.compile(r"(\d\d)(\s*[-./]\s*)(\d{1,2})")
_SHORT_SPAN = re.compile(r"(\d\d)\s*年?\s*(q[1-4]|第?[一二三四1-4]季度?|[上下]半年|h[12])", re.IGNORECASE)
_OF_BUSINESS = range(13, 60)  # of two digits, years that are no months
_MANY = 6  # heads alike


class Value(Struct, frozen=True):
    """A column of figures; what its head says of year and month, and of whose they are, None where each line says it.

    A ``year`` of nil or below counts back from the last year of the table.
    """

    column: int
    kind: str = "amount"
    year: int | None = None
    month: int | None = None
    name: str | None = None
    under: str | None = None  # the second name, where the columns of every name are those of products or the like
    span: int = 1  # months that its figures are of, from ``month`` on


def whole_year(text: str) -> int | None:
    """The year that a head names as a whole: 2026年, FY2026; None for anything else."""
    match = _YEAR.fullmatch(unicodedata.normalize("NFKC", UNIT.sub("", text)).strip().lower())
    return int(match[1]) if match else None


def spelt(cells: Sequence[str]) -> tuple[str, ...]:
    """A row of heads with its years of two digits written out: 25年 beside 26年, '25, 25-1 to 25-12. They follow each
    other, as ages of a spirit do not; bare ones come again and again in their order, as no figures do."""
    plain = [unicodedata.normalize("NFKC", UNIT.sub("", cell)).strip() for cell in cells]
    months = {p: match for p, text in enumerate(plain) if (match := _SHORT_MONTH.fullmatch(text))}
    if _are_months_of_years([(int(match[1]), int(match[3])) for match in months.values()]):
        written = {p: f"20{match[1]}{match[2]}{match[3]}" for p, match in months.items()}
        return tuple(written.get(p, cell) for p, cell in enumerate(cells))
    spans = {p: match for p, text in enumerate(plain) if (match := _SHORT_SPAN.fullmatch(text))}
    if len({match[2] for match in spans.values()}) > 1 and _follow([int(match[1]) for match in spans.values()] * _MANY):
        written = {p: f"20{match[1]}{match[2]}" for p, match in spans.items()}
        return tuple(written.get(p, cell) for p, cell in enumerate(cells))
    years = {p: match for p, text in enumerate(plain) if (match := _SHORT_YEAR.fullmatch(text))}
    bare = {p for p, match in years.items() if match[0].isdigit()}
    told = [int(match[1]) for p, match in years.items() if p not in bare] or [int(match[1]) for match in years.values()]
    if not _follow(told) or (bare and not (len(bare) == len(years) and _take_turns(told))):
        return tuple(cells)
    written = {
        p: f"20{match[1]}{match[2] or '年'}" for p, match in years.items() if p not in bare or len(bare) == len(years)
    }
    return tuple(written.get(p, cell) for p, cell in enumerate(cells))


def _follow(years: Sequence[int]) -> bool:
    """Whether years of two digits are those of a business: one after the other, or one for many columns."""
    found = sorted(set(years))
    run = bool(found) and found == list(range(found[0], found[-1] + 1)) and found[0] in _OF_BUSINESS
    return run and (len(found) > 1 or len(years) >= _MANY)


def _take_turns(years: Sequence[int]) -> bool:
    """Whether bare numbers stand as heads do: each for as many columns, all in turn."""
    found = sorted(set(years))
    return len(years) >= _MANY and len(found) > 1 and all(year == found[n % len(found)] for n, year in enumerate(years))


def _are_months_of_years(found: Sequence[tuple[int, int]]) -> bool:
    years, months = ({pair[part] for pair in found} for part in (0, 1))
    within = all(year in _OF_BUSINESS for year in years) and all(1 <= month <= 12 for month in months)
    return within and len(found) >= _MANY and len(months) >= _MANY and _follow([*years] * _MANY)


def carried(above: Sequence[str]) -> tuple[str, ...]:
    """A row above the heads with every cell carried to the right over the empty ones: heads of groups of columns.

    A single text is a title and groups nothing, unless it is a year.
    """
    texts = {cell for cell in above if cell}
    if len(texts) == 1 and whole_year(next(iter(texts))) is None:
        return ("",) * len(above)
    found, last = [], ""
    for cell in above:
        last = cell or last
        found.append(last)
    return tuple(found)


def months_across(cells: Sequence[str], groups: Sequence[Sequence[str]]) -> Iterator[Value]:
    """The columns that stand for months: the months must follow each other, else they are mere figures."""
    found = [value for p, cell in enumerate(cells) if (value := _month_of(p, cell, [group[p] for group in groups]))]
    found = [
        replace(value, month=10)
        if value.month == 1 and before and (before.year, before.month) == (value.year, 9) and "." in cells[value.column]
        else value
        for before, value in zip([None, *found], found, strict=False)
    ]  # Excel writes 2025.10 as 2025.1
    if _are_parts(found, cells):
        return
    bare = [value for value in found if BARE.fullmatch(cells[value.column])]
    if len(bare) < 6:
        found = [value for value in found if value not in bare]
    steps = [(two.month or 0) - (one.month or 0) in (0, 1, -11, -1, 11) for one, two in itertools.pairwise(found)]
    if found and sum(steps) * 10 >= len(steps) * 6:
        yield from dated_by_runs(found)


def _are_parts(found: Sequence[Value], cells: Sequence[str]) -> bool:
    """Whether a month has several columns that are neither days nor weeks: names or measures that nobody understood."""
    seen = [(value.year, value.month, value.kind) for value in found if not is_month(cells[value.column])]
    parts = any(not _PART_OF_MONTH.search(cells[value.column]) for value in found)
    return parts and len(set(seen)) < len(seen)


def periods_across(cells: Sequence[str], groups: Sequence[Sequence[str]], begins: int) -> tuple[Value, ...]:
    """The columns of the periods of a year, P01 to P12, counted from the month in which it begins. Some of them, from
    the first on, are a year begun where they are written as no product is; thirteen are no months."""
    found: dict[tuple[str, int | None], list[tuple[int, int]]] = {}
    for place, cell in enumerate(cells):
        texts = [text for text in (group[place] for group in groups) if text]
        number = period_number(UNIT.sub("", cell))
        if number and not any(is_total(text) or other_of(text) for text in texts):
            kind = next((named for text in texts if (named := kind_of(text))), "amount")
            found.setdefault((kind, next(filter(None, map(whole_year, texts)), None)), []).append((number, place))
    written = all(_SURE_PERIOD.match(cells[place]) for run in found.values() for _, place in run)
    for run in found.values():
        numbers = [number for number, _ in run]
        if numbers != list(range(1, len(run) + 1)) or not (len(run) == 12 or (written and 3 <= len(run) < 12)):
            return ()
    return tuple(
        Value(place, kind, year, (begins + number - 2) % 12 + 1)
        for (kind, year), run in found.items()
        for number, place in run
    )


def days_across(cells: Sequence[str]) -> tuple[Value, ...]:
    """The columns of the days of a month that a title names: 1 to 28 or more, in their order."""
    days = [
        (p, int(match[0])) for p, cell in enumerate(cells) if (match := re.match(r"\d+", cell)) and DAY.fullmatch(cell)
    ]
    whole = [day for _, day in days] == list(range(1, len(days) + 1)) and len(days) >= 28
    return tuple(Value(p) for p, _ in days) if whole else ()


def _month_of(place: int, cell: str, groups: Sequence[str]) -> Value | None:
    """A column's month from its own head or from a group it stands in; its year from any of them."""
    texts = [unicodedata.normalize("NFKC", UNIT.sub("", text)).strip() for text in (cell, *groups)]
    if is_month(texts[0]):
        texts = [text for text in texts if not is_quarter(text)]  # 上半年 above them
    if not texts[0] or any(text and is_aside(text) and not is_month(text) for text in texts):
        return None
    if any(is_total(text) or is_quarter(text) or other_of(text) for text in texts if text):
        return None
    kind = next((named for text in texts if text and (named := kind_of(text))), None)
    period = next((found for text in texts[:2] if text and (found := period_of(text)) and not kind_of(text)), None)
    if period is None:
        return None
    year, month = period
    kind = kind or next(filter(None, map(kind_in, texts)), "amount")
    over = next((whole for text in texts if (whole := whole_year(text))), None) or _year_behind(cell)
    return Value(place, kind, year or over, month)


def _year_behind(month: str) -> int | None:
    """The year in brackets behind a month: 1月(2025), 1月（25年）."""
    found = UNIT.search(unicodedata.normalize("NFKC", month))
    short = found and _SHORT_YEAR.fullmatch(found[1])
    return 2000 + int(short[1]) if short else whole_year(found[1]) if found else None


def is_month(text: str) -> bool:
    """Whether a head names a month."""
    return period_of(text) is not None


def kind_in(text: str) -> str | None:
    """The measure that a head names behind its month: 1月销量."""
    match = _TAIL.search(text.lower())
    return kind_of(match[0]) if match else None


@lru_cache(maxsize=20_000)
def period_of(text: str) -> tuple[int | None, int] | None:
    """Year and month that a head names; None for one that names none, or is a figure."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if not plain or (re.fullmatch(r"\d{5}(?:\.\d+)?|\d{8}", plain) and not re.fullmatch(r"(?:19|20)\d{6}", plain)):
        return None  # a figure rather than a day
    for said in dict.fromkeys((plain, _TAIL.sub("", plain).strip(" -_"))):
        try:
            return parse_month(said)
        except ValueError:
            continue
    return None


def dated_by_runs(found: Sequence[Value]) -> Iterator[Value]:
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
    newest, several = max(runs.values()), len(set(runs.values())) > 1
    for value in found:
        behind = runs[value.column] - newest
        yield replace(value, year=behind) if value.year is None and several else value


def quarters_across(cells: Sequence[str], groups: Sequence[Sequence[str]]) -> Iterator[Value]:
    """The columns that stand for quarters or halves of years; a year may stand above them."""
    for place, cell in enumerate(cells):
        texts = [text for text in (cell, *(group[place] for group in groups)) if text]
        span = next((found for text in texts if (found := span_of(text))), None)
        if not cell or is_month(cell) or span is None or any(is_total(text) or other_of(text) for text in texts):
            continue
        kind = next((named for text in texts if (named := kind_of(text))), "amount")
        over = next((whole for text in texts if (whole := whole_year(text))), None)
        yield Value(place, kind, span[0] or over, span[1], span=span[2])
