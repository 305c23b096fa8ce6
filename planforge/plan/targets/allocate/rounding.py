"""Controlled rounding: whole cells whose rows and columns come to their totals exactly, within bounds.

Bacharach 1966, Cox 1987. Rows are rounded by largest remainder; where columns then miss, units move along shortest
paths of cells, first between the whole numbers beside each raw figure, then anywhere within the bounds. Such a path
exists whenever the margins can be met at all (max-flow min-cut), and where none does, the cut says who is in the way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from planforge.plan.targets.allocate.infeasible import Infeasible, Names
from planforge.plan.targets.allocate.remainder import Weight, whole_weights
from planforge.plan.targets.allocate.shares import Room, level
from planforge.problem import Text

Cells = list[list[int]]
Table = Sequence[Sequence[int]]


class Limits(Struct, frozen=True):
    """What each cell may be at least and at most, rows × columns; equal for a locked or closed cell."""

    low: Table
    high: Table


class Margins(Struct, frozen=True):
    """What rows and columns must come to, and what they are called in a message."""

    rows: Sequence[int]
    columns: Sequence[int]
    names: Names = Names()


def controlled_rounding(
    cells: Sequence[Sequence[Weight]],
    rows: Sequence[int],
    columns: Sequence[int],
    *,
    low: Table | None = None,
    high: Table | None = None,
    names: Names | None = None,
) -> Cells:
    """Raw cells made whole, rows and columns exact: each cell the whole number below or above its raw figure wherever
    the raw cells come to the margins themselves, nil cells nil, all within ``low`` and ``high``.

    Raises Infeasible ("margins", "row", "column", "block") where bounds and nil cells leave no way.
    """
    margins = Margins(rows, columns, names or Names())
    raw = [whole_weights(row) for row in cells]
    floors = low or [[0] * len(columns) for _ in rows]
    limits = Limits(floors, _ceilings(raw, margins, floors, high))
    return round_within(raw, margins, limits)


def round_within(raw: Table, margins: Margins, limits: Limits) -> Cells:
    """``controlled_rounding`` of raw figures in any whole scale of their own, one a row."""
    check_margins(margins, limits)
    fine = [row_within(*line) for line in zip(margins.rows, raw, limits.low, limits.high, strict=True)]
    cells = [amounts for amounts, _ in fine]
    beside = Limits([[low for low, _ in row] for _, row in fine], [[high for _, high in row] for _, row in fine])
    owed = [sum(column) - total for column, total in zip(zip(*cells, strict=True), margins.columns, strict=True)]
    move(cells, owed, beside)
    blocked = move(cells, owed, limits)
    if blocked:
        raise block_error(blocked, owed, margins, limits)
    return cells


Beside = list[tuple[int, int]]


def row_within(total: int, raw: Sequence[int], low: Sequence[int], high: Sequence[int]) -> tuple[list[int], Beside]:
    """A row made whole by largest remainder, and the whole numbers beside each of its raw figures within the bounds."""
    weights = [weight or int(top > least) for weight, least, top in zip(raw, low, high, strict=True)]
    amounts, bound = level(total, weights, Room(low, high))
    free = sum(weight for j, weight in enumerate(weights) if j not in bound)
    rest = total - sum(amounts[j] for j in bound)
    beside: Beside = []
    for j, (weight, amount) in enumerate(zip(weights, amounts, strict=True)):
        floor, left = divmod(weight * rest, free) if j not in bound and free else (amount, 0)
        beside.append((max(low[j], floor), min(high[j], floor + (left > 0))))
    return amounts, beside


def _ceilings(raw: Table, margins: Margins, floors: Table, high: Table | None) -> Table:
    """Caps of the cells: as given, never above their margins, and the floor for a nil cell."""
    return [
        [
            (min(high[i][j] if high else rows, rows, columns) if raw[i][j] else floors[i][j])
            for j, columns in enumerate(margins.columns)
        ]
        for i, rows in enumerate(margins.rows)
    ]


# Moving units between columns -----------------------------------------------------------------------------------------

Block = tuple[list[int], set[int]]
"""Columns that keep too much, and the rows in which units of theirs could still be moved."""
Came = dict[int, tuple[int, int] | None]
"""How each column was reached: by which row, from which column."""
Search = Callable[[Cells, Sequence[int], Limits], tuple[Came, int | None]]


def move(cells: Cells, owed: list[int], limits: Limits, search: Search | None = None) -> Block | None:
    """Move units along the rows from columns that have too much (``owed`` > 0) to those that lack, by shortest paths.

    Changes ``cells`` and ``owed``. None when all columns are met, else the block that leaves no way.
    """
    while any(owed):
        came, end = (search or _search)(cells, owed, limits)
        if end is None:
            rows = {i for i, line in enumerate(cells) if any(line[j] > limits.low[i][j] for j in came)}
            return list(came), rows
        _shift(cells, owed, limits, came, end)
    return None


def _search(cells: Cells, owed: Sequence[int], limits: Limits) -> tuple[Came, int | None]:
    """Breadth first from all columns with too much: by which row and from which column each was reached.

    The last rows are moved first, so that among equals the first named keep the larger part.
    """
    came: Came = {j: None for j, more in enumerate(owed) if more > 0}
    queue, seen = list(came), set[int]()
    for column in queue:
        for i in reversed(range(len(cells))):
            line = cells[i]
            if i in seen or line[column] <= limits.low[i][column]:
                continue
            seen.add(i)
            for other, value in enumerate(line):
                if other not in came and value < limits.high[i][other]:
                    came[other] = (i, column)
                    if owed[other] < 0:
                        return came, other
                    queue.append(other)
    return came, None


def _shift(cells: Cells, owed: list[int], limits: Limits, came: Came, end: int) -> None:
    """As much along the path to ``end`` as its narrowest cell allows."""
    steps, column = [], end
    while (step := came[column]) is not None:
        steps.append((step[0], step[1], column))
        column = step[1]
    amount = min(owed[column], -owed[end])
    for i, source, sink in steps:
        amount = min(amount, cells[i][source] - limits.low[i][source], limits.high[i][sink] - cells[i][sink])
    for i, source, sink in steps:
        cells[i][source] -= amount
        cells[i][sink] += amount
    owed[column] -= amount
    owed[end] += amount


# What is in the way ---------------------------------------------------------------------------------------------------


def check_margins(margins: Margins, limits: Limits) -> None:
    """Whether both margins come to the same, and each line can come to its own total."""
    check_sums(margins)
    for i, total in enumerate(margins.rows):
        check_line("row", i, total, limits.low[i], limits.high[i], margins.names)
    for j, total in enumerate(margins.columns):
        low, high = [row[j] for row in limits.low], [row[j] for row in limits.high]
        check_line("column", j, total, low, high, margins.names)


def check_sums(margins: Margins) -> None:
    """Whether rows and columns come to the same."""
    one, other = sum(margins.rows), sum(margins.columns)
    if one != other:
        rows, columns, gap = (margins.names.amount(units) for units in (one, other, abs(one - other)))
        message = Text(
            f"行合计 {rows.zh} 与列合计 {columns.zh} 不等，差 {gap.zh}",
            f"rows come to {rows.en}, columns to {columns.en}, {gap.en} apart",
        )
        raise Infeasible("margins", message, gap=abs(one - other))


def check_line(kind: str, index: int, total: int, low: Sequence[int], high: Sequence[int], names: Names) -> None:
    """Whether a row or column can come to its total within its bounds."""
    least, most = sum(low), sum(max(pair) for pair in zip(low, high, strict=True))
    if least <= total <= most:
        return
    name = names.row(index) if kind == "row" else names.column(index)
    whole, gap = names.amount(total), names.amount(max(least - total, total - most))
    held, room = names.amount(least), names.amount(most)
    message = (
        Text(
            f"{name.zh}的锁定与下限合计 {held.zh}，比其合计 {whole.zh} 多 {gap.zh}：调低它们，或提高合计",
            f"locks and floors of {name.en} add up to {held.en}, {gap.en} more than its total {whole.en}: "
            "lower them or raise the total",
        )
        if least > total
        else Text(
            f"{name.zh}可用的各格最多放 {room.zh}，比其合计 {whole.zh} 少 {gap.zh}：放开一格，或调低合计",
            f"the open cells of {name.en} take {room.en} at most, {gap.en} less than its total {whole.en}: "
            "open a cell or lower the total",
        )
    )
    raise Infeasible(kind, message, index, gap=max(least - total, total - most))


def block_error(block: Block, owed: Sequence[int], margins: Margins, limits: Limits) -> Infeasible:
    """The rows that have nowhere else to go, the columns that cannot take them, and by how much."""
    columns, movable = sorted(block[0]), block[1]
    gap = sum(owed[j] for j in columns)
    rows = tuple(
        i for i in range(len(margins.rows))
        if i in movable or any(limits.low[i][j] for j in columns)
    )  # fmt: skip
    names = margins.names
    who, where, more = names.row(*rows), names.column(*columns), names.amount(gap)
    taken = names.amount(sum(margins.columns[j] for j in columns))
    message = Text(
        f"{who.zh}除{where.zh}外已无处可放（锁定、封顶或未开放），而{where.zh}合计只有 {taken.zh}，差 {more.zh}："
        f"放开别处，或把 {more.zh} 移出{who.zh}、移入{where.zh}",
        f"{who.en} can only go to {where.en}, all else being locked, capped or closed, and {where.en} come to "
        f"{taken.en}, {more.en} too little: open other cells, or move {more.en} out of {who.en} or into {where.en}",
    )
    return Infeasible("block", message, rows=rows, columns=tuple(columns), gap=gap)
