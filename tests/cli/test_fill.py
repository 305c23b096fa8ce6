"""``planforge fill``: questions one by one, each answer in its place at once, nothing lost wherever it stops."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
import time
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planforge.checks.completeness import scores
from planforge.cli.app import app
from planforge.plan.make import make_plan
from planforge.reading.origins import unconfirmed
from planforge.reading.read import read
from planforge.spec.spec import Spec

SALES = "月份,片区,产品,销售额\n" + "".join(
    f"{year}-{month:02},{place},{product},{amount * (100 + growth * (year - 2025)) // 100}\n"
    for year in (2025, 2026)
    for month in range(1, 13)
    for place, product, amount, growth in (("曹县", "复合肥", 90_000, 17), ("单县", "尿素", 40_000, 3))
)
START = """\
# 一份刚开始的计划
year: 2027
region: {name: 鲁西南, company: 沃丰, manager: 周建国}   # 区域
history: s.csv
districts: [{name: 曹县}, {name: 单县}]
targets: {base: +10%}
"""
PART_ONE = [
    "曹县四个乡镇没有零售店；单县尿素少卖 2 万元；回款晚 20 天",
    "宏达农资；曹县；60万；配送到村；扩到两个镇",
    "金沃；24%；县城门头多；换 20 块门头",
    "丰田；15%；价格低；不跟价",
    "种植大户看效果，散户看邻居",
    "合作 5 年；24 小时配送",
    "四镇无店；高价品少",
    "大蒜扩种 8%；两家对手缺货",
    "原料涨 7%；对手建仓",
]


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    (tmp_path / "s.csv").write_text(SALES, "utf-8")
    (tmp_path / "plan.yaml").write_text(START, "utf-8")
    return tmp_path / "plan.yaml"


def filled(path: Path, *answers: str) -> str:
    result = CliRunner().invoke(app, ["fill", str(path), "--language", "zh-CN"], input="\n".join([*answers, ""]))
    assert result.exit_code == 0, result.output
    return result.output


def asked(path: Path) -> list[str]:
    """What is asked of a plan as it stands, one question after the other."""
    lines = filled(path, *[""] * 60).splitlines()
    return [line for before, line in pairwise(lines) if before in ("", "> ")]


def skips_to(path: Path, question: str) -> list[str]:
    """The empty lines that lead to a question."""
    return [""] * next(number for number, line in enumerate(asked(path)) if line.startswith(question))


def said(path: Path) -> Spec:
    reading = read(path)
    assert reading.spec is not None, reading.problems
    return reading.spec


def part_one(path: Path) -> int:
    return scores(make_plan(said(path)))[0].percent


def through_part_one(path: Path) -> list[str]:
    """Answers for all questions before those of part two; the source of market sizes is asked among them."""
    return ["省统计年鉴", *PART_ONE]


@pytest.mark.slow
def test_part_one_goes_from_a_sixth_to_whole_and_only_lines_are_added(spec: Path) -> None:
    assert part_one(spec) == 16
    output = filled(spec, *through_part_one(spec))
    assert part_one(spec) == 100
    assert "第1部分 现状 16%" in output and "第1部分 现状 100%" in output
    left = iter(spec.read_text("utf-8").splitlines())
    assert all(line in left for line in START.splitlines()[:4])
    assert said(spec).situation.dealers.items[0].district == "曹县"
    assert said(spec).situation.swot.coded()["W2"].text == "高价品少"


def test_back_undoes_the_last_answer_and_asks_it_again(spec: Path) -> None:
    before = spec.read_bytes()
    filled(spec, "年鉴", "<", "q")
    assert spec.read_bytes() == before
    filled(spec, "年鉴", "<", "省统计年鉴", "q")
    assert said(spec).situation.market.source == "省统计年鉴"


@pytest.mark.slow
def test_a_wrong_answer_is_told_and_asked_again_with_nothing_written(spec: Path) -> None:
    output = filled(spec, *skips_to(spec, "主要经销商"), "宏达；曹县；很多；好；稳", "宏达；曹县；60万；好；稳", "q")
    assert output.index("“很多”不是金额") < output.index("写在 ")
    assert [dealer.sales for dealer in said(spec).situation.dealers.items] == [600_000]
    before = spec.read_bytes()
    filled(spec, *skips_to(spec, "主要竞争对手"), "金沃；很高；门头多；换门头", "q")
    assert spec.read_bytes() == before


@pytest.mark.slow
def test_a_name_that_there_is_not_is_told_and_asked_again(spec: Path) -> None:
    output = filled(spec, *skips_to(spec, "主要经销商"), "宏达；火星；60万；好；稳", "宏达；曹县；60万；好；稳", "q")
    assert "未知片区“火星”" in output and "曹县、单县" in output
    assert [dealer.district for dealer in said(spec).situation.dealers.items] == ["曹县"]


def test_a_proposal_from_the_data_is_taken_over_by_its_number_and_stays_marked(spec: Path) -> None:
    output = filled(spec, *skips_to(spec, "今年最要紧的三至五个问题"), "1", "q")
    assert "1 接受：单县 2026 年 49.4万元，比上年 +3.0%，低于全区的 +12.7%（销售历史）" in output
    marks = list(unconfirmed(said(spec)).values())
    assert [(mark.origin, mark.path) for mark in marks] == [("proposed", ("situation", "issues", 0))]
    assert said(spec).situation.issues[0].startswith("单县 2026 年")


@pytest.mark.slow
def test_what_does_not_apply_is_said_with_its_reason(spec: Path) -> None:
    filled(spec, *skips_to(spec, "促销"), "x 只做批发，没有促销", "q")
    assert said(spec).not_applicable == {"promotion": "只做批发，没有促销"}
    assert "促销" not in asked(spec)


@pytest.mark.slow
def test_a_starting_value_is_confirmed_by_a_letter_or_by_another_value(spec: Path) -> None:
    marks = "unconfirmed:\n  - {at: targets.base, value: +10%}\n  - {at: districts.曹县.market, value: 1万}\n"
    spec.write_text(START.replace("{name: 曹县}", "{name: 曹县, market: 1万}") + marks, "utf-8")
    filled(spec, *skips_to(spec, "targets.base 现在是起步值 +10%"), "y", "9800万", "q")
    assert unconfirmed(said(spec)) == {} and said(spec).districts[0].market == 98_000_000


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs a terminal")
def test_interrupted_at_every_question_on_a_terminal_nothing_is_lost(spec: Path) -> None:
    for number, answer in enumerate(through_part_one(spec), 1):
        with Terminal("fill", str(spec), "--language", "zh-CN") as terminal:
            terminal.until("> ")
            terminal.say(answer)
            terminal.until("写在 ", "> ")
            terminal.process.send_signal(signal.SIGINT)
            assert terminal.until_it_ends(seconds=10) == 0
            assert "已存到" in terminal.seen and "Traceback" not in terminal.seen
        assert part_one(spec) >= 16 + 84 * (number == 10), f"after {number} answers"
    assert "第1部分 现状 100%" in filled(spec, "q")
    assert list(spec.parent.glob(".planforge*")) == []


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="needs a terminal")
def test_lines_that_are_pasted_answer_one_question_and_one_that_was_cut_off_none(spec: Path) -> None:
    with Terminal("fill", str(spec), "--language", "zh-CN") as terminal:
        terminal.until("> ")
        terminal.say("省统计年鉴")
        terminal.until("写在 ", "> ")
        terminal.say("长" * 3000)
        terminal.until("终端可能截断", "> ")
        terminal.say("四镇无店\n尿素少卖 2 万元\n回款晚 20 天")
        terminal.until("写在 ", "主要经销商", "> ")
        terminal.say("宏达；曹县；６０万；近；稳\n永丰；单县；20万；近；稳")
        terminal.until("写在 ", "主要竞争对手", "> ")
        terminal.say("Ｑ")
        assert terminal.until_it_ends(seconds=20) == 0
    situation = said(spec).situation
    assert situation.issues == ("四镇无店", "尿素少卖 2 万元", "回款晚 20 天")
    assert [(one.name, one.sales) for one in situation.dealers.items] == [
        ("宏达", Decimal(600_000)),
        ("永丰", Decimal(200_000)),
    ]


class Terminal:
    """planforge on a terminal of its own, read as a person reads."""

    def __init__(self, *arguments: str) -> None:
        import pty

        self.leader, follower = pty.openpty()
        command = [sys.executable, "-m", "planforge", *arguments]
        self.process = subprocess.Popen(
            command, stdin=follower, stdout=follower, stderr=follower, start_new_session=True
        )
        os.close(follower)
        self.seen = ""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.leader)

    def say(self, line: str) -> None:
        self.seen = ""
        os.write(self.leader, f"{line}\n".encode())

    def until(self, *texts: str) -> None:
        """Read on until each text has come, one behind the other."""
        raw, deadline = self.seen.encode(), time.monotonic() + 60
        while not re.search(".*".join(map(re.escape, texts)), raw.decode(errors="replace"), re.DOTALL):
            raw += self._read(deadline)
        self.seen = raw.decode()

    def until_it_ends(self, *, seconds: float) -> int | None:
        raw, deadline = self.seen.encode(), time.monotonic() + seconds
        while self.process.poll() is None or select.select([self.leader], [], [], 0)[0]:
            try:
                raw += self._read(deadline)
            except OSError:  # Linux says so that the other side has been closed
                break
        self.seen = raw.decode()
        return self.process.wait(5)

    def _read(self, deadline: float) -> bytes:
        left = deadline - time.monotonic()
        assert left > 0 and select.select([self.leader], [], [], left)[0], f"nothing more came: {self.seen}"
        return os.read(self.leader, 4096)


@pytest.mark.slow
def test_a_questionnaire_is_filled_like_yaml(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["new", str(tmp_path / "q.xlsx"), "--region", "曹县"]).exit_code == 0
    filled(tmp_path / "q.xlsx", "周建国", "q")
    assert said(tmp_path / "q.xlsx").region.manager == "周建国"


@pytest.mark.slow
@pytest.mark.parametrize("lock", ["~$q.xlsx", ".~lock.q.xlsx#"])
def test_nothing_is_asked_while_the_questionnaire_is_open_in_a_spreadsheet(tmp_path: Path, lock: str) -> None:
    runner, book = CliRunner(), tmp_path / "q.xlsx"
    runner.invoke(app, ["new", str(book), "--region", "曹县"])
    before = book.read_bytes()
    (tmp_path / lock).touch()
    told = runner.invoke(app, ["fill", str(book)], input="周建国\n")
    assert told.exit_code == 1 and "F04" in told.output and lock in told.output and ">" not in told.output
    assert book.read_bytes() == before


@pytest.mark.parametrize("answer", ["PART", "<"])
def test_what_is_saved_in_an_editor_meanwhile_is_never_written_over(
    spec: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """The manager has the file open beside the questions, and saves it while one waits for its answer."""
    lines = iter([PART_ONE[0], "SAVE", PART_ONE[1] if answer == "PART" else "<", PART_ONE[1], "q"])

    def person(_: str) -> str:
        line = next(lines)
        if line == "SAVE":
            text = spec.read_text("utf-8")
            spec.write_text(text.replace("manager: 周建国", "manager: 王秀英"), "utf-8")
            line = next(lines)
        return line

    monkeypatch.setattr("planforge.cli.fill._line", person)
    result = CliRunner().invoke(app, ["fill", str(spec), "--language", "zh-CN"])
    assert result.exit_code == 0, result.output
    assert "F04" in result.output
    text = spec.read_text("utf-8")
    assert "王秀英" in text
    assert "四个乡镇" in text
    assert "宏达农资" in text  # the question was put again, and what was saved kept
