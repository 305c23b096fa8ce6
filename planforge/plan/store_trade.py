"""How stores that open or close within the year bend the months of their district."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from planforge.plan.basis import Basis
from planforge.plan.grid import MONTHS
from planforge.plan.holds import Holds
from planforge.spec.region import Store

Activity = tuple[Fraction, ...]
_FULL: Activity = (Fraction(1),) * 12


@dataclass(frozen=True, slots=True)
class _Trade:
    """A store's part of a full year at its own season, and what it would sell in a full year."""

    open_: Activity
    rate: Fraction


def store_activity(district: str, units: int, shares: Sequence[Fraction], holds: Holds, basis: Basis) -> Activity:
    """The part of a district's full trade that is open in each month, 1 in the fullest.

    A store counts by its weight or last year's sales, one without either as the average of the others, a locked one by
    what is locked; all of them together make the district's ``units``. Ones where no store opens or closes.
    """
    stores = [store for store in basis.stores if store.district == district]
    if not any(store.opens or store.closes for store in stores):
        return _FULL
    trades = _trades(stores, units, shares, holds)
    levels = [sum((trade.rate * trade.open_[m - 1] for trade in trades), Fraction(0)) for m in MONTHS]
    most = max(levels)
    return tuple(level / most for level in levels) if most else _FULL


def _trades(stores: Sequence[Store], units: int, shares: Sequence[Fraction], holds: Holds) -> list[_Trade]:
    locked = {held.node: held.units for held in holds.of("store", "lock")}
    open_ = [tuple(Fraction((s.opens or 1) <= m <= (s.closes or 12)) for m in MONTHS) for s in stores]
    parts = [sum((share * on for share, on in zip(shares, row, strict=True)), Fraction(0)) for row in open_]
    weights = _weights(stores)
    free = [i for i, store in enumerate(stores) if store.name not in locked]
    left = max(units - sum(locked.get(store.name, 0) for store in stores), 0)
    whole = sum((weights[i] * parts[i] for i in free), Fraction(0))
    rates = [
        weight * left / whole
        if i in free and whole
        else Fraction(locked.get(store.name, 0)) / part
        if part
        else Fraction(0)
        for i, (store, weight, part) in enumerate(zip(stores, weights, parts, strict=True))
    ]
    return [_Trade(row, rate) for row, rate in zip(open_, rates, strict=True)]


def _weights(stores: Sequence[Store]) -> list[Fraction]:
    """As ``members`` weighs them: what is stated, else last year's sales, else the average of the others."""
    stated = any(store.weight is not None for store in stores)
    given = [store.weight if stated else store.last_actual for store in stores]
    known = [max(Fraction(value), Fraction(0)) for value in given if value is not None]
    mean = sum(known, Fraction(0)) / len(known) if known else Fraction(1)
    return [mean if value is None else max(Fraction(value), Fraction(0)) for value in given]
