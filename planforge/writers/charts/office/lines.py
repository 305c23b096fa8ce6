"""Owns lines, and columns combined with lines on the same or a right-hand axis."""

from __future__ import annotations

from collections.abc import Sequence

from planforge.writers.charts.layout import Layout
from planforge.writers.charts.marks import Drawn, Picture
from planforge.writers.charts.office import chartml as x
from planforge.writers.charts.office.axes import LEFT, RIGHT, AxisIds, axes_of
from planforge.writers.charts.office.bars import bar_plot, series_labels
from planforge.writers.charts.office.chartml import Element, node, value
from planforge.writers.charts.office.sheets import Sheet

_MANY = 16  # points, beyond which their marks are smaller


def lines(picture: Picture, sheet: Sheet) -> list[Element]:
    """Every series as a line."""
    return [_line_plot(picture, sheet, picture.drawn, LEFT), *axes_of(picture.layout)]


def combo(picture: Picture, sheet: Sheet) -> list[Element]:
    """Columns, and lines on the same or on a right-hand axis."""
    columns = [one for one in picture.drawn if not one.line]
    near = [one for one in picture.drawn if one.line and not one.series.secondary]
    far = [one for one in picture.drawn if one.line and one.series.secondary]
    plots = [bar_plot(picture, sheet, columns, LEFT)] if columns else []
    plots += [_line_plot(picture, sheet, near, LEFT)] if near else []
    plots += [_line_plot(picture, sheet, far, RIGHT)] if far else []
    return [*plots, *axes_of(picture.layout)]


def _line_plot(picture: Picture, sheet: Sheet, drawn: Sequence[Drawn], ids: AxisIds) -> Element:
    series = sheet.elements("line")
    return node(
        "c:lineChart",
        value("grouping", "standard"),
        value("varyColors", 0),
        *(_line_series(picture.layout, series[picture.drawn.index(one)], one) for one in drawn),
        value("marker", 1),
        *(value("axId", identity) for identity in ids),
    )


def _line_series(layout: Layout, series: Element, drawn: Drawn) -> Element:
    size = 6 if len(layout.chart.categories) <= _MANY else 4
    shape = x.shape(drawn.colour, x.line("FFFFFF", 0.75))
    marker = node("c:marker", value("symbol", "circle"), value("size", size), shape)
    return x.dress(series, x.stroke(drawn.colour, 2.25), marker, series_labels(layout, drawn))
