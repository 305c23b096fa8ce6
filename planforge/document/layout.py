"""Tidying the blocks of a part: no heading over nothing, wide tables on turned pages, turned pages only for those."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from planforge.document.model import Block, Heading, Landscape, PageBreak, Table


def arranged(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks of a part, tidied."""
    return tuple(_unbroken(_merged(_turned(_kept(tuple(blocks))))))


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
