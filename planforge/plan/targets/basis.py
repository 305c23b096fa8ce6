"""What targets are worked out from: the spec, the rounding unit, past sales, and what is wrong with them as given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Protocol, TypeVar

from msgspec import Struct

from planforge.ledger.seats import borne_by_leaders
from planforge.numbers import nearest
from planforge.plan.targets.past import SalesHistory, is_empty
from planforge.problem import Path, Problem, Severity, Text
from planforge.records import replace
from planforge.spec.history import AXES, HistoryRow
from planforge.spec.products import Channel, Product
from planforge.spec.region import District, Member, MoneyFormat, Store, seat_name
from planforge.spec.spec import Spec
from planforge.wording import did_you_mean, money, rate

ONE_SIDED = Decimal("0.1")  # of a year's sales that one with sales in that year alone may be unsaid
PER_CENT = Decimal("0.001")
_TENTHS = {"元": 1, "千元": 100, "万元": 1_000, "百万元": 100_000, "亿元": 10_000_000}


class Named(Protocol):
    """Anything of the spec with a name."""

    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


class Basis(Struct, frozen=True, dict=True):
    """The ground of a target plan. Amounts are counted in units of ``granule`` inside, in currency units outside."""

    spec: Spec
    granule: int
    history: SalesHistory

    @classmethod
    def of(cls, spec: Spec) -> Basis:
        """The basis of a spec that has been read."""
        return cls(spec, granule_of(spec.money), SalesHistory.of(spec))

    @cached_property
    def districts(self) -> tuple[District, ...]:
        """The districts, each name once."""
        return unique(self.spec.districts)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The districts' names."""
        return tuple(district.name for district in self.districts)

    @cached_property
    def products(self) -> tuple[Product, ...]:
        """The products, those of the history where the spec names none."""
        return unique(self.spec.products) or tuple(Product(name=name) for name in self._known("product"))

    @cached_property
    def channels(self) -> tuple[Channel, ...]:
        """The channels, those of the history where the spec names none."""
        return unique(self.spec.channels) or tuple(Channel(name=name) for name in self._known("channel"))

    @cached_property
    def stores(self) -> tuple[Store, ...]:
        """The stores of known districts, each name once."""
        return tuple(store for store in unique(self.spec.stores) if store.district in self.names)

    @cached_property
    def team(self) -> tuple[Member, ...]:
        """The people of the team, each name once."""
        return unique(self.spec.team)

    @cached_property
    def borne(self) -> dict[str, str]:
        """The districts that their leaders bear, by the name each has there."""
        return borne_by_leaders(self.spec)

    def _known(self, axis: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for year in self.history.years for name in self.history.by(axis, year)))

    @cached_property
    def last(self) -> Decimal | None:
        """Last year's sales: of the history, else the sum of what products, channels or stores state, if all do."""
        sold = self.history.region(self.spec.year - 1)
        if sold is not None:
            return sold.total
        stated = (
            [n.last for n in self.products],
            [n.last for n in self.channels],
            [s.last_actual for s in self.stores if not _is_new(s)],
        )
        return next((sum(known, Decimal(0)) for known in map(_complete, stated) if known), None)

    @cached_property
    def before(self) -> Decimal | None:
        """Sales of the year before last."""
        sold = self.history.region(self.spec.year - 2)
        return sold.total if sold else None

    @cached_property
    def short(self) -> tuple[int, ...]:
        """The months that last year's sales are of, where they are not of all twelve and no month is estimated."""
        sold = self.history.region(self.spec.year - 1)
        told = tuple(m for m, amount in enumerate(sold.months, 1) if amount is not None) if sold else ()
        return told if len(told) < 12 else ()

    def silent(self, year: int) -> tuple[str, ...]:
        """Districts that have a row for a year and no sales in it: the sum of the others is no total."""
        rows = self.spec.history if isinstance(self.spec.history, tuple) else ()
        asked = {row.district for row in rows if row.year == year and row.district and is_empty(row)}
        return tuple(name for name in self.names if name in asked and name not in self.history.by("district", year))

    def sales(self, axis: str, year: int) -> dict[str, Decimal]:
        """Sales by node in a year; what the spec states for last year wins over the history."""
        found = {name: sold.total for name, sold in self.history.by(axis, year).items()}
        return found | self._stated(axis) if year == self.spec.year - 1 else found

    def _stated(self, axis: str) -> dict[str, Decimal]:
        if axis == "store":
            return {store.name: store.last_actual for store in self.stores if store.last_actual is not None}
        if axis == "district":
            return self._from_stores() if not self.history.by("district", self.spec.year - 1) else {}
        known: dict[str, Sequence[Product | Channel]] = {"product": self.products, "channel": self.channels}
        nodes = known.get(axis, ())
        return {node.name: node.last for node in nodes if node.last is not None}

    def _from_stores(self) -> dict[str, Decimal]:
        """Districts' sales where only their stores' are known; nothing where those of a district that was there are
        not, for what is unknown is not nil."""
        groups = {
            name: [s.last_actual for s in self.stores if s.district == name and not _is_new(s)] for name in self.names
        }
        found = {name: sum(known, Decimal(0)) for name, group in groups.items() if (known := _complete(group))}
        return found if all(d.name in found or d.opens is not None for d in self.districts) else {}

    def units(self, amount: Decimal | Fraction) -> int:
        """An amount of money in whole rounding units, the nearest."""
        return nearest(Fraction(amount) / self.granule)

    def show(self, units: int) -> Text:
        """Rounding units as money, for messages."""
        return money(units * self.granule, self.spec.money)


def granule_of(style: MoneyFormat) -> int:
    """The rounding unit in currency units: as given, else a tenth of the printed unit; at least 1."""
    given = _TENTHS[style.unit] if style.round_to is None else int(style.round_to)
    return max(given, 1)


def unique(nodes: Iterable[N]) -> tuple[N, ...]:
    """The first of every name, in order."""
    found: dict[str, N] = {}
    for node in nodes:
        found.setdefault(node.name, node)
    return tuple(found.values())


def _is_new(store: Store) -> bool:
    """Whether a store opens in the plan year, and has sold nothing yet."""
    return store.opens is not None and store.last_actual is None


def _complete(amounts: Sequence[Decimal | None]) -> list[Decimal]:
    """The amounts where every one is given, else nothing."""
    known = [amount for amount in amounts if amount is not None]
    return known if len(known) == len(amounts) else []


# What can be wrong ----------------------------------------------------------------------------------------------------


def basis_problems(basis: Basis) -> Iterator[Problem]:
    """Names given twice, districts that do not exist, amounts that are no multiples, gaps in the history."""
    spec = basis.spec
    for key in ("districts", "products", "channels", "stores", "team"):
        yield from _twice(key, getattr(spec, key))
    homes: dict[str, list[str | None]] = {
        "stores": [store.district for store in spec.stores],
        "team": [member.district for member in spec.team],
    }
    for key, districts in homes.items():
        for index, name in enumerate(districts):
            if name is not None and name not in basis.names:
                yield unknown("district", name, basis.names, (key, index, "district"))
    yield from _strangers(basis)
    yield from _negative(spec)
    yield from _granule(spec.money)
    yield from _uneven(basis)
    yield from _history(basis)


def _twice(key: str, nodes: Sequence[Named]) -> Iterator[Problem]:
    seen: dict[str, Named] = {}
    for index, node in enumerate(nodes):
        first = seen.setdefault(name := node.name, node)
        if first is not node:
            homes = [getattr(one, "district", None) for one in (first, node)]
            seats = [seat_name(name, home) for home in homes if home] if key == "team" and len(set(homes)) == 2 else []
            remedy = Text("合并，或改名", "merge the two, or rename one")
            if seats:  # one person, two districts
                remedy = Text(f"各片区分别写作 {'、'.join(seats)}", f"name them by district: {', '.join(seats)}")
            yield Problem(
                "P01",
                Text(f"“{name}”写了两次，只算第一次", f'"{name}" is given twice; only the first counts'),
                remedy,
                (key, index, "name"),
            )


def _strangers(basis: Basis) -> Iterator[Problem]:
    """Names in rows that no figure is reckoned from, so that nothing else would tell: a dealer of a district that there
    is not.
    """
    spec = basis.spec
    named: list[tuple[str, Iterable[str | None], Path]] = [
        *(("district", (one.district,), ("situation", "dealers", "items", index, "district"))
          for index, one in enumerate(spec.situation.dealers.items)),
        *(("district", (one.district,), ("actions", index, "district")) for index, one in enumerate(spec.actions)),
        *(("district", (one.district,), ("review", "causes", index, "district"))
          for index, one in enumerate(spec.review.causes)),
        *(("district", (name,), ("review", "district_targets", name)) for name in spec.review.district_targets),
        *(("product", (one.product,), ("new_items", index, "product")) for index, one in enumerate(spec.new_items)),
        *((axis, getattr(one, f"{axis}s"), ("promotions", index, f"{axis}s"))
          for index, one in enumerate(spec.promotions) for axis in ("district", "product", "channel")),
    ]  # fmt: skip
    known = {
        "district": basis.names,
        "product": tuple(one.name for one in basis.products),
        "channel": tuple(one.name for one in basis.channels),
    }
    for axis, names, path in named:
        for name in names if known[axis] else ():
            if name is not None and name not in known[axis]:
                yield replace(unknown(axis, name, known[axis], path), severity=Severity.WARNING)


def unknown(axis: str, name: str, known: Iterable[str], path: Path) -> Problem:
    """A name that the plan does not have."""
    kinds = {
        "district": Text("片区", "district"),
        "product": Text("产品", "product"),
        "channel": Text("渠道", "channel"),
        "person": Text("人员", "person"),
        "store": Text("门店", "store"),
    }
    kind = kinds.get(axis, Text("名称", "name"))
    return Problem(
        "P02", Text(f"未知{kind.zh}“{name}”", f'unknown {kind.en} "{name}"'), did_you_mean(name, known), path
    )


def _negative(spec: Spec) -> Iterator[Problem]:
    """Weights below nil, which count as nil."""
    for key in ("districts", "stores", "team"):
        for index, node in enumerate(getattr(spec, key)):
            if node.weight is not None and node.weight < 0:
                yield Problem(
                    "P13",
                    Text(
                        f"“{node.name}”的权重是 {rate(node.weight)}，不能为负，按 0 计",
                        f'the weight of "{node.name}" is {rate(node.weight)}; it cannot be negative and counts as 0',
                    ),
                    Text("写 0 或正数", "write 0 or more"),
                    (key, index, "weight"),
                )


def _granule(style: MoneyFormat) -> Iterator[Problem]:
    if style.round_to is not None and (style.round_to < 1 or style.round_to != int(style.round_to)):
        yield Problem(
            "P03",
            Text(
                "取整单位须是不小于 1 元的整数",
                "the rounding unit must be a whole number of currency units, at least 1",
            ),
            Text("例如 round_to: 1000", "e.g. round_to: 1000"),
            ("money", "round_to"),
        )


def _uneven(basis: Basis) -> Iterator[Problem]:
    """Amounts that the manager gives between two multiples of the rounding unit."""
    targets = basis.spec.targets
    given: list[tuple[Path, Decimal | None]] = [
        (("targets", key), getattr(getattr(targets, key), "amount", None))
        for key in ("base", "floor", "stretch", "reserve")
    ]
    given += [(("targets", "locks", i, "amount"), lock.amount) for i, lock in enumerate(targets.locks)]
    given += [(("products", i, "target"), product.target) for i, product in enumerate(basis.spec.products)]
    given += [(("channels", i, "target"), channel.target) for i, channel in enumerate(basis.spec.channels)]
    budget = basis.spec.budget
    given += [(("budget", "lines", i, "amount"), line.amount) for i, line in enumerate(budget.lines)]
    given += [(("budget", "total"), budget.total)]
    if basis.spec.collection is not None:
        collection = basis.spec.collection
        given += [(("collection", "opening"), collection.opening)]
        given += [(("collection", "recovery", i, "amount"), step.amount) for i, step in enumerate(collection.recovery)]
    for path, amount in given:
        if amount is not None and amount % basis.granule:
            yield _between(amount, path, basis)


def _between(amount: Decimal, path: Path, basis: Basis) -> Problem:
    rounded, unit = basis.show(basis.units(amount)), basis.show(1)
    given = money(amount, basis.spec.money.model_copy(update={"unit": "元"}))
    return Problem(
        "P04",
        Text(
            f"{given.zh}不是取整单位 {unit.zh} 的整数倍，按 {rounded.zh} 计算",
            f"{given.en} is not a multiple of the rounding unit {unit.en}; {rounded.en} is used",
        ),
        Text("写成取整单位的整数倍，或调小 money.round_to", "give a multiple of it, or make money.round_to smaller"),
        path,
        severity=Severity.WARNING,
    )


def _history(basis: Basis) -> Iterator[Problem]:
    """Rows of unknown districts, rows that tell nothing, years cut short."""
    rows = basis.spec.history if isinstance(basis.spec.history, tuple) else ()
    seen: dict[tuple[object, ...], list[int]] = {}
    for index, row in enumerate(rows):
        if row.district is not None and row.district not in basis.names:
            yield unknown("district", row.district, basis.names, ("history", index, "district"))
        if is_empty(row):
            yield _empty(row, index)
        alike = seen.setdefault((row.year, *(getattr(row, axis) for axis in AXES)), [])
        first = next((i for i in alike if _told_twice(rows[i], row)), None)
        alike.append(index)
        if first is not None:
            yield _repeated(row, first, index)
    for year in basis.history.years:
        yield from _short_year(basis, year)
    yield from _one_sided(basis)


def _one_sided(basis: Basis) -> Iterator[Problem]:
    """Who has sales in one of the two last years only, and is a good part of it: the region grows or shrinks by it."""
    last, launched = basis.spec.year - 1, {p.name for p in basis.products if p.launch or p.delist}
    for axis in AXES:
        now, before = (basis.history.by(axis, last - back) for back in (0, 1))
        region = [basis.history.region(last - back) for back in (0, 1)]
        sums = [sum((sold.total for sold in side.values()), Decimal(0)) for side in (now, before)]
        if not all(one and one.total == total > 0 for one, total in zip(region, sums, strict=True)):
            continue
        for year, side, other, whole in ((last, now, before, sums[0]), (last - 1, before, now, sums[1])):
            for name, sold in side.items():
                if axis == "district" and name in basis.silent(2 * last - 1 - year):
                    continue
                if name not in other and name not in launched and sold.total > whole * ONE_SIDED:
                    yield _without_other(
                        name, year, 2 * last - 1 - year, rate(PER_CENT * nearest(sold.total / whole / PER_CENT))
                    )
        return


def _without_other(name: str, year: int, other: int, part: str) -> Problem:
    return Problem(
        "P16",
        Text(
            f"“{name}”占 {year} 年销售的 {part}，{other} 年没有它的数，按没有销售计，增减幅随之变化",
            f'"{name}" is {part} of the sales of {year} and has none for {other}: taken as nil, which moves the growth',
        ),
        Text(f"补上 {other} 年的数；确实没有销售就写 0", f"give those of {other}, 0 where nothing was sold"),
        ("history",),
        severity=Severity.WARNING,
    )


def _told_twice(one: HistoryRow, other: HistoryRow) -> bool:
    """Whether two rows of the same year and names tell the same, the year or one of its months."""
    if one.total is not None or other.total is not None:
        return not (is_empty(one) or is_empty(other))
    return any(a is not None and b is not None for a, b in zip(one.months, other.months, strict=False))


def _repeated(row: HistoryRow, first: int, index: int) -> Problem:
    names = "、".join(name for axis in AXES if (name := getattr(row, axis))) or "全区"
    return Problem(
        "P19",
        Text(
            f"“{names}”{row.year} 年的销售额写了两行（history[{first}] 与这一行），按合计计算",
            f'the sales of "{names}" in {row.year} stand in two rows (history[{first}] and this one); they are added',
        ),
        Text("删去一行；确是两笔的，合成一行", "remove one of them; where both are sales, make them one row"),
        ("history", index),
        severity=Severity.WARNING,
    )


def _empty(row: HistoryRow, index: int) -> Problem:
    names = [getattr(row, axis) for axis in ("district", "product", "channel", "person", "store")]
    whose = " ".join(filter(None, names)) or str(row.year)
    return Problem(
        "P14",
        Text(
            f"“{whose}”{row.year} 年的这一行没有销售额，按未知处理，不当作 0",
            f'this row of "{whose}" for {row.year} tells no sales; they are unknown, not 0',
        ),
        Text("填 months 或 total；确实没有销售写 total: 0", "give months or total; total: 0 where nothing was sold"),
        ("history", index),
    )


def _short_year(basis: Basis, year: int) -> Iterator[Problem]:
    """Months that nobody tells: of last year filled in, of any other left out."""
    sold, estimated = basis.history.region(year), year == basis.spec.year - 1 and basis.history.estimated
    missing = estimated or [m for m, amount in enumerate(sold.months, 1) if amount is None] if sold else []
    if not missing:
        return
    listed = "、".join(map(str, missing)), ", ".join(map(str, missing))
    done = (
        Text("按上年同月和其余各月的增减推算", "estimated from the same months before, changed as the others did")
        if estimated
        else Text("全年只算已有的月份", "the year counts only the others")
    )
    yield Problem(
        "P05",
        Text(f"{year} 年缺 {listed[0]} 月的销售，{done.zh}", f"{year} has no sales for months {listed[1]}: {done.en}"),
        Text("补上实际数或预计数；没有销售就写 0", "add actual or expected figures, 0 where nothing was sold"),
        ("history",),
        severity=Severity.WARNING,
    )
