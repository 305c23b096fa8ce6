"""What a month that is over is closed with: what every district sold and, as far as is told, of what and by whom.

All in whole rounding units, and the parts of every district come to its own figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from planforge.plan.amounts import portions, round_table
from planforge.plan.grid import Grid
from planforge.plan.plan import Plan
from planforge.review.actuals import NOTHING, Actuals, Months
from planforge.spec.targets import ClosedMonth

Cells = Mapping[str, Sequence[int]]  # district -> months from January
NIL = Decimal(0)


def closed_months(plan: Plan, actuals: Actuals, through: int, axes: Sequence[str]) -> tuple[ClosedMonth, ...]:
    """Months up to ``through`` that are not closed yet, on districts and on those of ``axes`` (product, person, store)
    on which every district's figures are complete."""
    known = {closed.month for closed in plan.spec.targets.closed}
    cells = _rounded(plan, actuals, through)
    months = [month for month in range(1, through + 1) if month not in known]
    parts = {axis: _parts(axis, plan, actuals, cells, months) for axis in axes}
    return tuple(
        ClosedMonth(
            month=month,
            actual={name: Decimal(row[month - 1]) for name, row in cells.items()},
            products=parts.get("product", {}).get(month, {}),
            people=_flat(parts.get("person", {}).get(month, {})),
            stores=_flat(parts.get("store", {}).get(month, {})),
            reason=file_name(actuals),
        )
        for month in months
    )


def file_name(actuals: Actuals) -> str:
    """The file's name without its folder."""
    return actuals.file.replace("\\", "/").rsplit("/", 1)[-1]


def _rounded(plan: Plan, actuals: Actuals, through: int) -> Cells:
    """Districts × months sold, rows and columns as near their sums as can be."""
    sold, names = actuals.by("district"), plan.targets.districts.nodes
    raws = [[Fraction(amount or 0) for amount in sold.get(name, NOTHING)[:through]] for name in names]
    return dict(zip(names, round_table(raws, plan.granule), strict=True))


Parts = dict[int, dict[str, dict[str, Decimal]]]  # month -> district -> node -> amount


def _parts(axis: str, plan: Plan, actuals: Actuals, cells: Cells, months: Sequence[int]) -> Parts:
    """Every district's months by the nodes of an axis; empty where some of them are not complete or below nil."""
    told, members = _told(axis, plan, actuals), _members(axis, plan)
    sold = actuals.by("district")
    found: Parts = {month: {} for month in months}
    for district, names in members.items():
        for month in months:
            amounts = [told.get((district, name), NOTHING)[month - 1] or NIL for name in names]
            whole = sold.get(district, NOTHING)[month - 1] or NIL
            cell = cells[district][month - 1]
            if min(amounts) < 0 or abs(sum(amounts, NIL) - whole) >= plan.granule or (cell and not any(amounts)):
                return {}
            parts = portions(cell, amounts, plan.granule) if any(amounts) else (0,) * len(names)
            found[month][district] = dict(zip(names, map(Decimal, parts), strict=True))
    return found if members else {}


def _members(axis: str, plan: Plan) -> dict[str, tuple[str, ...]]:
    """The nodes of an axis in every district that has any."""
    targets = plan.targets
    grids: dict[str, Grid | None] = {"product": targets.products, "person": targets.people, "store": targets.stores}
    grid, names = grids[axis], targets.districts.nodes
    if grid is None:
        return {}
    if axis == "product":
        return dict.fromkeys(names, grid.nodes)
    homes = targets.person_district if axis == "person" else targets.store_district
    groups = {name: tuple(node for node in grid.nodes if homes[node] == name) for name in names}
    return {name: nodes for name, nodes in groups.items() if nodes}


def _told(axis: str, plan: Plan, actuals: Actuals) -> dict[tuple[str, str], Months]:
    if axis == "product":
        return actuals.cube("product")
    homes = plan.targets.person_district if axis == "person" else plan.targets.store_district
    return {(homes[name], name): months for name, months in actuals.by(axis).items() if name in homes}


def _flat(districts: Mapping[str, Mapping[str, Decimal]]) -> dict[str, Decimal]:
    return {name: amount for amounts in districts.values() for name, amount in amounts.items()}
