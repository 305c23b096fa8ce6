"""Owns the building of WordprocessingML elements: nodes, runs of text, fields, bookmarks, paragraphs, cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import copy, deepcopy
from functools import cache, lru_cache

from docx.oxml.parser import oxml_parser
from lxml import etree

Element = etree._Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = {"w": W, "r": R}
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_ILLEGAL = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_EAST_ASIAN = re.compile(r"[\u2014\u2018\u2019\u201c\u201d\u2026\u2030\u00b7\u25a0-\u27bf]")
_AFTER_TABLE = ("TableEnd", "TableNote")


@cache
def tag(name: str) -> str:
    """The full name of an element or attribute: ``w:p``."""
    prefix, local = name.split(":")
    return f"{{{NAMES[prefix]}}}{local}"


def node(name: str, /, *children: Element | None, **attributes: object) -> Element:
    """An element; attributes belong to the same namespace, a trailing underscore is dropped, None leaves one out."""
    made = copy(_empty(name))  # at a third of the time of a new one
    for key, value in attributes.items():
        if value is not None:
            made.set(tag(f"w:{key.rstrip('_')}"), str(value))
    made.extend(child for child in children if child is not None)
    return made


@cache
def _empty(name: str) -> Element:
    made: Element = oxml_parser.makeelement(tag(name), nsmap=NAMES)
    return made


def clean(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return _ILLEGAL.sub("", text)


def run(text: str, style: str = "", *, bold: bool = False, italic: bool = False) -> Element:
    """A run of text; newlines become line breaks, tabs stay tabs."""
    text = clean(text)
    made = node("w:r", _run_properties(text, style, bold, italic))
    for index, piece in enumerate(re.split(r"([\n\t])", text)):
        if index % 2:
            made.append(node("w:br" if piece == "\n" else "w:tab"))
        elif piece:
            made.append(_text("w:t", piece))
    return made


def field(code: str, shown: str, style: str = "") -> list[Element]:
    """A complex field with the text that it shows until it is next updated."""
    return [
        _mark("begin", style),
        node("w:r", _run_properties("", style), _text("w:instrText", f" {code} ")),
        _mark("separate", style),
        run(shown, style),
        _mark("end", style),
    ]


def bookmark(identity: int, name: str, content: Iterable[Element]) -> list[Element]:
    """The content between the marks of a named place."""
    return [node("w:bookmarkStart", id=identity, name=name), *content, node("w:bookmarkEnd", id=identity)]


def paragraph(style: str, *content: Element, properties: Iterable[Element] = ()) -> Element:
    """A paragraph in a style, with further properties where one paragraph differs."""
    return node("w:p", node("w:pPr", node("w:pStyle", val=style), *properties), *content)


def set_size(element: Element, size: float) -> None:
    """Set the words of a paragraph in a type size of its own, in twips."""
    for one in element.iter(tag("w:r")):
        held = one.find(tag("w:rPr"))
        if held is None:
            held = node("w:rPr")
            one.insert(0, held)
        held.extend(node(name, val=round(size / 10)) for name in ("w:sz", "w:szCs"))


def cell(width: int, *content: Element, span: int = 1, fill: str = "", edges: Element | None = None,
         middle: bool = True, merge: str | None = None, apart: int = 0) -> Element:  # fmt: skip
    """A table cell, ``width`` in twips; ``merge`` is ``restart`` or ``continue`` of a vertical merge; ``apart`` are
    the twips from its left edge to its words where its table does not say."""
    properties = node(
        "w:tcPr",
        node("w:tcW", w=width, type="dxa"),
        node("w:gridSpan", val=span) if span > 1 else None,
        node("w:vMerge", val=merge) if merge else None,
        edges,
        node("w:shd", val="clear", color="auto", fill=fill) if fill else None,
        node("w:tcMar", node("w:left", w=apart, type="dxa")) if apart else None,
        node("w:vAlign", val="center") if middle else None,
    )
    return node("w:tc", properties, *(content or (paragraph("TableText"),)))


def text_cell(
    width: int, style: str, text: str, tone: str = "", span: int = 1, fill: str = "", apart: int = 0
) -> Element:
    """A cell with one line of text, of a table whose style says where that stands.

    Copied from one made before: ten times as fast as making each anew.
    """
    if not text or "\t" in text or "\n" in text:
        return cell(width, paragraph(style, run(text, tone)), span=span, fill=fill, middle=False, apart=apart)
    made = deepcopy(_mould(style, tone, span, fill, _hinted(text), apart))
    made[0][0].set(_WIDTH, str(width))
    made[-1][-1][-1].text = clean(text)
    return made


_WIDTH = tag("w:w")


@lru_cache(maxsize=1024)
def _mould(style: str, tone: str, span: int, fill: str, hint: bool, apart: int) -> Element:
    words = paragraph(style, run("—一" if hint else "x", tone))
    return cell(0, words, span=span, fill=fill, middle=False, apart=apart)


def row(*cells: Element, header: bool = False, height: int = 0) -> Element:
    """A row that never splits over pages; ``header`` repeats it on each; ``height`` is the least, in twips."""
    properties = node(
        "w:trPr",
        node("w:cantSplit"),
        node("w:trHeight", val=height, hRule="atLeast") if height else None,
        node("w:tblHeader") if header else None,
    )
    return node("w:tr", properties, *cells)


def stays(rows: Iterable[Element]) -> None:
    """Keep each of some rows on the page of the row below it."""
    paragraph_tag, stays_tag = tag("w:p"), tag("w:keepNext")
    for one in rows:
        for found in one.iter(paragraph_tag):
            properties = found[0]
            if properties.find(stays_tag) is None:
                properties.insert(1, node("w:keepNext"))


def lead_to_next(made: Sequence[Element]) -> None:
    """Keep the end of some elements on the page of what follows: the last words, or the last row of a table."""
    for one in reversed(made):
        stays([one[-1] if one.tag == tag("w:tbl") else one])
        if one.tag == tag("w:tbl") or one[0][0].get(tag("w:val")) not in _AFTER_TABLE:
            return


def table(style: str, widths: Iterable[int], rows: Iterable[Element], *, title: str = "", description: str = "",
          indent: int = 0, last: bool = False, bands: bool = True) -> Element:  # fmt: skip
    """A table of fixed column widths in twips; ``last`` marks the last row as a total."""
    grid = list(widths)
    properties = node(
        "w:tblPr",
        node("w:tblStyle", val=style),
        node("w:tblW", w=sum(grid), type="dxa"),
        node("w:jc", val="center") if not indent else None,
        node("w:tblInd", w=indent, type="dxa") if indent else None,
        node("w:tblLayout", type="fixed"),
        node("w:tblLook", val=look_bits(last, bands), firstRow=1, lastRow=int(last), firstColumn=0, lastColumn=0,
             noHBand=int(not bands), noVBand=1),
        node("w:tblCaption", val=clean(title)) if title else None,
        node("w:tblDescription", val=clean(description)) if description else None,
    )  # fmt: skip
    columns = node("w:tblGrid", *(node("w:gridCol", w=width) for width in grid))
    return node("w:tbl", properties, columns, *rows)


def look_bits(last: bool, bands: bool) -> str:
    """The older, hexadecimal way to say which rows of a table are special."""
    return f"{0x0020 | (0x0040 if last else 0) | (0 if bands else 0x0200) | 0x0400:04X}"


def borders(sides: dict[str, tuple[int, str]], name: str = "w:tcBorders") -> Element:
    """Borders as side: (eighths of a point, colour); a width of 0 takes one away."""
    order = ("top", "left", "bottom", "right", "insideH", "insideV")
    return node(name, *(_edge(side, *sides[side]) for side in order if side in sides))


def wide(text: str) -> bool:
    """Whether a text holds Chinese."""
    return max(text, default="") >= "\u2e80" and any(map(_is_wide, text))


def _is_wide(letter: str) -> bool:
    return "\u2e80" <= letter <= "\u9fff" or "\uf900" <= letter <= "\ufaff" or "\uff00" <= letter <= "\uffef"


def _edge(side: str, width: int, colour: str) -> Element:
    return node(f"w:{side}", val="single" if width else "nil", sz=width, space=0, color=colour)


def _text(name: str, text: str) -> Element:
    made = node(name)
    made.text = text
    made.set(XML_SPACE, "preserve")
    return made


def _mark(kind: str, style: str) -> Element:
    return node("w:r", _run_properties("", style), node("w:fldChar", fldCharType=kind))


def _run_properties(text: str, style: str, bold: bool = False, italic: bool = False) -> Element | None:
    """Quotes and dashes are in both scripts; beside Chinese they take the Chinese font."""
    found = list(_properties(style, bold, italic, _hinted(text)))
    return node("w:rPr", *found) if found else None


def _hinted(text: str) -> bool:
    return bool(_EAST_ASIAN.search(text)) and wide(text)


def _properties(style: str, bold: bool, italic: bool, hint: bool) -> Iterator[Element]:
    named = style or ("Strong" if bold else "Emphasis" if italic else "")
    if named:
        yield node("w:rStyle", val=named)
    if hint:
        yield node("w:rFonts", hint="eastAsia")
    if bold and named != "Strong":
        yield node("w:b")
    if italic and named != "Emphasis":
        yield node("w:i")
