"""Any console: eighty columns, GBK, Chinese throughout, the shell's completion."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
import xlsxwriter
from calls import SMALL
from conftest import EXAMPLES

NOODLES = EXAMPLES / "yunan-noodles" / "plan.yaml"
LONG = (
    "planforge: 1\nyear: 2027\nregion: {name: 豫南, company: 福麦}\n"
    "districts: [{name: 信阳, leader: 王强, market: 9800万元, priority: "
    + "很长的"
    * 20
    + ", wrong: 1}, {name: 南阳}]\n"
    "targets: {base: 100万}\n"
)


def ran(*words: str | Path, cwd: Path | None = None, **variables: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", **variables}
    return subprocess.run([sys.executable, "-m", "planforge", *map(str, words)], capture_output=True, cwd=cwd,
                          env=environment, check=False)  # fmt: skip


def wide(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line)


def test_a_minus_survives_a_console_that_has_no_sign_for_it() -> None:
    said = ran("show", NOODLES, "sensitivity", "--language", "zh-CN", PYTHONIOENCODING="gbk").stdout.decode("gbk")
    assert re.search(r"-378\.6 .*-32\.8%", said) and "?" not in said


def test_code_frames_fit_eighty_columns_round_the_place(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(LONG, "utf-8")
    said = ran("check", "plan.yaml", cwd=tmp_path).stdout.decode().splitlines()
    frames = [(line, said[n + 1]) for n, line in enumerate(said) if re.match(r" +\d+ \| ", line)]
    assert frames
    for line, marks in frames:
        assert wide(line) <= 80 and wide(marks) <= 80
        assert "^" in marks
    assert any("wrong" in line for line, _ in frames)


@pytest.mark.slow
def test_tables_fit_the_terminal_with_their_names_in_every_block() -> None:
    said = ran("show", NOODLES, "targets_by_month", "kpis", COLUMNS="80").stdout.decode()
    assert max(map(wide, said.splitlines())) <= 80
    assert said.count("信阳") == 2 and "8,280.0" in said and "195.3" in said
    assert max(map(wide, ran("show", NOODLES, "targets_by_month", COLUMNS="").stdout.decode().splitlines())) > 100


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [("explain", NOODLES, "南阳"), ("explain", NOODLES, "8月"), ("rule",), ("rule", "Q16")]
)
def test_long_lines_are_folded_for_a_reader_and_stay_one_for_a_program(words: tuple[str | Path, ...]) -> None:
    for language in ("zh_CN.UTF-8", "en_US.UTF-8"):
        read = ran(*words, COLUMNS="60", LC_ALL=language, LANG=language).stdout.decode().splitlines()
        piped = ran(*words, COLUMNS="", LC_ALL=language, LANG=language).stdout.decode().splitlines()
        assert max(map(wide, read)) <= 60 and len(read) > len(piped)
        assert "".join("".join(read).split()) == "".join("".join(piped).split())


@pytest.mark.slow
def test_a_spec_may_come_from_one_program_and_its_document_go_to_another(tmp_path: Path) -> None:
    def piped(*words: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "planforge", *words]
        return subprocess.run(command, input=SMALL.encode(), capture_output=True, cwd=tmp_path, check=False)

    made = piped("render", "-", "-o", "-", "--to", "docx", "--length", "full")
    assert made.returncode == 0 and made.stdout.startswith(b"PK") and "- -> -" in made.stderr.decode()
    assert piped("render", "-", "-o", "-", "--to", "md").stdout.decode().startswith("# ")
    assert list(tmp_path.iterdir()) == []
    assert piped("render", "-", "--to", "md").returncode == 0 and (tmp_path / "plan.md").exists()
    assert piped("show", "-").returncode == 0
    assert b"-:" in piped("check", "-").stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sales.csv", "sales.xlsx", "sales.gbk"])
def test_a_sales_file_may_come_from_one_program(name: str, tmp_path: Path) -> None:
    text = (EXAMPLES / "yunan-noodles" / "sales.csv").read_text("utf-8")
    held = tmp_path / f"{name.split('.')[0]}.{name.split('.')[1].replace('gbk', 'csv')}"
    if name.endswith("xlsx"):
        with xlsxwriter.Workbook(str(held)) as book:
            sheet = book.add_worksheet()
            for row, line in enumerate(text.splitlines()):
                sheet.write_row(row, 0, [float(cell) if cell.isdecimal() else cell for cell in line.split(",")])
    else:
        held.write_text(text, "gb18030" if name.endswith("gbk") else "utf-8")
    command = [sys.executable, "-m", "planforge", "read"]
    piped = subprocess.run([*command, "-"], input=held.read_bytes(), capture_output=True, cwd=tmp_path, check=False)
    plain = subprocess.run([*command, str(held)], capture_output=True, cwd=tmp_path, check=False)
    assert piped.returncode == plain.returncode == 0
    assert piped.stdout == plain.stdout and piped.stdout


@pytest.mark.slow
def test_a_chinese_console_is_chinese_throughout(tmp_path: Path) -> None:
    for words in (["render"], ["rende"], ["render", "--nope", "x"], ["render", "-j", "0", "x"], ["--help"],
                  ["render", "--help"], ["templates", "--help"]):  # fmt: skip
        made = ran(*words, cwd=tmp_path, PLANFORGE_LANG="zh-CN")
        said = (made.stdout + made.stderr).decode()
        assert not re.search(r"Usage|Options|Arguments|Commands:|Error|Missing|Show|Try|default|required|No such", said)
        assert "用法：" in said
    assert ran("rende", PLANFORGE_LANG="zh-CN").returncode == 2


@pytest.mark.skipif(shutil.which("planforge", path=str(Path(sys.executable).parent)) is None, reason="not installed")
def test_the_shell_completes_values_of_options() -> None:
    def completed(words: str) -> list[str]:
        asked = {"_PLANFORGE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
        program = Path(sys.executable).with_name("planforge")
        return subprocess.run(
            [program], capture_output=True, encoding="utf-8", env={**os.environ, **asked}
        ).stdout.split()

    assert completed("planforge render --to ") == ["docx", "pdf", "pptx", "png", "html", "md", "xlsx"]
    assert completed("planforge render --length p") == ["page"]
    assert "zh-CN" in completed("planforge render --language ")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("columns", [60, 80])
def test_help_fits_the_console_in_both_languages(columns: int, language: str) -> None:
    for words in (["--help"], ["render", "--help"], ["new", "--help"], ["templates", "--help"]):
        said = ran(*words, PLANFORGE_LANG=language, COLUMNS=str(columns)).stdout.decode()
        assert len(said.splitlines()) > 5
        assert [line for line in said.splitlines() if wide(line) > columns] == []
