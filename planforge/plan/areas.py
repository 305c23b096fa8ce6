"""Areas between district and store: each the sum of its stores, so that every level adds up to the one above."""

from __future__ import annotations

from collections.abc import Sequence

from planforge.plan.grid import Grid
from planforge.spec.region import Store


def area_of(stores: Sequence[Store]) -> dict[str, str]:
    """The area of every store that names one; an area of that name in another district is told apart by it."""
    homes: dict[str, set[str]] = {}
    for store in stores:
        if store.area:
            homes.setdefault(store.area, set()).add(store.district)
    return {s.name: s.area if len(homes[s.area]) == 1 else f"{s.district} {s.area}" for s in stores if s.area}


def area_grid(stores: Sequence[Store], grid: Grid | None) -> Grid | None:
    """Areas by month; None where no store names one."""
    areas = area_of(stores)
    if grid is None or not areas:
        return None
    names = tuple(dict.fromkeys(areas[name] for name in grid.nodes if name in areas))
    rows = ([grid.row(name) for name in grid.nodes if areas.get(name) == area] for area in names)
    return Grid("area", names, tuple(tuple(map(sum, zip(*own, strict=True))) for own in rows))
