"""Days as people write them where the plan says the year: 3月1日, 31/3, 4月底, end of April, Q2, 一季度末, 年底."""

import datetime
import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import normalize

from pydantic_core import PydanticCustomError

from planforge.spec.values import parse_date, parse_month

BEGINNINGS = (
    "products.launch",
    "new_items.launch",
    "pricing.items.effective",
    "promotions.starts",
    "actions.starts",
)
"""Fields for whose day a month or quarter means its first."""
ENDS = (
    "products.delist",
    "promotions.ends",
    "advertising.materials.due",
    "calendar.days.date",
    "training.date",
    "personnel.date",
    "situation.dealers.items.signs",
    "objectives.deadline",
    "actions.ends",
    "asks.by",
)
"""Fields for whose day it means its last."""

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?:年(?=[\dq第一二三四五六七八九十上下])|(?!\d))")
_NEXT = re.compile(r"^(?:明|次|来|翌)年|\s*(?:of\s+)?next year$")
_UNTIL = re.compile(r"^(?:by|before|from|on|until)\s+|(?<=[底末日号])(?:之前|以前|前|起)$")
_THREE = re.compile(r"\D*\d+\D+\d+\D+\d+\D*")
_DAY_ZH = re.compile(r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?(?P<day>\d{1,2})[日号]?")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?P<nth>st|nd|rd|th)?\s*(?:of\s+)?(?P<month>[a-z]{3,9})\.?")
_MONTH_FIRST = re.compile(r"(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?P<nth>st|nd|rd|th)?")
_FIGURES = re.compile(r"(\d{1,2})(?:\s*[-/]\s*|\.(?![1-3]$))(\d{1,2})")  # 3.1 may be what a sheet made of 3.10
_MONTH = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月|[a-z]{3,9}\.?")
_QUARTER = re.compile(r"q([1-4])|([1-4])q|第?([1-4一二三四])季度?|(first|second|third|fourth) quarter")
_QUARTERS = "1234一二三四"
_ORDINALS = ("first", "second", "third", "fourth")
_HALVES = {"上半年": 1, "下半年": 7, "h1": 1, "h2": 7, "first half": 1, "second half": 7}
_PARTS = {
    "底": "end", "末": "end", "初": "begin", "上旬": "early", "中旬": "middle", "下旬": "late", "中": "mid",
    "end": "end", "beginning": "begin", "start": "begin", "mid": "mid", "middle": "mid", "early": "early",
    "late": "late",
}  # fmt: skip
_BEFORE = re.compile(r"(end|beginning|start|middle|mid|early|late)[\s-]*(?:of\s+)?(?:the\s+)?(.+)")
_BEHIND = re.compile(r"(.+?)[\s-]*(底|末|初|上旬|中旬|下旬|中|end)")
_TENS = {"early": (1, 10), "middle": (11, 20), "mid": (15, 15)}


def with_days(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, with whole days where one is written as people do who know which year they speak of."""
    year = str(given.get("year", "")).strip()
    made: Any = dict(given)
    if re.fullmatch(r"20\d\d", year):
        chinese = str(given.get("language") or "zh").startswith("zh")
        for places, begins in ((BEGINNINGS, True), (ENDS, False)):
            for place in places:
                made = _dated(made, place.split("."), int(year), begins, chinese)
    return dict(made)


def _dated(here: Any, steps: Sequence[str], year: int, begins: bool, month_first: bool) -> Any:
    if isinstance(here, list | tuple):
        return [_dated(one, steps, year, begins, month_first) for one in here]
    if steps:
        known = isinstance(here, dict) and here.get(steps[0]) is not None
        return {**here, steps[0]: _dated(here[steps[0]], steps[1:], year, begins, month_first)} if known else here
    if not isinstance(here, str):
        return here
    if match := _FIGURES.fullmatch(normalize("NFKC", here).strip()):  # which is the month, is the language's to say
        chinese = month_first and _on(year, int(match[1]), int(match[2]))
        return chinese.isoformat() if chinese else f"{match[1]}/{match[2]}/{year}"
    day = day_in(year, here, begins=begins)
    return here if day is None else day.isoformat()


def day_in(year: int, text: str, *, begins: bool = False) -> datetime.date | None:
    """The day that a text means in a year, or in the one that it names; of a month, a quarter or half the first where
    something ``begins``, else the last. None for what is no day, and for what may be several."""
    try:
        return parse_date(text)
    except PydanticCustomError:
        plain = " ".join(normalize("NFKC", text).lower().split())
    found = _YEAR.search(plain)
    if _NEXT.search(plain):
        year, plain = year + 1, _NEXT.sub("", plain)
    elif found and not _THREE.fullmatch(plain):
        year, plain = int(found[1]), (plain[: found.start()] + plain[found.end() :]).strip(" ,-/.").removesuffix(" of")
        plain = f"{plain}月" if plain.isdigit() else plain
    plain = _UNTIL.sub("", plain.strip())
    return _day_of(year, plain) or _part_of(year, plain, begins)


def _day_of(year: int, text: str) -> datetime.date | None:
    """The day whose month and day a text says: 3月1日, 1 March, March 1st."""
    match = _DAY_ZH.fullmatch(text) or _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
    if match is None or (match.re is not _DAY_ZH and not match["nth"] and int(match["day"]) == year % 100):
        return None  # June 27 may be the month of a year
    return _on(year, _month(match["month"] + "月" * (match.re is _DAY_ZH)), int(match["day"]))


def _part_of(year: int, text: str, begins: bool) -> datetime.date | None:
    """A day of the months that a text names, by the part of them that it says."""
    part, rest = None, text
    if match := _BEFORE.fullmatch(text):
        part, rest = _PARTS[match[1]], match[2]
    elif match := _BEHIND.fullmatch(text):
        part, rest = _PARTS[match[2]], match[1]
    if rest in ("年", "year") and part == "mid":
        return datetime.date(year, 6, 30)
    first, last = _months(rest, whole=part is not None)
    if not first or (first != last and part not in (None, "begin", "end")):
        return None
    end = monthrange(year, last)[1]
    if part in _TENS or part == "late":
        days = _TENS.get(part or "", (21, end))
        return datetime.date(year, first, days[not begins])
    opens = part == "begin" or (part is None and begins)
    return datetime.date(year, first, 1) if opens else datetime.date(year, last, end)


def _months(text: str, *, whole: bool) -> tuple[int, int]:
    """The first and last month of a month, quarter, half or ``whole`` year; nil for anything else."""
    if month := _month(text):
        return month, month
    if match := _QUARTER.fullmatch(text):
        number = next(filter(None, match.groups()))
        place = _ORDINALS.index(number) if number in _ORDINALS else _QUARTERS.index(number) % 4
        return 3 * place + 1, 3 * place + 3
    if text in _HALVES:
        return _HALVES[text], _HALVES[text] + 5
    return (1, 12) if whole and text in ("年", "year") else (0, 0)


def _month(text: str) -> int:
    """The number of a month that is named; nil for anything else."""
    text = text.replace("月份", "月")
    try:
        return parse_month(text) if _MONTH.fullmatch(text) else 0
    except PydanticCustomError:
        return 0


def _on(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
