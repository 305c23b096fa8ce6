"""One person's own plan: his target and cash month by month, his actions, his pay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from planforge.document import cells as c
from planforge.document.model import Kind, Table
from planforge.document.tables.actions import coded
from planforge.document.words import Words
from planforge.plan.appraisal import SchemePlan
from planforge.plan.plan import Plan
from planforge.problem import Problem, Refusal, Text
from planforge.spec.region import Member


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the team; figures are twelve months in currency units, None without data."""

    name: str
    member: Member | None
    district: str | None
    months: tuple[int, ...] | None
    cash: tuple[int, ...] | None
    total: int | None
    scheme: SchemePlan | None


def find_person(plan: Plan, name: str) -> Person:
    """The person of this name; Refusal naming the nearest when there is none."""
    members = {member.name: member for member in plan.spec.team}
    grid, collection = plan.targets.people, plan.collection
    known = dict.fromkeys([*members, *(grid.nodes if grid else ())])
    if name not in known:
        raise Refusal(_unknown(name, list(known)))
    months = grid.row(name) if grid and name in grid.nodes else None
    people = collection.people if collection else None
    return Person(
        name=name,
        member=members.get(name),
        district=plan.targets.person_district.get(name) or (members[name].district if name in members else None),
        months=months,
        cash=people.row(name) if people and name in people.nodes else None,
        total=sum(months) if months else None,
        scheme=next((s for s in plan.appraisal if name in s.people), None),
    )


def _unknown(name: str, known: list[str]) -> Problem:
    close = get_close_matches(name, known, 1, 0.5)
    hint = (
        Text(f"是不是 {close[0]}？", f"did you mean {close[0]}?")
        if close
        else Text("在 team 中加上此人", "add the person to team")
    )
    return Problem("D04", Text(f"人员中没有“{name}”", f"there is nobody called {name} in the team"), hint, ("team",))


def person_months(plan: Plan, words: Words, person: Person | None) -> Table | None:
    """Target, target to date and cash by month."""
    if person is None or person.months is None:
        return None
    reached, rows = 0, []
    for month, target in enumerate(person.months):
        reached += target
        cash = person.cash[month] if person.cash else None
        rows.append(
            c.body(
                c.label(words.formats.month(month + 1)),
                c.money(words, target),
                c.money(words, reached),
                c.money(words, cash),
                c.label(""),
            )
        )
    cash_total = sum(person.cash) if person.cash else None
    rows.append(
        c.total(
            c.label(words.column("year_total")),
            c.money(words, reached),
            c.money(words, None),
            c.money(words, cash_total),
            c.label(""),
        )
    )
    heads = (
        ("month", Kind.LABEL, 1.0),
        ("month_target", Kind.MONEY, 1.0),
        ("to_date", Kind.MONEY, 1.0),
        ("cash", Kind.MONEY, 1.0),
        ("achieved", Kind.LABEL, 1.2),
    )
    return c.table(words, "person_own_months", c.columns(words, "person_own_months", heads), rows)


def person_actions(plan: Plan, words: Words, person: Person | None) -> Table | None:
    """What the person owns."""
    rows = [
        c.body(c.label(code), c.text(a.name), c.text(words.formats.days(a.starts, a.ends)), c.text(a.deliverable))
        for code, a in coded(plan)
        if person is not None and person.name in (a.owner, *a.support)
    ]
    heads = (
        ("code", Kind.LABEL, 1.0),
        ("action", Kind.TEXT, 2.4),
        ("period", Kind.TEXT, 1.6),
        ("deliverable", Kind.TEXT, 2.6),
    )
    return c.table(words, "person_actions", c.columns(words, "person_actions", heads), rows, unit=None)


def person_pay(plan: Plan, words: Words, person: Person | None) -> Table | None:
    """What the person earns at 80, 100 and 120 %."""
    if person is None or person.scheme is None:
        return None
    rows = [
        c.body(
            c.label(words.formats.rate(e.attainment)),
            c.percent(words, e.score),
            *(c.number(words, v, 0) for v in (e.base, e.bonus, e.commission, e.total)),
        )
        for e in person.scheme.examples
    ]
    heads = (
        ("attainment", Kind.LABEL, 1.0),
        ("score", Kind.PERCENT, 1.0),
        ("base_pay", Kind.NUMBER, 1.2),
        ("bonus", Kind.NUMBER, 1.2),
    )
    columns = c.columns(
        words, "person_pay", (*heads, ("commission_pay", Kind.NUMBER, 1.2), ("year_pay", Kind.NUMBER, 1.2))
    )
    return c.table(words, "person_pay", columns, rows, unit="currency")


PERSON_TABLES: dict[str, Callable[[Plan, Words, Person | None], Table | None]] = {
    "person_own_months": person_months,
    "person_actions": person_actions,
    "person_pay": person_pay,
}
