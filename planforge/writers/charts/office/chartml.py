"""Owns the small vocabulary of chart XML: elements in schema order, fills, lines, text, labels and axes."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from planforge.writers.look import Look

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
EXTENSIONS = "http://schemas.microsoft.com/office/drawing/2012/chart"
NAMES = {"c": CHART, "a": DRAWING, "r": RELATIONS, "c15": EXTENSIONS}

Element = etree._Element


def node(name: str, *children: Element | None, text: str | None = None, **attributes: str | int) -> Element:
    """An element such as ``c:valAx``; children that are None are left out."""
    prefix, local = name.split(":")
    element = etree.Element(
        f"{{{NAMES[prefix]}}}{local}", {key: str(value) for key, value in attributes.items()}, NAMES
    )
    element.extend([child for child in children if child is not None])
    element.text = text
    return element


def value(name: str, of: str | int) -> Element:
    """An element whose whole content is its ``val``."""
    return node(f"c:{name}", val=of)


def fill(colour: str | None) -> Element:
    """A solid fill, or none."""
    return node("a:solidFill", node("a:srgbClr", val=colour)) if colour else node("a:noFill")


def line(colour: str | None, points: float = 0.75, dash: str | None = None) -> Element:
    """A stroke, or none."""
    if colour is None:
        return node("a:ln", node("a:noFill"))
    pattern = node("a:prstDash", val=dash) if dash else None
    return node("a:ln", fill(colour), pattern, node("a:round"), w=round(points * 12_700), cap="rnd")


def shape(filled: str | None, stroke: Element | None = None) -> Element:
    """Shape properties: fill and stroke."""
    return node("c:spPr", fill(filled), stroke if stroke is not None else line(None))


def stroke(colour: str | None, points: float = 0.75, dash: str | None = None) -> Element:
    """Shape properties of something that is only a line."""
    return node("c:spPr", line(colour, points, dash))


def text_style(look: Look, colour: str, size: float, *, bold: bool = False, turn: int | None = None) -> Element:
    """Text properties with Latin and East Asian typeface; ``turn`` in degrees."""
    body = node("a:bodyPr") if turn is None else node("a:bodyPr", rot=turn * 60_000, vert="horz")
    paragraph = node(
        "a:p", node("a:pPr", _font("a:defRPr", look, colour, size, bold)), node("a:endParaRPr", lang="en-US")
    )
    return node("c:txPr", body, node("a:lstStyle"), paragraph)


def words(text: str, look: Look, colour: str, size: float, *, bold: bool = False) -> Element:
    """A ``c:tx`` with fixed text."""
    run = node("a:r", _font("a:rPr", look, colour, size, bold), node("a:t", text=text))
    style = node("a:pPr", _font("a:defRPr", look, colour, size, bold))
    return node("c:tx", node("c:rich", node("a:bodyPr"), node("a:lstStyle"), node("a:p", style, run)))


def cell_text(index: int, text: str, look: Look, colour: str, size: float, *, bold: bool = False) -> Element:
    """A ``c:tx`` that shows a worksheet cell; programs that do not know the field show ``text``."""
    field = node("a:fld", _font("a:rPr", look, colour, size, bold), node("a:pPr"), node("a:t", text=text))
    field.set("id", f"{{00000000-0000-4000-8000-{index + 1:012X}}}")
    field.set("type", "CELLRANGE")
    paragraph = node("a:p", node("a:pPr", _font("a:defRPr", look, colour, size, bold)), field)
    return node("c:tx", node("c:rich", node("a:bodyPr"), node("a:lstStyle"), paragraph))


def labels(points: Iterable[Element], *shown: Element, show: str = "Val", tail: Element | None = None) -> Element:
    """Data labels of a series: those of single points, then what holds for the rest."""
    return node("c:dLbls", *points, *shown, *shows(show), tail)


def point_label(index: int, *shown: Element, show: str = "Val") -> Element:
    """The label of one point."""
    return node("c:dLbl", value("idx", index), *shown, *shows(show))


def no_label(index: int) -> Element:
    """A point without label."""
    return node("c:dLbl", value("idx", index), value("delete", 1))


def number_code(code: str) -> Element:
    """A number format of its own, not the worksheet's."""
    return node("c:numFmt", formatCode=code, sourceLinked=0)


def dress(series: Element, *parts: Element | None) -> Element:
    """Put what styles a series (in schema order: spPr, marker, dPt, dLbls) after its name."""
    place = series.index(next(series.iterchildren(f"{{{CHART}}}tx"))) + 1
    for offset, part in enumerate(part for part in parts if part is not None):
        series.insert(place + offset, part)
    return series


def _font(name: str, look: Look, colour: str, size: float, bold: bool) -> Element:
    faces = [node(f"a:{kind}", typeface=face) for kind, face in _faces(look)]
    return node(name, fill(colour), *faces, sz=round(size * 100), b=int(bold))


def _faces(look: Look) -> tuple[tuple[str, str], ...]:
    return ("latin", look.latin), ("ea", look.east_asian), ("cs", look.latin)


def shows(show: str) -> list[Element]:
    """What a label shows: one of Val, Percent, CatName, SerName."""
    names = ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    return [value(f"show{name}", int(name == show)) for name in names]
