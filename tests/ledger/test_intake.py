"""A sales file taken in for a new plan: the years it rests on, the tidy table beside it, the figures in the spec."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sales_files import ORDER_HEADS, PROVINCE_HEADS, csv_file, order_lines, province_lines, workbook

from planforge.ledger.history import gather
from planforge.ledger.intake import Intake, in_one_district, parse_map, take_in, tidy
from planforge.ledger.ledger import read_sales
from planforge.ledger.past import Past, past_of
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Severity
from planforge.reading.read import read
from planforge.reading.scaffold import Answers, scaffold, start_words
from planforge.spec.history import HistoryFile

HEADS = ["月份", "片区", "产品", "渠道", "人员", "销售额", "销量"]


def months(year: int, amount: int, last: int = 12, **names: str) -> list[list[Any]]:
    """Lines of one node, a month each."""
    told = {"片区": "信阳", "产品": "面", "渠道": "流通", "人员": "王强"} | names
    return [[f"{year}-{month:02}", *told.values(), amount, amount // 10] for month in range(1, last + 1)]


def took(path: Path, year: int | None = None, language: str = "zh-CN", **given: Any) -> Intake:
    """The intake of a small table whose unit is said to be 元."""
    told = {"unit": "元"} | given
    intake, problems = take_in(path, HistoryFile(file=path.name, **told), year, start_words(language))
    assert not problems
    assert intake is not None
    return intake


def facts(intake: Intake, language: str = "zh-CN") -> Past:
    return past_of(intake, "历史.csv", "sales.csv", start_words(language))


def planned(folder: Path, intake: Intake, language: str = "zh-CN", year: int | None = None) -> Plan:
    """The whole way: the tidy table and the spec written, read back without a word, and made a plan."""
    words = start_words(language)
    (folder / "历史.csv").write_bytes(tidy(intake, words))
    answers = Answers(language, "general", "全国", "示例公司", year or intake.plan_year, past=facts(intake, language))
    (folder / "plan.yaml").write_text(scaffold(answers, "plan.yaml"), "utf-8")
    reading = read(folder / "plan.yaml")
    assert [problem.message.en for problem in reading.problems] == []
    assert reading.spec is not None
    return make_plan(reading.spec)


def report(intake: Intake) -> str:
    return "\n".join(text.en for text in intake.report)


# Years


def test_half_a_year_is_left_out_and_the_plan_year_follows_the_last_full_one(tmp_path: Path) -> None:
    intake = took(
        csv_file(tmp_path / "s.csv", [HEADS, *months(2024, 10), *months(2025, 20), *months(2026, 30, last=6)])
    )
    assert intake.years == (2024, 2025)
    assert intake.plan_year == 2026
    assert "2026 has 6 months only (up to month 6) and was left out" in report(intake)


def test_an_unfinished_year_is_gone_on_with_by_last_years_share_at_this_years_pace(tmp_path: Path) -> None:
    intake = took(csv_file(tmp_path / "s.csv", [HEADS, *months(2025, 20), *months(2026, 30, last=9)]))
    assert intake.years == (2025, 2026)
    assert intake.plan_year == 2027
    assert {(s.month, int(s.amount)) for s in intake.sales if s.estimated} == {(10, 30), (11, 30), (12, 30)}
    assert "2026 has no figures yet for months 10–12: estimated at 90" in report(intake)


def test_years_further_back_are_left_out_and_told(tmp_path: Path) -> None:
    intake = took(
        csv_file(tmp_path / "s.csv", [HEADS, *(line for year in range(2022, 2027) for line in months(year, 10))])
    )
    assert intake.years == (2025, 2026)
    assert "earlier years left out: 2022, 2023, 2024" in report(intake)


def test_a_plan_for_another_year_than_the_next_keeps_the_shape_and_asks_for_the_base(tmp_path: Path) -> None:
    intake = took(csv_file(tmp_path / "s.csv", [HEADS, *months(2014, 100), *months(2015, 200)]), 2027)
    assert intake.years == (2014, 2015)
    assert "the plan is for 2027, the last full years of the file are 2014, 2015" in report(intake)
    plan = planned(tmp_path, intake, year=2027)
    assert plan.targets.total == 2_400
    assert plan.targets.last is None


def test_a_plan_for_a_year_before_all_sales_is_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "s.csv", [HEADS, *months(2026, 100)])
    intake, problems = take_in(path, HistoryFile(file="s.csv", unit="元"), 2026, start_words("en"))
    assert intake is None
    assert problems[0].message.en == "the sales of s.csv begin in 2026: none before 2026"


def test_a_single_year_is_enough(tmp_path: Path) -> None:
    plan = planned(tmp_path, took(csv_file(tmp_path / "s.csv", [HEADS, *months(2026, 100)])))
    assert (plan.targets.last, plan.targets.total) == (1_200, 1_320)


def test_without_a_full_year_the_months_there_are_serve(tmp_path: Path) -> None:
    intake = took(csv_file(tmp_path / "s.csv", [HEADS, *months(2026, 100, last=7)]))
    assert intake.years == (2026,)
    assert "no year is complete; the 7 months of 2026 are used" in report(intake)


def test_a_slip_in_a_year_does_not_move_the_plan(tmp_path: Path) -> None:
    slip = ["2062-05", "信阳", "面", "流通", "王强", 5, 1]
    intake = took(csv_file(tmp_path / "s.csv", [HEADS, *months(2025, 10), *months(2026, 20), slip]))
    assert intake.plan_year == 2027
    assert "1 lines of far-off years (2062) left out" in report(intake)


def test_months_without_any_year_need_the_plan_year(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "s.csv", [["片区", *(f"{m}月" for m in range(1, 13))], ["信阳", *[5] * 12]])
    intake, problems = take_in(path, HistoryFile(file="s.csv"), None, start_words("zh-CN"))
    assert intake is None
    assert [problem.code for problem in problems] == ["H12"]
    assert took(path, 2027).years == (2026,)


def test_a_file_most_of_which_cannot_be_read_is_refused(tmp_path: Path) -> None:
    lines = [[f"2026-{m:02}", "信阳", "面", "流通", "王强", "面议" if m > 5 else 10, 1] for m in range(1, 13)]
    intake, problems = take_in(
        csv_file(tmp_path / "s.csv", [HEADS, *lines]), HistoryFile(file="s.csv"), None, start_words("zh-CN")
    )
    assert intake is None
    (problem,) = problems
    assert "7 cells, line 7" in problem.message.en
    assert str(problem.where) == "s.csv:7:6"


# The tidy table


def test_the_tidy_table_is_what_was_taken_in(tmp_path: Path) -> None:
    intake = took(csv_file(tmp_path / "orders.csv", [ORDER_HEADS, *order_lines(3_000)], date="%d/%m/%Y"))
    (tmp_path / "tidy.csv").write_bytes(tidy(intake, start_words("en")))
    again, problems = read_sales(tmp_path / "tidy.csv", "tidy.csv", HistoryFile(file="tidy.csv"), 2017, {})
    assert again is not None
    assert not problems
    assert {row for row in gather(again.sales) if sum(m or 0 for m in row.months)} == {
        row for row in gather(intake.sales) if sum(m or 0 for m in row.months)
    }


def test_a_month_without_orders_sold_nothing(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["日期", "省份", "金额"],
        *([f"2026-{m:02}-{d:02}", p, 1] for m in range(1, 13) for d in (3, 9) for p in ("甲", "乙")),
    ]
    rows = [row for row in rows if not (row[1] == "乙" and str(row[0]).startswith("2026-05"))]
    intake = took(csv_file(tmp_path / "s.csv", rows))
    assert [row.months[4] for row in gather(intake.sales) if row.district == "乙"] == [0]


def test_what_was_ordered_in_one_year_alone_is_nil_in_the_other(tmp_path: Path) -> None:
    rows = [
        [f"{y}-{m:02}-{d:02}", "甲", p, 1] for y in (2025, 2026) for m in range(1, 13) for d in (3, 9) for p in "闸球"
    ]
    rows = [row for row in rows if not (row[2] == "球" and str(row[0]).startswith("2025-02"))]
    intake = took(csv_file(tmp_path / "s.csv", [["日期", "省份", "产品", "金额"], *rows]))
    assert [row.months[1] for row in gather(intake.sales) if (row.product, row.year) == ("球", 2025)] == [0]


def test_a_month_missing_from_a_monthly_table_stays_unknown(tmp_path: Path) -> None:
    rows = [line for line in [*months(2026, 10), *months(2026, 10, 片区="南阳")] if line[:2] != ["2026-05", "南阳"]]
    intake = took(csv_file(tmp_path / "s.csv", [HEADS, *rows]))
    assert [row.months[4] for row in gather(intake.sales) if row.district == "南阳"] == [None]


def test_formulas_in_names_are_harmless_and_come_back(tmp_path: Path) -> None:
    rows = [
        ["month", "district", "amount"],
        *([f"2026-{m:02}", name, 5] for m in range(1, 13) for name in ("=cmd", "South")),
    ]
    intake = took(csv_file(tmp_path / "s.csv", rows), language="en")
    assert b",'=cmd," in tidy(intake, start_words("en"))
    assert set(planned(tmp_path, intake, "en").targets.districts.nodes) == {"=cmd", "South"}


# The figures


def test_shares_growth_price_and_margin_are_those_of_the_file(tmp_path: Path) -> None:
    heads = ["月份", "片区", "产品", "业务员", "销售额", "数量", "利润"]
    rows: list[list[Any]] = [
        [f"{year}-{m:02}", *who, amount, 10, amount / 4]
        for year, factor in ((2025, 1), (2026, 2))
        for m in range(1, 13)
        for who, amount in ((("信阳", "面", "王强"), 300 * factor), (("南阳", "饼", "李四"), 100 * factor))
    ]
    past = facts(took(csv_file(tmp_path / "s.csv", [heads, *rows])))
    first = past.districts[0]
    assert (first.name, first.last, first.share, first.growth) == ("信阳", Decimal(7_200), Decimal("0.75"), Decimal(1))
    assert [(p.name, p.price, p.margin) for p in past.products] == [
        ("面", Decimal(60), Decimal("0.25")),
        ("饼", Decimal(20), Decimal("0.25")),
    ]
    assert [(p.name, p.district) for p in past.people] == [("王强", "信阳"), ("李四", "南阳")]
    assert [(m.name, m.actual) for m in past.metrics] == [("利润率", "25.0%")]
    assert past.facts[1].growth == 1
    assert [(best.name, least.name) for best, least in past.movers] == [("信阳", "南阳"), ("面", "饼")]


def test_half_a_cent_of_a_price_and_half_a_tenth_of_a_margin_are_the_next(tmp_path: Path) -> None:
    heads = ["月份", "片区", "产品", "销售额", "数量", "利润"]
    rows = [[f"{y}-{m:02}", "信阳", "面", 2000.25, 50, 2000.25 * 0.1225] for y in (2025, 2026) for m in range(1, 13)]
    past = facts(took(csv_file(tmp_path / "s.csv", [heads, *rows])))
    assert past.products[0].price == Decimal("40.01")  # 40.005
    assert [(m.name, m.actual) for m in past.metrics] == [("利润率", "12.3%")]


@pytest.mark.parametrize(
    ("until", "said"), [(12, "2025 年 12 单"), (10, "2026 年只有 1–10 月的数，不能与全年相比；2025 年 12 单")]
)
def test_orders_of_a_part_of_a_year_are_told_as_such(tmp_path: Path, until: int, said: str) -> None:
    days = [f"{year}-{m:02}-05" for year, last in ((2025, 12), (2026, until)) for m in range(1, last + 1)]
    rows: list[list[Any]] = [["日期", "片区", "单号", "金额"], *([day, "信阳", f"S{day}", 90_000] for day in days)]
    past = facts(took(csv_file(tmp_path / "s.csv", rows)))
    assert [(m.name, m.actual, m.note) for m in past.metrics] == [("订单数", str(until), said)]


def test_too_many_names_are_put_together(tmp_path: Path) -> None:
    rows: list[list[Any]] = [[f"2026-{m:02}", "信阳", f"品{n:03}", 1_000 - n] for m in range(1, 13) for n in range(300)]
    intake = took(csv_file(tmp_path / "s.csv", [["月份", "片区", "产品", "销售额"], *rows]))
    names = [product.name for product in facts(intake).products]
    assert len(names) == 20
    assert "品000" in names
    assert "其他" in names
    assert sum(sale.amount for sale in intake.sales) == sum(row[3] for row in rows)


def test_hundreds_of_people_are_left_out(tmp_path: Path) -> None:
    rows = [[f"2026-{m:02}", "信阳", f"人{n}", 5] for m in range(1, 13) for n in range(200)]
    intake = took(csv_file(tmp_path / "s.csv", [["月份", "片区", "业务员", "销售额"], *rows]))
    assert facts(intake).people == ()
    assert "200 names of person are too many: left out" in report(intake)


def test_a_file_that_is_not_there_is_not_said_to_lie_beside_a_spec(tmp_path: Path) -> None:
    intake, (problem,) = take_in(tmp_path / "没有.csv", HistoryFile(file="没有.csv"), None, start_words("zh-CN"))
    assert intake is None
    assert problem.message.zh == "找不到销售文件 没有.csv"
    assert problem.hint is None


# The whole way


def without_errors(plan: Plan) -> Sequence[str]:
    return [problem.message.en for problem in plan.problems if problem.severity is Severity.ERROR]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_orders_of_a_retailer_make_a_plan(tmp_path: Path, kind: str) -> None:
    lines = order_lines(4_000)
    path = (
        csv_file(tmp_path / "orders.csv", [ORDER_HEADS, *lines], date="%d/%m/%Y", encoding="cp1252")
        if kind == "csv"
        else workbook(tmp_path / "orders.xlsx", Orders=[ORDER_HEADS, *lines])
    )
    plan = planned(tmp_path, took(path, language="en"), "en")
    sold = sum(Decimal(str(line[11])) for line in lines if line[2].year == 2017)
    assert plan.spec.year == 2018
    assert abs(Decimal(plan.targets.last or 0) - sold) <= plan.granule
    assert set(plan.targets.districts.nodes) == {"Central", "East", "South", "West"}
    assert plan.targets.products is not None
    assert plan.targets.channels is not None
    assert without_errors(plan) == []


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-CN", "信阳增加最多，多2,400元（+100%）；南阳减少最多，少600元（−50%）。"),
        ("en", "信阳 gained most, 2.4k (+100%); 南阳 lost most, 600 (−50%)."),
    ],
)
def test_the_review_says_who_gained_and_who_lost(tmp_path: Path, language: str, said: str) -> None:
    rows = [*months(2025, 200), *months(2026, 400), *months(2025, 100, 片区="南阳"), *months(2026, 50, 片区="南阳")]
    plan = planned(tmp_path, took(csv_file(tmp_path / "s.csv", [HEADS, *rows]), language=language), language)
    assert plan.spec.review.summary == said


@pytest.mark.slow
def test_thirty_one_provinces_make_a_plan(tmp_path: Path) -> None:
    path = workbook(tmp_path / "订单.xlsx", 订单=[PROVINCE_HEADS, *province_lines(3_000)])
    plan = planned(tmp_path, took(path))
    assert len(plan.targets.districts.nodes) == 31
    assert plan.targets.districts.total == plan.targets.total
    assert without_errors(plan) == []


def test_returns_above_sales_do_not_stop_the_plan(tmp_path: Path) -> None:
    back = ["2026-05", "信阳", "面", "流通", "王强", -900, 0]
    intake = took(
        csv_file(
            tmp_path / "s.csv", [HEADS, *months(2025, 100), *months(2026, 100), *months(2026, 50, 片区="南阳"), back]
        )
    )
    plan = planned(tmp_path, intake)
    assert "returns: yes" in (tmp_path / "plan.yaml").read_text("utf-8")
    assert plan.targets.last == 900
    assert without_errors(plan) == []


def test_a_file_without_districts_is_one_of_a_single_district(tmp_path: Path) -> None:
    intake = took(
        csv_file(
            tmp_path / "s.csv", [["日期", "金额"], *([f"2026-{m:02}-{d:02}", 5] for m in range(1, 13) for d in (1, 9))]
        )
    )
    assert not intake.has_districts
    assert planned(tmp_path, in_one_district(intake, "全国")).targets.last == 120


def test_the_example_gives_back_its_own_figures() -> None:
    example = Path(__file__).parents[2] / "examples" / "yunan-noodles" / "sales.csv"
    past = facts(took(example))
    assert [(fact.year, fact.amount) for fact in past.facts] == [
        (2025, Decimal(60_000_000)),
        (2026, Decimal(69_000_000)),
    ]
    assert {sold.name for sold in past.districts} == {"信阳", "驻马店", "周口", "南阳"}
    assert past.movers[0][0].name == "南阳"


@pytest.mark.slow
def test_history_may_point_at_the_orders_themselves(tmp_path: Path) -> None:
    lines = order_lines(2_000)
    workbook(tmp_path / "orders.xlsx", Orders=[ORDER_HEADS, *lines])
    (tmp_path / "plan.yaml").write_text(
        "planforge: 1\nyear: 2018\nlanguage: en\nregion: {name: US, company: Store}\n"
        "districts: [{name: Texas}, {name: New York}, {name: Florida}, {name: California}]\n"
        "targets: {base: +10%}\nhistory: {file: orders.xlsx}\n",
        "utf-8",
    )
    reading = read(tmp_path / "plan.yaml")
    assert reading.problems == ()  # the column that has the plan's districts is the State
    assert reading.spec is not None
    sold = sum(Decimal(str(line[11])) for line in lines if line[2].year == 2017)
    assert abs(Decimal(make_plan(reading.spec).targets.last or 0) - sold) <= 1_000


def test_the_map_is_written_as_column_and_key() -> None:
    assert parse_map("销售额=amount，地区=district") == ({"amount": "销售额", "district": "地区"}, None)
    assert parse_map("a=b=amount") == ({"amount": "a=b"}, None)
    assert parse_map(None) == ({}, None)
    assert parse_map("销售额=money") == ({}, "销售额=money")
    assert parse_map("amount") == ({}, "amount")
    assert parse_map("赠品=不读，退货=ignore") == ({}, "退货=ignore")
