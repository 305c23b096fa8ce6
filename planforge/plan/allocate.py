"""Splitting a whole number by weights so that every margin adds up exactly: one margin, or two at once.

Everything here counts in units (of rounding): ints in, ints out. Weights may be ints, Decimals or Fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from planforge.problem import Text

Weight = int | Decimal | Fraction
Cells = list[list[int]]
Show = Callable[[int], Text]
SCALE = 10**9  # fixed-point of the proportional fitting: no float decides a figure
ROUNDS = 60


class Infeasible(Exception):  # noqa: N818 - a state of the figures, told to the user
    """No split exists: ``reason`` is a stable word, ``message`` one sentence with the smallest change that mends it."""

    def __init__(self, reason: str, message: Text, index: int | None = None) -> None:
        super().__init__(message.en)
        self.reason, self.message, self.index = reason, message, index


@dataclass(frozen=True, slots=True)
class Share:
    """How one node came by its figure: ``raw`` is exact, ``rounding`` what rounding added, ``held`` what bound it."""

    weight: Fraction
    share: Fraction
    raw: Fraction
    amount: int
    held: str = ""  # "lock", "floor", "cap"

    @property
    def rounding(self) -> Fraction:
        return self.amount - self.raw


def largest_remainder(total: int, weights: Sequence[Weight]) -> tuple[int, ...]:
    """Hamilton's method: floors of total × weight ÷ Σ weights, then one more to the largest remainders, ties in order.

    Raises Infeasible for a missing (None) or negative weight, and where all weights are nil and the total is not.
    """
    exact = _checked(weights)
    whole = sum(exact)
    if not whole:
        if total:
            raise Infeasible("no-weight", Text("所有权重都是零，无法分配", "all weights are nil: nothing to split by"))
        return (0,) * len(exact)
    scale = _common(exact)
    scaled = [int(weight * scale) for weight in exact]
    parts = [divmod(total * weight, sum(scaled)) for weight in scaled]
    missing = total - sum(floor for floor, _ in parts)
    raised = set(sorted(range(len(parts)), key=lambda i: -parts[i][1])[:missing])
    return tuple(floor + (i in raised) for i, (floor, _) in enumerate(parts))


def share_out(
    total: int,
    weights: Sequence[Weight],
    *,
    locks: Mapping[int, int] | None = None,
    floors: Mapping[int, int] | None = None,
    caps: Mapping[int, int] | None = None,
    show: Show | None = None,
) -> tuple[Share, ...]:
    """``total`` by weight: locked nodes keep their figure, floors and caps hold, the rest shares what is left.

    Floors and caps by water-filling.
    ``show`` prints an amount in a message. Raises Infeasible with the smallest change where no split exists.
    """
    exact, locked, show = _checked(weights), dict(locks or {}), show or _plain
    low = {i: max(amount, 0) for i, amount in (floors or {}).items() if i not in locked}
    high = {i: amount for i, amount in (caps or {}).items() if i not in locked}
    _check_room(total, exact, locked, low, high, show)
    bound = _fill(total, exact, locked, low, high)
    held = {**locked, **{i: (low if side == "floor" else high)[i] for i, side in bound.items()}}
    free = [i for i in range(len(exact)) if i not in held]
    rest = total - sum(held.values())
    parts = dict(zip(free, largest_remainder(rest, [exact[i] for i in free]), strict=True)) if free else {}
    whole, weight = sum(exact), sum((exact[i] for i in free), Fraction(0))
    return tuple(
        Share(
            weight=exact[i],
            share=exact[i] / whole if whole else Fraction(0),
            raw=Fraction(held[i]) if i in held else exact[i] * rest / weight if weight else Fraction(0),
            amount=held[i] if i in held else parts[i],
            held="lock" if i in locked else bound.get(i, ""),
        )
        for i in range(len(exact))
    )


def split_grid(
    rows: Sequence[int],
    columns: Sequence[int],
    seed: Sequence[Sequence[Weight]],
    locks: Mapping[tuple[int, int], int] | None = None,
) -> Cells:
    """Cells in proportion to ``seed`` whose rows and columns sum exactly to the margins.

    Iterative proportional fitting, then controlled rounding (Bacharach 1966, Cox 1987).

    A cell whose seed is nil stays nil; a locked cell keeps its figure. Raises Infeasible where nil and locked cells
    leave a margin out of reach, with the row or column in ``index``.
    """
    if sum(rows) != sum(columns):
        message = Text(
            f"行合计 {sum(rows)} 与列合计 {sum(columns)} 不等", f"rows sum to {sum(rows)}, columns to {sum(columns)}"
        )
        raise Infeasible("margins", message)
    locked = dict(locks or {})
    weights = [
        [_whole(value) if (i, j) not in locked else 0 for j, value in enumerate(row)] for i, row in enumerate(seed)
    ]
    wanted = [total - sum(v for (r, _), v in locked.items() if r == i) for i, total in enumerate(rows)]
    across = [total - sum(v for (_, c), v in locked.items() if c == j) for j, total in enumerate(columns)]
    _check_margins(wanted, across)
    cells = _round(_fit(weights, wanted, across), weights, wanted, across)
    for (i, j), amount in locked.items():
        cells[i][j] = amount
    return cells


def raising_lowers(total: int, weights: Sequence[Weight]) -> tuple[int, ...]:
    """The nodes that would get less if the total were one more (the Alabama paradox of largest remainders)."""
    now, then = largest_remainder(total, weights), largest_remainder(total + 1, weights)
    return tuple(i for i, (a, b) in enumerate(zip(now, then, strict=True)) if b < a)


def _plain(amount: int) -> Text:
    return Text(f"{amount:,}", f"{amount:,}")


def _checked(weights: Sequence[Weight]) -> list[Fraction]:
    for index, weight in enumerate(weights):
        if weight is None:
            raise Infeasible("not-given", Text("有权重没有填写", "a weight is not given"), index)
        if weight < 0:
            raise Infeasible("negative", Text("权重不能为负", "a weight is negative"), index)
    return [Fraction(weight) for weight in weights]


def _common(exact: Sequence[Fraction]) -> int:
    return lcm(*(weight.denominator for weight in exact)) if exact else 1


def _check_room(
    total: int, exact: list[Fraction], locked: dict[int, int], low: dict[int, int], high: dict[int, int], show: Show
) -> None:
    """Whether locks, floors and caps leave a way at all."""
    held, least = sum(locked.values()), sum(locked.values()) + sum(low.values())
    free = [i for i in range(len(exact)) if i not in locked]
    for i in free:
        if i in low and i in high and low[i] > high[i]:
            one, other = show(low[i]), show(high[i])
            raise Infeasible(
                "crossed", Text(f"下限 {one.zh} 高于上限 {other.zh}", f"floor {one.en} is above cap {other.en}"), i
            )
    if least > total:
        kind = ("锁定", "locks add") if held > total or not low else ("锁定与下限", "locks and floors add")
        sum_, over, whole = (
            show(held if kind[0] == "锁定" else least),
            show((held if kind[0] == "锁定" else least) - total),
            show(total),
        )
        raise Infeasible(
            "over",
            Text(
                f"{kind[0]}合计 {sum_.zh}，比目标 {whole.zh} 多 {over.zh}：调低其中之一，或提高目标",
                f"{kind[1]} up to {sum_.en}, {over.en} more than the target {whole.en}: "
                "lower one of them or raise the target",
            ),
        )
    capped = all(i in high or not exact[i] for i in free)
    most = held + sum(high.get(i, 0) for i in free)
    if capped and most < total:
        sum_, short, whole = show(most), show(total - most), show(total)
        raise Infeasible(
            "under",
            Text(
                f"锁定与上限合计 {sum_.zh}，比目标 {whole.zh} 少 {short.zh}：提高其中之一，或调低目标",
                f"locks and caps add up to {sum_.en}, {short.en} less than the target {whole.en}: "
                "raise one of them or lower the target",
            ),
        )


def _fill(
    total: int, exact: list[Fraction], locked: dict[int, int], low: dict[int, int], high: dict[int, int]
) -> dict[int, str]:
    """Which floors and caps bind: the graver side is held first, and the rest shared again."""
    bound: dict[int, str] = {}
    while True:
        free = [i for i in range(len(exact)) if i not in locked and i not in bound]
        fixed = sum(locked.values()) + sum((low if side == "floor" else high)[i] for i, side in bound.items())
        weight, rest = sum((exact[i] for i in free), Fraction(0)), total - fixed
        raw = {i: exact[i] * rest / weight if weight else Fraction(0) for i in free}
        below = {i: low[i] - raw[i] for i in free if i in low and raw[i] < low[i]}
        above = {i: raw[i] - high[i] for i in free if i in high and raw[i] > high[i]}
        if not below and not above:
            return bound
        under, over = sum(below.values()), sum(above.values())
        bound |= dict.fromkeys(below, "floor") if under >= over else {}
        bound |= dict.fromkeys(above, "cap") if over >= under else {}


def _check_margins(wanted: list[int], across: list[int]) -> None:
    for name, margin in ((("行", "row"), wanted), (("列", "column"), across)):
        for index, rest in enumerate(margin):
            if rest < 0:
                message = Text(
                    f"第 {index + 1} {name[0]}的锁定超出合计 {-rest}", f"locks exceed {name[1]} {index + 1} by {-rest}"
                )
                raise Infeasible("row" if name[1] == "row" else "column", message, index)


def _whole(value: Weight) -> int:
    return int(Fraction(value) * SCALE) or (1 if value else 0)


def _fit(weights: Cells, rows: list[int], columns: list[int]) -> Cells:
    """Proportional fitting in fixed point: cells × SCALE whose rows, then columns, come to the margins."""
    cells = [row[:] for row in weights]
    for _ in range(ROUNDS):
        cells = [_stretch(row, total * SCALE) for row, total in zip(cells, rows, strict=True)]
        turned = [
            _stretch(list(column), total * SCALE)
            for column, total in zip(zip(*cells, strict=True), columns, strict=True)
        ]
        cells = [list(row) for row in zip(*turned, strict=True)]
        if all(abs(sum(row) - total * SCALE) <= SCALE // 10_000 for row, total in zip(cells, rows, strict=True)):
            break
    return cells


def _stretch(line: list[int], total: int) -> list[int]:
    whole = sum(line)
    return [value * total // whole for value in line] if whole else line


def _round(cells: Cells, weights: Cells, rows: list[int], columns: list[int]) -> Cells:
    """Whole cells: floors, raised by largest remainder where row and column still lack, then moved along paths."""
    whole = [[value // SCALE for value in row] for row in cells]
    _trim(whole, rows, columns)
    need = [total - sum(row) for total, row in zip(rows, whole, strict=True)]
    lack = [total - sum(column) for total, column in zip(columns, zip(*whole, strict=True), strict=True)]
    for i, row in enumerate(cells):
        for j in sorted(range(len(row)), key=lambda j: -(row[j] % SCALE)):
            if need[i] and lack[j] > 0 and row[j] % SCALE and weights[i][j]:
                whole[i][j] += 1
                need[i] -= 1
                lack[j] -= 1
    for i, missing in enumerate(need):
        for _ in range(missing):
            _augment(whole, weights, i, lack)
    return whole


def _trim(whole: Cells, rows: list[int], columns: list[int]) -> None:
    """Take away where floors of an unfinished fit already exceed a margin."""
    for j, total in enumerate(columns):
        for i in range(len(rows)):
            over = sum(row[j] for row in whole) - total
            whole[i][j] -= min(whole[i][j], max(over, 0))
    for i, total in enumerate(rows):
        for j in range(len(columns)):
            whole[i][j] -= min(whole[i][j], max(sum(whole[i]) - total, 0))


def _augment(whole: Cells, weights: Cells, start: int, lack: list[int]) -> None:
    """Raise one cell of a row; where its column is full, move one unit along the shortest chain to one that lacks."""
    came: dict[int, tuple[int, int]] = {j: (start, -1) for j, weight in enumerate(weights[start]) if weight}
    queue = list(came)
    for column in queue:
        if lack[column] > 0:
            lack[column] -= 1
            while column != -1:
                row, before = came[column]
                whole[row][column] += 1
                if before != -1:
                    whole[row][before] -= 1
                column = before
            return
        for row, line in enumerate(whole):
            for other, weight in enumerate(weights[row]) if line[column] else ():
                if weight and other not in came:
                    came[other] = (row, column)
                    queue.append(other)
    message = Text(
        f"第 {start + 1} 行还有余数，没有可以放的列", f"row {start + 1} has a remainder that no column can take"
    )
    raise Infeasible("zeros", message, start)
