"""Owns what a house style changes for the language of a document: indents and stretched lines are for Chinese only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.parts.document import DocumentPart

from planforge.document.model import Document
from planforge.writers.docx.wordml import Element, tag

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
