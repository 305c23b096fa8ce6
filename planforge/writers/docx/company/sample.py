"""Owns what is kept of a company's Word file that does not say where the plan goes: its cover, not its sample text."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from planforge.writers.docx.wordml import Element, node, tag

_HEADING = re.compile(r"(heading|toc) ?\d*|toc heading", re.IGNORECASE)
_NAMES = {"目录", "目次", "contents", "tableofcontents"}
_REFERENCES = (tag("w:headerReference"), tag("w:footerReference"))


def clear_sample(body: Element, styles: Any) -> tuple[bool, Element | None]:
    """Take the sample text out; whether a cover is left, and the place of contents that have a section of their own.

    The cover is what stands before the first heading or contents, or up to the first section or page break. Paragraphs
    that show a style by saying its name, as in our own style files, are no cover. A section before the last in which
    contents stand keeps its headers, its first page and its page numbers.
    """
    names = {style.get(tag("w:styleId")): _name(style) for style in styles.iter(tag("w:style"))}
    _settle_furniture(body)
    for specimen in [child for child in body if _is_specimen(child, names)]:
        body.remove(specimen)
    kept = _kept(body, names)
    front = _front(body, kept)
    for child in list(body)[kept:]:
        if child.tag != tag("w:sectPr") and child is not front:
            body.remove(child)
    cover = list(body)[: min(kept, len(body))]
    cover = [child for child in cover if child is not front and child.tag != tag("w:sectPr")]
    covered = any(map(_shows, cover))
    for child in cover if not covered else ():
        body.remove(child)
    if front is None:
        return covered, None
    place = node("w:p")
    front.addprevious(place)
    same = covered and not any(True for child in cover for _ in child.iter(tag("w:sectPr")))
    if same:  # cover and contents share a section
        place.addprevious(node("w:p", node("w:r", node("w:br", type="page"))))
    return covered, place


def _front(body: Element, kept: int) -> Element | None:
    """The end of the section, not the last, in which contents stand, emptied of all but its properties."""
    waiting = False
    for index, child in enumerate(body):
        waiting |= _is_listing(child)
        section = next(child.iter(tag("w:sectPr")), None) if child.tag == tag("w:p") else None
        if section is not None and waiting:
            return _emptied(child) if index >= kept or not _shows(child) else child
        if section is not None and index >= kept:
            return None
    return None


def _emptied(end: Element) -> Element:
    for child in [child for child in end if child.tag != tag("w:pPr")]:
        end.remove(child)
    return end


def _is_listing(child: Element) -> bool:
    """Whether contents stand here: as a field, in a control, or under their name."""
    text = "".join(text.text or "" for text in child.iter(tag("w:t"))).replace("　", "").replace(" ", "")
    codes = (code.text or "" for code in child.iter(tag("w:instrText")))
    return is_contents(child) or text.lower() in _NAMES or any(code.strip().startswith("TOC") for code in codes)


def _kept(body: Element, names: dict[str | None, str]) -> int:
    children = [child for child in body if child.tag != tag("w:sectPr")]
    for index, child in enumerate(children):
        if _begins_text(child, names):
            return index
        if any(True for _ in child.iter(tag("w:sectPr"))):
            return index + 1
        if _breaks_page(child):
            _join_pages(child)
            return index + 1
    return len(children)


def is_contents(child: Element) -> bool:
    """Whether an element is a table of contents as Word makes them."""
    gallery = next(child.iter(tag("w:docPartGallery")), None) if child.tag == tag("w:sdt") else None
    return gallery is not None and gallery.get(tag("w:val")) == "Table of Contents"


def _begins_text(child: Element, names: dict[str | None, str]) -> bool:
    """Whether an element is a heading or a table of contents."""
    if is_contents(child):
        return True
    style = child.find(f"{tag('w:pPr')}/{tag('w:pStyle')}")
    return style is not None and bool(_HEADING.fullmatch(names.get(style.get(tag("w:val")), "")))


def _is_specimen(child: Element, names: dict[str | None, str]) -> bool:
    style = child.find(f"{tag('w:pPr')}/{tag('w:pStyle')}") if child.tag == tag("w:p") else None
    named = "Normal" if style is None else names.get(style.get(tag("w:val")), "")
    return (
        child.tag == tag("w:p") and bool(named) and named == "".join(text.text or "" for text in child.iter(tag("w:t")))
    )


def _breaks_page(child: Element) -> bool:
    return any(one.get(tag("w:type")) == "page" for one in child.iter(tag("w:br")))


def _join_pages(child: Element) -> None:
    """Take page breaks out: the plan begins a section, and so a page, anyway."""
    for one in [one for one in child.iter(tag("w:br")) if one.get(tag("w:type")) == "page"]:
        holder = one.getparent()
        assert holder is not None
        holder.remove(one)


def _shows(child: Element) -> bool:
    """Whether an element shows anything."""
    pictures = (tag("w:drawing"), tag("w:pict"), tag("w:object"))
    return bool("".join(text.text or "" for text in child.iter(tag("w:t"))).strip()) or any(
        True for _ in child.iter(*pictures)
    )


def _settle_furniture(body: Element) -> None:
    """Headers and footers that the last section has from those before it, put on itself."""
    final = body.find(tag("w:sectPr"))
    if final is None:
        return
    held: dict[tuple[str, str | None], Element] = {}
    for section in body.iter(tag("w:sectPr")):
        held |= {(str(one.tag), one.get(tag("w:type"))): one for one in section if one.tag in _REFERENCES}
    own = {(str(one.tag), one.get(tag("w:type"))) for one in final}
    for key in reversed([key for key in held if key not in own]):
        final.insert(0, deepcopy(held[key]))


def _name(style: Element) -> str:
    found = style.find(tag("w:name"))
    return "" if found is None else found.get(tag("w:val"), "")
