"""Like against like: which cells of the plan the actuals answer for. What nobody reported is left out on both sides.

A district that tells nothing of a month, a planned row that was left empty, a region below a node of a nation that is
silent: none of them is nil. Months closed by a re-plan are sold as planned, and tell nothing of attainment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.ledger.sales import Node
from planforge.numbers import nearest
from planforge.plan.amounts import portions
from planforge.plan.axes import BY_KEY
from planforge.plan.grid import Grid
from planforge.plan.plan import Plan
from planforge.review.actuals import Actuals, Blank

Counted = tuple[int | None, ...]
"""Twelve months in currency units of the plan that is answered for; None where nothing of a planned month is."""


class Silent(Struct, frozen=True):
    """What was not reported of a month (1..12): a node by its name, in its district (None: the whole region), and what
    is planned for it in currency units."""

    month: int
    district: str | None
    name: str
    planned: int
    node: Node


class Silence(Struct, frozen=True):
    """What was not reported of a month: ``names``, empty where nothing of the month was; ``planned`` for it."""

    month: int
    names: tuple[str, ...]
    planned: int


class Coverage(Struct, frozen=True):
    """What a review from the month ``first`` to ``through`` cannot tell; ``axes`` are those with sheets of their own,
    with what these leave out."""

    plan: Plan
    first: int
    through: int
    silent: tuple[Silent, ...]
    axes: Mapping[str, tuple[Silent, ...]]

    @property
    def whole(self) -> Counted:
        """The region's plan that is answered for."""
        rows = self.plan.targets.districts.months
        return _counted(rows, self.silent, lambda one: one.planned)

    def of(self, axis: str, name: str, row: Sequence[int], home: str | None) -> Counted:
        """A node's plan that is answered for; ``home`` is its district, or None where it stands in all of them."""
        own = self.axes.get({"area": "store"}.get(axis, axis), self.silent)
        return _counted(row, own, lambda one: self._part(one, axis, name, row[one.month - 1], home))

    def _part(self, one: Silent, axis: str, name: str, cell: int, home: str | None) -> int:
        """What of a node's month is planned where nothing was reported."""
        named = self._named(one.node, axis)
        if named is not None:
            return one.planned if named == name else 0
        if axis == "district":
            return cell if one.district is None else 0
        if home is not None and one.district not in (home, None):
            return 0
        districts = self.plan.targets.districts
        of_district = one.district is not None and one.planned == districts.of(one.district, one.month)
        if of_district and home is None and (known := self._cube(axis, name, one)) is not None:
            return known
        if home is None:
            return self._proportional(axis, name, one)
        base = districts.of(home, one.month)
        return nearest(Fraction(cell * one.planned, base), self.plan.granule) if base else 0

    def _named(self, node: Node, axis: str) -> str | None:
        """The node of an axis that something is or, as a store of an area, belongs to; "" where it belongs to none."""
        of = BY_KEY[axis]
        part = getattr(node, of.part) if of.part else None
        return getattr(node, axis, None) if part is None else of.group(self.plan).get(part, "")

    def _proportional(self, axis: str, name: str, one: Silent) -> int:
        """A node's part of what is not reported, where the plan does not split it so finely."""
        grid = BY_KEY[axis].sales(self.plan)
        cells = [row[one.month - 1] for row in grid.cells] if grid else []
        if grid is None or not any(cells):
            return 0
        return portions(one.planned, cells, self.plan.granule)[grid.nodes.index(name)]

    def _cube(self, axis: str, name: str, one: Silent) -> int | None:
        targets = self.plan.targets
        grids = {"product": (targets.products, targets.by_product), "channel": (targets.channels, targets.by_channel)}
        grid, cube = grids.get(axis, (None, ()))
        if grid is None or not cube or one.district is None:
            return None
        at = targets.districts.nodes.index(one.district)
        return cube[at][one.month - 1][grid.nodes.index(name)]


def coverage(plan: Plan, actuals: Actuals, through: int) -> Coverage:
    """What is not reported from the first month that is not closed to ``through`` (1..12)."""
    first = max((closed.month for closed in plan.spec.targets.closed), default=0) + 1
    months = range(first, through + 1)
    silent = (*_districts(plan, actuals, months), *_blanks(plan, actuals, months))
    axes = {axis: tuple(_own(plan, axis, actuals, months)) for axis in ("person", "store") if axis in actuals.apart}
    return Coverage(plan, first, through, tuple(sorted(silent, key=lambda one: one.month)), axes)


def silences(found: Iterable[Silent], region: Sequence[int]) -> tuple[Silence, ...]:
    """By month. ``region`` is its plan by month."""
    months: dict[int, list[Silent]] = {}
    for one in found:
        months.setdefault(one.month, []).append(one)
    sums = {month: sum(one.planned for one in held) for month, held in months.items()}
    return tuple(
        Silence(month, () if sums[month] >= region[month - 1] else tuple(map(_told_as, held)), sums[month])
        for month, held in months.items()
    )


def _told_as(one: Silent) -> str:
    return one.name if one.name == one.district or one.district is None else f"{one.district} {one.name}"


def _districts(plan: Plan, actuals: Actuals, months: Iterable[int]) -> Iterator[Silent]:
    """Districts without a figure; the region where no line names any district."""
    districts, sold = plan.targets.districts, actuals.by("district")
    region = actuals.months()
    for month in months:
        for name, row in zip(districts.nodes, districts.cells, strict=True):
            told = sold[name][month - 1] if name in sold else None if sold else region[month - 1]
            if told is None and row[month - 1]:
                yield Silent(month, name, name, row[month - 1], Node(name, None, None, None, None))


def _blanks(plan: Plan, actuals: Actuals, months: Sequence[int]) -> Iterator[Silent]:
    """Planned rows that were left empty though others of the district's month are filled in."""
    for blank in actuals.blanks:
        planned = blank.planned if blank.planned is not None else _planned(plan, blank)
        if blank.month in months and blank.node.district in plan.targets.districts.nodes and planned:
            cell = plan.targets.districts.of(blank.node.district, blank.month)
            yield Silent(blank.month, blank.node.district, blank.name, min(planned, cell), blank.node)


def _planned(plan: Plan, blank: Blank) -> int:
    """What is planned for a row of the tracking workbook."""
    targets, node = plan.targets, blank.node
    for name, grid in ((node.store, targets.stores), (node.person, targets.people)):
        if name is not None:
            return grid.of(name, blank.month) if grid and name in grid.nodes else 0
    if node.product is None or targets.products is None or node.product not in targets.products.nodes:
        return 0
    at = targets.districts.nodes.index(node.district or "")
    return targets.by_product[at][blank.month - 1][targets.products.nodes.index(node.product)]


def _own(plan: Plan, axis: str, actuals: Actuals, months: Iterable[int]) -> Iterator[Silent]:
    """People or stores without a figure on their own sheet."""
    grid: Grid | None = plan.targets.people if axis == "person" else plan.targets.stores
    homes = plan.targets.person_district if axis == "person" else plan.targets.store_district
    sold = actuals.by(axis)
    for name, row in zip(grid.nodes, grid.cells, strict=True) if grid else ():
        for month in months:
            if row[month - 1] and (name not in sold or sold[name][month - 1] is None):
                node = Node(homes.get(name), None, None, None, None)._replace(**{axis: name})
                yield Silent(month, homes.get(name), name, row[month - 1], node)


def _counted(row: Sequence[int], silent: Iterable[Silent], part: Callable[[Silent], int]) -> Counted:
    lost = [0] * 12
    for one in silent:
        lost[one.month - 1] += part(one)
    return tuple(None if cell and gone >= cell else cell - gone for cell, gone in zip(row, lost, strict=True))
