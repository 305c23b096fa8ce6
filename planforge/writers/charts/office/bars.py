"""Owns columns and lying bars, beside each other or stacked, with the values that have room."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from planforge.document.model import Chart, Plot, Series
from planforge.writers.charts.office import chartml as x
from planforge.writers.charts.office.axes import LEFT, AxisIds
from planforge.writers.charts.office.chartml import Element, node, value
from planforge.writers.charts.office.frame import Frame, axes_of, fitting, from_zero, texts_of, value_labels
from planforge.writers.charts.values import parts_of_whole, printed
from planforge.writers.fit import text_width

_THICKEST = 48  # points; a lone column is not a wall
_STACKS = (Plot.STACKED, Plot.STACKED_BAR)


def columns(frame: Frame) -> list[Element]:
    """Standing columns or lying bars, beside each other or stacked."""
    chart, stacked = frame.chart, frame.chart.plot in _STACKS
    whole = stacked and parts_of_whole(chart)
    make = _stacked_labels if stacked else _outer_labels
    marks = [make(frame, index) for index in range(len(chart.series))]
    bare = whole or (not stacked and all(mark is not None for mark in marks))
    plot = bar_plot(frame, list(enumerate(marks)), LEFT, stacked=stacked)
    return [plot, *axes_of(frame, shown=not bare, ends=(0, 1) if whole else from_zero(chart))]


def bar_plot(frame: Frame, marks: list[tuple[int, Element | None]], ids: AxisIds, *, stacked: bool) -> Element:
    """The bar plot of some series, by their index, with their labels."""
    series = frame.sheet.elements("bar")
    drawn = [bar_series(frame, series[index], frame.look.colour(frame.chart, index), mark) for index, mark in marks]
    return node(
        "c:barChart",
        value("barDir", "bar" if frame.sideways else "col"),
        value("grouping", "stacked" if stacked else "clustered"),
        value("varyColors", 0),
        *drawn,
        value("gapWidth", gap(frame, 1 if stacked else len(marks))),
        value("overlap", 100 if stacked else 0),
        *(value("axId", identity) for identity in ids),
    )


def bar_series(frame: Frame, series: Element, colour: str | None, marks: Element | None) -> Element:
    """One series of bars: its fill (none for an invisible one) and its labels."""
    stacked = frame.chart.plot in _STACKS and colour is not None
    edge = x.line("FFFFFF", 0.5) if stacked and frame.chart.plot is not Plot.WATERFALL else None
    return x.dress(series, x.shape(colour, edge), value("invertIfNegative", 0), marks)


def gap(frame: Frame, bars: int) -> int:
    """Gap between categories in percent of a bar, so that few bars are not walls and many not needles."""
    usual = 35 if len(frame.chart.categories) > 20 else 50 if bars == 1 else 60
    slim = (frame.pitch / _THICKEST - bars) * 100
    return round(min(max(usual, slim), 500))


def thickness(frame: Frame, bars: int) -> float:
    """The thickness of a bar in points, ``bars`` of them in a category."""
    return frame.pitch / (bars + gap(frame, bars) / 100)


def _outer_labels(frame: Frame, index: int) -> Element | None:
    """Values at the ends of columns or bars, where all series have room for all of theirs."""
    chart, bars = frame.chart, len(frame.chart.series)
    if not chart.labels:
        return None
    room = frame.pitch * 0.98 if bars == 1 else thickness(frame, bars) * 1.05
    texts = [text for series in chart.series for text in texts_of(frame, series)]
    if frame.sideways:
        size = frame.look.size if thickness(frame, bars) >= frame.look.size * 0.95 else None
    else:
        size = fitting(texts, room, frame.look.size)
    return None if size is None else value_labels(frame, index, frame.look.ink, size, "outEnd")


def _stacked_labels(frame: Frame, index: int) -> Element | None:
    """Values inside the pieces of a stack that are large enough for them; none where bars are too thin for all."""
    chart, size = frame.chart, _stack_size(frame)
    series = chart.series[index]
    if not chart.labels or size is None:
        return None
    small = [place for place, one in enumerate(series.values) if not _piece_fits(frame, series, one, size)]
    if len(small) == len(series.values):
        return None
    colour = frame.look.on(frame.look.colour(chart, index))
    return value_labels(frame, index, colour, size, "ctr", [x.no_label(place) for place in small])


def told(frame: Frame, index: int) -> Series:
    """A series of a stack; where pieces are too small for their figures, its name gives those."""
    series, size = frame.chart.series[index], _stack_size(frame)
    if size is None or all(not one or _piece_fits(frame, series, one, size) for one in series.values):
        return series
    figures = " → ".join(printed(series, one, frame.chart.decimals) for one in series.values)
    return replace(series, name=f"{series.name} {figures}") if len(series.values) == 2 else series


def _stack_size(frame: Frame) -> float | None:
    """The type size at which the values of all series fit across the bars."""
    if frame.sideways:
        return frame.look.size if thickness(frame, 1) >= frame.look.size * 1.2 else None
    texts = [text for series in frame.chart.series for text in texts_of(frame, series)]
    return fitting(texts, thickness(frame, 1), frame.look.size)


def _piece_fits(frame: Frame, series: Series, one: Decimal | int | None, size: float) -> bool:
    """Whether a piece is long enough along the value axis."""
    if not one:
        return False
    length = abs(float(one)) / _tallest(frame.chart) * frame.inner[0 if frame.sideways else 1] * 0.9
    need = text_width(printed(series, one, frame.chart.decimals), size) + 3 if frame.sideways else size * 1.3
    return length >= need


def _tallest(chart: Chart) -> float:
    """The longest stack, both ways from zero together."""
    columns = zip(*(series.values for series in chart.series), strict=True)
    return max((sum(abs(float(one or 0)) for one in column) for column in columns), default=1.0) or 1.0
