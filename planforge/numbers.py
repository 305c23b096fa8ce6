"""How figures, dates and lists are printed in one language, exactly and by one rule each.

Everything language-specific comes from ``formats.yaml``; nothing here is a word. Halves are rounded away from zero.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from msgspec import Struct

from planforge.spec.region import MONEY_UNITS

Exact = int | Decimal | Fraction

WHOLE = 2  # decimals of a part of one that is written in whole per cents
PLACES = 4  # decimals beyond these say nothing to a reader
SAID = 3  # decimals of a sentence: an amount that needs more is said in full


def nearest(value: Exact, granule: int = 1) -> int:
    """The nearest multiple of ``granule``; a half goes away from zero."""
    above, below = value.as_integer_ratio()
    return granule * _quotient(above, below * granule)


def _quotient(above: int, below: int) -> int:
    """The nearest whole number to a ratio; a half goes away from zero."""
    away = (2 * abs(above) + below) // (2 * below)
    return away if above >= 0 else -away


def ratio(part: Exact | None, whole: Exact | None) -> Fraction | None:
    """Part ÷ whole, exactly; None where the part is not known, or the whole is not known, nil or below nil."""
    return None if part is None or whole is None or whole <= 0 else Fraction(part) / Fraction(whole)


def tenths(rate: Exact | None) -> int | None:
    """A rate as it is printed, in tenths of a per cent: what moves less than that stands still for a reader."""
    return None if rate is None else nearest(Fraction(rate) * 1000)


def growth(now: Exact | None, before: Exact | None) -> Fraction | None:
    """Now against before, less one; None where either is not known or before is nil or below nil."""
    found = ratio(now, before)
    return None if found is None else found - 1


def rounding(shares: Iterable[Decimal]) -> Fraction:
    """What written parts of 100 % may miss it by because each was rounded, half of the last digit of the finest each:
    parts copied from a document, which prints them to a tenth of a per cent. Whole per cents are meant as written."""
    places = [-int(share.as_tuple().exponent) for share in shares]
    finest = max(places, default=0)
    return Fraction(len(places), 2 * 10**finest) if finest > WHOLE else Fraction(0)


def is_whole(shares: Sequence[Decimal]) -> bool:
    """Whether written parts come to 100 %, but for what was rounded off."""
    return abs(sum(shares, Decimal(0)) - 1) <= rounding(shares)


class Numbers(Struct, frozen=True):
    """The printing rules of a language for one plan: its money unit, its rounding unit, its year."""

    rules: Mapping[str, Any]
    unit: str
    currency: str
    granule: int
    year: int

    # Figures

    @property
    def missing(self) -> str:
        """What stands where a figure is missing."""
        return str(self.rules["missing"])

    @property
    def scale(self) -> int:
        """Currency units in one printed unit of money."""
        return MONEY_UNITS[self.unit]

    @property
    def decimals(self) -> int:
        """Just enough decimals to print any multiple of the granule exactly."""
        return _places_of(self.granule, self.scale)

    @property
    def unit_name(self) -> str:
        """The unit of money as printed: 万元, CNY 10k."""
        return str(self.rules["units"][self.unit]).replace("{currency}", self.currency_name)

    @property
    def unit_said(self) -> str:
        """The unit of money as it stands over a table, with what it comes to where sentences do not speak in it."""
        said = self.rules.get("units_said", {}).get(self.unit)
        return str(said).replace("{currency}", self.currency_name) if said else self.unit_name

    @property
    def currency_name(self) -> str:
        """The currency as printed: 元, CNY."""
        return str(self.rules["currencies"].get(self.currency, self.currency))

    def number(self, value: Exact | None, decimals: int = 0, *, signed: bool = False, trim: bool = False) -> str:
        """Thousands separated, a true minus, ``decimals`` places; ``trim`` drops those that are nil."""
        return self._printed(value, 1, decimals, signed, trim)

    def _printed(self, value: Exact | None, unit: int, decimals: int, signed: bool, trim: bool = False) -> str:
        """A value in units of its own; whole numbers all the way, as a plan prints ten thousand of them."""
        if value is None:
            return self.missing
        above, below = value.as_integer_ratio()
        count = _quotient(above * 10**decimals, below * unit)
        whole, rest = divmod(abs(count), 10**decimals)
        digits = f"{rest:0{decimals}d}" if decimals else ""
        digits = digits.rstrip("0") if trim else digits
        sign = self.rules["minus"] if count < 0 else "+" if signed and count else ""
        return f"{sign}{whole:,}" + (f".{digits}" if digits else "")

    def money(self, value: Exact | None, *, signed: bool = False) -> str:
        """An amount in the printed unit, without naming it."""
        return self._printed(value, self.scale, self.decimals, signed)

    def amount(self, value: Exact | None, *, signed: bool = False) -> str:
        """An amount with its unit, as a sentence says it: 8,280万元, CNY 82.8 million."""
        if value is None:
            return self.missing
        exact = Fraction(value)
        scale, pattern = self._scale(exact)
        places = min(_places(Fraction(self.granule, scale)), PLACES)
        text = self.number(exact / scale, places, signed=signed, trim=True)
        return pattern.replace("{value}", text).replace("{unit}", self.unit_name)

    def figure(self, kind: str, value: Exact | None, *, signed: bool = False) -> str:
        """A figure as a sentence says it, by the kind of its measure: money, percent, count, number."""
        said = {"money": self.amount, "percent": self.percent, "count": self.number, "number": self.price}
        return said[kind](value, signed=signed)

    def price(self, value: Exact | None, *, signed: bool = False) -> str:
        """A small amount in currency units with at most two decimals: 31.5, 6,500."""
        return self.number(value, 2, signed=signed, trim=True)

    def priced(self, value: Exact | None) -> str:
        """A small amount with its currency, as a sentence says it: 31.5元, CNY 31.5."""
        if value is None:
            return self.missing
        return str(self.rules["priced"]).format(value=self.price(value), currency=self.currency_name)

    def spelled(self, value: int) -> str:
        """A count as a sentence says it, in letters as far as the language has them: nine, 13."""
        numerals = self.rules["numerals"]
        return str(numerals[value - 1]) if 0 < value <= len(numerals) else self.number(value)

    def quantity(self, value: int | None) -> str:
        """A volume as a sentence says it, in the first scale that it reaches: 262.8万, 2,628,274."""
        for step in self.rules["quantity"]:
            if value is not None and abs(value) >= step["from"]:
                return str(step["text"]).replace("{value}", self.number(Fraction(value, step["scale"]), 1, trim=True))
        return self.number(value)

    def percent(self, value: Exact | None, *, signed: bool = False, decimals: int = 1) -> str:
        """A fraction of one as a percentage with one decimal."""
        if value is None:
            return self.missing
        return self.number(Fraction(value) * 100, decimals, signed=signed) + "%"

    def finest(self, *rates: Exact | None) -> int:
        """Decimals that print each of some rates as a percentage exactly: one at least, as few as show their change."""
        return max((_places(Fraction(rate) * 100) for rate in rates if rate is not None), default=1) or 1

    def rate(self, value: Exact | None) -> str:
        """A percentage as people write thresholds: 90%, 62.5%."""
        return self.missing if value is None else self.number(Fraction(value) * 100, 2, trim=True) + "%"

    def points(self, value: Exact | None, *, signed: bool = False, decimals: int = 1) -> str:
        """A difference of two rates: 2.6个百分点, 2.6 points."""
        if value is None:
            return self.missing
        return str(self.rules["points"]).replace("{value}", self.number(Fraction(value) * 100, decimals, signed=signed))

    def shares(self, values: Sequence[Exact]) -> list[Decimal]:
        """Each value's share of their sum as printed, to a thousandth: rounded one by one, never bent to make 100 %."""
        whole = sum(Fraction(value) for value in values)
        return [Decimal(nearest(Fraction(value) * 1000 / whole)) / 1000 if whole else Decimal(0) for value in values]

    # Dates

    def date(self, day: datetime.date | None) -> str:
        """A day with its year."""
        return self._day(day, "date")

    def day(self, day: datetime.date | None) -> str:
        """A day; its year only where it is not the plan's."""
        return self._day(day, "day" if day is not None and day.year == self.year else "date")

    def days(self, first: datetime.date | None, last: datetime.date | None) -> str:
        """A stretch of days, each with its year where they have two; or the one that is known."""
        if first is None or last is None or first == last:
            return self.day(first or last)
        one = self.day if first.year == last.year else self.date
        return str(self.rules["stretch"]).format(first=one(first), last=one(last))

    def month(self, month: int | None) -> str:
        """The name of a month, 1..12."""
        return self.missing if month is None else str(self.rules["months"][month - 1])

    def full_month(self, month: int) -> str:
        """The name of a month as a sentence writes it out."""
        return str(self.rules["full_months"][month - 1])

    def months(self, first: int | None, last: int | None) -> str:
        """A stretch of months."""
        if first is None or last is None or first == last:
            return self.month(first or last)
        return str(self.rules["stretch"]).format(first=self.month(first), last=self.month(last))

    def quarter(self, quarter: int) -> str:
        """The name of a quarter, 1..4."""
        return str(self.rules["quarters"][quarter - 1])

    # Words in a row

    def join(self, items: Sequence[object]) -> str:
        """An enumeration: 甲、乙和丙 / A, B and C."""
        texts = [str(item) for item in items]
        if len(texts) < 2:
            return "".join(texts)
        return str(self.rules["comma"]).join(texts[:-1]) + str(self.rules["and"]) + texts[-1]

    def sequence(self, items: Sequence[object]) -> str:
        """An enumeration without a last joining word: 甲、乙、丙."""
        return str(self.rules["comma"]).join(map(str, items))

    def sentence(self, text: str | None) -> str:
        """The text closed by a full stop, whatever it ended with."""
        whole = (text or "").rstrip()
        bare = whole.rstrip(str(self.rules["quotes"]))
        if not whole or (bare and bare[-1] in str(self.rules["closing"])):
            return whole
        return self.clause(whole) + str(self.rules["stop"])

    def gist(self, text: str) -> str:
        """The first clause of a sentence, which is enough to know it by."""
        return re.split(str(self.rules["clause_end"]), text.strip(), maxsplit=1)[0]

    def clause(self, text: str | None) -> str:
        """The text without its closing punctuation, to go on after."""
        return (text or "").rstrip().rstrip(str(self.rules["trailing"])).rstrip()

    def plural(self, term: str) -> str:
        """The plural of a term, by the language's endings; first match wins."""
        for ending, replacement in self.rules["plural"]:
            if re.search(ending, term):
                return re.sub(ending, replacement, term, count=1)
        return term

    def _day(self, day: datetime.date | None, rule: str) -> str:
        if day is None:
            return self.missing
        return str(self.rules[rule]).format(
            year=day.year, month=day.month, day=day.day, name=self.rules["months"][day.month - 1],
            full=self.rules["full_months"][day.month - 1],
        )  # fmt: skip

    def _scale(self, value: Fraction) -> tuple[int, str]:
        """The first scale of ``amount`` that the value reaches and that prints it in full; else the last."""
        steps = [
            (step.get("scale", self.scale), step["text"].replace("{currency}", self.currency_name))
            for step in self.rules["amount"]
        ]
        fits = (s for s in steps if abs(value) >= s[0] and not (value * 10**SAID / s[0]).denominator > 1)
        return next(fits, steps[-1])


def behind_figure(unit: str) -> str:
    """A unit as it follows a figure where nothing parts them: a Latin word after a blank."""
    return f" {unit}" if re.match("[A-Za-z]{2}", unit) else unit


def rate_change(now: Exact | None, before: Exact | None, decimals: int = 1) -> Fraction | None:
    """The difference of two rates as they are printed, so that 22.9% to 24.9% is 2.0 points whatever was rounded."""
    if now is None or before is None:
        return None
    steps = 10 ** (decimals + 2)
    return Fraction(nearest(Fraction(now) * steps) - nearest(Fraction(before) * steps), steps)


@cache
def _places_of(granule: int, scale: int) -> int:
    return _places(Fraction(granule, scale))


def _places(step: Fraction) -> int:
    """Decimals that print ``step`` and all its multiples exactly, at most ``PLACES``."""
    return next((n for n in range(PLACES) if not (step * 10**n).denominator > 1), PLACES)
