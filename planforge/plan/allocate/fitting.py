"""Iterative proportional fitting in fixed point: cells in proportion to a seed, stretched to rows and columns.

Whole numbers throughout, so the same input gives the same cells on every machine. The cells are exact to about
10⁻⁹ of a unit per round; rounding to whole units (``rounding``) makes the margins exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from planforge.plan.allocate.remainder import Weight, whole_weights

Line = list[int]
SCALE = 10**9  # fixed-point parts of a unit
ROUNDS = 200
NEAR = SCALE // 10**7  # a row this close to its total is there
SETTLED = SCALE // 10**6  # what cells are settled to


def fit(
    seed: Sequence[Sequence[Weight]], rows: Sequence[int], columns: Sequence[int]
) -> tuple[tuple[Fraction, ...], ...]:
    """Cells × unit in proportion to ``seed`` whose rows and columns come to the margins, to about 10⁻⁷ of a unit.

    Deming & Stephan 1940. A nil cell stays nil; a row or column without any seed, or with a total of nil, stays nil.
    Where nil cells leave no way to the margins, the columns are met and the rows as near as may be.
    """
    cells = fit_scaled(whole_table(seed), rows, columns)
    return tuple(tuple(Fraction(value, SCALE) for value in row) for row in cells)


def whole_table(seed: Sequence[Sequence[Weight]]) -> list[Line]:
    """A table of weights as whole numbers in the same proportions; each row is only scaled, which fitting undoes."""
    return [whole_weights(row) for row in seed]


def fit_scaled(weights: Sequence[Sequence[int]], rows: Sequence[int], columns: Sequence[int]) -> list[Line]:
    """``fit`` on whole weights, in parts of ``SCALE``. Totals below nil count as nil."""
    across, down = [max(total, 0) * SCALE for total in rows], [max(total, 0) * SCALE for total in columns]
    cells = [list(row) for row in weights]
    near = max(NEAR, len(columns))  # each cell of a row may have lost its last part
    for _ in range(ROUNDS):
        before = cells
        cells = _stretched(cells, across)
        turned = _stretched(_turned(cells), down)
        cells = _turned(turned)
        if cells == before:  # nil cells leave no way: further rounds would only repeat this one
            break
        if all(abs(sum(row) - total) <= near for row, total in zip(cells, across, strict=True) if any(row)):
            break
    return cells


def settle(value: int) -> int:
    """A fitted cell to 10⁻⁶ of a unit, so that what is equal but for the fitting's own noise counts as equal."""
    return value and ((value + SETTLED // 2) // SETTLED * SETTLED or 1)


def _stretched(lines: Sequence[Line], totals: Sequence[int]) -> list[Line]:
    return [_stretch(line, total) for line, total in zip(lines, totals, strict=True)]


def _stretch(line: Line, total: int) -> Line:
    """The line in its proportions, summing to ``total``; what is not nil never vanishes unless the total is nil."""
    whole = sum(line)
    if whole in (0, total):
        return line
    if not total:
        return [0] * len(line)
    return [value and (value * total // whole or 1) for value in line]


def _turned(lines: Sequence[Line]) -> list[Line]:
    return [list(line) for line in zip(*lines, strict=True)]
