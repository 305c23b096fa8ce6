"""Figures and names inside the bilingual sentences of problems, printed as a document prints them.

The printer is ``numbers.Numbers`` with our own rules; amounts are printed in full, whatever the plan rounds to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cache

from planforge.numbers import PLACES, Exact, Numbers
from planforge.problem import Text
from planforge.spec.region import MoneyFormat
from planforge.words import load_texts


@cache
def numbers(language: str, unit: str = "元", currency: str = "CNY") -> Numbers:
    """The printer of a language for money of a unit and currency; dates of every year carry it."""
    return Numbers(load_texts(language, "formats.yaml", None), unit, currency, granule=1, year=0)


def both(said: Callable[[Numbers], str], style: MoneyFormat | None = None) -> Text:
    """What the printers of both languages say."""
    money = (style.unit, style.currency) if style else ()
    return Text(said(numbers("zh-CN", *money)), said(numbers("en", *money)))


def money(amount: Exact, style: MoneyFormat) -> Text:
    """An amount with its unit: ``1,320.5万元`` / ``CNY 13.205 million``."""
    return both(lambda printer: printer.amount(amount), style)


def percent(rate: Exact) -> str:
    """A rate that was worked out, with one decimal in every language: ``12.3%``."""
    return numbers("en").percent(rate)


def rate(given: Exact) -> str:
    """A rate that somebody stated, as he stated it: ``12.25%``, ``100%``."""
    return numbers("en").rate(given)


def printed(value: Exact | None, decimals: int = PLACES) -> str:
    """A figure without a unit, with the decimals that it has and so many at most: ``2,628``, ``0.4``."""
    return numbers("en").number(value, decimals, trim=True)


def month_name(month: int) -> str:
    """A month (1..12) in English, written out."""
    return numbers("en").full_month(month)


ONE_VERSION = Text(
    "在 <<<<<<< 与 >>>>>>> 之间的两种写法里留一种，删去三行标记",
    "keep one of the two versions between <<<<<<< and >>>>>>>, and remove the three marks",
)
"""What to do about a conflict that git left in a file."""


def did_you_mean(given: str, known: Iterable[str]) -> Text | None:
    """A hint at the known name nearest to the given one, else at all there are; None when there are none."""
    names = [name for name in dict.fromkeys(known) if name != "—"]  # which stands for one that is missing
    close = get_close_matches(given, names, 1, 0.5)
    if close:
        return Text(f"是否指“{close[0]}”？", f'Did you mean "{close[0]}"?')
    listed = names[:8]
    return Text(f"可用名称：{'、'.join(listed)}。", f"Known names: {', '.join(listed)}.") if listed else None
