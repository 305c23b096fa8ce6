"""Owns the table of contents: a field already filled, so that Word shows it as it is and asks nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planforge.document.numbering import Entry
from planforge.writers.docx.press import Press
from planforge.writers.docx.text import heading_anchor
from planforge.writers.docx.wordml import Element, field, node, paragraph, run, tag

_DEEPEST = 2  # levels of headings listed
_UNKNOWN = "–"  # until the pages are known
_TITLE, _ROOMY, _TIGHTEST = 1900, 30, 205  # twips of the title; lines that fit as they are; the least height of a line
_CLOSE, _SMALL = 245, 18  # twips: a line less high is set small; half points


def contents(press: Press) -> Iterator[Element]:
    """Title and entries in a content control, as Word's own tables of contents are."""
    listed = [index for index, entry in enumerate(press.numbering.entries) if is_listed(entry)]
    if not listed:
        return
    height = _height(press, len(listed))
    lines = [_line(press, index, after, height) for index, after in zip(listed, [*listed[1:], None], strict=True)]
    code = f'TOC \\o "1-{_DEEPEST}" \\h \\z \\u' + ("" if press.paged else " \\n")
    begin, instruction, separate, _, end = field(code, "")
    for mark in (separate, instruction, begin):
        lines[0].insert(1, mark)
    lines[-1].append(end)
    gallery = node("w:docPartObj", node("w:docPartGallery", val="Table of Contents"), node("w:docPartUnique"))
    title = paragraph("TOCHeading", run(press.document.furniture.contents))
    yield node("w:sdt", node("w:sdtPr", gallery), node("w:sdtContent", title, *lines))


def number_contents(body: Element, pages: Mapping[str, str]) -> None:
    """Put the page of every heading, by its bookmark, into the contents."""
    for link in body.iter(tag("w:hyperlink")):
        page = pages.get(link.get(tag("w:anchor"), ""))
        if page is not None and next(link.iter(tag("w:instrText")), None) is not None:
            list(link.iter(tag("w:t")))[-1].text = page


def is_listed(entry: Entry) -> bool:
    """Titles and sections; the sections of annexes would make the contents longer than they help."""
    return entry.level <= (1 if entry.annex else _DEEPEST)


def _height(press: Press, lines: int) -> int | None:
    """The height of a line in twips with which the contents take one page; None where they do, or cannot."""
    height = (press.page.text_height - _TITLE) // lines
    return height if lines > _ROOMY and height >= _TIGHTEST and not press.official else None


def _line(press: Press, index: int, after: int | None, height: int | None) -> Element:
    """An entry that leads to its heading; those of one part stay on a page."""
    entry = press.numbering.entries[index]
    content = [run(entry.line)]
    if press.paged:
        content += [run("\t"), *field(f"PAGEREF {heading_anchor(entry)} \\h", _UNKNOWN)]
    for one in content if height is not None and height < _CLOSE else ():
        one.insert(0, node("w:rPr", node("w:sz", val=_SMALL), node("w:szCs", val=_SMALL)))
    link = node("w:hyperlink", *content, anchor=heading_anchor(entry), history=1)
    inside = after is not None and press.numbering.entries[after].level > 1
    properties = [node("w:keepNext")] if inside else []
    if height is not None:
        properties.append(node("w:spacing", before=0, after=0, line=height, lineRule="exact"))
    return paragraph(f"Toc{entry.level}", link, properties=properties)
