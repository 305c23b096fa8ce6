"""How a year falls over its months: seasonal shares, the Spring Festival shift, sparse nodes, opening and closing.

Shares are Fractions that sum to one over twelve months. Sources: ratio to yearly mean and ratio to moving average
(classical decomposition); the festival regressor after the idea of X-12-ARIMA's genhol.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

Shares = tuple[Fraction, ...]
Year = Sequence[int]  # twelve monthly figures

FESTIVALS = {
    2019: date(2019, 2, 5),
    2020: date(2020, 1, 25),
    2021: date(2021, 2, 12),
    2022: date(2022, 2, 1),
    2023: date(2023, 1, 22),
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
    2029: date(2029, 2, 13),
    2030: date(2030, 2, 3),
    2031: date(2031, 1, 23),
    2032: date(2032, 2, 11),
}
"""First day of the Spring Festival (lunar New Year's Day)."""
WINDOW = 14  # days of stocking up before the festival
SPARSE_CELLS = 3  # zero months a year that make a node sparse
FLAT: Shares = (Fraction(1, 12),) * 12


def yearly_mean(years: Sequence[Year], *, average: str = "average-of-proportions") -> Shares:
    """Ratio to yearly mean, averaged over the years: each month's share of its year. Years without sales are left out.

    ``proportion-of-averages`` weighs the years by their size instead (Gross & Sohl 1990). Flat without any sales.
    """
    full = [year for year in years if sum(year) > 0]
    if not full:
        return FLAT
    if average == "proportion-of-averages":
        whole = sum(map(sum, full))
        return tuple(Fraction(sum(month), whole) for month in zip(*full, strict=True))
    return tuple(sum((Fraction(year[m], sum(year)) for year in full), Fraction(0)) / len(full) for m in range(12))


def moving_average(series: Sequence[int]) -> tuple[Fraction, ...]:
    """Seasonal indices of mean one: ratio to the centred 2×12 moving average, averaged by month and rescaled.

    ``series`` starts in a January and has at least 24 months.
    """
    ratios: list[list[Fraction]] = [[] for _ in range(12)]
    for t in range(6, len(series) - 6):
        window = 2 * sum(series[t - 5 : t + 6]) + series[t - 6] + series[t + 6]
        if window:
            ratios[t % 12].append(Fraction(24 * series[t], window))
    means = [sum(found, Fraction(0)) / len(found) if found else Fraction(1) for found in ratios]
    scale = Fraction(12) / sum(means)
    return tuple(mean * scale for mean in means)


def shares_of(index: Sequence[Fraction]) -> Shares:
    """Indices or weights as shares of one; flat where all are nil."""
    whole = sum(index, Fraction(0))
    return tuple(Fraction(value) / whole for value in index) if whole else FLAT


def january_part(year: int, window: int = WINDOW) -> Fraction | None:
    """The part of the days before the festival that falls in January: 2025 → 1, 2026 → 0, 2027 → 9/14.

    None for a year whose festival is not in the table.
    """
    festival = FESTIVALS.get(year)
    if festival is None:
        return None
    days = [festival - timedelta(days=back) for back in range(1, window + 1)]
    return Fraction(sum(day.month == 1 or day.year < year for day in days), window)


def festival_effect(years: Mapping[int, Year]) -> Fraction:
    """How much of January and February together moves to January when the whole window falls there.

    The slope of January's part of the two months on the window's January part, by least squares over the years given;
    0 where the years do not differ, never below 0.
    """
    points = [
        (part, Fraction(year[0], year[0] + year[1]))
        for number, year in years.items()
        if (part := january_part(number)) is not None and year[0] + year[1] > 0
    ]
    if len(points) < 2:
        return Fraction(0)
    mean_x = sum((x for x, _ in points), Fraction(0)) / len(points)
    mean_y = sum((y for _, y in points), Fraction(0)) / len(points)
    spread = sum(((x - mean_x) ** 2 for x, _ in points), Fraction(0))
    if not spread:
        return Fraction(0)
    return max(sum(((x - mean_x) * (y - mean_y) for x, y in points), Fraction(0)) / spread, Fraction(0))


def shift_festival(shares: Shares, years: Mapping[int, Year], plan_year: int) -> Shares:
    """The shares with January and February divided as the plan year's festival has it; their sum, and so the first
    quarter, is held. Unchanged where the festival's place or its effect is unknown."""
    part, effect = january_part(plan_year), festival_effect(years)
    known = [p for number in years if (p := january_part(number)) is not None]
    both = shares[0] + shares[1]
    if part is None or not effect or not known or not both:
        return shares
    usual = sum(known, Fraction(0)) / len(known)
    january = min(max(shares[0] / both + effect * (part - usual), Fraction(0)), Fraction(1)) * both
    return (january, both - january, *shares[2:])


def is_sparse(years: Sequence[Year]) -> bool:
    """Whether a node's own month shape says little: it has no sales, or several months a year without any."""
    full = [year for year in years if sum(year) > 0]
    return not full or any(sum(month <= 0 for month in year) >= SPARSE_CELLS for year in full)


def own_or_pooled(years: Sequence[Year], own: Shares, pooled: Shares, rule: str = "auto") -> Shares:
    """A node's own shape where it has enough sales, else its parent's. ``rule``: auto, always, never."""
    if rule == "never" or (rule == "auto" and is_sparse(years)):
        return pooled
    return own


def ramp(shares: Shares, *, opens: int = 1, closes: int = 12, steps: Sequence[Fraction] = ()) -> Shares:
    """The shares of a node that opens or closes within the year: nothing before and after, ``steps`` from opening on.

    Not rescaled: the result sums to the part of a full year the node is worth.
    """
    return tuple(
        share * (steps[m - opens] if m - opens < len(steps) else 1) if opens <= m <= closes else Fraction(0)
        for m, share in enumerate(shares, 1)
    )
