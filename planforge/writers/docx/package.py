"""Owns the file: a zip with fixed times whose content is sealed."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any, cast

from docx.document import Document as WordFile
from docx.opc.pkgwriter import PackageWriter

from planforge.document.model import Document
from planforge.writers.docx.seal import sealed

_TIME = (1980, 1, 1, 0, 0, 0)


class Parts(dict[str, bytes]):
    """What python-docx and python-pptx write into, in place of a zip of theirs: its entries bear the clock's time, of
    which there is none before 1980."""

    def write(self, place: Any, content: bytes) -> None:
        """Take one part."""
        self[place.membername] = content


def save(word: WordFile, document: Document) -> bytes:
    """The package as bytes, the same for the same content."""
    parts, package, writer = Parts(), word.part.package, cast("Any", PackageWriter)
    writer._write_content_types_stream(parts, package.parts)
    writer._write_pkg_rels(parts, package.rels)
    writer._write_parts(parts, package.parts)
    return pack(sealed(parts, document))


def pack(parts: dict[str, bytes]) -> bytes:
    """A zip of the parts with fixed times, the list of content types first."""
    made = BytesIO()
    order = sorted(parts, key=lambda name: (name != "[Content_Types].xml", not name.startswith("_rels"), name))
    with zipfile.ZipFile(made, "w") as archive:
        for name in order:
            archive.writestr(zipfile.ZipInfo(name, _TIME), parts[name], zipfile.ZIP_DEFLATED)
    return made.getvalue()
