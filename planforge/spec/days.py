"""Days and months as people write them: 2027-05-01, 29 January 2027, Jun-27, and where the plan says the year 3月1日,
31/3, 4月底, end of April, Q2, 一季度末, 年底."""

import datetime
import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import normalize

from pydantic_core import PydanticCustomError

from planforge.spec.written import plain, refuse

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

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTHS_ZH = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
_NAMED = {"sept": 9} | {
    spelt: number
    for number, (name, zh) in enumerate(zip(_MONTHS, _MONTHS_ZH, strict=True), 1)
    for spelt in (name, name[:3], f"{zh}月")
}
_FULL_DATE = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_NAME = r"([a-z]{3,9})\.?"
_ANY_YEAR = r"([0-9]{4}|'?[0-9]{2})"
_FULL_DAY_FIRST = re.compile(rf"{_WEEKDAY}([0-9]{{1,2}})(?:st|nd|rd|th)?[\s/.-]*(?:of\s+)?{_NAME}[\s,/.-]*{_ANY_YEAR}")
_FULL_MONTH_FIRST = re.compile(rf"{_WEEKDAY}{_NAME}[\s/.-]*([0-9]{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)([0-9]{{4}})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})")
_NAMED_MONTH = re.compile(rf"{_NAME}[\s,/.-]*{_ANY_YEAR}|([0-9]{{4}}|[0-9]{{1,2}})[\s,/.-]*{_NAME}")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})\s*[-/.]\s*[0-9]{4}")
_YEAR_MONTH = re.compile(r"(?:[0-9]{4}\s*[-/.年]\s*)?([0-9]{1,2})\s*月?")
DAY = r"\s*[\d０-９]{4}\s*[-－/／.．年]\s*[\d０-９]{1,2}\s*[-－/／.．月]\s*[\d０-９]{1,2}\s*日?\s*"
DAY += (  # in words, or with the year behind
    r"|\s*([A-Za-z]{3,9}\.?,?\s+)?[\d０-９]{1,2}([sS][tT]|[nN][dD]|[rR][dD]|[tT][hH])?[\s/／.．-]*([oO][fF]\s+)?"
    r"[A-Za-z]{3,9}[\s,，/／.．-]*'?[\d０-９]{2,4}\s*"
    r"|\s*([A-Za-z]{3,9}\.?,?\s+)?[A-Za-z]{3,9}[\s/／.．-]*[\d０-９]{1,2}([sS][tT]|[nN][dD]|[rR][dD]|[tT][hH])?"
    r"[\s,，]+[\d０-９]{4}\s*"
    r"|\s*[\d０-９]{1,2}\s*[-－/／.．]\s*[\d０-９]{1,2}\s*[-－/／.．]\s*[\d０-９]{4}\s*"
)
DAY += (  # in a year that is known
    r"|\s*([\d０-９]{4}年?|[明次来翌]年)?\s*[第上下\d０-９一二三四五六七八九十]*(月份?|季度?|半年|年)"
    r"([\d０-９]{1,2}[日号]?|[底末初中]|[上中下]旬)?[之以]?前?\s*"
    r"|\s*[\d０-９]{1,2}\s*[-－/／.．]\s*[\d０-９]{1,2}\s*|\s*[\d０-９]{4}\s*[-－/／.．]\s*[\d０-９]{1,2}\s*"
    r"|\s*(([bB][yY]|[eE]nd|[sS]tart|[bB]eginning|[mM]id(dle)?|[eE]arly|[lL]ate)[\s-]*)*([oO]f\s+)?([tT]he\s+)?"
    r"([\d０-９]{4})?([qQhH][1-4]|([fF]irst|[sS]econd|[tT]hird|[fF]ourth) (quarter|half)|[yY]ear([\s-]+end)?"
    r"|([\d０-９]{1,2}([sS][tT]|[nN][dD]|[rR][dD]|[tT][hH])?\s*)?[A-Za-z]{3,9}\.?(\s+[\d０-９]{1,2}([sS][tT]|[nN][dD]|[rR][dD]|[tT][hH])?)?)"
    r"(\s+end)?([\s,]+([\d０-９]{4}|next year))?\s*"
)
OF_YEAR = (
    r"\s*([\d０-９]{4}\s*[-－/／.．年]\s*)?[\d０-９]{1,2}\s*月?\s*"
    r"|\s*[\d０-９]{1,2}\s*[-－/／.．]\s*[\d０-９]{4}\s*"
    r"|\s*[A-Za-z]{3,9}\.?[\s,，/／.．-]*'?[\d０-９]{2,4}\s*|\s*[\d０-９]{1,4}[\s,，/／.．-]*[A-Za-z]{3,9}\.?\s*"
    r"|\s*[A-Za-z]{3,9}\.?\s*|\s*[一二三四五六七八九十]{1,2}月\s*"
)
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


def parse_month(given: Any) -> int:
    """1..12 from 5, 05, 5月, 五月, 2027-05, 05/2027, May, Jun-27, June 2027."""
    if isinstance(given, datetime.date):
        return given.month
    text = plain(given).lower()
    match = _YEAR_MONTH.fullmatch(text) or _MONTH_YEAR.fullmatch(text)
    named = _NAMED_MONTH.fullmatch(text)
    name = (named[1] or named[4]) if named else text.removesuffix(".")
    month = int(match[1]) if match else _NAMED.get(name, 0)
    if not 1 <= month <= 12:
        raise refuse("month", given)
    return month


def parse_date(given: Any) -> datetime.date:
    """A day from 2027-01-29, 2027/1/29, 2027年1月29日, 29 January 2027, Jan 29, 2027, 29-Jan-27, 1/29/2027, 29.1.2027;
    3/4/2027, which may be either, is refused."""
    if isinstance(given, datetime.datetime):
        return given.date()
    if isinstance(given, datetime.date):
        return given
    text = plain(given)
    if (match := _YEAR_LAST.fullmatch(text)) and int(match[1]) != int(match[3]):
        days = [day for part in ((3, 1), (1, 3)) if (day := _on(int(match[4]), *(int(match[n]) for n in part)))]
        if len(days) == 2:  # day or month first? nobody knows
            raise refuse("date_order", given, one=str(days[0]), other=str(days[1]))
    day = _full_day(text)
    if day is None:
        raise refuse("date", given)
    return day


def _full_day(text: str) -> datetime.date | None:
    """The day that a text without doubt means."""
    if match := _FULL_DATE.fullmatch(text):
        return _on(*map(int, match.groups()))
    if match := _YEAR_LAST.fullmatch(text):
        year, one, two = int(match[4]), int(match[1]), int(match[3])
        return _on(year, one, two) or _on(year, two, one)
    text = text.lower()
    if match := _FULL_DAY_FIRST.fullmatch(text):
        year = int(match[3].strip("'"))
        return _on(year + 2000 * (len(match[3]) < 4), _NAMED.get(match[2], 0), int(match[1]))
    if match := _FULL_MONTH_FIRST.fullmatch(text):
        return _on(int(match[3]), _NAMED.get(match[1], 0), int(match[2]))
    return None


def _on(year: int, month: int, day: int) -> datetime.date | None:
    """The day; None where there is no such day."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


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
