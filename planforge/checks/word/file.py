"""What the rules for Word files look at: the file as its reader sees it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from planforge.problem import Text

if TYPE_CHECKING:
    from planforge.writers.docx.seal import Seal

from collections.abc import Iterator, Mapping

from lxml import etree

from planforge.office import MAIN, MOST_BYTES, open_parts, parsed
from planforge.resources import content_of
from planforge.writers.docx.places import Place, story_of, text_of, whole
from planforge.writers.docx.seal import content_digest, read_seal
from planforge.writers.docx.wordml import Element, tag


class Line(Struct, frozen=True):
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


class Grid(Struct, frozen=True):
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


class WordFile(Struct, frozen=True):
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


# Reading a Word file as its reader sees it ----------------------------------------------------------------------------

_CLEAR = (tag("w:sdt"), tag("w:sdtContent"), tag("w:customXml"), tag("w:ins"))
_DRAWN = (tag("w:drawing"), tag("w:pict"), tag("w:object"))


def read_word(path: Path) -> WordFile:
    """The file. Raises ``Unusable`` and ``OSError``."""
    parts = open_parts(content_of(path, MOST_BYTES))
    seal = read_seal(parts)
    pieces = tuple(_pieces(parsed(parts, MAIN), _levels(parts)))
    return WordFile(path, pieces, seal, seal is not None and seal.content == content_digest(parts))


def _pieces(root: etree._Element, levels: Mapping[str, int]) -> Iterator[Line | Grid]:
    body = root.find(tag("w:body"))
    story = story_of(MAIN)
    assert story is not None
    paragraph = table = 0
    under = ""
    for block in _blocks(body) if body is not None else ():
        if block.tag == tag("w:p"):
            paragraph += 1
            line = _line(block, Place(story, "", paragraph), levels, under)
            under = line.text.strip() if line.level and line.text.strip() else under
            yield line
        else:
            table += 1
            yield _grid(block, table)


def _blocks(holder: Element) -> Iterator[Element]:
    for child in holder:
        if child.tag in (tag("w:p"), tag("w:tbl")):
            yield child
        elif child.tag in _CLEAR:
            yield from _blocks(child)


def _line(paragraph: Element, place: Place, levels: Mapping[str, int], under: str) -> Line:
    style = paragraph.find(f"{tag('w:pPr')}/{tag('w:pStyle')}")
    level = 0 if style is None else levels.get(style.get(tag("w:val"), ""), 0)
    said = place.said
    if under and not level:
        said = Text(f"“{under}”下（{said.zh}）", f"under “{under}” ({said.en})")
    return Line(text_of(paragraph), said, place.paragraph, level, any(True for _ in paragraph.iter(*_DRAWN)))


def _grid(table: Element, number: int) -> Grid:
    lines = list(table.iterfind(tag("w:tr")))
    rows = tuple(tuple(_cells(line)) for line in lines)
    heads = sum(line.find(f"{tag('w:trPr')}/{tag('w:tblHeader')}") is not None for line in lines)
    caption = table.find(f"{tag('w:tblPr')}/{tag('w:tblCaption')}")
    width = max((start + 1 for row in rows for start, _ in row), default=0)
    return Grid(number, "" if caption is None else caption.get(tag("w:val"), ""), heads, rows, width)


def _cells(line: Element) -> Iterator[tuple[int, str]]:
    """The first column and the text of every cell."""
    start = 0
    for cell in line.iterfind(tag("w:tc")):
        span = cell.find(f"{tag('w:tcPr')}/{tag('w:gridSpan')}")
        text = "\n".join(text_of(paragraph) for paragraph in cell.iterfind(tag("w:p")))
        yield start, text.strip()
        start += 1 if span is None else max(whole(span.get(tag("w:val")), 1), 1)


def _levels(parts: Mapping[str, bytes]) -> dict[str, int]:
    """The heading level of each style that is one: by its outline level, its name, or the style it is based on."""
    if "word/styles.xml" not in parts:
        return {}
    root = parsed(parts, "word/styles.xml")
    styles = {style.get(tag("w:styleId"), ""): style for style in root.iter(tag("w:style"))}
    return {identity: level for identity in styles if (level := _level(styles, identity, 9))}


def _level(styles: Mapping[str, Element], identity: str, steps: int) -> int:
    """0 for a style that is no heading; ``steps`` ends a chain that bites its tail."""
    style = styles.get(identity)
    if style is None or not steps:
        return 0
    outline = style.find(f"{tag('w:pPr')}/{tag('w:outlineLvl')}")
    if outline is not None:
        level = whole(outline.get(tag("w:val")), 9) + 1
        return level if 1 <= level <= 9 else 0
    words = _value(style, "w:name").lower().split()
    if len(words) == 2 and words[0] == "heading" and words[1].isdigit():
        return int(words[1])
    return _level(styles, _value(style, "w:basedOn"), steps - 1)


def _value(style: Element, name: str) -> str:
    found = style.find(tag(name))
    return "" if found is None else found.get(tag("w:val"), "")
