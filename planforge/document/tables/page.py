"""Tables of the one page: a row per district with the one thing to watch, and what the manager asks for."""

from __future__ import annotations

from typing import NamedTuple

from planforge.document.facts.page import focus_of
from planforge.document.listing import Listing
from planforge.document.model import Table
from planforge.plan.plan import Plan
from planforge.spec.strategy import Ask
from planforge.words import Words

MOST = 8  # districts that a page has room for


class Watched(NamedTuple):
    """A district, or all that the page has no room for, in currency units; None where it is not known."""

    name: str
    leader: str | None
    last: int | None
    target: int
    expense: int | None
    watch: str | None


def page_districts(plan: Plan, words: Words) -> Table | None:
    """Who does how much, at what cost, and the one thing to watch; the largest districts where there are many."""
    found = sorted(_watched(plan, words), key=lambda row: -row.target)
    rows = found if len(found) == MOST + 1 else found[:MOST]
    watched = any(row.watch for row in rows)
    if rest := found[len(rows) :]:
        last = [row.last for row in rest if row.last is not None]
        spent = [row.expense for row in rest if row.expense is not None]
        others = words.label("page.others", count=len(rest))
        target = sum(row.target for row in rest)
        rows.append(Watched(others, None, sum(last) if last else None, target, sum(spent) if spent else None, None))
    of = Listing[Watched](words, "page_districts")
    columns = (
        of.text("district", 1.2, lambda row: row.name),
        of.text("leader", 0.9, lambda row: row.leader),
        of.money("last", 1.1, lambda row: row.last),
        of.money("plan", 1.1, lambda row: row.target),
        of.growth("growth", 1.0, "plan", "last"),
        of.difference("added", 1.1, "plan", "last"),
        of.ratio("expense_ratio", 0.9, lambda row: row.expense, "plan"),
        of.text("watch", 4.0, lambda row: row.watch or (words.numbers.missing if watched else None)),
    )
    return of.table(columns, rows, total="total")


def _watched(plan: Plan, words: Words) -> list[Watched]:
    targets, budget = plan.targets, plan.budget
    last = (
        dict(zip(targets.last_districts.nodes, targets.last_districts.totals, strict=True))
        if targets.last_districts
        else {}
    )
    return [
        Watched(
            district.name,
            district.leader,
            last.get(district.name),
            targets.districts.of(district.name),
            sum(budget.expense_of(budget.of_district(district.name))) if budget.placed else None,
            district.watch or _focus(plan, words, district.name),
        )
        for district in plan.spec.districts
    ]


def _focus(plan: Plan, words: Words, district: str) -> str | None:
    action = focus_of(plan, district)
    if action is None:
        return None
    due = action.ends or action.starts
    if due is None:
        return action.name
    return words.label("page.due", day=words.numbers.day(due), what=action.name)


def asks(plan: Plan, words: Words) -> Table | None:
    """What is asked, the amount, by when, and who decides."""
    of = Listing[Ask](words, "asks")
    columns = (
        of.text("ask", 5.0, lambda ask: ask.what),
        of.money("amount", 1.0, lambda ask: ask.amount, total=None),
        of.text("decided_by", 1.0, lambda ask: words.numbers.day(ask.by) if ask.by else None),
        of.text("decides", 1.0, lambda ask: ask.decides),
    )
    return of.table(columns, plan.spec.asks)


TABLES = {"page_districts": page_districts, "asks": asks}
