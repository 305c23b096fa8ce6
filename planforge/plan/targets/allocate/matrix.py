"""Rows and columns at once: cells by weight, both margins exact, with locked cells, floors, caps and closed cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.plan.targets.allocate.infeasible import Infeasible, Names
from planforge.plan.targets.allocate.remainder import Weight, whole_weights
from planforge.plan.targets.allocate.rounding import Cells, Limits, Margins, check_margins, round_within
from planforge.plan.targets.allocate.shares import Share
from planforge.problem import Text

# Iterative proportional fitting ---------------------------------------------------------------------------------------

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


Place = tuple[int, int]
Held = Mapping[Place, int]
LARGE = 6_000  # cells from which loading numpy pays
EXACT = 2**50  # totals beyond this are left to Python's own integers


class GridShares(Struct, frozen=True):
    """A grid with what made each cell: ``raw`` is the fitted figure before rounding (to 10⁻⁹ of a unit)."""

    cells: tuple[tuple[int, ...], ...]
    raw: tuple[tuple[Fraction, ...], ...]
    seed: tuple[tuple[Fraction, ...], ...]
    held: Mapping[Place, str]

    def of(self, row: int, column: int) -> Share:
        """One cell's trace; its share is its part of the row's weights."""
        weights = self.seed[row]
        whole = sum(weights, Fraction(0))
        return Share(
            weight=weights[column],
            share=weights[column] / whole if whole else Fraction(0),
            raw=self.raw[row][column],
            amount=self.cells[row][column],
            held=self.held.get((row, column), ""),
        )


def split_grid(
    rows: Sequence[int],
    columns: Sequence[int],
    seed: Sequence[Sequence[Weight]],
    locks: Held | None = None,
    *,
    floors: Held | None = None,
    caps: Held | None = None,
    names: Names | None = None,
) -> Cells:
    """Cells in proportion to ``seed`` whose rows and columns sum exactly to the margins.

    Iterative proportional fitting, then controlled rounding (Bacharach 1966, Cox 1987). A cell whose seed is nil stays
    nil; a locked cell keeps its figure. Raises Infeasible: "margins" where the sums of the margins differ, "row" or
    "column" (``index``) where one line's open cells cannot come to its total, "block" (``rows``, ``columns``, ``gap``)
    where several together cannot, "crossed" where a floor is above its cap.
    """
    bounds = _bounds(locks, floors, caps, names or Names())
    margins = Margins(rows, columns, names or Names())
    if len(rows) * len(columns) >= LARGE and sum(map(abs, rows)) < EXACT:
        from planforge.plan.targets.allocate.large import split_large

        return split_large(margins, seed, *bounds)
    weights = whole_table(seed)
    limits = _limits(weights, margins, *bounds)
    check_margins(margins, limits)  # before a fit that could not come to them
    raw, _ = _fit_within(weights, margins, *bounds)
    return round_within(raw, margins, limits)


def share_grid(
    rows: Sequence[int],
    columns: Sequence[int],
    seed: Sequence[Sequence[Weight]],
    locks: Held | None = None,
    *,
    floors: Held | None = None,
    caps: Held | None = None,
    names: Names | None = None,
) -> GridShares:
    """``split_grid`` with the trace of every cell, for whoever asks how a figure was made; not for very large grids."""
    bounds = _bounds(locks, floors, caps, names or Names())
    margins = Margins(rows, columns, names or Names())
    weights = whole_table(seed)
    raw, held = _fit_within(weights, margins, *bounds)
    cells = round_within(raw, margins, _limits(weights, margins, *bounds))
    return GridShares(
        tuple(map(tuple, cells)),
        tuple(tuple(Fraction(value, SCALE) for value in row) for row in raw),
        tuple(tuple(Fraction(weight) for weight in row) for row in seed),
        held,
    )


Bounds = tuple[dict[Place, int], dict[Place, int], dict[Place, int]]


def _bounds(locks: Held | None, floors: Held | None, caps: Held | None, names: Names) -> Bounds:
    """Locks, and the floors and caps of other cells."""
    locked = dict(locks or {})
    low = {place: max(amount, 0) for place, amount in (floors or {}).items() if place not in locked}
    high = {place: amount for place, amount in (caps or {}).items() if place not in locked}
    for place, cap in high.items():
        if low.get(place, 0) > cap:
            raise _crossed(place, low.get(place, 0), cap, names)
    return locked, low, high


def _crossed(place: Place, low: int, high: int, names: Names) -> Infeasible:
    row, column = names.row(place[0]), names.column(place[1])
    floor, cap, gap = names.amount(low), names.amount(high), names.amount(low - high)
    message = Text(
        f"{row.zh} {column.zh}的下限 {floor.zh} 高于上限 {cap.zh}：至少改动 {gap.zh}",
        f"{row.en} {column.en}: floor {floor.en} is above cap {cap.en}, move one of them by {gap.en}",
    )
    return Infeasible("crossed", message, rows=place[:1], columns=place[1:], gap=low - high)


def _limits(
    weights: Sequence[Sequence[int]],
    margins: Margins,
    locked: Mapping[Place, int],
    low: Mapping[Place, int],
    high: Mapping[Place, int],
) -> Limits:
    """Bounds of every cell: a closed one has no more than its floor, an open one no more than its row and column."""
    below = -sum(amount for amount in locked.values() if amount < 0)  # a return in one cell leaves more for others
    floors = [[0] * len(margins.columns) for _ in margins.rows]
    tops = [
        [min(row, column) + below if weight else 0 for weight, column in zip(line, margins.columns, strict=True)]
        for line, row in zip(weights, margins.rows, strict=True)
    ]
    for (i, j), amount in high.items():
        tops[i][j] = min(tops[i][j], amount)
    for (i, j), amount in low.items():
        floors[i][j], tops[i][j] = amount, max(tops[i][j], amount)
    for (i, j), amount in locked.items():
        floors[i][j] = tops[i][j] = amount
    return Limits(floors, tops)


def _fit_within(
    weights: Sequence[Sequence[int]],
    margins: Margins,
    locked: Mapping[Place, int],
    low: Mapping[Place, int],
    high: Mapping[Place, int],
) -> tuple[list[list[int]], dict[Place, str]]:
    """Fitted cells in parts of SCALE, and what bound whom: cells outside their bounds are held at them, the graver side
    first, and the rest is fitted again."""
    fixed, held = dict(locked), dict.fromkeys(locked, "lock")
    while True:
        cells = _fit_around(weights, margins, fixed)
        below = {p: low[p] * SCALE - cells[p[0]][p[1]] for p in low if p not in fixed}
        above = {p: cells[p[0]][p[1]] - high[p] * SCALE for p in high if p not in fixed}
        below, above = ({p: gap for p, gap in side.items() if gap > SCALE // 1000} for side in (below, above))
        if not below and not above:
            return [[settle(value) for value in row] for row in cells], held
        under, over = sum(below.values()), sum(above.values())
        bound = (dict.fromkeys(below, "floor") if under >= over else {}) | (
            dict.fromkeys(above, "cap") if over >= under else {}
        )
        held |= bound
        fixed |= {p: (low if side == "floor" else high)[p] for p, side in bound.items()}


def _fit_around(weights: Sequence[Sequence[int]], margins: Margins, fixed: Mapping[Place, int]) -> list[list[int]]:
    """The fit of all cells but the fixed ones, which stand as they are."""
    open_ = [list(row) for row in weights]
    rows, columns = list(margins.rows), list(margins.columns)
    for (i, j), amount in fixed.items():
        open_[i][j] = 0
        rows[i] -= amount
        columns[j] -= amount
    cells = fit_scaled(open_, rows, columns)
    for (i, j), amount in fixed.items():
        cells[i][j] = amount * SCALE
    return cells
