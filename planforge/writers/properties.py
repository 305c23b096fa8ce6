"""What an Office file says of itself: title, author, language, keywords, date; nothing reads the clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from planforge.document.model import Document

MOST = 255  # characters that a property may have
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_EPOCH = datetime(2000, 1, 1)


def describe(core: Any, document: Document, epoch: int | None) -> None:
    """Set the core properties of a python-docx or python-pptx file; ``epoch`` dates it, in seconds since 1970 UTC."""
    meta = document.meta
    core.title, core.subject, core.keywords = (
        text[:MOST] for text in (meta.title, meta.subject, ", ".join(meta.keywords))
    )
    core.author = core.last_modified_by = meta.author[:MOST]
    core.language, core.revision, core.comments = meta.language, 1, ""
    core.created = core.modified = _date(document, epoch)
    for printed in core._element.findall(f"{{{_CORE}}}lastPrinted"):
        core._element.remove(printed)


def _date(document: Document, epoch: int | None) -> datetime:
    if epoch is not None:
        return datetime.fromtimestamp(epoch, UTC).replace(tzinfo=None)
    created = document.meta.created
    return datetime(created.year, created.month, created.day) if created else _EPOCH
