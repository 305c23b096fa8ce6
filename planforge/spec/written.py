"""What reading every value begins with: its text as people mean it, and how one is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic_core import PydanticCustomError

_NARROW = {0x3000: " ", 0xFFE5: "¥", 0x2212: "-"} | {0xFEE0 + code: chr(code) for code in range(0x21, 0x7F)}
"""Full-width characters to the ASCII ones they stand for, and what else people type for ¥ and minus."""


def plain(given: Any) -> str:
    """The value as text: full-width digits and signs made narrow, blanks trimmed, no exponents."""
    number = Decimal(repr(float(given))) if isinstance(given, float) else given
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    return text.translate(_NARROW).strip()


def refuse(kind: str, given: Any, **more: Any) -> PydanticCustomError:
    return PydanticCustomError(kind, "{given}", {"given": str(given), **more})


def is_text(given: Any) -> bool:
    return isinstance(given, (str, int, float, Decimal)) and not isinstance(given, bool)
