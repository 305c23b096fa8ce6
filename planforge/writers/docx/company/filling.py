"""Owns filling the tags of a company's Word file: text at once, tables, figures and sections as slots for later.

docxtpl turns a part's XML into a Jinja template and back; the sandbox fills it. A block leaves an empty paragraph with
a mark, which is replaced once all numbers are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.oxml.ns import nsmap
from jinja2 import TemplateError, Undefined, UndefinedError
from jinja2.exceptions import SecurityError
from lxml import etree
from markupsafe import Markup, escape
from msgspec import Struct, field

from planforge.document.kinds import part_keys
from planforge.document.markup import plain
from planforge.document.model import (
    Block,
    Bullets,
    Document,
    Inline,
    Landscape,
    Names,
    Paragraph,
    Part,
    PartKind,
    Reference,
    Run,
)
from planforge.document.numbering import Captioned, Numbering, flatten, number
from planforge.document.sandbox import UNREADABLE, Endless, Sandbox, sandbox
from planforge.document.sections import ABSENT, Absent
from planforge.office import parsed
from planforge.problem import Problem, Refusal, Text
from planforge.records import replace
from planforge.writers.docx.company.preflight import NAMES, inspect
from planforge.writers.docx.company.source import problem
from planforge.writers.docx.company.tags import WHOLE, Tag, tags_of
from planforge.writers.docx.package import pack
from planforge.writers.docx.places import stories
from planforge.writers.docx.wordml import Element, clean, tag

_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_SLOT = re.compile("\ue010(\\d+)\ue011")
_PARAGRAPH = re.compile(r"<w:p([ >])")
_SIGNS = str.maketrans({"{": "&#123;", "}": "&#125;", "%": "&#37;"})


class Whole(Struct, frozen=True):
    """The whole body, or its table of contents alone."""

    contents: bool = False


Slot = Whole | Part | Block


MOST_SLOTS = 1_000
WORK = {Whole: 200, Part: 10}
"""What more than a table a slot counts for, so that a loop prints no book without end."""


class Valueless(TemplateError):  # noqa: N818 - says what is the case
    """A field that the spec leaves empty, or that is not text; ``said`` tells which."""

    def __init__(self, said: Text) -> None:
        super().__init__(said.en)
        self.said = said


class Filling(Struct):
    """The filling of one file. ``slots`` are in the order in which they were met."""

    path: Path
    document: Document
    slots: list[Slot] = field(default_factory=list)
    places_blocks: bool = False  # whether the file says where tables or sections go

    def fill(self, parts: Mapping[str, bytes]) -> dict[str, bytes]:
        """The parts with their tags filled. Raises Refusal with every mistake, or with the first that shows late."""
        names = self.document.names or Names({}, {})
        context = {**names.values, **_blocks(self.document)}
        environment = sandbox(names.filters, self._printed)
        inspect(self.path, parts, environment, context)
        template = _template(parts)
        filled = dict(parts)
        for name in stories(parts):
            root = parsed(parts, name)
            tags = tags_of(root, name)
            self.places_blocks |= any(one.sort == "{{" and one.prefix == "p" for one in tags)
            if tags:
                filled[name] = self._part(template, root, name, environment, context)
        return filled

    def _part(
        self, template: Any, root: etree._Element, name: str, environment: Sandbox, context: Mapping[str, Any]
    ) -> bytes:
        source = template.patch_xml(etree.tostring(root, encoding="unicode"))
        try:
            made = template.render_xml_part(source, None, context, environment)
            return etree.tostring(
                _closed(etree.fromstring(made)), xml_declaration=True, encoding="UTF-8", standalone=True
            )
        except (TemplateError, TypeError, *UNREADABLE, LookupError, AttributeError) as error:
            raise Refusal(self._late(error, source, root, name)) from error
        except etree.XMLSyntaxError as error:
            message = Text("填写后的文件结构不完整", "the file is not whole once its tags are filled")
            raise Refusal(problem(self.path, message, WHOLE, "D13")) from error

    def _printed(self, value: Any) -> Any:
        """What an expression prints."""
        if isinstance(value, Undefined):
            return str(value)  # raises: the name is unknown
        if isinstance(value, Markup):
            return value
        if isinstance(value, Absent):
            return ""
        if isinstance(value, Whole | Part | Block):
            self.slots.append(value)
            if sum(WORK.get(type(slot), 1) for slot in self.slots) > MOST_SLOTS:
                raise Endless
            return Markup(f"<w:p><w:r><w:t>\ue010{len(self.slots) - 1}\ue011</w:t></w:r></w:p>")
        return Markup(str(escape(clean(_SLOT.sub("", self._text(value))))).translate(_SIGNS))

    def _text(self, value: Any) -> str:
        if isinstance(value, str):
            return plain(value)
        if isinstance(value, date) and self.document.names:
            return str(self.document.names.filters["date"](value))
        if isinstance(value, int | Decimal):
            return str(value)
        if value is None:
            raise Valueless(Text("计划里没有填写这一项", "the spec has nothing here"))
        raise Valueless(Text("这不是一段文字，不能直接填写", "this is no text that could be printed"))

    def _late(self, error: Exception, source: str, root: etree._Element, name: str) -> Problem:
        """A mistake that shows only while a part is filled, with the place of the tag it is in."""
        tags = tags_of(root, name)
        first, last = _tags_at(_PARAGRAPH.sub(r"\n<w:p\1", source), _line(error))
        said = error.said if isinstance(error, Valueless) else _said(error)
        tag_ = _blamed(tags[first:last] or tags[-1:], error)
        zh, en = tag_.place.said
        message = Text(f"{zh}：{tag_.text} {said.zh}", f"{en}: {tag_.text}: {said.en}")
        return problem(self.path, message, _remedy(error), "D13")


def slot_paragraphs(body: Element) -> Iterator[tuple[Element, int]]:
    """The paragraphs that wait for a slot's elements, with the slot's number."""
    for paragraph in list(body.iter(tag("w:p"))):
        match = _SLOT.fullmatch("".join(text.text or "" for text in paragraph.iter(tag("w:t"))))
        if match:
            yield paragraph, int(match[1])


def _template(parts: Mapping[str, bytes]) -> Any:
    from docxtpl import DocxTemplate

    nsmap["cp"] = _CORE  # docxcompose, where it is installed, takes this prefix of python-docx's for something else
    return DocxTemplate(BytesIO(pack(dict(parts))))


def _blocks(document: Document) -> dict[str, Any]:
    known = dict.fromkeys(part_keys(), ABSENT)
    sections = {**known, **{part.key: part for part in document.parts}}
    return {"body": Whole(), "contents": Whole(contents=True), "section": sections}


def _closed(root: etree._Element) -> etree._Element:
    """With a paragraph at the end of every table cell, as Word demands."""
    for cell in root.iter(tag("w:tc")):
        if len(cell) == 0 or cell[-1].tag != tag("w:p"):
            etree.SubElement(cell, tag("w:p"))
    return root


def _line(error: BaseException) -> int:
    """The line of the template in which an error arose."""
    found, trace = getattr(error, "lineno", None) or 0, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return int(found)


def _tags_at(source: str, line: int) -> tuple[int, int]:
    """The tags on a line, counted from the first of all."""
    lines = source.split("\n")
    before = sum(_count(one) for one in lines[: max(line - 1, 0)])
    return before, before + (_count(lines[line - 1]) if 0 < line <= len(lines) else 0)


def _blamed(tags: Sequence[Tag], error: Exception) -> Tag:
    """The tag that has the unknown name in it, else the first."""
    name = _missing(error)
    return next((one for one in tags if name and re.search(rf"\b{re.escape(name)}\b", one.text)), tags[0])


def _count(text: str) -> int:
    return len(re.findall(r"\{\{|\{%|\{#", text))


def _missing(error: Exception) -> str:
    """The name that nothing bears, where that is what is wrong."""
    quoted = str(error).split("'")
    return quoted[-2] if isinstance(error, UndefinedError) and len(quoted) > 2 else ""


def _remedy(error: Exception) -> Text:
    if not isinstance(error, Valueless):
        return NAMES
    return Text(
        "先在计划里填写，或写成 {% if … %}、{{ … or '—' }}",
        "fill it in, or write {% if … %} or {{ … or '—' }}",
    )


def _said(error: Exception) -> Text:
    if isinstance(error, Endless | RecursionError | SyntaxError | MemoryError):
        return Endless.said
    if isinstance(error, SecurityError):
        return Text("模板中不允许调用或计算", "a template may neither call nor compute")
    if name := _missing(error):
        return Text(f"不认识的名称 {name}", f"unknown name {name}")
    return Text(f"用不了：{error}", f"cannot be filled: {error}")


# Parts and mentions for its slots -------------------------------------------------------------------------------------

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
