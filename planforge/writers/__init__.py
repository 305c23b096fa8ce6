"""The formats: from a Document or a Plan to bytes, one record a format, whose writer is imported when it is asked for.

Everything that must know which formats there are asks ``FORMATS``: the command line for its choices, help and suffixes,
and whoever is about to replace a file for whether it is as planforge wrote it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from planforge.writers.imprint import (
    Imprint,
    intact_package,
    intact_pdf,
    intact_png,
    intact_text,
    is_resaved,
    sealed_package,
    sealed_png,
    sealed_text,
)

if TYPE_CHECKING:
    from planforge.document.model import Document
    from planforge.document.tables import Made
    from planforge.plan.plan import Plan
    from planforge.problem import Problem


def _unheard(problem: Problem) -> None:
    """Nobody listens."""


class Options(Struct, frozen=True):
    """What a person may choose about a file; a writer looks at what concerns it.

    ``style`` is a house style (``business``, ``official``) or the path of a company's own file; ``contents`` is
    ``paged`` (page numbers, where LibreOffice is present) or ``linked``; ``epoch`` dates the file, in seconds since
    1970 UTC; ``language`` and ``templates`` are for writers that take a plan and find the words themselves;
    ``tell`` hears what could not be done as it should, though a file was made. ``made`` are the plan's tables where
    another file has been made of them.
    """

    style: str = "business"
    contents: str = "paged"
    epoch: int | None = None
    language: str | None = None
    templates: Path | None = None
    tell: Callable[[Problem], None] = _unheard
    made: Made | None = None


class Format(Struct, frozen=True):
    """A kind of file: what its names end in, whether it is made of a document or a plan, who makes it.

    ``imprint`` gives it the mark by which it is known as planforge's own and unchanged.
    """

    name: str
    suffixes: tuple[str, ...]  # the first is given to new files
    takes: Literal["document", "plan"]
    write: Callable[[Any, Options], bytes]
    imprint: Imprint
    kind: str = "plan"  # of document that is made of a whole plan
    same: Callable[[bytes, bytes], bool] = bytes.__eq__
    """Whether an old file says what a new one does; not whether it looks the same on every machine."""

    def __call__(self, subject: Document | Plan, options: Options) -> bytes:
        """The finished file, with its imprint."""
        return self.imprint.mark(self.write(subject, options))


def _docx(document: Document, options: Options) -> bytes:
    from planforge.writers import docx

    return docx.write(document, style=options.style, contents=options.contents, epoch=options.epoch, tell=options.tell)


def _docx_intact(content: bytes) -> bool:
    from planforge.writers.docx import is_untouched

    return is_untouched(content)


def _docx_same(old: bytes, new: bytes) -> bool:
    from planforge.writers.docx import is_same

    return is_same(old, new)


def _pdf_same(old: bytes, new: bytes) -> bool:
    from planforge.writers.pdf import signature

    return old == new or (bool(signature(old)) and signature(old) == signature(new))


def _png_same(old: bytes, new: bytes) -> bool:
    from planforge.writers.pdf import made_from

    return old == new or (intact_png(old) and bool(made_from(old)) and made_from(old) == made_from(new))


def _text_same(old: bytes, new: bytes) -> bool:
    return old.replace(b"\r\n", b"\n") == new


def _deck_same(old: bytes, new: bytes) -> bool:
    return old == new or is_resaved(old, new, _in_deck)


def _in_deck(content: bytes) -> object:
    from planforge.office import SLIDES, open_parts
    from planforge.writers.said import in_slides

    return in_slides(open_parts(content, SLIDES))


def _workbook_same(old: bytes, new: bytes) -> bool:
    from planforge.writers.said import in_workbook

    return old == new or is_resaved(old, new, in_workbook)


def _pdf(document: Document, options: Options) -> bytes:
    from planforge.writers import docx

    return docx.write_pdf(
        document, style=options.style, contents=options.contents, epoch=options.epoch, tell=options.tell
    )


def _pptx(document: Document, options: Options) -> bytes:
    from planforge.writers import pptx

    return pptx.write(document, style=options.style, epoch=options.epoch, tell=options.tell)


def _png(document: Document, options: Options) -> bytes:
    from planforge.writers.pdf import pages, picture

    made = _pdf(document, options)
    if (count := pages(made)) > 1:
        options.tell(_first_of(count))
    return picture(made)


def _first_of(count: int) -> Problem:
    from planforge.problem import Problem, Severity, Text

    return Problem(
        "F10",
        Text(f"文档有 {count} 页，图片只有第一页", f"the document has {count} pages, the picture is its first"),
        Text("加 --length page 只出一页纸", "--length page makes a document of one page"),
        severity=Severity.WARNING,
    )


def _html(document: Document, options: Options) -> bytes:
    from planforge.writers import html

    return html.write(document)


def _markdown(document: Document, options: Options) -> bytes:
    from planforge.writers import markdown

    return markdown.write(document)


def _xlsx(plan: Plan, options: Options) -> bytes:
    from planforge.writers import xlsx

    return xlsx.write(
        plan, language=options.language, templates=options.templates, epoch=options.epoch, made=options.made
    )


_TEXT = Imprint(sealed_text, intact_text)
_PACKAGE = Imprint(sealed_package, intact_package)

FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        Format(
            "docx", (".docx",), "document", _docx, Imprint(bytes, _docx_intact), same=_docx_same
        ),  # sealed by its writer
        Format(
            "pdf", (".pdf",), "document", _pdf, Imprint(bytes, intact_pdf), same=_pdf_same
        ),  # its identity is drawn from its content
        Format("pptx", (".pptx",), "document", _pptx, _PACKAGE, kind="deck", same=_deck_same),
        Format("png", (".png",), "document", _png, Imprint(sealed_png, intact_png), same=_png_same),
        Format("html", (".html", ".htm"), "document", _html, _TEXT, same=_text_same),
        Format("md", (".md", ".markdown"), "document", _markdown, _TEXT, same=_text_same),
        Format("xlsx", (".xlsx",), "plan", _xlsx, _PACKAGE, same=_workbook_same),
    )
}


def format_of(path: Path) -> Format | None:
    """The format that a file's name stands for."""
    return next((one for one in FORMATS.values() if path.suffix.lower() in one.suffixes), None)


def write(
    document: Document,
    *,
    to: str = "docx",
    style: str | Path = "business",
    contents: str = "paged",
    epoch: int | None = None,
) -> bytes:
    """The document in one of the formats that take one; see ``Options`` for what may be chosen."""
    return FORMATS[to](document, Options(str(style), contents, epoch))
