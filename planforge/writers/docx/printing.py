"""Owns the making of one Word file from a document and a style, its contents with page numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordFile
from docx.parts.document import DocumentPart

from planforge import resources
from planforge.document.model import Document
from planforge.office import MAIN, open_parts, parsed
from planforge.problem import Problem, Severity, Text, Where
from planforge.writers import pdf
from planforge.writers.docx.body import body
from planforge.writers.docx.contents import into_styles, number_contents
from planforge.writers.docx.estimate import estimate
from planforge.writers.docx.filling import fill
from planforge.writers.docx.furniture import given
from planforge.writers.docx.package import save
from planforge.writers.docx.page import page_of
from planforge.writers.docx.page_numbers import labels
from planforge.writers.docx.pieces import kind_of
from planforge.writers.docx.press import Press
from planforge.writers.docx.seal import said_digest
from planforge.writers.docx.spacing import drop_spacers
from planforge.writers.docx.text import bind
from planforge.writers.docx.typefaces import lacking
from planforge.writers.docx.wordml import Element, tag
from planforge.writers.look import BUSINESS, OFFICIAL, Look, colour_of, mix
from planforge.writers.properties import describe

# Owns what a house style changes for the language of a document: indents and stretched line ---------------------------

_FIRST = ("w:firstLine", "w:firstLineChars")
_RUNNING = frozenset(
    f"{name}{depth}"
    for name, depths in {"BodyText": ("",), "Intro": ("",), "Article": ("",), "Lead": ("",), "ListBullet": ("", 2, 3),
                         "ListNumber": ("", 2, 3)}.items()
    for depth in depths
)  # fmt: skip
_HEADING = re.compile(r"(Front|Annex)?Heading\d?")
_SIZE, _LINE = 20 / 21, 0.9


def adapt(part: DocumentPart, document: Document) -> None:
    """Take first-line indents, and lines stretched to both margins, out of the styles of what is not Chinese.

    Latin letters are smaller and lighter than Chinese characters: running text is set a little closer, and headings
    are bold, as the typefaces that set them apart are Chinese ones.
    """
    if document.meta.language.startswith("zh"):
        return
    for style in _styles(part.styles.element):
        for properties in style.findall(tag("w:pPr")):
            _flush(properties)
        name = style.get(tag("w:styleId"), "")
        if name in _RUNNING:
            _closer(style)
        if _HEADING.fullmatch(name):
            style.get_or_add_rPr().get_or_add_b()


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


def _styles(styles: Any) -> Iterator[Any]:
    return (style for style in styles.iter(tag("w:style")) if style.get(tag("w:type")) == "paragraph")


_DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_CHARTS = "http://schemas.openxmlformats.org/drawingml/2006/chart"

Tell = Callable[[Problem], None]

_LOOKS = {"business": BUSINESS, "official": OFFICIAL}


def print_document(document: Document, style: str, contents: str, epoch: int | None, tell: Tell) -> bytes:
    """The finished file; ``tell`` hears what a person should know about it."""
    return _finished(document, style, contents, epoch, tell, shared=True)[0]


def print_pdf(document: Document, style: str, contents: str, epoch: int | None, tell: Tell) -> bytes:
    """The finished file as PDF. Raises ``pdf.Unavailable`` where LibreOffice is missing or fails."""
    made, laid_out, word = _finished(document, style, contents, epoch, tell)
    laid_out = laid_out or pdf.convert(made)
    if lack := lacking(word, laid_out, chinese=document.meta.language.startswith("zh")):
        tell(lack)
    laid_out = pdf.in_language(laid_out, document.meta.language)
    laid_out = pdf.described(laid_out, _descriptions(made))
    return pdf.signed(laid_out, said_digest(made))


def _descriptions(made: bytes) -> list[str]:
    """What is said of every chart of a finished file, in its order."""
    body = parsed(open_parts(made), MAIN)
    drawn = body.iter(f"{{{_DRAWN}}}inline")
    charts = (one for one in drawn if next(one.iter(f"{{{_CHARTS}}}chart"), None) is not None)
    names = (next(one.iter(f"{{{_DRAWN}}}docPr")) for one in charts)
    return ["：".join(filter(None, dict.fromkeys((one.get("title"), one.get("descr"))))) for one in names]


def _finished(
    document: Document, style: str, contents: str, epoch: int | None, tell: Tell, *, shared: bool = False
) -> tuple[bytes, bytes | None, WordFile]:
    """The file, its PDF where the one that was made for the page numbers shows them, and what it was saved from.

    ``shared`` lets a LibreOffice that is kept for many documents say the pages; its PDF is not to be handed on.
    Pages are estimated first; one run of LibreOffice then says where headings are. A number in the contents stands at
    a tab, so that putting another one there moves nothing.
    """
    paged = contents == "paged" and document.with_contents
    word = _built(document, style, tell, paged=paged)
    into_styles(word)
    _theme_fills(word)
    describe(word.core_properties, document, epoch)
    if not paged:
        return save(word, document), None, word
    body, guess = word.part.element.body, estimate(word)
    supposed = labels(guess, {name: mark.page for name, mark in guess.headings.items()})
    number_contents(body, supposed)
    content = save(word, document)
    try:
        laid_out = pdf.convert(content, shared=shared)
        printed = labels(guess, _pages(guess.titles, iter(pdf.heading_pages(laid_out))))
    except pdf.Unavailable as why:
        tell(_estimated(why))
        return content, None, word
    if shared and (lack := lacking(word, laid_out, chinese=False)):
        tell(lack)
    if printed == supposed:
        return content, laid_out, word
    number_contents(body, printed)
    return save(word, document), None, word


def _pages(titles: Mapping[str, str], outline: Iterator[tuple[str, int]]) -> dict[str, int]:
    """The page of each heading; an outline may hold others between them, a company's own. Raises ``Unavailable``."""
    found = {}
    for name, title in titles.items():
        page = next((page for text, page in outline if _bare(text).endswith(_bare(title))), None)
        if page is None:
            raise pdf.Unavailable(
                Text("排版后有标题找不到确定的页码。", "not every heading has a settled page."),
                Text("在 Word 中右键目录，选“更新域”。", "In Word, right-click the contents and choose Update Field."),
            )
        found[name] = page
    return found


def _estimated(why: pdf.Unavailable) -> Problem:
    message = Text(f"目录页码是估算的：{why.message.zh}", f"the contents have estimated page numbers: {why.message.en}")
    hint = Text(
        f"在 Word 中右键目录，选“更新域”。{why.hint.zh}",
        f"In Word, right-click the contents and choose Update Field. {why.hint.en}",
    )
    return Problem("F07", message, hint, where=Where("LibreOffice"), severity=Severity.INFO)


def _bare(text: str) -> str:
    return "".join(text.split())


def _built(document: Document, style: str, tell: Tell, *, paged: bool) -> WordFile:
    if style in _LOOKS:
        return _printed(document, style, paged=paged)
    from planforge.writers.docx.company.printing import print_in

    return print_in(document, Path(style), tell, paged=paged)


_SLOTS = {"tx1": "text1", "bg1": "background1", "bg2": "background2"}  # as cells call them


def _theme_fills(word: WordFile) -> None:
    """Name the colours of cells that are the theme's, or lighter ones, so that Word's Design tab changes them too."""
    from planforge.writers.docx.company.styles import house_of, is_copy, look_of

    if not is_copy(word):
        return
    look, known = look_of(word, _LOOKS[house_of(word)]), dict[str, dict[str, str]]()
    for one in word.part.element.body.iter(tag("w:shd")):
        fill = one.get(tag("w:fill"), "")
        if fill not in known:
            known[fill] = _named(look, fill)
        for name, value in known[fill].items():
            one.set(tag(name), value)


def _named(look: Look, fill: str) -> dict[str, str]:
    """The slot of a colour, and how much of it is in a lighter one, in 255ths; nothing for a colour of no slot."""
    if slot := look.slot(fill):
        return {"w:themeFill": _SLOTS.get(slot, slot)}
    if not colour_of(fill, ""):
        return {}
    asked = bytes.fromhex(fill)
    for number, colour in enumerate(look.palette[:6], 1):
        for share in _tints(colour, asked):
            pairs = zip(bytes.fromhex(mix(colour, "FFFFFF", 1 - share / 255)), asked, strict=True)
            if all(abs(one - other) <= 1 for one, other in pairs):
                return {"w:themeFill": f"accent{number}", "w:themeFillTint": f"{share:02X}"}
    return {}


def _tints(colour: str, tint: bytes) -> range:
    """How much of a colour, in 255ths, may be in a tint of it, by its darkest channel."""
    dark, light = min(zip(bytes.fromhex(colour), tint, strict=True))
    reach = max(255 - dark, 1)
    about, off = (255 - light) * 255 // reach, 2 * 255 // reach + 1
    return range(max(about - off, 1), min(about + off + 1, 128))


def _printed(document: Document, style: str, *, paged: bool) -> WordFile:
    word = docx.Document(str(resources.templates() / "word" / f"{style}.docx"))
    section = word.sections[0]
    official = style == "official"
    press = Press(word.part, document, _LOOKS[style], page_of(section), official, paged=paged, given=given(section))
    bind(word.part, document)
    adapt(word.part, document)
    holder = word.part.element.body
    for child in list(holder):
        holder.remove(child)
    holder.extend(body(press))
    drop_spacers(word, kind_of)
    fill(word, kind_of, grows=True, ends=not official)
    return word
