"""A small plan, and Word files as companies make them, for the tests of printing the one into the other."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document as WordFile
from docx.shared import RGBColor

from planforge.document.compose import compose
from planforge.document.model import Document
from planforge.plan.make import make_plan
from planforge.problem import Problem, Refusal
from planforge.spec.spec import Spec
from planforge.writers import write

SPEC: dict[str, Any] = {
    "year": 2027,
    "region": {"name": "豫南区域", "company": "福麦食品", "manager": "李明", "date": "2026-12-15"},
    "districts": [
        {"name": "信阳", "leader": "王强", "market": "9800万"},
        {"name": "南阳", "leader": "杨帆", "market": "1.38亿"},
    ],
    "targets": {"base": "2400万", "stretch": "2600万"},
    "situation": {"swot": {"strengths": ["配送车 32 辆"], "weaknesses": ["覆盖率 43.9%"]}},
    "strategies": [{"code": "G1", "statement": "补齐南阳空白乡镇", "serves": ["O1"], "basis": ["W1"]}],
    "tactics": [
        {"code": "T1", "name": "空白乡镇开户", "serves": ["G1"], "area": "channel", "detail": "六个乡镇各一家"}
    ],
    "actions": [{"name": "招商会", "owner": "杨帆", "starts": "2027-03-01", "ends": "2027-03-31", "budget": 0}],
}


@cache
def plan_document(language: str = "zh-CN") -> Document:
    """The document of a plan of two districts."""
    return compose(make_plan(Spec.model_validate(SPEC)), language=language)


def company_file(*paragraphs: str, header: str = "福麦集团内部资料", footer: str = "") -> WordFile:
    """A company's file with its own look: dark red headings, a header, and paragraphs as given."""
    word = docx.Document()
    word.styles["Heading 1"].font.color.rgb = RGBColor(0x80, 0, 0)
    word.styles["Normal"].font.name = "Arial"
    word.sections[0].header.paragraphs[0].text = header
    if footer:
        word.sections[0].footer.paragraphs[0].text = footer
    for text in paragraphs:
        word.add_paragraph(text)
    return word


def saved(word: WordFile, folder: Path, name: str = "company.docx") -> Path:
    """The file on disk."""
    path = folder / name
    word.save(str(path))
    return path


def printed(path: Path, language: str = "zh-CN", **options: Any) -> WordFile:
    """The plan in a company's file, opened again."""
    content = write(plan_document(language), style=path, contents="linked", **options)
    return docx.Document(BytesIO(content))


def refused(path: Path) -> tuple[Problem, ...]:
    """What is told when a company's file cannot be used."""
    with pytest.raises(Refusal) as caught:
        write(plan_document(), style=path, contents="linked")
    return caught.value.problems


def said(path: Path) -> list[str]:
    """The same as English sentences."""
    return [problem.message.en.removeprefix("company Word file: ") for problem in refused(path)]


def texts(word: WordFile) -> list[str]:
    """The paragraphs of the body, with those in tables."""
    return ["".join(text.text or "" for text in one.iter(f"{{{W}}}t")) for one in word.element.body.iter(f"{{{W}}}p")]


def repacked(path: Path, changes: dict[str, bytes]) -> Path:
    """The same file with some of its parts replaced or added."""
    parts = parts_of(path.read_bytes()) | changes
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a Word file."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def add_runs(word: WordFile, pieces: Iterable[str]) -> None:
    """A paragraph whose text is spread over runs, as Word does after spell checking."""
    paragraph = word.add_paragraph()
    for piece in pieces:
        paragraph.add_run(piece).bold = len(paragraph.runs) % 2 == 0


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
