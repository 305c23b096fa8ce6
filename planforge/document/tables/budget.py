"""Tables of the expense budget: lines, months, districts, and what is drawn on each line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from planforge.document import cells as c
from planforge.document.listing import As, Listing, banded
from planforge.document.model import RowKind, Table, Tone
from planforge.document.tables.targets import Across, months
from planforge.numbers import ratio
from planforge.plan.grid import by_quarter
from planforge.plan.money.budget import BudgetPlan
from planforge.plan.money.lines import Line
from planforge.plan.money.spending import Draw, LineSpending
from planforge.plan.plan import Plan
from planforge.records import replace
from planforge.spec.money import RatioLimit
from planforge.words import Words

FEW = 8  # districts that fit side by side on an upright page


def _parts(budget: BudgetPlan) -> tuple[list[Line], list[Line]]:
    """The lines that the expense ratio counts, and the wages that stand apart from them."""
    return [line for line in budget.lines if budget.counts(line)], [x for x in budget.lines if not budget.counts(x)]


# Lines ----------------------------------------------------------------------------------------------------------------


class Spent(NamedTuple):
    """A line or a sum of lines beside sales: amounts, ratios, what it was worked out from."""

    name: str
    last: int | None
    plan: int | None
    ratio_last: Fraction | None
    ratio: Fraction | None
    driver: str = ""
    note: str | None = None


def budget_lines(plan: Plan, words: Words) -> Table | None:
    """Every line: last year, plan, ratio to sales and its change, what drives it."""
    of = Listing[Spent](words, "budget_lines")
    columns = (
        of.text("line", 1.5, lambda line: line.name),
        of.money("last", 1.0, lambda line: line.last),
        of.money("plan", 1.0, lambda line: line.plan),
        of.percent("ratio_last", 1.0, lambda line: line.ratio_last),
        of.percent("ratio_plan", 1.0, lambda line: line.ratio),
        of.points("points", 1.0, "ratio_plan", "ratio_last"),
        of.text("driver", 1.5, lambda line: line.driver),
        of.text("note", 2.2, lambda line: line.note),
    )
    return of.table(columns, _spent(plan, words))


def _spent(plan: Plan, words: Words) -> Iterator[Spent | As[Spent]]:
    """The lines, the expense without the wages that follow where they stand apart, and the sum; what last year's
    total holds beyond the lines that tell theirs is a row of its own."""
    budget, sales, before = plan.budget, plan.targets.total, plan.targets.last
    notes = {line.name: line.note for line in plan.spec.budget.lines}
    counted, apart = (
        [Spent(x.name, x.last, x.amount, x.last_ratio, x.ratio, _driver(words, x), notes.get(x.name)) for x in part]
        for part in _parts(budget)
    )
    yield from counted
    yield from _untold(counted, budget.last_expense, before, words)
    if apart:
        name = words.label("pnl.expense")
        yield As(Spent(name, budget.last_expense, budget.expense, budget.last_ratio, budget.ratio), RowKind.SUBTOTAL)
    yield from apart
    yield from _untold(apart, budget.last_wages if apart else None, before, words)
    if budget.lines:
        wages = budget.last_wages if apart else 0
        last = None if budget.last_expense is None or wages is None else budget.last_expense + wages
        ratio_last = ratio(last, before)
        yield As(Spent(words.column("total"), last, budget.total, ratio_last, ratio(budget.total, sales)))


def _untold(lines: Sequence[Spent], whole: int | None, before: int | None, words: Words) -> Iterator[Spent]:
    rest = (whole or 0) - sum(line.last or 0 for line in lines)
    if rest > 0:
        yield Spent(words.label("unlisted"), rest, None, ratio(rest, before), None)


def _driver(words: Words, line: Line) -> str:
    """What the line was worked out from, and whether it is fixed, which the break-even point rests on."""
    ratio = line.driver == "ratio"
    rate = words.numbers.rate(line.rate) if ratio else words.numbers.priced(line.rate)
    driver = words.label(f"drivers.{line.driver}", rate=rate)
    if ratio and not line.fixed:
        return driver  # says already that it goes with sales
    held = "fixed_as_planned" if ratio else "fixed" if line.fixed else "variable"
    return driver + words.label(f"drivers.{held}")


# Lines down, something across -----------------------------------------------------------------------------------------


def budget_by_quarter(plan: Plan, words: Words) -> Table | None:
    """Lines down, quarters across, with the ratios to the quarter's sales."""
    held = plan.budget.months
    of = Listing[Across](words, "budget_by_quarter")
    columns = (
        of.text("line", 1.4, lambda row: row[0]),
        *(quarters := of.quarters(lambda row: row[1])),
        of.across("year_total", 1.2, quarters, value=lambda row: row[1][-1]),
    )
    figures = {name: (*by_quarter(row), sum(row)) for name, row in zip(held.nodes, held.cells, strict=True)}
    sales = (*plan.targets.districts.quarters, plan.targets.total)
    return of.table(columns, _by_line(plan, words, figures, sales))


def budget_by_month(plan: Plan, words: Words) -> Table | None:
    return months("budget_by_month", plan.budget.months, words, "line") if plan.budget.lines else None


def budget_by_district(plan: Plan, words: Words) -> Table | None:
    """Lines by district where few districts stand side by side, then each district's ratios."""
    budget = plan.budget
    if not 1 < len(budget.districts) <= FEW:
        return None
    of = Listing[Across](words, "budget_by_district")
    columns = (
        of.text("line", 1.6, lambda row: row[0]),
        *(districts := of.each(budget.districts, lambda row: row[1])),
        of.across("total", 1.1, districts, value=lambda row: row[1][-1], title=words.label("whole_region")),
    )
    figures = {
        line.name: (*(sum(cells[i]) for cells in budget.by_district), line.amount)
        for i, line in enumerate(budget.lines)
    }
    sales = (*plan.targets.districts.totals, plan.targets.total)
    return charged(of.table(columns, _by_line(plan, words, figures, sales)), plan, words)


def charged(table: Table | None, plan: Plan, words: Words) -> Table | None:
    """A table by district with the note that says how much of the expense is only spread over districts."""
    if table is None or not plan.budget.by_sales:
        return table
    label = "charged" if plan.budget.placed else "charged_nowhere"
    return replace(table, note=words.label(label, amount=words.numbers.amount(plan.budget.by_sales)))


def _by_line(
    plan: Plan, words: Words, figures: Mapping[str, Sequence[int]], sales: Sequence[int]
) -> Iterator[Across | As[Across]]:
    """The figures of each line, their sums, and the ratios to the sales; wages apart where they are."""
    counted, apart = _parts(plan.budget)
    if not plan.budget.lines:
        return

    def added(lines: Sequence[Line]) -> list[int]:
        return [sum(amounts) for amounts in zip(*(figures[line.name] for line in lines), strict=True)] or [0] * len(
            sales
        )

    def ratios(name: str, lines: Sequence[Line]) -> As[Across]:
        rates = [ratio(amount, sold) for amount, sold in zip(added(lines), sales, strict=True)]
        return As((words.column(name), [c.percent(words, rate) for rate in rates]), RowKind.SUBTOTAL)

    yield from ((line.name, figures[line.name]) for line in counted)
    if apart:
        yield As((words.label("pnl.expense"), added(counted)), RowKind.SUBTOTAL)
        yield from ((line.name, figures[line.name]) for line in apart)
    yield As((words.column("total"), added(plan.budget.lines)))
    yield ratios("expense_ratio", counted)
    if apart:
        yield ratios("wage_ratio", apart)


def ratio_limits(plan: Plan, words: Words) -> Table | None:
    """Each district's ratio beside the limit set for it; wages apart do not count."""
    budget, districts = plan.budget, plan.targets.districts
    if not budget.placed:  # every district has the same ratio, which shows nothing
        return None
    spent = {
        name: sum(sum(months) for line, months in zip(budget.lines, cells, strict=True) if budget.counts(line))
        for name, cells in zip(budget.districts, budget.by_district, strict=True)
    }

    def sales(limit: RatioLimit) -> int:
        return districts.of(limit.district) if limit.district in districts.nodes else 0

    def light(limit: RatioLimit) -> Tone:
        return Tone.BAD if spent.get(limit.district, 0) > limit.ratio * sales(limit) else Tone.GOOD

    of = Listing[RatioLimit](words, "ratio_limits")
    columns = (
        of.text("district", 1.4, lambda limit: limit.district),
        of.money("expense", 1.0, lambda limit: spent.get(limit.district)),
        of.ratio("of_sales", 1.0, "expense", sales, tone=light),
        of.percent("limit", 1.0, lambda limit: limit.ratio),
    )
    order = {name: at for at, name in enumerate(districts.nodes)}
    limits = sorted(plan.spec.budget.limits, key=lambda limit: order.get(limit.district, len(order)))
    return of.table(columns, limits)


# What is drawn on the lines -------------------------------------------------------------------------------------------


def spending(plan: Plan, words: Words) -> Table | None:
    """What each line holds, what is arranged on it and what is left."""
    of = Listing[LineSpending](words, "spending")
    columns = (
        of.text("line", 1.5, lambda line: line.name),
        of.money("budget", 1.0, lambda line: line.budget),
        of.money("drawn", 1.0, lambda line: line.drawn),
        of.money("left", 1.0, lambda line: line.left, tone=lambda line: Tone.BAD if line.left < 0 else Tone.PLAIN),
        *of.quarters(lambda line: line.drawn_quarters),
    )
    return of.table(columns, [line for line in plan.budget.spending if line.drawn], total="total")


Drawn = tuple[str, str, Sequence[int]]
"""What spends, of which sort, by quarter."""


def draws(plan: Plan, words: Words) -> Table | None:
    """Everything that spends, line by line, by quarter."""
    of = Listing[Drawn](words, "draws")
    columns = (
        of.text("what", 1.4, lambda drawn: drawn[0]),
        of.label("sort", 1.0, lambda drawn: words.label(f"draws.{drawn[1]}")),
        *(quarters := of.quarters(lambda drawn: drawn[2])),
        of.across("total", 1.0, quarters),
    )
    groups = [(line.name, line.draws) for line in plan.budget.spending if line.draws]
    groups += [(words.label("no_line"), plan.budget.undrawn)] if plan.budget.undrawn else []
    return of.table(columns, banded((name, _drawn(held)) for name, held in groups))


def _drawn(held: Sequence[Draw]) -> Iterator[Drawn]:
    """One row for each thing that spends, its quarters added up."""
    for what, source in dict.fromkeys((draw.what, draw.source) for draw in held):
        own = [draw for draw in held if (draw.what, draw.source) == (what, source)]
        yield what, source, [sum(draw.amount for draw in own if draw.quarter == quarter) for quarter in (1, 2, 3, 4)]


TABLES = {
    "budget_lines": budget_lines,
    "budget_by_quarter": budget_by_quarter,
    "budget_by_month": budget_by_month,
    "budget_by_district": budget_by_district,
    "ratio_limits": ratio_limits,
    "spending": spending,
    "draws": draws,
}
