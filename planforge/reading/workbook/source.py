"""A questionnaire as the source of a spec: read by its marks, every value with its cell, changed in place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from pathlib import Path as FilePath
from typing import Any
from zipfile import ZipFile

from msgspec import Struct, field
from openpyxl.cell.cell import ERROR_CODES

from planforge import resources
from planforge.ledger.scales import scale_of, unit_of
from planforge.office import BOOK, Unusable, unzipped
from planforge.problem import Path, Problem, Severity, Text, Where
from planforge.reading.editor import Change
from planforge.reading.shape import nearest
from planforge.reading.source import Ignore
from planforge.reading.titles import Telling, in_titles
from planforge.reading.workbook.cells import GENERAL, Speech, doubtful, from_cell, speech, to_cell
from planforge.reading.workbook.grid import MARK, PROBLEM, Place, Stretch, open_book, stretches, values_of
from planforge.reading.workbook.layout import Block, by_key, column_at
from planforge.reading.workbook.rows import Assembly, assemble
from planforge.reading.workbook.sync import changed
from planforge.reading.workbook.write import heads, sheets
from planforge.reading.yaml_tree import TURNED
from planforge.records import replace
from planforge.resources import content_of
from planforge.spec.region import ENGLISH_UNITS, MONEY_UNITS
from planforge.words import load_texts

LARGEST = 64_000_000
NOBODYS = Speech("zh-CN", "万元", {})
FORMULAS = re.compile(rb"<(?:\w+:)?f[ >/]")
FINDING = re.compile(r"[A-Z]\d\d \S")  # what check has written beside a row
SIGNED = re.compile(rf"{MARK}planforge (\S+) (\S+)(?: (.+))?")


class Workbook(Struct, frozen=True, dict=True):
    """A questionnaire's bytes with what they say."""

    file: str
    content: bytes
    data: Any = None
    places: Mapping[Path, Where] = field(default_factory=dict)
    speech: Speech | None = None
    lines: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    ignores: tuple[Ignore, ...] = ()

    @property
    def language(self) -> str:
        return self.speech.language if self.speech else ""

    def where(self, path: Path) -> Where:
        """The cell of a value; of the nearest thing above it that has one."""
        found = (self.places.get(path[:end]) for end in range(len(path), 0, -1))
        return next((place for place in found if place), Where(self.file))

    def key(self, path: Path) -> Where:
        return self.where(path)

    def gap(self, path: Path) -> Where:
        return self.where(path)

    def locate(self, problem: Problem) -> Problem:
        speech = self.speech or NOBODYS
        telling = Telling(speech.language, self.data, speech.says, lambda path: self.where(path).sheet, self._figure)
        told = in_titles(problem, telling)
        return replace(told, where=self.where(problem.path), language=self.language)

    def _figure(self, path: Path, value: str) -> str:
        """A figure as it is typed at a place: in the unit of its column."""
        column = column_at(path)
        cell = to_cell(column, value, self.speech or NOBODYS).value if column else value
        return f"{Decimal(repr(cell)).normalize():f}" if isinstance(cell, int | float) else value

    def frame(self, where: Where) -> str:
        """The row as its sheet has it, the cell in brackets."""
        if where.file != self.file or not where.line:
            return ""
        cells = self._rows.get((where.sheet, where.line), {})
        shown = [
            f"[{text}]" if column == where.column else text
            for column, text in sorted(cells.items())
            if column == where.column or not FINDING.match(text)
        ]
        return f"{where.line:5} | {_around(shown)}" if shown else ""

    @cached_property
    def _rows(self) -> dict[tuple[str, int], dict[int, str]]:
        return {
            (sheet.title, row[0].row): {
                cell.column: " ".join(str(cell.value).removesuffix(" 00:00:00").split())[:24]
                for cell in row[1:]
                if cell.value is not None
            }
            for sheet in values_of(self.content).worksheets
            for row in sheet.iter_rows()
        }

    def edited(self, changes: Sequence[Change]) -> Workbook:
        assert self.speech is not None
        return read_workbook(changed(self.content, self.data, self.speech, changes), self.file)[0]


def _around(shown: Sequence[str], columns: int = 72) -> str:
    """As much of a row as a terminal has room for, the cell in brackets among it."""
    marked = first = next((n for n, text in enumerate(shown) if text.startswith("[")), 0)
    while first > 0 and _wide(" | ".join(shown[first - 1 : marked + 1])) <= columns * 3 // 4:
        first -= 1
    line = ("… | " if first else "") + " | ".join(shown[first:])
    while _wide(line) > columns:
        line = line[:-1]
    return line


def _wide(text: str) -> int:
    """The columns of a terminal that a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def open_workbook(path: FilePath) -> tuple[Workbook, tuple[Problem, ...]]:
    """Read a questionnaire; every way it can be unreadable is a problem with the file's name."""
    file = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except FileNotFoundError:
        return Workbook(file, b""), (_unreadable(file, Text("找不到文件", "no such file"), NEW),)
    except OSError as error:
        why = error.strerror or str(error)
        return Workbook(file, b""), (_unreadable(file, Text(f"无法读取：{why}", f"cannot be read: {why}"), ACCESS),)
    if len(content) > LARGEST:
        return Workbook(file, b""), (_unreadable(file, Text("文件太大", "the file is too large"), NEW),)
    return read_workbook(content, file)


def was_questionnaire(path: FilePath) -> bool:
    """Whether a file in another program's form (.xls, .et, .ods) was saved from a questionnaire."""
    signed = f"{MARK}planforge "
    try:
        content = content_of(path, LARGEST)
        if content.startswith(b"PK"):
            parts = unzipped(content, BOOK)
            return signed.encode() in parts.get("content.xml", b"")
    except (OSError, Unusable):
        return False
    return signed.encode("utf-16-le") in content


def read_workbook(content: bytes, file: str) -> tuple[Workbook, tuple[Problem, ...]]:
    """What the bytes of a questionnaire say."""
    try:
        book = values_of(content)
    except Unusable as unusable:
        return Workbook(file, content), (_unreadable(file, unusable.message, unusable.hint),)
    found = list(stretches(book))
    if not any(stretch.key in by_key() for stretch in found):
        return Workbook(file, content), (_unreadable(file, NO_QUESTIONNAIRE, NEW),)
    speech = speech_of(book)
    read: dict[str, list[Any]] = {}
    for stretch in found:
        block = by_key().get(stretch.key)
        if block and not stretch.columns and stretch.heads:
            stretch = _recovered(stretch, block, book, speech)
        if block:
            read.setdefault(block.key, []).extend(_read(row, stretch, block, speech, file) for row in stretch.rows)
    made = assemble(read)
    for path, place in _standing(found, file):
        made.places.setdefault(path, place)
    problems = (
        *_lost(found, speech, file),
        *_strays(made),
        *_uncounted(found, content, file),
        *_copied(found, file),
        *_passed(found, file),
        *_half_examples(found, file),
        *_unseen(found, file),
        *_per_cents(found, file),
        *_units(found, speech, made, file),
        *_gone(book, found, speech, file),
    )
    source = Workbook(file, content, made.data, made.places, speech, sheets=tuple(book.sheetnames))
    return source, tuple(replace(problem, language=source.language) for problem in problems)


def _standing(found: Sequence[Stretch], file: str) -> Iterator[tuple[Path, Where]]:
    """Where each block and each field of a form stands, filled or not; a part of the plan is at its first block."""
    for stretch in found:
        block = by_key().get(stretch.key)
        if block is None or "*" in block.path:
            continue
        title = Where(file, stretch.opened, 2, sheet=stretch.sheet)
        for place in stretch.rows if not block.table else ():
            for key in place.values:
                yield (*block.path, key), Where(file, place.row, stretch.columns[key], sheet=stretch.sheet)
        yield from ((block.path[:end], title) for end in range(len(block.path), 0, -1))


def speech_of(book: Any) -> Speech:
    """How the workbook says things, as its first mark has it."""
    for sheet in book.worksheets:
        for (value,) in sheet.iter_rows(max_row=4, max_col=1, values_only=True):
            signed = SIGNED.match(value) if isinstance(value, str) else None
            if signed and signed[1] in resources.languages():
                terms = (part.partition("=") for part in (signed[3] or "").split("|"))
                unit, _, currency = signed[2].partition("/")
                unit = ENGLISH_UNITS.get(unit, unit)
                return speech(signed[1], unit, {usual: own for usual, _, own in terms if usual and own}, currency)
    return speech("zh-CN", "万元")


def _read(row: Place, stretch: Stretch, block: Block, said: Speech, file: str) -> Any:
    """One row in the terms of the spec: names of items above, values by column, the place of each."""
    columns = {column.key: column for column in block.columns}
    values = {
        key: from_cell(column, row.values.get(key), row.formats.get(key, GENERAL), said.under(stretch.head(key)))
        for key, column in columns.items()
        if key in stretch.columns
    }
    parents = tuple(" ".join(str(row.values.get(f"^{n}") or "").split()) for n in range(len(block.parents)))
    first = min(stretch.columns.values(), default=0)

    def place(key: str) -> Where:
        return Where(file, row.row, stretch.columns.get(key, first), sheet=stretch.sheet)

    return parents, values, place


def _recovered(stretch: Stretch, block: Block, book: Any, said: Speech) -> Stretch:
    """A table whose row of keys was taken out: read by its heads."""
    keys = {head: key for key, head in heads(block, said)}
    stretch.columns = {keys[text]: column for column, text in stretch.heads.items() if text in keys}
    sheet = book[stretch.sheet]
    for number in range(stretch.opened + 1, sheet.max_row + 1):
        values = {key: sheet.cell(number, column).value for key, column in stretch.columns.items()}
        kept = {key: value for key, value in values.items() if value not in (None, "")}
        if sheet.cell(number, 1).value not in (None, "") or any(value in keys for value in kept.values()):
            if str(sheet.cell(number, 1).value or "").startswith((f"{MARK}t", f"{MARK}f", f"{MARK}k")):
                break
            continue
        if kept:
            stretch.rows.append(Place(number, kept, {}))
    return stretch


def _lost(found: Sequence[Stretch], said: Speech, file: str) -> list[Problem]:
    """Tables of which a sheet still has the title, and no way to read them."""
    known = {stretch.key for stretch in found if stretch.columns}
    words = {tag: load_texts(tag, "questionnaire.yaml", None)["problems"]["lost"] for tag in ("zh-CN", "en")}
    return [
        Problem(
            "R20",
            Text(
                *(
                    words[tag]["message"].format(sheet=stretch.sheet, title=by_key()[stretch.key].title.to(tag))
                    for tag in words
                )
            ),
            Text(*(words[tag]["hint"] for tag in words)),
            where=Where(file, stretch.opened, 1, sheet=stretch.sheet),
            severity=Severity.ERROR,
        )
        for stretch in found
        if stretch.key in by_key() and stretch.key not in known and not stretch.key.startswith(":")
    ]


def _copied(found: Sequence[Stretch], file: str) -> Iterator[Problem]:
    """Sheets that hold what another sheet before them holds as well, row for row: a copy that was left in the file."""
    first: dict[str, Stretch] = {}
    told: set[str] = set()
    for stretch in found:
        rows = [place.values for place in stretch.rows if any(place.values.values())]
        other = first.setdefault(stretch.key, stretch)
        if other.sheet == stretch.sheet or stretch.sheet in told or not rows or stretch.key not in by_key():
            continue
        if rows[0] in [place.values for place in other.rows]:
            told.add(stretch.sheet)
            message = Text(
                f"“{stretch.sheet}”表里有“{other.sheet}”表的内容，两张表都读了",
                f"the sheet “{stretch.sheet}” holds what “{other.sheet}” holds; both were read",
            )
            place = Where(file, stretch.opened, 2, sheet=stretch.sheet)
            yield Problem("R23", message, COPY, where=place, severity=Severity.WARNING)


def _passed(found: Sequence[Stretch], file: str) -> Iterator[Problem]:
    """Rows of a table that are no items of it: sums and remarks."""
    for stretch in found:
        for row, text in stretch.passed:
            where = Where(file, row, min(stretch.columns.values()), sheet=stretch.sheet)
            message = Text(f"“{text}”一行没有读取", f"the row “{text}” is not read")
            yield Problem("R24", message, NO_ITEM, where=where, severity=Severity.INFO)


def _half_examples(found: Sequence[Stretch], file: str) -> Iterator[Problem]:
    """Rows written over an example in some of its cells, while others still say what it said."""
    for stretch in found:
        for place in stretch.rows:
            texts = any(isinstance(place.values[key], str) for key in place.left)
            if not texts and len(place.left) < 2:
                continue
            where = Where(file, place.row, stretch.columns[place.left[0]], sheet=stretch.sheet)
            heads = [stretch.head(key) for key in place.left]
            message = Text(
                f"这一行是在示例上改的，{'、'.join(heads)}仍是示例的内容，现在按你的内容读",
                f"this row was an example: {', '.join(heads)} still say what it said, and are read as yours",
            )
            yield Problem("R29", message, OVERWRITE, where=where, severity=Severity.WARNING)


def _unseen(found: Sequence[Stretch], file: str) -> Iterator[Problem]:
    for stretch in found:
        for row, column in stretch.unseen:
            yield Problem(
                "R19", *TURNED, where=Where(file, row, column, sheet=stretch.sheet), severity=Severity.WARNING
            )


def _per_cents(found: Sequence[Stretch], file: str) -> Iterator[Problem]:
    """Plain numbers under a head with (%) that could mean a hundred times more or less: one finding a column, as one
    who types them does it all the way down; a one, which may be all of it, has its own."""
    for stretch in found:
        block = by_key().get(stretch.key)
        for column in block.columns if block else ():
            told: dict[bool, list[tuple[int, str, str]]] = {}
            for place in stretch.rows:
                value = place.values.get(column.key)
                read = doubtful(column, value, place.formats.get(column.key, GENERAL))
                if read is not None:
                    told.setdefault(read in ("1%", "-1%"), []).append((place.row, str(value).strip(), read))
            for whole, rows in told.items():
                row, given, read = rows[0]
                more = len(rows) - 1
                message = Text(
                    f"“（%）”下面的 {given} 按 {read} 读" + f"，以下 {more} 个同样" * bool(more),
                    f"{given} under a head with (%) is read as {read}" + f", and so are {more} more below" * bool(more),
                )
                where = Where(file, row, stretch.columns[column.key], sheet=stretch.sheet)
                yield Problem(
                    "R27", message, WHOLE if whole else _with_sign(given, read), where=where, severity=Severity.WARNING
                )


def _with_sign(given: str, read: str) -> Text:
    """The two rates that a plain number may mean, to be written."""
    bare = given.rstrip("%").strip()
    return Text(f"带上百分号写：{read} 或 {bare}%", f"write it with its sign: {read} or {bare}%")


def _units(found: Sequence[Stretch], said: Speech, made: Assembly, file: str) -> Iterator[Problem]:
    """Heads of amounts that state another unit than the questionnaire was made with, or none that is known; and a unit
    or currency of the cover that is not that of the heads, in which figures below them are read all the same."""
    told: dict[str, list[tuple[Stretch, str]]] = {}
    for stretch in found:
        block = by_key().get(stretch.key)
        for column in block.columns if block else ():
            kind = column.of if column.kind == "list" else column.kind
            if kind in ("money", "growth") and (text := stretch.head(column.key)):
                unit = said.under(text).unit if unit_of(text) in MONEY_UNITS.values() else ""
                if unit != said.unit:
                    told.setdefault(unit, []).append((stretch, column.key))
    for unit, columns in told.items():
        stretch, key = columns[0]
        row = next((place.row for place in stretch.rows if key in place.values), stretch.opened)
        number = stretch.columns[key] - (key in stretch.labels)
        row = row if key in stretch.labels else stretch.opened
        read = said.under(stretch.head(key)).money
        more = len(columns) - 1
        message = Text(
            f"“{stretch.head(key)}”{'' if unit else '没有写认得的金额单位，'}按{read}读"
            + f"，另有 {more} 列同样" * bool(more),
            f"“{stretch.head(key)}” {'' if unit else 'names no unit of money that is known and '}is read in {read}"
            + f", and so are {more} more" * bool(more),
        )
        where = Where(file, row, number, sheet=stretch.sheet)
        yield Problem("R28", message, OWN_UNIT, where=where, severity=Severity.WARNING)
    money = made.data.get("money") or {}
    unit, currency = str(money.get("unit") or said.unit), str(money.get("currency") or said.currency)
    same = scale_of(unit) == said.scale or scale_of(unit) is None
    if same and (not said.currency or currency == said.currency):
        return
    cover = replace(said, unit=unit, currency=currency if said.currency else "").money if not same else currency
    heads = said.money if not same else said.currency
    message = Text(
        f"封面写的是{cover}，各表的列头是{heads}：列头下面的数按列头的{heads}读",
        f"the cover says {cover} and the heads of the sheets {heads}: figures below them are read in {heads}",
    )
    path = ("money", "unit" if not same else "currency")
    where = made.places.get(path) or Where(file)
    yield Problem("R28", message, BOTH_UNITS, path, where=where, severity=Severity.WARNING)


def _gone(book: Any, found: Sequence[Stretch], said: Speech, file: str) -> Iterator[Problem]:
    """Sheets of the questionnaire of which nothing is left: taken out, or without their hidden column."""
    known = {stretch.key for stretch in found}
    for title, held in sheets(load_texts(said.language, "questionnaire.yaml", None)):
        if any(block.key in known for block in held):
            continue
        if title in book.sheetnames:
            message = Text(
                f"“{title}”表的标记列不见了，整张没有读取", f"the marks of sheet “{title}” are gone: none of it is read"
            )
            yield Problem("R20", message, MARKS, where=Where(file, 1, 1, sheet=title))
        else:
            message = Text(
                f"“{title}”表不在文件里，当作没有填", f"the sheet “{title}” is not in the file: taken as empty"
            )
            yield Problem("R25", message, AGAIN, where=Where(file), severity=Severity.WARNING)


def _uncounted(found: Sequence[Stretch], content: bytes, file: str) -> Iterator[Problem]:
    """Cells whose formula came to an error, or to nothing that is kept in the file."""
    for stretch in found:
        for row in stretch.rows:
            for key, value in row.values.items():
                if value in ERROR_CODES:
                    where = Where(file, row.row, stretch.columns[key], sheet=stretch.sheet)
                    message = Text(f"公式算出的是错误：{value}", f"the formula came to an error: {value}")
                    yield Problem("R21", message, FORMULA, where=where)
    with ZipFile(BytesIO(content)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/")]
        if not any(FORMULAS.search(parts.read(name)) for name in sheets):
            return
    book, known = open_book(content), values_of(content)
    for sheet, number, column in dict.fromkeys(_places(found)):
        formula = book[sheet].cell(number, column).value
        unsaved = isinstance(formula, str) and formula.startswith("=")
        if unsaved and known[sheet].cell(number, column).value is None:
            message = Text(f"公式 {formula} 没有存下结果", f"the formula {formula} has no result in the file")
            yield Problem("R21", message, UNSAVED, where=Where(file, number, column, sheet=sheet))


def _places(found: Sequence[Stretch]) -> Iterator[tuple[str, int, int]]:
    """Sheet, row and column of every cell to be filled in; single facts below each other share theirs."""
    for stretch in found:
        for number in (*(row.row for row in stretch.rows), *stretch.free):
            for key, column in stretch.columns.items():
                if key != PROBLEM:
                    yield stretch.sheet, number, column


def _strays(made: Assembly) -> list[Problem]:
    problems = []
    for block, name, where, known in made.strays:
        above = by_key().get(".".join(block.parents[-1])) or block
        near = nearest(name, known)
        hint = (
            Text(f"是否指 {near}？", f"did you mean {near}?")
            if near
            else Text(f"有：{'、'.join(known)}", f"there are: {', '.join(known)}")
        )
        message = Text(f"没有叫“{name}”的{above.title.zh}", f"there is no {above.title.en.lower()} called {name}")
        problems.append(Problem("R24", message, hint, where=where))
    for block, where in made.clashes:
        message = Text(
            f"“{block.title.zh}”有两处填法，只能用一种",
            f"“{block.title.en}” is filled in two ways of which only one can hold",
        )
        problems.append(Problem("R22", message, ONE_WAY, where=where))
    return problems


ONE_WAY = Text("清空其中一处", "clear one of the two places")
COPY = Text("是复制出来的，就删去其中一张", "where it is a copy, delete one of the two")
OVERWRITE = Text("改成自己的内容，或清空这些格子", "write your own, or empty these cells")
NO_ITEM = Text(
    "合计由程序算；备注写到表格之外的列或自己的表里",
    "sums are computed; put remarks beside the table or on a sheet of your own",
)
OWN_UNIT = Text(
    "列头括号里写上数字的单位：元、千元、万元、百万元或亿元",
    "name the unit of the figures in brackets at the end of the head: thousand, 10k, million",
)
BOTH_UNITS = Text(
    "要换列头，另存一份：planforge convert 旧.xlsx 新.xlsx，数会换算过去；已有的文字里的币种和单位要自己改",
    "for heads in the other: planforge convert old.xlsx new.xlsx, which converts units; texts that name a currency or"
    " unit are yours to change",
)
WHOLE = Text("是 100% 就写 100%，是 1% 就写 1%", "write 100% where that is meant, else 1%")
MARKS = Text(
    "撤销对隐藏的 A 列的删除；或把内容抄到新的问卷里",
    "undo the deletion of the hidden column A, or copy what it says into a new questionnaire",
)
AGAIN = Text(
    "不需要就不用管；删错了就从原来的文件里复制回来",
    "where that was a mistake, copy the sheet back from the file as it was",
)
NEW = Text("用 planforge new 新建一份：planforge new 问卷.xlsx", "start one with: planforge new questionnaire.xlsx")
ACCESS = Text("检查文件名、权限，以及文件是否被其他程序占用", "look at its name, its permissions and what has it open")
FORMULA = Text("改正公式，或直接填数", "mend the formula, or type the figure")
UNSAVED = Text("用 Excel 或 WPS 打开，保存一次", "open the file in a spreadsheet and save it once")
NO_QUESTIONNAIRE = Text("不是 planforge 的问卷", "is no questionnaire of planforge's")


def _unreadable(file: str, message: Text, hint: Text) -> Problem:
    return Problem("R01", message, hint, where=Where(file))
