"""Owns what is kept of a company's Word file that does not say where the plan goes: its cover, not its sample text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import pairwise
from typing import Any

from msgspec import Struct

from planforge.writers.docx.places import whole
from planforge.writers.docx.wordml import Element, node, tag

_HEADING = re.compile(r"(heading|toc) ?\d*|toc heading", re.IGNORECASE)
_NAMES = {"目录", "目次", "contents", "tableofcontents", "inhalt", "inhaltsverzeichnis", "sommaire", "indice",
          "índice", "содержание", "оглавление", "目錄"}  # fmt: skip
_BUILT_IN = re.compile(r"(heading|标题|toc) ?\d*|(sub)?title", re.IGNORECASE)
_COVER, _LETTERS = 20, 1500  # paragraphs that a cover may have, and letters
_PROMPTS = 2  # that make a form of a file
_TEXT = 9  # the outline level of what is no heading
_REFERENCES = (tag("w:headerReference"), tag("w:footerReference"))


class Cleared(Struct, frozen=True):
    """What a file without its sample text is: whether a cover is left, where contents that have a section of their own
    go, the company's own heading styles by level, the paragraphs that went."""

    covered: bool
    front: Element | None
    headings: dict[int, str]
    gone: tuple[str, ...]


def clear_sample(body: Element, styles: Any) -> Cleared:
    """Take the sample text out; cover and front matter stay.

    They are what stands before the first heading or contents, but for more text than a cover has; in a file without
    either, up to the first section or page break, or all of it where it is no more than a cover may have and no form
    to be filled in. Paragraphs that show a style by saying its name, as in style files of ours and of pandoc, are no
    cover. A section before the last in which contents stand keeps its headers, its first page and its page numbers.
    The plan takes the place, and so the pages, of the first heading.
    """
    sheet = _Sheet(styles)
    specimens = [child for child in body if _is_specimen(child, sheet.names)]
    others = any(_shows(child) for child in body if child not in specimens)
    first = next((one for one in specimens if others and sheet.begins(one)), None)
    for specimen in specimens:
        if specimen is not first:  # where the sample text of others begins
            body.remove(specimen)
    kept = _kept(body, sheet)
    own = sheet.own(body)
    front = _front(body, kept)
    _settle(body, sheet, front)
    sample = [child for child in list(body)[kept:] if child.tag != tag("w:sectPr") and child is not front]
    gone = tuple(filter(None, (_words(child) for child in _beside_contents(sample) if child is not first)))
    for child in sample:
        body.remove(child)
    cover = list(body)[: min(kept, len(body))]
    cover = [child for child in cover if child is not front and child.tag != tag("w:sectPr")]
    covered = any(map(_shows, cover))
    for child in cover if not covered else ():
        body.remove(child)
    if front is None:
        return Cleared(covered, None, own, gone)
    place = node("w:p")
    front.addprevious(place)
    if covered and cover and next(cover[-1].iter(tag("w:sectPr")), None) is None:  # they share a section
        place.addprevious(node("w:p", node("w:r", node("w:br", type="page"))))
    return Cleared(covered, place, own, gone)


def _beside_contents(sample: Iterable[Element]) -> Iterator[Element]:
    """The elements that are not contents, whose field may be spread over paragraphs."""
    within = 0
    for child in sample:
        listing = _is_listing(child) or within > 0
        marks = [mark.get(tag("w:fldCharType")) for mark in child.iter(tag("w:fldChar"))] if listing else []
        within += marks.count("begin") - marks.count("end")
        if not listing:
            yield child


def _words(child: Element) -> str:
    return "".join(text.text or "" for text in child.iter(tag("w:t"))).strip()


class _Sheet:
    """Which styles of a file are those of headings."""

    def __init__(self, styles: Any) -> None:
        found = [style for style in styles.iter(tag("w:style")) if style.get(tag("w:type"), "paragraph") == "paragraph"]
        self.names: dict[str | None, str] = {style.get(tag("w:styleId")): _name(style) for style in found}
        given = {style.get(tag("w:styleId")): _outline(style) for style in found}
        based = {style.get(tag("w:styleId")): style.find(tag("w:basedOn")) for style in found}
        self.levels: dict[str | None, int | None] = {}
        for identity in given:
            at, seen = identity, {None, identity}
            while (
                given.get(at) is None and (under := based.get(at)) is not None and under.get(tag("w:val")) not in seen
            ):
                seen.add(at := under.get(tag("w:val")))
            outline = given.get(at)
            self.levels[identity] = outline + 1 if outline is not None and outline < _TEXT else None

    def level(self, child: Element) -> int | None:
        """The level of a heading, 1 for the highest; None for other paragraphs."""
        style = child.find(f"{tag('w:pPr')}/{tag('w:pStyle')}") if child.tag == tag("w:p") else None
        return None if style is None else self.levels.get(style.get(tag("w:val")))

    def begins(self, child: Element) -> bool:
        """Whether an element is a heading or an entry of contents."""
        style = child.find(f"{tag('w:pPr')}/{tag('w:pStyle')}") if child.tag == tag("w:p") else None
        identity = None if style is None else style.get(tag("w:val"))
        named = _HEADING.fullmatch(self.names.get(identity, "")) if identity else None
        return bool(named) or (identity is not None and self.levels.get(identity) is not None)

    def own(self, body: Element) -> dict[int, str]:
        """The heading styles that are used and are no headings of Word's own, at levels where those are not used."""
        used: dict[int, list[str]] = {}
        for child in body:
            style = child.find(f"{tag('w:pPr')}/{tag('w:pStyle')}")
            if style is not None and (level := self.level(child)) is not None:
                used.setdefault(level, []).append(style.get(tag("w:val"), ""))
        return {
            level: names[0]
            for level, names in used.items()
            if not any(_BUILT_IN.fullmatch(self.names.get(name, "")) for name in names)
        }


def _outline(style: Element) -> int | None:
    found = style.find(f"{tag('w:pPr')}/{tag('w:outlineLvl')}")
    return None if found is None else whole(found.get(tag("w:val")), _TEXT)


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


def _kept(body: Element, sheet: _Sheet) -> int:
    """How many elements stand before the sample text; no page break is left at their end, as the plan begins a page."""
    children = [child for child in body if child.tag != tag("w:sectPr")]
    begins = next((n for n, child in enumerate(children) if sheet.begins(child) or _is_listing(child)), None)
    if begins is None:
        all_of_it = len(children) if _is_short(children) and not _is_form(children) else 0
        begins = next((n + 1 for n, child in enumerate(children) if _ends_page(child)), all_of_it)
    ends = [0, *(n + 1 for n in range(begins) if _ends_page(children[n])), begins]
    begins = next((start for start, end in pairwise(ends) if not _is_short(children[start:end])), begins)
    last = begins - 1
    while last >= 0 and not _shows(children[last]) and not _ends_page(children[last]):
        last -= 1
    if last >= 0 and _breaks_page(children[last]):
        for blank in children[last + 1 : begins]:
            body.remove(blank)
        _join_pages(children[last])
        return last + 1
    return begins


def _is_short(children: Sequence[Element]) -> bool:
    """Whether there is no more text than a cover or a page of front matter has."""
    said = list(filter(None, map(_words, children)))
    return len(said) <= _COVER and sum(map(len, said)) <= _LETTERS


def _is_form(children: Sequence[Element]) -> bool:
    """Whether several prompts wait to be filled in, as in a letter, a fax or a resume."""
    controls = {id(control): control for child in children for control in child.iter(tag("w:sdt"))}
    return sum(map(_asks, controls.values())) >= _PROMPTS


def _ends_page(child: Element) -> bool:
    return _breaks_page(child) or next(child.iter(tag("w:sectPr")), None) is not None


def is_contents(child: Element) -> bool:
    """Whether an element is a table of contents as Word makes them."""
    gallery = next(child.iter(tag("w:docPartGallery")), None) if child.tag == tag("w:sdt") else None
    return gallery is not None and gallery.get(tag("w:val")) == "Table of Contents"


def _is_specimen(child: Element, names: dict[str | None, str]) -> bool:
    style = child.find(f"{tag('w:pPr')}/{tag('w:pStyle')}") if child.tag == tag("w:p") else None
    named = "Normal" if style is None else names.get(style.get(tag("w:val")), "")
    return child.tag == tag("w:p") and bool(named) and named.lower() == _words(child).strip(" .").lower()


def _breaks_page(child: Element) -> bool:
    return any(one.get(tag("w:type")) == "page" for one in child.iter(tag("w:br")))


def _join_pages(child: Element) -> None:
    """Take page breaks out: the plan begins a section, and so a page, anyway."""
    for one in [one for one in child.iter(tag("w:br")) if one.get(tag("w:type")) == "page"]:
        holder = one.getparent()
        assert holder is not None
        holder.remove(one)


def _shows(child: Element) -> bool:
    """Whether an element shows anything; the prompt of a control that nobody has filled in is nothing."""
    pictures = (tag("w:drawing"), tag("w:pict"), tag("w:object"))
    prompts = {id(text) for control in child.iter(tag("w:sdt")) if _asks(control) for text in control.iter(tag("w:t"))}
    said = "".join(text.text or "" for text in child.iter(tag("w:t")) if id(text) not in prompts)
    return bool(said.strip()) or any(True for _ in child.iter(*pictures))


def _asks(control: Element) -> bool:
    """Whether a control shows its prompt, and nothing in the file fills it in."""
    properties = control.find(tag("w:sdtPr"))
    names = () if properties is None else [str(one.tag) for one in properties]
    return tag("w:showingPlcHdr") in names and tag("w:dataBinding") not in names


def _settle(body: Element, sheet: _Sheet, front: Element | None) -> None:
    """Make the last section that of the first heading, with the headers and footers that this has from those before."""
    final = body.find(tag("w:sectPr"))
    if final is None:
        return
    heading = next((child for child in body if sheet.level(child) is not None and not _is_listing(child)), None)
    model = final if heading is None else next(_sections([heading, *heading.itersiblings()]))
    held: dict[tuple[str, str | None], Element] = {}
    for section in body.iter(tag("w:sectPr")):
        held |= {(str(one.tag), one.get(tag("w:type"))): one for one in section if one.tag in _REFERENCES}
        if section is model:
            break
    made = deepcopy(model)
    own = {(str(one.tag), one.get(tag("w:type"))) for one in made}
    for key in reversed([key for key in held if key not in own]):
        made.insert(0, deepcopy(held[key]))
    if front is not None and next(front.iter(tag("w:sectPr")), None) is model:  # contents have begun its numbers
        for numbers in made.iter(tag("w:pgNumType")):
            numbers.attrib.pop(tag("w:start"), "")
    body.replace(final, made)


def _sections(elements: Iterable[Element]) -> Iterator[Element]:
    return (section for element in elements for section in element.iter(tag("w:sectPr")))


def _name(style: Element) -> str:
    found = style.find(tag("w:name"))
    return "" if found is None else found.get(tag("w:val"), "")
