"""Owns what is known while a document is being printed: its style, its numbers, the room on the page, the next id."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import count

from docx.parts.document import DocumentPart
from msgspec import Struct, field

from planforge.document.model import Document
from planforge.document.numbering import Caption, Entry, Numbering, number
from planforge.writers.docx.page import Page
from planforge.writers.docx.wordml import Element
from planforge.writers.look import Look


class Press(Struct, dict=True):
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
    furniture: dict[tuple[str, int], tuple[Element, ...]] = field(default_factory=dict)  # title, width: references

    @cached_property
    def numbering(self) -> Numbering:
        """The numbers of headings and captions."""
        return number(self.document)

    @cached_property
    def captions(self) -> Iterator[Caption]:
        """The captions that are still to come."""
        return iter(self.numbering.captions)

    @cached_property
    def entries(self) -> Iterator[Entry]:
        """The entries of the contents that are still to come."""
        return iter(self.numbering.entries)

    @cached_property
    def ids(self) -> Iterator[int]:
        """The ids not yet given."""
        return count(1)

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
