"""Sheets of cells, and text files as such: a CSV is one sheet. What cannot be opened is told."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct, field

from planforge.ledger.figures import Cell, has_no_number, is_number, numbers_among, shown
from planforge.ledger.heads import is_known
from planforge.problem import Problem, Severity, Text, Where

LARGEST = 300_000_000  # bytes that a file may have, or a workbook unfold to
MOST_CELLS = 30_000_000  # of the rectangle that a sheet spans: reading fills all of it
SEPARATORS = (",", "\t", ";", "|", "，")
DEEPEST = 25  # lines at the top that show how a text file is encoded
HEADS = 25  # rows at the top that may hold heads
LONGEST_CELL = 40  # lines that one quoted cell may run over
_SIGN_IN_A_WORD = re.compile(r"[^\W\d_][³¹¿¾¼º¢ª¥¯][^\W\d_]|[^\W\d_]{2}¿|\b[^\W\d_]+³[^\W\d_]|(?<!\w)[£¯¥][^\W\d_]{4}")
_CZECH, _NORDIC = re.compile(r"[A-Za-z]ø.*[ìšž]|[ìšž].*ø", re.DOTALL), re.compile("[åæÅÆ]")
_HUNGARIAN, _ACUTE, _PORTUGUESE = re.compile("õ(?![es])"), re.compile("[áéí]"), re.compile("[ãçäå]")
OLD_FORMAT = b"\xd0\xcf\x11\xe0"


class Sheet(Struct):
    """``file`` is what messages call it: the file's name, with ``!sheet`` behind it in a workbook.

    ``rows`` are those that hold anything; ``numbers`` are their numbers in the file, from 1. ``copied`` are the
    places (of the row in ``rows``, of the cell in it) that repeat the text of a merged cell and hold nothing of
    their own. ``sectioned`` is a part of a sheet that begins with a title of its own. ``faults`` counts cells with
    an error such as #N/A, of which ``fault`` is the first, ``unsolved`` formulas without a result: all read as
    empty.
    """

    file: str
    name: str
    rows: list[Sequence[Cell]]
    numbers: list[int]
    copied: set[tuple[int, int]] = field(default_factory=set)
    faults: int = 0
    unsolved: int = 0
    fault: str = ""
    label: str = ""
    left: int = 0
    above: tuple[str, ...] = ()
    sectioned: bool = False
    _columns: dict[int, list[Cell]] = field(default_factory=dict)
    _numbers: dict[int, int] = field(default_factory=dict)
    _distinct: dict[tuple[int, int], dict[Cell, None]] = field(default_factory=dict)
    _kinds: dict[int, dict[type, int]] = field(default_factory=dict)  # how many of each, by column
    _across: list[tuple[Cell, ...]] = field(default_factory=list)

    def with_rows(self, rows: list[Sequence[Cell]]) -> Sheet:
        """The sheet with other cells at the same places."""
        return Sheet(
            self.file, self.name, rows, self.numbers, self.copied, self.faults, self.unsolved, self.fault, self.label,
            self.left, self.above, self.sectioned,
        )  # fmt: skip

    def column(self, place: int) -> list[Cell]:
        """The cells of a column, text without blanks round it; empty ones beyond the sheet's width."""
        if place not in self._columns:
            if not self._across and self.width:
                self._across = list(zip(*self.rows, strict=True))
            cells: list[Cell] = [*self._across[place]] if place < self.width else [""] * len(self.rows)
            below, kinds = set(map(type, cells[1:])), list(map(type, cells[:1]))
            if len(below) == 1:  # below a head, or none
                kinds += [*below] * (len(cells) - 1)
                self._kinds[place] = dict.fromkeys(below, len(cells) - 1)
                self._kinds[place][kinds[0]] = self._kinds[place].get(kinds[0], 0) + 1
            else:
                kinds = list(map(type, cells))
                self._kinds[place] = {kind: kinds.count(kind) for kind in set(kinds)}
            texts = self._kinds[place].get(str, 0)
            if texts == len(cells):
                different: list[Any] = list(self._distinct.setdefault((place, 0), dict.fromkeys(cells)))
                if list(map(str.strip, different)) != different:
                    del self._distinct[place, 0]
                    cells = list(map(str.strip, cells))  # type: ignore[arg-type]
            elif texts * 20 > len(cells):
                cells = [cell.strip() if type(cell) is str else cell for cell in cells]
            else:  # a head above figures or days
                at = -1
                for _ in range(texts):
                    at = kinds.index(str, at + 1)
                    cells[at] = str(cells[at]).strip()
            self._columns[place] = cells
        return self._columns[place]

    def distinct(self, place: int, first: int) -> dict[Cell, None]:
        """The different cells of a column from a row on, in their order."""
        key, cells = (place, first), self.column(place)
        if key not in self._distinct:
            whole = self._distinct.get((place, 0))
            if whole is not None and first <= HEADS:
                rest = cells[first:]
                heads = {cell for cell in cells[:first] if cell not in rest}
                self._distinct[key] = {cell: None for cell in whole if cell not in heads} if heads else whole
            else:
                self._distinct[key] = dict.fromkeys(cells[first:] if first else cells)
        return self._distinct[key]

    def kinds(self, place: int, first: int) -> frozenset[type]:
        """The kinds of the cells of a column from a row on."""
        above = list(map(type, self.column(place)[:first]))
        return frozenset(kind for kind, count in self._kinds[place].items() if count > above.count(kind))

    def figures_in(self, place: int) -> int:
        """How many cells of a column are numbers, those that repeat a merged one among them."""
        if place not in self._numbers:
            cells = self.column(place)
            kinds = self._kinds[place]
            found = kinds.get(float, 0) + kinds.get(int, 0)
            numberless = kinds.keys() == {str} and has_no_number([*self.distinct(place, 0)])  # type: ignore[list-item]
            if found < len(cells) and str in kinds and not numberless:
                head = kinds[str] == 1 and type(cells[0]) is str
                texts = [cell for cell in (cells[:1] if head else cells) if type(cell) is str]
                among = set() if has_no_number(texts) else numbers_among(texts)
                found += sum(map(among.__contains__, texts)) if among else 0
            self._numbers[place] = found
        return self._numbers[place]

    def count(self) -> int:
        """How many cells are numbers of their own."""
        whole = sum(map(self.figures_in, range(self.width)))
        return whole - sum(is_number(self.rows[row][place]) for row, place in self.copied)

    def text(self, row: int, column: int) -> str:
        """A cell as people would type it; empty beyond the end of a row."""
        cells = self.rows[row]
        return shown(cells[column]).strip() if column < len(cells) else ""

    def texts(self, row: int) -> tuple[str, ...]:
        """A row as people would type it."""
        return tuple(shown(cell).strip().replace("\n", " ") for cell in self.rows[row])

    def figures(self, row: int) -> int:
        """How many cells of a row are numbers of their own."""
        if not self.copied:
            return sum(map(is_number, self.rows[row]))
        return sum(is_number(cell) and (row, place) not in self.copied for place, cell in enumerate(self.rows[row]))

    @property
    def width(self) -> int:
        """Cells of every row."""
        return len(self.rows[0]) if self.rows else 0

    def where(self, row: int, column: int = 0) -> Where:
        """The place of a cell."""
        return Where.of(self.file, self.numbers[row], self.left + column + 1)

    @property
    def called(self) -> str:
        """What messages call it."""
        return self.label or self.name


Opened = tuple[tuple[Sheet, ...], tuple[Problem, ...]]


def unreadable(name: str, message: Text, hint: Text) -> Problem:
    """A file of which nothing can be read."""
    return Problem("H01", message, hint, ("history",), Where.of(name))


# Text files -----------------------------------------------------------------------------------------------------------


def text_file(content: bytes, name: str) -> Opened:
    """The one sheet of a text file."""
    read = decoded(content)
    if read is None:
        return (), (_no_text(content, name),)
    text, encoding = read
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:30]
    separator = max(SEPARATORS, key=lambda mark: _fitness(lines, mark))
    found = _rows(text, separator)
    stray: list[int] = []
    if found is None:
        found = list(_careful(text, separator, stray))
    kept = [(number, row) for number, row in found if any(row)]
    other = list(_cut_otherwise(kept, separator))
    width = max((len(row) for _, row in kept), default=0)
    if width * len(kept) > MOST_CELLS:
        words = Text(f"{name} 有一行宽 {width:,} 列", f"a line of {name} has {width:,} columns")
        return (), (unreadable(name, words, SMALLER),)
    kept = [(number, row if len(row) == width else [*row, *[""] * (width - len(row))]) for number, row in kept]
    sheet = Sheet(name, "", [row for _, row in kept], [number for number, _ in kept])
    return (sheet,), (
        *_guessed(name, encoding),
        *_stray_quotes(name, stray),
        *_other_separators(name, other),
    )


def _no_text(content: bytes, name: str) -> Problem:
    """What is wrong with a file that is no text, or a text with something else in it."""
    nul = content.find(b"\0")
    if nul < 0 or content.count(b"\0") * 10 > len(content):
        words = Text(f"{name} 既不是工作簿也不是文本文件", f"{name} is neither a workbook nor a text file")
        return unreadable(name, words, SAVE_AGAIN)
    line = content.count(b"\n", 0, nul) + 1
    words = Text(
        f"{name} 第 {line} 行有空字符（NUL），文件可能已损坏", f"{name} has a NUL in line {line}: it may be damaged"
    )
    return Problem("H01", words, SAVE_AGAIN, ("history",), Where.of(name, line, 1))


def _cut_otherwise(rows: list[tuple[int, Sequence[Cell]]], separator: str) -> Iterator[int]:
    """The lines of another separator than the file's, which it leaves whole; here they are cut like the others."""
    widths = [len(row) for _, row in rows[:1000] if len(row) > 1]
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
    for place, (number, row) in enumerate(rows):
        if len(row) == 1 < usual:
            for mark in (mark for mark in SEPARATORS if mark != separator and mark in str(row[0])):
                cells = str(row[0]).split(mark)
                if len(cells) == usual:
                    rows[place] = (number, [cell.strip().strip('"') for cell in cells])
                    yield number
                    break


def _fitness(lines: Sequence[str], separator: str) -> tuple[int, int]:
    """How many lines a separator cuts into the same number of cells, and into how many."""
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=separator)]
    except csv.Error:
        return 0, 0
    usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
    return (widths.count(usual), usual) if usual > 1 else (0, 0)


def decoded(content: bytes) -> tuple[str, str] | None:
    """The text of a file in UTF-8, UTF-16, GB18030, Big5, Shift JIS or Windows-1252 and 1250, and the encoding where it
    was guessed by its letters; None where it is no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), ""
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    for encoding in (*_western(content), "gb18030") if _is_western(content) else (*_by_heads(content), "cp1252"):
        try:
            return content.decode(encoding), _GUESSED.get(encoding, "")
        except UnicodeDecodeError:
            continue
    return None


_GUESSED = {"cp1250": "Windows-1250", "cp1252": "Windows-1252", "cp932": "Shift JIS", "cp950": "Big5"}


def _guessed(name: str, encoding: str) -> Iterator[Problem]:
    if encoding:
        message = Text(f"{name} 不是 UTF-8，按 {encoding} 读", f"{name} is not in UTF-8: it is read as {encoding}")
        hint = Text("字母不对就另存为 CSV（UTF-8）", "where letters are wrong, save it as CSV (UTF-8)")
        yield Problem("H06", message, hint, ("history",), Where.of(name), Severity.INFO)


def _by_heads(content: bytes) -> list[str]:
    """The encodings of East Asia, the one first in which most of the first lines' cells are heads that are known."""
    top = b"\n".join(content[:20_000].split(b"\n")[:DEEPEST])

    def known(encoding: str) -> int:
        text = top.decode(encoding, errors="ignore")
        return sum(map(is_known, filter(None, (cell.strip(' "') for cell in re.split(r"[,;\t|\n]", text)))))

    return sorted(("gb18030", "cp932", "cp950"), key=known, reverse=True)


def _western(content: bytes) -> tuple[str, ...]:
    """The encodings of Western and of Central Europe, the one first that makes letters of what stands inside words."""
    text = content[:2_000_000].decode("cp1252", errors="replace")
    central = _SIGN_IN_A_WORD.search(text) or (_CZECH.search(text) and not _NORDIC.search(text))
    hungarian = _HUNGARIAN.search(text) and _ACUTE.search(text) and not _PORTUGUESE.search(text)
    return ("cp1250", "cp1252") if central or hungarian else ("cp1252",)


def _is_western(content: bytes) -> bool:
    """Whether bytes above 127 mostly stand alone, as accents do, and not in pairs, as Chinese characters do."""
    runs = re.findall(rb"[\x80-\xff]+", content[:2_000_000])
    return sum(len(run) == 1 for run in runs) * 2 > len(runs)


def _rows(text: str, separator: str) -> list[tuple[int, Sequence[Cell]]] | None:
    """Rows by the line each stands on; None where a cell runs over lines, which wants a closer look."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found: list[tuple[int, Sequence[Cell]]] = []
    try:
        for number, row in enumerate(reader, 1):
            if reader.line_num != number:
                return None
            found.append((number, [cell.strip() for cell in row]))
    except csv.Error:
        return None
    return found


def _careful(text: str, separator: str, stray: list[int]) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Rows of a file with cells that run over lines. A quotation mark that nothing closes, or whose cell would
    swallow whole rows, is taken for a letter; its line is added to ``stray``."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    usual = _usual_marks(lines, separator)
    at = 0
    while at < len(lines):
        end = _end_of_row(lines, at, separator, usual)
        if end is None:
            stray.append(at + 1)
            cells = [cell.replace('""', '"').strip() for cell in lines[at].split(separator)]
            end = at + 1
        else:
            try:
                whole = csv.reader([f"{line}\n" for line in lines[at:end]], delimiter=separator)
                cells = [cell.strip() for row in whole for cell in row]
            except csv.Error:
                cells = [cell.strip()[:1000] for cell in lines[at].split(separator)]
        yield at + 1, [cell.replace("\n", " ") for cell in cells]
        at = end


def _usual_marks(lines: Sequence[str], separator: str) -> int:
    counts = sorted(line.count(separator) for line in lines[:2000] if line.strip())
    return counts[len(counts) // 2] if counts else 0


def _end_of_row(lines: Sequence[str], at: int, separator: str, usual: int) -> int | None:
    """The line behind a row; None where a quotation mark in it is a letter."""
    open_ = lines[at].count('"') % 2 == 1
    end = at + 1
    while open_:
        if end >= len(lines) or end - at > LONGEST_CELL:
            return None
        if usual and lines[end].count(separator) >= usual and lines[end].count('"') % 2 == 0:
            return None  # a whole row of its own
        open_ = lines[end].count('"') % 2 == 0
        end += 1
    return end


def _stray_quotes(name: str, stray: Sequence[int]) -> Iterator[Problem]:
    if stray:
        listed = ", ".join(map(str, stray[:5])) + ("…" if len(stray) > 5 else "")
        message = Text(
            f"第 {listed} 行有没有成对的引号（共 {len(stray)} 行），按普通字符读，没有丢行",
            f"line {listed}: a quotation mark that nothing closes ({len(stray)} in all) is taken for a letter; no line"
            " is lost",
        )
        hint = Text("改掉这个引号，或成对写", "take the mark out, or close it")
        yield Problem("H06", message, hint, ("history",), Where.of(name, stray[0], 1), Severity.WARNING)


def _other_separators(name: str, lines: Sequence[int]) -> Iterator[Problem]:
    if lines:
        listed = ", ".join(map(str, lines[:5])) + ("…" if len(lines) > 5 else "")
        message = Text(
            f"第 {listed} 行的分隔符和别的行不同（共 {len(lines)} 行），按同样的列读，没有丢行",
            f"line {listed}: cut by another separator than the other lines ({len(lines)} in all) and read into the same"
            " columns; no line is lost",
        )
        hint = Text("核对这几行的列；或整份换成同一种分隔符", "see that their columns are right, or use one separator")
        yield Problem("H06", message, hint, ("history",), Where.of(name, lines[0], 1), Severity.WARNING)


SMALLER = Text("只留需要的年份和列，另存后再用", "keep the years and columns that are needed, and save it again")
SAVE_AGAIN = Text("在 Excel 或 WPS 中另存为 .xlsx，或另存为 CSV（UTF-8）", "save it again as .xlsx, or as CSV (UTF-8)")
