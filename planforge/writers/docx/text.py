"""Owns paragraphs, headings and lists: inlines become runs, references become live fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planforge.document.model import Bullets, Heading, Inline, PageBreak, Paragraph, PartKind, Reference, Tone, Voice
from planforge.document.numbering import Caption, Entry
from planforge.writers.docx.flow import Intro
from planforge.writers.docx.lists import NONE, membership, new_list
from planforge.writers.docx.press import Press
from planforge.writers.docx.wordml import Element, bookmark, field, node, paragraph, run

_STYLES = {
    Voice.LEAD: "Lead",
    Voice.NOTE: "Note",
    Voice.CALLOUT: "Callout",
    Voice.SIGNATURE: "Signature",
    Voice.CHAPTER: "Chapter",
    Voice.ARTICLE: "Article",
}


_TOGETHER = 3  # items at the end of a list that stay on one page

TITLES = {PartKind.SUMMARY: "FrontHeading", PartKind.PART: "Heading1", PartKind.ANNEX: "AnnexHeading"}
"""The styles of the headings that open parts."""


def paragraphs(press: Press, block: Paragraph) -> Iterator[Element]:
    """One paragraph in the style of its voice."""
    yield paragraph(_STYLES.get(block.voice, "BodyText"), *runs(press, block.inlines))


def intros(press: Press, block: Intro) -> Iterator[Element]:
    """A paragraph that stays with the table, figure or list that it introduces."""
    if block.paragraph.voice is Voice.BODY:
        yield paragraph("Intro", *runs(press, block.paragraph.inlines))
    else:
        style, stays = _STYLES[block.paragraph.voice], node("w:keepNext")
        yield paragraph(style, *runs(press, block.paragraph.inlines), properties=[stays])


def bullets(press: Press, block: Bullets) -> Iterator[Element]:
    """The items of a list, each at its depth, the last ones on one page; a counted list begins at one."""
    name, number = ("ListNumber", new_list(press.part)) if block.ordered else ("ListBullet", 0)
    depths = block.depths or (0,) * len(block.items)
    for left, (item, depth) in enumerate(zip(block.items, depths, strict=True), 1 - len(block.items)):
        deep = min(depth, 2)
        properties = [node("w:keepNext")] if -_TOGETHER < left < 0 else []
        properties += [membership(number, deep)] if number else []
        yield paragraph(f"{name}{deep + 1 if deep else ''}", *runs(press, item), properties=properties)


def headings(press: Press, block: Heading) -> Iterator[Element]:
    """A heading below a part's title, numbered by its style unless it is outside the numbered parts."""
    entry = next(press.entries)
    yield _titled(press, entry, None if entry.number else NONE)


def page_breaks(press: Press, block: PageBreak) -> Iterator[Element]:
    """The end of a page."""
    yield paragraph("SectionBreak", node("w:r", node("w:br", type="page")))


def part_title(press: Press, kind: PartKind) -> Element:
    """The heading that opens a part; only the numbered parts bear headings of the first level."""
    return _titled(press, next(press.entries), None, TITLES[kind])


def runs(press: Press, inlines: Iterable[Inline]) -> list[Element]:
    """Stretches of text and cross-references."""
    made: list[Element] = []
    for inline in inlines:
        if isinstance(inline, Reference):
            made += reference(press, inline.key)
        else:
            made.append(run(inline.text, bold=inline.bold, italic=inline.italic))
    return made


def reference(press: Press, key: str) -> list[Element]:
    """A field that shows label and number of a caption; the bare key where nothing bears it."""
    caption = press.numbering.references.get(key)
    if caption is None:
        return [run(key)]
    return field(f"REF {caption_anchor(caption.anchor)} \\h", spaced(caption))


def spaced(caption: Caption) -> str:
    """Label and number with a space between, also in Chinese: programs differ in whether they put one themselves."""
    return f"{caption.label} {caption.number}"


def tone_style(tone: Tone) -> str:
    """The character style that colours text by what it means; none for plain text."""
    name = tone.value
    return f"{name[:-1].capitalize()}{name[-1]}" if name[-1:].isdigit() else name.capitalize()


def caption_anchor(anchor: str) -> str:
    """The bookmark round label and number of a caption."""
    return f"_Ref_{anchor}"


def heading_anchor(entry: Entry) -> str:
    """The bookmark round a heading, to which the contents point."""
    return f"_Toc_{entry.anchor}"


def _titled(press: Press, entry: Entry, number: int | None, style: str = "") -> Element:
    content = bookmark(next(press.ids), heading_anchor(entry), [run(entry.text)])
    properties = [] if number is None else [membership(number, entry.level - 1)]
    return paragraph(style or f"Heading{entry.level}", *content, properties=properties)
