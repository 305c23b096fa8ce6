"""Owns the making of one Word file from a document and a style, its contents with page numbers where possible."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import docx
from docx.parts.document import DocumentPart

from planforge import resources
from planforge.document.model import Document
from planforge.document.numbering import number
from planforge.problem import Problem, Severity, Text, Where
from planforge.writers import pdf
from planforge.writers.docx.body import body
from planforge.writers.docx.furniture import given
from planforge.writers.docx.package import save, set_properties
from planforge.writers.docx.page import page_of
from planforge.writers.docx.press import Press
from planforge.writers.docx.text import bind
from planforge.writers.docx.wordml import Element, tag
from planforge.writers.look import BUSINESS, OFFICIAL

# What a house style changes for a language ----------------------------------------------------------------------------

_FIRST = ("w:firstLine", "w:firstLineChars")
_RUNNING = frozenset(
    f"{name}{depth}"
    for name, depths in {"BodyText": ("",), "Intro": ("",), "Article": ("",), "Lead": ("",), "ListBullet": ("", 2, 3),
                         "ListNumber": ("", 2, 3)}.items()
    for depth in depths
)  # fmt: skip
_SIZE, _LINE = 20 / 21, 0.9


def adapt(part: DocumentPart, document: Document) -> None:
    """Take first-line indents, and lines stretched to both margins, out of the styles of what is not Chinese.

    Latin letters are smaller and lighter than Chinese characters: running text is set a little closer.
    """
    if document.meta.language.startswith("zh"):
        return
    for style in _styles(part.styles.element):
        for properties in style.findall(tag("w:pPr")):
            _flush(properties)
        if style.get(tag("w:styleId")) in _RUNNING:
            _closer(style)


def _flush(properties: Element) -> None:
    indent, justified = properties.find(tag("w:ind")), properties.find(tag("w:jc"))
    if indent is not None:
        for name in _FIRST:
            indent.attrib.pop(tag(name), "")
    if justified is not None and justified.get(tag("w:val")) == "both":
        justified.set(tag("w:val"), "left")


def _closer(style: Element) -> None:
    for name, attribute, share in (
        ("w:spacing", "w:line", _LINE),
        ("w:sz", "w:val", _SIZE),
        ("w:szCs", "w:val", _SIZE),
    ):
        for one in style.iter(tag(name)):
            if held := one.get(tag(attribute)):
                one.set(tag(attribute), str(round(int(held) * share)))


def _styles(styles: Any) -> Iterator[Element]:
    return (style for style in styles.iter(tag("w:style")) if style.get(tag("w:type")) == "paragraph")


Tell = Callable[[Problem], None]
Pages = tuple[int, ...]
"""The page of every heading; None for contents without page numbers."""

_LOOKS = {"business": BUSINESS, "official": OFFICIAL}
_PASSES = 3
_UNKNOWN = 88  # as wide as most page numbers, until they are known


def print_document(document: Document, style: str, contents: str, epoch: int | None, tell: Tell) -> bytes:
    """The finished file; ``tell`` hears why its contents have no page numbers though they should."""
    return _finished(document, style, contents, epoch, tell)[0]


def print_pdf(document: Document, style: str, contents: str, epoch: int | None, tell: Tell) -> bytes:
    """The finished file as PDF. Raises ``pdf.Unavailable`` where LibreOffice is missing or fails."""
    made, laid_out = _finished(document, style, contents, epoch, tell)
    return laid_out or pdf.convert(made)


def _finished(
    document: Document, style: str, contents: str, epoch: int | None, tell: Tell
) -> tuple[bytes, bytes | None]:
    """The file, and its PDF where one had to be made for the page numbers."""

    def printed(pages: Pages | None) -> bytes:
        if style in _LOOKS:
            return _printed(document, style, pages, epoch)
        from planforge.writers.docx.company.printing import print_in

        return print_in(document, Path(style), pages, epoch)

    if contents == "paged" and document.with_contents:
        try:
            return _paged(printed, [entry.text for entry in number(document).entries])
        except pdf.Unavailable as why:
            tell(_unpaged(why))
    return printed(None), None


def _paged(printed: Callable[[Pages | None], bytes], headings: Sequence[str]) -> tuple[bytes, bytes | None]:
    """Printed until LibreOffice finds every heading on the page that the contents say; without numbers if it cannot."""
    if pdf.find_office() is None:
        raise pdf.missing()
    pages: Pages = (_UNKNOWN,) * len(headings)
    for _ in range(_PASSES):
        made = printed(pages)
        laid_out = pdf.convert(made)
        found = _pages(headings, iter(pdf.heading_pages(laid_out)))
        if found == pages:
            return made, laid_out
        if found is None:
            break
        pages = found
    raise pdf.Unavailable(
        Text("排版后有标题找不到确定的页码。", "not every heading has a settled page."),
        Text("在 Word 中更新目录。", "Update the contents in Word."),
    )


def _unpaged(why: pdf.Unavailable) -> Problem:
    message = Text(f"目录没有页码：{why.message.zh}", f"the contents have no page numbers: {why.message.en}")
    hint = Text(f"{why.hint.zh}或用 --contents linked", f"{why.hint.en} Or use --contents linked")
    return Problem("F07", message, hint, where=Where("LibreOffice"), severity=Severity.INFO)


def _pages(headings: Iterable[str], outline: Iterator[tuple[str, int]]) -> Pages | None:
    """The page of each heading; an outline may hold others between them, a company's own. None where one is missing."""
    found = []
    for heading in headings:
        page = next((page for title, page in outline if _bare(title).endswith(_bare(heading))), None)
        if page is None:
            return None
        found.append(page)
    return tuple(found)


def _bare(text: str) -> str:
    return "".join(text.split())


def _printed(document: Document, style: str, pages: Pages | None, epoch: int | None) -> bytes:
    word = docx.Document(str(resources.templates() / "word" / f"{style}.docx"))
    section = word.sections[0]
    official = style == "official"
    press = Press(word.part, document, _LOOKS[style], page_of(section), official, pages, given(section))
    bind(word.part, document)
    adapt(word.part, document)
    holder = word.part.element.body
    for child in list(holder):
        holder.remove(child)
    holder.extend(body(press))
    set_properties(word, document, epoch)
    return save(word, document)
