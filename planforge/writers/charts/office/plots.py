"""Owns a whole chart: its plots, its legend, its unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from planforge.document.model import Chart, Plot
from planforge.writers.charts.layout import Layout
from planforge.writers.charts.marks import Drawn, Picture
from planforge.writers.charts.office import chartml as x
from planforge.writers.charts.office.axes import legend, unit_title
from planforge.writers.charts.office.bars import columns
from planforge.writers.charts.office.chartml import Element, node, value
from planforge.writers.charts.office.lines import combo, lines
from planforge.writers.charts.office.sheets import Sheet
from planforge.writers.charts.office.waterfalls import floating
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
    """The chart with its names as they are printed: in lines where they stand under columns."""
    if layout.sideways or layout.names.turn or layout.names.every > 1 or not layout.names.lines:
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


_DRAWN: dict[Plot, Callable[[Picture, Sheet], list[Element]]] = {
    Plot.COLUMN: columns,
    Plot.STACKED: columns,
    Plot.BAR: columns,
    Plot.STACKED_BAR: columns,
    Plot.LINE: lines,
    Plot.COMBO: combo,
    Plot.DOUGHNUT: doughnut,
    Plot.WATERFALL: floating,
}
