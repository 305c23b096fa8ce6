"""The kinds of value a spec holds, read as people write them: 8280万, +20%, 2027-05-01, 5月, 3,000.

Every scalar of a YAML file arrives as text; values given from Python (int, Decimal, date) are taken as well.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BeforeValidator, GetCoreSchemaHandler, WithJsonSchema
from pydantic_core import PydanticCustomError, core_schema

_SCALES = {
    "": 1,
    "元": 1,
    "块": 1,
    "千": 1_000,
    "千元": 1_000,
    "万": 10_000,
    "万元": 10_000,
    "百万": 1_000_000,
    "百万元": 1_000_000,
    "千万": 10_000_000,
    "千万元": 10_000_000,
    "亿": 100_000_000,
    "亿元": 100_000_000,
    "k": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "million": 1_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\s*([^\d.,]*)")
_CURRENCY = re.compile(r"^([+-]?)\s*(?:[¥￥$€£]|[A-Z]{3}\b)\s*")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_YEAR_MONTH = re.compile(r"(?:\d{4}\s*[-/.年]\s*)?(\d{1,2})\s*月?")
_TRUE = {"yes", "true", "on", "y", "是", "对"}
_FALSE = {"no", "false", "off", "n", "否", "不"}


def _plain(given: Any) -> str:
    """The value as text: full-width digits and signs made narrow, blanks trimmed."""
    return unicodedata.normalize("NFKC", str(given)).replace("−", "-").strip()


def _refuse(kind: str, given: Any, **more: Any) -> PydanticCustomError:
    return PydanticCustomError(kind, "{given}", {"given": str(given), **more})


def _is_text(given: Any) -> bool:
    return isinstance(given, (str, int, float, Decimal)) and not isinstance(given, bool)


def parse_signed_money(given: Any) -> Decimal:
    """Currency units from 8280万, 1.2亿, 82,800,000, ￥3.5, 800k, 82.8 million."""
    if not _is_text(given):
        raise _refuse("money", given)
    text = _CURRENCY.sub(r"\1", _plain(given))
    match = _NUMBER.fullmatch(text)
    scale = _SCALES.get(match[3].strip().lower() if match[3].strip() != "M" else "m") if match else None
    if not match or scale is None:
        raise _refuse("money", given)
    return Decimal(match[1] + match[2].replace(",", "")) * scale


def parse_money(given: Any) -> Decimal:
    """As ``parse_signed_money``, but never below zero."""
    amount = parse_signed_money(given)
    if amount < 0:
        raise _refuse("money_negative", given)
    return amount


def parse_percent(given: Any) -> Decimal:
    """A fraction of one from 20%, 0.2, -5%; a bare number above one is ambiguous and refused."""
    if not _is_text(given):
        raise _refuse("percent", given)
    text = _plain(given)
    number = text.removesuffix("%").strip()
    try:
        value = Decimal(number.replace(",", ""))
    except InvalidOperation:
        raise _refuse("percent", given) from None
    if not value.is_finite():
        raise _refuse("percent", given)
    if text.endswith("%"):
        return value / 100
    if abs(value) > 1:
        raise _refuse("percent_bare", given)
    return value


def parse_ratio(given: Any) -> Decimal:
    """A percentage from 0 to 100 %."""
    value = parse_percent(given)
    if not 0 <= value <= 1:
        raise _refuse("ratio_range", given)
    return value


def parse_count(given: Any) -> int:
    """A whole number from 0 on: 3000, 3,000, 1.2万."""
    try:
        value = parse_signed_money(given)
    except PydanticCustomError:
        raise _refuse("count", given) from None
    if value < 0 or value != int(value):
        raise _refuse("count", given)
    return int(value)


def parse_month(given: Any) -> int:
    """1..12 from 5, 05, 5月, 2027-05, May."""
    text = _plain(given)
    if text[:3].lower() in _MONTHS:
        return _MONTHS.index(text[:3].lower()) + 1
    match = _YEAR_MONTH.fullmatch(text)
    if not match or not 1 <= int(match[1]) <= 12:
        raise _refuse("month", given)
    return int(match[1])


def parse_date(given: Any) -> datetime.date:
    """A day from 2027-01-29, 2027/1/29, 2027年1月29日."""
    if isinstance(given, datetime.date):
        return given
    match = _FULL_DATE.fullmatch(_plain(given))
    try:
        return datetime.date(*map(int, match.groups())) if match else _no_date(given)
    except ValueError:
        raise _refuse("date", given) from None


def _no_date(given: Any) -> datetime.date:
    raise _refuse("date", given)


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
    if "\n" in text:
        raise _refuse("name_lines", given)
    return text


def parse_prose(given: Any) -> str:
    """Text of one or more lines, simple Markdown; not empty."""
    if not _is_text(given) or not str(given).strip():
        raise _refuse("prose", given)
    return str(given).strip()


def _schema(types: list[str], *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": types if len(types) > 1 else types[0], "examples": list(examples)})


_TEXT_OR_NUMBER = ["string", "number"]
Money = Annotated[Decimal, BeforeValidator(parse_money), _schema(_TEXT_OR_NUMBER, "8280万", "1.2亿", "82,800,000")]
SignedMoney = Annotated[Decimal, BeforeValidator(parse_signed_money), _schema(_TEXT_OR_NUMBER, "-12万", "8280万")]
Percent = Annotated[Decimal, BeforeValidator(parse_percent), _schema(_TEXT_OR_NUMBER, "20%", "-5%", "0.2")]
Ratio = Annotated[Decimal, BeforeValidator(parse_ratio), _schema(_TEXT_OR_NUMBER, "60%", "0.6")]
Count = Annotated[int, BeforeValidator(parse_count), _schema(["string", "integer"], "3000", "1.2万")]
Month = Annotated[int, BeforeValidator(parse_month), _schema(["string", "integer"], "5", "5月", "2027-05")]
Date = Annotated[datetime.date, BeforeValidator(parse_date), _schema(["string"], "2027-01-29", "2027年1月29日")]
Name = Annotated[str, BeforeValidator(parse_name), _schema(_TEXT_OR_NUMBER)]
Prose = Annotated[str, BeforeValidator(parse_prose), _schema(_TEXT_OR_NUMBER)]
Flag = Annotated[bool, BeforeValidator(parse_flag), _schema(["string", "boolean"], "yes", "no", "是", "否")]


@dataclass(frozen=True, slots=True)
class AmountOrGrowth:
    """An amount of money (``8280万``) or growth on last year (``+20%``); exactly one is set."""

    amount: Decimal | None = None
    growth: Decimal | None = None

    def __str__(self) -> str:
        return f"{self.growth:+%}" if self.growth is not None else str(self.amount)

    @classmethod
    def parse(cls, given: Any) -> AmountOrGrowth:
        """From text or number; a percentage is growth, anything else an amount."""
        if isinstance(given, AmountOrGrowth):
            return given
        if isinstance(given, dict) and set(given) == {"amount", "growth"}:
            return cls(**{key: None if value is None else Decimal(value) for key, value in given.items()})
        if _plain(given).endswith("%"):
            return cls(growth=parse_percent(given))
        return cls(amount=parse_money(given))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse,
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": _TEXT_OR_NUMBER, "examples": ["8280万", "+20%"]}
