"""Owns what the page template prints: every block with its number, its table heads, its months, its drawings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from planforge.document.model import (
    Bar,
    Block,
    Bullets,
    Chart,
    Column,
    Document,
    Gantt,
    Heading,
    Inline,
    Landscape,
    PartKind,
    Table,
)
from planforge.document.numbering import Caption, Captioned, Entry, Numbering
from planforge.writers.charts.svg import draw
from planforge.writers.look import Look

_DESK, _PHONE = 720, 350  # pixels: the widths at which charts are drawn


class Piece(Struct, frozen=True):
    """A block ready to print: ``sort`` names its macro, ``entry`` or ``caption`` its number, ``more`` what it needs."""

    sort: str
    block: Any
    entry: Entry | None = None
    caption: Caption | None = None
    more: Any = None


class Section(Struct, frozen=True):
    """A part of the document."""

    entry: Entry
    kind: PartKind
    pieces: tuple[Piece, ...]


class Head(Struct, frozen=True):
    """A header cell of a table."""

    title: str
    columns: int
    rows: int
    kind: str
    stub: bool  # whether it heads the first column


class Stretch(Struct, frozen=True):
    """Cells of a Gantt line: empty months one by one, the bar's months as one."""

    months: int
    bar: Bar | None
    words: str  # "3月–9月", for those who do not see the bar


class Item(Struct, frozen=True):
    """A list item and the items below it."""

    inlines: tuple[Inline, ...]
    children: tuple[Item, ...]


class Pen:
    """Goes through a document once and gives every block its number."""

    def __init__(self, numbering: Numbering, look: Look) -> None:
        self._entries: Iterator[Entry] = iter(numbering.entries)
        self._captions: Iterator[Caption] = iter(numbering.captions)
        self._look = look
        self._depth = 1  # of the last heading

    def entry(self) -> Entry:
        """The number of the next title or heading."""
        found = next(self._entries)
        self._depth = 1 if found.level == 1 else self._depth
        return found

    def pieces(self, blocks: Iterable[Block]) -> tuple[Piece, ...]:
        """The blocks in order."""
        return tuple(self._piece(block) for block in blocks)

    def _piece(self, block: Block) -> Piece:
        sort = type(block).__name__.lower()
        if isinstance(block, Landscape):
            return Piece(sort, block, more=self.pieces(block.blocks))
        if isinstance(block, Heading):
            self._depth = min(block.level, self._depth + 1)  # no step of the outline is left out
            return Piece(sort, block, entry=self.entry(), more=self._depth)
        caption = next(self._captions) if isinstance(block, Captioned) else None
        return Piece(sort, block, caption=caption, more=self._more(block, caption))

    def _more(self, block: Block, caption: Caption | None) -> Any:
        if isinstance(block, Table):
            return heads(block.columns)
        if isinstance(block, Gantt):
            return [stretches(bar, block.periods) for bar in block.bars]
        if isinstance(block, Bullets):
            return nested(block)
        if isinstance(block, Chart) and caption:
            return self._drawings(block, caption)
        return None

    def _drawings(self, chart: Chart, caption: Caption) -> tuple[Markup, Markup]:
        """The chart for a desk and for a phone; the page shows one of them."""
        desk = draw(chart, self._look, _DESK, f"{caption.anchor}-desk")
        return desk, draw(chart, self._look, _PHONE, f"{caption.anchor}-phone")


def sections(document: Document, pen: Pen) -> tuple[Section, ...]:
    """The parts of a document."""
    return tuple(Section(pen.entry(), part.kind, pen.pieces(part.blocks)) for part in document.parts)


def heads(columns: tuple[Column, ...]) -> tuple[tuple[Head, ...], ...]:
    """The header rows of a table: two where columns are grouped, a lone column then spanning both."""
    deep = 2 if any(column.group for column in columns) else 1
    upper: list[Head] = []
    lower: list[Head] = []
    for index, column in enumerate(columns):
        if not column.group:
            upper.append(Head(column.title, 1, deep, column.kind, index == 0))
            continue
        lower.append(Head(column.title, 1, 1, column.kind, index == 0))
        if index and columns[index - 1].group == column.group:
            upper[-1] = Head(column.group, upper[-1].columns + 1, 1, "label", upper[-1].stub)
        else:
            upper.append(Head(column.group, 1, 1, "label", index == 0))
    return (tuple(upper), tuple(lower)) if lower else (tuple(upper),)


def stretches(bar: Bar, periods: tuple[str, ...]) -> tuple[Stretch, ...]:
    """The months of a Gantt line."""
    first, last = periods[bar.first - 1], periods[bar.last - 1]
    words = first if bar.first == bar.last else f"{first}–{last}"
    before = (Stretch(1, None, "") for _ in range(bar.first - 1))
    after = (Stretch(1, None, "") for _ in range(len(periods) - bar.last))
    return (*before, Stretch(bar.last - bar.first + 1, bar, words), *after)


def nested(bullets: Bullets) -> tuple[Item, ...]:
    """The items of a list as a tree by their depths."""
    depths = bullets.depths or (0,) * len(bullets.items)
    return _branch(list(zip(bullets.items, depths, strict=True)))


def _branch(items: list[tuple[tuple[Inline, ...], int]]) -> tuple[Item, ...]:
    starts = [index for index, (_, depth) in enumerate(items) if depth <= items[0][1]]
    ends = [*starts[1:], len(items)]
    return tuple(
        Item(items[start][0], _branch(items[start + 1 : end])) for start, end in zip(starts, ends, strict=False)
    )
