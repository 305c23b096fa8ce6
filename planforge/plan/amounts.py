"""Money made whole: figures known exactly, rounded to multiples of a granule so that parts and tables still add up.

Where ``allocate`` fits weights to known margins, here every cell is already known as a fraction and only rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from planforge.plan.allocate import largest_remainder
from planforge.plan.grid import Cells

Exact = Fraction | Decimal | int
Table = Sequence[Sequence[Fraction]]


def nearest(value: Exact, granule: int = 1) -> int:
    """The nearest multiple of ``granule``; a half goes away from zero."""
    scaled = Fraction(value) / granule
    away = int(abs(scaled) + Fraction(1, 2))
    return granule * (away if scaled >= 0 else -away)


def round_parts(raws: Sequence[Exact], granule: int) -> tuple[int, ...]:
    """Each figure to the multiple below or above it, their sum to the nearest: largest remainder, ties in order."""
    scaled = [Fraction(raw) / granule for raw in raws]
    floors = [raw.__floor__() for raw in scaled]
    missing = nearest(sum(scaled)) - sum(floors)
    raised = set(sorted(range(len(scaled)), key=lambda i: floors[i] - scaled[i])[:missing])
    return tuple(granule * (floor + (i in raised)) for i, floor in enumerate(floors))


def portions(total: int, weights: Sequence[Exact], granule: int) -> tuple[int, ...]:
    """``total``, a multiple of ``granule``, by weights that are not negative and not all nil."""
    return tuple(granule * part for part in largest_remainder(total // granule, weights))


def round_table(raws: Table, granule: int) -> Cells:
    """Each cell to the multiple below or above it, rows as ``round_parts`` rounds their sums, columns likewise
    as far as cells that are whole already leave a way (controlled rounding, Cox 1987)."""
    if not raws:
        return ()
    floors = [[(raw / granule).__floor__() for raw in row] for row in raws]
    rests = [[raw / granule - low for raw, low in zip(*pair, strict=True)] for pair in zip(raws, floors, strict=True)]
    raised = _raise_rows(rests, _missing(raws, floors, granule))
    columns = _missing(list(zip(*raws, strict=True)), list(zip(*floors, strict=True)), granule)
    _mend_columns(raised, rests, columns)
    return tuple(
        tuple(granule * (low + (j in up)) for j, low in enumerate(row)) for row, up in zip(floors, raised, strict=True)
    )


def _missing(raws: Table, floors: Sequence[Sequence[int]], granule: int) -> list[int]:
    """How many cells of each row must go up for the row to reach its rounded sum."""
    sums = round_parts([sum(row, Fraction(0)) for row in raws], granule)
    return [total // granule - sum(row) for total, row in zip(sums, floors, strict=True)]


def _raise_rows(rests: Table, counts: Sequence[int]) -> list[set[int]]:
    """The cells of each row to raise: those whose column has waited most, so that columns come out near their sums."""
    waiting = [Fraction(0)] * len(rests[0])
    raised = []
    for rest, count in zip(rests, counts, strict=True):
        waiting = [before + now for before, now in zip(waiting, rest, strict=True)]
        open_cells = [j for j, part in enumerate(rest) if part]
        up = set(sorted(open_cells, key=lambda j: -waiting[j])[:count])
        waiting = [owed - (j in up) for j, owed in enumerate(waiting)]
        raised.append(up)
    return raised


def _mend_columns(raised: list[set[int]], rests: Table, wanted: Sequence[int]) -> None:
    """Move raised cells along their rows, from columns with too many to columns with too few (augmenting paths)."""
    have = [sum(j in up for up in raised) for j in range(len(wanted))]
    over = [j for j, number in enumerate(have) for _ in range(number - wanted[j])]
    under = [j for j, number in enumerate(have) for _ in range(wanted[j] - number)]
    for start in over:
        path = _way(raised, rests, start, under)
        if path:
            under.remove(path[-1][2])
        for row, source, sink in path:
            raised[row] ^= {source, sink}


def _way(raised: list[set[int]], rests: Table, start: int, goals: list[int]) -> list[tuple[int, int, int]]:
    """The shortest chain of moves (row, from column, to column) from ``start`` to a goal; empty when there is none."""
    paths: dict[int, list[tuple[int, int, int]]] = {start: []}
    for column in (queue := [start]):
        if column in goals:
            return paths[column]
        for row, up in enumerate(raised):
            if column not in up:
                continue
            for other, part in enumerate(rests[row]):
                if part and other not in up and other not in paths:
                    paths[other] = [*paths[column], (row, column, other)]
                    queue.append(other)
    return []
