"""People and stores: each district's months over those who are there, by weight, with what is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from planforge.plan.grid import MONTHS, Cells, Grid
from planforge.plan.targets.basis import Basis
from planforge.plan.targets.cells import Fit, Place, Table, called, fit_cells, month_of
from planforge.plan.targets.districts import FIXED
from planforge.plan.targets.holds import Held, Holds
from planforge.plan.targets.margin import Axis, Margin, split_margin, within_room
from planforge.plan.targets.weights import uneven_weights
from planforge.problem import Path, Problem, Severity, Text
from planforge.records import replace
from planforge.spec.region import Member, Store

# Areas between district and store -------------------------------------------------------------------------------------


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


MemberAxis = Literal["person", "store"]
Node = Member | Store
_KEYS = {"person": "team", "store": "stores"}
_NAMES = {"person": Text("人员", "people"), "store": Text("门店", "stores")}


class Seat(Struct, frozen=True):
    """Someone or somewhere that takes part of a district's target: when, by what weight, and where that came from."""

    name: str
    first: int
    last: int
    weight: Fraction
    origin: str  # "weight", "history", "size", "equal"
    path: Path

    def there(self, month: int) -> bool:
        return self.first <= month <= self.last


class MemberSplit(Struct, frozen=True):
    """The people or stores of one district, in rounding units; ``fit.cells`` are months × members.

    ``stores`` names the stores of each person where people answer for just the sum of theirs, else it is empty.
    """

    district: str
    seats: tuple[Seat, ...]
    margin: Margin
    fit: Fit
    stores: tuple[tuple[str, ...], ...] = ()

    @property
    def cells(self) -> Cells:
        """Members × months."""
        return tuple(zip(*self.fit.cells, strict=True))


class MembersSplit(Struct, frozen=True):
    """All districts' members on one axis."""

    axis: MemberAxis
    districts: tuple[MemberSplit, ...]
    problems: tuple[Problem, ...]

    def grid(self) -> Grid:
        """Members by month, district by district."""
        nodes = tuple(seat.name for split in self.districts for seat in split.seats)
        return Grid(self.axis, nodes, tuple(row for split in self.districts for row in split.cells))

    @property
    def alike(self) -> tuple[str, ...]:
        """Members of districts of several who share alike, for want of anything to go by."""
        splits = [s for s in self.districts if len(s.seats) > 1 and not s.stores]
        return tuple(seat.name for split in splits for seat in split.seats if seat.origin == "equal")

    @property
    def homes(self) -> dict[str, str]:
        """Each member's district."""
        return {seat.name: split.district for split in self.districts for seat in split.seats}


def split_members(axis: MemberAxis, cells: Cells, holds: Holds, basis: Basis) -> MembersSplit | None:
    """Every district's months over its people or stores; None where no district has any."""
    problems: list[Problem] = []
    seats = {name: _seats(axis, name, basis, problems) for name in basis.names}
    if not any(seats.values()):
        return None
    splits = [
        _split(axis, name, seats[name], months, holds, basis, problems)
        for name, months in zip(basis.names, cells, strict=True)
        if seats[name]
    ]
    problems += [_nobody(axis, name, basis) for name in basis.names if not seats[name]]
    return MembersSplit(axis, tuple(splits), tuple(problems))


def follow_stores(people: MembersSplit | None, stores: MembersSplit | None, basis: Basis) -> MembersSplit | None:
    """The people, each with the sum of his stores in districts whose people and stores match one to many.

    They match where every store has one of the district's people as its manager, each of them has a store, and nothing
    is said of the people themselves: no weight, no months, no lock.
    """
    if people is None or stores is None:
        return people
    owned = {split.district: split for split in stores.districts}
    splits = [_followed(split, owned.get(split.district), basis) for split in people.districts]
    return replace(people, districts=tuple(splits))


def _followed(people: MemberSplit, stores: MemberSplit | None, basis: Basis) -> MemberSplit:
    managers = {store.name: store.manager for store in basis.stores}
    names = people.margin.nodes
    plain = all(seat.origin != "weight" and seat.there(1) and seat.there(12) for seat in people.seats)
    free = not people.margin.kept and not people.fit.held
    if stores is None or not (plain and free) or {managers[seat.name] for seat in stores.seats} != set(names):
        return people
    own = tuple(tuple(seat.name for seat in stores.seats if managers[seat.name] == name) for name in names)
    row_of = dict(zip(stores.margin.nodes, stores.cells, strict=True))
    rows = [tuple(map(sum, zip(*(row_of[store] for store in mine), strict=True))) for mine in own]
    return replace(people, fit=replace(people.fit, cells=tuple(zip(*rows, strict=True))), stores=own)


def _split(
    axis: MemberAxis,
    district: str,
    seats: Sequence[Seat],
    months: Sequence[int],
    holds: Holds,
    basis: Basis,
    problems: list[Problem],
) -> MemberSplit:
    names = tuple(seat.name for seat in seats)
    natural = _natural(axis, district, seats, months, problems)
    parts = [held for held in holds.parts(axis) if held.node in names]
    own = [[held for held in parts if held.node == name] for name in names]
    spare = [[int(seat.there(m)) for seat in seats] for m in range(1, 13)]
    manned = all(map(any, spare))
    most = {
        i: _room(seat, months, some)
        for i, (seat, some) in enumerate(zip(seats, own, strict=True))
        if some or (manned and (seat.first, seat.last) != (1, 12))
    }
    held = [held for held in holds.of(axis) if held.node in names]
    if manned:
        held, unfit = within_room(held, names, most, basis)
        problems += unfit
    margin = split_margin(
        sum(months),
        Axis(Text(f"{district}的{_NAMES[axis].zh}", f"{_NAMES[axis].en} of {district}"), names, (_KEYS[axis],)),
        [sum(column, Fraction(0)) for column in zip(*natural, strict=True)],
        held,
        basis,
        {i: sum(held.units for held in some) for i, some in enumerate(own)},
        most,
    )
    rows, columns = tuple(month_of(district, month) for month in MONTHS), called(names)
    table = Table(rows, columns, tuple(months), margin.amounts, (_KEYS[axis],))
    seed = [[int(value * FIXED) for value in row] for row in natural]
    locks: dict[Place, Held] = {((held.month or 1) - 1, names.index(held.node)): held for held in parts}
    fit = fit_cells(table, seed, basis, locks, spare=spare if manned else None)
    problems += [*margin.problems, *fit.problems]
    return MemberSplit(district, tuple(seats), margin, fit)


def _room(seat: Seat, months: Sequence[int], locks: Sequence[Held]) -> int:
    """What a member can come to at most: the locked months, and all of the others in which it is there."""
    locked = {held.month for held in locks}
    free = sum(units for m, units in enumerate(months, 1) if seat.there(m) and m not in locked)
    return free + sum(held.units for held in locks)


def _natural(
    axis: MemberAxis, district: str, seats: Sequence[Seat], months: Sequence[int], problems: list[Problem]
) -> list[list[Fraction]]:
    """Each month over those who are there, exact; over all alike, with a problem, where nobody is."""
    rows = []
    empty = [m for m, units in enumerate(months, 1) if units and not any(s.there(m) for s in seats)]
    if empty:
        problems.append(_vacant(axis, district, empty, seats))
    for m, units in enumerate(months, 1):
        weights = [seat.weight if seat.there(m) else Fraction(0) for seat in seats]
        if not any(weights):
            weights = [Fraction(seat.there(m) or m in empty) for seat in seats]
        whole = sum(weights) or Fraction(1)
        rows.append([units * weight / whole for weight in weights])
    return rows


# Who there is, and by what weight -------------------------------------------------------------------------------------


def _seats(axis: MemberAxis, district: str, basis: Basis, problems: list[Problem]) -> list[Seat]:
    if axis == "store":
        stores = [store for store in basis.stores if store.district == district]
        terms = [(store.opens, store.closes) for store in stores]
        return _weighed(axis, stores, terms, basis, problems)
    team = [m for m in basis.team if m.district == district and m.weight != 0]
    if not team:
        return _leader(district, basis)
    return _weighed(axis, team, [(m.starts, m.leaves) for m in team], basis, problems)


def _leader(district: str, basis: Basis) -> list[Seat]:
    """A district without people is borne by its leader."""
    place: Path = ("districts", basis.names.index(district), "leader")
    name = basis.borne.get(district)
    return [Seat(name, 1, 12, Fraction(1), "equal", place)] if name else []


def _weighed(
    axis: MemberAxis,
    members: Sequence[Node],
    terms: Sequence[tuple[int | None, int | None]],
    basis: Basis,
    problems: list[Problem],
) -> list[Seat]:
    listed: Sequence[Node] = basis.spec.team if axis == "person" else basis.spec.stores
    paths: list[Path] = [(_KEYS[axis], listed.index(member)) for member in members]
    given = [member.weight for member in members]
    weights = _stated(given, members, paths, problems) if any(w is not None for w in given) else None
    if weights is not None:
        whose = Text(f"{members[0].district}的{_NAMES[axis].zh}", f"the {_NAMES[axis].en} of {members[0].district}")
        problems += uneven_weights(whose, given, (_KEYS[axis],))
    origin = "weight"
    if weights is None:
        weights, origin = _past(axis, members, terms, paths, basis, problems)
    return [
        Seat(member.name, first or 1, last or 12, weight, origin, path)
        for member, (first, last), weight, path in zip(members, terms, weights, paths, strict=True)
    ]


def _stated(
    given: Sequence[Decimal | None],
    members: Sequence[Node],
    paths: Sequence[Path],
    problems: list[Problem],
) -> list[Fraction]:
    """Weights as given; those not given share what is missing to 100 %."""
    known = sum((Fraction(weight) for weight in given if weight is not None), Fraction(0))
    missing = [i for i, weight in enumerate(given) if weight is None]
    rest = max(1 - known, Fraction(0)) / len(missing) if missing else Fraction(0)
    problems += [_weightless(members[i].name, paths[i]) for i in missing if not rest]
    return [rest if weight is None else Fraction(max(weight, Decimal(0))) for weight in given]


def _past(
    axis: MemberAxis,
    members: Sequence[Node],
    terms: Sequence[tuple[int | None, int | None]],
    paths: Sequence[Path],
    basis: Basis,
    problems: list[Problem],
) -> tuple[list[Fraction], str]:
    """Last year's sales; who has none counts as the average of the others. Where nobody has any, stores by their size
    where all give it; else all count alike, which is said of stores here, with who has no size, and of people under
    their table."""
    sold: Mapping[str, Decimal] = basis.sales(axis, basis.spec.year - 1)
    known = [Fraction(sold[m.name]) for m in members if m.name in sold and sold[m.name] >= 0]
    if not any(known):
        sizes = [Fraction(size) for m in members if (size := getattr(m, "size", None))]
        if len(sizes) == len(members):
            return sizes, "size"
        if len(members) > 1 and axis == "store":
            problems.append(_alike([m.name for m in members if not sizes or not getattr(m, "size", None)], paths[0]))
        return [Fraction(1)] * len(members), "equal"
    mean = sum(known, Fraction(0)) / len(known)
    for member, (first, _), path in zip(members, terms, paths, strict=True):
        if member.name not in sold and first is None:
            problems.append(_without_past(axis, member.name, path))
    return [max(Fraction(sold[m.name]), Fraction(0)) if m.name in sold else mean for m in members], "history"


# What can be wrong ----------------------------------------------------------------------------------------------------


def _nobody(axis: MemberAxis, district: str, basis: Basis) -> Problem:
    kind = Text("负责人员", "people") if axis == "person" else Text("门店", "stores")
    known = basis.history.cube(("district", axis), basis.spec.year - 1)
    sold = [node for home, node in known if home == district][:3]
    remedy = Text(f"在 {_KEYS[axis]} 中补上", f"add them to {_KEYS[axis]}")
    if sold:
        remedy = Text(f"{remedy.zh}；去年在这里销售的有{'、'.join(sold)}", f"{remedy.en}; {', '.join(sold)} sold there")
    return Problem(
        "P60",
        Text(
            f"片区“{district}”没有{kind.zh}，它的目标没有分到{_NAMES[axis].zh}",
            f'"{district}" has no {kind.en}; its target is not split over any',
        ),
        remedy,
        ("districts", basis.names.index(district)),
        severity=Severity.WARNING,
    )


def _vacant(axis: MemberAxis, district: str, months: Sequence[int], seats: Sequence[Seat]) -> Problem:
    listed = "、".join(map(str, months)), ", ".join(map(str, months))
    names = [seat.name for seat in seats]
    alone = Text(f"这几个月的目标暂记在{names[0]}名下", f"the targets of these months stand with {names[0]} for now")
    shared = Text(f"暂由{'、'.join(names)}平均分担", f"{', '.join(names)} share them evenly for now")
    borne = shared if len(names) > 1 else alone
    return Problem(
        "P61",
        Text(
            f"片区“{district}”{listed[0]} 月没有在岗{_NAMES[axis].zh}，{borne.zh}",
            f'"{district}" has no {_NAMES[axis].en} in months {listed[1]}; {borne.en}',
        ),
        Text("调整起止月份，或补人", "change the months, or add someone"),
        seats[0].path,
    )


def _weightless(name: str, path: Path) -> Problem:
    return Problem(
        "P62",
        Text(f"“{name}”没有填 weight，同片区其他各项已满 100%", f'"{name}" gives no weight, and the others take 100%'),
        Text("补上 weight；不承担目标写 0", "give a weight, 0 for no target"),
        path,
    )


def _alike(names: Sequence[str], path: Path) -> Problem:
    listed = "、".join(names), ", ".join(names)
    return Problem(
        "P64",
        Text(
            f"{listed[0]}没有权重、上年销售和面积，同片区门店目标均分",
            f"{listed[1]}: neither weights, nor last year's sales, nor sizes; stores of the district share alike",
        ),
        Text("填 last_actual、size 或 weight", "give last_actual, size or weight"),
        path,
        severity=Severity.WARNING,
    )


def _without_past(axis: MemberAxis, name: str, path: Path) -> Problem:
    field = "weight" if axis == "person" else "last_actual"
    return Problem(
        "P63",
        Text(
            f"“{name}”没有上年销售，暂按同片区平均计",
            f'"{name}" has no sales last year; it counts as the average of its district',
        ),
        Text(f"填 {field}", f"give {field}"),
        path,
        severity=Severity.WARNING,
    )
