"""The noodle examples: the finished Word file a director would get, in Chinese and in English."""

from __future__ import annotations

import json
import re
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLES
from docx import Document
from docx.document import Document as WordDocument
from docx.table import Table
from openxml_audit import OpenXmlValidator

from planforge import compose, make_plan, read, write
from planforge.plan.figures import figures
from planforge.plan.plan import Plan

CHINESE, ENGLISH = EXAMPLES / "yunan-noodles" / "plan.yaml", EXAMPLES / "south-henan-noodles" / "plan.yaml"
BOTH = pytest.mark.parametrize("spec", [CHINESE, ENGLISH], ids=["zh-CN", "en"])
PLACEHOLDER = re.compile(r"\{\{|\}\}|\{%|TODO|TBD|\bNone\b|\bnan\b|待定|20xx|XX")


def plan_of(spec: Path) -> Plan:
    reading = read(spec)
    assert reading.problems == ()
    assert reading.spec
    return make_plan(reading.spec)


@pytest.fixture(scope="module")
def made() -> dict[Path, tuple[Plan, bytes]]:
    plans = {spec: plan_of(spec) for spec in (CHINESE, ENGLISH)}
    return {spec: (plan, write(compose(plan), contents="linked")) for spec, plan in plans.items()}


def word(content: bytes) -> WordDocument:
    return Document(BytesIO(content))


def headings(document: WordDocument, level: int) -> list[str]:
    return [p.text for p in document.paragraphs if p.style and p.style.name == f"Heading {level}"]


def text_of(element: Any) -> list[str]:
    return [text.text or "" for text in element.iter(f"{{{element.nsmap['w']}}}t")]


def rows_of(table: Table) -> list[list[str]]:
    """Cell texts row by row; python-docx's own way to them is too slow for wide tables."""
    return [["".join(text_of(cell)) for cell in row.tc_lst] for row in table._tbl.tr_lst]


def all_text(document: WordDocument) -> str:
    return "\n".join(text_of(document.element.body))


@BOTH
def test_nothing_is_wrong_with_the_plan(spec: Path) -> None:
    assert plan_of(spec).problems == ()


@pytest.mark.slow
@BOTH
def test_the_word_file_is_valid(spec: Path, made: dict[Path, tuple[Plan, bytes]], tmp_path: Path) -> None:
    (tmp_path / "plan.docx").write_bytes(made[spec][1])
    assert OpenXmlValidator().validate(tmp_path / "plan.docx").errors == []


@pytest.mark.parametrize(
    ("spec", "six"),
    [
        (CHINESE, ["现状", "目标", "战略", "战术", "行动计划", "控制"]),
        (ENGLISH, ["Situation", "Objectives", "Strategy", "Tactics", "Action plan", "Control"]),
    ],
    ids=["zh-CN", "en"],
)
def test_the_six_parts_stand_in_order(spec: Path, six: list[str], made: dict[Path, tuple[Plan, bytes]]) -> None:
    assert headings(word(made[spec][1]), 1) == six


@BOTH
def test_it_is_rich_in_tables_and_native_charts(spec: Path, made: dict[Path, tuple[Plan, bytes]]) -> None:
    document = word(made[spec][1])
    charts = [part for part in document.part.package.iter_parts() if "/charts/chart" in str(part.partname)]
    assert len(document.tables) >= 60
    assert len(charts) >= 12


@BOTH
def test_no_placeholder_and_no_program_word_is_left(spec: Path, made: dict[Path, tuple[Plan, bytes]]) -> None:
    assert PLACEHOLDER.findall(all_text(word(made[spec][1]))) == []


@BOTH
def test_no_heading_stands_over_nothing(spec: Path, made: dict[Path, tuple[Plan, bytes]]) -> None:
    document = word(made[spec][1])
    kinds = []
    for block in document.iter_inner_content():
        name = "" if isinstance(block, Table) else (block.style.name or "" if block.style else "")
        level = int(name[-1]) if re.fullmatch(r"Heading \d", name) else 0
        if level or isinstance(block, Table) or block.text.strip() or block._p.xpath(".//w:drawing"):
            kinds.append((level, "" if isinstance(block, Table) else block.text))
    empty = [one[1] for one, following in pairwise(kinds) if one[0] and following[0] and following[0] <= one[0]]
    assert empty == []
    assert not kinds[-1][0]


def test_every_total_of_its_tables_is_that_of_the_figures(made: dict[Path, tuple[Plan, bytes]]) -> None:
    plan, content = made[CHINESE]
    data: dict[str, Any] = json.loads(json.dumps(figures(plan), ensure_ascii=False))
    rows = [row for table in word(content).tables for row in rows_of(table)]

    def printed(amount: int) -> str:
        return f"{amount / 10_000:,.1f}"

    months = ["合计", *(printed(amount) for amount in data["targets"]["districts"]["months"])]
    assert [*months, printed(data["targets"]["total"])] in rows
    for name, year in data["targets"]["districts"]["rows"].items():
        assert [name, *map(printed, year), printed(sum(year))] in rows
    assert any(row[0] == "合计" and printed(data["budget"]["total"]) in row for row in rows)
    assert any(row[0] == "全年" and printed(data["collection"]["cash"]["total"]) in row for row in rows)


def test_english_and_chinese_tell_the_same_figures(made: dict[Path, tuple[Plan, bytes]]) -> None:
    zh, en = (made[spec][0] for spec in (CHINESE, ENGLISH))
    assert zh.targets.districts.months == en.targets.districts.months
    assert zh.budget.total == en.budget.total == 9_108_000
    assert zh.collection and en.collection and zh.profit and en.profit
    assert zh.collection.cash.months == en.collection.cash.months
    assert zh.profit.total.contribution == en.profit.total.contribution == 11_544_000


def test_the_english_plan_has_no_chinese_in_it(made: dict[Path, tuple[Plan, bytes]]) -> None:
    assert re.findall(r"[\u4e00-\u9fff]+", all_text(word(made[ENGLISH][1]))) == []
