"""Owns how many lines a text takes: how wide its letters are, and where lines may end."""

from __future__ import annotations

import re
from functools import lru_cache

from planforge.writers.fit import SQUARE, text_width

_MOST = 200  # lines of a paragraph
_CLOSING = "，、。：；！？）》”’％"
_AIR = r"[^\S\u00a0]"  # at which a line may end
_PIECES = re.compile(
    r"[（《“‘]*(?:[^\x00-\u2e7f]|[—…]|(?:(?![\s\-/“‘—…])[\x00-\u2e7f]|\u00a0)+[\-/]?)"
    rf"[{_CLOSING}]*{_AIR}*|{_AIR}+|."
)
_MEETING = re.compile(rf"(?<={SQUARE})(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?={SQUARE})")
"""Where Chinese and Latin meet and programs put a little air."""
_ADVANCES = {"\u2005": 0.2, "\u00a0": 0.23} | {
    letter: share / 100
    for share, letters in {
        22: "'", 23: " il", 24: "j", 25: ",.I", 27: ":;", 30: "()`", 31: "-[]f{}", 32: "J", 33: "!t", 35: "r",
        39: "/\\s", 40: "\"z", 42: "Lc", 43: "x", 45: "kvy", 46: "?FS|", 47: "Zg", 48: "a", 49: "ETY", 50: "#*+<=>^_e~",
        51: "$0123456789", 52: "KPX", 53: "Cbdhnopqu", 54: "BR", 57: "V", 58: "A", 62: "DH", 63: "G", 64: "U", 65: "N",
        66: "O", 67: "Q", 68: "&", 71: "%w", 80: "m", 85: "M", 89: "@W",
    }.items()
    for letter in letters
}  # fmt: skip
"""The widths of Calibri's letters, in shares of the type size."""
WIDEST = 1.2  # type sizes of a letter and the air beside it


def lines_of(text: str, room: float, size: float, first: float = 0, wide: float = 1) -> int:
    """Lines that a stretch of text takes, the first of which is indented.

    Latin words stay whole, and no line begins with a mark that closes. ``wide`` are Latin letters against Calibri's.
    """
    if first + len(text) * WIDEST * size <= room:
        return 1
    count, used = 1, first
    for piece in _PIECES.findall(_MEETING.sub("\u2005", text)):
        width = _ems(piece) * size * (1 if has_chinese(piece) else wide)
        hangs = width - _advance(" ") * size if piece[-1] == " " else width
        if used and used + hangs > room:
            count, used = count + 1, 0.0
        used += width
        while used > room * 1.05 and len(piece) > 1 and hangs > room:
            count, used = count + 1, used - room
    return min(count, _MOST)


@lru_cache(maxsize=8_192)  # most pieces come again and again
def _ems(piece: str) -> float:
    return sum(map(_advance, piece))


@lru_cache(maxsize=8_192)
def has_chinese(text: str) -> bool:
    """Whether a text holds Chinese, marks that are as high among it."""
    return max(text, default="") >= "\u2e80" and any("\u2e80" <= letter <= "\u9fff" for letter in text)


def _advance(letter: str) -> float:
    return _ADVANCES[letter] if letter in _ADVANCES else text_width(letter, 1)
