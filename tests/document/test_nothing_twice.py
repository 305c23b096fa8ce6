"""Nothing twice: no table of a document is equal to another of it, or contained in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Literal

import pytest
from once import document_of, plan_of

from planforge.document.model import Document, Landscape, RowKind, Table

SPECS = sorted((Path(__file__).parents[2] / "examples").glob("*/plan.yaml"))
EMPTY = {"", "—"}


def tables(document: Document) -> Iterator[Table]:
    for part in document.parts:
        for block in part.blocks:
            yield from (b for b in (block.blocks if isinstance(block, Landscape) else (block,)) if isinstance(b, Table))


def lines(table: Table) -> list[Counter[tuple[str, str]]]:
    """Head and text of the cells of every row but sums and bands, without blanks."""
    rows = [row for row in table.rows if row.kind is RowKind.BODY]
    heads = [f"{column.group} {column.title}" for column in table.columns]
    return [
        Counter((head, cell.text) for head, cell in zip(heads, row.cells, strict=True) if cell.text not in EMPTY)
        for row in rows
    ]


def contained(one: Table, other: Table) -> bool:
    """Whether every row of a table stands, cell for cell, in a row of another."""
    return within(lines(one), lines(other))


def within(inside: list[Counter[tuple[str, str]]], outside: list[Counter[tuple[str, str]]]) -> bool:
    return bool(inside) and all(any(row <= whole for whole in outside) for row in inside)


@pytest.mark.slow
@pytest.mark.parametrize("length", ["standard", "full"])
@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.parent.name)
def test_no_table_is_contained_in_another(spec: Path, length: Literal["standard", "full"]) -> None:
    held = [(table.key, lines(table)) for table in tables(document_of(spec, plan_of(spec).spec.language, length))]
    twice = [f"{a} in {b}" for (a, inside), (b, outside) in permutations(held, 2) if within(inside, outside)]
    assert twice == []


def test_a_table_with_fewer_columns_of_another_is_found() -> None:
    spec = next(path for path in SPECS if path.parent.name == "yunan-noodles")
    made = {table.key: table for table in tables(document_of(spec, "zh-CN", "full"))}
    whole = made["targets_by_quarter"]
    part = Table("part", "", whole.columns[:3], tuple(type(r)(r.cells[:3], r.kind) for r in whole.rows))
    assert contained(part, whole)
    assert not contained(whole, part)
