"""Findings for machines: SARIF that validates, GitHub commands that survive Chinese and commas, JSON that is whole."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from planforge.checks import formats
from planforge.checks.completeness import scores
from planforge.plan.make import make_plan
from planforge.problem import Problem, Severity, Text, Where
from planforge.reading.read import read

HERE = Path(__file__).parent
BAD = (
    Problem(
        "A01",
        Text("行动“铺店”缺少责任人、预算：100%", "action 铺店 lacks owner, budget: 100%"),
        Text("补上 owner, budget\n不花钱写 budget: 0", "give owner, budget"),
        ("actions", 3),
        Where("豫南 计划/plan.yaml", 12, 5, 40),
    ),
    Problem(
        "Q06",
        Text("“完成率”与“达成率”混用", "two terms"),
        None,
        ("control",),
        Where("plan.yaml", 9, 3),
        Severity.WARNING,
    ),
    Problem("Q09", Text("行动有 61 条", "61 actions"), None, ("actions",), Where("plan.yaml"), Severity.INFO),
    Problem("F01", Text("文件夹中没有计划", "no spec in folder")),
)


@cache
def _sarif_schema() -> Any:
    return json.loads((HERE / "data" / "sarif-2.1.0.json").read_text("utf-8"))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("problems", [BAD, ()], ids=["findings", "none"])
def test_sarif_is_valid(problems: tuple[Problem, ...], language: str) -> None:
    log = json.loads(formats.as_sarif(problems, language))
    jsonschema.Draft4Validator(_sarif_schema(), format_checker=jsonschema.FormatChecker()).validate(log)
    assert len(log["runs"][0]["results"]) == len(problems)


def test_sarif_names_the_rule_the_place_and_the_level() -> None:
    run = json.loads(formats.as_sarif(BAD, "en"))["runs"][0]
    result = run["results"][0]
    place = result["locations"][0]["physicalLocation"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "A01"
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["shortDescription"]["text"] == "An action lacks a part"
    assert place["region"] == {"startLine": 12, "startColumn": 5, "endColumn": 40}
    assert [found["level"] for found in run["results"]] == ["error", "warning", "note", "error"]
    assert run["columnKind"] == "unicodeCodePoints"


def test_a_sarif_path_is_a_reference_without_blanks_or_chinese() -> None:
    uri = json.loads(formats.as_sarif(BAD, "zh-CN"))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert uri["artifactLocation"]["uri"] == "%E8%B1%AB%E5%8D%97%20%E8%AE%A1%E5%88%92/plan.yaml"


def test_a_fingerprint_holds_when_lines_move_and_differs_between_places() -> None:
    def prints(*problems: Problem) -> list[str]:
        results = json.loads(formats.as_sarif(problems, "en"))["runs"][0]["results"]
        return [result["partialFingerprints"]["codeAndPath/v1"] for result in results]

    moved = BAD[0].at(Where("豫南 计划/plan.yaml", 99, 1))
    assert prints(BAD[0]) == prints(moved)
    assert len(set(prints(*BAD))) == len(BAD)
    assert len(set(prints(BAD[0], BAD[0].at(Where("豫北/plan.yaml", 12, 5)), BAD[0]))) == 3


def test_github_gets_one_command_a_finding_with_its_marks_escaped() -> None:
    lines = formats.as_github(BAD, "zh-CN").split("\n")
    assert lines == [
        "::error file=豫南 计划/plan.yaml,line=12,col=5,title=A01::行动“铺店”缺少责任人、预算：100%25"
        " (补上 owner, budget%0A不花钱写 budget: 0)",
        "::error title=F01::文件夹中没有计划",
        "::warning file=plan.yaml,line=9,col=3,title=Q06::“完成率”与“达成率”混用",
        "::notice file=plan.yaml,line=1,col=1,title=Q09::行动有 61 条",
    ]


def test_a_github_path_with_commas_and_colons_stays_one_property() -> None:
    problem = BAD[0].at(Where("a,b:c%.yaml", 1, 2))
    assert formats.as_github([problem], "en").startswith("::error file=a%2Cb%3Ac%25.yaml,line=1,col=2,title=A01::")


def test_json_holds_every_finding_the_counts_and_how_complete_each_part_is() -> None:
    spec = read(HERE / "base.yaml").spec
    assert spec is not None
    report = json.loads(formats.as_json(BAD, {"plan.yaml": scores(make_plan(spec))}, "zh-CN"))
    assert report["summary"] == {"files": 1, "findings": 4, "error": 2, "warning": 1, "info": 1}
    assert report["findings"][0] == {
        "code": "A01",
        "severity": "error",
        "file": "豫南 计划/plan.yaml",
        "line": 12,
        "column": 5,
        "end_column": 40,
        "path": ["actions", 3],
        "message": "行动“铺店”缺少责任人、预算：100%",
        "hint": "补上 owner, budget\n不花钱写 budget: 0",
    }
    parts = report["completeness"]["plan.yaml"]
    assert [part["part"] for part in parts] == [1, 2, 3, 4, 5, 6]
    assert parts[0] == {"part": 1, "name": "现状", "done": 6, "wanted": 6, "percent": 100, "missing": []}
