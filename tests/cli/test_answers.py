"""What is wrong with a file is told in the language of that file, on whatever console, unless one was asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from calls import planforge

from planforge.reading.read import read
from planforge.reading.workbook.convert import to_workbook
from planforge.reading.yaml_source import of_text
from planforge.spec.spec import Spec

CHINESE_KEYS = (
    "计划年度: 二〇\n区域: {区域名称: North, company: Acme}\n片区: [{片区名称: East}]\n销售目标: {基础指标: 24m}\n"
)
ENGLISH = (
    "year: 20x\nlanguage: en\nregion: {name: North, company: 福麦}\ndistricts: [{name: East}]\ntargets: {base: 24m}\n"
)
ON_ENGLISH = {"PLANFORGE_LANG": "", "LC_ALL": "", "LANG": "C.UTF-8"}
ON_CHINESE = {"PLANFORGE_LANG": "", "LC_ALL": "", "LANG": "zh_CN.UTF-8"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (CHINESE_KEYS, "zh-CN"),
        (ENGLISH, "en"),
        ("language: en\n区域: {区域名称: 豫南}\n片区: []\n", "zh-CN"),  # whoever wrote the keys reads Chinese
        ("region: {name: North}\nlanguage: zh-CN\n", "zh-CN"),
        ("region: {name: 豫南}\n", "zh-CN"),
        ("region: {name: North}\n", ""),
        ("language: en\nregion: {name: 豫南\n", "en"),  # no YAML at all
        ("region: {name: 豫南\n", "zh-CN"),
    ],
)
def test_a_spec_speaks_the_language_of_its_keys_else_of_its_document_else_of_its_words(
    text: str, language: str
) -> None:
    source, problems = of_text(text, "plan.yaml")
    assert source.language == language
    assert all(problem.language == language for problem in problems)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "zh.yaml").write_text(CHINESE_KEYS, "utf-8")
    (tmp_path / "en.yaml").write_text(ENGLISH, "utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "render", "fill", "show", "convert"])
@pytest.mark.parametrize("console", [ON_ENGLISH, ON_CHINESE], ids=["english", "chinese"])
def test_every_command_answers_in_the_language_of_the_file(folder: Path, command: str, console: dict[str, str]) -> None:
    more = ["new.xlsx"] if command == "convert" else []
    chinese = planforge(command, "zh.yaml", *more, cwd=folder, **console)
    english = planforge(command, "en.yaml", *more, cwd=folder, **console)
    assert "“二〇”不是整数" in chinese.stdout + chinese.stderr
    assert "20x is not a whole number" in english.stdout + english.stderr


@pytest.mark.slow
def test_of_many_files_each_is_answered_in_its_own_and_the_sum_in_that_of_the_console(folder: Path) -> None:
    done = planforge("check", "zh.yaml", "en.yaml", cwd=folder, **ON_ENGLISH).stdout
    assert "“二〇”不是整数" in done and "20x is not a whole number" in done
    assert "2 checked, 2 findings" in done
    assert "2 份文件，2 个问题" in planforge("check", "zh.yaml", "en.yaml", cwd=folder, **ON_CHINESE).stdout
    assert "1 份文件，1 个问题" in planforge("check", "zh.yaml", cwd=folder, **ON_ENGLISH).stdout


@pytest.mark.slow
def test_a_language_that_is_asked_for_is_that_of_all(folder: Path) -> None:
    for done in (
        planforge("check", "zh.yaml", "--lang", "en", cwd=folder, **ON_CHINESE),
        planforge("check", "zh.yaml", cwd=folder, **{**ON_CHINESE, "PLANFORGE_LANG": "en"}),
    ):
        assert "二〇 is not a whole number" in done.stdout and "1 checked, 1 finding" in done.stdout


@pytest.mark.slow
def test_what_a_program_reads_is_in_one_language_and_what_stands_beside_a_line_in_that_of_its_file(
    folder: Path,
) -> None:
    def told(form: str) -> str:
        return planforge("check", "zh.yaml", "en.yaml", "--format", form, cwd=folder, **ON_ENGLISH).stdout

    messages = [one["message"] for one in json.loads(told("json"))["findings"]]
    assert messages == ["二〇 is not a whole number", "20x is not a whole number"]
    (run,) = json.loads(told("sarif"))["runs"]
    assert run["language"] == "en" and "is not a whole number" in run["results"][0]["message"]["text"]
    assert "二〇”不是整数" in told("github") and "20x is not a whole number" in told("github")


@pytest.mark.slow
def test_a_questionnaire_is_answered_in_the_language_of_its_sheets(folder: Path) -> None:
    (folder / "zh.yaml").write_text(CHINESE_KEYS.replace("二〇", "2027"), "utf-8")
    planforge("convert", "zh.yaml", "问卷.xlsx", cwd=folder)
    done = planforge("check", "问卷.xlsx", cwd=folder, **ON_ENGLISH).stdout
    assert "改法" in done and "hint" not in done


@pytest.mark.slow
def test_an_encoding_without_chinese_hears_the_language_of_the_console(folder: Path) -> None:
    done = planforge("check", "zh.yaml", cwd=folder, **{**ON_ENGLISH, "PYTHONIOENCODING": "cp1252:replace"})
    assert done.stdout.splitlines()[0].endswith("is not a whole number")


def test_what_is_told_of_past_sales_speaks_as_the_spec_does(tmp_path: Path) -> None:
    (tmp_path / "sales.csv").write_text("月,district,amount\n2026-01,信阳,30\n2026-02,南阳,40\n", "utf-8")
    text = CHINESE_KEYS.replace("二〇", "2027").replace("East", "信阳") + "销售历史: sales.csv\n"
    (tmp_path / "plan.yaml").write_text(text, "utf-8")
    problems = read(tmp_path / "plan.yaml").problems
    assert {problem.language for problem in problems} == {"zh-CN"}
    assert {problem.where.file for problem in problems if problem.where} >= {(tmp_path / "sales.csv").as_posix()}
    source, _ = of_text(text, "plan.yaml")
    (tmp_path / "plan.xlsx").write_bytes(to_workbook(source, Spec.model_validate(source.data), "plan.xlsx"))
    hints = [problem.hint.zh for problem in read(tmp_path / "plan.xlsx").problems if problem.hint]
    assert any("文件中的金额单位”填“万元”" in hint for hint in hints)
    assert not any("{" in hint or "targets." in hint for hint in hints)


@pytest.mark.slow
def test_actuals_are_answered_in_the_language_of_their_plan(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(CHINESE_KEYS.replace("二〇", "2027"), "utf-8")
    (tmp_path / "actuals.csv").write_text("month,district,amount\n2027-01,West,30000\n", "utf-8")
    done = planforge("review", "plan.yaml", "--actuals", "actuals.csv", cwd=tmp_path, **ON_ENGLISH)
    assert "片区“West”不在计划中" in done.stderr and "hint" not in done.stderr
