"""What a schema validator does not see in a Word file: names used twice, marks left open, links that lead nowhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any
from zipfile import ZipFile

from lxml import etree

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
}
Element = Any  # of lxml, whose stubs would have every XPath result be anything
W = f"{{{NAMES['w']}}}"
R = f"{{{NAMES['r']}}}"
_TARGET = re.compile(r"\b(?:PAGEREF|REF)\s+(\S+)")


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a Word file by name."""
    with ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def words(element: Element) -> str:
    """The text of everything in an element."""
    return "".join(element.itertext(f"{W}t"))


def value(element: Element, path: str) -> str:
    """What an XPath gives as text; "" for nothing."""
    return str(element.xpath(f"string({path})", namespaces=NAMES))


def tree(content: bytes, name: str = "word/document.xml") -> Element:
    """The root of one part."""
    return etree.fromstring(parts_of(content)[name])


def codes(root: Element) -> list[str]:
    """The instructions of all fields."""
    return ["".join(one.itertext()).strip() for one in root.iter(f"{W}instrText")]


def faults(content: bytes) -> list[str]:
    """Everything found wrong, in words; empty for a sound file."""
    parts = parts_of(content)
    roots = {name: etree.fromstring(part) for name, part in parts.items() if name.endswith((".xml", ".rels"))}
    body = roots["word/document.xml"]
    return [
        *_bookmarks(body),
        *(fault for name, root in roots.items() if name.startswith("word/") for fault in _fields(name, root)),
        *_links(body),
        *_cells(body),
        *_pictures(body),
        *_styles(body, roots["word/styles.xml"]),
        *_lists(body, roots["word/numbering.xml"]),
        *_relationships(parts, roots),
    ]


_NO_STRUCTURE = re.compile(rb' (?:\w+:)?(?:id|name|anchor|descr|title)="[^"]*"|>[^<]+(?=<)')


def of_each_kind(content: bytes) -> bytes:
    """The file with one paragraph and one row of each make: what differs in texts, names and numbers alone is valid or
    not with it."""
    parts = parts_of(content)
    body: Element = etree.fromstring(parts["word/document.xml"])
    seen = set()
    for one in [*body.iter(f"{W}tr"), *body.iter(f"{W}p")]:
        make = (one.getparent().tag, _NO_STRUCTURE.sub(b"", etree.tostring(one, with_tail=False)))
        beside = one.getnext() if one.getnext() is not None else one.getprevious()
        if make in seen and beside is not None and beside.tag == one.tag:
            one.getparent().remove(one)
        seen.add(make)
    parts["word/document.xml"] = etree.tostring(body, xml_declaration=True, encoding="UTF-8", standalone=True)
    out = BytesIO()
    with ZipFile(out, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return out.getvalue()


def _twice(values: Iterator[str], what: str) -> Iterator[str]:
    yield from (f"{what} {value} is there {count} times" for value, count in Counter(values).items() if count > 1)


def _bookmarks(body: Element) -> Iterator[str]:
    starts, ends = list(body.iter(f"{W}bookmarkStart")), list(body.iter(f"{W}bookmarkEnd"))
    yield from _twice((one.get(f"{W}name", "") for one in starts), "bookmark")
    yield from _twice((one.get(f"{W}id", "") for one in starts), "bookmark id")
    if [one.get(f"{W}id") for one in starts] != [one.get(f"{W}id") for one in ends]:
        yield "bookmarks are not closed in the order in which they open"
    yield from (
        f"bookmark name {one.get(f'{W}name')} is too long" for one in starts if len(one.get(f"{W}name", "")) > 40
    )


def _fields(name: str, root: Element) -> Iterator[str]:
    """Begin, separate and end of every field in order, inside one paragraph unless it is the table of contents."""
    open_fields: list[str] = []
    for mark in root.iter(f"{W}fldChar"):
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            open_fields.append("begin")
        elif not open_fields or (kind == "separate" and open_fields[-1] != "begin"):
            yield f"{name}: {kind} of a field that is not open"
        elif kind == "separate":
            open_fields[-1] = "separate"
        else:
            open_fields.pop()
    if open_fields:
        yield f"{name}: {len(open_fields)} fields are left open"


def _links(body: Element) -> Iterator[str]:
    places = {one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")}
    targets = {target for code in codes(body) for target in _TARGET.findall(code)}
    targets |= {one.get(f"{W}anchor", "") for one in body.iter(f"{W}hyperlink")}
    yield from (f"{target} leads nowhere" for target in sorted(targets - places))


def _cells(body: Element) -> Iterator[str]:
    for table in body.iter(f"{W}tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.findall(f"{W}tr"):
            spans = [
                int(cell.xpath("string(w:tcPr/w:gridSpan/@w:val)", namespaces=NAMES) or 1)
                for cell in row.findall(f"{W}tc")
            ]
            if sum(spans) != columns:
                yield f"a row of {sum(spans)} cells in a table of {columns} columns"
            if any(cell[-1].tag != f"{W}p" for cell in row.findall(f"{W}tc")):
                yield "a cell does not end in a paragraph"


def _pictures(body: Element) -> Iterator[str]:
    pictures = list(body.iter(f"{{{NAMES['wp']}}}docPr"))
    yield from _twice((one.get("id", "") for one in pictures), "picture id")
    yield from ("a picture has no alt text" for one in pictures if not one.get("descr"))


def _styles(body: Element, styles: Element) -> Iterator[str]:
    known = {one.get(f"{W}styleId") for one in styles.iter(f"{W}style")}
    used = {one.get(f"{W}val", "") for kind in ("pStyle", "rStyle", "tblStyle") for one in body.iter(f"{W}{kind}")}
    yield from (f"style {one} is not in the file" for one in sorted(used - known))


def _lists(body: Element, numbering: Element) -> Iterator[str]:
    known = {one.get(f"{W}numId") for one in numbering.findall(f"{W}num")}
    used = {one.get(f"{W}val", "") for one in body.iter(f"{W}numId")}
    used -= {"0"}  # which takes a paragraph out of its list
    yield from (f"list {one} is not in the file" for one in sorted(used - known))


def _relationships(parts: dict[str, bytes], roots: dict[str, Element]) -> Iterator[str]:
    """Relationships lead to parts, all parts are reached and have a content type, every use has a relationship."""
    reached = {"[Content_Types].xml"}
    for name in (name for name in parts if name.endswith(".rels")):
        reached.add(name)
        source = str(PurePosixPath(name).parent.parent / PurePosixPath(name).stem)
        ids = {one.get("Id", "") for one in roots[name]}
        for one in roots[name]:
            target = one.get("Target", "")
            base = PurePosixPath(source).parent
            path = target.lstrip("/") if target.startswith("/") else str(base / target)
            steps: list[str] = []
            for step in PurePosixPath(path).parts:
                steps = steps[:-1] if step == ".." else [*steps, step]
            path = "/".join(steps)
            reached.add(path)
            if one.get("TargetMode") == "External":
                yield f"{name}: leads out of the file to {target}"
            elif path not in parts:
                yield f"{name}: {target} is missing"
        if source in roots:
            used = {value for node in roots[source].iter() for key, value in node.attrib.items() if key.startswith(R)}
            yield from (f"{source}: relationship {one} is missing" for one in sorted(used - ids))
    yield from (f"{name} is reached by nothing" for name in sorted(parts.keys() - reached))
    types = roots["[Content_Types].xml"]
    endings = {one.get("Extension") for one in types if one.get("Extension")}
    named = {one.get("PartName", "").lstrip("/") for one in types}
    for name in parts:
        if name != "[Content_Types].xml" and name not in named and name.rpartition(".")[2] not in endings:
            yield f"{name} has no content type"
