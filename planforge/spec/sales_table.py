"""A file of sales as a plain table of text: header and numbered lines. Kinds of file other than CSV join here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from planforge.problem import Problem, Text, Where

ENCODINGS = ("utf-8-sig", "gb18030")
SEPARATORS = (",", "\t", ";", "，")


@dataclass(frozen=True, slots=True)
class Line:
    """A line's cells by column name; ``number`` counts from 1 in the file."""

    number: int
    cells: dict[str, str]

    def cell(self, column: str) -> str:
        return self.cells.get(column, "").strip()


@dataclass(frozen=True, slots=True)
class Table:
    """``file`` is the name the spec gives it; ``header`` the line of the column names."""

    file: str
    columns: tuple[str, ...]
    header: int
    lines: tuple[Line, ...]


def open_table(path: Path, name: str) -> tuple[Table | None, tuple[Problem, ...]]:
    """The table in a file, None where there is none to be read, and why."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None, (_unreadable(name, Text(f"找不到销售文件 {name}", f"no such sales file: {name}"), BESIDE),)
    except OSError as error:
        words = Text(f"销售文件 {name} 无法读取：{error.strerror}", f"{name} cannot be read: {error.strerror}")
        return None, (_unreadable(name, words),)
    text = _decoded(content)
    if text is None:
        words = Text(f"{name} 不是文本文件", f"{name} is not a text file")
        return None, (_unreadable(name, words, Text("另存为 CSV（UTF-8）", "save it as CSV (UTF-8)")),)
    return _table(text, name)


def _decoded(content: bytes) -> str | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content[:4096]:
        return None
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _table(text: str, name: str) -> tuple[Table | None, tuple[Problem, ...]]:
    rows = _rows(text)
    number, header = next(rows, (0, []))
    if not number:
        return None, (_unreadable(name, Text(f"{name} 是空的", f"{name} is empty")),)
    columns = tuple(cell.strip() for cell in header)
    lines = tuple(Line(n, dict(zip(columns, row, strict=False))) for n, row in rows)
    if not lines:
        return None, (_unreadable(name, Text(f"{name} 只有表头", f"{name} has a header only")),)
    return Table(name, columns, number, lines), ()


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, with the line each begins on; a field beyond the csv module's limit is cut short."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
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


def _unreadable(name: str, message: Text, hint: Text | None = None) -> Problem:
    return Problem("H01", message, hint, ("history",), Where(name))


BESIDE = Text("文件名相对于计划文件所在的文件夹", "the name is relative to the folder of the spec")
