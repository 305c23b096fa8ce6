"""How a year falls over its months: seasonal shares, borrowed shapes, the Spring Festival shift, opening and closing.

Shares are Fractions that sum to one over twelve months. Sources: ratio to yearly mean and ratio to moving average
(classical decomposition); shrinkage of seasonal shares towards those of a group after James and Stein (Miller &
Williams 2003); the festival regressor after the idea of X-12-ARIMA's genhol.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

Exact = int | Decimal | Fraction
Shares = tuple[Fraction, ...]
Year = Sequence[Exact]
"""Twelve monthly figures; a figure below nil (returns) counts as nil."""

_FIRST_DAYS = (
    (2010, 2, 14), (2011, 2, 3), (2012, 1, 23), (2013, 2, 10), (2014, 1, 31), (2015, 2, 19), (2016, 2, 8),
    (2017, 1, 28), (2018, 2, 16), (2019, 2, 5), (2020, 1, 25), (2021, 2, 12), (2022, 2, 1), (2023, 1, 22),
    (2024, 2, 10), (2025, 1, 29), (2026, 2, 17), (2027, 2, 6), (2028, 1, 26), (2029, 2, 13), (2030, 2, 3),
    (2031, 1, 23), (2032, 2, 11), (2033, 1, 31), (2034, 2, 19), (2035, 2, 8),
)  # fmt: skip
FESTIVALS = {year: date(year, month, day) for year, month, day in _FIRST_DAYS}
"""First day of the Spring Festival (lunar New Year's Day)."""
WINDOW = 14  # days of stocking up before the festival
USUAL_EFFECT = Fraction(7, 66)
"""The effect where history cannot tell it. Days of the window sell half as much again as others: with all fourteen in
January it has (31 + 7) of the 66 day's worths of the two months, with none 31, so 7/66 moves."""
TELLING = Fraction(1, 4)  # how far apart the years' festivals must lie for their sales to tell the effect
SPARSE_MONTHS = 1  # months without a sale that make a single year of a node too thin to go by
DENSE = Fraction(1, 4)  # a node that would borrow no more than this keeps its own shape untouched
RECENT = 5  # years behind the default shape: longer ago, a trade had another season
FLAT: Shares = (Fraction(1, 12),) * 12


# Shapes ---------------------------------------------------------------------------------------------------------------


def yearly_mean(years: Sequence[Year], *, average: str = "average-of-proportions") -> Shares:
    """Ratio to yearly mean, averaged over the years: each month's share of its year. Years without sales are left out.

    ``proportion-of-averages`` weighs the years by their size instead (Gross & Sohl 1990). Flat without any sales.
    """
    full = _traded(years)
    if not full:
        return FLAT
    if average == "proportion-of-averages":
        whole = sum((sum(year) for year in full), Fraction(0))
        return tuple(sum(month, Fraction(0)) / whole for month in zip(*full, strict=True))
    return _mean([shares_of(year) for year in full])


def moving_average(series: Sequence[Exact]) -> tuple[Fraction, ...]:
    """Seasonal indices of mean one: ratio to the centred 2×12 moving average, averaged by month and rescaled.

    ``series`` starts in a January and has at least 24 months.
    """
    exact = [Fraction(value) for value in series]
    ratios: list[list[Fraction]] = [[] for _ in range(12)]
    for t in range(6, len(exact) - 6):
        window = 2 * sum(exact[t - 5 : t + 6]) + exact[t - 6] + exact[t + 6]
        if window > 0:
            ratios[t % 12].append(24 * exact[t] / window)
    means = [sum(found, Fraction(0)) / len(found) if found else Fraction(1) for found in ratios]
    whole = sum(means, Fraction(0))
    return tuple(mean * 12 / whole for mean in means) if whole else (Fraction(1),) * 12


def shares_of(index: Sequence[Exact]) -> Shares:
    """Indices or weights, none negative, as shares of one; flat where all are nil."""
    exact = [Fraction(value) for value in index]
    whole = sum(exact, Fraction(0))
    return tuple(value / whole for value in exact) if whole else FLAT


def month_shape(years: Mapping[int, Year], parent: Shares = FLAT, *, recent: int = RECENT) -> Shares:
    """The default shape of a node: the yearly mean of its ``recent`` last years, drawn towards its parent's as far as
    its own years are too thin or too unlike each other to go by. A region without a parent is drawn towards flat."""
    last = [years[year] for year in sorted(years)[-recent:]]
    part = borrowed(last, parent)
    own = yearly_mean(last)
    return tuple(mine + part * (theirs - mine) for mine, theirs in zip(own, parent, strict=True))


def borrowed(years: Sequence[Year], parent: Shares = FLAT) -> Fraction:
    """How much of its parent's shape a node should take, from 0 (its own) to 1 (the parent's).

    The variance of its mean shares, as its years scatter about them, over their squared distance from the parent's:
    the James–Stein weight, 0 up to DENSE. January and February count as one, for the festival moves between them.
    A single year does not show its scatter: it is the node's own unless months went without a sale.
    """
    full = _traded(years)
    if len(full) < 2:
        return Fraction(not full or sum(not month for month in full[0]) >= SPARSE_MONTHS)
    each = [_joined(shares_of(year)) for year in full]
    mean = _mean(each)
    scatter = sum((_distance(shares, mean) for shares in each), Fraction(0)) / (len(each) - 1) / len(each)
    apart = _distance(mean, _joined(parent))
    part = min(scatter / apart, Fraction(1)) if apart else Fraction(1)
    return part if part > DENSE else Fraction(0)


def is_sparse(years: Sequence[Year], parent: Shares = FLAT) -> bool:
    """Whether a node's own shape says less than its parent's: it should borrow more than half."""
    return borrowed(years, parent) > Fraction(1, 2)


def own_or_pooled(years: Sequence[Year], own: Shares, pooled: Shares, rule: str = "auto") -> Shares:
    """A node's own shape where it has enough sales, else its parent's. ``rule``: auto, always, never."""
    if rule == "never" or (rule == "auto" and is_sparse(years)):
        return pooled
    return own


def _traded(years: Sequence[Year]) -> list[list[Fraction]]:
    """The years with sales, in exact figures, none below nil."""
    exact = [[max(Fraction(month), Fraction(0)) for month in year] for year in years]
    return [year for year in exact if any(year)]


def _mean(each: Sequence[Sequence[Fraction]]) -> Shares:
    return tuple(sum(month, Fraction(0)) / len(each) for month in zip(*each, strict=True))


def _joined(shares: Shares) -> Shares:
    return (shares[0] + shares[1], *shares[2:])


def _distance(one: Sequence[Fraction], other: Sequence[Fraction]) -> Fraction:
    return sum(((a - b) ** 2 for a, b in zip(one, other, strict=True)), Fraction(0))


# The Spring Festival --------------------------------------------------------------------------------------------------


def january_part(year: int, window: int = WINDOW) -> Fraction | None:
    """The part of the days before the festival that falls in January: 2025 → 1, 2026 → 0, 2027 → 9/14.

    None for a year whose festival is not in the table.
    """
    festival = FESTIVALS.get(year)
    if festival is None:
        return None
    days = [festival - timedelta(days=back) for back in range(1, window + 1)]
    return Fraction(sum(day.month == 1 or day.year < year for day in days), window)


def festival_effect(years: Mapping[int, Year]) -> Fraction | None:
    """How much of January and February together moves to January when the whole window falls there, from 0 to 1.

    The slope of January's part of the two months on the window's January part, by least squares over the years given.
    None where their festivals lie too close together to tell (see TELLING) or are not in the table.
    """
    points = []
    for number, year in years.items():
        part, january, february = january_part(number), *(max(Fraction(month), Fraction(0)) for month in year[:2])
        if part is not None and january + february:
            points.append((part, january / (january + february)))
    parts = [part for part, _ in points]
    if not points or max(parts) - min(parts) < TELLING:
        return None
    mean_x, mean_y = _mean(points)
    spread = sum(((x - mean_x) ** 2 for x in parts), Fraction(0))
    slope = sum(((x - mean_x) * (y - mean_y) for x, y in points), Fraction(0)) / spread
    return min(max(slope, Fraction(0)), Fraction(1))


def shift_festival(shares: Shares, years: Mapping[int, Year], plan_year: int, effect: Fraction | None = None) -> Shares:
    """The shares with January and February divided as the plan year's festival has it; their sum, and so the first
    quarter, is held. ``years`` are those behind the shares.

    The festivals of the years are taken out of the shares and the plan year's put in. ``effect`` is the one given, else
    that which the years tell, else the usual one. Unchanged where a festival's date is unknown.
    """
    part = january_part(plan_year)
    known = [past for number in years if (past := january_part(number)) is not None]
    both = shares[0] + shares[1]
    if part is None or len(known) < len(years) or not known or not both:
        return shares
    told = effect if effect is not None else festival_effect(years)
    strength = USUAL_EFFECT if told is None else told
    usual = sum(known, Fraction(0)) / len(known)
    january = min(max(shares[0] / both + strength * (part - usual), Fraction(0)), Fraction(1)) * both
    return (january, both - january, *shares[2:])


# Opening and closing --------------------------------------------------------------------------------------------------


def ramp(shares: Shares, *, opens: int = 1, closes: int = 12, steps: Sequence[Fraction] = ()) -> Shares:
    """The shares of a node that opens or closes within the year: nothing before and after, ``steps`` from opening on.

    Not rescaled: the result sums to the part of a full year the node is worth.
    """
    return tuple(
        share * (steps[m - opens] if m - opens < len(steps) else 1) if opens <= m <= closes else Fraction(0)
        for m, share in enumerate(shares, 1)
    )
