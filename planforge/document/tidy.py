"""Tidying the blocks of a part: no heading over nothing, no number without a second, wide tables on turned pages.

Turned pages are only for those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from planforge.document.model import Block, Heading, Landscape, PageBreak, Table
from planforge.records import replace


def arranged(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks of a part, tidied."""
    return tuple(_unbroken(_merged(_turned(_counted(tuple(_kept(tuple(blocks))))))))


def _kept(blocks: Sequence[Block]) -> Iterator[Block]:
    """Blocks without the headings that have nothing under them."""
    for index, block in enumerate(blocks):
        if isinstance(block, Heading) and not _has_body(block, blocks[index + 1 :]):
            continue
        if isinstance(block, Landscape):
            inner = tuple(_kept(block.blocks))
            if inner:
                yield Landscape(inner)
        else:
            yield block


def _has_body(heading: Heading, rest: Sequence[Block]) -> bool:
    for block in rest:
        if isinstance(block, Heading):
            if block.level <= heading.level:
                return False
        elif _is_body(block):
            return True
    return False


def _is_body(block: Block) -> bool:
    if isinstance(block, Landscape):
        return any(_is_body(inner) for inner in block.blocks)
    return not isinstance(block, Heading | PageBreak)


def _counted(blocks: Sequence[Block]) -> Iterator[Block]:
    """Sub-headings that stand alone in their section lose their number: there is no 1 without a 2."""
    lone = _lone(blocks)
    for block in blocks:
        if isinstance(block, Landscape):
            yield Landscape(tuple(_bare(inner, lone) for inner in block.blocks))
        else:
            yield _bare(block, lone)


def _bare(block: Block, lone: set[int]) -> Block:
    return replace(block, numbered=False) if isinstance(block, Heading) and id(block) in lone else block


def _lone(blocks: Sequence[Block]) -> set[int]:
    """The sub-headings without a second beside them, by identity."""
    groups: list[list[Heading]] = []
    opened: dict[int, list[Heading]] = {}
    for heading in (block for block in _flat(blocks) if isinstance(block, Heading)):
        opened = {level: group for level, group in opened.items() if level <= heading.level}
        if heading.level not in opened:
            groups.append(opened.setdefault(heading.level, []))
        opened[heading.level].append(heading)
    return {id(group[0]) for group in groups if len(group) == 1 and group[0].level > 2}


def _flat(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield from block.blocks if isinstance(block, Landscape) else (block,)


def _turned(blocks: Iterable[Block]) -> Iterator[Block]:
    """Wide tables turned; what was turned without one turned back."""
    for block in blocks:
        if isinstance(block, Table) and block.wide:
            yield Landscape((block,))
        elif isinstance(block, Landscape) and not any(isinstance(b, Table) and b.wide for b in block.blocks):
            yield from block.blocks
        else:
            yield block


def _merged(blocks: Iterable[Block]) -> Iterator[Block]:
    """Neighbouring turned pages made one stretch."""
    waiting: tuple[Block, ...] = ()
    for block in blocks:
        if isinstance(block, Landscape):
            waiting += block.blocks
            continue
        if waiting:
            yield Landscape(waiting)
            waiting = ()
        yield block
    if waiting:
        yield Landscape(waiting)


def _unbroken(blocks: Iterable[Block]) -> list[Block]:
    """Without page breaks at the ends or beside turned pages, which begin a page anyway."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, PageBreak) and (not found or isinstance(found[-1], PageBreak | Landscape)):
            continue
        if isinstance(block, Landscape) and found and isinstance(found[-1], PageBreak):
            found.pop()
        found.append(block)
    while found and isinstance(found[-1], PageBreak):
        found.pop()
    return found
