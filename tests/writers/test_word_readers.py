"""Other programs than Word and LibreOffice read the same text in our files."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import docx
import pytest
from company_files import W, plan_document
from conftest import EXAMPLES
from showcase import TRICKY, showcase

from planforge import compose, make_plan, read
from planforge.document.model import Document
from planforge.writers import write

mammoth = pytest.importorskip("mammoth")
PANDOC = shutil.which("pandoc")


@pytest.mark.slow
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


@pytest.mark.slow
@pytest.mark.skipif(PANDOC is None, reason="needs pandoc")
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_pandoc_reads_every_paragraph_and_cell_of_a_whole_plan(language: str, tmp_path: Path) -> None:
    spec = read(EXAMPLES / "yunan-noodles" / "plan.yaml").spec
    assert PANDOC is not None and spec is not None
    path = tmp_path / "plan.docx"
    path.write_bytes(write(compose(make_plan(spec), language=language), contents="linked"))
    ran = subprocess.run([PANDOC, "-f", "docx", "-t", "html", str(path)], capture_output=True, check=True)
    seen = bare(html.unescape(re.sub("<[^>]+>", "", ran.stdout.decode())))
    lines = docx.Document(str(path)).element.body.iter(f"{{{W}}}p")
    texts = {bare("".join(text.text or "" for text in line.iter(f"{{{W}}}t"))) for line in lines}
    assert len(texts) > 800 and [text for text in texts if text not in seen] == []


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_what_a_user_typed_arrives_as_typed() -> None:
    assert bare(TRICKY) in bare(mammoth.extract_raw_text(BytesIO(write(showcase(), contents="linked"))).value)
