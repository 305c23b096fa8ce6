"""Files of sales opened by what they are: workbooks, pages with tables, or text."""

from __future__ import annotations

import re
from pathlib import Path

from planforge.ledger.sheets import LARGEST, OLD_FORMAT, SAVE_AGAIN, SMALLER, Opened, text_file, unreadable
from planforge.ledger.workbook import open_workbook
from planforge.problem import Problem, Text, Where
from planforge.resources import content_of
from planforge.wording import ONE_VERSION

_CONFLICT = re.compile(rb"^(?:\xef\xbb\xbf)?<{7}(?: |\r?$)", re.MULTILINE)
_OPENS = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<", re.DOTALL)
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et")


def open_sheets(path: Path, name: str) -> Opened:
    """The sheets of a file that is called ``name``, with what was odd in opening it; or why there are none."""
    try:
        if path.stat().st_size > LARGEST:
            return (), (unreadable(name, Text(f"{name} 太大", f"{name} is too large"), SMALLER),)
        content = content_of(path, LARGEST)
    except FileNotFoundError:
        missing = Text(f"找不到销售文件 {name}", f"no such sales file: {name}")
        return (), (Problem("H01", missing, BESIDE, ("history",)),)  # told at its place in the spec
    except OSError as error:
        words = Text(f"销售文件 {name} 无法读取：{error.strerror}", f"{name} cannot be read: {error.strerror}")
        return (), (unreadable(name, words, CLOSED),)
    if not content.strip():
        return (), (unreadable(name, Text(f"{name} 是空的", f"{name} is empty"), SAVE_AGAIN),)
    if _is_markup(content):
        from planforge.ledger.markup import markup_file

        return markup_file(content, name)
    if other := _other_kind(content, path.suffix.lower()):
        message, hint = other
        return (), (unreadable(name, Text(f"{name} 是{message.zh}", f"{name} is {message.en}"), hint),)
    if path.suffix.lower() == ".zip" and content.startswith(b"PK"):
        words = Text(f"{name} 是压缩包", f"{name} is an archive")
        return (), (unreadable(name, words, UNPACK),)
    if content.startswith((b"PK\x03\x04", OLD_FORMAT)) or path.suffix.lower() in WORKBOOKS:
        return open_workbook(content, name)
    if conflict := _CONFLICT.search(content):
        line = content.count(b"\n", 0, conflict.start()) + 1
        words = Text(f"{name} 第 {line} 行是 git 合并冲突的标记", f"{name}, line {line}: a conflict that git left")
        return (), (Problem("H01", words, ONE_VERSION, ("history",), Where(name, line, 1)),)
    return text_file(content, name)


def _is_markup(content: bytes) -> bool:
    """Whether a file begins as markup does and holds a table."""
    top = content[:20_000].replace(b"\0", b"").lower()
    return bool(_OPENS.match(content)) and (b"<table" in top or b"<workbook" in top or b":workbook" in top)


def _other_kind(content: bytes, suffix: str) -> tuple[Text, Text] | None:
    """What a file is that holds no table which is read, and what to do about it; None for all others."""
    found = next((told for begins, *told in OTHERS if content.startswith(begins)), None)
    if content.startswith(b"PK") and (suffix == ".numbers" or b"Index/Document.iwa" in content):
        found = [Text("Numbers 表格", "a spreadsheet of Numbers"), EXPORTED]
    elif content.startswith(b"PK") and b"word/document.xml" in content:
        found = [Text("Word 文件", "a Word document"), AS_TABLE]
    elif b"office:document" in content[:2_000]:
        found = [Text("单个 XML 的 OpenDocument 表格", "a flat OpenDocument file"), SAVE_AGAIN]
    return (found[0], found[1]) if found else None


EXPORTED = Text("在 Numbers 中选“文件→导出为→Excel”", "in Numbers choose File, Export To, Excel")
AS_TABLE = Text("用里面表格的原始文件（.xlsx 或 CSV）", "use the table it was made from, as .xlsx or CSV")
_PICTURE = Text("图片", "a picture")
_ARCHIVE = Text("压缩包", "an archive")
UNPACK = Text("解压后用里面的表格文件", "unpack it, and use the table in it")
OTHERS = (
    (b"%PDF", Text("PDF", "a PDF"), AS_TABLE),
    (b"\x89PNG", _PICTURE, AS_TABLE),
    (b"\xff\xd8\xff", _PICTURE, AS_TABLE),
    (b"Rar!", _ARCHIVE, UNPACK),
    (b"7z\xbc\xaf", _ARCHIVE, UNPACK),
)
BESIDE = Text(
    "文件名相对于计划文件所在的文件夹；还没有销售文件就删去 history，targets.base 写成金额",
    "the name is relative to the folder of the spec; without a sales file leave history out and give an amount as base",
)
CLOSED = Text("检查文件是否被其他程序占用", "see what else has it open")
