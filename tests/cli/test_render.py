"""``planforge render``: which files it writes, which it leaves alone, and what it says."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from calls import SMALL, planforge, write_spec
from docx import Document

pytestmark = pytest.mark.slow

LINKED = ("--contents", "linked")  # no LibreOffice needed


def text_of(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


def test_one_spec_becomes_a_document_and_its_annex_workbook_beside_it_a_line_each(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    ran = planforge("render", "plan.yaml", *LINKED, cwd=tmp_path)
    assert (ran.returncode, ran.stdout) == (
        0,
        "plan.yaml -> plan.docx (2 problems, see above; planforge check looks for more)\nplan.yaml -> plan.xlsx\n",
    )
    assert ran.stderr.count("plan.yaml:7:1: P") == 2  # no history: months even, districts equal
    assert "豫南区域" in text_of(tmp_path / "plan.docx")


def test_a_folder_becomes_a_plan_for_each_spec_and_a_summary(tmp_path: Path) -> None:
    for name in ("信阳", "南阳", "周口"):
        write_spec(tmp_path / "regions" / f"{name}.yaml")
    write_spec(tmp_path / "regions" / "notes.yaml", "remarks: not a spec\n")
    ran = planforge("render", "regions", "-o", "out", *LINKED, cwd=tmp_path)
    assert ran.returncode == 0
    names = [f"{name}.{suffix}" for name in ("信阳", "南阳", "周口") for suffix in ("docx", "xlsx")]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == names
    assert ran.stderr.endswith("3 done, 0 with errors or not rendered\n")


def test_one_bad_spec_does_not_stop_the_others(tmp_path: Path) -> None:
    write_spec(tmp_path / "good.yaml")
    write_spec(tmp_path / "bad.yaml", SMALL.replace("2400万", "many"))
    ran = planforge("render", "good.yaml", "bad.yaml", *LINKED, cwd=tmp_path)
    assert ran.returncode == 2
    assert (tmp_path / "good.docx").exists()
    assert not (tmp_path / "bad.docx").exists()
    assert "bad.yaml:7:17: R12" in ran.stderr
    assert ran.stderr.endswith("1 done, 1 with errors or not rendered\n")


def test_the_same_spec_gives_the_same_bytes(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    for name in ("one.docx", "two.docx"):
        assert planforge("render", "plan.yaml", "-o", name, *LINKED, cwd=tmp_path, TZ=name).returncode == 0
    digests = {hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in ("one.docx", "two.docx")}
    assert len(digests) == 1


def test_a_value_is_changed_for_one_run(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    ran = planforge("render", "plan.yaml", "--set", "targets.base=3600万", *LINKED, cwd=tmp_path)
    assert ran.returncode == 0
    assert "3,600万元" in text_of(tmp_path / "plan.docx")
    assert "2400万" in (tmp_path / "plan.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("targets.bse=1", "did you mean base?"),
        ("targets.base=lots", "R12"),
        ("districts.7.leader=李明", "districts"),
        ("targets.base", "="),
    ],
)
def test_a_change_that_fits_nothing_is_told_and_nothing_written(tmp_path: Path, change: str, said: str) -> None:
    write_spec(tmp_path / "plan.yaml")
    ran = planforge("render", "plan.yaml", "--set", change, *LINKED, cwd=tmp_path)
    assert ran.returncode == 2
    assert said in ran.stderr
    assert "Traceback" not in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["plan.yaml"]


def test_a_document_edited_by_hand_is_kept_unless_forced(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    planforge("render", "plan.yaml", *LINKED, cwd=tmp_path)
    edited = Document(str(tmp_path / "plan.docx"))
    edited.add_paragraph("经理手写的一段")
    edited.save(str(tmp_path / "plan.docx"))
    kept = planforge("render", "plan.yaml", *LINKED, cwd=tmp_path)
    assert kept.returncode == 1
    assert "F04" in kept.stderr
    assert "经理手写的一段" in text_of(tmp_path / "plan.docx")
    assert planforge("render", "plan.yaml", "--force", *LINKED, cwd=tmp_path).returncode == 0
    assert "经理手写的一段" not in text_of(tmp_path / "plan.docx")


def test_an_untouched_document_is_replaced_without_a_word(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    planforge("render", "plan.yaml", *LINKED, cwd=tmp_path)
    write_spec(tmp_path / "plan.yaml", SMALL.replace("2400万", "3600万"))
    assert planforge("render", "plan.yaml", *LINKED, cwd=tmp_path).returncode == 0
    assert "3,600万元" in text_of(tmp_path / "plan.docx")


def test_check_says_whether_the_file_on_disk_is_current(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    assert planforge("render", "plan.yaml", "--check", *LINKED, cwd=tmp_path).returncode == 1
    planforge("render", "plan.yaml", *LINKED, cwd=tmp_path)
    assert planforge("render", "plan.yaml", "--check", *LINKED, cwd=tmp_path).returncode == 0
    write_spec(tmp_path / "plan.yaml", SMALL.replace("2400万", "3600万"))
    assert planforge("render", "plan.yaml", "--check", *LINKED, cwd=tmp_path).stdout == "plan.docx: stale or missing\n"
    (tmp_path / "plan.yaml").write_text("planforge: 1\n", encoding="utf-8")
    broken = planforge("render", "plan.yaml", "--check", *LINKED, cwd=tmp_path)
    assert (broken.returncode, broken.stdout) == (1, "plan.docx: nothing was made to compare it with\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--to", "odt"),
        ("--language", "fr"),
        ("--contents", "all"),
        ("--kind", "poem"),
        ("--kind", "deck"),
        ("--style", "missing.docx"),
        ("--templates", "missing"),
        ("--for", "无此人"),
    ],
)
def test_an_option_that_cannot_be_is_refused_with_what_can(tmp_path: Path, arguments: tuple[str, str]) -> None:
    write_spec(tmp_path / "plan.yaml")
    ran = planforge("render", "plan.yaml", *arguments, cwd=tmp_path)
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
    assert ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["plan.yaml"]


@pytest.mark.parametrize("named", ["missing.yaml", "empty"])
def test_nothing_to_render_is_an_error_with_a_message(tmp_path: Path, named: str) -> None:
    (tmp_path / "empty").mkdir()
    ran = planforge("render", named, cwd=tmp_path)
    assert ran.returncode == 2
    assert named in ran.stderr
    assert "Traceback" not in ran.stderr


def test_folders_and_files_may_have_spaces_and_chinese_names_and_windows_line_ends(tmp_path: Path) -> None:
    folder = tmp_path / "我的 计划 (2027)"
    folder.mkdir()
    (folder / "豫南 区域.yaml").write_bytes(SMALL.replace("\n", "\r\n").encode("utf-8-sig"))
    assert planforge("render", folder, *LINKED, cwd=tmp_path).returncode == 0
    assert (folder / "豫南 区域.docx").exists()


def test_watching_renders_again_when_an_editor_saves_by_renaming(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    out = tmp_path / "plan.docx"
    process = subprocess.Popen(
        [sys.executable, "-m", "planforge", "render", "plan.yaml", "--watch", *LINKED],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    try:
        assert _wait(lambda: out.exists())
        write_spec(tmp_path / "plan.yaml.new", SMALL.replace("2400万", "3600万")).replace(tmp_path / "plan.yaml")
        assert _wait(lambda: "3,600万元" in text_of(out))
        write_spec(tmp_path / "plan.yaml.new", "year: [").replace(tmp_path / "plan.yaml")
        time.sleep(1)
        assert process.poll() is None
        assert "3,600万元" in text_of(out)
    finally:
        process.kill()
        process.wait()


def _wait(true: object, seconds: float = 30) -> bool:
    assert callable(true)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.2)
    return False
