"""How a figure was made: base → weight → share → raw → rounding → lock, with the figures that made it.

Nothing is worked out a second way: the target plan is made once more with its workings, and these are read out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from planforge.plan.amounts import nearest
from planforge.plan.basis import Basis
from planforge.plan.cell import Cell, find_cell
from planforge.plan.explain_money import explain_budget_cell, explain_cash_cell, explain_gross_cell
from planforge.plan.explain_targets import explain_sales, explain_volume, is_sales_cell
from planforge.plan.grid import QUARTERS
from planforge.plan.plan import Plan
from planforge.plan.steps import Step
from planforge.plan.targets import Workings, work_out
from planforge.problem import Problem, Text
from planforge.spec.region import MONEY_UNITS, MoneyFormat

_SUBJECTS = {
    "sales": Text("销售目标", "sales target"),
    "volume": Text("销量目标", "volume target"),
    "budget": Text("费用预算", "expense budget"),
    "cash": Text("回款", "cash"),
    "gross": Text("毛利", "gross profit"),
}
_LAYERS = {
    "floor": Text("保底", "floor"),
    "base": Text("基础", "base"),
    "stretch": Text("奋斗", "stretch"),
    "reserve": Text("预留", "reserve"),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """The steps to a figure; the last step holds it."""

    title: Text
    steps: tuple[Step, ...]
    money: MoneyFormat

    @property
    def figure(self) -> int | Fraction | None:
        """The figure itself."""
        return self.steps[-1].figure

    def lines(self, language: str) -> tuple[str, ...]:
        """The explanation as plain lines of text."""
        return (self.title.to(language), *(f"  {line}" for line in map(self._line(language), self.steps)))

    def _line(self, language: str) -> Callable[[Step], str]:
        colon = "：" if language.startswith("zh") else ": "

        def line(step: Step) -> str:
            what, figure = step.what.to(language), said(step, self.money).to(language)
            return f"{what}{colon}{figure}" if figure else what

        return line


def explain(plan: Plan, query: str) -> Explanation | Problem:
    """How the figure that ``query`` names was made; a Problem where the plan has no such figure."""
    cell = find_cell(plan, query)
    return cell if isinstance(cell, Problem) else explain_cell(plan, cell)


def explain_cell(plan: Plan, cell: Cell) -> Explanation | Problem:
    """How a figure was made, all its months where it is a quarter."""
    if not _exists(plan, cell):
        return _absent(cell, plan)
    workings = work_out(Basis.of(plan.spec)) if cell.subject in ("sales", "volume") else None
    steps = tuple(_steps(plan, cell, workings))
    return Explanation(_title(cell), steps, plan.spec.money) if steps else _absent(cell, plan)


def _steps(plan: Plan, cell: Cell, workings: Workings | None) -> Iterator[Step]:
    if cell.quarter is None:
        yield from _month(plan, cell, workings)
        return
    parts = [list(_month(plan, replace(cell, quarter=None, month=m), workings)) for m in QUARTERS[cell.quarter - 1]]
    for month, steps in zip(QUARTERS[cell.quarter - 1], parts, strict=True):
        yield Step(Text(f"{month}月", f"month {month}"), steps[-1].figure, steps[-1].unit)
    total = sum(Fraction(steps[-1].figure or 0) for steps in parts)
    whole = int(total) if total.denominator == 1 else total
    yield Step(Text("= 三个月合计", "= sum of the three months"), whole, parts[0][-1].unit)


def _month(plan: Plan, cell: Cell, workings: Workings | None) -> Iterator[Step]:
    match cell.subject:
        case "budget":
            yield from _budget(plan, cell)
        case "cash":
            yield from _cash(plan, cell)
        case "gross":
            yield from explain_gross_cell(plan, cell.product, cell.district, cell.month)
        case "volume" if workings:
            yield from explain_volume(workings, cell)
        case _ if workings:
            yield from explain_sales(workings, cell)


def _budget(plan: Plan, cell: Cell) -> Iterator[Step]:
    """One line, or all of them one by one."""
    if cell.line is not None:
        yield from explain_budget_cell(plan, cell.line, cell.month, cell.district)
        return
    grid = plan.budget.months if cell.district is None else plan.budget.of_district(cell.district)
    for name in grid.nodes:
        yield Step(Text(name, name), grid.of(name, cell.month), "money")
    total = grid.months[cell.month - 1] if cell.month else grid.total
    yield Step(Text("= 合计", "= total"), total, "money")


def _cash(plan: Plan, cell: Cell) -> Iterator[Step]:
    """The sources and the balance, then the cash itself."""
    yield from explain_cash_cell(plan, cell.month, cell.district)
    if plan.collection is None:
        return
    cash = plan.collection.cash
    row = cash.months if cell.district is None else cash.row(cell.district)
    yield Step(Text("回款", "cash"), row[cell.month - 1] if cell.month else sum(row), "money")


def _exists(plan: Plan, cell: Cell) -> bool:
    """Whether the plan holds such a figure."""
    narrowed = set(cell.nodes)
    match cell.subject:
        case "budget":
            return bool(plan.budget.lines) and narrowed <= {"line", "district"}
        case "cash":
            return plan.collection is not None and narrowed <= {"district"}
        case "gross":
            return plan.profit is not None and narrowed <= {"product", "district"}
        case "volume":
            return plan.targets.volumes is not None and narrowed <= {"product"}
        case _:
            return is_sales_cell(cell) and (cell.layer or "base") in plan.targets.layers


def _title(cell: Cell) -> Text:
    names = list(cell.nodes.values())
    zh = [_LAYERS[cell.layer].zh] if cell.layer else []
    en = [_LAYERS[cell.layer].en] if cell.layer else []
    when = Text("全年", "year")
    if cell.month:
        when = Text(f"{cell.month}月", f"month {cell.month}")
    elif cell.quarter:
        when = Text(f"{'一二三四'[cell.quarter - 1]}季度", f"Q{cell.quarter}")
    subject = _SUBJECTS[cell.subject]
    return Text(" ".join([*zh, *names, when.zh, subject.zh]), " ".join([*en, *names, when.en, subject.en]))


def said(step: Step, style: MoneyFormat) -> Text:
    """A step's figure as people write it; empty where it has none."""
    if step.figure is None:
        return Text("", "")
    if step.unit == "money":
        scale = MONEY_UNITS[style.unit]
        amount = _plain(Fraction(step.figure) / scale, 4)
        return Text(f"{amount} {style.unit}", f"{style.currency} {_plain(Fraction(step.figure), 2)}")
    if step.unit == "rate":
        rate = f"{_plain(Fraction(step.figure) * 100, 3)}%"
        return Text(rate, rate)
    number = _plain(Fraction(step.figure), 2)
    return Text(number, number)


def _plain(value: Fraction, places: int) -> str:
    text = f"{Decimal(nearest(value * 10**places)) / 10**places:,.{places}f}"
    return text.rstrip("0").rstrip(".").replace("-", "−")


def _absent(cell: Cell, plan: Plan) -> Problem:
    title = _title(cell)
    return Problem(
        "P91",
        Text(f"计划中没有这个数：{title.zh}", f"the plan holds no such figure: {title.en}"),
        Text(
            f"可问某片区、产品、渠道、人员或门店，或费用、回款、毛利、销量，如“{plan.targets.districts.nodes[0]} 3月”",
            "ask for a district, product, channel, person or store in a month, or for budget, cash, gross, volume",
        ),
    )
