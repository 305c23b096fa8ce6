"""Every published figure of every shipped example is what its author's file says, worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from accounts import Books, columns, dig, read_books
from conftest import EXAMPLES
from once import plan_of
from worked_out import Figure, work_out

from planforge.plan.figures import figures

SPECS = sorted(EXAMPLES.glob("*/plan.yaml"))
SIXTH = Fraction(1, 2 * 10**6)  # rates are published with six decimals


@cache
def books_of(spec: Path) -> Books:
    return read_books(spec, figures(plan_of(spec)))


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.parent.name)
def test_every_figure_is_what_the_file_says(spec: Path) -> None:
    books = books_of(spec)
    found = list(work_out(books))
    assert len(found) > 500
    assert [told(figure, books) for figure in found if not agrees(figure, books)] == []


def agrees(figure: Figure, books: Books) -> bool:
    """Whether the published figure is the one worked out."""
    return same_figure(published(figure.name, books), figure)


def same_figure(shown: Any, figure: Figure) -> bool:
    """Equal; a number as exactly as it is published."""
    if isinstance(figure.value, Fraction | int) and not isinstance(figure.value, bool):
        if shown is None or isinstance(shown, bool):
            return False
        decimals = SIXTH if isinstance(shown, str) else 0
        return abs(Fraction(shown) - figure.value) <= max(Fraction(figure.near), decimals)
    return bool(shown == figure.value)


def told(figure: Figure, books: Books) -> str:
    value = float(figure.value) if isinstance(figure.value, Fraction) else figure.value
    return f"{figure.name}: {published(figure.name, books)} is published, {value} is {figure.source}"


def published(name: str, books: Books) -> Any:
    """A published figure by its name; sums of rows, and rows by name or place, where the name asks for them."""
    keys = name.split(".")
    shown = books.shown
    match keys:
        case ["targets", ("products" | "channels" | "volumes" | "people" | "stores") as grid, node] if node != "total":
            return sum(books.grid(f"targets.{grid}")[node])
        case ["targets", "districts", node]:
            return sum(books.targets[node])
        case ["targets", "last_districts", "rows", node, "sum"]:
            return sum(books.grid("targets.last_districts")[node])
        case ["counts", at, "sum"]:
            return sum(columns(shown["counts"][int(at)]["quarters"]))
        case ["counts", at, "quarters", i, "sum"]:
            return sum(shown["counts"][int(at)]["quarters"][int(i)])
        case ["budget", "by_district", node, "line", at]:
            return sum(list(books.grid(f"budget.by_district.{node}").values())[int(at)])
        case ["budget", "months", "line", at, m]:
            return list(books.grid("budget.months").values())[int(at)][int(m)]
        case ["budget", "spending", at, "draws", "sum"]:
            return sum(draw["amount"] for draw in shown["budget"]["spending"][int(at)]["draws"])
        case ["budget", "spending", at, "drawn_quarters", "sum"]:
            return sum(shown["budget"]["spending"][int(at)]["drawn_quarters"])
        case ["budget", "undrawn", "sum"]:
            return sum(draw["amount"] for draw in shown["budget"]["undrawn"])
        case ["profit", "gross", node] if node != "total":
            return sum(books.grid("profit.gross")[node])
    try:
        return dig(shown, name)
    except (KeyError, IndexError):
        return None
