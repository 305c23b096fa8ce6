"""Owns the axis of figures: round ticks that cover them, where it begins, and the way from a figure to a place."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

from planforge.document.model import Chart, Plot
from planforge.writers.charts.steps import waterfall

_ROUND = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_SEEN = Decimal("0.35")  # of the whole height: steps that together take less are shown from above zero
_BELOW = Decimal("0.6")  # of the steps' height, left below them


class Scale(Struct, frozen=True):
    """Ticks in rising order, and the places of the first and the last."""

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
    return _between(low, high, count)


def ticks_of(chart: Chart) -> tuple[Decimal, ...]:
    """The ticks of the left (or lower) axis: from zero, but for a waterfall whose steps would be too low to see."""
    low = cut(chart)
    if chart.plot is Plot.DOTS:
        known = [Decimal(one) for one in heights(chart) if one is not None]
        return _between(low, max(known)) if low else ticks(known)
    return (
        _between(low, max(Decimal(one) for one in heights(chart) if one is not None)) if low else ticks(heights(chart))
    )


def cut(chart: Chart) -> Decimal:
    """Where the axis of a waterfall or of dots begins, above zero where they would be too near each other; else 0."""
    if chart.plot is Plot.DOTS:
        known = [Decimal(one) for one in heights(chart) if one is not None]
        return _before(min(known), max(known)) if known else Decimal(0)
    if chart.plot is not Plot.WATERFALL:
        return Decimal(0)
    steps = [step for step in waterfall(chart).steps if step]
    bottom = min((step.bottom for step in steps if not step.total), default=0)
    top = max((step.top for step in steps), default=0)
    if bottom <= 0 or top - bottom > top * _SEEN:
        return Decimal(0)
    return _before(Decimal(bottom), Decimal(top))


def _before(low: Decimal, high: Decimal) -> Decimal:
    """A round figure some way below what is shown; 0 where that lies near it anyway."""
    if low <= 0 or high - low > high * _SEEN:
        return Decimal(0)
    reach = high - low or high / 10
    grain = Decimal(1).scaleb(reach.adjusted())
    return max((low - reach * _BELOW) // grain * grain, Decimal(0))


def heights(chart: Chart) -> list[Decimal | int | None]:
    """All figures that the left axis must reach."""
    if chart.plot is Plot.WATERFALL:
        return [edge for step in waterfall(chart).steps if step for edge in (step.top, step.bottom)]
    if chart.plot in (Plot.STACKED, Plot.STACKED_BAR):
        return [
            end for category in range(len(chart.categories)) for piece in pieces(chart, category) for end in piece[1]
        ]
    return [one for series in chart.series if not series.secondary for one in series.values]


def pieces(chart: Chart, category: int) -> list[tuple[int, tuple[Decimal | int, Decimal | int]]]:
    """(series, (start, end)) of the pieces of a stack, those above zero and those below it apart."""
    ends: dict[bool, Decimal | int] = {True: 0, False: 0}
    found = []
    for index, series in enumerate(chart.series):
        value = series.values[category]
        if value:
            start = ends[value > 0]
            ends[value > 0] = start + value
            found.append((index, (start, start + value)))
    return found


def _between(low: Decimal, high: Decimal, count: int = 5) -> tuple[Decimal, ...]:
    """About ``count`` round ticks that cover a stretch."""
    if low == high:
        high = low + 1
    step = _round_step((high - low) / count)
    first, last = _floor(low, step), -_floor(-high, step)
    return tuple(step * index for index in range(first, last + 1))


def _round_step(rough: Decimal) -> Decimal:
    power = Decimal(1).scaleb(rough.adjusted())
    return next(factor * power for factor in _ROUND if factor * power >= rough)


def _floor(figure: Decimal, step: Decimal) -> int:
    return int((figure / step).to_integral_value(rounding="ROUND_FLOOR"))
