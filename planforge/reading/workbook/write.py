"""A questionnaire: the sheets drawn from the blocks of the spec, with what is already known in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from io import BytesIO
from types import MappingProxyType
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree
from msgspec import Struct, field
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.writer.excel import ExcelWriter

from planforge.problem import Path, Problem, Refusal, Text
from planforge.reading.scaffold import quoted_for_shell
from planforge.reading.titles import Telling, note_in_titles
from planforge.reading.workbook.cells import Cell, Speech, speech, terms_of, to_cell
from planforge.reading.workbook.grid import EMPTY, FORM_NOTE, FORM_PROBLEM, FORM_VALUE, MARK, PROBLEM, example_mark
from planforge.reading.workbook.layout import ITEM, KEY, VALUE, Block, Column, Kind, blocks, by_key
from planforge.reading.workbook.rows import CODED, Row, labelled, rows_of
from planforge.spec.references import REFERENCES
from planforge.spec.region import ENGLISH_UNITS
from planforge.wording import printed
from planforge.words import load_texts

SPARE = {"districts": 20, "team": 40, "products": 30, "actions": 40, "unconfirmed": 10}
CARRIED = "yaml"
"""The hidden sheet with the text that a questionnaire was made of."""
CELL = 32_767  # characters a cell holds
LONGEST = 30_000  # and some to spare
SHORTER = Text("分成几条，或写得短些", "make several of it, or shorten it")
FEW = 8  # empty rows of a table that is not named above
WIDTHS: Mapping[Kind, int] = {"prose": 38, "text": 18, "list": 24, "money": 15, "price": 13, "date": 13}
NARROW = 12
USUAL = {"unit": "万元", "currency": "CNY"}  # of a plan that says neither
OF_TEAM = ("owner", "leader", "manager", "chair", "approver", "trainer", "person", "reports_to")
OF_DISTRICTS = ("district_targets", "districts", "current", "rates", "weights", "opening_by_district", "actual")

DARK, MUST, PALE, WAITING, GREY = "1F4E79", "A9341F", "FCE4E1", "DDEBF7", "808080"
LINE = Side(style="thin", color="D0D0D0")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)


def new_workbook(
    data: Mapping[str, Any],
    *,
    examples: Any = None,
    waiting: Mapping[Path, str] = MappingProxyType({}),
    name: str = "",
    carried: str = "",
    trade: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """The bytes of a questionnaire that holds ``data``.

    ``examples`` are nested like data and give each table its line in grey; ``waiting`` are the paths of values that
    nobody has confirmed, with what is to be said of each; ``carried`` is the text that the data come from, kept on a
    hidden sheet; ``trade`` are the terms of the trade and the company. The same input gives the same bytes.
    """
    language = str(data.get("language") or "zh-CN")
    unit, currency = (str((data.get("money") or {}).get(key) or usual) for key, usual in USUAL.items())
    words = load_texts(language, "questionnaire.yaml", None)
    said = speech(language, unit, terms_of(language, trade), currency)
    pen = Pen(Workbook(), dict(data), said, words, examples or {}, waiting)
    pen.book.remove(pen.book.active)
    _start(pen, name)
    for title, held in sheets(words):
        pen.sheet(title)
        for block in held:
            pen.block(block)
        pen.finish()
        lone = len(held) == 1 and held[0].table
        pen.here.freeze_panes = f"C{pen.head + 1}" if lone else "C1"
    pen.drop_downs()
    if carried:
        sheet = pen.book.create_sheet(CARRIED)
        sheet.sheet_state = "veryHidden"
        for number, start in enumerate(range(0, len(carried), LONGEST), 1):
            put(sheet.cell(number, 1), Cell(carried[start : start + LONGEST], "@"))
    return still(pen.book)


def sheets(words: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Block, ...]]]:
    """The title of each sheet with its blocks; a block goes where most of its path is named, else to the last."""
    named = {path: sheet["title"] for sheet in words["sheets"] for path in sheet["holds"]}
    held: dict[str, list[Block]] = {sheet["title"]: [] for sheet in words["sheets"]} | {words["others"]: []}
    for block in blocks():
        steps = [step for step in block.path if step != "*"]
        path = next((p for end in range(len(steps), 0, -1) if (p := ".".join(steps[:end])) in named), None)
        held[named[path] if path else named[""] if not block.path else words["others"]].append(block)
    yield from ((title, tuple(found)) for title, found in held.items() if found)


def heads(block: Block, speech: Speech) -> Iterator[tuple[str, str]]:
    """Key and head of each column of a table."""
    words = load_texts(speech.language, "questionnaire.yaml", None)
    for number, parent in enumerate(block.parents):
        above = by_key().get(".".join(parent))
        title = speech.named(above.title.to(speech.language)) if above else "…"
        yield f"^{number}", words["belongs"].format(title=title)
    for column in block.columns:
        yield column.key, head(column, speech, words)


def head(column: Column, speech: Speech, words: Mapping[str, Any]) -> str:
    """A column's title with its unit."""
    title = speech.named(column.title.to(speech.language))
    kind = column.of if column.kind == "list" else column.kind
    unit = speech.money if kind in ("money", "growth") else speech.coin if kind == "price" else ""
    if unit:
        return str(words["unit"].format(title=title, unit=unit))
    return str(words["share"].format(title=title)) if kind == "percent" else title


class Pen(Struct):
    """Writes one workbook from top to bottom."""

    book: Workbook
    data: dict[str, Any]
    speech: Speech
    words: Mapping[str, Any]
    examples: Any
    waiting: Mapping[Path, str]  # what nobody has confirmed: what to say of it
    row: int = 0
    columns: dict[tuple[str, str], str] = field(default_factory=dict)  # block and column -> range of its cells
    wanted: list[tuple[Any, str, str]] = field(
        default_factory=list
    )  # sheet, cells, and the block whose names they take
    widths: dict[int, int] = field(default_factory=dict)
    head: int = 0  # the row of the heads written last
    looks: dict[str, Any] = field(default_factory=dict)  # of heads by colour: openpyxl takes its time over each

    here: Any = None

    def sheet(self, title: str) -> None:
        self.here = self.book.create_sheet(title)
        self.row, self.widths = 1, {}

    def at(self, sheet: Any) -> None:
        """Go on below what a sheet holds."""
        self.here, self.row, self.widths = sheet, sheet.max_row + 2, {}

    def finish(self) -> None:
        sheet = self.here
        sheet.column_dimensions["A"].hidden = True
        for column, width in self.widths.items():
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)

    def block(self, block: Block) -> None:
        rows = list(rows_of(block, self.data))
        if block.table:
            self.table(block, rows)
        else:
            self.form(block, rows[0] if rows else Row((), {}, block.path))
        self.row += 1

    # forms

    def form(self, block: Block, row: Row) -> None:
        self.title(block, "f")
        for column in block.columns:
            self.form_row(block, column, row)
            self.row += 1

    def form_row(self, block: Block, column: Column, row: Row) -> None:
        sheet = self.here
        sheet.cell(self.row, 1, column.key)
        label = sheet.cell(self.row, 2, head(column, self.speech, self.words))
        note = sheet.cell(self.row, FORM_NOTE + 1, self._noted(block, column.note))
        cell = sheet.cell(self.row, FORM_VALUE + 1)
        put(cell, to_cell(column, labelled(block, column.key, row.values.get(column.key), self.data), self.speech))
        cell.border, label.border = BOX, BOX
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")
        note.font = Font(size=9, color=GREY)
        self._coloured(cell, column, (*row.path, column.key))
        self._offer(cell.coordinate, block, column)
        for number, width in ((2, 22), (FORM_VALUE + 1, 40), (FORM_NOTE + 1, 46), (FORM_PROBLEM + 1, 40)):
            self._wide(number, width)

    # tables

    def table(self, block: Block, rows: Sequence[Row], spare: int | None = None) -> None:
        self.title(block, "t")
        columns = list(self._columns(block))
        keys = [key for key, _, _ in columns] + [PROBLEM]
        self._keys(block, keys)
        self._heads(block, columns)
        self._example(block, columns)
        first = self.row
        for row in rows:
            self.item(block, columns, row)
            self.row += 1
        looks: list[Any] = []  # of the cells of an empty row
        for _ in range(SPARE.get(block.key, FEW) if spare is None else spare):
            cells = [self.here.cell(self.row, number) for number in range(2, len(columns) + 2)]
            for cell, look in zip(cells, looks, strict=False):
                cell._style = copy(look)
            for cell, (_, column, _) in zip(cells if not looks else (), columns, strict=False):
                cell.border = BOX
                if column:
                    self._formatted(cell, column)
            looks = looks or [cell._style for cell in cells]
            self.row += 1
        self._ranges(block, columns, first, self.row - 1)

    def _columns(self, block: Block) -> Iterator[tuple[str, Column | None, str]]:
        """Key, column (none for names of items above) and head."""
        known = {column.key: column for column in block.columns}
        yield from ((key, known.get(key), text) for key, text in heads(block, self.speech))

    def title(self, block: Block, kind: str) -> None:
        sheet, language = self.here, self.speech.language
        sheet.cell(self.row, 1, f"{MARK}{kind} {block.key}")
        cell = sheet.cell(self.row, 2, self.speech.named(block.title.to(language)))
        cell.font = Font(bold=True, size=12, color=DARK)
        if block.note.to(language):
            note = sheet.cell(self.row, 3, self._noted(block, block.note))
            note.font = Font(size=9, color=GREY)
        self.row += 1

    def _noted(self, block: Block, note: Text) -> str:
        """A note without keys: fields by their heads, choices by their words."""
        choices = {
            choice: self.speech.word(column.about or column.steps[-1], choice)
            for column in block.columns
            for choice in column.choices
        }
        path = tuple(0 if step == ITEM else step for step in block.path)
        return note_in_titles(note, path, choices, Telling(self.speech.language, None, self.speech.says))

    def _keys(self, block: Block, keys: Sequence[str]) -> None:
        self.here.cell(self.row, 1, f"{MARK}k {block.key}")
        for number, key in enumerate(keys, 2):
            self.here.cell(self.row, number, key)
        self.here.row_dimensions[self.row].hidden = True
        self.row += 1

    def _heads(self, block: Block, columns: Sequence[tuple[str, Column | None, str]]) -> None:
        sheet, self.head = self.here, self.row
        sheet.cell(self.row, 1, f"{MARK}h {block.key}")
        problem = [(PROBLEM, None, self.words["problem"])]
        for number, (key, column, text) in enumerate([*columns, *problem], 2):
            cell = sheet.cell(self.row, number, text)
            must = bool(column and column.required and not block.plain)
            colour = GREY if key == PROBLEM else MUST if must else DARK
            if colour not in self.looks:
                cell.font = Font(bold=True, color="FFFFFF")
                cell.fill = PatternFill("solid", fgColor=colour)
                cell.alignment = Alignment(wrap_text=True, vertical="center")
                cell.border = BOX
                self.looks[colour] = cell._style
            cell._style = copy(self.looks[colour])
            note = self._noted(block, column.note) if column else ""
            if key == "code" and block.key in CODED:
                note = self.words["code"]
            if note:
                cell.comment = Comment(note, "planforge", width=260, height=90)
            self._wide(number, WIDTHS.get(column.kind, NARROW) if column else 24)
        self.row += 1

    def _example(self, block: Block, columns: Sequence[tuple[str, Column | None, str]]) -> None:
        found = next(rows_of(block, self.examples), None) if isinstance(self.examples, dict) else None
        if found is None or any("…" in str(value) for value in found.values.values()):
            return
        said: dict[str, Any] = {}
        for number, (key, column, _) in enumerate(columns, 2):
            value = self._value(block, key, column, found)
            if value.value is not None:
                cell = self.here.cell(self.row, number)
                put(cell, value)
                cell.font, cell.border = Font(italic=True, color=GREY), BOX
                said[key] = cell.value
        self.here.cell(self.row, 1, example_mark(said))
        self.row += 1

    def item(self, block: Block, columns: Sequence[tuple[str, Column | None, str]], row: Row) -> None:
        if not any(value is not None for value in row.values.values()):
            self.here.cell(self.row, 1, EMPTY)
        for number, (key, column, _) in enumerate(columns, 2):
            cell = self.here.cell(self.row, number)
            put(cell, self._value(block, key, column, row))
            cell.border = BOX
            if column:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                self._coloured(cell, column, row.path if key in (VALUE, KEY) else (*row.path, key))

    def _value(self, block: Block, key: str, column: Column | None, row: Row) -> Cell:
        if column is None:
            return Cell(row.parents[int(key[1:])], "@")
        return to_cell(column, labelled(block, key, row.values.get(key), self.data), self.speech)

    def _formatted(self, cell: Any, column: Column) -> None:
        """An empty cell ready for what a person will type."""
        shown = {
            "percent": "0.0##%",
            "date": "yyyy-mm-dd",
            "money": "#,##0.####",
            "price": "#,##0.##",
            "count": "#,##0",
        }
        cell.number_format = shown.get(column.kind, "General")
        cell.alignment = Alignment(wrap_text=column.kind in ("prose", "list", "text"), vertical="top")

    def _coloured(self, cell: Any, column: Column, path: Path) -> None:
        if any(path[:end] in self.waiting for end in range(1, len(path) + 1)) and cell.value is not None:
            cell.fill = PatternFill("solid", fgColor=WAITING)
            if self.waiting.get(path):
                cell.comment = Comment(self.waiting[path], "planforge", width=260, height=90)
        elif column.required and cell.value is None:
            cell.fill = PatternFill("solid", fgColor=PALE)

    # drop-downs

    def _ranges(self, block: Block, columns: Sequence[tuple[str, Column | None, str]], first: int, last: int) -> None:
        for number, (key, column, _) in enumerate(columns, 2):
            letter = get_column_letter(number)
            cells = f"{letter}{first}:{letter}{max(last, first)}"
            self.columns.setdefault(
                (block.key, key), f"'{self.here.title}'!${letter}${first}:${letter}${max(last, first)}"
            )
            if column:
                self._offer(cells, block, column)
            else:
                parent = block.parents[int(key[1:])]
                self.wanted.append((self.here, cells, ".".join(parent)))

    def _offer(self, cells: str, block: Block, column: Column) -> None:
        if column.kind == "flag":
            self._listed(cells, ["是", "否"] if self.speech.language.startswith("zh") else ["yes", "no"])
        elif column.kind == "choice":
            self._listed(cells, [self.speech.word(column.about or column.steps[-1], one) for one in column.choices])
        elif source := _names_for(block, column):
            self.wanted.append((self.here, cells, source))

    def _listed(self, cells: str, words: Sequence[str]) -> None:
        text = ",".join(words)
        if len(text) < 250:
            _validate(self.here, cells, f'"{text}"')

    def drop_downs(self) -> None:
        for sheet, cells, source in self.wanted:
            block = by_key().get(source)
            column = next((c.key for c in block.columns if c.required and c.key != "code"), "name") if block else ""
            column = "name" if block and any(c.key == "name" for c in block.columns) else column
            if (source, column) in self.columns:
                _validate(sheet, cells, self.columns[source, column])

    def _wide(self, column: int, width: int) -> None:
        self.widths[column] = max(self.widths.get(column, 0), width)


def _names_for(block: Block, column: Column) -> str | None:
    """The table whose names a column takes."""
    key, path = column.steps[-1], f"{block.key}.{column.key}"
    if path in REFERENCES:
        return REFERENCES[path]
    if key == "[key]":
        return "districts" if block.path and block.path[-1] in OF_DISTRICTS else None
    if block.key == "team" and key not in ("district", "reports_to"):
        return None
    names = {
        "district": "districts",
        "product": "products",
        "channel": "channels",
        "store": "stores",
        "line": "budget.lines",
    }
    names |= {"class": "product_classes", "terms": "collection.terms"} | dict.fromkeys(OF_TEAM, "team")
    return names.get(key)


def _validate(sheet: Any, cells: str, formula: str) -> None:
    """A drop-down that lets other words through."""
    rule = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=False)
    sheet.add_data_validation(rule)
    rule.add(cells)


def put(cell: Any, value: Cell) -> None:
    """The value into a cell; text that looks like a formula stays text.

    Refusal where a cell cannot hold it: Excel and openpyxl would cut it off.
    """
    if isinstance(value.value, str) and len(value.value) > CELL:
        place, begins, length = f"{cell.parent.title}!{cell.coordinate}", value.value[:20], len(value.value)
        message = Text(
            f"{place}：“{begins}…”有 {printed(length)} 个字，一个单元格最多 {printed(CELL)} 个",
            f"{place}: “{begins}…” has {printed(length)} characters; a cell holds {printed(CELL)}",
        )
        raise Refusal(Problem("R26", message, SHORTER))
    cell.value = value.value
    if isinstance(value.value, str) and value.value.startswith("="):
        cell.data_type = "s"
    cell.number_format = value.format


# The first sheet ------------------------------------------------------------------------------------------------------


def _start(pen: Pen, name: str) -> None:
    words, region = pen.words["start"], pen.data.get("region")
    pen.sheet(words["title"])
    sheet = pen.here
    terms = "|".join(f"{usual}={own}" for usual, own in pen.speech.terms.items())
    unit = ENGLISH_UNITS.get(pen.speech.unit, pen.speech.unit)  # one word
    money = f"{unit}/{pen.speech.currency}"
    sheet.cell(1, 1, " ".join(filter(None, (f"{MARK}planforge", pen.speech.language, money, terms))))
    place = region.get("name", "") if isinstance(region, dict) else ""
    title = sheet.cell(1, 2, words["name"].format(region=place, year=pen.data.get("year") or ""))
    title.font = Font(bold=True, size=16, color=DARK)
    row = 3
    for number, step in enumerate(words["steps"], 1):
        sheet.cell(row, 2, number)
        sheet.cell(row, 3, step).alignment = Alignment(wrap_text=True, vertical="top")
        row += 1
    for command in words["commands"]:
        sheet.cell(row, 3, command.format(file=quoted_for_shell(name))).font = Font(name="Consolas", color=GREY)
        row += 1
    row += 1
    for key, fill in (("required", MUST), ("optional", None), ("starting", WAITING), ("example", None)):
        cell = sheet.cell(row, 2)
        cell.border = BOX
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        if key == "example":
            cell.value, cell.font = pen.words["example"], Font(italic=True, color=GREY)
        sheet.cell(row, 3, words["legend"][key])
        row += 1
    row += 1
    for title, _ in sheets(pen.words):
        cell = sheet.cell(row, 3, title)
        cell.hyperlink = f"#'{title}'!B1"
        cell.font = Font(underline="single", color="0563C1")
        row += 1
    pen.widths = {2: 8, 3: 90, 4: 10, 5: 14, 6: 8, 7: 60}
    pen.finish()


# Bytes ----------------------------------------------------------------------------------------------------------------

_MAKER = re.compile(rb"<Application>[^<]*</Application>")
_WRITTEN = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


class _Undated(ZipFile):
    """A zip that takes no time from the clock, which may say a year before 1980."""

    def writestr(
        self,
        zinfo_or_arcname: str | ZipInfo,
        data: Any,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        """Add an entry."""
        named = ZipInfo(zinfo_or_arcname) if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname
        super().writestr(named, data, compress_type, compresslevel)


def still(book: Any) -> bytes:
    """The workbook's bytes without the time at which they were written."""
    raw, out = BytesIO(), BytesIO()
    ExcelWriter(book, _Undated(raw, "w", ZIP_DEFLATED, strict_timestamps=False)).save()
    with ZipFile(raw) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "xl/styles.xml":
                content = _in_order(content)
            if entry.filename == "docProps/core.xml":
                content = _WRITTEN.sub(b"", content)
            if (
                entry.filename == "docProps/app.xml"
            ):  # of Excel's own files LibreOffice takes the heights of rows as given
                content = _MAKER.sub(b"<Application>planforge</Application>", content)
            new.writestr(ZipInfo(entry.filename), content, ZIP_DEFLATED)
    return out.getvalue()


_FONT = ("b", "i", "strike", "condense", "extend", "outline", "shadow", "u", "vertAlign", "sz", "color", "name",
         "family", "charset", "scheme")  # fmt: skip


def _in_order(styles: bytes) -> bytes:
    """The styles with what a font says in the order of the schema, which openpyxl does not keep."""
    root = etree.fromstring(styles)
    for font in root.iter("{*}font"):
        font[:] = sorted(font, key=lambda one: _FONT.index(etree.QName(one).localname))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
