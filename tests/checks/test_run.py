"""What a user chooses: which rules, with which limits, and what a comment lets pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_files import Case, base, text_of

from planforge.checks.rule import Settings
from planforge.checks.run import check, unknown_codes
from planforge.jobs.check import Request, check_file
from planforge.plan.make import make_plan
from planforge.problem import Problem
from planforge.reading.read import read

# Two rules broken on lines of their own, and one of computing (M18: more material than its districts get).
BROKEN = text_of(
    Case(
        "",
        True,
        0,
        {
            "- {code: T1,": "- {code: T1, name: 亳州乡镇铺店, serves: [G1], detail: 切实加强终端。}",
            "stretch:": "stretch: 1350万",
            "media:": "media: [{name: 公交车身, starts: 3, ends: 6, cost: 18万, line: 广告}]\n"
            "materials: [{name: 海报, quantity: 300, districts: {阜阳: 100, 亳州: 100}}]",
        },
    )
)


ALL = Settings()


def codes(text: str, folder: Path, settings: Settings = ALL) -> list[str]:
    return [problem.code for problem in found(text, folder, settings)]


def found(text: str, folder: Path, settings: Settings = ALL) -> tuple[Problem, ...]:
    path = folder / "plan.yaml"
    path.write_text(text, "utf-8")
    reading = read(path)
    assert reading.spec is not None
    return check(make_plan(reading.spec), reading.source, settings, before=reading.problems)


def test_findings_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    assert codes(BROKEN, tmp_path) == ["O04", "M18", "Q01"]
    lines = [problem.where.line for problem in found(BROKEN, tmp_path) if problem.where]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("select", "ignore", "left"),
    [
        (("Q",), (), ["Q01"]),
        (("Q01", "O"), (), ["O04", "Q01"]),
        ((), ("O", "Q01"), ["M18"]),
        ((), ("M18",), ["O04", "Q01"]),
        (("O",), ("O04",), []),
        (("S",), (), []),
    ],
)
def test_rules_are_selected_and_ignored_by_prefix(
    select: tuple[str, ...], ignore: tuple[str, ...], left: list[str], tmp_path: Path
) -> None:
    assert codes(BROKEN, tmp_path, Settings(select, ignore)) == left


def test_a_comment_lets_one_finding_pass_on_its_line_or_the_next(tmp_path: Path) -> None:
    beside = BROKEN.replace("切实加强终端。}", "切实加强终端。}  # planforge: ignore[Q01] 公司口号，照抄")
    above = BROKEN.replace("  stretch:", "  # planforge: ignore[O04] 两个指标相同是公司要求\n  stretch:")
    assert codes(beside, tmp_path) == ["O04", "M18"]
    assert codes(above, tmp_path) == ["M18", "Q01"]


def test_one_comment_may_name_several_codes(tmp_path: Path) -> None:
    both = BROKEN.replace("切实加强终端。}", "切实加强终端，待定。}  # planforge: ignore[Q01, Q08] 口号")
    assert codes(both, tmp_path) == ["O04", "M18"]


def test_a_comment_for_another_code_lets_nothing_pass_and_is_told(tmp_path: Path) -> None:
    wrong = BROKEN.replace("切实加强终端。}", "切实加强终端。}  # planforge: ignore[Q08] 口号")
    assert codes(wrong, tmp_path) == ["O04", "M18", "X01", "Q01"]


def test_a_comment_that_serves_no_more_is_told_at_its_line(tmp_path: Path) -> None:
    text = base().replace("  stretch:", "  # planforge: ignore[O04] 从前有用\n  stretch:")
    (idle,) = found(text, tmp_path)
    assert (idle.code, idle.message.zh) == ("X01", "ignore[O04] 已没有对应的问题")
    assert idle.where is not None
    assert "ignore[O04]" in text.splitlines()[idle.where.line - 1]


@pytest.mark.parametrize("comment", ["ignore Q01", "ignore[Q1]", "ignore[]", "igonre[Q01] 口号", "忽略"])
def test_a_comment_that_says_nothing_understandable_is_told_and_lets_nothing_pass(comment: str, tmp_path: Path) -> None:
    text = BROKEN.replace("切实加强终端。}", f"切实加强终端。}}  # planforge: {comment}")
    told = [problem for problem in found(text, tmp_path) if problem.code == "X01"]
    assert [problem.message.zh for problem in told] == [f"“# planforge: {comment}”不起作用"]
    assert codes(text, tmp_path) == ["O04", "M18", "X01", "Q01"]


def test_a_comment_for_a_rule_that_is_off_is_not_called_idle(tmp_path: Path) -> None:
    text = BROKEN.replace("  stretch:", "  # planforge: ignore[O04] 公司要求\n  stretch:")
    assert codes(text, tmp_path, Settings(ignore=("O",))) == ["M18", "Q01"]
    assert codes(text, tmp_path, Settings(select=("Q",))) == ["Q01"]


def test_a_code_that_no_rule_has_is_unknown_and_those_of_reading_and_computing_are_not() -> None:
    assert unknown_codes(["S", "S0", "S01", "M18", "R", "X01"]) == ()
    assert unknown_codes(["Z9x", "S99", "s", ""]) == ("Z9x", "S99", "s", "")


def test_the_names_there_are_hold_none_of_what_is_missing(tmp_path: Path) -> None:
    spec = tmp_path / "plan.yaml"
    spec.write_text(
        "year: 2027\nregion: {name: 豫南, company: 福麦}\ndistricts: [{name: 信阳}, {leader: 王强}]\n"
        "team: [{name: 王强, district: 开封}]\ntargets: {base: 24万}\n",
        "utf-8",
    )
    found = check_file(spec, Request()).problems
    assert [problem.code for problem in found] == ["R10", "P02"]
    assert found[1].hint and found[1].hint.zh == "可用名称：信阳。"
