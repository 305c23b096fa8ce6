"""Largest remainder (Hamilton's method): a whole number by weights, exact in integers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm

from planforge.plan.targets.allocate.infeasible import Infeasible
from planforge.problem import Text

Weight = int | Decimal | Fraction


def largest_remainder(total: int, weights: Sequence[Weight]) -> tuple[int, ...]:
    """Hamilton's method: floors of total × weight ÷ Σ weights, then one more to the largest remainders, ties in order.

    A negative total gives the negatives of the parts of its opposite. Raises Infeasible for a missing (None) or
    negative weight, and where all weights are nil and the total is not.
    """
    whole = whole_weights(weights)
    if total < 0:
        return tuple(-part for part in apportion(-total, whole))
    return apportion(total, whole)


def raising_lowers(total: int, weights: Sequence[Weight]) -> tuple[int, ...]:
    """The nodes that would get less if the total were one more (the Alabama paradox of largest remainders)."""
    whole = whole_weights(weights)
    now, then = apportion(total, whole), apportion(total + 1, whole)
    return tuple(i for i, (a, b) in enumerate(zip(now, then, strict=True)) if b < a)


def apportion(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """``largest_remainder`` for checked whole weights and a total that is not negative."""
    whole = sum(weights)
    if not whole:
        if total:
            raise Infeasible("no-weight", Text("所有权重都是零，无法分配", "all weights are nil: nothing to split by"))
        return (0,) * len(weights)
    parts = [divmod(total * weight, whole) for weight in weights]
    missing = total - sum(floor for floor, _ in parts)
    raised = set(sorted(range(len(parts)), key=lambda i: -parts[i][1])[:missing])
    return tuple(floor + (i in raised) for i, (floor, _) in enumerate(parts))


def whole_weights(weights: Sequence[Weight]) -> list[int]:
    """The weights times their common denominator, in the same proportions exactly. Raises Infeasible as above."""
    ratios = []
    for index, weight in enumerate(weights):
        if weight is None:
            raise Infeasible("not-given", Text("有权重没有填写", "a weight is not given"), index)
        ratios.append(weight.as_integer_ratio())
        if ratios[-1][0] < 0:
            raise Infeasible("negative", Text("权重不能为负", "a weight is negative"), index)
    scale = lcm(*(below for _, below in ratios))
    return [above * (scale // below) for above, below in ratios]
