"""Owns what stands around the plots of a chart: axes, gridlines, legend and unit."""

from __future__ import annotations

from planforge.document.model import Plot
from planforge.writers.charts.layout import Axis, Layout
from planforge.writers.charts.office import chartml as x
from planforge.writers.charts.office.chartml import Element, node, value
from planforge.writers.look import Look

AxisIds = tuple[int, int]

LEFT: AxisIds = (111111111, 111111112)  # category and value axis
RIGHT: AxisIds = (222222221, 222222222)


def axes_of(layout: Layout) -> list[Element]:
    """The category axis and the left (or lower) axis of figures; the right one too, where there is one."""
    side = "b" if layout.sideways else "l"
    made = [category_axis(LEFT, layout), value_axis(LEFT, layout.look, layout.near, layout.size, place=side)]
    if layout.far:
        made += [category_axis(RIGHT, layout, shown=False)]
        made += [value_axis(RIGHT, layout.look, layout.far, layout.size, place="r")]
    return made


def category_axis(ids: AxisIds, layout: Layout, *, shown: bool = True) -> Element:
    """The axis that names the categories; the first of lying bars is on top."""
    look, sideways = layout.look, layout.sideways
    turn = -45 if layout.names.every > 1 else layout.names.turn  # LibreOffice knows no "every n-th"
    return node(
        "c:catAx",
        value("axId", ids[0]),
        node("c:scaling", value("orientation", "maxMin" if sideways else "minMax")),
        value("delete", int(not shown)),
        value("axPos", "l" if sideways else "b"),
        value("majorTickMark", "none"),
        value("minorTickMark", "none"),
        value("tickLblPos", "low"),
        x.stroke(look.soft),
        x.text_style(look, look.soft, layout.size, turn=turn),
        value("crossAx", ids[1]),
        value("crosses", "autoZero"),
        value("auto", 0),
        value("lblAlgn", "ctr"),
        value("lblOffset", 60),
        value("noMultiLvlLbl", 1),
    )


def value_axis(ids: AxisIds, look: Look, axis: Axis, size: float, *, place: str) -> Element:
    """The axis of figures at ``place`` (l, r, b); gridlines come with the left or lower one.

    Where it ends is left to the program, so that it grows with the figures that somebody puts in.
    """
    first, low = place != "r", axis.low
    return node(
        "c:valAx",
        value("axId", ids[1]),
        node(
            "c:scaling",
            value("orientation", "minMax"),
            value("max", 1) if axis.whole else None,
            None if low is None else value("min", f"{low.normalize():f}"),
        ),
        value("delete", int(not axis.shown)),
        value("axPos", place),
        node("c:majorGridlines", x.stroke(look.rule, 0.5)) if first and axis.shown else None,
        x.number_code(axis.code),
        value("majorTickMark", "none"),
        value("minorTickMark", "none"),
        value("tickLblPos", "nextTo"),
        x.stroke(None),
        x.text_style(look, look.soft, size),
        value("crossAx", ids[0]),
        value("crosses", "autoZero" if place == "l" else "max"),  # "b": categories run downwards, so max is the foot
        value("crossBetween", "between"),
        value("majorUnit", f"{axis.ticks[1] - axis.ticks[0]:f}") if axis.shown else None,
    )


def legend(layout: Layout) -> Element | None:
    """The legend: beside a ring, else at the foot; none without anything to tell apart."""
    if not layout.legend:
        return None
    place = "r" if layout.chart.plot is Plot.DOUGHNUT else "b"
    style = x.text_style(layout.look, layout.look.ink, layout.size)
    return node("c:legend", value("legendPos", place), value("overlay", 0), style)


def unit_title(layout: Layout) -> Element:
    """The unit of the figures, small at the upper left where a reader of an axis looks for it."""
    spot = node(
        "c:manualLayout", value("xMode", "edge"), value("yMode", "edge"), value("x", "0.008"), value("y", "0.01")
    )
    return node(
        "c:title",
        x.words(layout.unit, layout.look, layout.look.soft, layout.size),
        node("c:layout", spot),
        value("overlay", 0),
    )
