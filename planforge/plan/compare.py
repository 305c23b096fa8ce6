"""Two plans side by side: what differs, for whom, and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from planforge.numbers import nearest
from planforge.plan.grid import Grid
from planforge.plan.plan import Plan
from planforge.problem import Text
from planforge.spec.region import MoneyFormat
from planforge.wording import money, month_name

GROUPS = {
    "total": Text("合计", "Totals"),
    "month": Text("各月", "Months"),
    "district": Text("片区", "Districts"),
    "product": Text("产品", "Products"),
    "channel": Text("渠道", "Channels"),
    "person": Text("人员", "People"),
    "store": Text("门店", "Stores"),
    "line": Text("费用科目", "Expense lines"),
    "cell": Text("片区各月", "Districts by month"),
}
_TOTALS = {
    "sales": Text("年度目标", "the year's target"),
    "gross": Text("毛利", "gross profit"),
    "expense": Text("费用", "expense"),
    "contribution": Text("贡献", "contribution"),
    "cash": Text("回款", "cash"),
    "closing": Text("期末应收", "closing receivables"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure that differs; None where a plan has no such node. ``month`` is 1..12, None for the year."""

    group: str
    name: str
    month: int | None
    before: int | None
    after: int | None

    @property
    def change(self) -> int:
        """After less before; an absent figure counts as nil."""
        return (self.after or 0) - (self.before or 0)

    @property
    def rate(self) -> Fraction | None:
        """The change against before."""
        return Fraction(self.change, self.before) if self.before else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs, group by group in the order of ``GROUPS``."""

    differences: tuple[Difference, ...]
    money: MoneyFormat

    def of(self, group: str) -> tuple[Difference, ...]:
        """What differs in one group."""
        return tuple(found for found in self.differences if found.group == group)

    def lines(self, language: str) -> tuple[str, ...]:
        """The differences as plain lines of text; months of districts only where no district's year differs."""
        if not self.differences:
            return (Text("两份计划的数字完全相同", "the two plans hold the same figures").to(language),)
        lines: list[str] = []
        for group, title in GROUPS.items():
            found = self.of(group) if group != "cell" or not self.of("district") else ()
            lines += [title.to(language), *(f"  {self._line(one, language)}" for one in found)] if found else []
        return tuple(lines)

    def _line(self, one: Difference, language: str) -> str:
        before, after = (self._money(figure, language) for figure in (one.before, one.after))
        rate = "" if one.rate is None else f" / {Decimal(nearest(one.rate * 1000)) / 10:+.1f}%"
        change = ("+" if one.change > 0 else "") + self._money(one.change, language) + rate.replace("-", "−")
        colon = "：" if language.startswith("zh") else ": "
        return f"{_name(one).to(language)}{colon}{before} → {after} ({change})"

    def _money(self, figure: int | None, language: str) -> str:
        return "—" if figure is None else money(figure, self.money).to(language).replace("-", "−")


def compare(before: Plan, after: Plan) -> Comparison:
    """What differs between two plans: totals, months, districts, products, channels, people, stores, lines, cells."""
    found = (
        *_values("total", _totals(before), _totals(after)),
        *_values("month", _months(before), _months(after)),
        *(d for pair in zip(_grids(before), _grids(after), strict=True) for d in _nodes(*pair)),
        *_cells(before.targets.districts, after.targets.districts),
    )
    return Comparison(found, after.spec.money)


def _name(one: Difference) -> Text:
    if one.group == "total":
        return _TOTALS[one.name]
    month = Text(f"{one.month}月", month_name(one.month or 1))
    if one.group == "month":
        return month
    return Text(f"{one.name} {month.zh}", f"{one.name} {month.en}") if one.month else Text(one.name, one.name)


def _totals(plan: Plan) -> dict[str, int]:
    found = {"sales": plan.targets.total, "expense": plan.budget.expense}
    if plan.profit:
        found |= {"gross": plan.profit.total.gross, "contribution": plan.profit.total.contribution}
    if plan.collection:
        found |= {"cash": plan.collection.cash_total, "closing": plan.collection.closing}
    return {name: found[name] for name in _TOTALS if name in found}


def _months(plan: Plan) -> dict[str, int]:
    return {str(m): amount for m, amount in enumerate(plan.targets.districts.months, 1)}


def _grids(plan: Plan) -> tuple[Grid, ...]:
    targets = plan.targets
    known = {"district": targets.districts, "product": targets.products, "channel": targets.channels}
    known |= {"person": targets.people, "store": targets.stores, "line": plan.budget.months}
    return tuple(grid or Grid(axis, (), ()) for axis, grid in known.items())


def _nodes(before: Grid, after: Grid) -> Iterator[Difference]:
    one, other = (dict(zip(grid.nodes, grid.totals, strict=True)) for grid in (before, after))
    return _values(before.axis, one, other)


def _values(group: str, before: dict[str, int], after: dict[str, int]) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            month = int(name) if group == "month" else None
            yield Difference(group, name, month, before.get(name), after.get(name))


def _cells(before: Grid, after: Grid) -> Iterator[Difference]:
    for name in dict.fromkeys((*before.nodes, *after.nodes)):
        old, new = (_row(grid, name) for grid in (before, after))
        for m in range(12):
            if old[m] != new[m]:
                yield Difference("cell", name, m + 1, old[m], new[m])


def _row(grid: Grid, name: str) -> Sequence[int | None]:
    return grid.row(name) if name in grid.nodes else (None,) * 12
