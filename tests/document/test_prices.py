"""The price table: levels across where every product has the same, each product's own below it where they differ."""

from __future__ import annotations

from typing import Any

from plans import small_plan

from planforge.document.compose import words_for
from planforge.document.model import RowKind, Table
from planforge.document.tables.products import prices

LARGE = {
    "product": "大包",
    "unit": "元/场",
    "effective": "2027-03-01",
    "change": "周末上浮 8%。",
    "levels": [{"name": "平日", "price": 268, "last": 268}, {"name": "周末", "price": 388, "last": 358}],
}
PACKAGE = {"product": "套餐", "levels": [{"name": "四人", "price": 198}]}


def table_of(*items: dict[str, Any]) -> Table:
    plan = small_plan(pricing={"items": list(items)})
    table = prices(plan, words_for(plan))
    assert table
    return table


def printed(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_same_levels_stand_across_with_the_former_price_in_brackets() -> None:
    table = table_of(LARGE, {**LARGE, "product": "中包", "change": "不变。"})
    assert [column.title for column in table.columns] == ["产品", "计价", "平日", "周末", "执行日期", "调价说明"]
    assert printed(table)[0] == ["大包", "元/场", "268.00", "388.00（原358.00）", "3月1日", "周末上浮 8%。"]
    assert table.note == "注：括号内为调整前的价格。"


def test_levels_of_their_own_stand_below_each_product() -> None:
    table = table_of(LARGE, PACKAGE)
    assert [column.title for column in table.columns] == ["层级", "价格（元）", "原价（元）", "变动幅度"]
    assert printed(table) == [
        ["大包　元/场　3月1日起　周末上浮 8%。"],
        ["平日", "268.00", "268.00", "—"],
        ["周末", "388.00", "358.00", "+8.4%"],
        ["套餐"],
        ["四人", "198.00", "—", "—"],
    ]
    assert [row.kind for row in table.rows if len(row.cells) == 1] == [RowKind.GROUP] * 2
    assert table.note == ""


def test_a_product_without_levels_keeps_what_is_said_of_it() -> None:
    said = {"product": "小包", "change": "随大包。"}
    assert printed(table_of(LARGE, said))[1] == ["小包", "", "—", "—", "—", "随大包。"]
    assert printed(table_of(LARGE, PACKAGE, said))[-1] == ["小包　随大包。"]


def test_without_any_level_there_is_no_table() -> None:
    plan = small_plan(pricing={"items": [{"product": "小包", "change": "不变。"}]})
    assert prices(plan, words_for(plan)) is None
