"""Owns the lists of the style file as one document uses them: headings by language, annexes, counted lists from one."""

from __future__ import annotations

from typing import Any

from docx.parts.document import DocumentPart

from planforge.document.model import Document
from planforge.writers.docx.wordml import Element, node, tag

CHINESE, ENGLISH, ANNEX, BULLETS, COUNTED, PANEL, NONE = range(1, 8)
"""The lists of a house style file; the last prints no number, though the style of a heading has one."""


def bind(part: DocumentPart, document: Document) -> None:
    """Number the headings as the document's language does, and its annexes in its words."""
    numbering = part.numbering_part.element
    annex = _level(numbering, ANNEX, 0)
    annex.find(tag("w:lvlText")).set(tag("w:val"), document.furniture.annex.replace("{number}", "%1"))
    if not document.meta.language.startswith("zh"):
        _rebind(part, numbering)


def new_list(part: DocumentPart) -> int:
    """The number of a counted list that begins at one."""
    numbering = part.numbering_part.element
    last = max(int(one.get(tag("w:numId"))) for one in numbering.findall(tag("w:num")))
    override = node("w:lvlOverride", node("w:startOverride", val=1), ilvl=0)
    numbering.append(node("w:num", node("w:abstractNumId", val=COUNTED), override, numId=last + 1))
    return int(last) + 1


def membership(number: int, level: int = 0) -> Element:
    """Puts one paragraph into a list, or with ``NONE`` takes its number away."""
    return node("w:numPr", node("w:ilvl", val=level), node("w:numId", val=number))


def _rebind(part: DocumentPart, numbering: Any) -> None:
    for level in range(4):
        name = f"Heading{level + 1}"
        chinese = _level(numbering, CHINESE, level)
        chinese.remove(chinese.find(tag("w:pStyle")))
        english = _level(numbering, ENGLISH, level)
        english.find(tag("w:numFmt")).addnext(node("w:pStyle", val=name))
        style = next(one for one in part.styles.element.iter(tag("w:style")) if one.get(tag("w:styleId")) == name)
        next(style.iter(tag("w:numId"))).set(tag("w:val"), str(ENGLISH))


def _level(numbering: Any, number: int, level: int) -> Any:
    abstract = next(
        one for one in numbering.findall(tag("w:abstractNum")) if one.get(tag("w:abstractNumId")) == str(number)
    )
    return abstract.findall(tag("w:lvl"))[level]
