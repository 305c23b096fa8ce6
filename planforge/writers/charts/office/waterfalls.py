"""Owns the waterfall: stacked columns on an invisible base, and a line without stroke that carries the labels."""

from __future__ import annotations

from planforge.writers.charts.layout import Layout
from planforge.writers.charts.marks import Drawn, Label, Picture
from planforge.writers.charts.office import chartml as x
from planforge.writers.charts.office.axes import LEFT, axes_of
from planforge.writers.charts.office.bars import bar_chart, bar_series
from planforge.writers.charts.office.chartml import Element, node, value
from planforge.writers.charts.office.sheets import LABELS, Sheet, label_texts

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
