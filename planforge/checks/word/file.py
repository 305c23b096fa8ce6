"""What the rules for Word files look at: the file as its reader sees it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from planforge.problem import Text

if TYPE_CHECKING:
    from planforge.writers.docx.seal import Seal


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; ``level`` of a heading, 0 for any other; ``drawn`` says that it holds a picture or chart."""

    text: str
    place: Text
    number: int  # among the paragraphs of the body
    level: int = 0
    drawn: bool = False

    @property
    def shows(self) -> bool:
        """Whether there is anything to see."""
        return self.drawn or bool(self.text.strip())


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows of (first column, text) in reading order; ``heads`` counts the header rows."""

    number: int
    caption: str
    heads: int
    rows: tuple[tuple[tuple[int, str], ...], ...]
    width: int

    def place(self, row: int, cell: int) -> Text:
        """Where a cell is, both counted from 0."""
        zh = f"表格 {self.number}" + (f"“{self.caption}”" if self.caption else "")
        en = f"table {self.number}" + (f" “{self.caption}”" if self.caption else "")
        return Text(f"{zh}第 {row + 1} 行第 {cell + 1} 格", f"{en}, row {row + 1}, cell {cell + 1}")


@dataclass(frozen=True, slots=True)
class WordFile:
    """All that the rules look at."""

    path: Path
    pieces: tuple[Line | Grid, ...]
    seal: Seal | None
    intact: bool

    @property
    def headings(self) -> tuple[Line, ...]:
        """Headings in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Line) and piece.level)

    @property
    def tables(self) -> tuple[Grid, ...]:
        """Tables in order, those inside cells left out."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Grid))
