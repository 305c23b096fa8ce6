"""Figures as they stand in sales files: ￥1,234.50, （100）, 1.2万, 1 234,50, １２３, and cells that mean nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from planforge.spec.values import LIMIT, parse_signed_money

NOTHING = frozenset({"", "-", "--", "—", "——", "/", "\\", "n/a", "na", "nil", "null", "none", "nan", "无", "空", "."})
ERRORS = frozenset({"#n/a", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!"})
_SIMPLE = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,20})?")
_SCIENTIFIC = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,17})?e[+-]?\d{1,2}")
_BRACKETS = re.compile(r"\((?P<figure>.+)\)(?P<unit>\D*)")
_GROUPS = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_INDIAN = re.compile(r"([+-]?)(\d{1,3}(?:,\d{2})+,\d{3}(?:\.\d+)?)")
_COMMA_ONLY = re.compile(r"[^\d]*\d{1,3}(?:\.\d{3})+,\d+\D*|[^\d]*\d+,(?:\d{1,2}|\d{4,})\D*")
_POINT_ONLY = re.compile(r"[^\d]*\d{1,3}(?:,\d{3})+\.\d+\D*|[^\d]*\d*\.(?:\d{1,2}|\d{4,})\D*")


def parse_figure(text: str, *, decimal_comma: bool = False) -> Decimal | None:
    """The figure a cell holds, None for one that holds nothing; ValueError for anything else, per cents too.

    With ``decimal_comma`` 1.234,50 is read as a German or French table means it.
    """
    if _SIMPLE.fullmatch(text) and not decimal_comma:
        return Decimal(text) + 0
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain in NOTHING:
        return None
    plain = _GROUPS.sub("", plain.replace("人民币", "").replace("−", "-").replace("–", "-"))
    if decimal_comma:
        plain = plain.replace(".", "").replace(",", ".")
    if _SCIENTIFIC.fullmatch(plain):
        return _bounded(Decimal(plain))
    bracketed = _BRACKETS.fullmatch(plain)
    if bracketed:
        return _negated(bracketed["figure"] + bracketed["unit"])
    if plain.endswith("-"):
        return _negated(plain[:-1])
    return _money(plain)


def uses_decimal_comma(texts: Iterable[str]) -> bool:
    """Whether a column writes its decimals behind a comma: some of its figures can mean nothing else, and none the
    opposite."""
    comma = False
    for text in texts:
        if _POINT_ONLY.fullmatch(text):
            return False
        comma = comma or bool(_COMMA_ONLY.fullmatch(text))
    return comma


def _money(plain: str) -> Decimal:
    indian = _INDIAN.fullmatch(plain)
    return parse_signed_money(plain.replace(",", "") if indian else plain.upper() if plain[:1].isalpha() else plain)


def _negated(plain: str) -> Decimal:
    amount = _money(plain.strip())
    if amount < 0:
        raise ValueError(plain)
    return -amount + 0


def _bounded(amount: Decimal) -> Decimal:
    if abs(amount) >= LIMIT:
        raise ValueError(str(amount))
    return amount + 0
