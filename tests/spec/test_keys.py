"""Keys of a spec in either language, in one file even; nothing but the text tells which."""

from __future__ import annotations

from pathlib import Path

import pytest

from planforge.reading.editor import Insert, Set, edit
from planforge.reading.keys import rekeyed, scaffold_in
from planforge.reading.read import read_text
from planforge.reading.scaffold import Answers, scaffold
from planforge.reading.schema import all_models, json_schema, titles
from planforge.reading.yaml_source import of_text

EXAMPLES = sorted(Path("examples").glob("*/plan.yaml"))
MIXED = """\
计划年度: 2027   # 明年
区域: {区域名称: 豫南, company: 福麦}
片区:
  - 片区名称: 信阳
  - {name: 南阳, 上年市场容量: 9800万}
销售目标: {基础指标: 1000万, by_district: {均分: 100%}}
本企业用语: {district: 大区}
"""


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.parent.name for path in EXAMPLES])
def test_keys_go_to_the_other_language_and_back_without_a_trace(path: Path) -> None:
    text = path.read_text("utf-8")
    chinese = rekeyed(text, "f", "zh")
    assert rekeyed(chinese, "f", "en") == text
    assert of_text(chinese, "f")[0].data == of_text(text, "f")[0].data
    assert of_text(chinese, "f")[0].keys == "zh" and of_text(text, "f")[0].keys == "en"


def test_titles_are_unique_within_a_model_and_stand_on_one_line() -> None:
    for model in all_models():
        for words in ([t.zh for t in titles(model).values()], [t.en for t in titles(model).values()]):
            assert len(set(words)) == len(words), model.__name__
            assert all(word and word.isprintable() for word in words), model.__name__


def test_both_languages_may_stand_in_one_file_and_places_are_those_of_the_text() -> None:
    reading = read_text(MIXED, Path())
    assert reading.spec is not None, reading.problems
    assert reading.spec.districts[1].market == 98_000_000 and reading.spec.words == {"district": "大区"}
    where = reading.source.where(("districts", 1, "market"))
    assert MIXED.splitlines()[where.line - 1][where.column - 1 :].startswith("9800万")


def test_a_change_is_written_in_the_language_of_the_file() -> None:
    source, _ = of_text(MIXED, "f")
    changed = edit(
        source, [Set(("targets", "assigned"), "900万"), Insert(("team", 0), {"name": "王强", "district": "信阳"})]
    )
    assert "公司下达的目标: 900万" in changed.text and "人员:\n  - {姓名: 王强, 所属片区: 信阳}\n" in changed.text
    assert changed.data["team"] == [{"name": "王强", "district": "信阳"}]


def test_the_same_key_in_both_languages_is_a_key_twice() -> None:
    (problem,) = read_text(MIXED + "year: 2028\n", Path()).problems
    assert problem.code == "R03" and problem.where is not None and problem.where.line == 1


def test_messages_name_fields_as_the_file_does() -> None:
    (problem,) = read_text(MIXED.replace("区域名称: 豫南, ", ""), Path()).problems
    assert problem.message.zh == "缺少 区域名称"


def test_a_scaffold_with_chinese_keys_says_the_same_with_its_examples_too() -> None:
    text = scaffold(Answers("zh-CN", "fmcg", "豫南", "福麦", 2027, districts=("信阳",)), "a.yaml")
    chinese = scaffold_in(text, "zh")
    assert of_text(chinese, "f")[0].data == of_text(text, "f")[0].data
    assert "#   上年目标: 7000万" in chinese and "# 战略:" in chinese


def test_the_schema_takes_either_key_and_wants_one_of_them() -> None:
    schema = json_schema()
    assert schema["properties"]["区域"]["description"] == schema["properties"]["region"]["description"]
    assert {"anyOf": [{"required": ["year"]}, {"required": ["计划年度"]}]} in schema["allOf"]
