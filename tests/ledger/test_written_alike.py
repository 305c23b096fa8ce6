"""Names of one file that differ in their writing only: 成都 and 成都市, East and EAST."""

from __future__ import annotations

from pathlib import Path

import pytest
from sales_files import csv_file, taken

from planforge.ledger.intake import take_in
from planforge.ledger.ledger import read_sales
from planforge.reading.scaffold import start_words
from planforge.spec.history import HistoryFile


def table(folder: Path, *names: str) -> Path:
    rows = [[f"2026-{month:02}", name, 100 * n] for month in range(1, 13) for n, name in enumerate(("绵阳", *names), 1)]
    return csv_file(folder / "s.csv", [["月份", "片区", "销售额"], *rows])


@pytest.mark.parametrize(
    "names",
    [
        ("成都", "成都市"),
        ("朝阳区", "朝阳"),
        ("阿坝州", "阿坝"),
        ("广西壮族自治区", "广西壮族"),
        ("Ohio", "Ohio State"),
    ],
)
def test_districts_that_differ_by_their_kind_only_are_told_with_both_names(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    found = taken(table(tmp_path, *names), unit="元")
    (problem,) = [problem for problem in found.problems if problem.code == "H07"]
    for text in (problem.message.zh, problem.message.en):
        assert all(f"{name}" in text for name in names)
    assert problem.hint and f"{names[0]}: {names[1]}" in problem.hint.zh  # sells more in the newest year
    assert {sale.node.district for sale in found.sales} == {"绵阳", *names}


def test_a_new_plan_tells_of_them_too(tmp_path: Path) -> None:
    intake, _ = take_in(
        table(tmp_path, "成都", "成都市"), HistoryFile(file="s.csv", unit="元"), None, start_words("zh-CN")
    )
    assert intake is not None
    assert any("成都”" in text.zh and "成都市”" in text.zh and "可能是同一个" in text.zh for text in intake.report)


@pytest.mark.parametrize("names", [("East", "EAST"), ("Ａ区", "A区"), ("信阳 北", "信阳北")])
def test_names_that_differ_in_width_case_or_blanks_are_one_which_is_told(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    found = taken(table(tmp_path, *names), unit="元")
    assert {sale.node.district for sale in found.sales} == {"绵阳", names[0]}
    assert sum(sale.amount for sale in found.sales) == 600 * 12
    (problem,) = [problem for problem in found.problems if problem.code == "H07"]
    assert all(name in problem.message.en for name in names)


def test_what_the_plan_has_under_both_names_stays_two(tmp_path: Path) -> None:
    known = {"district": ["绵阳", "East", "EAST"]}
    path = table(tmp_path, "East", "EAST")
    found, _ = read_sales(path, "s.csv", HistoryFile(file="s.csv", unit="元"), 2026, known)
    assert found is not None
    assert {sale.node.district for sale in found.sales} == {"绵阳", "East", "EAST"}


@pytest.mark.parametrize("names", [("河南", "河北"), ("市区", "城区"), ("东区", "西区")])
def test_names_that_share_their_kind_only_are_different(tmp_path: Path, names: tuple[str, str]) -> None:
    assert taken(table(tmp_path, *names), unit="元").problems == []
