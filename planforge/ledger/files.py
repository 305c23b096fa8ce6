"""Files of sales opened by what they are: workbooks, pages with tables, or text."""

from __future__ import annotations

from pathlib import Path

from planforge.ledger.markup import is_markup, markup_file
from planforge.ledger.sheets import LARGEST, OLD_FORMAT, SAVE_AGAIN, SMALLER, Opened, text_file, unreadable
from planforge.ledger.workbook import open_workbook
from planforge.problem import Problem, Text

WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et")


def open_sheets(path: Path, name: str) -> Opened:
    """The sheets of a file that is called ``name``, with what was odd in opening it; or why there are none."""
    try:
        if path.stat().st_size > LARGEST:
            return (), (unreadable(name, Text(f"{name} 太大", f"{name} is too large"), SMALLER),)
        content = path.read_bytes()
    except FileNotFoundError:
        missing = Text(f"找不到销售文件 {name}", f"no such sales file: {name}")
        return (), (Problem("H01", missing, BESIDE, ("history",)),)  # told at its place in the spec
    except OSError as error:
        words = Text(f"销售文件 {name} 无法读取：{error.strerror}", f"{name} cannot be read: {error.strerror}")
        return (), (unreadable(name, words, CLOSED),)
    if not content.strip():
        return (), (unreadable(name, Text(f"{name} 是空的", f"{name} is empty"), SAVE_AGAIN),)
    if is_markup(content):
        return markup_file(content, name)
    if path.suffix.lower() == ".zip" and content.startswith(b"PK"):
        words = Text(f"{name} 是压缩包", f"{name} is an archive")
        return (), (unreadable(name, words, UNPACK),)
    if content.startswith((b"PK\x03\x04", OLD_FORMAT)) or path.suffix.lower() in WORKBOOKS:
        return open_workbook(content, name)
    return text_file(content, name)


BESIDE = Text(
    "文件名相对于计划文件所在的文件夹；还没有销售文件就删去 history，targets.base 写成金额",
    "the name is relative to the folder of the spec; without a sales file leave history out and give an amount as base",
)
UNPACK = Text("解压后用里面的表格文件", "unpack it, and use the table in it")
CLOSED = Text("检查文件是否被其他程序占用", "see what else has it open")
