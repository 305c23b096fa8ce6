"""Owns a whole native chart: its plots (columns, lines, combinations, rings, waterfalls), legend and unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from planforge.document.model import Chart, Plot
from planforge.records import replace
from planforge.writers.charts.layout import STACKS, Layout
from planforge.writers.charts.marks import Drawn, Label, Picture, Spot
from planforge.writers.charts.office import chartml as x
from planforge.writers.charts.office.axes import LEFT, RIGHT, AxisIds, axes_of, legend, unit_title
from planforge.writers.charts.office.chartml import Element, node, value
from planforge.writers.charts.office.sheets import LABELS, Sheet, label_texts
from planforge.writers.charts.values import number_format


def doughnut(picture: Picture, sheet: Sheet) -> list[Element]:
    """A ring: a colour a slice, shares on the slices that have room; it has no axes."""
    ring, drawn = sheet.elements("pie")[0], picture.drawn[0]
    points = [
        node("c:dPt", value("idx", index), value("bubble3D", 0), x.shape(mark.colour, x.line("FFFFFF", 1.25)))
        for index, mark in enumerate(drawn.marks)
        if mark
    ]
    x.dress(ring, *points, _shares(picture.layout, drawn))
    return [node("c:doughnutChart", value("varyColors", 1), ring, value("firstSliceAng", 0), value("holeSize", 56))]


def _shares(layout: Layout, drawn: Drawn) -> Element | None:
    if not layout.chart.labels:
        return None
    own = drawn.series.percent
    code, show = number_format(drawn.series, 0) if own else "0%", "Val" if own else "Percent"
    plain, points = node("c:spPr", x.fill(None), x.line(None)), []
    for index, mark in enumerate(drawn.marks):
        if mark and mark.label:
            style = x.text_style(layout.look, mark.label.colour, mark.label.size, bold=mark.label.bold)
            points.append(x.point_label(index, x.number_code(code), plain, style, show=show))
        else:
            points.append(x.no_label(index))
    return x.labels(points, x.number_code(code), x.text_style(layout.look, layout.look.ink, layout.size), show=show)


def sheet_names(layout: Layout) -> Chart:
    """The chart with its names as they are printed: in lines where they stand under columns, cut where they turn."""
    if layout.sideways or layout.names.every > 1 or not layout.names.lines:
        return layout.chart
    return replace(layout.chart, categories=tuple("\n".join(lines) for lines in layout.names.lines))


def chart_space(picture: Picture, sheet: Sheet) -> Element:
    """The whole chart as ``c:chartSpace``, without its link to the workbook."""
    layout = picture.layout
    title = unit_title(layout) if layout.unit else None
    plots = _DRAWN[layout.chart.plot](picture, sheet)
    drawing = node(
        "c:chart",
        title,
        value("autoTitleDeleted", int(title is None)),
        node("c:plotArea", node("c:layout"), *plots, node("c:spPr", x.fill(None), x.line(None))),
        legend(layout),
        value("plotVisOnly", 1),
        value("dispBlanksAs", "gap"),
    )
    page = node("c:spPr", x.fill(None), x.line(None))
    return node(
        "c:chartSpace",
        value("date1904", 0),
        value("roundedCorners", 0),
        drawing,
        page,
        x.text_style(layout.look, layout.look.ink, layout.size),
    )


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
    dots = layout.chart.plot is Plot.DOTS
    size = 9 if dots else 6 if len(layout.chart.categories) <= _MANY else 4
    shape = x.shape(drawn.colour, x.line("FFFFFF", 0.75))
    marker = node("c:marker", value("symbol", "circle"), value("size", size), shape)
    return x.dress(series, x.stroke(None if dots else drawn.colour, 2.25), marker, series_labels(layout, drawn))


_LABELLED = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"  # extension of a data label: its text comes from a cell
_RANGE = "{02D57815-91ED-43cb-92C2-25804820EDAC}"  # extension of a series: the cells of its labels


def floating(picture: Picture, sheet: Sheet) -> list[Element]:
    """The plots and axes of a waterfall; the first series of its worksheet, the figures to edit, is not drawn."""
    look = picture.layout.look
    colours = (None, look.series(0), look.good, look.bad, look.good, look.bad)
    series = sheet.elements("bar")[1:7]
    bars = [bar_series(one, colour, None, None) for one, colour in zip(series, colours, strict=True)]
    plot = bar_chart(picture.layout, bars, LEFT, stacked=True)
    return [plot, _label_line(picture, sheet), *axes_of(picture.layout)]


def _label_line(picture: Picture, sheet: Sheet) -> Element:
    series, texts = sheet.elements("line")[7], label_texts(picture.layout.chart)
    marker = node("c:marker", value("symbol", "none"))
    x.dress(series, x.stroke(None), marker, _step_labels(picture.layout, picture.drawn[0]))
    series.append(_cells(texts))
    axes = [value("axId", identity) for identity in LEFT]
    return node("c:lineChart", value("grouping", "standard"), value("varyColors", 0), series, value("marker", 1), *axes)


def _step_labels(layout: Layout, drawn: Drawn) -> Element | None:
    """A label above every bar that has room, its text a field that shows the cell of its row."""
    labels = [mark.label if mark else None for mark in drawn.marks]
    if not any(labels):
        return None
    plain = x.text_style(layout.look, layout.look.ink, layout.size)
    points = [
        _step_label(layout, index, label) if label else x.no_label(index)
        for index, label in enumerate(labels)
        if drawn.marks[index]
    ]
    return x.labels(points, plain, value("dLblPos", "t"), show="", tail=_from_cells())


def _step_label(layout: Layout, index: int, label: Label) -> Element:
    shown = x.cell_text(index, label.text, layout.look, label.colour, label.size, bold=label.bold)
    return node("c:dLbl", value("idx", index), shown, value("dLblPos", "t"), *x.shows(""), _from_cells())


def _from_cells() -> Element:
    return node("c:extLst", node("c:ext", node("c15:showDataLabelsRange", val=1), uri=_LABELLED))


def _cells(texts: list[str]) -> Element:
    """Where the labels stand in the worksheet, and what they say now."""
    points = [node("c:pt", node("c:v", text=text), idx=index) for index, text in enumerate(texts) if text]
    cells = node("c15:f", text=f"Sheet1!${LABELS}$2:${LABELS}${len(texts) + 1}")
    cache = node("c15:dlblRangeCache", value("ptCount", len(texts)), *points)
    return node("c:extLst", node("c:ext", node("c15:datalabelsRange", cells, cache), uri=_RANGE))


_DRAWN: dict[Plot, Callable[[Picture, Sheet], list[Element]]] = {
    Plot.COLUMN: columns,
    Plot.STACKED: columns,
    Plot.BAR: columns,
    Plot.STACKED_BAR: columns,
    Plot.LINE: lines,
    Plot.DOTS: lines,
    Plot.COMBO: combo,
    Plot.DOUGHNUT: doughnut,
    Plot.WATERFALL: floating,
}
