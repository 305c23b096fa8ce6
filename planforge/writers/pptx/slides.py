"""Owns what of a document stands on each slide: the sentence on top, one picture or table, points, notes, source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from planforge.document.deck import VISUALS
from planforge.document.model import (
    Block,
    Bullets,
    Cards,
    Chart,
    Document,
    Heading,
    Inline,
    Paragraph,
    PartKind,
    Run,
    Table,
    Voice,
)
from planforge.document.numbering import Captioned, Numbering, flatten, number

MOST_POINTS = 3

_SENTENCE = re.compile(r"[^。！？]+[。！？]|.+?[.!?](?=\s|$)|.+$", re.DOTALL)

Point = tuple[str, str]
"""What is said in bold, and what after it."""


class Slide(Struct, frozen=True):
    """``visual`` is None where the points are all that it says."""

    title: str
    visual: Block | None
    points: tuple[Point, ...] = ()
    notes: str = ""
    source: str = ""


def slides_of(document: Document) -> tuple[Slide, ...]:
    """A slide a part of a deck; of any other document one a section that shows a picture or a table."""
    if document.parts and document.parts[0].kind is PartKind.SLIDE:
        return tuple(_slide(part.title, part.blocks) for part in document.parts)
    return tuple(_sections(document))


def _slide(title: str, blocks: Iterable[Block]) -> Slide:
    held = list(flatten(blocks))
    visual = next((block for block in held if isinstance(block, VISUALS)), None)
    items = [item for block in held if isinstance(block, Bullets) for item in block.items]
    said = [block for block in held if isinstance(block, Paragraph)]
    notes = [words(block.inlines) for block in said if block.voice is not Voice.NOTE]
    sources = [words(block.inlines) for block in said if block.voice is Voice.NOTE]
    return Slide(title, visual, tuple(map(_point, items[:MOST_POINTS])), "\n".join(notes), "  ".join(sources))


def _sections(document: Document) -> Iterator[Slide]:
    """Every section with something to show, its first sentence as the title."""
    numbering = number(document)
    for part in document.parts:
        title, held = part.title, list[Block]()
        for block in (*flatten(part.blocks), Heading(1, "")):
            if isinstance(block, Heading) and block.level <= 2:
                if any(isinstance(one, VISUALS) for one in held):
                    yield _section(title, held, document, numbering)
                title, held = block.text or title, []
            else:
                held.append(block)


def _section(title: str, held: list[Block], document: Document, numbering: Numbering) -> Slide:
    shown = [one for one in held if isinstance(one, VISUALS)]
    drawn = next((one for one in shown if isinstance(one, Chart)), None)
    visual = drawn if drawn and isinstance(shown[0], Table) else shown[0]  # the table behind a picture is for readers
    said = [words(one.inlines, numbering) for one in held if isinstance(one, Paragraph) and one.voice is not Voice.NOTE]
    items = [item for block in held if isinstance(block, Bullets) for item in block.items]
    sentences = [match.strip() for match in _SENTENCE.findall(" ".join(said))]
    mentions = sorted({caption.mention for caption in numbering.references.values()}, key=len, reverse=True)
    findings = [found for sentence in sentences if re.search(r"\d", found := _without(sentence, mentions))]
    head = findings[0] if findings else title  # what only points at a table is no finding
    mention = numbering.references[visual.key].mention if isinstance(visual, Captioned) else ""
    source = " ".join(filter(None, (document.meta.title, mention)))
    points = tuple(map(_point, items[:MOST_POINTS])) if isinstance(visual, Cards) else ()
    return Slide(head, visual, points, notes=" ".join(sentences[1:]), source=source)


def _without(sentence: str, mentions: Iterable[str]) -> str:
    """A sentence without the places that it points at."""
    for mention in mentions:
        sentence = re.sub(rf"\s*[（(][^（()）]*{re.escape(mention)}[^（()）]*[）)]", "", sentence)
        sentence = re.sub(rf"[，,;；：:]?[^，,;；。]*{re.escape(mention)}[^，,;；。]*", "", sentence)
    return sentence.strip().rstrip("。.，,;；")


def words(inlines: Iterable[Inline], numbering: Numbering | None = None) -> str:
    """The text of inlines, mentions as they are printed."""
    found = numbering.references if numbering else {}
    return "".join(
        one.text if isinstance(one, Run) else found[one.key].mention if one.key in found else one.key for one in inlines
    )


def _point(item: tuple[Inline, ...]) -> Point:
    """The bold beginning of an item, and the rest."""
    bold = "".join(one.text for one in item[:1] if isinstance(one, Run) and one.bold)
    return bold.strip(), words(item[1:] if bold else item).strip()
