"""What a store brings for its size: sales per square metre, seat or room, last year and planned."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.plan.targets.targets import TargetPlan
from planforge.spec.spec import Spec


class StoreYield(Struct, frozen=True):
    """Sales ÷ size in currency units; ``last`` is None for a store that was not there."""

    name: str  # "" for all of them together
    size: int
    last: Fraction | None
    plan: Fraction


def store_yields(spec: Spec, targets: TargetPlan) -> tuple[StoreYield, ...]:
    """Every store whose size is known, the highest planned yield first."""
    if targets.stores is None:
        return ()
    found = [
        StoreYield(
            store.name,
            store.size,
            None if store.last_actual is None else Fraction(store.last_actual) / store.size,
            Fraction(targets.stores.of(store.name), store.size),
        )
        for store in spec.stores
        if store.size and store.name in targets.stores.nodes
    ]
    return tuple(sorted(found, key=lambda own: -own.plan))


def together(yields: Sequence[StoreYield]) -> StoreYield:
    """All of them as one: sums over sums, never an average of averages; last year's of those that were there."""
    there = [own for own in yields if own.last is not None]
    sold = sum((own.last * own.size for own in there if own.last is not None), Fraction(0))
    size = sum(own.size for own in yields)
    return StoreYield(
        "",
        size,
        sold / sum(own.size for own in there) if there else None,
        sum((own.plan * own.size for own in yields), Fraction(0)) / size,
    )
