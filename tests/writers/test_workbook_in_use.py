"""What people do in the workbook: sort, filter, insert, append, type something odd. Names lead, not places."""

from __future__ import annotations

from collections import Counter
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from conftest import EXAMPLES
from libreoffice import here, work
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.reading.read import read
from planforge.spec.spec import Spec
from planforge.writers.xlsx import write

EXCEL = "Calc MS Excel 2007 XML"
INPUTS = ("跟踪", "跟踪人员", "跟踪费用", "跟踪回款", "跟踪网络")
needs_hands = pytest.mark.skipif(not here(), reason="needs LibreOffice and python3-uno")


@cache
def plan() -> Plan:
    spec = read(EXAMPLES / "yunan-noodles" / "plan.yaml").spec
    assert spec is not None
    return make_plan(spec)


@cache
def content() -> bytes:
    return write(plan())


@cache
def book() -> Workbook:
    return load_workbook(BytesIO(content()))


def by_name(sheet: Any, head: str) -> dict[Any, Any]:
    """A column of a sheet by the names at its left."""
    heads = {cell.value: cell.column for cell in sheet[4] if cell.value}
    return {row[0].value: row[heads[head] - 1].value for row in sheet.iter_rows(min_row=5, max_row=40) if row[0].value}


def checks(seen: Workbook) -> dict[str, str]:
    return {row[0].value: row[2].value for row in seen["说明"].iter_rows(min_row=8) if row[2].value in ("相符", "不符")}


BY_HAND = """
def sort(sheet, cells, column, ascending):
    field = TableSortField()
    field.Field, field.IsAscending = column, ascending
    fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    sheet.getCellRangeByName(cells).sort((prop("SortFields", fields), prop("ContainsHeader", False)))

book = opened("plan.xlsx")
"""


SORTED = """
sort(book.Sheets.getByName("片区月度"), "A5:T8", 17, False)
sales = book.Sheets.getByName("跟踪")
sales.unprotect("")
for row in range(4, 12):
    sales.getCellByPosition(4, row).Value = sales.getCellByPosition(3, row).Value / 2
sort(sales, "A5:H196", 2, True)
"""
INSERTED = """
sheet = book.Sheets.getByName("片区月度")
sheet.Rows.insertByIndex(6, 1)
sheet.getCellRangeByName("A7").String = "新片区"
sheet.getCellRangeByName("B7").Value = 100
"""
APPENDED = """
sales = book.Sheets.getByName("跟踪")
sales.unprotect("")
sales.Rows.insertByIndex(196, 1)
for column in range(3):
    place, above = (sales.getCellByPosition(column, row) for row in (196, 4))
    place.Formula = above.Formula
sales.getCellByPosition(3, 196).Value = 10
sales.getCellByPosition(4, 196).Value = 5
sales.getCellByPosition(4, 4).String = "12万"
"""


def done(folder: Path, script: str) -> Workbook:
    """The book in which somebody has sorted, inserted or appended, worked out anew and saved."""
    (folder / "plan.xlsx").write_bytes(content())
    end = f'book.calculateAll(); saved(book, "done.xlsx", "{EXCEL}"); book.close(True)'
    work(folder, BY_HAND + script + end)
    return seen(folder, "done.xlsx")


def seen(folder: Path, name: str) -> Workbook:
    return load_workbook(folder / name, data_only=True)


@pytest.mark.slow
@needs_hands
def test_sorting_swaps_nobody_on_the_dashboard(tmp_path: Path) -> None:
    after, districts = done(tmp_path, SORTED), plan().targets.districts
    by_size = sorted(districts.nodes, key=districts.of, reverse=True)
    assert [after["片区月度"].cell(row, 1).value for row in range(5, 9)] == by_size != list(districts.nodes)
    board = by_name(after["达成看板"], "全年目标")
    assert {name: round(board[name] * 10_000) for name in districts.nodes} == dict(
        zip(districts.nodes, districts.totals, strict=True)
    )
    reported = by_name(after["达成看板"], "同期计划")
    first, second = districts.nodes[:2]  # the first eight rows are January's of the first two districts
    assert [round(reported[name] * 10_000) for name in (first, second)] == [districts.of(n, 1) for n in (first, second)]
    assert by_name(after["达成看板"], "达成率")[first] == pytest.approx(0.5)
    assert set(checks(after).values()) == {"相符"}


@pytest.mark.slow
@needs_hands
def test_a_district_that_is_inserted_is_in_the_total_and_told_where_the_plan_does_not_know_it(tmp_path: Path) -> None:
    after, districts = done(tmp_path, INSERTED), plan().targets.districts
    assert round(by_name(after["片区月度"], "1月")["合计"] * 10_000) == districts.months[0] + 1_000_000
    board = by_name(after["达成看板"], "全年目标")
    assert [round(board[name] * 10_000) for name in districts.nodes] == list(districts.totals)
    told = checks(after)
    assert (told["片区月度"], told["达成看板"], told["合计"]) == ("不符", "不符", "不符")


@pytest.mark.slow
@needs_hands
def test_a_line_that_is_appended_counts_and_text_among_the_actuals_is_told(tmp_path: Path) -> None:
    after, districts = done(tmp_path, APPENDED), plan().targets.districts
    first = districts.nodes[0]
    assert by_name(after["达成看板"], "实际")[first] == 5
    assert by_name(after["达成看板"], "同期计划")[first] == 10  # what was planned for text is not counted as reported
    sales = after["跟踪"]
    heads = {cell.value: cell.column for cell in sales[4]}
    assert sales.cell(5, heads["达成率"]).value == "不是数字"
    assert checks(after)["跟踪"] == "不符"
    assert not [c.coordinate for row in sales.iter_rows() for c in row if str(c.value).startswith("#")]


@pytest.mark.slow
@needs_hands
def test_every_table_of_the_book_may_be_sorted(tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").write_bytes(content())
    work(
        tmp_path,
        """
        book = opened("plan.xlsx")
        for name in book.DatabaseRanges.ElementNames:
            held = book.DatabaseRanges.getByName(name)
            area, sheet = held.DataArea, book.Sheets.getByIndex(held.DataArea.Sheet)
            if sheet.isProtected():
                sheet.unprotect("")
            last = area.EndRow - ("SUBTOTAL" in str(sheet.getCellRangeByPosition(0, area.EndRow, area.EndColumn,
                                                                                area.EndRow).getFormulaArray()))
            for column in (area.EndColumn, 0):
                field = TableSortField()
                field.Field, field.IsAscending = column, False
                fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
                rows = sheet.getCellRangeByPosition(0, area.StartRow + 1, area.EndColumn, last)
                rows.sort((prop("SortFields", fields), prop("ContainsHeader", False)))
        book.calculateAll()
        saved(book, "sorted.xlsx", "Calc MS Excel 2007 XML")
        book.close(True)
        """,
    )
    before, after = load_workbook(BytesIO(content()), data_only=True), seen(tmp_path, "sorted.xlsx")
    moved = 0
    for sheet in before:
        was, now = ([as_shown(row) for row in one.iter_rows(min_row=5)] for one in (sheet, after[sheet.title]))
        assert Counter(filter(any, was)) == Counter(filter(any, now)), sheet.title
        moved += was != now[: len(was)]
    assert moved > 30
    assert set(checks(after).values()) == {"相符"}


def as_shown(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """What a row shows, to the sixth place; what is empty at its end does not count."""
    values = [round(one.value, 6) if isinstance(one.value, float) else one.value for one in row]
    values = [None if one == "" else one for one in values]
    while values and values[-1] is None:
        values.pop()
    return tuple(values)


# What makes it so -----------------------------------------------------------------------------------------------------


def test_every_sheet_of_rows_is_a_table_of_excels_own() -> None:
    names = [name for sheet in book() for name in sheet.tables]
    assert len(names) == len({name.lower() for name in names})
    apart = [sheet.title for sheet in book() if not sheet.tables]
    assert [name for name in apart if "利润" not in name] == ["说明", "达成看板"]


def test_no_formula_of_another_sheet_asks_for_a_place_of_a_table() -> None:
    for sheet in ("达成看板", "片区月度", "跟踪"):
        for row in book()[sheet].iter_rows(min_row=5):
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    assert "!" not in cell.value, (sheet, cell.coordinate)


@pytest.mark.parametrize("name", [*INPUTS, "行动"])
def test_only_what_is_to_be_filled_in_can_be_typed_over_and_no_password_is_asked(name: str) -> None:
    sheet = book()[name]
    assert sheet.protection.sheet and sheet.protection.password in (None, "")
    assert not sheet.protection.autoFilter  # False: allowed
    heads = {cell.value: cell.column for cell in sheet[4]}
    inputs = {"状态", "实际", "实际销量"} & set(heads)
    last = int(next(iter(sheet.tables.values())).ref.rpartition(":")[2].lstrip("ABCDEFGHIJ"))
    for row in range(5, last):
        for head, column in heads.items():
            assert sheet.cell(row, column).protection.locked is (head not in inputs), (head, row)


def test_months_are_days_and_targets_of_kpis_are_numbers() -> None:
    assert book()["跟踪"]["A5"].is_date and book()["达成看板"].cell(12, 1).is_date
    sheet = book()["控制指标"]
    targets = by_name(sheet, "目标值")
    assert targets["K1"] == 1 and targets["K10"] == pytest.approx(0.6)
    assert "口径" in {cell.value for cell in sheet[4]}


def test_nothing_is_worked_out_at_opening_so_nothing_is_asked_at_closing() -> None:
    with ZipFile(BytesIO(content())) as parts:
        text = parts.read("xl/workbook.xml").decode()
        sheets = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert "fullCalcOnLoad" not in text and 'calcId="191029"' in text
    assert all("<ignoredErrors>" in sheet for sheet in sheets)
    assert not any(word in sheet for sheet in sheets for word in ("TODAY(", "NOW(", "INDIRECT(", "OFFSET("))


def test_the_file_says_of_which_plan_and_day_it_is() -> None:
    properties = book().properties
    assert properties.title == "豫南区域2027年度营销计划"
    region = plan().spec.region
    assert region.date is not None and properties.created is not None
    assert properties.created.date() == region.date


def test_no_two_sheets_say_the_same() -> None:
    bodies = {}
    for sheet in load_workbook(BytesIO(content()), data_only=True):
        rows = frozenset(tuple(c.value for c in row if c.value is not None) for row in sheet.iter_rows(min_row=5))
        bodies[sheet.title] = frozenset(row for row in rows if len(row) > 2)
    for name, rows in bodies.items():
        twins = [other for other, held in bodies.items() if other != name and len(rows) > 1 and rows <= held]
        assert not twins, (name, twins)
    assert len(bodies) <= 66


@pytest.mark.slow
def test_names_with_signs_of_formulas_and_wildcards_are_found_exactly(tmp_path: Path) -> None:
    names = ["*", "?", ">5", "a[b]", "it's #1", "A", "a@b"]
    spec = {
        "year": 2027, "region": {"name": "r", "company": "c"},
        "districts": [{"name": name} for name in names],
        "targets": {"base": "7000万", "by_district": {"equal": "100%"}},
        "products": [{"name": "牛肉面 100g*12", "share": "50%"}, {"name": "[新]", "share": "50%"}],
    }  # fmt: skip
    made = make_plan(Spec.model_validate(spec))
    sheet = load_workbook(BytesIO(write(made)), data_only=True)["达成看板"]
    assert {name: by_name(sheet, "全年目标")[name] for name in names} == dict.fromkeys(names, 1000)
    if here():
        (tmp_path / "odd.xlsx").write_bytes(write(made))
        work(tmp_path, 'book = opened("odd.xlsx"); book.calculateAll(); saved(book, "out.xlsx", "' + EXCEL + '")')
        after = load_workbook(tmp_path / "out.xlsx", data_only=True)
        assert {name: by_name(after["达成看板"], "全年目标")[name] for name in names} == dict.fromkeys(names, 1000)
        assert set(checks(after).values()) == {"相符"}
