"""The months that an unfinished year still lacks, estimated: last year's share of them at this year's pace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from planforge.ledger.sales import NIL, Node, Sale

CENT = Decimal("0.01")
WILD = 5  # times the region's season that a node's own may be before the region's is taken
Sums = dict[tuple[Node, int], Decimal]


def missing_months(sales: Iterable[Sale], year: int) -> tuple[int, ...]:
    """The months at the end of a year that have no sales; empty where the year is whole or unknown."""
    months = {sale.month for sale in sales if sale.year == year}
    return tuple(range(max(months) + 1, 13)) if months else ()


def can_estimate(sales: Sequence[Sale], year: int) -> bool:
    """Whether the year before has every month, and the year every month up to its last."""
    months = {(sale.year, sale.month) for sale in sales}
    last = max((month for y, month in months if y == year), default=0)
    whole = all((year - 1, month) in months for month in range(1, 13))
    return whole and bool(last) and all((year, month) in months for month in range(1, last + 1))


def estimate(sales: Sequence[Sale], year: int) -> list[Sale]:
    """Sales of the missing months of a year, by node.

    The region's month is last year's, times this year's sales to date by last year's of the same months. It is split by
    each node's own season (the region's where it has none of its own), to the cent.
    """
    missing = missing_months(sales, year)
    if not missing or not can_estimate(sales, year):
        return []
    through = missing[0] - 1
    now, then = _by_node(sales, year, through), _by_node(sales, year - 1, through)
    season = _sums(sales, year - 1)
    base, pace = sum(then.values(), NIL), sum(now.values(), NIL)
    if base <= 0 or pace <= 0:
        return []
    volumes = _volumes(sales, year, through)
    found: list[Sale] = []
    for month in missing:
        whole = sum((amount for (_, m), amount in season.items() if m == month), NIL)
        share = whole / base
        parts = {}
        for node, sold in now.items():
            if sold <= 0:
                continue
            own = season.get((node, month), NIL) / then[node] if then.get(node, NIL) > 0 else share
            parts[node] = sold * (own if 0 <= own <= share * WILD else share)
        found += _month(parts, (whole * pace / base).quantize(CENT), year, month, now, volumes)
    return found


def _month(
    parts: dict[Node, Decimal],
    whole: Decimal,
    year: int,
    month: int,
    sold: dict[Node, Decimal],
    volumes: dict[Node, Decimal],
) -> list[Sale]:
    """A month's estimate split over the nodes; the largest takes what rounding leaves."""
    total = sum(parts.values(), NIL)
    if not total:
        return []
    amounts = {node: (part * whole / total).quantize(CENT) for node, part in parts.items()}
    largest = max(amounts, key=lambda node: amounts[node])
    amounts[largest] += whole - sum(amounts.values(), NIL)
    return [
        Sale("", 0, 0, year, month, node, amount, _volume(node, amount, sold, volumes), None, True)
        for node, amount in amounts.items()
    ]


def _volume(node: Node, amount: Decimal, sold: dict[Node, Decimal], volumes: dict[Node, Decimal]) -> Decimal | None:
    """The volume at this year's price, with the decimals that the year's volume has."""
    if node not in volumes or not sold[node]:
        return None
    exponent = volumes[node].as_tuple().exponent
    places = Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)
    return (amount * volumes[node] / sold[node]).quantize(places)


def _by_node(sales: Iterable[Sale], year: int, through: int) -> dict[Node, Decimal]:
    found: dict[Node, Decimal] = defaultdict(Decimal)
    for sale in sales:
        if sale.year == year and sale.month <= through:
            found[sale.node] += sale.amount
    return found


def _sums(sales: Iterable[Sale], year: int) -> Sums:
    found: Sums = defaultdict(Decimal)
    for sale in sales:
        if sale.year == year:
            found[sale.node, sale.month] += sale.amount
    return found


def _volumes(sales: Iterable[Sale], year: int, through: int) -> dict[Node, Decimal]:
    """Volumes to date of the nodes all of whose sales tell theirs."""
    found: dict[Node, Decimal] = defaultdict(Decimal)
    silent = {sale.node for sale in sales if sale.year == year and sale.units is None and sale.amount}
    for sale in sales:
        if sale.year == year and sale.month <= through and sale.units is not None and sale.node not in silent:
            found[sale.node] += sale.units
    return found
