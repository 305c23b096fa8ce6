"""Owns finding the tags in a company's Word file, and what is wrong with one by its look alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from msgspec import Struct

from planforge.problem import Text
from planforge.writers.docx.places import Place, paragraphs, text_of

_INNER = r"(?:(?!\{[{%#]).){0,1000}?"
_TAG = re.compile(rf"\{{\{{{_INNER}\}}\}}|\{{%{_INNER}%\}}|\{{#{_INNER}#\}}", re.DOTALL)
"""Of so many signs at most and with none within: one that is opened very often and never closed would take hours."""
_LOOSE = re.compile(r"\{\{|\}\}|\{%|%\}")
_WIDE = re.compile(r"｛[｛{％%]|\{[｛％]|[｝}％%]｝|％\}")
_TYPED = re.compile(r"[“”‘’＂＇．，（）｜｛｝＿　]")
_PREFIX = re.compile(r"(\{[{%])(p|tr|tc|r) ")
_SPACED = re.compile(r"\{[{%]\s+(p|tr|tc|r)\s+\w")
_SPECIAL = re.compile(r"\{%\s*(colspan|cellbg|vm|hm)\b")

STRAIGHT = Text(
    "切换到英文输入法重新输入整个标记；Word 自动换成弯引号时按 Ctrl+Z",
    "type the whole tag again with a plain keyboard; undo (Ctrl+Z) when Word curls the quotes",
)
WHOLE = Text(
    "一个标记要在同一段里写完整：{{ region.name }}，{% if … %}",
    "begin and end a tag in one paragraph: {{ region.name }}",
)


class Tag(Struct, frozen=True):
    """One tag as written; ``sort`` is ``{{``, ``{%`` or ``{#``, ``prefix`` the p of ``{{p``, ``inner`` what follows."""

    text: str
    sort: str
    prefix: str
    inner: str
    place: Place
    around: str  # the text of its paragraph without it

    @property
    def plain(self) -> str:
        """The tag as Jinja knows it."""
        return self.text.replace(self.sort + self.prefix + " ", self.sort + " ", 1) if self.prefix else self.text

    @property
    def special(self) -> bool:
        """Whether it is one of those that shape a table cell, which Jinja itself never sees."""
        return bool(_SPECIAL.match(self.text))


class Fault(Struct, frozen=True):
    """What is wrong at a place."""

    place: Place
    message: Text
    hint: Text


def tags_of(root: etree._Element, name: str) -> tuple[Tag, ...]:
    """The tags of a part, in order."""
    return tuple(tag for paragraph, place in paragraphs(root, name) for tag in _tags(text_of(paragraph), place))


def faults_of(root: etree._Element, name: str) -> Iterator[Fault]:
    """What is wrong with how tags are typed in a part: not closed, full-width, curly."""
    for paragraph, place in paragraphs(root, name):
        text = text_of(paragraph)
        if wide := _WIDE.search(text):
            yield _mistyped(place, wide[0], text, wide.start())
            continue
        rest = _TAG.sub(lambda match: " " * len(match[0]), text)
        if loose := _LOOSE.search(rest):
            yield _unclosed(place, text, loose.start())
        yield from (_mistyped(place, found[0], tag, 0) for tag in _TAG.findall(text) if (found := _TYPED.search(tag)))
        yield from (_spaced(place, tag) for tag in _TAG.findall(text) if _SPACED.match(tag))


def well_typed(tag: Tag) -> bool:
    """Whether nothing is wrong with it by its look, so that it can be read."""
    return not _TYPED.search(tag.text) and not _SPACED.match(tag.text)


def _tags(text: str, place: Place) -> Iterator[Tag]:
    for match in _TAG.finditer(text):
        prefix = _PREFIX.match(match[0])
        name = prefix[2] if prefix else ""
        around = text[: match.start()] + text[match.end() :]
        yield Tag(match[0], match[0][:2], name, match[0][2 + len(name) : -2].strip(), place, around)


def _mistyped(place: Place, sign: str, text: str, start: int) -> Fault:
    return Fault(
        place,
        Text(
            f"标记里有中文输入法的符号 {sign}：{_quoted(text, start)}",
            f"a tag holds {sign}, typed as Chinese or curly: {_quoted(text, start)}",
        ),
        STRAIGHT,
    )


def _unclosed(place: Place, text: str, start: int) -> Fault:
    quote = _quoted(text, start)
    return Fault(place, Text(f"标记不完整：{quote}", f"a tag is not whole: {quote}"), WHOLE)


def _spaced(place: Place, text: str) -> Fault:
    name = _SPACED.match(text)
    prefix = name[1] if name else "p"
    return Fault(
        place,
        Text(f"{text} 中 {prefix} 前多了空格", f"{text} has a blank before {prefix}"),
        Text(f"写成 {{{{{prefix} … }}}}，{prefix} 紧跟大括号", f"write {{{{{prefix} … }}}}, without the blank"),
    )


def _quoted(text: str, start: int) -> str:
    """Some 40 characters from a place on."""
    piece = text[max(start - 4, 0) : start + 36].strip()
    return piece.replace("\n", " ")
