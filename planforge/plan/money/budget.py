"""The expense budget by line, month and district, and what promotions, media, training and actions draw on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypedDict

from msgspec import Struct

from planforge.numbers import nearest, ratio
from planforge.plan.amounts import round_table
from planforge.plan.grid import Cells, Grid
from planforge.plan.growth.network import NetworkPlan
from planforge.plan.money.advertising import material_problems
from planforge.plan.money.lines import (
    Ground,
    Line,
    driver_of,
    exact_amount,
    is_capped,
    is_fixed,
    known_in,
    line_problems,
    spread,
    spread_by_sales,
)
from planforge.plan.money.outlays import date_problems, outlays
from planforge.plan.money.spending import Draw, LineSpending, draw, spending_problems
from planforge.plan.targets.targets import TargetPlan
from planforge.problem import Path, Problem, Text
from planforge.records import replace
from planforge.spec.money import ExpenseLine, RatioLimit
from planforge.spec.spec import Spec
from planforge.wording import did_you_mean, money, percent, rate


class BudgetPlan(Struct, frozen=True):
    """``months`` (lines × 12) and ``by_district[d]`` (lines × 12, as ``months``) agree to the unit."""

    lines: tuple[Line, ...]
    months: Grid
    districts: tuple[str, ...]
    by_district: tuple[Cells, ...]
    total: int  # all lines
    expense: int  # as the expense ratio counts it
    wages: int
    ratio: Fraction | None
    wage_ratio: Fraction | None
    last_expense: int | None
    last_ratio: Fraction | None
    last_wages: int | None
    last_wage_ratio: Fraction | None
    spending: tuple[LineSpending, ...]
    undrawn: tuple[Draw, ...]  # spending that names no line
    problems: tuple[Problem, ...] = ()
    by_sales: int = 0  # how much of all lines is in its districts for want of anything better than their sales
    apart: bool = False  # whether wages stand beside the expense instead of within it

    @property
    def placed(self) -> bool:
        """Whether anything is known to be spent in one district more than in another."""
        return self.by_sales < self.total

    @property
    def ratio_change(self) -> Fraction | None:
        """Expense ratio against last year's; 0.01 is one percentage point."""
        return _difference(self.ratio, self.last_ratio)

    @property
    def wage_ratio_change(self) -> Fraction | None:
        """Wage ratio against last year's; 0.01 is one percentage point."""
        return _difference(self.wage_ratio, self.last_wage_ratio)

    @property
    def fixed(self) -> int:
        """What does not move with sales."""
        return sum(line.amount for line in self.lines if line.fixed)

    @property
    def variable(self) -> int:
        """What moves with sales."""
        return self.total - self.fixed

    def counts(self, line: Line) -> bool:
        """Whether a line is part of the expense ratio."""
        return not (self.apart and line.kind == "wage")

    def of_district(self, district: str) -> Grid:
        """One district's lines by month; KeyError for a district that is not here."""
        try:
            return Grid("line", self.months.nodes, self.by_district[self.districts.index(district)])
        except ValueError:
            raise KeyError(district) from None

    def expense_in(self, district: str) -> int:
        """A district's expense for the year, as the expense ratio counts it."""
        return sum(self.expense_of(self.of_district(district)))

    def expense_of(self, grid: Grid) -> tuple[int, ...]:
        """Monthly expense of a grid of lines, as the expense ratio counts it."""
        rows = [row for line, row in zip(self.lines, grid.cells, strict=True) if self.counts(line)]
        return tuple(map(sum, zip(*rows, strict=True))) if rows else (0,) * 12


def plan_budget(spec: Spec, targets: TargetPlan, network: tuple[NetworkPlan, ...], granule: int) -> BudgetPlan:
    """Every line's amount, spread over districts and months so that cells, lines and districts sum to the budget."""
    ground = Ground(spec, targets, network, outlays(spec))
    lines = tuple(_line(line, ground, granule) for line in spec.budget.lines)
    by_line = [_cells(line, i, ground, granule) for i, line in enumerate(lines)]
    names = tuple(line.name for line in lines)
    months = Grid("line", names, tuple(tuple(map(sum, zip(*cells, strict=True))) for cells in by_line))
    districts = targets.districts.nodes
    by_district = tuple(tuple(cells[d] for cells in by_line) for d in range(len(districts)))
    spending, undrawn = draw(months, ground.outlays, granule)
    plan = BudgetPlan(
        lines,
        months,
        districts,
        by_district,
        months.total,
        **_totals(spec, targets, lines, granule),
        spending=spending,
        undrawn=undrawn,
        by_sales=nearest(_by_sales(lines, ground), granule),
        apart=spec.budget.wages == "apart",
    )
    return replace(plan, problems=tuple(_problems(plan, ground, granule)))


def _by_sales(lines: Sequence[Line], ground: Ground) -> Fraction:
    pairs = zip(lines, ground.spec.budget.lines, strict=True)
    return sum((spread_by_sales(line.amount, given, ground) for line, given in pairs), Fraction(0))


def _line(given: ExpenseLine, ground: Ground, granule: int) -> Line:
    driver = driver_of(given)
    amount = nearest(exact_amount(given, ground), granule)
    last = None if given.last is None else nearest(given.last, granule)
    return Line(
        given.name,
        given.kind,
        driver or "amount",
        Fraction(getattr(given, driver)) if driver else None,
        amount,
        last,
        ratio(amount, ground.targets.total),
        ratio(given.last, ground.targets.last),
        is_fixed(given),
        is_capped(given, ground),
    )


def _cells(line: Line, index: int, ground: Ground, granule: int) -> Cells:
    """One line over districts × months."""
    return round_table(spread(line.amount, ground.spec.budget.lines[index], ground), granule)


class _Totals(TypedDict):
    expense: int
    wages: int
    ratio: Fraction | None
    wage_ratio: Fraction | None
    last_expense: int | None
    last_ratio: Fraction | None
    last_wages: int | None
    last_wage_ratio: Fraction | None


def _totals(spec: Spec, targets: TargetPlan, lines: tuple[Line, ...], granule: int) -> _Totals:
    """Expense and wages this year and last, and their ratios to sales."""
    paid = [line for line in lines if line.kind == "wage"]
    counted = [line for line in lines if spec.budget.wages == "within" or line.kind != "wage"]
    given = {line.name: line.last for line in spec.budget.lines}
    expense, wages = (sum(line.amount for line in some) for some in (counted, paid))
    last_expense = _last(spec.budget.last.expense, counted, given)
    last_wages = _last(spec.budget.last.wages, paid, given)
    return {
        "expense": expense,
        "wages": wages,
        "ratio": ratio(expense, targets.total),
        "wage_ratio": ratio(wages, targets.total),
        "last_expense": None if last_expense is None else nearest(last_expense, granule),
        "last_ratio": ratio(last_expense, targets.last),
        "last_wages": None if last_wages is None else nearest(last_wages, granule),
        "last_wage_ratio": ratio(last_wages, targets.last),
    }


def _last(stated: Decimal | None, lines: Sequence[Line], given: dict[str, Decimal | None]) -> Decimal | None:
    """Last year's figure: as stated, else the sum of the lines, where every one of them states its own."""
    if stated is not None or not lines:
        return stated
    amounts = [given[line.name] for line in lines]
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _difference(now: Fraction | None, before: Fraction | None) -> Fraction | None:
    return now - before if now is not None and before is not None else None


# What can be wrong ----------------------------------------------------------------------------------------------------


def _problems(plan: BudgetPlan, ground: Ground, granule: int) -> Iterator[Problem]:
    spec = ground.spec
    for index in range(len(plan.lines)):
        yield from line_problems(index, ground)
        yield from _crowded(plan, index, ground, granule)
    yield from _twice(plan)
    yield from _beyond_sales(plan, ground)
    yield from _limits(plan, ground, granule)
    yield from date_problems(spec)
    yield from material_problems(spec, ground.targets)
    yield from spending_problems(spec, plan.spending, ground.outlays)


def _crowded(plan: BudgetPlan, index: int, ground: Ground, granule: int) -> Iterator[Problem]:
    """A line of which more is arranged in a district than it gives it."""
    line = ground.spec.budget.lines[index]
    for name, known, cells in zip(plan.districts, known_in(line, ground), plan.by_district, strict=True):
        given = sum(cells[index])
        if known > given + granule:
            yield _overdrawn(line.name, name, money(nearest(known, granule), ground.spec.money),
                             money(given, ground.spec.money), ("budget", "lines", index))  # fmt: skip


def _overdrawn(line: str, district: str, known: Text, given: Text, path: Path) -> Problem:
    return Problem(
        "M19",
        Text(
            f"科目“{line}”在“{district}”已安排{known.zh}，多于分给它的{given.zh}",
            f'The line "{line}" has {known.en} arranged in "{district}", but gives it {given.en}',
        ),
        Text("调整活动、片区权重或科目金额。", "Change the activities, the weights or the amount of the line."),
        path,
    )


def _twice(plan: BudgetPlan) -> Iterator[Problem]:
    names = [line.name for line in plan.lines]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Problem(
                "M07",
                Text(f"费用科目“{name}”写了两次", f'The expense line "{name}" is given twice'),
                Text("合并，或改名。", "Merge them, or rename one."),
                ("budget", "lines", index, "name"),
            )


def _beyond_sales(plan: BudgetPlan, ground: Ground) -> Iterator[Problem]:
    if plan.total > ground.targets.total:
        sums = (plan.total, ground.targets.total, max(line.amount for line in plan.lines))
        total, sales, most = (money(amount, ground.spec.money) for amount in sums)
        index = next(n for n, line in enumerate(plan.lines) if line.amount == sums[2])
        name, given = plan.lines[index].name, ground.spec.budget.lines[index]
        stated = (key for key in ("ratio", "amount", "per_unit", "per_store", "per_event") if getattr(given, key))
        yield Problem(
            "M08",
            Text(
                f"费用合计{total.zh}，超过销售目标{sales.zh}的 100%，最大的一项“{name}”{most.zh}",
                f'Expenses of {total.en} exceed sales of {sales.en}; the largest line, "{name}", has {most.en}',
            ),
            Text("降低比率或金额", "lower the ratios or amounts"),
            path=("budget", "lines", index, *[*stated][:1]),
        )


def _limits(plan: BudgetPlan, ground: Ground, granule: int) -> Iterator[Problem]:
    """Districts over their limit by more than rounding can explain."""
    for index, limit in enumerate(ground.spec.budget.limits):
        path: Path = ("budget", "limits", index)
        if limit.district not in plan.districts:
            yield Problem(
                "M05",
                Text(f"未知片区“{limit.district}”", f'Unknown district "{limit.district}"'),
                did_you_mean(limit.district, plan.districts),
                (*path, "district"),
            )
            continue
        expense = plan.expense_in(limit.district)
        sales = ground.targets.districts.of(limit.district)
        if expense - limit.ratio * sales >= granule * max(1, len(plan.lines)):
            yield _over_limit(limit, ratio(expense, sales), path)


def _over_limit(limit: RatioLimit, ratio: Fraction | None, path: Path) -> Problem:
    name, allowed = limit.district, rate(limit.ratio)
    return Problem(
        "M09",
        Text(f"片区“{name}”没有销售目标，却分摊了费用", f'"{name}" bears expenses and has no sales')
        if ratio is None
        else Text(
            f"片区“{name}”费用率 {percent(ratio)}，高于上限 {allowed}",
            f'The expense ratio of "{name}" is {percent(ratio)}, above its limit of {allowed}',
        ),
        Text("减少该片区的分摊，或提高上限。", "Give the district less of the lines, or raise the limit."),
        (*path, "ratio"),
    )
