"""``planforge open``: what dropping a file on the single program does."""

from __future__ import annotations

import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest
from calls import SMALL, planforge
from openpyxl import load_workbook

from planforge.reading.read import read

pytestmark = pytest.mark.slow
CHINESE = {"PLANFORGE_LANG": "zh"}


def test_sales_become_a_questionnaire_and_the_questionnaire_its_document(tmp_path: Path) -> None:
    shutil.copy("examples/yunan-noodles/sales.csv", tmp_path / "销售.csv")
    first = planforge("open", "销售.csv", cwd=tmp_path, **CHINESE)
    assert first.returncode == 0, first.stderr
    questionnaire = tmp_path / "销售-问卷.xlsx"
    spec = read(questionnaire).spec
    assert spec is not None and len(spec.districts) == 4
    before = questionnaire.read_bytes()
    planforge("open", "销售.csv", cwd=tmp_path, **CHINESE)
    assert questionnaire.read_bytes() == before, "what may have been filled in is not written over"

    second = planforge("open", questionnaire.name, cwd=tmp_path, **CHINESE)
    assert second.returncode == 1 and "Traceback" not in second.stderr
    assert (tmp_path / "销售-计划.docx").read_bytes()[:2] == b"PK"
    book = load_workbook(questionnaire)
    assert book.active.title == "还缺什么" and [s.title for s in book if s.sheet_view.tabSelected] == ["还缺什么"]
    with ZipFile(questionnaire) as parts:
        assert parts.testzip() is None
    again = read(questionnaire).spec
    assert again == spec


def test_one_wrong_cell_is_told_once_with_what_to_do_and_the_questionnaire_opens_at_it(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(SMALL, "utf-8")
    planforge("convert", "plan.yaml", "我的 问卷.xlsx", cwd=tmp_path)
    book = load_workbook(tmp_path / "我的 问卷.xlsx")
    cell = next(c for row in book["目标"].iter_rows() for c in row if c.value == 2400)
    cell.value = "二千四"
    book.save(tmp_path / "我的 问卷.xlsx")
    done = planforge("open", "我的 问卷.xlsx", cwd=tmp_path, **CHINESE)
    said = done.stdout + done.stderr
    assert said.count(f"我的 问卷.xlsx!目标!{cell.coordinate}: R12") == 1
    assert "错误 1 个" in said and "没有生成文档：改好上面的错误，存盘，再拖上来" in said
    assert not list(tmp_path.glob("*.docx")) and load_workbook(tmp_path / "我的 问卷.xlsx").active.title == "还缺什么"
    said = planforge("render", "我的 问卷.xlsx", cwd=tmp_path, **CHINESE).stderr
    assert said.rstrip().endswith('未生成。改好上面 1 处错误，再运行 planforge render "我的 问卷.xlsx"')
    assert said.count("R12") == 1, "what check has written beside the row is not shown as part of it"


def test_a_spec_becomes_its_document_and_what_is_no_plan_is_told(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "notes.csv").write_text("说明\n随便写\n", "utf-8")
    planforge("open", "plan.yaml", cwd=tmp_path, **CHINESE)
    assert (tmp_path / "plan.docx").exists()
    refused = planforge("open", "notes.csv", cwd=tmp_path, **CHINESE)
    assert refused.returncode == 1 and not list(tmp_path.glob("notes*.xlsx")) and "Traceback" not in refused.stderr
