"""The kinds of value a spec holds, read as people write them: 8280万, +20%, 2027-05-01, 5月, 3,000.

Every scalar of a YAML file arrives as text; values given from Python (int, Decimal, date) are taken as well.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from msgspec import Struct
from pydantic import BeforeValidator, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

T = TypeVar("T")
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that neither YAML nor Word's XML can hold."""

CHINESE = re.compile("[\u3400-\u9fff]")

UNSEEN = re.compile(
    "[\\xad\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff\\U000e0000-\\U000e007f]"
)
"""Invisible characters with which what is seen is not what is written: they turn the direction of reading, make two
names of one, or say something to machines alone."""


def seen(text: str) -> str:
    """A text without what nobody sees and without what no document can hold."""
    return UNSEEN.sub("", UNWRITABLE.sub("", text))


LIMIT = Decimal(10) ** 15
"""No amount or count reaches this; beyond it Decimal's 28 digits could no longer keep the cents."""

_SCALES = {
    "": 1,
    "元": 1,
    "块": 1,
    "千": 1_000,
    "千元": 1_000,
    "万": 10_000,
    "万元": 10_000,
    "w": 10_000,
    "百万": 1_000_000,
    "百万元": 1_000_000,
    "千万": 10_000_000,
    "千万元": 10_000_000,
    "亿": 100_000_000,
    "万亿": 1_000_000_000_000,
    "万亿元": 1_000_000_000_000,
    "亿元": 100_000_000,
    "k": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "million": 1_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
    "lakh": 100_000,
    "lakhs": 100_000,
    "lac": 100_000,
    "cr": 10_000_000,
    "crore": 10_000_000,
    "crores": 10_000_000,
}
_CONTINENTAL = {
    "tsd": 1_000,
    "tausend": 1_000,
    "mio": 1_000_000,
    "millionen": 1_000_000,
    "mrd": 1_000_000_000,
    "milliarden": 1_000_000_000,
}
"""Units of those who write 9,5 and 9.500, so that of 9,500 and 9.500 with them nobody knows which is meant."""
_NARROW = {0x3000: " ", 0xFFE5: "¥", 0x2212: "-"} | {0xFEE0 + code: chr(code) for code in range(0x21, 0x7F)}
"""Full-width characters to the ASCII ones they stand for, and what else people type for ¥ and minus."""
_DIGITS = (
    r"([+-]?)\s*([0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,3}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?"
    r"|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
)
_NUMBER = re.compile(_DIGITS + r"\s*([^0-9.,]*)(?:(?<=[A-Za-z])\.)?")
_GROUPED = re.compile(
    r"([0-9]{1,3}(?:\.[0-9]{3}){2,}|[0-9]{1,3}(?:\.[0-9]{3})+(?=,[0-9])|[0-9]{1,3}(?:[ \xa0\u202f'’][0-9]{3})+)"
    r"(?:[.,]([0-9]+))?(?![0-9.,])"
)
"""Thousands parted by points, blanks or apostrophes: 8.200.000, 1.234,50, 1 234,5, 1'234'567."""
_EITHER = re.compile(r"[+-]?\s*[0-9]{1,3}[.,][0-9]{3}(?![0-9.,])")
_COMMA = re.compile(r"(?<![0-9.,])([0-9]+),([0-9]{1,2})(?![0-9.,])")
_POINTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_PERCENT = re.compile(_DIGITS + r"\s*(%?)")
_CURRENCY = re.compile(r"^([+-]?)\s*(?:[A-Z]{0,3}[¥$€£₹]|[A-Z]{3}(?=[\s0-9.+-]))\s*")
_BEHIND = re.compile(r"(?<=[0-9a-z.\s,-])(?:[¥$€£₹]|CNY|RMB|EUR|USD|GBP|CHF|HKD|TWD|JPY|INR|SGD|AUD|CAD|BRL|PLN|SEK)$")
_EVEN = re.compile(r"(?<=[0-9])[.,][-–—]+$")
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
_YEAR = r"([0-9]{4}|'?[0-9]{2})"
_DAY_FIRST = re.compile(rf"{_WEEKDAY}([0-9]{{1,2}})(?:st|nd|rd|th)?[\s/.-]*(?:of\s+)?{_NAME}[\s,/.-]*{_YEAR}")
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}{_NAME}[\s/.-]*([0-9]{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+)([0-9]{{4}})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})")
_NAMED_MONTH = re.compile(rf"{_NAME}[\s,/.-]*{_YEAR}|([0-9]{{4}}|[0-9]{{1,2}})[\s,/.-]*{_NAME}")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})\s*[-/.]\s*[0-9]{4}")
_YEAR_MONTH = re.compile(r"(?:[0-9]{4}\s*[-/.年]\s*)?([0-9]{1,2})\s*月?")
_TRUE = {"yes", "true", "on", "y", "是", "对"}
_FALSE = {"no", "false", "off", "n", "否", "不"}


def _plain(given: Any) -> str:
    """The value as text: full-width digits and signs made narrow, blanks trimmed, no exponents."""
    number = Decimal(repr(float(given))) if isinstance(given, float) else given
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return text.translate(_NARROW).strip()


def _refuse(kind: str, given: Any, **more: Any) -> PydanticCustomError:
    return PydanticCustomError(kind, "{given}", {"given": str(given), **more})


def of_year(figures: tuple[T, ...]) -> tuple[T, ...]:
    """Twelve figures, January to December, or none at all."""
    if len(figures) not in (0, 12):
        raise _refuse("twelve", figures, count=len(figures))
    return figures


def _is_text(given: Any) -> bool:
    return isinstance(given, (str, int, float, Decimal)) and not isinstance(given, bool)


def with_point(text: str) -> str:
    """The text with a decimal point and no signs between thousands, where its figures without doubt have others."""
    text = _GROUPED.sub(lambda m: re.sub(r"[^0-9]", "", m[1]) + (f".{m[2]}" if m[2] else ""), text)
    return _COMMA.sub(r"\1.\2", text)


def _scaled(text: str) -> Decimal | None:
    """The number in a plain text such as 1.2万; None where it is none, or may be several."""
    match = _NUMBER.fullmatch(with_point(text))
    unit = "".join(match[3].split()).lower() if match else ""
    scale = _SCALES.get(unit) or _CONTINENTAL.get(unit)
    if not match or scale is None or (unit in _CONTINENTAL and _EITHER.match(text)):
        return None
    return Decimal(match[1] + match[2].replace(",", "")) * scale + 0  # + 0: no negative zero


def parse_signed_money(given: Any) -> Decimal:
    """Currency units from 8280万, 1.2亿, 82,800,000, ￥3.5, 800k, 82.8 million, 8.200.000, 9,5 Mio. €, 1 234,5."""
    amount = _scaled(_without_currency(_plain(given))) if _is_text(given) else None
    if amount is None:
        raise _refuse("money", given)
    if abs(amount) >= LIMIT:
        raise _refuse("money_size", given)
    return amount


def _without_currency(text: str) -> str:
    return _EVEN.sub("", _BEHIND.sub("", _CURRENCY.sub(r"\1", text)).strip())


def parse_volume(given: Any) -> Decimal:
    """Units sold, decimals and returns and all: 3000, 0.4, 1.2万."""
    return parse_signed_money(given)


def parse_money(given: Any) -> Decimal:
    """As ``parse_signed_money``, but never below zero."""
    amount = parse_signed_money(given)
    if amount < 0:
        raise _refuse("money_negative", given)
    return amount


def parse_percent(given: Any) -> Decimal:
    """A fraction of one from 20%, 0.2, -5%; a bare number above one is ambiguous and refused."""
    match = _PERCENT.fullmatch(with_point(_plain(given))) if _is_text(given) else None
    if not match or len(match[2]) > 28:
        raise _refuse("percent", given)
    value = Decimal(match[1] + match[2].replace(",", "")) + 0
    if match[3]:
        return value / 100
    if abs(value) > 1:
        raise _refuse("percent_bare", given, fraction=f"{value / 100:f}")
    return value


def parse_ratio(given: Any) -> Decimal:
    """A percentage from 0 to 100 %."""
    value = parse_percent(given)
    if not 0 <= value <= 1:
        raise _refuse("ratio_range", given)
    return value


def parse_count(given: Any) -> int:
    """A whole number from 0 on: 3000, 3,000, 3.000, 1.2万."""
    text = _plain(given) if _is_text(given) else ""
    value = _scaled(text.replace(".", "") if isinstance(given, str) and _POINTED.fullmatch(text) else text)
    if value is None or not 0 <= value < LIMIT or value != int(value):
        raise _refuse("count", given)
    return int(value)


def parse_month(given: Any) -> int:
    """1..12 from 5, 05, 5月, 五月, 2027-05, 05/2027, May, Jun-27, June 2027."""
    if isinstance(given, datetime.date):
        return given.month
    text = _plain(given).lower()
    match = _YEAR_MONTH.fullmatch(text) or _MONTH_YEAR.fullmatch(text)
    named = _NAMED_MONTH.fullmatch(text)
    name = (named[1] or named[4]) if named else text.removesuffix(".")
    month = int(match[1]) if match else _NAMED.get(name, 0)
    if not 1 <= month <= 12:
        raise _refuse("month", given)
    return month


def parse_date(given: Any) -> datetime.date:
    """A day from 2027-01-29, 2027/1/29, 2027年1月29日, 29 January 2027, Jan 29, 2027, 29-Jan-27, 1/29/2027, 29.1.2027;
    3/4/2027, which may be either, is refused."""
    if isinstance(given, datetime.datetime):
        return given.date()
    if isinstance(given, datetime.date):
        return given
    text = _plain(given)
    if (match := _YEAR_LAST.fullmatch(text)) and int(match[1]) != int(match[3]):
        days = [day for part in ((3, 1), (1, 3)) if (day := _on(int(match[4]), *(int(match[n]) for n in part)))]
        if len(days) == 2:  # day or month first? nobody knows
            raise _refuse("date_order", given, one=str(days[0]), other=str(days[1]))
    day = _day_of(text)
    if day is None:
        raise _refuse("date", given)
    return day


def _day_of(text: str) -> datetime.date | None:
    """The day that a text without doubt means."""
    if match := _FULL_DATE.fullmatch(text):
        return _on(*map(int, match.groups()))
    if match := _YEAR_LAST.fullmatch(text):
        year, one, two = int(match[4]), int(match[1]), int(match[3])
        return _on(year, one, two) or _on(year, two, one)
    text = text.lower()
    if match := _DAY_FIRST.fullmatch(text):
        year = int(match[3].strip("'"))
        return _on(year + 2000 * (len(match[3]) < 4), _NAMED.get(match[2], 0), int(match[1]))
    if match := _MONTH_FIRST.fullmatch(text):
        return _on(int(match[3]), _NAMED.get(match[1], 0), int(match[2]))
    return None


def _on(year: int, month: int, day: int) -> datetime.date | None:
    """The day; None where there is no such day."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def parse_flag(given: Any) -> bool:
    """yes/no, true/false, 是/否."""
    if isinstance(given, bool):
        return given
    text = _plain(given).lower()
    if text not in _TRUE | _FALSE:
        raise _refuse("flag", given)
    return text in _TRUE


def parse_name(given: Any) -> str:
    """Text on one line, not empty."""
    if not _is_text(given) or not str(given).strip():
        raise _refuse("name", given)
    text = str(given).strip()
    if len(text.splitlines()) > 1:
        raise _refuse("name_lines", given)
    return text


_VACANT = re.compile(
    r"(?:暂|仍|尚)?(?:缺|空缺|空岗|缺编|缺人|无|没有|未定|待定|待招|待聘|待补|招聘中)(?:中|人)?|tbd|tbc|vacant|none|nobody|n/?a|[-—–/]+",
    re.I,
)


def parse_holder(given: Any) -> Any:
    """A name; None for what says that the post is vacant, with or without a remark in brackets."""
    said = re.sub(r"[（(][^（()）]*[）)]", "", given).strip() if isinstance(given, str) else ""
    return None if _VACANT.fullmatch(said) else given


def parse_prose(given: Any) -> str:
    """Text of one or more lines, simple Markdown; not empty."""
    if not _is_text(given) or not str(given).strip():
        raise _refuse("prose", given)
    return str(given).strip()


def _schema(types: str, pattern: str, *examples: str) -> WithJsonSchema:
    """What an editor is told; the pattern lets through all that the parser takes, and little else."""
    kinds = types.split()
    told = {"type": kinds if len(kinds) > 1 else kinds[0], "pattern": pattern, "examples": list(examples)}
    return WithJsonSchema({key: value for key, value in told.items() if value})


_SIGN, _FIGURES = "[-+−－＋]?", r"[\d０-９,，.．]+([ \xa0\u202f'’][\d０-９,，.．]+)*"
_UNITS = r"[千百万亿元块A-Za-z\s]*\.?"
_MONEY = rf"\s*{_SIGN}\s*([A-Z]{{0,3}}[¥￥$＄€£₹]|[A-Z]{{3}})?\s*{_SIGN}\s*{_FIGURES}[-–—]*{_UNITS}\s*[A-Z€¥$£₹]*"
_SHARE = rf"\s*{_SIGN}\s*{_FIGURES}\s*[%％]?\s*"
_DAY = r"\s*[\d０-９]{4}\s*[-－/／.．年]\s*[\d０-９]{1,2}\s*[-－/／.．月]\s*[\d０-９]{1,2}\s*日?\s*"
_DAY += (  # in words, or with the year behind
    r"|\s*([A-Za-z]{3,9}\.?,?\s+)?[\d０-９]{1,2}([sS][tT]|[nN][dD]|[rR][dD]|[tT][hH])?[\s/／.．-]*([oO][fF]\s+)?"
    r"[A-Za-z]{3,9}[\s,，/／.．-]*'?[\d０-９]{2,4}\s*"
    r"|\s*([A-Za-z]{3,9}\.?,?\s+)?[A-Za-z]{3,9}[\s/／.．-]*[\d０-９]{1,2}([sS][tT]|[nN][dD]|[rR][dD]|[tT][hH])?"
    r"[\s,，]+[\d０-９]{4}\s*"
    r"|\s*[\d０-９]{1,2}\s*[-－/／.．]\s*[\d０-９]{1,2}\s*[-－/／.．]\s*[\d０-９]{4}\s*"
)
_DAY += (  # in a year that is known
    r"|\s*([\d０-９]{4}年?|[明次来翌]年)?\s*[第上下\d０-９一二三四五六七八九十]*(月份?|季度?|半年|年)"
    r"([\d０-９]{1,2}[日号]?|[底末初中]|[上中下]旬)?[之以]?前?\s*"
    r"|\s*[\d０-９]{1,2}\s*[-－/／.．]\s*[\d０-９]{1,2}\s*|\s*[\d０-９]{4}\s*[-－/／.．]\s*[\d０-９]{1,2}\s*"
    r"|\s*(([bB][yY]|[eE]nd|[sS]tart|[bB]eginning|[mM]id(dle)?|[eE]arly|[lL]ate)[\s-]*)*([oO]f\s+)?([tT]he\s+)?"
    r"([\d０-９]{4})?([qQhH][1-4]|([fF]irst|[sS]econd|[tT]hird|[fF]ourth) (quarter|half)|[yY]ear([\s-]+end)?"
    r"|([\d０-９]{1,2}([sS][tT]|[nN][dD]|[rR][dD]|[tT][hH])?\s*)?[A-Za-z]{3,9}\.?(\s+[\d０-９]{1,2}([sS][tT]|[nN][dD]|[rR][dD]|[tT][hH])?)?)"
    r"(\s+end)?([\s,]+([\d０-９]{4}|next year))?\s*"
)
_OF_YEAR = (
    r"\s*([\d０-９]{4}\s*[-－/／.．年]\s*)?[\d０-９]{1,2}\s*月?\s*"
    r"|\s*[\d０-９]{1,2}\s*[-－/／.．]\s*[\d０-９]{4}\s*"
    r"|\s*[A-Za-z]{3,9}\.?[\s,，/／.．-]*'?[\d０-９]{2,4}\s*|\s*[\d０-９]{1,4}[\s,，/／.．-]*[A-Za-z]{3,9}\.?\s*"
    r"|\s*[A-Za-z]{3,9}\.?\s*|\s*[一二三四五六七八九十]{1,2}月\s*"
)
_YES_NO = "|".join("".join(f"[{c}{c.upper()}]" if c.isascii() else c for c in word) for word in sorted(_TRUE | _FALSE))

Money = Annotated[
    Decimal, BeforeValidator(parse_money), _schema("string number", f"^{_MONEY}$", "8280万", "1.2亿", "82,800,000")
]
SignedMoney = Annotated[
    Decimal, BeforeValidator(parse_signed_money), _schema("string number", f"^{_MONEY}$", "-12万", "8280万")
]
Percent = Annotated[
    Decimal, BeforeValidator(parse_percent), _schema("string number", f"^{_SHARE}$", "20%", "-5%", "0.2")
]
Ratio = Annotated[Decimal, BeforeValidator(parse_ratio), _schema("string number", f"^{_SHARE}$", "60%", "0.6")]
Count = Annotated[
    int,
    BeforeValidator(parse_count),
    _schema("string integer", rf"^\s*{_SIGN}\s*{_FIGURES}{_UNITS}$", "3000", "1.2万"),
]
Volume = Annotated[
    Decimal,
    BeforeValidator(parse_volume),
    _schema("string number", rf"^\s*{_SIGN}\s*{_FIGURES}{_UNITS}$", "3000", "0.4", "1.2万"),
]
Month = Annotated[
    int, BeforeValidator(parse_month), _schema("string integer", f"^({_OF_YEAR})$", "5", "5月", "2027-05")
]
Date = Annotated[
    datetime.date, BeforeValidator(parse_date), _schema("string", f"^({_DAY})$", "2027-01-29", "2027年1月29日")
]
Name = Annotated[str, BeforeValidator(parse_name), _schema("string number", r"\S")]
Holder = Annotated[Name | None, BeforeValidator(parse_holder)]
"""Who answers for something; None where the post is said to be vacant."""
Prose = Annotated[str, BeforeValidator(parse_prose), _schema("string number", r"\S")]
Flag = Annotated[
    bool, BeforeValidator(parse_flag), _schema("string boolean", rf"^\s*({_YES_NO})\s*$", "yes", "no", "是", "否")
]


class AmountOrGrowth(Struct, frozen=True):
    """An amount of money (``8280万``) or growth on last year (``+20%``); exactly one is set."""

    amount: Decimal | None = None
    growth: Decimal | None = None

    def __str__(self) -> str:
        if self.growth is not None:
            return f"{(self.growth * 100).normalize():+f}%"
        return f"{Decimal(self.amount or 0).normalize():f}"  # 1,000 however it was written: fingerprints are of it

    @classmethod
    def parse(cls, given: Any) -> AmountOrGrowth:
        """From text or number: a percentage is growth, anything else an amount.

        Refused is what may be either: a plus sign without %, a bare number between 0 and 1.
        """
        if isinstance(given, AmountOrGrowth):
            return given
        text = _plain(given)
        if text.endswith("%"):
            return cls(growth=parse_percent(given))
        try:
            amount = parse_money(given)
        except PydanticCustomError as error:
            raise _refuse("amount_or_growth", given) if error.type == "money" else error from None
        if text.startswith("+") or 0 < amount < 1:
            raise _refuse("growth_bare", given)
        return cls(amount=amount)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse,
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": ["string", "number"], "pattern": f"^({_MONEY}|{_SHARE})$", "examples": ["8280万", "+20%"]}
