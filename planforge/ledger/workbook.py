"""Workbooks as sheets of typed cells. What would not fit into memory, is protected or damaged is refused unopened.

Merged heads are spread over their columns and merged names over their rows. Errors such as #N/A and formulas that were
never calculated read as empty.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from planforge.ledger.figures import Cell
from planforge.ledger.sheets import LARGEST, OLD_FORMAT, SAVE_AGAIN, SMALLER, Opened, Sheet, unreadable
from planforge.office import BOOK, Unusable, stumbling
from planforge.problem import Text

MOST_CELLS = 30_000_000  # of the rectangle that a sheet spans: reading fills all of it
HEADS = 25  # rows at the top in which merged cells are spread to the right
SCANNED = 20_000_000  # bytes of a sheet up to which every cell's place is looked at, beyond its stated size is trusted
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FAR_CELL = re.compile(rb'"([A-Z]{2,3}|[A-Z](?=\d{7}))(\d{1,10})"')
_ROW = re.compile(rb'<row [^>]*?r="(\d{1,10})"')
_STATED = re.compile(rb'<dimension ref="[A-Z]+\d+:([A-Z]+)(\d+)"')
_FAULT = re.compile(rb'<c\s[^>]*t="e"[^>]*>')
_CELL = re.compile(rb'\br="([A-Z]+\d+)"')
_UNSOLVED = re.compile(rb"</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>")


def open_workbook(content: bytes, name: str) -> Opened:
    """The sheets of a workbook, or why there are none to be read."""
    reason = _refused(content)
    if reason:
        return (), (unreadable(name, *reason),)
    if not content.startswith(OLD_FORMAT):
        return read_workbook(content, name)
    from planforge.ledger.apart import read_apart

    return read_apart(content, name) or ((), (unreadable(name, *DAMAGED),))


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


def _refused(content: bytes) -> tuple[Text, Text] | None:
    """Why a workbook is not opened at all."""
    if content.startswith(OLD_FORMAT) and _ENCRYPTED in content:
        return LOCKED
    if not content.startswith(b"PK"):
        return None
    try:
        with stumbling(content, BOOK), zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > LARGEST:
                return Text(f"工作簿展开后有 {size:,} 字节，太大", f"the workbook unfolds to {size:,} bytes"), SMALLER
            sheets = [entry for entry in archive.infolist() if _is_sheet(entry.filename)]
            span = max((_extent(archive, entry) for entry in sheets), default=0)
    except Unusable:
        return DAMAGED
    if span <= MOST_CELLS:
        return None
    return Text(f"工作表的范围有 {span:,} 格，太大", f"a sheet spans {span:,} cells"), STRAY


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


def _extent(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Cells of the rectangle that a sheet spans, or a bound of it."""
    if entry.file_size > SCANNED:
        with archive.open(entry) as stream:
            stated = _STATED.search(stream.read(4096))
        if stated:
            return _column(stated[1]) * int(stated[2])
    return _span(archive.read(entry))


def _span(xml: bytes) -> int:
    """Cells of the rectangle up to the farthest cell, or a bound of it: one stray cell far away makes it enormous."""
    width, height = 26, max((int(row) for row in _ROW.findall(xml)), default=0)
    for match in _FAR_CELL.finditer(xml):
        width, height = max(width, _column(match[1])), max(height, int(match[2]))
    return width * height


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet(book: Any, index: int, name: str, content: bytes) -> Sheet:
    found = book.get_sheet_by_index(index)
    rows: list[Sequence[Cell]] = found.to_python(skip_empty_area=False)
    numbers = [number for number, row in enumerate(rows, 1) if any(row) or any(cell != "" for cell in row)]
    sheet = Sheet(name, found.name, [rows[number - 1] for number in numbers], numbers)
    places = {number - 1: place for place, number in enumerate(numbers)}
    for (top, left), (bottom, right) in found.merged_cell_ranges or ():
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


STRAY = Text("删去表格之外的零散单元格后另存", "remove the stray cells outside the table, and save it again")
NO_PASSWORD = Text(
    "在 Excel 中打开，“文件→信息→保护工作簿”去掉密码后另存", "open it, take the password off (File, Info), and save it"
)
LOCKED = Text("工作簿有密码", "the workbook is protected with a password"), NO_PASSWORD
DAMAGED = Text("工作簿已损坏", "the workbook is damaged"), SAVE_AGAIN
