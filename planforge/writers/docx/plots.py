"""Owns how every kind of chart is drawn in Word: its plots, and labels where they fit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from planforge.document.model import Chart, Plot, Series
from planforge.writers.docx import chartml as x
from planforge.writers.docx.axes import LEFT, RIGHT, category_axis, legend, turned, unit_title, value_axis
from planforge.writers.docx.chartml import Element, node, value
from planforge.writers.docx.sheets import Sheet
from planforge.writers.figures import changed, number_format, parts_of_whole, printed, slices, unit_of
from planforge.writers.fit import text_width, widest
from planforge.writers.look import Look, mix
from planforge.writers.steps import waterfall

_THICKEST = 48  # points; a lone column is not a wall
_SIDEWAYS = (Plot.BAR, Plot.STACKED_BAR)
_STACKS = (Plot.STACKED, Plot.STACKED_BAR, Plot.WATERFALL)


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
        return self.chart.plot in _SIDEWAYS

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


def default_height(chart: Chart, look: Look, width: float) -> float:
    """Points a chart wants at a width: lying bars by their number, the rest by proportion."""
    if chart.plot in _SIDEWAYS:
        rows = len(chart.categories) * (1 if chart.plot is Plot.STACKED_BAR else 0.4 + 0.6 * len(chart.series))
        return min(max(rows * 2.3 * look.size + 4.5 * look.size, width * 0.24), 620)
    if chart.plot is Plot.DOUGHNUT:
        return max(width * 0.4, (len(chart.categories) + 1) * 1.7 * look.size)
    pitch = (width - 5 * look.size) / max(len(chart.categories), 1)
    turn = turned(chart.categories, pitch, look.size)
    return width * 0.42 + (min(widest(chart.categories, look.size) * 0.6, 90) if turn else 0)


def chart_space(chart: Chart, sheet: Sheet, look: Look, width: float, height: float) -> Element:
    """The whole chart as ``c:chartSpace``, without its link to the workbook."""
    frame = Frame(chart, sheet, look, width, height)
    unit = unit_of(chart)
    title = unit_title(unit, look) if unit else None
    drawing = node(
        "c:chart",
        title,
        value("autoTitleDeleted", int(title is None)),
        node("c:plotArea", node("c:layout"), *_DRAWN[chart.plot](frame), node("c:spPr", x.fill(None), x.line(None))),
        _legend(frame),
        value("plotVisOnly", 1),
        value("dispBlanksAs", "gap"),
    )
    page = node("c:spPr", x.fill(None), x.line(None))
    return node(
        "c:chartSpace",
        value("date1904", 0),
        value("roundedCorners", 0),
        drawing,
        page,
        x.text_style(look, look.ink, look.size),
    )


def _legend(frame: Frame) -> Element | None:
    if frame.chart.plot is Plot.DOUGHNUT:
        return legend(frame.look, "r")
    if frame.chart.plot is Plot.WATERFALL or len(frame.chart.series) < 2:
        return None
    return legend(frame.look)


# Columns and bars -----------------------------------------------------------------------------------------------------


def _columns(frame: Frame) -> list[Element]:
    """Standing columns or lying bars, beside each other or stacked."""
    chart, stacked = frame.chart, frame.chart.plot in _STACKS
    whole = stacked and parts_of_whole(chart)
    make = _stacked_labels if stacked else _outer_labels
    marks = [make(frame, index) for index in range(len(chart.series))]
    bare = whole or (not stacked and all(mark is not None for mark in marks))
    plot = _bar_plot(frame, list(enumerate(marks)), LEFT, stacked=stacked)
    return [plot, *_axes(frame, shown=not bare, top=1 if whole else None)]


def _bar_plot(frame: Frame, marks: list[tuple[int, Element | None]], ids: tuple[int, int], *, stacked: bool) -> Element:
    """The bar plot of some series, by their index, with their labels."""
    series = frame.sheet.elements("bar")
    drawn = [_bar_series(frame, series[index], frame.look.series(index), mark) for index, mark in marks]
    return node(
        "c:barChart",
        value("barDir", "bar" if frame.sideways else "col"),
        value("grouping", "stacked" if stacked else "clustered"),
        value("varyColors", 0),
        *drawn,
        value("gapWidth", _gap(frame, 1 if stacked else len(marks))),
        value("overlap", 100 if stacked else 0),
        *(value("axId", identity) for identity in ids),
    )


def _bar_series(frame: Frame, series: Element, colour: str | None, marks: Element | None) -> Element:
    stacked = frame.chart.plot in _STACKS and colour is not None
    edge = x.line("FFFFFF", 0.5) if stacked and frame.chart.plot is not Plot.WATERFALL else None
    return x.dress(series, x.shape(colour, edge), value("invertIfNegative", 0), marks)


def _gap(frame: Frame, bars: int) -> int:
    """Gap between categories in percent of a bar, so that few bars are not walls and many not needles."""
    usual = 35 if len(frame.chart.categories) > 20 else 50 if bars == 1 else 60
    slim = (frame.pitch / _THICKEST - bars) * 100
    return round(min(max(usual, slim), 500))


def _thickness(frame: Frame, bars: int) -> float:
    return frame.pitch / (bars + _gap(frame, bars) / 100)


def _axes(frame: Frame, *, shown: bool = True, top: int | None = None) -> list[Element]:
    chart, look = frame.chart, frame.look
    turn = 0 if frame.sideways else turned(chart.categories, frame.pitch, look.size)
    main = next((series for series in chart.series if not series.secondary), chart.series[0])
    code = number_format(main, chart.decimals)
    return [
        category_axis(LEFT, look, sideways=frame.sideways, turn=turn),
        value_axis(LEFT, look, code, place="b" if frame.sideways else "l", shown=shown, top=top),
    ]


# Labels ---------------------------------------------------------------------------------------------------------------


def _texts(frame: Frame, series: Series) -> list[str]:
    return [printed(series, one, frame.chart.decimals) for one in series.values if one is not None]


def _fitting(texts: Iterable[str], room: float, size: float) -> float | None:
    """The type size, or one point less, at which all texts fit; None where they do not."""
    width = widest(texts, 1)
    return next((points for points in (size, size - 1) if width * points <= room), None)


def _outer_labels(frame: Frame, index: int) -> Element | None:
    """Values at the ends of columns or bars, where all series have room for all of theirs."""
    chart, bars = frame.chart, len(frame.chart.series)
    if not chart.labels:
        return None
    room = frame.pitch * 0.98 if bars == 1 else _thickness(frame, bars) * 1.05
    texts = [text for series in chart.series for text in _texts(frame, series)]
    if frame.sideways:
        size = frame.look.size if _thickness(frame, bars) >= frame.look.size * 0.95 else None
    else:
        size = _fitting(texts, room, frame.look.size)
    return None if size is None else _value_labels(frame, index, frame.look.ink, size, "outEnd")


def _stacked_labels(frame: Frame, index: int) -> Element | None:
    """Values inside the pieces of a stack that are large enough for them; none where bars are too thin for all."""
    series, size = frame.chart.series[index], _stack_size(frame)
    if not frame.chart.labels or size is None:
        return None
    small = [place for place, one in enumerate(series.values) if not _piece_fits(frame, series, one, size)]
    if len(small) == len(series.values):
        return None
    colour = frame.look.on(frame.look.series(index))
    return _value_labels(frame, index, colour, size, "ctr", [x.no_label(place) for place in small])


def _stack_size(frame: Frame) -> float | None:
    """The type size at which the values of all series fit across the bars."""
    if frame.sideways:
        return frame.look.size if _thickness(frame, 1) >= frame.look.size * 1.2 else None
    texts = [text for series in frame.chart.series for text in _texts(frame, series)]
    return _fitting(texts, _thickness(frame, 1), frame.look.size)


def _piece_fits(frame: Frame, series: Series, one: Decimal | int | None, size: float) -> bool:
    """Whether a piece is long enough along the value axis."""
    if not one:
        return False
    length = abs(float(one)) / _tallest(frame.chart) * frame.inner[0 if frame.sideways else 1] * 0.9
    need = text_width(printed(series, one, frame.chart.decimals), size) + 3 if frame.sideways else size * 1.3
    return length >= need


def _tallest(chart: Chart) -> float:
    """The longest stack, both ways from zero together."""
    columns = zip(*(series.values for series in chart.series), strict=True)
    return max((sum(abs(float(one or 0)) for one in column) for column in columns), default=1.0) or 1.0


def _value_labels(
    frame: Frame, index: int, colour: str, size: float, place: str, points: Iterable[Element] = ()
) -> Element:
    code = number_format(frame.chart.series[index], frame.chart.decimals)
    style = x.text_style(frame.look, colour, size)
    return x.labels(
        points, x.number_code(code), node("c:spPr", x.fill(None), x.line(None)), style, value("dLblPos", place)
    )


# Lines and combinations -----------------------------------------------------------------------------------------------


def _lines(frame: Frame) -> list[Element]:
    indices = list(range(len(frame.chart.series)))
    return [_line_plot(frame, indices, LEFT), *_axes(frame)]


def _line_plot(frame: Frame, indices: list[int], ids: tuple[int, int]) -> Element:
    series = frame.sheet.elements("line")
    return node(
        "c:lineChart",
        value("grouping", "standard"),
        value("varyColors", 0),
        *(_line_series(frame, series[index], index) for index in indices),
        value("marker", 1),
        *(value("axId", identity) for identity in ids),
    )


def _line_series(frame: Frame, series: Element, index: int) -> Element:
    colour = frame.look.series(index)
    size = 6 if len(frame.chart.categories) <= 16 else 4
    marker = node("c:marker", value("symbol", "circle"), value("size", size), x.shape(colour, x.line("FFFFFF", 0.75)))
    return x.dress(series, x.stroke(colour, 2.25), marker, _line_labels(frame, index))


def _line_labels(frame: Frame, index: int) -> Element | None:
    """All values of a lone line where they fit, else the last of each line."""
    chart, look = frame.chart, frame.look
    if not chart.labels or chart.plot is Plot.COMBO:
        return None
    size = _fitting(_texts(frame, chart.series[index]), frame.pitch * 0.98, look.size)
    if len(chart.series) == 1 and size is not None:
        return _value_labels(frame, index, look.ink, size, "t")
    places = _end_places(chart)
    if index not in places:
        return None
    last = max(place for place, one in enumerate(chart.series[index].values) if one is not None)
    rest = [x.no_label(place) for place in range(len(chart.categories)) if place != last]
    return _value_labels(frame, index, mix(look.series(index), look.ink, 0.35), look.size, places[index], rest)


def _end_places(chart: Chart) -> dict[int, str]:
    """Above or below each line's last point, so that neighbours do not collide; crowded ones have no label."""
    ends = {index: [one for one in series.values if one is not None] for index, series in enumerate(chart.series)}
    lasts = sorted(((float(ones[-1]), index) for index, ones in ends.items() if ones), reverse=True)
    near = 0.09 * max((float(one) for ones in ends.values() for one in ones), default=1.0)
    places: dict[int, str] = {}
    for rank, (last, index) in enumerate(lasts):
        above = rank > 0 and lasts[rank - 1][0] - last < near
        below = rank + 1 < len(lasts) and last - lasts[rank + 1][0] < near
        if not (above and below):
            places[index] = "b" if above else "t"
    return places


def _combo(frame: Frame) -> list[Element]:
    """Columns, and lines on the same or on a right-hand axis."""
    series = list(enumerate(frame.chart.series))
    columns = [index for index, one in series if not one.line]
    near = [index for index, one in series if one.line and not one.secondary]
    far = [index for index, one in series if one.line and one.secondary]
    marks = [(index, _base_labels(frame, index, len(columns))) for index in columns]
    plots = [_bar_plot(frame, marks, LEFT, stacked=False)] if columns else []
    plots += [_line_plot(frame, near, LEFT)] if near else []
    plots += [_line_plot(frame, far, RIGHT)] if far else []
    return [*plots, *_axes(frame), *(_right_axes(frame, far[0]) if far else [])]


def _base_labels(frame: Frame, index: int, bars: int) -> Element | None:
    """Values at the feet of columns, out of the way of a line."""
    if not frame.chart.labels or bars > 1:
        return None
    room = _thickness(frame, bars) * 0.98
    size = _fitting(_texts(frame, frame.chart.series[index]), room, frame.look.size)
    if size is None:
        return None
    return _value_labels(frame, index, frame.look.on(frame.look.series(index)), size, "inBase")


def _right_axes(frame: Frame, index: int) -> list[Element]:
    code = number_format(frame.chart.series[index], frame.chart.decimals)
    return [
        category_axis(RIGHT, frame.look, sideways=False, turn=0, shown=False),
        value_axis(RIGHT, frame.look, code, place="r"),
    ]


# Doughnut and waterfall -----------------------------------------------------------------------------------------------


def _doughnut(frame: Frame) -> list[Element]:
    drawn = [_ring(frame, series) for series in frame.sheet.elements("pie")]
    return [node("c:doughnutChart", value("varyColors", 1), *drawn, value("firstSliceAng", 0), value("holeSize", 56))]


def _ring(frame: Frame, series: Element) -> Element:
    """One ring: a colour a slice, shares printed on the slices that have room."""
    look, shares = frame.look, slices(frame.chart)
    colours = [look.series(index) for index in range(len(shares))]
    points = [
        node("c:dPt", value("idx", index), value("bubble3D", 0), x.shape(colour, x.line("FFFFFF", 1.25)))
        for index, colour in enumerate(colours)
    ]
    return x.dress(series, *points, _share_labels(frame, shares, colours))


def _share_labels(frame: Frame, shares: tuple[Decimal, ...], colours: list[str]) -> Element | None:
    if not frame.chart.labels:
        return None
    look, own = frame.look, frame.chart.series[0].percent
    code = number_format(frame.chart.series[0], 0) if own else "0%"
    show = "Val" if own else "Percent"
    plain = node("c:spPr", x.fill(None), x.line(None))
    points = [
        x.no_label(index)
        if share < Decimal("0.045")
        else x.point_label(
            index, x.number_code(code), plain, x.text_style(look, look.on(colour), look.size, bold=True), show=show
        )
        for index, (share, colour) in enumerate(zip(shares, colours, strict=True))
    ]
    return x.labels(points, x.number_code(code), x.text_style(look, look.ink, look.size), show=show)


def _waterfall(frame: Frame) -> list[Element]:
    """Stacked columns on an invisible base, and a line without stroke that carries the figures."""
    look, fall = frame.look, waterfall(frame.chart)
    colours = {"_": None, "=": look.series(0), "+": look.good, "−": look.bad, "+ <0": look.good, "− <0": look.bad}
    bars, names = frame.sheet.elements("bar"), [mark for mark, _ in fall.layers()]
    drawn = [_bar_series(frame, bars[index], colours[mark], None) for index, mark in enumerate(names)]
    plot = node(
        "c:barChart",
        value("barDir", "col"),
        value("grouping", "stacked"),
        value("varyColors", 0),
        *drawn,
        value("gapWidth", _gap(frame, 1)),
        value("overlap", 100),
        *(value("axId", identity) for identity in LEFT),
    )
    return [plot, _label_line(frame, len(names)), *_axes(frame, shown=not frame.chart.labels)]


def _label_line(frame: Frame, index: int) -> Element:
    series = frame.sheet.elements("line")[index]
    marker = node("c:marker", value("symbol", "none"))
    dressed = x.dress(series, x.stroke(None), marker, _step_labels(frame))
    axes = [value("axId", identity) for identity in LEFT]
    return node(
        "c:lineChart", value("grouping", "standard"), value("varyColors", 0), dressed, value("marker", 1), *axes
    )


def _step_labels(frame: Frame) -> Element | None:
    """The figure of every step above its bar: totals plain, changes with their sign."""
    chart, look = frame.chart, frame.look
    if not chart.labels:
        return None
    points = []
    for index, step in enumerate(waterfall(chart).steps):
        if step is None:
            continue
        say = printed if step.total else changed
        text = say(chart.series[0], step.change, chart.decimals)
        points.append(
            node(
                "c:dLbl",
                value("idx", index),
                x.words(text, look, look.ink, look.size, bold=step.total),
                value("dLblPos", "t"),
                *x.shows("Val"),
            )
        )
    return x.labels(points, x.text_style(look, look.ink, look.size), value("dLblPos", "t"))


_DRAWN: dict[Plot, Callable[[Frame], list[Element]]] = {
    Plot.COLUMN: _columns,
    Plot.STACKED: _columns,
    Plot.BAR: _columns,
    Plot.STACKED_BAR: _columns,
    Plot.LINE: _lines,
    Plot.COMBO: _combo,
    Plot.DOUGHNUT: _doughnut,
    Plot.WATERFALL: _waterfall,
}
