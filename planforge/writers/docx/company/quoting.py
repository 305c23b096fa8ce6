"""Owns what a company's file shows of a plan: the parts for each of its slots, and mentions of what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from planforge.document.model import (
    Block,
    Bullets,
    Document,
    Inline,
    Landscape,
    Paragraph,
    Part,
    PartKind,
    Reference,
    Run,
)
from planforge.document.numbering import Captioned, Numbering, flatten, number
from planforge.writers.docx.company.filling import Slot, Whole

LOOSE = "·"  # the key of a part made for one block alone, whose title is never printed


def parts_of(slots: Sequence[Slot], document: Document) -> tuple[tuple[Part, ...], ...]:
    """The parts that each slot prints. The whole body leaves out those that have a slot of their own."""
    alone = {slot.key for slot in slots if isinstance(slot, Part)}
    return tuple(tuple(_parts(slot, document, alone)) for slot in slots)


def shown(document: Document, parts: tuple[Part, ...]) -> Document:
    """The document with just these parts; tables that none of them holds are mentioned by their captions."""
    placed = {block.key for part in parts for block in flatten(part.blocks) if isinstance(block, Captioned)}
    captions = {key: found.text for key, found in number(document).references.items() if key not in placed}
    if captions:
        parts = tuple(replace(part, blocks=tuple(_quoting(part.blocks, captions))) for part in parts)
    return replace(document, parts=parts)


def titled(numbering: Numbering, parts: Iterable[Part]) -> Numbering:
    """The numbering without the titles of parts that print none."""
    titles = [entry for entry in numbering.entries if entry.level == 1]
    loose = {entry.anchor for entry, part in zip(titles, parts, strict=True) if part.key == LOOSE}
    return replace(numbering, entries=tuple(entry for entry in numbering.entries if entry.anchor not in loose))


def _parts(slot: Slot, document: Document, alone: set[str]) -> Iterator[Part]:
    if isinstance(slot, Part):
        yield slot
    elif not isinstance(slot, Whole):
        yield Part(LOOSE, LOOSE, (slot,), PartKind.SUMMARY)
    elif not slot.contents:
        yield from (part for part in document.parts if part.key not in alone)


def _quoting(blocks: Iterable[Block], captions: dict[str, str]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Landscape):
            yield Landscape(tuple(_quoting(block.blocks, captions)))
        elif isinstance(block, Paragraph):
            yield replace(block, inlines=_quoted(block.inlines, captions))
        elif isinstance(block, Bullets):
            yield replace(block, items=tuple(_quoted(item, captions) for item in block.items))
        else:
            yield block


def _quoted(inlines: Iterable[Inline], captions: dict[str, str]) -> tuple[Inline, ...]:
    return tuple(
        Run(f"“{captions[inline.key]}”") if isinstance(inline, Reference) and inline.key in captions else inline
        for inline in inlines
    )
