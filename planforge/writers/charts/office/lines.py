"""Owns lines, and columns combined with lines on the same or a right-hand axis."""

from __future__ import annotations

from planforge.document.model import Plot
from planforge.writers.charts.office import chartml as x
from planforge.writers.charts.office.axes import LEFT, RIGHT, AxisIds, category_axis, value_axis
from planforge.writers.charts.office.bars import bar_plot, thickness
from planforge.writers.charts.office.chartml import Element, node, value
from planforge.writers.charts.office.frame import Frame, axes_of, fitting, from_zero, texts_of, value_labels
from planforge.writers.charts.values import axis_format
from planforge.writers.look import mix

_APART = 1.6  # heights of a label between the ends of two lines that have one on the same side


def lines(frame: Frame) -> list[Element]:
    """Every series as a line."""
    indices = list(range(len(frame.chart.series)))
    return [line_plot(frame, indices, LEFT), *axes_of(frame, ends=from_zero(frame.chart))]


def line_plot(frame: Frame, indices: list[int], ids: AxisIds) -> Element:
    """The line plot of some series, by their index."""
    series = frame.sheet.elements("line")
    return node(
        "c:lineChart",
        value("grouping", "standard"),
        value("varyColors", 0),
        *(_line_series(frame, series[index], index) for index in indices),
        value("marker", 1),
        *(value("axId", identity) for identity in ids),
    )


def _line_series(frame: Frame, series: Element, index: int) -> Element:
    colour = frame.look.colour(frame.chart, index)
    size = 6 if len(frame.chart.categories) <= 16 else 4
    marker = node("c:marker", value("symbol", "circle"), value("size", size), x.shape(colour, x.line("FFFFFF", 0.75)))
    return x.dress(series, x.stroke(colour, 2.25), marker, _line_labels(frame, index))


def _line_labels(frame: Frame, index: int) -> Element | None:
    """All values of a lone line where they fit, else the last of each line."""
    chart, look = frame.chart, frame.look
    if not chart.labels or chart.plot is Plot.COMBO:
        return None
    size = fitting(texts_of(frame, chart.series[index]), frame.pitch * 0.98, look.size)
    if len(chart.series) == 1 and size is not None:
        return value_labels(frame, index, look.ink, size, "t")
    places = _end_places(frame)
    if index not in places:
        return None
    last = max(place for place, one in enumerate(chart.series[index].values) if one is not None)
    rest = [x.no_label(place) for place in range(len(chart.categories)) if place != last]
    return value_labels(frame, index, mix(look.colour(chart, index), look.ink, 0.35), look.size, places[index], rest)


def _end_places(frame: Frame) -> dict[int, str]:
    """Above or below each line's last point, so that neighbours do not collide; crowded ones have no label."""
    series = enumerate(frame.chart.series)
    ends = {index: [one for one in each.values if one is not None] for index, each in series}
    lasts = sorted(((float(ones[-1]), index) for index, ones in ends.items() if ones), reverse=True)
    near = (
        frame.look.size
        * _APART
        / frame.inner[1]
        * max((float(one) for ones in ends.values() for one in ones), default=1.0)
    )
    places: dict[int, str] = {}
    for rank, (last, index) in enumerate(lasts):
        above = rank > 0 and lasts[rank - 1][0] - last < near
        below = rank + 1 < len(lasts) and last - lasts[rank + 1][0] < near
        if not (above and below):
            places[index] = "b" if above else "t"
    return places


def combo(frame: Frame) -> list[Element]:
    """Columns, and lines on the same or on a right-hand axis."""
    series = list(enumerate(frame.chart.series))
    columns = [index for index, one in series if not one.line]
    near = [index for index, one in series if one.line and not one.secondary]
    far = [index for index, one in series if one.line and one.secondary]
    marks = [(index, _base_labels(frame, index, len(columns))) for index in columns]
    plots = [bar_plot(frame, marks, LEFT, stacked=False)] if columns else []
    plots += [line_plot(frame, near, LEFT)] if near else []
    plots += [line_plot(frame, far, RIGHT)] if far else []
    return [*plots, *axes_of(frame, ends=from_zero(frame.chart)), *(_right_axes_of(frame, far[0]) if far else [])]


def _base_labels(frame: Frame, index: int, bars: int) -> Element | None:
    """Values at the feet of columns, out of the way of a line."""
    if not frame.chart.labels or bars > 1:
        return None
    room = thickness(frame, bars) * 0.98
    size = fitting(texts_of(frame, frame.chart.series[index]), room, frame.look.size)
    if size is None:
        return None
    return value_labels(frame, index, frame.look.on(frame.look.colour(frame.chart, index)), size, "inBase")


def _right_axes_of(frame: Frame, index: int) -> list[Element]:
    code = axis_format([frame.chart.series[index]], frame.chart.decimals)
    return [
        category_axis(RIGHT, frame.look, sideways=False, turn=0, shown=False),
        value_axis(RIGHT, frame.look, code, place="r"),
    ]
