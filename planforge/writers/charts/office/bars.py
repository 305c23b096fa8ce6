"""Owns columns and lying bars, beside each other or stacked, and the labels of a series."""

from __future__ import annotations

from collections.abc import Sequence

from planforge.writers.charts.layout import STACKS, Layout
from planforge.writers.charts.marks import Drawn, Label, Picture, Spot
from planforge.writers.charts.office import chartml as x
from planforge.writers.charts.office.axes import LEFT, AxisIds, axes_of
from planforge.writers.charts.office.chartml import Element, node, value
from planforge.writers.charts.office.sheets import Sheet
from planforge.writers.charts.values import number_format

_PLACES = {Spot.BEYOND: "outEnd", Spot.INSIDE: "ctr", Spot.FOOT: "inBase", Spot.ABOVE: "t", Spot.BELOW: "b"}


def columns(picture: Picture, sheet: Sheet) -> list[Element]:
    """Standing columns or lying bars, beside each other or stacked."""
    return [bar_plot(picture, sheet, picture.drawn, LEFT), *axes_of(picture.layout)]


def bar_plot(picture: Picture, sheet: Sheet, drawn: Sequence[Drawn], ids: AxisIds) -> Element:
    """The bar plot of some series with their labels."""
    layout, series = picture.layout, sheet.elements("bar")
    edge = x.line("FFFFFF", 0.5) if layout.chart.plot in STACKS else None
    bars = [bar_series(series[picture.drawn.index(one)], one.colour, edge, series_labels(layout, one)) for one in drawn]
    return bar_chart(layout, bars, ids, stacked=layout.chart.plot in STACKS)


def bar_chart(layout: Layout, bars: Sequence[Element], ids: AxisIds, *, stacked: bool) -> Element:
    """The element around some series of bars."""
    return node(
        "c:barChart",
        value("barDir", "bar" if layout.sideways else "col"),
        value("grouping", "stacked" if stacked else "clustered"),
        value("varyColors", 0),
        *bars,
        value("gapWidth", layout.gap),
        value("overlap", 100 if stacked else 0),
        *(value("axId", identity) for identity in ids),
    )


def bar_series(series: Element, colour: str | None, edge: Element | None, marks: Element | None) -> Element:
    """One series of bars: its fill (none for an invisible one), the edge round its pieces and its labels."""
    return x.dress(series, x.shape(colour, edge), value("invertIfNegative", 0), marks)


def series_labels(layout: Layout, drawn: Drawn) -> Element | None:
    """The figures of a series at the marks that have room for them."""
    labels = [mark.label if mark else None for mark in drawn.marks]
    shown = next((label for label in labels if label), None)
    if shown is None:
        return None
    gone = [x.no_label(place) for place, label in enumerate(labels) if label is None and drawn.marks[place]]
    return x.labels(gone, *_dress(layout, drawn, shown))


def _dress(layout: Layout, drawn: Drawn, label: Label) -> list[Element]:
    code = number_format(drawn.series, layout.chart.decimals)
    style = x.text_style(layout.look, label.colour, label.size)
    plain = node("c:spPr", x.fill(None), x.line(None))
    return [x.number_code(code), plain, style, value("dLblPos", _PLACES[label.spot])]
