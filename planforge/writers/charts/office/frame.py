"""Owns a chart with the room it has: its axes, and labels that fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planforge.document.model import Chart, Plot, Series
from planforge.writers.charts.office import chartml as x
from planforge.writers.charts.office.axes import LEFT, Ends, category_axis, turned, value_axis
from planforge.writers.charts.office.chartml import Element, node, value
from planforge.writers.charts.office.sheets import Sheet
from planforge.writers.charts.values import axis_format, number_format, printed, unit_of
from planforge.writers.fit import widest
from planforge.writers.look import Look

SIDEWAYS = (Plot.BAR, Plot.STACKED_BAR)


@dataclass(frozen=True, slots=True)
class Frame:
    """A chart, its data and the room it has, in points."""

    chart: Chart
    sheet: Sheet
    look: Look
    width: float
    height: float

    @property
    def sideways(self) -> bool:
        """Whether bars lie."""
        return self.chart.plot in SIDEWAYS

    @property
    def inner(self) -> tuple[float, float]:
        """About the width and height of the plot area."""
        size = self.look.size
        names = widest(self.chart.categories, size) if self.sideways else 4.2 * size
        right = 4.2 * size if any(series.secondary for series in self.chart.series) else size
        below = (2.2 if len(self.chart.series) > 1 else 0.5) * size + 1.8 * size
        above = 1.8 * size if unit_of(self.chart) else 0.6 * size
        return max(self.width - min(names, self.width * 0.4) - right, 30), max(self.height - below - above, 30)

    @property
    def pitch(self) -> float:
        """The room of one category along its axis."""
        return self.inner[1 if self.sideways else 0] / max(len(self.chart.categories), 1)


def axes_of(frame: Frame, *, shown: bool = True, ends: Ends = (None, None)) -> list[Element]:
    """The category axis and the left (or lower) value axis."""
    chart, look = frame.chart, frame.look
    turn = 0 if frame.sideways else turned(chart.categories, frame.pitch, look.size)
    main = [series for series in chart.series if not series.secondary] or chart.series
    code = axis_format(main, chart.decimals)
    return [
        category_axis(LEFT, look, sideways=frame.sideways, turn=turn),
        value_axis(LEFT, look, code, place="b" if frame.sideways else "l", shown=shown, ends=ends),
    ]


def from_zero(chart: Chart) -> Ends:
    """Ends of an axis on which the length of a bar says its figure; Word would begin it near the least one."""
    figures = [one for series in chart.series if not series.secondary for one in series.values if one is not None]
    return (None, None) if any(one < 0 for one in figures) else (0, None)


def texts_of(frame: Frame, series: Series) -> list[str]:
    """The figures of a series as they are printed."""
    return [printed(series, one, frame.chart.decimals) for one in series.values if one is not None]


def fitting(texts: Iterable[str], room: float, size: float) -> float | None:
    """The type size, or one point less, at which all texts fit; None where they do not."""
    width = widest(texts, 1)
    return next((points for points in (size, size - 1) if width * points <= room), None)


def value_labels(
    frame: Frame, index: int, colour: str, size: float, place: str, points: Iterable[Element] = ()
) -> Element:
    """Labels that show the values of a series at a place ("outEnd", "ctr", "t"); ``points`` are the exceptions."""
    code = number_format(frame.chart.series[index], frame.chart.decimals)
    style = x.text_style(frame.look, colour, size)
    return x.labels(
        points, x.number_code(code), node("c:spPr", x.fill(None), x.line(None)), style, value("dLblPos", place)
    )
