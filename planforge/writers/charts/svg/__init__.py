"""Charts as inline SVG, drawn at the width of a desk or of a phone."""

from __future__ import annotations

import math
from decimal import Decimal

from markupsafe import Markup

from planforge.document.model import Chart, Plot
from planforge.writers.charts.layout import STACKS, Axis, Layout, Room, laid_down
from planforge.writers.charts.marks import Drawn, Mark, Picture, Spot, picture, step_text
from planforge.writers.charts.scale import Scale
from planforge.writers.charts.svg.canvas import SIZE, Canvas, Point, draw_label, draw_legend, tip
from planforge.writers.fit import shortened, widest
from planforge.writers.look import Look

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
            if layout.chart.plot is not Plot.DOTS:
                canvas.path(stretch, drawn.colour)
            stretch = []
    for category, mark in enumerate(drawn.marks):
        if mark:
            place = (layout.middle(category), scale.place(mark.end))
            canvas.dot(place, 5 if layout.chart.plot is Plot.DOTS else 3.5, drawn.colour, tip(layout, drawn, category))
            if mark.label:
                draw_label(canvas, mark.label, (place[0], place[1] + (18 if mark.label.spot is Spot.BELOW else -8)))


def draw_lying(picture: Picture) -> Canvas:
    layout, look = picture.layout, picture.layout.look
    canvas, box, scale = Canvas(look, layout.width, layout.height), layout.box, layout.scale()
    if layout.unit:
        canvas.text((2, SIZE), layout.unit, look.soft, "start")
    for tick, text in zip(layout.near.ticks, layout.near.texts, strict=False) if layout.near.shown else ():
        canvas.line((scale.place(tick), box.top), (scale.place(tick), box.bottom), look.rule, 0.7)
        canvas.text((scale.place(tick), box.bottom + SIZE * 1.2), text, look.soft)
    for category, lines in enumerate(layout.names.lines):
        for row, line in enumerate(lines):
            place = layout.middle(category) + 4 + (row - (len(lines) - 1) / 2) * SIZE * 1.2
            canvas.text((box.left - 8 if scale.zero == box.left else SIZE * 0.2, place), line, look.soft,
                        "end" if scale.zero == box.left else "start")  # fmt: skip
    for index, drawn in enumerate(picture.drawn):
        for category, mark in enumerate(drawn.marks):
            if mark:
                _draw_bar(canvas, picture, index, category, mark)
    canvas.line((scale.zero, box.top), (scale.zero, box.bottom), look.soft)
    draw_legend(canvas, layout)
    return canvas


def _draw_bar(canvas: Canvas, picture: Picture, index: int, category: int, mark: Mark) -> None:
    layout, scale = picture.layout, picture.layout.scale()
    stacked = layout.chart.plot in STACKS
    beside = 0.0 if stacked else index - (layout.bars - 1) / 2
    middle, thick = layout.middle(category) + beside * layout.thickness, layout.thickness
    left, right = sorted((scale.place(mark.start), scale.place(mark.end)))
    said = tip(layout, picture.drawn[index], category)
    canvas.rect(left, middle - thick / 2, right - left - (0.7 if stacked else 0), thick, mark.colour, said)
    if mark.label and mark.label.spot is Spot.INSIDE:
        draw_label(canvas, mark.label, ((left + right) / 2, middle + 4))
    elif mark.label:
        side, anchor = (right + 5, "start") if mark.end >= 0 else (left - 5, "end")
        draw_label(canvas, mark.label, (side, middle + 4), anchor)


_HOLE = 0.56  # of the radius


def draw_ring(picture: Picture) -> Canvas:
    layout, box = picture.layout, picture.layout.box
    canvas = Canvas(layout.look, layout.width, layout.height)
    centre, radius = ((box.left + box.right) / 2, (box.top + box.bottom) / 2), box.width / 2
    for index, mark in enumerate(picture.drawn[0].marks):
        if mark is None or mark.end == mark.start:
            continue
        start, end = float(mark.start), min(float(mark.end), float(mark.start) + 0.99999)
        canvas.shape(_slice(centre, radius, start, end), mark.colour, tip(layout, picture.drawn[0], index))
        if mark.label:
            place = _around(centre, radius * 0.78, (start + float(mark.end)) / 2)
            draw_label(canvas, mark.label, (place[0], place[1] + 4))
    _legend(canvas, picture, beside=centre[0] < layout.width * 0.45)
    return canvas


def _legend(canvas: Canvas, picture: Picture, *, beside: bool) -> None:
    layout, samples = picture.layout, [sample for row in picture.layout.legend for sample in row]
    rows = len(samples) * SIZE * 1.7
    wide = widest((sample.name for sample in samples), SIZE)
    left = layout.box.right + 36 if beside else max((layout.width - wide - 18) / 2, 4)
    top = (layout.height - rows) / 2 if beside else layout.box.bottom + 16
    for index, sample in enumerate(samples):
        y = top + index * SIZE * 1.7
        canvas.rect(left, y, 10, 10, sample.colour)
        words = shortened(sample.name, layout.width - left - 18, SIZE)
        canvas.text((left + 16, y + 10), words, layout.look.ink, "start")


def _slice(centre: Point, radius: float, start: float, end: float) -> str:
    """Path data of a ring's piece between two turns (0 to 1, clockwise from the top)."""
    wide = int(end - start > 0.5)
    (a, b), (c, d) = _around(centre, radius, start), _around(centre, radius, end)
    (e, f), (g, h) = _around(centre, radius * _HOLE, end), _around(centre, radius * _HOLE, start)
    inner = radius * _HOLE
    return (
        f"M{a:.1f} {b:.1f}A{radius:.1f} {radius:.1f} 0 {wide} 1 {c:.1f} {d:.1f}"
        f"L{e:.1f} {f:.1f}A{inner:.1f} {inner:.1f} 0 {wide} 0 {g:.1f} {h:.1f}Z"
    )


def _around(centre: Point, radius: float, turn: float) -> Point:
    angle = turn * math.tau
    return centre[0] + radius * math.sin(angle), centre[1] - radius * math.cos(angle)


_DRAWN = {Plot.DOUGHNUT: draw_ring, Plot.BAR: draw_lying, Plot.STACKED_BAR: draw_lying}


def draw(chart: Chart, look: Look, width: float, identity: str) -> Markup:
    """The chart as an ``svg`` element of a width in pixels; ``identity`` must be unique in the page."""
    room = Room(width, SIZE, plot=max(width * 0.3, 140), rows=2.1)
    chart = laid_down(chart, room)
    drawing = _DRAWN.get(chart.plot, draw_standing)(picture(chart, look, room))
    return drawing.svg(identity, chart.caption, chart.description)
