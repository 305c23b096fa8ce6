"""Owns the fields of a company's file: what they show of the plan, what changes with it, what finds nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from docx.document import Document as WordFile

from planforge.document.model import Meta
from planforge.office import parsed
from planforge.writers.docx.places import stories
from planforge.writers.docx.wordml import Element, tag

_NAME = re.compile(r"\s*([A-Za-z]+)\s*(\"[^\"]*\"|\S+)?")
_HEADING = re.compile(r"(?:heading|标题|überschrift|titre|título|titolo)? ?([1-9])", re.IGNORECASE)
_CHANGING = {"DATE", "TIME", "SAVEDATE", "PRINTDATE", "CREATEDATE", "FILENAME", "AUTHOR", "LASTSAVEDBY", "USERNAME",
             "DOCPROPERTY", "DOCVARIABLE", "TEMPLATE"}  # fmt: skip
"""Fields that show something else in the plan than in the company's file."""

_ACTIVE = {"DATABASE", "DDE", "DDEAUTO", "IMPORT", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "LINK", "MACROBUTTON",
           "RD"}  # fmt: skip
"""Fields that fetch or run something when Word opens the file or brings its fields up to date."""


def active_fields(root: Element) -> Iterator[str]:
    """The kinds of field in a part that would fetch or run something."""
    return (kind for kind, _ in map(_read, _codes(root)) if kind in _ACTIVE)


def changing_fields(parts: Mapping[str, bytes]) -> tuple[str, ...]:
    """The kinds of field in headers and footers that show something else in the plan: a date, a file's name."""
    found = (code for name in stories(parts)[1:] for code in _codes(parsed(parts, name)))
    return tuple(dict.fromkeys(kind for kind, _ in map(_read, found) if kind in _CHANGING))


def fields_without_text(word: WordFile) -> tuple[str, ...]:
    """The fields in headers and footers that name a style or a bookmark of which the document has none."""
    body = word.part.element.body
    links = (link for link in word.part.rels.values() if link.reltype.endswith(("/header", "/footer")))
    codes = [code for link in links for code in _codes(link.target_part.element)]
    used = {one.get(tag("w:val")) for one in body.iter(tag("w:pStyle"), tag("w:rStyle"))}
    marks = {one.get(tag("w:name")) for one in body.iter(tag("w:bookmarkStart"))}
    lost: dict[str, None] = {}
    for kind, named in map(_read, codes):
        missing = kind in ("REF", "PAGEREF") and named not in marks
        if missing or (kind == "STYLEREF" and not used & set(_styles_named(word.styles.element, named))):
            lost[f"{kind} {named}"] = None
    return tuple(lost)


def show_properties(word: WordFile, meta: Meta) -> None:
    """Let fields and bound controls say what Word would have them say: title, author and subject of the plan."""
    values = {"title": meta.title, "author": meta.author, "creator": meta.author, "subject": meta.subject}
    links = (link for link in word.part.rels.values() if link.reltype.endswith(("/header", "/footer")))
    for root in (word.part.element.body, *(link.target_part.element for link in links)):
        for control in root.iter(tag("w:sdt")):
            _say_bound(control, values)
        for simple in root.iter(tag("w:fldSimple")):
            _say(simple.iter(tag("w:t")), values.get(_property(simple.get(tag("w:instr"), ""))))
        for paragraph in root.iter(tag("w:p")):
            _say_fields(paragraph, values)


def _say_bound(control: Element, values: Mapping[str, str]) -> None:
    properties, content = control.find(tag("w:sdtPr")), control.find(tag("w:sdtContent"))
    binding = None if properties is None else properties.find(tag("w:dataBinding"))
    named = None if binding is None else _BOUND.search(binding.get(tag("w:xpath"), ""))
    if properties is None or content is None or not named or not values.get(named[1]):
        return
    _say(content.iter(tag("w:t")), values[named[1]])
    for prompt in properties.findall(tag("w:showingPlcHdr")):
        properties.remove(prompt)


def _say_fields(paragraph: Element, values: Mapping[str, str]) -> None:
    code, shown, shows = "", list[Element](), False
    for one in paragraph.iter(tag("w:instrText"), tag("w:fldChar"), tag("w:t")):
        if one.tag == tag("w:instrText"):
            code += one.text or ""
        elif one.tag == tag("w:t"):
            shown += [one] if shows else []
        elif one.get(tag("w:fldCharType")) == "separate":
            shows = True
        else:
            _say(shown, values.get(_property(code)) if shows else None)
            code, shown, shows = "", [], False


_BOUND = re.compile(r"coreProperties\[1\]/(?:\w+:)?(\w+)\[1\]$")


def _property(code: str) -> str:
    """The property that a field shows, in small letters; nothing for another field."""
    kind, named = _read(code)
    return named.lower() if kind == "DOCPROPERTY" else kind.lower()


def _say(texts: Iterable[Element], value: str | None) -> None:
    """Let the first of some texts say a value, the others nothing."""
    for number, one in enumerate(list(texts) if value else ()):
        one.text = "" if number else value


def _codes(root: Element) -> Iterator[str]:
    """The instructions of the fields of a part; one may be spread over runs and paragraphs, or stand in another."""
    opened = [""]  # the first of what stands in no field
    for one in root.iter(tag("w:instrText"), tag("w:fldChar")):
        if one.tag == tag("w:instrText"):
            opened[-1] += one.text or ""
        elif one.get(tag("w:fldCharType")) == "begin":
            opened.append("")
        elif one.get(tag("w:fldCharType")) == "end" and len(opened) > 1:
            yield opened.pop()
    yield from opened
    yield from (simple.get(tag("w:instr"), "") for simple in root.iter(tag("w:fldSimple")))


def _read(code: str) -> tuple[str, str]:
    """The kind of a field and what it names."""
    match = _NAME.match(code)
    return (match[1].upper(), (match[2] or "").strip('"')) if match else ("", "")


def _styles_named(styles: Any, name: str) -> Iterable[str | None]:
    """The ids of the styles that a field may mean: by a name; a heading by its number, or its name in any tongue."""
    wanted = {name.lower()}
    if number := _HEADING.fullmatch(name):
        wanted |= {f"heading {number[1]}", f"标题 {number[1]}"}
    for style in styles.iter(tag("w:style")):
        held = [one.get(tag("w:val"), "") for one in style.iter(tag("w:name"), tag("w:aliases"))]
        if wanted & {one.strip().lower() for text in held for one in text.split(",")}:
            yield style.get(tag("w:styleId"))
