"""Owns the small vocabulary of WordprocessingML that all builders share: elements, names, units."""

from __future__ import annotations

from lxml import etree

Element = etree._Element

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = {"w": WORD, "r": RELATIONS}
TWIPS_PER_POINT = 20
EMU_PER_TWIP = 635


def w(name: str, /, *children: Element | None, text: str | None = None, **attributes: object) -> Element:
    """An element of Word's namespace; children that are None are left out, attributes get the namespace too."""
    element = etree.Element(f"{{{WORD}}}{name}", {tag(key): str(value) for key, value in attributes.items()}, NAMES)
    element.extend([child for child in children if child is not None])
    element.text = text
    return element


def tag(name: str) -> str:
    """The full name of a WordprocessingML element or attribute."""
    return f"{{{WORD}}}{name}"


def value_of(element: Element | None) -> str | None:
    """The ``w:val`` of an element."""
    return None if element is None else element.get(tag("val"))


def child(element: Element, path: str) -> Element | None:
    """The first element under ``element`` along a path such as ``pPr/numPr``."""
    return element.find("/".join(tag(name) for name in path.split("/")))


def points(twips: float) -> float:
    """Twips as points."""
    return twips / TWIPS_PER_POINT
