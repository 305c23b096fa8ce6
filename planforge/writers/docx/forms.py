"""Owns blank forms to be printed and filled in by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from planforge.document.model import Form
from planforge.records import replace
from planforge.writers.docx.press import Press
from planforge.writers.docx.wordml import Element, cell, paragraph, row, run, stays, table
from planforge.writers.fit import text_width, widest
from planforge.writers.widths import spread

_HEIGHT = 420  # twips: room for handwriting
_PADDING = 260  # twips
_FULL = 0.78  # of a page that a form may take below its title and that of its annex
_LEAST = 3  # empty rows
_NARROW = 6  # ems of a title over a column for a number or mark

Slot = tuple[int, str | None, bool]
"""Width, label (None for a place to write), whether it heads a column."""


def forms(press: Press, block: Form) -> Iterator[Element]:
    """Title, labelled fields, an empty table, a line for signatures; on one page where it fits."""
    yield paragraph("FormTitle", run(block.title))
    rows = list(_rows(press, _shortened(press, block)))
    grid = _grid(rows)
    built = [_row(press, slots, grid) for slots in rows]
    stays(built[:-1])
    yield table("FormTable", grid, built, title=block.title, description=block.title, bands=False)
    yield paragraph("TableEnd")


def _shortened(press: Press, block: Form) -> Form:
    """The form with fewer empty rows where it would not fit a page with its signatures."""
    room = int(press.page.text_height * _FULL) // _high(press)
    taken = len(block.fields) + bool(block.columns) + bool(block.signatures)
    return replace(block, blank_rows=min(block.blank_rows, max(room - taken, _LEAST)))


def _high(press: Press) -> int:
    """The height of a row with its padding; an official paper sets it on its grid of lines."""
    return 570 if press.official else _HEIGHT


def _rows(press: Press, block: Form) -> Iterator[list[Slot]]:
    em = 250 if press.official else 210
    labels = round(widest((label for line in (*block.fields, block.signatures) for label in line), em)) + _PADDING
    for line in block.fields:
        yield list(_fields(line, labels, press.width))
    if block.columns:
        widths = spread([_weight(title) for title in block.columns], press.width)
        yield [(width, title, True) for title, width in zip(block.columns, widths, strict=True)]
        for _ in range(block.blank_rows):
            yield [(width, None, False) for width in widths]
    if block.signatures:
        yield list(_fields(block.signatures, labels, press.width))


def _weight(title: str) -> float:
    """Columns for a number or a mark may be narrow, those for words get more."""
    return max(text_width(title, 1), 3) + _NARROW


def _fields(labels: Sequence[str], width: int, room: int) -> Iterator[Slot]:
    """Labels as wide as the longest of the form, the rest to write in."""
    for share, label in zip(spread([1] * len(labels), room), labels, strict=True):
        named = min(width, share * 3 // 5)
        yield named, label, False
        yield share - named, None, False


def _grid(rows: Sequence[Sequence[Slot]]) -> list[int]:
    """The columns on which all rows can be laid: one between any two places where some row has an edge."""
    edges = {0} | {edge for slots in rows for edge in accumulate(width for width, _, _ in slots)}
    return [right - left for left, right in pairwise(sorted(edges))]


def _row(press: Press, slots: Sequence[Slot], grid: Sequence[int]) -> Element:
    edges = list(accumulate(grid))
    cells, start = [], 0
    for reached, (width, label, head) in zip(accumulate(width for width, _, _ in slots), slots, strict=True):
        end = edges.index(reached) + 1
        content = paragraph("FormField") if label is None else paragraph("FormLabel", run(label))
        cells.append(cell(width, content, span=end - start, fill=press.look.band if head else ""))
        start = end
    return row(*cells, height=_HEIGHT)
