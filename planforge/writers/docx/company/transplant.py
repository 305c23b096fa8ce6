"""Owns moving elements from our file into the company's with what they point to; no name or number is there twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from docx.opc.packuri import PackURI
from docx.parts.document import DocumentPart

from planforge.writers.docx.places import whole
from planforge.writers.docx.wordml import Element, R, tag

_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_MARKS = (tag("w:bookmarkStart"), tag("w:bookmarkEnd"))
_NUMBERED = re.compile(r"(.*?)(\d*)(\.\w+)")


@dataclass(slots=True)
class Transplant:
    """From one document part to another."""

    source: DocumentPart
    target: DocumentPart
    arrived: list[Any] = field(default_factory=list)  # the parts that came along
    _links: dict[str, str] = field(default_factory=dict)

    def move(self, elements: Iterable[Element]) -> None:
        """Make the relationships of elements those of the target."""
        for element in elements:
            for one in element.iter():
                for key, value in one.attrib.items():
                    if str(key).startswith(f"{{{R}}}") and value in self.source.rels:
                        one.set(key, self._link(str(value)))

    def _link(self, ours: str) -> str:
        if ours not in self._links:
            relation = self.source.rels[ours]
            if relation.is_external:
                self._links[ours] = self.target.relate_to(relation.target_ref, relation.reltype, is_external=True)
            else:
                _rename(relation.target_part, self.target.package)
                self.arrived.append(relation.target_part)
                self._links[ours] = self.target.relate_to(relation.target_part, relation.reltype)
        return self._links[ours]


def renumber(ours: Iterable[Element], theirs: Element) -> None:
    """Give our bookmarks numbers beyond those of the company's."""
    highest = max((whole(mark.get(tag("w:id"))) for mark in theirs.iter(*_MARKS)), default=0)
    for element in ours:
        for mark in element.iter(*_MARKS):
            mark.set(tag("w:id"), str(highest + int(mark.get(tag("w:id"), "0"))))


def renumber_drawings(body: Element) -> None:
    """Number the drawings of a document, each once."""
    for count, drawing in enumerate(body.iter(_DRAWN), 1):
        drawing.set("id", str(count))


def _rename(part: Any, package: Any) -> None:
    """Give a part, and those below it, names that the package does not have yet."""
    taken = {str(other.partname) for other in package.iter_parts()}
    for one in _family(part):
        match = _NUMBERED.fullmatch(str(one.partname))
        assert match
        number = next(n for n in range(1, len(taken) + 2) if f"{match[1]}{n}{match[3]}" not in taken)
        one.partname = PackURI(f"{match[1]}{number}{match[3]}")
        taken.add(str(one.partname))


def _family(part: Any) -> Iterator[Any]:
    yield part
    for relation in part.rels.values():
        if not relation.is_external:
            yield from _family(relation.target_part)
