"""Owns the order of the whole: cover, contents, parts, each part and each stretch of turned pages a section."""

from __future__ import annotations

from collections.abc import Iterator

from planforge.document.model import Block, Landscape, Part, PartKind
from planforge.writers.docx.blocks import elements
from planforge.writers.docx.cover import cover
from planforge.writers.docx.furniture import references
from planforge.writers.docx.page import section_properties
from planforge.writers.docx.press import Press
from planforge.writers.docx.text import part_title
from planforge.writers.docx.wordml import Element, node


def body(press: Press) -> list[Element]:
    """Everything between ``w:body``'s tags, the last section's properties included."""
    made: list[Element] = []
    if press.document.cover:
        made += [*cover(press, press.document.cover), _break(section_properties(press.page))]
    for part in press.document.parts:
        made += _part(press, part)
    made[-1] = made[-1][0][-1]  # the last section ends the body, not a paragraph
    return made


def _part(press: Press, part: Part) -> Iterator[Element]:
    yield part_title(press, annex=part.kind is PartKind.ANNEX)
    for blocks, turned in _stretches(part.blocks):
        if turned:
            press.turn()
        yield from elements(press, blocks)
        yield _break(section_properties(press.page, *references(press, part)))
        if turned:
            press.turn()


def _stretches(blocks: tuple[Block, ...]) -> Iterator[tuple[tuple[Block, ...], bool]]:
    """Runs of upright blocks and of turned ones."""
    upright: list[Block] = []
    for block in blocks:
        if isinstance(block, Landscape):
            if upright:
                yield tuple(upright), False
            upright = []
            yield block.blocks, True
        else:
            upright.append(block)
    if upright or not blocks:
        yield tuple(upright), False


def _break(properties: Element) -> Element:
    return node("w:p", node("w:pPr", node("w:pStyle", val="SectionBreak"), properties))
