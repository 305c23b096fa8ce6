"""``planforge rule``: every rule explained, and its page kept as the rules are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from planforge.checks.reference import rules_text
from planforge.checks.run import RULES as SPEC_RULES
from planforge.checks.word.rules import RULES as WORD_RULES
from planforge.cli.app import app
from planforge.cli.rule import ELSEWHERE

RULES = (*SPEC_RULES, *WORD_RULES)
ROOT = Path(__file__).parent.parent.parent


def rule(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["rule", *arguments])


def test_without_a_code_it_lists_every_rule_with_its_level() -> None:
    lines = rule("--lang", "zh-CN").stdout.splitlines()
    assert len(lines) == len(RULES)
    assert lines[0] == "S01  error    现状缺少渠道、竞争对手或消费者分析"
    assert lines[-1].startswith("W09  info")


def test_with_a_code_it_says_what_why_how_and_which_limits() -> None:
    assert rule("a03", "--lang", "zh-CN").stdout.splitlines() == [
        "A03 (warning) 一人同期承担过多行动",
        "",
        "同一个人同时背太多事，每件都会拖。",
        "",
        "提示: … 在 … 同时承担 … 项行动，最多 … 项",
        "改法: 分给他人，或错开时间",
        "阈值: most = 6",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("found", RULES, ids=[found.code() for found in RULES])
def test_every_rule_can_be_explained_in_both_languages(found: type) -> None:
    for language in ("zh-CN", "en"):
        shown = rule(found.__name__, "--lang", language)
        assert shown.exit_code == 0
        assert "{" not in shown.stdout


def test_of_every_code_that_the_program_tells_it_says_what_it_is_or_where_it_comes_from() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "planforge").rglob("*.py")]
    told = {code for text in sources for code in re.findall(r'Problem\(\s*"([A-Z]\d\d)"', text)}
    assert len(told) > 50
    assert told <= {found.code() for found in RULES} | {code for code in told if code[0] in ELSEWHERE}


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("A3", "did you mean A03?"),
        ("A99", "no rule A99; did you mean A0"),
        ("zzz", "no rule ZZZ; did you mean A, B, C, G, O, Q, S, T, W?"),
        ("M12", "M12 is no rule: it is told while money"),
        ("R01", "R01 is no rule: it is told while a spec is read"),
        ("N14", "N14 is no rule: it is told while a nation's plans"),
        ("X01", "X01 is no rule: it is told while ignore comments"),
    ],
)
def test_a_code_that_is_no_rule_is_answered_helpfully(code: str, says: str) -> None:
    result = rule(code)
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.split())


def test_the_page_of_the_rules_is_as_the_rules_are() -> None:
    assert (ROOT / "docs" / "rules.md").read_text("utf-8") == rules_text()


def test_the_page_names_every_rule_once_and_in_both_languages(tmp_path: Path) -> None:
    page = tmp_path / "rules.md"
    assert rule("--write-docs", str(page)).exit_code == 0
    text = page.read_text("utf-8")
    assert text == rule("--markdown").stdout
    for found in RULES:
        assert text.count(f"\n### {found.code()} {found.title.zh} · {found.title.en}\n") == 1
        assert found.why.zh in text and found.why.en in text
