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

from planforge.spec.days import DAY, OF_YEAR, parse_date, parse_month
from planforge.spec.written import is_text, plain, refuse

T = TypeVar("T")
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that neither YAML nor Word's XML can hold."""

UNSEEN = re.compile(
    "[\\xad\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff\\U000e0000-\\U000e007f]"
)
"""Invisible characters with which what is seen is not what is written: they turn the direction of reading, make two
names of one, or say something to machines alone."""


def is_chinese(letter: str) -> bool:
    """Whether a letter is a Chinese character."""
    return "\u3400" <= letter <= "\u9fff"  # a pattern of so many letters takes milliseconds to compile


def has_chinese(text: str) -> bool:
    """Whether a text holds a Chinese character."""
    return max(text, default="") >= "\u3400" and any(map(is_chinese, text))


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
_TRUE = {"yes", "true", "on", "y", "是", "对"}
_FALSE = {"no", "false", "off", "n", "否", "不"}


def of_year(figures: tuple[T, ...]) -> tuple[T, ...]:
    """Twelve figures, January to December, or none at all."""
    if len(figures) not in (0, 12):
        raise refuse("twelve", figures, count=len(figures))
    return figures


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
    if isinstance(given, Decimal) and given.is_finite():  # of a file that is read: there are thousands
        amount: Decimal | None = given + 0
    else:
        amount = _scaled(_without_currency(plain(given))) if is_text(given) else None
    if amount is None:
        raise refuse("money", given)
    if abs(amount) >= LIMIT:
        raise refuse("money_size", given)
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
        raise refuse("money_negative", given)
    return amount


def parse_percent(given: Any) -> Decimal:
    """A fraction of one from 20%, 0.2, -5%; a bare number above one is ambiguous and refused."""
    match = _PERCENT.fullmatch(with_point(plain(given))) if is_text(given) else None
    if not match or len(match[2]) > 28:
        raise refuse("percent", given)
    value = Decimal(match[1] + match[2].replace(",", "")) + 0
    if match[3]:
        return value / 100
    if abs(value) > 1:
        raise refuse("percent_bare", given, fraction=f"{value / 100:f}")
    return value


def parse_ratio(given: Any) -> Decimal:
    """A percentage from 0 to 100 %."""
    value = parse_percent(given)
    if not 0 <= value <= 1:
        raise refuse("ratio_range", given)
    return value


def parse_count(given: Any) -> int:
    """A whole number from 0 on: 3000, 3,000, 3.000, 1.2万."""
    text = plain(given) if is_text(given) else ""
    value = _scaled(text.replace(".", "") if isinstance(given, str) and _POINTED.fullmatch(text) else text)
    if value is None or not 0 <= value < LIMIT or value != int(value):
        raise refuse("count", given)
    return int(value)


def parse_flag(given: Any) -> bool:
    """yes/no, true/false, 是/否."""
    if isinstance(given, bool):
        return given
    text = plain(given).lower()
    if text not in _TRUE | _FALSE:
        raise refuse("flag", given)
    return text in _TRUE


def parse_name(given: Any) -> str:
    """Text on one line, not empty."""
    if not is_text(given) or not str(given).strip():
        raise refuse("name", given)
    text = str(given).strip()
    if len(text.splitlines()) > 1:
        raise refuse("name_lines", given)
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
    if not is_text(given) or not str(given).strip():
        raise refuse("prose", given)
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
Month = Annotated[int, BeforeValidator(parse_month), _schema("string integer", f"^({OF_YEAR})$", "5", "5月", "2027-05")]
Date = Annotated[
    datetime.date, BeforeValidator(parse_date), _schema("string", f"^({DAY})$", "2027-01-29", "2027年1月29日")
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
        text = plain(given)
        if text.endswith("%"):
            return cls(growth=parse_percent(given))
        try:
            amount = parse_money(given)
        except PydanticCustomError as error:
            raise refuse("amount_or_growth", given) if error.type == "money" else error from None
        if text.startswith("+") or 0 < amount < 1:
            raise refuse("growth_bare", given)
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
