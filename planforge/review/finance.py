"""Expense and cash against plan: lines, the expense and wage ratios, collection and receivables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import ratio
from planforge.plan.plan import Plan
from planforge.review.actuals import NOTHING, Actuals, Months, to_date
from planforge.review.coverage import coverage
from planforge.review.standing import Standing

NIL = Decimal(0)


class LineStanding(Struct, frozen=True):
    """A line of expense to date; ``missing`` are the months of which nothing is reported, which count neither as
    planned nor as spent."""

    name: str
    wage: bool
    planned: int
    actual: Decimal
    year: int
    missing: tuple[int, ...]

    @property
    def gap(self) -> Decimal:
        return self.actual - self.planned

    @property
    def rate(self) -> Fraction | None:
        """Spent against planned."""
        return ratio(self.actual, self.planned)

    @property
    def reported(self) -> bool:
        """Whether anything that is planned to date is."""
        return bool(self.planned or self.actual or not self.missing)

    @property
    def left(self) -> Decimal:
        """What is left of the year's budget."""
        return self.year - self.actual


class Spending(Struct, frozen=True):
    """Expense to date, as the plan counts it. Ratios are None while a line that counts, or sales, are not reported in
    full; the planned ones are those of the whole plan to date. ``through`` is the last month of which any is told."""

    through: int
    lines: tuple[LineStanding, ...]
    planned: int
    actual: Decimal
    planned_ratio: Fraction | None
    ratio: Fraction | None
    planned_wage_ratio: Fraction | None
    wage_ratio: Fraction | None

    @property
    def over(self) -> tuple[LineStanding, ...]:
        """Lines that spent more than planned, the most first."""
        return tuple(sorted((line for line in self.lines if line.gap > 0), key=lambda line: -line.gap))

    @property
    def unreported(self) -> tuple[LineStanding, ...]:
        """Lines with a month missing."""
        return tuple(line for line in self.lines if line.missing)


class CashStanding(Struct, frozen=True):
    """Cash and receivables of a district, "" for the region: opening + sales - cash = closing, both None where
    what last year owed is not stated."""

    name: str
    planned: int
    actual: Decimal
    opening: int | None
    planned_closing: int | None
    closing: Decimal | None
    sales: Decimal
    planned_sales: int

    @property
    def gap(self) -> Decimal:
        return self.actual - self.planned

    @property
    def rate(self) -> Fraction | None:
        """Cash against plan."""
        return ratio(self.actual, self.planned)

    @property
    def collected(self) -> Fraction | None:
        """Cash ÷ (opening + sales)."""
        known = self.opening is not None and self.closing is not None
        return ratio(self.actual, (self.opening or 0) + self.sales) if known else None

    @property
    def planned_collected(self) -> Fraction | None:
        return None if self.opening is None else ratio(self.planned, self.opening + self.planned_sales)


class Collected(Struct, frozen=True):
    """Collection to date; ``missing`` are districts that report no cash for some month, which counts neither as planned
    nor as received, or no sales: what they owe now is not known. ``through`` is the last month told."""

    through: int
    total: CashStanding
    districts: tuple[CashStanding, ...]
    missing: tuple[str, ...]


def spending(plan: Plan, actuals: Actuals, region: Standing, through: int) -> Spending | None:
    """Expense against budget; None where none is reported."""
    spent, budget = actuals.by("line"), plan.budget
    if not any(line.name in spent for line in budget.lines):
        return None
    lines = []
    for line, row in zip(budget.lines, budget.months.cells, strict=True):
        months = spent.get(line.name, NOTHING)[:through]
        missing = tuple(m for m, amount in enumerate(months, 1) if amount is None and row[m - 1])
        goal = sum(cell for m, cell in enumerate(row[:through], 1) if m not in missing)
        lines.append(LineStanding(line.name, line.kind == "wage", goal, to_date(months), sum(row), missing))
    counted = [one for one, line in zip(lines, budget.lines, strict=True) if budget.counts(line)]
    planned, actual = _sums(counted)
    rows = list(zip(budget.months.cells, budget.lines, strict=True))
    return Spending(
        through=_last_told([spent[line.name] for line in budget.lines if line.name in spent], through),
        lines=tuple(lines),
        planned=planned,
        actual=actual,
        planned_ratio=_planned_ratio([row for row, line in rows if budget.counts(line)], region, through),
        ratio=_ratio(counted, region),
        planned_wage_ratio=_planned_ratio([row for row, line in rows if line.kind == "wage"], region, through),
        wage_ratio=_ratio([line for line in lines if line.wage], region),
    )


def _last_told(rows: Iterable[Months], through: int) -> int:
    """The last month up to ``through`` that any row tells."""
    return max((m for row in rows for m, amount in enumerate(row[:through], 1) if amount is not None), default=0)


def _sums(lines: list[LineStanding]) -> tuple[int, Decimal]:
    return sum(line.planned for line in lines), sum((line.actual for line in lines), NIL)


def _ratio(lines: list[LineStanding], region: Standing) -> Fraction | None:
    if not lines or region.missing or any(line.missing for line in lines):
        return None
    return ratio(_sums(lines)[1], region.closed + region.actual)


def _planned_ratio(rows: list[Sequence[int]], region: Standing, through: int) -> Fraction | None:
    whole = region.closed + region.target + region.missing
    return ratio(sum(sum(row[:through]) for row in rows), whole) if rows else None


def collected(plan: Plan, actuals: Actuals, region: Standing, through: int) -> Collected | None:
    """Cash against plan; None where none is reported or planned."""
    cash, collection = actuals.by("cash"), plan.collection
    if collection is None or not any(account.name in cash for account in collection.districts):
        return None
    sold, silent = actuals.by("district"), {one.district for one in coverage(plan, actuals, through).silent}
    districts = []
    missing = []
    for account in collection.districts:
        received, sales = cash.get(account.name, NOTHING)[:through], sold.get(account.name, NOTHING)[:through]
        told = [month for month in range(through) if received[month] is not None or not account.cash[month]]
        opening = None if collection.opening is None else account.opening[0]
        known = opening is not None and len(told) == through and account.name not in silent
        missing += [] if len(told) == through else [account.name]
        districts.append(
            CashStanding(
                name=account.name,
                planned=sum(account.cash[month] for month in told),
                actual=to_date(received),
                opening=opening,
                planned_closing=None if opening is None else account.closing[through - 1],
                closing=opening + to_date(sales) - to_date(received) if known and opening is not None else None,
                sales=to_date(sales),
                planned_sales=sum(account.sales[:through]),
            )
        )
    told_until = _last_told(cash.values(), through)
    return Collected(told_until, _total(districts, region), tuple(districts), tuple(missing))


def _total(districts: list[CashStanding], region: Standing) -> CashStanding:
    stated, unknown = [one.opening for one in districts], any(one.closing is None for one in districts)
    opening = None if None in stated else sum(filter(None, stated))
    received = sum((one.actual for one in districts), NIL)
    return CashStanding(
        name="",
        planned=sum(one.planned for one in districts),
        actual=received,
        opening=opening,
        planned_closing=None if opening is None else sum(one.planned_closing or 0 for one in districts),
        closing=None if opening is None or unknown else opening + region.closed + region.actual - received,
        sales=region.closed + region.actual,
        planned_sales=region.closed + region.target,
    )
