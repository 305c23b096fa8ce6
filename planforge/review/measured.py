"""The plan's measures as they happened: the same names, the same parts, read off what was reported."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from planforge.plan.measures import MEASURES, At, Measure, Value, figure, planned
from planforge.plan.money.gross import product_margins
from planforge.plan.plan import Plan
from planforge.review.causes import PriceVolumeMix
from planforge.review.finance import Collected, Spending
from planforge.review.progress import CountStanding
from planforge.review.standing import Standing


class Seen(Struct, frozen=True):
    """What was reported up to a month, against plan."""

    plan: Plan
    through: int
    region: Standing
    products: tuple[Standing, ...]
    causes: PriceVolumeMix | None
    spending: Spending | None
    collected: Collected | None
    counts: tuple[CountStanding, ...]


class Measured(Struct, frozen=True):
    """A measure of the year to date, planned and actual. ``estimated`` where the actual is worked out from actual
    sales at planned margins, because gross profit itself is not reported."""

    measure: Measure
    planned: Value
    actual: Value
    estimated: bool = False


def measured(seen: Seen, key: str, of: str | None = None) -> Measured | None:
    """A measure to date; None where the plan does not set it or the file does not tell it."""
    measure = MEASURES.get(key)
    if measure is None:
        return None
    if key in _BY_QUARTER:
        found = _counted(seen, key, of)
        both = (
            None if found is None else _rates(seen, found) if key == "distribution" else (found.planned, found.actual)
        )
        return None if both is None else Measured(measure, *both)
    if key in _OF_OPEN_MONTHS:
        both = _OF_OPEN_MONTHS[key](seen)
        return None if both is None else Measured(measure, *both, key in _ESTIMATED)
    if seen.region.missing and _made_of(key) & _OF_ALL_SALES:
        return None
    goal = planned(seen.plan, key, At(last=seen.through))
    actual = figure(key, lambda base, at: _READ[base.key](seen) if base.key in _READ else None)
    estimated = bool(_ESTIMATED & _made_of(key))
    return None if goal is None or actual is None else Measured(measure, goal, actual, estimated)


def is_waiting(seen: Seen, key: str) -> bool:
    """Whether a measure that the plan sets, and that is not ``measured``, waits for the rest of what is reported in
    part, and is not silent altogether."""
    if key not in MEASURES or key in _BY_QUARTER or key == "volume":
        return False
    made = _made_of(key)
    told = (seen.spending or not made & _OF_EXPENSE) and (seen.collected or not made & _OF_CASH)
    return bool(told) and planned(seen.plan, key, At(last=seen.through)) is not None


def _made_of(key: str) -> set[str]:
    """The base figures a measure is made of."""
    measure = MEASURES[key]
    return _made_of(measure.part) | _made_of(measure.whole) if measure.whole else {key}


# What was reported, by the keys of base figures -----------------------------------------------------------------------


def _gross(seen: Seen) -> Value | None:
    """Actual sales of each product at its planned margin; None unless all that was sold names a planned product."""
    margins = product_margins(seen.plan.spec)
    named = [(one.name, sold) for one in seen.products if one.name and (sold := one.closed + one.actual)]
    if not margins or sum(sold for _, sold in named) != seen.region.closed + seen.region.actual:
        return None
    if any(name not in margins for name, _ in named):
        return None
    return sum((Fraction(sold) * margins[name] for name, sold in named), Fraction(0))


def _account(seen: Seen, end: Literal["opening", "closing"]) -> Value | None:
    """A balance of receivables; None where nothing is reported or nobody stated what last year owed."""
    if seen.collected is None:
        return None
    found = seen.collected.total.opening if end == "opening" else seen.collected.total.closing
    return None if found is None else Fraction(found)


def _owed(seen: Seen) -> Value | None:
    before = _account(seen, "opening")
    return None if before is None else before + Fraction(seen.region.closed + seen.region.actual)


def _spent(seen: Seen, wanted: Callable[[bool], bool]) -> Value | None:
    """Lines of expense, by whether they are wages; None while one is not reported in full."""
    lines = [line for line in seen.spending.lines if wanted(line.wage)] if seen.spending else []
    if not lines or any(line.missing for line in lines):
        return None
    return Fraction(sum((line.actual for line in lines), Decimal(0)))


def _cost(seen: Seen) -> Value | None:
    return _spent(seen, lambda wage: True)


def _contribution(seen: Seen) -> Value | None:
    gross, cost = _gross(seen), _cost(seen)
    return None if gross is None or cost is None else gross - cost


def _cash(seen: Seen) -> Value | None:
    known = seen.collected is not None and not seen.collected.missing
    return Fraction(seen.collected.total.actual) if seen.collected and known else None


def _both_cash(seen: Seen) -> tuple[Value, Value] | None:
    total = seen.collected.total if seen.collected else None
    return (total.planned, Fraction(total.actual)) if total and total.planned else None


def _both_sales(seen: Seen) -> tuple[Value, Value] | None:
    return (seen.region.target, Fraction(seen.region.actual)) if seen.region.target else None


def _both_units(seen: Seen) -> tuple[Value, Value] | None:
    """Of the products whose volume is reported."""
    products = seen.causes.products if seen.causes else ()
    units = sum((Fraction(one.units) for one in products), Fraction(0))
    return (sum(one.planned_units for one in products), units) if products else None


_OF_OPEN_MONTHS: dict[str, Callable[[Seen], tuple[Value, Value] | None]] = {
    "sales": _both_sales,
    "volume": _both_units,
    "cash": _both_cash,
}
"""Measures that compare what is reported with the plan of just that, without closed months."""
_OF_ALL_SALES = {"sales", "volume", "gross_profit", "contribution", "owed", "closing_receivables"}
"""What cannot be told while sales are not reported in full."""
_OF_EXPENSE = {"expense", "wages", "cost", "contribution"}
_OF_CASH = {"cash", "opening_receivables", "owed", "closing_receivables"}

_READ: dict[str, Callable[[Seen], Value | None]] = {
    "sales": lambda seen: Fraction(seen.region.closed + seen.region.actual),
    "gross_profit": _gross,
    "contribution": _contribution,
    "expense": lambda seen: _spent(seen, lambda wage: not (wage and seen.plan.budget.apart)),
    "wages": lambda seen: _spent(seen, lambda wage: wage),
    "cost": _cost,
    "cash": _cash,
    "opening_receivables": lambda seen: _account(seen, "opening"),
    "owed": _owed,
    "closing_receivables": lambda seen: _account(seen, "closing"),
}
_ESTIMATED = {"gross_profit", "contribution"}

# What is reported by quarter ------------------------------------------------------------------------------------------

_BY_QUARTER = {"network": "network", "distribution": "network", "display": "display", "count": "count"}
"""Under which measure of ``quarterly`` a key is reported."""


def _counted(seen: Seen, key: str, of: str | None) -> CountStanding | None:
    """All districts together, or the only one; of the measure named, else of the first there is."""
    name = of
    if name is None and key == "distribution":
        name = next((network.name for network in seen.plan.network if network.distribution), None)
    found = [one for one in seen.counts if one.key == _BY_QUARTER[key]]
    name = name or (found[0].measure if found else None)
    own = [one for one in found if one.measure == name]
    return own[-1] if own and (len(own) == 1 or not own[-1].district) else None


def _rates(seen: Seen, counted: CountStanding) -> tuple[Value, Value] | None:
    """Distribution: planned and actual outlets of all there are in the districts that report."""
    network = next(network for network in seen.plan.network if network.name == counted.measure)
    told = {one.district for one in seen.counts if one.measure == counted.measure}
    universe = [node.universe for node in network.districts if node.name in told]
    whole = sum(size or 0 for size in universe)
    if None in universe or not whole:
        return None
    return Fraction(counted.planned) / whole, Fraction(counted.actual) / whole
