"""What a national paper has, table by table, and what its sentences are told, of the example and of a node within it.

Each was read once against the regions' plans; a change is looked at before it is accepted.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from test_nation import EXAMPLE, nation_in

from planforge.nation.nation import Nation
from planforge.nation.report import nation_tables, nation_words
from planforge.nation.report.compose import _context
from planforge.nation.report.listed import compared, paired
from planforge.nation.report.tables import TABLES
from planforge.nation.report.view import View
from planforge.records import replace

TOLD = Path(__file__).parent / "told"
DAY = datetime.date(2027, 1, 4)
NODES = ("福麦全国", "华中大区")


@pytest.fixture(scope="module")
def nation() -> Nation:
    return nation_in(EXAMPLE)


def test_tables_and_facts_are_those_of_the_regions_plans(
    nation: Nation, matches_snapshot: Callable[[Path, str], None]
) -> None:
    matches_snapshot(TOLD / "nation.txt", "\n".join(line for node in NODES for line in told(nation, node)) + "\n")


def told(nation: Nation, node: str) -> Iterator[str]:
    for key, value in facts(nation, node).items():
        yield f"{node} {key}: {gist(value)}"
    shown = [name for name in TABLES if name != "nation_filled"]  # which moves with every field that a plan gains
    for name, table in nation_tables(nation, node, language="zh-CN", today=DAY, only=shown).items():
        yield f"# {node} {name}"
        yield from (" | ".join(cell.text for cell in row.cells) for row in table.rows)


def facts(nation: Nation, node: str = NODES[0]) -> dict[str, Any]:
    """What the sections see, but for the spec, words, tables and charts."""
    context = _context(View(nation, node, DAY), nation_words(nation, "zh-CN"))
    return {k: v for k, v in context.items() if k not in ("spec", "word", "unit", "table", "chart", "ref")}


def gist(value: Any) -> str:
    """Figures and texts as they are, records by their names."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {gist(one)}" for key, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(gist, value))}]"
    return str(value if value is None or isinstance(value, str | int | Fraction) else getattr(value, "name", value))


def test_months_asked_stand_in_their_columns(nation: Nation) -> None:
    rows = nation_tables(nation, NODES[1], only=["nation_months"])["nation_months"].rows
    for column, name in enumerate(("豫北区域", "豫南区域", "鄂北区域"), 1):
        assert tuple(row.cells[column].value for row in rows[:12]) == nation.down.asked[name].months


def test_a_region_lacks_something_where_any_part_of_its_plan_is_not_whole(nation: Nation) -> None:
    one, other, *_ = View(nation, NODES[0]).regions
    nodes = dict(nation.tree.nodes) | {
        region.name: replace(nation.tree.nodes[region.name], submission=replace(region, parts=(*(100,) * 5, last)))
        for region, last in ((one, 100), (other, 99))
    }
    lacking = [region.name for region in facts(replace(nation, tree=replace(nation.tree, nodes=nodes)))["unfilled"]]
    assert one.name not in lacking and other.name in lacking


def test_what_is_asked_and_assigned_is_compared_where_it_is_another(nation: Nation) -> None:
    one, *_ = View(nation, NODES[0]).regions

    def heads(**changes: Any) -> list[str | None]:
        table = compared(paired([one], [replace(one, **changes)]), nation_words(nation, "zh-CN"))
        assert table
        return [*dict.fromkeys(column.group for column in table.columns if column.group)]

    assert heads(total=one.total + 1) == heads(digest="x") == ["计划"]
    assert heads(assigned=(one.assigned or 0) + 1) == ["文件写的下达数", "计划"]
