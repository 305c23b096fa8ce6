"""Tables of sales in every shape people give them, read without a hand laid on them."""

from __future__ import annotations

import time
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from sales_files import (
    ORDER_HEADS,
    PROVINCE_HEADS,
    codes,
    csv_file,
    order_lines,
    province_lines,
    sums,
    taken,
    workbook,
)

from planforge.ledger.heads import KEYS
from planforge.problem import Severity

MONTHS = [f"{month}月" for month in range(1, 13)]


def expected_by_region(lines: list[list[object]]) -> dict[tuple[int, str], Decimal]:
    total: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for line in lines:
        total[line[2].year, line[7]] += Decimal(str(line[11]))  # type: ignore[attr-defined,index]
    return dict(total)


@pytest.mark.parametrize(
    "date", ["%d/%m/%Y", "%m/%d/%Y", "%d-%m-%y", "%d %b %Y", "%B %d, %Y", "%Y%m%d", "%d.%m.%Y %H:%M"]
)
def test_order_lines_come_out_the_same_however_their_days_are_written(tmp_path: Path, date: str) -> None:
    lines = order_lines(600)
    found = taken(csv_file(tmp_path / "orders.csv", [ORDER_HEADS, *lines], date=date))
    assert sums(found, "district") == expected_by_region(lines)
    assert found.daily
    assert not [problem for problem in found.problems if problem.severity is not Severity.INFO]


def test_a_workbook_of_order_lines_gives_what_its_csv_gives(tmp_path: Path) -> None:
    lines = order_lines(600)
    book = workbook(
        tmp_path / "orders.xlsx", Orders=[ORDER_HEADS, *lines], People=[("Person", "Region"), ("Anna", "East")]
    )
    found = taken(book)
    assert sums(found, "district") == expected_by_region(lines)
    assert any("People" in note.en for note in found.notes)


def test_the_coarsest_of_several_columns_is_taken_and_the_others_are_named(tmp_path: Path) -> None:
    found = taken(csv_file(tmp_path / "orders.csv", [ORDER_HEADS, *order_lines(200)]))
    assert {sale.node.product for sale in found.sales} == {"Furniture", "Office Supplies", "Technology"}
    assert {sale.node.channel for sale in found.sales} == {"Consumer", "Corporate", "Home Office"}
    told = " ".join(note.en for note in found.notes)
    assert 'Sub-Category (6), Product Name (97): to use one, --map "Sub-Category=product"' in told
    assert '--map "Country=district"' in told


def test_a_mapping_wins_over_the_names(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "orders.csv", [ORDER_HEADS, *order_lines(200)])
    found = taken(path, columns={"district": "State", "amount": "Profit"})
    assert {sale.node.district for sale in found.sales} == {"Texas", "New York", "Florida", "California"}
    assert sum(s.amount for s in found.sales) == sum(Decimal(str(line[14])) for line in order_lines(200))


def test_thirty_one_provinces_are_districts_not_their_cities(tmp_path: Path) -> None:
    found = taken(workbook(tmp_path / "订单.xlsx", 订单=[PROVINCE_HEADS, *province_lines(400)]))
    assert len({sale.node.district for sale in found.sales}) == 31
    assert "内蒙古" in {sale.node.district for sale in found.sales}


@pytest.mark.slow
def test_a_hundred_thousand_lines_take_a_few_seconds(tmp_path: Path) -> None:
    lines = [[f"{n}-{line[0]}", *line[1:]] for line in order_lines(2_000) for n in range(50)]
    path = csv_file(tmp_path / "orders.csv", [ORDER_HEADS, *lines])
    started = time.process_time()
    found = taken(path)
    assert len(found.sales) == 100_000
    assert time.process_time() - started < 20


# Months across


def two_years_wide(unit: str = "单位：万元") -> list[list[object]]:
    return [
        ["豫南区域2025—2026年销售统计表"],
        [unit],
        ["片区", "品类", "2025年", *[None] * 12, "2026年", *[None] * 12],
        [None, None, *MONTHS, "合计", *MONTHS, "合计"],
        ["信阳", "面", *[1.5] * 12, 18, *[2] * 12, 24],
        [None, "饼", *[1] * 12, 12, *[1] * 12, 12],
        ["信阳小计", None, *[2.5] * 12, 30, *[3] * 12, 36],
        ["南阳", "面", *[0.1] * 12, 1.2, *[0.2] * 12, 2.4],
        [None, "饼", *[0.1] * 12, 1.2, *[0.1] * 12, 1.2],
        ["合计", None, *[2.7] * 12, 32.4, *[3.3] * 12, 39.6],
        ["制表人：李明"],
    ]


WIDE = {
    (2025, "信阳", "面"): 180_000,
    (2025, "信阳", "饼"): 120_000,
    (2025, "南阳", "面"): 12_000,
    (2025, "南阳", "饼"): 12_000,
    (2026, "信阳", "面"): 240_000,
    (2026, "信阳", "饼"): 120_000,
    (2026, "南阳", "面"): 24_000,
    (2026, "南阳", "饼"): 12_000,
}


def test_a_merged_table_of_two_years_across_with_sums_and_a_unit(tmp_path: Path) -> None:
    merged = [
        ("A1:AB1", "豫南区域2025—2026年销售统计表"),
        ("C3:O3", "2025年"),
        ("P3:AB3", "2026年"),
        ("A3:A4", "片区"),
        ("B3:B4", "品类"),
        ("A5:A6", "信阳"),
        ("A8:A9", "南阳"),
    ]
    found = taken(workbook(tmp_path / "统计.xlsx", merged=merged, 销售=two_years_wide()))
    assert sums(found, "district", "product") == WIDE
    assert codes(found).count("H11") == 2  # sums, and the line of who made it


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_same_table_saved_as_text_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    assert (
        sums(taken(csv_file(tmp_path / "统计.csv", two_years_wide(), encoding=encoding)), "district", "product") == WIDE
    )


@pytest.mark.parametrize("separator", ["\t", ";"])
def test_other_separators(tmp_path: Path, separator: str) -> None:
    path = csv_file(tmp_path / "统计.csv", two_years_wide(), separator=separator)
    assert sums(taken(path), "district", "product") == WIDE


@pytest.mark.parametrize(
    "heads",
    [
        [f"2026年{m}月" for m in range(1, 13)],
        [f"2026-{m:02}" for m in range(1, 13)],
        [f"2026{m:02}" for m in range(1, 13)],
        [f"2026/{m}/1" for m in range(1, 13)],
        [f"{name}-26" for name in ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]],
        [
            f"{name} 2026"
            for name in ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"]
        ],
        [f"{m}月销售额（元）" for m in range(1, 13)],
        [f"{name}月" for name in ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]],
        [f"{m}月份" for m in range(1, 13)],
        [str(m) for m in range(1, 13)],
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
    ],
    ids=lambda heads: heads[0],
)
def test_months_across_by_many_names(tmp_path: Path, heads: list[str]) -> None:
    rows = [["地区", *heads, "全年"], ["信阳", *range(1, 13), 78], ["南阳", *[10] * 12, 120]]
    found = taken(csv_file(tmp_path / "sales.csv", rows))
    assert sums(found, "district") == {(2026, "信阳"): 78, (2026, "南阳"): 120}
    assert [sale.month for sale in found.sales if sale.amount == 12] == [12]


def test_months_twice_without_a_year_are_the_last_two_years(tmp_path: Path) -> None:
    found = taken(csv_file(tmp_path / "s.csv", [["区域", *MONTHS, *MONTHS], ["信阳", *[1] * 12, *[2] * 12]]))
    assert sums(found) == {(2025,): 12, (2026,): 24}
    assert "H12" in codes(found)


def test_a_column_of_years_beside_months_across(tmp_path: Path) -> None:
    rows = [["年度", "区域", *MONTHS], ["2025年", "信阳", *[1] * 12], ["2026年", "信阳", *[2] * 12]]
    assert sums(taken(csv_file(tmp_path / "s.csv", rows))) == {(2025,): 12, (2026,): 24}


def test_amounts_and_volumes_side_by_side_under_each_month(tmp_path: Path) -> None:
    rows = [
        ["片区", *(cell for month in MONTHS for cell in (month, None))],
        ["", *["销售额", "销量"] * 12],
        ["信阳", *[100, 5] * 12],
    ]
    found = taken(csv_file(tmp_path / "2026年.csv", rows))
    assert sums(found) == {(2026,): 1_200}
    assert sum(sale.units or 0 for sale in found.sales) == 60


def test_a_column_that_tells_amounts_from_volumes(tmp_path: Path) -> None:
    rows = [
        ["片区", "指标", *MONTHS],
        ["信阳", "销售额", *[100] * 12],
        ["信阳", "销量", *[5] * 12],
        ["信阳", "毛利率", *[9] * 12],
    ]
    found = taken(csv_file(tmp_path / "2026.csv", rows))
    assert sums(found) == {(2026,): 1_200}
    assert sum(sale.units or 0 for sale in found.sales) == 60


def test_targets_and_growth_beside_the_actual_figures_are_left_aside(tmp_path: Path) -> None:
    heads = [cell for month in MONTHS for cell in (f"{month}目标", f"{month}实际", f"{month}同比")]
    found = taken(csv_file(tmp_path / "2026.csv", [["片区", *heads], ["信阳", *[90, 100, "11%"] * 12]]))
    assert sums(found) == {(2026,): 1_200}


def test_a_sheet_for_every_year_with_districts_across(tmp_path: Path) -> None:
    def year(factor: int) -> list[list[object]]:
        rows = [[month, 10 * factor, 20 * factor, 30 * factor] for month in MONTHS]
        return [["各片区月度销售（千元）"], ["月份", "信阳", "南阳", "合计"], *rows, ["合计", 1, 2, 3]]

    found = taken(workbook(tmp_path / "两年.xlsx", **{"2025年": year(1), "2026年": year(2)}))
    assert sums(found, "district") == {
        (2025, "信阳"): 120_000,
        (2025, "南阳"): 240_000,
        (2026, "信阳"): 240_000,
        (2026, "南阳"): 480_000,
    }
    assert "H12" not in codes(found)


def test_a_sheet_for_every_district(tmp_path: Path) -> None:
    def place(amount: int) -> list[list[object]]:
        return [["月份", "产品", "销售额"], *([f"2026-{m:02}", "面", amount] for m in range(1, 13))]

    found = taken(workbook(tmp_path / "片区.xlsx", 信阳=place(1), 南阳=place(2)))
    assert sums(found, "district") == {(2026, "信阳"): 12, (2026, "南阳"): 24}


def test_a_sheet_for_every_month(tmp_path: Path) -> None:
    sheets = {f"2026年{m}月": [["片区", "产品", "金额"], ["信阳", "面", m], ["南阳", "饼", 1]] for m in range(1, 13)}
    found = taken(workbook(tmp_path / "月报.xlsx", **sheets))
    assert sums(found, "district") == {(2026, "信阳"): 78, (2026, "南阳"): 12}
    assert sorted(sale.month for sale in found.sales if sale.node.district == "信阳") == list(range(1, 13))


def test_a_sheet_for_every_month_with_products_across(tmp_path: Path) -> None:
    def month(number: int) -> list[list[object]]:
        rows = [
            [place, 100 * n, 20 * number, 100 * n + 20 * number] for n, place in enumerate(("信阳", "南阳", "周口"), 1)
        ]
        return [
            [f"2026年{number}月销售汇总（元）"],
            ["片区", "面", "饼", "合计"],
            *rows,
            ["合计", 600, 60 * number, ""],
        ]

    found = taken(workbook(tmp_path / "月报.xlsx", **{f"{m}月": month(m) for m in range(1, 13)}))
    assert sums(found, "product") == {(2026, "面"): 7_200, (2026, "饼"): 60 * 78}
    assert sums(found, "district")[2026, "周口"] == 3_600 + 20 * 78


def test_year_and_month_in_columns_of_their_own(tmp_path: Path) -> None:
    rows = [["年份", "月份", "区域", "营业额"], *([2026, m, "信阳", 5] for m in range(1, 13))]
    assert sums(taken(csv_file(tmp_path / "s.csv", rows))) == {(2026,): 60}


def test_sales_are_volume_times_price_where_no_column_has_them(tmp_path: Path) -> None:
    rows = [
        ["InvoiceNo", "InvoiceDate", "Description", "Quantity", "UnitPrice", "Country"],
        ["536365", "12/1/2026 8:26", "LANTERN", "6", "2.55", "France"],
        ["536366", "12/20/2026 9:00", "MUG", "-1", "1.5", "Italy"],
        ["536367", "12/20/2026 9:00", "MUG", "4", "", "Italy"],
    ]
    found = taken(csv_file(tmp_path / "retail.csv", rows))
    assert sums(found, "district") == {(2026, "France"): Decimal("15.30"), (2026, "Italy"): Decimal("-1.5")}
    assert any("sales = Quantity × UnitPrice" in note.en for note in found.notes)
    assert codes(found) == ["H06", "H14"]


def test_columns_are_found_by_a_part_of_their_name_where_no_whole_name_is_known(tmp_path: Path) -> None:
    rows = [
        ["Order ID", "order_date_local", "Status", "ship-state", "Main Category", "Net Sales INR", "Target Sales"],
        ["1", "2026-04-30", "Shipped", "GOA", "Kurta", "100", "999"],
        ["2", "2026-05-30", "Shipped", "KERALA", "Set", "50", "999"],
    ]
    found = taken(csv_file(tmp_path / "orders.csv", rows))
    assert sums(found, "district", "product") == {(2026, "GOA", "Kurta"): 100, (2026, "KERALA", "Set"): 50}


def test_a_table_for_every_year_one_below_the_other(tmp_path: Path) -> None:
    def block(year: int, amount: int) -> list[list[object]]:
        rows: list[list[object]] = [[place, *[amount] * 12, amount * 12] for place in ("信阳", "南阳")]
        return [
            [f"{year}年各片区销售"],
            ["片区", *MONTHS, "合计"],
            *rows,
            ["合计", *[amount * 2] * 12, amount * 24],
            [],
        ]

    merged = [("A1:N1", "2025年各片区销售"), ("A7:N7", "2026年各片区销售")]
    rows = [*block(2025, 1), *block(2026, 2), ["注：2020年数据另附"]]
    expected = {(2025, "信阳"): 12, (2025, "南阳"): 12, (2026, "信阳"): 24, (2026, "南阳"): 24}
    for found in (
        taken(workbook(tmp_path / "s.xlsx", merged=merged, 销售=rows)),
        taken(csv_file(tmp_path / "s.csv", rows)),
    ):
        assert sums(found, "district") == expected
        assert "H12" not in codes(found)


def test_a_line_for_every_year_above_its_months(tmp_path: Path) -> None:
    rows = [
        ["月份", "信阳", "南阳"],
        ["2025年"],
        *([m, 1, 2] for m in MONTHS),
        ["2026年"],
        *([m, 3, 4] for m in MONTHS),
    ]
    assert sums(taken(csv_file(tmp_path / "s.csv", rows))) == {(2025,): 36, (2026,): 84}


def test_a_year_merged_over_its_months(tmp_path: Path) -> None:
    rows = [
        ["年度", "月份", "销售额"],
        *([year if m == 1 else "", f"{m}月", 1] for year in (2025, 2026) for m in range(1, 13)),
    ]
    assert sums(taken(csv_file(tmp_path / "s.csv", rows))) == {(2025,): 12, (2026,): 12}


def test_sheets_of_one_form_go_together_though_their_heads_name_other_years(tmp_path: Path) -> None:
    def year(number: int, amount: int) -> list[list[object]]:
        return [["片区", *(f"{number}年{m}月" for m in range(1, 13))], ["信阳", *[amount] * 12]]

    found = taken(workbook(tmp_path / "s.xlsx", 说明=[["填表说明"]], 上年=year(2025, 1), 本年=year(2026, 2)))
    assert sums(found, "district") == {(2025, "信阳"): 12, (2026, "信阳"): 24}


def test_a_mapping_leads_to_the_sheet_that_has_its_columns(tmp_path: Path) -> None:
    small = [["月份", "片区", "开票"], ["2026-01", "信阳", 7]]
    large = [["月份", "片区", "销售额"], *([f"2026-{m:02}", "信阳", 1] for m in range(1, 13))]
    assert sums(taken(workbook(tmp_path / "s.xlsx", 明细=large, 开票=small), columns={"amount": "开票"})) == {
        (2026,): 7
    }


def test_the_page_on_sales_files_names_every_key_of_the_map() -> None:
    page = (Path(__file__).parents[2] / "docs" / "history.md").read_text("utf-8")
    assert all(f"`{key}`" in page for key in KEYS)


def test_a_column_of_items_names_products_unless_it_tells_amounts_from_volumes(tmp_path: Path) -> None:
    rows = [["月份", "大区", "门店", "项目", "营业额", "客数"], ["2026年1月", "东区", "1号店", "护理", 900, 3]]
    sale = taken(csv_file(tmp_path / "s.csv", rows)).sales[0]
    assert (sale.node.district, sale.node.store, sale.node.product, sale.units) == ("东区", "1号店", "护理", Decimal(3))
