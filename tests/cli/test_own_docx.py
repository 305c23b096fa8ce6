"""``planforge new plan.yaml --from 去年.docx``: a person's own Word file drawn in as proposals with their source."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from calls import planforge
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from planforge.reading.origins import mark_at, unconfirmed
from planforge.reading.own_docx import drawn
from planforge.reading.read import read

CHINESE = {"PLANFORGE_LANG": "zh"}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A plan as people write it: styled headings and typed ones, sentences, a table, and what belongs nowhere."""
    document = Document()
    document.add_paragraph("豫南区域 2026 年工作总结")
    document.add_heading("一、主要问题", 1)
    document.add_paragraph("南阳四个县没有经销商，布点率只有 43.9%。")
    document.add_paragraph("2、三家经销商库存超过 45 天。")
    document.add_paragraph("二、竞争对手")
    table = document.add_table(rows=1, cols=4)
    for cell, text in zip(table.rows[0].cells, ("名称", "市场占有率（%）", "我方对策", "备注"), strict=True):
        cell.text = text
    for row in (("康源", "24%", "按季签堆头", "老对手"), ("明光", "很高", "不跟价", ""), ("", "3%", "", "")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_heading("优势", 2)
    document.add_paragraph("经销商平均合作 5 年。", style="List Bullet")
    document.save(str(tmp_path / "去年.docx"))
    return tmp_path / "去年.docx"


def test_sentences_and_tables_become_proposals_with_their_place(own: Path, tmp_path: Path) -> None:
    made = planforge("new", "plan.yaml", "--from", own.name, "--region", "豫南", cwd=tmp_path, **CHINESE)
    assert made.returncode == 0, made.stderr
    assert "取出 4 条，都标为建议；1 条没有用上" in made.stderr
    spec = read(tmp_path / "plan.yaml").spec
    assert spec is not None
    assert spec.situation.issues == ("南阳四个县没有经销商，布点率只有 43.9%。", "三家经销商库存超过 45 天。")
    assert [(c.name, str(c.share), c.response) for c in spec.situation.competitors] == [("康源", "0.24", "按季签堆头")]
    assert [item.text for item in spec.situation.swot.strengths] == ["经销商平均合作 5 年。"]
    marks = unconfirmed(spec)
    for path in (("situation", "issues", 0), ("situation", "competitors", 0), ("situation", "swot", "strengths", 0)):
        mark = mark_at(marks, path)
        assert mark is not None and mark.origin == "proposed" and (mark.basis or "").startswith("去年.docx › ")


def test_headings_in_bold_labels_and_a_swot_drawn_as_a_table_say_where_sentences_belong(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph().add_run("Market Analysis").bold = True
    document.add_paragraph("Demand shifts from town to village shops.")
    document.add_paragraph().add_run("Marketing Objectives").bold = True
    document.add_paragraph("We aim at a thousand new members.")
    document.add_paragraph("Threats: online shops sell 12% below us.")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "Strengths\nOur lorries reach every town."
    table.cell(0, 1).text, table.cell(1, 1).text = "Weaknesses", "Three dealers hold stock for 45 days."
    found = [(one.path, one.value) for one in drawn(saved(document), "en")]
    assert found == [
        (("situation", "market", "trends"), "Demand shifts from town to village shops."),
        (("situation", "swot", "threats"), "online shops sell 12% below us."),
        (("situation", "swot", "strengths"), "Our lorries reach every town."),
        (("situation", "swot", "weaknesses"), "Three dealers hold stock for 45 days."),
    ]


def test_what_stands_in_a_text_control_is_read_and_the_hint_of_an_unfilled_one_is_not() -> None:
    document = Document()
    document.add_heading("优势", 1)
    for text, hint in (("配送到乡，当日送达。", ""), ("单击此处输入文字。", "<w:showingPlcHdr/>")):
        document.element.body.insert(1, parse_xml(
            f'<w:sdt {nsdecls("w")}><w:sdtPr>{hint}</w:sdtPr><w:sdtContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p>'
            "</w:sdtContent></w:sdt>"
        ))  # fmt: skip
    assert [one.value for one in drawn(saved(document), "zh-CN")] == ["配送到乡，当日送达。"]


def saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_what_is_no_word_file_is_refused_and_nothing_written(tmp_path: Path) -> None:
    (tmp_path / "x.docx").write_bytes(b"no word")
    made = planforge("new", "plan.yaml", "--from", "x.docx", "--region", "豫南", cwd=tmp_path, **CHINESE)
    assert made.returncode == 2 and "Traceback" not in made.stderr and not (tmp_path / "plan.yaml").exists()


def test_a_paragraph_of_lines_is_read_by_the_headings_among_them() -> None:
    document = Document()
    lines = "Strengths\n \nWe know every shop.\nWeaknesses:\nFour counties have no dealer.\n优势\n经销商平均合作 5 年。"
    document.add_paragraph(lines)
    document.add_paragraph("Prices rose.\nNobody knows why.")
    saved = BytesIO()
    document.save(saved)
    assert [(one.path[-1], one.value, one.source) for one in drawn(saved.getvalue(), "en")] == [
        ("strengths", "We know every shop.", "Strengths"),
        ("weaknesses", "Four counties have no dealer.", "Weaknesses"),
        ("strengths", "经销商平均合作 5 年。", "优势"),
    ]
