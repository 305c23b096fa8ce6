"""Owns the seal of a Word file: what it was made from and the sum of its parts, kept among its custom properties.

The seal survives editing in Word, WPS and LibreOffice, which keep custom properties; the sum of the parts does not fit
any more then, and so tells that the file was edited.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from lxml import etree
from msgspec import Struct

from planforge.document.model import Document, PartKind
from planforge.office import MAIN, Unusable, open_parts, parsed
from planforge.writers.docx.places import whole

PLACE = "docProps/custom.xml"
_TYPES, _LINKS = "[Content_Types].xml", "_rels/.rels"
_PAGE = re.compile(
    rb'(PAGEREF _Toc_[^<]*</w:instrText>.*?"separate"/></w:r><w:r>(?:<w:rPr>.*?</w:rPr>)?<w:t[^>]*>)[^<]*'
)
_OURS = "planforge."
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_TYPES_SPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
_LINKS_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # as all custom properties have it


class Seal(Struct, frozen=True):
    """What a document says of its own making. ``changes`` are those of ``--set``; ``titles`` of the numbered parts."""

    digest: str
    spec_name: str
    spec_digest: str
    language: str
    changes: tuple[str, ...]
    titles: tuple[str, ...]
    content: str
    said: str


def sealed(parts: Mapping[str, bytes], document: Document) -> dict[str, bytes]:
    """The parts with a seal among them; custom properties of others stay."""
    found = {**parts, _TYPES: _typed(parts[_TYPES]), _LINKS: _linked(parts[_LINKS])}
    root = _opened(parts)
    for entry in [entry for entry in root if entry.get("name", "").startswith(_OURS)]:
        root.remove(entry)
    for name, value in (*_values(document), ("content", content_digest(found)), ("said", _said_digest(found))):
        _add(root, _OURS + name, value)
    return {**found, PLACE: _written(root)}


def read_seal(parts: Mapping[str, bytes]) -> Seal | None:
    """The seal of a file; None for one that planforge did not write."""
    if PLACE not in parts:
        return None
    held = {entry.get("name", ""): "".join(map(str, entry.itertext())) for entry in parsed(parts, PLACE)}
    values = {name.removeprefix(_OURS): value for name, value in held.items() if name.startswith(_OURS)}
    if "content" not in values:
        return None
    return Seal(
        digest=values.get("digest", ""),
        spec_name=values.get("spec", ""),
        spec_digest=values.get("spec-digest", ""),
        language=values.get("language", ""),
        changes=tuple(_listed(values, "set")),
        titles=tuple(_listed(values, "part")),
        content=values["content"],
        said=values.get("said", ""),
    )


def is_intact(docx: bytes) -> bool:
    """Whether a file is just as planforge wrote it."""
    try:
        parts = open_parts(docx)
        seal = read_seal(parts)
    except Unusable:
        return False
    return seal is not None and seal.content == content_digest(parts)


def content_digest(parts: Mapping[str, bytes]) -> str:
    """The SHA-256 of all parts but the seal."""
    summed: Any = sha256()
    for name in sorted(parts):
        if name != PLACE:
            summed.update(name.encode() + b"\0" + sha256(parts[name]).digest())
    return str(summed.hexdigest())


def said_digest(docx: bytes) -> str:
    """The SHA-256 of what a file of ours says; not of page numbers in its contents, which depend on typefaces and on
    who lays the pages out. Raises ``Unusable``."""
    return _said_digest(open_parts(docx))


def _said_digest(parts: Mapping[str, bytes]) -> str:
    return content_digest({**parts, MAIN: _PAGE.sub(rb"\1", parts[MAIN])})


def _values(document: Document) -> Iterator[tuple[str, str]]:
    meta = document.meta
    yield from (("digest", meta.digest), ("spec", meta.spec_name), ("spec-digest", meta.spec_digest))
    yield "language", meta.language
    yield from ((f"set.{number}", change) for number, change in enumerate(meta.changes, 1))
    titles = (part.title for part in document.parts if part.kind is PartKind.PART)
    yield from ((f"part.{number}", title) for number, title in enumerate(titles, 1))


def _listed(values: Mapping[str, str], name: str) -> Iterator[str]:
    number = 1
    while (value := values.get(f"{name}.{number}")) is not None:
        yield value
        number += 1


def _opened(parts: Mapping[str, bytes]) -> etree._Element:
    if PLACE in parts:
        return parsed(parts, PLACE)
    return etree.fromstring(f'<Properties xmlns="{_CUSTOM}" xmlns:vt="{_VALUES}"/>')


def _add(root: etree._Element, name: str, value: str) -> None:
    number = max((whole(entry.get("pid"), 1) for entry in root), default=1) + 1
    entry = etree.SubElement(root, f"{{{_CUSTOM}}}property", fmtid=_FORMAT, pid=str(number), name=name)
    etree.SubElement(entry, f"{{{_VALUES}}}lpwstr").text = value


def _typed(content: bytes) -> bytes:
    root = etree.fromstring(content)
    if not any(entry.get("PartName") == f"/{PLACE}" for entry in root):
        etree.SubElement(root, f"{{{_TYPES_SPACE}}}Override", PartName=f"/{PLACE}", ContentType=_TYPE)
    return _written(root)


def _linked(content: bytes) -> bytes:
    root = etree.fromstring(content)
    if not any(entry.get("Type") == _RELATION for entry in root):
        taken = {entry.get("Id") for entry in root}
        free = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
        etree.SubElement(root, f"{{{_LINKS_SPACE}}}Relationship", Id=free, Type=_RELATION, Target=PLACE)
    return _written(root)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
