"""Which language the console speaks: ``PLANFORGE_LANG``, else the locale. A document's language is in its spec."""

from __future__ import annotations

import locale
import os
from functools import cache

from planforge.problem import Text


@cache
def console_language() -> str:
    """``zh-CN`` or ``en``."""
    named = os.environ.get("PLANFORGE_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or _system_locale()
    return "zh-CN" if named.lower().startswith(("zh", "chinese")) else "en"


def say(zh: str, en: str) -> str:
    """The sentence for this console."""
    return Text(zh, en).to(console_language())


def among_languages() -> list[str]:
    """What the shell completes a language to."""
    from planforge.resources import languages

    return [*languages()]


def _system_locale() -> str:
    return locale.getlocale()[0] or ""
