"""The axes along which a plan's figures are split: what stands on them, what it sells and where it belongs.

Whoever goes over districts, products, people … goes over these records; none of them is named a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

from planforge.plan.grid import Grid
from planforge.plan.plan import Plan
from planforge.plan.targets.members import area_of

Amounts = Mapping[str, int]


class Axis(Struct, frozen=True):
    """``sales`` are the targets of its nodes by month, None where the plan has none; ``last`` their sales last year,
    of those that are known; ``home`` the district of each node, where it has one. ``whole`` says whether the nodes
    are meant to come to the region's target."""

    key: str
    sales: Callable[[Plan], Grid | None]
    last: Callable[[Plan], Amounts]
    home: Callable[[Plan], Mapping[str, str]] = lambda plan: {}
    whole: bool = True
    part: str = ""  # the axis whose nodes it sums, …
    group: Callable[[Plan], Mapping[str, str]] = lambda plan: {}  # … and which of its nodes each of them belongs to

    def nodes(self, plan: Plan) -> tuple[str, ...]:
        """What stands on the axis, in the plan's order."""
        grid = self.sales(plan)
        return grid.nodes if grid else ()


def _last_districts(plan: Plan) -> Amounts:
    last = plan.targets.last_districts
    known = dict(zip(last.nodes, last.totals, strict=True)) if last else {}
    return {name: amount for name, amount in known.items() if name not in plan.targets.unknown}


def _last_stores(plan: Plan) -> Amounts:
    return {store.name: store.actual for store in plan.review.stores}


def _areas(plan: Plan) -> Mapping[str, str]:
    """The area of every store that has one."""
    return area_of(plan.spec.stores)


def _last_areas(plan: Plan) -> Amounts:
    """Of the stores that were there."""
    areas, found = _areas(plan), dict[str, int]()
    for name, amount in _last_stores(plan).items():
        if name in areas:
            found[areas[name]] = found.get(areas[name], 0) + amount
    return found


def _area_homes(plan: Plan) -> Mapping[str, str]:
    homes = plan.targets.store_district
    return {area: homes[store] for store, area in _areas(plan).items() if store in homes}


DISTRICT = Axis("district", lambda plan: plan.targets.districts, _last_districts)
AXES = (
    DISTRICT,
    Axis("product", lambda plan: plan.targets.products, lambda plan: plan.targets.last_products),
    Axis("channel", lambda plan: plan.targets.channels, lambda plan: plan.targets.last_channels),
    Axis(
        "person",
        lambda plan: plan.targets.people,
        lambda plan: {},
        lambda plan: plan.targets.person_district,
        False,
    ),
    Axis(
        "area",
        lambda plan: plan.targets.areas,
        _last_areas,
        _area_homes,
        False,
        "store",
        _areas,
    ),
    Axis(
        "store",
        lambda plan: plan.targets.stores,
        _last_stores,
        lambda plan: plan.targets.store_district,
        False,
    ),
)
BY_KEY = {axis.key: axis for axis in AXES}


def grids(plan: Plan) -> Iterator[tuple[Axis, Grid]]:
    """The axes that the plan is split by, with their targets."""
    for axis in AXES:
        grid = axis.sales(plan)
        if grid is not None and grid.nodes:
            yield axis, grid
