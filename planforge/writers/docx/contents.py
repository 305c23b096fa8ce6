"""Owns the table of contents: a field already filled, so that Word shows it as it is and asks nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docx.document import Document as WordFile
from docx.shared import Pt

from planforge.document.numbering import Entry
from planforge.writers.docx.press import Press
from planforge.writers.docx.text import heading_anchor
from planforge.writers.docx.wordml import Element, field, node, paragraph, run, tag

_DEEPEST = 2  # levels of headings listed
_GALLERY = "Table of Contents"
_UNKNOWN = "–"  # until the pages are known
_TITLE, _ROOMY, _TIGHTEST = 1900, 30, 205  # twips of the title; lines that fit as they are; the least height of a line
_CLOSE, _SMALL = 245, 18  # twips: a line less high is set small; half points
_SIZES = [tag("w:sz"), tag("w:szCs")]


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
    gallery = node("w:docPartObj", node("w:docPartGallery", val=_GALLERY), node("w:docPartUnique"))
    title = paragraph("TOCHeading", run(press.document.furniture.contents))
    yield node("w:sdt", node("w:sdtPr", gallery), node("w:sdtContent", title, *lines))


def number_contents(body: Element, pages: Mapping[str, str]) -> None:
    """Put the page of every heading, by its bookmark, into the contents."""
    for link in body.iter(tag("w:hyperlink")):
        page = pages.get(link.get(tag("w:anchor"), ""))
        if page is not None and next(link.iter(tag("w:instrText")), None) is not None:
            list(link.iter(tag("w:t")))[-1].text = page


def into_styles(word: WordFile) -> None:
    """Say how entries stand in their styles and no more on themselves: Word makes contents anew from the styles."""
    galleries = word.part.element.body.iter(tag("w:docPartGallery"))
    controls = [next(one.iterancestors(tag("w:sdt"))) for one in galleries if one.get(tag("w:val")) == _GALLERY]
    entries = [link.getparent() for control in controls for link in control.iter(tag("w:hyperlink"))]
    styles: Any = {style.get(tag("w:styleId")): style for style in word.styles.element.iter(tag("w:style"))}
    for entry in entries:
        properties = None if entry is None else entry.find(tag("w:pPr"))
        worn = None if properties is None else properties.find(tag("w:pStyle"))
        style = None if worn is None else styles.get(worn.get(tag("w:val")))
        if entry is None or properties is None or style is None:
            continue
        held = style.get_or_add_pPr()
        for name, own in ((name, properties.find(tag(f"w:{name}"))) for name in ("tabs", "spacing", "ind")):
            if own is None:
                continue
            properties.remove(own)
            into = getattr(held, f"get_or_add_{name}")()
            for side in [key for key in ("before", "after") if own.get(tag(f"w:{key}"))]:
                for unit in ("Lines", "Autospacing"):  # they go before twips
                    into.attrib.pop(tag(f"w:{side}{unit}"), None)
            into.attrib.update(own.attrib)
            into[:] = [*own] or [*into]
            if own.get(tag("w:lineRule")) == "exact" and held.find(tag("w:snapToGrid")) is None:
                into.addprevious(node("w:snapToGrid", val=0))  # LibreOffice would raise it to a line of the grid
        for small in [own for own in entry.iter(tag("w:rPr")) if [one.tag for one in own] == _SIZES]:
            sizes = style.get_or_add_rPr()
            sizes.sz_val = Pt(int(small[0].get(tag("w:val"), "0")) / 2)
            for one in sizes.findall(_SIZES[1]):
                sizes.remove(one)
            sizes.find(_SIZES[0]).addnext(small[1])
            small.getparent().remove(small)


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
