"""Another program than Word and LibreOffice reads the same text in our files."""

from __future__ import annotations

import re
from io import BytesIO

import docx
import pytest
from company_files import plan_document
from showcase import TRICKY, showcase

from planforge.document.model import Document
from planforge.writers import write

mammoth = pytest.importorskip("mammoth")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_mammoth_reads_every_paragraph_and_cell_that_stands_in_the_file(language: str) -> None:
    for document in (showcase(language), plan_document(language)):
        assert missing(document) == []


def missing(document: Document) -> list[str]:
    """Paragraphs, of the text and of tables, that the other reader does not find."""
    content = write(document, contents="linked")
    word = docx.Document(BytesIO(content))
    read = bare(mammoth.extract_raw_text(BytesIO(content)).value)
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    texts = [*(one.text for one in word.paragraphs), *(line for cell in cells for line in cell.split("\n"))]
    return [text for text in texts if bare(text) and bare(text) not in read]


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_what_a_user_typed_arrives_as_typed() -> None:
    assert bare(TRICKY) in bare(mammoth.extract_raw_text(BytesIO(write(showcase(), contents="linked"))).value)
