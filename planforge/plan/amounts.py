"""Money made whole: figures known exactly, rounded to multiples of a granule so that parts and tables still add up.

Where ``allocate`` fits weights to known margins, here every cell is already known as a fraction and only rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import lcm

from planforge.plan.grid import Cells
from planforge.plan.targets.allocate import largest_remainder

Exact = Fraction | Decimal | int
Table = Sequence[Sequence[Fraction]]
Rows = Sequence[Sequence[int]]


def round_parts(raws: Sequence[Exact], granule: int, total: int | None = None) -> tuple[int, ...]:
    """Each figure to the multiple below or above it, their sum to the nearest, or to the ``total`` that it is elsewhere
    rounded to: largest remainder, ties in order."""
    (units,), unit = _in_units([raws], granule)
    wanted = None if total is None else total // granule
    return tuple(granule * part for part in _round_units(units, unit, wanted))


def portions(total: int, weights: Sequence[Exact], granule: int) -> tuple[int, ...]:
    """``total``, a multiple of ``granule``, by weights that are not negative and not all nil."""
    return tuple(granule * part for part in largest_remainder(total // granule, weights))


def round_table(raws: Table, granule: int) -> Cells:
    """Each cell to the multiple below or above it, rows as ``round_parts`` rounds their sums, columns likewise
    as far as cells that are whole already leave a way (controlled rounding, Cox 1987)."""
    if not raws:
        return ()
    units, unit = _in_units(raws, granule)
    floors = [[cell // unit for cell in row] for row in units]
    rests = [[cell % unit for cell in row] for row in units]
    raised = _raise_rows(rests, _missing(units, floors, unit), unit)
    columns = _missing(list(zip(*units, strict=True)), list(zip(*floors, strict=True)), unit)
    _mend_columns(raised, rests, columns)
    return tuple(
        tuple(granule * (low + (j in up)) for j, low in enumerate(row)) for row, up in zip(floors, raised, strict=True)
    )


def _in_units(raws: Sequence[Sequence[Exact]], granule: int) -> tuple[list[list[int]], int]:
    """The figures over one common denominator, and how many of its units a granule is: from here on all is whole."""
    exact = [[raw.as_integer_ratio() for raw in row] for row in raws]
    common = lcm(*{below for row in exact for _, below in row})
    return [[above * (common // below) for above, below in row] for row in exact], granule * common


def _round_units(units: Sequence[int], unit: int, wanted: int | None = None) -> list[int]:
    """``round_parts`` in whole units: how many granules each figure comes to."""
    floors = [raw // unit for raw in units]
    whole = sum(units)
    away = (2 * abs(whole) + unit) // (2 * unit)
    nearest = away if whole >= 0 else -away
    missing = (nearest if wanted is None else wanted) - sum(floors)
    raised = set(sorted(range(len(units)), key=lambda i: -(units[i] % unit))[:missing])
    return [floor + (i in raised) for i, floor in enumerate(floors)]


def _missing(units: Rows, floors: Rows, unit: int) -> list[int]:
    """How many cells of each row must go up for the row to reach its rounded sum."""
    sums = _round_units([sum(row) for row in units], unit)
    return [total - sum(row) for total, row in zip(sums, floors, strict=True)]


def _raise_rows(rests: Rows, counts: Sequence[int], unit: int) -> list[set[int]]:
    """The cells of each row to raise: those whose column has waited most, so that columns come out near their sums."""
    waiting = [0] * len(rests[0])
    raised = []
    for rest, count in zip(rests, counts, strict=True):
        waiting = [before + now for before, now in zip(waiting, rest, strict=True)]
        open_cells = [j for j, part in enumerate(rest) if part]
        up = set(sorted(open_cells, key=lambda j: -waiting[j])[:count])
        waiting = [owed - unit * (j in up) for j, owed in enumerate(waiting)]
        raised.append(up)
    return raised


def _mend_columns(raised: list[set[int]], rests: Rows, wanted: Sequence[int]) -> None:
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


def _way(raised: list[set[int]], rests: Rows, start: int, goals: list[int]) -> list[tuple[int, int, int]]:
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
