"""An empty cell of past sales is no statement: told where the other year sold, and not where a table is sparse."""

from __future__ import annotations

import random
from collections.abc import Collection
from decimal import Decimal
from pathlib import Path

from sales_files import csv_file

from planforge.ledger.empty import Empty, empty_cells
from planforge.ledger.intake import take_in
from planforge.problem import Severity
from planforge.reading.read import read_text
from planforge.reading.scaffold import start_words
from planforge.spec.history import HistoryFile, HistoryRow

Blank = tuple[int, str, str, int]
MONTHS = [f"{month}月" for month in range(1, 13)]
DISTRICTS, PRODUCTS = ("信阳", "南阳", "周口"), ("高端", "低端")


def table(*blanks: Blank, nodes: Collection[str] = DISTRICTS) -> tuple[HistoryRow, ...]:
    """Two years of districts by products, 10 a month, but for the blanks."""
    return tuple(
        HistoryRow(
            year=year,
            district=district,
            product=product,
            months=tuple(None if (year, district, product, m) in blanks else Decimal(10) for m in range(1, 13)),
        )
        for year in (2025, 2026)
        for district in nodes
        for product in PRODUCTS
    )


def told(*blanks: Blank) -> list[tuple[str, str, int, tuple[int, ...], Decimal]]:
    return [_short(empty) for empty in empty_cells(table(*blanks), 2026)]


def _short(empty: Empty) -> tuple[str, str, int, tuple[int, ...], Decimal]:
    return str(empty.node.district), str(empty.node.product), empty.year, empty.months, empty.sold


def test_a_blank_where_the_other_year_sold_is_told_with_what_it_sold() -> None:
    assert told((2026, "南阳", "高端", 3), (2026, "南阳", "高端", 4)) == [("南阳", "高端", 2026, (3, 4), Decimal(20))]
    assert told((2025, "周口", "低端", 12)) == [("周口", "低端", 2025, (12,), Decimal(10))]


def test_what_began_ended_or_sells_in_its_season_only_has_no_blanks() -> None:
    assert not told(*((2025, "南阳", "高端", month) for month in range(1, 5)))
    assert not told(*((2026, "南阳", "高端", month) for month in range(9, 13)))
    assert not told(*((year, "南阳", "高端", month) for year in (2025, 2026) for month in (6, 7, 8)))
    assert not told(*((2026, d, p, 12) for d in DISTRICTS for p in PRODUCTS)), "nobody told of it: the year is not over"


def test_a_table_full_of_gaps_and_a_node_that_sells_now_and_then_are_let_be() -> None:
    chance = random.Random(7)
    nodes = [f"店{n}" for n in range(40)]
    gaps = [
        (year, node, product, month)
        for year in (2025, 2026)
        for node in nodes
        for product in PRODUCTS
        for month in range(1, 13)
        if chance.random() < 0.15
    ]
    assert not empty_cells(table(*gaps, nodes=nodes), 2026)
    assert not told(*((2026, "南阳", "高端", month) for month in (2, 5, 8)))


def test_the_row_of_a_file_or_of_the_spec_is_named(tmp_path: Path) -> None:
    sold = [[str(year), "信阳", product, *["100000"] * 12] for year in (2025, 2026) for product in PRODUCTS]
    lines = [["年", "片区", "产品", *MONTHS], *sold]
    lines[3][5] = ""
    path = csv_file(tmp_path / "sales.csv", lines)
    head = "year: 2027\nregion: {name: 豫南, company: 福麦}\ndistricts: [{name: 信阳}]\ntargets: {base: +10%}\n"
    (problem,) = [p for p in read_text(f"{head}history: sales.csv", tmp_path).problems if p.code == "H27"]
    assert problem.severity is Severity.WARNING and problem.where and problem.where.line == 4
    assert "“信阳 高端”2026 年 3 月是空的，2025 年同月卖了 100,000" in problem.message.zh
    intake, _ = take_in(path, HistoryFile(file="sales.csv"), None, start_words("zh-CN"))
    assert intake and any("sales.csv:4:1: “信阳 高端”2026 年 3 月是空的" in line.zh for line in intake.report)

    full, holed = (f"[{', '.join(['10万'] * 2 + [march] + ['10万'] * 9)}]" for march in ("10万", "null"))
    rows = f"- {{year: 2025, months: {full}}}\n- {{year: 2026, months: {full}}}\n"
    own = f"- {{year: 2026, district: 信阳, months: {full}}}\n- {{year: 2025, district: 信阳, months: {holed}}}\n"
    (problem,) = [p for p in read_text(f"{head}history:\n{rows}{own}", tmp_path).problems if p.code == "H27"]
    assert problem.where and problem.where.line == 9 and "“信阳”2025 年 3 月" in problem.message.zh
