"""The web writer: a Document as one self-contained page, readable on a phone, at a desk and on paper."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from planforge.document.model import Document
from planforge.document.numbering import number
from planforge.resources import templates
from planforge.writers.html.pieces import Pen, sections
from planforge.writers.look import BUSINESS, Look, night_of


def write(document: Document, *, look: Look = BUSINESS) -> bytes:
    """The page as UTF-8: style, drawings and text in one file that loads nothing and runs no script."""
    numbering = number(document)
    pen = Pen(numbering, look)
    page = _environment().get_template("page.html").render(
        document=document,
        numbering=numbering,
        sections=sections(document, pen),
        look=look,
        night=night_of(look),
    )  # fmt: skip
    return page.encode()


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(templates() / "html")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )  # nothing a user wrote is a template here
