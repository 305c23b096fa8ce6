"""Owns estimates of how much room text takes, so that a chart prints a label only where it fits."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

_NARROW = frozenset(" .,:;'|!()[]ijlftrI-")
_WIDE_LATIN = frozenset("mwMW@%")
_BROAD = frozenset("ADGHNOQRSTUVX&")
_WORDS = re.compile(r"[^\s\-/]+[\-/]?")
_CLOSING = frozenset("，、。：；！？）》”’%")
_PIECES = re.compile(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+|\s+")


def text_width(text: str, size: float) -> float:
    """The width of a line in the unit of ``size``: a Chinese character takes one em, a Latin letter about half."""
    return size * sum(map(_em, text))


def widest(texts: Iterable[str], size: float) -> float:
    """The width of the widest of some lines; 0 without any."""
    return max((text_width(text, size) for text in texts), default=0)


def lines_needed(text: str, room: float, size: float) -> int:
    """Lines a label takes when broken to a width; 99 where a word cannot be broken to fit."""
    if any(text_width(word, size) > room for word in _WORDS.findall(text) if not _is_wide(word[0])):
        return 99
    return max(1, math.ceil(text_width(text, size) / max(room, 1)))


def broken(text: str, room: float, size: float, most: int = 3) -> list[str]:
    """A label broken into lines of a width: Chinese anywhere, Latin between words; "…" ends what is cut off."""
    lines = [""]
    for piece in _PIECES.findall(text):
        if lines[-1] and text_width(lines[-1] + piece.rstrip(), size) > room:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    kept = [line.strip() for line in lines[:most]]
    cut = len(lines) > most or text_width(kept[-1], size) > room * 1.02
    return [*kept[:-1], shortened(kept[-1] + ("…" if len(lines) > most else ""), room, size)] if cut else kept


def balanced(text: str, room: float, size: float, least: int = 1) -> list[str]:
    """A label in lines of about the same width, ``least`` or more; no line begins with a closing mark."""
    pieces = _PIECES.findall(text)
    for count in range(least, len(pieces) + 1):
        share = text_width(text, size) / count
        lines, found = [""], 1
        for piece in pieces:
            wide = text_width(lines[-1] + piece.rstrip(), size)
            full = wide > room or (wide - text_width(piece, size) / 2 >= share and found < count)
            if lines[-1] and full and piece not in _CLOSING:
                lines.append("")
                found += 1
            lines[-1] += piece if lines[-1] else piece.lstrip()
        kept = [line.strip() for line in lines]
        if len(kept) <= count and all(text_width(line, size) <= room for line in kept):
            return kept
    return broken(text, room, size, len(pieces) or 1)


def shortened(text: str, room: float, size: float) -> str:
    """A line cut to a width, its end replaced by "…" where needed."""
    if text_width(text, size) <= room:
        return text
    kept = text.rstrip("…")
    while kept and text_width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


@cache
def _em(character: str) -> float:
    if _is_wide(character):
        return 1
    if character in _NARROW:
        return 0.3
    if character in _WIDE_LATIN:
        return 0.85
    return 0.65 if character in _BROAD else 0.54


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WFA"
