"""The tracking workbook given back: which of its sheets report what, in every language, and their own small tables."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from msgspec import Struct

from planforge import resources
from planforge.document.compose import words_for
from planforge.ledger.figures import NOTHING
from planforge.ledger.sales import Node
from planforge.ledger.sheets import Sheet
from planforge.plan.plan import Plan
from planforge.problem import Problem, Severity, Text
from planforge.review.actuals import Blank, Count, Status
from planforge.spec.days import parse_month
from planforge.spec.values import parse_count, parse_percent
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
DEEPEST = 12  # rows that may stand above the heads
HEADS = {
    "month": "month",
    "district": "district",
    "product": "product",
    "person": "person",
    "store": "store",
    "line": "line",
    "measure": "measure",
    "quarter": "quarter",
    "code": "code",
    "status": "status",
    "plan": "plan",
    "amount": "actual",
    "units": "actual_units",
}
"""Columns of those sheets, and the keys of their heads in ``workbook.yaml``."""
NEEDED = {"network": ("measure", "district", "quarter", "amount"), "actions": ("code", "status")}
REST = ("month", "amount")
SUMMED = ("sales", "person", "store")  # what is reported of the parts of a district
MOST_NAMED = 3  # rows that a finding names


class Vocabulary(Struct, frozen=True):
    """Every name is plain (see ``plain``). ``heads`` lists the names of a column in every language."""

    sheets: Mapping[str, str]  # name of the sheet -> what it reports
    heads: Mapping[str, tuple[str, ...]]
    states: Mapping[str, str]
    quarters: Mapping[str, int]


def plain(text: str) -> str:
    """A name without differences of width, case and blanks round it."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def vocabulary(plan: Plan, templates: Path | None = None) -> Vocabulary:
    """The names for a plan, in every language there is a workbook for; ours stay known beside the user's own."""
    books = (*_books(plan, templates), *(_books(plan, None) if templates else ()))
    return Vocabulary(
        sheets={plain(words.fill(text["sheets"][key])): kind for words, text in books for key, kind in KINDS.items()},
        heads={
            key: tuple(dict.fromkeys(plain(words.fill(str(text["heads"][head]))) for words, text in books))
            for key, head in HEADS.items()
        },
        states={plain(name): s for _, text in books for name, s in zip(text["statuses"], STATES, strict=True)},
        quarters={plain(name): n for _, text in books for n, name in enumerate(text["quarters"], 1)},
    )


def _books(plan: Plan, templates: Path | None) -> Iterator[tuple[Words, Mapping[str, Any]]]:
    for path in sorted(resources.templates().glob("*/workbook.yaml")):
        language = path.parent.name
        yield words_for(plan, language, templates), load_texts(language, path.name, templates)


# Its sheets -----------------------------------------------------------------------------------------------------------


def own_sheets(sheets: Sequence[Sheet], words: Vocabulary) -> dict[str, Sheet]:
    """The sheets of a tracking workbook by what they report; empty where the file is none of ours."""
    found = {words.sheets[plain(s.name)]: s for s in sheets if plain(s.name) in words.sheets}
    return found if "sales" in found else {}


def columns_of(sheet: Sheet, kind: str, words: Vocabulary) -> tuple[int, dict[str, str]] | None:
    """The row of the heads (by its place) and the heads as they stand, by what they mean; None where they are not
    those of ours."""
    needed = NEEDED.get(kind, REST)
    for row in range(min(DEEPEST, len(sheet.rows))):
        cells = {plain(cell): cell for cell in reversed(sheet.texts(row))}
        named = {key: next((cells[n] for n in names if n in cells), None) for key, names in words.heads.items()}
        found = {key: head for key, head in named.items() if head is not None}
        if all(key in found for key in needed):
            return row, found
    return None


def missing_columns(sheet: Sheet, kind: str) -> Problem:
    """A sheet of ours whose heads were changed."""
    needed = ", ".join(HEADS[key] for key in NEEDED.get(kind, REST))
    heads = [text for text in (sheet.texts(0) if sheet.rows else ()) if text]
    return Problem(
        "V02",
        Text(f"工作表 {sheet.name} 的表头不全", f"heads of sheet {sheet.name} are missing"),
        Text(f"现有：{'、'.join(heads)}；照原样填写，不要改表头", f"there are {', '.join(heads)}; it takes {needed}"),
        where=sheet.where(0) if sheet.rows else None,
    )


class _Table(Struct):
    """The lines of a sheet below its heads."""

    sheet: Sheet
    row: int
    heads: Mapping[str, str]

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        order = self.sheet.texts(self.row)
        for row in range(self.row + 1, len(self.sheet.rows)):
            yield row, {key: self.sheet.text(row, order.index(head)) for key, head in self.heads.items()}

    def odd(self, code: str, row: int, key: str, message: Text, hint: Text | None = None) -> Problem:
        """What is wrong with a cell."""
        column = self.sheet.texts(self.row).index(self.heads[key])
        return Problem(code, message, hint, where=self.sheet.where(row, column))


def left_blank(sheet: Sheet, kind: str, words: Vocabulary) -> Iterator[Blank]:
    """Planned rows without an actual in a month of a district that has others: nobody has reported what they sold."""
    found = columns_of(sheet, kind, words) if kind in SUMMED else None
    if found is None:
        return
    table = _Table(sheet, *found)
    column = sheet.texts(found[0]).index(found[1]["amount"])
    filled, blank = set(), []
    for row, cells in table:
        whole = (cells["month"][: len("2027-01")], cells.get("district", ""))
        if cells["amount"].lower() not in NOTHING:
            filled.add(whole)
        elif cells.get("plan", "").strip("0.") not in NOTHING:
            node = Node(*(cells.get(axis) or None for axis in Node._fields))
            blank.append((whole, row, node))
    for whole, row, node in blank:
        if whole in filled:
            name = node.product or node.store or node.person or ""
            yield Blank(sheet.where(row, column), parse_month(whole[0]), node, name)


def told_blank(blanks: Sequence[Blank]) -> Iterator[Problem]:
    """That rows were left empty."""
    if blanks:
        names = [f"{one.month} 月 {one.node.district or ''} {one.name}" for one in blanks[:MOST_NAMED]]
        named = [f"{one.node.district or ''} {one.name}, month {one.month}" for one in blanks[:MOST_NAMED]]
        more = len(blanks) > MOST_NAMED
        message = Text(
            f"{len(blanks)} 行有计划而没有填实际，同月其他行填了，按未报、不计入达成："
            f"{'、'.join(names)}{'等' if more else ''}",
            f"{len(blanks)} planned rows have no actual though others of the month have: they are not reported, "
            f"and left out of attainment: {'; '.join(named)}{' …' if more else ''}",
        )
        hint = Text("补上，确实没有写 0", "fill them in; write 0 where there was nothing")
        yield Problem("V14", message, hint, where=blanks[0].where, severity=Severity.WARNING)


def counts(sheet: Sheet, words: Vocabulary) -> tuple[tuple[Count, ...], tuple[Problem, ...]]:
    """The network at the end of each quarter that is filled in."""
    found = columns_of(sheet, "network", words)
    if found is None:
        return (), (missing_columns(sheet, "network"),)
    table, read, problems = _Table(sheet, *found), [], []
    column = sheet.texts(found[0]).index(found[1]["amount"])
    for row, cells in table:
        quarter = words.quarters.get(plain(cells["quarter"]))
        if not cells["amount"] or quarter is None:
            continue
        try:
            number = _number(cells["amount"])
        except ValueError:
            text = cells["amount"]
            message = Text(f"“{text}”不是不小于 0 的整数", f"{text} is not a whole number from 0 on")
            problems.append(table.odd("V06", row, "amount", message))
            continue
        read.append(Count(sheet.where(row, column), cells["measure"], cells["district"], quarter, number))
    return tuple(read), tuple(problems)


def _number(text: str) -> int | Fraction:
    """A count, or the rate that a display measure reports."""
    return parse_count(text) if text.replace(",", "").isdigit() else Fraction(parse_percent(text))


def statuses(sheet: Sheet, words: Vocabulary) -> tuple[tuple[Status, ...], tuple[Problem, ...]]:
    """How far the actions are."""
    found = columns_of(sheet, "actions", words)
    if found is None:
        return (), (missing_columns(sheet, "actions"),)
    table, read, problems = _Table(sheet, *found), [], []
    column = sheet.texts(found[0]).index(found[1]["status"])
    for row, cells in table:
        state = words.states.get(plain(cells["status"]))
        if cells["status"] and state is None:
            listed = list(words.states)
            hint = Text(f"可用：{'、'.join(listed)}", f"possible: {', '.join(listed)}")
            text = cells["status"]
            problems.append(table.odd("V08", row, "status", Text(f"状态“{text}”无法识别", f"no status {text}"), hint))
        elif state is not None:
            read.append(Status(sheet.where(row, column), cells["code"], state))
    return tuple(read), tuple(problems)
