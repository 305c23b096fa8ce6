"""The Word file: sound in every house and language, native to the last paragraph, and laid out as a reader expects."""

from __future__ import annotations

import re
import runpy
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as WordFile
from lxml import etree
from openxml_audit import OpenXmlValidator
from showcase import TRICKY, showcase
from word_faults import NAMES, Element, W, codes, faults, parts_of, tree, value, words

from planforge import resources
from planforge.document.model import (
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Kind,
    Landscape,
    Paragraph,
    Part,
    PartKind,
    Plot,
    Row,
    RowKind,
    Run,
    Series,
    Table,
)
from planforge.document.numbering import number
from planforge.records import replace
from planforge.writers import write
from planforge.writers.docx.package import pack
from planforge.writers.look import BUSINESS, OFFICIAL
from planforge.writers.widths import text_width

LANGUAGES, HOUSES = ("zh-CN", "en"), ("business", "official")
ALL = pytest.mark.parametrize(("language", "house"), [(one, other) for one in LANGUAGES for other in HOUSES])


@cache
def file(language: str = "zh-CN", house: str = "business") -> bytes:
    return write(showcase(language), style=house, contents="linked")


def printed(*blocks: Block, language: str = "zh-CN") -> Element:
    """The body of a document of one part that has these blocks."""
    part = Part("p", "目标", blocks, PartKind.PART)
    document = replace(showcase(language), parts=(part,), cover=None, with_contents=False)
    return tree(write(document, contents="linked"))


def table(
    *rows: tuple[str, ...], kinds: tuple[Kind, ...] = (), wide: bool = False, last: RowKind = RowKind.BODY
) -> Table:
    kinds = kinds or (Kind.TEXT,) * len(rows[0])
    made = [Row(tuple(map(Cell, row))) for row in rows[1:]]
    made[-1] = replace(made[-1], kind=last)
    columns = tuple(Column(title, kind) for title, kind in zip(rows[0], kinds, strict=True))
    return Table("t", "一张表", columns, tuple(made), wide=wide)


def styled(body: Element, *styles: str) -> list[Element]:
    return [one for one in body.iter(f"{W}p") if style(one) in styles]


def style(paragraph: Element) -> str:
    return value(paragraph, "w:pPr/w:pStyle/@w:val")


# Sound ----------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@ALL
def test_every_block_is_valid_in_every_house_and_language(language: str, house: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(file(language, house))
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []
    assert faults(file(language, house)) == []


PLANTED = {
    'w:name="_Ref_table1"': ('w:name="_Toc_h1"', "bookmark"),
    '<w:bookmarkEnd w:id="1"/>': ("", "closed"),
    'w:fldCharType="end"': ('w:fldCharType="begin"', "left open"),
    'w:val="TableText"': ('w:val="Unknown"', "Unknown"),
    "REF _Ref_table1 ": ("REF _Ref_table99 ", "_Ref_table99"),
}


@pytest.mark.parametrize("good", PLANTED)
def test_the_search_for_faults_finds_one_that_is_planted(good: str) -> None:
    bad, said = PLANTED[good]
    parts = parts_of(file())
    text = parts["word/document.xml"].decode()
    assert good in text
    parts["word/document.xml"] = text.replace(good, bad, 1).encode()
    assert any(said in fault for fault in faults(pack(parts)))


@pytest.mark.slow
@ALL
def test_the_same_document_gives_the_same_bytes(language: str, house: str) -> None:
    assert write(showcase(language), style=house, contents="linked") == file(language, house)


def test_the_date_of_the_file_is_that_of_the_plan_or_of_the_build() -> None:
    def created(epoch: int | None) -> str:
        content = write(showcase(), contents="linked", epoch=epoch)
        return str(WordFile(BytesIO(content)).core_properties.created)

    assert created(None).startswith("2026-12-01")
    assert created(86_400).startswith("1970-01-02")


def test_title_author_language_and_keywords_are_in_the_properties() -> None:
    properties = WordFile(BytesIO(file("en"))).core_properties
    found = (properties.title, properties.author, properties.language, properties.keywords)
    assert found == ("2027 Regional Marketing Plan", "Ming Li", "en", "marketing plan")


def test_what_a_user_wrote_arrives_as_he_wrote_it() -> None:
    assert TRICKY in words(tree(file()))


# Native ---------------------------------------------------------------------------------------------------------------


@ALL
def test_nothing_is_formatted_by_hand_that_a_style_carries(language: str, house: str) -> None:
    body = tree(file(language, house))
    in_runs = {child.tag for one in body.iter(f"{W}rPr") for child in one}
    in_paragraphs = {child.tag for one in body.iter(f"{W}pPr") for child in one}
    hints = {name for one in body.iter(f"{W}rFonts") for name in one.attrib}
    assert in_runs <= {f"{W}rStyle", f"{W}rFonts"}
    assert hints <= {f"{W}hint"}
    assert in_paragraphs <= {f"{W}{name}" for name in ("pStyle", "keepNext", "numPr", "sectPr", "spacing")}
    spaced = {name for one in body.iter(f"{W}spacing") for name in one.attrib}  # the air that fills a page, no line
    assert spaced <= {f"{W}before", f"{W}after"}


@pytest.mark.parametrize(
    ("language", "levels"),
    [("zh-CN", ["%1、", "（%2）", "%3.", "（%4）"]), ("en", ["%1", "%1.%2", "%1.%2.%3", "%1.%2.%3.%4"])],
)
def test_headings_count_by_a_multilevel_list_of_their_language(language: str, levels: list[str]) -> None:
    content = file(language)
    number_of = value(tree(content, "word/styles.xml"), "//w:style[@w:styleId='Heading1']//w:numId/@w:val")
    numbering = tree(content, "word/numbering.xml")
    found = [
        value(numbering, f"w:abstractNum[@w:abstractNumId='{number_of}']/w:lvl[{n}]/w:lvlText/@w:val")
        for n in range(1, 5)
    ]
    linked = [
        value(numbering, f"w:abstractNum[@w:abstractNumId='{number_of}']/w:lvl[{n}]/w:pStyle/@w:val")
        for n in range(1, 5)
    ]
    assert found == levels
    assert linked == ["Heading1", "Heading2", "Heading3", "Heading4"]


def test_only_numbered_parts_bear_headings_of_the_first_level() -> None:
    document, body = showcase(), tree(file())
    titles = {kind: [part.title for part in document.parts if part.kind is kind] for kind in PartKind}
    assert [words(one) for one in styled(body, "Heading1")] == titles[PartKind.PART]
    assert [words(one) for one in styled(body, "FrontHeading")] == titles[PartKind.SUMMARY]
    assert [words(one) for one in styled(body, "AnnexHeading")] == titles[PartKind.ANNEX]


@pytest.mark.parametrize("language", LANGUAGES)
def test_captions_count_by_fields_and_mentions_refer_to_them(language: str) -> None:
    body, numbering = tree(file(language)), number(showcase(language))
    shown = [words(one) for one in styled(body, "Caption", "FigureCaption")]
    assert shown == [f"{one.label} {one.number}{one.stop}{one.text}" for one in numbering.captions]
    label = {"zh-CN": "表", "en": "Table"}[language]
    assert codes(body).count(f"SEQ {label} \\* ARABIC") == sum(one.label == label for one in numbering.captions)
    assert any(code.startswith("REF _Ref_table") for code in codes(body))


def test_the_contents_list_the_headings_and_ask_nothing() -> None:
    content, entries = file(), number(showcase()).entries
    body = tree(content)
    assert [words(one) for one in styled(body, "Toc1", "Toc2")] == [
        one.line for one in entries if one.level <= (1 if one.annex else 2)
    ]
    assert [code for code in codes(body) if code.startswith("TOC")] == ['TOC \\o "1-2" \\h \\z \\u \\n']
    assert not list(body.iter(f"{W}dirty")) and b"updateFields" not in parts_of(content)["word/settings.xml"]


def test_every_section_after_the_cover_says_its_plan_and_part_above_and_the_page_below() -> None:
    parts = parts_of(file())
    headers = [etree.fromstring(part) for name, part in parts.items() if name.startswith("word/header")]
    assert {words(one) for one in headers} == {
        f"福麦食品 | 2027年度区域营销计划{title}" for title in ("目　录", *(part.title for part in showcase().parts))
    }
    assert {code for one in headers for code in codes(one)} == {
        "STYLEREF 1", 'STYLEREF "Front Heading"', 'STYLEREF "Annex Heading"',
    }  # fmt: skip
    (footer,) = (etree.fromstring(part) for name, part in parts.items() if name.startswith("word/footer"))
    assert codes(footer) == ["PAGE", "NUMPAGES"]
    first, *rest = tree(file()).iter(f"{W}sectPr")
    assert first.find(f"{W}headerReference") is None
    assert all(len(one.findall(f"{W}headerReference")) == 1 for one in rest)


def test_an_official_paper_has_its_page_number_outside_on_both_sides() -> None:
    content = file(house="official")
    feet = [words(tree(content, f"word/footer{side}.xml")) for side in (1, 2)]
    assert feet == ["— 1 —", "— 1 —"]
    last = list(tree(content).iter(f"{W}sectPr"))[-1]
    kinds = [(etree.QName(one).localname, one.get(f"{W}type")) for one in last if "Reference" in str(one.tag)]
    assert sorted(kinds) == sorted(
        (f"{name}Reference", side) for name in ("header", "footer") for side in ("default", "even")
    )


def test_english_paragraphs_begin_flush_left_and_chinese_ones_two_characters_in() -> None:
    def indent(language: str) -> list[str]:
        styles = tree(file(language), "word/styles.xml")
        return [
            str(one)
            for one in styles.xpath("//w:style[@w:styleId='BodyText']//w:ind/@w:firstLineChars", namespaces=NAMES)
        ]

    assert indent("zh-CN") == ["200"]
    assert indent("en") == []


# Laid out -------------------------------------------------------------------------------------------------------------


def test_head_rows_repeat_and_no_row_splits() -> None:
    for one in tree(file()).iter(f"{W}tbl"):
        rows = one.findall(f"{W}tr")
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        if value(one, "w:tblPr/w:tblStyle/@w:val") in (
            "PlanTable",
            "DensePlanTable",
            "GanttTable",
        ):
            assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None


def test_heads_stand_as_their_columns_do() -> None:
    """Numbers to the right, texts to the left, short labels in the middle."""
    seen = set()
    for one in tree(file()).iter(f"{W}tbl"):
        first, *rest = one.findall(f"{W}tr")
        if value(one, "w:tblPr/w:tblStyle/@w:val") in ("PlanTable", "DensePlanTable") and rest:
            for head, cell in zip(first.iter(f"{W}tc"), rest[-1].iter(f"{W}tc"), strict=False):
                above, below = (value(one, "w:p/w:pPr/w:pStyle/@w:val") for one in (head, cell))
                if value(head, "w:tcPr/w:gridSpan/@w:val") or value(cell, "w:tcPr/w:gridSpan/@w:val"):
                    break
                kind = next((kind for kind in ("Number", "Label", "Text") if below.endswith(kind)), "Label")
                seen.add((above.removeprefix("Dense"), kind))
    assert {("TableHeaderNumber", "Number"), ("TableHeaderText", "Text")} <= seen
    assert seen <= {("TableHeaderNumber", "Number"), ("TableHeader", "Label"), ("TableHeaderText", "Text")}


def test_a_sentence_stays_with_what_it_introduces() -> None:
    text = Paragraph((Run("各片区目标见下表。"),))
    body = printed(text, text, table(("片区", "目标"), ("信阳", "1")), text)
    assert [style(one) for one in body.iter(f"{W}p") if words(one) == "各片区目标见下表。"] == [
        "BodyText",
        "Intro",
        "BodyText",
    ]
    styles = tree(file(), "word/styles.xml")
    for name in ("Intro", "Caption", "TableUnit", "TableHeader", "Heading1", "Heading2", "FrontHeading"):
        chain = styles.xpath(f"//w:style[@w:styleId='{name}']", namespaces=NAMES)
        based = chain[0].xpath("string(w:basedOn/@w:val)", namespaces=NAMES)
        own = [*chain, *styles.xpath(f"//w:style[@w:styleId='{based}']", namespaces=NAMES)]
        assert any(one.find(f"{W}pPr/{W}keepNext") is not None for one in own), name


def stays(body: Element) -> list[bool]:
    """Whether each row of the first table stays with the row below it."""
    rows = next(body.iter(f"{W}tbl")).findall(f"{W}tr")
    return [any(True for _ in row.iter(f"{W}keepNext")) for row in rows[1:]]


def test_a_small_table_stays_whole_and_a_long_one_keeps_its_end_together() -> None:
    small = [("片区", "目标"), *((f"片区{n}", str(n)) for n in range(4))]
    long = [("片区", "目标"), *((f"片区{n}", str(n)) for n in range(40))]
    assert stays(printed(table(*small))) == [True] * 3 + [False]
    assert stays(printed(table(*long))) == [True, True] + [False] * 35 + [True, True, False]


def test_a_group_stays_with_its_first_row_and_a_sum_with_the_row_above_it() -> None:
    rows = [Row((Cell(f"{n}"), Cell("1"))) for n in range(30)]
    rows[10] = Row((Cell("豫东", span=2),), RowKind.GROUP)
    rows[20] = replace(rows[20], kind=RowKind.SUBTOTAL)
    found = stays(printed(replace(table(("片区", "目标"), ("a", "b")), rows=tuple(rows))))
    assert [index for index, kept in enumerate(found) if kept] == [0, 1, 10, 11, 19, 27, 28]


def test_two_small_charts_stand_beside_each_other_and_a_wide_one_alone() -> None:
    def chart(key: str, count: int) -> Chart:
        names = tuple(f"{n}月" for n in range(count))
        return Chart(key, key, Plot.COLUMN, names, (Series("s", (1,) * count),), "说明")

    body = printed(chart("a", 4), chart("b", 5), chart("c", 24))
    pair = next(body.iter(f"{W}tbl"))
    assert len(list(pair.iter(f"{W}drawing"))) == 2 and len(list(body.iter(f"{W}drawing"))) == 3
    assert [words(one) for one in pair.iter(f"{W}p") if style(one) == "FigureCaption"] == ["图 1　a", "图 2　b"]


def months(width: int) -> Table:
    """A table of a name and twelve months whose figures have so many digits."""
    return table(
        ("片区", *(f"{n}月" for n in range(1, 13))), ("信阳", *("9" * width for _ in range(12))),
        kinds=(Kind.TEXT, *(Kind.MONEY,) * 12), wide=True,
    )  # fmt: skip


@pytest.mark.parametrize(("digits", "turned"), [(5, False), (14, True)])
def test_a_page_is_turned_only_for_a_table_that_does_not_fit_upright(digits: int, turned: bool) -> None:
    before, after = Paragraph((Run("前文。"),)), Paragraph((Run("后文。" * 600),))
    sections = list(printed(before, Landscape((Heading(2, "月度"), months(digits))), after).iter(f"{W}sectPr"))
    assert [value(one, "w:pgSz/@w:orient") for one in sections] == (["", "landscape", ""] if turned else [""])


@pytest.mark.parametrize(("rows", "stands"), [(3, True), (12, False)])
def test_a_wide_table_of_few_rows_stands_up_rather_than_turn_the_page(rows: int, stands: bool) -> None:
    wide = months(9)
    row = wide.rows[0]
    named = [replace(row, cells=(Cell(f"片区{n}"), *row.cells[1:])) for n in range(rows)]
    body = printed(Paragraph((Run("前文。"),)), Landscape((replace(wide, rows=tuple(named)),)))
    made = next(body.iter(f"{W}tbl")).findall(f"{W}tr")
    assert ("landscape" in [value(one, "w:pgSz/@w:orient") for one in body.iter(f"{W}sectPr")]) is not stands
    assert len(made) == (1 + 12 if stands else 1 + rows)
    assert words(made[1]).startswith("1月" if stands else "片区0")


def test_what_follows_a_turned_table_fills_its_page() -> None:
    text = Paragraph((Run("文字。"),))
    sections = list(printed(text, Landscape((Heading(2, "月度"), months(14))), text, text).iter(f"{W}sectPr"))
    assert [value(one, "w:pgSz/@w:orient") for one in sections] == ["", "landscape"]


def test_a_section_ends_in_its_last_paragraph_so_that_no_page_stays_empty() -> None:
    for properties in tree(file()).iter(f"{W}sectPr"):
        holder = properties.getparent()
        if holder is not None and holder.tag == f"{W}pPr":
            paragraph = holder.getparent()
            assert words(paragraph) or style(paragraph) == "SectionBreak"
            assert not list(paragraph.iter(f"{W}fldChar"))  # LibreOffice would lose them


def test_a_list_of_codes_too_long_for_its_cell_is_set_in_lines_that_can_be_searched() -> None:
    codes_listed = "、".join(f"A{n}" for n in range(1, 60))
    body = printed(table(("目标", "行动"), ("O1", codes_listed), ("O2", "A1、A2")))
    cells = [words(one) for one in body.iter(f"{W}tc")][2:]
    assert "".join(cells[1].split()) == codes_listed
    assert len(list(list(body.iter(f"{W}tc"))[3].iter(f"{W}br"))) > 1
    assert cells[3] == "A1、A2"


def test_no_month_of_a_calendar_breaks_its_name() -> None:
    for language, house in ((one, other) for one in LANGUAGES for other in HOUSES):
        body = tree(file(language, house))
        (calendar,) = (one for one in body.iter(f"{W}tbl") if value(one, "w:tblPr/w:tblStyle/@w:val") == "GanttTable")
        head = calendar.find(f"{W}tr")
        bold = 1.12 if language == "en" else 1  # of Latin letters in whatever typeface: "May" in Times New Roman
        for cell in head.findall(f"{W}tc")[3:]:
            assert int(value(cell, "w:tcPr/w:tcW/@w:w")) - 90 >= text_width(words(cell), 9 * 20) * bold


def test_text_of_any_length_and_kind_is_set_without_a_fault() -> None:
    awkward = ("x" * 400, "长" * 2000, "😀" * 50, "a\tb\nc", "\u0000\ufffe", "=1+1", "R&D <b>", "")
    rows = [("列" * (n + 1) for n in range(len(awkward))), awkward, awkward[::-1]]
    blocks: tuple[Block, ...] = (table(*(tuple(row) for row in rows)), *(Paragraph((Run(text),)) for text in awkward))
    part = Part("p", "目标", blocks, PartKind.PART)
    for house in HOUSES:
        content = write(replace(showcase(), parts=(part,)), style=house, contents="linked")
        assert faults(content) == []
        assert "长" * 2000 in words(tree(content)) and "R&D <b>" in words(tree(content))


def test_a_document_without_cover_contents_or_blocks_can_be_written() -> None:
    bare = Document(showcase().meta, showcase().furniture, (Part("p", "目标", ()),), with_contents=False)
    assert faults(write(bare, contents="linked")) == []


def test_the_house_files_are_what_the_script_beside_them_makes() -> None:
    built = runpy.run_path(str(resources.templates() / "word" / "build.py"))
    for name, house in built["HOUSES"].items():
        assert built["make"](house) == (resources.templates() / "word" / f"{name}.docx").read_bytes()


def test_a_colour_of_charts_stands_in_no_other_file_of_a_house() -> None:
    for name, look in (("business", BUSINESS), ("official", OFFICIAL)):
        source = (resources.templates() / "word" / f"{name}.py").read_text("utf-8")
        assert not [colour for colour in look.palette if colour in source]


def test_chinese_text_has_a_typeface_of_its_own_everywhere() -> None:
    for house in HOUSES:
        styles = tree(file(house=house), "word/styles.xml")
        default = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}rFonts")
        assert default is not None and default.get(f"{W}eastAsia") in ("微软雅黑", "仿宋")
        theme = tree(file(house=house), "word/theme/theme1.xml")
        (minor,) = theme.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}minorFont")
        faces = [one.get("typeface") for one in minor[:2]]
        themed = [one for one in styles.iter(f"{W}rFonts") if any(re.search("Theme", str(name)) for name in one.attrib)]
        assert themed  # the Design tab changes the face of everything
        assert all([one.get(f"{W}ascii"), one.get(f"{W}eastAsia")] == faces for one in themed)


def test_colours_of_the_style_file_are_those_of_its_theme_so_that_the_design_tab_changes_them() -> None:
    for house in HOUSES:
        theme = tree(file(house=house), "word/theme/theme1.xml")
        named = {
            one.getparent().tag.split("}")[1]: one.get("val") for one in theme.iter() if one.tag.endswith("srgbClr")
        }
        names = {"text1": "dk1", "background1": "lt1", "text2": "dk2", "background2": "lt2"}
        styles = tree(file(house=house), "word/styles.xml")
        themed = [one for one in styles.iter(f"{W}color") if one.get(f"{W}themeColor")]
        assert len(themed) > 10
        for one in themed:
            slot = one.get(f"{W}themeColor", "")
            assert named[names.get(slot, slot)] == one.get(f"{W}val")


def grey(fill: str) -> bool:
    return fill in ("auto", fill[:2] * 3)


def test_cells_of_a_document_in_our_colours_follow_the_theme_too() -> None:
    """The band of the cover, quadrants, the house of strategies, the calendar: darker, or a share of an accent."""
    for house in HOUSES:
        fills = [one for one in tree(file(house=house)).iter(f"{W}shd") if not grey(one.get(f"{W}fill"))]
        named = [one for one in fills if one.get(f"{W}themeFill")]
        assert len(named) > 10 and len(named) >= len(fills) * 0.8
        assert any(one.get(f"{W}themeFillTint") for one in named)


def test_cells_leave_how_they_look_to_the_style_of_their_table() -> None:
    body = printed(table(("目标", "行动"), ("O1", "一"), ("O2", "二")))
    (grid,) = body.iter(f"{W}tbl")
    assert {child.tag for one in grid.iter(f"{W}tcPr") for child in one} == {f"{W}tcW"}


def test_styles_that_only_planforge_uses_do_not_crowd_the_gallery_and_no_name_is_given_twice() -> None:
    for house in HOUSES:
        styles = tree(file(house=house), "word/styles.xml")
        shown = [
            one.find(f"{W}name", {}).get(f"{W}val")
            for one in styles.iter(f"{W}style")
            if one.get(f"{W}type") == "paragraph" and one.find(f"{W}qFormat") is not None
        ]
        assert not [name for name in shown if name.startswith(("Dense", "Card", "Cover", "Gantt", "Form"))]
        aliases = [one.get(f"{W}val") for one in styles.iter(f"{W}aliases")]
        assert len(aliases) == len(set(aliases))
