"""What stands in company files beside styles: front matter, odd pages, first pages, columns, fields, headings."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from company_files import W, company_file, parts_of, plan_document, repacked, saved, texts
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.shared import Cm, Pt
from PIL import Image

from planforge.problem import Problem
from planforge.writers import FORMATS, Options, pdf
from planforge.writers.docx.estimate import estimate
from planforge.writers.docx.heights import sheet_of
from planforge.writers.docx.page_numbers import labels

pytestmark = pytest.mark.slow  # every one prints a document on a company's file

OFFICE = RELATIONSHIP_TYPE.IMAGE.rpartition("/")[0]


def printed(word: WordFile, folder: Path) -> tuple[WordFile, str]:
    """The plan in a company's file, and what is told beside it."""
    told: list[Problem] = []
    content = FORMATS["docx"](plan_document(), Options(str(saved(word, folder)), "linked", tell=told.append))
    return docx.Document(BytesIO(content)), " ".join(note.message.en for note in told)


def add(paragraph: Any, code: str) -> None:
    """A field at the end of a paragraph."""
    for kind in ("begin", code, "separate", "end"):
        run = paragraph.add_run()._r
        one = OxmlElement("w:instrText" if kind == code else "w:fldChar")
        if kind == code:
            one.text = f" {code} "
        else:
            one.set(f"{{{W}}}fldCharType", kind)
        run.append(one)


def codes(part: Any) -> str:
    return " ".join(code.text or "" for code in part._element.iter(f"{{{W}}}instrText"))


def attribute(section: Any, name: str, key: str) -> str | None:
    found = section._sectPr.find(f"{{{W}}}{name}")
    return None if found is None else found.get(f"{{{W}}}{key}")


def front_matter() -> WordFile:
    word = company_file("福麦食品有限公司", "年度营销计划")
    word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    word.add_paragraph("修订记录")
    word.add_table(2, 2).cell(0, 0).text = "版本"
    word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    return word


def test_pages_between_cover_and_contents_stay(tmp_path: Path) -> None:
    word = front_matter()
    word.add_paragraph("目　录")
    add(word.add_paragraph(), 'TOC \\o "1-3"')
    word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    word.add_heading("样例", 1)
    made, _ = printed(word, tmp_path)
    assert texts(made)[:5] == ["福麦食品有限公司", "年度营销计划", "", "修订记录", "版本"]


def test_sample_text_that_goes_is_told_with_its_first_words(tmp_path: Path) -> None:
    word = front_matter()
    word.add_heading("样例标题", 1)
    word.add_paragraph("样例正文")
    made, told = printed(word, tmp_path)
    assert "its sample text is not carried over: 2 from “样例标题” on" in told
    assert "样例正文" not in texts(made)


def test_contents_are_no_sample_text(tmp_path: Path) -> None:
    word = company_file("封面")
    word.add_paragraph("目录")
    add(word.add_paragraph("一、样例"), "TOC")
    _, told = printed(word, tmp_path)
    assert "sample" not in told


def test_the_plan_lies_as_the_first_heading_does_not_as_what_ends_the_file(tmp_path: Path) -> None:
    word = company_file("封面")
    word.add_section(WD_SECTION.NEW_PAGE)
    word.add_heading("样例", 1)
    last = word.add_section(WD_SECTION.NEW_PAGE)
    last.orientation, last.page_width, last.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    word.add_paragraph("附表")
    made, told = printed(word, tmp_path)
    final = made.sections[-1]
    assert (final.page_width or 0) < (final.page_height or 0)
    assert "福麦集团内部资料" in [one.text for one in final.header.paragraphs]
    assert "sample text" in told


def test_headings_of_the_companys_own_making_are_those_of_the_plan(tmp_path: Path) -> None:
    word = company_file()
    for level in (1, 2):
        style = word.styles.add_style(f"公司标题{level}", 1)
        style.font.size = Pt(22)
        outline = OxmlElement("w:outlineLvl")
        outline.set(f"{{{W}}}val", str(level - 1))
        style.element.get_or_add_pPr().append(outline)
        word.add_paragraph("样例", style=style)
    made, _ = printed(word, tmp_path)
    styles = {one.text: one.style.name for one in made.paragraphs if one.style}
    assert styles["现状"] == "公司标题1"
    assert made.paragraphs[0].text == "福麦食品", "a sample heading is no cover"


def test_the_first_page_of_a_letterhead_is_that_of_the_cover(tmp_path: Path) -> None:
    word = company_file()
    first = word.sections[0]
    first.different_first_page_header_footer = True
    first.first_page_header.paragraphs[0].text = "大徽标"
    made, _ = printed(word, tmp_path)
    cover, *rest = made.sections
    assert cover.different_first_page_header_footer and cover.first_page_header.paragraphs[0].text == "大徽标"
    assert not any(one.different_first_page_header_footer for one in rest)


def test_a_footer_for_the_first_page_alone_leaves_the_others_numbered(tmp_path: Path) -> None:
    word = docx.Document()
    word.sections[0].different_first_page_header_footer = True
    word.sections[0].first_page_footer.paragraphs[0].text = "账号"
    made, _ = printed(word, tmp_path)
    assert "PAGE" in codes(made.sections[-1].footer)


def two_sided(*, number: str = "") -> WordFile:
    """A letterhead with other headers on even pages and no footers; its header of odd pages may have the number."""
    word = docx.Document()
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text, section.even_page_header.paragraphs[0].text = "单页", "双页"
    section.first_page_header.paragraphs[0].text = "大徽标"
    if number:
        add(section.header.paragraphs[0], number)
    return word


def test_pages_are_numbered_on_both_sides_where_headers_differ(tmp_path: Path) -> None:
    made, _ = printed(two_sided(), tmp_path)
    cover, *_, last = made.sections
    assert "PAGE" in codes(last.footer) and "PAGE" in codes(last.even_page_footer)
    assert (last.header.paragraphs[0].text, last.even_page_header.paragraphs[0].text) == ("单页", "双页")
    assert "PAGE" not in codes(cover.first_page_footer)


def test_a_side_whose_pages_have_a_number_gets_no_other(tmp_path: Path) -> None:
    made, _ = printed(two_sided(number="PAGE"), tmp_path)
    last = made.sections[-1]
    assert "PAGE" not in codes(last.footer) and "PAGE" in codes(last.even_page_footer)


def test_a_footer_of_one_side_alone_is_numbered_and_so_is_the_other_side(tmp_path: Path) -> None:
    word = two_sided()
    word.sections[0].even_page_footer.paragraphs[0].text = "账号"
    last = printed(word, tmp_path)[0].sections[-1]
    assert "PAGE" in codes(last.footer) and "PAGE" in codes(last.even_page_footer)
    assert last.even_page_footer.paragraphs[0].text == "账号"


@pytest.mark.parametrize(("turned", "page"), [(True, 2), (False, 1)])
def test_a_continuous_section_on_other_paper_begins_a_page(turned: bool, page: int, tmp_path: Path) -> None:
    word = company_file("前页")
    section = word.add_section(WD_SECTION.CONTINUOUS)
    if turned:
        section.page_width, section.page_height = section.page_height, section.page_width
    guess = estimate(printed(word, tmp_path)[0])
    assert guess.starts[1] == page


def test_sections_that_begin_on_odd_pages_count_the_empty_ones(tmp_path: Path) -> None:
    word = company_file("封面")
    word.add_section(WD_SECTION.ODD_PAGE)
    word.add_paragraph("目录")
    add(word.add_paragraph(), "TOC")
    word.add_section(WD_SECTION.ODD_PAGE)
    word.add_heading("样例", 1)
    made, _ = printed(word, tmp_path)
    guess = estimate(made)
    first = next(iter(guess.headings))
    pages = {name: mark.page for name, mark in guess.headings.items()}
    assert pages[first] == 3, "cover, contents, the plan: an empty page is in no PDF"
    assert labels(guess, pages)[first] == "5"


@pytest.mark.parametrize(
    ("form", "shown"),
    [("numberInDash", "- 12 -"), ("chineseCountingThousand", "十二"), ("upperRoman", "XII"), ("lowerLetter", "l"),
     ("decimalZero", "12"), ("decimal", "12")],
)  # fmt: skip
def test_numbers_in_the_contents_are_written_as_the_pages_write_them(form: str, shown: str, tmp_path: Path) -> None:
    word = company_file()
    numbers = OxmlElement("w:pgNumType")
    numbers.set(f"{{{W}}}fmt", form)
    numbers.set(f"{{{W}}}start", "10")
    columns = word.sections[0]._sectPr.find(f"{{{W}}}cols")
    assert columns is not None
    columns.addprevious(numbers)
    made, _ = printed(word, tmp_path)
    guess = estimate(made)
    first = next(iter(guess.headings))
    assert labels(guess, {name: mark.page for name, mark in guess.headings.items()})[first] == shown


def test_the_plan_runs_over_the_whole_page_where_the_sample_runs_in_columns(tmp_path: Path) -> None:
    word = company_file()
    columns = word.sections[0]._sectPr.find(f"{{{W}}}cols")
    assert columns is not None
    columns.set(f"{{{W}}}num", "2")
    made, told = printed(word, tmp_path)
    assert {attribute(one, "cols", "num") for one in made.sections} == {None}
    assert "columns" in told


def test_room_for_the_binding_is_no_room_for_tables(tmp_path: Path) -> None:
    word = company_file()
    word.sections[0].gutter = Cm(2)
    made, _ = printed(word, tmp_path)
    sections, widest = iter(made.sections), 0
    for block in made.element.body:
        if block.tag == f"{{{W}}}tbl":
            widest = max(widest, sum(int(one.get(f"{{{W}}}w", "0")) for one in block.tblGrid) * 635)
        if block.tag == f"{{{W}}}sectPr" or block.find(f".//{{{W}}}sectPr") is not None:
            one = next(sections)
            edges = (one.left_margin, one.right_margin, one.gutter)
            assert one.page_width and widest <= one.page_width - sum(edge or 0 for edge in edges) + 635 * 20
            widest = 0


def test_pages_of_a_section_are_counted_as_those_of_the_whole(tmp_path: Path) -> None:
    word = company_file(footer="共")
    add(word.sections[0].footer.paragraphs[0], "SECTIONPAGES")
    made, told = printed(word, tmp_path)
    assert "SECTIONPAGES" not in codes(made.sections[-1].footer) and "NUMPAGES" in codes(made.sections[-1].footer)
    assert "section's pages" in told


def test_a_field_that_names_a_style_without_text_is_told(tmp_path: Path) -> None:
    word = company_file()
    for code in ('STYLEREF "标题 1"', 'STYLEREF "Heading 1"', "STYLEREF 文件标题", "REF 章名"):
        add(word.sections[0].header.paragraphs[0], code)
    _, told = printed(word, tmp_path)
    assert "fields that find no text: STYLEREF 文件标题, REF 章名" in told


@pytest.mark.parametrize(("kind", "said"), [("image", "linked pictures"), ("attachedTemplate", "attached template")])
def test_links_to_files_elsewhere_are_told(kind: str, said: str, tmp_path: Path) -> None:
    word = company_file()
    place = "file:///C:/Users/zhang/logo.png"
    assert word.part.relate_to(place, f"{OFFICE}/{kind}", is_external=True)
    _, told = printed(word, tmp_path)
    assert said in told


def test_a_link_to_a_file_on_a_machine_goes_and_its_words_stay(tmp_path: Path) -> None:
    word = company_file("封面")
    relation = word.part.relate_to("file:///C:/Users/zhang/x.docx", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", relation)
    paragraph = word.paragraphs[-1]
    link.append(paragraph.add_run("，见制度")._r)
    paragraph._p.append(link)
    made, told = printed(word, tmp_path)
    assert texts(made)[0] == "封面，见制度" and "links to other files" in told


def test_pictures_and_notes_of_the_sample_text_do_not_go_along(tmp_path: Path) -> None:
    word = company_file("封面")
    word.add_heading("样例", 1)
    picture = BytesIO()
    Image.new("RGB", (40, 20), (200, 0, 0)).save(picture, "PNG")
    picture.seek(0)
    word.add_paragraph().add_run().add_picture(picture)
    word.part.relate_to("https://example.com/secret", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    path = saved(word, tmp_path)
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>样文脚注</w:t></w:r></w:p></w:footnote>'
    notes = f'<w:footnotes xmlns:w="{W}">{note}</w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    with_part(path, "word/footnotes.xml", notes, kind, f"{OFFICE}/footnotes")
    parts = parts_of(FORMATS["docx"](plan_document(), Options(str(path), "linked")))
    assert not [name for name in parts if name.startswith("word/media/")]
    assert "样文脚注" not in parts["word/footnotes.xml"].decode()
    assert b"example.com/secret" not in parts["word/_rels/document.xml.rels"]


def test_what_tells_of_the_making_of_the_companys_file_stays_there(tmp_path: Path) -> None:
    path = saved(company_file("封面"), tmp_path)
    app = parts_of(path.read_bytes())["docProps/app.xml"]
    repacked(path, {"docProps/app.xml": app.replace(b"</Properties>", "<Manager>王五</Manager></Properties>".encode())})
    held = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOTemplateDocerSaveRecord">'
        "<vt:lpwstr>eyJ1c2VySWQiOiIxIn0=</vt:lpwstr></property></Properties>"
    )
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    with_part(path, "docProps/custom.xml", held, kind, f"{OFFICE}/custom-properties", owner="_rels/.rels")
    told: list[Problem] = []
    content = FORMATS["docx"](plan_document(), Options(str(path), "linked", tell=told.append))
    everything = b"".join(parts_of(content).values())
    assert "王五".encode() not in everything and b"eyJ1c2VySWQiOiIxIn0" not in everything
    assert "traces of a person" in " ".join(note.message.en for note in told)


def test_the_folder_of_a_pasted_picture_stays_there(tmp_path: Path) -> None:
    word = company_file("{{ title }}")
    picture = BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    word.add_picture(picture)
    word.element.body.xpath(".//wp:docPr")[0].set("descr", r"C:\Users\zhang\AppData\Local\Temp\logo.png")
    made, told = printed(word, tmp_path)
    assert made.element.body.xpath(".//wp:docPr")[0].get("descr") == "logo.png"
    assert "paths of a person" in told


def test_a_file_of_more_text_than_a_cover_has_is_all_sample_text(tmp_path: Path) -> None:
    made, told = printed(company_file(*(f"第{number}段" for number in range(30))), tmp_path)
    assert "its sample text is not carried over: 30 from “第0段” on" in told
    assert "豫南区域2027年度营销计划" in texts(made)[:4]


def test_a_file_of_styles_that_say_their_names_is_no_cover(tmp_path: Path) -> None:
    word = company_file()
    for style, text in (
        ("Title", " Title "),
        ("Subtitle", "Subtitle"),
        ("Heading 1", "Heading 1"),
        ("Body Text", "Body Text. Hyperlink."),
        ("Body Text 2", "body text 2."),
        ("Normal", "样文"),
    ):
        word.add_paragraph(text, style=style)
    made, told = printed(word, tmp_path)
    assert "豫南区域2027年度营销计划" in texts(made)[:4] and "cover stays" not in told
    assert "2 from “Body Text. Hyperlink” on" in told


def test_pages_of_text_before_the_first_heading_are_no_cover(tmp_path: Path) -> None:
    word = front_matter()
    for number in range(25):
        word.add_paragraph(f"第{number}条　双方约定如下。")
    word.add_heading("附则", 1)
    made, told = printed(word, tmp_path)
    assert "年度营销计划" in texts(made) and "修订记录" in texts(made)
    assert not [text for text in texts(made) if "双方约定" in text] and "26 from “第0条" in told


def test_a_cover_without_the_title_of_the_plan_is_told(tmp_path: Path) -> None:
    _, told = printed(company_file("接口设计说明"), tmp_path)
    assert "from “接口设计说明” on, and does not say the plan's title" in told
    made, told = printed(company_file("{{ title }}"), tmp_path)
    assert "does not say" not in told and "豫南区域2027年度营销计划" in texts(made)[:2]


def test_the_prompt_of_a_letter_is_no_cover(tmp_path: Path) -> None:
    word = company_file()
    prompt = (
        f'<w:sdt xmlns:w="{W}"><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>'
        "<w:p><w:r><w:t>单击此处输入文字。</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    word.element.body.insert(0, parse_xml(prompt))
    made, _ = printed(word, tmp_path)
    assert "豫南区域2027年度营销计划" in texts(made)[:4]
    assert not [text for text in texts(made) if "单击" in text]


def test_a_letter_of_prompts_is_no_cover(tmp_path: Path) -> None:
    word = company_file("尊敬的客户：", "此致 敬礼")
    for prompt in ("[收件人]", "[地址]"):
        word.element.body.insert(0, parse_xml(
            f'<w:sdt xmlns:w="{W}"><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>'
            f"<w:p><w:r><w:t>{prompt}</w:t></w:r></w:p></w:sdtContent></w:sdt>"))  # fmt: skip
    made, told = printed(word, tmp_path)
    assert "豫南区域2027年度营销计划" in texts(made)[:4] and "4 from “[地址]” on" in told


_BOUND = (
    '<w:dataBinding w:xpath="/ns1:coreProperties[1]/ns0:title[1]" '
    'w:storeItemID="{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"/>'
)


def test_a_title_that_is_a_property_or_a_field_is_that_of_the_plan(tmp_path: Path) -> None:
    word = company_file("福麦食品有限公司")
    control = (
        f'<w:p xmlns:w="{W}"><w:sdt><w:sdtPr>{_BOUND}<w:text/></w:sdtPr><w:sdtContent>'
        "<w:r><w:t>去年的</w:t></w:r><w:r><w:t>标题</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    word.element.body.insert(1, parse_xml(control))
    simple = f'<w:fldSimple xmlns:w="{W}" w:instr=" AUTHOR "><w:r><w:t>王秘书</w:t></w:r></w:fldSimple>'
    word.sections[0].header.paragraphs[0]._p.append(parse_xml(simple))
    header = word.sections[0].footer.paragraphs[0]
    add(header, "DOCPROPERTY Title")
    header.runs[2].add_text("去年的标题")
    made, told = printed(word, tmp_path)
    assert "豫南区域2027年度营销计划" in texts(made)[:3] and "does not say" not in told
    assert "李明" in made.sections[0].header.paragraphs[0]._p.xpath("string()")
    assert made.sections[0].footer.paragraphs[0].text.endswith("豫南区域2027年度营销计划")


def test_the_title_of_the_contents_is_not_counted_where_the_companys_headings_are(tmp_path: Path) -> None:
    word = company_file()
    numbering = word.part.numbering_part.element
    kind = (
        f'<w:abstractNum xmlns:w="{W}" w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:numFmt w:val="chineseCounting"/><w:pStyle w:val="Heading1"/><w:lvlText w:val="第%1章"/></w:lvl>'
        "</w:abstractNum>"
    )
    numbering.insert(0, parse_xml(kind))
    number = f'<w:num xmlns:w="{W}" w:numId="90"><w:abstractNumId w:val="90"/></w:num>'
    numbering.append(parse_xml(number))
    listed = f'<w:numPr xmlns:w="{W}"><w:numId w:val="90"/></w:numPr>'
    word.styles["Heading 1"].element.get_or_add_pPr().append(parse_xml(listed))
    assert word.styles["TOC Heading"].base_style == word.styles["Heading 1"]
    made, _ = printed(word, tmp_path)
    title = next(one for one in made.element.body.iter(f"{{{W}}}p") if "目" in (one.xpath("string()"))[:2])
    assert title.xpath("string(w:pPr/w:numPr/w:numId/@w:val)") == "0"


def test_a_header_higher_than_its_margin_leaves_the_cover_and_the_pages_less_room(tmp_path: Path) -> None:
    def gap(header: int) -> tuple[int, int]:
        word = company_file()
        word.sections[0].header.paragraphs[0].paragraph_format.space_after = Pt(header)
        made, _ = printed(word, tmp_path)
        empty = next(one for one in made.paragraphs if one.style is not None and one.style.name == "Cover Gap")
        return int(empty.paragraph_format.line_spacing or 0), max(m.page for m in estimate(made).headings.values())

    usual, high = gap(0), gap(250)
    assert high[0] < usual[0] and high[1] > usual[1]


def on_paper(width: float, height: float, margin: float, folder: Path) -> WordFile:
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Cm(width), Cm(height)
    section.left_margin = section.right_margin = Cm(margin)
    return printed(word, folder)[0]


@pytest.mark.parametrize(
    ("width", "height", "margin", "across", "smaller"),
    [(21, 29.7, 2.5, 2, False), (14.8, 21, 3, 1, True), (21, 14.8, 2.5, 2, True), (10.5, 14.8, 1.5, 1, True)],
)
def test_a_cover_is_as_small_as_its_paper_asks(
    width: float, height: float, margin: float, across: int, smaller: bool, tmp_path: Path
) -> None:
    made = on_paper(width, height, margin, tmp_path)
    band, facts = made.tables[:2]
    titles = [one for one in band._cells[0].paragraphs if one.style is not None and one.style.name == "Cover Title"]
    assert len(facts.columns) == 2 * across
    assert [bool(one.runs[0].font.size) for one in titles] == [smaller]
    assert estimate(made).starts[1] == 2


@pytest.mark.parametrize(("width", "height", "margin"), [(14.8, 21, 3), (21, 14.8, 2.5)])
def test_a_cover_on_small_paper_is_one_page(width: float, height: float, margin: float, tmp_path: Path) -> None:
    made = on_paper(width, height, margin, tmp_path)
    made.save(str(tmp_path / "plan.docx"))
    page = pdf.heading_pages(pdf.convert((tmp_path / "plan.docx").read_bytes()))[0][1]
    found = estimate(made)
    assert found.starts[1] == 2 and page == found.headings[next(iter(found.headings))].page


def test_air_told_in_lines_is_told_in_lines_in_the_estimate_too() -> None:
    word = docx.Document()
    spacing = word.styles["Heading 1"].element.get_or_add_pPr().get_or_add_spacing()
    spacing.set(f"{{{W}}}beforeLines", "200")
    assert sheet_of(word).style("Heading1").before == pytest.approx(624)


def with_part(path: Path, name: str, text: str, kind: str, relation: str, owner: str = "") -> None:
    """The file with one more part."""
    owner = owner or "word/_rels/document.xml.rels"
    parts = parts_of(path.read_bytes())
    types, links = parts["[Content_Types].xml"], parts[owner]
    target = name.removeprefix("word/") if owner.startswith("word/") else name
    entry = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    link = f'<Relationship Id="rId900" Type="{relation}" Target="{target}"/></Relationships>'
    repacked(
        path,
        {
            name: text.encode(),
            "[Content_Types].xml": types.replace(b"</Types>", entry.encode()),
            owner: links.replace(b"</Relationships>", link.encode()),
        },
    )


@pytest.mark.parametrize(
    ("stop", "indent", "expected"),
    [(0, 0, ["right 8640"]), (2000, 0, ["clear 2000", "right 8640"]), (30000, 0, ["clear 30000", "right 8640"]),
     (8640, 567, ["right 8640", "flush"]), (8640, 0, ["right 8640"])],
)  # fmt: skip
def test_numbers_of_the_contents_stand_at_the_right_margin_whatever_the_style_says(
    stop: int, indent: int, expected: list[str], tmp_path: Path
) -> None:
    word = company_file()
    style = word.styles.add_style("toc 1", 1)
    if indent:
        style.paragraph_format.right_indent = Pt(indent / 20)
    if stop:
        style.paragraph_format.tab_stops.add_tab_stop(Pt(stop / 20), WD_TAB_ALIGNMENT.RIGHT)
    made, _ = printed(word, tmp_path)
    identity = next(one.style_id for one in made.styles if one.name == "toc 1")
    entry: Any = next(one for one in made.styles.element if one.get(f"{{{W}}}styleId") == identity)
    found = [f"{one.get(f'{{{W}}}val')} {one.get(f'{{{W}}}pos')}" for one in entry.iter(f"{{{W}}}tab")]
    assert [*found, *("flush" for one in entry.iter(f"{{{W}}}ind") if one.get(f"{{{W}}}right") == "0")] == expected
