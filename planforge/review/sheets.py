"""Files of actuals as plain tables of text: a CSV file is one sheet, a workbook has several.

Figures of a workbook come as Excel shows them, 15 digits; a formula nobody has calculated reads as empty.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from planforge.problem import Problem, Text, Where
from planforge.spec.sales_table import Line, open_table

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
LARGEST = 300_000_000  # bytes a workbook may unfold to
LOCKED = "EncryptedPackage".encode("utf-16-le")
COLUMN = "\0column"
"""The head under which a line remembers the column its amount came from, where that is not the head's own."""
OLD_FORMAT = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Sheet:
    """``file`` is what messages call it: the file's name, with ``!sheet`` behind it for a workbook.

    ``rows`` are all rows with their numbers from 1; empty ones are left out.
    """

    file: str
    name: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def under(self, header: int) -> Iterator[Line]:
        """The lines below a row of heads, by head."""
        heads = next(cells for number, cells in self.rows if number == header)
        for number, cells in self.rows:
            if number > header:
                yield Line(number, dict(zip(heads, cells, strict=False)))


def open_sheets(path: Path) -> tuple[tuple[Sheet, ...], tuple[Problem, ...]]:
    """The sheets of a file, or why there are none to be read."""
    if path.suffix.lower() in WORKBOOKS:
        return _open_workbook(path)
    table, problems = open_table(path, str(path))
    if table is None:
        hint = Text("检查文件名；工作簿要用 .xlsx 作扩展名", "look at its name; a workbook is named .xlsx")
        return (), tuple(replace(p, code="V01", path=(), hint=hint) for p in problems)
    rows = [(line.number, tuple(line.cell(column) for column in table.columns)) for line in table.lines]
    return (Sheet(str(path), "", ((table.header, table.columns), *rows)),), ()


def _open_workbook(path: Path) -> tuple[tuple[Sheet, ...], tuple[Problem, ...]]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return (), (_unreadable(path, Text("找不到文件", "no such file"), NAME),)
    except OSError as error:
        why = error.strerror or str(error)
        return (), (_unreadable(path, Text(f"无法读取：{why}", f"cannot be read: {why}"), NAME),)
    reason = _refused(content)
    if reason:
        return (), (_unreadable(path, *reason),)
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return tuple(
            _sheet(path, name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in book.sheet_names
        ), ()
    except PasswordError:
        return (), (_unreadable(path, LOCKED_BOOK, NO_PASSWORD),)
    except (CalamineError, OSError, ValueError) as error:
        why = " ".join(str(error).split())
        return (), (_unreadable(path, Text(f"工作簿已损坏：{why}", f"the workbook is damaged: {why}"), SAVE_AGAIN),)


def _refused(content: bytes) -> tuple[Text, Text] | None:
    if not content:
        return Text("文件是空的", "the file is empty"), SAVE_AGAIN
    if content.startswith(OLD_FORMAT) and LOCKED in content:
        return LOCKED_BOOK, NO_PASSWORD
    if not content.startswith(b"PK"):
        return None
    try:
        size = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(content)).infolist())
    except zipfile.BadZipFile:
        return Text("工作簿已损坏", "the workbook is damaged"), SAVE_AGAIN
    if size > LARGEST:
        return Text(f"工作簿展开后有 {size:,} 字节，太大", f"the workbook unfolds to {size:,} bytes"), SAVE_AGAIN
    return None


def _sheet(path: Path, name: str, rows: list[list[Any]]) -> Sheet:
    cells = ((number, tuple(map(_text, row))) for number, row in enumerate(rows, 1))
    return Sheet(f"{path}!{name}", name, tuple((number, row) for number, row in cells if any(row)))


def _text(value: Any) -> str:
    """A cell as people would type it."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        shown = f"{value:.15g}"
        return shown if "e" not in shown else f"{value:f}"
    if isinstance(value, datetime.datetime | datetime.date):
        return value.strftime("%Y-%m" if value.day == 1 else "%Y-%m-%d")
    return str(value).strip()


def _unreadable(path: Path, message: Text, hint: Text) -> Problem:
    return Problem("V01", message, hint, where=Where(str(path)))


LOCKED_BOOK = Text("工作簿有密码", "the workbook is protected with a password")
NAME = Text("检查文件名，以及文件是否被其他程序占用", "look at its name and at what else has it open")
SAVE_AGAIN = Text("在 Excel 或 WPS 中重新另存为 .xlsx", "save it again as .xlsx in Excel or LibreOffice")
NO_PASSWORD = Text(
    "在 Excel 中打开，“文件→信息→保护工作簿”去掉密码后另存", "open it, take the password off (File, Info), and save it"
)
