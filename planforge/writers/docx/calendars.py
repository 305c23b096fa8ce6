"""Owns the Gantt table: months as columns, stretches of them filled, milestones marked."""

from __future__ import annotations

from collections.abc import Iterator

from planforge.document.model import Bar, Gantt
from planforge.writers.docx.captions import caption
from planforge.writers.docx.press import Press
from planforge.writers.docx.widths import spread
from planforge.writers.docx.wordml import Element, cell, paragraph, row, run, table
from planforge.writers.fit import widest

_MARK = "◆"
_EM, _PADDING = 180, 160


def calendars(press: Press, block: Gantt) -> Iterator[Element]:
    """Caption, table, note."""
    yield caption(press, above=True)
    widths = _widths(press, block)
    fill = press.head_fill
    titles = (*block.heads, *block.periods)
    head = row(
        *(
            cell(width, paragraph("TableHeader", run(title)), fill=fill)
            for title, width in zip(titles, widths, strict=True)
        ),
        header=True,
    )
    rows = [head, *(_bar(press, bar, widths) for bar in block.bars)]
    yield table("GanttTable", widths, rows, title=block.caption, description=block.description or block.caption)
    if block.note:
        yield paragraph("TableNote", run(block.note))
    yield paragraph("TableEnd")


def _widths(press: Press, block: Gantt) -> list[int]:
    """Code and owner take what they need, months at least their names, the action what is left up to a third."""
    code = round(widest([block.heads[0], *(bar.code for bar in block.bars)], _EM)) + _PADDING
    owner = min(round(widest([block.heads[2], *(bar.owner for bar in block.bars)], _EM)), press.width // 8) + _PADDING
    label = round(widest([block.heads[1], *(bar.label for bar in block.bars)], _EM)) + _PADDING
    months = round(widest(block.periods, _EM)) + _PADDING
    count = len(block.periods)
    label = max(min(label, press.width - code - owner - months * count, press.width // 3), press.width // 6)
    return [code, label, owner, *spread([1] * count, press.width - code - label - owner)]


def _bar(press: Press, bar: Bar, widths: list[int]) -> Element:
    cells = [
        cell(width, paragraph(style, run(text)))
        for width, style, text in zip(
            widths, ("TableLabel", "TableText", "TableLabel"), (bar.code, bar.label, bar.owner), strict=False
        )
    ]
    fill = press.look.tone(bar.tone)
    for month, width in enumerate(widths[3:], 1):
        inside = bar.first <= month <= bar.last
        mark = [run(_MARK)] if bar.milestone and month == bar.last else []
        cells.append(cell(width, paragraph("GanttMark", *mark), fill=fill if inside else ""))
    return row(*cells)
