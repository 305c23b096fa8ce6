"""The kinds and lengths of document: which parts each is made of, what stands in the workbook instead of on a page.

Read from ``templates/kinds.yaml``, which is all there is to a kind or a length.
"""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

from msgspec import Struct

from planforge import resources
from planforge.document.model import PartKind
from planforge.spec.spec import Length as Length

PERSONAL = ("person", "letter")
"""Kinds that are about one person."""

LENGTHS: tuple[Length, ...] = get_args(Length)


class PartOutline(Struct, frozen=True):
    """A part and the texts it is made of, in order; its title is the level-1 heading of the first."""

    key: str
    sections: tuple[str, ...]
    kind: PartKind = PartKind.PART
    tight: bool = False  # one sheet of paper: narrow margins, nothing round it, headings instead of captions
    raised: bool = False  # headings one level up: a section of the plan as a part of its own


class Outline(Struct, frozen=True):
    """The parts of a document; ``sheets`` are the tables that stand in the workbook, those of one sheet together,
    ``left_out`` what its texts do not see: what is left out, and annexed tables of which nothing is said."""

    parts: tuple[PartOutline, ...]
    sheets: tuple[tuple[str, ...], ...] = ()
    left_out: frozenset[str] = frozenset()

    @property
    def annexed(self) -> tuple[str, ...]:
        """Every table that stands in the workbook."""
        return tuple(name for sheet in self.sheets for name in sheet)


def outline_of(kind: str, length: Length = "full") -> Outline:
    """The outline of a kind in a length; a kind that has one length only has it whatever is asked for."""
    written = _written()
    lengths = written["kinds"][kind]
    parts = tuple(_part(key, written["parts"][key]) for key in lengths.get(length, lengths["full"]))
    if length != "standard" or length not in lengths:
        said = written["said_in_full"] if kind == "plan" and length == "full" else ()
        return Outline(parts, left_out=frozenset(said))
    sheets = tuple((one,) if isinstance(one, str) else tuple(one) for one in written["workbook"])
    return Outline(parts, sheets, frozenset([*written["left_out"], *written["unmentioned"]]))


def kinds() -> tuple[str, ...]:
    """Every kind of document."""
    return tuple(_written()["kinds"])


def part_keys() -> tuple[str, ...]:
    """The parts of which any document is made."""
    return tuple(_written()["parts"])


def _part(key: str, part: dict[str, Any]) -> PartOutline:
    switches = {name: part.get(name, False) for name in ("tight", "raised")}
    return PartOutline(key, tuple(part["sections"]), PartKind(part.get("kind", "part")), **switches)


@cache
def _written() -> dict[str, Any]:
    loaded: dict[str, Any] = resources.loaded("kinds.yaml")
    return loaded
