"""Contribution and break-even: what is left of gross profit, and the sales at which nothing is left. All exact."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

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


def bridge_parts(
    last: Sequence[tuple[Rate, Rate]], plan: Sequence[tuple[Rate, Rate]]
) -> tuple[Fraction, Fraction, Fraction]:
    """Change of gross profit by volume, mix and margin, from (sales, margin) of each product last year and planned.

    Volume: more sales at last year's average margin. Mix: the planned mix at last year's margins against that average.
    Margin: price and cost, the change of each product's own margin on its planned sales. They sum to the whole change.
    """
    sold, planned = (sum((Fraction(s) for s, _ in side), Fraction(0)) for side in (last, plan))
    average = sum((Fraction(s) * m for s, m in last), Fraction(0)) / sold
    at_last_margins = sum((Fraction(s) * m for (s, _), (_, m) in zip(plan, last, strict=True)), Fraction(0))
    gross = sum((Fraction(s) * m for s, m in plan), Fraction(0))
    volume = (planned - sold) * average
    return volume, at_last_margins - planned * average, gross - at_last_margins
