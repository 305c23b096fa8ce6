"""The sheets of a questionnaire as people leave them: where each block, item and value stands now.

The first column, hidden, holds marks: ``§f key`` opens a form, ``§t key`` a table, ``§k key`` names the columns below
it, ``§h key`` is their heads, ``§e key=sum …`` an example with a sum of each cell, ``§i`` an item that says nothing
yet; beside a form's value stands its key. Rows and columns may be put in, sorted, filtered or taken out, sheets
renamed: marks move along. A block may stand twice.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import lru_cache
from io import BytesIO, StringIO
from typing import Any
from zlib import crc32

from msgspec import Struct, field
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.escape import unescape

from planforge.office import BOOK, Unusable, open_parts, refuse_entities, stumbling
from planforge.problem import Text
from planforge.reading.workbook.cells import AS_IT_IS, REMARK, SUM, format_of
from planforge.spec.values import seen
from planforge.wording import printed

MARK = "§"
EMPTY = f"{MARK}i"
PROBLEM = "!"  # the key of the column for problems
MOST_CELLS = 1_000_000  # of the rectangle that a sheet spans: looking through it makes a cell of each
TELLING = 4  # characters from which a text in an example is known again
_SPREAD = re.compile(rb'<(?:\w+:)?(?:mergeCell|hyperlink)\s[^>]*?\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
FORM_VALUE, FORM_NOTE, FORM_PROBLEM = 2, 3, 4  # columns of a form, counted from its marks


class Place(Struct):
    """One row of a block: its number, and what stands in the columns of the block."""

    row: int
    values: dict[str, Any]
    formats: dict[str, str]
    left: tuple[str, ...] = ()  # columns in which the row still says what the example did that it was


class Stretch(Struct):
    """A block as it stands in one sheet: columns by key, rows with something in them, rows without."""

    sheet: str
    key: str
    columns: dict[str, int] = field(default_factory=dict)
    rows: list[Place] = field(default_factory=list)
    free: list[int] = field(default_factory=list)
    heads: dict[int, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)  # what stands before the values of a form, by key
    opened: int = 0  # the row of its first mark
    passed: list[tuple[int, str]] = field(default_factory=list)  # rows of sums and remarks, which are no items
    example: str = ""  # the mark of an example that stands elsewhere now
    unseen: list[tuple[int, int]] = field(default_factory=list)  # cells with characters that nobody sees

    def head(self, key: str) -> str:
        """The head of a column, or what stands before the value of a form."""
        return self.labels.get(key, self.heads.get(self.columns.get(key, 0), ""))


def open_book(content: bytes, *, values: bool = False) -> Any:
    """The workbook by openpyxl; with what formulas came to instead of the formulas where ``values``.

    Raises ``Unusable`` for what is damaged, protected, hostile or of another kind.
    """
    parts = open_parts(content, BOOK)
    with stumbling(content, BOOK):
        for name, part in parts.items():
            if name.endswith((".xml", ".rels")):
                refuse_entities(part, name)
            if name.startswith("xl/worksheets/"):
                _refuse_vast(sum(_cells(area.decode()) for area in _SPREAD.findall(part)))
        # What openpyxl would drop is no loss, as nothing is written through it (see package.py); what it prints of
        # styles that are not there would stand in the midst of JSON.
        with warnings.catch_warnings(), redirect_stdout(StringIO()):
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(content), data_only=values)
        for sheet in book.worksheets:
            _refuse_vast(sheet.max_row * sheet.max_column)
    return book


@lru_cache(maxsize=1)
def values_of(content: bytes) -> Any:
    """The workbook with what formulas came to, to be looked at only: it is read, and then shown beside problems."""
    return open_book(content, values=True)


def _cells(area: str) -> int:
    left, top, right, bottom = map(int, range_boundaries(area))
    return (right - left + 1) * (bottom - top + 1)


def _refuse_vast(cells: int) -> None:
    if cells > MOST_CELLS:
        raise Unusable(
            Text(f"工作表的范围有 {printed(cells)} 格，太大", f"a sheet spans {printed(cells)} cells"),
            Text("删去表格之外的零散单元格后另存", "remove the stray cells outside the table, and save it again"),
        )


def stretches(book: Any) -> Iterator[Stretch]:
    """Every block of every sheet, in the order of the sheets."""
    for sheet in book.worksheets:
        marks = _marks(sheet)
        if marks is not None:
            yield from _Walk(sheet, marks).stretches()


def _marks(sheet: Any) -> int | None:
    """The number of the column with marks, None in a sheet of the person's own."""
    for column in range(1, 7):
        for (value,) in sheet.iter_rows(min_col=column, max_col=column, values_only=True):
            if isinstance(value, str) and value.startswith(MARK):
                return column
    return None


class _Walk:
    """One sheet from top to bottom."""

    def __init__(self, sheet: Any, marks: int) -> None:
        self.sheet, self.marks = sheet, marks
        self.merged = _merged_down(sheet)

    def stretches(self) -> Iterator[Stretch]:
        current: Stretch | None = None
        for cells in self.sheet.iter_rows(min_col=self.marks):
            row = cells[0].row
            mark = cells[0].value if isinstance(cells[0].value, str) else ""
            kind, _, key = mark.partition(" ")
            if kind in (f"{MARK}t", f"{MARK}f"):
                if current:
                    yield current
                current = Stretch(self.sheet.title, key, opened=row)
            elif kind in (f"{MARK}k", f"{MARK}h"):
                if current is None or current.key != key:
                    if current:
                        yield current
                    current = Stretch(self.sheet.title, key, opened=row)
                self._heads(current, kind, cells)
            elif current is not None and kind.startswith(MARK) and kind not in (f"{MARK}e", EMPTY):
                yield current
                current = None
            elif current is not None:
                self._row(current, mark, cells)
        if current:
            yield current

    def _heads(self, current: Stretch, kind: str, cells: Any) -> None:
        texts = {cell.column: str(cell.value) for cell in cells[1:] if cell.value is not None}
        if kind == f"{MARK}k":
            current.columns = {key: column for column, key in texts.items()}
        else:
            current.heads = texts
            current.rows = [place for place in current.rows if len(place.values) > 1]  # a caption put above the heads

    def _row(self, current: Stretch, mark: str, cells: Any) -> None:
        row = cells[0].row
        if current.key.startswith(":"):
            if mark:
                cell = cells[FORM_VALUE]
                current.columns.setdefault(mark, cell.column)
                current.labels[mark] = str(cells[1].value or "")
                current.rows.append(Place(row, {mark: self._value(current, cell)}, {mark: format_of(cell)}))
            return
        found = {key: cells[column - self.marks] for key, column in current.columns.items() if key != PROBLEM}
        values = {key: self._value(current, cell) for key, cell in found.items()}
        kept = {key: value for key, value in values.items() if value not in (None, "")}
        if mark == EMPTY and all(key.startswith("^") for key in kept):
            current.rows.append(Place(row, kept, {}))
        elif not kept and current.columns:
            current.free.append(row)
        elif is_example(mark, values):
            return
        elif current.example and is_example(current.example, values):
            current.example = ""  # sorted away from its mark
        elif (said := _remark(kept, current)) and format_of(found[said]) != AS_IT_IS:
            current.passed.append((row, kept[said].strip()))
        elif kept:
            current.example = mark if mark.startswith(f"{MARK}e") else current.example
            formats = {key: format_of(found[key]) for key in kept}
            current.rows.append(Place(row, kept, formats, tuple(_left(mark, kept))))

    def _value(self, current: Stretch, cell: Any) -> Any:
        value = self.merged.get((cell.row, cell.column), cell.value)
        if not isinstance(value, str):
            return value
        value = unescape(value).replace("\r\n", "\n").replace("\r", "\n")  # _x000D_ stands for a character in Excel
        if (told := seen(value)) == value:
            return value
        current.unseen.append((cell.row, cell.column))
        return told


def _merged_down(sheet: Any) -> dict[tuple[int, int], Any]:
    """What cells below the first of a merged column say: the same as the first."""
    found: dict[tuple[int, int], Any] = {}
    for area in sheet.merged_cells.ranges:
        if area.min_col == area.max_col:
            value = sheet.cell(area.min_row, area.min_col).value
            found |= {(row, area.min_col): value for row in range(area.min_row, area.max_row + 1)}
    return found


def _remark(kept: dict[str, Any], current: Stretch) -> str:
    """The column with the words of a row that sums up those above it, or of a remark below them; empty for an item."""
    keys = [key for key in current.columns if key != PROBLEM and not key.startswith("^")]
    texts = {key: value.strip() for key, value in kept.items() if isinstance(value, str)}
    if len(keys) < 2:
        return ""
    first = next((key for key in keys[:2] if kept.get(key)), "")
    alone = next(iter(texts), "") if len(kept) == 1 else ""
    return first if SUM.fullmatch(texts.get(first, "")) else alone if REMARK.match(texts.get(alone, "")) else ""


def example_mark(values: dict[str, Any]) -> str:
    """The mark of an example: what stands in each of its columns, in a few digits."""
    return " ".join((f"{MARK}e", *(f"{key}={_sum(value)}" for key, value in values.items())))


def is_example(mark: str, values: dict[str, Any]) -> bool:
    """Whether a row says what its example said, in those of its columns that there still are."""
    kind, *parts = mark.split(" ")
    said = {key: value for key, value in values.items() if value not in (None, "")}
    if kind != f"{MARK}e" or not parts:
        return False
    if "=" not in parts[0]:  # of a questionnaire from before the columns had sums of their own
        whole = "\x1f".join(f"{key}={_plain(value)}" for key, value in sorted(said.items()))
        return parts[0] == f"{crc32(whole.encode()):08x}"
    sums = _sums(mark)
    there = {key: sums[key] for key in sums if key in values}
    return bool(there) and {key: _sum(value) for key, value in said.items()} == there


def _sums(mark: str) -> dict[str, str]:
    """The sum of each cell of an example; nothing for a mark of another kind."""
    kind, *parts = mark.split(" ")
    return dict(part.rpartition("=")[::2] for part in parts if "=" in part) if kind == f"{MARK}e" else {}


def _left(mark: str, kept: dict[str, Any]) -> Iterator[str]:
    """The columns in which a row that was an example still is one; a word or two may be his as well."""
    sums = _sums(mark)
    for key, value in kept.items():
        if sums.get(key) == _sum(value) and (not isinstance(value, str) or len(value) >= TELLING):
            yield key


def _sum(value: Any) -> str:
    """The same for a number however it was saved."""
    return f"{crc32(_plain(value).encode()) & 0xFFFFFF:06x}"


def _plain(value: Any) -> str:
    return f"{value:.12g}" if isinstance(value, int | float) else str(value).replace("\r\n", "\n")
