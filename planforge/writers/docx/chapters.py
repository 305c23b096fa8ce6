"""Owns which parts begin a new page: those of a plan, and annexes that need pages of their own; the rest follow on."""

from __future__ import annotations

from collections.abc import Sequence

from planforge.document.model import (
    Block,
    Bullets,
    Document,
    Form,
    Gantt,
    Heading,
    Inline,
    Landscape,
    Paragraph,
    Part,
    PartKind,
    Run,
    Table,
)
from planforge.document.numbering import flatten

_LONG = 64  # lines: an annex of more than about two pages begins a page
_FIGURE = 12  # lines
_CHARACTERS = 40  # of a line


def chapters(document: Document) -> list[list[Part]]:
    """The parts, those together that follow each other on the same page."""
    made: list[list[Part]] = []
    for part in document.parts:
        if made and made[-1][0].kind is part.kind and not _begins_page(document, made[-1][-1], part):
            made[-1].append(part)
        else:
            made.append([part])
    return made


def _begins_page(document: Document, before: Part, part: Part) -> bool:
    """A plan opens each part on a new page, a short report none; a form is torn out, so that nothing follows it."""
    if not document.with_contents:
        return _has_forms(part) or _has_forms(before)
    return part.kind is not PartKind.ANNEX or _needs_pages(part) or _has_forms(before)


def _needs_pages(part: Part) -> bool:
    turned = any(isinstance(block, Landscape) for block in part.blocks)
    return turned or _has_forms(part) or sum(map(_lines, flatten(part.blocks))) > _LONG


def _has_forms(part: Part) -> bool:
    return any(isinstance(block, Form) for block in flatten(part.blocks))


def _lines(block: Block) -> int:
    """About how many lines a block takes."""
    if isinstance(block, Table):
        return len(block.rows) + 3
    if isinstance(block, Gantt):
        return len(block.bars) + 4
    if isinstance(block, Bullets):
        return sum(_wrapped(item) for item in block.items)
    if isinstance(block, Paragraph):
        return _wrapped(block.inlines)
    return 1 if isinstance(block, Heading) else _FIGURE


def _wrapped(inlines: Sequence[Inline]) -> int:
    return 1 + sum(len(inline.text) if isinstance(inline, Run) else 4 for inline in inlines) // _CHARACTERS
