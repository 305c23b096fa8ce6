"""The month a line of sales belongs to, from the ways people write months and days."""

from __future__ import annotations

import re
import unicodedata

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?(?:\s*[-/.]?\s*\d{1,2}\s*日?)?(?:[T ]\d{1,2}:.*)?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(?:\d{2})?")
_WORDS = (
    re.compile(r"(?P<month>[a-z]{3})[a-z]*\.?[-\s,/]*(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})[-\s,/]*(?P<month>[a-z]{3})[a-z]*\.?"),
)


def parse_period(text: str) -> tuple[int, int]:
    """Year and month from 2026-01, 2026年1月, 202601, 2026/1/15, Jan 2026; ValueError for anything else."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    match = _NUMBERS.fullmatch(plain) or _COMPACT.fullmatch(plain)
    year, month = (int(match[1]), int(match[2])) if match else _worded(plain)
    if not (1990 <= year <= 2100 and 1 <= month <= 12):
        raise ValueError(text)
    return year, month


def _worded(plain: str) -> tuple[int, int]:
    match = next((found for pattern in _WORDS if (found := pattern.fullmatch(plain))), None)
    if match is None or match["month"] not in _NAMES:
        raise ValueError(plain)
    return int(match["year"]), _NAMES.index(match["month"]) + 1
