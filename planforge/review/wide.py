"""Tables with the months across, as people keep them, turned into one line a month."""

from __future__ import annotations

import re
from dataclasses import replace

from planforge.review.heads import DEEPEST
from planforge.review.sheets import COLUMN, Sheet
from planforge.review.vocabulary import Vocabulary, plain
from planforge.spec.sales_columns import UNIT
from planforge.spec.values import parse_month

MONTH, AMOUNT = "月份", "实际"
_OURS = re.compile(r"\s*(?:实际销售额|实际销售|实际|实绩|actual sales|actual)\s*", re.IGNORECASE)
_NAMES = ("district", "product", "channel", "person", "store", "line")


def unfolded(sheet: Sheet, words: Vocabulary) -> Sheet | None:
    """The sheet with a line for every month that is filled in; None where no months stand across.

    Every line remembers the column its amount came from, so that a mistake is told where it stands.
    """
    for index, (number, cells) in enumerate(sheet.rows[:DEEPEST]):
        months = {i: month for i, cell in enumerate(cells) if (month := _month(cell))}
        others = [i for i, cell in enumerate(cells) if i not in months]
        if months and _named([cells[i] for i in others], words):
            heads = (*(cells[i] for i in others), MONTH, _amount(cells, months), COLUMN)
            lines = tuple(
                (line, (*(row[i] if i < len(row) else "" for i in others), month, row[i], str(i + 1)))
                for line, row in sheet.rows[index + 1 :]
                for i, month in months.items()
                if i < len(row) and row[i]
            )
            return replace(sheet, rows=(*sheet.rows[:index], (number, heads), *lines))
    return None


def _month(head: str) -> str | None:
    """The month a head names: 1月, 2027-01, 1月实际, Jan; a bare number names none."""
    text = _OURS.sub("", UNIT.sub("", head))
    if not text or text.isdigit():
        return None
    try:
        parse_month(text)
    except ValueError:
        return None
    return text


def _named(heads: list[str], words: Vocabulary) -> bool:
    """Whether one of the heads says whose the figures are."""
    known = {name for axis in _NAMES for name in words.heads[axis]}
    return any(plain(UNIT.sub("", head)) in known for head in heads if head)


def _amount(cells: tuple[str, ...], months: dict[int, str]) -> str:
    """The head of the amounts, with the unit that the months name."""
    found = next((match[1] for i in months if (match := UNIT.search(cells[i]))), None)
    return f"{AMOUNT}（{found}）" if found else AMOUNT
