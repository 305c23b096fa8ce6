"""Owns charts whose categories stand side by side: columns, stacks, lines, combinations, waterfalls."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planforge.document.model import Chart, Plot, Series
from planforge.writers.charts.svg.canvas import SIZE, Canvas, draw_legend, legend_rows, tip
from planforge.writers.charts.svg.scale import Scale, heights, pieces, ticks
from planforge.writers.charts.ticks import waterfall
from planforge.writers.charts.values import changed, printed, unit_of
from planforge.writers.fit import broken, shortened, text_width, widest
from planforge.writers.look import Look

# Owns the names of categories under a chart ---------------------------------------------------------------------------

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


@dataclass(frozen=True, slots=True)
class Ground:
    """A standing chart's canvas, its category places and its two value axes."""

    chart: Chart
    canvas: Canvas
    left: float
    pitch: float
    near: Scale
    far: Scale | None

    def middle(self, index: int) -> float:
        return self.left + (index + 0.5) * self.pitch

    def scale(self, series: Series) -> Scale:
        return self.far if series.secondary and self.far else self.near


def draw_standing(chart: Chart, look: Look, width: float) -> Canvas:
    """The chart on a canvas as high as it needs."""
    near, far, gutters = _axes(chart)
    pitch, left = (width - sum(gutters) - 4) / max(len(chart.categories), 1), gutters[0] + 2
    names, legend = set_names(chart.categories, pitch, left), legend_rows(chart, width)
    top = SIZE * (2.8 if unit_of(chart) else 1.6)
    bottom = top + max(width * 0.32, 150)
    canvas = Canvas(look, width, bottom + names.height + len(legend) * SIZE * 1.7 + 4)
    right = Scale(far, bottom, top) if far else None
    ground = Ground(chart, canvas, left, pitch, Scale(near, bottom, top), right)
    _grid(ground)
    for mark in _MARKS[chart.plot]:
        mark(ground)
    canvas.line((gutters[0], ground.near.zero), (width - gutters[1], ground.near.zero), look.soft)
    names.draw(canvas, ground.middle, bottom)
    draw_legend(canvas, legend, bottom + names.height + SIZE * 1.4)
    return canvas


def has_room(chart: Chart, width: float) -> bool:
    """Whether the names of the categories can be printed upright at a width."""
    _, _, gutters = _axes(chart)
    return names_fit(chart.categories, (width - sum(gutters) - 4) / max(len(chart.categories), 1))


def _axes(chart: Chart) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...], tuple[float, float]]:
    """The ticks of the left and the right axis, and the widths that their labels take."""
    near = ticks(heights(chart), from_zero=chart.plot is not Plot.LINE)
    second = [one for series in chart.series if series.secondary for one in series.values]
    far = ticks(second, from_zero=False) if second else ()
    return near, far, (_gutter(chart, near, secondary=False), _gutter(chart, far, secondary=True))


def _gutter(chart: Chart, marks: tuple[Decimal, ...], *, secondary: bool) -> float:
    """The width that the tick labels of an axis take."""
    if not marks:
        return 0
    return widest((_tick(chart, mark, secondary=secondary) for mark in marks), SIZE) + 8


def _tick(chart: Chart, mark: Decimal, *, secondary: bool) -> str:
    percent = any(series.percent for series in chart.series if series.secondary == secondary)
    if percent:
        return f"{mark:.{0 if (mark * 100) % 1 == 0 else 1}%}"
    return f"{mark.normalize():,f}"


def _grid(ground: Ground) -> None:
    canvas, look, chart = ground.canvas, ground.canvas.look, ground.chart
    right = ground.left + ground.pitch * len(chart.categories)
    for mark in ground.near.ticks:
        y = ground.near.place(mark)
        canvas.line((ground.left, y), (right, y), look.rule, 0.7)
        canvas.text((ground.left - 6, y + 4), _tick(chart, mark, secondary=False), look.soft, "end")
    if ground.far:
        for mark in ground.far.ticks:
            words = _tick(chart, mark, secondary=True)
            canvas.text((right + 6, ground.far.place(mark) + 4), words, look.soft, "start")
    if unit := unit_of(chart):
        canvas.text((2, SIZE), unit, look.soft, "start")


def _columns(ground: Ground) -> None:
    """Columns side by side."""
    bars = [(index, one) for index, one in enumerate(ground.chart.series) if not one.line]
    thick = min(ground.pitch * 0.72 / max(len(bars), 1), 56)
    texts = [printed(one, value, ground.chart.decimals) for _, one in bars for value in one.values if value is not None]
    room = ground.pitch if len(bars) == 1 else thick * 1.05
    labelled = ground.chart.labels and widest(texts, SIZE - 1) <= room
    for place, (index, series) in enumerate(bars):
        for category, value in enumerate(series.values):
            if value is not None:
                x = ground.middle(category) + (place - len(bars) / 2) * thick
                _column(ground, index, category, (x, thick), labelled)


def _column(ground: Ground, index: int, category: int, span: tuple[float, float], labelled: bool) -> None:
    """One column from the zero line; ``span`` is its left edge and width."""
    chart, canvas, series = ground.chart, ground.canvas, ground.chart.series[index]
    value = series.values[category] or 0
    scale, colour = ground.scale(series), canvas.look.colour(chart, index)
    end = scale.place(value)
    canvas.rect(span[0], min(end, scale.zero), span[1], abs(scale.zero - end), colour, tip(chart, index, category))
    if not labelled:
        return
    words, middle = printed(series, value, chart.decimals), span[0] + span[1] / 2
    if chart.plot is not Plot.COMBO:
        canvas.text((middle, end - 4 if value >= 0 else end + SIZE), words, canvas.look.ink)
    elif text_width(words, SIZE) <= span[1]:
        canvas.text((middle, scale.zero - 5), words, canvas.look.on(colour))


def _stacks(ground: Ground) -> None:
    """Pieces on each other, those above zero and those below it apart."""
    chart, canvas = ground.chart, ground.canvas
    thick = min(ground.pitch * 0.68, 60)
    for category in range(len(chart.categories)):
        for index, (start, end) in pieces(chart, category):
            y0, y1 = sorted((ground.near.place(start), ground.near.place(end)))
            colour = canvas.look.colour(chart, index)
            x = ground.middle(category)
            canvas.rect(x - thick / 2, y0, thick, y1 - y0 - 0.7, colour, tip(chart, index, category))
            words = printed(chart.series[index], chart.series[index].values[category], chart.decimals)
            if chart.labels and y1 - y0 >= SIZE * 1.2 and text_width(words, SIZE) <= thick:
                canvas.text((x, (y0 + y1) / 2 + 4), words, canvas.look.on(colour))


def _lines(ground: Ground) -> None:
    """Lines through the middles of the categories, broken where a figure is missing."""
    chart, canvas = ground.chart, ground.canvas
    for index, series in enumerate(chart.series):
        if chart.plot is Plot.COMBO and not series.line:
            continue
        scale, colour = ground.scale(series), canvas.look.colour(chart, index)
        for stretch in _stretches(series):
            canvas.path([(ground.middle(place), scale.place(series.values[place] or 0)) for place in stretch], colour)
        for place, value in enumerate(series.values):
            if value is not None:
                canvas.dot((ground.middle(place), scale.place(value)), 3.5, colour, tip(chart, index, place))
    _line_labels(ground)


def _stretches(series: Series) -> list[list[int]]:
    """The indices of a series' figures, cut at the gaps."""
    stretches: list[list[int]] = [[]]
    for place, value in enumerate(series.values):
        if value is None:
            stretches.append([])
        else:
            stretches[-1].append(place)
    return [stretch for stretch in stretches if stretch]


def _line_labels(ground: Ground) -> None:
    """The figures of a lone line, where they fit."""
    chart, canvas = ground.chart, ground.canvas
    if not chart.labels or len(chart.series) != 1:
        return
    series = chart.series[0]
    words = [printed(series, value, chart.decimals) for value in series.values]
    if widest(words, SIZE) <= ground.pitch:
        for place, value in enumerate(series.values):
            if value is not None:
                canvas.text((ground.middle(place), ground.near.place(value) - 8), words[place], canvas.look.ink)


def _steps(ground: Ground) -> None:
    """Floating bars of a waterfall, joined by hairlines."""
    chart, canvas, look = ground.chart, ground.canvas, ground.canvas.look
    thick, series = min(ground.pitch * 0.62, 64), chart.series[0]
    for index, step in enumerate(waterfall(chart).steps):
        if step is None:
            continue
        x, top, bottom = ground.middle(index), ground.near.place(step.top), ground.near.place(step.bottom)
        colour = look.series(0) if step.total else look.good if step.change >= 0 else look.bad
        words = (printed if step.total else changed)(series, step.change, chart.decimals)
        if index + 1 < len(chart.categories):
            level = ground.near.place(step.end)
            canvas.line((x + thick / 2, level), (x + ground.pitch - thick / 2, level), look.soft, 0.7)
        canvas.rect(x - thick / 2, top, thick, max(bottom - top, 1), colour, f"{chart.categories[index]} {words}")
        if chart.labels and text_width(words, SIZE) <= ground.pitch:
            canvas.text((x, top - 5), words, look.ink, bold=step.total)


_MARKS: dict[Plot, tuple[Callable[[Ground], None], ...]] = {
    Plot.COLUMN: (_columns,),
    Plot.STACKED: (_stacks,),
    Plot.LINE: (_lines,),
    Plot.COMBO: (_columns, _lines),
    Plot.WATERFALL: (_steps,),
}
