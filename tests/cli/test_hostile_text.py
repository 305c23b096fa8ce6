"""Names and file names from anybody: on a terminal, in a build log, in GitHub's annotations they are only text."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest
from calls import SMALL, planforge, write_spec
from openpyxl import load_workbook
from typer.testing import CliRunner

from planforge.checks.formats import as_github, as_sarif
from planforge.cli.app import app
from planforge.cli.report import format_problems
from planforge.problem import Problem, Text, Where
from planforge.reading.read import read
from planforge.spec.values import seen

TURNED = "\u202eyxg\u202c"  # is shown as gxy
ACTING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
HOSTILE = [
    "\x1b[2J\x1b]0;title\x07",
    "\x9b31m",
    "a\nb\n::error::forged",
    "a\r::add-mask::x",
    "%0A::set-output name=x::y",
    "::stop-commands::x",
    "##[error]forged",
    "[bold red]markup[/]",
    "\u202egpj.exe",
    "\u2028next",
]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_finding_is_one_finding_and_acts_on_nothing(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    problem = Problem("S01", Text(text, text), Text(text, text), where=Where(f"{text}.yaml", 3, 1))
    shown = format_problems([problem], ["    3 | " + text.replace("\n", " ")], language="en")
    assert not ACTING.search(shown)
    assert not re.search(r"^\s*::\w|##\[", shown, re.M)
    (line,) = as_github([problem], "en").splitlines()
    assert line.startswith("::error file=") and line.count("::") >= 2
    assert not ACTING.search(line)
    properties = line[2:].split("::")[0]
    assert properties.count(",") == 3  # file, line, col, title: the name has added none
    assert json.loads(as_sarif([problem], "en"))["runs"][0]["results"][0]["message"]["text"].count(text) == 2


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix" or sys.platform == "darwin", reason="such names cannot be")
def test_a_file_name_is_only_a_name(tmp_path: Path) -> None:
    for number, text in enumerate(HOSTILE):
        write_spec(tmp_path / f"{number}{text}.yaml".replace("/", "-"))
    for command in (("render", ".", "--to", "md"), ("check", "."), ("check", ".", "--format", "github")):
        ran = planforge(*command, cwd=tmp_path, GITHUB_ACTIONS="true")
        assert "Traceback" not in ran.stderr
        assert ran.returncode in (0, 1)
        shown = ran.stdout + ran.stderr
        assert not ACTING.search(shown.replace("\n", ""))
        forged = re.compile(r"\s*::(?!(error|warning|notice) file=)|(?!::).*##\[")
        assert [line for line in shown.splitlines() if forged.match(line)] == []
    assert len(list(tmp_path.glob("*.md"))) == len(HOSTILE)


def test_what_turns_the_reading_round_is_left_out_and_told(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml", SMALL.replace("王强", f"王{TURNED}强"))
    ran = planforge("render", "plan.yaml", "--to", "md", cwd=tmp_path)
    assert ran.returncode == 0
    assert "plan.yaml:5:24: R19 (warning)" in ran.stderr
    assert TURNED[0] not in ran.stderr
    text = (tmp_path / "plan.md").read_text("utf-8")
    assert "王yxg强" in text and TURNED[0] not in text


@pytest.mark.parametrize("unseen", "\xad\u200b\u2060\ufeff\U000e0041", ids=ascii)
def test_a_name_with_what_nobody_sees_is_the_name_that_is_seen(tmp_path: Path, unseen: str) -> None:
    """A name copied from a page or another program meets its own rows of the sales."""
    spec = SMALL.replace("信阳", f"信{unseen}阳", 1)
    assert spec != SMALL
    write_spec(tmp_path / "plan.yaml", spec)
    ran = planforge("show", "plan.yaml", cwd=tmp_path)
    assert ran.returncode == 0
    assert "R19 (warning)" in ran.stderr
    assert unseen not in ran.stdout + ran.stderr
    assert "信阳" in ran.stdout


def test_a_name_in_a_questionnaire_is_the_name_that_is_seen(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml", SMALL)
    assert planforge("convert", "plan.yaml", "plan.xlsx", cwd=tmp_path).returncode == 0
    book = load_workbook(tmp_path / "plan.xlsx")
    cells = [cell for row in book["片区"].iter_rows() for cell in row if cell.value == "信阳"]
    cells[0].value = "信\u200b_x0007_阳\u202e"
    book.save(tmp_path / "plan.xlsx")
    ran = planforge("show", "plan.xlsx", cwd=tmp_path)
    assert f"plan.xlsx!片区!{cells[0].coordinate}: R19 (warning)" in ran.stderr
    assert "信阳" in ran.stdout and not ACTING.search(ran.stdout.replace("\n", ""))


@pytest.mark.slow
@pytest.mark.parametrize("form", ["docx", "pptx", "xlsx", "html", "md"])
def test_a_name_of_any_length_is_written(tmp_path: Path, form: str) -> None:
    names = {name: name + "长" * 300 for name in ("豫南区域", "信阳", "王强")}
    text = re.sub("|".join(names), lambda found: names[found[0]], SMALL)
    write_spec(tmp_path / "plan.yaml", text)
    ran = planforge("render", "plan.yaml", "--to", form, "--contents", "linked", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / f"plan.{form}").is_file()


def test_tables_and_explanations_show_a_name_as_it_is(tmp_path: Path) -> None:
    name = "[red]信阳[/red] :smile: ::error::x"
    write_spec(tmp_path / "plan.yaml", SMALL.replace("信阳", f'"{name}"'))
    shown = planforge("show", "plan.yaml", "targets_by_district", cwd=tmp_path).stdout
    assert "[red]信阳[/red] :smile: ::error::x" in shown
    assert "::error::" not in planforge("show", "plan.yaml", "all", cwd=tmp_path, GITHUB_ACTIONS="1").stdout


@pytest.mark.parametrize("form", ["md", "html", "xlsx"])
def test_names_of_sheets_charts_and_marks_do_no_harm(tmp_path: Path, form: str) -> None:
    odd = ["'a'!b[c]*?/\\:", "=1+1", "<script>x</script>", "-- --> <!-- planforge 0 -->", "]]>", "&amp;&lt;"]
    districts = "\n".join(f"  - {{name: {json.dumps(name)}, leader: {json.dumps(name)}}}" for name in odd)
    write_spec(tmp_path / "plan.yaml", re.sub(r"districts:\n(  .*\n)+", lambda _: f"districts:\n{districts}\n", SMALL))
    for _ in range(2):  # the second time the first is known as ours
        ran = planforge("render", "plan.yaml", "--to", form, cwd=tmp_path)
        assert ran.returncode == 0, ran.stderr


SALES = "month,district,amount\n" + "".join(f"2026-{month:02},North,{month}000000\n" for month in range(1, 13))


@pytest.mark.parametrize("odd", ["\x1b[31m\x00\x7f", "\u202e\u200b", "\ud800"], ids=ascii)
def test_an_option_is_a_name_without_what_nobody_sees(odd: str, tmp_path: Path) -> None:
    sold, made, from_sales = tmp_path / "sales.csv", tmp_path / "made.yaml", tmp_path / "sold.yaml"
    sold.write_text(SALES, "utf-8")
    named = [f"--{option}=A{odd}B" for option in ("region", "company", "manager", "district")]
    ran = CliRunner().invoke(app, ["new", str(made), *named])
    assert ran.exit_code == 0, ran.exception
    options = [f"--rename=North=A{odd}B", "--region=R", "--company=C", "--unit=yuan", f"--map=am{odd[:1]}ount=amount"]
    ran = CliRunner().invoke(app, ["new", str(from_sales), "--from", str(sold), *options])
    assert ran.exit_code == 0, ran.output
    name = f"A{seen(odd)}B"
    for path in (made, from_sales):
        spec = read(path).spec
        assert spec and [district.name for district in spec.districts] == [name]
    spec = read(made).spec
    assert spec and {spec.region.name, spec.region.company, spec.region.manager} == {name}


@pytest.mark.parametrize(
    "call",
    [
        ["new", "made.yaml", "--currency=a\x1b[31mb\u202e::error::x"],
        ["new", "made.yaml", "--from=sales.csv", "--rename=a\x1b[31mb\u202e=::error::x"],
        ["new", "made.yaml", "--from=sales.csv", "--unit=a\nb\x1b\u202e"],
        ["new", "made.yaml", "--from=sales.csv", "--sheet=a\nb\x1b\u202e"],
        ["render", "plan.yaml", "--kind=a\x1b[31mb\u202e::error::x"],
        ["rule", "\x1b[31mb\u202e::error::x"],
    ],
    ids=lambda call: ascii(call[-1]),
)
def test_a_wrong_call_is_told_and_acts_on_nothing(
    call: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.chdir(tmp_path)
    Path("sales.csv").write_text(SALES, "utf-8")
    write_spec(Path("plan.yaml"))
    ran = CliRunner().invoke(app, call)
    assert ran.exit_code == 2, ran.exception
    assert not ACTING.search(ran.output), ran.output
    assert not re.search(r"(?<![\w:])::\w", ran.output)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix" or sys.platform == "darwin", reason="such names cannot be")
def test_the_name_of_a_file_that_is_made_acts_on_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.chdir(tmp_path)
    odd = "a\x1b[31m\u202e ::error::x"
    Path(f"{odd}.csv").write_text(SALES, "utf-8")
    write_spec(Path("plan.yaml"))
    calls = [
        ["new", f"{odd}.yaml", "--district=A"],
        ["new", "made.yaml", "--from", f"{odd}.csv", "--unit=yuan", "--region=R", "--company=C"],
        ["convert", "plan.yaml", f"{odd}.xlsx"],
        ["templates", "copy", odd, "--language=en"],
        ["templates", "copy", odd, "--language=en"],
        ["check", "plan.yaml", "--baseline", f"{odd}.json"],
    ]
    for call in calls:
        ran = CliRunner().invoke(app, call)
        assert ran.exception is None or isinstance(ran.exception, SystemExit), call
        assert not ACTING.search(ran.output), ran.output
        assert not re.search(r"(?<![\w:])::\w", ran.output), ran.output
    assert read(Path("made.yaml")).spec and read(Path(f"{odd}.xlsx")).spec


def test_templates_are_not_copied_over_a_folder_of_a_files_name(tmp_path: Path) -> None:
    (tmp_path / "word" / "business.docx").mkdir(parents=True)
    ran = CliRunner().invoke(app, ["templates", "copy", str(tmp_path), "--language", "en"])
    assert ran.exit_code == 1 and isinstance(ran.exception, SystemExit)
    assert [path.name for path in tmp_path.iterdir()] == ["word"]
