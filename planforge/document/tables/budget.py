"""Tables of the expense budget: lines, months, districts, and what is drawn on each line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial

from planforge.document import cells as c
from planforge.document.model import Column, Kind, Row, RowKind, Table, Tone
from planforge.plan.grid import Cells, by_quarter
from planforge.plan.money.budget import BudgetPlan
from planforge.plan.money.lines import Line
from planforge.plan.money.spending import Draw, LineSpending
from planforge.plan.plan import Plan
from planforge.words import Words

FEW = 8  # districts that fit side by side on an upright page


def budget_lines(plan: Plan, words: Words) -> Table | None:
    """Every line: last year, plan, ratio to sales and its change, what drives it."""
    notes = {line.name: line.note for line in plan.spec.budget.lines}
    counted, apart = ([_line(words, line, notes.get(line.name)) for line in part] for part in _parts(plan.budget))
    rows = [*counted, *([_expense(plan, words)] if apart else []), *apart]
    if not rows:
        return None
    heads = (
        ("line", Kind.TEXT, 1.5),
        ("last", Kind.MONEY, 1.0),
        ("plan", Kind.MONEY, 1.0),
        ("ratio_last", Kind.PERCENT, 1.0),
    )
    more = (
        ("ratio_plan", Kind.PERCENT, 1.0),
        ("points", Kind.POINTS, 1.0),
        ("driver", Kind.TEXT, 1.5),
        ("note", Kind.TEXT, 2.2),
    )
    columns = c.columns(words, "budget_lines", (*heads, *more))
    return c.table(words, "budget_lines", *c.kept(columns, [*rows, _sum(plan, words)], words.numbers.missing))


def _parts(budget: BudgetPlan) -> tuple[list[Line], list[Line]]:
    """The lines that the expense ratio counts, and the wages that stand apart from them."""
    return [line for line in budget.lines if budget.counts(line)], [x for x in budget.lines if not budget.counts(x)]


def _line(words: Words, line: Line, note: str | None) -> Row:
    return c.body(
        c.text(line.name),
        c.money(words, line.last),
        c.money(words, line.amount),
        c.percent(words, line.last_ratio),
        c.percent(words, line.ratio),
        c.points(words, line.ratio, line.last_ratio),
        c.text(_driver(words, line)),
        c.text(note),
    )


def _driver(words: Words, line: Line) -> str:
    """What the line was worked out from, and whether it is fixed, which the break-even point rests on."""
    ratio = line.driver == "ratio"
    rate = words.numbers.rate(line.rate) if ratio else words.numbers.priced(line.rate)
    driver = words.label(f"drivers.{line.driver}", rate=rate)
    if ratio and not line.fixed:
        return driver  # says already that it goes with sales
    return driver + words.label("drivers.fixed" if line.fixed else "drivers.variable")


def _expense(plan: Plan, words: Words) -> Row:
    """The expense without the wages that follow."""
    budget = plan.budget
    money = (c.money(words, budget.last_expense), c.money(words, budget.expense))
    rates = (c.percent(words, budget.last_ratio), c.percent(words, budget.ratio))
    change = c.points(words, budget.ratio, budget.last_ratio)
    return c.subtotal(c.text(words.label("pnl.expense")), *money, *rates, change, c.text(""), c.text(""))


def _sum(plan: Plan, words: Words) -> Row:
    lines, total, targets = plan.budget.lines, plan.budget.total, plan.targets
    known = [line.last for line in lines if line.last is not None]
    last = sum(known) if len(known) == len(lines) else plan.budget.last_expense
    before = Fraction(last, targets.last) if last is not None and targets.last else None
    now = Fraction(total, targets.total) if targets.total else None
    cells = (c.money(words, last), c.money(words, total), c.percent(words, before), c.percent(words, now))
    return c.total(c.sum_of(words), *cells, c.points(words, now, before), c.text(""), c.text(""))


def budget_by_quarter(plan: Plan, words: Words) -> Table | None:
    """Lines down, quarters across, with the ratios to the quarter's sales."""
    months = plan.budget.months
    figures = {name: (*by_quarter(row), sum(row)) for name, row in zip(months.nodes, months.cells, strict=True)}
    columns = (
        Column(words.column("line"), width=1.4),
        *c.quarter_columns(words),
        Column(words.column("year_total"), Kind.MONEY, 1.2),
    )
    sales = (*plan.targets.districts.quarters, plan.targets.total)
    return c.table(words, "budget_by_quarter", columns, _by_line(plan, words, figures, sales))


def _by_line(plan: Plan, words: Words, figures: Mapping[str, Sequence[int]], sales: Sequence[int]) -> list[Row]:
    """A row of figures for each line, their sums, and the ratios to the sales above; wages apart where they are."""
    counted, apart = _parts(plan.budget)
    if not plan.budget.lines:
        return []
    expense = _added([figures[line.name] for line in counted], len(sales))
    wages = _added([figures[line.name] for line in apart], len(sales))
    rows = [_figures(words, line.name, figures[line.name]) for line in counted]
    if apart:
        rows.append(replace(_figures(words, words.label("pnl.expense"), expense), kind=RowKind.SUBTOTAL))
        rows += [_figures(words, line.name, figures[line.name]) for line in apart]
    whole = [one + other for one, other in zip(expense, wages, strict=True)]
    rows.append(replace(_figures(words, words.column("total"), whole), kind=RowKind.TOTAL))
    rows.append(_ratios(words, "expense_ratio", expense, sales))
    return rows + ([_ratios(words, "wage_ratio", wages, sales)] if apart else [])


def _added(rows: Sequence[Sequence[int]], width: int) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)] or [0] * width


def _figures(words: Words, name: str, amounts: Sequence[int]) -> Row:
    return c.body(c.text(name), *(c.money(words, amount) for amount in amounts))


def _ratios(words: Words, key: str, amounts: Sequence[int], sales: Sequence[int]) -> Row:
    pairs = zip(amounts, sales, strict=True)
    return c.subtotal(c.text(words.column(key)), *(c.percent(words, Fraction(a, s) if s else None) for a, s in pairs))


def budget_by_month(plan: Plan, words: Words) -> Table | None:
    from planforge.document.tables.targets import months

    return months("budget_by_month", plan.budget.months, words, "line") if plan.budget.lines else None


def budget_by_district(plan: Plan, words: Words) -> Table | None:
    """Lines by district where few districts stand side by side, then each district's ratios."""
    budget = plan.budget
    if not budget.lines or not 1 < len(budget.districts) <= FEW:
        return None
    whole = Column(words.label("whole_region"), Kind.MONEY, 1.1)
    columns = (Column(words.column("line"), width=1.6), *(Column(name, Kind.MONEY) for name in budget.districts), whole)
    figures = {
        line.name: (*(sum(cells[i]) for cells in budget.by_district), line.amount)
        for i, line in enumerate(budget.lines)
    }
    sales = (*plan.targets.districts.totals, plan.targets.total)
    return c.table(words, "budget_by_district", columns, _by_line(plan, words, figures, sales))


def ratio_limits(plan: Plan, words: Words) -> Table | None:
    """Each district's ratio beside the limit set for it; wages apart do not count."""
    limits = {limit.district: limit.ratio for limit in plan.spec.budget.limits}
    spent = dict(zip(plan.budget.districts, map(partial(_counted, plan.budget), plan.budget.by_district), strict=True))
    rows = []
    for name, limit in limits.items():
        sales = plan.targets.districts.of(name) if name in plan.targets.districts.nodes else 0
        ratio = Fraction(spent.get(name, 0), sales) if sales else None
        tone = Tone.BAD if ratio is not None and ratio > limit else Tone.GOOD
        rows.append(
            c.body(
                c.text(name),
                c.money(words, spent.get(name)),
                c.percent(words, ratio, tone=tone),
                c.percent(words, limit),
            )
        )
    heads = (
        ("district", Kind.TEXT, 1.4),
        ("expense", Kind.MONEY, 1.0),
        ("of_sales", Kind.PERCENT, 1.0),
        ("limit", Kind.PERCENT, 1.0),
    )
    return c.table(words, "ratio_limits", c.columns(words, "ratio_limits", heads), rows)


def _counted(budget: BudgetPlan, cells: Cells) -> int:
    """A district's expense as the ratio counts it."""
    return sum(sum(months) for line, months in zip(budget.lines, cells, strict=True) if budget.counts(line))


def spending(plan: Plan, words: Words) -> Table | None:
    """What each line holds, what is arranged on it and what is left."""
    lines = [line for line in plan.budget.spending if line.drawn]
    rows = [_drawn(words, line) for line in lines]
    if not rows:
        return None
    sums = [sum(column) for column in zip(*((line.budget, line.drawn, line.left) for line in lines), strict=True)]
    quarters = [sum(column) for column in zip(*(line.drawn_quarters for line in lines), strict=True)]
    rows.append(c.total(c.sum_of(words), *(c.money(words, s) for s in sums), *(c.money(words, q) for q in quarters)))
    heads = (
        ("line", Kind.TEXT, 1.5),
        ("budget", Kind.MONEY, 1.0),
        ("drawn", Kind.MONEY, 1.0),
        ("left", Kind.MONEY, 1.0),
    )
    columns = (*c.columns(words, "spending", heads), *c.quarter_columns(words))
    return c.table(words, "spending", columns, rows)


def _drawn(words: Words, line: LineSpending) -> Row:
    over = Tone.BAD if line.left < 0 else Tone.PLAIN
    money = (c.money(words, line.budget), c.money(words, line.drawn), c.money(words, line.left, tone=over))
    return c.body(c.text(line.name), *money, *(c.money(words, quarter) for quarter in line.drawn_quarters))


def draws(plan: Plan, words: Words) -> Table | None:
    """Everything that spends, line by line, by quarter."""
    columns = (
        *c.columns(words, "draws", (("what", Kind.TEXT, 1.4), ("sort", Kind.LABEL, 1.0))),
        *c.quarter_columns(words),
        Column(words.column("total"), Kind.MONEY),
    )
    groups = [(line.name, line.draws) for line in plan.budget.spending if line.draws]
    groups += [(words.label("no_line"), plan.budget.undrawn)] if plan.budget.undrawn else []
    rows = [row for name, held in groups for row in (c.group(name, len(columns)), *_drawn_on(words, held))]
    return c.table(words, "draws", columns, rows)


def _drawn_on(words: Words, held: Sequence[Draw]) -> Iterator[Row]:
    """One row for each thing that spends, its quarters added up."""
    for what, source in dict.fromkeys((draw.what, draw.source) for draw in held):
        own = [draw for draw in held if (draw.what, draw.source) == (what, source)]
        quarters = [sum(draw.amount for draw in own if draw.quarter == quarter) for quarter in range(1, 5)]
        amounts = (c.money(words, amount or None) for amount in quarters)
        yield c.body(c.text(what), c.label(words.label(f"draws.{source}")), *amounts, c.money(words, sum(quarters)))


TABLES = {
    "budget_lines": budget_lines,
    "budget_by_quarter": budget_by_quarter,
    "budget_by_month": budget_by_month,
    "budget_by_district": budget_by_district,
    "ratio_limits": ratio_limits,
    "spending": spending,
    "draws": draws,
}
