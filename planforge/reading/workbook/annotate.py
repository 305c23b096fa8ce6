"""What a check found, written back beside the rows it is about, and a sheet of what is still missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import ceil
from typing import Any
from unicodedata import east_asian_width

from msgspec import Struct
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from planforge.problem import Problem, Severity
from planforge.reading.workbook.grid import FORM_PROBLEM, FORM_VALUE, PROBLEM, open_book, stretches
from planforge.reading.workbook.package import before, cell_of, opened_at, written
from planforge.reading.workbook.source import Workbook
from planforge.reading.workbook.write import DARK
from planforge.resources import languages
from planforge.words import load_texts

SMALL_LINE, LARGE_LINE = 13, 16  # points of a line beside a row, and on the sheet of what is missing
START = 5  # the first column of the completeness on the first sheet
COLOURS = {Severity.ERROR: "C00000", Severity.WARNING: "9C5700", Severity.INFO: "595959"}


class Part(Struct, frozen=True):
    """How complete a part of the plan is."""

    name: str
    percent: int
    missing: str


def annotated(source: Workbook, problems: Sequence[Problem], parts: Sequence[Part], language: str) -> bytes:
    """The workbook with every problem in the column for it, those before cleared, and the sheet of what is missing."""
    book = open_book(source.content)
    was = before(book)
    words = load_texts(source.speech.language if source.speech else language, "questionnaire.yaml", None)
    columns: dict[tuple[str, int], int] = {}
    for stretch in stretches(book):
        form = stretch.key.startswith(":")
        for place in stretch.rows:
            shift = FORM_PROBLEM - FORM_VALUE
            column = stretch.columns.get(PROBLEM) if not form else max(stretch.columns.values()) + shift
            if column:
                columns[stretch.sheet, place.row] = column
                _cleared(book[stretch.sheet].cell(place.row, column))
        for row in stretch.free:
            if PROBLEM in stretch.columns:
                _cleared(book[stretch.sheet].cell(row, stretch.columns[PROBLEM]))
    for problem in problems:
        where = problem.where
        if where and (where.sheet, where.line) in columns:
            cell = cell_of(book[where.sheet], where.line, columns[where.sheet, where.line])
            cell.value = "\n".join(text for text in (cell.value, _said(problem, language)) if text)
            cell.font = Font(size=9, color=COLOURS[problem.severity])
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            fitted(cell, SMALL_LINE, known_only=True)
    _summed_up(book, words, problems, parts)
    _missing(book, words["missing"], problems, parts, language)
    return written(source.content, was, book)


def fitted(cell: Any, line: float, *, known_only: bool = False) -> None:
    """Makes a row as high as the lines of a cell; where ``known_only``, one whose height the file states, for any other
    is fitted by whoever opens it."""
    row = cell.parent.row_dimensions[cell.row]
    if known_only and row.height is None:
        return
    room = max((cell.parent.column_dimensions[cell.column_letter].width or 13) - 1, 4)
    lines = sum(max(1, ceil(_columns(line) / room)) for line in str(cell.value or "").split("\n"))
    row.height = max(row.height or 0, line * lines + 2)


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)


def _summed_up(book: Any, words: Any, problems: Sequence[Problem], parts: Sequence[Part]) -> None:
    """On the first sheet: how complete each part is, and beside each sheet's link how many findings it has."""
    said = words["start"]
    if said["title"] not in book.sheetnames:
        return
    sheet = book[said["title"]]
    if sheet.cell(3, START).value not in (None, said["part"]):  # the person's own notes
        return
    found = Counter(problem.where.sheet for problem in problems if problem.where)
    heads = (said["part"], said["percent"], said["missing"])
    rows = [heads, *((part.name, part.percent / 100, part.missing) for part in parts)]
    for number, row in enumerate(rows, 3):
        for column, value in enumerate(row, START):
            cell = sheet.cell(number, column)
            cell.value = value
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 3:
                cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=DARK)
            elif column == START + 1:
                cell.number_format = "0%"
    cell = sheet.cell(2, START)
    cell.value, cell.hyperlink = words["missing"]["title"], f"#'{words['missing']['title']}'!A1"
    cell.font = Font(underline="single", color="0563C1")
    for (link,) in sheet.iter_rows(min_row=4, min_col=START - 2, max_col=START - 2):
        if link.hyperlink is not None:
            count = found[str(link.value)]
            beside = sheet.cell(link.row, START - 1)
            beside.value = said["found"].format(count=count) if count else None
            beside.font = Font(size=9, color=COLOURS[Severity.ERROR])


def opened_at_findings(content: bytes) -> bytes | None:
    """The workbook as it is, showing the sheet of what is missing when it is opened; None where it has none."""
    titles = {str(load_texts(tag, "questionnaire.yaml", None)["missing"]["title"]) for tag in languages()}
    found = next((title for title in open_book(content).sheetnames if title in titles), None)
    return opened_at(content, found) if found else None


def _cleared(cell: Any) -> None:
    if cell.value is not None:
        cell.value = None


def _said(problem: Problem, language: str) -> str:
    hint = f"（{problem.hint.to(language)}）" if problem.hint and language.startswith("zh") else ""
    hint = hint or (f" ({problem.hint.to(language)})" if problem.hint else "")
    return f"{problem.code} {problem.message.to(language)}{hint}"


def _missing(book: Any, words: Any, problems: Sequence[Problem], parts: Sequence[Part], language: str) -> None:
    if words["title"] not in book.sheetnames:
        made = book.create_sheet(words["title"], 1)
        made.page_setup.orientation, made.page_setup.fitToHeight = "landscape", 0
        made.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet = book[words["title"]]
    for column, width in enumerate((22, 8, 70, 60), 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.value, cell.hyperlink, cell.style = None, None, "Normal"
    for number in range(1, sheet.max_row + 1):
        sheet.row_dimensions[number].height = None
    _row(sheet, 1, [words["part"], words["percent"], words["what"]], head=True)
    for number, part in enumerate(parts, 2):
        _row(sheet, number, [part.name, part.percent / 100, part.missing])
        sheet.cell(number, 2).number_format = "0%"
    start = len(parts) + 3
    _row(sheet, start, [words["place"], "", words["problem"], words["hint"]], head=True)
    for number, problem in enumerate(problems, start + 1):
        where = problem.where
        place = f"{where.sheet}!{where.cell}" if where and where.sheet else ""
        hint = problem.hint.to(language) if problem.hint else ""
        _row(sheet, number, [place, problem.code, problem.message.to(language), hint])
        sheet.cell(number, 3).font = Font(color=COLOURS[problem.severity])
        if place:
            cell = sheet.cell(number, 1)
            cell.hyperlink = f"#'{where.sheet}'!{where.cell}" if where else None
            cell.font = Font(underline="single", color="0563C1")


def _row(sheet: Any, number: int, values: Sequence[Any], *, head: bool = False) -> None:
    for column, value in enumerate(values, 1):
        cell = sheet.cell(number, column, value)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        fitted(cell, LARGE_LINE)
        if head:
            cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=DARK)
