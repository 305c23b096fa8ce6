"""Owns the waterfall."""

from __future__ import annotations

from planforge.writers.docx.charts import chartml as x
from planforge.writers.docx.charts.axes import LEFT
from planforge.writers.docx.charts.bars import bar_series, gap
from planforge.writers.docx.charts.chartml import Element, node, value
from planforge.writers.docx.charts.frame import Frame, axes_of
from planforge.writers.figures import changed, printed
from planforge.writers.steps import waterfall


def floating(frame: Frame) -> list[Element]:
    """Stacked columns on an invisible base, and a line without stroke that carries the figures."""
    look, fall = frame.look, waterfall(frame.chart)
    colours = {"_": None, "=": look.series(0), "+": look.good, "−": look.bad, "+ <0": look.good, "− <0": look.bad}
    bars, names = frame.sheet.elements("bar"), [mark for mark, _ in fall.layers()]
    drawn = [bar_series(frame, bars[index], colours[mark], None) for index, mark in enumerate(names)]
    plot = node(
        "c:barChart",
        value("barDir", "col"),
        value("grouping", "stacked"),
        value("varyColors", 0),
        *drawn,
        value("gapWidth", gap(frame, 1)),
        value("overlap", 100),
        *(value("axId", identity) for identity in LEFT),
    )
    return [plot, _label_line(frame, len(names)), *axes_of(frame, shown=not frame.chart.labels)]


def _label_line(frame: Frame, index: int) -> Element:
    series = frame.sheet.elements("line")[index]
    marker = node("c:marker", value("symbol", "none"))
    dressed = x.dress(series, x.stroke(None), marker, _step_labels(frame))
    axes = [value("axId", identity) for identity in LEFT]
    return node(
        "c:lineChart", value("grouping", "standard"), value("varyColors", 0), dressed, value("marker", 1), *axes
    )


def _step_labels(frame: Frame) -> Element | None:
    """The figure of every step above its bar: totals plain, changes with their sign."""
    chart, look = frame.chart, frame.look
    if not chart.labels:
        return None
    points = []
    for index, step in enumerate(waterfall(chart).steps):
        if step is None:
            continue
        say = printed if step.total else changed
        text = say(chart.series[0], step.change, chart.decimals)
        points.append(
            node(
                "c:dLbl",
                value("idx", index),
                x.words(text, look, look.ink, look.size, bold=step.total),
                value("dLblPos", "t"),
                *x.shows("Val"),
            )
        )
    return x.labels(points, x.text_style(look, look.ink, look.size), value("dLblPos", "t"))
