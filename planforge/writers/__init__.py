"""From a Document to bytes: one writer a format, imported when it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planforge.document.model import Document
    from planforge.plan.plan import Plan

FORMATS = ("docx", "pdf", "html", "md", "xlsx")


def write(
    document: Document,
    *,
    to: str = "docx",
    style: str | Path = "business",
    contents: str = "paged",
    epoch: int | None = None,
) -> bytes:
    """The document in one of the formats docx, pdf, html, md.

    ``style`` is a house style (``business``, ``official``) or the path of a .docx; ``contents`` is ``paged`` (page
    numbers, where LibreOffice is present) or ``linked``; ``epoch`` dates the file, in seconds since 1970 UTC.
    """
    if to == "html":
        from planforge.writers import html

        return html.write(document)
    if to == "md":
        from planforge.writers import markdown

        return markdown.write(document)
    from planforge.writers import docx

    write_word = docx.write_pdf if to == "pdf" else docx.write
    return write_word(document, style=style, contents=contents, epoch=epoch)


def write_workbook(
    plan: Plan, *, language: str | None = None, templates: Path | None = None, epoch: int | None = None
) -> bytes:
    """The plan as a workbook with live formulas; ``templates`` holds words of the user's own."""
    from planforge.writers import xlsx

    return xlsx.write(plan, language=language, templates=templates, epoch=epoch)
