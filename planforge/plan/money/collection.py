"""Collection: cash by month, district and person, receivables, overdue recovery, the two rates, DSO."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

from msgspec import Struct

from planforge.numbers import ratio
from planforge.plan.amounts import portions, round_table
from planforge.plan.grid import MONTHS, Cells, Grid
from planforge.plan.money.opening import (
    Opening,
    is_misfit,
    is_opening_stated,
    left_by_terms,
    misfit,
    opening_problems,
    overdue_amount,
    plan_opening,
    recovery_problems,
    unstated_opening,
)
from planforge.plan.money.terms import Pattern, sale_patterns, terms_problems
from planforge.plan.targets.targets import TargetPlan
from planforge.problem import Problem
from planforge.spec.spec import Spec

_LATER = 12  # the column of what is not paid within the year


class Receivables(Struct, frozen=True):
    """opening + sales - cash = closing, in every month; twelve figures each.

    Of this year's sales alone where nobody states what is owed from last year."""

    name: str  # district; "" for the region
    opening: tuple[int, ...]
    sales: tuple[int, ...]
    cash: tuple[int, ...]
    closing: tuple[int, ...]
    overdue_cash: tuple[int, ...]  # part of cash that recovers overdue money


class CollectionPlan(Struct, frozen=True):
    """``rate_a`` = cash ÷ (opening + sales); ``rate_b`` = cash ÷ sales. Never mixed.

    Where nobody states what is owed from last year, ``opening``, ``closing``, ``rate_a`` and all of ``dso`` are None,
    and the rest is that of this year's sales alone."""

    total: Receivables
    districts: tuple[Receivables, ...]
    cash: Grid  # by district
    people: Grid | None  # by person
    opening: int | None
    closing: int | None
    cash_total: int
    rate_a: Fraction | None
    rate_b: Fraction | None
    dso: tuple[Fraction | None, ...]  # days, at each month's end: closing ÷ sales of the last three months × their days
    uncollected: tuple[tuple[int, ...], ...]  # 12 × 12: [month of sale][at end of month], balances by month of sale
    uncollected_opening: tuple[int, ...]  # what is left of the opening balance at each month's end
    recovery: tuple[tuple[int, str | None, str | None, int, str | None], ...]  # month, district, owner, amount, measure
    problems: tuple[Problem, ...] = ()
    by_terms: int | None = None  # what the terms would leave of last year's sales when it ends
    misfit: bool = False  # what is owed at the start and not overdue is far from that

    @property
    def unpaid(self) -> int:
        """What is not paid of this year's sales when it ends."""
        return sum(left[-1] for left in self.uncollected)


def plan_collection(spec: Spec, targets: TargetPlan, granule: int) -> CollectionPlan | None:
    """Cash and receivables from the sales cells and their terms; None where collection does not apply.

    Every month's sales are split into whole parts by month of payment, so that opening + sales - cash = closing
    holds in each month and district, and the balances by month of sale sum to the closing balance.
    """
    if spec.collection is None or "collection" in spec.not_applicable:
        return None
    names, sales = targets.districts.nodes, targets.districts
    opening, stated = plan_opening(spec, targets, granule), is_opening_stated(spec, targets)
    patterns = sale_patterns(spec, targets)
    paid = [round_table(exact_payments(patterns, targets, month), granule) for month in range(12)]
    cash = Grid("district", names, _cash(paid, opening))
    by_terms = left_by_terms(spec, targets, granule)
    owed = sum(opening.balances) - overdue_amount(spec.collection, sum(opening.balances), granule)
    unfit = stated and is_misfit(owed, by_terms, targets.last)
    accounts = zip(names, opening.balances, sales.cells, cash.cells, opening.recovered, strict=True)
    total = _account("", sum(opening.balances), sales.months, cash.months, _sums(opening.recovered))
    return CollectionPlan(
        total=total,
        districts=tuple(_account(*account) for account in accounts),
        cash=cash,
        people=_people(targets, cash, granule),
        opening=total.opening[0] if stated else None,
        closing=total.closing[-1] if stated else None,
        cash_total=cash.total,
        rate_a=ratio(cash.total, total.opening[0] + sales.total) if stated else None,
        rate_b=ratio(cash.total, sales.total),
        dso=_dso(spec.year, targets, total.closing) if stated else (None,) * 12,
        uncollected=tuple(_left(month, cells) for month, cells in enumerate(paid)),
        uncollected_opening=_opening_left(opening),
        recovery=tuple(
            (step.month, step.district, step.owner, brought, step.measure)
            for step, brought in zip(spec.collection.recovery, opening.steps, strict=True)
        ),
        problems=(
            *terms_problems(spec, targets),
            *opening_problems(spec, targets),
            *recovery_problems(spec, opening, granule),
            *(() if stated else (unstated_opening(),)),
            *((misfit(owed, by_terms or 0, targets, spec),) if unfit else ()),
        ),
        by_terms=by_terms,
        misfit=unfit,
    )


def _opening_left(opening: Opening) -> tuple[int, ...]:
    """What is left of the opening balance at each month's end."""
    came = [sum(both) for both in zip(_sums(opening.recovered), _sums(opening.collected), strict=True)]
    return tuple(sum(opening.balances) - so_far for so_far in accumulate(came))


def exact_payments(patterns: Sequence[Pattern], targets: TargetPlan, month: int) -> list[list[Fraction]]:
    """Sales of a month (0 is January) by district and month of payment, exact; the 13th column is after the year."""
    due = [_due(pattern, month) for pattern in patterns]
    table = []
    for d, cells in enumerate(targets.districts.cells):
        sold = targets.by_channel[d][month] if targets.by_channel else (cells[month],)
        row = [Fraction(0)] * 13
        for sales, parts in zip(sold, due, strict=True):
            for when, share in parts:
                row[when] += sales * share
        table.append(row)
    return table


def _due(pattern: Pattern, month: int) -> list[tuple[int, Fraction]]:
    """When which parts of a month's sales are paid; the 13th month is after the year."""
    parts = [(min(month + delay, _LATER), share) for delay, share in enumerate(pattern.shares)]
    return [(when, share) for when, share in (*parts, (_LATER, pattern.unpaid)) if share]


def _cash(paid: Sequence[Cells], opening: Opening) -> Cells:
    """Cash by district and month: of this year's sales, of the overdue, of the rest of the opening balance."""
    return tuple(
        tuple(
            opening.recovered[d][t] + opening.collected[d][t] + sum(cells[d][t] for cells in paid[: t + 1])
            for t in range(12)
        )
        for d in range(len(opening.balances))
    )


def _account(
    name: str, balance: int, sales: tuple[int, ...], cash: tuple[int, ...], recovered: tuple[int, ...]
) -> Receivables:
    opening, closing = [], []
    for sold, received in zip(sales, cash, strict=True):
        opening.append(balance)
        balance += sold - received
        closing.append(balance)
    return Receivables(name, tuple(opening), sales, cash, tuple(closing), recovered)


def _left(month: int, paid: Cells) -> tuple[int, ...]:
    """What is still unpaid of one month's sales at the end of each month."""
    due = _sums(paid)
    return tuple(sum(due[t + 1 :]) if t >= month else 0 for t in range(12))


def _people(targets: TargetPlan, cash: Grid, granule: int) -> Grid | None:
    """Each district's cash over its people, by their sales of the month, of the year where a month has none."""
    if targets.people is None:
        return None
    sales = dict(zip(targets.people.nodes, targets.people.cells, strict=True))
    rows = {name: [0] * 12 for name in sales}
    for district, received in zip(cash.nodes, cash.cells, strict=True):
        team = [name for name in sales if targets.person_district.get(name) == district]
        for month in range(12) if team else ():
            weights = _first_of([sales[n][month] for n in team], [sum(sales[n]) for n in team], [1] * len(team))
            for name, part in zip(team, portions(received[month], weights, granule), strict=True):
                rows[name][month] = part
    return Grid("person", targets.people.nodes, tuple(map(tuple, rows.values())))


def _first_of(*choices: list[int]) -> list[int]:
    """The first list that is not all nil."""
    return next(weights for weights in choices if any(weights))


def _dso(year: int, targets: TargetPlan, closing: Sequence[int]) -> tuple[Fraction | None, ...]:
    """Closing balance ÷ sales of the last three months × their days; before March last year's months where known."""
    before = targets.last_districts.months if targets.last_districts else ()
    sales = (*before, *targets.districts.months)
    days = [monthrange(year, m)[1] for m in MONTHS] * (2 if before else 1)  # last February is never among them
    found = []
    for month, balance in enumerate(closing):
        last = len(before) + month + 1
        sold = sum(sales[max(0, last - 3) : last])
        found.append(Fraction(balance, sold) * sum(days[max(0, last - 3) : last]) if sold > 0 else None)
    return tuple(found)


def _sums(cells: Cells) -> tuple[int, ...]:
    return tuple(map(sum, zip(*cells, strict=True)))
