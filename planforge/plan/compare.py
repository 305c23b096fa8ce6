"""Two plans side by side: what differs, for whom, and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import growth, rate_change
from planforge.plan.axes import AXES
from planforge.plan.grid import Grid
from planforge.plan.measures import MEASURES, Kind, Value, held
from planforge.plan.plan import Plan
from planforge.words import Words, capital

FINE = 2  # decimals of a percentage: what differs is to be seen
GROUPS = ("total", "month", *(axis.key for axis in AXES), "line", "cell")


class Difference(Struct, frozen=True):
    """One figure that differs; None where a plan has no such node. ``month`` is 1..12, None for the year. ``name`` is
    the node's, of totals the measure's key or "assigned"; ``kind`` what the figure is."""

    group: str
    name: str
    month: int | None
    before: Value | None
    after: Value | None
    kind: Kind = "money"

    @property
    def change(self) -> Value:
        """After less before; an absent figure counts as nil."""
        return (self.after or 0) - (self.before or 0)

    @property
    def rate(self) -> Fraction | None:
        """The change against before; None for what is a rate itself."""
        return None if self.kind == "percent" else growth(self.after or 0, self.before)


class Comparison(Struct, frozen=True):
    """Everything that differs, group by group in the order of ``GROUPS``."""

    differences: tuple[Difference, ...]

    def of(self, group: str) -> tuple[Difference, ...]:
        """What differs in one group."""
        return tuple(found for found in self.differences if found.group == group)

    def lines(self, words: Words) -> tuple[str, ...]:
        """The differences as plain lines of text; months of districts only where no district's year differs."""
        if not self.differences:
            return (words.label("compare.same"),)
        lines: list[str] = []
        for group in GROUPS:
            found = self.of(group) if group != "cell" or not self.of("district") else ()
            title = words.label(f"compare.{group}") if group in ("total", "cell") else words.axis(group)
            lines += [capital(title), *(f"  {_line(one, words)}" for one in found)] if found else []
        return tuple(lines)


def compare(before: Plan, after: Plan) -> Comparison:
    """What differs between two plans: totals, months, the nodes of every axis, expense lines, districts by month."""
    one, other = _grids(before), _grids(after)
    cells = tuple(_cells("cell", before.targets.districts, after.targets.districts))
    within = () if cells else (key for key in one if key != "line")  # what moves below a district that stays
    found = (
        *_values("total", _totals(before), _totals(after)),
        *_values("month", _months(before), _months(after)),
        *(d for key in one for d in _values(key, _years(one[key]), _years(other[key]))),
        *(d for key in within for d in _below(key, one[key], other[key])),
        *cells,
    )
    return Comparison(found)


ASSIGNED = "assigned"
"""What the company asks of the plan, which is no measure of it."""


def _totals(plan: Plan) -> dict[str, Value]:
    asked = {} if plan.targets.assigned is None else {ASSIGNED: plan.targets.assigned}
    return {measure.key: figure for measure, figure in held(plan)} | asked


def _months(plan: Plan) -> dict[str, Value]:
    return {str(m): amount for m, amount in enumerate(plan.targets.districts.months, 1)}


def _grids(plan: Plan) -> dict[str, Grid | None]:
    return {axis.key: axis.sales(plan) for axis in AXES} | {"line": plan.budget.months}


def _years(grid: Grid | None) -> dict[str, Value]:
    return dict(zip(grid.nodes, grid.totals, strict=True)) if grid else {}


def _values(group: str, before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[Difference]:
    for name in sorted({*before, *after}, key=[*after, *before].index):
        if before.get(name) != after.get(name):
            month = int(name) if group == "month" else None
            kind = MEASURES[name].kind if group == "total" and name in MEASURES else "money"
            yield Difference(group, name, month, before.get(name), after.get(name), kind)


def _below(key: str, before: Grid | None, after: Grid | None) -> Iterator[Difference]:
    """Months of the nodes whose year stays."""
    if before and after:
        stay = [n for n in before.nodes if n in after.nodes and before.of(n) == after.of(n)]
        yield from (found for found in _cells(key, before, after) if found.name in stay)


def _cells(group: str, before: Grid, after: Grid) -> Iterator[Difference]:
    for name in dict.fromkeys((*before.nodes, *after.nodes)):
        old, new = (_row(grid, name) for grid in (before, after))
        for m in range(12):
            if old[m] != new[m]:
                yield Difference(group, name, m + 1, old[m], new[m])


def _row(grid: Grid, name: str) -> Sequence[int | None]:
    return grid.row(name) if name in grid.nodes else (None,) * 12


# In words -------------------------------------------------------------------------------------------------------------


def _line(one: Difference, words: Words) -> str:
    before, after = (_said(figure, one.kind, words) for figure in (one.before, one.after))
    if one.kind == "percent":
        moved = rate_change(one.after, one.before, FINE) if None not in (one.after, one.before) else one.change
        change = words.numbers.points(moved, signed=True, decimals=FINE)
    else:
        change = _said(one.change, one.kind, words, signed=True)
    if one.rate is not None:
        change = words.label("compare.change", change=change, rate=words.numbers.percent(one.rate, signed=True))
    return words.label("compare.line", name=_name(one, words), before=before, after=after, change=change)


def _said(figure: Value | None, kind: Kind, words: Words, *, signed: bool = False) -> str:
    if kind == "percent":
        return words.numbers.percent(figure, signed=signed, decimals=FINE)
    return words.numbers.figure(kind, figure, signed=signed)


def _name(one: Difference, words: Words) -> str:
    if one.group == "total":
        return words.label("compare.assigned") if one.name == ASSIGNED else words.measure(one.name)
    month = "" if one.month is None else words.numbers.full_month(one.month)
    if one.group == "month":
        return month
    return words.label("compare.month_of", name=one.name, month=month) if month else one.name
