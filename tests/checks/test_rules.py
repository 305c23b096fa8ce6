"""Every rule against its cases: it finds what is wrong, on the right line, and nothing in a plan that is right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from case_files import FOLDER, Case, base, cases_of, findings, found_in, line_of, planned, text_of, told_in_a_form
from test_told_in_a_questionnaire import says_nothing_of_yaml

from planforge.checks.rule import Rule
from planforge.checks.run import RULES
from planforge.problem import Severity

CODES = [rule.code() for rule in RULES]
CASES = [case for code in CODES for case in cases_of(code)]
CJK = re.compile(r"[\u3400-\u9fff]")
FIGURE = re.compile(r"\d[\d,.]*")
TOLD_IN_TEXTS = {"Q13", "Q14", "Q15", "Q16", "Q17"}


def test_the_good_plan_has_no_findings(tmp_path: Path) -> None:
    assert findings(base(), tmp_path / "plan.yaml") == ()


@pytest.mark.parametrize("code", CODES)
def test_every_rule_has_an_example_that_fails_and_one_that_passes(code: str) -> None:
    assert {case.fails for case in cases_of(code)} == {True, False}


def test_every_case_file_belongs_to_a_rule() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == sorted(CODES)


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for case in CASES if case.fails], ids=str)
def test_it_finds_exactly_what_is_wrong_and_says_it_in_the_words_of_the_file(case: Case, tmp_path: Path) -> None:
    text = text_of(case)
    reading, plan = planned(text, tmp_path / "plan.yaml")
    for language in ("zh-CN", "en"):
        says_nothing_of_yaml(told_in_a_form(reading, plan, case, language), language)
    found = found_in(reading, plan, {case.code: case.limits})
    if case.code in TOLD_IN_TEXTS:
        told = [(str(problem.where), FIGURE.findall(problem.message.zh)) for problem in found]
        assert len({*map(repr, told)}) == len(told), "a figure of a text is told once"
    assert {problem.code for problem in found} == {case.code, *case.also}
    found = tuple(problem for problem in found if problem.code == case.code)
    assert found[0].where is not None
    assert found[0].where.line == line_of(text.splitlines(), case.at) + 1
    assert case.says in "\n".join(problem.message.zh for problem in found)
    assert not any("{" in words for problem in found for words in (*problem.message, *(problem.hint or ())))


@pytest.mark.slow
@pytest.mark.parametrize("case", [case for case in CASES if not case.fails], ids=str)
def test_it_finds_nothing_where_all_is_right(case: Case, tmp_path: Path) -> None:
    assert findings(text_of(case), tmp_path / "plan.yaml", {case.code: case.limits}) == ()


@pytest.mark.parametrize("rule", RULES, ids=CODES)
def test_a_rule_explains_itself_in_both_languages(rule: type[Rule]) -> None:
    for words in (rule.title, rule.why, rule.message, rule.hint):
        assert words.zh and words.en
        assert not CJK.search(words.en)


def test_codes_are_unique_and_say_the_part() -> None:
    assert len(CODES) == len(set(CODES)) == 97
    assert {code[0] for code in CODES} == set("SOGTABCQ")
    assert all(rule.severity in Severity for rule in RULES)
