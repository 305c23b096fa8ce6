"""Owns the file: the style file as a start, properties, and a zip with fixed times whose content is sealed."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from io import BytesIO

from docx.document import Document as WordFile

from planforge.document.model import Document
from planforge.writers.docx.seal import sealed

_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_TIME = (1980, 1, 1, 0, 0, 0)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)


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


def set_properties(word: WordFile, document: Document, epoch: int | None) -> None:
    """Title, author, language, keywords and date; nothing reads the clock."""
    meta, core = document.meta, word.core_properties
    core.title, core.author, core.subject = meta.title, meta.author, meta.subject
    core.last_modified_by, core.keywords, core.language = meta.author, ", ".join(meta.keywords), meta.language
    core.created = core.modified = _date(document, epoch)
    core.revision, core.comments = 1, ""
    for printed in core._element.findall(f"{{{_CORE}}}lastPrinted"):
        core._element.remove(printed)


def _date(document: Document, epoch: int | None) -> datetime:
    if epoch is not None:
        return datetime.fromtimestamp(epoch, UTC).replace(tzinfo=None)
    created = document.meta.created
    return (datetime(created.year, created.month, created.day) if created else _EPOCH).replace(tzinfo=None)
