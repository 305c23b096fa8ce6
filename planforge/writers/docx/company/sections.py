"""Owns the sections of a company's file: where one begins and ends, and new ones of its kind for the plan's parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from docx.document import Document as WordFile
from docx.opc.packuri import PackURI
from docx.parts.document import DocumentPart
from lxml import etree
from msgspec import Struct, field

from planforge.office import parsed
from planforge.writers.docx.page import Page
from planforge.writers.docx.places import whole
from planforge.writers.docx.wordml import Element, R, node, tag

# Moving elements into the company's file ------------------------------------------------------------------------------

_R = f"{{{R}}}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_MARKS = (tag("w:bookmarkStart"), tag("w:bookmarkEnd"))
_NUMBERED = re.compile(r"(.*?)(\d*)(\.\w+)")


class Transplant(Struct):
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


_PLACED = ("/image", "/hyperlink", "/chart", "/header", "/footer", "/oleObject", "/package", "/aFChunk", "/control",
           "/diagramData", "/diagramLayout", "/diagramQuickStyle", "/diagramColors", "/diagramDrawing",
           "/chartEx")  # fmt: skip


def drop_unused(part: DocumentPart) -> None:
    """Let go of pictures, links and headers that nothing shows any more: those of the sample text, and its notes."""
    used = {str(value) for one in part.element.iter() for key, value in one.attrib.items() if str(key).startswith(_R)}
    for identity in [key for key, link in part.rels.items() if link.reltype.endswith(_PLACED) and key not in used]:
        del part.rels[identity]
    for kind in ("footnote", "endnote"):
        cited = {one.get(tag("w:id")) for one in part.element.iter(tag(f"w:{kind}Reference"))}
        for link in part.rels.values():
            if link.reltype.endswith(f"/{kind}s"):
                _without_notes(link.target_part, kind, cited)


def _without_notes(part: Any, kind: str, cited: set[str | None]) -> None:
    """The notes of a part but those that are cited or draw the line above all."""
    root = parsed({"notes": part.blob}, "notes")
    for note in [one for one in root.iter(tag(f"w:{kind}")) if one.get(tag("w:type")) is None]:
        if note.get(tag("w:id")) not in cited:
            root.remove(note)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


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


_SECTION, _TYPE = tag("w:sectPr"), tag("w:type")
_REFERENCES = (tag("w:headerReference"), tag("w:footerReference"))
_SIDES = ("default", "even")
_A4 = Page(11906, 16838, 1440, 1440, 1440, 1440, 720, 720)
_CELL = 216  # the usual room at both sides of a cell's text


def governing(body: Element, place: Element) -> Element:
    """The properties of the section in which a child of the body stands."""
    after = [place, *place.itersiblings()]
    found = next((section for child in after for section in child.iter(_SECTION)), None)
    if found is None:
        found = node("w:sectPr", node("w:pgSz", w=_A4.width, h=_A4.height), _margins(_A4))
        body.append(found)
    return found


def page_in(section: Element) -> Page:
    """The page of a section; A4 with ordinary margins where it does not say."""
    size, margins = section.find(tag("w:pgSz")), section.find(tag("w:pgMar"))
    return Page(
        width=_twips(size, "w", _A4.width),
        height=_twips(size, "h", _A4.height),
        top=abs(_twips(margins, "top", _A4.top)),
        right=_twips(margins, "right", _A4.right),
        bottom=abs(_twips(margins, "bottom", _A4.bottom)),
        left=_twips(margins, "left", _A4.left) + _twips(margins, "gutter", 0),
        header=_twips(margins, "header", _A4.header),
        footer=_twips(margins, "footer", _A4.footer),
    )


def cell_page(page: Page, cell: Element) -> Page:
    """The same page, as wide as a table cell has room."""
    width = cell.find(f"{tag('w:tcPr')}/{tag('w:tcW')}")
    if width is None or width.get(tag("w:type"), "dxa") != "dxa":
        return page
    room = _twips(width, "w", page.text_width + _CELL) - _CELL
    return Page(room, page.height, page.top, 0, page.bottom, 0, page.header, page.footer)


def placed(body: Element, slot: Element, made: list[Element], *, bare: int = 0) -> None:
    """Put elements of the plan in the place of a slot, their sections made after the one in which they stand.

    ``made`` ends with the properties of its own last section, which are needed only where that lies on its side. The
    first ``bare`` sections have neither header nor footer.
    """
    model = governing(body, slot)
    opened = _begins(slot)
    if not opened:
        slot.addprevious(_break(deepcopy(model)))
    last = made.pop()
    for index, section in enumerate([section for element in made for section in element.iter(_SECTION)]):
        _exchange(section, _after(model, section, first=opened, bare=index < bare))
        opened = False
    for element in made:
        slot.addprevious(element)
    if _turned(last) and not _turned(model):
        slot.addprevious(_break(_after(model, last, first=opened)))
        opened = False
    _remove(slot)
    _straighten(model)
    _furnish(model, last)
    if not opened:
        _follow(model)


Furniture = tuple[str, str]  # a reference to a header or a footer, and the pages for which it is


def two_sided(word: WordFile) -> bool:
    """Whether even pages of a file have headers and footers of their own."""
    held = word.settings.element.find(tag("w:evenAndOddHeaders"))
    return held is not None and held.get(tag("w:val"), "1") not in ("0", "false", "off")


def own_furniture(word: WordFile, body: Element) -> frozenset[Furniture]:
    """The headers and footers that ordinary pages of a company's file have: a header of its own is that of all pages, a
    footer that of its side, and a side whose header numbers its pages wants no other number."""
    own = {kind for section in body.iter(_SECTION) for kind in _ordinary(section)}
    head, foot = map(str, _REFERENCES)
    heads = {(head, side) for side in _SIDES if any(name == head for name, _ in own)}
    return frozenset(own | heads | {(foot, side) for _, side, root in _hung(word, body) if _numbers_pages(root)})


def _ordinary(section: Element) -> set[Furniture]:
    return {(str(one.tag), _side(one)) for one in section if one.tag in _REFERENCES and _side(one) != "first"}


def _side(reference: Element) -> str:
    return reference.get(tag("w:type"), "default")


def _hung(word: WordFile, body: Element) -> list[tuple[str, str, Element]]:
    """The headers and footers of ordinary pages, of even ones where these differ: id, side and what they hold."""
    sides = _SIDES if two_sided(word) else _SIDES[:1]
    found = {(one.get(tag("r:id"), ""), _side(one)): one for section in body.iter(_SECTION) for one in section
             if one.tag in _REFERENCES and _side(one) in sides}  # fmt: skip
    rels = word.part.rels
    return [(key, side, rels[key].target_part.element) for key, side in found if key in rels]


def columns(section: Element) -> bool:
    """Whether its text runs in columns or downwards, as that of the plan cannot."""
    held = section.find(tag("w:cols"))
    direction = section.find(tag("w:textDirection"))
    upright = direction is None or direction.get(tag("w:val")) in ("lrTb", "lr")
    return not upright or (held is not None and whole(held.get(tag("w:num")), 1) > 1)


def _straighten(section: Element) -> None:
    """Let text run in one column from the top of the page."""
    if columns(section):
        for held in section.findall(tag("w:cols")):
            section.replace(held, node("w:cols", space=720))
    for name in ("w:textDirection", "w:vAlign"):
        for one in section.findall(tag(name)):
            section.remove(one)


def page_footers(word: WordFile, body: Element) -> list[Element]:
    """The footers to which a page number is to be added: those of a side whose pages have none at head or foot."""
    hung = _hung(word, body)
    numbered = {side for _, side, root in hung if _numbers_pages(root)}
    feet = {one.get(tag("r:id"), "") for section in body.iter(_SECTION) for one in section if one.tag == _REFERENCES[1]}
    wanted = {key: root for key, side, root in hung if key in feet and side not in numbered}
    return [wanted[key] for key in sorted(wanted)]


def _numbers_pages(root: Element) -> bool:
    codes = [code.text or "" for code in root.iter(tag("w:instrText"))]
    codes += [simple.get(tag("w:instr"), "") for simple in root.iter(tag("w:fldSimple"))]
    return any(code.split()[:1] == ["PAGE"] for code in codes) or next(root.iter(tag("w:pgNum")), None) is not None


def without_furniture(made: list[Element], kinds: frozenset[Furniture]) -> None:
    """Take our headers or footers out where the company has its own."""
    sections = [section for element in made for section in element.iter(_SECTION)]
    for section in sections:
        for reference in [one for one in section if (str(one.tag), _side(one)) in kinds]:
            section.remove(reference)


def _begins(slot: Element) -> bool:
    """Whether nothing stands before a slot in its section."""
    before = slot.getprevious()
    return before is None or any(True for _ in before.iter(_SECTION))


def _after(model: Element, ours: Element, *, first: bool, bare: bool = False) -> Element:
    """A section like the company's, turned as ours is."""
    made = deepcopy(model)
    _straighten(made)
    if bare:
        opens = first and made.find(tag("w:titlePg")) is not None  # a letterhead has its own first page
        for child in [child for child in made if child.tag in _REFERENCES]:
            if not opens or child.get(tag("w:type")) != "first":
                made.remove(child)
    else:
        _furnish(made, ours)
    if _turned(ours) != _turned(model):
        _turn(made, page_in(model).turned())
    if not first:
        _follow(made)
    return made


def _furnish(section: Element, ours: Element) -> None:
    """Our header or footer where a section has none."""
    own = _ordinary(section)
    missing = [one for one in ours if one.tag in _REFERENCES and (str(one.tag), _side(one)) not in own]
    for reference in reversed(missing):
        section.insert(0, deepcopy(reference))


def _follow(section: Element) -> None:
    """Make a section go on from the one before: on a new page, without a first page or page number of its own."""
    for name in ("w:titlePg", "w:type"):
        for child in section.findall(tag(name)):
            section.remove(child)
    for numbers in section.findall(tag("w:pgNumType")):
        numbers.attrib.pop(tag("w:start"), "")
    kept = [index for index, child in enumerate(section) if child.tag in _REFERENCES]
    notes = {tag("w:footnotePr"), tag("w:endnotePr")}
    place = max([*kept, *(index for index, child in enumerate(section) if child.tag in notes)], default=-1) + 1
    section.insert(place, node("w:type", val="nextPage"))


def _turn(section: Element, page: Page) -> None:
    size, margins = section.find(tag("w:pgSz")), section.find(tag("w:pgMar"))
    if size is not None:
        size.attrib.update({tag("w:w"): str(page.width), tag("w:h"): str(page.height)})
        size.attrib.pop(tag("w:orient"), "")
        if page.landscape:
            size.set(tag("w:orient"), "landscape")
    if margins is not None:
        for name in ("top", "right", "bottom", "left"):
            margins.set(tag(f"w:{name}"), str(getattr(page, name)))
        margins.set(tag("w:gutter"), "0")  # it is part of a margin now


def _exchange(section: Element, other: Element) -> None:
    holder = section.getparent()
    assert holder is not None
    holder.replace(section, other)


def _break(section: Element) -> Element:
    return node("w:p", node("w:pPr", node("w:spacing", before=0, after=0, line=20, lineRule="exact"), section))


def _remove(element: Element) -> None:
    holder = element.getparent()
    assert holder is not None
    holder.remove(element)


def _turned(section: Element) -> bool:
    return page_in(section).landscape


def _margins(page: Page) -> Element:
    return node("w:pgMar", top=page.top, right=page.right, bottom=page.bottom, left=page.left, header=page.header,
                footer=page.footer, gutter=0)  # fmt: skip


def _twips(element: Element | None, name: str, default: int) -> int:
    return default if element is None else whole(element.get(tag(f"w:{name}")), default)
