"""The Word writer: one module a kind of block."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from planforge.document.model import Document
from planforge.problem import Problem


def write(
    document: Document,
    *,
    style: str | Path = "business",
    contents: str = "paged",
    epoch: int | None = None,
    tell: Callable[[Problem], None] = lambda _: None,
) -> bytes:
    """The document as a .docx in a house style (``business``, ``official``) or that of a company's own .docx.

    ``contents`` is ``paged`` (page numbers, where LibreOffice is present) or ``linked``; ``epoch`` dates the file, in
    seconds since 1970 UTC; ``tell`` hears why page numbers could not be had. The same input gives the same bytes.
    """
    from planforge.writers.docx.printing import print_document

    return print_document(document, str(style), contents, epoch, tell)


def write_pdf(
    document: Document,
    *,
    style: str | Path = "business",
    contents: str = "paged",
    epoch: int | None = None,
    tell: Callable[[Problem], None] = lambda _: None,
) -> bytes:
    """The same document as PDF. Raises ``planforge.writers.pdf.Unavailable`` where LibreOffice is missing or fails."""
    from planforge.writers.docx.printing import print_pdf

    return print_pdf(document, str(style), contents, epoch, tell)


def is_same(old: bytes, new: bytes) -> bool:
    """Whether a file of ours says what a new one does, whatever the page numbers are and whoever saved it again."""
    from planforge.office import Unusable, open_parts
    from planforge.writers.docx.seal import is_intact, read_seal
    from planforge.writers.said import in_word

    if old == new:
        return True
    try:
        parts, fresh = open_parts(old), open_parts(new)
        seal, wanted = read_seal(parts), read_seal(fresh)
        return bool(
            seal and wanted and seal.said == wanted.said and (is_intact(old) or in_word(parts) == in_word(fresh))
        )
    except Unusable:
        return False


def is_untouched(docx: bytes) -> bool:
    """Whether a file is just as planforge wrote it."""
    from planforge.writers.docx.seal import is_intact

    return is_intact(docx)
