"""The names by which actuals are recognised: sheets, heads, units and statuses of our workbook, in every language,
and the heads people give their own tables."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from planforge import resources
from planforge.document.compose import words_for
from planforge.plan.plan import Plan
from planforge.spec.region import MONEY_UNITS
from planforge.spec.sales_columns import NAMES
from planforge.spec.values import parse_money
from planforge.words import Words, load_texts

KINDS = {
    "tracking": "sales",
    "tracking_people": "person",
    "tracking_stores": "store",
    "tracking_expenses": "line",
    "tracking_cash": "cash",
    "tracking_network": "network",
    "actions": "actions",
}
"""Sheets of the workbook, and what they report."""

STATES = ("open", "running", "done", "late", "dropped")
_OWN = {
    "month": ("month",),
    "district": ("district",),
    "product": ("product",),
    "person": ("person",),
    "store": ("store",),
    "line": ("line",),
    "measure": ("measure",),
    "quarter": ("quarter",),
    "code": ("code",),
    "action": ("action",),
    "status": ("status",),
    "amount": ("actual",),
    "units": ("actual_units",),
}
_USUAL = {
    "amount": ("实际", "实际销售额", "实际销售", "实绩", "actual", "actual sales"),
    "units": ("实际销量", "实际数量", "actual units", "actual volume"),
    "unit": ("单位", "金额单位", "unit", "currency unit"),
    "channel": (),
}
_UNIT_LINE = re.compile(r"(?:单位|unit)\s*[:：]\s*(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every name is plain (see ``plain``). ``heads`` lists the names of a column in the order of preference."""

    sheets: Mapping[str, str]  # name of the sheet -> what it reports
    heads: Mapping[str, tuple[str, ...]]
    units: Mapping[str, Decimal]  # currency units in one
    states: Mapping[str, str]
    quarters: Mapping[str, int]
    totals: frozenset[str]

    def scale(self, unit: str) -> Decimal | None:
        """Currency units in one of a unit of money; None for a unit nobody knows."""
        if plain(unit) in self.units:
            return self.units[plain(unit)]
        try:
            return parse_money(f"1{unit}")
        except ValueError:
            return None

    def stated_unit(self, text: str) -> str | None:
        """The unit in a line such as ``单位：万元``."""
        match = _UNIT_LINE.search(unicodedata.normalize("NFKC", text))
        return match[1].strip() if match else None


def plain(text: str) -> str:
    """A name without differences of width, case and blanks round it."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def vocabulary(plan: Plan, templates: Path | None = None) -> Vocabulary:
    """The names for a plan, in every language there is a workbook for; ours stay known beside the user's own."""
    books = (*_books(plan, templates), *(_books(plan, None) if templates else ()))
    return Vocabulary(
        sheets={plain(words.fill(text["sheets"][key])): kind for words, text in books for key, kind in KINDS.items()},
        heads={key: _heads(key, books) for key in dict.fromkeys((*_OWN, *NAMES, *_USUAL))},
        units=dict(_units(books)),
        states={plain(name): s for _, text in books for name, s in zip(text["statuses"], STATES, strict=True)},
        quarters={plain(name): n for _, text in books for n, name in enumerate(text["quarters"], 1)},
        totals=frozenset(plain(text["heads"]["total"]) for _, text in books) | {"总计", "小计", "subtotal"},
    )


def _books(plan: Plan, templates: Path | None) -> Iterator[tuple[Words, Mapping[str, Any]]]:
    for path in sorted(resources.templates().glob("*/workbook.yaml")):
        language = path.parent.name
        yield words_for(plan, language, templates), load_texts(language, path.name, templates)


def _heads(key: str, books: tuple[tuple[Words, Mapping[str, Any]], ...]) -> tuple[str, ...]:
    own = (words.fill(str(text["heads"][head])) for words, text in books for head in _OWN.get(key, ()))
    return tuple(dict.fromkeys(map(plain, (*own, *_USUAL.get(key, ()), *NAMES.get(key, ())))))


def _units(books: tuple[tuple[Words, Mapping[str, Any]], ...]) -> Iterator[tuple[str, Decimal]]:
    for words, _ in books:
        formats = words.numbers
        name = formats.rules["currencies"].get(formats.currency, formats.currency)
        for unit, scale in MONEY_UNITS.items():
            yield plain(str(formats.rules["units"][unit]).replace("{currency}", name)), Decimal(scale)
