"""Costs drawn on the expense lines: what each line holds, what is drawn on it and what is left, by quarter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate

from msgspec import Struct

from planforge.plan.amounts import round_table
from planforge.plan.grid import Grid, by_quarter
from planforge.plan.money.outlays import Outlay
from planforge.problem import Path, Problem, Severity, Text
from planforge.spec.region import MoneyFormat
from planforge.spec.spec import Spec
from planforge.wording import did_you_mean, money


class Draw(Struct, frozen=True):
    """Something that spends from a line. ``quarter`` is 1..4."""

    what: str
    source: str  # "promotion", "media", "material", "training", "display", "action", "internal"
    line: str | None
    amount: int
    quarter: int


class LineSpending(Struct, frozen=True):
    """What a line holds, what is drawn on it and what is left, in the year and by quarter; below nil is over-spent."""

    name: str
    budget: int
    drawn: int
    left: int
    budget_quarters: tuple[int, ...]
    drawn_quarters: tuple[int, ...]
    draws: tuple[Draw, ...]

    @property
    def left_quarters(self) -> tuple[int, ...]:
        """What is left of each quarter's budget."""
        return tuple(held - spent for held, spent in zip(self.budget_quarters, self.drawn_quarters, strict=True))

    @property
    def over(self) -> int:
        """What is spent beyond the line, else 0."""
        return max(0, -self.left)


def draw(lines: Grid, found: Sequence[Outlay], granule: int) -> tuple[tuple[LineSpending, ...], tuple[Draw, ...]]:
    """The lines with what is drawn on them, and the draws that no line pays for."""
    spending = []
    for name, cells in zip(lines.nodes, lines.cells, strict=True):
        quarters = by_quarter(cells)
        draws = _draws([outlay for outlay in found if outlay.line == name], quarters, granule)
        drawn = tuple(sum(d.amount for d in draws if d.quarter == q) for q in range(1, 5))
        held, spent = sum(quarters), sum(drawn)
        spending.append(LineSpending(name, held, spent, held - spent, quarters, drawn, draws))
    lost = [outlay for outlay in found if outlay.line not in lines.nodes]
    return tuple(spending), _draws(lost, (1, 1, 1, 1), granule)


def _draws(found: Sequence[Outlay], quarters: Sequence[int], granule: int) -> tuple[Draw, ...]:
    """Costs by quarter, rounded together so that costs within a line never round to more than the line."""
    cells = round_table([_by_quarter(outlay, quarters) for outlay in found], granule)
    return tuple(
        Draw(outlay.what, outlay.source, outlay.line, amount, quarter)
        for outlay, row in zip(found, cells, strict=True)
        for quarter, amount in enumerate(row, 1)
        if amount
    )


def _by_quarter(outlay: Outlay, undated: Sequence[int]) -> list[Fraction]:
    """A cost by quarter: by its months, or, undated, as its line is spread."""
    weights = [sum(map(Fraction, outlay.months[q : q + 3]), Fraction(0)) for q in (0, 3, 6, 9)]
    if not sum(weights):
        weights = [Fraction(held) for held in undated] if any(undated) else [Fraction(1)] * 4
    return [Fraction(outlay.cost) * weight / sum(weights) for weight in weights]


def spending_problems(spec: Spec, spending: Sequence[LineSpending], found: Sequence[Outlay]) -> Iterator[Problem]:
    """Lines over-spent or spent ahead of time, and costs on a line that does not exist."""
    names = [line.name for line in spec.budget.lines]
    for i, line in enumerate(spending):
        yield from _over(line, i, spec.money)
    for outlay in found:
        if outlay.line is not None and outlay.line not in names:
            yield Problem(
                "M11",
                Text(
                    f"“{outlay.what}”列支的科目“{outlay.line}”不在费用预算中",
                    f'"{outlay.what}" draws on the line "{outlay.line}", which the budget does not have',
                ),
                did_you_mean(outlay.line, names),
                (*outlay.path, "line"),
            )
    yield from _unknown_carriers(spec)


WHICH = Text(
    "写明列入了哪一项：促销、媒体、物料或培训的名称；没有列入就空着",
    "name what it is in: a promotion, media booking, material or training; leave it empty where it is in none",
)


def _unknown_carriers(spec: Spec) -> Iterator[Problem]:
    """Actions said to be paid within something that the plan does not have."""
    named = [p.name for p in spec.promotions] + [m.name for m in spec.advertising.media]
    named += [m.name for m in spec.advertising.materials] + [t.topic for t in spec.training]
    named += [p.name for p in spec.internal_marketing.programmes] if spec.internal_marketing else []
    named += [spec.display.measure] if spec.display.cost else []
    for i, action in enumerate(spec.actions):
        if action.within is not None and action.within not in named:
            yield Problem(
                "M16",
                Text(
                    f"行动“{action.name}”的费用列在“{action.within}”内，但计划中没有这一项",
                    f'The action "{action.name}" is paid within "{action.within}", which the plan does not have',
                ),
                WHICH if action.within.lower() in ("是", "yes", "已列入", "y") else did_you_mean(action.within, named),
                ("actions", i, "within"),
            )


def _over(line: LineSpending, index: int, style: MoneyFormat) -> Iterator[Problem]:
    """A line over-spent in the year, else the first quarter by whose end more is drawn than is there."""
    path = ("budget", "lines", index)
    if line.over:
        yield _too_much(line, path, style)
        return
    sums = zip(accumulate(line.budget_quarters), accumulate(line.drawn_quarters), strict=True)
    early = next(((q, held, spent) for q, (held, spent) in enumerate(sums, 1) if spent > held), None)
    if early:
        yield _too_early(line.name, early[0], money(early[1], style), money(early[2], style), path)


def _too_much(line: LineSpending, path: Path, style: MoneyFormat) -> Problem:
    held, spent, over = (money(amount, style) for amount in (line.budget, line.drawn, line.over))
    return Problem(
        "M10",
        Text(
            f"科目“{line.name}”预算{held.zh}，已安排{spent.zh}，超出{over.zh}",
            f'The line "{line.name}" holds {held.en}, {spent.en} is drawn on it: {over.en} too much',
        ),
        Text(f"把预算提高到{spent.zh}，或减少安排{over.zh}。", f"Raise it to {spent.en}, or spend {over.en} less."),
        path,
    )


def _too_early(name: str, quarter: int, held: Text, spent: Text, path: Path) -> Problem:
    return Problem(
        "M12",
        Text(
            f"科目“{name}”到第{quarter}季度末累计预算{held.zh}，累计安排{spent.zh}，用在预算之前",
            f'By the end of Q{quarter} the line "{name}" holds {held.en}, but {spent.en} is drawn on it',
        ),
        Text("写 season: events，预算便随活动日期分布。", "With season: events the line follows its dated events."),
        path,
        severity=Severity.INFO,
    )
