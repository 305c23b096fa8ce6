"""Figures as they stand in sales files: ￥1,234.50, （100）, 1.2万, 1 234,50, １２３, and cells that mean nothing."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from planforge.spec.values import LIMIT, parse_signed_money

Cell = str | float | int | bool | datetime.date | datetime.time | datetime.timedelta
"""What a cell holds: text as it was typed, a number, a day; an empty cell is ''."""
NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "n/a", "na", "nil", "null", "none", "nan", "无", "空", "."})
ERRORS = frozenset({"#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!"})
CURRENCIES = {"¥": "CNY", "￥": "CNY", "$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₽": "RUB"}
_MAY_BEGIN = frozenset("CRUEGJHTIKASNcrueghtikasn人美欧港日ＣＲＵ")  # letters of currencies before an amount
_MAY_BE = re.compile(rf"(?m)^(?=[{''.join(_MAY_BEGIN)}]|[\W\d_])[^\n]*\d")
_SIMPLE = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,20})?")
_SCIENTIFIC = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,17})?e[+-]?\d{1,2}")
_BRACKETS = re.compile(r"\((?P<figure>.+)\)(?P<unit>\D*)")
_GROUPS = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_BOOKED = re.compile(r"\d\s*[cd]r\.?$", re.IGNORECASE)  # credit and debit; 300 crore in a plan alone
_INDIAN = re.compile(r"([+-]?)\s*(?:₹|Rs\.?|INR|inr|rs\.?)?\s*([+-]?\d{1,3}(?:,\d{2})+,\d{3}(?:\.\d+)?)")
_COMMA_ONLY = re.compile(r"[^\d]*\d{1,3}(?:[.\s'’]\d{3})+,\d+\D*|[^\d]*\d+,(?:\d{1,2}|\d{4,})\D*|[^\d]*\d{4,},\d+\D*")
_POINT_ONLY = re.compile(r"[^\d]*\d{1,3}(?:,\d{3})+\.\d+\D*|[^\d]*\d*\.(?:\d{1,2}|\d{4,})\D*")
_CODES = r"cny|rmb|usd|eur|gbp|jpy|hkd|twd|inr|krw|aud|cad|sgd|美元|欧元|港币|日元"
_CODE = re.compile(rf"^[^\w]*({_CODES}|人民币)|({_CODES})\s*$")
DOLLARS = {"CA$": "CAD", "C$": "CAD", "US$": "USD", "AU$": "AUD", "A$": "AUD", "NZ$": "NZD", "HK$": "HKD",
           "NT$": "TWD", "S$": "SGD", "R$": "BRL", "MX$": "MXN"}  # fmt: skip
NAMES = {"加元": "CAD", "美元": "USD", "澳元": "AUD", "港元": "HKD", "港币": "HKD",
         "欧元": "EUR", "英镑": "GBP", "日元": "JPY",
         "新加坡元": "SGD", "人民币": "CNY"}  # fmt: skip
_KNOWN = re.compile(
    r"(?<![A-Za-z])(CNY|RMB|USD|EUR|GBP|JPY|HKD|TWD|INR|KRW|AUD|CAD|NZD|SGD|CHF|SEK|NOK|DKK|PLN|CZK|BRL|MXN|ZAR|THB|IDR|MYR"
    r"|PHP|VND|AED|SAR|TRY)(?![A-Za-z])"
)
_SAME = {"rmb": "CNY", "人民币": "CNY", "美元": "USD", "欧元": "EUR", "港币": "HKD", "日元": "JPY"}


_NOISY = 17  # characters from which a figure may have more than fifteen digits


def shown(cell: Any) -> str:
    """A cell as people would type it: figures with 15 digits, days as 2026-01-31."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        text = f"{cell:.15g}"
        return text if "e" not in text else f"{cell:f}"
    if isinstance(cell, datetime.datetime | datetime.date):
        return f"{cell.year:04}-{cell.month:02}-{cell.day:02}"
    return str(cell)


def is_number(cell: Any) -> bool:
    """Whether a cell is a figure, typed as a number or written as text that can be read as one."""
    if isinstance(cell, str):
        return bool(cell) and _is_figure(cell)
    return isinstance(cell, float | int) and not isinstance(cell, bool)


def numbers_among(texts: Iterable[str]) -> set[str]:
    """The different texts that are figures."""
    return {text for text in set(texts) if (not text[:1].isalpha() or text[0] in _MAY_BEGIN) and _is_figure(text)}


def has_no_number(texts: Sequence[str]) -> bool:
    """Whether none of the texts can be a figure: seen at a glance, for columns of a hundred thousand names."""
    firsts = {text[:1] for text in texts}
    if all(first.isalpha() and first not in _MAY_BEGIN for first in firsts):
        return True
    return not _MAY_BE.search("\n".join(texts))


@lru_cache(maxsize=100_000)
def _is_figure(text: str) -> bool:
    first = text.lstrip()[:1]
    if (first.isalpha() and first not in _MAY_BEGIN) or not any(map(str.isdigit, text)):
        return False
    if _SIMPLE.fullmatch(text):
        return True
    for comma in (False, True):
        try:
            return parse_figure(text, decimal_comma=comma) is not None
        except ValueError:
            continue
    return False


def figure_of(cell: Any, *, decimal_comma: bool = False) -> Decimal | None:
    """The figure of a cell, None for one that holds nothing; ValueError for anything else: text, days, per cents."""
    if isinstance(cell, str):
        return parse_figure(cell, decimal_comma=decimal_comma)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return Decimal(_steady(cell)) + 0
    raise ValueError(cell)


def parse_figure(text: str, *, decimal_comma: bool = False) -> Decimal | None:
    """The figure a text means, None where it says nothing; ValueError for anything else, per cents too.

    With ``decimal_comma`` 1.234,50 is read as a German or French table means it; without, it is a slip.
    """
    if not decimal_comma and _SIMPLE.fullmatch(text):
        return Decimal(text if len(text) < _NOISY else _without_noise(text)) + 0
    plain = unicodedata.normalize("NFKC", text).strip().lower().removeprefix("'")
    if plain in NOTHING:
        return None
    plain = _GROUPS.sub("", plain.replace("人民币", "").replace("−", "-").replace("–", "-"))
    if decimal_comma:
        plain = plain.replace(".", "").replace(",", ".")
    elif _COMMA_ONLY.fullmatch(plain):
        raise ValueError(plain)
    if _SCIENTIFIC.fullmatch(plain):
        return _bounded(Decimal(plain))
    bracketed = _BRACKETS.fullmatch(plain)
    if bracketed:
        return _negated(bracketed["figure"] + bracketed["unit"])
    if plain.endswith("-"):
        return _negated(plain[:-1])
    return _money(plain)


def _without_noise(text: str) -> str:
    """A figure without what a program's floating point has put behind its fifteenth digit: 31.990000000000002."""
    return _steady(float(text)) if "." in text and sum(map(str.isdigit, text.lstrip("+-0."))) > 15 else text


def _steady(value: float) -> str:
    """A number without the noise of its last digits, which a product of two carries further to the front:
    5625.00000000001 is 5625, while 0.333333333333333 is kept."""
    full, short = f"{value:.15g}", f"{value:.12g}"
    return short if len(full) - len(short) > 3 else full


def uses_decimal_comma(texts: Iterable[str]) -> bool:
    """Whether a column writes its decimals behind a comma: some of its figures can mean nothing else, and none the
    opposite."""
    comma = False
    for text in texts:
        if _POINT_ONLY.fullmatch(text):
            return False
        comma = comma or bool(_COMMA_ONLY.fullmatch(text))
    return comma


def currency_of(text: str) -> str | None:
    """The currency that a written amount names, as its three letters; None where it names none."""
    found = next((code for sign, code in CURRENCIES.items() if sign in text), None)
    if found:
        return found
    match = _CODE.search(text.lower())
    code = (match[1] or match[2]) if match else None
    return _SAME.get(code, code.upper()) if code else None


def stated_currency(texts: Iterable[str]) -> str:
    """The currency that a title or a head names: CAD in (C$ thousands); empty where none does, as a bare $ does not."""
    for text in dict.fromkeys(texts):
        plain = unicodedata.normalize("NFKC", text)
        signs = {**DOLLARS, **NAMES, "€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW"}
        if sign := next((one for one in signs if re.search(rf"(?<![A-Za-z]){re.escape(one)}", plain)), None):
            return signs[sign]
        if match := _KNOWN.search(plain):
            return {"RMB": "CNY"}.get(match[1], match[1])
    return ""


def _money(plain: str) -> Decimal:
    if _BOOKED.search(plain):
        raise ValueError(plain)
    trailing = next((sign for sign in CURRENCIES if plain.endswith(sign)), None)
    if trailing:
        plain = plain.removesuffix(trailing).strip()
    indian = _INDIAN.fullmatch(plain)
    return parse_signed_money(
        (indian[1] + indian[2]).replace(",", "") if indian else plain.upper() if plain[:1].isalpha() else plain
    )


def _negated(plain: str) -> Decimal:
    amount = _money(plain.strip())
    if amount < 0:
        raise ValueError(plain)
    return -amount + 0


def _bounded(amount: Decimal) -> Decimal:
    if abs(amount) >= LIMIT:
        raise ValueError(str(amount))
    return amount + 0
