"""The Word writer: one module a kind of block."""

from __future__ import annotations

from pathlib import Path

from planforge.document.model import Document


def write(
    document: Document, *, style: str | Path = "business", contents: str = "paged", epoch: int | None = None
) -> bytes:
    """The document as a .docx in a house style (``business``, ``official``) or that of a company's own .docx.

    ``contents`` is ``paged`` (page numbers, where LibreOffice is present) or ``linked``; ``epoch`` dates the file, in
    seconds since 1970 UTC. The same input gives the same bytes.
    """
    from planforge.writers.docx.printing import print_document

    return print_document(document, str(style), contents, epoch)


def write_pdf(
    document: Document, *, style: str | Path = "business", contents: str = "paged", epoch: int | None = None
) -> bytes:
    """The same document as PDF. Raises ``planforge.writers.pdf.Unavailable`` where LibreOffice is missing or fails."""
    from planforge.writers.docx.printing import print_pdf

    return print_pdf(document, str(style), contents, epoch)


def is_untouched(docx: bytes) -> bool:
    """Whether a file is just as planforge wrote it."""
    from planforge.writers.docx.seal import is_intact

    return is_intact(docx)
