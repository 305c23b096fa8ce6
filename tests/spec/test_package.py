"""A questionnaire written back: only the cells change; pictures, charts, formulas and whatever else is in it stay."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

import pytest
from lxml import etree
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from test_questionnaire import beside, cell_of, saved, small

from planforge.problem import Problem, Text
from planforge.reading.editor import Insert, Note, Remove, Set, edit
from planforge.reading.workbook.annotate import Part, annotated
from planforge.reading.workbook.grid import open_book
from planforge.reading.workbook.source import Workbook, read_workbook
from planforge.spec.spec import Spec

OWN = "xl/cellimages.xml"  # what WPS writes for a picture in a cell, and nobody else knows
SHAPE = '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"><own xmlns="urn:x">42</own></ext></extLst>'


def parts_of(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as file:
        for name, part in parts.items():
            file.writestr(ZipInfo(name), part)
    return out.getvalue()


def sheet_part(book: Any, title: str) -> str:
    return f"xl/worksheets/sheet{book.sheetnames.index(title) + 1}.xml"


@pytest.fixture(scope="module")
def lived_in() -> Workbook:
    """A questionnaire with a chart, a rule of colours, a formula for the target, and parts that openpyxl drops."""
    book = small()
    own = book.create_sheet("我的图")
    for row in (("信阳", 3), ("南阳", 5)):
        own.append(row)
    chart = BarChart()
    chart.add_data(Reference(own, min_col=2, min_row=1, max_row=2))
    own.add_chart(chart, "D2")
    rule = CellIsRule(operator="lessThan", formula=["3"], fill=PatternFill("solid", bgColor="FF0000"))
    book["行动"].conditional_formatting.add("B1:B40", rule)
    target = beside_label(book["目标"], "基础指标（万元）")
    target.value = "=8000*1.035"
    parts = parts_of(saved(book))
    goals, actions = sheet_part(book, "目标"), sheet_part(book, "行动")
    parts[goals] = parts[goals].replace(b"<f>8000*1.035</f><v />", b"<f>8000*1.035</f><v>8280</v>")
    parts[goals] = parts[goals].replace(b"<f>8000*1.035</f><v></v>", b"<f>8000*1.035</f><v>8280</v>")
    parts[actions] = parts[actions].replace(b"</worksheet>", SHAPE.encode() + b"</worksheet>")
    parts[OWN] = b"<own/>"
    found, problems = read_workbook(packed(parts), "计划.xlsx")
    assert not problems and found.data["targets"]["base"] == "8280万"
    return found


def beside_label(sheet: Any, text: str) -> Any:
    label = cell_of(sheet, text)
    return sheet.cell(label.row, label.column + 1)


def changed_parts(old: bytes, new: bytes) -> set[str]:
    before, after = parts_of(old), parts_of(new)
    assert before.keys() <= after.keys()
    return {name for name in after if after[name] != before.get(name)}


def without_cells(part: bytes) -> bytes:
    left = re.sub(rb"<sheetData.*</sheetData>|<dimension[^>]*>", b"", part, flags=re.DOTALL)
    return bytes(etree.tostring(etree.fromstring(left), method="c14n"))


@pytest.mark.slow
def test_a_change_touches_its_sheet_and_no_other_part(lived_in: Workbook) -> None:
    after = edit(lived_in, [Set(("actions", 0, "budget"), "3万")])
    sheets = open_book(lived_in.content).sheetnames
    actions = f"xl/worksheets/sheet{sheets.index('行动') + 1}.xml"
    assert changed_parts(lived_in.content, after.content) == {actions, "xl/workbook.xml"}
    old, new = parts_of(lived_in.content)[actions], parts_of(after.content)[actions]
    assert without_cells(old) == without_cells(new)
    assert b'fullCalcOnLoad="1"' in parts_of(after.content)["xl/workbook.xml"]


@pytest.mark.slow
def test_a_formula_keeps_what_it_came_to(lived_in: Workbook) -> None:
    after = edit(lived_in, [Set(("targets", "stretch"), "9000万"), Note(("改了一次",))])
    assert after.data["targets"]["base"] == "8280万"
    assert beside_label(open_book(after.content)["目标"], "基础指标（万元）").value == "=8000*1.035"
    typed = edit(after, [Set(("targets", "base"), "8500万")])
    assert beside_label(open_book(typed.content)["目标"], "基础指标（万元）").value == 8500


@pytest.mark.slow
def test_findings_twice_leave_the_rest_as_it_was(lived_in: Workbook) -> None:
    problem = Problem("X99", Text("太晚", "late"), where=lived_in.where(("actions", 1, "ends")))
    once = annotated(lived_in, [problem, problem], [Part("现状", 50, "竞品")], "zh-CN")
    twice = annotated(read_workbook(once, "计划.xlsx")[0], [], [], "zh-CN")
    for content in (once, twice):
        kept = parts_of(content)
        assert kept[OWN] == b"<own/>" and SHAPE.encode() in b"".join(kept.values())
        assert all(kept[n] == part for n, part in parts_of(lived_in.content).items() if re.search("chart|drawing", n))
        again, problems = read_workbook(content, "计划.xlsx")
        assert not problems and again.data == lived_in.data
    first, last = (open_book(content)["还缺什么"] for content in (once, twice))
    assert first["A5"].hyperlink.location.startswith("'行动'!") and first["A6"].value == first["A5"].value
    assert [cell.value for row in last.iter_rows(min_row=4) for cell in row if cell.value] == []


@pytest.mark.slow
def test_one_of_merged_cells_can_be_changed_and_the_others_say_what_they_said() -> None:
    book = small()
    sheet = book["行动"]
    row = cell_of(sheet, "列空白乡镇名单").row
    for head in ("责任人", "问题"):
        column = beside(sheet, head, row).column
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)
    source, _ = read_workbook(saved(book), "计划.xlsx")
    after = edit(source, [Set(("actions", 1, "owner"), "杨帆")])
    assert [action["owner"] for action in after.data["actions"]] == ["王强", "杨帆"]
    problem = Problem("X99", Text("太晚", "too late"), where=source.where(("actions", 1, "ends")))
    noted = open_book(annotated(source, [problem], [], "zh-CN"))["行动"]
    assert str(beside(noted, "问题", row + 1).value).startswith("X99")


@pytest.mark.slow
def test_formulas_that_share_one_text_go_on_when_the_first_is_replaced() -> None:
    book = small()
    row = next(cell.row for cell in book["片区"]["B"] if cell.value == "信阳")
    at = beside(book["片区"], "上年市场容量（万元）", row)
    below = at.offset(1, 0)
    at.value, below.value = 111, 222
    parts, part = parts_of(saved(book)), sheet_part(book, "片区")
    for cell, number, tag in (
        (at, b"111", f'<f t="shared" ref="{at.coordinate}:{below.coordinate}" si="0">K{row}*2</f>'),
        (below, b"222", '<f t="shared" si="0"/>'),
    ):
        assert b"<v>" + number + b"</v>" in parts[part], cell
        parts[part] = parts[part].replace(b"<v>" + number + b"</v>", tag.encode() + b"<v>" + number + b"</v>")
    source, problems = read_workbook(packed(parts), "计划.xlsx")
    assert not problems
    after = edit(source, [Set(("districts", 0, "market"), "500万")])
    sheet = open_book(after.content)["片区"]
    assert (sheet[at.coordinate].value, sheet[below.coordinate].value) == (500, f"=K{row + 1}*2")
    assert after.data["districts"][1]["market"] == "222万"


@pytest.mark.slow
def test_a_formula_without_a_result_or_with_an_error_is_told_at_its_cell() -> None:
    book = small()
    target = beside_label(book["目标"], "基础指标（万元）")
    target.value = "=8000*1.035"
    manager = beside_label(book["封面"], "编制人")
    manager.value = "#REF!"
    _, problems = read_workbook(saved(book), "计划.xlsx")
    told = {f"{p.where.sheet}!{p.where.cell}": p.message.zh for p in problems if p.where}
    assert told == {
        f"封面!{manager.coordinate}": "公式算出的是错误：#REF!",
        f"目标!{target.coordinate}": "公式 =8000*1.035 没有存下结果",
    }


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_libreoffice_opens_what_was_written_back_and_finds_the_same(lived_in: Workbook, tmp_path: Path) -> None:
    new = {"name": "复盘", "tactic": "T1", "ends": "2027-06-30"}
    after = edit(lived_in, [Insert(("actions", 2), new), Remove(("team", 0)), Set(("region", "motto"), "主攻南阳")])
    problem = Problem("X99", Text("太晚", "too late"), where=after.where(("actions", 1, "ends")))
    (tmp_path / "计划.xlsx").write_bytes(annotated(after, [problem], [Part("现状", 50, "竞品")], "zh-CN"))
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    command = [*office, "--outdir", str(tmp_path / "lo"), str(tmp_path / "计划.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    found, problems = read_workbook((tmp_path / "lo" / "计划.xlsx").read_bytes(), "计划.xlsx")
    assert not problems
    assert Spec.model_validate(found.data) == Spec.model_validate(after.data)


@pytest.mark.parametrize("xfs", ["<cellStyleXfs/>", '<cellStyleXfs count="1"><xf/></cellStyleXfs>'])
def test_what_a_library_says_of_a_styles_part_is_not_said_to_the_user(
    lived_in: Workbook, capsys: pytest.CaptureFixture[str], xfs: str
) -> None:
    """openpyxl prints that a style is out of range, which would stand in the midst of the JSON of ``check``."""
    parts = parts_of(lived_in.content)
    styles = parts["xl/styles.xml"].decode()
    styles = re.sub("<cellStyleXfs.*?</cellStyleXfs>", xfs, styles, flags=re.DOTALL)
    parts["xl/styles.xml"] = re.sub(r'(<cellStyle [^>]*xfId=)"\d+"', r'\1"7"', styles).encode()
    read_workbook(packed(parts), "q.xlsx")
    assert capsys.readouterr().out == ""
