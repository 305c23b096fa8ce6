"""How complete each part is: what a full plan holds, what is there, and the name of what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_files import Case, base, text_of

from planforge.checks.completeness import PartScore, scores
from planforge.plan.make import make_plan
from planforge.reading.read import read


def scored(text: str, folder: Path) -> tuple[PartScore, ...]:
    path = folder / "plan.yaml"
    path.write_text(text, "utf-8")
    spec = read(path).spec
    assert spec is not None
    return scores(make_plan(spec))


def test_a_full_plan_is_complete_in_all_six_parts(tmp_path: Path) -> None:
    found = scored(base(), tmp_path)
    assert [part.name.zh for part in found] == ["现状", "目标", "战略", "战术", "行动计划", "控制"]
    assert [part.percent for part in found] == [100] * 6


@pytest.mark.parametrize(
    ("line", "part", "missing"),
    [
        ("consumers:", 1, "消费者"),
        ("issues:", 1, "关键问题"),
        ("threats:", 1, "SWOT"),
        ("objectives:", 2, "目标清单"),
        ("network:", 2, "网络拓展"),
        ("growth_sources:", 2, "增量来源"),
        ("strategies:", 3, "战略"),
        ("pricing:", 4, "价格策略"),
        ("training:", 4, "营销培训"),
        ("actions:", 5, "行动"),
        ("meetings:", 6, "例会"),
        ("contingencies:", 6, "应急预案"),
    ],
)
def test_what_is_taken_out_is_missing_from_its_part(line: str, part: int, missing: str, tmp_path: Path) -> None:
    found = scored(text_of(Case("", True, 0, {line: ""})), tmp_path)
    assert missing in [name.zh for name in found[part - 1].missing]
    assert [other.number for other in found if other.missing] == [part]


def test_a_sub_plan_that_does_not_apply_is_not_missing(tmp_path: Path) -> None:
    without = Case("", True, 0, {"pricing:": ""}, "not_applicable: {price: 价格由总部统一制定}")
    part = scored(text_of(without), tmp_path)[3]
    assert (part.done, part.wanted, part.percent, part.missing) == (11, 11, 100, ())


def test_only_a_part_that_has_everything_is_at_100(tmp_path: Path) -> None:
    text = base().replace("deliverable: 核销表, ", "")
    part = scored(text, tmp_path)[4]
    assert [name.en for name in part.missing] == ["deliverables"]
    assert part.percent == 83
