"""The growth of the year against its sources: by district, product and channel, and by the cells that sources name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import Struct

from planforge.numbers import nearest
from planforge.plan.growth.gap import Gap, Source
from planforge.plan.targets.basis import Basis
from planforge.plan.targets.targets import TargetPlan


class NodeGrowth(Struct, frozen=True):
    """How much a node grows by its table, and what the sources that name it bring; ``rest`` is all else.

    A cell has the names of both its nodes, and ``""`` stands for all cells that no source names."""

    axis: str  # "district", "product", "channel"; of cells "district_product", "district_channel"
    name: str
    growth: int  # target less last year
    named: int
    sources: tuple[Source, ...]

    @property
    def rest(self) -> int:
        """What no source that names it explains: the natural trend and sources without a place; below nil, what the
        sources promise beyond the table."""
        return self.growth - self.named


def plan_matrix(gap: Gap | None, targets: TargetPlan, basis: Basis) -> tuple[NodeGrowth, ...]:
    """Every node of the axes on which a source has a place and last year is known, then the cells of district and
    product or channel that a source states; each axis, and all cells together, sum to the growth."""
    if gap is None:
        return ()
    nodes = (row for axis, grown in _grown(targets).items() for row in _axis(axis, grown, gap))
    return (*nodes, *_cells("product", gap, targets, basis), *_cells("channel", gap, targets, basis))


def _cells(axis: str, gap: Gap, targets: TargetPlan, basis: Basis) -> Iterator[NodeGrowth]:
    """The cells of district and ``axis`` that sources state, where last year tells every cell; and the rest of them."""
    grid, cube = (targets.products, targets.by_product) if axis == "product" else (targets.channels, targets.by_channel)
    placed: dict[tuple[str, str], list[Source]] = {}
    for given, source in zip(basis.spec.targets.growth_sources, gap.sources, strict=True):
        district, node = given.district, getattr(given, axis)
        if district is not None and district in targets.districts.nodes and grid and node in grid.nodes:
            placed.setdefault((district, node), []).append(source)
    sold = basis.history.cube(("district", axis), basis.spec.year - 1)
    whole = sum((one.total for one in sold.values()), Decimal(0))
    if not placed or grid is None or whole != basis.last or targets.last is None:
        return
    rest = targets.total - targets.last
    for (district, node), sources in placed.items():
        months = cube[targets.districts.nodes.index(district)]
        target = sum(month[grid.nodes.index(node)] for month in months)
        before = sold.get((district, node))
        growth = target - (nearest(before.total, basis.granule) if before else 0)
        rest -= growth
        name = f"{district} × {node}"
        yield NodeGrowth(f"district_{axis}", name, growth, sum(s.amount for s in sources), tuple(sources))
    yield NodeGrowth(f"district_{axis}", "", rest, 0, ())


def _axis(axis: str, grown: Mapping[str, int], gap: Gap) -> Iterator[NodeGrowth]:
    placed = {name: tuple(s for s in gap.sources if getattr(s, axis) == name) for name in grown}
    if any(placed.values()):
        for name, growth in grown.items():
            yield NodeGrowth(axis, name, growth, sum(s.amount for s in placed[name]), placed[name])


def _grown(targets: TargetPlan) -> dict[str, dict[str, int]]:
    """Axis -> node -> growth, where last year is known of all that sum to the region."""
    found: dict[str, dict[str, int]] = {}
    if targets.last_districts is not None and not targets.unknown:
        last = dict(zip(targets.last_districts.nodes, targets.last_districts.totals, strict=True))
        nodes = dict(zip(targets.districts.nodes, targets.districts.totals, strict=True))
        found["district"] = {name: total - last.get(name, 0) for name, total in nodes.items()}
    for axis, grid, before in (
        ("product", targets.products, targets.last_products),
        ("channel", targets.channels, targets.last_channels),
    ):
        if grid is not None and sum(before.values()) == targets.last:
            found[axis] = {n: total - before.get(n, 0) for n, total in zip(grid.nodes, grid.totals, strict=True)}
    return found
