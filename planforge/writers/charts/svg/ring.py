"""Owns the doughnut chart."""

from __future__ import annotations

import math
from decimal import Decimal

from planforge.document.model import Chart
from planforge.writers.charts.svg.canvas import SIZE, Canvas, Point, tip
from planforge.writers.charts.values import printed, slices
from planforge.writers.fit import shortened, widest
from planforge.writers.look import Look

_HOLE = 0.56  # of the radius


def draw_ring(chart: Chart, look: Look, width: float) -> Canvas:
    shares, beside = slices(chart), width > 500
    names = [f"{name}　{printed(chart.series[0], value, chart.decimals)}" for name, value in _slice_values(chart)]
    rows = len(names) * SIZE * 1.7
    radius = min(width * (0.2 if beside else 0.3), 140)
    height = max(radius * 2, rows) + 16 if beside else radius * 2 + rows + 28
    canvas = Canvas(look, width, height)
    centre = (width * 0.36, height / 2) if beside else (width / 2, radius + 8)
    _ring(canvas, chart, shares, centre, radius)
    left = centre[0] + radius + 36 if beside else max((width - widest(names, SIZE) - 18) / 2, 4)
    top = (height - rows) / 2 if beside else radius * 2 + 24
    for index, name in enumerate(names):
        y = top + index * SIZE * 1.7
        canvas.rect(left, y, 10, 10, look.series(index))
        canvas.text((left + 16, y + 10), shortened(name, width - left - 18, SIZE), look.ink, "start")
    return canvas


def _slice_values(chart: Chart) -> list[tuple[str, Decimal | int | None]]:
    return list(zip(chart.categories, chart.series[0].values, strict=True))


def _ring(canvas: Canvas, chart: Chart, shares: tuple[Decimal, ...], centre: Point, radius: float) -> None:
    turned = 0.0
    for index, share in enumerate(shares):
        end = turned + float(share)
        colour = canvas.look.series(index)
        if share:
            canvas.shape(_slice(centre, radius, turned, min(end, turned + 0.99999)), colour, tip(chart, 0, index))
        if chart.labels and share >= Decimal("0.045"):
            place = _around(centre, radius * 0.78, (turned + end) / 2)
            own = chart.series[0].percent
            words = printed(chart.series[0], chart.series[0].values[index], 0) if own else f"{share:.0%}"
            canvas.text((place[0], place[1] + 4), words, canvas.look.on(colour), bold=True)
        turned = end


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
