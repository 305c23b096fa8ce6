"""Where a command may write: nothing a person made is lost, and a name says what is in the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from calls import SMALL, planforge, write_spec
from docx import Document
from openpyxl import load_workbook

pytestmark = pytest.mark.slow

LINKED = ("--contents", "linked")


def edited(path: Path) -> Path:
    """A Word file with a paragraph of the manager's own."""
    document = Document(str(path))
    document.add_paragraph("经理手写的一段")
    document.save(str(path))
    return path


def kept(path: Path) -> bool:
    return Document(str(path)).paragraphs[-1].text == "经理手写的一段"


@pytest.mark.parametrize("output", ["named.docx", "out"])
def test_an_edited_document_is_kept_though_it_was_named(tmp_path: Path, output: str) -> None:
    write_spec(tmp_path / "plan.yaml")
    (tmp_path / "out").mkdir()
    planforge("render", "plan.yaml", "-o", output, *LINKED, cwd=tmp_path)
    path = edited(next(tmp_path.rglob("*.docx")))
    again = planforge("render", "plan.yaml", "-o", output, *LINKED, cwd=tmp_path)
    assert (again.returncode, kept(path)) == (1, True)
    assert "F04" in again.stderr
    assert planforge("render", "plan.yaml", "-o", output, "--force", *LINKED, cwd=tmp_path).returncode == 0
    assert not kept(path)


def test_a_document_made_elsewhere_is_kept(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    Document().save(str(tmp_path / "theirs.docx"))
    edited(tmp_path / "theirs.docx")
    assert planforge("render", "plan.yaml", "-o", "theirs.docx", *LINKED, cwd=tmp_path).returncode == 1
    assert kept(tmp_path / "theirs.docx")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_tracking_workbook_is_no_sales_file_and_what_it_is_for_is_told(tmp_path: Path, language: str) -> None:
    write_spec(tmp_path / "plan.yaml")
    assert planforge("render", "plan.yaml", "-o", "t.xlsx", "--lang", language, cwd=tmp_path).returncode == 0
    for command in (["read", "t.xlsx"], ["new", "next.yaml", "--from", "t.xlsx"], ["open", "t.xlsx"]):
        done = planforge(*command, cwd=tmp_path)
        assert done.returncode in (1, 2)
        assert "is the tracking workbook of a plan" in done.stderr
        assert "planforge review PLAN --actuals t.xlsx" in done.stderr


def test_a_tracking_workbook_that_was_filled_in_is_kept(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    assert planforge("render", "plan.yaml", "-o", "plan.xlsx", cwd=tmp_path).returncode == 0
    book = load_workbook(tmp_path / "plan.xlsx")
    book.active["Z99"] = "填好的数"
    book.save(tmp_path / "plan.xlsx")
    assert planforge("render", "plan.yaml", "-o", "plan.xlsx", cwd=tmp_path).returncode == 1
    assert load_workbook(tmp_path / "plan.xlsx").active["Z99"].value == "填好的数"


def test_a_document_beside_a_workbook_that_was_kept_does_not_end_well(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    assert planforge("render", "plan.yaml", cwd=tmp_path).returncode == 0
    book = load_workbook(tmp_path / "plan.xlsx")
    book.active["Z99"] = "填好的数"
    book.save(tmp_path / "plan.xlsx")
    write_spec(tmp_path / "plan.yaml", SMALL.replace("2400万", "3600万"))
    again = planforge("render", "plan.yaml", "--force", cwd=tmp_path)
    assert again.returncode == 1 and "F04" in again.stderr and "plan.docx" in again.stdout
    assert load_workbook(tmp_path / "plan.xlsx").active["Z99"].value == "填好的数"


@pytest.mark.parametrize(
    "arguments",
    [
        ("render", "plan.yaml", "-o", "out.txt"),
        ("render", "plan.yaml", "-o", "out.pdf", "--to", "docx"),
        ("render", "plan.yaml", "--to", "md", "-o", "sales.csv"),
        ("check", "plan.yaml", "-o", "plan.yaml"),
        ("check", "plan.yaml", "-o", "sales.csv"),
        ("schema", "-o", "plan.yaml"),
        ("rule", "--write-docs", "plan.yaml"),
        ("render", "plan.yaml", "--watch", "--check"),
        ("render", "plan.yaml", "--for", "王强", "--kind", "role"),
        ("render", "missing.yaml", "--watch"),
        ("templates", "copy", "plan.yaml"),
        ("schema", "-o", "plan.yaml/schema.json"),
    ],
    ids=" ".join,
)
def test_a_call_that_would_lose_or_mislead_is_refused(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    write_spec(tmp_path / "plan.yaml")
    (tmp_path / "sales.csv").write_text("mine", "utf-8")
    ran = planforge(*arguments, cwd=tmp_path)
    assert (ran.returncode, "Traceback" in ran.stderr) == (2, False)
    assert ran.stderr
    assert (tmp_path / "plan.yaml").read_text("utf-8") == SMALL
    assert (tmp_path / "sales.csv").read_text("utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.yaml", "sales.csv"]


def test_regions_with_a_folder_each_keep_it(tmp_path: Path) -> None:
    for region in ("henan", "hubei"):
        write_spec(tmp_path / "regions" / region / "plan.yaml")
    assert planforge("render", "regions", "-o", "out", *LINKED, cwd=tmp_path).returncode == 0
    assert (tmp_path / "out" / "henan" / "plan.docx").exists()
    assert (tmp_path / "out" / "hubei" / "plan.docx").exists()


def test_a_plan_with_errors_is_written_and_says_so(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml", SMALL.replace("2400万", "0"))
    ran = planforge("render", "plan.yaml", *LINKED, cwd=tmp_path)
    assert ran.returncode == 1
    assert "P08" in ran.stderr
    assert (tmp_path / "plan.docx").exists()


def render_as(form: str, path: Path) -> None:
    assert planforge("render", "plan.yaml", "--to", form, "-o", path.name, *LINKED, cwd=path.parent).returncode == 0


@pytest.mark.parametrize("form", ["html", "md", "xlsx", "docx"])
def test_a_file_of_ours_is_replaced_while_nobody_has_touched_it(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"named.{form}"
    write_spec(tmp_path / "plan.yaml")
    render_as(form, path)
    old = path.read_bytes()
    write_spec(tmp_path / "plan.yaml", SMALL.replace("2400万", "3600万"))
    render_as(form, path)
    assert path.read_bytes() != old


@pytest.mark.parametrize("form", ["html", "md"])
@pytest.mark.parametrize("where", ["at the end", "within", "at the start"])
def test_a_page_edited_by_hand_is_kept(tmp_path: Path, form: str, where: str) -> None:
    path = tmp_path / f"named.{form}"
    write_spec(tmp_path / "plan.yaml")
    render_as(form, path)
    text = path.read_text("utf-8")
    mine = {
        "at the end": f"{text}\n我的话",
        "within": text.replace("豫南", "豫南省", 1),
        "at the start": f"我的话\n{text}",
    }
    path.write_text(mine[where], "utf-8")
    ran = planforge("render", "plan.yaml", "-o", path.name, cwd=tmp_path)
    assert (ran.returncode, path.read_text("utf-8")) == (1, mine[where])
    assert "F04" in ran.stderr


def test_line_ends_that_version_control_changed_are_no_edit(tmp_path: Path) -> None:
    path = tmp_path / "plan.md"
    write_spec(tmp_path / "plan.yaml")
    render_as("md", path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    render_as("md", path)
    assert b"\r" not in path.read_bytes()


@pytest.mark.parametrize("name", ["notes.md", "page.html", "book.xlsx", "plan.pdf", "text.docx"])
def test_a_file_of_the_users_own_is_kept(tmp_path: Path, name: str) -> None:
    write_spec(tmp_path / "plan.yaml")
    (tmp_path / name).write_text("my own notes\n", "utf-8")
    ran = planforge("render", "plan.yaml", "-o", name, *LINKED, cwd=tmp_path)
    assert (ran.returncode, (tmp_path / name).read_text("utf-8")) == (1, "my own notes\n")


def test_an_empty_file_may_be_filled(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    (tmp_path / "plan.md").touch()
    render_as("md", tmp_path / "plan.md")


def test_a_persons_name_with_a_slash_makes_a_file_name(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml", SMALL.replace("王强", "王强/李明"))
    ran = planforge("render", "plan.yaml", "--for", "王强/李明", "--to", "md", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan-王强_李明.md", "plan.yaml"]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_one_spec_out_of_bounds_does_not_end_the_batch(tmp_path: Path, jobs: str) -> None:
    for number in range(5):
        write_spec(tmp_path / f"p{number}.yaml")
    write_spec(tmp_path / "p2.yaml", SMALL + f"notes: {'[' * 50_000 + ']' * 50_000}\n")
    ran = planforge("render", ".", "--to", "md", "-j", jobs, cwd=tmp_path)
    assert "Traceback" not in ran.stderr
    assert "p2.yaml" in ran.stderr
    assert len(list(tmp_path.glob("*.md"))) == 4


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("check plan.yaml", "report.md"),
        ("check plan.yaml --format json", "report.json"),
        ("check plan.yaml --format sarif", "report.sarif"),
        ("schema --markdown", "spec.md"),
    ],
)
def test_what_a_command_prints_to_a_file_replaces_its_like_only(tmp_path: Path, command: str, name: str) -> None:
    write_spec(tmp_path / "plan.yaml")
    call = (*command.split(), "-o", name)
    for _ in range(2):
        ran = planforge(*call, cwd=tmp_path)
        assert ran.returncode < 2 and "F04" not in ran.stderr
    cut = (tmp_path / name).read_text("utf-8")[9:] + "mine"
    for mine in ('{"mine": 1}', "# Notes\n\nmine\n", cut):
        (tmp_path / name).write_text(mine, "utf-8")
        ran = planforge(*call, cwd=tmp_path)
        assert (ran.returncode, (tmp_path / name).read_text("utf-8")) == (1, mine)
        assert "F04" in ran.stderr


def test_watching_keeps_a_workbook_that_was_filled_in(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    render_as("xlsx", tmp_path / "plan.xlsx")
    book = load_workbook(tmp_path / "plan.xlsx")
    book.active["Z99"] = "填好的数"
    book.save(tmp_path / "plan.xlsx")
    watching = subprocess.Popen(
        [sys.executable, "-m", "planforge", "render", "plan.yaml", "--to", "xlsx", "--watch"],
        cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, encoding="utf-8",
    )  # fmt: skip
    try:
        assert watching.stderr
        kept = 0
        for line in watching.stderr:
            if "F04" not in line:
                continue
            kept += 1
            if kept == 2:
                break
            write_spec(tmp_path / "new.yaml", SMALL.replace("2400万", "3600万")).replace(tmp_path / "plan.yaml")
    finally:
        watching.kill()
        watching.wait()
    assert load_workbook(tmp_path / "plan.xlsx").active["Z99"].value == "填好的数"
