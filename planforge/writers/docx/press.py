"""Owns what is known while a document is being printed: its style, its numbers, the room on the page, the next id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from docx.parts.document import DocumentPart

from planforge.document.model import Document
from planforge.document.numbering import Caption, Entry, Numbering, number
from planforge.writers.docx.page import Page
from planforge.writers.docx.wordml import Element
from planforge.writers.look import Look


@dataclass(slots=True)
class Press:
    """One printing of one document. Widths are in twips."""

    part: DocumentPart
    document: Document
    look: Look
    page: Page
    official: bool = False
    own: bool = True  # our own page, whose measures we know; not a company's
    paged: bool = True  # whether contents have page numbers
    given: tuple[Element, ...] = ()  # references to the headers and footers that the style file brings
    tight: bool = False  # printing what is to fit one sheet
    numbering: Numbering = field(init=False)
    captions: Iterator[Caption] = field(init=False)
    entries: Iterator[Entry] = field(init=False)
    ids: Iterator[int] = field(init=False)
    furniture: dict[tuple[str, int], tuple[Element, ...]] = field(default_factory=dict)  # title, width: references

    def __post_init__(self) -> None:
        self.numbering = number(self.document)
        self.captions = iter(self.numbering.captions)
        self.entries = iter(self.numbering.entries)
        self.ids = count(1)

    @property
    def chinese(self) -> bool:
        """Whether the document follows Chinese conventions."""
        return self.document.meta.language.startswith("zh")

    @property
    def head_fill(self) -> str:
        """The fill of a table's header cells."""
        return "EDEDED" if self.official else self.look.series(0)

    @property
    def width(self) -> int:
        """The width of the text."""
        return self.page.text_width

    def turn(self) -> None:
        """Go on with pages of the other orientation."""
        self.page = self.page.turned()
