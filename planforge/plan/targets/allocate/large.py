"""Large grids through numpy: the same split as ``matrix``, for hundreds of thousands of cells.

Floats only propose weights, by proportional fitting in a fixed order of additions; every figure is decided in 64-bit
integers. Products that exceed 64 bits are taken modulo 2⁶⁴, where the remainder, known to be small, is exact.
Needs totals below 2⁵⁰ (``matrix.EXACT``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planforge.plan.targets.allocate.remainder import Weight, whole_weights
from planforge.plan.targets.allocate.rounding import (
    Came,
    Cells,
    Limits,
    Margins,
    block_error,
    check_line,
    check_sums,
    move,
    row_within,
)

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Place = tuple[int, int]
ROUNDS = 200
NEAR = 1 / 64  # of a unit: a row fitted this close to its total is there, rounding mends the rest
FAR = 1e100  # a factor beyond this comes of nil cells that leave no way to the margins; fitting stops


def split_large(
    margins: Margins,
    seed: Sequence[Sequence[Weight]],
    locked: Mapping[Place, int],
    low: Mapping[Place, int],
    high: Mapping[Place, int],
) -> Cells:
    """``split_grid`` for large grids; same arguments, same errors."""
    result: Cells = _split_within(_weights(seed), margins, locked, low, high).tolist()
    return result


def split_array(margins: Margins, weights: Floats) -> Ints:
    """``split_grid`` of weights that are an array already, as an array: nothing locked, no floors, no caps."""
    return _split_within(weights, margins, {}, {}, {})


def _split_within(
    weights: Floats, margins: Margins, locked: Mapping[Place, int], low: Mapping[Place, int], high: Mapping[Place, int]
) -> Ints:
    rows, columns = np.array(margins.rows, np.int64), np.array(margins.columns, np.int64)
    limits = _limits(weights, rows, columns, locked, low, high)
    _check(margins, *limits)
    return _split(weights, margins, limits, [*low, *high])


def _weights(seed: Sequence[Sequence[Weight]]) -> Floats:
    weights = np.array(seed, np.float64)
    if np.isnan(weights).any() or (weights < 0).any():
        for row in seed:
            whole_weights(row)  # says what is wrong
    return weights


def _limits(
    weights: Floats,
    rows: Ints,
    columns: Ints,
    locked: Mapping[Place, int],
    low: Mapping[Place, int],
    high: Mapping[Place, int],
) -> tuple[Ints, Ints]:
    """As ``matrix._limits``."""
    below = -sum(amount for amount in locked.values() if amount < 0)
    floors = np.zeros(weights.shape, np.int64)
    tops = np.where(weights > 0, np.minimum(rows[:, None], columns) + below, 0)
    for place, amount in high.items():
        tops[place] = min(tops[place], amount)
    for place, amount in low.items():
        floors[place], tops[place] = amount, max(tops[place], amount)
    for place, amount in locked.items():
        floors[place] = tops[place] = amount
    return floors, tops


def _check(margins: Margins, floors: Ints, tops: Ints) -> None:
    """As ``rounding.check_margins``."""
    check_sums(margins)
    for kind, axis, totals in (("row", 1, margins.rows), ("column", 0, margins.columns)):
        wanted = np.array(totals, np.int64)
        wrong = np.flatnonzero((floors.sum(axis) > wanted) | (np.maximum(floors, tops).sum(axis) < wanted))
        for index in wrong[:1].tolist():
            low, high = (table.take(index, 1 - axis).tolist() for table in (floors, tops))
            check_line(kind, index, totals[index], low, high, margins.names)


def _split(weights: Floats, margins: Margins, limits: tuple[Ints, Ints], bounded: Sequence[Place]) -> Ints:
    rows, columns = np.array(margins.rows, np.int64), np.array(margins.columns, np.int64)
    floors, tops = limits
    raw, fixed = _fit_within(weights, rows, columns, limits, bounded)
    amounts = np.where(fixed, np.clip(np.rint(raw).astype(np.int64), floors, tops), 0)
    open_ = np.where(~fixed & (tops > floors), np.maximum(_whole(raw), 1), 0)
    cells, rests = apportion_rows(np.maximum(rows - amounts.sum(1), 0), open_)
    raised = rests < 0
    cells += amounts
    broken = np.flatnonzero(((cells < floors) | (cells > tops)).any(1) | (cells.sum(1) != rows))
    for i in broken.tolist():
        whole = _whole(raw[i : i + 1])[0].tolist()
        cells[i] = row_within(int(rows[i]), whole, floors[i].tolist(), tops[i].tolist())[0]
        rests[i] = raised[i] = 0
    _mend(cells, rests, raised, margins, limits)
    return cells


# Proposing weights ----------------------------------------------------------------------------------------------------


def _fit_within(
    weights: Floats, rows: Ints, columns: Ints, limits: tuple[Ints, Ints], bounded: Sequence[Place]
) -> tuple[Floats, Flags]:
    """Fitted cells, and which are held at a bound: as ``matrix._fit_within``."""
    floors, tops = limits
    fixed = floors == tops
    explicit = np.zeros(fixed.shape, np.bool_)
    explicit[tuple(zip(*bounded, strict=True)) if bounded else ([], [])] = True
    held = np.where(fixed, floors, 0)
    while True:
        cells = _fit(np.where(fixed, 0, weights), rows - held.sum(1), columns - held.sum(0))
        if not bounded:
            break
        loose = explicit & ~fixed
        below, above = (np.where(loose & (gap > 1e-3), gap, 0) for gap in (floors - cells, cells - tops))
        under, over = below.sum(), above.sum()
        if not under and not over:
            break
        if under >= over:
            held, fixed = np.where(below > 0, floors, held), fixed | (below > 0)
        if over >= under:
            held, fixed = np.where(above > 0, tops, held), fixed | (above > 0)
    return np.where(fixed, held, cells), fixed


def _fit(weights: Floats, rows: Ints, columns: Ints) -> Floats:
    """Proportional fitting by a factor for each row and column. Sums run along the first axis, one addition after the
    other, so that they come out the same on every machine."""
    turned = np.ascontiguousarray(weights.T)
    across, down = np.maximum(rows, 0).astype(np.float64), np.maximum(columns, 0).astype(np.float64)
    by_row, by_column = np.ones(len(rows)), np.ones(len(columns))
    for turn in range(ROUNDS):
        sums = np.add.reduce(turned * by_column[:, None], axis=0)
        if turn and np.abs(sums * by_row - across)[sums > 0].max(initial=0) <= NEAR:
            break
        new_rows = _ratio(across, sums)
        new_columns = _ratio(down, np.add.reduce(weights * new_rows[:, None], axis=0))
        if max(new_rows.max(initial=0), new_columns.max(initial=0)) > FAR:
            break
        by_row, by_column = new_rows, new_columns
    return weights * by_row[:, None] * by_column


def _ratio(totals: Floats, sums: Floats) -> Floats:
    return np.divide(totals, sums, out=np.zeros_like(totals), where=sums > 1 / FAR)


def _whole(raw: Floats) -> Ints:
    """Each row as whole weights in its proportions, their sum below 2⁶¹."""
    bits = 59 - max(raw.shape[1] - 1, 1).bit_length()
    top = np.frexp(raw.max(axis=1, initial=0))[1]
    whole: Ints = np.rint(np.ldexp(raw, (bits - top)[:, None])).astype(np.int64)
    return whole


# Deciding figures -----------------------------------------------------------------------------------------------------


def apportion_rows(totals: Ints, weights: Ints) -> tuple[Ints, Ints]:
    """Largest remainder of every row at once, exact: ``remainder.apportion`` for totals below 2⁵⁰ and weights whose
    rows sum to less than 2⁶¹.

    Also each cell's remainder in parts of 2²⁰, less 2²⁰ where it was raised: what raising it costs, then lowering it.
    """
    whole = np.maximum(weights.sum(axis=1), 1)[:, None]
    cells = np.floor(weights * (totals[:, None] / whole)).astype(np.int64)
    left = totals[:, None] * weights - cells * whole  # modulo 2⁶⁴; within one ``whole`` of the truth
    step = (left >= whole).astype(np.int64) - (left < 0)
    cells += step
    left -= step * whole
    missing = totals - cells.sum(axis=1)
    raised = _largest(left, missing)
    cells += raised
    return cells, left // np.maximum(whole >> 20, 1) - (raised.astype(np.int64) << 20)


def _largest(left: Ints, counts: Ints) -> Flags:
    """The ``counts`` largest of each row, ties in order."""
    ordered = np.sort(left, axis=1)
    place = np.clip(left.shape[1] - counts, 0, left.shape[1] - 1)
    last = np.take_along_axis(ordered, place[:, None], axis=1)
    chosen: Flags = left >= last
    chosen[counts <= 0] = False
    spare = chosen.sum(axis=1) - counts
    tied = np.flatnonzero((spare > 0) & (counts > 0))
    if len(tied):
        ties = left[tied] == last[tied]
        chosen[tied] &= ~ties | (np.cumsum(ties, axis=1) <= (ties.sum(axis=1) - spare[tied])[:, None])
    return chosen


def _mend(cells: Ints, rests: Ints, raised: Flags, margins: Margins, limits: tuple[Ints, Ints]) -> None:
    """Columns made exact: raised cells are lowered where others of the row can be raised for least, in bulk between two
    columns; what is left moves along paths (``rounding.move``)."""
    floors, tops = limits
    owed = (cells.sum(axis=0) - np.array(margins.columns, np.int64)).tolist()
    if not any(owed):
        return
    down = np.ascontiguousarray((raised & (cells > floors)).T)
    up = np.ascontiguousarray((~raised & (rests > 0) & (cells < tops)).T)
    cost = np.ascontiguousarray(rests.T)
    sinks = [(more, j) for j, more in enumerate(owed) if more < 0]
    heapify(sinks)
    for source in sorted((j for j, more in enumerate(owed) if more > 0), key=lambda j: -owed[j]):
        tried = []
        while owed[source] and sinks:
            _, sink = heappop(sinks)
            _shift_many(cells, owed, (down, up, cost), source, sink)
            tried.append(sink)
        for sink in tried:
            if owed[sink]:
                heappush(sinks, (owed[sink], sink))
    beside = Limits(cells - down.T, cells + up.T)  # type: ignore[arg-type]
    move(cells, owed, beside, _search)  # type: ignore[arg-type]
    bounds = Limits(floors, tops)  # type: ignore[arg-type]
    blocked = move(cells, owed, bounds, _search)  # type: ignore[arg-type]
    if blocked:
        raise block_error(blocked, owed, margins, bounds)


def _shift_many(cells: Ints, owed: list[int], state: tuple[Flags, Flags, Ints], source: int, sink: int) -> None:
    """One unit from ``source`` to ``sink`` in as many rows as need be, those where it costs least."""
    down, up, cost = state
    rows = np.flatnonzero(down[source] & up[sink])
    count = min(owed[source], -owed[sink], len(rows))
    if not count:
        return
    price = cost[source, rows] - cost[sink, rows]
    chosen = rows[price.argmin()] if count == 1 else rows[np.argsort(price, kind="stable")[:count]]
    cells[chosen, source] -= 1
    cells[chosen, sink] += 1
    down[source, chosen], up[source, chosen] = False, True
    down[sink, chosen], up[sink, chosen] = True, False
    owed[source] -= count
    owed[sink] += count


def _search(cells: Any, owed: Sequence[int], limits: Any) -> tuple[Came, int | None]:
    """As ``rounding._search``, a column of rows at a time."""
    down, up = cells > limits.low, cells < limits.high
    came: Came = {j: None for j, more in enumerate(owed) if more > 0}
    queue, seen = list(came), np.zeros(len(cells), np.bool_)
    for column in queue:
        rows = np.flatnonzero(down[:, column] & ~seen)
        seen[rows] = True
        for other in np.flatnonzero(up[rows].any(axis=0)).tolist():
            if other not in came:
                came[other] = (int(rows[up[rows, other].argmax()]), column)
                if owed[other] < 0:
                    return came, other
                queue.append(other)
    return came, None
