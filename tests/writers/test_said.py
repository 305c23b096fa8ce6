"""Whether an older file says what a new one does: whoever saved it again, wherever it was laid out; no edit passes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from showcase import showcase

from planforge.plan.make import make_plan
from planforge.reading.read import read
from planforge.writers import FORMATS, Options
from planforge.writers.imprint import sealed_png

SMALL = Path(__file__).parents[2] / "benchmarks" / "small.yaml"


@cache
def made(name: str, year: int = 2027) -> bytes:
    """A file as planforge writes it."""
    if name == "xlsx":
        spec = read(SMALL).spec
        assert spec is not None
        return FORMATS[name](make_plan(spec.model_copy(update={"year": year})), Options())
    return FORMATS[name](showcase("zh-CN" if year == 2027 else "en"), Options(contents="linked"))


def saved(opened: Any) -> bytes:
    kept = BytesIO()
    opened.save(kept)
    return kept.getvalue()


def word_text(file: Any) -> None:
    file.paragraphs[-1].add_run("改")


def word_cell(file: Any) -> None:
    file.tables[-1].rows[-1].cells[-1].text = "1,234.5"


def word_order(file: Any) -> None:
    body = file.element.body
    body.insert(0, body[-2])


def slide_text(file: Any) -> None:
    frame = next(shape for slide in file.slides for shape in slide.shapes if shape.has_text_frame).text_frame
    frame.paragraphs[0].add_run().text = "改"


def slide_notes(file: Any) -> None:
    file.slides[1].notes_slide.notes_text_frame.text = "别的话"


def slide_chart(file: Any) -> None:
    charts = (shape.chart for slide in file.slides for shape in slide.shapes if shape.has_chart)
    value = next(value for chart in charts for value in chart._chartSpace.iter("{*}v") if (value.text or "").isdigit())
    value.text = "7654321"


def book_cell(file: Any) -> None:
    file.worksheets[0]["A1"] = "改"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "read", "edit"),
    [
        ("docx", docx.Document, word_text),
        ("docx", docx.Document, word_cell),
        ("docx", docx.Document, word_order),
        ("pptx", pptx.Presentation, slide_text),
        ("pptx", pptx.Presentation, slide_notes),
        ("pptx", pptx.Presentation, slide_chart),
        ("xlsx", openpyxl.load_workbook, book_cell),
    ],
)
def test_an_office_file_saved_again_says_the_same_and_an_edited_one_does_not(
    name: str, read: Callable[[BytesIO], Any], edit: Callable[[Any], None]
) -> None:
    same = FORMATS[name].same
    opened = read(BytesIO(made(name)))
    again = saved(opened)
    assert again != made(name)
    assert same(again, made(name))
    assert not same(again, made(name, 2028))
    edit(opened)
    assert not same(saved(opened), made(name))


@pytest.mark.parametrize("name", ["docx", "pptx", "xlsx"])
def test_what_is_no_office_file_says_nothing(name: str) -> None:
    assert not FORMATS[name].same(b"PK\x03\x04 broken", made(name))
    assert not FORMATS[name].same(b"", made(name))


@pytest.mark.parametrize("name", ["md", "html"])
def test_a_text_says_the_same_whatever_ends_its_lines(name: str) -> None:
    assert FORMATS[name].same(made(name).replace(b"\n", b"\r\n"), made(name))
    assert not FORMATS[name].same(made(name).replace(b"1", b"2"), made(name))


def test_a_picture_is_known_by_what_it_was_made_from_not_by_its_dots() -> None:
    one, other = (picture("white", "a" * 64), picture("black", "a" * 64))
    same = FORMATS["png"].same
    assert one != other
    assert same(one, other)
    assert not same(one, picture("white", "b" * 64))
    assert not same(one.replace(b"a" * 64, b"b" * 64), picture("white", "b" * 64))
    assert not same(picture("white", ""), picture("black", ""))


def picture(colour: str, origin: str) -> bytes:
    """A picture of a page as another machine might have laid it out."""
    text, kept = PngInfo(), BytesIO()
    text.add_text("planforge-made-from", origin)
    Image.new("RGB", (4, 4), colour).save(kept, "PNG", pnginfo=text)
    return sealed_png(kept.getvalue())
