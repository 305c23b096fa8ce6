"""Owns the value axis of a drawn chart: round ticks that cover the figures, and the way from a figure to a place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from planforge.document.model import Chart, Plot
from planforge.writers.charts.ticks import waterfall

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Scale:
    """Ticks in rising order, and the places in pixels of the first and the last."""

    ticks: tuple[Decimal, ...]
    start: float
    end: float

    def place(self, figure: Decimal | int) -> float:
        """Where a figure stands."""
        low, high = self.ticks[0], self.ticks[-1]
        return self.start + float((Decimal(figure) - low) / (high - low)) * (self.end - self.start)

    @property
    def zero(self) -> float:
        """Where marks begin: at zero, or at the end of the axis nearest to it."""
        return self.place(min(max(Decimal(0), self.ticks[0]), self.ticks[-1]))


def ticks(figures: Iterable[Decimal | int | None], count: int = 5, *, from_zero: bool = True) -> tuple[Decimal, ...]:
    """About ``count`` round ticks around the figures; zero is among them unless all lie in a sixth of their height."""
    known = [Decimal(one) for one in figures if one is not None] or [Decimal(0)]
    low, high = min(known), max(known)
    if from_zero or high - low > abs(high) / 6:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        high = low + 1
    step = _round_step((high - low) / count)
    first, last = _floor(low, step), -_floor(-high, step)
    return tuple(step * index for index in range(first, last + 1))


def heights(chart: Chart) -> list[Decimal | int | None]:
    """All figures that the left axis must reach."""
    if chart.plot is Plot.WATERFALL:
        return [edge for step in waterfall(chart).steps if step for edge in (step.top, step.bottom)]
    if chart.plot in (Plot.STACKED, Plot.STACKED_BAR):
        return _stack_ends(chart)
    return [one for series in chart.series if not series.secondary for one in series.values]


def _stack_ends(chart: Chart) -> list[Decimal | int | None]:
    columns = list(zip(*(series.values for series in chart.series), strict=True))
    above = [sum((one for one in column if one and one > 0), Decimal(0)) for column in columns]
    below = [sum((one for one in column if one and one < 0), Decimal(0)) for column in columns]
    return [*above, *below]


def pieces(chart: Chart, category: int) -> list[tuple[int, tuple[Decimal | int, Decimal | int]]]:
    """(series, (start, end)) of the pieces of a stack."""
    ends: dict[bool, Decimal | int] = {True: 0, False: 0}
    pieces = []
    for index, series in enumerate(chart.series):
        value = series.values[category]
        if value:
            start = ends[value > 0]
            ends[value > 0] = start + value
            pieces.append((index, (start, start + value)))
    return pieces


def _round_step(rough: Decimal) -> Decimal:
    power = Decimal(1).scaleb(rough.adjusted())
    return next(factor * power for factor in _STEPS if factor * power >= rough)


def _floor(figure: Decimal, step: Decimal) -> int:
    return int((figure / step).to_integral_value(rounding="ROUND_FLOOR"))
