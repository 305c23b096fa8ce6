"""Owns what is not split, a paragraph or a row, and how such units stand on a page below each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

_AFTER = 2  # lines of a paragraph that stand alone neither at the foot nor at the head of a page


class Unit(Struct):
    """What is not split: a paragraph or a row."""

    height: float
    before: float = 0
    after: float = 0
    keep: bool = False
    breaks: bool = False
    marks: tuple[str, ...] = ()
    header: float = 0  # of the rows repeated above it on a new page
    style: str = ""
    tight: bool = False
    ends: bool = False  # the page
    text: str = ""
    chart: float = 0  # the height of the chart in it
    line: float = 0  # the height of a line, where it may be split between lines
    row: str = ""  # the style of the table that it is a row of
    slack: float = 0  # by which it is lower where lines are not set wider

    def part(self, room: float) -> float:
        """The height of the part that stands in less room than all: two lines or more there, two or more after it."""
        lines = round(self.height / self.line) if self.line else 0
        there = min(int(room // self.line), lines - _AFTER) if self.line else 0
        return there * self.line if there >= _AFTER else 0.0


class Chain(Struct, frozen=True):
    """Units that stay on one page; the height of all but the last and the air above that; what each but the first adds
    to a page; the height of all, and the air between them."""

    units: Sequence[Unit]
    above: float
    steps: list[float]
    height: float
    air: float


def chains(units: Sequence[Unit]) -> Iterator[Chain]:
    """Some units, those in one that stay on one page with each other."""
    start = 0
    for end, unit in enumerate(units, 1):
        if not unit.keep or end == len(units):
            yield _chain(units[start:end])
            start = end


def _chain(units: Sequence[Unit]) -> Chain:
    gaps, last = [gap(*pair) for pair in pairwise(units)], units[-1].height
    air = sum(gaps)
    height = sum(unit.height for unit in units) + air
    steps = [step + unit.height for step, unit in zip(gaps, units[1:], strict=True)]
    return Chain(units, height - last, steps, height, air)


class Sheaf(Struct):
    """The page that is being filled: its height, what is used of it, the last unit on it."""

    height: float
    used: float = 0
    last: Unit | None = None
    over: int = 0  # pages on which the last unit goes on

    def gap(self, below: Unit) -> float:
        """The air between what stands on the page and a unit below it."""
        return gap(self.last, below) if self.last and self.used else 0.0

    def takes(self, chain: Chain, less: float = 0) -> bool:
        """Whether a chain begins on this page, or one that is so much lower; what is higher than a page does anyway."""
        first, last, height = chain.units[0], chain.units[-1], self.height - less
        if first.breaks:
            return False
        room = height - self.used - self.gap(first) - chain.above + 1
        return last.height <= room or last.part(room) > 0 or chain.above + last.height > height

    def holds(self, chain: Chain) -> bool:
        """Put a chain on the page if all of it stands there for sure; whether it does."""
        used = self.used + (self.gap(chain.units[0]) + chain.units[0].height)
        for step in chain.steps:
            used += step
        if used > self.height:
            return False
        self.used, self.last, self.over = used, chain.units[-1], 0
        return True

    def put(self, unit: Unit) -> int:
        """Put a unit on the page; the number of pages that were turned for it."""
        step, turned = self.gap(unit), 0
        room = self.height - self.used - step + 1
        self.over = 0
        if unit.height > room and self.used:
            part = unit.part(room)
            turned, self.over = 1, int(part > 0)
            self.used, step = (-part, 0.0) if part else (unit.header, 0.0)
        self.used += step + unit.height
        while self.used > self.height + 1 and unit.height > self.height:
            turned, self.used, self.over = turned + 1, self.used - self.height, self.over + 1
        self.last = unit
        return turned


def headed(units: list[Unit]) -> list[Unit]:
    """The units of a section; what begins a page of itself, as the first of them does, keeps the air above it."""
    for number, unit in enumerate(units):
        if not number or unit.breaks or units[number - 1].ends:
            unit.height += unit.before
            unit.line = 0
    return units


def height_of(chain: Sequence[Unit]) -> float:
    """The height of units below each other."""
    return sum(unit.height for unit in chain) + sum(gap(*pair) for pair in pairwise(chain))


def gap(above: Unit, below: Unit) -> float:
    """The air between two units."""
    return 0.0 if above.style == below.style and below.tight and above.style else max(above.after, below.before)
