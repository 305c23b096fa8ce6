"""Files of kinds that were read wrong: each gives the figures it says, or asks, and every figure is accounted for."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from sales_files import csv_file

from planforge.ledger.figures import is_number
from planforge.ledger.intake import Intake, take_in
from planforge.ledger.ledger import read_sales
from planforge.ledger.outcome import Ledger, Question
from planforge.ledger.report import account_line, figures
from planforge.ledger.sense import senseless
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.plan.targets.past import SalesHistory
from planforge.problem import Problem, Severity
from planforge.reading.read import read
from planforge.reading.scaffold import start_words
from planforge.review.actuals import to_date
from planforge.review.reading import read_actuals, read_file
from planforge.spec.history import HistoryFile

FILES = Path(__file__).parent / "files"
CASES = FILES / "cases"


def ledger_of(name: str, **given: object) -> Ledger:
    path = CASES / name
    found, problems = read_sales(path, name, HistoryFile.model_validate({"file": name, **given}), 2026)
    assert found is not None, problems
    return found


def years(found: Ledger) -> dict[object, Decimal]:
    return {key[0]: amount for key, amount in found.sums("year").items()}


def named(found: Ledger, axis: str) -> dict[object, Decimal]:
    return {key[0]: amount for key, amount in found.sums(axis).items()}


RIGHT: dict[str, dict[int, int | str]] = {
    "a1_unnamed_total_top.xlsx": {2025: 360},
    "a2_unnamed_total_bottom.xlsx": {2025: 360},
    "a4_long_unnamed_total.csv": {2024: 1_800, 2025: 1_800},
    "b1_tax_amount.csv": {2024: 1_200, 2025: 1_200},
    "b2_youhui.csv": {2024: 1_200, 2025: 1_200},
    "b5_credit.csv": {2024: 1_200, 2025: 1_200},
    "c2_sales_channel.csv": {2024: 1_200, 2025: 1_200},
    "d1_japanese.csv": {2024: 1_200, 2025: 1_200},
    "d3_zh_unknown_heads.csv": {2024: 1_200, 2025: 1_200},
    "e_empty_units.csv": {2025: 9_000},
    "f_sheet_names.xlsx": {2025: 960},
    "g1_year_sheet_extra_col.xlsx": {2023: 360, 2024: 720, 2025: 1_080},
    "h_newest_first.csv": {2024: 360, 2025: 360},
    "i3_month_sheets_daynumbers.xlsx": {2025: 33_600},
    "j_tonnes.csv": {2024: 48_000, 2025: 48_000},
    "m_blank_district.csv": {2025: 49_200, 2026: 49_200},
    "m3_blank_channel.csv": {2025: 492_000, 2026: 492_000},
    "m4_blank_person.csv": {2025: 492_000, 2026: 492_000},
    "n_first_year_from_september.csv": {2025: 800_000, 2026: 2_400_000},
    "heads_dates.xlsx": {2025: 18_000, 2026: 18_000},
    "mac1904.xlsx": {2025: 18_000, 2026: 18_000},
    "serial.xlsx": {2025: 18_000, 2026: 18_000},
    "D_sheet_per_district.xlsx": {2025: 77_355_000, 2026: 85_197_000},
    "E_erp.xlsx": {2025: 72_142_600, 2026: 76_770_400},
    "到10月.xlsx": {2025: 64_928_300, 2026: 68_093_700},
    "销售统计.xlsx": {2025: 64_928_300, 2026: 72_125_800},
    "ra14_sub_cents.csv": {2027: "2001.00"},
}


@pytest.mark.parametrize("name", RIGHT)
def test_each_file_gives_the_figures_it_says(name: str) -> None:
    assert years(ledger_of(name)) == {year: Decimal(amount) for year, amount in RIGHT[name].items()}


@pytest.mark.parametrize(
    "path", sorted(p for p in CASES.iterdir() if p.suffix in (".csv", ".xlsx")), ids=lambda p: p.name
)
def test_every_number_of_every_file_is_counted_or_left_out_for_a_reason(path: Path) -> None:
    found, problems = read_sales(path, path.name, HistoryFile(file=path.name), 2026)
    assert found is not None, problems
    assert found.account.cells == found.account.known
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, data_only=True)
        assert found.account.cells == sum(
            is_number(cell)
            for sheet in book
            for row in sheet.iter_rows(values_only=True)
            for cell in row
            if cell is not None
        )
    line = account_line(found)
    assert line.zh.startswith("读入 ") and "没有交代" not in line.zh


def test_names_are_those_of_the_columns_that_tell_them() -> None:
    assert named(ledger_of("c2_sales_channel.csv"), "channel").keys() == {"Online", "In-Store"}
    japanese = ledger_of("d1_japanese.csv")
    assert named(japanese, "product").keys() == {"洗剤", "牛乳"}
    assert named(japanese, "district").keys() == {None}
    assert named(ledger_of("d3_zh_unknown_heads.csv"), "product").keys() == {"肥皂", "牛奶"}
    assert named(ledger_of("a1_unnamed_total_top.xlsx", columns={"district": "城市"}), "district") == {
        "徐州": 120,
        "宁波": 240,
    }
    assert named(ledger_of("f_sheet_names.xlsx"), "district").keys() == {None}
    assert named(ledger_of("h_newest_first.csv"), "district") == {"北京": 240, "天津": 480}
    assert len(named(ledger_of("D_sheet_per_district.xlsx"), "district")) == 8
    assert "挂面 1kg*10袋 *促销*" in named(ledger_of("k_asterisk_product.csv"), "product")


def test_an_erp_export_tells_products_districts_customers_and_volume() -> None:
    found = ledger_of("E_erp.xlsx")
    assert len(named(found, "product")) == 5 and "尿素" in named(found, "product")
    assert len(named(found, "district")) == 8
    assert all(found.customers[year] for year in (2025, 2026))
    volume = {y: sum(s.units for s in found.sales if s.year == y and s.units is not None) for y in (2025, 2026)}
    assert volume == {2025: 17_854, 2026: 18_281}


def test_volumes_keep_their_decimals() -> None:
    assert sum(s.units or 0 for s in ledger_of("j_tonnes.csv").sales) == Decimal("38.4")


def messages(found: Ledger) -> str:
    return "\n".join(problem.message.zh for problem in found.problems)


def test_empty_quantities_and_prices_are_told_line_by_line_and_summed_up() -> None:
    told = messages(ledger_of("e_empty_units.csv"))
    assert "2 行没有数量（第 4, 5 行）" in told
    assert "1 行没有单价（第 6 行）" in told


def test_two_people_in_a_cell_are_told() -> None:
    assert "张三/李四" in messages(ledger_of("l_two_people.csv"))


def test_a_table_without_a_unit_whose_year_is_implausibly_small_is_asked_about() -> None:
    found = ledger_of("C_two_years_across.xlsx")
    (question,) = senseless(found, HistoryFile(file="x"))
    assert isinstance(question, Question) and question.hint and "--unit 万元" in question.hint.zh
    given = HistoryFile(file="x", unit="万元")
    told = ledger_of("C_two_years_across.xlsx", unit="万元")
    assert not list(senseless(told, given))
    assert years(told) == {2025: 77_371_000, 2026: 86_042_000}


def test_months_of_no_year_are_asked_about_once_and_right_once_it_is_given() -> None:
    path = CASES / "i_month_sheets_days.xlsx"
    intake, problems = take_in(path, HistoryFile(file=path.name), None, start_words("zh-CN"))
    assert intake is None
    assert [problem.code for problem in problems] == ["H12"]
    found, _ = read_sales(path, path.name, HistoryFile(file=path.name, year=2025), 2026)
    assert found is not None and years(found) == {2025: 336_000}


def test_amounts_that_excel_shows_as_days_are_told_with_the_remedy() -> None:
    told = [p for p in ledger_of("amount_as_date.xlsx").problems if p.severity is Severity.ERROR]
    assert len(told) == 2
    assert all(p.hint and "数值" in p.hint.zh for p in told)


# Starting a plan ------------------------------------------------------------------------------------------------------


def taken(path: Path, **given: object) -> tuple[Intake | None, tuple[Problem, ...]]:
    return take_in(path, HistoryFile.model_validate({"file": path.name, **given}), None, start_words("zh-CN"))


@pytest.mark.parametrize(
    ("name", "said"), [("mixed", "退货比销售多"), ("two", "退货比销售多"), ("zero", "全是 0"), ("sap", "符号相反")]
)
def test_sales_that_are_no_base_for_a_plan_are_refused(name: str, said: str) -> None:
    intake, (problem,) = taken(FILES / "A3-new-from-negative" / f"{name}.csv")
    assert intake is None
    assert said in problem.message.zh and problem.hint is not None


def test_signs_as_some_systems_export_them_are_turned_round_when_asked() -> None:
    intake, problems = taken(FILES / "A3-new-from-negative" / "sap.csv", unit="-元")
    assert intake is not None, problems


def test_an_unfinished_year_is_estimated_and_the_plan_is_for_the_next() -> None:
    intake, _ = take_in(CASES / "到10月.xlsx", HistoryFile(file="x"), None, start_words("zh-CN"))
    assert intake is not None and intake.plan_year == 2027
    book = openpyxl.load_workbook(CASES / "到10月.xlsx", data_only=True)

    def month(sheet: str, number: int) -> Decimal:
        rows = [row for row in book[sheet].iter_rows(min_row=4, values_only=True) if row[2]]
        cells = (str(row[2 + number]).strip() for row in rows)  # some are figures kept as text
        return sum((Decimal(cell) for cell in cells if cell.replace(".", "").isdigit()), Decimal(0))

    now, then = (sum((month(y, m) for m in range(1, 11)), Decimal(0)) for y in ("2026年", "2025年"))
    for number in (11, 12):
        found = sum(s.amount for s in intake.sales if s.estimated and (s.year, s.month) == (2026, number))
        assert abs(found - month("2025年", number) * now / then * 10_000) < Decimal("0.02")


def test_a_year_out_of_range_is_told_at_its_line_from_where_the_spec_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FILES)
    reading = read("A2-year-out-of-range/plan.yaml")
    assert reading.spec is None
    assert [str(p.where) for p in reading.problems if p.code == "H05"] == ["A2-year-out-of-range/s.csv:3:1"]


def test_a_stray_quotation_mark_loses_nothing_and_is_told_at_its_line() -> None:
    path = FILES / "A4-stray-quote-silent-loss" / "s.csv"
    found, _ = read_sales(path, "s.csv", HistoryFile(file="s.csv"), 2026)
    assert found is not None
    assert len(found.sales) == 14_400
    assert years(found)[2025] == sum(1_000 + p for p in range(300)) * 24
    assert any(p.where and p.where.line == 7_001 and "引号" in p.message.zh for p in found.problems)


def test_lines_without_a_district_are_sales_of_nobody_added_and_told(tmp_path: Path) -> None:
    for name in ("m_plan.yaml", "m_blank_district.csv"):
        shutil.copy(CASES / name, tmp_path / name)
    reading = read(tmp_path / "m_plan.yaml")
    assert reading.spec is not None
    sold = SalesHistory.of(reading.spec).region(2026)
    assert sold is not None and sold.total == 49_200
    (told,) = [p.message.zh for p in reading.problems if p.code == "H21"]
    assert "未注明" in told and told.endswith("目标按写明片区的销售占比分")


def test_no_growth_is_told_from_a_year_of_four_months() -> None:
    reading = read(CASES / "n_plan.yaml")
    assert reading.spec is not None
    assert SalesHistory.of(reading.spec).years == (2026,)
    assert any(p.code == "H10" and "不能比较" in p.message.zh for p in reading.problems)


# Reviewing ------------------------------------------------------------------------------------------------------------

ACTUALS = {
    "ra1_sheet_a_month.xlsx": "12000000", "ra3_decimal_units.csv": "4000000", "ra4_decimal_comma.csv": "4000000.75",
    "ra5_unnamed_total.csv": "4000000", "ra6_named_subtotals.csv": "4000000", "ra8_price_qty.csv": "4000000",
    "ra9_category_and_name.csv": "4000000", "ra10_region_and_province.csv": "4000000",
    "ra12_two_files_year.csv": "4000000", "ra14_sub_cents.csv": "2001.00", "ra15_date_and_year.csv": "4000000",
}  # fmt: skip


@pytest.fixture(scope="module")
def base() -> Plan:
    reading = read(CASES / "base" / "plan.yaml")
    assert reading.spec is not None
    return make_plan(reading.spec)


@pytest.mark.parametrize("name", ACTUALS)
def test_each_file_of_actuals_is_read(base: Plan, name: str) -> None:
    found, problems = read_actuals(base, CASES / name)
    assert found is not None, problems
    assert to_date(found.months()) == Decimal(ACTUALS[name])


def test_actuals_take_the_columns_that_have_the_plans_names(base: Plan) -> None:
    found, _ = read_actuals(base, CASES / "ra9_category_and_name.csv")
    assert found is not None and found.by("product").keys() == {"面条", "方便面"}
    found, _ = read_actuals(base, CASES / "ra10_region_and_province.csv")
    assert found is not None and found.by("district").keys() == {"信阳", "南阳"}


def test_actuals_keep_decimals_of_volume(base: Plan) -> None:
    found, _ = read_actuals(base, CASES / "ra3_decimal_units.csv")
    assert found is not None and sum(found.units().values()) == Decimal("1030.5")


def test_a_sum_left_out_of_actuals_is_told(base: Plan) -> None:
    _, problems = read_actuals(base, CASES / "ra5_unnamed_total.csv")
    assert any(p.code == "H11" and "等于其他行之和" in p.message.zh for p in problems)


def test_a_line_of_another_year_is_left_out_and_told(base: Plan) -> None:
    _, problems = read_actuals(base, CASES / "ra12_two_files_year.csv")
    assert [p.severity for p in problems if p.code == "V05"] == [Severity.WARNING]


# Bad input ------------------------------------------------------------------------------------------------------------


def test_two_currencies_in_one_column_are_refused_with_their_place(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "s.csv", [["月份", "片区", "金额"], ["2026-01", "甲", "$100"], ["2026-02", "乙", "€90"]])
    found, (problem,) = read_sales(path, "s.csv", HistoryFile(file="s.csv"), 2026)
    assert found is None
    assert (problem.code, str(problem.where)) == ("H17", "s.csv:3:3")


def test_two_amounts_with_different_sums_are_asked_about_with_both_and_the_map(tmp_path: Path) -> None:
    rows = [["日期", "片区", "无税金额", "价税合计"], *[[f"2026-{m:02}-03", "甲", 100, 113] for m in range(1, 13)]]
    found, (problem,) = read_sales(csv_file(tmp_path / "s.csv", rows), "s.csv", HistoryFile(file="s.csv"), 2026)
    assert found is None
    assert isinstance(problem, Question)
    assert {option.amount for option in problem.options} == {1_200, 1_356}
    assert problem.hint and '--map "价税合计=amount"' in problem.hint.zh
    again, _ = read_sales(tmp_path / "s.csv", "s.csv", HistoryFile(file="s.csv", columns={"金额": "价税合计"}), 2026)
    assert again is not None and years(again) == {2026: 1_356}


def test_the_json_holds_every_total_and_the_account() -> None:
    told = figures(ledger_of("E_erp.xlsx"))
    assert told["by_year"] == {"2025": "72142600", "2026": "76770400"}
    assert told["numbers"]["in_file"] == sum(told["numbers"]["counted"].values()) + sum(
        share["cells"] for share in told["numbers"]["left_out"].values()
    )


def test_a_review_of_the_form_a_plan_was_made_from(base: Plan) -> None:
    assert read_file(base, CASES / "2027实际.xlsx").readable


def test_a_new_plan_tells_of_sales_without_a_district_and_makes_no_district_of_them() -> None:
    intake, _ = taken(CASES / "m_blank_district.csv")
    assert intake is not None
    assert any("没有写片区" in text.zh for text in intake.report)
    assert sum(s.amount for s in intake.sales if s.node.district is None) == 2_400
