"""What a check found, written back beside the rows it is about, and a sheet of what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from planforge.problem import Problem, Severity
from planforge.reading.workbook.grid import FORM_PROBLEM, FORM_VALUE, PROBLEM, open_book, stretches
from planforge.reading.workbook.package import before, cell_of, opened_at, written
from planforge.reading.workbook.source import Workbook
from planforge.reading.workbook.write import DARK
from planforge.resources import languages
from planforge.words import load_texts

COLOURS = {Severity.ERROR: "C00000", Severity.WARNING: "9C5700", Severity.INFO: "595959"}


@dataclass(frozen=True, slots=True)
class Part:
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
    _missing(book, words["missing"], problems, parts, language)
    return written(source.content, was, book)


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
    sheet = book[words["title"]] if words["title"] in book.sheetnames else book.create_sheet(words["title"], 1)
    for row in sheet.iter_rows():
        for cell in row:
            cell.value, cell.hyperlink, cell.style = None, None, "Normal"
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
    for column, width in enumerate((22, 8, 70, 60), 1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def _row(sheet: Any, number: int, values: Sequence[Any], *, head: bool = False) -> None:
    for column, value in enumerate(values, 1):
        cell = sheet.cell(number, column, value)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if head:
            cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=DARK)
