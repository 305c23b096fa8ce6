"""Tables of the action plan: every action by quarter, milestones, the load of each owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from planforge.document.listing import Band, Listing
from planforge.document.model import Kind, Table
from planforge.plan.plan import Plan
from planforge.spec.strategy import Action
from planforge.words import Words

Coded = tuple[str, Action]


def coded(plan: Plan) -> list[Coded]:
    """Every action with its code, A1, A2 … by order where it has none."""
    return [(action.code or f"A{n}", action) for n, action in enumerate(plan.spec.actions, 1)]


def actions(plan: Plan, words: Words) -> Table | None:
    """Actions under the quarter in which they start."""
    of = Listing[Coded](words, "actions")

    def rows() -> Iterator[Coded | Band]:
        held = sorted(coded(plan), key=lambda pair: pair[1].starts or pair[1].ends or date.max)
        for quarter in (1, 2, 3, 4, 0):
            if own := [pair for pair in held if _quarter(pair[1]) == quarter]:
                yield Band(words.numbers.quarter(quarter) if quarter else words.label("undated"))
                yield from own

    def line(pair: Coded) -> str | None:
        return words.label("within", name=pair[1].within) if pair[1].within else pair[1].line

    columns = (
        of.label("code", 1.0, lambda pair: pair[0]),
        of.text("action", 2.0, lambda pair: _named(words, pair[1])),
        of.label("serves_tactic", 1.0, lambda pair: pair[1].tactic),
        of.text("owner", 1.2, lambda pair: _who(words, pair[1])),
        of.text("period", 1.3, lambda pair: words.numbers.days(pair[1].starts, pair[1].ends)),
        of.text("deliverable", 2.0, lambda pair: pair[1].deliverable),
        of.cost("budget", 1.0, lambda pair: None if pair[1].within else pair[1].budget),
        of.text("line", 1.0, line),
    )
    return of.table(columns, rows(), wide=True)


def _quarter(action: Action) -> int:
    day = action.starts or action.ends
    return (day.month + 2) // 3 if day else 0


def _named(words: Words, action: Action) -> str:
    """The action, with its district where the name does not tell it."""
    if action.district is None or action.district in action.name:
        return action.name
    return action.name + words.label("in_brackets", text=action.district)


def _who(words: Words, action: Action) -> str:
    """The owner, then who helps and who approves."""
    lines = [action.owner or words.numbers.missing]
    lines += [words.label("supported", names=words.numbers.sequence(action.support))] if action.support else []
    lines += [words.label("approved", name=action.approver)] if action.approver else []
    return "\n".join(lines)


def milestones(plan: Plan, words: Words) -> Table | None:
    """Milestones by date."""
    of = Listing[Coded](words, "milestones")
    columns = (
        of.label("date", 1.0, lambda pair: words.numbers.day(pair[1].ends or pair[1].starts)),
        of.label("code", 1.0, lambda pair: pair[0]),
        of.text("milestone", 2.4, lambda pair: pair[1].name),
        of.text("deliverable", 2.6, lambda pair: pair[1].deliverable),
        of.text("owner", 1.0, lambda pair: pair[1].owner),
    )
    held = [pair for pair in coded(plan) if pair[1].milestone]
    held.sort(key=lambda pair: pair[1].ends or pair[1].starts or date.max)
    return of.table(columns, held, unit=None)


def owners(plan: Plan, words: Words) -> Table | None:
    """How many actions each owner carries, in which quarters, with what money."""
    held = [action for action in plan.spec.actions if action.owner]
    of = Listing[tuple[str, list[Action]]](words, "owners")
    columns = (
        of.text("owner", 1.4, lambda load: load[0]),
        of.count("action_count", 1.0, lambda load: len(load[1])),
        *of.quarters(lambda load: [sum(_quarter(a) == q for a in load[1]) for q in range(1, 5)], Kind.COUNT),
        of.cost("action_budget", 1.2, lambda load: own_budget(load[1])),
    )
    names = dict.fromkeys(str(action.owner) for action in held)
    return of.table(columns, [(name, [action for action in held if action.owner == name]) for name in names])


def own_budget(actions: Iterable[Action]) -> int | None:
    """What some actions cost beyond what is counted within others; None where none says."""
    found = [action.budget for action in actions if action.budget is not None and not action.within]
    return int(sum(found)) if found else None


TABLES = {"actions": actions, "milestones": milestones, "owners": owners}
