"""Draws the doughnut."""

from __future__ import annotations

import math

from planforge.writers.charts.marks import Picture
from planforge.writers.charts.svg.canvas import SIZE, Canvas, Point, draw_label, tip
from planforge.writers.fit import shortened, widest

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
