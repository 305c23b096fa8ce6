"""The layers of a target: floor, base, stretch and reserve, each an amount of its own that never mixes with another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from planforge.plan.amounts import round_table
from planforge.plan.basis import Basis
from planforge.plan.grid import MONTHS, Grid
from planforge.problem import Problem, Text
from planforge.spec.values import AmountOrGrowth

LAYERS = ("floor", "base", "stretch", "reserve")


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the target: floor, base, stretch or reserve; each split over districts and months on its own."""

    name: str
    total: int
    growth: Fraction | None  # on last year's sales; None without history, and for the reserve
    districts: Grid


def layer_units(basis: Basis) -> tuple[dict[str, int], tuple[Problem, ...]]:
    """Each layer's total in rounding units; growth without last year's sales is a problem and counts as nil,
    for the base as the assigned target where there is one."""
    targets = basis.spec.targets
    problems: list[Problem] = []
    base = _units("base", targets.base, basis, problems)
    found = {"base": base}
    for name in ("floor", "stretch"):
        given = getattr(targets, name)
        if given is not None:
            found[name] = _units(name, given, basis, problems)
    if targets.reserve is not None:
        found["reserve"] = _reserve(targets.reserve, base, basis)
    return {name: found[name] for name in LAYERS if name in found}, tuple(problems)


def _units(name: str, given: AmountOrGrowth, basis: Basis, problems: list[Problem]) -> int:
    if given.amount is not None:
        return basis.units(given.amount)
    if basis.last is not None and given.growth is not None:
        return max(basis.units(Fraction(basis.last) * (1 + Fraction(given.growth))), 0)
    problems.append(_without_last(name, basis))
    assigned = basis.spec.targets.assigned
    return basis.units(assigned) if name == "base" and assigned is not None else 0


def _reserve(given: AmountOrGrowth, base: int, basis: Basis) -> int:
    """An amount, or a part of the base."""
    if given.amount is not None:
        return basis.units(given.amount)
    return max(round(base * Fraction(given.growth or 0)), 0)


def make_layers(units: dict[str, int], base: Grid, basis: Basis) -> dict[str, Layer]:
    """The layers with their cells; the others follow the base cell by cell: floor ≤ base ≤ stretch everywhere."""
    return {name: _layer(name, total * basis.granule, base, basis) for name, total in units.items()}


def _layer(name: str, total: int, base: Grid, basis: Basis) -> Layer:
    grid = base
    if name != "base" and base.total:
        grid = Grid(base.axis, base.nodes, round_table(_raws(name, total, base, basis), basis.granule))
    last = basis.last
    growth = Fraction(total) / Fraction(last) - 1 if last and last > 0 and name != "reserve" else None
    return Layer(name, grid.total, growth, grid)


def _raws(name: str, total: int, base: Grid, basis: Basis) -> list[list[Fraction]]:
    """A layer's cells before rounding, in proportion to the base; months that are over stand as sold, nil of a reserve.

    Where that leaves nothing to the months left, as with a floor already passed, every month follows the base.
    """
    over = {(node, closed.month) for closed in basis.spec.targets.closed for node in closed.actual}
    months = [[(node, month) in over for month in MONTHS] for node in base.nodes]
    sold = sum(
        cell for row, gone in zip(base.cells, months, strict=True) for cell, g in zip(row, gone, strict=True) if g
    )
    kept = 0 if name == "reserve" else sold
    if kept > total or sold == base.total:
        months, sold, kept = [[False] * 12 for _ in base.nodes], 0, 0
    ratio, part = Fraction(total - kept, base.total - sold), Fraction(kept, sold or 1)
    return [
        [cell * (part if gone else ratio) for cell, gone in zip(*rows, strict=True)]
        for rows in zip(base.cells, months, strict=True)
    ]


def growth_of(total: int, basis: Basis) -> Fraction | None:
    """A total against last year's sales."""
    return Fraction(total) / Fraction(basis.last) - 1 if basis.last and basis.last > 0 else None


def _without_last(name: str, basis: Basis) -> Problem:
    last, known = basis.spec.year - 1, basis.history.years
    only = Text(f"（只有 {known[-1]} 年的）", f" (only of {known[-1]})") if known else Text("", "")
    return Problem(
        "P07",
        Text(
            f"目标写的是增幅，但没有 {last} 年的销售{only.zh}",
            f"the target is a growth rate, but the sales of {last} are not known{only.en}",
        ),
        Text(
            f"写成金额，如 {name}: 8280万；或在 history 中给出 {last} 年的销售",
            f"give an amount, e.g. {name}: 82.8m, or the sales of {last} in history",
        ),
        ("targets", name),
    )


def layer_problems(basis: Basis, units: dict[str, int]) -> Iterator[Problem]:
    """A base of nil leaves nothing to split; growth on sales that are not known has been told already."""
    if not units["base"] and (basis.spec.targets.base.amount is not None or basis.last is not None):
        yield Problem(
            "P08",
            Text("年度目标为 0，各项分解都是 0", "the year's target is 0, and so is every part of it"),
            Text(
                "金额写作 8280万，增长写作 +20%；确实不满一个取整单位时调小 money.round_to",
                "write an amount as 82.8m, growth as +20%; a smaller money.round_to where less than one unit is meant",
            ),
            ("targets", "base"),
        )
