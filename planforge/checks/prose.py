"""Every sentence a manager wrote, with its place in the spec."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

from pydantic import BaseModel

from planforge.problem import Path
from planforge.spec.spec import Spec

# Fields that hold settings, and fields that hold codes and names; neither are sentences.
SETTINGS = {"planforge", "language", "industry", "money", "calendar", "history", "words", "code", "version", "forms"}
SETTINGS |= {"unconfirmed"}
CODES = {"serves", "basis", "tactic", "objective", "line", "within", "owner", "approver", "support", "unit", "district"}
LONGEST = 20_000  # signs of one text that are judged
SHORT = 200  # signs that no pattern takes long for
_AGAIN = re.compile(r"(.{1,12}?)\1{12,}", re.DOTALL)
_LONG_NUMBER = re.compile(r"(\d[\d,，.]{23})[\d,，.]+")
_BREATHLESS = re.compile(r"(?:[^。！？!?；;\n.]|\.(?!\s)){400}")
END = re.compile(r"(?<=[。！？!?\n])|(?<=\.)\s")
CLAUSES = re.compile(r"[。；;！!？?\n]|(?<=[a-z0-9])\.\s")
NUMBER = r"(\d[\d,]*(?:\.\d+)?)"
RATE = rf"{NUMBER}\s*[%％]"
HAN = r"[^\W\d_a-zA-Z]"
"""A letter of Chinese. Ranges of them take milliseconds to compile where case is ignored."""
AMOUNT = (
    r"((?:[A-Z]{3}|[¥￥])?\s*\d[\d,]*(?:\.\d+)?\s*"
    rf"(?:[亿万]?元(?!以上|左右)|[亿万](?!{HAN})|million|bn\b|m\b|k\b))"
)
NUMERALS = "一二三四五六七八九十"
_SEVERAL = r"(?:[两三四五六七八九十]|[2-9]|10)"
LATER = re.compile(
    rf"(?:未来|今后|往后)\s*{_SEVERAL}\s*年|(?<![\d月年]){_SEVERAL}\s*年\s*(?:之?内|之?后|以后|规划|时间|做到|达到|翻|目标|的目标)"
    r"|十[四五六七]五|后年"
    r"|\b(?:within|in|over|after) (?:the )?(?:next |coming )?(?:two|three|four|five|six|ten|[2-9]) years"
    r"|\b(?:three|four|five|ten|[3-9])-year",
    re.IGNORECASE,
)
"""A span of several years."""
A_YEAR = re.compile(
    r"(?<!\d)(20\d\d)\s*(?:年|[-–—~至到]\s*20\d\d)"
    r"|\b(?:by|in|until|before|for|of|FY) ?(20\d\d)(?![\d,.]*\d|\s*(?:million|thousand|[mk]\b|outlets|dealers|units))",
    re.IGNORECASE,
)


class _One:
    """A spec as itself: two specs of the same content are two."""

    __slots__ = ("spec",)

    def __init__(self, spec: Spec) -> None:
        self.spec = spec

    def __hash__(self) -> int:
        return id(self.spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _One) and self.spec is other.spec


def sentences(spec: Spec) -> tuple[tuple[Path, str], ...]:
    """The way to each text of the spec and the text itself, in the order of the fields; no codes and owners."""
    return _sentences(_One(spec))


def texts(spec: Spec) -> tuple[tuple[Path, str], ...]:
    """As ``sentences``, with codes, owners and whatever else is written by hand."""
    return _texts(_One(spec))


@lru_cache(maxsize=1)
def _sentences(one: _One) -> tuple[tuple[Path, str], ...]:
    return tuple((path, text) for path, text in _texts(one) if CODES.isdisjoint(path))


@lru_cache(maxsize=1)
def _texts(one: _One) -> tuple[tuple[Path, str], ...]:
    """Walked once for all the rules that read prose."""
    return tuple(_walk(one.spec, ()))


def lists(spec: Spec) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """Texts that stand one below the other in a list, with the way to the list; a text alone is a list of one."""
    for path, group in groupby(sentences(spec), key=lambda entry: _list_of(entry[0])):
        yield path, tuple(text for _, text in group)


def judged(text: str) -> str:
    """A text as the rules look through it: what no person writes is cut, what is said in one breath has an end.

    Their patterns take time as the square or cube of such things, whose length must not be for others to choose.
    """
    if len(text) <= SHORT:
        return text
    once = _AGAIN.sub(lambda found: found[1] * 12, text[:LONGEST])
    return _BREATHLESS.sub(lambda found: f"{found[0]}\n", _LONG_NUMBER.sub(r"\1", once))


def quoted(text: str, most: int = 36) -> str:
    """A text on one line, cut where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def _list_of(path: Path) -> Path:
    if len(path) > 1 and path[-1] in {"what", "text"} and isinstance(path[-2], int):
        return path[:-2]  # a sentence that may bear more: a cause, an entry of SWOT
    return path[:-1] if path and isinstance(path[-1], int) else path


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, judged(value)
    elif isinstance(value, BaseModel):
        for name, key in _keys(type(value)):
            yield from _walk(getattr(value, name), (*path, key))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _walk(item, (*path, index))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, (*path, key))


@cache
def _keys(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Attribute and YAML key of each field that may hold a text."""
    keys = ((name, field.alias or name) for name, field in model.model_fields.items())
    return tuple((name, key) for name, key in keys if key not in SETTINGS)


# What makes a sentence checkable --------------------------------------------------------------------------------------

_NUMBERS = "一二三四五六七八九十百千万两半"
_UNITS = "成个家次天日周月季年项人条名场店箱件吨块元倍档种批轮台辆处户份县区省市镇张款包瓶桶盒折页级票单套层节课"
FIGURE = re.compile(
    r"\d"
    rf"|(?<![统进万上])[{_NUMBERS}]多?[{_UNITS}]"
    r"|百分之|[每逐隔][一二两三]?[个]?[天日周月季年半]|一半|翻番|翻倍|一律"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozen|half|third|twice|doubled?"
    r"|hundreds?|thousands?|millions?|each|every|daily|weekly|monthly|quarterly|yearly)\b",
    re.IGNORECASE,
)
"""How much, how many or how often, in digits or words; idioms that hold a number word (统一, 进一步) are none."""
DAY = re.compile(
    r"春节|端午|中秋|国庆|元旦|五一|清明|开学|双十一|年货|[上下]半年|[月旬周季年][初中底末]|周[一二三四五六日]|星期"
    r"|[当次]([天日月周季])|[春夏秋冬]季|节前|节后"
    r"|\b(?:January|February|March|April|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|(?:year|month|quarter|week)[- ]end)\b"
)
"""When, in words; dates in digits are figures."""
OWNER = re.compile(
    r"由[\u4e00-\u9fff]{2,10}?(?:负责|牵头|审批|批准|核对|核定|完成|主持|处理|承担|签字)"
    r"|\b(?:owned|led|approved|signed|run|handled|checked) by\b"
)
"""Who, by office rather than by name."""


# Numbers in words -----------------------------------------------------------------------------------------------------

_ONES = (
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
)
_TEENS = ("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {word: n for n, word in enumerate((*_ONES, *_TEENS)) if word} | {w: 10 * n for n, w in enumerate(_TENS) if w}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000}
_WORD = "|".join((*_WORDS, *_SCALES))
ENGLISH = re.compile(
    rf"(?<![\d.])(?<!\d )(?<!half a )(?<!half )\b(?:an? (?={'|'.join(_SCALES)}))?(?:{_WORD})"
    rf"(?:(?:[ -]|(?<=hundred) and |(?<=thousand) and )(?:{_WORD}))*\b",
    re.IGNORECASE,
)
CHINESE = re.compile(
    r"(?<![\d第几多百千万年月])[一二两三四五六七八九]?[十百千][一二三四五六七八九十百千零〇]*(?=\s*[家个处名人场次桌单])"
)
_DIGITS = {char: n for n, char in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000}


@lru_cache(maxsize=4096)
def in_digits(text: str) -> str:
    """The text with counts above ten in digits: 三十家 as 30家, a dozen outlets as 12 outlets."""
    return CHINESE.sub(lambda found: str(_chinese(found[0])), ENGLISH.sub(_english, text))


def _english(found: re.Match[str]) -> str:
    whole, part = 0, 0
    for word in re.split("[ -]", found[0].lower()):
        if word == "thousand":
            whole, part = whole + (part or 1) * 1000, 0
        elif word in _SCALES:
            part = (part or 1) * _SCALES[word]
        else:
            part += _WORDS.get(word, 0)
    return found[0] if whole + part <= 10 else f"{whole + part}"


def _chinese(written: str) -> int:
    whole, digit = 0, 0
    for char in written:
        if char in _PLACES:
            whole, digit = whole + (digit or 1) * _PLACES[char], 0
        else:
            digit = _DIGITS.get(char, 0)
    return whole + digit


LAYERS = re.compile(
    r"奋斗|挑战|冲刺|冲[击到]|力争|争取|保底|底线|最低|stretch|challeng|ambitio|floor|minimum|at least", re.IGNORECASE
)
"""What says that another layer of the targets than the plan's own may be meant."""


def years_in(clause: str) -> set[int]:
    """The years that a clause names as such."""
    return {int(found[1] or found[2]) for found in A_YEAR.finditer(clause)}


def is_later(clause: str, year: int) -> bool:
    """Whether a clause speaks of a year after the plan's, or of several: nothing of this plan."""
    return LATER.search(clause) is not None or any(one > year for one in years_in(clause))


def has_figure(text: str) -> bool:
    """Whether the text says how much, how many or how often."""
    return FIGURE.search(text) is not None


def is_checkable(text: str, people: set[str]) -> bool:
    """Whether a figure, a day, an office or one of the people stands in the text."""
    found = any(pattern.search(text) for pattern in (FIGURE, DAY, OWNER))
    return found or any(name in text for name in people)


def digits_of(written: str) -> str:
    """The first number in a text, as it is written but for its commas; nothing where there is none."""
    found = re.search(r"\d[\d,]*(?:\.\d+)?", written)
    return found[0].replace(",", "") if found else ""


def half_of_last(written: str) -> Fraction:
    """Half of the last digit of a number as it is written."""
    return Fraction(1, 2 * 10 ** len(digits_of(written).partition(".")[2])) + Fraction(1, 10**9)


def slack_of(written: str, stated: Fraction) -> Fraction:
    """Half of the last digit of a figure as it is written, in what one of the number stands for: 10,000 in 12万."""
    digits = Fraction(digits_of(written) or 0)
    return half_of_last(written) * (abs(stated / digits) if digits else 1)
