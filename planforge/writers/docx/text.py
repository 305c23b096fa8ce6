"""Owns paragraphs, headings and lists: inlines become runs, references become live fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any

from docx.parts.document import DocumentPart
from msgspec import Struct

from planforge.document.model import (
    Block,
    Bullets,
    Cards,
    Chart,
    Document,
    Gantt,
    Heading,
    House,
    Inline,
    PageBreak,
    Paragraph,
    PartKind,
    Plot,
    Quadrant,
    Reference,
    Table,
    Tone,
    Voice,
)
from planforge.document.numbering import Caption, Entry
from planforge.writers.docx.paper import by_hand
from planforge.writers.docx.press import Press
from planforge.writers.docx.wordml import Element, bookmark, field, node, paragraph, run, set_size, tag

# What belongs together on a page --------------------------------------------------------------------------------------

_INTRODUCED = (Table, Gantt, Chart, Cards, Quadrant, House, Bullets)
_SPEAKING = (Voice.BODY, Voice.LEAD, Voice.ARTICLE)
_OPENS = (*_SPEAKING, Voice.NOTE)  # with which a part may open
_TALL = (Plot.WATERFALL, Plot.BAR)  # charts with long names
_MARKS = 12  # columns or points that a chart of half the width has room for
_OPENING = 4  # headings and paragraphs at most with which a part opens before its first table, figure or list


class Pair(Struct, frozen=True):
    """Two charts beside each other."""

    left: Chart
    right: Chart


class Intro(Struct, frozen=True):
    """A paragraph that stays with what follows."""

    paragraph: Paragraph


Piece = Block | Pair | Intro


def pieces(blocks: Sequence[Block], *, flowing: bool = False, opens: bool = False) -> Iterator[Piece]:
    """The blocks in order, those that belong together made one.

    In a ``flowing`` document a paragraph may end a page above a table or figure, which its caption introduces; not so
    the words with which a part ``opens``.
    """
    index, opening = 0, _opening(blocks) if flowing and opens else 0
    while index < len(blocks):
        after = blocks[index + 1] if index + 1 < len(blocks) else None
        piece, taken = _piece(blocks[index], after, (Bullets,) if flowing else _INTRODUCED)
        yield Intro(piece) if index < opening and isinstance(piece, Paragraph) and piece.voice in _OPENS else piece
        index += taken


def _opening(blocks: Sequence[Block]) -> int:
    """How many headings and paragraphs a part opens with before it shows something; none where it only speaks."""
    words = len(tuple(takewhile(lambda one: isinstance(one, Heading | Paragraph), blocks[: _OPENING + 1])))
    return words if words <= _OPENING and words < len(blocks) else 0


def _piece(block: Block, after: Block | None, introduced: tuple[type, ...]) -> tuple[Piece, int]:
    """What a block becomes, and how many blocks that takes."""
    if isinstance(block, Chart) and isinstance(after, Chart) and _small(block) and _small(after):
        return Pair(block, after), 2
    if isinstance(block, Paragraph) and block.voice in _SPEAKING and isinstance(after, introduced):
        return Intro(block), 1
    return block, 1


def _small(chart: Chart) -> bool:
    return chart.plot is Plot.DOUGHNUT or (
        chart.plot not in _TALL and len(chart.categories) * len(chart.series) <= _MARKS
    )


# Lists ----------------------------------------------------------------------------------------------------------------

CHINESE, ENGLISH, ANNEX, BULLETS, COUNTED, PANEL, NONE = range(1, 8)
"""The lists of a house style file; the last prints no number, though the style of a heading has one."""


def bind(part: DocumentPart, document: Document) -> None:
    """Number the headings as the document's language does, and its annexes in its words."""
    numbering = part.numbering_part.element
    annex = _level(numbering, ANNEX, 0)
    annex.find(tag("w:lvlText")).set(tag("w:val"), document.furniture.annex.replace("{number}", "%1"))
    if not document.meta.language.startswith("zh"):
        _rebind(part, numbering)


def new_list(part: DocumentPart) -> int:
    """The number of a counted list that begins at one."""
    numbering = part.numbering_part.element
    last = max(int(one.get(tag("w:numId"))) for one in numbering.findall(tag("w:num")))
    override = node("w:lvlOverride", node("w:startOverride", val=1), ilvl=0)
    numbering.append(node("w:num", node("w:abstractNumId", val=COUNTED), override, numId=last + 1))
    return int(last) + 1


def membership(number: int, level: int = 0) -> Element:
    """Puts one paragraph into a list, or with ``NONE`` takes its number away."""
    return node("w:numPr", node("w:ilvl", val=level), node("w:numId", val=number))


def _rebind(part: DocumentPart, numbering: Any) -> None:
    for level in range(4):
        name = f"Heading{level + 1}"
        chinese = _level(numbering, CHINESE, level)
        chinese.remove(chinese.find(tag("w:pStyle")))
        english = _level(numbering, ENGLISH, level)
        english.find(tag("w:numFmt")).addnext(node("w:pStyle", val=name))
        style = next(one for one in part.styles.element.iter(tag("w:style")) if one.get(tag("w:styleId")) == name)
        next(style.iter(tag("w:numId"))).set(tag("w:val"), str(ENGLISH))


def _level(numbering: Any, number: int, level: int) -> Any:
    abstract = next(
        one for one in numbering.findall(tag("w:abstractNum")) if one.get(tag("w:abstractNumId")) == str(number)
    )
    return abstract.findall(tag("w:lvl"))[level]


_STYLES = {
    Voice.LEAD: "Lead",
    Voice.NOTE: "Note",
    Voice.CALLOUT: "Callout",
    Voice.SIGNATURE: "Signature",
    Voice.CHAPTER: "Chapter",
    Voice.ARTICLE: "Article",
    Voice.MASTHEAD: "Masthead",
    Voice.DOCNUMBER: "DocumentNumber",
    Voice.ADDRESSEE: "Addressee",
    Voice.ENCLOSURE: "Enclosure",
    Voice.IMPRINT: "Imprint",
}


_TOGETHER = 3  # items at the end of a list that stay on one page

_BETWEEN = 360  # twips between a part and the one before it on a page
_HEADLINE, _HEADLINE_STEP = 300, 400  # twips: type size; from line to line
HEADING = "_Toc_"
"""What the bookmarks round headings begin with."""

TITLES = {
    PartKind.SUMMARY: "FrontHeading",
    PartKind.PART: "Heading1",
    PartKind.ANNEX: "AnnexHeading",
    PartKind.SLIDE: "FrontHeading",
    PartKind.PAPER: "PaperTitle",
}
"""The styles of the headings that open parts."""


def paragraphs(press: Press, block: Paragraph) -> Iterator[Element]:
    """One paragraph in the style of its voice."""
    hand = by_hand(press, block)
    made = paragraph(_STYLES.get(block.voice, "BodyText"), *runs(press, hand.words), properties=hand.properties)
    if hand.size:
        set_size(made, hand.size)
    yield made


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
    style = f"AnnexHeading{entry.level}" if entry.annex else ""  # which the contents do not list
    yield _titled(press, entry, None if entry.number else NONE, style)


def page_breaks(press: Press, block: PageBreak) -> Iterator[Element]:
    """The end of a page."""
    yield paragraph("SectionBreak", node("w:r", node("w:br", type="page")))


def part_title(press: Press, kind: PartKind, *, follows: bool = False) -> Element:
    """The heading that opens a part, with air above it where it ``follows`` another on the page.

    Only the numbered parts bear headings of the first level.
    """
    centred = press.tight and press.official
    title = _titled(press, next(press.entries), None, TITLES[PartKind.PAPER if centred else kind])
    if follows and kind is PartKind.PART:
        title[0].append(node("w:spacing", before=_BETWEEN))
    if press.tight and kind is not PartKind.PAPER:  # the finding of the page, which takes two lines
        set_size(title, _HEADLINE)
        title[0].append(node("w:spacing", before=0, after=80, line=_HEADLINE_STEP, lineRule="exact"))
    return title


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
    """A field that shows label and number of a caption; its words where it has none, the key where nothing has it."""
    caption = press.numbering.references.get(key)
    if caption is None or not caption.number:
        return [run(caption.text if caption else key)]
    return field(f"REF {caption_anchor(caption.anchor)} \\h", spaced(caption))


def spaced(caption: Caption) -> str:
    """Label and number with a space between, also in Chinese: programs differ in whether they put one themselves.
    A plain one, which people find who search for it."""
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
    return f"{HEADING}{entry.anchor}"


def _titled(press: Press, entry: Entry, number: int | None, style: str = "") -> Element:
    content = bookmark(next(press.ids), heading_anchor(entry), [run(entry.text)])
    properties = [] if number is None else [membership(number, entry.level - 1)]
    return paragraph(style or f"Heading{entry.level}", *content, properties=properties)


# Captions -------------------------------------------------------------------------------------------------------------


def caption(press: Press, *, above: bool) -> Iterator[Element]:
    """The next caption; above a table it stays with it, below a figure it ends it. A single sheet has none."""
    found = next(press.captions)
    if press.tight:
        return
    counted = [run(f"{found.label} "), *field(f"SEQ {found.label} \\* ARABIC", str(found.number))]
    content = bookmark(next(press.ids), caption_anchor(found.anchor), counted)
    yield paragraph("Caption" if above else "FigureCaption", *content, run(f"{found.stop}{found.text}"))
