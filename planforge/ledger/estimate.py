"""The months that an unfinished year still lacks, estimated: last year's share of them at this year's pace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from planforge.ledger.sales import NIL, Node, Sale

CENT = Decimal("0.01")
WILD = 5  # times the season of all that a node's own may be before that of all is taken
SETTLED = 3  # months in a row that a node which sold nothing the year before must have sold to be there to stay
Months = Mapping[int, Decimal]
K = TypeVar("K", bound=Hashable)


def rest_of_year(
    now: Mapping[K, Months],
    before: Mapping[K, Months],
    missing: Collection[int],
    *,
    unknown: Collection[K] = (),
    season: Months | None = None,
) -> dict[K, dict[int, Decimal]]:
    """The missing months of every node, to the cent; nothing where the two years cannot be compared.

    All nodes together get the month of the year before, times this year's sales to date by those of the same months.
    It is split by each node's own season, that of all where it has none of its own. A node that began during the year
    before is compared from then on, one that ended in it not at all. Nodes that began this year and have sold in every
    month since, or after the same months of the year before, and those whose year before is ``unknown``, are no part of
    that pace: they go on as they sell, by the season of all. ``season`` are the months of the year before of all, where
    ``before`` does not tell.
    """
    told = sorted({m for months in now.values() for m in months} - set(missing))
    since = {node: _began(before.get(node, {}), months, told) for node, months in now.items()}
    then = {node: _in_months(months, told, since.get(node, 1)) for node, months in before.items()}
    sold = {node: _in_months(months, told, since[node]) for node, months in now.items()}
    apart = {
        node
        for node, months in now.items()
        if node in unknown or (then.get(node, NIL) <= 0 and (since[node] > 1 or _is_new(months, told)))
    }
    like = {n: months for n, months in before.items() if n not in apart and not _is_gone(months, now.get(n, {}), told)}
    if season is None:
        season = _added(like.values())
    base = sum((then[node] for node in like), NIL)
    pace = sum((amount for node, amount in sold.items() if node not in apart), NIL)
    found: dict[K, dict[int, Decimal]] = defaultdict(dict)
    if base > 0 and pace > 0:
        for month in missing:
            parts = {}
            for node, amount in sold.items():
                if node not in apart and amount > 0:
                    there = _in_months(season, told, since[node])
                    share = season.get(month, NIL) / there if there > 0 else NIL
                    own = before[node].get(month, NIL) / then[node] if then.get(node, NIL) > 0 else share
                    parts[node] = amount * (own if 0 <= own <= share * WILD else share)
            for node, amount in _split(parts, (season.get(month, NIL) / base * pace).quantize(CENT, ROUND_HALF_UP)):
                found[node][month] = amount
    for node in now:
        there = sum((season.get(m, NIL) for m in now[node] if m in told), NIL) if node in apart else NIL
        amount = _in_months(now[node], told)
        if there > 0 and amount > 0:
            for month in missing:
                found[node][month] = (amount * season.get(month, NIL) / there).quantize(CENT, ROUND_HALF_UP)
    return dict(found)


def _in_months(months: Months, told: Sequence[int], since: int = 1) -> Decimal:
    return sum((months.get(m, NIL) for m in told if m >= since), NIL)


def _began(then: Months, now: Months, told: Sequence[int]) -> int:
    """The month of the year before in which a node began that has sold in every month on into this year; else 1."""
    there = [then.get(m, NIL) > 0 for m in range(1, 13)] + [now.get(m, NIL) > 0 for m in told]
    first = there.index(True) if any(there[:12]) else 0
    return first + 1 if all(there[first : max(13, first + SETTLED)]) else 1


def _is_gone(then: Months, now: Months, told: Sequence[int]) -> bool:
    """Whether a node sold month by month, ended within the year before's months told and has sold nothing since."""
    there = [m for m in range(1, 13) if then.get(m, NIL) != 0]
    ended = len(there) >= SETTLED and there[-1] <= told[-1] and there == list(range(there[0], there[-1] + 1))
    return ended and all(now.get(m, NIL) == 0 for m in told)


def _is_new(months: Months, told: Sequence[int]) -> bool:
    """Whether a node began after the first month and has sold in every month since."""
    there = [m for m in told if months.get(m, NIL) > 0]
    return len(there) >= SETTLED and there[0] > told[0] and there == [m for m in told if m >= there[0]]


def _added(years: Iterable[Months]) -> Months:
    found: dict[int, Decimal] = defaultdict(Decimal)
    for months in years:
        for month, amount in months.items():
            found[month] += amount
    return found


def _split(parts: Mapping[K, Decimal], whole: Decimal) -> Iterator[tuple[K, Decimal]]:
    """A month over the nodes; the largest takes what rounding leaves."""
    total = sum(parts.values(), NIL)
    if total:
        amounts = {node: (part * whole / total).quantize(CENT, ROUND_HALF_UP) for node, part in parts.items()}
        largest = max(amounts, key=lambda node: amounts[node])
        amounts[largest] += whole - sum(amounts.values(), NIL)
        yield from amounts.items()


# Of sales without a month ---------------------------------------------------------------------------------------------


def silent_months(sales: Sequence[Sale]) -> list[Sale]:
    """Nil for the months between the first and the last of a file of orders in which nobody ordered anything."""
    there = {(sale.year, sale.month): sale for sale in sales}
    first, last = min(there, default=(0, 0)), max(there, default=(0, 0))
    span = ((year, month) for year in range(first[0], last[0] + 1) for month in range(1, 13))
    blank = [period for period in span if first < period < last and period not in there]
    one = there[last] if blank else None
    return [
        one._replace(
            file="", line=0, column=0, year=year, month=month, amount=NIL,
            units=None if one.units is None else NIL, profit=None if one.profit is None else NIL,
        )
        for year, month in blank
        if one
    ]  # fmt: skip


# Of sales -------------------------------------------------------------------------------------------------------------


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
    """Sales of the missing months of a year, by node, month by month."""
    missing = missing_months(sales, year)
    if not missing or not can_estimate(sales, year):
        return []
    now, volumes = _by_node(sales, year), _volumes(sales, year)
    sold = {node: sum(months.values(), NIL) for node, months in now.items()}
    found = rest_of_year(now, _by_node(sales, year - 1), missing)
    return [
        Sale("", 0, 0, year, month, node, months[month], _volume(node, months[month], sold, volumes), None, True)
        for month in missing
        for node, months in found.items()
        if month in months
    ]


def _volume(node: Node, amount: Decimal, sold: dict[Node, Decimal], volumes: dict[Node, Decimal]) -> Decimal | None:
    """The volume at this year's price, with the decimals that the year's volume has."""
    if node not in volumes or not sold[node]:
        return None
    exponent = volumes[node].as_tuple().exponent
    places = Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)
    return (amount * volumes[node] / sold[node]).quantize(places, ROUND_HALF_UP)


def _by_node(sales: Iterable[Sale], year: int) -> dict[Node, dict[int, Decimal]]:
    found: dict[Node, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for sale in sales:
        if sale.year == year:
            found[sale.node][sale.month] += sale.amount
    return found


def _volumes(sales: Iterable[Sale], year: int) -> dict[Node, Decimal]:
    """Volumes to date of the nodes all of whose sales tell theirs."""
    found: dict[Node, Decimal] = defaultdict(Decimal)
    silent = {sale.node for sale in sales if sale.year == year and sale.units is None and sale.amount}
    for sale in sales:
        if sale.year == year and sale.units is not None and sale.node not in silent:
            found[sale.node] += sale.units
    return found
