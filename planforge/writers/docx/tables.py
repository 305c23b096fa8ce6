"""Owns the plan's tables: caption and unit above, header repeated on every page, typed cells, notes below.

Style ids stand on the paragraphs and one table style does borders and shading, so that a row costs little.
"""

from __future__ import annotations

from collections.abc import Iterator

from planforge.document.model import Cell, Column, Kind, Row, RowKind, Table, Tone
from planforge.writers.docx.captions import caption
from planforge.writers.docx.press import Press
from planforge.writers.docx.text import tone_style
from planforge.writers.docx.widths import FIGURES, column_widths
from planforge.writers.docx.wordml import Element, cell, paragraph, row, run, table
from planforge.writers.look import mix

_SIZE, _SMALL = 9.0, 8.0
_PADDING = 150  # twips, both sides


def tables(press: Press, block: Table) -> Iterator[Element]:
    """Caption, unit, table, note."""
    yield caption(press, above=True)
    if block.unit:
        yield paragraph("TableUnit", run(block.unit))
    yield _grid(press, block)
    if block.note:
        yield paragraph("TableNote", run(block.note))
    yield paragraph("TableEnd")


def _grid(press: Press, block: Table) -> Element:
    widths = column_widths(block, press.width, _SIZE, _PADDING)
    rows = [*_heads(press, block, widths), *(_row(press, block, one, widths) for one in block.rows)]
    total = bool(block.rows) and block.rows[-1].kind is RowKind.TOTAL
    return table(
        "PlanTable", widths, rows, title=block.caption, description=block.description or block.caption, last=total
    )


def _heads(press: Press, block: Table, widths: list[int]) -> Iterator[Element]:
    """One header row, or two where columns stand in groups."""
    fill = press.head_fill
    grouped = any(column.group for column in block.columns)
    if grouped:
        yield row(*_group_cells(block.columns, widths, fill), header=True)
    cells = []
    for column, width in zip(block.columns, widths, strict=True):
        over = grouped and not column.group
        content = () if over else (paragraph("TableHeader", run(column.title)),)
        cells.append(cell(width, *content, fill=fill, merge="continue" if over else None))
    yield row(*cells, header=True)


def _group_cells(columns: tuple[Column, ...], widths: list[int], fill: str) -> Iterator[Element]:
    index = 0
    while index < len(columns):
        group = columns[index].group
        end = index + 1
        while group and end < len(columns) and columns[end].group == group:
            end += 1
        words = paragraph("TableHeader", run(group or columns[index].title))
        yield cell(sum(widths[index:end]), words, span=end - index, fill=fill, merge=None if group else "restart")
        index = end


def _row(press: Press, block: Table, given: Row, widths: list[int]) -> Element:
    cells, start = [], 0
    for one in given.cells:
        kind = one.kind or block.columns[start].kind
        width = sum(widths[start : start + one.span])
        cells.append(
            cell(width, *_lines(press, one, kind, given.kind), span=one.span, fill=_fill(press, one, given.kind))
        )
        start += one.span
    return row(*cells)


def _lines(press: Press, given: Cell, kind: Kind, row_kind: RowKind) -> Iterator[Element]:
    style = _style(kind, row_kind)
    tone = _tone(press, given)
    for line in given.text.split("\n"):
        yield paragraph(style, run(line, tone))


def _style(kind: Kind, row_kind: RowKind) -> str:
    if row_kind is RowKind.GROUP:
        return "TableGroup"
    name = "Label" if kind in (Kind.LABEL, Kind.DATE) else "Number" if kind in FIGURES else "Text"
    return f"Table{'Total' if row_kind in (RowKind.TOTAL, RowKind.SUBTOTAL) else ''}{name}"


def _tone(press: Press, given: Cell) -> str:
    if given.tone is Tone.PLAIN:
        return ""
    if given.fill:
        return "OnFill" if press.look.on(press.look.tone(given.tone)) == "FFFFFF" else ""
    return tone_style(given.tone)


def _fill(press: Press, given: Cell, row_kind: RowKind) -> str:
    if given.fill and given.tone is not Tone.PLAIN:
        return press.look.tone(given.tone)
    if row_kind in (RowKind.GROUP, RowKind.SUBTOTAL):
        return mix(press.look.series(0), "FFFFFF", 0.93 if row_kind is RowKind.SUBTOTAL else 0.9)
    return ""
