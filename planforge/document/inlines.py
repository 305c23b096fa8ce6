"""Runs of text: from Markdown's inline tokens, and joined so that no space or full stop is doubled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from planforge.document.model import Inline, Reference, Run

if TYPE_CHECKING:
    from markdown_it.token import Token

    from planforge.document.markup import Tongue

LOOSE = "\ue002"  # neither blank nor punctuation: bold may begin and end beside any sign, as Chinese needs
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


def loosened(text: str) -> str:
    """Text in which ``**“重点”**后`` is bold too, though Markdown wants a blank beside the quotation mark."""
    return _BOLD.sub(rf"{LOOSE}**{LOOSE}\1{LOOSE}**{LOOSE}", text)


def spoken(tokens: Sequence[Token], bold: bool, line_join: str = " ") -> Iterator[Run]:
    """The runs of Markdown's inline tokens."""
    strong, emphasis = int(bold), 0
    for token in tokens:
        strong += token.nesting if token.type.startswith("strong") else 0
        emphasis += token.nesting if token.type.startswith("em_") else 0
        text = line_join if token.type in ("softbreak", "hardbreak") else token.content
        if text := text.replace(LOOSE, ""):
            yield Run(text, strong > 0, emphasis > 0)


def joined(inlines: Iterable[Inline], tongue: Tongue) -> tuple[Inline, ...]:
    """Neighbours of one look made one run, blanks single, ends trimmed, no full stop after a closing sign."""
    found: list[Inline] = []
    for inline in inlines:
        found = _with(found, inline, tongue)
    if found and isinstance(found[-1], Run):
        found[-1] = Run(found[-1].text.rstrip(), found[-1].bold, found[-1].italic)
    return tuple(inline for inline in found if not isinstance(inline, Run) or inline.text)


def _with(found: list[Inline], inline: Inline, tongue: Tongue) -> list[Inline]:
    if isinstance(inline, Reference):
        return [*found, inline]
    before = found[-1] if found else None
    tail = before.text if isinstance(before, Run) else ""
    text = _single(re.sub(r"[ \t\n]+", " ", inline.text), tail, tongue, first=before is None)
    if isinstance(before, Run) and (before.bold, before.italic) == (inline.bold, inline.italic):
        return [*found[:-1], Run(_undoubled(tail + text, tongue), inline.bold, inline.italic)]
    return [*found, Run(_undoubled(text, tongue), inline.bold, inline.italic)] if text else found


def _single(text: str, tail: str, tongue: Tongue, *, first: bool) -> str:
    text = text.lstrip(" ") if first or tail.endswith(" ") else text
    stopped = bool(tail) and bool(tongue.stop) and tail[-1] in tongue.closing
    return text.removeprefix(tongue.stop) if stopped and tongue.stop else text


def _undoubled(text: str, tongue: Tongue) -> str:
    """``。。`` or ``！。`` made one."""
    if not tongue.stop or tongue.stop == ".":
        return text
    return re.sub(rf"([{re.escape(tongue.closing)}]){re.escape(tongue.stop)}", r"\1", text)
