"""Rows that are sums of others: found by adding up, whatever they are called and wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

Vector = tuple[Decimal, ...]
"""The figures of a row, in the order of the columns; empty cells are nil."""
DISTINCT = 3  # different figures in a row that make a chance agreement impossible
SLACK = Decimal("0.001")  # of a sum, that rounding may put between it and its parts
NIL = Decimal(0)


def sums_of_others(rows: Mapping[int, Vector], unnamed: frozenset[int], marks: frozenset[int]) -> dict[int, str]:
    """The rows that equal the sum of a block of others, with "above" or "below": where their parts stand.

    ``unnamed`` rows name nobody: for them the sum of all rows since the last total is proof enough. ``marks`` are rows
    known to be sums, between which the blocks lie. Rows with a name of their own must agree in at least ``DISTINCT``
    different figures. Works from the innermost sums outwards, so that nested ones are found too.
    """
    found: dict[int, str] = {}
    leaves = [row for row in rows if row not in marks]
    while True:
        news = dict(_pass(rows, leaves, unnamed, marks | found.keys()))
        if not news:
            return found
        found |= news
        leaves = [row for row in leaves if row not in news]


def sums_of_names(names: Mapping[int, Vector], everybody: frozenset[int]) -> set[int]:
    """Of names with their figures those that stand for others: for all the rest, or for a block of names before or
    behind them. One must agree in ``DISTINCT`` different figures, one of ``everybody`` is called so and need not.
    Two of the others must have figures side by side: that a name is as large as another tells nothing."""
    found: set[int] = set()
    while len(names) - len(found) >= 2:
        left = [n for n in names if n not in found]
        whole = [sum(column, NIL) for column in zip(*(names[n] for n in left), strict=True)]
        total = next(
            (
                n
                for n in left
                if all(2 * figure == sums for figure, sums in zip(names[n], whole, strict=True))
                and (n in everybody or _is_telling(names[n]))
                and (
                    _are_side_by_side([names[other] for other in left if other != n])
                    or (n in everybody and len(left) == 2 and _is_telling(names[n]))
                )
            ),
            None,
        )
        if total is None:
            break
        found.add(total)
    rest = {n: vector for n, vector in names.items() if n not in found}
    nested = sums_of_others(rest, frozenset(), frozenset()).keys()
    return found | {n for n in nested if _has_parts(n, rest, frozenset(nested))}


def _is_telling(vector: Vector) -> bool:
    return len({figure for figure in vector if figure}) >= DISTINCT


def _are_side_by_side(parts: Sequence[Vector]) -> bool:
    """Whether two or more parts have a figure in ``DISTINCT`` columns, or in all there are."""
    columns = [sum(bool(figure) for figure in column) for column in zip(*parts, strict=True)]
    return sum(count >= 2 for count in columns) >= min(DISTINCT, len(columns))


def _has_parts(name: int, names: Mapping[int, Vector], sums: frozenset[int]) -> bool:
    """Whether a sum has parts side by side, right below or right above: names that are no sums themselves."""
    order = list(names)
    place = order.index(name)
    for side in (order[place + 1 :], order[:place][::-1]):
        parts: list[Vector] = []
        running = (NIL,) * len(names[name])
        for other in side:
            if other in sums:
                continue
            parts.append(names[other])
            running = tuple(a + b for a, b in zip(running, names[other], strict=True))
            if running == names[name] and _are_side_by_side(parts):
                return True
    return False


def _pass(
    rows: Mapping[int, Vector], leaves: Sequence[int], unnamed: frozenset[int], marks: frozenset[int]
) -> Iterator[tuple[int, str]]:
    """The innermost sums among the leaves: those with the fewest parts."""
    width = len(next(iter(rows.values()))) if rows else 0
    running = [(NIL,) * width]
    for row in leaves:
        running.append(tuple(a + b for a, b in zip(running[-1], rows[row], strict=True)))
    places: dict[Vector, list[int]] = {}
    for place, sums in enumerate(running):
        places.setdefault(sums, []).append(place)
    best: dict[int, tuple[int, str]] = {}
    for place, row in enumerate(leaves):
        vector = rows[row]
        if not any(vector):
            continue
        telling = len({figure for figure in vector if figure}) >= DISTINCT
        if row in unnamed:
            lengths = _of_unnamed(place, row, rows, leaves, running, marks)
        elif telling:
            lengths = _of_named(place, vector, running, places)
        else:
            lengths = []
        if lengths:
            best[row] = min(lengths)
    if best:
        fewest = min(length for length, _ in best.values())
        yield from ((row, side) for row, (length, side) in best.items() if length == fewest)


def _of_named(
    place: int, vector: Vector, running: Sequence[Vector], places: Mapping[Vector, list[int]]
) -> list[tuple[int, str]]:
    """Blocks of two rows or more, right below or right above, that come to the row exactly."""
    below = tuple(a + b for a, b in zip(running[place + 1], vector, strict=True))
    above = tuple(a - b for a, b in zip(running[place], vector, strict=True))
    lengths = [(end - place - 1, "below") for end in places.get(below, ()) if end - place - 1 >= 2]
    return lengths + [(place - start, "above") for start in places.get(above, ()) if place - start >= 2]


def _of_unnamed(
    place: int,
    row: int,
    rows: Mapping[int, Vector],
    leaves: Sequence[int],
    running: Sequence[Vector],
    marks: frozenset[int],
) -> list[tuple[int, str]]:
    """The rows since the last sum, all rows above, or all below, where they come to the row but for rounding."""
    start = next((at + 1 for at in range(place - 1, -1, -1) if any(leaves[at] < m < row for m in marks)), 0)
    blocks = [(start, place, "above"), (0, place, "above"), (place + 1, len(leaves), "below")]
    vector = rows[row]
    return [
        (end - begin, side)
        for begin, end, side in blocks
        if end - begin >= 2 and is_close(vector, [b - a for a, b in zip(running[begin], running[end], strict=True)])
    ]


def is_close(vector: Sequence[Decimal], sums: Sequence[Decimal]) -> bool:
    """Whether figures agree but for rounding."""
    return all(abs(a - b) <= abs(b) * SLACK for a, b in zip(vector, sums, strict=True))
