"""Products and channels: the year of each, then its cells within every district and month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from planforge.numbers import nearest, rounding
from planforge.plan.grid import Cells, Grid
from planforge.plan.targets.allocate import Infeasible, largest_remainder, share_out
from planforge.plan.targets.basis import Basis
from planforge.plan.targets.cells import Fit, Place, Table, called, fit_cells, month_of
from planforge.plan.targets.districts import Activity, DistrictSplit
from planforge.plan.targets.holds import Held, Holds, agreed, named
from planforge.plan.targets.margin import Axis, Margin, split_margin, within_room
from planforge.plan.targets.months import node_shapes
from planforge.plan.targets.season import ramp
from planforge.problem import Path, Problem, Severity, Text
from planforge.records import replace
from planforge.spec.products import Channel, Product

AxisName = Literal["product", "channel"]
Node = Product | Channel
SEED = 1000  # times what nil cells of a row weigh together, where they have to be opened
FINE = 10**6  # fixed point of a node's share in a district and of its own season
_KEYS = {"product": "products", "channel": "channels"}
_NAMES = {"product": Text("产品", "products"), "channel": Text("渠道", "channels")}


class AxisSplit(Struct, frozen=True):
    """An axis over districts and months, in rounding units. ``cells[d][m - 1][n]``; ``origin`` says what a node's
    weight is: "target", "share", "history", "equal", "districts"."""

    axis: AxisName
    margin: Margin
    origin: tuple[str, ...]
    activity: tuple[Activity, ...]
    mix: tuple[tuple[int, ...], ...]  # districts × nodes, in parts of FINE
    fit: Fit
    cells: tuple[Cells, ...]
    problems: tuple[Problem, ...]

    def grid(self) -> Grid:
        """Nodes by month."""
        rows = zip(*(tuple(map(sum, zip(*month, strict=True))) for month in zip(*self.cells, strict=True)), strict=True)
        return Grid(self.axis, self.margin.nodes, tuple(rows))


def split_axis(axis: AxisName, split: DistrictSplit, holds: Holds, basis: Basis) -> AxisSplit | None:
    """The cells of products or channels; None where there are none."""
    nodes: Sequence[Node] = basis.products if axis == "product" else basis.channels
    if not nodes:
        return None
    names = tuple(node.name for node in nodes)
    activity = tuple(_dates(node, basis.spec.year) for node in nodes)
    margin, origin, problems = _totals(axis, nodes, activity, split, holds, basis)
    mix = _mix(axis, names, margin, basis)
    rows = [(d, m) for d in range(len(basis.names)) for m in range(12)]
    rel = _relative(axis, names, activity, split, basis)
    seed = [_seed(split.fit.cells[d][m], mix[d], [line[m] for line in rel]) for d, m in rows]
    room = [[max(t, 1) if open_[m] else 0 for t, open_ in zip(margin.amounts, activity, strict=True)] for _, m in rows]
    spare = _widened(seed, room)
    table = Table(
        tuple(month_of(basis.names[d], m + 1) for d, m in rows),
        called(names),
        tuple(split.fit.cells[d][m] for d, m in rows),
        margin.amounts,
        (_KEYS[axis],),
    )
    locks, wrong = _part_locks(axis, names, table, seed, holds, basis)
    fit = fit_cells(table, seed, basis, locks, spare=spare)
    if fit.spared and set(origin) == {"history"} and not margin.kept and not locks and not all(map(all, mix)):
        own = _by_district(split, seed, spare)
        margin = split_margin(sum(table.row_totals), Axis(_NAMES[axis], names, table.path), own, (), basis)
        origin, table = ("districts",) * len(nodes), replace(table, column_totals=margin.amounts)
        fit = fit_cells(table, seed, basis, spare=spare)
    cells = tuple(fit.cells[12 * d : 12 * d + 12] for d in range(len(basis.names)))
    told = (
        *problems,
        *margin.problems,
        *wrong,
        *fit.problems,
        *(_elsewhere(axis, names, mix, fit, basis) if fit.spared else ()),
    )
    return AxisSplit(axis, margin, origin, activity, mix, fit, cells, told)


def _dates(node: Node, year: int) -> Activity:
    """1 in the months in which a node is sold."""
    launch, delist = (node.launch, node.delist) if isinstance(node, Product) else (None, None)
    opens, closes = _month(launch, year, 1), _month(delist, year, 12)
    return ramp((Fraction(1),) * 12, opens=opens, closes=closes)


def _month(day: date | None, year: int, otherwise: int) -> int:
    if day is None:
        return otherwise
    return day.month if day.year == year else 0 if day.year < year else 13


# The year of each node ------------------------------------------------------------------------------------------------


def _totals(
    axis: AxisName,
    nodes: Sequence[Node],
    activity: Sequence[Activity],
    split: DistrictSplit,
    holds: Holds,
    basis: Basis,
) -> tuple[Margin, tuple[str, ...], list[Problem]]:
    """What is given stands, the rest shares what is left by past sales."""
    total = sum(split.districts.amounts)
    stated = _stated(nodes, total, basis)
    past, origin, problems = _past(axis, nodes, activity, stated, split, basis)
    names = tuple(node.name for node in nodes)
    place = Axis(_NAMES[axis], names, (_KEYS[axis],))
    fit = [held for held in holds.parts(axis) if held.units <= _whole_of(held, split, basis)]
    parts = [[held for held in fit if held.node == name] for name in names]
    least = {i: sum(held.units for held in some) for i, some in enumerate(parts)}
    most = {i: _room(some, activity[i], split, basis) for i, some in enumerate(parts) if some or not all(activity[i])}
    own, unfit = within_room(holds.of(axis), names, most, basis)
    problems += unfit
    beyond = [i for i, units in stated.items() if i in most and units > most[i]]
    problems += [_beyond(axis, nodes[i], nearest(stated[i]), most[i], basis) for i in beyond]
    whole = sum(stated.values(), Fraction(0))
    if len(stated) == len(nodes) or whole > total:
        problems += _unequal(axis, nodes, whole, total, basis)
        rest = sum(past) or Fraction(1)
        weights = [stated.get(i, past[i] * total / rest) for i in range(len(nodes))]
        margin = split_margin(total, place, weights, own, basis, least, most)
        if abs(whole - total) < len(nodes):
            problems += _moved(axis, nodes, stated, margin, basis)
        return margin, origin, problems
    fixed = [
        Held("lock", axis, names[i], None, None, nearest(units), _path(axis, nodes[i], basis))
        for i, units in stated.items()
        if names[i] not in {held.node for held in own if held.kind == "lock"}
    ]
    agreeing, apart = agreed([*fixed, *own], basis)
    problems += apart
    return split_margin(total, place, past, agreeing, basis, least, most), origin, problems


def _room(locks: Sequence[Held], activity: Activity, split: DistrictSplit, basis: Basis) -> int:
    """What a node can come to at most: its locks, and all that is sold elsewhere in its months."""
    free = sum(
        units
        for district, months in zip(basis.names, split.fit.cells, strict=True)
        for m, units in enumerate(months, 1)
        if activity[m - 1] and not any(held.district in (None, district) and held.month in (None, m) for held in locks)
    )
    return free + sum(held.units for held in locks)


def _whole_of(held: Held, split: DistrictSplit, basis: Basis) -> int:
    """All that is sold where a lock stands."""
    return sum(
        units
        for district, months in zip(basis.names, split.fit.cells, strict=True)
        for m, units in enumerate(months, 1)
        if held.district in (None, district) and held.month in (None, m)
    )


def _stated(nodes: Sequence[Node], total: int, basis: Basis) -> dict[int, Fraction]:
    """The years that are written, as amounts or shares; shares that miss the rest by what is rounded off are fitted."""
    amounts = {i: Fraction(basis.units(node.target)) for i, node in enumerate(nodes) if node.target is not None}
    shares = {i: node.share for i, node in enumerate(nodes) if node.share is not None and i not in amounts}
    left, whole = total - sum(amounts.values()), sum(map(Fraction, shares.values()), Fraction(0))
    over, all_written = whole * total - left, len(amounts) + len(shares) == len(nodes)
    fitted = whole and abs(over) <= rounding(shares.values()) * total and (over > 0 or all_written)
    return amounts | {i: Fraction(share) * (left / whole if fitted else total) for i, share in shares.items()}


def _past(
    axis: AxisName,
    nodes: Sequence[Node],
    activity: Sequence[Activity],
    stated: dict[int, Fraction],
    split: DistrictSplit,
    basis: Basis,
) -> tuple[list[Fraction], tuple[str, ...], list[Problem]]:
    """Last year's sales of nodes that state nothing, for the part of the year they are sold; equal where not known."""
    sold = basis.sales(axis, basis.spec.year - 1) or _latest(axis, basis)
    open_ = [sum((s * a for s, a in zip(split.season.shares, line, strict=True)), Fraction(0)) for line in activity]
    known = [_positive(sold.get(node.name)) * part for node, part in zip(nodes, open_, strict=True)]
    free = [i for i in range(len(nodes)) if i not in stated]
    problems = [_unknown(axis, nodes[i], basis) for i in free if nodes[i].name not in sold]
    origin = ["history"] * len(nodes)
    for i in stated:
        origin[i] = "target" if nodes[i].target is not None else "share"
    if free and not any(known[i] for i in free):
        known = [part if i in free else known[i] for i, part in enumerate(open_)]
        origin = ["equal" if i in free else kind for i, kind in enumerate(origin)]
    return [Fraction(0) if i in stated else value for i, value in enumerate(known)], tuple(origin), problems


def _positive(amount: Decimal | None) -> Fraction:
    return Fraction(max(amount or Decimal(0), Decimal(0)))


def _latest(axis: str, basis: Basis) -> dict[str, Decimal]:
    """Sales of the latest year that has any."""
    return next((found for year in reversed(basis.history.years) if (found := basis.sales(axis, year))), {})


# The mix within a district --------------------------------------------------------------------------------------------


def _mix(axis: AxisName, names: Sequence[str], margin: Margin, basis: Basis) -> tuple[tuple[int, ...], ...]:
    """Each district's mix last year; the region's planned mix where it is not known."""
    sold = basis.history.cube(("district", axis), basis.spec.year - 1)
    rows = []
    for district in basis.names:
        own = [_positive(sold[district, name].total) if (district, name) in sold else Fraction(0) for name in names]
        chosen = own if any(own) else [Fraction(amount) for amount in margin.amounts]
        whole = sum(chosen)
        rows.append(tuple(int(part * FINE / whole) if whole else 1 for part in chosen))
    return tuple(rows)


def _widened(seed: Sequence[Sequence[int]], room: Sequence[Sequence[int]]) -> list[list[int]]:
    """The seed, with very little wherever a cell is nil and may be sold in."""
    most = [max(sum(line), 1) for line in room]
    return [
        [SEED * part * whole + free * (sum(own) or 1) for part, free in zip(own, line, strict=True)]
        for own, line, whole in zip(seed, room, most, strict=True)
    ]


def _by_district(split: DistrictSplit, seed: Sequence[Sequence[int]], spare: Sequence[Sequence[int]]) -> list[Fraction]:
    """Each node's year in whole units, where every district's target is split by its own cells alone."""
    years = []
    for d, months in enumerate(split.fit.cells):
        own, room = (
            [sum(column) for column in zip(*part[12 * d : 12 * d + 12], strict=True)] for part in (seed, spare)
        )
        years.append(largest_remainder(sum(months), [Fraction(weight) for weight in (own if any(own) else room)]))
    return [Fraction(sum(column)) for column in zip(*years, strict=True)]


def _relative(
    axis: AxisName, names: Sequence[str], activity: Sequence[Activity], split: DistrictSplit, basis: Basis
) -> list[list[int]]:
    """A node's own season against the region's, in parts of FINE; nil where it is not sold."""
    season = split.season.shares
    return [
        [
            0 if not open_[m] else int(shape.shares[m] / season[m] * FINE) if shape.own and season[m] else FINE
            for m in range(12)
        ]
        for shape, open_ in zip(node_shapes(basis, axis, names, split.season), activity, strict=True)
    ]


def _seed(total: int, mix: Sequence[int], relative: Sequence[int]) -> list[int]:
    return [total * part * season // FINE for part, season in zip(mix, relative, strict=True)]


# Locks of a part of a node --------------------------------------------------------------------------------------------


def _part_locks(
    axis: AxisName, names: Sequence[str], table: Table, seed: Sequence[Sequence[int]], holds: Holds, basis: Basis
) -> tuple[dict[Place, Held], list[Problem]]:
    """Locks of single cells, and of a node in a month or in a district, spread over its cells."""
    locks: dict[Place, Held] = {}
    problems: list[Problem] = []
    for held in sorted(holds.parts(axis), key=lambda h: (h.district is None) + (h.month is None)):
        column = names.index(held.node)
        rows = [
            12 * d + m
            for d, district in enumerate(basis.names)
            for m in range(12)
            if held.district in (None, district) and held.month in (None, m + 1)
        ]
        fixed = {k: locks[row, column].units for k, row in enumerate(rows) if (row, column) in locks}
        caps = {k: table.row_totals[row] for k, row in enumerate(rows)}
        if held.units and not any(seed[row][column] for row in rows):
            problems.append(_unsold(held, basis))
            continue
        try:
            parts = share_out(held.units, [seed[row][column] for row in rows], locks=fixed, caps=caps, show=basis.show)
        except Infeasible as error:
            problems.append(_no_part(held, error))
            continue
        locks |= {(row, column): replace(held, units=p.amount) for row, p in zip(rows, parts, strict=True)}
    return locks, problems


# What can be wrong ----------------------------------------------------------------------------------------------------


def _path(axis: AxisName, node: Node, basis: Basis) -> Path:
    listed: Sequence[Node] = basis.spec.products if axis == "product" else basis.spec.channels
    place = next((i for i, other in enumerate(listed) if other.name == node.name), None)
    if place is None:
        return (_KEYS[axis],)
    field = ("target",) if node.target is not None else ("share",) if node.share is not None else ()
    return (_KEYS[axis], place, *field)


def _unequal(axis: AxisName, nodes: Sequence[Node], whole: Fraction, total: int, basis: Basis) -> list[Problem]:
    """Stated figures that miss the total."""
    if abs(whole - total) < len(nodes):
        return []
    one, other = basis.show(nearest(whole)), basis.show(total)
    gap = basis.show(abs(nearest(whole) - total))
    name = _NAMES[axis]
    return [
        Problem(
            "P50",
            Text(
                f"各{name.zh}写明的目标合计 {one.zh}，年度目标 {other.zh}，差 {gap.zh}；按比例折算",
                f"stated {name.en} sum to {one.en}, the year's target is {other.en}, {gap.en} apart; they are scaled",
            ),
            Text("调整其中一项，或留一项不填", "change one of them, or leave one empty"),
            (_KEYS[axis],),
        )
    ]


def _moved(
    axis: AxisName, nodes: Sequence[Node], stated: dict[int, Fraction], margin: Margin, basis: Basis
) -> Iterator[Problem]:
    """Stated years that locks, floors or caps make others of, though all that is stated sums to the total."""
    by = Text("锁定与上下限", "locks and bounds")
    if basis.spec.targets.closed:
        by = Text("已关账的月份、锁定与上下限", "closed months, locks and bounds")
    for i, units in stated.items():
        found = margin.amounts[i]
        if abs(found - units) > 1:
            one, other = basis.show(nearest(units)), basis.show(found)
            yield Problem(
                "P54",
                Text(
                    f"“{nodes[i].name}”写的是 {one.zh}，{by.zh}使它成为 {other.zh}",
                    f'"{nodes[i].name}" is stated as {one.en}; {by.en} make it {other.en}',
                ),
                Text("改写明的数，或改锁定", "change what is stated, or the locks"),
                _path(axis, nodes[i], basis),
                severity=_grave(basis),
            )


def _beyond(axis: AxisName, node: Node, units: int, room: int, basis: Basis) -> Problem:
    """A stated year that the months of sale, or what is locked in them, leave no room for."""
    one, other, gap = basis.show(units), basis.show(room), basis.show(units - room)
    return Problem(
        "P53",
        Text(
            f"“{node.name}”全年写了 {one.zh}，但它在售且未锁定的各月，各片区目标合计只有 {other.zh}",
            f'"{node.name}" is to sell {one.en}, but the districts\' targets of the months in which it is sold and not '
            f"locked come to {other.en}",
        ),
        Text(f"调低 {gap.zh}，或改上市、淘汰日期或锁定", f"lower it by {gap.en}, or change its dates or locks"),
        _path(axis, node, basis),
        severity=_grave(basis),
    )


def _elsewhere(
    axis: AxisName, names: Sequence[str], mix: Sequence[Sequence[int]], fit: Fit, basis: Basis
) -> Iterator[Problem]:
    """What had to go where a node sold nothing last year, as what is stated finds no room where it did."""
    new = Counter[tuple[str, str]]()
    for row, units in enumerate(fit.cells):
        for column, part in enumerate(mix[row // 12]):
            if not part and (row, column) not in fit.held:
                new[basis.names[row // 12], names[column]] += units[column]
    if not any(new.values()):
        return
    place = max(new, key=new.__getitem__)
    whole, most, what = basis.show(sum(new.values())), basis.show(new[place]), _NAMES[axis]
    yield Problem(
        "P55",
        Text(
            f"各{what.zh}和各片区的目标不能同时只落在上年卖过的地方：有 {whole.zh} 分到上年没有卖的片区，"
            f"最多的是{place[0]}的“{place[1]}” {most.zh}",
            f"targets of {what.en} and districts cannot both stay where there were sales last year: {whole.en} goes "
            f'where there were none, most of it, {most.en}, to "{place[1]}" in {place[0]}',
        ),
        Text(
            f"调整{what.zh}或片区的目标，使它们与上年的构成相容；新进入的片区不用改",
            f"change targets of {what.en} or districts so that they go with last year's mix; leave it where it is new",
        ),
        (_KEYS[axis],),
        severity=Severity.WARNING,
    )


def _grave(basis: Basis) -> Severity:
    """A stated year that is not kept is a mistake, but once months are closed: what they sold nobody can change."""
    return Severity.INFO if basis.spec.targets.closed else Severity.ERROR


def _unknown(axis: AxisName, node: Node, basis: Basis) -> Problem:
    return Problem(
        "P51",
        Text(
            f"“{node.name}”没有目标、占比，也没有上年销售，无从分解",
            f'"{node.name}" has no target, no share and no sales last year to split by',
        ),
        Text("填 target 或 share；确实不卖就写 target: 0", "give target or share; target: 0 if it is not sold"),
        _path(axis, node, basis),
    )


def _unsold(held: Held, basis: Basis) -> Problem:
    what, amount = named(held), basis.show(held.units)
    return Problem(
        "P41",
        Text(
            f"{what.zh}没有营业或未上市，不能锁定 {amount.zh}；暂不计这一条",
            f"nothing is sold of {what.en}, {amount.en} cannot be locked there; it is left out",
        ),
        Text("改到别的月份，或改开业、停业、上市日期", "choose another month, or change the dates"),
        held.path,
    )


def _no_part(held: Held, error: Infeasible) -> Problem:
    return Problem(
        "P52",
        Text(
            f"“{held.node}”的这一锁定放不进它的各格：{error.message.zh}；暂不计",
            f'this lock of "{held.node}" does not fit its cells: {error.message.en}; it is left out',
        ),
        path=held.path,
    )
