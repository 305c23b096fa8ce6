"""Draws lying bars, beside each other or stacked."""

from __future__ import annotations

from planforge.writers.charts.layout import STACKS
from planforge.writers.charts.marks import Mark, Picture, Spot
from planforge.writers.charts.svg.canvas import SIZE, Canvas, draw_label, draw_legend, tip


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
