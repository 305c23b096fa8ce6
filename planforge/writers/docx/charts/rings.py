"""Owns the doughnut."""

from __future__ import annotations

from decimal import Decimal

from planforge.writers.docx.charts import chartml as x
from planforge.writers.docx.charts.chartml import Element, node, value
from planforge.writers.docx.charts.frame import Frame
from planforge.writers.figures import number_format, slices


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
