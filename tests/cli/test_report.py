"""Problems as text: one shape, never wrapped, on whatever console."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from planforge.cli.report import format_problems, print_problems
from planforge.problem import Problem, Text, Where

PROBLEM = Problem("R12", Text("“三成”不是百分比", "三成 is not a percentage"), Text("写作 30%", "write 30%"))
PLACED = PROBLEM.at(Where("计划.yaml", 6, 32, 34))
FRAME = "    6 | a: 三成\n      |    ^^^^"


def test_a_problem_is_its_place_code_message_frame_and_hint() -> None:
    assert format_problems([PLACED], [FRAME], language="en") == (
        "计划.yaml:6:32: R12 三成 is not a percentage\n    6 | a: 三成\n      |    ^^^^\n  hint: write 30%"
    )


def test_it_speaks_the_language_it_is_told() -> None:
    assert format_problems([PLACED], language="zh-CN") == "计划.yaml:6:32: R12 “三成”不是百分比\n  改法: 写作 30%"


def test_a_problem_of_the_whole_file_has_no_line_and_one_of_no_file_no_place() -> None:
    whole = PROBLEM.at(Where("plan.yaml"))
    assert format_problems([whole, PROBLEM], language="en").startswith("plan.yaml: R12 三成")
    assert "\n\nR12 三成" in format_problems([whole, PROBLEM], language="en")


def test_long_messages_are_not_wrapped(capsys: pytest.CaptureFixture[str]) -> None:
    print_problems([Problem("R11", Text("键" * 500, "x " * 500))], language="en")
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_nothing_is_printed_for_no_problems(capsys: pytest.CaptureFixture[str]) -> None:
    print_problems([], language="en", err=True)
    assert capsys.readouterr() == ("", "")


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp1252", "utf-8"])
def test_a_console_of_any_encoding_gets_the_findings_and_no_traceback(tmp_path: Path, encoding: str) -> None:
    spec = tmp_path / "豫南 计划.yaml"
    spec.write_text("planforge: 1\nyear: ✓二〇二七\n", "utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "PLANFORGE_LANG": "zh-CN"}
    ran = subprocess.run([sys.executable, "-m", "planforge", "check", str(spec)], capture_output=True, env=environment)
    shown = (ran.stdout + ran.stderr).decode(encoding, "replace")
    assert ran.returncode == 2
    assert ":2:7: R12" in shown
    assert "Traceback" not in shown
