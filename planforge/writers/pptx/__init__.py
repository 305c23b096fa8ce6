"""The PowerPoint writer: a slide a part, native charts and tables, notes for the speaker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from planforge.document.model import Document
from planforge.problem import Problem, Refusal


def write(document: Document, *, style: str = "business", epoch: int | None = None,
          tell: Callable[[Problem], None] = lambda _: None) -> bytes:  # fmt: skip
    """The document as a .pptx in our look (``business``) or that of a company's own .pptx.

    ``epoch`` dates the file, in seconds since 1970 UTC; ``tell`` hears what was left out of a company's file.
    """
    from planforge.writers.pptx.deck import print_deck
    from planforge.writers.pptx.stage import apart, is_own

    try:
        return print_deck(document, style, epoch, tell)
    except Refusal:
        raise
    except Exception as error:
        if not is_own(style):
            raise
        raise Refusal(apart(Path(style))) from error  # a part of a company's file is not what it says
