"""What every rule says of a questionnaire: sheets, heads and words of the form, and nothing of YAML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from case_files import cases_of, planned, text_of, told_in_a_form

from planforge.jobs.check import Request, check_file
from planforge.problem import Problem, Text
from planforge.reading.schema import all_models, titles
from planforge.reading.titles import Telling, in_titles
from planforge.reading.workbook.cells import speech
from planforge.reading.workbook.source import Workbook

KEYS = {key for model in all_models() for key in titles(model)}
OURS = {"planforge", "csv", "ab"}  # our own name, a format, and what a case calls a thing


def says_nothing_of_yaml(found: Iterable[Problem], language: str) -> None:
    """Keys and marks of YAML stand in no message and no remedy, but for what the manager wrote himself."""
    for problem in found if language == "zh-CN" else ():
        for text in (problem.message.zh, problem.hint.zh if problem.hint else ""):
            said = re.sub(r"“[^”]*”|[A-Z]+\d*|：.*", "", text)
            words = {word.lower() for word in re.findall(r"[A-Za-z_]{2,}", said)}
            assert not words - OURS, (problem.code, text)
            own = re.sub("“[^”]*”", "", text)  # what the manager wrote is quoted as it is
            assert "{" not in own and not re.search(r"[a-z_]: ", own), (problem.code, text)
    for problem in found if language == "en" else ():
        for text in (problem.message.en, problem.hint.en if problem.hint else ""):
            assert not re.search(r"[a-z]_[a-z]|[a-z]\.[a-z]|\{", text.replace("e.g", "")), (problem.code, text)
        hint = problem.hint.en if problem.hint else ""
        assert not {key for key in re.findall(r"\b([a-z]+): (?=\S)", hint) if key in KEYS}, hint


def test_what_is_to_be_written_is_said_by_head_and_word(tmp_path: Path) -> None:
    def told(code: str, number: int, language: str = "zh-CN") -> Problem:
        case = [one for one in cases_of(code) if one.fails][number]
        found = told_in_a_form(*planned(text_of(case), tmp_path / "plan.yaml"), case, language)
        return next(problem for problem in found if problem.code == code)

    problem = told("C01", 0)
    assert problem.hint and problem.hint.zh == "在 控制 › 控制指标 中增加一项 “对应目标编号”填“O2”"
    problem = told("A05", 0)
    assert problem.hint and "“是否里程碑”填“是”" in problem.hint.zh
    problem = told("T10", 0)
    assert problem.hint and problem.hint.zh.endswith("填“回款”")
    problem = told("O03", 0)
    assert problem.hint and "由 planforge 补足" in problem.hint.zh
    problem = told("Q11", 0)
    assert problem.message.zh == "1 个行业起步值未核实：片区“阜阳” › 上年市场容量"
    problem = told("C02", 0, "en")
    assert problem.hint and problem.hint.en.startswith("give Alert")


def test_names_that_there_are_not_are_told_together_with_what_cannot_be_understood(tmp_path: Path) -> None:
    """One bad figure does not hide the other mistakes until it is mended."""
    path = tmp_path / "plan.yaml"
    path.write_text(
        "year: 2027\nregion: {name: 豫南, company: 福麦}\ndistricts: [{name: 信阳, market: 约一亿}]\n"
        "team: [{name: 王强, district: 火星}]\ntargets: {base: 很多}\n"
        "actions: [{name: 签约, owner: 王五, ends: 下个月底}]\n",
        "utf-8",
    )
    found = check_file(path, Request())
    assert not found.readable
    assert [problem.code for problem in found.problems] == ["R12", "R12", "R12", "P02", "A04"]


def test_what_the_manager_wrote_is_no_key_and_a_word_of_the_sentence_stays_one() -> None:
    said = speech("en", "thousand")
    telling = Telling("en", {"product_classes": [{"name": "High margin"}]}, said.says)

    def told(zh: str, en: str) -> str:
        return in_titles(Problem("X01", Text(zh, en)), telling).message.en

    assert told("是否指“High margin”？", 'Did you mean "High margin"?') == 'Did you mean "High margin"?'
    assert told("见 region", "45% of the region's sales") == "45% of the region's sales"
    assert told("不在 team 中", "not in the team") == "not in the team"
    path = told("“product_classes.High margin.margin”", "product_classes.High margin.margin is odd")
    assert path == "Product classes “High margin” › Gross margin for products without one is odd"


def test_names_to_choose_from_are_told_by_their_words() -> None:
    said = speech("en", "thousand")
    message, meant = Text("没有“x”这个键", "there is no key x here"), Text("是否指 display？", "did you mean display?")
    problem = Problem("R11", message, meant, ("not_applicable", "x"))
    hint = in_titles(problem, Telling("en", {}, said.says)).hint
    assert hint and hint.en == "did you mean display and distribution?"


def test_an_amount_of_a_remedy_is_in_the_unit_of_its_column() -> None:
    form = Workbook("计划.xlsx", b"", {"targets": {"locks": [{"district": "甲"}]}}, {}, speech("zh-CN", "万元"))
    hint = Text("全部保得住（targets.locks.0.amount: 2804000）", "all are kept (targets.locks.0.amount: 2804000)")
    told = form.locate(Problem("P46", hint, hint, ("targets", "locks", 0, "amount"))).hint
    assert told and told.zh.endswith("填“280.4”）") and "2804000" not in told.en
    beside = Text("写全年金额（amount: 507000）", "state it (amount: 507000)")
    told = form.locate(Problem("B10", beside, beside, ("budget", "lines", 0, "ratio"))).hint
    assert told and told.zh.endswith("填“50.7”）")
