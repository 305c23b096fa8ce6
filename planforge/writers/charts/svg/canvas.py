"""Owns the strokes of an inline SVG: rectangles, lines, circles, slices and text, with a tip where one is given."""

from __future__ import annotations

from xml.etree import ElementTree

from markupsafe import Markup

from planforge.writers.charts.layout import Layout, row_width
from planforge.writers.charts.marks import Drawn, Label
from planforge.writers.charts.values import printed
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
        self, place: Point, words: str, colour: str, anchor: str = "middle", *, bold: bool = False, turn: int = 0,
        size: float = SIZE,
    ) -> None:  # fmt: skip
        """A line of text whose baseline is at ``place``; ``turn`` in degrees around it."""
        style: _Style = {"fill": f"#{colour}", "text_anchor": anchor}
        if size != SIZE:
            style["font_size"] = size
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


# Legend and tips ------------------------------------------------------------------------------------------------------


def draw_legend(canvas: Canvas, layout: Layout) -> None:
    """Put the samples at the foot, in the middle, row by row."""
    for number, row in enumerate(reversed(layout.legend)):
        x, y = (canvas.width - row_width(row, SIZE)) / 2 + 6, canvas.height - SIZE * (0.6 + 1.7 * number)
        for sample in row:
            if sample.line:
                canvas.line((x - 3, y - 4), (x + 13, y - 4), sample.colour, 2.5)
                canvas.dot((x + 5, y - 4), 3.5, sample.colour)
            else:
                canvas.rect(x, y - 9, 10, 10, sample.colour)
            canvas.text((x + 18, y), sample.name, canvas.look.ink, "start")
            x += row_width((sample,), SIZE)


def draw_label(canvas: Canvas, label: Label, place: Point, anchor: str = "middle") -> None:
    """Put a mark's figure."""
    canvas.text(place, label.text, label.colour, anchor, bold=label.bold, size=label.size)


def tip(layout: Layout, drawn: Drawn, category: int) -> str:
    """What a mark says when pointed at: category, series, figure."""
    chart, series = layout.chart, drawn.series
    figure = printed(series, series.values[category], chart.decimals)
    return f"{chart.categories[category]} · {series.name} · {figure}"
