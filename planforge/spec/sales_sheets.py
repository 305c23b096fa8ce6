"""Files of sales as sheets of text: a CSV is one sheet, a workbook has several. What cannot be opened is told.

Figures of a workbook come as Excel shows them, 15 digits, days as 2026-01-31. Merged heads are spread over their
columns and merged names over their rows.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planforge.problem import Problem, Text, Where

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et")
LARGEST = 300_000_000  # bytes that a file may have, or a workbook unfold to
MOST_CELLS = 30_000_000  # of the rectangle that a sheet spans: reading fills all of it
HEADS = 15  # rows at the top in which merged cells are spread to the right
SEPARATORS = (",", "\t", ";", "|", "，")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_FAR_CELL = re.compile(rb'"([A-Z]{2,3}|[A-Z](?=\d{7}))(\d{1,10})"')
_ROW = re.compile(rb'<row [^>]*?r="(\d{1,10})"')
_FAULT = re.compile(rb'<c\s[^>]*t="e"[^>]*>')
_CELL = re.compile(rb'\br="([A-Z]+\d+)"')
_UNSOLVED = re.compile(rb"</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>")
_NUMBER = re.compile(r"[\d.,+-]+")
Rows = tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """``file`` is what messages call it: the file's name, with ``!sheet`` behind it where a workbook has several.

    ``rows`` are those that hold anything, with their numbers from 1. ``faults`` counts cells with an error such as
    #N/A, of which ``fault`` is the first, ``unsolved`` formulas without a result: all read as empty.
    """

    file: str
    name: str
    rows: Rows
    faults: int = 0
    unsolved: int = 0
    fault: str = ""


def open_sheets(path: Path, name: str) -> tuple[tuple[Sheet, ...], tuple[Problem, ...]]:
    """The sheets of a file that is called ``name``, or why there are none to be read."""
    try:
        if path.stat().st_size > LARGEST:
            return (), (_unreadable(name, Text(f"{name} 太大", f"{name} is too large"), SMALLER),)
        content = path.read_bytes()
    except FileNotFoundError:
        missing = Text(f"找不到销售文件 {name}", f"no such sales file: {name}")
        return (), (Problem("H01", missing, BESIDE, ("history",)),)  # told at its place in the spec
    except OSError as error:
        words = Text(f"销售文件 {name} 无法读取：{error.strerror}", f"{name} cannot be read: {error.strerror}")
        return (), (_unreadable(name, words, CLOSED),)
    if not content.strip():
        return (), (_unreadable(name, Text(f"{name} 是空的", f"{name} is empty"), SAVE_AGAIN),)
    if content.startswith((b"PK\x03\x04", _OLD_FORMAT)) or path.suffix.lower() in WORKBOOKS:
        return _workbook(content, name)
    return _text_file(content, name)


# Text files -----------------------------------------------------------------------------------------------------------


def _text_file(content: bytes, name: str) -> tuple[tuple[Sheet, ...], tuple[Problem, ...]]:
    text = decoded(content)
    if text is None:
        words = Text(f"{name} 既不是工作簿也不是文本文件", f"{name} is neither a workbook nor a text file")
        return (), (_unreadable(name, words, SAVE_AGAIN),)
    rows = tuple((number, tuple(cell.strip() for cell in row)) for number, row in _rows(text))
    return (Sheet(name, "", rows),), ()


def decoded(content: bytes) -> str | None:
    """The text of a file in UTF-8, UTF-16, GB18030 or Windows-1252; None where it is none of them."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content[:4096]:
        return None
    for encoding in ("utf-8-sig", "cp1252" if _is_western(content) else "gb18030", "gb18030", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _is_western(content: bytes) -> bool:
    """Whether bytes above 127 mostly stand alone, as accents do, and not in pairs, as Chinese characters do."""
    runs = re.findall(rb"[\x80-\xff]+", content[:2_000_000])
    return sum(len(run) == 1 for run in runs) * 2 > len(runs)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, with the line each begins on; a field beyond the csv module's limit is cut short."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:30]
    separator = max(SEPARATORS, key=lambda mark: sum(line.count(mark) for line in lines))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start = 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            row = []
        if any(cell.strip() for cell in row):
            yield start, row
        start = reader.line_num + 1


# Workbooks ------------------------------------------------------------------------------------------------------------


def _workbook(content: bytes, name: str) -> tuple[tuple[Sheet, ...], tuple[Problem, ...]]:
    reason = _refused(content)
    if reason:
        return (), (_unreadable(name, *reason),)
    if not content.startswith(_OLD_FORMAT):
        return read_workbook(content, name)
    from planforge.spec.sales_apart import read_apart

    return read_apart(content, name) or ((), (_unreadable(name, *DAMAGED),))


def read_workbook(content: bytes, name: str) -> tuple[tuple[Sheet, ...], tuple[Problem, ...]]:
    """Every sheet of a workbook that is fit to be opened."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        several = len(book.sheet_names) > 1
        return tuple(
            _sheet(book, index, f"{name}!{title}" if several else name, _holes(content, index))
            for index, title in enumerate(book.sheet_names)
        ), ()
    except PasswordError:
        return (), (_unreadable(name, *LOCKED),)
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile):
        return (), (_unreadable(name, *DAMAGED),)


def _refused(content: bytes) -> tuple[Text, Text] | None:
    """Why a workbook is not opened at all."""
    if content.startswith(_OLD_FORMAT) and _ENCRYPTED in content:
        return LOCKED
    if not content.startswith(b"PK"):
        return None
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        size = sum(entry.file_size for entry in archive.infolist())
        if size > LARGEST:
            return Text(f"工作簿展开后有 {size:,} 字节，太大", f"the workbook unfolds to {size:,} bytes"), SMALLER
        sheets = [entry for entry in archive.infolist() if _is_sheet(entry.filename)]
        span = max((_span(archive.read(entry)) for entry in sheets), default=0)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        return DAMAGED
    if span <= MOST_CELLS:
        return None
    return Text(f"工作表的范围有 {span:,} 格，太大", f"a sheet spans {span:,} cells"), STRAY


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


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


def _holes(content: bytes, index: int) -> tuple[int, int, str]:
    """Cells of a sheet with an error, formulas without a result, which all come as empty from the reader, and the
    first of the former."""
    if not content.startswith(b"PK"):
        return 0, 0, ""
    archive = zipfile.ZipFile(io.BytesIO(content))
    try:
        xml = archive.read(f"xl/worksheets/sheet{index + 1}.xml")
    except KeyError:
        return 0, 0, ""
    faults = _FAULT.findall(xml)
    first = _CELL.search(faults[0]) if faults else None
    return len(faults), len(_UNSOLVED.findall(xml)), first[1].decode() if first else ""


def _sheet(book: Any, index: int, name: str, holes: tuple[int, int, str]) -> Sheet:
    sheet = book.get_sheet_by_index(index)
    rows = [list(map(_shown, row)) for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        _spread(rows, top, left, min(bottom, len(rows) - 1), right)
    kept = tuple((number, tuple(row)) for number, row in enumerate(rows, 1) if any(row))
    return Sheet(name, sheet.name, kept, *holes)


def _spread(rows: list[list[str]], top: int, left: int, bottom: int, right: int) -> None:
    """A merged cell's text in all its cells; figures only to the right, in heads: they must not be counted twice."""
    if top >= len(rows) or left >= len(rows[top]):
        return
    text = rows[top][left]
    last = bottom if not _NUMBER.fullmatch(text) else top
    for row in rows[top : last + 1]:
        end = min(right, len(row) - 1) if top < HEADS else left
        row[left : end + 1] = [text] * (end + 1 - left)


def _shown(value: Any) -> str:
    """A cell as people would type it."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float):
        text = f"{value:.15g}"
        return text if "e" not in text else f"{value:f}"
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value.year:04}-{value.month:02}-{value.day:02}"
    return str(value)


def _unreadable(name: str, message: Text, hint: Text) -> Problem:
    return Problem("H01", message, hint, ("history",), Where(name))


BESIDE = Text(
    "文件名相对于计划文件所在的文件夹；还没有销售文件就删去 history，targets.base 写成金额",
    "the name is relative to the folder of the spec; without a sales file leave history out and give an amount as base",
)
CLOSED = Text("检查文件是否被其他程序占用", "see what else has it open")
SMALLER = Text("只留需要的年份和列，另存后再用", "keep the years and columns that are needed, and save it again")
STRAY = Text("删去表格之外的零散单元格后另存", "remove the stray cells outside the table, and save it again")
SAVE_AGAIN = Text("在 Excel 或 WPS 中另存为 .xlsx，或另存为 CSV（UTF-8）", "save it again as .xlsx, or as CSV (UTF-8)")
NO_PASSWORD = Text(
    "在 Excel 中打开，“文件→信息→保护工作簿”去掉密码后另存", "open it, take the password off (File, Info), and save it"
)
LOCKED = Text("工作簿有密码", "the workbook is protected with a password"), NO_PASSWORD
DAMAGED = Text("工作簿已损坏", "the workbook is damaged"), SAVE_AGAIN
