"""Owns how a chart is laid out in a room: axes, names, legend, bars; Word, slides and the web page draw just that."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from planforge.document.model import Chart, Plot, Series
from planforge.records import replace
from planforge.writers.charts.scale import Scale, cut, heights, ticks, ticks_of
from planforge.writers.charts.values import parts_of_whole, printed, unit_of
from planforge.writers.fit import balanced, broken, lines_needed, shortened, text_width, widest
from planforge.writers.look import Look

SIDEWAYS = (Plot.BAR, Plot.STACKED_BAR)
STACKS = (Plot.STACKED, Plot.STACKED_BAR)

_LAID = {Plot.COLUMN: Plot.BAR, Plot.STACKED: Plot.STACKED_BAR}
_THICKEST = 5.3  # ems; a lone column is not a wall
_NAMES = 0.36  # of the width, for names beside lying bars
_TICK = 0.7  # ems between a tick's figure and the plot
_SAMPLE = 2.8  # ems of a sample in the legend beside its name
_LINE = 1.7  # ems of a line of the legend


class Room(Struct, frozen=True):
    """What a chart is given, in points or pixels; without a height it takes what its kind and data need."""

    width: float
    size: float
    """Of type."""
    plot: float = 106
    """The height of columns or lines where the whole has none."""
    rows: float = 1.4
    """Ems of one lying bar."""
    height: float | None = None


class Box(Struct, frozen=True):
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


class Axis(Struct, frozen=True):
    """An axis of figures: its ticks, what is printed at them, and the same as an Excel number format."""

    ticks: tuple[Decimal, ...]
    texts: tuple[str, ...]
    code: str
    shown: bool = True
    whole: bool = False
    """It ends at 100 %."""

    @property
    def low(self) -> Decimal | None:
        """Where it must begin; None where figures go below zero."""
        return self.ticks[0] if self.ticks[0] >= 0 else None


class Sample(Struct, frozen=True):
    """An entry of the legend."""

    name: str
    colour: str
    line: bool


class Layout(Struct, frozen=True):
    """A chart as it is drawn, with the room it has."""

    chart: Chart
    look: Look
    size: float
    width: float
    height: float
    box: Box
    """Of the plot, without names and figures of axes."""
    names: Names
    near: Axis
    far: Axis | None
    legend: tuple[tuple[Sample, ...], ...]
    """Row by row."""
    unit: str
    """What stands above the axis: the unit, and that the axis does not begin at zero."""

    @property
    def sideways(self) -> bool:
        """Whether bars lie."""
        return self.chart.plot in SIDEWAYS

    @property
    def length(self) -> float:
        """The room along the axis of figures."""
        return self.box.width if self.sideways else self.box.height

    @property
    def pitch(self) -> float:
        """The room of one category along its axis."""
        return (self.box.height if self.sideways else self.box.width) / max(len(self.chart.categories), 1)

    @property
    def bars(self) -> int:
        """Bars beside each other in a category."""
        stacked = self.chart.plot in STACKS or self.chart.plot is Plot.WATERFALL
        return 1 if stacked else sum(not series.line for series in self.chart.series)

    @property
    def gap(self) -> int:
        """Between categories, in percent of a bar, so that few bars are not walls and many not needles."""
        usual = 35 if len(self.chart.categories) > 20 else 50 if self.bars == 1 else 60
        slim = (self.pitch / (_THICKEST * self.size) - self.bars) * 100
        return round(min(max(usual, slim), 500))

    @property
    def thickness(self) -> float:
        """Of one bar."""
        return self.pitch / (self.bars + self.gap / 100)

    def middle(self, category: int) -> float:
        """The place of a category along its axis."""
        return (self.box.top if self.sideways else self.box.left) + (category + 0.5) * self.pitch

    def scale(self, *, far: bool = False) -> Scale:
        """From figures to places on an axis."""
        axis = self.far if far and self.far else self.near
        ends = (self.box.left, self.box.right) if self.sideways else (self.box.bottom, self.box.top)
        return Scale(axis.ticks, *ends)

    def colour(self, index: int) -> str:
        """Of a series; of a slice in a doughnut."""
        return self.look.series(index) if self.chart.plot is Plot.DOUGHNUT else self.look.colour(self.chart, index)


def set_out(chart: Chart, look: Look, room: Room, *, bare: bool = False) -> Layout:
    """The chart in its room; ``bare`` where the marks say all figures, so that their axis may go."""
    if chart.plot is Plot.DOUGHNUT:
        return _round(chart, look, room)
    return (_lying if chart.plot in SIDEWAYS else _standing)(chart, look, room, bare)


def laid_down(chart: Chart, room: Room) -> Chart:
    """The chart, its columns laid down where the names under them would have to turn."""
    if chart.plot not in _LAID:
        return chart
    _, _, gutters = _axes(chart, room.size)
    pitch = (room.width - sum(gutters)) / max(len(chart.categories), 1)
    return chart if upright(chart.categories, pitch, room.size) else replace(chart, plot=_LAID[chart.plot])


def _standing(chart: Chart, look: Look, room: Room, bare: bool) -> Layout:
    """Categories side by side: columns, stacks, lines, waterfalls."""
    size = room.size
    near, far, gutters = _axes(chart, size)
    left = size if bare else gutters[0]
    pitch = (room.width - sum(gutters)) / max(len(chart.categories), 1)
    names, legend, unit = set_names(chart.categories, pitch, size), _legend(chart, look, room), _unit(chart)
    top, foot = size * (2.8 if unit else 1.6), names.height(size) + len(legend) * _LINE * size + 4
    height = room.height or top + room.plot + foot
    box = Box(left, top, room.width - gutters[1], max(height - foot, top + 30))
    return Layout(chart, look, size, room.width, height, box, names, replace(near, shown=not bare), far, legend, unit)


def _lying(chart: Chart, look: Look, room: Room, bare: bool) -> Layout:
    """Categories below each other, their names at the left, room at the right for the longest figure."""
    size, stacked = room.size, chart.plot is Plot.STACKED_BAR
    beside = min(widest(chart.categories, size), room.width * _NAMES)
    names = Names(tuple(tuple(broken(name, beside, size)) for name in chart.categories))
    bars = 1.43 if stacked else 0.4 + 0.6 * len(chart.series)
    most = max(map(len, names.lines), default=1)
    legend, unit = _legend(chart, look, room), _unit(chart)
    top = size * 2 if unit else 4.0
    near = _axis(chart, list(chart.series), ticks_of(chart))
    foot = (0 if bare else size * 1.8) + len(legend) * _LINE * size + 8
    height = room.height or top + max(bars * room.rows, 1.3 * most) * size * len(names.lines) + foot
    texts = [printed(series, one, chart.decimals) for series in chart.series for one in series.values]
    beyond = widest(texts, size) + 8 if bare and not stacked else size
    if bare:
        near = replace(near, ticks=_ends(chart), shown=False)
    left = beside + 10 + (beyond if near.ticks[0] < 0 else 0)
    box = Box(left, top, room.width - beyond - 2, max(height - foot, top + 20))
    return Layout(chart, look, size, room.width, height, box, names, near, None, legend, unit)


def _round(chart: Chart, look: Look, room: Room) -> Layout:
    """A ring with its legend at the right, or below it where the room is narrow; both give name and figure."""
    size, series = room.size, chart.series[0]
    samples = [
        (Sample(f"{name}　{printed(series, value, chart.decimals)}", look.series(index), False),)
        for index, (name, value) in enumerate(zip(chart.categories, series.values, strict=True))
    ]
    beside = room.width > 42 * size
    rows = len(samples) * _LINE * size
    radius = min(room.width * (0.2 if beside else 0.3), 11.6 * size, (room.height or 9999) / 2 - 4)
    height = room.height or (max(radius * 2, rows) + 16 if beside else radius * 2 + rows + 28)
    centre = (room.width * 0.36, height / 2) if beside else (room.width / 2, radius + 8)
    box = Box(centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
    axis = Axis((Decimal(0), Decimal(1)), ("0", "1"), "0%", shown=False)
    return Layout(chart, look, size, room.width, height, box, Names(()), axis, None, tuple(samples), "")


def _ends(chart: Chart) -> tuple[Decimal, ...]:
    """The ends of an axis that is not shown: zero and the longest bar."""
    figures = [Decimal(one) for one in heights(chart) if one is not None]
    low, high = min(*figures, Decimal(0), Decimal(0)), max(*figures, Decimal(0), Decimal(0))
    return (low, Decimal(1) if parts_of_whole(chart) and chart.plot in STACKS else high if high > low else low + 1)


def _axes(chart: Chart, size: float) -> tuple[Axis, Axis | None, tuple[float, float]]:
    """The left and the right axis, and the widths that their figures take."""
    near_series = [one for one in chart.series if not one.secondary] or list(chart.series)
    far_series = [one for one in chart.series if one.secondary]
    near = _axis(chart, near_series, ticks_of(chart))
    far = None
    if far_series:
        second = [value for one in far_series for value in one.values]
        far = _axis(chart, far_series, ticks(second, from_zero=False))
    return near, far, (_gutter(near, size), _gutter(far, size) if far else 2.0)


def _axis(chart: Chart, series: list[Series], marks: tuple[Decimal, ...]) -> Axis:
    percent = any(one.percent for one in series)
    whole = chart.plot in STACKS and parts_of_whole(chart)
    if whole:
        marks = tuple(Decimal(one) / 5 for one in range(6))
    places = max((-int((mark * (100 if percent else 1)).normalize().as_tuple().exponent) for mark in marks), default=0)
    sign, places = "%" if percent else "", max(places, 0)
    texts = tuple(f"{mark:.{places}%}" if percent else f"{mark:,.{places}f}" for mark in marks)
    return Axis(marks, texts, f"{'' if percent else '#,##'}0{'.' + '0' * places if places else ''}{sign}", whole=whole)


def _gutter(axis: Axis, size: float) -> float:
    return widest(axis.texts, size) + _TICK * size + 2


def _unit(chart: Chart) -> str:
    return " · ".join(filter(None, (unit_of(chart), chart.cut if cut(chart) > 0 else "")))


def _legend(chart: Chart, look: Look, room: Room) -> tuple[tuple[Sample, ...], ...]:
    """The samples in rows that fit the width; none for a lone series and for the steps of a waterfall."""
    if len(chart.series) < 2 or chart.plot is Plot.WATERFALL:
        return ()
    rows: list[list[Sample]] = [[]]
    for index, series in enumerate(chart.series):
        name = shortened(series.name, room.width - 4 * room.size, room.size)
        if rows[-1] and row_width(rows[-1], room.size) + text_width(name, room.size) + _SAMPLE * room.size > room.width:
            rows.append([])
        rows[-1].append(Sample(name, look.colour(chart, index), chart.plot is Plot.LINE or series.line))
    return tuple(map(tuple, rows))


def row_width(row: tuple[Sample, ...] | list[Sample], size: float) -> float:
    """The width of a row of the legend."""
    return sum(text_width(sample.name, size) + _SAMPLE * size for sample in row)


_MOST = 5  # lines of a name
_ROOM = 0.92  # of a category's room that its name may take
_SHORT = 4.5  # ems: "第30周", "Sep 27": names of a sequence, of which some may stay away
_SEQUENCE = 9  # names, more of which may be a sequence
_LONGEST = 10  # ems of a turned name


class Names(Struct, frozen=True):
    """The lines of every name; every n-th is printed; ``turn`` in degrees."""

    lines: tuple[tuple[str, ...], ...]
    every: int = 1
    turn: int = 0

    def height(self, size: float) -> float:
        """The room they take below the plot, at a type size."""
        if self.turn:
            return widest((lines[0] for lines in self.lines), size) * 0.75 + size * 1.4
        return max(map(len, self.lines), default=1) * size * 1.25 + size * 0.8


def set_names(names: Sequence[str], pitch: float, size: float) -> Names:
    """The names in up to five lines each; else every n-th of a sequence; else turned, and cut where they are long."""
    if _whole(names, pitch, size):
        return Names(tuple(_lines(name, pitch * _ROOM, size) for name in names))
    if _sequence(names, size):
        every = math.ceil(widest(names, size) * 1.15 / max(pitch, 1))
        return Names(tuple((name,) for name in names), every=every)
    return Names(tuple((shortened(name, _LONGEST * size, size),) for name in names), turn=-45)


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
