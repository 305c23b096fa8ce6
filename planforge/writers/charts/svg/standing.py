"""Draws charts whose categories stand side by side: columns, stacks, lines, combinations, waterfalls."""

from __future__ import annotations

from decimal import Decimal

from planforge.document.model import Plot
from planforge.writers.charts.layout import STACKS, Axis, Layout
from planforge.writers.charts.marks import Drawn, Mark, Picture, Spot, step_text
from planforge.writers.charts.scale import Scale
from planforge.writers.charts.svg.canvas import SIZE, Canvas, Point, draw_label, draw_legend, tip
from planforge.writers.fit import shortened

_LONGEST = 10 * SIZE  # of a turned name


def draw_standing(picture: Picture) -> Canvas:
    layout, look = picture.layout, picture.layout.look
    canvas, box = Canvas(look, layout.width, layout.height), layout.box
    if layout.unit:
        canvas.text((2, SIZE), layout.unit, look.soft, "start")
    _axis(canvas, layout, layout.near, far=False)
    if layout.far:
        _axis(canvas, layout, layout.far, far=True)
    bars = [drawn for drawn in picture.drawn if not drawn.line]
    for place, drawn in enumerate(bars):
        _draw_bars(canvas, picture, drawn, place)
    for drawn in picture.drawn:
        if drawn.line:
            _draw_line(canvas, layout, drawn)
    zero = layout.scale().zero
    canvas.line((box.left, zero), (box.right, zero), look.soft)
    _names(canvas, layout)
    draw_legend(canvas, layout)
    return canvas


def _axis(canvas: Canvas, layout: Layout, axis: Axis, *, far: bool) -> None:
    box, scale = layout.box, layout.scale(far=far)
    for tick, text in zip(axis.ticks, axis.texts, strict=True) if axis.shown else ():
        y = scale.place(tick)
        if not far:
            canvas.line((box.left, y), (box.right, y), layout.look.rule, 0.7)
        canvas.text((box.right + 6 if far else box.left - 6, y + 4), text, layout.look.soft, "start" if far else "end")


def _names(canvas: Canvas, layout: Layout) -> None:
    names, bottom = layout.names, layout.box.bottom
    for category in range(0, len(names.lines), names.every):
        middle, lines = layout.middle(category), names.lines[category]
        if names.turn:
            words = shortened(lines[0], min(_LONGEST, middle * 1.35), SIZE)
            canvas.text((middle + 4, bottom + SIZE * 1.1), words, layout.look.soft, "end", turn=names.turn)
            continue
        for row, line in enumerate(lines):
            canvas.text((middle, bottom + SIZE * (1.4 + 1.25 * row)), line, layout.look.soft)


def _draw_bars(canvas: Canvas, picture: Picture, drawn: Drawn, place: int) -> None:
    """Columns beside each other, pieces of stacks, or steps joined by hairlines."""
    layout = picture.layout
    scale = layout.scale(far=drawn.series.secondary)
    offset = 0.0 if layout.chart.plot in STACKS else (place - (layout.bars - 1) / 2) * layout.thickness
    for category, mark in enumerate(drawn.marks):
        if mark is None:
            continue
        middle = layout.middle(category) + offset
        top, bottom = sorted((_inside(layout, scale, mark.start), _inside(layout, scale, mark.end)))
        if layout.chart.plot is Plot.WATERFALL and category + 1 < len(drawn.marks):
            start, level = middle + layout.thickness / 2, scale.place(mark.end)
            canvas.line((start, level), (start + layout.pitch - layout.thickness, level), layout.look.soft, 0.7)
        high = max(bottom - top - (0.7 if layout.chart.plot in STACKS else 0), 1 if mark.start != mark.end else 0)
        canvas.rect(
            middle - layout.thickness / 2, top, layout.thickness, high, mark.colour, _said(layout, drawn, category)
        )
        if mark.label:
            draw_label(canvas, mark.label, (middle, _label_place(mark, top, bottom, scale)))


def _inside(layout: Layout, scale: Scale, figure: Decimal | int) -> float:
    """Where an end of a bar stands; at the foot of the plot where the axis begins above it."""
    return min(scale.place(figure), layout.box.bottom)


def _label_place(mark: Mark, top: float, bottom: float, scale: Scale) -> float:
    assert mark.label is not None
    if mark.label.spot is Spot.INSIDE:
        return (top + bottom) / 2 + 4
    if mark.label.spot is Spot.FOOT:
        return scale.zero - 5
    below = mark.label.spot is Spot.BEYOND and mark.end < 0
    return bottom + SIZE if below else top - 4


def _said(layout: Layout, drawn: Drawn, category: int) -> str:
    chart, mark = layout.chart, drawn.marks[category]
    if chart.plot is Plot.WATERFALL and mark:
        return f"{chart.categories[category]} {step_text(chart, mark.end - mark.start, category in chart.totals)}"
    return tip(layout, drawn, category)


def _draw_line(canvas: Canvas, layout: Layout, drawn: Drawn) -> None:
    """A line through the middles of the categories, broken where a figure is missing."""
    scale = layout.scale(far=drawn.series.secondary)
    stretch: list[Point] = []
    for category, mark in enumerate((*drawn.marks, None)):
        if mark:
            stretch.append((layout.middle(category), scale.place(mark.end)))
        elif stretch:
            canvas.path(stretch, drawn.colour)
            stretch = []
    for category, mark in enumerate(drawn.marks):
        if mark:
            place = (layout.middle(category), scale.place(mark.end))
            canvas.dot(place, 3.5, drawn.colour, tip(layout, drawn, category))
            if mark.label:
                draw_label(canvas, mark.label, (place[0], place[1] + (18 if mark.label.spot is Spot.BELOW else -8)))
