"""Owns printing a plan into a company's own Word file: its tags filled, our elements in its styles in their places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import docx
from docx.document import Document as WordFile
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.parts.numbering import NumberingPart

from planforge import resources
from planforge.document.model import Document, Part
from planforge.problem import Problem, Text
from planforge.records import replace
from planforge.writers.docx.body import body, elements
from planforge.writers.docx.company.fields import fields_without_text, show_properties
from planforge.writers.docx.company.filling import LOOSE, Filling, Slot, Whole, parts_of, shown, slot_paragraphs, titled
from planforge.writers.docx.company.lists import Lists
from planforge.writers.docx.company.sample import clear_sample, is_contents
from planforge.writers.docx.company.sections import (
    Transplant,
    cell_page,
    columns,
    drop_unused,
    governing,
    own_furniture,
    page_footers,
    page_in,
    placed,
    renumber,
    renumber_drawings,
    two_sided,
    without_furniture,
)
from planforge.writers.docx.company.source import INFO, opened, problem, read_company_file
from planforge.writers.docx.company.styles import StyleMap, house_of, is_copy, look_of
from planforge.writers.docx.contents import contents
from planforge.writers.docx.estimate import crowded
from planforge.writers.docx.filling import fill
from planforge.writers.docx.furniture import page_line
from planforge.writers.docx.page import Page, page_of
from planforge.writers.docx.pieces import kind_of
from planforge.writers.docx.press import Press
from planforge.writers.docx.spacing import THEIRS, drop_spacers
from planforge.writers.docx.text import bind
from planforge.writers.docx.wordml import Element, node, tag
from planforge.writers.look import BUSINESS, OFFICIAL, Look

_LOOKS = {"business": BUSINESS, "official": OFFICIAL}


def print_in(document: Document, path: Path, tell: Callable[[Problem], None], *, paged: bool) -> WordFile:
    """The company's file with the plan in it. Raises Refusal with every mistake in the file."""
    filling, headings = Filling(path, document), dict[int, str]()
    parts, notes = read_company_file(path)
    for note in notes:
        tell(note)
    word = opened(path, filling.fill(parts))
    show_properties(word, document.meta)
    holder = word.part.element.body
    if filling.places_blocks:
        found = _slots(holder, filling)
        document = replace(document, cover=None)
    else:
        cleared, cover = clear_sample(holder, word.styles.element), document.cover
        headings = cleared.headings
        document = replace(document, cover=None) if cleared.covered else document
        found = [(_append(holder), Whole())]
        if cleared.front is not None and document.with_contents:
            found.insert(0, (cleared.front, Whole(contents=True)))
        if cleared.covered and cover is not None and _bare(cover.title) not in _bare(_said(holder)):
            tell(_untitled(path, _said(holder)))
        if cleared.gone:
            tell(_left_out(path, cleared.gone))
    if columns(_final(holder)):
        tell(_straight(path))
    transfer = Transfer(word, document, [slot for _, slot in found], headings, paged=paged)
    transfer.place([place for place, _ in found])
    drop_unused(word.part)
    if lost := fields_without_text(word):
        tell(_textless(path, lost))
    return word


def _left_out(path: Path, gone: Sequence[str]) -> Problem:
    first = gone[0][:20]
    message = Text(
        f"样文没有带入文档：从“{first}”起{len(gone)}段",
        f"its sample text is not carried over: {len(gone)} from “{first}” on",
    )
    hint = Text(
        "第一个标题或目录之前的封面、前页都保留；要保留其他内容，用 {{p body }} 指明正文的位置",
        "cover and front matter before the first heading or contents stay; say {{p body }} to keep more",
    )
    return problem(path, message, hint, "D14", INFO)


def _untitled(path: Path, text: str) -> Problem:
    first = text.strip()[:20]
    message = Text(
        f"封面是公司文件的原文“{first}”，上面没有计划的标题" if first else "公司文件的封面上没有计划的标题",
        f"its cover stays as it is, from “{first}” on, and does not say the plan's title"
        if first
        else "its cover does not say the plan's title",
    )
    hint = Text(
        "在封面上写 {{ title }}、{{ company }}、{{ year }}，会换成计划的",
        "write {{ title }}, {{ company }} or {{ year }} on it: they become the plan's",
    )
    return problem(path, message, hint, "D14", INFO)


def _said(holder: Element) -> str:
    return "".join(text.text or "" for text in holder.iter(tag("w:t")))


def _bare(text: str) -> str:
    return "".join(text.split())


def _straight(path: Path) -> Problem:
    message = Text("正文的分栏、竖排没有带入文档", "columns or text that runs downwards are not carried over")
    hint = Text("计划的表和图要用整页的宽度", "tables and charts need the width of the page")
    return problem(path, message, hint, "D14", INFO)


def _textless(path: Path, fields: Sequence[str]) -> Problem:
    shown = "、".join(fields)
    message = Text(f"这些域找不到内容：{shown}", f"fields that find no text: {', '.join(fields)}")
    hint = Text(
        "STYLEREF 改指“标题 1”，或删去这个域",
        "let STYLEREF name “Heading 1”, or take the field out of the company's file",
    )
    return problem(path, message, hint, "D14", INFO)


def _slots(holder: Element, filling: Filling) -> list[tuple[Element, Slot]]:
    """The places of the slots in the order of the file; a table of contents of the company's own is one too."""
    numbers = {place: filling.slots[number] for place, number in slot_paragraphs(holder)}
    for own in [child for child in holder if is_contents(child)]:
        place = node("w:p")
        holder.replace(own, place)
        numbers[place] = Whole(contents=True)
    return [(place, numbers[place]) for place in holder.iter(tag("w:p")) if place in numbers]


class Transfer:
    """One printing: our elements are made in a file of ours, then moved over, so that one set of builders does both."""

    def __init__(
        self, word: WordFile, document: Document, slots: list[Slot], headings: Mapping[int, str], *, paged: bool
    ) -> None:
        self.word, self.holder = word, word.part.element.body
        self.slots, self.parts = slots, parts_of(slots, document)
        self.document = shown(document, tuple(part for parts in self.parts for part in parts))
        self.with_contents = document.with_contents and Whole(contents=True) not in slots
        self.house = house_of(word)
        self.copied = is_copy(word)  # a copy of a house file of ours
        self.ours = docx.Document(str(resources.templates() / "word" / f"{self.house}.docx"))
        bind(self.ours.part, document)
        self.ours.settings.odd_and_even_pages_header_footer = two_sided(word)
        look = look_of(word, _LOOKS[self.house])
        self.press = self._made(self.document, page_in(_final(self.holder)), look, paged=paged)
        self.press.numbering = titled(self.press.numbering, self.document.parts)
        self.press.entries = iter(self.press.numbering.entries)
        widths = page_of(self.ours.sections[0]).text_width, self.press.width
        self.style_map = StyleMap(self.ours.styles.element, word.styles.element, look, _LOOKS[self.house], widths)
        self.style_map.headings = headings
        self.lists = Lists(self.ours.part.numbering_part.element, _numbering(word), self.style_map)
        self.transplant = Transplant(self.ours.part, word.part)
        self.furniture = own_furniture(word, self.holder)
        self.kinds: dict[Element, str] = {}  # the styles of our blocks as we call them

    def place(self, places: list[Element]) -> None:
        """Put every slot's elements in its place."""
        printed = iter(self.document.parts)
        for slot, place, parts in zip(self.slots, places, self.parts, strict=True):
            own = tuple(next(printed) for _ in parts)
            if slot == Whole(contents=True):
                self._put(place, contents(self._pressed(page_in(self._section(place)))))
            elif own and own[0].key == LOOSE:
                self._put(place, elements(self._pressed(self._room(place)), own[0].blocks))
            else:
                self._flow(slot, place, own)
        self._number_pages()
        drop_spacers(self.word, self._kind)
        fill(self.word, self._kind, grows=self.copied, ends=self.house != "official")
        renumber_drawings(self.holder)

    def _kind(self, block: Element) -> str:
        return self.kinds.get(block, THEIRS)

    def _number_pages(self) -> None:
        """Page numbers at the foot of even and of odd pages where no header or footer of theirs has one."""
        footers = page_footers(self.word, self.holder)
        for footer in footers:
            made = page_line(self.document.furniture.footer)
            self.style_map.dress([made])
            footer.append(made)

    def _flow(self, slot: Slot, place: Element, parts: tuple[Part, ...]) -> None:
        """Parts, each a section of its own."""
        whole = isinstance(slot, Whole)
        cover = self.document.cover if whole else None
        own = replace(self.document, parts=parts, cover=cover, with_contents=whole and self.with_contents)
        section = self._section(place)
        page = page_in(section)
        page = replace(page, top=page.top + round(crowded(self.word, section, page.text_width)))
        made = body(self._pressed(page, own))
        without_furniture(made, self.furniture)
        placed(self.holder, place, self._moved(made), bare=1 if cover else 0)

    def _put(self, place: Element, made: Iterable[Element]) -> None:
        """Elements in the midst of the company's own text."""
        for element in self._moved(made):
            place.addprevious(element)
        parent = place.getparent()
        assert parent is not None
        parent.remove(place)

    def _moved(self, made: Iterable[Element]) -> list[Element]:
        """Elements as they are in the company's file."""
        found = list(made)
        self.kinds |= {one: kind_of(one) for one in found}
        renumber(found, self.holder)
        self.lists.count(found)
        self.style_map.dress(found)
        self.transplant.move(found)
        while self.transplant.arrived:
            part: Any = self.transplant.arrived.pop()
            if hasattr(part, "element"):
                self.style_map.dress([part.element])
        self.lists.settle()
        return found

    def _pressed(self, page: Page, document: Document | None = None) -> Press:
        """A press for one slot that goes on with the numbers of all."""
        press = self._made(document or self.document, page, self.press.look, paged=self.press.paged)
        press.numbering, press.furniture = self.press.numbering, self.press.furniture
        press.captions, press.entries, press.ids = self.press.captions, self.press.entries, self.press.ids
        return press

    def _made(self, document: Document, page: Page, look: Look, *, paged: bool) -> Press:
        return Press(self.ours.part, document, look, page, self.house == "official", self.copied, paged)

    def _section(self, place: Element) -> Element:
        top = place
        while (parent := top.getparent()) is not None and parent is not self.holder:
            top = parent
        return governing(self.holder, top)

    def _room(self, place: Element) -> Page:
        """The page, as wide as the table cell in which a slot stands."""
        page = page_in(self._section(place))
        cell = next(place.iterancestors(tag("w:tc")), None)
        return page if cell is None else cell_page(page, cell)


def _append(holder: Element) -> Element:
    """A slot at the end of the body."""
    slot = node("w:p")
    _final(holder).addprevious(slot)
    return slot


def _final(holder: Element) -> Element:
    """The properties of the last section, made where the file has none."""
    found = holder.find(tag("w:sectPr"))
    if found is not None:
        return found
    slot = node("w:p")
    holder.append(slot)
    made = governing(holder, slot)
    holder.remove(slot)
    return made


def _numbering(word: WordFile) -> Any:
    """The lists of a file, which may have none yet."""
    part = word.part
    if not any(relation.reltype == RELATIONSHIP_TYPE.NUMBERING for relation in part.rels.values()):
        name = PackURI("/word/numbering.xml")
        made = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, cast(Any, node("w:numbering")), part.package)
        part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return part.numbering_part.element
