"""Owns the strokes of an inline SVG: rectangles, lines, circles, slices and text, with a tip where one is given."""

from __future__ import annotations

from xml.etree import ElementTree

from markupsafe import Markup

from planforge.document.model import Chart, Plot
from planforge.writers.charts.values import printed
from planforge.writers.fit import shortened, text_width
from planforge.writers.look import Look

SIZE = 12.0  # pixels: the type size of charts

Point = tuple[float, float]
_Style = dict[str, str | float]


class Canvas:
    """A sheet of ``width`` × ``height`` pixels that is drawn upon and then taken as SVG."""

    def __init__(self, look: Look, width: float, height: float) -> None:
        self.look, self.width, self.height = look, width, height
        self._root = ElementTree.Element("svg")

    def rect(self, x: float, y: float, width: float, height: float, colour: str, tip: str = "") -> None:
        """A filled rectangle."""
        self._add("rect", tip, x=x, y=y, width=max(width, 0), height=max(height, 0), fill=f"#{colour}")

    def line(self, start: Point, end: Point, colour: str, width: float = 1) -> None:
        """A straight stroke."""
        stroke = f"#{colour}"
        self._add("line", "", x1=start[0], y1=start[1], x2=end[0], y2=end[1], stroke=stroke, stroke_width=width)

    def path(self, points: list[Point], colour: str, width: float = 2.5) -> None:
        """A stroke through points."""
        places = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        style: _Style = {
            "stroke": f"#{colour}",
            "stroke_width": width,
            "stroke_linejoin": "round",
            "stroke_linecap": "round",
        }
        self._add("polyline", "", points=places, fill="none", **style)

    def dot(self, place: Point, radius: float, colour: str, tip: str = "") -> None:
        """A filled circle with a white edge."""
        edge: _Style = {"stroke": "#FFFFFF", "stroke_width": 1}
        self._add("circle", tip, cx=place[0], cy=place[1], r=radius, fill=f"#{colour}", **edge)

    def shape(self, outline: str, colour: str, tip: str = "") -> None:
        """A filled outline with a white edge, given as SVG path data."""
        edge: _Style = {"stroke": "#FFFFFF", "stroke_width": 1.5}
        self._add("path", tip, d=outline, fill=f"#{colour}", fill_rule="evenodd", **edge)

    def text(
        self, place: Point, words: str, colour: str, anchor: str = "middle", *, bold: bool = False, turn: int = 0
    ) -> None:
        """A line of text whose baseline is at ``place``; ``turn`` in degrees around it."""
        style: _Style = {"fill": f"#{colour}", "text_anchor": anchor}
        if bold:
            style["font_weight"] = "bold"
        if turn:
            style["transform"] = f"rotate({turn} {_number(place[0])} {_number(place[1])})"
        self._add("text", "", x=place[0], y=place[1], **style).text = words

    def svg(self, identity: str, title: str, description: str) -> Markup:
        """The drawing as an ``svg`` element with its title and description; ``identity`` begins its ids."""
        root = self._root
        head = {"title": title, "desc": description}
        for place, (name, words) in enumerate(head.items()):
            element = ElementTree.Element(name, id=f"{identity}-{name}")
            element.text = words
            root.insert(place, element)
        root.set("viewBox", f"0 0 {_number(self.width)} {_number(self.height)}")
        root.set("role", "img")
        root.set("font-size", _number(SIZE))
        root.set("aria-labelledby", " ".join(f"{identity}-{name}" for name in head))
        return Markup(ElementTree.tostring(root, encoding="unicode"))  # ElementTree escapes every text

    def _add(self, name: str, tip: str, **attributes: str | float) -> ElementTree.Element:
        said = {key.replace("_", "-"): one if isinstance(one, str) else _number(one) for key, one in attributes.items()}
        element = ElementTree.SubElement(self._root, name, said)
        if tip:
            ElementTree.SubElement(element, "title").text = tip
        return element


def _number(figure: float) -> str:
    return f"{figure:.1f}".removesuffix(".0")


# Owns the legend of a chart and the tips of its marks -----------------------------------------------------------------

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
