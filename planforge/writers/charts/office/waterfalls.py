"""Owns the waterfall: stacked columns on an invisible base, and a line without stroke that carries the labels."""

from __future__ import annotations

from decimal import Decimal

from planforge.document.model import Chart, Plot
from planforge.writers.charts.office import chartml as x
from planforge.writers.charts.office.axes import LEFT
from planforge.writers.charts.office.bars import bar_series, gap
from planforge.writers.charts.office.chartml import Element, node, value
from planforge.writers.charts.office.frame import Frame, axes_of
from planforge.writers.charts.office.sheets import LABELS, label_texts
from planforge.writers.charts.ticks import waterfall

_SEEN = Decimal("0.35")  # of the whole height: steps that together take less are shown from above zero
_BELOW = Decimal("0.6")  # of the steps' height, left below them
_LABELLED = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"  # extension of a data label: its text comes from a cell
_RANGE = "{02D57815-91ED-43cb-92C2-25804820EDAC}"  # extension of a series: the cells of its labels


def floating(frame: Frame) -> list[Element]:
    """The plots and axes of a waterfall; the first series of its worksheet, the figures to edit, is not drawn."""
    look = frame.look
    colours = (None, look.series(0), look.good, look.bad, look.good, look.bad)
    series = frame.sheet.elements("bar")[1:7]
    plot = node(
        "c:barChart",
        value("barDir", "col"),
        value("grouping", "stacked"),
        value("varyColors", 0),
        *(bar_series(frame, one, colour, None) for one, colour in zip(series, colours, strict=True)),
        value("gapWidth", gap(frame, 1)),
        value("overlap", 100),
        *(value("axId", identity) for identity in LEFT),
    )
    low = _low(frame.chart)
    shown = low > 0 or not frame.chart.labels
    return [plot, _label_line(frame), *axes_of(frame, shown=shown, ends=(low, None) if low > 0 else (None, None))]


def _low(chart: Chart) -> Decimal:
    """Where the axis begins: above zero, and then with its figures shown, where steps would be too low to see."""
    steps = [step for step in waterfall(chart).steps if step]
    bottom = min((step.bottom for step in steps if not step.total), default=0)
    top = max((step.top for step in steps), default=0)
    if bottom <= 0 or top - bottom > top * _SEEN:
        return Decimal(0)
    grain = Decimal(10) ** (Decimal(top - bottom).adjusted())
    return max((bottom - (top - bottom) * _BELOW) // grain * grain, Decimal(0))


def cut_axis(chart: Chart) -> str:
    """What is said beside the axis where it begins above zero."""
    return chart.cut if chart.plot is Plot.WATERFALL and _low(chart) > 0 else ""


def _label_line(frame: Frame) -> Element:
    series, texts = frame.sheet.elements("line")[7], label_texts(frame.chart)
    marker = node("c:marker", value("symbol", "none"))
    x.dress(series, x.stroke(None), marker, _step_labels(frame, texts) if frame.chart.labels else None)
    series.append(_cells(texts))
    axes = [value("axId", identity) for identity in LEFT]
    return node("c:lineChart", value("grouping", "standard"), value("varyColors", 0), series, value("marker", 1), *axes)


def _step_labels(frame: Frame, texts: list[str]) -> Element:
    """A label above every bar, its text a field that shows the cell of its row."""
    plain = x.text_style(frame.look, frame.look.ink, frame.look.size)
    points = [_step_label(frame, index, text) for index, text in enumerate(texts) if text]
    return x.labels(points, plain, value("dLblPos", "t"), show="", tail=_from_cells())


def _step_label(frame: Frame, index: int, text: str) -> Element:
    bold = index in frame.chart.totals
    shown = x.cell_text(index, text, frame.look, frame.look.ink, frame.look.size, bold=bold)
    return node("c:dLbl", value("idx", index), shown, value("dLblPos", "t"), *x.shows(""), _from_cells())


def _from_cells() -> Element:
    return node("c:extLst", node("c:ext", node("c15:showDataLabelsRange", val=1), uri=_LABELLED))


def _cells(texts: list[str]) -> Element:
    """Where the labels stand in the worksheet, and what they say now."""
    points = [node("c:pt", node("c:v", text=text), idx=index) for index, text in enumerate(texts) if text]
    cells = node("c15:f", text=f"Sheet1!${LABELS}$2:${LABELS}${len(texts) + 1}")
    cache = node("c15:dlblRangeCache", value("ptCount", len(texts)), *points)
    return node("c:extLst", node("c:ext", node("c15:datalabelsRange", cells, cache), uri=_RANGE))
