"""What a sheet's name and the lines above its heads say: its year, its month, the financial year it is of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from planforge import resources
from planforge.ledger.sheets import Sheet

_YEAR_IN = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_SHORT_YEAR = re.compile(r"['’]?([1-4]\d)年度?(?:销售|销量|业绩|实际|明细|汇总|数据|统计|台账|报表|表)*")  # of a sheet
_SPAN = re.compile(
    r"(?P<fy>fy\s*|fiscal year\s*|财年\s*)?(?<!\d)(?P<first>(?:19|20)\d{2})\s*[-/–—~]\s*(?P<last>(?:19|20)\d{2}|\d{2})"
    r"(?![\d月/.-])(?:\s*(?P<after>财年))?",
    re.IGNORECASE,
)
_WORDS, _OURS = "*/workbook.yaml", ("guide", "dashboard", "tracking")
_FINANCIAL = re.compile(r"财年|财政年|fiscal|financial year|\bfy\b", re.IGNORECASE)


def is_tracking(sheets: Sequence[Sheet]) -> bool:
    """Whether a file is the tracking workbook of a plan, in any language: it has our sheets under our names."""
    there = {sheet.name for sheet in sheets}
    books = (resources.loaded(f"{path.parent.name}/{path.name}") for path in resources.templates().glob(_WORDS))
    return any({book["sheets"][key] for key in _OURS} <= there for book in books)


def titles_of(sheet: Sheet, before: int) -> list[str]:
    """The texts of the rows above a row that hold no figures, before those above the whole sheet."""
    rows = (sheet.texts(row) for row in range(before) if not sheet.figures(row))
    return [*(text for texts in rows for text in dict.fromkeys(texts) if text), *sheet.above]


def own_titles(sheet: Sheet, before: int) -> list[str]:
    """The titles above a row that stand alone in theirs, heads of groups not among them; those above the whole sheet
    where there are none."""
    rows = ({text for text in sheet.texts(row) if text} for row in range(before) if not sheet.figures(row))
    return [text for texts in rows if len(texts) == 1 for text in texts] or [*sheet.above]


def period_in(text: str) -> tuple[int, int] | None:
    """The month that a title names: 2026年3月销售明细."""
    match = re.search(
        r"((?:19|20)\d{2})\s*[年./-]\s*(1[0-2]|0?[1-9])\s*(?:月|$|\D)", unicodedata.normalize("NFKC", text)
    )
    return (int(match[1]), int(match[2])) if match else None


def only_year(text: str) -> int | None:
    """The year that a text names, None where it names none or several."""
    span = financial_years(text)
    if span:
        return span[1]
    plain = unicodedata.normalize("NFKC", text)
    if short := _SHORT_YEAR.fullmatch(plain.strip()):
        return 2000 + int(short[1])
    years = {int(match) for match in _YEAR_IN.findall(plain)}
    return years.pop() if len(years) == 1 else None


def is_financial(head: str) -> bool:
    """Whether a head speaks of financial years."""
    return bool(_FINANCIAL.search(unicodedata.normalize("NFKC", head)))


def financial_years(text: str, *, long: bool = False) -> tuple[int, int] | None:
    """The two years that a financial one lies in: FY2025-26, 2025/26; with ``long`` also 2025-2026, which in a title
    are two years."""
    match = _SPAN.search(unicodedata.normalize("NFKC", text))
    if not match or (len(match["last"]) == 4 and not long and not (match["fy"] or match["after"])):
        return None
    first = int(match["first"])
    return (first, first + 1) if (first + 1) % 100 == int(match["last"]) % 100 else None
