"""Owns the lines of a paper that are set by hand: who issues it, its number, annexes, imprint, lines to write on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from planforge.document.model import Inline, Paragraph, Run, Voice
from planforge.records import replace
from planforge.writers.docx.press import Press
from planforge.writers.docx.wordml import Element, node, tag
from planforge.writers.fit import balanced, text_width

_FAR = "　" * 4
_BLANK = re.compile(r"\s*[＿_]{4,}\s*")
_LABEL = re.compile(r"^[^：:\t]{1,12}(：|: )")
_WIDER = 1.05  # by which labels may be wider than we think
_SMALLER, _HALVED = 0.52, 0.72  # of its size: below it who issues a paper takes two lines, which are so high


class Hand(NamedTuple):
    """How a paragraph is set by hand: its words, what its properties add, its type size in twips if not its style's."""

    words: Sequence[Inline]
    properties: Sequence[Element] = ()
    size: float = 0


def by_hand(press: Press, block: Paragraph) -> Hand:
    """The words of a paragraph as its voice sets them."""
    if block.voice is Voice.MASTHEAD:
        return _masthead(press, block)
    if block.voice is Voice.IMPRINT:
        return Hand(_apart(block), [_at_foot(press), *_hanging(press, block)])
    if block.voice is Voice.DOCNUMBER:
        return Hand(_apart(block))
    if block.voice is Voice.ENCLOSURE and _said(block)[:1].isdigit():
        return Hand(block.inlines, [node("w:ind", left=_size(press, "Enclosure") * 5)])
    return _to_write_on(press, block) or Hand(block.inlines)


def _said(block: Paragraph) -> str:
    return "".join(one.text for one in block.inlines if isinstance(one, Run))


def _size(press: Press, style: str) -> int:
    """The type size of a style in twips; about that of running text where it does not say."""
    found = (one for one in press.part.styles.element.iter(tag("w:style")) if one.get(tag("w:styleId")) == style)
    sizes = (one for style in found for one in style.iter(tag("w:sz")))
    held = next(sizes, None)
    return (320 if press.official else 240) if held is None else int(held.get(tag("w:val"))) * 10


def _masthead(press: Press, block: Paragraph) -> Hand:
    """Who issues a paper in one line, smaller where it must be; a long name in two that are about as wide."""
    text, size = _said(block), _size(press, "Masthead")
    fitting = size * press.width / max(text_width(text, size) * _WIDER, 1)
    if fitting >= size:
        return Hand(block.inlines)
    if fitting >= size * _SMALLER:
        return Hand(block.inlines, size=fitting)
    lines = balanced(text, press.width, size * _HALVED * _WIDER)
    return Hand([Run("\n".join(lines))], size=size * _HALVED)


def _apart(block: Paragraph) -> Sequence[Inline]:
    """What stands far behind the other words of a line ends at the margin."""
    return [replace(one, text=one.text.replace(_FAR, "\t")) if isinstance(one, Run) else one for one in block.inlines]


def _at_foot(press: Press) -> Element:
    """What puts a paragraph at the foot of the text area; those that follow each other stand there together."""
    place = {"vAnchor": "margin", "hAnchor": "margin", "xAlign": "left", "yAlign": "bottom"}
    return node("w:framePr", w=press.page.text_width, wrap="notBeside", **place)


def _hanging(press: Press, block: Paragraph) -> Iterable[Element]:
    """Where the lines of a list begin that follow its first: below the word after its label."""
    label, size = _LABEL.match(_said(block)), _size(press, "Imprint")
    if label:
        hangs = round(text_width(label[0], size))
        yield node("w:ind", left=size + hangs, right=size, hanging=hangs, hangingChars=0)


def _to_write_on(press: Press, block: Paragraph) -> Hand | None:
    """Lines to write on, which share what the words between them leave of the width; none where it has no blanks."""
    words = _said(block)
    blanks = [len(found.strip()) for found in _BLANK.findall(words)]
    *labels, rest = _BLANK.split(words)
    if not blanks or rest:
        return None
    gap, size = "　" if press.chinese else "   ", _size(press, "BodyText")
    labels = [labels[0], *(f"{gap}{label}" for label in labels[1:])]
    widths = [text_width(label, size) * _WIDER for label in labels]
    share = (press.width - sum(widths)) / sum(blanks)
    ends = accumulate(width + share * blank for width, blank in zip(widths, blanks, strict=True))
    stops = (node("w:tab", val="left", leader="underscore", pos=round(end)) for end in ends)
    flush = node("w:ind", firstLine=0, firstLineChars=0)
    return Hand([Run("".join(f"{label}\t" for label in labels))], [node("w:tabs", *stops), flush])
