"""Actuals from a file: a table of sales by month, or the tracking workbook filled in and given back as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from planforge.plan.plan import Plan
from planforge.plan.targets.targets import TargetPlan
from planforge.problem import Problem, Severity, Text, Where, worst
from planforge.review.actuals import Actuals, Entry
from planforge.review.doubts import doubts
from planforge.review.heads import find_heads
from planforge.review.lines import Read, Reader
from planforge.review.sheets import Sheet, open_sheets
from planforge.review.vocabulary import Vocabulary, plain, vocabulary
from planforge.review.wide import unfolded
from planforge.spec.sales import MOST_TOLD, Node

SALES = "sales"
UNREADABLE = ("V01", "V02", "V03")
"""Codes of files of which nothing can be read."""


def read_actuals(plan: Plan, path: Path, templates: Path | None = None) -> tuple[Actuals | None, tuple[Problem, ...]]:
    """What happened, and every mistake in the file at once; None where one makes it impossible to go on.

    Where the sheet of sales is left empty, the stores' or people's own sheet tells them. ``templates`` is where the
    words of the workbook come from if they are the user's own.

    Amounts are in the unit that the column's head, a column of units or a line above the heads names, else in
    currency units.
    """
    sheets, problems = open_sheets(path)
    if not sheets:
        return None, problems
    words = vocabulary(plan, templates)
    found = {kind: _read(sheet, kind, words, plan) for sheet, kind in _kinds(sheets, words)}
    problems = tuple(problem for read in found.values() for problem in read.problems)
    apart = {kind: read.entries for kind, read in found.items() if kind != SALES and read.entries}
    sales = found[SALES].entries if SALES in found else ()
    actuals = Actuals(
        file=str(path),
        year=plan.spec.year,
        sales=placed(plan, sales or apart.get("store") or apart.get("person") or ()),
        apart=apart,
        counts=tuple(count for read in found.values() for count in read.counts),
        statuses=tuple(status for read in found.values() for status in read.statuses),
    )
    daily = frozenset(where for read in found.values() for where in read.daily)
    if worst(problems) is not Severity.ERROR and not actuals.sales:
        problems = (*problems, _nothing(path, sum(sheet.unsolved for sheet in sheets)))
    if actuals.sales:
        problems = (*problems, *doubts(plan, actuals, daily))
    problems = _shortened(sorted(problems, key=lambda p: p.where or Where("")))
    return (None if worst(problems) is Severity.ERROR else actuals), problems


def placed(plan: Plan, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries with the district that their store or person belongs to, or the only one there is."""
    targets, names = plan.targets, plan.targets.districts.nodes
    only = names[0] if len(names) == 1 else None
    return tuple(
        entry if entry.node.district is not None else _in(entry, _home(entry.node, targets) or only)
        for entry in entries
    )


def _home(node: Node, targets: TargetPlan) -> str | None:
    return targets.store_district.get(node.store or "") or targets.person_district.get(node.person or "")


def _in(entry: Entry, district: str | None) -> Entry:
    return replace(entry, node=entry.node._replace(district=district))


def _kinds(sheets: tuple[Sheet, ...], words: Vocabulary) -> Iterator[tuple[Sheet, str]]:
    """The sheets that report something; the first one as sales where none bears a name of ours."""
    named = [(sheet, words.sheets[plain(sheet.name)]) for sheet in sheets if plain(sheet.name) in words.sheets]
    if any(kind == SALES for _, kind in named):
        yield from named
    else:
        yield next((sheet for sheet in sheets if sheet.rows), sheets[0]), SALES


def _read(sheet: Sheet, kind: str, words: Vocabulary, plan: Plan) -> Read:
    heads, problems = find_heads(sheet, kind, words)
    if heads is None and (wide := unfolded(sheet, words)):
        sheet, (heads, problems) = wide, find_heads(wide, kind, words)
    if heads is None:
        return Read(problems=problems)
    return Reader(sheet, kind, heads, words, plan.spec.year, heads.scale or Decimal(1)).read()


def _nothing(path: Path, unsolved: int) -> Problem:
    """No figure at all; formulas that nobody has calculated yet read as empty."""
    hint = Text("在“实际”列填数，没有销售写 0", "fill in the column of actuals, 0 where nothing was sold")
    if unsolved:
        more = Text(
            "；若“实际”是公式，先在 Excel 或 WPS 中打开并保存一次",
            "; if they are formulas, open and save it in Excel once",
        )
        hint = Text(hint.zh + more.zh, hint.en + more.en)
    message = Text("没有填任何实际销售额", "no actual sales are filled in")
    return Problem("V09", message, hint, where=Where(str(path)))


def _shortened(problems: list[Problem]) -> tuple[Problem, ...]:
    """Of every kind of mistake the first ones, and how many more there are."""
    told: list[Problem] = []
    for code in dict.fromkeys(problem.code for problem in problems):
        alike = [problem for problem in problems if problem.code == code]
        told += alike[:MOST_TOLD]
        if rest := len(alike) - MOST_TOLD:
            more = Text(f"还有 {rest} 处同类问题", f"{rest} more of the same kind")
            told += [Problem(code, more, None, where=alike[-1].where, severity=alike[-1].severity)] if rest > 0 else []
    return tuple(told)
