"""Typefaces that a style asks for and a machine lacks are told, once."""

from __future__ import annotations

import re
import sys
from io import BytesIO

import docx
import pytest
from docx.document import Document as WordFile
from docx.shared import Pt

from planforge.cli import outputs
from planforge.problem import Problem, Severity, Text, Where
from planforge.writers import pdf
from planforge.writers.docx.heights import sheet_of
from planforge.writers.docx.typefaces import lacking


def file_in(latin: str, east: str = "") -> WordFile:
    word = docx.Document()
    word.styles["Normal"].font.name = latin
    if east:
        fonts = word.styles["Normal"].element.rPr.rFonts
        fonts.set(f"{{{fonts.nsmap['w']}}}eastAsia", east)
    return word


@pytest.mark.parametrize(
    ("latin", "held"),
    [("Calibri", b"/BaseFont/BAAAAA+Carlito-Bold"), ("Times New Roman", b"/BaseFont /CAAAAA+LiberationSerif"),
     ("Arial", b"/BaseFont/DAAAAA+ArialMT")],
)  # fmt: skip
def test_letters_as_wide_as_asked_are_not_worth_a_word(latin: str, held: bytes) -> None:
    assert lacking(file_in(latin), held, chinese=False) is None


def test_a_missing_typeface_is_named_with_what_to_do() -> None:
    word, held = file_in("Frutiger", "仿宋"), b"/BaseFont/BAAAAA+DejaVuSans/BaseFont/CAAAAA+NotoSansCJKjp"
    told = lacking(word, held, chinese=True)
    assert told is not None and told.severity is Severity.INFO
    assert "not on this machine: Frutiger, 仿宋" in told.message.en and "更新域" in str(told.hint)
    latin = lacking(word, held, chinese=False)
    assert latin is not None and "仿宋" not in latin.message.en


def test_what_there_is_to_say_of_a_machine_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    note = Problem("F07", Text("没有某字体", "no such face"), where=Where("LibreOffice"), severity=Severity.INFO)
    other = Problem("F07", Text("别的", "another matter"), where=Where("plan.yaml"), severity=Severity.INFO)
    for _ in range(3):
        outputs.tell((note, other))
    said = capsys.readouterr().err
    assert said.count("F07") == 4


def test_pages_are_estimated_with_letters_as_wide_as_the_companys() -> None:
    def high(face: str) -> float:
        word = file_in(face)
        line = word.add_paragraph("a fair line of English text " * 80)
        line.paragraph_format.line_spacing = Pt(14)  # for each typeface: more height is more lines
        (unit,) = sheet_of(word).units(line._p, 9000)
        return unit.height

    assert high("Calibri") < high("Times New Roman") < high("Arial") < high("宋体")


@pytest.mark.slow
@pytest.mark.skipif(pdf.find_office() is None or sys.platform != "linux", reason="needs LibreOffice and fontconfig")
@pytest.mark.parametrize("face", ["Cambria", "Times New Roman", "Arial", "仿宋", "方正小标宋简体"])
def test_letters_that_stand_in_for_those_of_a_company_are_about_as_wide(face: str) -> None:
    stream = BytesIO()
    word = file_in(face)
    word.add_paragraph("1,234.5 Mar May Nov")
    word.save(stream)
    laid_out = pdf.convert(stream.getvalue())
    faces = set(re.findall(rb"/BaseFont\s*/(?:[A-Z]{6}\+)?([A-Za-z]+)", laid_out))
    assert faces and not any(face.startswith(b"DejaVu") for face in faces), faces  # a quarter wider
