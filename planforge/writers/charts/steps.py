"""Owns the arithmetic of a waterfall chart: where every step floats, also below and across zero."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from msgspec import Struct

from planforge.document.model import Chart

Figures = tuple[Decimal | int | None, ...]


class Step(Struct, frozen=True):
    """One bar: it runs from ``start`` to ``end``; a total starts at zero. ``None`` where the figure is missing."""

    start: Decimal | int
    end: Decimal | int
    total: bool

    @property
    def change(self) -> Decimal | int:
        """The figure printed on the bar."""
        return self.end - self.start

    @property
    def top(self) -> Decimal | int:
        """The upper edge."""
        return max(self.start, self.end)

    @property
    def bottom(self) -> Decimal | int:
        """The lower edge."""
        return min(self.start, self.end)


class Waterfall(Struct, frozen=True):
    """The bars in order of the categories; None where the figure is missing."""

    steps: tuple[Step | None, ...]

    def layers(self) -> tuple[tuple[str, Figures], ...]:
        """(mark, heights) of the stacked columns: invisible base, totals, rises and falls above zero, and below.

        Columns above zero and below it stack apart, so a bar across zero has a piece in both.
        """
        return (
            ("_", self._each(_base)),
            ("=", self._each(lambda step: step.end if step.total else None)),
            ("+", self._each(lambda step: _above(step) if _rises(step) else None)),
            ("−", self._each(lambda step: _above(step) if _falls(step) else None)),
            ("+ <0", self._each(lambda step: _below(step) if _rises(step) else None)),
            ("− <0", self._each(lambda step: _below(step) if _falls(step) else None)),
        )

    def _each(self, height: Callable[[Step], Decimal | int | None]) -> Figures:
        return tuple(None if step is None else height(step) for step in self.steps)


def waterfall(chart: Chart) -> Waterfall:
    """The steps of a chart's first series; a total resets the level to its own figure."""
    level: Decimal | int = 0
    steps: list[Step | None] = []
    for index, value in enumerate(chart.series[0].values):
        if value is None:
            steps.append(None)
            continue
        total = index in chart.totals
        steps.append(Step(0 if total else level, value if total else level + value, total))
        level = value if total else level + value
    return Waterfall(tuple(steps))


def _rises(step: Step) -> bool:
    return not step.total and step.end >= step.start


def _falls(step: Step) -> bool:
    return not step.total and step.end < step.start


def _base(step: Step) -> Decimal | int | None:
    if step.total or step.bottom * step.top <= 0:
        return None
    return step.bottom if step.bottom > 0 else step.top


def _above(step: Step) -> Decimal | int | None:
    height = step.top - max(step.bottom, 0)
    return height if height > 0 else None


def _below(step: Step) -> Decimal | int | None:
    height = step.bottom - min(step.top, 0)
    return height if height < 0 else None
