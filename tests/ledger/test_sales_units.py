"""In which unit amounts are, where nothing says so; and whose months and years a sheet tells, where no line does."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sales_files import csv_file, sums, taken, workbook

from planforge.ledger.figures import stated_currency
from planforge.ledger.intake import take_in
from planforge.ledger.outcome import Question
from planforge.ledger.scales import stated_unit
from planforge.ledger.sense import senseless
from planforge.reading.scaffold import start_words
from planforge.spec.history import HistoryFile

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"]
HEADS = ["月份", "片区", "销售额"]


def lines(amount: float, years: tuple[int, ...] = (2025, 2026)) -> list[list[Any]]:
    return [
        [f"{year}-{month:02}", name, amount] for year in years for month in range(1, 13) for name in ("信阳", "南阳")
    ]


def doubted(path: Path, **given: Any) -> list[Any]:
    return list(senseless(taken(path, **given), HistoryFile(file=path.name, **given)))


@pytest.mark.parametrize("amount", [9, 320, 38_000, 10**11])
def test_a_table_without_a_unit_whose_year_is_too_small_or_too_large_is_asked_about(
    tmp_path: Path, amount: int
) -> None:
    (question,) = doubted(csv_file(tmp_path / "s.csv", [HEADS, *lines(amount)]))
    assert isinstance(question, Question)
    assert question.hint and "--unit 万元" in question.hint.zh
    assert [(o.value, o.amount) for o in question.options] == [
        ("万元", Decimal(amount * 24 * 10_000)), ("千元", Decimal(amount * 24 * 1_000)), ("元", Decimal(amount * 24)),
        ("百万元", Decimal(amount * 24 * 1_000_000)),
    ]  # fmt: skip


@pytest.mark.parametrize("unit", ["万元", "千元", "元"])
def test_the_unit_that_the_user_names_settles_it(tmp_path: Path, unit: str) -> None:
    assert doubted(csv_file(tmp_path / "s.csv", [HEADS, *lines(320)]), unit=unit) == []


@pytest.mark.parametrize(
    "heads", [["月份", "片区", "销售额（元）"], ["Month", "Region", "Sales (USD)"], ["月份", "片区", "销售额/元"]]
)
def test_a_unit_in_the_head_settles_it(tmp_path: Path, heads: list[str]) -> None:
    assert doubted(csv_file(tmp_path / "s.csv", [heads, *lines(320)])) == []


def test_signs_of_a_currency_and_prices_settle_it(tmp_path: Path) -> None:
    signs = [[month, name, f"￥{amount}.50"] for month, name, amount in lines(320)]
    assert doubted(csv_file(tmp_path / "signs.csv", [HEADS, *signs])) == []
    priced = [[month, name, 4, 80, amount] for month, name, amount in lines(320)]
    assert doubted(csv_file(tmp_path / "priced.csv", [["月份", "片区", "数量", "单价", "销售额"], *priced])) == []


def test_few_orders_of_single_days_are_not_doubted(tmp_path: Path) -> None:
    orders = [[f"2026-{month:02}-{day:02}", "信阳", 20] for month in range(1, 13) for day in (3, 9, 27)]
    assert doubted(csv_file(tmp_path / "s.csv", [["日期", "片区", "销售额"], *orders])) == []


def test_a_year_that_passes_for_currency_units_is_told_as_such(tmp_path: Path) -> None:
    found = taken(csv_file(tmp_path / "s.csv", [HEADS, *lines(320_000)]))
    assert "没有写金额单位，按元读" in [note.zh for note in found.notes]


def test_a_new_plan_is_not_begun_on_a_doubtful_unit(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "s.csv", [HEADS, *lines(320)])
    intake, problems = take_in(path, HistoryFile(file="s.csv"), None, start_words("zh-CN"))
    assert intake is None and [problem.code for problem in problems] == ["H16"]


# The month of a sheet, and years that a format has cut ----------------------------------------------------------------


def test_the_title_of_a_sheet_names_its_month_and_the_numbers_below_date_are_days(tmp_path: Path) -> None:
    def sheet(month: int) -> list[list[Any]]:
        days = [[day, "信阳", 1_000 * month] for day in range(1, 13)]
        return [[f"2026年{month}月销售明细"], ["日期", "片区", "销售额"], *days]

    found = taken(workbook(tmp_path / "s.xlsx", **{f"表{month}": sheet(month) for month in (1, 2, 3)}))
    assert {(s.year, s.month) for s in found.sales} == {(2026, 1), (2026, 2), (2026, 3)}
    assert found.sums("month") == {(month,): Decimal(12_000 * month) for month in (1, 2, 3)}
    assert not any("日期" in note.zh and "没有读的列" in note.zh for note in found.notes)


def test_years_with_a_comma_between_their_digits_are_years(tmp_path: Path) -> None:
    rows = [["2,026", f"{month}月", "信阳", 200_000] for month in range(1, 13)]
    found = taken(csv_file(tmp_path / "s.csv", [["年份", *HEADS], *rows]))
    assert sums(found, "district") == {(2026, "信阳"): 2_400_000}


def test_a_line_below_the_heads_is_never_taken_for_heads_because_its_figure_looks_like_a_year(tmp_path: Path) -> None:
    rows = [[f"2026年{month}月", 2_090 if month == 6 else 3_570 * month] for month in range(1, 13)]
    path = csv_file(tmp_path / "s.csv", [["年月", "曹县"], *rows])
    found = taken(path, columns={"amount": "曹县"})
    assert found.sums("year") == {(2026,): Decimal(3_570 * 72 + 2_090)}


def test_a_file_of_which_no_line_can_be_read_is_refused_with_the_reason(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "s.csv", [HEADS, *([f"某月{n}", "信阳", 1] for n in range(9))])
    intake, problems = take_in(path, HistoryFile(file="s.csv"), None, start_words("zh-CN"))
    assert intake is None
    assert "9 格" in problems[0].message.zh


@pytest.mark.parametrize(
    ("title", "scale", "currency"),
    [
        ("(C$ thousands, net of trade-ins; NB parts not incl. warranty)", 1000, "CAD"),
        ("Sales (CAD k)", 1000, "CAD"),
        ("销售（万美元，不含税）", 10_000, "USD"),
        ("Turnover (HK$ million)", 1_000_000, "HKD"),
        ("Report (2026, draft)", None, ""),
        ("Sales (m, f)", None, ""),
        ("Net sales (net, all)", None, ""),
    ],
)
def test_a_title_names_unit_and_currency(title: str, scale: int | None, currency: str) -> None:
    assert stated_unit([title]) == scale
    assert stated_currency([title]) == currency


def test_labels_in_the_first_row_of_a_block_hold_for_it_whatever_the_column_beside_them_is_called(
    tmp_path: Path,
) -> None:
    """Not merged, the district and its manager named once, the products under Line or a head that nobody knows."""
    for head in ("Line", "Whatnot"):
        rows: list[list[Any]] = [["(C$ thousands, net of returns)"], ["Territory", "Territory Manager", head, *MONTHS]]
        for district, manager in (("East", "Ann Lee"), ("West", "Bob Ray"), ("North", "Cy Dow")):
            rows += [
                [district if n == 0 else "", manager if n == 0 else "", product, *([n * n + 5] * 12)]
                for n, product in enumerate(("Tractors", "Combines", "Parts"))
            ]
        found = taken(csv_file(tmp_path / f"{head} 2026.csv", rows))
        assert {name for (name,) in found.sums("district")} == {"East", "West", "North"}
        assert sum(sale.amount for sale in found.sales) == 20 * 12 * 3 * 1000
        assert found.currency == "CAD"
        assert {sale.node.person for sale in found.sales} == {"Ann Lee", "Bob Ray", "Cy Dow"}
        assert ({sale.node.product for sale in found.sales} == {"Tractors", "Combines", "Parts"}) == (head == "Line")


def test_a_head_that_names_its_currency_names_the_unit_and_the_field_force_are_people(tmp_path: Path) -> None:
    rows = [[month, name, "Huber", amount] for month, name, amount in lines(320_000)]
    heads = ["Monat", "Gebiet", "Außendienst", "Nettoumsatz EUR"]
    found = taken(csv_file(tmp_path / "s.csv", [heads, *rows]))
    assert found.currency == "EUR"
    assert not any("no unit of money" in note.en for note in found.notes)
    assert {sale.node.person for sale in found.sales} == {"Huber"}
