"""The month of every cell of a column of dates. How days and months are ordered is decided over the whole column."""

from __future__ import annotations

import datetime
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct, field

from planforge.ledger.figures import shown
from planforge.ledger.heads import is_total, span_of
from planforge.records import replace

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CHINESE = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_MONTH_OF = {f"{name}月": n for n, name in enumerate(_CHINESE, 1)} | {name: n for n, name in enumerate(_NAMES, 1)}
_FOREIGN = {
    name: n
    for names in (
        "januar februar märz april mai juni juli august september oktober november dezember",
        "jan feb mrz apr mai jun jul aug sep okt nov dez",
        "jänner feber maerz - - - - - sept - - -",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv févr mars avr mai juin juil août sept oct nov déc",
        "- fevrier - - - - - aout - - - decembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "ene - - abr - - - ago set - - dic",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "- fev marco - - - - - - out - dez",
        "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월",
    )
    for n, name in enumerate(names.split(), 1)
    if name != "-"
}
_ERA = re.compile(r"(?:令和|r\.?)\s*(\d{1,2}|元)(?=\s*[年./-])|(?:民国|民國)\s*(\d{2,3})(?=\s*[年./-])")
_REIWA, _REPUBLIC = 2018, 1911  # years before the first of each
_DOTTED = re.compile(r"((?:19|20)\d{2})\.(\d{1,2})")
_TIME = r"(?:[t\s]+\d{1,2}:.*|\s+\d{1,2}时.*|\s+0(?:\.0+)?)?"
_SHORT = re.compile(rf"(\d{{1,2}})\s*[-/.\s]\s*(\d{{1,2}})\s*[-/.\s]\s*(\d{{4}}|\d{{1,2}}){_TIME}")
_YEAR_FIRST = re.compile(
    rf"(\d{{4}}|\d{{2}}(?=[年년]))\s*[-/.年년\s]\s*(\d{{1,2}})\s*[月월]?(?:份|度|\s*[-/.\s]?\s*\d{{1,2}}\s*[日일]?)?{_TIME}"
)
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*(?:[-/.]\s*(?=\d{4}$)|月\s*(?:['’‘]\s*|(?=\d{4}|\d\d\s*年)))(\d{4}|\d\d)\s*年?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_WORDS = (
    re.compile(
        rf"(?:[a-z]{{3,9}},?\s+)?\d{{1,2}}[-\s./]+(?P<month>[a-z]{{3}})[a-z]*\.?[-\s,./]+(?P<year>\d{{4}}|\d{{2}}){_TIME}"
    ),
    re.compile(
        rf"(?:[a-z]{{3,9}},\s+)?(?P<month>[a-z]{{3}})[a-z]*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_TIME}"
    ),
    re.compile(r"(?P<month>[a-z]{3})[a-z]*\.?[-\s,/']*(?P<year>\d{4}|\d{2})"),
    re.compile(r"(?P<year>\d{4}|\d{2})[-\s,/]*(?P<month>[a-z]{3})[a-z]*\.?"),
)
_FOREIGN_YEAR = re.compile(r"(?P<month>[a-zäéûç]{3,10})\.?(?:[-\s,/']|\sde\s)*(?P<year>\d{4}|\d{2})")
_BARE = re.compile(r"m?(\d{1,2})\s*(?:月[份度]?)?")
_CLOCK = re.compile(r"[t\s]+\d{1,2}:.*|(?<=^\d{5})\.\d+$")
_FIRST_SERIAL, _LAST_SERIAL = 32_874, 73_050  # 1990 to the end of 2099, in days of Excel
_EPOCH = datetime.date(1899, 12, 30)
_WEEK = re.compile(r"(?:(?P<year>\d{4})\s*[-年/ ]?\s*)?(?:w|wk|week|kw|第)\s*-?(?P<week>\d{1,2})\s*周?")
_WEEKS = re.compile(r"(?:(?P<year>\d{4})\s*[-年/ ]?\s*)?(?P<week>\d{1,2})\s*周")
_WEEK_HEAD = re.compile(
    r"周次?|周数|第几周|星期|(?:calendar |iso )?weeks?(?: no\.?| number| #)?|wk|kw|kalenderwoche|woche|semaine"
)
_PERIOD = re.compile(r"(?:fy\s*)?(?:p|pd|per|period|期间?|第)\s*0?(\d{1,2})\s*期?")
_PERIOD_OF_YEAR = re.compile(
    r"(?P<year>20\d{2})[./]?(?P<last>0\d{2})|(?P<first>0\d{2})[./](?P<behind>20\d{2})"
)  # 2025001 and 001.2025, as SAP writes them
_PERIOD_HEAD = re.compile(
    r"(?:fiscal |posting |accounting )?period|(?:会计)?期间|期数?|会計期間|buchungsperiode|periode?"
)
_FISCAL = re.compile(r"\b(?:fy|fiscal year|financial year|fiscal|财年)\s*['’]?(?:(\d\d)(?!\d))?|(?<=\d)财年度?")
_QUARTER_HEAD = re.compile(r"季度?|quarter|qtr|四半期|quartal|trimestre")
_BARE_WEEK = re.compile(r"\d{1,2}(?:\.0)?")
_RANGE = re.compile(
    r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})\s*[-~–—至到]\s*(?:\d{4}[-/.])?\d{1,2}[-/.]\d{1,2}"
)  # by its first day
FIRST_YEAR, LAST_YEAR = 1990, 2100


class Ambiguity(NamedTuple):
    """What is to be told of the order of days and months: ``kind`` is "unsure", "mixed", "swapped", "year" where years
    of two digits may stand first or last, or "financial" where quarters are of such years, both of which are asked."""

    kind: str
    example: str


class Dates(Struct):
    """How a column writes its dates. Dates of a workbook that a wrong setting has turned round are ``swapped`` back."""

    day_first: bool = True
    swapped: bool = False
    doubt: Ambiguity | None = None
    year_first: bool = False  # of two digits: 25-11-21
    daily: bool = False  # the column names days, not months
    weekly: bool = False  # the column names weeks
    weeks: bool = False  # bare numbers are weeks
    ranges: bool = False  # the column names ranges of days
    spans: bool = False  # the column names quarters or halves of years
    periods: str = ""  # a cell that names a period of a year, the first
    bare_periods: bool = False  # bare numbers are periods, where years do not begin in January
    year_start: int = 1  # the month in which periods begin
    named_for_end: bool = False  # their years are those in which they end
    by_start: bool = False  # a month is told by where they begin
    tenths: bool = False  # 2025.1 is October, as 2025.01 is January
    _known: dict[Any, tuple[int | None, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, cells: Iterable[Any], head: str = "") -> Dates:
        """The order that the whole column agrees with; below 周 or Week bare numbers are weeks."""
        if _WEEK_HEAD.fullmatch(plain(head)):
            cells = [f"第{shown(cell)}周" if _BARE_WEEK.fullmatch(plain(shown(cell))) else cell for cell in cells]
            return replace(cls.of(cells), weeks=True)
        distinct = tuple(dict.fromkeys(plain(shown(cell)) for cell in dict.fromkeys(cells)))
        if any(span_under(text, head) for text in distinct) and all(
            span_under(text, head) or is_total(text) for text in distinct
        ):
            of_fy = next(filter(_FISCAL.search, distinct), None)
            return cls(spans=True, doubt=Ambiguity("financial", of_fy) if of_fy else None)
        dotted = [match[2] for text in distinct if (match := _DOTTED.fullmatch(text))]
        if any(part[0] == "0" for part in dotted):
            return cls(tenths=True)._counted(distinct)
        short = [match for text in distinct if (match := _SHORT.fullmatch(text))]
        if not short:
            return cls(bare_periods=bool(_PERIOD_HEAD.fullmatch(plain(head))))._counted(distinct)
        year_first = _years_stand_first(short, distinct)
        if year_first is not False:
            doubt = Ambiguity("year", short[0][0]) if year_first is None else None
            return cls(year_first=True, doubt=doubt)._counted(distinct)
        first, second = ({int(match[part]) for match in short} for part in (1, 2))
        day_first, doubt = _order(first, second, short)
        whole = [match for text in distinct if not _SHORT.fullmatch(text) and (match := _ISO_DAY.fullmatch(text))]
        swapped = bool(whole) and min(first if day_first else second) > 12 and all(int(m[3]) <= 12 for m in whole)
        if swapped:
            doubt = Ambiguity("swapped", whole[0][0])
        return cls(day_first, swapped, doubt)._counted(distinct)

    def _counted(self, distinct: Iterable[str]) -> Dates:
        """The same, with ``daily`` known: there are clearly more days than months."""
        days, months = set(), set()
        self.ranges = any(map(_RANGE.fullmatch, distinct))
        self.weekly = bool(distinct) and all(_week_of(text) for text in distinct)
        for text in distinct:
            try:
                months.add(self._parse(text))
            except ValueError:
                continue
            days.add(_CLOCK.sub("", text))
        self.daily = len(days) * 2 > len(months) * 3
        return self

    def month(self, cell: Any) -> tuple[int | None, int]:
        """Year and month of a cell; the year is None where it names a month only. ValueError for anything else."""
        found = self._known.get(cell)
        if found is None:
            found = self._known[cell] = self._parse(plain(shown(cell)))
        return found

    def span(self, cell: Any) -> int:
        """How many months a cell names: one, or the three or six of a quarter or half of a year."""
        found = span_under(plain(shown(cell))) if self.spans else None
        return found[2] if found else 1

    def _parse(self, text: str) -> tuple[int | None, int]:
        text = self._spelt(_RANGE.sub(r"\1", text))
        if found := self._of_span(text):
            return found
        if match := _PERIOD_OF_YEAR.fullmatch(text):
            year, number = int(match["year"] or match["behind"]), int(match["first"] or match["last"])
            if number > 12:
                raise ValueError(text)
            return self._of_financial(year, number)
        if number := period_number(text):
            if number > 12:
                raise ValueError(text)
            self.periods, self.by_start = self.periods or text, True
            return None, (self.year_start + number - 2) % 12 + 1
        if self.tenths and (match := _DOTTED.fullmatch(text)):
            return _checked(match[1], int(match[2].ljust(2, "0")))
        match = _SHORT.fullmatch(text)
        if match:
            order = (1, 2, 3) if self.year_first else (3, 2, 1) if self.day_first else (3, 1, 2)
            return _checked(*(match[place] for place in order))
        if self.swapped and (match := _ISO_DAY.fullmatch(text)):
            return _checked(match[1], int(match[3]))
        return parse_month(text)

    def _spelt(self, text: str) -> str:
        """A bare number with the word for what it counts below its head: a week, a period."""
        if not _BARE_WEEK.fullmatch(text):
            return text
        if self.weeks:
            return f"第{text}周"
        return f"p{text.removesuffix('.0')}" if self.bare_periods and self.year_start != 1 else text

    def _of_span(self, text: str) -> tuple[int | None, int] | None:
        """The first month of a quarter or half of a year, where the column names such."""
        span = span_under(text) if self.spans else None
        if span is None:
            return None
        return self._of_financial(*span[:2]) if _FISCAL.search(text) else span[:2]

    def _of_financial(self, year: int | None, number: int) -> tuple[int | None, int]:
        """The month of the calendar that is so manieth of a year which begins in ``year_start``."""
        begins, self.by_start = self.year_start, True
        month = (begins + number - 2) % 12 + 1
        if year is None:
            return None, month
        return (year - (month >= begins) if self.named_for_end and begins > 1 else year + (month < begins)), month


def period_number(text: str) -> int:
    """The number of the period of a year that a text names: P01, Period 1, 第1期; nil where it names none."""
    match = _PERIOD.fullmatch(plain(text))
    return int(match[1]) if match else 0


def span_under(text: str, head: str = "季度") -> tuple[int | None, int, int] | None:
    """The months of a quarter or half of a year, as ``span_of``; below 季度 or Quarter a bare 1 to 4 is one."""
    text = _FISCAL.sub(lambda found: f"20{found[1]}" if found[1] else "", text)
    bare = text.removesuffix(".0")
    if bare in ("1", "2", "3", "4"):
        return (None, 3 * int(bare) - 2, 3) if _QUARTER_HEAD.fullmatch(plain(head)) else None
    return span_of(text)


def doubtful_tenth(cells: Iterable[Any]) -> str | None:
    """A cell such as 2025.1 that may be January or October, which Excel writes alike: the column has November or
    December, no 2025.10 and no 2025.01. None where there is none."""
    months: dict[str, set[str]] = {}
    for cell in dict.fromkeys(cells):
        if match := _DOTTED.fullmatch(plain(shown(cell))):
            months.setdefault(match[1], set()).add(match[2])
    for year, found in months.items():
        if "1" in found and found & {"11", "12"} and "10" not in found and not any(part[0] == "0" for part in found):
            return f"{year}.1"
    return None


_ISO_LIKE = re.compile(r"(?:19|20)\d{2}\s*[-/.年]\s*\d")
_OF_BUSINESS = range(10, 40)  # of two digits, years that sales are told of
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[t\s].*)?")


def plain(text: str) -> str:
    """A cell without differences of width and case, years of an era as those of the calendar."""
    found = unicodedata.normalize("NFKC", text).strip().lower()
    return _ERA.sub(_of_era, found) if found[:1] in ("令", "r", "民") else found


def _of_era(match: re.Match[str]) -> str:
    if match[2]:
        return str(int(match[2]) + _REPUBLIC)
    return str((1 if match[1] == "元" else int(match[1])) + _REIWA)


def parse_month(text: str) -> tuple[int | None, int]:
    """Year and month from 2026-01, 2026年1月, 26年1月, 202601, 2026/1/15, Jan-26, 08-Nov-17, 42678,
    2026-W05, and 1月 or Jan."""
    text = plain(text)
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _checked(match[1], int(match[2]))
    if match := _MONTH_YEAR.fullmatch(text):
        return _checked(match[2], int(match[1]))
    if match := _SERIAL.fullmatch(text):
        return _of_serial(int(match[1]))
    named = text.removesuffix(".").removesuffix("份").removesuffix("度")
    if named in _FOREIGN:
        return None, _FOREIGN[named]
    if named in _MONTH_OF or (named[:3] in _NAMES and named.isalpha() and len(named) <= 9):
        return None, _MONTH_OF.get(named) or _NAMES.index(named[:3]) + 1
    if match := _BARE.fullmatch(text):
        return _checked(None, int(match[1]))
    if week := _week_of(text):
        return week
    foreign = _FOREIGN_YEAR.fullmatch(text)
    if foreign and foreign["month"] in _FOREIGN:
        return _checked(foreign["year"], _FOREIGN[foreign["month"]])
    match = next((found for pattern in _WORDS if (found := pattern.fullmatch(text))), None)
    if match is None or match["month"] not in _NAMES:
        raise ValueError(text)
    return _checked(match["year"], _NAMES.index(match["month"]) + 1)


def _week_of(text: str) -> tuple[int | None, int] | None:
    """The month that holds the Thursday of a week: 2026-W05, 2026年第5周, week 5; None for anything else."""
    match = _WEEK.fullmatch(text) or _WEEKS.fullmatch(text)
    if not match or not 1 <= int(match["week"]) <= 53:
        return None
    year = int(match["year"]) if match["year"] else None
    try:
        return year, datetime.date.fromisocalendar(year or 2026, int(match["week"]), 4).month
    except ValueError:
        return None


def _years_stand_first(short: Sequence[re.Match[str]], distinct: Sequence[str]) -> bool | None:
    """Whether years of two digits stand first: what all the dates allow, by years near those written out beside them,
    else in the range of a business, else fewer by half, else in the order of time. None where all that is open."""
    allowed = {
        order: [int(match[order[0]]) for match in short]
        for order in ((1, 2, 3), (3, 2, 1), (3, 1, 2))
        if all(_is_day(match, order) for match in short)
    }
    if (1, 2, 3) not in allowed:
        return False
    written = {int(text[:4]) for text in distinct if _ISO_LIKE.match(text)}
    if len(allowed) > 1 and written:
        allowed = _kept(allowed, lambda years: all(min(abs(2000 + y - w) for w in written) <= 1 for y in years))
    allowed = _kept(allowed, lambda years: all(year in _OF_BUSINESS for year in years))
    fewest = min(len(set(years)) for years in allowed.values())
    allowed = _kept(allowed, lambda years: len(set(years)) < fewest * 2)
    firsts = {order[0] for order in allowed}
    if len(firsts) > 1:
        firsts = {order[0] for order in allowed if len(short) > 2 and _is_rising(short, order)} or firsts
    return firsts == {1} if len(firsts) == 1 else None


Order = tuple[int, int, int]  # where year, month and day stand


def _kept(allowed: Mapping[Order, list[int]], holds: Callable[[list[int]], bool]) -> dict[Order, list[int]]:
    """Those of which something holds; all where it does of none."""
    return {order: years for order, years in allowed.items() if holds(years)} or dict(allowed)


def _is_day(match: re.Match[str], order: Order) -> bool:
    year, month, day = (match[place] for place in order)
    return len(year) in (2, 4) and 1 <= int(month) <= 12 and len(day) <= 2 and 1 <= int(day) <= 31


def _order(first: set[int], second: set[int], short: list[re.Match[str]]) -> tuple[bool, Ambiguity | None]:
    """Whether days stand first, and what is doubtful about it. Years stand last in all of them."""
    if max(first) > 12 and max(second) > 12:
        return len([m for m in short if int(m[1]) > 12]) >= len(short) / 4, Ambiguity("mixed", short[0][0])
    if max(first) > 12 or max(second) > 12:
        return max(first) > 12, None
    if len(first) == 1 < len(second) and first == {1}:
        return True, None  # always the first of a month
    if len(second) == 1 < len(first) and second == {1}:
        return False, None
    rising = [_is_rising(short, order) for order in ((3, 2, 1), (3, 1, 2))]
    day_first = rising[0] or not rising[1]
    return day_first, None if rising[0] != rising[1] else Ambiguity("unsure", short[0][0])


def _is_rising(short: Sequence[re.Match[str]], parts: tuple[int, int, int]) -> bool:
    keys = [tuple(int(match[part]) for part in parts) for match in short]
    return all(one <= other for one, other in itertools.pairwise(keys))


def _checked(written: str | None, month: int | str, day: int | str = 1) -> tuple[int | None, int]:
    year, month, day = None if written is None else int(written), int(month), int(day)
    if year is not None and written is not None and len(written) == 2:
        year += 2000 if year < 70 else 1900
    if not (1 <= month <= 12 and 1 <= day <= 31 and (year is None or FIRST_YEAR <= year <= LAST_YEAR)):
        raise ValueError((year, month))
    return year, month


def _of_serial(days: int) -> tuple[int, int]:
    if not _FIRST_SERIAL <= days <= _LAST_SERIAL:
        raise ValueError(days)
    date = _EPOCH + datetime.timedelta(days)
    return date.year, date.month
