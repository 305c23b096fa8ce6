"""The media schedule by month, and promotional material by district."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import nearest
from planforge.plan.amounts import portions
from planforge.plan.grid import Grid
from planforge.plan.money.outlays import media_months
from planforge.plan.targets.allocate import largest_remainder
from planforge.plan.targets.targets import TargetPlan
from planforge.problem import Path, Problem, Text
from planforge.spec.money import Material
from planforge.spec.spec import Spec
from planforge.wording import did_you_mean, printed


class MaterialPlan(Struct, frozen=True):
    """One kind of material; ``districts`` is in the order of the target plan and sums to ``quantity``."""

    name: str
    unit: str
    quantity: int
    districts: tuple[int, ...]
    cost: int | None


def media_schedule(spec: Spec, granule: int) -> Grid:
    """What each booking costs in each month; undated bookings run evenly through the year."""
    bookings = spec.advertising.media
    months = [media_months(booking) for booking in bookings]
    return Grid(
        "media",
        tuple(booking.name for booking in bookings),
        tuple(
            portions(
                nearest(booking.cost, granule), [Fraction(m) for m in weights] if any(weights) else [1] * 12, granule
            )
            for booking, weights in zip(bookings, months, strict=True)
        ),
    )


def material_plans(spec: Spec, targets: TargetPlan, granule: int) -> tuple[MaterialPlan, ...]:
    """Every material by district: as stated, what is left by sales."""
    return tuple(
        MaterialPlan(
            material.name,
            material.unit,
            material.quantity,
            _by_district(material, targets.districts),
            None if material.unit_cost is None else nearest(material.quantity * material.unit_cost, granule),
        )
        for material in spec.advertising.materials
    )


def _by_district(material: Material, districts: Grid) -> tuple[int, ...]:
    """Stated counts stand where they fit; districts without one share the rest by sales."""
    stated = [material.districts.get(name) for name in districts.nodes]
    rest = material.quantity - sum(count or 0 for count in stated)
    weights = [sales if count is None else 0 for count, sales in zip(stated, districts.totals, strict=True)]
    if rest < 0 or (rest and not any(weights)):
        return largest_remainder(material.quantity, _first_of([s or 0 for s in stated], districts.totals))
    shared = largest_remainder(rest, weights)
    return tuple(own if count is None else count for count, own in zip(stated, shared, strict=True))


def _first_of(weights: Sequence[int], sales: Sequence[int]) -> Sequence[int]:
    """The first that is not all nil; equal weights where both are."""
    return next((found for found in (weights, sales) if any(found)), [1] * len(weights))


def material_problems(spec: Spec, targets: TargetPlan) -> Iterator[Problem]:
    """Materials for unknown districts, or whose districts do not sum to the quantity."""
    names = targets.districts.nodes
    for index, material in enumerate(spec.advertising.materials):
        path: Path = ("advertising", "materials", index, "districts")
        for name in material.districts:
            if name not in names:
                yield Problem(
                    "M05",
                    Text(
                        f"物料“{material.name}”分到未知片区“{name}”",
                        f'"{material.name}" goes to an unknown district "{name}"',
                    ),
                    did_you_mean(name, names),
                    (*path, name),
                )
        stated = sum(material.districts.values())
        complete = set(names) <= material.districts.keys()
        if stated > material.quantity or (complete and stated != material.quantity):
            yield Problem(
                "M18",
                Text(
                    f"物料“{material.name}”共 {printed(material.quantity)}，各片区合计 {printed(stated)}",
                    f'"{material.name}" counts {printed(material.quantity)}, its districts {printed(stated)}',
                ),
                path=path,
            )
