"""Cells as people fill them in: 否 where a name is asked for, codes with a blank between, 7,900台, 约200万."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from two_districts import SPEC

from planforge.plan.money.spending import WHICH, spending_problems
from planforge.reading.messages import _of_words
from planforge.reading.read import read_text
from planforge.reading.workbook.cells import Speech, from_cell, speech
from planforge.reading.workbook.layout import Column, by_key
from planforge.reading.workbook.source import _with_sign

SPEECH: Speech = speech("zh-CN", "万元")


def column(block: str, key: str) -> Column:
    return next(one for one in by_key()[block].columns if one.key == key)


@pytest.mark.parametrize("said", ["否", "无", "没有", "No", "none"])
def test_a_no_where_a_name_is_asked_for_is_none(said: str) -> None:
    spec = read_text(f"{SPEC}actions: [{{name: 拜访, within: {said}, line: {said}}}]\n", Path()).spec
    assert spec is not None
    assert (spec.actions[0].within, spec.actions[0].line) == (None, None)


def test_a_yes_where_a_name_is_asked_for_is_asked_which() -> None:
    spec = read_text(f"{SPEC}actions: [{{name: 拜访, within: 是, budget: 1万}}]\n", Path()).spec
    assert spec is not None
    assert [(problem.code, problem.hint) for problem in spending_problems(spec, (), ())] == [("M16", WHICH)]


@pytest.mark.parametrize("cell", ["O1 S1", "O1、S1", "O1/S1", "O1  S1", "O1 + S1"])
def test_codes_in_a_cell_are_apart_however_they_are_separated(cell: str) -> None:
    assert from_cell(column("strategies", "basis"), cell, "General", SPEECH) == ["O1", "S1"]


def test_a_name_with_a_blank_stays_whole() -> None:
    assert from_cell(column("tactics", "districts"), "New York、San José", "General", SPEECH) == [
        "New York",
        "San José",
    ]


@pytest.mark.parametrize(
    ("cell", "read"),
    [("7,900台", "7,900"), ("1.2万家", "1.2万"), ("约300家", "约300家"), ("300元", "300元"), ("300左右", "300左右")],
)
def test_a_figure_with_the_word_for_what_is_counted_is_that_figure(cell: str, read: str) -> None:
    assert from_cell(column("network.*.districts", "current"), cell, "General", SPEECH) == read


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("约200万", "写 200万"),
        ("200万左右", "写 200万"),
        ("同去年", "上年的那个数"),
        ("about 2m", "写 2m"),
        ("很多", "写作 8280万"),
    ],
)
def test_words_instead_of_a_figure_have_their_own_remedy(written: str, hint: str) -> None:
    (problem,) = read_text(SPEC.replace("信阳}", f"信阳, market: {written}}}"), Path()).problems
    assert problem.code == "R12"
    assert problem.hint and hint in problem.hint.zh


def test_a_figure_of_very_many_digits_is_told_at_once() -> None:
    began = time.process_time()
    assert _of_words("9" * 50_000) is None
    assert time.process_time() - began < 1


def test_the_remedy_for_a_rate_without_its_sign_names_the_rate() -> None:
    assert _with_sign("0.22", "22%").zh == "带上百分号写：22% 或 0.22%"
