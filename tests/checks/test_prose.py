"""Slogans are found, good prose is left alone: in the examples, and in sentences from the trade in both languages."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from case_files import base

from planforge.checks.prose import judged, sentences
from planforge.checks.run import RULES
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Problem
from planforge.reading.read import read

PROSE = Path(__file__).parent / "prose"
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/plan.yaml"))
WORDING = [rule for rule in RULES if rule.code() in {"Q01", "Q03", "Q04", "Q05", "Q06", "Q08", "C06"}]


def lines(name: str) -> list[str]:
    return (PROSE / f"{name}.txt").read_text("utf-8").splitlines()


def plan_with(texts: list[str], folder: Path) -> Plan:
    """The good plan with these sentences as its channel policies."""
    path = folder / "plan.yaml"
    path.write_text(base() + yaml.safe_dump({"channel_policies": texts}, allow_unicode=True, width=1000), "utf-8")
    spec = read(path).spec
    assert spec is not None
    return make_plan(spec)


def wording(plan: Plan) -> list[Problem]:
    return [problem for rule in WORDING for problem in rule().find(plan)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_good_prose_raises_no_alarm(language: str, tmp_path: Path) -> None:
    assert [problem.message.en for problem in wording(plan_with(lines(f"good.{language}"), tmp_path))] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_slogan_is_found_once_and_quoted(language: str, tmp_path: Path) -> None:
    slogans = lines(f"vague.{language}")
    found = [problem for problem in wording(plan_with(slogans, tmp_path)) if problem.code == "Q01"]
    assert [slogans[int(problem.path[-1])] for problem in found] == slogans
    for problem, slogan in zip(found, slogans, strict=True):
        assert slogan[:30] in problem.message.zh
        assert problem.hint is not None and problem.hint.zh.startswith(("写明", "删去"))


@pytest.mark.parametrize(
    ("slogan", "asks"),
    [
        ("定期走访经销商。", "写明每周还是每月、几次、谁来做"),
        ("尽快解决库存问题。", "写明几天之内，或哪一天之前"),
        ("给予适当奖励。", "写明多少、到什么程度"),
        ("提升品牌形象。", "写明从多少到多少、到什么时候、由谁负责"),
        ("高度重视回款。", "删去，或换成能检查的要求：数字、期限、责任人"),
    ],
)
def test_the_hint_asks_for_what_the_word_leaves_open(slogan: str, asks: str, tmp_path: Path) -> None:
    (found,) = wording(plan_with([slogan], tmp_path))
    assert found.hint is not None
    assert found.hint.zh == asks


def test_a_name_of_the_team_near_the_word_is_an_owner(tmp_path: Path) -> None:
    assert wording(plan_with(["江远牵头，优化阜阳的线路。", "优化线路，片区主管每次都跟车。"], tmp_path)) == []


def test_what_makes_a_slogan_checkable_may_follow_in_the_next_sentence_but_not_far_away(tmp_path: Path) -> None:
    near, far = (
        "加强终端管理。每店每周到访两次。",
        "加强终端管理。" + "货架要整齐，价签要齐全，" * 5 + "每店每周到访两次。",
    )
    assert [problem.path[-1] for problem in wording(plan_with([near, far], tmp_path))] == [1]


@pytest.mark.slow
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_prose_of_the_examples_raises_no_alarm(path: Path) -> None:
    spec = read(path).spec
    assert spec is not None
    assert len(sentences(spec)) > 100
    assert [problem.message.en for problem in wording(make_plan(spec))] == []


def test_what_nobody_writes_holds_no_rule_up(tmp_path: Path) -> None:
    many = 20_000
    texts = [f"提升到{sign * many}x" for sign in (" ", "0", "1,", "(", "今年", "1%")]
    texts.append("销售" + "".join(str(number * 7919 % 1009) for number in range(many // 3)))
    plan = plan_with(texts, tmp_path)
    started = time.process_time()
    for rule in RULES:
        list(rule().find(plan))
    assert time.process_time() - started < 10  # it took hours


def test_of_what_people_write_every_sign_is_judged() -> None:
    said = "".join(f"{number} 月补货 {number},000 箱；The goods of dealer {number} are in. " for number in range(200))
    text = f"{said}\n\n- 八月 9,150,000 元（含税）……"
    assert "".join(judged(text).split()) == "".join(text.split())
    assert judged("合计" + "9" * 300).count("9") == 12
    assert judged(text) == text
