"""Actuals from files: what can be read, and the place, reason and remedy of everything that cannot."""

from __future__ import annotations

import datetime
import shutil
import struct
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from noodles import HEADS, Fill, as_planned, csv, filled, given, plan, refused
from openpyxl import Workbook

from planforge.problem import Problem, Severity
from planforge.review.actuals import to_date
from planforge.review.reading import read_actuals, read_file


def only(problems: tuple[Problem, ...], code: str) -> Problem:
    """The one problem of a code, complete with place, both languages and a remedy."""
    (found,) = [problem for problem in problems if problem.code == code]
    assert found.where is not None
    assert found.message.zh and found.message.en and found.message.zh != found.message.en
    return found


def place(problem: Problem) -> str:
    assert problem.where is not None
    return str(problem.where).rsplit("/", 1)[-1]


# What can be read -----------------------------------------------------------------------------------------------------


def test_amounts_are_in_the_unit_that_the_head_names(tmp_path: Path) -> None:
    lines = ("2027-01,信阳,218.9", "2027-01,驻马店,190", "2027-01,周口,250.5", "2027-01,南阳,206.3")
    actuals = given(csv(tmp_path, *lines, heads="月份,片区,实际（万元）"))
    assert to_date(actuals.months()) == Decimal(8_657_000)


@pytest.mark.parametrize("month", ["2027-01", "2027年1月", "1月", "一月", "2027/1", "Jan", "２０２７-０１"])
def test_months_are_read_as_people_write_them(tmp_path: Path, month: str) -> None:
    assert given(csv(tmp_path, f"{month},信阳,100000")).by("district")["信阳"][0] == 100_000


@pytest.mark.parametrize(
    "amount", ["1000000", '"1,000,000"', "100万", "￥1000000", "１００００００", "1000000.00", "100万元"]
)
def test_amounts_are_read_as_people_write_them(tmp_path: Path, amount: str) -> None:
    path = csv(tmp_path, f"1月,信阳,{amount}", heads="月份,片区,实际")
    assert given(path).by("district")["信阳"][0] == 1_000_000


def test_a_file_in_gb18030_is_read(tmp_path: Path) -> None:
    actuals = given(csv(tmp_path, *as_planned(2), encoding="gb18030"))
    assert to_date(actuals.months()) == sum(plan().targets.districts.months[:2])


def test_order_lines_of_single_days_add_up(tmp_path: Path) -> None:
    lines = ("2027-01-05,信阳,1000", "2027-01-05,信阳,1000", "2027-01-20,信阳,500")
    assert given(csv(tmp_path, *lines)).by("district")["信阳"][0] == 2500


def test_cash_beside_the_sales_of_a_month_is_read_in_its_own_unit(tmp_path: Path) -> None:
    lines = ("1月,信阳,218,1900", "1月,南阳,206.3,1500", "2月,信阳,120,1600")
    read = read_file(plan(), csv(tmp_path, *lines, heads="月份,片区,实际销售额（万元）,回款（千元）"))
    assert read.actuals is not None
    assert [*read.actuals.by("district")["信阳"][:2]] == [2_180_000, 1_200_000]
    assert [*read.actuals.by("cash")["信阳"][:3]] == [1_900_000, 1_600_000, None]
    assert read.notes[-1].en.endswith("回款（千元） is read as the cash of the month")


def test_cash_without_a_unit_of_its_own_is_in_that_of_the_sales(tmp_path: Path) -> None:
    found = given(csv(tmp_path, "1月,信阳,218,190", "2月,信阳,120,160", heads="月份,片区,实际（万元）,回款"))
    assert [*found.by("cash")["信阳"][:2]] == [1_900_000, 1_600_000]


@pytest.mark.parametrize(
    ("heads", "lines"),
    [
        ("日期,片区,实际,回款", ("2027-01-05,信阳,1500,900", "2027-01-20,信阳,1000,700")),
        ("月份,片区,实际,回款,收款", ("1月,信阳,1500000,900000,800000",)),
        ("月份,片区,实际,回款", ("1月,信阳,1500000,现款", "2月,信阳,1500000,900000")),
    ],
)
def test_cash_that_may_be_of_another_month_is_not_read_and_says_where_it_goes(
    tmp_path: Path, heads: str, lines: tuple[str, ...]
) -> None:
    read = read_file(plan(), csv(tmp_path, *lines, heads=heads))
    assert read.actuals is not None and not read.actuals.by("cash")
    assert "跟踪回款" in read.notes[-1].zh and "回款" in read.notes[-1].zh


def test_total_lines_are_not_counted_again(tmp_path: Path) -> None:
    assert to_date(given(csv(tmp_path, "1月,信阳,1000", "1月,合计,1000")).months()) == 1000


def test_an_empty_month_has_not_happened_and_a_nil_has(tmp_path: Path) -> None:
    months = given(csv(tmp_path, "1月,信阳,1000", "2月,信阳,0", "3月,信阳,")).by("district")["信阳"]
    assert list(months[:3]) == [1000, 0, None]


def test_returns_within_a_month_are_told_and_counted(tmp_path: Path) -> None:
    found, problems = read_actuals(plan(), csv(tmp_path, "2027-01-05,信阳,5000", "2027-01-09,信阳,-800"))
    assert found is not None
    assert to_date(found.months()) == 4200
    assert only(problems, "V13").severity is Severity.WARNING


def test_the_tracking_workbook_comes_back_with_every_sheet(tmp_path: Path) -> None:
    def january(share: str, head: str = "月份") -> Fill:
        return lambda row: {"实际": float(share) * row["计划"]} if row[head] == "2027-01" else {}

    fills: list[tuple[str, Fill]] = [(name, january("0.5")) for name in ("跟踪", "跟踪人员", "跟踪费用", "跟踪回款")]
    fills += [
        ("跟踪网络", lambda row: {"实际": row["计划"] + 1} if row["季度"] == "一季度" and row["计划"] > 1 else {})
    ]
    fills += [("行动", lambda row: {"状态": "进行中"} if row["编号"] == "A2" else {})]
    actuals = given(filled(tmp_path / "back.xlsx", fills))
    half = Decimal(plan().targets.districts.months[0]) / 2
    assert to_date(actuals.months()) == half
    assert sum(to_date(months) for months in actuals.by("person").values()) == half
    assert to_date(actuals.by("line")["促销"]) == Decimal(plan().budget.months.of("促销", 1)) / 2
    collection = plan().collection
    assert collection is not None
    assert to_date(actuals.by("cash")["南阳"]) == Decimal(collection.cash.of("南阳", 1)) / 2
    dealers = {count.district: count.number for count in actuals.counts if count.measure == "经销商"}
    assert dealers == {node.name: node.quarters[0] + 1 for node in plan().network[0].districts}
    assert {status.action: status.state for status in actuals.statuses}["A2"] == "running"


@pytest.mark.slow
def test_people_alone_tell_the_sales_of_their_districts(tmp_path: Path) -> None:
    fills: list[tuple[str, Fill]] = [("跟踪人员", lambda r: {"实际": r["计划"]} if r["月份"] == "2027-01" else {})]
    actuals = given(filled(tmp_path / "back.xlsx", fills))
    districts = plan().targets.districts
    assert {name: months[0] for name, months in actuals.by("district").items()} == {
        name: districts.of(name, 1) for name in districts.nodes
    }


def test_rows_left_blank_beside_others_are_told_with_their_names(tmp_path: Path) -> None:
    """A blank is no statement: without them the district's month looks worse than it was."""

    def spring(row: dict[str, Any]) -> dict[str, Any]:
        blank = {("2027-02", "南阳", "D类待淘汰品"): None, ("2027-03", "周口", "C类低价面"): "n/a"}
        key = (row["月份"], row["片区"], row["产品"])
        return {"实际": blank.get(key, row["计划"])} if row["月份"] <= "2027-03" else {}

    path = filled(tmp_path / "back.xlsx", [("跟踪", spring)])
    actuals, problems = read_actuals(plan(), path)
    assert actuals is not None
    (told,) = [problem for problem in problems if problem.code == "V14"]
    assert (
        "2 行有计划而没有填实际" in told.message.zh and "2 月 南阳 D类待淘汰品、3 月 周口 C类低价面" in told.message.zh
    )
    assert place(told).startswith("back.xlsx!跟踪!E")


def test_nothing_is_told_of_months_that_nobody_filled_in_and_of_rows_with_nil(tmp_path: Path) -> None:
    path = filled(tmp_path / "back.xlsx", [("跟踪", lambda row: {"实际": 0} if row["月份"] == "2027-01" else {})])
    assert "V14" not in {problem.code for problem in read_actuals(plan(), path)[1]}


@pytest.mark.slow
def test_an_english_workbook_comes_back_to_a_chinese_plan(tmp_path: Path) -> None:
    fills = [("Tracking", lambda row: {"Actual": row["Plan"]} if row["Month"] == "2027-01" else {})]
    actuals = given(filled(tmp_path / "back.xlsx", fills, "en"))
    assert to_date(actuals.months()) == plan().targets.districts.months[0]


def test_a_sheet_saved_as_csv_with_its_title_is_read(tmp_path: Path) -> None:
    lines = ("单位：万元,,", ",,", "月份,片区,实际", "2027-01,信阳,218.9", "2027-01,南阳,-")
    actuals = given(csv(tmp_path, *lines, heads="2027年销售跟踪,,"))
    assert to_date(actuals.months()) == 2_189_000


def test_a_workbook_that_keeps_months_as_dates_is_read_by_month(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["月份", "片区", "实际（元）"],
        [datetime.date(2027, 1, 1), "信阳", 1000],
        [datetime.date(2027, 1, 1), "信阳", 2],
    ):
        sheet.append(row)
    book.save(tmp_path / "dates.xlsx")
    assert place(only(refused(tmp_path / "dates.xlsx"), "V12")) == "dates.xlsx!Sheet!C3"


def test_months_across_are_read_too(tmp_path: Path) -> None:
    lines = ("信阳,218.9,133.5,,352.4", "南阳,206.3,141,,347.3", "合计,425.2,274.5,,699.7")
    actuals = given(csv(tmp_path, *lines, heads="片区,1月（万元）,2月（万元）,3月（万元）,全年"))
    assert list(actuals.by("district")["信阳"][:3]) == [2_189_000, 1_335_000, None]
    assert to_date(actuals.months()) == 6_997_000


def test_a_table_of_targets_and_actuals_side_by_side_gives_its_actuals(tmp_path: Path) -> None:
    actuals = given(csv(tmp_path, "信阳,100万,95万,120万,118万", heads="片区,1月目标,1月实际,2月目标,2月实际"))
    assert list(actuals.by("district")["信阳"][:3]) == [950_000, 1_180_000, None]


def test_a_mistake_under_a_month_is_told_in_its_own_column(tmp_path: Path) -> None:
    problem = only(refused(csv(tmp_path, "信阳,1000,多少,5", heads="片区,1月,2月,3月")), "H06")
    assert place(problem) == "actuals.csv:2:3"


def test_a_volume_in_another_unit_is_told_by_its_price(tmp_path: Path) -> None:
    _, problems = read_actuals(plan(), csv(tmp_path, "2027-01,信阳,A类高价面,400000,120000", heads=HEADS))
    problem = only(problems, "V07")
    assert problem.severity is Severity.WARNING
    assert "每箱" in problem.message.zh


# What cannot ----------------------------------------------------------------------------------------------------------


def test_an_unknown_district_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    problem = only(refused(csv(tmp_path, "1月,信阳,1000", "1月,南羊,1000")), "V10")
    assert place(problem) == "actuals.csv:3:3"
    assert problem.hint is not None
    assert "南阳" in problem.hint.zh


def test_a_month_given_twice_is_told_with_the_first_line(tmp_path: Path) -> None:
    problem = only(refused(csv(tmp_path, "1月,信阳,1000", "1月,南阳,900", "2027-01,信阳,1100")), "V12")
    assert place(problem) == "actuals.csv:4:3"
    assert "第 2 行" in problem.message.zh


def test_units_mixed_in_a_column_are_told(tmp_path: Path) -> None:
    problem = only(refused(csv(tmp_path, "1月,信阳,218万", "1月,南阳,2063000")), "V07")
    assert place(problem) == "actuals.csv:3:3"
    assert "“2063000”" in problem.message.zh


def test_the_unit_of_the_whole_table_behind_some_of_its_figures_mixes_nothing(tmp_path: Path) -> None:
    found, problems = read_actuals(
        plan(), csv(tmp_path, "1月,信阳,2180000元", "1月,南阳,2063000", heads="月份,片区,实际（元）")
    )
    assert found is not None and [int(entry.amount) for entry in found.sales] == [2_180_000, 2_063_000]
    assert "V07" not in {problem.code for problem in problems}


def test_two_units_in_a_column_of_units_are_read_each_in_its_own_and_told(tmp_path: Path) -> None:
    lines = ("1月,信阳,218,万元", "1月,南阳,2063000,元")
    found, problems = read_actuals(plan(), csv(tmp_path, *lines, heads="月份,片区,实际,单位"))
    assert found is not None
    assert to_date(found.months()) == 4_243_000
    problem = only(problems, "V07")
    assert place(problem) == "actuals.csv:3:4"
    assert "万元" in problem.message.zh


def test_a_figure_in_another_unit_than_the_plan_is_told_by_its_size(tmp_path: Path) -> None:
    amount = plan().targets.districts.of("信阳", 1) * 10_000
    problem = only(refused(csv(tmp_path, f"1月,信阳,{amount}")), "V07")
    assert "10,000 倍" in problem.message.zh


@pytest.mark.parametrize("month", ["2026-12", "2028-01", "2026年12月"])
def test_a_line_of_another_year_is_left_out_and_told(tmp_path: Path, month: str) -> None:
    found, problems = read_actuals(plan(), csv(tmp_path, "1月,信阳,1000", f"{month},信阳,1000"))
    assert found is not None
    assert to_date(found.months()) == 1000
    problem = only(problems, "V05")
    assert problem.severity is Severity.WARNING
    assert place(problem) == "actuals.csv:3:3"
    assert "2027" in problem.message.zh


def test_a_month_that_is_none_is_told(tmp_path: Path) -> None:
    assert place(only(refused(csv(tmp_path, "13月,信阳,1000")), "H05")) == "actuals.csv:2:1"


def test_an_amount_below_nil_is_told(tmp_path: Path) -> None:
    problem = only(refused(csv(tmp_path, "1月,信阳,（1000）")), "V13")
    assert problem.severity is Severity.ERROR
    assert place(problem) == "actuals.csv:2:3"


def test_an_amount_that_is_no_number_is_told(tmp_path: Path) -> None:
    problem = only(refused(csv(tmp_path, "1月,信阳,待报", "1月,南阳,1000")), "H06")
    assert "待报" in problem.message.zh
    assert place(problem) == "actuals.csv:2:3"


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    problems = refused(csv(tmp_path, "13月,信阳,1000", "1月,信阳,很多", "1月,没有区,5", "2028-01,信阳,7"))
    assert {problem.code for problem in problems} >= {"H05", "V05", "H06", "V10"}
    lines = [problem.where.line or 0 for problem in problems if problem.where]
    assert lines == sorted(lines)


def test_a_month_left_out_is_a_warning(tmp_path: Path) -> None:
    found, problems = read_actuals(plan(), csv(tmp_path, "1月,信阳,1000", "3月,信阳,1000", "1月,南阳,1", "2月,南阳,1"))
    assert found is not None
    assert {p.message.zh.split("的")[0] for p in problems if p.code == "V14"} >= {"信阳缺 2 月", "南阳缺 3 月"}


@pytest.mark.parametrize("name", ["actuals.csv", "actuals.xlsx"])
def test_an_empty_file_is_told(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"")
    problem = only(refused(path), "H01")
    assert place(problem) == name


def test_a_file_of_heads_alone_is_told(tmp_path: Path) -> None:
    assert {problem.code for problem in refused(csv(tmp_path))} <= {"H01", "V09"}


@pytest.mark.slow
def test_a_workbook_nobody_filled_in_is_told(tmp_path: Path) -> None:
    assert "实际" in only(refused(filled(tmp_path / "back.xlsx", [])), "V09").message.zh


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert place(only(refused(tmp_path / "nowhere.xlsx"), "H01")) == "nowhere.xlsx"


def test_a_workbook_with_a_password_is_told(tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(encrypted())
    problem = only(refused(path), "H01")
    assert "密码" in problem.message.zh
    assert problem.hint is not None


def encrypted() -> bytes:
    """The least of an OLE file as Excel writes it round an encrypted workbook: header, FAT, directory."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0)
    header = header.ljust(512, b"\xff")
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 2 * len(name) + 2, kind, 1) + bytes(60)
        for name, kind in (("Root Entry", 5), ("EncryptionInfo", 2), ("EncryptedPackage", 2), ("", 0))
    )
    return header + fat + entries


@pytest.mark.slow
@pytest.mark.parametrize("keep", [64, 2000])
def test_a_workbook_cut_short_is_told(tmp_path: Path, keep: int) -> None:
    whole = filled(tmp_path / "whole.xlsx", [])
    path = tmp_path / "cut.xlsx"
    path.write_bytes(whole.read_bytes()[:keep])
    assert "损坏" in only(refused(path), "H01").message.zh


def test_a_text_file_with_the_name_of_a_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "actuals.xlsx"
    shutil.copy(csv(tmp_path, "1月,信阳,1000"), path)
    assert only(refused(path), "H01").hint is not None


def test_a_mistake_in_a_workbook_has_sheet_row_and_column(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "五月"
    for row in (["月份", "片区", "实际（元）"], ["1月", "信阳", 1000], ["1月", "信阳市区", 5]):
        sheet.append(row)
    book.save(tmp_path / "mine.xlsx")
    assert place(only(refused(tmp_path / "mine.xlsx"), "V10")) == "mine.xlsx!五月!C3"


def test_missing_columns_are_told_with_those_there_are(tmp_path: Path) -> None:
    problems = refused(csv(tmp_path, "信阳,1000", heads="片区,数量"))
    assert [problem.code for problem in problems] == ["H04", "H04"]
    assert "月份" in problems[0].message.zh
    assert all(problem.hint and "数量" in problem.hint.zh for problem in problems)


def test_a_file_of_which_nothing_can_be_read_is_told_apart_from_one_with_mistakes(tmp_path: Path) -> None:
    assert not read_file(plan(), csv(tmp_path, "信阳,1000", heads="片区,数量")).readable
    assert read_file(plan(), csv(tmp_path, "1月,信阳市区,5")).readable
