"""What a spec is read from, whatever its form: plain data, and the place of each value in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, Self

from msgspec import Struct

from planforge.problem import Path, Problem, Where


class Ignore(Struct, frozen=True):
    """One code of a ``# planforge: ignore[CODE] reason`` comment, and its line."""

    code: str
    line: int
    reason: str


class Source(Protocol):
    """A spec's file. A form of file is one class like this and one line in ``read.OPENERS``."""

    @property
    def file(self) -> str:
        """The name by which places of the file are told."""

    @property
    def data(self) -> Any:
        """What the file says as mappings, lists, text and None; None where it cannot be read."""

    @property
    def language(self) -> str:
        """The language that it is written in; empty where it does not say."""

    @property
    def content(self) -> bytes:
        """The file's bytes."""

    @property
    def lines(self) -> Sequence[str]:
        """Its lines of text; none where it has no lines."""

    @property
    def sheets(self) -> Sequence[str]:
        """Its sheets in order; none where it has none."""

    @property
    def ignores(self) -> tuple[Ignore, ...]:
        """The findings that the file asks to leave out, in order."""

    def edited(self, changes: Sequence[Any]) -> Self:
        """The source with changes made; see ``editor.edit``."""

    def where(self, path: Path) -> Where:
        """The place of a value; of the nearest thing above it that is in the file when it is not."""

    def key(self, path: Path) -> Where:
        """The place of the key that a path ends in."""

    def gap(self, path: Path) -> Where:
        """The place where a value that is missing belongs."""

    def locate(self, problem: Problem) -> Problem:
        """The problem with its place filled in from its path."""

    def frame(self, where: Where) -> str:
        """The place as the file shows it, with a mark; empty for a place that is not in this file."""
