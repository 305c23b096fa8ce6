"""Whose a value is: starting values and examples wait for confirmation, and never pass for facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from planforge.checks.completeness import scores
from planforge.plan.make import make_plan
from planforge.reading.editor import Remove, Set, edit
from planforge.reading.examples import with_examples
from planforge.reading.keys import COMMENTED
from planforge.reading.origins import mark_at, unconfirmed
from planforge.reading.preset import preset_names
from planforge.reading.read import Reading, read_text
from planforge.reading.scaffold import Answers, scaffold
from planforge.spec.spec import Spec

SPEC = """\
year: 2027
region: {name: 豫南, company: 福麦}
districts: [{name: 信阳}, {name: 南阳}]
targets: {base: 1000万, by_district: {equal: 100%}}
products:
  - {name: 3.5kg.桶, margin: 28%, price: 30}
  - {name: 乙, margin: 31%}
channels: [{name: 流通, share: 60%}]
tactics: [{code: T1, area: channel, name: 铺店}]
unconfirmed:
  - {at: products.3.5kg.桶.margin, value: 28%}
  - {at: products.乙.margin, value: 30%}
  - {at: targets.base, value: 10000000, origin: carried}
  - {at: channels.0.share, value: "0.6", origin: proposed, basis: 上年 58%}
  - {at: tactics.T1}
  - {at: districts.驻马店.market, value: 3万}
"""


def spec(text: str = SPEC) -> Spec:
    reading = read_text(text, Path())
    assert reading.spec is not None, reading.problems
    return reading.spec


def test_a_value_waits_for_confirmation_while_it_stands_as_it_was_put_there() -> None:
    marks = unconfirmed(spec())
    assert {mark.at: (path, mark.origin) for path, mark in marks.items()} == {
        "products.3.5kg.桶.margin": (("products", 0, "margin"), "starting"),
        "targets.base": (("targets", "base"), "carried"),
        "channels.0.share": (("channels", 0, "share"), "proposed"),
        "tactics.T1": (("tactics", 0), "starting"),
    }
    assert mark_at(marks, ("tactics", 0, "name")) == marks["tactics", 0]
    assert mark_at(marks, ("products", 0, "price")) is None


@pytest.mark.parametrize(
    "change",
    [Set(("products", 0, "margin"), "29%"), Remove(("unconfirmed", 0)), Remove(("products", 0, "margin"))],
)
def test_changing_a_value_or_removing_its_entry_confirms_it(change: Set | Remove) -> None:
    source = edit(read_text(SPEC, Path()).source, [change])
    assert ("products", 0, "margin") not in unconfirmed(spec(source.content.decode()))


def test_writing_the_same_value_another_way_does_not_confirm_it() -> None:
    source = edit(read_text(SPEC, Path()).source, [Set(("products", 0, "margin"), "0.28")])
    assert ("products", 0, "margin") in unconfirmed(spec(source.content.decode()))


def new(industry: str, language: str, *, taken_in: bool) -> Reading:
    answers = Answers(language, industry, "豫南", "福麦", 2027, "李明", ("信阳", "南阳"))
    text = scaffold(answers, "plan.yaml")
    return read_text(COMMENTED.sub(r"\1\2\3", text) if taken_in else text, Path())


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("industry", preset_names())
def test_taking_in_the_scaffolds_examples_makes_a_plan_no_more_complete(industry: str, language: str) -> None:
    before, after = (new(industry, language, taken_in=taken) for taken in (False, True))
    assert before.spec is not None and after.spec is not None, after.problems
    plans = [make_plan(with_examples(r.spec, r.source.data)) for r in (before, after) if r.spec]
    assert [s.percent for s in scores(plans[1])] == [s.percent for s in scores(plans[0])]
    found = unconfirmed(plans[1].spec)
    assert {"actions", "strategies", "situation"} <= {
        path[0] for path, mark in found.items() if mark.origin == "example"
    }


def test_an_example_that_was_changed_is_content(tmp_path: Path) -> None:
    reading = new("fmcg", "zh-CN", taken_in=True)
    changes = [
        Set(("strategies", 0, "name"), "补学校"),
        Set(("strategies", 0, "statement"), "一年补 40 个空白乡镇。"),
        Set(("team", 0, "name"), "周红"),
    ]
    source = edit(reading.source, changes)
    after = read_text(source.content.decode(), tmp_path)
    assert after.spec is not None
    paths = [
        p for p, mark in unconfirmed(with_examples(after.spec, after.source.data)).items() if mark.origin == "example"
    ]
    assert ("strategies", 0) not in paths
    assert ("team", 0) not in paths and ("team", 1) in paths


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_starting_value_of_a_new_spec_is_listed_and_found(language: str) -> None:
    for industry in preset_names():
        reading = new(industry, language, taken_in=False)
        assert reading.spec is not None
        assert len(unconfirmed(reading.spec)) == len(reading.spec.unconfirmed) >= 10, industry
        marks = unconfirmed(reading.spec)
        lines = range(len(reading.spec.budget.lines))
        assert all(("budget", "lines", i, "ratio") in marks for i in lines)
