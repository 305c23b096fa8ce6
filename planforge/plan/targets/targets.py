"""The target plan: layers, and the base layer split over districts, months, products, channels, people and stores."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct, field

from planforge.numbers import growth, nearest
from planforge.plan.amounts import round_parts, round_table
from planforge.plan.grid import MONTHS, Cells, Grid
from planforge.plan.targets.axes import AxisSplit, split_axis
from planforge.plan.targets.basis import Basis, basis_problems
from planforge.plan.targets.districts import DistrictSplit, split_districts
from planforge.plan.targets.holds import Held, Holds, holds_of
from planforge.plan.targets.kept import Change, Figures, Unkept, mending, too_many, unkept, unkept_problems
from planforge.plan.targets.members import MembersSplit, area_grid, follow_stores, split_members
from planforge.plan.targets.months import region_season
from planforge.plan.targets.past import Sold
from planforge.plan.targets.volumes import VolumeSplit, last_volume, split_volumes, store_volumes
from planforge.problem import Path, Problem, Text
from planforge.spec.values import AmountOrGrowth

# Layers ---------------------------------------------------------------------------------------------------------------

LAYERS = ("floor", "base", "stretch", "reserve")
LAYER_NAMES = {
    "floor": Text("保底", "floor"),
    "stretch": Text("奋斗", "stretch"),
    "reserve": Text("预留", "reserve"),
}


class Layer(Struct, frozen=True):
    """One layer of the target: floor, base, stretch or reserve; each split over districts and months on its own."""

    name: str
    total: int
    growth: Fraction | None  # on last year's sales; None without history, and for the reserve
    districts: Grid


def layer_units(basis: Basis) -> tuple[dict[str, int], tuple[Problem, ...]]:
    """Each layer's total in rounding units; growth without last year's sales is a problem and counts as nil,
    for the base as the assigned target where there is one."""
    targets = basis.spec.targets
    problems: list[Problem] = []
    base = _units("base", targets.base, basis, problems)
    found = {"base": base}
    for name in ("floor", "stretch"):
        given = getattr(targets, name)
        if given is not None:
            found[name] = _units(name, given, basis, problems)
    if targets.reserve is not None:
        found["reserve"] = _reserve(targets.reserve, base, basis)
    return {name: found[name] for name in LAYERS if name in found}, tuple(problems)


def _units(name: str, given: AmountOrGrowth, basis: Basis, problems: list[Problem]) -> int:
    if given.amount is not None:
        return basis.units(given.amount)
    if basis.last is not None and given.growth is not None:
        if basis.short:
            problems.append(_on_a_part(name, basis))
        return max(basis.units(Fraction(basis.last) * (1 + Fraction(given.growth))), 0)
    problems.append(_without_last(name, basis))
    assigned = basis.spec.targets.assigned
    return basis.units(assigned) if name == "base" and assigned is not None else 0


def _reserve(given: AmountOrGrowth, base: int, basis: Basis) -> int:
    """An amount, or a part of the base."""
    if given.amount is not None:
        return basis.units(given.amount)
    return max(nearest(base * Fraction(given.growth or 0)), 0)


def make_layers(units: dict[str, int], base: Grid, basis: Basis) -> dict[str, Layer]:
    """The layers with their cells; the others follow the base cell by cell: floor ≤ base ≤ stretch everywhere."""
    return {name: _layer(name, total * basis.granule, base, basis) for name, total in units.items()}


def _layer(name: str, total: int, base: Grid, basis: Basis) -> Layer:
    grid = base
    if name != "base" and base.total:
        grid = Grid(base.axis, base.nodes, round_table(_raws(name, total, base, basis), basis.granule))
    last = basis.last
    grown = None if name == "reserve" else growth(total, last)
    return Layer(name, grid.total, grown, grid)


def _raws(name: str, total: int, base: Grid, basis: Basis) -> list[list[Fraction]]:
    """A layer's cells before rounding, in proportion to the base; months that are over stand as sold, nil of a reserve.

    Where that leaves nothing to the months left, as with a floor already passed, every month follows the base.
    """
    parts = layer_parts(name, total, base, basis)
    return [
        [
            cell * (parts.part if (node, month) in parts.over else parts.ratio)
            for month, cell in zip(MONTHS, row, strict=True)
        ]
        for node, row in zip(base.nodes, base.cells, strict=True)
    ]


class LayerParts(NamedTuple):
    """How a layer follows the base: ``part`` of it in the cells that are ``over``, which come to ``kept``; ``ratio`` of
    it in all others."""

    over: frozenset[tuple[str, int]]
    kept: int
    ratio: Fraction
    part: Fraction


def layer_parts(name: str, total: int, base: Grid, basis: Basis) -> LayerParts:
    """The parts of a layer; nothing is over where what was sold leaves nothing to the months left."""
    over = frozenset((node, closed.month) for closed in basis.spec.targets.closed for node in closed.actual)
    over = over & {(node, month) for node in base.nodes for month in MONTHS}
    sold = sum(base.of(node, month) for node, month in over)
    kept = 0 if name == "reserve" else sold
    if kept > total or sold == base.total:
        return LayerParts(frozenset(), 0, Fraction(total, base.total or 1), Fraction(1))
    return LayerParts(over, kept, Fraction(total - kept, base.total - sold), Fraction(kept, sold or 1))


def growth_of(total: int, basis: Basis) -> Fraction | None:
    """A total against last year's sales."""
    return None if basis.silent(basis.spec.year - 1) else growth(total, basis.last)


def _without_last(name: str, basis: Basis) -> Problem:
    last, known = basis.spec.year - 1, basis.history.years
    only = Text(f"（只有 {known[-1]} 年的）", f" (only of {known[-1]})") if known else Text("", "")
    return Problem(
        "P07",
        Text(
            f"目标写的是增幅，但没有 {last} 年的销售{only.zh}",
            f"the target is a growth rate, but the sales of {last} are not known{only.en}",
        ),
        Text(
            f"写成金额，如 {name}: 8280万；或在 history 中给出 {last} 年的销售",
            f"give an amount, e.g. {name}: 82.8m, or the sales of {last} in history",
        ),
        ("targets", name),
    )


def _on_a_part(name: str, basis: Basis) -> Problem:
    """A year's target that is a growth on some months of the year before."""
    count, last, whole = len(basis.short), basis.spec.year - 1, Fraction(basis.last or 0)
    sold, year = basis.show(basis.units(whole)), basis.show(basis.units(whole * 12 / count))
    return Problem(
        "P24",
        Text(
            f"目标写的是增幅，加在 {last} 年 {count} 个月的销售 {sold.zh} 上：十二个月的目标只比 {count} 个月多这么多",
            f"the target is a growth rate, on the sales of {count} months of {last}, {sold.en}: that many months and "
            "the rate are asked of all twelve",
        ),
        Text(
            f"写成金额，如 {name}: {year.zh}（这 {count} 个月平均折成一年，不含增长）；或补齐 history 中 {last} 年各月",
            f"give an amount, e.g. {name}: {year.en} (a year at the average of those {count} months, no growth), or"
            f" every month of {last} in history",
        ),
        ("targets", name),
    )


def layer_problems(basis: Basis, units: dict[str, int]) -> Iterator[Problem]:
    """A base of nil leaves nothing to split; growth on sales that are not known has been told already."""
    if not units["base"] and (basis.spec.targets.base.amount is not None or basis.last is not None):
        yield Problem(
            "P08",
            Text("年度目标为 0，各项分解都是 0", "the year's target is 0, and so is every part of it"),
            Text(
                "金额写作 8280万，增长写作 +20%；确实不满一个取整单位时调小 money.round_to",
                "write an amount as 82.8m, growth as +20%; a smaller money.round_to where less than one unit is meant",
            ),
            ("targets", "base"),
        )
    for name, total in units.items():
        if total and not units["base"]:
            stated, (zh, en) = basis.show(total), LAYER_NAMES[name]
            yield Problem(
                "P09",
                Text(
                    f"{zh}写的是 {stated.zh}，但基础指标是 0，没有可依的分解，暂按 0 计",
                    f"the {en} is stated as {stated.en}, but the base is 0: there is nothing to split it by, it is 0",
                ),
                Text("写 targets.base", "give targets.base"),
                ("targets", name),
            )


class TargetPlan(Struct, frozen=True):
    """Every margin sums to ``total``: districts, products, channels, people, stores, all by month.

    ``by_product[d][m - 1][p]`` is the cell district × month × product; likewise ``by_channel``.
    Axes without data are None.
    """

    total: int
    last: int | None  # last year's sales, None without history
    before: int | None  # sales of the year before last
    growth: Fraction | None
    layers: dict[str, Layer]  # in the order floor, base, stretch, reserve; absent layers are not there
    districts: Grid
    last_districts: Grid | None  # last year's actual, same nodes
    products: Grid | None
    last_products: dict[str, int]
    by_product: tuple[Cells, ...]
    channels: Grid | None
    last_channels: dict[str, int]
    by_channel: tuple[Cells, ...]
    people: Grid | None
    person_district: dict[str, str]
    stores: Grid | None
    store_district: dict[str, str]
    volumes: Grid | None  # by product, in volume units
    last_volume: int | None
    season: tuple[Fraction, ...]  # the region's twelve monthly shares, sum 1
    plain_season: tuple[Fraction, ...]  # the same before the festival shift
    weights: dict[str, dict[str, Fraction]]  # district -> component (history, market, …, blend) -> share
    assigned: int | None
    problems: tuple[Problem, ...] = ()
    areas: Grid | None = None  # the stores' areas, each the sum of its stores
    alike: tuple[str, ...] = ()  # people and stores that share alike, for want of anything to go by
    unknown: tuple[str, ...] = ()  # districts whose last year is not known: nil in ``last_districts``, but not sold nil
    blend: dict[str, Fraction] = field(default_factory=dict)  # the parts of a district's weight, component -> part
    chosen: bool = False  # the data chose the blend
    held: tuple[Path, ...] = ()  # where locks, floors and caps stand in the spec that the plan keeps
    unkept: tuple[Path, ...] = ()  # where locks, floors and caps stand in the spec that the plan does not keep
    store_volumes: Grid | None = None  # by store, in volume units
    festival: tuple[Fraction, ...] = ()  # what the windows about the Spring Festival bring, in parts of the quarter
    season_estimated: bool = False  # no year before tells all twelve months

    def beyond(self, axis: str) -> Grid:
        """The districts whose target no person takes, or on the axes "store" and "area" no store."""
        taken = set((self.person_district if axis == "person" else self.store_district).values())
        return self.districts.only(name for name in self.districts.nodes if name not in taken)


class Workings(Struct, frozen=True):
    """The target plan with everything that made it, all in rounding units; what ``explain`` reads."""

    basis: Basis
    holds: Holds
    units: dict[str, int]  # the layers
    districts: DistrictSplit
    products: AxisSplit | None
    channels: AxisSplit | None
    people: MembersSplit | None
    stores: MembersSplit | None
    volumes: VolumeSplit | None
    plan: TargetPlan


def work_out(basis: Basis, *, mend: bool = True) -> Workings:
    """The target plan with its workings. Pure: the same basis gives the same figures.

    ``mend`` says whether to look for the change that would let holds be kept that are not.
    """
    units, unknown_last = layer_units(basis)
    holds, season = holds_of(basis), region_season(basis)
    districts = split_districts(units["base"], season, holds, basis)
    products, channels = split_axis("product", districts, holds, basis), split_axis("channel", districts, holds, basis)
    people, stores = (split_members(axis, districts.fit.cells, holds, basis) for axis in ("person", "store"))
    people = follow_stores(people, stores, basis)
    base = _grid("district", basis.names, districts.fit.cells, basis)
    product_grid = _money(products.grid(), basis) if products else None
    store_grid = _money(stores.grid(), basis) if stores else None
    volumes = split_volumes(product_grid, base, basis)
    last, last_districts = _last(basis)
    figures = Figures(
        Grid("district", basis.names, districts.fit.cells),
        {
            "product": products.grid() if products else None,
            "channel": channels.grid() if channels else None,
            "person": people.grid() if people else None,
            "store": stores.grid() if stores else None,
        },
        {"product": products.cells if products else (), "channel": channels.cells if channels else ()},
    )
    lost = unkept(holds.given, figures)
    parts = (products, channels, people, stores, volumes)
    problems = (
        *basis_problems(basis),
        *unknown_last,
        *layer_problems(basis, units),
        *holds.problems,
        *season.problems,
        *districts.problems,
        *(problem for part in parts if part for problem in part.problems),
    )
    if lost and mend:
        problems = unkept_problems(lost, _mend(holds.given, lost, basis), basis, problems)
    plan = TargetPlan(
        total=base.total,
        last=last,
        before=None if basis.before is None else nearest(basis.before, basis.granule),
        growth=growth_of(base.total, basis),
        layers=make_layers(units, base, basis),
        districts=base,
        last_districts=last_districts,
        products=product_grid,
        last_products=_past("product", products, basis),
        by_product=_cube(products, basis),
        channels=_money(channels.grid(), basis) if channels else None,
        last_channels=_past("channel", channels, basis),
        by_channel=_cube(channels, basis),
        people=_money(people.grid(), basis) if people else None,
        person_district=people.homes if people else {},
        stores=store_grid,
        store_district=stores.homes if stores else {},
        volumes=volumes.grid if volumes else None,
        last_volume=last_volume(basis),
        season=season.shares,
        plain_season=season.plain,
        season_estimated=season.method == "parts",
        weights={name: districts.weights.of(i) for i, name in enumerate(basis.names)},
        assigned=None
        if basis.spec.targets.assigned is None
        else basis.units(basis.spec.targets.assigned) * basis.granule,
        problems=problems,
        areas=area_grid(basis.stores, store_grid),
        alike=tuple(name for split in (people, stores) if split for name in split.alike),
        unknown=_unknown(basis),
        blend=districts.weights.coefficients,
        chosen=districts.weights.chosen,
        festival=season.effects,
        store_volumes=store_volumes(
            volumes.grid if volumes else None,
            product_grid,
            _cube(products, basis),
            base,
            store_grid,
            stores.homes if stores else {},
            basis.spec.money.pack,
        ),
        held=tuple(one.path for one in holds.given if one not in {missed.held for missed in lost}),
        unkept=(*(one.held.path for one in lost), *holds.over),
    )
    return Workings(basis, holds, units, districts, products, channels, people, stores, volumes, plan)


def _mend(given: Sequence[Held], lost: Sequence[Unkept], basis: Basis) -> Change | Sequence[Held]:
    """What would let all be kept: one amount changed, else the holds to drop; nothing where the plan is too large to
    try."""

    def keeps(other: Basis) -> bool:
        return not work_out(other, mend=False).plan.unkept

    if not _small(basis):
        return ()
    return mending(given, lost, basis, keeps) or too_many(given, lost, basis, keeps)


def _small(basis: Basis) -> bool:
    """Whether the plan is worked out fast enough to try changes."""
    return len(basis.names) * (1 + len(basis.products) + len(basis.channels)) <= 400


def plan_targets(basis: Basis) -> TargetPlan:
    """The target plan alone."""
    return work_out(basis).plan


def _grid(axis: str, nodes: tuple[str, ...], cells: Sequence[Sequence[int]], basis: Basis) -> Grid:
    return _money(Grid(axis, nodes, tuple(map(tuple, cells))), basis)


def _money(grid: Grid, basis: Basis) -> Grid:
    """Rounding units as currency units."""
    return grid.map(lambda units: units * basis.granule)


def _cube(split: AxisSplit | None, basis: Basis) -> tuple[Cells, ...]:
    if split is None:
        return ()
    return tuple(tuple(tuple(units * basis.granule for units in cell) for cell in district) for district in split.cells)


# Last year ------------------------------------------------------------------------------------------------------------


def _last(basis: Basis) -> tuple[int | None, Grid | None]:
    """Last year's sales, and its cells district × month, whose rows and total are the rounded sales."""
    if basis.last is None:
        return None, None
    sold = basis.sales("district", basis.spec.year - 1)
    if not any(name in sold for name in basis.names):
        return nearest(basis.last, basis.granule), None
    monthly = basis.history.monthly(("district",), basis.spec.year - 1)
    region = basis.history.monthly((), basis.spec.year - 1).get(())
    rows = [_months_of(Fraction(sold.get(name, 0)), monthly.get((name,)), region) for name in basis.names]
    grid = Grid("district", basis.names, round_table(rows, basis.granule))
    return None if basis.silent(basis.spec.year - 1) else nearest(basis.last, basis.granule), grid


def _unknown(basis: Basis) -> tuple[str, ...]:
    """Districts that were there last year and whose sales nobody tells."""
    sold = basis.sales("district", basis.spec.year - 1)
    return tuple(d.name for d in basis.districts if d.name not in sold and d.opens is None and not d.ramp)


def _months_of(total: Fraction, own: Sold | None, region: Sold | None) -> list[Fraction]:
    """A district's months: its own, else its year by the region's months, else by twelfths."""
    if own is not None:
        return [Fraction(amount or 0) for amount in own.months]
    months = [Fraction(amount or 0) for amount in region.months] if region else [Fraction(1)] * 12
    whole = sum(months) or Fraction(1)
    return [total * month / whole for month in months]


def _past(axis: str, split: AxisSplit | None, basis: Basis) -> dict[str, int]:
    """Last year's sales of the axis's nodes, rounded so that they come to their rounded sum."""
    if split is None:
        return {}
    sold = {n: amount for n, amount in basis.sales(axis, basis.spec.year - 1).items() if n in split.margin.nodes}
    return dict(zip(sold, round_parts(list(map(Decimal, sold.values())), basis.granule), strict=True))
