"""Texts from anybody, as a terminal and a build log may show them."""

from __future__ import annotations

import os
import re

import typer

_ACTING = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060\\u2066-\\u2069\\ufeff\\U000e0000-\\U000e007f]"
)
_COMMAND = re.compile(r"(?<![\w:])::(?=[\w-])|##\[")


def plain(text: str) -> str:
    """A text that a terminal or a build log takes for nothing else, whatever a name or a file name holds.

    Control characters, escapes and what turns the direction of reading are shown as a mark; the signs by which GitHub
    knows a command are parted, where it is GitHub that listens.
    """
    shown = _ACTING.sub("\ufffd", text)
    if os.environ.get("GITHUB_ACTIONS"):
        shown = _COMMAND.sub(lambda match: "\u200b".join(match[0]), shown)
    return shown


def echo(text: str, *, err: bool = False) -> None:
    """A line that may hold names or file names, printed as text."""
    typer.echo(plain(text), err=err)
