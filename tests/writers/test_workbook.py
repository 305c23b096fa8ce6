"""The workbook: every formula with its value, equal after LibreOffice's own calculation, and text that stays text."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from planforge.document.compose import words_for
from planforge.document.tables import Made
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.reading.read import read
from planforge.records import replace
from planforge.review.reading import read_actuals
from planforge.spec.spec import Spec
from planforge.writers.xlsx import write
from planforge.writers.xlsx.workbook import write_tables

SPEC = Path(__file__).parents[2] / "examples" / "yunan-noodles" / "plan.yaml"
LANGUAGES = ("zh-CN", "en")
FIRST = 5  # the first row under the heads
needs_soffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")


@cache
def plan() -> Plan:
    reading = read(SPEC)
    assert reading.spec is not None
    return make_plan(reading.spec)


@cache
def content(language: str = "zh-CN") -> bytes:
    return write(plan(), language=language)


@cache
def formulas(language: str = "zh-CN") -> Workbook:
    return load_workbook(BytesIO(content(language)))


@cache
def values(language: str = "zh-CN") -> Workbook:
    return load_workbook(BytesIO(content(language)), data_only=True)


def cells(book: Workbook) -> Iterator[tuple[str, str, Any]]:
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield sheet.title, cell.coordinate, cell.value


def formula_places(book: Workbook) -> list[tuple[str, str]]:
    return [(sheet, place) for sheet, place, value in cells(book) if isinstance(value, str) and value.startswith("=")]


def column(sheet: str, head: str, row: int, book: Workbook | None = None) -> Any:
    chosen = (book or values())[sheet]
    heads = {cell.value: cell.column for cell in chosen[4]}
    return chosen.cell(row, heads[head]).value


# Figures --------------------------------------------------------------------------------------------------------------


def test_the_sheets_hold_the_plans_own_totals() -> None:
    targets = plan().targets
    for sheet, grid in (("片区月度", targets.districts), ("产品月度", targets.products), ("人员月度", targets.people)):
        assert grid is not None
        rows = range(FIRST, FIRST + len(grid.nodes))
        assert [round(column(sheet, "全年", row) * 10_000) for row in rows] == list(grid.totals)
        assert round(column(sheet, "全年", FIRST + len(grid.nodes)) * 10_000) == targets.total


def test_every_formula_carries_its_value() -> None:
    unknown = [place for place in formula_places(formulas()) if values()[place[0]][place[1]].value is None]
    tracked = {"跟踪", "跟踪人员", "跟踪费用", "跟踪回款", "跟踪网络", "达成看板"}
    assert len(formula_places(formulas())) > 1500
    assert {sheet for sheet, _ in unknown} <= tracked  # attainment is empty while nothing is filled in


def test_every_check_holds() -> None:
    said = [value for _, _, value in cells(values()) if value in ("相符", "不符")]
    assert len(said) > 30
    assert "不符" not in said


def test_weeks_come_to_the_months_of_every_district() -> None:
    sheet = next(one for one in values() if "每周" in one.title)
    heads = {cell.value: cell.column for cell in sheet[4]}
    for name in plan().targets.districts.nodes:
        january = [sheet.cell(row, heads[name]).value for row in range(FIRST, 80) if sheet.cell(row, 1).value == "1月"]
        assert round(sum(january) * 10_000) == plan().targets.districts.of(name, 1)


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workbook, Workbook]:
    """The workbook as it is, and with two months filled in, as LibreOffice saves them.

    openpyxl drops the values beside the formulas, so nothing is left but to calculate them.
    """
    folder = tmp_path_factory.mktemp("soffice")
    formulas().save(folder / "bare.xlsx")
    book = load_workbook(BytesIO(content()))
    sheet = book["跟踪"]
    for row in range(FIRST, sheet.max_row):
        if str(sheet.cell(row, 1).value) < "2027-03":
            sheet.cell(row, 5, sheet.cell(row, 4).value * (0.5 if sheet.cell(row, 2).value == "南阳" else 1))
    book.save(folder / "filled.xlsx")
    command = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    command += ["--convert-to", "xlsx", "--outdir", str(folder / "out"), "bare.xlsx", "filled.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=180, cwd=folder)
    bare, filled = (load_workbook(folder / "out" / f"{name}.xlsx", data_only=True) for name in ("bare", "filled"))
    return bare, filled


@pytest.mark.slow
@needs_soffice
def test_libreoffice_calculates_every_figure_just_so(calculated: tuple[Workbook, Workbook]) -> None:
    for sheet, place in formula_places(formulas()):
        ours, theirs = values()[sheet][place].value, calculated[0][sheet][place].value
        if isinstance(ours, int | float):
            assert theirs == pytest.approx(ours, abs=1e-6), (sheet, place)
        else:
            assert (theirs or "") == (ours or ""), (sheet, place)


@pytest.mark.slow
@needs_soffice
def test_the_dashboard_follows_what_is_filled_in(calculated: tuple[Workbook, Workbook]) -> None:
    seen, districts = calculated[1], plan().targets.districts
    for row, name in enumerate(districts.nodes, FIRST):
        reached = sum(districts.row(name)[:2]) / 10_000
        share = 0.5 if name == "南阳" else 1
        assert column("达成看板", "同期计划", row, seen) == pytest.approx(reached)
        assert column("达成看板", "实际", row, seen) == pytest.approx(reached * share)
        assert column("达成看板", "亮灯", row, seen) == ("红灯" if name == "南阳" else "绿灯")
    total = FIRST + len(districts.nodes)
    assert column("达成看板", "同期计划", total, seen) == pytest.approx(sum(districts.months[:2]) / 10_000)


# Text -----------------------------------------------------------------------------------------------------------------

EVIL = ("=1+1", "@SUM(A1)", "+1+cmd|' /C calc'!A0", "-2+3", "{=1}", "http://example.com/x", "\t=1", "1e5", "<b>&amp;")


def evil_plan() -> Plan:
    spec = {
        "year": 2027,
        "region": {"name": "=HYPERLINK(1)", "company": "@c"},
        "districts": [{"name": name.strip(), "leader": f"={n}"} for n, name in enumerate(EVIL)],
        "targets": {"base": "1200万", "by_district": {"equal": "100%"}},
        "products": [{"name": "=A1", "share": "50%"}, {"name": "+B", "share": "50%"}],
        "actions": [{"name": "=NOW()", "owner": "@x", "deliverable": "=1", "ends": "2027-03-01"}],
        "control": {"kpis": [{"name": "=RAND()", "alert": "=1", "correction": "-1"}]},
    }
    return make_plan(Spec.model_validate(spec))


def test_names_that_look_like_formulas_stay_text() -> None:
    book = load_workbook(BytesIO(write(evil_plan())))
    found = {value for _, _, value in cells(book) if isinstance(value, str)}
    assert {name.strip() for name in EVIL} <= found
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value in {name.strip() for name in EVIL} | {"=NOW()", "=RAND()", "=A1", "=1"}:
                    assert cell.data_type == "s" or not str(cell.value).startswith("=")
                    assert cell.hyperlink is None


def strings_of(content: bytes) -> str:
    from zipfile import ZipFile

    with ZipFile(BytesIO(content)) as archive:
        return "".join(archive.read(n).decode() for n in archive.namelist() if n.startswith("xl/worksheets/sheet"))


def test_no_formula_is_made_of_what_the_manager_wrote() -> None:
    xml = strings_of(write(evil_plan()))
    made = set(re.findall(r"<f[^>]*>([^<]*)</f>", xml))
    assert made
    assert not {f for f in made if f in ("1+1", "NOW()", "RAND()", "HYPERLINK(1)") or "cmd" in f}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_reads_like_a_program(language: str) -> None:
    for sheet, place, value in cells(values(language)):
        assert value not in ("None", "nan") and not str(value).startswith("#"), (sheet, place)
        assert "{" not in str(value), (sheet, place)


# What people need of it -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_is_frozen_titled_and_fits_the_page(language: str) -> None:
    for sheet in list(formulas(language))[1:]:
        assert sheet.freeze_panes is not None, sheet.title
        assert sheet["A1"].value, sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert sheet.page_setup.fitToWidth in (None, 1), sheet.title
        assert sheet.page_setup.paperSize == "9" or sheet.page_setup.paperSize == 9, sheet.title
    assert formulas("zh-CN")["片区月度"].print_title_rows == "$4:$4"


def test_money_has_its_thousands_and_decimals() -> None:
    sheet = formulas()["片区月度"]
    assert sheet["B5"].number_format == "#,##0.0"
    assert formulas()["跟踪"]["G5"].number_format == "0.0%"


def test_the_state_of_an_action_is_chosen_from_a_list() -> None:
    (rule,) = formulas()["行动"].data_validations.dataValidation
    assert rule.type == "list"
    assert rule.formula1 == '"未开始,进行中,已完成,延期,取消"'
    assert len(rule.sqref.ranges) == 1


def test_only_numbers_may_be_typed_as_actuals() -> None:
    for name in ("跟踪", "跟踪人员", "跟踪费用", "跟踪回款", "跟踪网络"):
        (rule,) = formulas()[name].data_validations.dataValidation
        assert rule.type == "decimal", name


def test_lights_are_the_plans_own_and_money_spent_is_red_above_plan() -> None:
    def thresholds(name: str) -> set[str]:
        rules = [rule for found in formulas()[name].conditional_formatting for rule in found.rules]
        return {rule.formula[0] for rule in rules if rule.type == "cellIs"}

    assert thresholds("跟踪") == {"0.98", "0.9"}
    assert thresholds("跟踪费用") == {"1"}


def test_the_guide_leads_to_every_sheet() -> None:
    book = formulas()
    links = {cell.hyperlink.location for row in book["说明"] for cell in row if cell.hyperlink}
    assert links == {f"'{name}'!A1" for name in book.sheetnames if name != "说明"}


def test_there_are_native_charts() -> None:
    from zipfile import ZipFile

    with ZipFile(BytesIO(content())) as archive:
        assert sum(name.startswith("xl/charts/chart") for name in archive.namelist()) >= 6


@pytest.mark.slow
def test_the_same_plan_gives_the_same_bytes() -> None:
    assert write(plan(), epoch=0) == write(plan(), epoch=0)


@pytest.mark.slow
def test_the_file_bears_the_date_it_is_given() -> None:
    for seconds, day in ((0, (1970, 1, 1)), (1_800_000_000, (2027, 1, 15))):
        created = load_workbook(BytesIO(write(plan(), epoch=seconds))).properties.created
        assert created is not None
        assert (created.year, created.month, created.day) == day


def test_a_sheet_of_ones_own_name_is_written_and_read_back(tmp_path: Path) -> None:
    (tmp_path / "workbook.yaml").write_text("sheets: {tracking: 每月填报}\nheads: {actual: 实发}\n", "utf-8")
    book = load_workbook(BytesIO(write(plan(), templates=tmp_path)))
    sheet = book["每月填报"]
    heads = {cell.value: cell.column for cell in sheet[4]}
    first = datetime(2027, 1, 1)
    january = [row for row in range(FIRST, sheet.max_row + 1) if sheet.cell(row, heads["月份"]).value == first]
    for row in january:
        sheet.cell(row, heads["实发"], 100)
    book.save(tmp_path / "back.xlsx")
    found, problems = read_actuals(plan(), tmp_path / "back.xlsx", tmp_path)
    assert problems == ()
    assert found is not None
    assert sum(entry.amount for entry in found.sales) == len(january) * 100 * 10_000 > 0


def test_the_least_of_plans_has_a_workbook() -> None:
    spec = {"year": 2027, "region": {"name": "r", "company": "c"}, "districts": [{"name": "d"}]}
    made = make_plan(Spec.model_validate({**spec, "targets": {"base": "1200万"}}))
    book = load_workbook(BytesIO(write(made)), data_only=True)
    assert book["片区月度"]["R5"].value == 1200
    assert book["达成看板"]["B5"].value == 1200
    assert [row[0].value for row in book["跟踪"].iter_rows(min_row=5, max_row=16)] == [
        datetime(2027, month, 1) for month in range(1, 13)
    ]


def test_what_is_filled_in_every_month_stands_in_front_and_every_sheet_leads_back() -> None:
    book = load_workbook(BytesIO(content("zh-CN")))
    assert book.sheetnames[:4] == ["说明", "达成看板", "跟踪", "跟踪人员"]
    for sheet in book.worksheets[2:]:
        link = sheet["A1"].hyperlink
        assert link is not None and link.location == "'说明'!A1", sheet.title
    colours = {sheet.sheet_properties.tabColor.rgb for sheet in book.worksheets if sheet.title.startswith("跟踪")}
    assert len(colours) == 1


def test_rates_are_numbers_on_every_sheet() -> None:
    for sheet in load_workbook(BytesIO(content("zh-CN"))):
        for row in sheet.iter_rows():
            assert not [one.coordinate for one in row if re.fullmatch(r"\d+(\.\d+)?%", str(one.value))], sheet.title


def test_a_table_without_a_caption_is_listed_with_an_empty_purpose() -> None:
    """As words of one's own may leave it."""
    words = words_for(plan(), "en")
    table = Made(plan(), words)["targets_by_month"]
    assert table
    book = load_workbook(BytesIO(write_tables(plan(), words, [replace(table, caption="")])))
    assert len(book.sheetnames) == 2
