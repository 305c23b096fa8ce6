"""The tables of one person's own plan: months, weeks and days, stores, team, actions, KPIs, appraisal, pay."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from planforge.document import cells as c
from planforge.document.model import Column, Kind, Row, Table
from planforge.document.person import OwnStore, Person, Report
from planforge.document.tables.actions import coded
from planforge.document.tables.control import visit_load
from planforge.plan.grid import by_quarter
from planforge.plan.plan import Plan
from planforge.plan.targets.calendar import Week
from planforge.words import Words

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def person_months(plan: Plan, words: Words, person: Person) -> Table | None:
    """Target, his personal part, target to date and cash by month, with a column to fill in."""
    if person.months is None:
        return None
    reached, rows = 0, []
    for month, target in enumerate(person.months):
        reached += target
        rows.append(c.body(*_month(words, words.numbers.month(month + 1), target, reached, person, month)))
    rows.append(c.total(*_month(words, words.column("year_total"), reached, None, person, None)))
    heads = (
        ("month", Kind.LABEL, 1.0),
        ("month_target", Kind.MONEY, 1.0),
        ("own_part", Kind.MONEY, 1.0),
        ("to_date", Kind.MONEY, 1.0),
        ("cash", Kind.MONEY, 1.0),
    )
    columns, held = c.kept(c.columns(words, "person_own_months", heads), rows, words.numbers.missing)
    blank = Column(words.column("achieved"), Kind.LABEL, 1.2)
    filled = [Row((*row.cells, c.label("")), row.kind) for row in held]
    table = c.table(words, "person_own_months", (*columns, blank), filled)
    alone = words.caption("person_own_months", "alone")
    return table if table is None or person.cash else replace(table, caption=alone)


def _month(
    words: Words, name: str, target: int, reached: int | None, person: Person, month: int | None
) -> tuple[c.Cell, ...]:
    """The cells of a month, or of the year for no month."""
    own, cash = (
        None if row is None else sum(row) if month is None else row[month] for row in (person.own, person.cash)
    )
    money = (target, own, reached, cash)
    return (c.label(name), *(c.money(words, amount) for amount in money))


def person_weeks(plan: Plan, words: Words, person: Person) -> Table | None:
    """Week by week under each month; the days of the week beside it where the plan goes down to days."""
    if not person.weeks:
        return None
    days = plan.spec.cascade.days
    columns = (
        Column(words.column("week"), Kind.TEXT, 2.0),
        *(Column(words.label(f"weekdays.{day}"), Kind.MONEY) for day in WEEKDAYS if days),
        Column(words.column("week_target"), Kind.MONEY, 1.3),
        Column(words.column("achieved"), Kind.LABEL, 1.3),
    )
    rows: list[Row] = []
    for month in dict.fromkeys(week.month for week in person.weeks):
        rows.append(c.group(words.numbers.month(month), len(columns)))
        rows += [_week(words, week, days=days) for week in person.weeks if week.month == month]
    blank = [c.label("") for _ in range(7 * days)]
    rows.append(c.total(c.text(words.column("year_total")), *blank, c.money(words, person.total), c.label("")))
    return c.table(words, "person_weeks", columns, rows)


def _week(words: Words, week: Week, *, days: bool) -> Row:
    on = {day.weekday(): amount for day, amount in week.days}
    cells = [c.money(words, on[n] or None) if n in on else c.label("") for n in range(7)] if days else []
    return c.body(c.text(words.numbers.days(week.first, week.last)), *cells, c.money(words, week.amount), c.label(""))


def person_stores(plan: Plan, words: Words, person: Person) -> Table | None:
    """Each store's last year and this year's target by quarter."""
    rows = [_store(words, own) for own in person.stores]
    if not rows:
        return None
    whole = [sum(row) for row in zip(*(own.months for own in person.stores), strict=True)]
    last = sum(int(own.store.last_actual or 0) for own in person.stores)
    goal = sum(int(own.store.last_target or 0) for own in person.stores)
    rows.append(c.total(c.sum_of(words), *_past(words, goal or None, last or None), *_quarters(words, whole)))
    heads = (
        ("store", Kind.TEXT, 1.4),
        ("last_target", Kind.MONEY, 1.1),
        ("last", Kind.MONEY, 1.1),
        ("rate", Kind.PERCENT, 1.0),
    )
    columns = (
        *c.columns(words, "person_stores", heads),
        *c.quarter_columns(words),
        Column(words.column("year_plan"), Kind.MONEY, 1.1),
    )
    return c.table(words, "person_stores", *c.kept(columns, rows, words.numbers.missing))


def _store(words: Words, own: OwnStore) -> Row:
    past = _past(words, own.store.last_target, own.store.last_actual)
    return c.body(c.text(own.store.name), *past, *_quarters(words, own.months))


def _past(words: Words, goal: c.Exact | None, actual: c.Exact | None) -> tuple[c.Cell, ...]:
    rate = Fraction(actual) / Fraction(goal) if goal and actual is not None else None
    return c.money(words, goal), c.money(words, actual), c.percent(words, rate)


def _quarters(words: Words, months: Sequence[int]) -> tuple[c.Cell, ...]:
    return (*(c.money(words, quarter) for quarter in by_quarter(months)), c.money(words, sum(months)))


def person_reports(plan: Plan, words: Words, person: Person) -> Table | None:
    """Who reports to him, with their targets."""
    rows = [_report(words, report) for report in person.reports]
    columns = (
        *c.columns(words, "person_reports", (("person", Kind.TEXT, 1.2), ("title", Kind.TEXT, 1.4))),
        *c.quarter_columns(words),
        Column(words.column("year_plan"), Kind.MONEY, 1.1),
    )
    return c.table(words, "person_reports", *c.kept(columns, rows, words.numbers.missing))


def _report(words: Words, report: Report) -> Row:
    missing = [c.money(words, None) for _ in range(5)]
    figures = missing if report.months is None else _quarters(words, report.months)
    return c.body(c.text(report.member.name), c.text(report.member.title), *figures)


def person_actions(plan: Plan, words: Words, person: Person) -> Table | None:
    """The actions he leads, then those he supports."""
    rows: list[Row] = []
    for key, mine in (("leads", True), ("supports", False)):
        held = [
            c.body(c.label(code), c.text(a.name), c.text(words.numbers.days(a.starts, a.ends)), c.text(a.deliverable))
            for code, a in coded(plan)
            if (a.owner == person.name if mine else person.name in a.support and a.owner != person.name)
        ]
        rows += [c.group(words.label(f"person.{key}"), 4), *held] if held else []
    heads = (
        ("code", Kind.LABEL, 1.0),
        ("action", Kind.TEXT, 2.4),
        ("period", Kind.TEXT, 1.6),
        ("deliverable", Kind.TEXT, 2.6),
    )
    return c.table(words, "person_actions", c.columns(words, "person_actions", heads), rows, unit=None)


def person_visits(plan: Plan, words: Words, person: Person) -> Table | None:
    """What he has to visit in his role."""
    roles = {person.member.role, person.member.title} if person.member else set()
    rows = [c.body(*visit_load(words, visit)) for visit in plan.spec.control.visits if visit.role in roles]
    heads = (
        ("nodes_each", Kind.LABEL, 1.0),
        ("visit_days", Kind.LABEL, 1.0),
        ("days_each", Kind.LABEL, 1.0),
        ("cycle", Kind.LABEL, 1.0),
        ("expected", Kind.TEXT, 3.6),
    )
    columns = c.columns(words, "person_visits", heads)
    return c.table(words, "person_visits", *c.kept(columns, rows, words.numbers.missing), unit=None)


def person_kpis(plan: Plan, words: Words, person: Person) -> Table | None:
    """The KPIs he is the owner of."""
    rows = [
        c.body(
            c.label(k.code or f"K{n}"),
            c.text(k.name),
            c.text(k.target),
            c.text(k.alert),
            c.label(k.frequency),
            c.text(k.correction),
        )
        for n, k in enumerate(plan.spec.control.kpis, 1)
        if k.owner == person.name
    ]
    heads = (
        ("code", Kind.LABEL, 1.0),
        ("kpi", Kind.TEXT, 1.4),
        ("target", Kind.TEXT, 1.1),
        ("alert", Kind.TEXT, 1.2),
        ("frequency", Kind.LABEL, 1.0),
        ("correction", Kind.TEXT, 2.6),
    )
    columns = c.columns(words, "person_kpis", heads)
    return c.table(words, "person_kpis", *c.kept(columns, rows, words.numbers.missing), unit=None)


def person_metrics(plan: Plan, words: Words, person: Person) -> Table | None:
    """What he is appraised by."""
    metrics = person.scheme.metrics if person.scheme else ()
    rows = [c.body(c.text(m.name), c.percent(words, m.weight), c.text(m.source), c.text(m.rule)) for m in metrics]
    heads = (
        ("metric", Kind.TEXT, 1.6),
        ("weight", Kind.PERCENT, 1.0),
        ("source_data", Kind.TEXT, 1.4),
        ("scoring", Kind.TEXT, 3.2),
    )
    columns = c.columns(words, "person_metrics", heads)
    return c.table(words, "person_metrics", *c.kept(columns, rows, words.numbers.missing), unit=None)


def person_pay(plan: Plan, words: Words, person: Person) -> Table | None:
    """What he earns at 80, 100 and 120 % of his own target."""
    rows = [
        c.body(
            c.label(words.numbers.rate(pay.attainment)),
            c.percent(words, pay.score),
            *(c.number(words, value, 0) for value in (pay.base, pay.bonus, pay.commission, pay.total)),
        )
        for pay in person.pay
    ]
    heads = (
        ("attainment", Kind.LABEL, 1.0),
        ("score", Kind.PERCENT, 1.0),
        ("base_pay", Kind.NUMBER, 1.2),
        ("bonus", Kind.NUMBER, 1.2),
    )
    more = (("commission_pay", Kind.NUMBER, 1.2), ("year_pay", Kind.NUMBER, 1.2))
    columns = c.columns(words, "person_pay", (*heads, *more))
    return c.table(words, "person_pay", *c.kept(columns, rows, words.numbers.missing), unit="currency")


PERSON_TABLES: dict[str, Callable[[Plan, Words, Person], Table | None]] = {
    "person_own_months": person_months,
    "person_weeks": person_weeks,
    "person_stores": person_stores,
    "person_reports": person_reports,
    "person_actions": person_actions,
    "person_visits": person_visits,
    "person_kpis": person_kpis,
    "person_metrics": person_metrics,
    "person_pay": person_pay,
}
