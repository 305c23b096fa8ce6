"""Owns what belongs together on a page: a sentence and what it introduces, small charts beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planforge.document.model import Block, Bullets, Cards, Chart, Gantt, House, Paragraph, Plot, Quadrant, Table, Voice

_INTRODUCED = (Table, Gantt, Chart, Cards, Quadrant, House, Bullets)
_SPEAKING = (Voice.BODY, Voice.LEAD, Voice.ARTICLE)
_TALL = (Plot.WATERFALL, Plot.BAR)  # charts with long names
_MARKS = 12  # columns or points that a chart of half the width has room for


@dataclass(frozen=True, slots=True)
class Pair:
    """Two charts beside each other."""

    left: Chart
    right: Chart


@dataclass(frozen=True, slots=True)
class Intro:
    """A paragraph that stays with what follows."""

    paragraph: Paragraph


Piece = Block | Pair | Intro


def pieces(blocks: Sequence[Block]) -> Iterator[Piece]:
    """The blocks in order, those that belong together made one."""
    index = 0
    while index < len(blocks):
        piece, taken = _piece(blocks[index], blocks[index + 1] if index + 1 < len(blocks) else None)
        yield piece
        index += taken


def _piece(block: Block, after: Block | None) -> tuple[Piece, int]:
    """What a block becomes, and how many blocks that takes."""
    if isinstance(block, Chart) and isinstance(after, Chart) and _small(block) and _small(after):
        return Pair(block, after), 2
    if isinstance(block, Paragraph) and block.voice in _SPEAKING and isinstance(after, _INTRODUCED):
        return Intro(block), 1
    return block, 1


def _small(chart: Chart) -> bool:
    return chart.plot is Plot.DOUGHNUT or (
        chart.plot not in _TALL and len(chart.categories) * len(chart.series) <= _MARKS
    )
