"""What is asked of every district, person, store, product and channel, beside what it did, may and says itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import nearest, ratio
from planforge.plan.grid import Grid
from planforge.plan.growth.gap import DistrictShare
from planforge.plan.targets.basis import Basis
from planforge.plan.targets.targets import TargetPlan
from planforge.problem import Path
from planforge.spec.products import Channel, Product
from planforge.spec.region import District, Member, Store

Node = District | Member | Store | Product | Channel


class Asked(Struct, frozen=True):
    """``growth`` is asked on last year's sales, ``trend`` was last year's on the year before. ``part``, ``last_part``
    are of all nodes of the axis. ``potential`` is what the node would sell at the region's market share (a district)
    or at what all stores bring for their size (a store). ``whole`` says whether it sells in every month of both
    years, so that growth can be compared."""

    axis: str  # "district", "person", "store", "product", "channel"
    name: str
    path: Path
    target: int
    last: int | None
    growth: Fraction | None
    trend: Fraction | None
    part: Fraction | None
    last_part: Fraction | None
    potential: int | None
    estimate: int | None
    whole: bool

    @property
    def difference(self) -> int | None:
        """The target less the node's own estimate."""
        return None if self.estimate is None else self.target - self.estimate


def plan_asked(basis: Basis, targets: TargetPlan, shares: Sequence[DistrictShare]) -> tuple[Asked, ...]:
    """Districts, people, stores, products, channels, in the plan's order."""
    spec = basis.spec
    axes: tuple[tuple[str, str, Grid | None, Sequence[Node], Mapping[str, Fraction]], ...] = (
        ("district", "districts", targets.districts, basis.districts, _by_market(targets, shares)),
        ("person", "team", targets.people, spec.team, {}),
        ("store", "stores", targets.stores, basis.stores, _by_size(basis.stores, targets.stores)),
        ("product", "products", targets.products, basis.products, {}),
        ("channel", "channels", targets.channels, basis.channels, {}),
    )
    return tuple(
        one
        for axis, key, grid, nodes, potential in axes
        if grid
        for one in _axis(axis, key, grid, nodes, potential, basis)
    )


def _axis(
    axis: str, key: str, grid: Grid, nodes: Sequence[Node], potential: Mapping[str, Fraction], basis: Basis
) -> Iterator[Asked]:
    now, before = (basis.sales(axis, basis.spec.year - back) for back in (1, 2))
    by_name = {node.name: node for node in reversed(nodes)}
    listed = [*enumerate(getattr(basis.spec, key))]
    places: dict[str, Path] = {name: ("districts", basis.names.index(home)) for home, name in basis.borne.items()}
    places |= {node.name: (key, index) for index, node in reversed(listed)}
    sold = sum((now[name] for name in grid.nodes if name in now), Decimal(0))
    whole = grid.total
    for name, target in zip(grid.nodes, grid.totals, strict=True):
        node, last, old = by_name.get(name), now.get(name), before.get(name)  # a leader alone is no member of the team
        estimate, may = getattr(node, "estimate", None), potential.get(name)
        yield Asked(
            axis,
            name,
            places.get(name, (key,)),
            target,
            None if last is None else nearest(last, basis.granule),
            _change(target, last),
            _change(last, old),
            ratio(target, whole),
            None if last is None else ratio(Fraction(last), Fraction(sold)),
            None if may is None else nearest(may, basis.granule),
            None if estimate is None else nearest(estimate, basis.granule),
            node is None or _is_whole(node),
        )


def _change(now: Decimal | int | None, before: Decimal | None) -> Fraction | None:
    return Fraction(now) / Fraction(before) - 1 if now is not None and before is not None and before > 0 else None


def _is_whole(node: Node) -> bool:
    """Whether it is there in all months of the plan year, and was there last year."""
    return not any(
        getattr(node, key, None) for key in ("opens", "closes", "ramp", "starts", "leaves", "launch", "delist")
    )


def _by_market(targets: TargetPlan, shares: Sequence[DistrictShare]) -> Mapping[str, Fraction]:
    """Each district's market at the share that all districts with a market come to."""
    known = [share for share in shares if share.name and share.market_plan]
    whole = sum((Fraction(share.market_plan) for share in known), Fraction(0))
    year = dict(zip(targets.districts.nodes, targets.districts.totals, strict=True))
    reached = sum(year[share.name] for share in known)
    if len(known) < 2 or not whole or not reached:
        return {}
    return {share.name: Fraction(share.market_plan) * reached / whole for share in known}


def _by_size(stores: Sequence[Store], grid: Grid | None) -> Mapping[str, Fraction]:
    """Each store's size at what all stores that trade the whole year bring for theirs."""
    year = dict(zip(grid.nodes, grid.totals, strict=True)) if grid else {}
    sized = {s.name: s.size for s in stores if s.size and s.name in year and _is_whole(s)}
    reached, whole = sum(year[name] for name in sized), sum(sized.values())
    if len(sized) < 2 or not reached:
        return {}
    return {name: Fraction(size * reached, whole) for name, size in sized.items()}
