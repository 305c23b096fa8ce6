"""Owns the making of one Word file from a document and a house style."""

from __future__ import annotations

import docx

from planforge import resources
from planforge.document.model import Document
from planforge.writers.docx.body import body
from planforge.writers.docx.lists import bind
from planforge.writers.docx.package import save, set_properties
from planforge.writers.docx.page import page_of
from planforge.writers.docx.press import Press
from planforge.writers.look import BUSINESS, OFFICIAL

_LOOKS = {"business": BUSINESS, "official": OFFICIAL}


def print_document(document: Document, style: str, contents: str, epoch: int | None) -> bytes:
    """The finished file."""
    word = docx.Document(str(resources.templates() / "word" / f"{style}.docx"))
    press = Press(word.part, document, _LOOKS[style], page_of(word.sections[0]), style == "official")
    bind(word.part, document)
    holder = word.part.element.body
    for child in list(holder):
        holder.remove(child)
    holder.extend(body(press))
    set_properties(word, document, epoch)
    return save(word, document)
