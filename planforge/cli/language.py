"""Which language the console speaks: ``PLANFORGE_LANG``, else the locale. A document's language is in its spec.

What is wrong with a file is told in the file's own language, whatever the console speaks, unless one was asked for.
"""

from __future__ import annotations

import locale
import os
import sys
from functools import cache

from planforge.problem import Text


@cache
def console_language() -> str:
    """``zh-CN`` or ``en``."""
    return asked_language() or _tag(os.environ.get("LC_ALL") or os.environ.get("LANG") or _system_locale())


def asked_language() -> str:
    """The language that planforge is to speak whatever a file is written in, by ``PLANFORGE_LANG``; empty: none."""
    named = os.environ.get("PLANFORGE_LANG")
    return _tag(named) if named else ""


def answer_language(of_file: str) -> str:
    """The language in which a file's writer is answered: the one asked for, else the file's, else the console's, which
    also speaks where the file's would be a row of question marks.
    """
    known = of_file in among_languages() and (not of_file.startswith("zh") or _has_chinese(sys.stdout.encoding))
    return asked_language() or (of_file if known else console_language())


def _has_chinese(encoding: str | None) -> bool:
    try:
        return bool("中".encode(encoding or "utf-8"))
    except (UnicodeEncodeError, LookupError):
        return False


def _tag(named: str) -> str:
    return "zh-CN" if named.lower().startswith(("zh", "chinese")) else "en"


CURRENCIES = {
    "US": "USD", "CA": "CAD", "GB": "GBP", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD", "IN": "INR", "JP": "JPY",
    "CH": "CHF", "SE": "SEK", "NO": "NOK", "DK": "DKK", "ZA": "ZAR", "MX": "MXN", "BR": "BRL", "CN": "CNY", "TW": "TWD",
} | dict.fromkeys(("IE", "DE", "FR", "IT", "ES", "NL", "BE", "AT", "PT", "FI"), "EUR")  # fmt: skip
"""The currency of a country."""


def console_currency() -> str:
    """The currency of the country that the console is set to; empty where it is set to none."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MONETARY") or os.environ.get("LANG") or _system_locale()
    return CURRENCIES.get(named.partition(".")[0].partition("_")[2], "")


def say(zh: str, en: str) -> str:
    """The sentence for this console."""
    return Text(zh, en).to(console_language())


def among_languages() -> list[str]:
    """What the shell completes a language to."""
    from planforge.resources import languages

    return [*languages()]


def _system_locale() -> str:
    return locale.getlocale()[0] or ""
