"""Heads in groups: 编码 and 名称 below 客户 and below 存货 are columns of their own, shown and chosen by both heads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sales_files import csv_file, taken, workbook

from planforge.ledger.outcome import Ledger

UPPER = ["日期", "单号", "客户", "", "片区", "存货", "", "", "数量", "无税", "", "价税合计"]
LOWER = ["", "", "编码", "名称", "", "编码", "名称", "规格型号", "", "单价", "金额", ""]
ACROSS = ((2, 3), (5, 7), (9, 10))


def lines() -> list[list[Any]]:
    kinds = [("A1", "泡腾片", "10*20"), ("A2", "颗粒", "10*20"), ("B1", "喷雾", "1*40")]
    return [
        [f"{year}-{month:02}-05", f"D{month}", f"K{n}", f"客户{n}", ("东区", "西区")[n % 2], *kinds[n], 10, 7, 70, 79.1]
        for year in (2025, 2026)
        for month in range(1, 13)
        for n in range(3)
    ]


def ledgered(folder: Path) -> Path:
    """A ledger with heads of two rows, merged across over groups and down where there is one row only."""
    across = [(f"{chr(65 + left)}2:{chr(65 + right)}2", UPPER[left]) for left, right in ACROSS]
    down = [(f"{chr(65 + p)}2:{chr(65 + p)}3", head) for p, head in enumerate(UPPER) if head and not LOWER[p]]
    return workbook(folder / "s.xlsx", merged=(*across, *down), 序时簿=[["出库序时簿"], UPPER, LOWER, *lines()])


def goods(found: Ledger) -> set[str | None]:
    return {sale.node.product for sale in found.sales}


def test_the_products_are_the_names_of_the_goods_and_not_their_packs(tmp_path: Path) -> None:
    found = taken(ledgered(tmp_path))
    assert goods(found) == {"泡腾片", "颗粒", "喷雾"}
    assert any("产品取自“存货/名称”列（3 个）" in note.zh for note in found.notes)


def test_customers_are_counted_by_the_head_below_their_group(tmp_path: Path) -> None:
    assert taken(ledgered(tmp_path)).customers == {year: {"K0", "K1", "K2"} for year in (2025, 2026)}


def test_columns_that_are_not_read_are_offered_by_both_heads(tmp_path: Path) -> None:
    unread = dict(taken(ledgered(tmp_path)).unread_columns)
    assert {"客户/名称", "存货/编码", "存货/规格型号"} <= unread.keys()
    assert unread["客户/名称"] == '--map "客户/名称=customer"'


def test_a_column_is_mapped_by_both_heads(tmp_path: Path) -> None:
    found = taken(ledgered(tmp_path), columns={"product": "存货/规格型号"})
    assert goods(found) == {"10*20", "1*40"}


def test_the_same_heads_in_a_text_file_mean_the_same(tmp_path: Path) -> None:
    found = taken(csv_file(tmp_path / "s.csv", [["出库序时簿"], UPPER, LOWER, *lines()]))
    assert goods(found) == {"泡腾片", "颗粒", "喷雾"}


def test_sales_with_tax_beside_those_without_are_told(tmp_path: Path) -> None:
    note = next(note.zh for note in taken(ledgered(tmp_path)).notes if "销售额取自" in note.zh)
    assert "“无税/金额”" in note
    assert '--map "价税合计=amount"' in note


def test_kinds_of_business_are_the_products_where_nothing_else_names_them(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["日期", "片区", "业务类型", "金额"]]
    rows += [[f"2026-{m:02}-03", "东区", kind, 100] for m in range(1, 13) for kind in ("维保", "改造", "配件")]
    found = taken(csv_file(tmp_path / "s.csv", rows))
    assert goods(found) == {"维保", "改造", "配件"}
    rows = [[*row[:3], ("产品", "电梯")[n > 0], row[3]] for n, row in enumerate(rows)]
    named = taken(csv_file(tmp_path / "t.csv", rows))
    assert goods(named) == {"电梯"}
    assert dict(named.unread_columns)["业务类型"] != '--map "业务类型=status"'


def test_kinds_of_customers_are_channels_and_leave_the_products_to_the_kinds_of_business(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["日期", "片区", "客户类别", "业务类型", "金额"]]
    rows += [
        [f"2026-{m:02}-03", "东区", buyer, kind, 100]
        for m in range(1, 13)
        for buyer, kind in (("物业", "维保"), ("物业", "改造"), ("医院", "维保"))
    ]
    found = taken(csv_file(tmp_path / "s.csv", rows))
    assert goods(found) == {"维保", "改造"}
    assert {sale.node.channel for sale in found.sales} == {"物业", "医院"}


def test_cash_and_what_is_owed_are_not_offered_as_sales_beside_them(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["日期", "片区", "金额", "回款（元）", "期末欠款"]]
    rows += [[f"2026-{m:02}-03", "东区", 100, 95, 5] for m in range(1, 13)]
    found = taken(csv_file(tmp_path / "s.csv", rows))
    assert dict(found.unread_columns) == {"回款（元）": "", "期末欠款": ""}


def test_kinds_that_say_what_came_back_are_no_products(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["日期", "片区", "业务类型", "金额"]]
    rows += [
        [f"2026-{m:02}-03", "东区", kind, amount]
        for m in range(1, 13)
        for kind, amount in (("销售", 100), ("退货", -9))
    ]
    assert goods(taken(csv_file(tmp_path / "s.csv", rows))) == {None}


def test_sums_left_out_are_counted_in_lines_and_not_added_up(tmp_path: Path) -> None:
    from planforge.ledger.report import account_line

    rows: list[list[Any]] = [["月份", "片区", "金额"]]
    for month in range(1, 13):
        rows += [[f"2026-{month:02}", "东区", 100], [f"2026-{month:02}", "西区", 50], ["小计", "", 150]]
    rows.append(["合计", "", 1800])
    told = account_line(taken(csv_file(tmp_path / "s.csv", rows)))
    assert "合计 13 行" in told.zh
    assert "3,600" not in told.zh
