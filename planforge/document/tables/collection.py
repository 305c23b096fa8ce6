"""Tables of collection: receivables by month, cash by district and person, overdue recovery, balances by age."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from planforge.document.listing import As, Listing, Total
from planforge.document.model import Table
from planforge.document.tables.targets import months, quarters
from planforge.numbers import nearest
from planforge.plan.money.collection import Receivables
from planforge.plan.plan import Plan
from planforge.spec.money import Advance, Terms
from planforge.words import Words

ENDS = (3, 6, 9, 12)


def receivables(plan: Plan, words: Words) -> Table | None:
    """The region month by month: opening + sales - cash = closing, and days sales outstanding; what is unpaid of this
    year's sales where nobody states what is owed from last year."""
    if plan.collection is None:
        return None
    held, dso, known = plan.collection.total, plan.collection.dso, plan.collection.opening is not None
    of = Listing[int](words, "receivables")
    columns = (
        of.label("month", 1.0, lambda month: words.numbers.month(month + 1)),
        of.money("opening", 1.1, lambda month: held.opening[month] if known else None, total=Total.FIRST),
        of.money("sales", 1.1, lambda month: held.sales[month]),
        of.money("cash", 1.1, lambda month: held.cash[month]),
        of.money("of_overdue", 1.1, lambda month: held.overdue_cash[month] or None),
        of.money("closing" if known else "unpaid", 1.1, lambda month: held.closing[month], total=Total.LAST),
        of.number("dso", 1.0, lambda month: dso[month]),
    )
    return of.table(columns, range(12), total="year_total", note="note" if known else "unpaid_note")


def collection_by_district(plan: Plan, words: Words) -> Table | None:
    """The year of each district, with both rates."""
    if plan.collection is None:
        return None
    of, known = Listing[Receivables](words, "collection_by_district"), plan.collection.opening is not None

    def opening(held: Receivables) -> int | None:
        return held.opening[0] if known else None

    def owed(held: Receivables) -> int | None:
        return None if (before := opening(held)) is None else before + sum(held.sales)

    columns = (
        of.text("district", 1.3, lambda held: held.name or words.column("total")),
        of.money("opening", 1.1, opening),
        of.money("sales", 1.1, lambda held: sum(held.sales)),
        of.money("cash", 1.1, lambda held: sum(held.cash)),
        of.money("closing" if known else "unpaid", 1.1, lambda held: held.closing[-1]),
        of.ratio("rate_a", 1.0, "cash", owed),
        of.ratio("rate_b", 1.0, "cash", "sales"),
    )
    rows: list[Receivables | As[Receivables]] = [*plan.collection.districts, As(plan.collection.total)]
    return of.table(columns, rows, note="note" if known else "unpaid_note")


def cash_by_month(plan: Plan, words: Words) -> Table | None:
    return months("cash_by_month", plan.collection.cash, words, "district") if plan.collection else None


def cash_by_person(plan: Plan, words: Words) -> Table | None:
    if plan.collection is None or plan.collection.people is None:
        return None
    rest = plan.collection.cash.only(plan.targets.beyond("person").nodes)
    people = plan.collection.people.beside(rest, words.label("unlisted"))
    return quarters("cash_by_person", people, words, "person")


def terms(plan: Plan, words: Words) -> Table | None:
    """Payment terms and the channels they hold for."""
    of = Listing[Terms](words, "terms")
    columns = (
        of.text("terms_name", 1.2, lambda term: term.name),
        of.text("pattern", 2.4, lambda term: _pattern(words, term.pattern)),
        of.label("retention", 1.0, lambda term: words.numbers.rate(term.retention) if term.retention else None),
        of.text("for_channels", 2.0, lambda term: words.numbers.sequence(term.channels) or words.label("all_channels")),
    )
    return of.table(columns, plan.spec.collection.terms if plan.spec.collection else (), unit=None)


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


Recovered = tuple[int, str | None, str | None, int, str | None]
"""Month, district, owner, amount, measure."""


def recovery(plan: Plan, words: Words) -> Table | None:
    """Overdue money: when, where, who, how much, how."""
    of = Listing[Recovered](words, "recovery")
    columns = (
        of.label("month", 1.0, lambda row: words.numbers.month(row[0])),
        of.text("district", 1.0, lambda row: row[1]),
        of.text("owner", 1.0, lambda row: row[2]),
        of.money("amount", 1.0, lambda row: row[3]),
        of.text("measure", 3.0, lambda row: row[4]),
    )
    return of.table(columns, plan.collection.recovery if plan.collection else (), total="total")


def advances(plan: Plan, words: Words) -> Table | None:
    """Money taken before delivery: when, where, who, how much, for which months' goods."""
    of = Listing[Advance](words, "advances")

    def goods(one: Advance) -> str:
        months = words.numbers.sequence([words.numbers.month(month) for month in one.delivered])
        return words.label("delivered", months=months) if months else words.label("delivered_next_year")

    columns = (
        of.label("month", 1.0, lambda one: words.numbers.month(one.month)),
        of.text("district", 1.0, lambda one: one.district),
        of.text("owner", 1.0, lambda one: one.owner),
        of.money("amount", 1.0, lambda one: nearest(one.amount, 1)),
        of.label("delivery", 1.4, goods),
        of.text("measure", 2.4, lambda one: one.measure),
    )
    return of.table(columns, plan.spec.collection.advances if plan.spec.collection else (), total="total")


Aged = tuple[str, Sequence[int]]
"""When it was sold, and what of it is unpaid at the end of each month."""


def uncollected(plan: Plan, words: Words) -> Table | None:
    """What is still unpaid at each quarter's end, by month of sale."""
    held = plan.collection
    if held is None or not any(map(any, held.uncollected)):
        return None
    of = Listing[Aged](words, "uncollected")
    ends = [words.label("month_end", month=words.numbers.month(month)) for month in ENDS]
    columns = (
        of.text("sold_in", 1.4, lambda row: row[0]),
        *of.each(ends, lambda row: [row[1][month - 1] for month in ENDS], nil=False),
    )
    by_month = [(words.numbers.month(sold), row) for sold, row in enumerate(held.uncollected, 1)]
    sold = [(words.label("opening_balance"), held.uncollected_opening), *by_month]
    return of.table(columns, [row for row in sold if any(row[1][month - 1] for month in ENDS)], total="total")


TABLES = {
    "receivables": receivables,
    "collection_by_district": collection_by_district,
    "cash_by_month": cash_by_month,
    "cash_by_person": cash_by_person,
    "terms": terms,
    "recovery": recovery,
    "advances": advances,
    "uncollected": uncollected,
}
