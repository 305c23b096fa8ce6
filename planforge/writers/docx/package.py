"""Owns the file: a zip with fixed times whose content is sealed."""

from __future__ import annotations

import zipfile
from io import BytesIO

from docx.document import Document as WordFile

from planforge.document.model import Document
from planforge.writers.docx.seal import sealed

_TIME = (1980, 1, 1, 0, 0, 0)


def save(word: WordFile, document: Document) -> bytes:
    """The package as bytes, the same for the same content."""
    raw = BytesIO()
    word.save(raw)
    with zipfile.ZipFile(raw) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return pack(sealed(parts, document))


def pack(parts: dict[str, bytes]) -> bytes:
    """A zip of the parts with fixed times, the list of content types first."""
    made = BytesIO()
    order = sorted(parts, key=lambda name: (name != "[Content_Types].xml", not name.startswith("_rels"), name))
    with zipfile.ZipFile(made, "w") as archive:
        for name in order:
            archive.writestr(zipfile.ZipInfo(name, _TIME), parts[name], zipfile.ZIP_DEFLATED)
    return made.getvalue()
