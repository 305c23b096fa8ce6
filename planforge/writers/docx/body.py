"""Owns the order of the whole: cover, contents, parts; what begins a page and what is turned is a section."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from planforge.document.model import Block, Landscape, Part, PartKind, Table
from planforge.document.numbering import flatten
from planforge.writers.docx.blocks import elements
from planforge.writers.docx.chapters import chapters
from planforge.writers.docx.contents import contents
from planforge.writers.docx.cover import cover
from planforge.writers.docx.furniture import references
from planforge.writers.docx.page import section_properties
from planforge.writers.docx.press import Press
from planforge.writers.docx.tables import fits
from planforge.writers.docx.text import part_title
from planforge.writers.docx.wordml import Element, node, tag

_EMPTY = "TableEnd"  # the style of the paragraph after a table, which the end of a section replaces


def body(press: Press) -> list[Element]:
    """Everything between ``w:body``'s tags, the last section's properties included."""
    made: list[Element] = []
    if press.document.cover:
        made += _closed(cover(press, press.document.cover), section_properties(press.page))
    if press.document.with_contents:
        made += _section(press, contents(press), press.document.furniture.contents)
    for parts in chapters(press.document):
        made += _chapter(press, parts)
    made.append(_last(made))
    return made


def _chapter(press: Press, parts: Sequence[Part]) -> Iterator[Element]:
    """Parts that follow each other without a page break; only turned pages are sections of their own."""
    whole = parts[0].title if len(parts) == 1 else _shared_title(press, parts)
    upright: list[Element] = []
    for part in parts:
        title = [part_title(press, part.kind)]
        for blocks, turned in _stretches(press, part.blocks):
            if not turned:
                upright += [*title, *elements(press, blocks)]
            else:
                if upright:
                    yield from _section(press, upright, whole, part.kind)
                upright = []
                press.turn()
                yield from _section(press, [*title, *elements(press, blocks)], part.title, part.kind)
                press.turn()
            title = []
    if upright:
        yield from _section(press, upright, whole, parts[-1].kind)


def _shared_title(press: Press, parts: Sequence[Part]) -> str:
    """What stands in the header over several parts where the program does not know how to find the one on the page."""
    annex = all(part.kind is PartKind.ANNEX for part in parts)
    return press.document.furniture.annex.replace("{number}", "").strip() if annex else ""


def _stretches(press: Press, blocks: tuple[Block, ...]) -> Iterator[tuple[tuple[Block, ...], bool]]:
    """Runs of upright blocks, and of those that only turned pages have room for."""
    upright: list[Block] = []
    for block in blocks:
        if isinstance(block, Landscape) and not _fits(press, block):
            if upright:
                yield tuple(upright), False
            upright = []
            yield block.blocks, True
        else:
            upright += block.blocks if isinstance(block, Landscape) else (block,)
    if upright or not blocks:
        yield tuple(upright), False


def _fits(press: Press, block: Landscape) -> bool:
    """Whether everything on turned pages would fit upright ones too."""
    return all(fits(press, one) for one in flatten(block.blocks) if isinstance(one, Table))


def _section(press: Press, content: Iterable[Element], title: str, kind: PartKind | None = None) -> list[Element]:
    return _closed(content, section_properties(press.page, *references(press, title, kind)))


def _closed(content: Iterable[Element], properties: Element) -> list[Element]:
    """A section whose end stands in its last paragraph, so that no empty one spills onto a page of its own.

    A paragraph with fields gets one after it: LibreOffice would lose them.
    """
    made = list(content)
    last = made[-1] if made else None
    if last is None or last.tag != tag("w:p") or next(last.iter(tag("w:fldChar")), None) is not None:
        made.append(node("w:p", node("w:pPr", node("w:pStyle", val="SectionBreak"), properties)))
        return made
    style = last[0][0]
    if style.get(tag("w:val")) == _EMPTY:
        style.set(tag("w:val"), "SectionBreak")
    last[0].append(properties)
    return made


def _last(made: list[Element]) -> Element:
    """The properties of the last section, which end the body instead of standing in a paragraph."""
    properties = made[-1][0][-1]
    made[-1][0].remove(properties)
    return properties
