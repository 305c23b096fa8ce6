"""Owns estimates of how much room text takes, so that a chart prints a label only where it fits."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

_NARROW = frozenset(" .,:;'|!()[]ijlftrI-")
_WIDE_LATIN = frozenset("mwMW@%")
_BROAD = frozenset("ADGHNOQRSTUVX&")
_WORDS = re.compile(r"[^\s\-/]+[\-/]?")
_UNITS = frozenset("万亿千百元个家条项次人名场店点天日月年季周户件箱吨升")
_TOGETHER = {
    "年度",
    "营销",
    "计划",
    "区域",
    "公司",
    "方案",
    "报告",
    "分解",
    "目标",
    "费用",
    "增长",
    "月报",
    "分公",
    "万元",
    "亿元",
}
"""Words of titles that no line parts."""
_FEW = 8  # lines that are weighed against each other: beyond, trying takes long and nobody reads a title
_PAUSES, _SHORT = frozenset(",;:.!?"), 3
_NARROWEST = 0.3  # ems
_CLOSING = frozenset("，、·。：；！？）》”’%")
_PIECES = re.compile(r"(?:(?!\s)[\x00-\u2e7f])+|[^\S\u3000]+|.", re.DOTALL)
SQUARE = r"[^\x00-\u2e7f\u3000-\u303f\uff00-\uffef]"
"""A Chinese character, or what else stands on a square and is no mark: said by what it is not, as a pattern that names
tens of thousands of letters takes milliseconds to compile."""


def unbroken(text: str) -> list[str]:
    """What no line ends within: a Chinese character, a word, blanks."""
    found: list[str] = _PIECES.findall(text)
    return found


def text_width(text: str, size: float) -> float:
    """The width of a line in the unit of ``size``: a Chinese character takes one em, a Latin letter about half."""
    return size * _ems(text)


@lru_cache(maxsize=16_384)
def _ems(text: str) -> float:
    return sum(map(_em, text))


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
    for piece in unbroken(text):
        if lines[-1] and text_width(lines[-1] + piece.rstrip(), size) > room:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    kept = [line.strip() for line in lines[:most]]
    cut = len(lines) > most or text_width(kept[-1], size) > room * 1.02
    return [*kept[:-1], shortened(kept[-1] + ("…" if len(lines) > most else ""), room, size)] if cut else kept


def balanced(text: str, room: float, size: float, least: int = 1) -> list[str]:
    """A label in ``least`` lines, or as few more as fit, of about the same width.

    It breaks best after a comma, not between a figure and its unit; no line begins with a closing mark. What takes
    more than a few lines is broken where each is full.
    """
    pieces = unbroken(text)
    full = broken(text, room, size, len(pieces) or 1)
    for count in range(least, max(least, len(full) + 2) + 1) if len(full) <= _FEW else ():
        if lines := _best_lines(pieces, room, size, count):
            return lines
    return full


def _best_lines(pieces: Sequence[str], room: float, size: float, count: int) -> list[str]:
    """The pieces in just so many lines, those with the least cost; empty where they do not fit."""
    share = text_width("".join(pieces), size) / count
    best: dict[int, tuple[float, list[str]]] = {0: (0.0, [])}
    for _ in range(count):
        found: dict[int, tuple[float, list[str]]] = {}
        for start, (cost, lines) in best.items():
            for end in range(start + 1, len(pieces) + 1):
                line = "".join(pieces[start:end]).strip()
                width = text_width(line, size)
                if width > room:
                    break
                if end < len(pieces) and pieces[end] in _CLOSING:
                    continue
                whole = cost + ((width - share) / size) ** 2 + _break_cost(pieces, end)
                if end not in found or whole < found[end][0]:
                    found[end] = whole, [*lines, line]
        best = found
    return best.get(len(pieces), (0.0, []))[1]


def _break_cost(pieces: Sequence[str], end: int) -> float:
    """What it costs to break before a piece, in squares of an em."""
    before = next((one for one in reversed(pieces[:end]) if one.strip()), "")
    after = next((one for one in pieces[end:] if one.strip()), "")
    if not before or not after or before in _CLOSING:
        return 0
    if before[-1] + after[0] in _TOGETHER:
        return 36
    if _is_wide(before[0]) != _is_wide(after[0]):
        return 16 if before[-1].isdigit() and after in _UNITS else 4
    if _is_wide(before[0]) or (pieces[end].strip() and pieces[end - 1].strip()):
        return 9
    return _word_cost(before, after)


def _word_cost(before: str, after: str) -> int:
    """The same between words: nothing after a mark; a figure stays with currency and unit, "of" with what follows."""
    if before[-1] in _PAUSES:
        return 0
    if before[-1].isdigit() or (before.isupper() and after[0].isdigit()):
        return 36
    return 16 if before.islower() and len(before) <= _SHORT else 4


def shortened(text: str, room: float, size: float) -> str:
    """A line cut to a width, its end replaced by "…" where needed."""
    if text_width(text, size) <= room:
        return text
    kept = text[: max(0, int(room / (_NARROWEST * size))) + 1].rstrip("…")  # more of it never fits
    while kept and text_width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


@cache
def _em(character: str) -> float:
    if _is_wide(character):
        return 1
    if character in _NARROW:
        return _NARROWEST
    if character in _WIDE_LATIN:
        return 0.85
    return 0.65 if character in _BROAD else 0.54


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WFA"
