"""Heads of two and three rows: whatever stands above whatever, a figure is of the year, month and name it was of."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sales_files import csv_file, taken, workbook

from planforge.ledger.ledger import read_sales
from planforge.ledger.outcome import Ledger
from planforge.spec.history import HistoryFile

TOLD = {
    "year": ("年份", ["2025年", "2026年"]),
    "month": ("月份", [f"{m}月" for m in range(1, 13)]),
    "district": ("片区", ["信阳", "南阳"]),
    "product": ("产品", ["奶粉", "米粉"]),
    "measure": ("指标", ["销售额", "销量", "返利"]),
}
KNOWN = {"district": ["信阳", "南阳"], "product": ["奶粉", "米粉"]}
ARRANGED = [
    (across, tuple(told for told in TOLD if told not in across))
    for count in (2, 3)
    for across in itertools.permutations(TOLD, count)
]


def figure(at: dict[str, str]) -> int:
    """A figure that no other cell has: the same wherever it stands."""
    place = 0
    for told, (_, texts) in TOLD.items():
        place = place * 12 + texts.index(at[told])
    return 100_000 + place


def table(across: Sequence[str], down: Sequence[str], how: str) -> list[list[Any]]:
    """The table with heads that stand once above their columns, or above each; names of lines in the top row, or in
    the last."""
    columns = list(itertools.product(*(TOLD[told][1] for told in across)))
    rows: list[list[Any]] = []
    for level in range(len(across)):
        heads = [column[level] for column in columns]
        again = [n > 0 and columns[n][: level + 1] == columns[n - 1][: level + 1] for n in range(len(columns))]
        corner = level == (0 if how == "top" else len(across) - 1) or how == "repeated"
        names = [TOLD[told][0] if corner else "" for told in down]
        rows.append([*names, *("" if a and how != "repeated" else h for h, a in zip(heads, again, strict=True))])
    for line in itertools.product(*(TOLD[told][1] for told in down)):
        own = dict(zip(down, line, strict=True))
        rows.append([*line, *(figure(own | dict(zip(across, column, strict=True))) for column in columns)])
    return rows


def wanted(measure: str) -> dict[tuple[int, int, str, str], Decimal]:
    return {
        (int(y[:4]), n, d, p): Decimal(figure({"year": y, "month": m, "district": d, "product": p, "measure": measure}))
        for y in TOLD["year"][1]
        for n, m in enumerate(TOLD["month"][1], 1)
        for d in TOLD["district"][1]
        for p in TOLD["product"][1]
    }


@pytest.mark.slow
@pytest.mark.parametrize("how", ["top", "last", "repeated"])
@pytest.mark.parametrize(("across", "down"), ARRANGED, ids=lambda told: "-".join(told))
def test_what_stands_above_what_makes_no_difference(
    tmp_path: Path, across: Sequence[str], down: Sequence[str], how: str
) -> None:
    path = csv_file(tmp_path / "s.csv", table(across, down, how))
    found, problems = read_sales(path, "s.csv", HistoryFile(file="s.csv"), 2026, KNOWN)
    assert found is not None, problems
    amounts, units = Counter[Any](), Counter[Any]()
    for sale in found.sales:
        key = (sale.year, sale.month, sale.node.district, sale.node.product)
        amounts[key] += sale.amount  # type: ignore[assignment]
        units[key] += sale.units or 0  # type: ignore[assignment]
    assert amounts == wanted("销售额") and units == wanted("销量")
    assert found.account.cells == found.account.known


@pytest.mark.parametrize("across", [("month", "measure"), ("measure", "month"), ("year", "measure", "month")])
def test_a_measure_that_is_not_read_is_read_by_the_map_that_is_listed(tmp_path: Path, across: Sequence[str]) -> None:
    down = [told for told in TOLD if told not in across]
    path = csv_file(tmp_path / "s.csv", table(across, down, "top"))
    listed = dict(taken(path).unread_columns)
    assert listed == {"返利": '--map "返利=amount"'}
    assert sum(taken(path, columns={"amount": "返利"}).sums("year").values()) == sum(wanted("返利").values())


def read(folder: Path, rows: list[list[Any]], **given: Any) -> Ledger:
    return taken(workbook(folder / "s.xlsx", 销售=rows), **given)


def test_one_column_below_a_name_can_be_named_with_it(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["", "三级医院", "", "药店", ""], ["月份", "销售额", "返利", "销售额", "返利"]]
    rows += [[f"2026-{m:02}", 100_000 + m, 10 + m, 200_000 + m, 20 + m] for m in range(1, 13)]
    assert read(tmp_path, rows).sums("district") == {("三级医院",): 1_200_078, ("药店",): 2_400_078}
    found = read(tmp_path, rows, columns={"amount": "药店/返利"}, unit="元")
    assert found.sums("year") == {(2026,): Decimal(sum(20 + m for m in range(1, 13)))}


def test_of_two_columns_called_alike_each_can_be_named(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["月份", "片区", "备注", "数额一", "备注"]]
    rows += [[f"2026-{m:02}", "信阳", "甲", 100_000, "乙"] for m in range(1, 13)]
    found = read(tmp_path, rows, columns={"amount": "数额一"})
    assert dict(found.unread_columns).keys() == {"备注", "备注#2"}
    assert read(tmp_path, rows, columns={"amount": "数额一", "channel": "备注#2"}).sums("channel") == {
        ("乙",): Decimal(1_200_000)
    }


def test_below_months_a_figure_of_no_known_kind_makes_no_further_years(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["片区", "1月", "", "2月", "", "3月", ""],
        ["", "发货额", "开票额"] + ["发货额", "开票额"] * 2,
    ]
    rows += [["信阳", 1, 2, 3, 4, 5, 6], ["南阳", 1, 2, 3, 4, 5, 6]]
    found, _ = read_sales(
        workbook(tmp_path / "s.xlsx", 销售=rows), "s.xlsx", HistoryFile(file="s.xlsx", year=2026, unit="万元"), 2026
    )
    assert found is None or {sale.year for sale in found.sales} == {2026}


def test_sections_of_order_lines_are_no_names(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["销售信息", "", "", "财务信息", ""], ["日期", "客户", "数量", "含税金额", "税额"]]
    rows += [[f"2026-{m:02}-05", f"客户{m % 3}", 2, 113_000, 13_000] for m in range(1, 13)]
    found = read(tmp_path, rows)
    assert found.sums("year") == {(2026,): Decimal(12 * 113_000)} and not found.sums("district").keys() - {(None,)}


def months(count: int = 12) -> list[str]:
    return [f"{m}月" for m in range(1, count + 1)]


@pytest.mark.parametrize("corner", ["片区\\月份", "月份/片区", "片区 / 月份"])
def test_the_corner_of_a_table_says_what_stands_down_and_across(tmp_path: Path, corner: str) -> None:
    rows: list[list[Any]] = [
        ["2026年 单位：元"],
        [corner, *months()],
        ["信阳", *[100_000] * 12],
        ["南阳", *[200_000] * 12],
    ]
    assert read(tmp_path, rows).sums("district") == {("信阳",): 1_200_000, ("南阳",): 2_400_000}
    rows = [["2026年 单位：元"], [corner, "信阳", "南阳"], *([month, 100_000, 200_000] for month in months())]
    found = read(tmp_path, rows)
    assert found.sums("district") == {("信阳",): 1_200_000, ("南阳",): 2_400_000} and len(found.sums("month")) == 12


def test_halves_and_quarters_above_months_are_none_of_their_own(tmp_path: Path) -> None:
    halves: list[list[Any]] = [["2026年 单位：元"], ["", "上半年", *[""] * 5, "下半年", *[""] * 5], ["片区", *months()]]
    assert read(tmp_path, [*halves, ["信阳", *range(1, 13)]]).sums("month") == {(m,): m for m in range(1, 13)}
    above = [text for quarter in "一二三四" for text in (f"{quarter}季度", "", "", "")]
    below = [text for n in range(4) for text in (*months()[3 * n : 3 * n + 3], "小计")]
    figures = [f for n in range(4) for f in (3 * n + 1, 3 * n + 2, 3 * n + 3, 9 * n + 6)]
    quarters: list[list[Any]] = [["2026年 单位：元"], ["片区", *above], ["", *below], ["信阳", *figures]]
    assert read(tmp_path, quarters).sums("month") == {(m,): m for m in range(1, 13)}


def test_last_year_beside_this_one_is_left_out(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["2026年同期对比（元）"], ["月份", "片区", "本年", "", "同期", ""]]
    rows += [
        ["", "", "销售额", "销量", "销售额", "销量"],
        *([month, "信阳", 100_000, 5, 90_000, 4] for month in months()),
    ]
    found = read(tmp_path, rows)
    assert found.sums("year") == {(2026,): 1_200_000} and sum(sale.units or 0 for sale in found.sales) == 60


@pytest.mark.parametrize(
    "heads",
    [
        ("上年同期", "本年", "同比"), ("去年", "今年", "增减", "增幅"), ("同期", "本期", "变动额", "变动率"),
        ("计划额", "完成额", "进度"), ("Budget", "Actual", "Var"), ("Vorjahr", "Ist", "Veränderung"), ("PY", "CY", "Δ"),
    ],
)  # fmt: skip
def test_what_is_compared_with_this_year_below_every_district_is_none_of_its_sales(
    tmp_path: Path, heads: tuple[str, ...]
) -> None:
    groups = [cell for district in ("信阳", "南阳") for cell in (district, *[""] * (len(heads) - 1))]
    rows = [[f"{m}月", *[100 + m, 120 + m, 20, "3%"][: len(heads)] * 2] for m in range(1, 13)]
    table = [["2026年销售（万元）"], ["月份", *groups], ["", *heads * 2], *rows]
    found = taken(csv_file(tmp_path / "s.csv", table))
    assert found.sums("year", "month", "district")[2026, 3, "南阳"] == 1_230_000
    assert sum(found.sums("year").values()) == 2 * sum(120 + m for m in range(1, 13)) * 10_000


@pytest.mark.parametrize("apart", [True, False])
def test_a_table_of_volumes_is_no_second_table_of_sales(tmp_path: Path, apart: bool) -> None:
    sold: list[list[Any]] = [["2026年销售额（元）"], ["片区", *months()], ["信阳", *[100_000] * 12]]
    volumes: list[list[Any]] = [["2026年销量（箱）"], ["片区", *months()], ["信阳", *[77] * 12]]
    if apart:
        path = workbook(tmp_path / "s.xlsx", 销售额=sold, 销量=volumes)
    else:
        path = workbook(tmp_path / "s.xlsx", 销售=[*sold, [""], *volumes])
    found = taken(path)
    assert found.sums("year") == {(2026,): 1_200_000}
    assert any("volumes" in problem.message.en for problem in found.problems)


def test_days_of_the_month_that_a_title_names_run_down(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["2026年3月销售日报（元）"], ["日期", "信阳", "南阳", "合计"]]
    rows += [[f"{day}日", 100 * day, 7, 100 * day + 7] for day in range(1, 32)]
    found = read(tmp_path, rows, unit="元")
    assert found.sums("year", "month", "district") == {(2026, 3, "信阳"): 49_600, (2026, 3, "南阳"): 217}


SHORT_YEARS = (
    ("25年", "26年"),
    ("25年度", "26年度"),
    ("25年销售额", "26年销售额"),
    ("'25", "'26"),
    ("’25", "’26"),
    (25, 26),
)


@pytest.mark.parametrize("years", SHORT_YEARS, ids=str)
def test_years_of_two_digits_are_years(tmp_path: Path, years: tuple[Any, Any]) -> None:
    """The date of making, which names one year alone, is none of the figures'."""
    months = [f"{month}月" for month in range(1, 13)]
    rows: list[list[Any]] = [["大区2025-2026年销售统计表"], ["制表：小陈 2026-11-05"]]
    rows += [["片区", *(text for month in months for text in (month, ""))], ["", *years * 12]]
    rows += [[name, *(1000 * place + 100 + n for n in range(24))] for place, name in enumerate(("苏南", "苏北"))]
    found = read(tmp_path, rows)
    assert found.sums("year") == {
        (2025,): 2 * sum(range(100, 124, 2)) + 12_000,
        (2026,): 2 * sum(range(101, 124, 2)) + 12_000,
    }
    assert set(found.sums("channel")) == {(None,)} and not found.unread_columns


def test_ages_are_no_years(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["月份", "10年", "12年", "20年"]]
    rows += [[f"2026-{month:02}", 100, 200, 300] for month in range(1, 13)]
    assert {name for (name,) in read(tmp_path, rows).sums("district")} == {"10年", "12年", "20年"}


MONTHS = ("{y}-{m}", "{y}.{m:02}", "{m}月'{y}", "{m}月({y}年)", "{m}月（20{y}）", "{m}月{y}年", "{y}年{m}月")


@pytest.mark.parametrize("how", MONTHS)
def test_months_across_may_name_years_of_two_digits(tmp_path: Path, how: str) -> None:
    heads = [how.format(y=year, m=month) for year in (25, 26) for month in range(1, 13)]
    rows: list[list[Any]] = [["华东区销售"], ["片区", *heads], ["苏南", *(1000.5 + n for n in range(24))]]
    found = read(tmp_path, rows).sums("year", "month")
    assert found == {(2025 + n // 12, n % 12 + 1): Decimal("1000.5") + n for n in range(24)}


def test_sheets_and_quarters_may_name_years_of_two_digits(tmp_path: Path) -> None:
    months = [f"{month}月" for month in range(1, 13)]
    sheets = {f"{year}年": [["片区", *months], ["苏南", *([10_000.5 + year] * 12)]] for year in (25, 26)}
    found = taken(workbook(tmp_path / "years.xlsx", **sheets))
    assert found.sums("year") == {(2000 + year,): 12 * (Decimal("10000.5") + year) for year in (25, 26)}
    heads = [f"{year}Q{quarter}" for year in (25, 26) for quarter in range(1, 5)]
    rows: list[list[Any]] = [["片区", *heads], ["苏南", *(30_000 + n for n in range(8))]]
    assert read(tmp_path, rows).sums("year") == {(2025,): 120_006, (2026,): 120_022}
