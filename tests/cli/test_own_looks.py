"""``templates copy``, ``--templates``, ``--style`` and the other formats, as a person calls them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import docx
import pytest
from calls import SMALL, planforge, write_spec

pytestmark = pytest.mark.slow

LINKED = ("--contents", "linked")


def company(path: Path, *paragraphs: str) -> Path:
    word = docx.Document()
    for text in paragraphs:
        word.add_paragraph(text)
    word.save(str(path))
    return path


def test_the_words_are_copied_changed_and_used(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    copied = planforge("templates", "copy", "own", "--language", "zh-CN", cwd=tmp_path)
    assert (copied.returncode, "planforge render --templates own" in copied.stdout) == (0, True)
    text = tmp_path / "own" / "zh-CN" / "sections" / "page.md"
    text.write_text(text.read_text("utf-8") + "\n本计划由{{ region.manager }}负责解释。\n", "utf-8")
    assert planforge("render", "plan.yaml", "--templates", "own", *LINKED, cwd=tmp_path).returncode == 0
    shown = "".join(one.text for one in docx.Document(str(tmp_path / "plan.docx")).paragraphs)
    assert "本计划由李明负责解释。" in shown


def test_copying_again_replaces_nothing(tmp_path: Path) -> None:
    planforge("templates", "copy", "own", cwd=tmp_path)
    label = tmp_path / "own" / "zh-CN" / "labels.yaml"
    label.write_text("mine", "utf-8")
    assert planforge("templates", "copy", "own", cwd=tmp_path).returncode == 1
    assert label.read_text("utf-8") == "mine"


def test_the_copied_word_style_serves_as_a_style(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    planforge("templates", "copy", "own", cwd=tmp_path)
    ran = planforge("render", "plan.yaml", "--style", "own/word/business.docx", *LINKED, cwd=tmp_path)
    assert ran.returncode == 0
    assert "D1" not in ran.stderr
    made = docx.Document(str(tmp_path / "plan.docx"))
    titles = [one.text for one in made.paragraphs if one.style and one.style.name == "Heading 1"]
    assert "目标" in titles


def test_mistakes_in_a_text_are_told_by_line_and_nothing_is_written(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    text = tmp_path / "own" / "sections" / "page.md"
    text.parent.mkdir(parents=True)
    text.write_text("# 摘要\n\n{{ regon.name }}\n", "utf-8")
    ran = planforge("render", "plan.yaml", "--templates", "own", *LINKED, cwd=tmp_path)
    assert ran.returncode == 2
    assert "own/sections/page.md:3:1: D02 section text: unknown name regon; did you mean region?" in ran.stderr
    assert "  hint: " in ran.stderr
    assert not (tmp_path / "plan.docx").exists()


def test_a_companys_file_is_filled(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    company(tmp_path / "公司 模板.docx", "{{ title }}", "{{p body }}")
    ran = planforge("render", "plan.yaml", "--style", "公司 模板.docx", *LINKED, cwd=tmp_path)
    assert ran.returncode == 0
    assert "D1" not in ran.stderr
    assert docx.Document(str(tmp_path / "plan.docx")).paragraphs[0].text == "豫南区域2027年度营销计划"


def test_mistakes_in_a_companys_file_are_told_all_at_once_without_a_traceback(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    company(tmp_path / "company.docx", "{{ regon.name }}", "｛｛ year ｝｝", "{{ body }}")
    ran = planforge("render", "plan.yaml", "--style", "company.docx", *LINKED, cwd=tmp_path)
    assert ran.returncode == 2
    places = re.findall(r"^company\.docx: D11 company Word file: body, paragraph (\d)", ran.stderr, re.MULTILINE)
    assert places == ["1", "2", "3"]
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "plan.docx").exists()


def test_without_libreoffice_a_pdf_is_refused_with_what_helps(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    ran = planforge("render", "plan.yaml", "--to", "pdf", cwd=tmp_path, PLANFORGE_SOFFICE=str(tmp_path / "none"))
    assert ran.returncode == 2
    assert "LibreOffice was not found" in ran.stderr
    assert "PLANFORGE_SOFFICE" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "plan.pdf").exists()


def test_without_libreoffice_the_contents_have_estimated_numbers_and_that_is_said(
    tmp_path: Path,
) -> None:
    write_spec(tmp_path / "plan.yaml")
    ran = planforge("render", "plan.yaml", cwd=tmp_path, PLANFORGE_SOFFICE=str(tmp_path / "none"))
    assert ran.returncode == 0
    assert "F07" in ran.stderr and "Update Field" in ran.stderr
    with zipfile.ZipFile(tmp_path / "plan.docx") as archive:
        body = archive.read("word/document.xml").decode()
    assert "TOC " in body
    assert "PAGEREF" in body


def test_source_date_epoch_dates_the_file_and_nothing_else(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    made = []
    for epoch in ("1800000000", "1900000000", ""):
        ran = planforge("render", "plan.yaml", "--force", *LINKED, cwd=tmp_path, SOURCE_DATE_EPOCH=epoch)
        assert ran.returncode == 0
        made.append((tmp_path / "plan.docx").read_bytes())
    assert made[0] != made[1]
    dates = []
    for content in made:
        (tmp_path / "one.docx").write_bytes(content)
        dates.append(docx.Document(str(tmp_path / "one.docx")).core_properties.created)
    assert [date.isoformat()[:10] for date in dates if date] == ["2027-01-15", "2030-03-17", "2000-01-01"]


def test_render_check_holds_style_and_date_against_the_file_on_disk(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    style = company(tmp_path / "company.docx", "{{ title }}", "{{p body }}")
    call = ("render", "plan.yaml", "--style", "company.docx", *LINKED)
    planforge(*call, cwd=tmp_path, SOURCE_DATE_EPOCH="1800000000")
    checked = planforge(*call, "--check", cwd=tmp_path, SOURCE_DATE_EPOCH="1800000000")
    assert (checked.returncode, checked.stdout) == (0, "plan.docx: current\n")
    before = (tmp_path / "plan.docx").read_bytes()
    company(style, "{{ title }}！", "{{p body }}")
    assert planforge(*call, "--check", cwd=tmp_path, SOURCE_DATE_EPOCH="1800000000").returncode == 1
    assert (tmp_path / "plan.docx").read_bytes() == before


def test_a_web_page_is_current_until_the_spec_changes(tmp_path: Path) -> None:
    spec = write_spec(tmp_path / "plan.yaml")
    planforge("render", "plan.yaml", "-o", "out.html", cwd=tmp_path)
    assert planforge("render", "plan.yaml", "--check", "-o", "out.html", cwd=tmp_path).returncode == 0
    write_spec(spec, SMALL.replace("2400万", "2500万"))
    assert planforge("render", "plan.yaml", "--check", "-o", "out.html", cwd=tmp_path).returncode == 1


def test_check_of_a_word_file_exits_by_what_it_finds(tmp_path: Path) -> None:
    write_spec(tmp_path / "plan.yaml")
    planforge("render", "plan.yaml", *LINKED, cwd=tmp_path)
    word = docx.Document(str(tmp_path / "plan.docx"))
    word.paragraphs[-1].add_run("负责人待定")
    word.save(str(tmp_path / "edited.docx"))
    ran = planforge("check", "edited.docx", cwd=tmp_path)
    assert ran.returncode == 1
    assert "W05" in ran.stdout
    assert "W08" in ran.stdout
    (tmp_path / "broken.docx").write_bytes((tmp_path / "plan.docx").read_bytes()[:5000])
    broken = planforge("check", "broken.docx", "none.docx", cwd=tmp_path)
    assert broken.returncode == 2
    assert "truncated or damaged" in broken.stdout
    assert "Traceback" not in broken.stderr
