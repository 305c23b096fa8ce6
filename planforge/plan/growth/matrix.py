"""The growth of the year against its sources, district by district, product by product, channel by channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planforge.plan.growth.gap import Gap, Source
from planforge.plan.targets.targets import TargetPlan


@dataclass(frozen=True, slots=True)
class NodeGrowth:
    """How much a node grows by its table, and what the sources that name it bring; ``rest`` is all else."""

    axis: str  # "district", "product", "channel"
    name: str
    growth: int  # target less last year
    named: int
    sources: tuple[Source, ...]

    @property
    def rest(self) -> int:
        """What no source that names it explains: the natural trend and sources without a place; below nil, what the
        sources promise beyond the table."""
        return self.growth - self.named


def plan_matrix(gap: Gap | None, targets: TargetPlan) -> tuple[NodeGrowth, ...]:
    """Every node of the axes on which a source has a place and last year is known; each axis sums to the growth."""
    if gap is None:
        return ()
    return tuple(row for axis, grown in _grown(targets).items() for row in _axis(axis, grown, gap))


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
