"""Owns the names of categories under a chart."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planforge.writers.fit import broken, shortened, widest
from planforge.writers.html.svg.canvas import SIZE, Canvas

_SHORT = 4.5 * SIZE  # "第30周", "Sep 27": names of a sequence, of which some may stay away


@dataclass(frozen=True, slots=True)
class Names:
    """The lines of every name; ``every`` n-th is printed, ``turn`` in degrees."""

    lines: tuple[list[str], ...]
    every: int = 1
    turn: int = 0

    @property
    def height(self) -> float:
        """The room they take below the plot."""
        if self.turn:
            return widest((lines[0] for lines in self.lines), SIZE) * 0.75 + SIZE * 1.4
        return max(map(len, self.lines), default=1) * SIZE * 1.25 + SIZE * 0.8

    def draw(self, canvas: Canvas, middle: Callable[[int], float], bottom: float) -> None:
        """Put the names below the plot; ``middle`` gives the place of each category."""
        for index in range(0, len(self.lines), self.every):
            if self.turn:
                place = (middle(index) + 4, bottom + SIZE * 1.1)
                canvas.text(place, self.lines[index][0], canvas.look.soft, "end", turn=self.turn)
                continue
            for row, line in enumerate(self.lines[index]):
                canvas.text((middle(index), bottom + SIZE * (1.4 + 1.25 * row)), line, canvas.look.soft)


def set_names(names: Sequence[str], pitch: float, left: float) -> Names:
    """The names in up to three lines each; else every n-th of a sequence, or turned, from ``left`` on the page."""
    if _whole(names, pitch):
        return Names(tuple(broken(name, pitch * 0.94, SIZE) for name in names))
    if _sequence(names):
        return Names(tuple([name] for name in names), every=math.ceil(widest(names, SIZE) * 1.15 / max(pitch, 1)))
    room = min(120, (left + pitch / 2) * 1.35)
    return Names(tuple([shortened(name, room, SIZE)] for name in names), turn=-45)


def names_fit(names: Sequence[str], pitch: float) -> bool:
    """Whether the names can be printed upright, all or every n-th of a sequence."""
    return _whole(names, pitch) or _sequence(names)


def _whole(names: Sequence[str], pitch: float) -> bool:
    lines = [broken(name, pitch * 0.94, SIZE) for name in names]
    cut = any(broken_up[-1].endswith("…") for broken_up in lines)
    return not cut and (pitch >= 3 * SIZE or all(len(broken_up) == 1 for broken_up in lines))


def _sequence(names: Sequence[str]) -> bool:
    return len(names) > 9 and widest(names, SIZE) <= _SHORT
