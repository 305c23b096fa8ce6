"""Owns bringing our lists into the company's file: headings, annexes, bullets, counted lists, under free numbers."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from msgspec import Struct, field

from planforge.writers.docx.company.styles import StyleMap, recolour
from planforge.writers.docx.places import whole
from planforge.writers.docx.wordml import Element, node, tag

_CONTENTS = "TOCHeading"
_ABSTRACT, _NUM = tag("w:abstractNum"), tag("w:num")


class Lists(Struct):
    """The numbering of our file and of the company's."""

    ours: Any  # w:numbering
    theirs: Any
    style_map: StyleMap
    _numbers: dict[str, str] = field(default_factory=dict)
    _abstracts: dict[str, str] = field(default_factory=dict)

    def count(self, elements: Iterable[Element]) -> None:
        """Put the lists of elements on their numbers in the company's file.

        Headings always count as ours do, as the plan's parts are numbered by convention; other paragraphs whose style
        is the company's own follow it where it counts, else they keep our list. Call before the styles are changed.
        """
        for element in elements:
            for paragraph in list(element.iter(tag("w:p"))):
                _listed(paragraph, self.style_map)
            for reference in element.iter(tag("w:numId")):
                reference.set(tag("w:val"), self.number(reference.get(tag("w:val"), "")))

    def settle(self) -> None:
        """Do the same for the styles that were added since."""
        while self.style_map.added:
            for reference in self.style_map.added.pop().iter(tag("w:numId")):
                reference.set(tag("w:val"), self.number(reference.get(tag("w:val"), "")))

    def number(self, ours: str) -> str:
        """The number in the company's file of a list of ours."""
        if ours == "0":
            return ours
        if ours not in self._numbers:
            source = next(one for one in self.ours.iter(_NUM) if one.get(tag("w:numId")) == ours)
            copy = deepcopy(source)
            copy.set(tag("w:numId"), str(_free(self.theirs, _NUM, "w:numId")))
            kind = copy.find(tag("w:abstractNumId"))
            kind.set(tag("w:val"), self._abstract(kind.get(tag("w:val"), "")))
            self.theirs.append(copy)
            _last(self.theirs)
            self._numbers[ours] = copy.get(tag("w:numId"), "")
        return self._numbers[ours]

    def _abstract(self, ours: str) -> str:
        if ours not in self._abstracts:
            source = next(one for one in self.ours.iter(_ABSTRACT) if one.get(tag("w:abstractNumId")) == ours)
            copy = deepcopy(source)
            copy.set(tag("w:abstractNumId"), str(_free(self.theirs, _ABSTRACT, "w:abstractNumId")))
            for link in list(copy.iter(tag("w:pStyle"))):
                self._bind(link)
            recolour(copy, self.style_map.house, self.style_map.look)
            for identity in list(copy.iter(tag("w:nsid"), tag("w:tmpl"))):
                identity.getparent().remove(identity)
            first = self.theirs.find(_NUM)
            if first is None:
                self.theirs.append(copy)
            else:
                first.addprevious(copy)
            self._abstracts[ours] = copy.get(tag("w:abstractNumId"), "")
        return self._abstracts[ours]

    def _bind(self, link: Element) -> None:
        """A level stays bound to a style of ours that was added; a style of the company's own is left alone."""
        named = link.get(tag("w:val"), "")
        holder = link.getparent()
        if self.style_map.owned(named) and holder is not None:
            holder.remove(link)
        else:
            link.set(tag("w:val"), self.style_map.style(named))


def _listed(paragraph: Element, style_map: StyleMap) -> None:
    """Say on the paragraph itself what list it is in, where the company's style would not.

    A title or caption is counted by us or not at all, whatever the company's style counts.
    """
    properties = paragraph.find(tag("w:pPr"))
    use = None if properties is None else properties.find(tag("w:pStyle"))
    if properties is None or use is None or properties.find(tag("w:numPr")) is not None:
        return
    name = use.get(tag("w:val"), "")
    own = style_map.list_of(name)
    if own is not None and style_map.owned(name) and (name.startswith("Heading") or not style_map.counts(name)):
        _insert(properties, own)
    elif own is None and name in (*style_map.keeping, _CONTENTS) and style_map.owned(name) and style_map.counts(name):
        _insert(properties, node("w:numPr", node("w:numId", val=0)))


def _insert(properties: Element, own: Element) -> None:
    """Put ``w:numPr`` where the schema wants it: after the style and what keeps paragraphs together."""
    before = {
        tag(f"w:{name}") for name in ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
    }
    place = next((index for index, child in enumerate(properties) if child.tag not in before), len(properties))
    properties.insert(place, _membership(own))


def _membership(own: Element) -> Element:
    level = own.find(tag("w:ilvl"))
    number = own.find(tag("w:numId"))
    assert number is not None
    return node(
        "w:numPr",
        node("w:ilvl", val="0" if level is None else level.get(tag("w:val"))),
        node("w:numId", val=number.get(tag("w:val"))),
    )


def _free(holder: Any, name: str, key: str) -> int:
    return max((whole(one.get(tag(key))) for one in holder.iter(name)), default=0) + 1


def _last(holder: Any) -> None:
    """``w:numIdMacAtCleanup`` stays behind the lists."""
    for element in holder.findall(tag("w:numIdMacAtCleanup")):
        holder.append(element)
