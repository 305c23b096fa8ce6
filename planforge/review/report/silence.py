"""Cells that only a review has."""

from __future__ import annotations

from planforge.document.model import Cell, Kind
from planforge.words import Words


def silence(words: Words) -> Cell:
    """An amount that nobody has reported."""
    return Cell(words.label("review.silent"), kind=Kind.MONEY)
