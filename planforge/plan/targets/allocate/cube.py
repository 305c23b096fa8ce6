"""Three dimensions: what can be held exactly, and what only as near as may be.

A matrix (district × month) and the totals of a third axis (products) are two margins of one grid, whose rows are the
cells of the matrix: both always hold. Three tables of pairs (district × month, district × product, month × product)
need not have any whole solution, even where their sums agree: two are held exactly, the third is approached.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from planforge.plan.targets.allocate.infeasible import Infeasible, Names
from planforge.plan.targets.allocate.matrix import split_grid
from planforge.plan.targets.allocate.remainder import Weight
from planforge.problem import Text

Table = Sequence[Sequence[int]]
Blocks = tuple[tuple[tuple[int, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class Cube:
    """``cells[i][j][k]``; ``off`` lists the (j, k) of the third table that could not be held, with cells − wanted."""

    cells: Blocks
    off: tuple[tuple[int, int, int], ...] = ()


def split_cube(
    matrix: Table,
    items: Sequence[int],
    seed: Sequence[Sequence[Sequence[Weight]]],
    *,
    default: Sequence[Weight] = (),
    names: Names | None = None,
) -> Blocks:
    """``cells[i][j][k]`` in proportion to ``seed``; they sum over k to ``matrix[i][j]``, over i and j to ``items[k]``.

    ``default`` are the weights of a cell of the matrix whose own are all nil (a new district has no mix of its own).
    Raises Infeasible as ``split_grid``, rows counting through the matrix.
    """
    width = len(matrix[0]) if matrix else 0
    flat = [weights if any(weights) else (default or weights) for line in seed for weights in line]
    cells = split_grid([amount for line in matrix for amount in line], items, flat, names=names)
    return tuple(tuple(map(tuple, cells[i * width : (i + 1) * width])) for i in range(len(matrix)))


def hold_three(first: Table, second: Table, third: Table, seed: Sequence[Sequence[Sequence[Weight]]]) -> Cube:
    """Cells with ``first`` (i × j) and ``second`` (i × k) held exactly, and ``third`` (j × k) as far as can be.

    Each i is a grid of its own; then squares of four cells move units until the third table is met or no square helps.
    Raises Infeasible: "three" where two tables contradict each other, "row", "column", "block" within one i, its
    ``index``.
    """
    _check(first, second, third)
    cells = []
    for index, (rows, columns, weights) in enumerate(zip(first, second, seed, strict=True)):
        try:
            cells.append(split_grid(rows, columns, weights))
        except Infeasible as error:
            raise Infeasible(error.reason, error.message, index, gap=error.gap) from None
    off = [
        [sum(layer[j][k] for layer in cells) - wanted for k, wanted in enumerate(line)] for j, line in enumerate(third)
    ]
    while _turn_square(cells, off, seed):
        pass
    missed = tuple((j, k, gap) for j, line in enumerate(off) for k, gap in enumerate(line) if gap)
    return Cube(tuple(tuple(map(tuple, layer)) for layer in cells), missed)


def three_problem(cube: Cube, names: Names | None = None) -> Infeasible | None:
    """The cells of the third table that could not be held, as a sentence; None where all three tables hold.

    ``names.rows`` are the j, ``names.columns`` the k.
    """
    if not cube.off:
        return None
    names = names or Names()
    j, k, gap = max(cube.off, key=lambda cell: abs(cell[2]))
    row, column, most, count = names.row(j), names.column(k), names.amount(abs(gap)), len(cube.off)
    message = Text(
        f"三个两两合计不能同时保持：前两个已保持，第三个有 {count} 格不符，最大在{row.zh} {column.zh}，差 {most.zh}",
        f"the three tables cannot all be held: the first two are, the third misses {count} cells, "
        f"by {most.en} at most, in {row.en} {column.en}",
    )
    return Infeasible("three", message, rows=(j,), columns=(k,), gap=abs(gap))


def _check(first: Table, second: Table, third: Table) -> None:
    """Whether the tables agree on the sums they share."""
    pairs = (
        (Text("第一、第二个", "first and second"), _across(first), _across(second)),
        (Text("第一、第三个", "first and third"), _down(first), _across(third)),
        (Text("第二、第三个", "second and third"), _down(second), _down(third)),
    )
    for which, sums, others in pairs:
        for index, (one, other) in enumerate(zip(sums, others, strict=True)):
            if one != other:
                message = Text(
                    f"{which.zh}合计表互相矛盾：第 {index + 1} 项分别为 {one:,} 与 {other:,}，差 {abs(one - other):,}",
                    f"the {which.en} tables contradict each other: item {index + 1} is {one:,} in one, {other:,} in "
                    f"the other, {abs(one - other):,} apart",
                )
                raise Infeasible("three", message, index, gap=abs(one - other))


def _across(table: Table) -> list[int]:
    return [sum(line) for line in table]


def _down(table: Table) -> list[int]:
    return [sum(line) for line in zip(*table, strict=True)]


def _turn_square(
    cells: list[list[list[int]]], off: list[list[int]], seed: Sequence[Sequence[Sequence[Weight]]]
) -> bool:
    """One unit around a square of four cells of one layer, its row and column sums unchanged, bringing at least three
    of the four places of the third table nearer; False where there is no such square."""
    for j, k in product(range(len(off)), range(len(off[0]) if off else 0)):
        if off[j][k] <= 0:
            continue
        for other, column in product(range(len(off)), range(len(off[0]))):
            if off[other][k] >= 0 or off[j][column] >= 0:
                continue
            for layer, weights in zip(cells, seed, strict=True):
                if layer[j][k] and layer[other][column] and weights[other][k] and weights[j][column]:
                    for line, place, step in ((j, k, -1), (other, k, 1), (other, column, -1), (j, column, 1)):
                        layer[line][place] += step
                        off[line][place] += step
                    return True
    return False
