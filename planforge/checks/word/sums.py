"""Owns whether the totals of a printed table still add up, read from its text alone, in exact decimals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from planforge.checks.word.file import Grid

# "费用合计" in a statement need not stand under what it sums: it counts as a part, and is not judged itself
_TOTAL = re.compile(r"(?:合计|总计|共计|Total|Grand total)(?:\s*[（(].*[）)])?", re.IGNORECASE)
_SUBTOTAL = re.compile(r"(?:小计|Subtotal)(?:\s*[（(].*[）)])?", re.IGNORECASE)
_NAMED = re.compile(r".*(?:小计|合计|subtotal|\btotal)(?:\s*[（(].*[）)])?|total\s.*", re.IGNORECASE)
_WHOLE = re.compile(r"合计|总计|全年|Total|Year|Full year|Whole year", re.IGNORECASE)
_FIGURE = re.compile(r"[+＋]?(?P<minus>[-−－–]?)\s*[¥￥]?(?P<digits>\d[\d,，]*(?:\.\d+)?)")
_BRACKETED = re.compile(r"[（(](?P<digits>\d[\d,，]*(?:\.\d+)?)[）)]")
_NO_SUM = re.compile(
    r"均|价|率|天|(?:^|年|度)单[座间店客人件位台张亩]|每[座间店客人户]|占比|比例|比重|百分点|指数|排名|名次|编号|序号|年份|倍|累计|权重|份额|同比|系数|转化|人效|坪效"
    r"|\b(?:average|avg|price|rate|ratio|share|days?|index|rank|points?|pts|pp|per|cumulative|margin|no\.?|code|weight"
    r"|growth|year|mean|conversion|turnover)\b|%",
    re.IGNORECASE,
)


class Miss(Struct, frozen=True):
    """A total that is not the sum of the rows above it, or ``across`` of the columns before; counted from 0."""

    row: int
    cell: int
    label: str
    column: str
    printed: Decimal
    summed: Decimal
    across: bool = False


def misses(table: Grid) -> Iterator[Miss]:
    """Every total that does not add up. Percentages, averages and the like are no sums and left out."""
    labels = {row: _label(table, row) for row in range(table.heads or 1, len(table.rows))}
    titles = [_title(table, column) for column in range(table.width)]
    yield from _down(table, labels, titles)
    yield from _across(table, labels, titles)


def _down(table: Grid, labels: dict[int, str], titles: list[str]) -> Iterator[Miss]:
    totals = frozenset(row for row, label in labels.items() if _TOTAL.fullmatch(label))
    subtotals = frozenset(row for row, label in labels.items() if _SUBTOTAL.fullmatch(label))
    parts = frozenset(row for row, label in labels.items() if _NAMED.fullmatch(label)) - totals
    for column, title in enumerate(titles):
        if _NO_SUM.search(title) or not totals | subtotals:
            continue
        figures = {row: value for row in labels if (value := figure(_text(table, row, column))) is not None}
        lines = _Lines(figures, labels, totals, parts)
        for row in sorted((totals | subtotals) & set(figures)):
            sums = tuple(lines.sums(row))
            if sums and figures[row] not in sums:
                yield Miss(row, _cell(table, row, column), labels[row], title, figures[row], sums[0])


def _across(table: Grid, labels: dict[int, str], titles: list[str]) -> Iterator[Miss]:
    """Rows whose last column is the sum of the others: months, quarters, districts."""
    if len(titles) < 3 or not _WHOLE.fullmatch(titles[-1]) or any(map(_NO_SUM.search, titles)):
        return
    last = len(titles) - 1
    for row, label in labels.items():
        whole = figure(_text(table, row, last))
        cells = [figure(_text(table, row, column)) for column in range(1, last)]
        found = [cell for cell in cells if cell is not None]
        summed = sum(found, Decimal(0))
        if whole is not None and len(found) > 1 and whole != summed:
            yield Miss(row, _cell(table, row, last), label, titles[-1], whole, summed, across=True)


def figure(text: str) -> Decimal | None:
    """The number that a cell prints; None for words, for a missing figure and for a percentage."""
    text = text.strip()
    found = _FIGURE.fullmatch(text) or _BRACKETED.fullmatch(text)
    if found is None:
        return None
    size = Decimal(re.sub("[,，]", "", found["digits"]))
    negative = bool(found.groupdict().get("minus")) or text[0] in "（("
    return -size if negative else size


class _Lines(Struct, frozen=True):
    """One column: its figures by row, the words of every row, which rows are totals and which are subtotals."""

    figures: dict[int, Decimal]
    labels: dict[int, str]
    totals: frozenset[int]
    parts: frozenset[int]

    def sums(self, row: int) -> Iterator[Decimal]:
        """What the total in a row may be the sum of, likeliest first; nothing where no figure stands above it."""
        start = max((one for one in self.totals if one < row), default=-1)
        part = max((one for one in self.parts if one < row), default=-1)
        bands = [one for one in self.labels if one < row and one not in self.figures]
        band = max(bands, default=-1)
        plain = [one for one in self.figures if one < row and one not in self.totals | self.parts]
        parts = [one for one in self.figures if start < one < row and one in self.parts]
        if row in self.parts:
            yield from self._sum([one for one in plain if one > max(start, part)])
            yield from self._sum([one for one in plain if one > max(start, part, band)])
            return
        yield from self._sum([*parts, *(one for one in plain if one > max(start, part))])
        yield from self._sum(parts)
        yield from self._sum([one for one in plain if one > start])
        yield from self._sum([one for one in plain if one > max(start, band)])
        yield from self._sum(plain)

    def _sum(self, rows: list[int]) -> Iterator[Decimal]:
        if rows:
            yield sum((self.figures[one] for one in rows), Decimal(0))


def _label(table: Grid, row: int) -> str:
    """The first words of a row."""
    return next((text for _, text in table.rows[row] if text and figure(text) is None), "")


def _title(table: Grid, column: int) -> str:
    """The words over a column, of both header rows where there are two."""
    found = []
    for row in table.rows[: table.heads or 1]:
        starts = [(start, text) for start, text in row if start <= column]
        if starts:
            found.append(starts[-1][1])
    return " ".join(dict.fromkeys(text.replace("\n", "") for text in found if text))


def _cell(table: Grid, row: int, column: int) -> int:
    """Which of a row's cells stands in a column."""
    return next(index for index, (start, _) in enumerate(table.rows[row]) if start == column)


def _text(table: Grid, row: int, column: int) -> str:
    return next((text for start, text in table.rows[row] if start == column), "")
