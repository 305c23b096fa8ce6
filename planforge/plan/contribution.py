"""Contribution and break-even: what is left of gross profit, and the sales at which nothing is left. All exact."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

Rate = Fraction | int


def mixed_contribution(contributions: Sequence[Rate], mix: Sequence[Rate]) -> Fraction:
    """Contribution of one average unit: Σ contribution × share, the shares brought to one."""
    whole = sum(map(Fraction, mix))
    return sum((Fraction(c) * share for c, share in zip(contributions, mix, strict=True)), Fraction(0)) / whole


def break_even_units(fixed: Rate, contribution: Rate) -> Fraction | None:
    """Units at which contribution covers the fixed cost; None where a unit contributes nothing."""
    return Fraction(fixed) / contribution if contribution > 0 else None


def break_even_sales(fixed: Rate, sales: Rate, gross: Rate, variable: Rate) -> Fraction | None:
    """Fixed cost ÷ contribution-margin ratio, the ratio being (gross - variable) ÷ sales; None where out of reach."""
    if sales <= 0:
        return None
    return break_even_units(fixed, Fraction(gross - variable) / sales)


def contribution_at(
    sales: Rate, gross: Rate, variable: Rate, fixed: Rate, change: Rate = 0, points: Rate = 0
) -> Fraction:
    """Contribution when sales change by ``change`` (a fraction) and the margin by ``points`` (0.01 is one point)."""
    grown = 1 + Fraction(change)
    return (gross - variable + points * Fraction(sales)) * grown - fixed


def share_of_gross(ratio: Rate, margin: Rate) -> Fraction:
    """A ratio of sales as a ratio of gross profit: 6 % of sales at a margin of 40 % is 15 % of gross profit."""
    return Fraction(ratio) / margin


class GrossParts(NamedTuple):
    """What moves gross profit from one year to the next; the parts sum to the whole change."""

    volume: Fraction
    mix: Fraction
    price: Fraction
    margin: Fraction


def bridge_parts(
    last: Sequence[tuple[Rate, Rate]], plan: Sequence[tuple[Rate, Rate]], dearer: Sequence[Rate] = ()
) -> GrossParts:
    """Change of gross profit by volume, mix, price and margin, from (sales, margin) of each product in both years.

    ``dearer`` is each product's planned price ÷ last year's; without it the parts are those of a year of equal prices.
    Volume: more sales, at last year's prices and average margin. Mix: the planned mix at last year's margins against
    that average. Price: what new prices alone add to the planned quantities. Margin: all else, which is cost where
    prices are given, price and cost together where they are not.
    """
    rises = [Fraction(rise) for rise in dearer] or [Fraction(1)] * len(plan)
    at_last_prices = [Fraction(s) / rise for (s, _), rise in zip(plan, rises, strict=True)]
    sold, planned = sum((Fraction(s) for s, _ in last), Fraction(0)), sum(at_last_prices, Fraction(0))
    average = sum((Fraction(s) * m for s, m in last), Fraction(0)) / sold
    at_last_margins = sum((s * Fraction(m) for s, (_, m) in zip(at_last_prices, last, strict=True)), Fraction(0))
    gross = sum((Fraction(s) * m for s, m in plan), Fraction(0))
    price = sum((Fraction(s) for s, _ in plan), Fraction(0)) - planned
    volume = (planned - sold) * average
    return GrossParts(volume, at_last_margins - planned * average, price, gross - at_last_margins - price)
