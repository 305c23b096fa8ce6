"""Word files as companies really have them: a letterhead, front matter, revisions, protection, macros, other names."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from company_files import W, parts_of, plan_document, printed, refused, texts
from docx.document import Document as WordFile
from lxml import etree

from planforge.problem import Problem
from planforge.writers import FORMATS, Options
from planforge.writers.docx.page import page_of

pytestmark = pytest.mark.slow  # every one prints a document on a company's file

FILES = Path(__file__).parent / "files"
LETTERS = ("公司信笺", "信笺最简", "blank-red")
USABLE = tuple(sorted(path.stem for path in FILES.glob("*.docx") if path.stem not in ("strict", "pasted-picture")))


def path_of(name: str) -> Path:
    return FILES / f"{name}.docx"


@cache
def made(name: str) -> WordFile:
    return printed(path_of(name))


@cache
def notes(name: str) -> str:
    """What is told beside the file, in English."""
    told: list[Problem] = []
    FORMATS["docx"](plan_document(), Options(str(path_of(name)), "linked", tell=told.append))
    return " ".join(note.message.en for note in told)


def every_part(name: str) -> dict[str, bytes]:
    stream = BytesIO()
    made(name).save(stream)
    return parts_of(stream.getvalue())


def settings(name: str) -> set[str]:
    root = etree.fromstring(every_part(name)["word/settings.xml"])
    return {etree.QName(child).localname for child in root}


def sections(name: str) -> list[etree._Element]:
    return list(made(name).element.body.iter(f"{{{W}}}sectPr"))


def numbering(section: etree._Element) -> tuple[str | None, str | None]:
    """Where a section's pages begin, and how they are written."""
    found = section.find(f"{{{W}}}pgNumType")
    return (None, None) if found is None else (found.get(f"{{{W}}}start"), found.get(f"{{{W}}}fmt"))


@pytest.mark.parametrize("name", LETTERS)
def test_a_letterhead_opens_with_the_cover_of_the_plan_and_no_blank_page(name: str) -> None:
    first = made(name).paragraphs[0]
    assert first._p is made(name).element.body[0]
    assert first.text == "福麦食品" and first.style is not None and first.style.name == "Cover Company"


@pytest.mark.parametrize("name", USABLE)
def test_nothing_reaches_into_the_margin_and_no_cover_depends_on_the_companys_title(name: str) -> None:
    body = made(name).element.body
    indents = [int(one.get(f"{{{W}}}w", "0")) for one in body.iter(f"{{{W}}}tblInd")]
    assert all(indent >= 0 for indent in indents)
    band = [one for one in made(name).tables if one.style is not None and one.style.name == "Cover Band"]
    for table in band:
        styles = {one.style.name for one in table._cells[0].paragraphs if one.style}
        assert "Cover Title" in styles and "Title" not in styles


@pytest.mark.parametrize("name", LETTERS)
def test_pages_of_a_letterhead_without_numbers_are_numbered_once(name: str) -> None:
    footer = made(name).sections[-1].footer._element
    codes = [code.text or "" for code in footer.iter(f"{{{W}}}instrText")]
    assert sum(code.split()[:1] == ["PAGE"] for code in codes) == 1


def test_what_the_letterhead_says_at_the_foot_stays_over_the_number() -> None:
    words = [one.text for one in made("公司信笺").sections[-1].footer.paragraphs]
    assert any("电话" in one for one in words[:-1]) and "页" in words[-1]


def test_front_matter_keeps_its_sections_and_its_numbers() -> None:
    found = [numbering(section) for section in sections("threesec")]
    assert found[:3] == [(None, None), ("1", "lowerRoman"), ("1", None)]
    assert {start for start, _ in found[3:]} == {None}


def test_the_contents_stand_in_the_section_that_the_company_has_for_them() -> None:
    body = made("threesec").element.body
    gone = [index for index, child in enumerate(body) if next(child.iter(f"{{{W}}}sectPr"), None) is not None]
    inside = "".join("".join(child.itertext()) for child in body[gone[0] + 1 : gone[1] + 1])
    assert "目　录" in inside and "一、现状" in inside
    assert "一、样例 1" not in texts(made("threesec"))


def test_cover_and_contents_that_share_a_section_keep_its_first_page() -> None:
    first, *rest = sections("wps")
    assert first.find(f"{{{W}}}titlePg") is not None
    assert all(section.find(f"{{{W}}}titlePg") is None for section in rest)
    assert numbering(rest[0])[0] == "1"
    assert texts(made("wps"))[:2] == ["福麦食品有限公司", "2027年度营销计划"]


def test_styles_of_wps_are_put_in_the_order_that_word_wants() -> None:
    for style in made("wps").styles.element.iterchildren(f"{{{W}}}style"):
        held = [
            child.tag.split("}")[1] for child in style if child.tag.split("}")[1] in ("uiPriority", "qFormat", "rPr")
        ]
        assert held == [name for name in ("uiPriority", "qFormat", "rPr") if name in held]


def test_every_entry_of_the_contents_has_its_number_at_the_right_margin() -> None:
    for name in USABLE:
        word = docx.Document(BytesIO(FORMATS["docx"](plan_document(), Options(str(path_of(name)), "linked"))))
        entries = [one for one in word.element.body.iter(f"{{{W}}}p") if one.find(f"{{{W}}}hyperlink") is not None]
        assert entries
        for entry in entries:
            style = entry.find(f"{{{W}}}pPr/{{{W}}}pStyle").get(f"{{{W}}}val")
            own = entry.findall(f"{{{W}}}pPr/{{{W}}}tabs/{{{W}}}tab")
            chain = [one for one in word.styles.element if one.get(f"{{{W}}}styleId") == style]
            held = [tab for one in (*own, *chain) for tab in one.iter(f"{{{W}}}tab")]
            assert any(tab.get(f"{{{W}}}val") == "right" for tab in held), name


def test_headers_of_ours_end_at_the_right_margin_whatever_tabs_the_company_has() -> None:
    word = made("direct")
    page = page_of(word.sections[0])
    heads = [section.header.paragraphs[0] for section in word.sections if "\t" in section.header.paragraphs[0].text]
    upright = [one for one in heads if one.style is not None and one.style.name == "Header"]
    assert upright
    for one in upright:
        stops = {
            int(tab.get(f"{{{W}}}pos")): tab.get(f"{{{W}}}val") for tab in one._p.iter(f"{{{W}}}tab") if tab.attrib
        }
        assert {at: kind for at, kind in stops.items() if kind != "clear"} == {page.text_width: "right"}
        assert {at for at, kind in stops.items() if kind == "clear"} == {4680, 9360}  # the company's own


def test_changes_of_others_are_accepted_and_said() -> None:
    parts = every_part("tracked")
    assert not re.search(rb"<w:(ins|del|moveFrom|moveTo|rPrChange|delText)\b", parts["word/document.xml"])
    assert "trackRevisions" not in settings("tracked")
    assert "tracked changes" in notes("tracked")


def test_protection_and_the_prompt_to_update_are_not_carried_over_and_that_is_said() -> None:
    assert not {"documentProtection", "updateFields"} & settings("readonly")
    assert "protection" in notes("readonly") and "update fields" in notes("readonly")


def test_macros_are_not_carried_over_and_that_is_said() -> None:
    assert not [name for name in every_part("vba-plain") if "vba" in name.lower()]
    assert b"vba" not in every_part("vba-plain")["[Content_Types].xml"].lower()
    assert "macros" in notes("vba-plain")


@pytest.mark.parametrize("name", USABLE)
def test_no_thumbnail_and_no_path_of_a_person_goes_along(name: str) -> None:
    parts = every_part(name)
    assert not [part for part in parts if "thumbnail" in part]
    text = b"".join(content for part, content in parts.items() if part.endswith((".xml", ".rels")))
    assert not re.search(rb"[A-Z]:\\|file:///", text)


def test_a_strict_file_is_told_how_to_be_saved() -> None:
    (problem,) = refused(path_of("strict"))
    assert problem.hint is not None
    assert "Strict" in problem.message.en and "Word Document (*.docx)" in problem.hint.en


def test_styles_with_chinese_names_are_those_of_the_company() -> None:
    with ZipFile(path_of("zhnames")) as archive:
        before = etree.fromstring(archive.read("word/styles.xml"))
    own = {name.get(f"{{{W}}}val"): one.get(f"{{{W}}}styleId") for one in before for name in one.iter(f"{{{W}}}name")}
    heading = next(one for one in made("zhnames").paragraphs if one.text == "现状")
    assert heading.style is not None
    assert heading.style.style_id == own["标题 1"]
    names = [style.name for style in made("zhnames").styles]
    assert not {"Heading 1", "heading 1"} & set(names)
