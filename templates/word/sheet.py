"""Owns how one style of a house file is written as XML: the few properties our houses use, in schema order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from planforge.writers.docx.wordml import Element, node

_SPACER = 7.0  # points: a line that only keeps things apart is just so high; others grow with what is put in them
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


@dataclass(frozen=True, slots=True)
class Edge:
    """A border line: its weight in points and its colour."""

    points: float
    colour: str
    space: int = 0  # points between line and text


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph or character style. Lengths are points; None means as the style it is based on."""

    name: str
    alias: str  # what a Chinese user calls it
    based: str = "Normal"
    follow: str = ""  # style of the next paragraph
    character: bool = False
    size: float | None = None
    bold: bool | None = None
    italic: bool | None = None
    colour: str | None = None
    latin: str | None = None
    east: str | None = None
    tracking: float | None = None
    align: str | None = None
    line: float | None = None  # least height; 0 for as high as the content
    before: float | None = None
    after: float | None = None
    left: float | None = None
    right: float | None = None
    hanging: float | None = None
    indent: int | None = None  # first line, in characters
    keep: bool | None = None  # with the next paragraph
    whole: bool | None = None  # lines together
    outline: int | None = None
    list: tuple[int, int] | None = None  # list and level; list 0 ends one
    fill: str | None = None
    edges: tuple[tuple[str, Edge], ...] = ()
    tabs: tuple[tuple[str, float, str], ...] = ()  # kind, place, leader
    tight: bool | None = None  # no space between paragraphs of this style
    snap: bool | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """How a table, or one of its conditional areas (firstRow, lastRow, band2Horz, firstCol), is painted."""

    fill: str | None = None
    edges: tuple[tuple[str, Edge | None], ...] = ()
    bold: bool = False
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class TableStyle:
    """A table style; ``margins`` are top, left, bottom, right of a cell in points."""

    name: str
    alias: str
    look: Look = Look()
    margins: tuple[float, float, float, float] = (2, 5, 2, 5)
    areas: tuple[tuple[str, Look], ...] = ()
    middle: bool = True


def w(name: str, /, *children: Element | None, text: str | None = None, **attributes: object) -> Element:
    """An element of Word's namespace."""
    made = node(f"w:{name}", *children, **attributes)
    if text is not None:
        made.text = text
    return made


def vary(style: Style, name: str, alias: str, **changes: object) -> Style:
    """A style based on another, with only its own properties."""
    return replace(Style(name, alias, based=style.name), **changes)  # type: ignore[arg-type]


def style_id(name: str) -> str:
    """``heading 1`` -> ``Heading1``."""
    return "".join(word[:1].upper() + word[1:] for word in name.split())


def style_xml(style: Style) -> Element:
    """The ``w:style`` of a paragraph or character style."""
    kind = "character" if style.character else "paragraph"
    default = {"default": "1"} if style.name in ("Normal", "Default Paragraph Font") else {}
    own = {} if _builtin(style.name) else {"customStyle": "1"}
    based = None if style.name == style.based or default else w("basedOn", val=style_id(style.based))
    return w(
        "style",
        w("name", val=style.name),
        w("aliases", val=style.alias) if style.alias else None,
        based,
        w("next", val=style_id(style.follow)) if style.follow else None,
        w("uiPriority", val=_priority(style)),
        w("semiHidden") if _technical(style.name) else None,
        None if _technical(style.name) else w("qFormat"),
        None if style.character else _paragraph(style),
        _font(style),
        type=kind,
        styleId=style_id(style.name),
        **default,
        **own,
    )


def table_xml(style: TableStyle) -> Element:
    """The ``w:style`` of a table style."""
    sides = zip(("top", "left", "bottom", "right"), style.margins, strict=True)
    margins = w("tblCellMar", *(w(side, w=twips(points), type="dxa") for side, points in sides))
    borders = _borders("tblBorders", style.look)
    bands = w("tblStyleRowBandSize", val=1)
    cell = w("tcPr", _shade(style.look.fill), w("vAlign", val="center") if style.middle else None)
    return w(
        "style",
        w("name", val=style.name),
        w("aliases", val=style.alias),
        w("basedOn", val="TableNormal"),
        w("uiPriority", val=60),
        w("qFormat"),
        w("pPr", w("spacing", before=0, after=0)),
        w("tblPr", bands, w("tblInd", w=0, type="dxa"), borders, margins),
        cell,
        *(_area(kind, look) for kind, look in style.areas),
        type="table",
        styleId=style_id(style.name),
        customStyle="1",
    )


def twips(points: float) -> int:
    return round(points * 20)


def _builtin(name: str) -> bool:
    return name[:1].islower() or name in _BUILTIN


_BUILTIN = (
    "Normal", "Default Paragraph Font", "Body Text", "Title", "Subtitle", "Signature", "Strong", "Emphasis", "Hyperlink",
    "List Bullet", "List Bullet 2", "List Bullet 3", "List Number", "List Number 2", "List Number 3", "TOC Heading",
)  # fmt: skip


_TECHNICAL = ("Table ", "Dense Table", "Card ", "Quadrant ", "House ", "Gantt ", "Form ", "Cover ", "Section ", "On Fill",
              "Accent", "Header ", "Footer ")  # fmt: skip


def _technical(name: str) -> bool:
    """Whether a style is for what planforge draws, and not for somebody who writes."""
    return name.startswith(_TECHNICAL)


def _priority(style: Style) -> int:
    return 99 if style.name in ("header", "footer", "Section Break") or style.name.startswith("toc") else 10


def _area(kind: str, look: Look) -> Element:
    font = w("rPr", w("b"), w("color", val=look.colour) if look.colour else None) if look.bold else None
    return w("tblStylePr", font, w("tcPr", _borders("tcBorders", look), _shade(look.fill)), type=kind)


def _borders(name: str, look: Look) -> Element | None:
    given = dict(look.edges)
    lines = [_edge(side, given[side]) for side in SIDES if side in given]
    return w(name, *lines) if lines else None


def _edge(side: str, edge: Edge | None) -> Element:
    if edge is None:
        return w(side, val="nil")
    return w(side, val="single", sz=round(edge.points * 8), space=edge.space, color=edge.colour)


def _shade(fill: str | None) -> Element | None:
    return w("shd", val="clear", color="auto", fill=fill) if fill else None


def _paragraph(style: Style) -> Element:
    edges = [_edge(side, edge) for side, edge in style.edges]
    tabs = [w("tab", val=kind, leader=leader or "none", pos=twips(place)) for kind, place, leader in style.tabs]
    return w(
        "pPr",
        _switch("keepNext", style.keep),
        _switch("keepLines", style.whole),
        _numbering(style),
        w("pBdr", *edges) if edges else None,
        _shade(style.fill),
        w("tabs", *tabs) if tabs else None,
        _switch("snapToGrid", style.snap),
        _spacing(style),
        _indents(style),
        _switch("contextualSpacing", style.tight),
        w("jc", val=style.align) if style.align else None,
        None if style.outline is None else w("outlineLvl", val=style.outline),
    )


def _numbering(style: Style) -> Element | None:
    if style.list is None:
        return None
    number, level = style.list
    return w("numPr", w("ilvl", val=level) if level else None, w("numId", val=number))


def _spacing(style: Style) -> Element | None:
    found: dict[str, object] = {}
    if style.before is not None:
        found["before"] = twips(style.before)
    if style.after is not None:
        found["after"] = twips(style.after)
    if style.line is not None:
        rule = "auto" if not style.line else "exact" if style.line <= _SPACER else "atLeast"
        found |= {"line": twips(style.line) or 240, "lineRule": rule}
    return w("spacing", **found) if found else None


def _indents(style: Style) -> Element | None:
    found: dict[str, object] = {}
    if style.left is not None:
        found["left"] = twips(style.left)
    if style.right is not None:
        found["right"] = twips(style.right)
    if style.hanging is not None:
        found["hanging"] = twips(style.hanging)
    if style.indent is not None:
        found |= {"firstLineChars": style.indent * 100, "firstLine": twips(style.indent * (style.size or 11))}
    return w("ind", **found) if found else None


def _font(style: Style) -> Element:
    faces = {"ascii": style.latin, "hAnsi": style.latin, "eastAsia": style.east, "cs": style.latin}
    given = {name: face for name, face in faces.items() if face}
    return w(
        "rPr",
        w("rFonts", **given) if given else None,
        _switch("b", style.bold),
        _switch("bCs", style.bold),
        _switch("i", style.italic),
        _switch("iCs", style.italic),
        w("color", val=style.colour) if style.colour else None,
        w("spacing", val=twips(style.tracking)) if style.tracking is not None else None,
        w("sz", val=round(style.size * 2)) if style.size else None,
        w("szCs", val=round(style.size * 2)) if style.size else None,
        w("u", val="none") if style.name == "Hyperlink" else None,
    )


def _switch(name: str, on: bool | None) -> Element | None:
    if on is None:
        return None
    return w(name) if on else w(name, val="0")


def serialise(element: Element) -> bytes:
    return etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
