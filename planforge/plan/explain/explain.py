"""How a figure was made: base → weight → share → raw → rounding → lock, with the figures that made it.

Nothing is worked out a second time: what made the plan's targets is read out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import nearest
from planforge.plan.axes import AXES
from planforge.plan.explain.cell import Cell, find_cell
from planforge.plan.explain.money import explain_budget_cell, explain_cash, explain_gross_cell
from planforge.plan.explain.results import (
    explain_break_even,
    explain_cash_of_person,
    explain_collection_rate,
    explain_contribution,
    explain_expense_ratio,
    explain_market_share,
    explain_measure,
    explain_pay,
    explain_receivables,
    explain_spending,
    explain_wage_ratio,
    months_of,
)
from planforge.plan.explain.steps import Step, money_step
from planforge.plan.explain.targets import explain_period, explain_sales, explain_volume, is_sales_cell
from planforge.plan.grid import QUARTERS
from planforge.plan.measures import MEASURES, At, Kind, Value, last_year, measure_names, planned
from planforge.plan.plan import Plan
from planforge.plan.targets.basis import granule_of
from planforge.problem import Problem, Text
from planforge.records import replace
from planforge.spec.region import MoneyFormat
from planforge.wording import both, money, month_name

TENTH = Fraction(1, 10)  # to what part of a rounding unit an amount is said before it is rounded
_SUBJECTS = {
    "sales": Text("销售目标", "sales target"),
    "volume": Text("销量目标", "volume target"),
    "budget": Text("费用预算", "expense budget"),
    "spending": Text("支出安排后的余额", "left after spending"),
    "pay": Text("收入（达成 100%）", "pay at 100 % attainment"),
    "measure": Text("", ""),
}
"""What a figure is called where it is not by the name of a measure."""
_LAYERS = {
    "floor": Text("保底", "floor"),
    "base": Text("基础", "base"),
    "stretch": Text("奋斗", "stretch"),
    "reserve": Text("预留", "reserve"),
}
_NARROWED: dict[str, set[str]] = {
    "budget": {"line", "district"},
    "cash": {"district", "person"},
    "gross_profit": {"product", "district"},
    "volume": {"product"},
    "measure": {"measure", "district"},
    "break_even": set(),
    "spending": {"line"},
    "pay": {"role"},
}
"""The axes that each subject may be narrowed by; all others by district alone."""
_SUMMED = {"sales", "volume", "budget", "cash", "gross_profit"}
"""Subjects whose quarter is the sum of its months."""


class Explanation(Struct, frozen=True):
    """The steps to a figure; the last step holds it."""

    title: Text
    steps: tuple[Step, ...]
    money: MoneyFormat

    @property
    def figure(self) -> int | Fraction | None:
        """The figure itself."""
        return self.steps[-1].figure

    def lines(self, language: str) -> tuple[str, ...]:
        """The explanation as plain lines of text: the figure first, then the steps to it."""
        line = self._line(language)
        head = line(replace(self.steps[-1], what=self.title))
        return (head, *(f"  {line(step)}" for step in self.steps))

    def _line(self, language: str) -> Callable[[Step], str]:
        colon = "：" if language.startswith("zh") else ": "
        sums = [abs(Fraction(step.figure)) for step in self.steps if step.unit == "money" and step.figure is not None]
        tenth = granule_of(self.money) * TENTH
        decimals = max(3, len(str(int(max(sums, default=0) / tenth))) - 2)

        def line(step: Step) -> str:
            what, figure = step.what.to(language), said(step, self.money, tenth, decimals).to(language)
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
    steps = tuple(_steps(plan, cell))
    made = bool(steps) and steps[-1].figure is not None
    return Explanation(_title(cell, plan), steps, plan.spec.money) if made else _absent(cell, plan)


def _steps(plan: Plan, cell: Cell) -> Iterator[Step]:
    if cell.week is not None or cell.day is not None:
        yield from explain_period(plan, _row(plan, cell), cell.month, cell.week, cell.day)
    elif cell.quarter is None or cell.subject not in _SUMMED:
        yield from _READERS.get(cell.subject, _parts)(plan, cell)
    else:
        months, read = QUARTERS[cell.quarter - 1], _READERS.get(cell.subject, _parts)
        parts = [list(read(plan, replace(cell, quarter=None, month=m))) for m in months]
        for month, steps in zip(months, parts, strict=True):
            yield Step(Text(f"{month}月", month_name(month)), steps[-1].figure, steps[-1].unit)
        total = sum(Fraction(steps[-1].figure or 0) for steps in parts)
        whole = int(total) if total.denominator == 1 else total
        yield Step(Text("= 三个月合计", "= sum of the three months"), whole, parts[0][-1].unit)


def _budget(plan: Plan, cell: Cell) -> Iterator[Step]:
    """One line, or all of them one by one."""
    if cell.line is not None:
        yield from explain_budget_cell(plan, cell.line, cell.month, cell.district)
        return
    grid = plan.budget.months if cell.district is None else plan.budget.of_district(cell.district)
    for name in grid.nodes:
        yield money_step(name, name, grid.of(name, cell.month))
    yield money_step("= 合计", "= total", grid.months[cell.month - 1] if cell.month else grid.total)


def _cash(plan: Plan, cell: Cell) -> Iterator[Step]:
    """A person's part, or where the cash comes from."""
    if cell.person is not None:
        yield from explain_cash_of_person(plan, cell.person, cell.month)
        return
    yield from explain_cash(plan, cell.month, cell.district)


def _parts(plan: Plan, cell: Cell) -> Iterator[Step]:
    """Any other measure: the figures it is made of, or the figure alone."""
    measure, called, at = MEASURES[cell.subject], measure_names(plan), _at(cell)
    for sign, key in (("", measure.part), ("÷ ", measure.whole)) if measure.whole else ():
        yield _step(called[key], MEASURES[key].kind, planned(plan, key, at), sign)
    last = last_year(plan, cell.subject, at)
    if last is not None:
        yield _step(Text("上年", "last year"), measure.kind, last)
    yield _step(called[cell.subject], measure.kind, planned(plan, cell.subject, at), "= " if measure.whole else "")


def _step(what: Text, kind: Kind, figure: Value | None, sign: str = "") -> Step:
    unit = {"money": "money", "percent": "rate", "count": "count", "number": "count"}[kind]
    return Step(Text(f"{sign}{what.zh}", f"{sign}{what.en}"), figure, unit)


def _at(cell: Cell) -> At:
    """Where and when a measure is read for a cell."""
    axis, node = next(iter(cell.nodes.items()), ("", ""))
    months = months_of(cell.month, cell.quarter)
    return At(axis, node, months[0], months[-1])


_READERS: dict[str, Callable[[Plan, Cell], Iterator[Step]]] = {
    "sales": lambda plan, c: explain_sales(plan.workings, c),
    "volume": lambda plan, c: explain_volume(plan.workings, c),
    "budget": _budget,
    "cash": _cash,
    "gross_profit": lambda plan, c: iter(explain_gross_cell(plan, c.product, c.district, c.month)),
    "closing_receivables": lambda plan, c: explain_receivables(plan, months_of(c.month, c.quarter), c.district),
    "contribution": lambda plan, c: explain_contribution(plan, months_of(c.month, c.quarter), c.district),
    "expense_ratio": lambda plan, c: explain_expense_ratio(plan, months_of(c.month, c.quarter), c.district),
    "wage_ratio": lambda plan, c: explain_wage_ratio(plan, months_of(c.month, c.quarter), c.district),
    "collection_rate": lambda plan, c: explain_collection_rate(plan, c.district),
    "break_even": lambda plan, c: explain_break_even(plan),
    "market_share": lambda plan, c: explain_market_share(plan, c.district),
    "spending": lambda plan, c: explain_spending(plan, c.line or ""),
    "pay": lambda plan, c: explain_pay(plan, c.role or ""),
    "measure": lambda plan, c: explain_measure(plan, c.measure or "", c.district, c.quarter),
}
"""Who explains a subject that is read from the plan as it stands."""


def _row(plan: Plan, cell: Cell) -> tuple[int, ...]:
    """The twelve months of a cell's node."""
    targets = plan.targets
    if cell.layer not in (None, "base"):
        grid = targets.layers[cell.layer or "base"].districts
        return grid.months if cell.district is None else grid.row(cell.district)
    if cell.district is not None and (cell.product or cell.channel):
        inner, cube = (targets.products, targets.by_product) if cell.product else (targets.channels, targets.by_channel)
        node = inner.nodes.index(cell.product or cell.channel or "") if inner else 0
        return tuple(month[node] for month in cube[targets.districts.nodes.index(cell.district)])
    for axis in AXES:
        found, name = axis.sales(plan), cell.nodes.get(axis.key)
        if name is not None and found is not None:
            return found.row(name)
    return targets.districts.months


def _exists(plan: Plan, cell: Cell) -> bool:
    """Whether the plan holds such a figure."""
    narrowed = set(cell.nodes)
    if cell.subject == "sales":
        return is_sales_cell(cell) and (cell.layer or "base") in plan.targets.layers
    if cell.layer is not None or cell.week is not None or cell.day is not None:
        return False
    have = {
        "budget": bool(plan.budget.lines),
        "expense_ratio": bool(plan.budget.lines),
        "wage_ratio": any(line.kind == "wage" for line in plan.budget.lines),
        "volume": plan.targets.volumes is not None,
        "gross_profit": plan.profit is not None,
        "contribution": plan.profit is not None,
        "break_even": plan.profit is not None and cell.month is None and cell.quarter is None,
        "market_share": bool(plan.shares) and cell.month is None and cell.quarter is None,
        "measure": cell.month is None,
        "spending": cell.line is not None and cell.month is None and cell.quarter is None,
        "pay": cell.role is not None and cell.month is None and cell.quarter is None,
        "collection_rate": plan.collection is not None and cell.month is None and cell.quarter is None,
    }
    if cell.subject in MEASURES and cell.subject not in _READERS and cell.subject != "volume":
        return len(narrowed) <= 1 and planned(plan, cell.subject, _at(cell)) is not None
    return have.get(cell.subject, plan.collection is not None) and narrowed <= _NARROWED.get(cell.subject, {"district"})


def _title(cell: Cell, plan: Plan) -> Text:
    names = list(cell.nodes.values())
    zh = [_LAYERS[cell.layer].zh] if cell.layer else []
    en = [_LAYERS[cell.layer].en] if cell.layer else []
    when = _when(cell)
    subject = _SUBJECTS.get(cell.subject) or measure_names(plan)[cell.subject]
    english = ", ".join(filter(None, [" ".join([*en, *names]), f"{when.en} {subject.en}".strip()]))
    return Text(" ".join([*zh, *names, when.zh, subject.zh]).strip(), english[:1].upper() + english[1:])


def _when(cell: Cell) -> Text:
    if cell.day is not None:
        return Text(f"{cell.day.month}月{cell.day.day}日", f"{month_name(cell.day.month)} {cell.day.day}")
    if cell.week is not None:
        if cell.month is None:
            return Text(f"第 {cell.week} 周", f"week {cell.week}")
        return Text(f"{cell.month}月第 {cell.week} 周", f"{month_name(cell.month)}, week {cell.week}")
    if cell.month:
        return Text(f"{cell.month}月", month_name(cell.month))
    if cell.quarter:
        return Text(f"{'一二三四'[cell.quarter - 1]}季度", f"Q{cell.quarter}")
    return Text("全年", "the year's")


def said(step: Step, style: MoneyFormat, tenth: Fraction, decimals: int) -> Text:
    """A step's figure as people write it; empty where it has none. Amounts that are not whole are said to the
    ``tenth`` of a rounding unit, rates with as many ``decimals`` as it takes to come to the next line with them."""
    figure = step.figure
    if figure is None:
        return Text("", "")
    if step.unit == "rate":
        return both(lambda numbers: f"{numbers.number(figure * 100, decimals, trim=True)}%")
    if step.unit == "money":
        return money(figure if Fraction(figure).denominator == 1 else nearest(figure / tenth) * tenth, style)
    return both(lambda numbers: numbers.priced(figure) if step.unit == "price" else numbers.price(figure), style)


def _layerless(layer: str, plan: Plan) -> Problem:
    name, known = _LAYERS[layer], [_LAYERS[key] for key in _LAYERS if key in plan.targets.layers]
    here = Text("、".join(one.zh for one in known), ", ".join(one.en.lower() for one in known))
    return Problem(
        "P91",
        Text(f"计划没有{name.zh}指标", f"the plan has no {name.en.lower()} target"),
        Text(
            f"没有写 targets.{layer}；计划中有的是{here.zh}",
            f"targets.{layer} is not given; the plan has {here.en}",
        ),
    )


def _absent(cell: Cell, plan: Plan) -> Problem:
    title = _title(cell, plan)
    if cell.layer is not None and cell.layer not in plan.targets.layers:
        return _layerless(cell.layer, plan)
    district = plan.targets.districts.nodes[0]
    return Problem(
        "P91",
        Text(f"计划中没有这个数：{title.zh}", f"the plan holds no such figure: {title.en}"),
        Text(
            f"销售目标可问到片区、产品、渠道、人员或门店的某月、某周、某日，如“{district} 3月”；"
            f"费用可问到片区和科目，毛利可问到片区和产品，回款可问到片区和人员，其余可问到片区",
            f'ask for the sales of a district, product, channel, person or store in a month, week or day ("{district} '
            'March"), the budget of a district or line, the gross profit of a district or product, the cash of a '
            "district or person, and all else of a district",
        ),
    )
