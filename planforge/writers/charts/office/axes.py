"""Owns what stands around the plots of a chart: axes, gridlines, legend and unit."""

from __future__ import annotations

from decimal import Decimal

from planforge.writers.charts.office import chartml as x
from planforge.writers.charts.office.chartml import Element, node, value
from planforge.writers.fit import balanced, lines_needed
from planforge.writers.look import Look

AxisIds = tuple[int, int]
Ends = tuple[Decimal | int | None, Decimal | int | None]
"""Where an axis begins and ends; None where Word may choose."""

LEFT: AxisIds = (111111111, 111111112)  # category and value axis
RIGHT: AxisIds = (222222221, 222222222)

_MOST_LINES = 5  # of a category name
_NAME = 0.92  # of a category's room that its name may take


def category_axis(ids: AxisIds, look: Look, *, sideways: bool, turn: int, shown: bool = True) -> Element:
    """The axis that names the categories; ``sideways`` for bars that lie, whose first category is on top."""
    return node(
        "c:catAx",
        value("axId", ids[0]),
        node("c:scaling", value("orientation", "maxMin" if sideways else "minMax")),
        value("delete", int(not shown)),
        value("axPos", "l" if sideways else "b"),
        value("majorTickMark", "none"),
        value("minorTickMark", "none"),
        value("tickLblPos", "low"),
        x.stroke(look.soft),
        x.text_style(look, look.soft, look.size, turn=turn),
        value("crossAx", ids[1]),
        value("crosses", "autoZero"),
        value("auto", 0),
        value("lblAlgn", "ctr"),
        value("lblOffset", 60),
        value("noMultiLvlLbl", 1),
    )


def value_axis(
    ids: AxisIds, look: Look, code: str, *, place: str = "l", shown: bool = True, ends: Ends = (None, None)
) -> Element:
    """The axis of figures at ``place`` (l, r, b); gridlines come with the left or lower one; ``ends`` may be fixed."""
    first = place != "r"
    low, high = ends
    return node(
        "c:valAx",
        value("axId", ids[1]),
        node(
            "c:scaling",
            value("orientation", "minMax"),
            None if high is None else value("max", str(high)),
            None if low is None else value("min", str(low)),
        ),
        value("delete", int(not shown)),
        value("axPos", place),
        node("c:majorGridlines", x.stroke(look.rule, 0.5)) if first and shown else None,
        x.number_code(code),
        value("majorTickMark", "none"),
        value("minorTickMark", "none"),
        value("tickLblPos", "nextTo"),
        x.stroke(None),
        x.text_style(look, look.soft, look.size),
        value("crossAx", ids[0]),
        value("crosses", "autoZero" if place == "l" else "max"),  # "b": categories run downwards, so max is the foot
        value("crossBetween", "between"),
    )


def legend(look: Look, place: str = "b", hidden: tuple[int, ...] = ()) -> Element:
    """The legend, without the entries of hidden series."""
    entries = [node("c:legendEntry", value("idx", index), value("delete", 1)) for index in hidden]
    return node(
        "c:legend", value("legendPos", place), *entries, value("overlay", 0), x.text_style(look, look.ink, look.size)
    )


def unit_title(unit: str, look: Look) -> Element:
    """The unit of the figures, small at the upper left where a reader of an axis looks for it."""
    spot = node(
        "c:manualLayout", value("xMode", "edge"), value("yMode", "edge"), value("x", "0.008"), value("y", "0.01")
    )
    return node("c:title", x.words(unit, look, look.soft, look.size), node("c:layout", spot), value("overlay", 0))


def turned(categories: tuple[str, ...], pitch: float, size: float) -> int:
    """Degrees by which category names turn: none where they fit, in up to five lines of three characters or more."""
    return 0 if name_lines(categories, pitch, size) <= _MOST_LINES else -45


def name_lines(categories: tuple[str, ...], pitch: float, size: float) -> int:
    """Lines of the category name that takes most; 99 where one does not fit in a column of names."""
    lines = max((lines_needed(name, pitch * _NAME, size) for name in categories), default=1)
    return lines if lines == 1 or pitch >= 3 * size else 99


def in_lines(name: str, pitch: float, size: float) -> str:
    """A category name with line breaks at the best places, so that no character is left alone on a line."""
    lines = lines_needed(name, pitch * _NAME, size)
    return "\n".join(balanced(name, pitch * _NAME, size, lines)) if 1 < lines <= _MOST_LINES else name
