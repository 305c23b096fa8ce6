"""When nodes open and close: the year's counts of the districts by quarter, both margins whole and exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from planforge.plan.allocate import largest_remainder

Weights = Sequence[Fraction]
Rows = tuple[tuple[int, ...], ...]


def by_quarter(years: Sequence[int], weights: Weights, own: Mapping[int, Weights]) -> Rows:
    """Each district's count of the year by quarter.

    Districts in ``own`` keep to their own shares. The others fill what each quarter of the region still lacks, by what
    they have left to do, so that a district with more to open is among the first to open.
    """
    stated = {i: largest_remainder(years[i], shares) for i, shares in own.items()}
    open_ = [i for i in range(len(years)) if i not in stated]
    lacking = _lacking(years, weights, list(stated.values()))
    filled = dict(zip(open_, _fill([years[i] for i in open_], lacking), strict=True))
    return tuple(tuple((stated | filled)[i]) for i in range(len(years)))


def _lacking(years: Sequence[int], weights: Weights, stated: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """What the quarters of the region ask of the districts without shares of their own; never less than none."""
    region = largest_remainder(sum(years), weights)
    asked = [max(whole - sum(row[q] for row in stated), 0) for q, whole in enumerate(region)]
    rest = sum(years) - sum(map(sum, stated))
    return largest_remainder(rest, asked if any(asked) else weights)


def _fill(years: Sequence[int], quarters: Sequence[int]) -> list[list[int]]:
    """Quarter by quarter by what is left; of equal remainders the district with more in the year is first."""
    order = sorted(range(len(years)), key=lambda i: -years[i])
    left, filled = list(years), [[0] * len(quarters) for _ in years]
    for q, count in enumerate(quarters):
        for i, part in zip(order, largest_remainder(count, [left[i] for i in order]), strict=True):
            filled[i][q] = part
            left[i] -= part
    return filled
