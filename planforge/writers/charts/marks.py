"""Owns what is drawn on a chart's axes: bars, pieces, points, slices, each with its colour and a label that fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from planforge.document.model import Chart, Plot, Series
from planforge.records import replace
from planforge.wording import numbers
from planforge.writers.charts.layout import STACKS, Layout, Room, set_out
from planforge.writers.charts.scale import pieces
from planforge.writers.charts.steps import waterfall
from planforge.writers.charts.values import printed, slices
from planforge.writers.fit import text_width, widest
from planforge.writers.look import Look, mix

Figure = Decimal | int

_APART = 1.6  # heights of a label between the ends of two lines that have one on the same side
_OVER = 1.2  # of its category's room that the figure over a step may take: beside it there is air
_LEAST = Decimal("0.045")  # of the whole: a smaller slice has no room for its share


class Spot(StrEnum):
    """Where a label stands at its mark."""

    BEYOND = "beyond"  # at the end of a bar
    INSIDE = "inside"
    FOOT = "foot"
    ABOVE = "above"
    BELOW = "below"


class Label(Struct, frozen=True):
    text: str
    size: float
    colour: str
    spot: Spot
    bold: bool = False


class Mark(Struct, frozen=True):
    """A bar or piece from one figure to another, a point at its end, or a slice from one turn (0 to 1) to another."""

    start: Figure
    end: Figure
    colour: str
    label: Label | None = None


class Drawn(Struct, frozen=True):
    """A series: one mark a category, None where the figure is missing."""

    series: Series
    colour: str
    line: bool
    marks: tuple[Mark | None, ...]


class Picture(Struct, frozen=True):
    """A whole chart, ready to be drawn."""

    layout: Layout
    drawn: tuple[Drawn, ...]


def picture(chart: Chart, look: Look, room: Room) -> Picture:
    """What is drawn of a chart in a room; the axis stays away where every bar has its figure."""
    made = _made(set_out(chart, look, room))
    if chart.plot is Plot.STACKED_BAR and chart.labels and len(chart.categories) == 2:
        chart = replace(chart, series=tuple(_told(chart, one) for one in made.drawn))
        made = _made(set_out(chart, look, room))
    elif chart.plot is Plot.STACKED_BAR and chart.labels and any((v or 0) < 0 for s in chart.series for v in s.values):
        chart = replace(chart, categories=tuple(_named(made, at) for at in range(len(chart.categories))))
        made = _made(set_out(chart, look, room))
    return _made(set_out(chart, look, room, bare=True)) if _says_all(made) else made


def _made(layout: Layout) -> Picture:
    return Picture(layout, _DRAWN[layout.chart.plot](layout))


def _says_all(made: Picture) -> bool:
    """Whether the marks say all figures, so that nobody needs the axis."""
    chart = made.layout.chart
    if chart.plot in STACKS:
        return made.layout.near.whole
    if chart.plot is Plot.WATERFALL and made.layout.near.ticks[0] > 0:
        return False
    bars = chart.plot in (Plot.COLUMN, Plot.BAR, Plot.WATERFALL)
    return bars and all(mark is None or mark.label for one in made.drawn for mark in one.marks)


def _told(chart: Chart, drawn: Drawn) -> Series:
    """A series of two stacks; where a piece is too small for its figure, the series' name gives both."""
    if all(mark is None or mark.label for mark in drawn.marks):
        return drawn.series
    figures = " → ".join(printed(drawn.series, value, chart.decimals) for value in drawn.series.values)
    return replace(drawn.series, name=f"{drawn.series.name} {figures}")


def _named(made: Picture, at: int) -> str:
    """The name of a category; with its figures where a piece to one side is too small for its own."""
    chart, marks = made.layout.chart, [one.marks[at] for one in made.drawn]
    if all(mark is None or mark.label for mark in marks):
        return chart.categories[at]
    held = [(series, series.values[at]) for series in chart.series]
    figures = " / ".join(printed(series, value, chart.decimals) for series, value in held if value is not None)
    return f"{chart.categories[at]}: {figures}"


def _beside(layout: Layout) -> tuple[Drawn, ...]:
    """Bars beside each other, with figures at their ends where all series have room for all of theirs."""
    chart = layout.chart
    room = layout.pitch * 0.98 if layout.bars == 1 else layout.thickness * 1.05
    size = layout.size if layout.thickness >= layout.size * 0.95 else None
    if not layout.sideways:
        size = _fitting((text for series in chart.series for text in _texts(chart, series)), room, layout.size)
    return tuple(_bars(layout, index, size, Spot.BEYOND, layout.look.ink) for index in range(len(chart.series)))


def _bars(layout: Layout, index: int, size: float | None, spot: Spot, ink: str) -> Drawn:
    chart, series, colour = layout.chart, layout.chart.series[index], layout.colour(index)
    marks = [
        None if value is None else Mark(0, value, colour, _label(chart, series, value, size, ink, spot))
        for value in series.values
    ]
    return Drawn(series, colour, False, tuple(marks))


def _stacked(layout: Layout) -> tuple[Drawn, ...]:
    """Pieces on each other, with figures inside those that are large enough; none where bars are too thin for all."""
    chart, texts = layout.chart, [text for series in layout.chart.series for text in _texts(layout.chart, series)]
    size = layout.size if layout.thickness >= layout.size * 1.2 else None
    if not layout.sideways:
        size = _fitting(texts, layout.thickness, layout.size)
    found: list[list[Mark | None]] = [[None] * len(chart.categories) for _ in chart.series]
    for category in range(len(chart.categories)):
        for index, (start, end) in pieces(chart, category):
            series, colour = chart.series[index], layout.colour(index)
            value = series.values[category] or 0
            fits = size if size and _piece_fits(layout, series, value, size) else None
            label = _label(chart, series, value, fits, layout.look.on(colour), Spot.INSIDE)
            found[index][category] = Mark(start, end, colour, label)
    return tuple(Drawn(one, layout.colour(i), False, tuple(found[i])) for i, one in enumerate(chart.series))


def _piece_fits(layout: Layout, series: Series, value: Figure, size: float) -> bool:
    """Whether a piece is long enough along the axis of figures."""
    ends = layout.near.ticks
    length = abs(float(value)) / float(ends[-1] - ends[0]) * layout.length * 0.9
    need = text_width(printed(series, value, layout.chart.decimals), size) + 3 if layout.sideways else size * 1.3
    return length >= need


def _lines(layout: Layout) -> tuple[Drawn, ...]:
    """Every series as a line: all figures of a lone one where they fit, else the last of each."""
    chart = layout.chart
    size = _fitting(_texts(chart, chart.series[0]), layout.pitch * 0.98, layout.size)
    if len(chart.series) == 1 and size:
        return (_line(layout, 0, range(len(chart.categories)), size, layout.look.ink, Spot.ABOVE),)
    spots = _end_spots(layout)
    made = []
    for index, series in enumerate(chart.series):
        known = [place for place, value in enumerate(series.values) if value is not None]
        ink, last = mix(layout.colour(index), layout.look.ink, 0.35), known[-1:] if index in spots else []
        made.append(_line(layout, index, last, layout.size, ink, spots.get(index, Spot.ABOVE)))
    return tuple(made)


def _line(layout: Layout, index: int, places: Sequence[int], size: float, ink: str, spot: Spot) -> Drawn:
    """A line; ``places`` are the categories whose figures are printed."""
    chart, series, colour = layout.chart, layout.chart.series[index], layout.colour(index)
    marks = [
        None
        if value is None
        else Mark(value, value, colour, _label(chart, series, value, size if at in places else None, ink, spot))
        for at, value in enumerate(series.values)
    ]
    return Drawn(series, colour, True, tuple(marks))


def _end_spots(layout: Layout) -> dict[int, Spot]:
    """Above or below each line's last point, so that neighbours do not collide; crowded ones have no label."""
    ends = {i: [one for one in each.values if one is not None] for i, each in enumerate(layout.chart.series)}
    lasts = sorted(((float(ones[-1]), index) for index, ones in ends.items() if ones), reverse=True)
    reach = float(layout.near.ticks[-1] - layout.near.ticks[0])
    near = layout.size * _APART / layout.length * reach
    spots: dict[int, Spot] = {}
    for rank, (last, index) in enumerate(lasts):
        above = rank > 0 and lasts[rank - 1][0] - last < near
        below = rank + 1 < len(lasts) and last - lasts[rank + 1][0] < near
        if not (above and below):
            spots[index] = Spot.BELOW if above else Spot.ABOVE
    return spots


def _combined(layout: Layout) -> tuple[Drawn, ...]:
    """Columns with figures at their feet, out of the way of the lines over them."""
    chart, made = layout.chart, []
    for index, series in enumerate(chart.series):
        if series.line:
            made.append(_line(layout, index, (), layout.size, layout.look.ink, Spot.ABOVE))
        else:
            fits = _fitting(_texts(chart, series), layout.thickness * 0.98, layout.size)
            ink = layout.look.on(layout.colour(index))
            made.append(_bars(layout, index, fits if layout.bars == 1 else None, Spot.FOOT, ink))
    return tuple(made)


def _floating(layout: Layout) -> tuple[Drawn, ...]:
    """Steps of a waterfall: totals in the first colour, rises and falls in green and red."""
    chart, look, series = layout.chart, layout.look, layout.chart.series[0]
    steps = waterfall(chart).steps
    texts = ["" if step is None else step_text(chart, step.change, step.total) for step in steps]
    size = _fitting(texts, layout.pitch, layout.size) or layout.size - 1
    marks: list[Mark | None] = []
    for step, text in zip(steps, texts, strict=True):
        if step is None:
            marks.append(None)
            continue
        colour = look.series(0) if step.total else look.good if step.change >= 0 else look.bad
        shown = chart.labels and text_width(text, size) <= layout.pitch * _OVER
        label = Label(text, size, look.ink, Spot.ABOVE, step.total) if shown else None
        marks.append(Mark(step.start, step.end, colour, label))
    return (Drawn(series, look.series(0), False, tuple(marks)),)


def step_text(chart: Chart, change: Figure, total: bool) -> str:
    """What stands over a step: a total plainly, a change with its sign."""
    return printed(chart.series[0], change, chart.decimals, signed=not total)


def _slices(layout: Layout) -> tuple[Drawn, ...]:
    """Slices of a ring, with their shares where they have room."""
    chart, series, reached = layout.chart, layout.chart.series[0], Decimal(0)
    marks = []
    for index, share in enumerate(slices(chart)):
        colour = layout.colour(index)
        text = printed(series, series.values[index], 0) if series.percent else numbers("en").percent(share, decimals=0)
        shown = chart.labels and share >= _LEAST
        label = Label(text, layout.size, layout.look.on(colour), Spot.INSIDE, bold=True) if shown else None
        marks.append(Mark(reached, reached + share, colour, label))
        reached += share
    return (Drawn(series, layout.colour(0), False, tuple(marks)),)


def _texts(chart: Chart, series: Series) -> list[str]:
    return [printed(series, one, chart.decimals) for one in series.values if one is not None]


def _label(chart: Chart, series: Series, value: Figure, size: float | None, ink: str, spot: Spot) -> Label | None:
    return Label(printed(series, value, chart.decimals), size, ink, spot) if chart.labels and size else None


def _fitting(texts: Iterable[str], room: float, size: float) -> float | None:
    """The type size, or one point less, at which all texts fit; None where they do not."""
    width = widest(texts, 1)
    return next((points for points in (size, size - 1) if width * points <= room), None)


_DRAWN: dict[Plot, Callable[[Layout], tuple[Drawn, ...]]] = {
    Plot.COLUMN: _beside,
    Plot.BAR: _beside,
    Plot.STACKED: _stacked,
    Plot.STACKED_BAR: _stacked,
    Plot.LINE: _lines,
    Plot.DOTS: _lines,
    Plot.COMBO: _combined,
    Plot.WATERFALL: _floating,
    Plot.DOUGHNUT: _slices,
}
