"""How a year falls over its months: seasonal shares, borrowed shapes, the Spring Festival, opening and closing.

Shares are Fractions that sum to one over twelve months. Sources: ratio to yearly mean and ratio to moving average
(classical decomposition); recent years first as in simple exponential smoothing (Brown 1959); shrinkage of seasonal
shares towards those of a group after James and Stein (Miller & Williams 2003); holiday windows before, during and after
as in X-12-ARIMA's genhol (Lin & Liu 2002), their effects by ridge regression (Hoerl & Kennard 1970).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from planforge.spec.spec import Spec

Exact = int | Decimal | Fraction
Shares = tuple[Fraction, ...]
Year = Sequence[Exact]
"""Twelve monthly figures; a figure below nil (returns) counts as nil."""

_FIRST_DAYS = (
    (1990, 1, 27), (1991, 2, 15), (1992, 2, 4), (1993, 1, 23), (1994, 2, 10), (1995, 1, 31), (1996, 2, 19),
    (1997, 2, 7), (1998, 1, 28), (1999, 2, 16), (2000, 2, 5), (2001, 1, 24), (2002, 2, 12), (2003, 2, 1), (2004, 1, 22),
    (2005, 2, 9), (2006, 1, 29), (2007, 2, 18), (2008, 2, 7), (2009, 1, 26),
    (2010, 2, 14), (2011, 2, 3), (2012, 1, 23), (2013, 2, 10), (2014, 1, 31), (2015, 2, 19), (2016, 2, 8),
    (2017, 1, 28), (2018, 2, 16), (2019, 2, 5), (2020, 1, 25), (2021, 2, 12), (2022, 2, 1), (2023, 1, 22),
    (2024, 2, 10), (2025, 1, 29), (2026, 2, 17), (2027, 2, 6), (2028, 1, 26), (2029, 2, 13), (2030, 2, 3),
    (2031, 1, 23), (2032, 2, 11), (2033, 1, 31), (2034, 2, 19), (2035, 2, 8),
)  # fmt: skip
FESTIVALS = {year: date(year, month, day) for year, month, day in _FIRST_DAYS}
"""First day of the Spring Festival (lunar New Year's Day)."""
KEPT_IN = {"CN", "HK", "MO", "TW", "SG", "MY", "VN", "KR"}
"""Where the lunar new year is kept."""
WINDOWS = ((-14, 0), (0, 7), (7, 21))
"""Days counted from the festival: a fortnight of stocking up before it, the week of rest, a fortnight of recovery."""
USUAL_EFFECTS = (Fraction(1, 20), Fraction(-3, 100), Fraction(0))
"""What the windows bring to the month they fall in, in parts of the first quarter, where history cannot tell it: days
of stocking up sell by a third more than others, days of rest by four tenths less."""
DOUBT = 1  # how much scatter of the windows over the years weighs as much as the usual effects
DENSE = Fraction(1, 10)  # a node that would borrow no more than this keeps its own shape untouched
RECENT = 10  # years behind the default shape: longer ago, a trade had another season
FADE = Fraction(7, 10)  # what a year counts against the one after it, of the KNOWN last years
KNOWN = 3  # years that tell a season where it has changed since; what is older has more to gainsay than to add
OLDER = Fraction(1, 2)  # what a year before those counts against the one after it
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


def recent_mean(years: Sequence[Year]) -> Shares:
    """The default shape: each month's share of its year over the RECENT last years, the last of them counting most.

    Years without sales are left out; flat without any sales.
    """
    full = _traded(years[-RECENT:])
    if not full:
        return FLAT
    weights = fading(len(full))
    rows = [[weight * share for share in shares_of(year)] for weight, year in zip(weights, full, strict=True)]
    return tuple(sum(month, Fraction(0)) for month in zip(*rows, strict=True))


def fading(count: int) -> Shares:
    """What each of so many years counts in the default shape, oldest first; sums to one."""
    back = range(count - 1, -1, -1)
    return shares_of([FADE ** min(years, KNOWN - 1) * OLDER ** max(years - KNOWN + 1, 0) for years in back])


def drawn(own: Shares, parent: Shares, part: Fraction) -> Shares:
    """A node's own shape drawn towards its parent's by a part of the way."""
    return tuple(mine + part * (theirs - mine) for mine, theirs in zip(own, parent, strict=True))


def borrowed(years: Sequence[Year], parent: Shares = FLAT) -> Fraction:
    """How much of its parent's shape a node should take, from 0 (its own) to 1 (the parent's).

    The variance of its mean shares, as its years scatter about them, over their squared distance from the parent's:
    the James–Stein weight, 0 up to DENSE. January and February count as one, for the festival moves between them.
    A single year does not show its scatter: half, and all where months went without a sale.
    """
    full = _traded(years[-RECENT:])
    if len(full) < 2:
        return Fraction(1, 2) if full and all(full[0]) else Fraction(1)
    each = [_joined(shares_of(year)) for year in full]
    mean = _mean(each)
    scatter = sum((_distance(shares, mean) for shares in each), Fraction(0)) / (len(each) - 1) / len(each)
    apart = _distance(mean, _joined(parent))
    part = min(scatter / apart, Fraction(1)) if apart else Fraction(1)
    return part if part > DENSE else Fraction(0)


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


def country_of(spec: Spec) -> str:
    """The country whose holidays count: as stated, else that of the currency, whose code begins with the country's."""
    return spec.calendar.country or spec.money.currency[:2]


def keeps_festival(spec: Spec) -> bool:
    """Whether months shift with the Spring Festival: as stated, else where the country keeps it."""
    stated = spec.targets.season.festival
    return country_of(spec) in KEPT_IN if stated is None else stated


# The Spring Festival --------------------------------------------------------------------------------------------------


def window_parts(year: int, window: tuple[int, int]) -> Shares | None:
    """The parts of a window's days that fall in January, February and March; every window lies within the quarter.

    The fortnight before: 2025 → 1 0 0, 2026 → 0 1 0, 2027 → 9/14 5/14 0. None for a festival not in the table.
    """
    festival = FESTIVALS.get(year)
    if festival is None:
        return None
    months = [(festival + timedelta(days=day)).month for day in range(*window)]
    return tuple(Fraction(months.count(month), len(months)) for month in (1, 2, 3))


def festival_effects(years: Mapping[int, Year]) -> tuple[Fraction, ...]:
    """What each window brings to the month it falls in, in parts of the first quarter's sales.

    Least squares of the months' parts of their quarter on the windows' parts, both about their means over the years,
    drawn towards USUAL_EFFECTS by a ridge of DOUBT: years whose festivals lie close together tell little.
    """
    rows = [(_windows(year), _quarter(figures)) for year, figures in years.items() if any(figures[:3])]
    points = [(parts, quarter) for parts, quarter in rows if parts is not None]
    count = len(WINDOWS)
    if not points:
        return USUAL_EFFECTS
    x = [[value for part in _centred([parts[w] for parts, _ in points]) for value in part] for w in range(count)]
    y = [value for part in _centred([quarter for _, quarter in points]) for value in part]
    matrix = [[_dot(x[i], x[j]) + DOUBT * (i == j) for j in range(count)] for i in range(count)]
    return _solved(matrix, [_dot(x[i], y) + DOUBT * USUAL_EFFECTS[i] for i in range(count)])


def shift_festival(
    shares: Shares,
    years: Mapping[int, Year],
    plan_year: int,
    weights: Sequence[Fraction],
    effects: Sequence[Fraction] | None = None,
) -> Shares:
    """The shares with the first quarter divided as the plan year's festival has it; the quarter's sum is held.

    ``years`` are those behind the shares, ``weights`` what each of them counts: their festivals are taken out and the
    plan year's put in. ``effects`` are those given, else what ``years`` tell. Unchanged where a date is unknown.
    """
    plan, past = _windows(plan_year), [_windows(year) for year in years]
    known = [parts for parts in past if parts is not None]
    quarter = sum(shares[:3], Fraction(0))
    if plan is None or len(known) < len(past) or not known or not quarter:
        return shares
    told = effects if effects is not None else festival_effects(years)
    moved = [
        sum(
            (
                effect
                * (plan[w][m] - sum((u * parts[w][m] for u, parts in zip(weights, known, strict=True)), Fraction(0)))
                for w, effect in enumerate(told)
            ),
            Fraction(0),
        )
        for m in range(3)
    ]
    months = [max(share / quarter + move, Fraction(0)) for share, move in zip(shares[:3], moved, strict=True)]
    return (*(quarter * part for part in shares_of(months)), *shares[3:])


def _windows(year: int) -> tuple[Shares, ...] | None:
    found = [window_parts(year, window) for window in WINDOWS]
    known = tuple(parts for parts in found if parts is not None)
    return known if len(known) == len(found) else None


def _quarter(figures: Year) -> Shares:
    return shares_of([max(Fraction(month), Fraction(0)) for month in figures[:3]])


def _centred(rows: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    mean = _mean(rows)
    return [[value - middle for value, middle in zip(row, mean, strict=True)] for row in rows]


def _dot(one: Sequence[Fraction], other: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(one, other, strict=True)), Fraction(0))


def _solved(matrix: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Gauss and Jordan; the matrix is positive definite."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i, pivot in enumerate(rows):
        rows[i] = pivot = [value / pivot[i] for value in pivot]
        for j, row in enumerate(rows):
            if j != i:
                rows[j] = [value - row[i] * over for value, over in zip(row, pivot, strict=True)]
    return tuple(row[-1] for row in rows)


# Opening and closing --------------------------------------------------------------------------------------------------


def ramp(shares: Shares, *, opens: int = 1, closes: int = 12, steps: Sequence[Fraction] = ()) -> Shares:
    """The shares of a node that opens or closes within the year: nothing before and after, ``steps`` from opening on.

    Not rescaled: the result sums to the part of a full year the node is worth.
    """
    return tuple(
        share * (steps[m - opens] if m - opens < len(steps) else 1) if opens <= m <= closes else Fraction(0)
        for m, share in enumerate(shares, 1)
    )
