"""Owns what a house style changes for the language of a document: Chinese paragraphs begin indented, others do not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.parts.document import DocumentPart

from planforge.document.model import Document
from planforge.writers.docx.wordml import Element, tag

_FIRST = ("w:firstLine", "w:firstLineChars")


def adapt(part: DocumentPart, document: Document) -> None:
    """Take first-line indents, and lines stretched to both margins, out of the styles of what is not Chinese."""
    if document.meta.language.startswith("zh"):
        return
    for properties in _properties(part.styles.element):
        indent, justified = properties.find(tag("w:ind")), properties.find(tag("w:jc"))
        if indent is not None:
            for name in _FIRST:
                indent.attrib.pop(tag(name), "")
        if justified is not None and justified.get(tag("w:val")) == "both":
            justified.set(tag("w:val"), "left")


def _properties(styles: Any) -> Iterator[Element]:
    for style in styles.iter(tag("w:style")):
        if style.get(tag("w:type")) == "paragraph":
            yield from style.findall(tag("w:pPr"))
