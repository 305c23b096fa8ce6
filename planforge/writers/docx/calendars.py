"""Owns the Gantt table: months as columns, stretches of them filled, milestones marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy

from planforge.document.model import Bar, Gantt
from planforge.writers.docx.captions import caption
from planforge.writers.docx.press import Press
from planforge.writers.docx.widths import spread, text_width
from planforge.writers.docx.wordml import Element, borders, cell, node, paragraph, row, run, stays, table

_MARK = "◆"
_SWATCH = 200  # twips: a field of colour in the key
_PADDING = 90  # twips, as the table style has it
_LONGEST_OWNER = 6  # ems


def calendars(press: Press, block: Gantt) -> Iterator[Element]:
    """Caption, table, what the colours stand for, note."""
    yield caption(press, above=True)
    widths = _widths(press, block)
    fill = press.head_fill
    titles = zip((*block.heads, *block.periods), widths, strict=True)
    heads = (cell(width, paragraph("DenseTableHeader", run(title)), fill=fill) for title, width in titles)
    rows = [row(*heads, header=True), *(_bar(press, bar, widths) for bar in block.bars)]
    stays(rows[-1:] if block.legend else [])
    yield table("GanttTable", widths, rows, title=block.caption, description=block.description or block.caption)
    if block.legend:
        yield paragraph("TableEnd", properties=[node("w:keepNext")])
        yield _key(press, block)
    yield paragraph("TableNote", run(block.note)) if block.note else paragraph("TableEnd")


def _key(press: Press, block: Gantt) -> Element:
    """A field in each colour before what it stands for, as many in a line as there is room for."""
    em = 180 if press.official else 160
    room = _SWATCH + _need([text for text, _ in block.legend], em) + _PADDING
    across = max(min(press.width // room, len(block.legend)), 1)
    widths = [_SWATCH, min(room, press.width) - _SWATCH] * across
    edge = borders({"top": (24, "FFFFFF"), "bottom": (24, "FFFFFF")})
    rows = []
    for first in range(0, len(block.legend), across):
        cells = []
        for text, tone in block.legend[first : first + across]:
            swatch = cell(_SWATCH, paragraph("DenseTableText"), fill=press.look.tone(tone), edges=deepcopy(edge))
            cells += [swatch, cell(widths[1], paragraph("DenseTableText", run(f" {text}")))]
        cells += [cell(width, paragraph("DenseTableText")) for width in widths[len(cells) :]]
        rows.append(row(*cells))
    words = "; ".join(text for text, _ in block.legend)
    return table("FigureTable", widths, rows, title=block.caption, description=words, bands=False)


def _widths(press: Press, block: Gantt) -> list[int]:
    """Code, action and owner take what they need while every month has room for its name; months share the rest."""
    em = 180 if press.official else 160
    code = _need([block.heads[0], *(bar.code for bar in block.bars)], em)
    owner = min(_need([block.heads[2], *(bar.owner for bar in block.bars)], em), _LONGEST_OWNER * em + _PADDING)
    label = _need([block.heads[1], *(bar.label for bar in block.bars)], em)
    month = _need(block.periods, em)
    count = len(block.periods)
    label = max(min(label, press.width - code - owner - month * count), press.width // 6)
    return [code, label, owner, *spread([1] * count, press.width - code - label - owner)]


def _need(texts: Sequence[str], em: int) -> int:
    return round(max(text_width(text, em) for text in texts) * 1.05) + _PADDING


def _bar(press: Press, bar: Bar, widths: Sequence[int]) -> Element:
    named = zip(("DenseTableLabel", "DenseTableText", "DenseTableLabel"), (bar.code, bar.label, bar.owner), strict=True)
    cells = [cell(width, paragraph(style, run(text))) for width, (style, text) in zip(widths, named, strict=False)]
    fill = press.look.tone(bar.tone)
    for month, width in enumerate(widths[3:], 1):
        mark = [run(_MARK)] if bar.milestone and month == bar.last else []
        inside = bar.first <= month <= bar.last
        cells.append(cell(width, paragraph("GanttMark", *mark), fill=fill if inside else ""))
    return row(*cells)
