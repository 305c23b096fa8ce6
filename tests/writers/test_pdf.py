"""PDF by LibreOffice: the same bytes for the same input, and a clear word where it cannot be made."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from planforge.writers import pdf


def word_file() -> bytes:
    stream = BytesIO()
    document = Document()
    document.add_heading("年度计划")
    document.add_paragraph("Target")
    document.save(stream)
    return stream.getvalue()


needs_office = pytest.mark.skipif(pdf.find_office() is None, reason="needs LibreOffice")


@pytest.mark.slow
@needs_office
def test_a_word_file_becomes_a_pdf_with_its_text_and_always_the_same_bytes() -> None:
    import pypdf

    first = pdf.convert(word_file())
    assert first == pdf.convert(word_file())
    reader = pypdf.PdfReader(BytesIO(first))
    assert "Target" in reader.pages[0].extract_text()
    assert reader.metadata and str(reader.metadata.get("/CreationDate")).startswith("D:20000101000000")


@pytest.mark.slow
@needs_office
def test_a_file_that_is_no_word_file_is_refused_in_both_languages() -> None:
    with pytest.raises(pdf.Unavailable) as caught:
        pdf.convert(b"not a Word file")
    assert "没有生成" in caught.value.message.zh and "made no PDF" in caught.value.message.en


@needs_office
def test_a_conversion_that_takes_too_long_is_ended() -> None:
    with pytest.raises(pdf.Unavailable, match=r"within 0\.05 seconds"):
        pdf.convert(word_file(), timeout=0.05)


def test_without_libreoffice_the_user_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANFORGE_SOFFICE", str(tmp_path / "soffice"))
    assert pdf.find_office() is None
    with pytest.raises(pdf.Unavailable) as caught:
        pdf.convert(word_file())
    assert "LibreOffice" in caught.value.hint.zh and "PLANFORGE_SOFFICE" in caught.value.hint.en


def test_a_program_that_is_not_libreoffice_is_reported_not_crashed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_bytes(b"\x00\x01")
    program.chmod(0o755)
    monkeypatch.setenv("PLANFORGE_SOFFICE", str(program))
    with pytest.raises(pdf.Unavailable):
        pdf.convert(word_file())
