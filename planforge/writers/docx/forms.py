"""Owns blank forms to be printed and filled in by hand."""

from __future__ import annotations

from collections.abc import Iterator

from planforge.document.model import Form
from planforge.writers.docx.press import Press
from planforge.writers.docx.widths import spread
from planforge.writers.docx.wordml import Element, cell, paragraph, row, run, table

_HEIGHT = 440  # twips: room for handwriting


def forms(press: Press, block: Form) -> Iterator[Element]:
    """Title, labelled fields, an empty table, a line for signatures."""
    yield paragraph("FormTitle", run(block.title))
    lines = [*block.fields, *([block.signatures] if block.signatures else [])]
    grid = _grid(press, block, lines)
    rows = [_fields(labels, grid) for labels in block.fields]
    if block.columns:
        heads = [cell(0, paragraph("FormLabel", run(title)), fill=press.look.band) for title in block.columns]
        rows.append(_laid(heads, grid))
        rows += [_laid([cell(0) for _ in block.columns], grid) for _ in range(block.blank_rows)]
    if block.signatures:
        rows.append(_fields(block.signatures, grid))
    yield table("FormTable", grid, rows, title=block.title, description=block.title, bands=False)
    yield paragraph("TableEnd")


def _grid(press: Press, block: Form, lines: list[tuple[str, ...]]) -> list[int]:
    """As many equal columns as every row can be laid on."""
    from math import lcm

    return spread([1] * lcm(*(4 * len(labels) for labels in lines if labels), len(block.columns) or 1), press.width)


def _fields(labels: tuple[str, ...], grid: list[int]) -> Element:
    """Labels at a quarter of their share, the rest to write in."""
    share = len(grid) // len(labels)
    quarter = share // 4
    cells, start = [], 0
    for label in labels:
        cells.append(cell(sum(grid[start : start + quarter]), paragraph("FormLabel", run(label)), span=quarter))
        cells.append(cell(sum(grid[start + quarter : start + share]), span=share - quarter))
        start += share
    return row(*cells, height=_HEIGHT)


def _laid(cells: list[Element], grid: list[int]) -> Element:
    """Cells of equal width over the whole grid."""
    from planforge.writers.docx.wordml import node, tag

    share = len(grid) // len(cells)
    for index, one in enumerate(cells):
        width = one[0].find(tag("w:tcW"))
        width.set(tag("w:w"), str(sum(grid[index * share : (index + 1) * share])))
        if share > 1:
            width.addnext(node("w:gridSpan", val=share))
    return row(*cells, height=_HEIGHT)
