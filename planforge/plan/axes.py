"""The axes along which a plan's figures are split: what stands on them, what it sells and where it belongs.

Whoever goes over districts, products, people … goes over these records; none of them is named a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from planforge.plan.grid import Grid
from planforge.plan.plan import Plan

Amounts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Axis:
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
    return dict(zip(last.nodes, last.totals, strict=True)) if last else {}


def _areas(plan: Plan) -> Mapping[str, str]:
    """The district of every area: that of its first store."""
    found: dict[str, str] = {}
    for store in plan.spec.stores:
        if store.area and store.name in plan.targets.store_district:
            found.setdefault(store.area, plan.targets.store_district[store.name])
    return found


DISTRICT = Axis("district", lambda plan: plan.targets.districts, _last_districts)
AXES = (
    DISTRICT,
    Axis("product", lambda plan: plan.targets.products, lambda plan: plan.targets.last_products),
    Axis("channel", lambda plan: plan.targets.channels, lambda plan: plan.targets.last_channels),
    Axis("person", lambda plan: plan.targets.people, lambda plan: {}, lambda plan: plan.targets.person_district, False),
    Axis(
        "area",
        lambda plan: plan.targets.areas,
        lambda plan: {area.name: area.actual for area in plan.review.areas},
        _areas,
        False,
        "store",
        lambda plan: {store.name: store.area for store in plan.spec.stores if store.area},
    ),
    Axis(
        "store",
        lambda plan: plan.targets.stores,
        lambda plan: {store.name: store.actual for store in plan.review.stores},
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
