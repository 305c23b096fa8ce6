"""Owns the order of the whole: cover, contents, parts; what begins a page and what is turned is a section."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import chain, pairwise, takewhile
from typing import Any

from docx.shared import Pt

from planforge.document import model
from planforge.document.model import (
    Block,
    Bullets,
    Cover,
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
from planforge.writers.docx.contents import contents
from planforge.writers.docx.drawn import cards, charts, houses, pairs, quadrants
from planforge.writers.docx.forms import forms
from planforge.writers.docx.furniture import references
from planforge.writers.docx.heights import Sheet
from planforge.writers.docx.page import section_properties
from planforge.writers.docx.press import Press
from planforge.writers.docx.single import on_one_sheet
from planforge.writers.docx.stack import headed, height_of
from planforge.writers.docx.tables import calendars, fits, stood_up, tables
from planforge.writers.docx.text import (
    Intro,
    Pair,
    Piece,
    bullets,
    headings,
    intros,
    page_breaks,
    paragraphs,
    part_title,
    pieces,
)
from planforge.writers.docx.wordml import Element, cell, lead_to_next, node, paragraph, row, run, table, tag
from planforge.writers.fit import balanced, lines_needed, widest

# Owns the cover -------------------------------------------------------------------------------------------------------

_PADDING = 300  # twips between a label and what it says
_FACT = 480  # twips: a line of facts
_COMPANY = 3200  # twips: the company's name and the air round it
_TITLE = 30  # points
_INSET = 480  # twips between the edge of a band and its words
_SURE = 0.92  # of the room that a title may take in typefaces that we do not know


_NARROW, _LOW = 7200, 10000  # twips of text: on less paper a cover may need to be smaller
_BROAD = 1.4  # how wide letters of the broadest typefaces are against ours
_STEPS = range(20, 7, -1)  # twentieths of the usual sizes
_LEGIBLE = 160  # twips


def cover(press: Press, given: Cover) -> list[Element]:
    """Company, title, the facts in a small table below; where the house has colours, the title in a wide band.

    On small paper, and with many facts in an official paper, it is as much smaller as it must be to stand on one page.
    """
    made = list[Element]()
    for step in _STEPS:
        made = list(_cover(press, given, step / 20))
        if not (press.official or _is_small(press)) or _has_room(press, given, made, step / 20):
            break
    if press.own:
        _into_styles(press, made)
    return made


def _into_styles(press: Press, made: Iterable[Element]) -> None:
    """Say how small and close the lines of a cover are in their styles, which nothing else wears, not by hand."""
    held_by = press.part.styles.element.iter(tag("w:style"))
    styles: dict[str, Any] = {one.get(tag("w:styleId"), ""): one for one in held_by}
    lines: list[Any] = [one for element in made for one in element.iter(tag("w:p"))]
    for line in lines:
        properties = line[0]
        spacing, style = properties.find(tag("w:spacing")), styles.get(properties[0].get(tag("w:val"), ""))
        if spacing is None or style is None:
            continue
        style.get_or_add_pPr().get_or_add_spacing().attrib.update(spacing.attrib)
        properties.remove(spacing)
        for own in [one for one in line.iter(tag("w:rPr")) if one.find(tag("w:sz")) is not None]:
            held = style.get_or_add_rPr()
            for old in held.findall(tag("w:szCs")):
                held.remove(old)
            held.sz_val = Pt(int(own.find(tag("w:sz")).get(tag("w:val"))) / 2)
            held.find(tag("w:sz")).addnext(own.find(tag("w:szCs")))  # which leaves its run
            own.remove(own.find(tag("w:sz")))
            if not len(own):
                own.getparent().remove(own)


def _is_small(press: Press) -> bool:
    return press.page.text_width < _NARROW or press.page.text_height < _LOW


def _has_room(press: Press, given: Cover, made: Sequence[Element], scale: float) -> bool:
    """Whether a cover stands on one page, whatever typeface it is set in, and no word of its title is broken."""
    sheet = _sheet(press, _BROAD)
    units = headed([unit for one in made for unit in sheet.units(one, press.width)])
    size = sheet.style("CoverTitle").size * scale * _BROAD
    whole = all(lines_needed(word, press.width - 2 * _INSET, size) < 99 for word in given.title.split())
    return whole and height_of(units) <= press.page.text_height - _FACT


def _sheet(press: Press, wide: float = 1.0) -> Sheet:
    return Sheet(press.part.styles.element, wide=wide)


def _cover(press: Press, given: Cover, scale: float) -> Iterator[Element]:
    above = [_set("CoverCompany", given.company, press, scale)]
    above += _words(press, given, scale) if press.official else (_band(press, given, scale),)
    facts = [_facts(press, given.facts, scale)] if given.facts else []
    yield from above
    yield paragraph("CoverGap", properties=_gap(press, given, scale, [*above, *facts]))
    yield from facts


def _set(style: str, text: str, press: Press, scale: float, more: Iterable[Element] = ()) -> Element:
    """A paragraph of a cover, smaller than its style by a scale."""
    if scale == 1:
        return paragraph(style, run(text), properties=more)
    usual = _sheet(press).style(style)
    size = max(usual.size * scale, _LEGIBLE)
    line = round(max(usual.line * scale, size * 1.3))
    air = {key: round(getattr(usual, key) * scale) for key in ("before", "after")}
    said = run(text)
    held = said.find(tag("w:rPr"))
    if held is None:
        held = node("w:rPr")
        said.insert(0, held)
    held.extend(node(name, val=round(size / 10)) for name in ("w:sz", "w:szCs"))
    return paragraph(style, said, properties=[node("w:spacing", **air, line=line, lineRule="exact"), *more])


def _words(press: Press, given: Cover, scale: float) -> Iterator[Element]:
    """Its words; in a band as wide as the page they stand where the text of the pages does."""
    inset = [node("w:ind", left=_INSET, right=_INSET)] if not press.official and not press.own else []
    for style, text in (("CoverKicker", given.kicker), ("CoverTitle", given.title), ("CoverSubtitle", given.subtitle)):
        if text:
            size = _TITLE * scale if style == "CoverTitle" and not press.official else 0
            room = (press.width - 2 * _INSET) / 20 * (1 / _BROAD if _is_small(press) else 1 if press.own else _SURE)
            lines = balanced(text, room, size) if size else [text]
            yield _set(style, "\n".join(lines), press, scale, deepcopy(inset))


def _band(press: Press, given: Cover, scale: float) -> Element:
    """A field of colour: from edge to edge of our own page, as wide as the text of a company's."""
    page, navy, teal = press.page, press.look.series(0), press.look.series(1)
    width, out = (page.width, -page.left) if press.own else (page.text_width, 0)
    rows = [
        row(cell(width, *_words(press, given, scale), fill=navy), height=round(_band_height(press) * scale)),
        row(cell(width, paragraph("SectionBreak"), fill=teal), height=110),
    ]
    return table("CoverBand", [width], rows, title=given.title, indent=out, bands=False)


def _band_height(press: Press) -> int:
    return min(5600, round(press.page.text_height * 0.4))


def _gap(press: Press, given: Cover, scale: float, others: Iterable[Element]) -> list[Element]:
    """The room between words and facts: what a page has, or in an official paper what others leave of it."""
    if press.official:
        sheet = _sheet(press, _BROAD)
        taken = height_of(headed([unit for one in others for unit in sheet.units(one, press.width)]))
        high = min(press.page.text_height - taken - _FACT, sheet.style("CoverGap").line)
    elif press.own and scale == 1:
        return []
    else:
        facts = -(-len(given.facts) // 2) * _FACT
        left = press.page.text_height - _band_height(press) - facts - _COMPANY
        high = min(max(left * 2 // 3, 200), 2600) * scale
    return [node("w:spacing", line=max(round(high), 20), lineRule="exact")]


def _facts(press: Press, facts: tuple[tuple[str, str], ...], scale: float) -> Element:
    """Two facts a line where their words have the room, in an official paper one."""
    em = 320 if press.official else 200

    def columns(across: int) -> tuple[int, int]:
        share = press.width // across
        label = min(round(widest((name for name, _ in facts), em) * 1.1) + _PADDING, share // 2)
        return label, share - label

    room = columns(2)[1] - _PADDING
    across = 1 if press.official or any(lines_needed(value, room, em * _BROAD) == 99 for _, value in facts) else 2
    widths = [*columns(across)] * across
    rows = []
    for first in range(0, len(facts), across):
        line = [*facts[first : first + across], ("", "")][:across]
        texts = [half for name, value in line for half in (("CoverLabel", name), ("CoverValue", value))]
        cells = [
            cell(width, _set(style, text, press, scale)) for width, (style, text) in zip(widths, texts, strict=True)
        ]
        rows.append(row(*cells, height=round(_FACT * scale)))
    return table("CoverFacts", widths, rows, title=facts[0][0], bands=False)


# Parts that begin a new page ------------------------------------------------------------------------------------------

_LONG = 64  # lines: an annex of more than about two pages begins a page
_FIGURE = 12  # lines
_CHARACTERS = 40  # of a line
_LINE = 350  # twips: a row of a table


def chapters(document: Document) -> list[list[Part]]:
    """The parts, those together that follow each other on the same page."""
    made: list[list[Part]] = []
    for part in document.parts:
        if made and _together(made[-1][-1], part) and not _begins_page(document, made[-1][-1], part):
            made[-1].append(part)
        else:
            made.append([part])
    return made


def _together(before: Part, part: Part) -> bool:
    """Whether two parts may stand on one page: of a kind, a summary that is no page of its own and what it sums up, or
    an official paper's own words about its parts."""
    opened = before.kind is PartKind.SUMMARY and part.kind is PartKind.PART and not before.tight
    return opened or before.kind is part.kind or PartKind.PAPER in (before.kind, part.kind)


def _begins_page(document: Document, before: Part, part: Part) -> bool:
    """A plan opens each part on a new page, a short report none; a form is torn out, so that nothing follows it."""
    if part.kind is PartKind.ANNEX and any(one.kind is PartKind.PAPER for one in document.parts):
        return True
    if not document.with_contents or document.flowing:
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


_CLOSING = (model.Voice.ENCLOSURE, model.Voice.SIGNATURE)  # what stands on no page without words before it


# Blocks ---------------------------------------------------------------------------------------------------------------


def elements(press: Press, blocks: Iterable[model.Block], *, opens: bool = False) -> Iterator[Element]:
    """The elements of some blocks, which may open a part; turned pages are made by whoever makes the sections."""
    found = pieces(tuple(blocks), flowing=press.document.flowing, opens=opens)
    for piece, after in pairwise((*found, None)):
        made = list(element(press, piece)) if piece else []
        if isinstance(after, model.Paragraph) and after.voice in _CLOSING:
            lead_to_next(made)
        yield from made


def element(press: Press, piece: Piece) -> Iterator[Element]:
    """The elements of one block."""
    if isinstance(piece, model.Landscape):
        yield from elements(press, piece.blocks)
    else:
        yield from _BUILDERS[type(piece)](press, piece)


_BUILDERS: dict[type, Callable[[Press, Any], Iterator[Element]]] = {
    model.Paragraph: paragraphs,
    Intro: intros,
    model.Heading: headings,
    model.Bullets: bullets,
    model.Table: tables,
    model.Chart: charts,
    Pair: pairs,
    model.Cards: cards,
    model.Quadrant: quadrants,
    model.House: houses,
    model.Gantt: calendars,
    model.Form: forms,
    model.PageBreak: page_breaks,
}


_ABOVE_FOOT = 400  # twips of air above the imprint of an official paper
_EMPTY = "TableEnd"  # the style of the paragraph after a table, which the end of a section replaces


def body(press: Press) -> list[Element]:
    """Everything between ``w:body``'s tags, the last section's properties included."""
    made: list[Element] = []
    if press.document.cover:
        made += _closed(cover(press, press.document.cover), section_properties(press.page))
    if press.document.with_contents:
        made += _section(press, contents(press), press.document.furniture.contents)
    for parts in chapters(press.document):
        page = press.page
        press.tight = parts[0].tight
        press.page = page.tightened() if press.tight else page
        found = list(_chapter(press, parts))
        made += on_one_sheet(press, found) if press.tight else found
        press.page, press.tight = page, False
    if not made:  # nothing was planned
        made = _closed((), section_properties(press.page))
    made.append(_last(made))
    return made


def _chapter(press: Press, parts: Sequence[Part]) -> Iterator[Element]:
    """Parts that follow each other without a page break; only turned pages are sections of their own."""
    whole = parts[0].title if len(parts) == 1 else _shared_title(press, parts)
    held: list[Element] = []
    paper = parts[0].kind is PartKind.PAPER  # which is set line by line
    lying, said = False, whole  # how the pages of what is held lie, and what their header says
    for part in parts:
        title = [part_title(press, part.kind, follows=part is not parts[0] and not paper)]
        rest = part.blocks
        lead_to_next(held if _closes(rest) else [])
        if part.kind is PartKind.PAPER:  # its title stands below who issues it under which number
            head = tuple(takewhile(_before_title, rest))
            held += [*elements(press, head), *(title if part.title else ())]
            title, rest = [], rest[len(head) :]
        if lying:  # what has no room is what has none on an upright page
            press.turn()
        stretches = list(_stretches(press, part.kind, rest)) if rest or part.kind is not PartKind.PAPER else []
        if lying:
            press.turn()
            said = _shared_title(press, parts) if stretches and stretches[0][1] else said
        for blocks, turned in stretches:
            if turned != lying:
                if held:
                    yield from _section(press, held, said, part.kind)
                held, lying, said = [], turned, part.title if turned else whole
                press.turn()
            held += [*title, *elements(press, blocks, opens=bool(title) and not turned)]
            title = []
    if held:
        yield from _section(press, held, said, parts[-1].kind)
    if lying:
        press.turn()


def _closes(blocks: Iterable[Block]) -> bool:
    """Whether a paper ends in some blocks, which stand on no page without words of its last part."""
    return any(isinstance(block, Paragraph) and block.voice in _CLOSING for block in blocks)


def _before_title(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.voice in (model.Voice.MASTHEAD, model.Voice.DOCNUMBER)


def _shared_title(press: Press, parts: Sequence[Part]) -> str:
    """What stands in the header over several parts where the program does not know how to find the one on the page."""
    annex = all(part.kind is PartKind.ANNEX for part in parts)
    return press.document.furniture.annex.replace("{number}", "").strip(" .") if annex else ""


def _stretches(press: Press, kind: PartKind, blocks: tuple[Block, ...]) -> Iterator[tuple[tuple[Block, ...], bool]]:
    """Runs of upright blocks, and of those that only turned pages have room for.

    What follows on turned pages fills the last of them; in an annex all that follows does.
    """
    upright: list[Block] = []
    index = 0
    while index < len(blocks):
        block = _upright(press, kind, blocks[index])
        index += 1
        if isinstance(block, Landscape) and not _fits(press, block):
            if upright:
                yield tuple(upright), False
            upright = []
            more = len(blocks) - index if kind is PartKind.ANNEX else _going_on(press, block, blocks[index:])
            inner = [one.blocks if isinstance(one, Landscape) else (one,) for one in blocks[index : index + more]]
            yield (*block.blocks, *chain.from_iterable(inner)), True
            index += more
        else:
            upright += block.blocks if isinstance(block, Landscape) else (block,)
    if upright or not blocks:
        yield tuple(upright), False


def _going_on(press: Press, turned: Landscape, after: Sequence[Block]) -> int:
    """How many blocks after a turned stretch its last page has room for, a heading never without what it heads."""
    page = press.page.text_width // _LINE
    left = page - sum(map(_lines, flatten(turned.blocks))) % page
    fitting = 0
    for count, block in enumerate(after, 1):
        left -= _lines(block)
        if left < 0 or not isinstance(block, Table | Paragraph | Bullets | Heading):
            break
        if not isinstance(block, Heading | Paragraph) or count == len(after):
            fitting = count
    return fitting


def _upright(press: Press, kind: PartKind, block: Block) -> Block:
    """What is to stand on turned pages, its tables stood up where all of it then fits between the texts of a part."""
    if not isinstance(block, Landscape) or kind is PartKind.ANNEX or _fits(press, block):
        return block
    high = [_risen(press, one) for one in block.blocks]
    return Landscape(tuple(filter(None, high))) if all(high) else block


def _risen(press: Press, block: Block) -> Block | None:
    """A block that fits upright pages, stood up where it must be; none where it fits them in no way."""
    return block if not isinstance(block, Table) or fits(press, block) else stood_up(press, block)


def _fits(press: Press, block: Landscape) -> bool:
    """Whether everything on turned pages would fit upright ones too."""
    return all(fits(press, one) for one in flatten(block.blocks) if isinstance(one, Table))


def _section(press: Press, content: Iterable[Element], title: str, kind: PartKind | None = None) -> list[Element]:
    alone = press.tight and not press.document.cover
    round_it = () if alone else references(press, "" if press.tight else title, None if press.tight else kind)
    made = list(content)
    return _closed([*made, *_room_at_foot(press, made)], section_properties(press.page, *round_it))


def _room_at_foot(press: Press, made: Sequence[Element]) -> Iterator[Element]:
    """The room below the text for what stands at the foot of the page, which what it is bound to has to find."""
    framed = [one for one in made if next(one.iter(tag("w:framePr")), None) is not None]
    if framed:
        sheet = _sheet(press)
        high = height_of([unit for one in framed for unit in sheet.units(one, press.width)]) + _ABOVE_FOOT
        yield paragraph(
            "SectionBreak", properties=[node("w:spacing", before=0, after=0, line=round(high), lineRule="exact")]
        )


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
