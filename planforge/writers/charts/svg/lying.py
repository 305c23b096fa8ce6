"""Owns charts of lying bars, beside each other or stacked."""

from __future__ import annotations

from decimal import Decimal

from planforge.document.model import Chart, Plot
from planforge.writers.charts.svg.canvas import SIZE, Canvas, draw_legend, legend_rows, tip
from planforge.writers.charts.svg.scale import Scale, heights, pieces
from planforge.writers.charts.values import parts_of_whole, printed, unit_of
from planforge.writers.fit import broken, text_width, widest
from planforge.writers.look import Look


def draw_lying(chart: Chart, look: Look, width: float) -> Canvas:
    stacked = chart.plot is Plot.STACKED_BAR
    room = min(widest(chart.categories, SIZE), width * 0.34)
    names = [broken(name, room, SIZE) for name in chart.categories]
    rows = max(1.0 if stacked else 0.4 + 0.62 * len(chart.series), 0.62 * max(map(len, names), default=1))
    top = SIZE * 2 if unit_of(chart) else 4
    pitch, legend = rows * SIZE * 2.1, legend_rows(chart, width)
    bottom = top + pitch * len(names)
    canvas = Canvas(look, width, bottom + len(legend) * SIZE * 1.7 + 8)
    if unit := unit_of(chart):
        canvas.text((2, SIZE), unit, look.soft, "start")
    scale = _lying_scale(chart, room + 10, width)
    for category, lines in enumerate(names):
        middle = top + (category + 0.5) * pitch
        for row, line in enumerate(lines):
            place = middle + 4 + (row - (len(lines) - 1) / 2) * SIZE * 1.2
            canvas.text((room + 2, place), line, look.soft, "end")
        (_lying_stack if stacked else _lying_bars)(chart, canvas, scale, category, middle, pitch)
    canvas.line((scale.zero, top), (scale.zero, bottom), look.soft)
    draw_legend(canvas, legend, bottom + SIZE * 1.5)
    return canvas


def _lying_scale(chart: Chart, left: float, width: float) -> Scale:
    """Zero at the names, room at the right for the longest figure; below zero room at the left too."""
    figures = [one for one in heights(chart) if one is not None] or [1]
    low, high = min(min(figures), 0), max(max(figures), 0)
    texts = [printed(series, one, chart.decimals) for series in chart.series for one in series.values]
    room = 0 if chart.plot is Plot.STACKED_BAR else widest(texts, SIZE) + 8
    whole = parts_of_whole(chart) and chart.plot is Plot.STACKED_BAR
    ends = (Decimal(low), Decimal(1) if whole else Decimal(high) if high > low else Decimal(low) + 1)
    return Scale(ends, left + (room if low < 0 else 0), width - room - 2)


def _lying_bars(chart: Chart, canvas: Canvas, scale: Scale, category: int, middle: float, pitch: float) -> None:
    thick = pitch * 0.7 / len(chart.series)
    for index, series in enumerate(chart.series):
        value = series.values[category]
        if value is None:
            continue
        y, end = middle + (index - len(chart.series) / 2) * thick, scale.place(value)
        colour, said = canvas.look.colour(chart, index), tip(chart, index, category)
        canvas.rect(min(scale.zero, end), y, abs(end - scale.zero), thick, colour, said)
        if chart.labels:
            side, anchor = (5, "start") if value >= 0 else (-5, "end")
            words = printed(series, value, chart.decimals)
            canvas.text((end + side, y + thick / 2 + 4), words, canvas.look.ink, anchor)


def _lying_stack(chart: Chart, canvas: Canvas, scale: Scale, category: int, middle: float, pitch: float) -> None:
    thick = pitch * 0.68
    for index, (start, end) in pieces(chart, category):
        x0, x1 = sorted((scale.place(start), scale.place(end)))
        colour = canvas.look.colour(chart, index)
        canvas.rect(x0, middle - thick / 2, x1 - x0 - 0.7, thick, colour, tip(chart, index, category))
        words = printed(chart.series[index], chart.series[index].values[category], chart.decimals)
        if chart.labels and text_width(words, SIZE) + 4 <= x1 - x0:
            canvas.text(((x0 + x1) / 2, middle + 4), words, canvas.look.on(colour))
