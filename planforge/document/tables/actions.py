"""Tables of the action plan: every action by quarter, milestones, the load of each owner."""

from __future__ import annotations

from datetime import date

from planforge.document import cells as c
from planforge.document.model import Kind, Row, Table
from planforge.plan.plan import Plan
from planforge.spec.strategy import Action
from planforge.words import Words


def coded(plan: Plan) -> list[tuple[str, Action]]:
    """Every action with its code, A1, A2 … by order where it has none."""
    return [(action.code or f"A{n}", action) for n, action in enumerate(plan.spec.actions, 1)]


def actions(plan: Plan, words: Words) -> Table | None:
    """Actions under the quarter in which they start."""
    rows: list[Row] = []
    held = sorted(coded(plan), key=lambda pair: pair[1].starts or pair[1].ends or date.max)
    for quarter in (1, 2, 3, 4, 0):
        own = [pair for pair in held if _quarter(pair[1]) == quarter]
        rows += [c.group(words.numbers.quarter(quarter) if quarter else words.label("undated"), 8)] if own else []
        rows += [_action(words, code, action) for code, action in own]
    heads = (
        ("code", Kind.LABEL, 1.0),
        ("action", Kind.TEXT, 2.0),
        ("serves_tactic", Kind.LABEL, 1.0),
        ("owner", Kind.TEXT, 1.2),
    )
    more = (
        ("period", Kind.TEXT, 1.3),
        ("deliverable", Kind.TEXT, 2.0),
        ("budget", Kind.MONEY, 1.0),
        ("line", Kind.TEXT, 1.0),
    )
    return c.table(words, "actions", c.columns(words, "actions", (*heads, *more)), rows, wide=True)


def _quarter(action: Action) -> int:
    day = action.starts or action.ends
    return (day.month + 2) // 3 if day else 0


def _action(words: Words, code: str, action: Action) -> Row:
    return c.body(
        c.label(code),
        c.text(_named(words, action)),
        c.label(action.tactic),
        c.text(_who(words, action)),
        c.text(words.numbers.days(action.starts, action.ends)),
        c.text(action.deliverable),
        c.money(words, None if action.within else action.budget),
        c.text(words.label("within", name=action.within) if action.within else action.line),
    )


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
    held = sorted(
        (p for p in coded(plan) if p[1].milestone), key=lambda pair: pair[1].ends or pair[1].starts or date.max
    )
    rows = [
        c.body(
            c.label(words.numbers.day(a.ends or a.starts)),
            c.label(code),
            c.text(a.name),
            c.text(a.deliverable),
            c.text(a.owner),
        )
        for code, a in held
    ]
    heads = (
        ("date", Kind.LABEL, 1.0),
        ("code", Kind.LABEL, 1.0),
        ("milestone", Kind.TEXT, 2.4),
        ("deliverable", Kind.TEXT, 2.6),
        ("owner", Kind.TEXT, 1.0),
    )
    return c.table(words, "milestones", c.columns(words, "milestones", heads), rows, unit=None)


def owners(plan: Plan, words: Words) -> Table | None:
    """How many actions each owner carries, in which quarters, with what money."""
    rows = []
    for owner in dict.fromkeys(action.owner for action in plan.spec.actions if action.owner):
        own = [action for action in plan.spec.actions if action.owner == owner]
        counts = [sum(_quarter(action) == quarter for action in own) for quarter in (1, 2, 3, 4)]
        budget = sum(action.budget or 0 for action in own if not action.within)
        rows.append(
            c.body(
                c.text(owner),
                c.count(words, len(own)),
                *(c.count(words, n or None) for n in counts),
                c.money(words, budget),
            )
        )
    heads = c.columns(words, "owners", (("owner", Kind.TEXT, 1.4), ("action_count", Kind.COUNT, 1.0)))
    columns = (
        *heads,
        *c.quarter_columns(words, Kind.COUNT),
        *c.columns(words, "owners", (("action_budget", Kind.MONEY, 1.2),)),
    )
    return c.table(words, "owners", columns, rows)


TABLES = {"actions": actions, "milestones": milestones, "owners": owners}
