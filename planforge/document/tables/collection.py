"""Tables of collection: receivables by month, cash by district and person, overdue recovery, balances by age."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from planforge.document import cells as c
from planforge.document.model import Column, Kind, Row, RowKind, Table
from planforge.document.tables.targets import months, quarters
from planforge.plan.money.collection import Receivables
from planforge.plan.plan import Plan
from planforge.words import Words

ENDS = (3, 6, 9, 12)


def receivables(plan: Plan, words: Words) -> Table | None:
    """The region month by month: opening + sales - cash = closing, and days sales outstanding."""
    if plan.collection is None:
        return None
    total, dso = plan.collection.total, plan.collection.dso
    heads = (
        ("month", Kind.LABEL, 1.0),
        ("opening", Kind.MONEY, 1.1),
        ("sales", Kind.MONEY, 1.1),
        ("cash", Kind.MONEY, 1.1),
    )
    more = (("of_overdue", Kind.MONEY, 1.1), ("closing", Kind.MONEY, 1.1), ("dso", Kind.NUMBER, 1.0))
    rows = [_month(words, total, m, dso[m] if dso else None) for m in range(12)]
    sums = (c.money(words, total.opening[0]), c.money(words, sum(total.sales)), c.money(words, sum(total.cash)))
    overdue = c.money(words, sum(total.overdue_cash) or None)
    rows.append(
        c.total(c.label(words.column("year_total")), *sums, overdue, c.money(words, total.closing[-1]), c.label(""))
    )
    return c.table(
        words, "receivables", *c.kept(c.columns(words, "receivables", (*heads, *more)), rows, words.numbers.missing)
    )


def _month(words: Words, held: Receivables, month: int, days: Fraction | None) -> Row:
    return c.body(
        c.label(words.numbers.month(month + 1)),
        c.money(words, held.opening[month]),
        c.money(words, held.sales[month]),
        c.money(words, held.cash[month]),
        c.money(words, held.overdue_cash[month] or None),
        c.money(words, held.closing[month]),
        c.number(words, days),
    )


def collection_by_district(plan: Plan, words: Words) -> Table | None:
    """The year of each district, with both rates."""
    if plan.collection is None:
        return None
    heads = (
        ("district", Kind.TEXT, 1.3),
        ("opening", Kind.MONEY, 1.1),
        ("sales", Kind.MONEY, 1.1),
        ("cash", Kind.MONEY, 1.1),
    )
    more = (("closing", Kind.MONEY, 1.1), ("rate_a", Kind.PERCENT, 1.0), ("rate_b", Kind.PERCENT, 1.0))
    rows = [_district(words, held) for held in (*plan.collection.districts, plan.collection.total)]
    return c.table(words, "collection_by_district", c.columns(words, "collection_by_district", (*heads, *more)), rows)


def _district(words: Words, held: Receivables) -> Row:
    opening, sales, cash = held.opening[0], sum(held.sales), sum(held.cash)
    cells = (
        c.text(held.name) if held.name else c.sum_of(words),
        c.money(words, opening),
        c.money(words, sales),
        c.money(words, cash),
        c.money(words, held.closing[-1]),
        c.percent(words, Fraction(cash, opening + sales) if opening + sales else None),
        c.percent(words, Fraction(cash, sales) if sales else None),
    )
    return Row(cells, RowKind.BODY if held.name else RowKind.TOTAL)


def cash_by_month(plan: Plan, words: Words) -> Table | None:
    return months("cash_by_month", plan.collection.cash, words, "district") if plan.collection else None


def cash_by_person(plan: Plan, words: Words) -> Table | None:
    people = plan.collection.people if plan.collection else None
    return quarters("cash_by_person", people, words, "person") if people else None


def terms(plan: Plan, words: Words) -> Table | None:
    """Payment terms and the channels they hold for."""
    if plan.spec.collection is None:
        return None
    rows = [
        c.body(
            c.text(term.name),
            c.text(_pattern(words, term.pattern)),
            c.text(words.numbers.rate(term.retention) if term.retention else None),
            c.text(words.numbers.sequence(term.channels) or words.label("all_channels")),
        )
        for term in plan.spec.collection.terms
    ]
    heads = (
        ("terms_name", Kind.TEXT, 1.2),
        ("pattern", Kind.TEXT, 2.4),
        ("retention", Kind.LABEL, 1.0),
        ("for_channels", Kind.TEXT, 2.0),
    )
    return c.table(words, "terms", *c.kept(c.columns(words, "terms", heads), rows, words.numbers.missing), unit=None)


def _pattern(words: Words, pattern: Sequence[Decimal]) -> str:
    """When which part is paid: 当月60%、次月40%."""
    names = ("paid_at_once", "paid_next")
    return words.numbers.sequence(
        [
            words.label(names[n] if n < len(names) else "paid_in", n=n, rate=words.numbers.rate(rate))
            for n, rate in enumerate(pattern)
            if rate
        ]
    )


def recovery(plan: Plan, words: Words) -> Table | None:
    """Overdue money: when, where, who, how much, how."""
    if plan.collection is None:
        return None
    rows = [
        c.body(
            c.label(words.numbers.month(month)),
            c.text(district),
            c.text(owner),
            c.money(words, amount),
            c.text(measure),
        )
        for month, district, owner, amount, measure in plan.collection.recovery
    ]
    if not rows:
        return None
    total = sum(amount for _, _, _, amount, _ in plan.collection.recovery)
    rows.append(c.total(c.sum_of(words), c.text(""), c.text(""), c.money(words, total), c.text("")))
    heads = (
        ("month", Kind.LABEL, 1.0),
        ("district", Kind.TEXT, 1.0),
        ("owner", Kind.TEXT, 1.0),
        ("amount", Kind.MONEY, 1.0),
        ("measure", Kind.TEXT, 3.0),
    )
    return c.table(words, "recovery", *c.kept(c.columns(words, "recovery", heads), rows, words.numbers.missing))


def uncollected(plan: Plan, words: Words) -> Table | None:
    """What is still unpaid at each quarter's end, by month of sale."""
    held = plan.collection
    if held is None or not any(map(any, held.uncollected)):
        return None
    columns = (
        Column(words.column("sold_in"), width=1.4),
        *(Column(words.label("month_end", month=words.numbers.month(m)), Kind.MONEY) for m in ENDS),
    )
    rows = [
        c.body(
            c.text(words.label("opening_balance")),
            *(c.money(words, held.uncollected_opening[m - 1] or None) for m in ENDS),
        )
    ]
    rows += [
        c.body(c.text(words.numbers.month(sold + 1)), *(c.money(words, row[m - 1] or None) for m in ENDS))
        for sold, row in enumerate(held.uncollected)
        if any(row[m - 1] for m in ENDS)
    ]
    rows.append(c.total(c.sum_of(words), *(c.money(words, held.total.closing[m - 1]) for m in ENDS)))
    return c.table(words, "uncollected", columns, rows)


TABLES = {
    "receivables": receivables,
    "collection_by_district": collection_by_district,
    "cash_by_month": cash_by_month,
    "cash_by_person": cash_by_person,
    "terms": terms,
    "recovery": recovery,
    "uncollected": uncollected,
}
