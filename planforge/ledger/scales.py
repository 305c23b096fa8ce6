"""Owns units of money and of volume as sales files write them, in heads and titles: their scales."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from planforge import resources
from planforge.ledger.figures import NAMES
from planforge.spec.region import ENGLISH_UNITS
from planforge.spec.values import parse_money

UNIT = re.compile(r"[(（\[]\s*(?:单位[:：])?\s*([^)）\]]+?)\s*[)）\]]\s*$")
BARE_UNIT = re.compile(r"[\s/:：,，_-]+(?:人民币)?(元|千元|万元|百万元|亿元)\s*$")
STATED = re.compile(
    r"(?:单位|units?|amounts? in|単位|einheit)\s*[:：]?\s*(?:人民币)?\s*((?:[A-Z]{3}\s+)?[^\s,，;；()（）]+)",
    re.IGNORECASE,
)
_ANY_CURRENCY = re.compile(
    r"(?:usd|eur|gbp|jpy|cny|rmb|hkd|chf|inr|euros?|dollars?|yuan|yen|[€$¥£￥₹]|円|元)", re.IGNORECASE
)
_IN_WORDS = re.compile(
    r"\bin\s+((?:(?:[a-z]{3}|[€$¥£])\s*)?(?:thousands?|millions?|billions?|mio\.?|mln\.?|tsd\.?|mrd\.?|teur|keur|k€|t€|['’]?000s?)"
    r"(?:\s*(?:of\s+)?(?:usd|eur|gbp|jpy|cny|rmb|hkd|chf|euros?|dollars?|yuan|[€$¥£]))?)(?=\W|$)",
    re.IGNORECASE,
)
_SIGNED = re.compile(rf"^(?:[A-Z]{{1,3}}\$|{'|'.join(NAMES)})\s*|(?<=[千万亿])(?:{'|'.join(NAMES)})$")
_FIRST_OF_SEVERAL = re.compile(r"[(（]\s*([^()（）,，;；]+?)\s*[,，;；]")  # (C$ thousands, net of returns)
_CURRENCY = re.compile(r"^(?:[A-Z]{3}(?=\s|$)|rmb|cny)\s*", re.IGNORECASE)
_POWER_OF_TEN = re.compile(r"10*")


@cache
def _words() -> Mapping[str, Any]:
    words: Mapping[str, Any] = resources.loaded("heads.yaml")
    return words


def scale_of(unit: str) -> Decimal | None:
    """Currency units in one of a unit of money, -1 for one with a minus; None for a unit nobody knows."""
    plain = unicodedata.normalize("NFKC", unit).strip().removeprefix("人民币")
    if plain.startswith("-"):
        turned = scale_of(plain[1:])
        return None if turned is None else -turned
    plain = ENGLISH_UNITS.get(plain.lower(), plain)
    signed = _SIGNED.sub("", plain)
    plain = _CURRENCY.sub("", plain).strip() if signed == plain else signed
    if plain.isdigit() and not _POWER_OF_TEN.fullmatch(plain):
        return None  # a year
    try:
        return parse_money(plain if plain[:1].isdigit() else f"1{plain}")
    except ValueError:
        return _worded_scale(plain)


def _worded_scale(unit: str) -> Decimal | None:
    """The scale of a unit as reports of other countries write it: 千円, TEUR, Mio. EUR, $000, in thousands."""
    bare = re.sub(r"^(?:in|of)\s+", "", unit.lower())
    without = _ANY_CURRENCY.sub("", bare).strip(" .'’`").removesuffix(" of")
    if not without:
        return Decimal(1) if bare != without else None
    scale = _words()["money_words"].get(without)
    short = _words()["money_letters"].get(without) if bare.strip(" .'") != without else None
    found = scale or short
    return Decimal(found) if found else None


@lru_cache(maxsize=20_000)
def unit_of(head: str) -> Decimal | None:
    """The scale that a head names: 10,000 in 销售额（万元）; None where it names none."""
    match = UNIT.search(head) or BARE_UNIT.search(head) or _IN_WORDS.search(head)
    return scale_of(match[1]) if match else None


def stated_unit(cells: Iterable[str]) -> Decimal | None:
    """The scale in a line such as 单位：万元 or 2026 年销售（万元）."""
    for cell in cells:
        text = unicodedata.normalize("NFKC", cell)
        match = STATED.search(text) or _IN_WORDS.search(text)
        units = [match[1], *re.split(r"[、/]", match[1])] if match else []
        found = next((scale for unit in units if (scale := scale_of(unit))), None) or unit_of(cell)
        found = found or next(filter(None, map(_named_scale, _FIRST_OF_SEVERAL.findall(text))), None)
        if found:
            return found
    return None


def _named_scale(unit: str) -> Decimal | None:
    """The scale of a unit that is named in words: a letter or a number in brackets is none."""
    scale = scale_of(unit) if len(unit) > 1 and not unit[:1].isdigit() else None
    return scale if scale and scale > 1 else None


@cache
def _volumes() -> Mapping[str, tuple[str, Decimal, str]]:
    """Every unit of volume by its name: the family it belongs to, how many of the smallest it holds, the next finer."""
    words, found = _words(), {}
    alike = words["volumes_alike"]
    for line in words["volumes"]:
        sizes = {name: Decimal(size) for name, size in line.items()}
        smallest = min(sizes, key=lambda name: sizes[name])
        for name, size in sizes.items():
            finer = next((other for other, own in sizes.items() if own < size), "")
            found[name] = (alike.get(smallest, smallest), size, finer)
    return found


def volume_unit_of(head: str) -> str:
    """The unit of volume that a head names: 吨 in 销量（吨）; empty where it names none."""
    match = UNIT.search(head)
    return match[1].strip() if match else ""


def volume_scale(unit: str, other: str) -> Decimal | None:
    """How many of another unit of volume one holds: 1,000 for 吨 and 千克, 10,000 for 万件 and 件; None where nobody
    knows."""
    one, two = (_volumes().get(unicodedata.normalize("NFKC", name).strip().lower()) for name in (unit, other))
    if one and two:
        return one[1] / two[1] if one[0] == two[0] else None
    for many, size in (("万", 10_000), ("千", 1_000), ("百", 100)):
        if other and unit == many + other:
            return Decimal(size)
        if unit and other == many + unit:
            return Decimal(1) / size
    return Decimal(1) if unit == other else None


def finer_volume(unit: str) -> str:
    """The next finer unit of volume; empty where there is none."""
    known = _volumes().get(unicodedata.normalize("NFKC", unit).strip().lower())
    if known:
        return known[2]
    return unit[1:] if unit[:1] in ("万", "千", "百") and len(unit) > 1 else ""
