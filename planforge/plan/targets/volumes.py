"""Volumes: product amounts by price per unit, in whole packs, up to the volume target where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import nearest
from planforge.plan.amounts import round_table
from planforge.plan.grid import Cells, Grid
from planforge.plan.targets.basis import Basis
from planforge.problem import Problem, Severity, Text
from planforge.wording import printed

APART = Fraction(1, 50)  # how far prices and the volume target may disagree unsaid


class VolumeSplit(Struct, frozen=True):
    """``prices`` by node of the grid (None where only the volume target is known), ``scale`` from amount ÷ price to
    the plan's volume, and the grid in units of volume."""

    grid: Grid
    prices: tuple[Fraction | None, ...]
    scale: Fraction
    problems: tuple[Problem, ...]

    def raw(self, amount: int, node: int) -> Fraction:
        """An amount of money as volume, before rounding."""
        return amount / (self.prices[node] or Fraction(1)) * self.scale


def split_volumes(products: Grid | None, districts: Grid, basis: Basis) -> VolumeSplit | None:
    """Volumes by product and month, of the region alone where there are no products; None where nothing tells them."""
    wanted = basis.spec.targets.volume
    amounts = products or Grid("product", ("",), (districts.months,))
    prices, problems = _prices(amounts, basis)
    if wanted is None and all(price is None for price in prices):
        return None
    exact = [
        [Fraction(amount) / (price or 1) for amount in row] for row, price in zip(amounts.cells, prices, strict=True)
    ]
    whole = sum((sum(row, Fraction(0)) for row in exact), Fraction(0))
    pack = basis.spec.money.pack
    scale = Fraction(nearest(wanted, pack)) / whole if wanted is not None and whole else Fraction(1)
    cells = round_table([[value * scale for value in row] for row in exact], pack)
    priced = any(price is not None for price in prices)
    problems = (*problems, *_disagreement(wanted, whole, priced, basis), *_odd_packs(wanted, pack))
    return VolumeSplit(Grid("product", amounts.nodes, cells), prices, scale, problems)


def store_volumes(
    volumes: Grid | None,
    products: Grid | None,
    by_product: Sequence[Cells],
    districts: Grid,
    stores: Grid | None,
    homes: Mapping[str, str],
    pack: int,
) -> Grid | None:
    """Every store's volume by month in whole packs: its part of its district's products, each at its own price."""
    if volumes is None or stores is None:
        return None
    amounts = products or Grid("product", ("",), (districts.months,))
    per = [
        [Fraction(count, amount) if amount else Fraction(0) for count, amount in zip(*rows, strict=True)]
        for rows in zip(volumes.cells, amounts.cells, strict=True)
    ]
    units: dict[str, list[Fraction]] = {}
    for name, row, cube in zip(
        districts.nodes, districts.cells, by_product or [()] * len(districts.nodes), strict=True
    ):
        mixes = cube or [(amount,) for amount in row]
        units[name] = [
            sum((cell * per[p][m] for p, cell in enumerate(mixes[m])), Fraction(0)) / (row[m] or 1) for m in range(12)
        ]
    raws = [
        [amount * each for amount, each in zip(row, units[homes[name]], strict=True)]
        for name, row in zip(stores.nodes, stores.cells, strict=True)
    ]
    return Grid("store", stores.nodes, round_table(raws, pack))


def _prices(amounts: Grid, basis: Basis) -> tuple[tuple[Fraction | None, ...], tuple[Problem, ...]]:
    """Each product's price; those without one get the average of the others, with a problem."""
    stated = {p.name: Fraction(p.price) for p in basis.products if p.price}
    known = [stated.get(name) for name in amounts.nodes]
    if all(price is None for price in known):
        return (None,) * len(known), ()
    average = _average(amounts.totals, known)
    problems = tuple(_priceless(name, basis) for name, price in zip(amounts.nodes, known, strict=True) if price is None)
    return tuple(average if price is None else price for price in known), problems


def _average(totals: Sequence[int], prices: Sequence[Fraction | None]) -> Fraction:
    """The average price, weighed by units sold."""
    priced = [(total, price) for total, price in zip(totals, prices, strict=True) if price]
    units = sum((total / price for total, price in priced), Fraction(0))
    return sum(total for total, _ in priced) / units if units else priced[0][1]


def last_volume(basis: Basis) -> int | None:
    """Last year's volume: as stated, else of the history, else products' last sales at last prices."""
    if basis.spec.targets.volume_last is not None:
        return basis.spec.targets.volume_last
    sold = basis.history.region(basis.spec.year - 1)
    if sold is not None and sold.units is not None:
        return max(nearest(Fraction(sold.units)), 0)
    past = basis.sales("product", basis.spec.year - 1)
    prices = [(past.get(p.name), p.last_price) for p in basis.products]
    if not prices or any(amount is None or not price for amount, price in prices):
        return None
    return nearest(sum((Fraction(a or 0) / Fraction(p or 1) for a, p in prices), Fraction(0)))


def _priceless(name: str, basis: Basis) -> Problem:
    index = next((i for i, p in enumerate(basis.spec.products) if p.name == name), 0)
    return Problem(
        "P70",
        Text(
            f"“{name}”没有单价，销量按其他产品的平均单价折算",
            f'"{name}" has no price; its volume is counted at the average price of the others',
        ),
        Text("填 price", "give its price"),
        ("products", index),
        severity=Severity.WARNING,
    )


def _disagreement(wanted: int | None, whole: Fraction, priced: bool, basis: Basis) -> Iterator[Problem]:
    if wanted and priced and abs(whole / wanted - 1) > APART:
        unit, sum_ = basis.spec.money.volume_unit or "", printed(whole, 0)
        yield Problem(
            "P71",
            Text(
                f"销量目标 {printed(wanted)}{unit}，按产品目标与单价折算是 {sum_}{unit}；以销量目标为准",
                f"the volume target is {printed(wanted)}, products at their prices come to {sum_}",
            ),
            Text("改正单价或 targets.volume", "correct the prices or targets.volume"),
            ("targets", "volume"),
            severity=Severity.WARNING,
        )


def _odd_packs(wanted: int | None, pack: int) -> Iterator[Problem]:
    if wanted is not None and wanted % pack:
        used = printed(nearest(wanted, pack))
        yield Problem(
            "P72",
            Text(
                f"销量目标 {printed(wanted)} 不是 {pack} 的整数倍，按 {used} 计算",
                f"the volume target {printed(wanted)} is not a multiple of {pack}; {used} is used",
            ),
            Text("改为整数倍，或改 money.pack", "give a multiple, or change money.pack"),
            ("targets", "volume"),
            severity=Severity.WARNING,
        )
