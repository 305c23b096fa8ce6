"""Charts as inline SVG, drawn at the width of a desk or of a phone."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from planforge.document.model import Chart, Plot
from planforge.writers.charts.svg.lying import draw_lying
from planforge.writers.charts.svg.ring import draw_ring
from planforge.writers.charts.svg.standing import draw_standing, has_room
from planforge.writers.look import Look

_LAID = {Plot.COLUMN: Plot.BAR, Plot.STACKED: Plot.STACKED_BAR}


def draw(chart: Chart, look: Look, width: float, identity: str) -> Markup:
    """The chart as an ``svg`` element of a width in pixels; ``identity`` must be unique in the page.

    Columns whose names have no room under them are laid down.
    """
    if chart.plot in _LAID and not has_room(chart, width):
        chart = replace(chart, plot=_LAID[chart.plot])
    if chart.plot is Plot.DOUGHNUT:
        canvas = draw_ring(chart, look, width)
    elif chart.plot in _LAID.values():
        canvas = draw_lying(chart, look, width)
    else:
        canvas = draw_standing(chart, look, width)
    return canvas.svg(identity, chart.caption, chart.description)
