"""Owns what makes slides of parts: which are worth showing, and the line that names where their figures stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planforge.document.model import (
    Block,
    Bullets,
    Cards,
    Chart,
    Document,
    Gantt,
    House,
    Paragraph,
    Part,
    Quadrant,
    Run,
    Table,
    Voice,
)
from planforge.document.numbering import Numbering, flatten, number
from planforge.records import replace
from planforge.words import Words

VISUALS = (Chart, Table, Cards, Gantt, House, Quadrant)
_INSTEAD = {
    "deck_strategies": "strategies",
    "page_districts": "targets_by_district",
    "attainment_bridge": "attainment_by_district",
}
"""Tables made for slides, and the one of the document that has their figures."""


def slides(parts: Iterable[Part], document: Document, words: Words) -> Iterator[Part]:
    """The parts that show something, each with its source in a document of the plan."""
    numbering = number(document)
    for part in parts:
        blocks = tuple(flatten(part.blocks))
        shown = next((block for block in blocks if isinstance(block, VISUALS)), None)
        if part.title and (shown is not None or any(isinstance(block, Bullets) for block in blocks)):
            source = _source(shown, numbering, document.meta.title, words)
            yield replace(part, blocks=(*blocks, Paragraph((Run(source),), Voice.NOTE)))


def _source(shown: Block | None, numbering: Numbering, title: str, words: Words) -> str:
    mentions = [numbering.references[key].mention for key in _places(shown) if key in numbering.references]
    if not mentions:
        return words.label("deck.source_whole", title=title)
    return words.label("deck.source", title=title, mention=words.numbers.join(mentions))


def _places(shown: Block | None) -> tuple[str, ...]:
    """The tables and charts of the document that have the figures of a slide."""
    if isinstance(shown, Cards):
        return shown.stands_in
    key = getattr(shown, "key", "")
    return (_INSTEAD.get(key, key),)
