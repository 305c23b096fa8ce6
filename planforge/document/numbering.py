"""Owns the numbers of a document: 一、（一）1.（1） or 1 / 1.1 for headings, 表3 or Figure 2 for captions.

Every writer prints these same numbers, so that the Word file, the web page and the contents agree. Headings outside
the numbered parts (summary, annexes) carry none. Tables and Gantt tables share one counter; charts, quadrants and
strategy houses the other; forms are not counted, nor is what stands on a single sheet, whose captions are headings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from planforge.document.model import (
    Block,
    Chart,
    Document,
    Gantt,
    Heading,
    House,
    Landscape,
    Part,
    PartKind,
    Quadrant,
    Table,
)

Captioned = Table | Gantt | Chart | Quadrant | House

_DIGITS = "零一二三四五六七八九"


class Entry(Struct, frozen=True):
    """A heading as the contents list it. A part's title has level 1; ``number`` is empty where it has none."""

    level: int
    number: str  # "一、", "（一）", "1.1", "附件1　"
    text: str
    anchor: str  # unique in the document, fit for a bookmark or an HTML id
    gap: str = ""  # what stands between number and text
    annex: bool = False  # whether it stands in an annex

    @property
    def line(self) -> str:
        """Number and text as one line."""
        return f"{self.number}{self.gap}{self.text}" if self.number else self.text


class Caption(Struct, frozen=True):
    """The caption of a table or figure, numbered unless it stands on a single sheet."""

    label: str  # "表", "Table"
    number: int  # 0 where it has none
    text: str
    anchor: str
    gap: str  # between label and number
    stop: str  # between number and text

    @property
    def mention(self) -> str:
        """How the text refers to it: "表3", "Table 3"."""
        return f"{self.label}{self.gap}{self.number}" if self.number else self.text

    @property
    def line(self) -> str:
        """The whole caption: "表3　分片区年度目标", "Table 3. Target by district"."""
        return f"{self.mention}{self.stop}{self.text}" if self.number else self.text


class Numbering(Struct, frozen=True):
    """All numbers in reading order: a writer takes the next one whenever it meets a heading or a caption."""

    entries: tuple[Entry, ...]  # one a part title and one a Heading
    captions: tuple[Caption, ...]  # one a captioned block
    references: dict[str, Caption]  # by block key; the first where a block is printed twice, one with a number if any


def number(document: Document) -> Numbering:
    """Number the parts, headings and captioned blocks of a document."""
    captions = tuple(_captions(document))
    blocks = [block for part in document.parts for block in flatten(part.blocks) if isinstance(block, Captioned)]
    references: dict[str, Caption] = {}
    for block, caption in sorted(zip(blocks, captions, strict=True), key=lambda pair: not pair[1].number):
        references.setdefault(block.key, caption)
    return Numbering(tuple(_entries(document)), captions, references)


def flatten(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks in reading order, those on turned pages among them."""
    for block in blocks:
        if isinstance(block, Landscape):
            yield from flatten(block.blocks)
        else:
            yield block


def counting(number: int) -> str:
    """A Chinese numeral as Word's ``chineseCountingThousand`` writes it: 一, 十, 十一, 二十; digits from 100 on."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    lead = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return lead + (_DIGITS[ones] if ones else "")


def _entries(document: Document) -> Iterator[Entry]:
    chinese = document.meta.language.startswith("zh")
    counts = dict.fromkeys(PartKind, 0)
    index = 0
    for part in document.parts:
        counts[part.kind] += 1
        yield _title(part, counts[part.kind], document.furniture.annex, f"h{(index := index + 1)}", chinese)
        counters = [counts[part.kind], 0, 0, 0]
        for block in flatten(part.blocks):
            if isinstance(block, Heading):
                counted = block.numbered and part.kind is PartKind.PART
                text = _step(counters, block.level, chinese) if counted else ""
                gap, annex = "" if chinese else " ", part.kind is PartKind.ANNEX
                yield Entry(block.level, text, block.text, f"h{(index := index + 1)}", gap, annex)


def _title(part: Part, count: int, annex: str, anchor: str, chinese: bool) -> Entry:
    if part.kind is PartKind.ANNEX:
        number = annex.replace("{number}", str(count))
        return Entry(1, number if part.title else number.rstrip(" .　"), part.title, anchor)
    if part.kind in (PartKind.SUMMARY, PartKind.PAPER):
        return Entry(1, "", part.title, anchor)
    return Entry(1, _mark([count], chinese), part.title, anchor, "" if chinese else " ")


def _step(counters: list[int], level: int, chinese: bool) -> str:
    """Advance the counter of a level, begin those below again, and write the number."""
    counters[level - 1] += 1
    counters[level:] = [0] * (len(counters) - level)
    return _mark([max(count, 1) for count in counters[:level]], chinese)


def _mark(counts: list[int], chinese: bool) -> str:
    if not chinese:
        return ".".join(map(str, counts))
    last = counts[-1]
    return (f"{counting(last)}、", f"（{counting(last)}）", f"{last}.", f"（{last}）")[len(counts) - 1]


def _captions(document: Document) -> Iterator[Caption]:
    chinese = document.meta.language.startswith("zh")
    gap, stop = ("", "　") if chinese else (" ", ". ")
    labels = {"table": document.furniture.table, "figure": document.furniture.figure}
    counts = Counter[tuple[str, bool]]()
    for part in document.parts:
        for block in flatten(part.blocks):
            if isinstance(block, Captioned):
                sort = "table" if isinstance(block, Table | Gantt) else "figure"
                counts[sort, part.tight] += 1
                count = counts[sort, part.tight]
                anchor = f"{sort}{'_sheet' if part.tight else ''}{count}"
                yield Caption(labels[sort], 0 if part.tight else count, block.caption, anchor, gap, stop)
