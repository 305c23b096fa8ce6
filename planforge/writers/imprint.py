"""The imprint of a file: by it planforge knows its own work, and whether anybody has changed it since.

It is a digest of the content, kept where the format has a place for such things: a comment at the end of a page or a
Markdown text, a custom property of an Office file, the identity of a PDF. Only what is intact may be replaced unasked.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO

from msgspec import Struct

from planforge.office import Unusable, parsed, stumbling, unzipped

_TEXT = re.compile(rb"<!-- planforge ([0-9a-f]{64}) -->\s*\Z")
_PROPERTIES = "docProps/custom.xml"
_PROPERTY = re.compile(rb'name="planforge\.content"><vt:lpwstr>([0-9a-f]{64})<')
_TYPES, _LINKS = "[Content_Types].xml", "_rels/.rels"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_NONE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    b'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"></Properties>'
)
_ENTRY = (
    '<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{}" name="planforge.content">'
    "<vt:lpwstr>{}</vt:lpwstr></property></Properties>"
)


class Imprint(Struct, frozen=True):
    """How a format is marked, and how the mark is tried."""

    mark: Callable[[bytes], bytes]
    is_intact: Callable[[bytes], bool]


def sealed_text(content: bytes) -> bytes:
    """A page or a Markdown text with its digest in a comment at the end."""
    return content + b"<!-- planforge " + _text_digest(content).encode() + b" -->\n"


def intact_text(content: bytes) -> bool:
    """Whether it is as ``sealed_text`` made it; line ends may have changed, as version control changes them."""
    found = _TEXT.search(content)
    return found is not None and found[1].decode() == _text_digest(content[: found.start()])


def sealed_package(content: bytes) -> bytes:
    """An Office file that we have just made, with its digest among its custom properties; the same bytes each time."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if _PROPERTIES not in parts:
        override = f'<Override PartName="/{_PROPERTIES}" ContentType="{_TYPE}"/></Types>'
        link = f'<Relationship Id="planforge" Type="{_RELATION}" Target="{_PROPERTIES}"/></Relationships>'
        parts[_TYPES] = parts[_TYPES].replace(b"</Types>", override.encode())
        parts[_LINKS] = parts[_LINKS].replace(b"</Relationships>", link.encode())
        parts[_PROPERTIES] = _NONE
    number = 1 + max(1, 1, *map(int, re.findall(rb'pid="(\d+)"', parts[_PROPERTIES])))
    entry = _ENTRY.format(number, _package_digest(parts))
    parts[_PROPERTIES] = parts[_PROPERTIES].replace(b"</Properties>", entry.encode())
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def intact_package(content: bytes) -> bool:
    """Whether an Office file is as ``sealed_package`` made it."""
    try:
        parts = unzipped(content)
    except Unusable:
        return False
    found = _PROPERTY.search(parts.get(_PROPERTIES, b""))
    return found is not None and found[1].decode() == _package_digest(parts)


def is_resaved(old: bytes, new: bytes, said: Callable[[bytes], object]) -> bool:
    """Whether an Office file is what ``new`` was before some program saved it again: its mark, which is kept then, is
    that of ``new``, and so is what it says."""
    try:
        mark = _mark(old)
        with stumbling(old):
            return bool(mark) and mark == _mark(new) and said(old) == said(new)
    except Unusable:
        return False


def _mark(content: bytes) -> str:
    """The digest among a package's custom properties, whoever wrote them; empty where there is none."""
    parts = unzipped(content)
    found = parsed(parts, _PROPERTIES) if _PROPERTIES in parts else ()
    return next(("".join(map(str, one.itertext())) for one in found if one.get("name") == "planforge.content"), "")


_CHUNK = b"tEXtplanforge\0"
_END = b"\x00\x00\x00\x00IEND\xaeB`\x82"


def sealed_png(content: bytes) -> bytes:
    """A picture with its digest in a text chunk before its end."""
    body = content.removesuffix(_END)
    chunk = _CHUNK + _text_digest(body).encode()
    return body + (len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4) + _END


def intact_png(content: bytes) -> bool:
    """Whether a picture is as ``sealed_png`` made it."""
    at = content.rfind(_CHUNK)
    return at > 4 and sealed_png(content[: at - 4] + _END) == content


def intact_pdf(content: bytes) -> bool:
    """Whether a PDF is as it was made: its identity is the digest of what it holds (see ``planforge.writers.pdf``)."""
    from planforge.writers.pdf import settle

    return content.startswith(b"%PDF-") and settle(content) == content and b"/ID" in content


def _text_digest(content: bytes) -> str:
    return sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _package_digest(parts: dict[str, bytes]) -> str:
    summed = sha256()
    for name in sorted(parts):
        if name != _PROPERTIES:
            summed.update(name.encode() + b"\0" + sha256(parts[name]).digest())
    return summed.hexdigest()
