"""How much a workbook would unfold to: looked at in every part of it before any reader opens it.

A file of a few kilobytes may hold a gigabyte of spaces, a cell at the far corner of a sheet, which makes its rectangle
17 thousand million cells, or one long text in a million cells. What its parts state of themselves proves nothing.
"""

from __future__ import annotations

import io
import re
import zipfile

from msgspec import Struct

from planforge.ledger.sheets import LARGEST, MOST_CELLS, OLD_FORMAT, SAVE_AGAIN, SMALLER
from planforge.office import BOOK, Unusable, stumbling
from planforge.problem import Text
from planforge.wording import printed

HIGH = 99_999  # rows up to which a sheet's far cells need not be looked for
MOST_TEXT = 500_000_000  # bytes of text that the cells of a book may come to
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ROW = re.compile(rb'<row [^>]*?r="(\d{1,10})"')
_FAR = re.compile(rb' r="(?:([A-Z]{2,10})(\d{1,10})|[A-Z]?(\d{6,10}))"')  # beyond column Z or row 99,999
_ODD = re.compile(
    rb'<(?:row|c)(?: r="(?:([A-Z]{2,10})(\d{1,10})|[A-Z]?(\d{6,10}))"|((?! r=")[\s/>]))'
)  # far as before; or does not say where it stands: counted on from the last
_NO_NEAR_CELL = re.compile(rb'<c(?! r="[A-Z]\d{1,6}")')  # up to column Z and row 999,999: within MOST_CELLS
_CELL = re.compile(rb"<(?:\w+:)?(?:row|c)[\s/>]")
_TEXT_CELL = 12  # bytes of a cell of shared text at the least
_PIECE = 1 << 18  # bytes of a large part that are looked at together


class Extent(Struct, frozen=True):
    """``refused`` says why a book is not to be opened at all; one that is not ``sure`` is opened apart."""

    refused: tuple[Text, Text] | None = None
    sure: bool = True


def extent_of(content: bytes) -> Extent:
    """What is known of a workbook that nobody has opened yet."""
    if not content.startswith(b"PK"):
        locked = content.startswith(OLD_FORMAT) and _ENCRYPTED in content
        return Extent(LOCKED if locked else None, sure=False)
    try:
        with stumbling(content, BOOK), zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _of(archive)
    except Unusable:
        return Extent(DAMAGED)


def _of(archive: zipfile.ZipFile) -> Extent:
    entries = archive.infolist()
    size = sum(entry.file_size for entry in entries)
    if size > LARGEST:
        return Extent(
            (
                Text(f"工作簿展开后有 {printed(size)} 字节，太大", f"the workbook unfolds to {printed(size)} bytes"),
                SMALLER,
            )
        )
    sure = not any(entry.filename.lower().endswith((".bin", "content.xml")) for entry in entries)
    longest, sheets = 0, []
    for entry in entries:
        if entry.file_size > _PIECE and _is_near(archive, entry):
            sheets.append(entry.file_size)
            continue
        with archive.open(entry) as stream:
            part = stream.read(entry.file_size + 1)  # a part larger than it says it is fails by its check sum
        if entry.filename == "META-INF/manifest.xml" and b"encryption-data" in part:
            return Extent(LOCKED)  # an .ods
        if b"sheetData" in part[:100_000] or b"sheetData" in part:
            span, placed = _span(part)
            if span > MOST_CELLS:
                return Extent(
                    (Text(f"工作表的范围有 {printed(span)} 格，太大", f"a sheet spans {printed(span)} cells"), STRAY)
                )
            sure = sure and b":sheetData" not in part and b":c " not in part and placed
            sheets.append(entry.file_size)
        elif b"<si" in part or b":si" in part:
            plain = b":si" not in part and part.count(b"<si") == part.count(b"<si>")
            longest = max(longest, *map(len, part.split(b"<si>") if plain else re.split(rb"<(?:\w+:)?si\b", part)))
    cells = sum(sheets) // _TEXT_CELL
    if sure and cells * longest > MOST_TEXT:
        cells = sum(archive.read(entry).count(b't="s"') for entry in entries if entry.file_size in sheets)
    return Extent(sure=sure and cells * longest <= MOST_TEXT)


def _is_near(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether a part is a sheet whose every cell says that it stands nearby, whatever its row says; seen by pieces,
    so that a large one is never held whole."""
    with archive.open(entry) as stream:
        _, begun, piece = stream.read(_PIECE).partition(b"<sheetData>")
        near = bool(begun)
        while near and (more := stream.read(_PIECE)):
            piece += more
            cut = piece.rfind(b"<")
            near = b":" not in piece or b":c " not in piece
            if other := _NO_NEAR_CELL.search(piece, 0, cut):  # a far cell, or what begins alike behind the cells
                end = piece.find(b"</sheetData>", 0, other.start())
                rest = piece[end:] + b"".join(iter(lambda: stream.read(_PIECE), b""))  # to its check sum
                return near and end >= 0 and not _CELL.search(rest)
            piece = piece[cut:]
    return near and piece.startswith(b"</worksheet>")


def _span(xml: bytes) -> tuple[int, bool]:
    """Cells of the rectangle up to the farthest cell, which one stray cell far away makes enormous; and whether every
    row and cell says where it stands."""
    odd = _ODD.findall(xml)
    placed = not any(unplaced for *_, unplaced in odd)
    far = (
        {(letters, row or high) for letters, row, high, _ in odd}
        if placed
        else {(letters, row or high) for letters, row, high in _FAR.findall(xml)}
    )
    height, width = HIGH, 26
    for letters, row in far:
        height, width = max(height, int(row or 0)), max(width, _column(letters))
    if height == HIGH and height * width > MOST_CELLS:
        height = max(map(int, _ROW.findall(xml)), default=0)
        height = max(height, *(int(row or 0) for _, row in far))
    return height * width, placed


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


STRAY = Text("删去表格之外的零散单元格后另存", "remove the stray cells outside the table, and save it again")
NO_PASSWORD = Text(
    "在 Excel 中打开，“文件→信息→保护工作簿”去掉密码后另存", "open it, take the password off (File, Info), and save it"
)
LOCKED = Text("工作簿有密码", "the workbook is protected with a password"), NO_PASSWORD
DAMAGED = Text("工作簿已损坏", "the workbook is damaged"), SAVE_AGAIN
TOO_MUCH = (
    Text("工作簿已损坏，或展开后装不进内存", "the workbook is damaged, or unfolds to more than there is memory for"),
    SMALLER,
)
