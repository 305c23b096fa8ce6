"""A company's Word file as the look of the plan: its cover, headers and styles kept, ours added where it has none."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from company_files import W, company_file, parts_of, plan_document, printed, repacked, saved, texts
from docx.document import Document as WordFile
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from openxml_audit import OpenXmlValidator

from planforge import resources
from planforge.writers import write

pytestmark = pytest.mark.slow

PARTS = ["现状", "目标", "战略", "战术", "行动计划", "控制"]


def styles_of(word: WordFile) -> dict[str, str]:
    """Style id by name, of paragraph styles."""
    return {style.name or "": style.style_id for style in word.styles}


def headings(word: WordFile) -> list[Any]:
    return [one for one in word.paragraphs if one.style is not None and one.style.name == "Heading 1"]


def test_the_cover_stays_and_the_sample_text_goes(tmp_path: Path) -> None:
    word = company_file("福麦集团", "内部资料")
    word.add_page_break()  # type: ignore[no-untyped-call]
    word.add_heading("样例标题", 1)
    word.add_paragraph("样例正文")
    word.add_table(2, 2)
    made = printed(saved(word, tmp_path))
    assert texts(made)[:2] == ["福麦集团", "内部资料"]
    assert [one.text for one in headings(made) if one.text in PARTS] == PARTS
    assert not [text for text in texts(made) if "样例" in text]


def test_without_a_cover_of_the_companys_the_plan_brings_its_own(tmp_path: Path) -> None:
    word = company_file()
    word.add_heading("样例标题", 1)
    assert "豫南区域2027年度营销计划" in texts(printed(saved(word, tmp_path)))[:4]


def test_every_section_has_the_companys_header_and_page(tmp_path: Path) -> None:
    word = company_file("封面", header="福麦集团", footer="机密")
    width = word.sections[0].page_width
    made = printed(saved(word, tmp_path))
    assert len(made.sections) > 3  # cover, contents, parts, annexes
    assert {section.header.paragraphs[0].text for section in made.sections} == {"福麦集团"}
    assert {section.footer.paragraphs[0].text for section in made.sections} == {"机密"}
    assert width in {section.page_width for section in made.sections}


def test_where_the_company_has_no_footer_pages_are_numbered_by_ours(tmp_path: Path) -> None:
    made = printed(saved(company_file("封面", header="福麦集团"), tmp_path))
    footer = made.sections[-1].footer._element
    assert "PAGE" in "".join(code.text or "" for code in footer.iter(f"{{{W}}}instrText"))
    assert made.sections[-1].header.paragraphs[0].text == "福麦集团"


def test_a_first_page_of_its_own_stays_the_first_page_only(tmp_path: Path) -> None:
    word = company_file("封面")
    word.sections[0].different_first_page_header_footer = True
    word.sections[0].first_page_header.paragraphs[0].text = "首页"
    word.add_section(WD_SECTION.NEW_PAGE)
    made = printed(saved(word, tmp_path))
    assert [section.different_first_page_header_footer for section in made.sections][:2] == [True, True]
    assert not any(section.different_first_page_header_footer for section in list(made.sections)[2:])


def test_headings_are_in_the_companys_style_and_counted_as_a_plan_is(tmp_path: Path) -> None:
    made = printed(saved(company_file("封面"), tmp_path))
    assert str(made.styles["Heading 1"].font.color.rgb) == "800000"
    six = [one for one in headings(made) if one.text in PARTS]
    assert [one.text for one in six] == PARTS
    assert len({one._p.pPr.numPr.numId.val for one in six}) == 1
    number = six[0]._p.pPr.numPr.numId.val
    lists = made.part.numbering_part.element
    abstract = next(one for one in lists.num_lst if one.numId == number).abstractNumId.val
    level = lists.xpath(f'w:abstractNum[@w:abstractNumId="{abstract}"]/w:lvl[@w:ilvl="0"]/w:lvlText/@w:val')
    assert level == ["%1、"]


def test_a_style_is_found_by_its_name_whatever_its_id(tmp_path: Path) -> None:
    word = company_file("封面")
    heading = word.styles["Heading 1"].element
    heading.set(f"{{{W}}}styleId", "1")
    for linked in word.styles.element.iter(f"{{{W}}}basedOn", f"{{{W}}}link", f"{{{W}}}next"):
        if linked.get(f"{{{W}}}val") == "Heading1":
            linked.set(f"{{{W}}}val", "1")
    made = printed(saved(word, tmp_path))
    assert [one.text for one in headings(made) if one.text in PARTS] == PARTS
    assert styles_of(made)["Heading 1"] == "1"


def test_styles_that_the_company_lacks_are_added_in_its_colours_and_without_our_typefaces(tmp_path: Path) -> None:
    path = saved(company_file("封面"), tmp_path)
    theme = parts_of(path.read_bytes())["word/theme/theme1.xml"].decode()
    repacked(path, {"word/theme/theme1.xml": theme.replace("4F81BD", "7B1FA2").encode()})
    made = printed(path)
    added = made.styles["Plan Table"].element
    assert "7B1FA2" in {value for one in added.iter() for value in one.attrib.values()}
    assert "1F3A5F" not in made.styles.element.xml
    assert made.styles["Table Text"].font.name is None
    assert made.styles["Table Text"].font.size is not None


def test_figures_of_a_company_with_wide_letters_are_set_smaller_so_that_none_breaks(tmp_path: Path) -> None:
    word = company_file("封面")
    narrow = printed(saved(word, tmp_path)).styles["Table Text"].font.size
    word.styles["Normal"].font.name = "Georgia"
    wide = printed(saved(word, tmp_path)).styles["Table Text"].font.size
    assert narrow is not None
    assert wide is not None
    assert wide < narrow


def test_charts_and_their_workbooks_come_along_under_names_of_their_own(tmp_path: Path) -> None:
    first = tmp_path / "first.docx"
    first.write_bytes(
        write(plan_document(), style=saved(company_file("{{p chart.monthly_targets }}"), tmp_path), contents="linked")
    )
    word = docx.Document(str(first))
    word.add_paragraph("{{p chart.monthly_targets }}")
    parts = parts_of(write(plan_document(), style=saved(word, tmp_path), contents="linked"))
    charts = [name for name in parts if name.startswith("word/charts/chart")]
    assert len(charts) == len(set(charts)) == 2
    assert sum(name.startswith("word/embeddings/") for name in parts) == 2


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(
    "paragraphs",
    [("封面",), ("{{ title }}", "{{p body }}"), ("{{p section.objectives }}", "{{p table.targets_by_district }}")],
    ids=["style only", "body", "pieces"],
)
def test_the_file_is_valid(paragraphs: tuple[str, ...], language: str, tmp_path: Path) -> None:
    path = saved(company_file(*paragraphs), tmp_path)
    made = tmp_path / "made.docx"
    made.write_bytes(write(plan_document(language), style=path, contents="linked"))
    assert [str(error) for error in OpenXmlValidator().validate(str(made)).errors] == []
    word = docx.Document(str(made))
    names = [mark.get(f"{{{W}}}name") for mark in word.element.body.iter(f"{{{W}}}bookmarkStart")]
    numbers = [mark.get(f"{{{W}}}id") for mark in word.element.body.iter(f"{{{W}}}bookmarkStart")]
    drawings = [one.get("id") for one in word.element.body.iter() if str(one.tag).endswith("}docPr")]
    for found in (names, numbers, drawings):
        assert len(found) == len(set(found))


def test_a_file_without_any_lists_or_section_gets_them(tmp_path: Path) -> None:
    word = company_file("封面")
    body = word.element.body
    body.remove(body.sectPr)
    for relation in [one for one in word.part.rels.values() if one.reltype.endswith("/numbering")]:
        word.part.drop_rel(relation.rId)
        word.part.rels.pop(relation.rId, None)
    assert [one.text for one in headings(printed(saved(word, tmp_path))) if one.text in PARTS] == PARTS


def test_a_heading_that_the_company_numbers_itself_is_counted_once(tmp_path: Path) -> None:
    word = company_file("封面")
    own = f'<w:numPr xmlns:w="{W}"><w:numId w:val="1"/></w:numPr>'
    word.styles["Heading 1"].element.get_or_add_pPr().insert(0, parse_xml(own))
    six = [one for one in headings(printed(saved(word, tmp_path))) if one.text in PARTS]
    assert all(one._p.pPr.numPr.numId.val != 1 for one in six)


def test_the_same_input_gives_the_same_bytes_whatever_was_printed_before(tmp_path: Path) -> None:
    path = saved(company_file("{{ title }}", "{{p body }}"), tmp_path)
    house = write(plan_document(), contents="linked")
    one = write(plan_document(), style=path, contents="linked")
    assert write(plan_document(), style=path, contents="linked") == one
    assert write(plan_document(), contents="linked") == house


def test_the_properties_are_those_of_the_plan(tmp_path: Path) -> None:
    made = printed(saved(company_file("封面"), tmp_path), epoch=1_800_000_000)
    assert made.core_properties.title == "豫南区域2027年度营销计划"
    assert made.core_properties.author == "李明"
    assert str(made.core_properties.created)[:4] == "2027"


def test_a_table_of_contents_of_the_companys_own_is_filled(tmp_path: Path) -> None:
    word = company_file("封面", "{{p body }}")
    own = (
        f'<w:sdt xmlns:w="{W}"><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
        "</w:sdtPr><w:sdtContent><w:p><w:r><w:t>旧目录</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    word.element.body.insert(1, parse_xml(own))
    made = printed(saved(word, tmp_path))
    lines = texts(made)
    assert "旧目录" not in lines
    assert (
        sum(one.get(f"{{{W}}}val") == "Table of Contents" for one in made.element.body.iter(f"{{{W}}}docPartGallery"))
        == 1
    )
    assert lines[0] == "封面"
    assert lines[1] == "目　录"


def test_the_caption_of_a_table_stays_with_it_though_the_companys_style_does_not_say_so(tmp_path: Path) -> None:
    made = printed(saved(company_file("{{p table.targets_by_district }}"), tmp_path))
    caption = made.paragraphs[0]
    assert caption.style is not None
    assert caption.style.name == "Caption"
    assert caption.paragraph_format.keep_with_next


@pytest.mark.parametrize("house", ["business", "official"])
def test_a_copy_of_a_house_style_prints_as_the_house_style_does(house: str, tmp_path: Path) -> None:
    copy = tmp_path / "mine.docx"
    copy.write_bytes((resources.templates() / "word" / f"{house}.docx").read_bytes())
    ours = docx.Document(BytesIO(write(plan_document(), style=house, contents="linked")))
    mine = printed(copy)
    assert texts(mine) == texts(ours)
    assert fills(mine) == fills(ours)
    assert [one.style.name for one in mine.paragraphs if one.style] == [
        one.style.name for one in ours.paragraphs if one.style
    ]
    assert styles_of(mine) == styles_of(ours)
    assert len(mine.sections) == len(ours.sections)


def fills(word: WordFile) -> list[str | None]:
    """The colours of filled cells."""
    return [one.get(f"{{{W}}}fill") for one in word.element.body.iter(f"{{{W}}}shd")]


def test_the_page_numbers_of_the_contents_stand_at_the_companys_margin(tmp_path: Path) -> None:
    word = company_file("封面")
    section = word.sections[0]
    room = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    (stop,) = printed(saved(word, tmp_path)).styles["toc 1"].paragraph_format.tab_stops
    assert stop.position == room


@pytest.mark.parametrize("value", ["", "1", "XYZXYZ", "-12345", "９９９９９９"])
def test_a_theme_colour_that_is_none_leaves_ours(value: str, tmp_path: Path) -> None:
    path = saved(company_file("封面"), tmp_path)
    parts = parts_of(path.read_bytes())
    theme = next(name for name in parts if "theme/theme" in name)
    parts[theme] = re.sub(rb'srgbClr val="[^"]*"', f'srgbClr val="{value}"'.encode(), parts[theme])
    assert printed(repacked(path, parts)) is not None
