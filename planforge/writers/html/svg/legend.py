"""Owns the legend of a chart and the tips of its marks."""

from __future__ import annotations

from planforge.document.model import Chart, Plot
from planforge.writers.figures import printed
from planforge.writers.fit import shortened, text_width
from planforge.writers.html.svg.canvas import SIZE, Canvas

Sample = tuple[int, str, bool]
"""Series, its name, and whether it is drawn as a line."""


def legend_rows(chart: Chart, width: float) -> list[list[Sample]]:
    """The samples in rows that fit the width; none for a lone series."""
    if len(chart.series) < 2:
        return []
    rows: list[list[Sample]] = [[]]
    for index, series in enumerate(chart.series):
        name = shortened(series.name, width - 40, SIZE)
        if rows[-1] and _row_width(rows[-1]) + text_width(name, SIZE) + 34 > width:
            rows.append([])
        colour = index if series.colour is None else series.colour
        rows[-1].append((colour, name, chart.plot is Plot.LINE or series.line))
    return rows


def _row_width(row: list[Sample]) -> float:
    return sum(text_width(name, SIZE) + 34 for _, name, _ in row)


def draw_legend(canvas: Canvas, rows: list[list[Sample]], top: float) -> None:
    """Put the samples in the middle, row by row."""
    for number, row in enumerate(rows):
        x, y = (canvas.width - _row_width(row)) / 2 + 6, top + number * SIZE * 1.7
        for index, name, as_line in row:
            colour = canvas.look.series(index)
            if as_line:
                canvas.line((x - 3, y - 4), (x + 13, y - 4), colour, 2.5)
                canvas.dot((x + 5, y - 4), 3.5, colour)
            else:
                canvas.rect(x, y - 9, 10, 10, colour)
            canvas.text((x + 18, y), name, canvas.look.ink, "start")
            x += text_width(name, SIZE) + 34


def tip(chart: Chart, index: int, category: int) -> str:
    """What a mark says when pointed at: category, series, figure."""
    series = chart.series[index]
    return f"{chart.categories[category]} · {series.name} · {printed(series, series.values[category], chart.decimals)}"
