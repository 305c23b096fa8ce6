"""What the manager holds: locks, floors and caps of the spec, checked and sorted by the split they take part in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from planforge.plan.targets.basis import Basis, unknown
from planforge.problem import Path, Problem, Severity, Text
from planforge.spec.history import AXES
from planforge.spec.targets import Bound, ClosedMonth, Lock
from planforge.spec.values import AmountOrGrowth

# Months that are over -------------------------------------------------------------------------------------------------


def closed_holds(basis: Basis) -> tuple[list[Held], list[Problem]]:
    """What was sold as locks: districts, products within them, people and stores, and the month as a whole."""
    held: list[Held] = []
    problems: list[Problem] = []
    for index, closed in enumerate(basis.spec.targets.closed):
        path: Path = ("targets", "closed", index)
        if any(one.month == closed.month for one in held):
            problems.append(_twice(closed.month, path))
            continue
        problems += _strangers(closed, path, basis)
        held += _cells(closed, path, basis)
        held += _parts(closed, path, basis)
    return held, problems


def is_over(given: Lock | Bound, basis: Basis) -> bool:
    """Whether it holds something of a month that is closed for all that it speaks of."""
    names = basis.names if given.district is None else (given.district,)
    told = {name for closed in basis.spec.targets.closed if closed.month == given.month for name in closed.actual}
    return given.month is not None and all(name in told for name in names)


def _cells(closed: ClosedMonth, path: Path, basis: Basis) -> Iterator[Held]:
    """Districts, and the month where all of them are told."""
    known = {name: basis.units(amount) for name, amount in closed.actual.items() if name in basis.names}
    for name, units in known.items():
        yield Held("lock", "cell", name, name, closed.month, units, (*path, "actual", name), closed.reason)
    if len(known) == len(basis.names):
        yield Held("lock", "month", str(closed.month), None, None, sum(known.values()), path, closed.reason)


def _parts(closed: ClosedMonth, path: Path, basis: Basis) -> Iterator[Held]:
    """Products within districts, people, stores."""
    names = {product.name for product in basis.products}
    for district, amounts in closed.products.items():
        for name, amount in amounts.items():
            if district in basis.names and name in names:
                place = (*path, "products", district, name)
                yield Held("lock", "product", name, district, closed.month, basis.units(amount), place, closed.reason)
    for key, axis in (("people", "person"), ("stores", "store")):
        for name, amount in getattr(closed, key).items():
            yield Held("lock", axis, name, None, closed.month, basis.units(amount), (*path, key, name), closed.reason)


def _strangers(closed: ClosedMonth, path: Path, basis: Basis) -> Iterator[Problem]:
    products = [product.name for product in basis.products]
    for key, told in (("actual", tuple(closed.actual)), ("products", tuple(closed.products))):
        for name in told:
            if name not in basis.names:
                yield unknown("district", name, basis.names, (*path, key, name))
    for district, amounts in closed.products.items():
        for name in amounts:
            if name not in products:
                yield unknown("product", name, products, (*path, "products", district, name))


def _twice(month: int, path: Path) -> Problem:
    return Problem(
        "P38",
        Text(f"{month} 月关账写了两次，以先写的为准", f"month {month} is closed twice; the first stands"),
        Text("删去一条", "remove one"),
        path,
    )


# One lock, floor or cap -----------------------------------------------------------------------------------------------

_SIGNS = {"floor": 1, "cap": -1}
_KINDS = {"lock": Text("锁定", "lock"), "floor": Text("下限", "floor"), "cap": Text("上限", "cap")}
_SIDES = {"floor": Text("低于", "below"), "cap": Text("高于", "above")}


class Held(Struct, frozen=True):
    """One lock, floor or cap in rounding units, and where it is written. ``month`` and ``district`` narrow the node."""

    kind: str  # "lock", "floor", "cap"
    axis: str  # the axis whose split it takes part in; "cell" for district × month
    node: str  # name on that axis; the month's number for "month"
    district: str | None
    month: int | None
    units: int
    path: Path
    reason: str | None = None

    @property
    def closed(self) -> bool:
        """Whether it is what a month that is over sold."""
        return self.path[:2] == ("targets", "closed")

    @property
    def place(self) -> tuple[str, str, str | None, int | None]:
        """The figure it holds."""
        return self.axis, self.node, self.district, self.month


def agreed(held: Iterable[Held], basis: Basis) -> tuple[tuple[Held, ...], tuple[Problem, ...]]:
    """What can stand together at each place: locks first, then bounds in the order of the spec.

    Of several floors or caps the tightest counts. A bound that a lock or an earlier bound contradicts is left out.
    """
    kept: list[Held] = []
    places: dict[tuple[str, str, str | None, int | None], list[Held]] = {}
    problems: list[Problem] = []
    for one in sorted(held, key=lambda h: h.kind != "lock"):
        beside = places.setdefault(one.place, [])
        against = next((other for other in beside if _contradict(other, one)), None)
        if against is not None:
            problems.append(_contradiction(against, one, basis))
        elif not any(other.kind == one.kind and not _tighter(one, other) for other in beside):
            kept.append(one)
            places[one.place] = [other for other in beside if other.kind != one.kind] + [one]
    standing = {id(one) for beside in places.values() for one in beside}
    return tuple(one for one in kept if id(one) in standing), tuple(problems)


def _tighter(one: Held, other: Held) -> bool:
    sign = _SIGNS.get(one.kind, 0)
    return sign * one.units > sign * other.units


def _contradict(other: Held, one: Held) -> bool:
    """Whether a figure cannot obey both; two locks of one place are told where they are read."""
    return any(
        bound.kind != base.kind and sign * bound.units > sign * base.units
        for bound, base in ((one, other), (other, one))
        for kind, sign in _SIGNS.items()
        if bound.kind == kind
    )


def _contradiction(first: Held, second: Held, basis: Basis) -> Problem:
    """The one sentence: which two, how far apart, what mends it."""
    base, bound = (first, second) if second.kind != "lock" else (second, first)
    one, other, gap = (basis.show(units) for units in (base.units, bound.units, abs(base.units - bound.units)))
    side, names = _SIDES[bound.kind], (_KINDS[base.kind], _KINDS[bound.kind])
    what = named(second)
    return Problem(
        "P36",
        Text(
            f"{what.zh}的{names[0].zh} {one.zh} {side.zh}{names[1].zh} {other.zh}，后写的暂不计",
            f"the {names[0].en} of {what.en}, {one.en}, is {side.en} its {names[1].en} of {other.en}; "
            "the later one is left out",
        ),
        Text(f"把其中一个改动 {gap.zh}", f"move one of them by {gap.en}"),
        second.path,
    )


def named(held: Held) -> Text:
    """``南阳 3月`` / ``南阳, month 3``."""
    month = held.node if held.axis == "month" else held.month
    names = [held.district or "", held.node] if held.axis not in ("cell", "month") else [held.district or ""]
    zh, en = [*names, f"{month}月" if month else ""], [*names, f"month {month}" if month else ""]
    return Text(" ".join(filter(None, zh)), ", ".join(filter(None, en)))


Key = tuple[str | int | None, ...]
DISTRICT, *LEAVES = AXES


class Holds(Struct, frozen=True):
    """Everything held, in the order of the spec."""

    all: tuple[Held, ...]
    problems: tuple[Problem, ...]
    given: tuple[Held, ...] = ()  # with those that contradict others
    over: tuple[Path, ...] = ()  # where those stand whose months are closed: what was sold stands instead

    def of(self, axis: str, kind: str | None = None) -> tuple[Held, ...]:
        """What is held of whole nodes of an axis."""
        return tuple(
            held
            for held in self.all
            if held.axis == axis
            and held.kind == (kind or held.kind)
            and (axis == "cell" or (held.district is None and held.month is None))
        )

    def parts(self, axis: str) -> tuple[Held, ...]:
        """Locks of nodes of an axis within a month, a district, or both."""
        return tuple(
            held
            for held in self.all
            if held.axis == axis != "cell" and (held.district is not None or held.month is not None)
        )


def holds_of(basis: Basis) -> Holds:
    """The locks and bounds of a spec; those that cannot take part are left out with a problem."""
    targets = basis.spec.targets
    held, problems = closed_holds(basis)
    over: list[Path] = []
    for index, lock in enumerate(targets.locks):
        path: Path = ("targets", "locks", index)
        if is_over(lock, basis):
            over.append(path)
            problems.append(_over(lock, path))
            continue
        placed = _place(lock, path, basis, problems)
        if placed and _only(placed, "lock", held, path, problems):
            held.append(Held("lock", *placed, basis.units(lock.amount), (*path, "amount"), lock.reason))
    for index, bound in enumerate(targets.bounds):
        path = ("targets", "bounds", index)
        if is_over(bound, basis):
            over.append(path)
            problems.append(_over(bound, path))
            continue
        placed = _place(bound, path, basis, problems)
        if placed and _bounded(placed, path, problems):
            held += _bounds(bound, placed, path, basis, problems)
    agreeing, apart = agreed(held, basis)
    return Holds(agreeing, (*problems, *apart), tuple(held), tuple(over))


def _over(given: Lock | Bound, path: Path) -> Problem:
    return Problem(
        "P48",
        Text(
            f"{given.month} 月已关账，以实际为准，这一条不再起作用",
            f"month {given.month} is closed as sold: this holds nothing any more",
        ),
        Text("可以留着，也可以删去", "it may stay, or go"),
        path,
        severity=Severity.INFO,
    )


Placed = tuple[str, str, str | None, int | None]  # axis, node, district, month


def _place(given: Lock | Bound, path: Path, basis: Basis, problems: list[Problem]) -> Placed | None:
    """Which split a lock or bound takes part in; None, with a problem, where it names none or too many nodes."""
    named = {
        axis: getattr(given, axis) for axis in (DISTRICT, "month", *LEAVES) if getattr(given, axis, None) is not None
    }
    wrong = [
        unknown(axis, str(name), known, (*path, axis))
        for axis, name in named.items()
        if axis != "month" and name not in (known := known_names(basis, axis))
    ]
    problems += wrong
    leaves = [axis for axis in LEAVES if axis in named]
    if wrong:
        return None
    if not named or len(leaves) > 1:
        problems.append(_vague(path, bool(named)))
        return None
    district, month = named.get("district"), named.get("month")
    if leaves:
        return _leaf(leaves[0], named[leaves[0]], district, month, path, basis, problems)
    if district is not None and month is not None:
        return ("cell", district, district, month)
    return ("district", district, None, None) if district is not None else ("month", str(month), None, None)


def _leaf(
    axis: str, node: str, district: str | None, month: int | None, path: Path, basis: Basis, problems: list[Problem]
) -> Placed | None:
    """A product's or channel's part keeps its district; people and stores have one of their own."""
    if axis in ("product", "channel") or district is None:
        return (axis, node, district, month)
    home = home_of(basis, axis, node)
    if home == district:
        return (axis, node, None, month)
    problems.append(
        Problem(
            "P31",
            Text(f"“{node}”不在片区“{district}”", f'"{node}" is not in district "{district}"'),
            Text(f"改为“{home}”，或去掉 district", f'write "{home}", or drop district'),
            (*path, "district"),
        )
    )
    return None


def known_names(basis: Basis, axis: str) -> tuple[str, ...]:
    """The names of an axis."""
    nodes: Mapping[str, Iterable[object]] = {
        "district": basis.districts,
        "product": basis.products,
        "channel": basis.channels,
        "store": basis.stores,
    }
    if axis == "person":
        return tuple(dict.fromkeys([*(member.name for member in basis.team), *basis.borne.values()]))
    return tuple(node.name for node in nodes[axis])  # type: ignore[attr-defined]


def home_of(basis: Basis, axis: str, node: str) -> str | None:
    """The district of a person or store."""
    if axis == "store":
        return next((store.district for store in basis.stores if store.name == node), None)
    own = next((member.district for member in basis.team if member.name == node), None)
    return own or next((district for district, name in basis.borne.items() if name == node), None)


def _only(placed: Placed, kind: str, held: Sequence[Held], path: Path, problems: list[Problem]) -> bool:
    twin = any((h.kind, h.axis, h.node, h.district, h.month) == (kind, *placed) for h in held)
    if twin:
        problems.append(
            Problem(
                "P32",
                Text("同一处锁定了两次，以先写的为准", "the same figure is locked twice; the first stands"),
                Text("删去一条", "remove one"),
                path,
            )
        )
    return not twin


def _bounded(placed: Placed, path: Path, problems: list[Problem]) -> bool:
    """Bounds hold whole nodes, or a district in a month."""
    axis, _, district, month = placed
    if axis == "cell" or (district is None and month is None):
        return True
    problems.append(
        Problem(
            "P33",
            Text(
                "上下限只能用于一个片区、月份、产品、渠道、门店，或片区的某月",
                "a bound holds one district, month, product, channel or store, or a district in a month",
            ),
            Text("改用 locks，或去掉一项", "use locks, or drop a part"),
            path,
        )
    )
    return False


def _bounds(bound: Bound, placed: Placed, path: Path, basis: Basis, problems: list[Problem]) -> Iterator[Held]:
    if bound.floor is None and bound.cap is None:
        problems.append(
            Problem(
                "P34",
                Text("上下限没有写 floor 或 cap", "the bound gives neither floor nor cap"),
                Text("写一个，或删去这条", "give one, or remove it"),
                path,
            )
        )
    sides = (("floor", bound.floor), ("cap", bound.cap))
    for kind, value in sides:
        amount = None if value is None else _amount(value, placed, basis)
        if value is not None and amount is None:
            problems.append(_no_last(placed, (*path, kind)))
        elif amount is not None:
            exact = amount / basis.granule
            units = -(-exact // 1) if kind == "floor" else exact // 1
            yield Held(kind, *placed, int(units), (*path, kind), bound.reason)


def _amount(value: AmountOrGrowth, placed: Placed, basis: Basis) -> Fraction | None:
    if value.amount is not None:
        return Fraction(value.amount)
    last = last_of(basis, placed)
    return (
        None
        if last is None or value.growth is None
        else max(Fraction(last) * (1 + Fraction(value.growth)), Fraction(0))
    )


def last_of(basis: Basis, placed: Placed) -> Decimal | None:
    """Last year's figure of what is held."""
    axis, node, district, month = placed
    year = basis.spec.year - 1
    if axis == "month" or (axis == "cell" and month is not None):
        key = () if axis == "month" else (str(district),)
        sold = basis.history.monthly(() if axis == "month" else ("district",), year).get(key)
        return sold.months[(int(node) if axis == "month" else int(month or 1)) - 1] if sold else None
    return basis.sales(axis, year).get(node)


def _no_last(placed: Placed, path: Path) -> Problem:
    return Problem(
        "P35",
        Text("没有上年数，按增幅写的上下限无法计算", "there is no figure of last year for a bound given as growth"),
        Text("写成金额，或补上上年销售", "give an amount, or last year's sales"),
        path,
    )


def _vague(path: Path, many: bool) -> Problem:
    if many:
        return Problem(
            "P30",
            Text(
                "一条只能指定产品、渠道、人员、门店中的一个", "it may name only one of product, channel, person, store"
            ),
            Text("分成几条", "write one for each"),
            path,
        )
    return Problem(
        "P30",
        Text(
            "没有指定片区、月份、产品、渠道、人员或门店",
            "it names no district, month, product, channel, person or store",
        ),
        Text("写明锁定的是哪一格；总目标用 targets.base", "say what is held; for the total use targets.base"),
        path,
    )
