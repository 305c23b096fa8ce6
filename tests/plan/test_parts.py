"""Parts of a whole that a spec gives in per cent: wherever they do not come to it, that is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from planforge.plan.make import make_plan
from planforge.problem import Problem, Severity
from planforge.reading.read import read_text

PLAN = """
year: 2027
region: {name: 豫南, company: 福麦}
districts: [{name: 东}, {name: 西}]
calendar: {weekday_weights: [10%, 10%, 10%, 10%, 20%, 20%, 20%]}
targets: {base: 1000万, season: {method: manual, weights: YEAR}}
network:
  - {name: 网点, quarters: [25%, 25%, 25%, 25%], districts: {东: {current: 9, new: 4, quarters: [50%, 50%, 0%, 0%]}}}
counts: [{name: 会员, unit: 人, plan: 90, quarters: [30%, 20%, 30%, 20%], weights: {东: 40%, 西: 60%}}]
budget:
  lines:
    - {name: 促销, kind: promotion, amount: 9万, season: YEAR, districts: {东: 55%, 西: 45%}}
advertising: {media: [{name: 公交, cost: 3万, line: 促销, months: YEAR}]}
situation: {consumers: {segments: [{name: 学生, share: 33%}, {name: 青年, share: 33%}, {name: 家庭, share: 34%}]}}
""".replace("YEAR", "[10%, 10%, 10%, 10%, 10%, 10%, 10%, 10%, 5%, 5%, 5%, 5%]")


def told(text: str) -> list[Problem]:
    spec = read_text(text, Path()).spec
    assert spec is not None
    return [problem for problem in make_plan(spec).problems if problem.code in ("P15", "P17")]


def test_parts_that_come_to_the_whole_are_fine() -> None:
    assert told(PLAN) == []


@pytest.mark.parametrize(
    ("given", "instead", "path", "whole"),
    [
        ("method: manual, weights: [10%", "method: manual, weights: [16%", ("targets", "season", "weights"), "106%"),
        ("quarters: [25%", "quarters: [26%", ("network", 0, "quarters"), "101%"),
        ("[50%, 50%", "[50%, 56%", ("network", 0, "districts", "东", "quarters"), "106%"),
        ("quarters: [30%", "quarters: [24%", ("counts", 0, "quarters"), "94%"),
        ("weights: {东: 40%", "weights: {东: 46%", ("counts", 0, "weights"), "106%"),
        ("season: [10%", "season: [3%", ("budget", "lines", 0, "season"), "93%"),
        ("{东: 55%", "{东: 61%", ("budget", "lines", 0, "districts"), "106%"),
        ("{东: 55%, 西: 45%}", "{东: 55%}", ("budget", "lines", 0, "districts"), "55%"),
        ("months: [10%", "months: [13%", ("advertising", "media", 0, "months"), "103%"),
        ("10%, 20%, 20%, 20%]", "10%, 26%, 20%, 20%]", ("calendar", "weekday_weights"), "106%"),
        ("share: 33%}, {name: 青年", "share: 41%}, {name: 青年", ("situation", "consumers", "segments"), "108%"),
    ],
)  # fmt: skip
def test_parts_that_do_not_are_told_with_what_they_come_to(given: str, instead: str, path: object, whole: str) -> None:
    (found,) = told(PLAN.replace(given, instead, 1))
    assert (found.path, found.severity) == (path, Severity.WARNING)
    assert whole in found.message.zh and whole in found.message.en


@pytest.mark.parametrize(
    "weights",
    ["{东: 1, 西: 1}", "{东: 120%, 西: 80%}", "{东: 1, 西: 0.5}", "{东: 33.3%, 西: 66.6%}", "{东: 100%, 西: 0}"],
)
def test_proportions_and_printed_rates_are_no_mistake(weights: str) -> None:
    assert told(PLAN.replace("{东: 55%, 西: 45%}", weights)) == []


def test_segments_may_be_missing_and_may_be_rounded() -> None:
    assert told(PLAN.replace("share: 33%}, {name: 青年", "share: 20%}, {name: 青年")) == []
    assert told(PLAN.replace("share: 33%}, {name: 青年", "share: 34%}, {name: 青年")) == []
