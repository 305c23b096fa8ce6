"""Owns the widths of table columns: names, dates, figures and codes stay whole, long texts share what is left."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from msgspec import Struct

from planforge.document.model import Column, Kind, Table
from planforge.writers.fit import SQUARE, unbroken
from planforge.writers.fit import text_width as bare_width

FIGURES = frozenset({Kind.MONEY, Kind.COUNT, Kind.PERCENT, Kind.POINTS, Kind.NUMBER})
"""What stands at the right of its column."""


def side(kind: Kind) -> Literal["left", "centre", "right"]:
    """Where what a column holds stands in it, its head too."""
    return "right" if kind in FIGURES else "left" if kind is Kind.TEXT else "centre"


_UNBROKEN = FIGURES | {Kind.LABEL, Kind.DATE}
_BRACKETS = re.compile(r"(?=（)|(?<=\s)(?=\()")
_BREAKS = re.compile(r"(?<=年)(?=[^\s（])|(?=（)")
_SEAMS = re.compile(rf"(?<={SQUARE})(?=[A-Za-z0-9+%])|(?<=[A-Za-z0-9%])(?={SQUARE})")
_SEAM = 0.25  # ems that Word puts between Chinese and Latin
_SHORT, _LONG, _LONGEST = 10, 7, 16  # ems: a text kept in one line; the least for a longer one; the most for a word
_NAME = 6  # ems of a text kept in one line even where that makes other columns narrow
_TITLE = 5  # ems of a column title that stays in one line
_WORDY = 9  # ems of a title of figures that takes two lines rather than twice the room of the figures
_SPARE = 1.03  # fonts differ
_BOLD = 1.05  # by which titles are wider
_HIGH = 3  # how much more the highest cells of a row count
_STEPS = 24  # in which the room is given to the columns that need it
_SEEN = 60  # rows by which the widths of a long table are judged

Lines = tuple[float, ...]
"""The widths of the lines of a cell in twips, with the padding."""


class Need(Struct, frozen=True):
    """What a column needs, in twips, with the padding of its cells.

    Below ``floor`` a word, name or figure breaks, below ``least`` a phrase or date does, or a long text gets too
    narrow; at ``whole`` every line stands in one.
    """

    floor: float
    least: float
    whole: float
    cells: tuple[Lines, ...]  # of the title and of the first rows; none where cells are joined


def needs_of(table: Table, size: float, padding: int, *, apart: int = 0, tight: bool = False) -> tuple[Need, ...]:
    """The needs of every column at a type size in points and a padding in twips, both sides together, and ``apart``
    more where words follow figures.

    Where it is ``tight``, phrases may break, though neither names nor what holds a figure.
    """
    columns = zip(table.columns, _columns(table), after_figures(table.columns), strict=True)
    return tuple(_need(column, cells, size * 20, padding + apart * after, tight) for column, cells, after in columns)


def after_figures(columns: Sequence[Column]) -> list[bool]:
    """Of each column whether its words begin where the figures of the one before end."""
    sides = [side(column.kind) for column in columns]
    return [pair == ("right", "left") for pair in pairwise(["", *sides])]


def text_width(text: str, em: float) -> float:
    """The width of a line in Word, in the unit of ``em``."""
    return em * _ems(text)


@lru_cache(maxsize=16_384)
def _ems(text: str) -> float:
    return bare_width(text, 1) + _SEAM * len(_SEAMS.findall(text))


@lru_cache(maxsize=16_384)
def _atom(text: str) -> float:
    """The width of the widest word of a text, in ems."""
    return max(map(_ems, unbroken(text)), default=0)


def broken_title(title: str) -> str:
    """A column title in two lines, as nearly even as sense allows; as it is where there is no good place to break."""
    places = [match.start() for match in _BREAKS.finditer(title) if 0 < match.start() < len(title)]
    if not places:
        return title
    place = min(places, key=lambda one: max(text_width(title[:one], 1), text_width(title[one:], 1)))
    return f"{title[:place]}\n{title[place:]}"


def least_width(needs: Iterable[Need]) -> float:
    """Below this a name, date or figure breaks, or a long text stands in a column too narrow to read."""
    return sum(need.least for need in needs)


def shared_out(needs: Sequence[Need], room: int) -> list[int]:
    """Widths that sum to ``room``: every line in one where all fit, else such that the table becomes low."""
    whole, least, floor = ([getattr(need, name) for need in needs] for name in ("whole", "least", "floor"))
    if sum(whole) <= room:
        return spread(_levelled(whole, room), room)
    if sum(least) <= room:
        return spread(_grown(needs, least, room), room)
    if sum(floor) <= room:
        share = (room - sum(floor)) / (sum(least) - sum(floor))
        return spread([low + (high - low) * share for low, high in zip(floor, least, strict=True)], room)
    return spread(floor, room)


def spread(weights: Sequence[float], room: int) -> list[int]:
    """Whole numbers in proportion to the weights that sum to ``room``."""
    whole = sum(weights) or 1
    edges, reached = [0], 0.0
    for weight in weights:
        reached += weight
        edges.append(round(room * reached / whole))
    return [right - left for left, right in pairwise(edges)]


def lines_of(table: Table, widths: Sequence[int], size: float, padding: int, apart: int = 0) -> list[int]:
    """About how many lines each of the first rows takes in columns of such widths."""
    found, after = [], after_figures(table.columns)
    for row in table.rows[:_SEEN]:
        start, most = 0, 1
        for cell in row.cells:
            room = max(sum(widths[start : start + cell.span]) - padding - apart * after[start], 1)
            lines = (math.ceil(text_width(line, size * 20) / room) or 1 for line in cell.text.split("\n"))
            most = max(most, sum(lines))
            start += cell.span
        found.append(most)
    return found


def _columns(table: Table) -> list[list[list[str]]]:
    """The lines of each column's own cells, row by row; none for cells that cover several columns."""
    found: list[list[list[str]]] = [[] for _ in table.columns]
    for row in table.rows:
        start = 0
        for cell in row.cells:
            for index in range(start, start + cell.span):
                found[index].append(cell.text.split("\n") if cell.span == 1 else [])
            start += cell.span
    return found


def _need(column: Column, cells: list[list[str]], em: float, padding: int, tight: bool) -> Need:
    widths = {text: text_width(text, em) * _SPARE for text in {line for lines in cells for line in lines}}
    atoms = em * max(map(_atom, widths), default=0) * _SPARE
    whole = max(widths.values(), default=0)
    firm = max((_pieces(text, em) for text in widths if _is_name(column, text)), default=0)
    floor = max(min(atoms, _LONGEST * em), firm)
    if column.kind in _UNBROKEN or all(_is_short(text, tight) for text in widths):
        wholes = (_pieces(text, em) for text in widths if not (column.kind is Kind.LABEL and _is_phrase(text)))
        least = min(max((atoms, *wholes)) if tight else whole, _LONGEST * em)
    else:
        least = max(floor, _LONG * em)
    title, half, atom = _title(column.title, em)
    floor, least = max(floor, atom), max(least, half, floor, atom)
    seen = ((title + padding,), *(tuple(widths[line] + padding for line in lines) for lines in cells[:_SEEN]))
    wordy = column.kind in FIGURES and title > max(_WORDY * em, 2 * whole)
    return Need(floor + padding, least + padding, max(whole, half if wordy else title, least) + padding, seen)


def _pieces(text: str, em: float) -> float:
    """The width of the longest piece of a text that may break before a bracket: 88.00（原98.00）."""
    return max(text_width(piece, em) for piece in _BRACKETS.split(text)) * _SPARE


def _is_name(column: Column, text: str) -> bool:
    """Whether a text stays whole even where nothing else does."""
    return column.kind in FIGURES or bare_width(text, 1) <= _NAME


def _is_short(text: str, tight: bool) -> bool:
    figures = any(character.isdigit() for character in text)
    return bare_width(text, 1) <= (_SHORT if figures or not tight else _NAME)


def _is_phrase(text: str) -> bool:
    return bare_width(text, 1) > _NAME and not any(character.isdigit() for character in text)


def _title(title: str, em: float) -> tuple[float, float, float]:
    """The widths of a column title: in one line; in two, unless it is short; of its longest word."""
    em *= _BOLD * _SPARE
    width = text_width(title, em)
    atom = max(em * _atom(title), min(width, 2 * em))
    if width <= _TITLE * em:
        return width, width, atom
    halves = broken_title(title).split("\n")
    half = max(text_width(one, em) for one in halves) if len(halves) > 1 else width / 2 + em
    return width, max(atom, half), atom


def _levelled(widths: Sequence[float], room: int) -> list[float]:
    """Neighbours of about the same width made equal, where there is room, as months and quarters should be."""
    made = [width for run in _runs(widths) for width in [max(run)] * len(run)]
    return made if sum(made) <= room else list(widths)


def _runs(widths: Sequence[float]) -> Iterator[list[float]]:
    run: list[float] = []
    for width in widths:
        if run and max(*run, width) > 1.3 * min(*run, width):
            yield run
            run = []
        run.append(width)
    if run:
        yield run


def _grown(needs: Sequence[Need], least: Sequence[float], room: int) -> list[float]:
    """Widths from the least up: each step goes where it lowers most; high cells count more."""
    widths = list(least)
    step = (room - sum(least)) / _STEPS
    rows = [_wrapping(cells, least) for cells in zip(*(need.cells for need in needs), strict=True)]
    rows = [row for row in rows if row]
    for _ in range(_STEPS):
        gains = [0.0] * len(widths)
        for row in rows:
            for index, lines in row:
                height, gain = _pressed(lines, widths[index])
                gains[index] += gain * height**_HIGH if widths[index] < needs[index].whole else 0
        best = max(range(len(gains)), key=gains.__getitem__)
        if gains[best] <= 0:
            break
        widths[best] += step
    return widths


def _wrapping(cells: Sequence[Lines], least: Sequence[float]) -> list[tuple[int, Lines]]:
    """The cells of a row that do not stand in one line at the least widths."""
    return [
        (index, lines)
        for index, lines in enumerate(cells)
        if len(lines) > 1 or any(line > least[index] for line in lines)
    ]


def _pressed(lines: Lines, width: float) -> tuple[float, float]:
    """About the height of a cell in lines, and how much lower it gets by a wider column."""
    height = sum(max(line / width, 1) for line in lines)
    return height, sum(line / width**2 for line in lines if line > width)
