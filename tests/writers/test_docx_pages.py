"""The pages of the noodle plan as LibreOffice lays them out: numbered contents, none left empty, none too many."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO

import pytest
from conftest import EXAMPLES
from pypdf import PdfReader
from showcase import showcase
from word_faults import W, codes, faults, tree, words

from planforge import compose, make_plan, read, write
from planforge.document.model import Chart, Document
from planforge.document.numbering import flatten, number
from planforge.writers import pdf
from planforge.writers.docx.seal import said_digest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(pdf.find_office() is None, reason="needs LibreOffice")]

MOST = 66  # pages: the body and nine annexes


@cache
def document() -> Document:
    spec = read(EXAMPLES / "yunan-noodles" / "plan.yaml").spec
    assert spec
    return compose(make_plan(spec))


@pytest.fixture(scope="module")
def made() -> tuple[bytes, PdfReader]:
    content = write(document(), contents="paged")
    return content, PdfReader(BytesIO(pdf.convert(content)))


def test_the_contents_give_the_page_on_which_each_heading_stands(made: tuple[bytes, PdfReader]) -> None:
    content, pages = made
    shown = [re.fullmatch(r"(.*?)(\d+)", words(one)) for one in tree(content).iter(f"{W}hyperlink")]
    entries = [entry for entry in number(document()).entries if entry.level <= (1 if entry.annex else 2)]
    assert [match and match[1] for match in shown] == [entry.line for entry in entries]
    for match, entry in zip(shown, entries, strict=True):
        assert match and _bare(entry.text) in _bare(pages.pages[int(match[2]) - 1].extract_text())
    assert faults(content) == []
    assert len([code for code in codes(tree(content)) if code.startswith("PAGEREF")]) == len(entries)


def test_the_pdf_is_that_of_the_word_file_and_says_its_language_and_what_it_was_made_from() -> None:
    word = write(showcase(), contents="linked")
    charts = [one for part in showcase().parts for one in flatten(part.blocks) if isinstance(one, Chart)]
    laid_out = pdf.in_language(pdf.convert(word), showcase().meta.language)
    laid_out = pdf.described(laid_out, [f"{one.caption}：{one.description}" for one in charts])
    assert write(showcase(), to="pdf", contents="linked") == pdf.signed(laid_out, said_digest(word))


def test_no_page_is_empty(made: tuple[bytes, PdfReader]) -> None:
    lengths = [len(_bare(page.extract_text())) for page in made[1].pages]
    assert min(lengths[1:]) > 60  # header and footer alone have fewer


def test_the_plan_is_no_thicker_than_it_has_to_be(made: tuple[bytes, PdfReader]) -> None:
    assert len(made[1].pages) <= MOST


def test_no_page_ends_in_a_heading(made: tuple[bytes, PdfReader]) -> None:
    headings = {_bare(entry.line) for entry in number(document()).entries}
    for page in list(made[1].pages)[3:]:
        lines = [line for line in page.extract_text().split("\n") if line.strip()]
        body = [line for line in lines if not re.match(r"第\s*\d+\s*页", line.strip())]
        assert _bare(body[-1]) not in headings


def _bare(text: str) -> str:
    return "".join(text.split())
