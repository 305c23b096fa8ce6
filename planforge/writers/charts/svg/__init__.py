"""Charts as inline SVG, drawn at the width of a desk or of a phone."""

from __future__ import annotations

from markupsafe import Markup

from planforge.document.model import Chart, Plot
from planforge.writers.charts.layout import Room, laid_down
from planforge.writers.charts.marks import picture
from planforge.writers.charts.svg.canvas import SIZE
from planforge.writers.charts.svg.lying import draw_lying
from planforge.writers.charts.svg.ring import draw_ring
from planforge.writers.charts.svg.standing import draw_standing
from planforge.writers.look import Look

_DRAWN = {Plot.DOUGHNUT: draw_ring, Plot.BAR: draw_lying, Plot.STACKED_BAR: draw_lying}


def draw(chart: Chart, look: Look, width: float, identity: str) -> Markup:
    """The chart as an ``svg`` element of a width in pixels; ``identity`` must be unique in the page."""
    room = Room(width, SIZE, plot=max(width * 0.3, 140), rows=2.1)
    chart = laid_down(chart, room)
    drawing = _DRAWN.get(chart.plot, draw_standing)(picture(chart, look, room))
    return drawing.svg(identity, chart.caption, chart.description)
