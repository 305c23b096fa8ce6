"""Figures and names inside the sentences of problems, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction

from planforge.numbers import nearest
from planforge.problem import Text
from planforge.spec.region import MONEY_UNITS, MoneyFormat


def money(amount: int, style: MoneyFormat) -> Text:
    """``1,320.5万元`` / ``CNY 13,205,000``."""
    scaled = f"{Decimal(amount) / MONEY_UNITS[style.unit]:,f}"
    short = scaled.rstrip("0").rstrip(".") if "." in scaled else scaled
    return Text(f"{short}{style.unit}", f"{style.currency} {amount:,}")


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def month_name(month: int) -> str:
    """A month (1..12) in English, whatever the locale."""
    return _MONTHS[month - 1]


def percent(rate: Fraction | Decimal) -> str:
    """``11.0%``, one decimal, more only where one would hide that it is not whole."""
    hundredths = nearest(Fraction(rate) * 10_000)
    return f"{Decimal(hundredths) / 100:.{2 if hundredths % 10 else 1}f}%"


def did_you_mean(given: str, known: Iterable[str]) -> Text | None:
    """A hint at the known name nearest to the given one, else at all there are; None when there are none."""
    names = list(dict.fromkeys(known))
    close = get_close_matches(given, names, 1, 0.5)
    if close:
        return Text(f"是否指“{close[0]}”？", f'Did you mean "{close[0]}"?')
    listed = names[:8]
    return Text(f"可用名称：{'、'.join(listed)}。", f"Known names: {', '.join(listed)}.") if listed else None
