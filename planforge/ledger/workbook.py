"""Workbooks as sheets of typed cells. What would not fit into memory, is protected or damaged is refused.

Merged heads are spread over their columns and merged names over their rows. Errors such as #N/A and formulas that were
never calculated read as empty.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from planforge.ledger.extent import DAMAGED, LOCKED, TOO_MUCH, extent_of
from planforge.ledger.figures import Cell
from planforge.ledger.sheets import Opened, Sheet, unreadable
from planforge.office import BOOK, Unusable, stumbling

HEADS = 25  # rows at the top in which merged cells are spread to the right
SCANNED = 20_000_000  # bytes of a sheet up to which its errors and formulas without a result are looked for
_FAULT = re.compile(rb'<c\s[^>]*t="e"[^>]*>')
_CELL = re.compile(rb'\br="([A-Z]+\d+)"')
_UNSOLVED = re.compile(rb"</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>")


def open_workbook(content: bytes, name: str) -> Opened:
    """The sheets of a workbook, or why there are none to be read."""
    extent = extent_of(content)
    if extent.refused:
        return (), (unreadable(name, *extent.refused),)
    if extent.sure:
        return read_workbook(content, name)
    from planforge.ledger.apart import read_apart

    return read_apart(content, name) or ((), (unreadable(name, *TOO_MUCH),))


def read_workbook(content: bytes, name: str) -> Opened:
    """Every sheet of a workbook that is fit to be opened."""
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        with stumbling(content, BOOK):
            book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            return tuple(
                _sheet(book, index, f"{name}!{title}", content) for index, title in enumerate(book.sheet_names)
            ), ()
    except Unusable as unusable:
        locked = isinstance(unusable.__cause__, PasswordError)
        return (), (unreadable(name, *(LOCKED if locked else DAMAGED)),)


def _sheet(book: Any, index: int, name: str, content: bytes) -> Sheet:
    found = book.get_sheet_by_index(index)
    rows: list[Sequence[Cell]] = found.to_python(skip_empty_area=False)
    numbers = list(range(1, len(rows) + 1))
    if not all(map(any, rows)):
        numbers = [number for number, row in enumerate(rows, 1) if any(row) or any(cell != "" for cell in row)]
        rows = [rows[number - 1] for number in numbers]
    sheet = Sheet(name, found.name, rows, numbers)
    merged = found.merged_cell_ranges or ()
    places = {number - 1: place for place, number in enumerate(numbers)} if merged else {}
    for (top, left), (bottom, right) in merged:
        _spread(sheet, [places[row] for row in range(top, bottom + 1) if row in places], left, right, top < HEADS)
    if content.startswith(b"PK"):
        sheet.faults, sheet.unsolved, sheet.fault = _holes(content, index)
    return sheet


def _spread(sheet: Sheet, rows: Sequence[int], left: int, right: int, wide: bool) -> None:
    """A merged cell's text in all its cells; to the right in heads only, and never a figure among figures."""
    if not rows or left >= len(sheet.rows[rows[0]]) or sheet.rows[rows[0]][left] == "":
        return
    text = sheet.rows[rows[0]][left]
    for row in rows:
        cells = list(sheet.rows[row])
        for place in range(left, min(right if wide else left, len(cells) - 1) + 1):
            if (row, place) != (rows[0], left):
                cells[place] = text
                sheet.copied.add((row, place))
        sheet.rows[row] = cells


def _holes(content: bytes, index: int) -> tuple[int, int, str]:
    """Cells of a sheet with an error, formulas without a result, which all come as empty from the reader, and the
    first of the former. Sheets too large to be looked through tell none."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    try:
        entry = archive.getinfo(f"xl/worksheets/sheet{index + 1}.xml")
    except KeyError:
        return 0, 0, ""
    if entry.file_size > SCANNED:
        return 0, 0, ""
    xml = archive.read(entry)
    faults = _FAULT.findall(xml)
    first = _CELL.search(faults[0]) if faults else None
    return len(faults), len(_UNSOLVED.findall(xml)), first[1].decode() if first else ""
