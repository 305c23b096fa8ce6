"""Owns a whole chart: its plots, its legend, its unit, and the height it wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial

from planforge.document.model import Chart, Plot
from planforge.writers.charts.office import chartml as x
from planforge.writers.charts.office.axes import in_lines, legend, name_lines, turned, unit_title
from planforge.writers.charts.office.bars import columns, told
from planforge.writers.charts.office.chartml import Element, node, value
from planforge.writers.charts.office.frame import SIDEWAYS, Frame
from planforge.writers.charts.office.lines import combo, lines
from planforge.writers.charts.office.sheets import Sheet, sheet_of
from planforge.writers.charts.office.waterfalls import cut_axis, floating
from planforge.writers.charts.values import number_format, slices, unit_of
from planforge.writers.fit import widest
from planforge.writers.look import Look

# Owns the doughnut ----------------------------------------------------------------------------------------------------


def doughnut(frame: Frame) -> list[Element]:
    """One ring a series; a doughnut has no axes."""
    drawn = [_ring(frame, series) for series in frame.sheet.elements("pie")]
    return [node("c:doughnutChart", value("varyColors", 1), *drawn, value("firstSliceAng", 0), value("holeSize", 56))]


def _ring(frame: Frame, series: Element) -> Element:
    """One ring: a colour a slice, shares printed on the slices that have room."""
    look, shares = frame.look, slices(frame.chart)
    colours = [look.series(index) for index in range(len(shares))]
    points = [
        node("c:dPt", value("idx", index), value("bubble3D", 0), x.shape(colour, x.line("FFFFFF", 1.25)))
        for index, colour in enumerate(colours)
    ]
    return x.dress(series, *points, _share_labels(frame, shares, colours))


def _share_labels(frame: Frame, shares: tuple[Decimal, ...], colours: list[str]) -> Element | None:
    if not frame.chart.labels:
        return None
    look, own = frame.look, frame.chart.series[0].percent
    code = number_format(frame.chart.series[0], 0) if own else "0%"
    show = "Val" if own else "Percent"
    plain = node("c:spPr", x.fill(None), x.line(None))
    points = [
        x.no_label(index)
        if share < Decimal("0.045")
        else x.point_label(
            index, x.number_code(code), plain, x.text_style(look, look.on(colour), look.size, bold=True), show=show
        )
        for index, (share, colour) in enumerate(zip(shares, colours, strict=True))
    ]
    return x.labels(points, x.number_code(code), x.text_style(look, look.ink, look.size), show=show)


_USUAL = 126.0  # points: the height of a doughnut
_PLOT = 121.0  # points: the height of a plot, 4.3 cm


def default_height(chart: Chart, look: Look, width: float) -> float:
    """Points a chart wants at a width: lying bars by their number, the rest low and wide."""
    if chart.plot in SIDEWAYS:
        stacked = chart.plot is Plot.STACKED_BAR
        rows = len(chart.categories) * (1 if stacked else 0.4 + 0.6 * len(chart.series))
        return min(max(rows * (2 if stacked else 1.4) * look.size + 4.5 * look.size, 90), 620)
    if chart.plot is Plot.DOUGHNUT:
        return max(_USUAL, (len(chart.categories) + 1) * 1.7 * look.size)
    pitch = _pitch(chart, look, width)
    turn = turned(chart.categories, pitch, look.size)
    lines = name_lines(chart.categories, pitch, look.size)
    names = min(widest(chart.categories, look.size) * 0.6, 90) if turn else lines * 1.3 * look.size
    legend = 2.4 * look.size if len(chart.series) > 1 and chart.plot is not Plot.WATERFALL else 0
    return _PLOT + names + legend + (1.8 if unit_of(chart) else 0.6) * look.size


def set_out(chart: Chart, look: Look, width: float, height: float) -> Chart:
    """The chart with its names as they are printed: in lines under columns, with the figures that a stack hides."""
    if chart.plot is Plot.STACKED_BAR and chart.labels:
        frame = Frame(chart, sheet_of(chart), look, width, height)
        return replace(chart, series=tuple(map(partial(told, frame), range(len(chart.series)))))
    if chart.plot in SIDEWAYS or chart.plot is Plot.DOUGHNUT:
        return chart
    pitch = _pitch(chart, look, width)
    if turned(chart.categories, pitch, look.size):
        return chart
    return replace(chart, categories=tuple(in_lines(name, pitch, look.size) for name in chart.categories))


def _pitch(chart: Chart, look: Look, width: float) -> float:
    """The room of a column with its name."""
    return (width - 5 * look.size) / max(len(chart.categories), 1)


def chart_space(chart: Chart, sheet: Sheet, look: Look, width: float, height: float) -> Element:
    """The whole chart as ``c:chartSpace``, without its link to the workbook."""
    frame = Frame(chart, sheet, look, width, height)
    unit = " · ".join(filter(None, (unit_of(chart), cut_axis(chart))))
    title = unit_title(unit, look) if unit else None
    drawing = node(
        "c:chart",
        title,
        value("autoTitleDeleted", int(title is None)),
        node("c:plotArea", node("c:layout"), *_DRAWN[chart.plot](frame), node("c:spPr", x.fill(None), x.line(None))),
        _legend(frame),
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
        x.text_style(look, look.ink, look.size),
    )


def _legend(frame: Frame) -> Element | None:
    if frame.chart.plot is Plot.DOUGHNUT:
        return legend(frame.look, "r")
    if frame.chart.plot is Plot.WATERFALL or len(frame.chart.series) < 2:
        return None
    return legend(frame.look)


_DRAWN: dict[Plot, Callable[[Frame], list[Element]]] = {
    Plot.COLUMN: columns,
    Plot.STACKED: columns,
    Plot.BAR: columns,
    Plot.STACKED_BAR: columns,
    Plot.LINE: lines,
    Plot.COMBO: combo,
    Plot.DOUGHNUT: doughnut,
    Plot.WATERFALL: floating,
}
