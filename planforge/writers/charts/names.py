"""Owns the names of categories under a chart: in lines, every n-th of a sequence, or turned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from planforge.writers.fit import balanced, lines_needed, widest

_MOST = 5  # lines of a name
_ROOM = 0.92  # of a category's room that its name may take
_SHORT = 4.5  # ems: "第30周", "Sep 27": names of a sequence, of which some may stay away
_SEQUENCE = 9  # names, more of which may be a sequence
_LONGEST = 10  # ems of a turned name


@dataclass(frozen=True, slots=True)
class Names:
    """The lines of every name; every n-th is printed; ``turn`` in degrees."""

    lines: tuple[tuple[str, ...], ...]
    every: int = 1
    turn: int = 0

    def height(self, size: float) -> float:
        """The room they take below the plot, at a type size."""
        if self.turn:
            return min(widest((lines[0] for lines in self.lines), size) * 0.75, _LONGEST * size) + size * 1.4
        return max(map(len, self.lines), default=1) * size * 1.25 + size * 0.8


def set_names(names: Sequence[str], pitch: float, size: float) -> Names:
    """The names in up to five lines each; else every n-th of a sequence; else turned."""
    if _whole(names, pitch, size):
        return Names(tuple(_lines(name, pitch * _ROOM, size) for name in names))
    if _sequence(names, size):
        every = math.ceil(widest(names, size) * 1.15 / max(pitch, 1))
        return Names(tuple((name,) for name in names), every=every)
    return Names(tuple((name,) for name in names), turn=-45)


def upright(names: Sequence[str], pitch: float, size: float) -> bool:
    """Whether the names can be printed upright, all or every n-th of a sequence."""
    return _whole(names, pitch, size) or _sequence(names, size)


def _whole(names: Sequence[str], pitch: float, size: float) -> bool:
    most = max((lines_needed(name, pitch * _ROOM, size) for name in names), default=1)
    return most == 1 or (most <= _MOST and pitch >= 3 * size)


def _lines(name: str, room: float, size: float) -> tuple[str, ...]:
    """Broken at the best places, so that no character is left alone on a line."""
    lines = lines_needed(name, room, size)
    return tuple(balanced(name, room, size, lines)) if lines > 1 else (name,)


def _sequence(names: Sequence[str], size: float) -> bool:
    return len(names) > _SEQUENCE and widest(names, size) <= _SHORT * size
