"""Tags in a company's own Word file: filled where they are right, each mistake told with its place, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from company_files import (
    W,
    add_runs,
    company_file,
    parts_of,
    plan_document,
    printed,
    refused,
    repacked,
    said,
    saved,
    texts,
)

from planforge.writers import write


@pytest.mark.slow
def test_text_tags_are_filled_in_body_tables_headers_and_footers(tmp_path: Path) -> None:
    word = company_file(
        "{{ title }}", "编制：{{ region.manager }}，{{ region.date }}", header="{{ company }}", footer="{{ year }}"
    )
    table = word.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "目标", "{{ figure.sales }}"
    made = printed(saved(word, tmp_path))
    assert texts(made)[:2] == ["豫南区域2027年度营销计划", "编制：李明，2026年12月15日"]
    assert [cell.text for cell in made.tables[0].rows[0].cells] == ["目标", "2,400万元"]
    assert made.sections[-1].header.paragraphs[0].text == "福麦食品"
    assert made.sections[-1].footer.paragraphs[0].text == "2027"


def test_a_tag_split_over_runs_is_filled_as_one(tmp_path: Path) -> None:
    word = company_file()
    add_runs(word, ["{", "{ reg", "ion.na", "me }", "}", " 的计划"])
    assert texts(printed(saved(word, tmp_path)))[0] == "豫南区域 的计划"


def test_conditions_and_loops_work_in_a_line_over_paragraphs_and_over_rows(tmp_path: Path) -> None:
    word = company_file(
        "{% if region.motto %}{{ region.motto }}{% else %}没有口号{% endif %}",
        "{%p for district in spec.districts %}",
        "{{ district.name }}：{{ district.leader }}",
        "{%p endfor %}",
    )
    table = word.add_table(3, 2)
    table.cell(0, 0).text = "{%tr for district in spec.districts %}"
    table.cell(1, 0).text, table.cell(1, 1).text = "{{ district.name }}", "{{ district.market | money }}"
    table.cell(2, 0).text = "{%tr endfor %}"
    made = printed(saved(word, tmp_path))
    assert texts(made)[:3] == ["没有口号", "信阳：王强", "南阳：杨帆"]
    assert [cell.text for row in made.tables[0].rows for cell in row.cells] == ["信阳", "9,800.0", "南阳", "13,800.0"]


def test_the_body_stands_where_its_tag_stood_with_what_follows_after_it(tmp_path: Path) -> None:
    made = texts(printed(saved(company_file("封面", "{{p body }}", "批准人签字："), tmp_path)))
    assert made[0] == "封面"
    assert made[-1] == "批准人签字："
    assert made.index("现状") < made.index("目标") < made.index("控制")
    assert not [text for text in made if "{{" in text]


@pytest.mark.slow
def test_single_sections_tables_and_charts_are_placed_and_counted_in_the_order_of_the_file(tmp_path: Path) -> None:
    word = company_file(
        "一页摘要",
        "{{p table.targets_by_month }}",
        "{{p chart.monthly_targets }}",
        "{{p section.control }}",
        "{{p section.objectives }}",
    )
    made = printed(saved(word, tmp_path))
    lines = texts(made)
    assert lines[1] == "表 1　各片区月度销售目标"
    assert "图 1　2027年月度目标" in lines
    assert lines.index("控制") < lines.index("目标")
    assert [one for one in lines if one == "现状"] == []
    assert (
        sum(
            name.startswith("word/charts/")
            for name in parts_of(write(plan_document(), style=tmp_path / "company.docx"))
        )
        > 1
    )


def test_a_mention_of_a_table_that_the_file_leaves_out_is_its_caption(tmp_path: Path) -> None:
    made = texts(printed(saved(company_file("{{p section.objectives }}"), tmp_path)))
    assert not [text for text in made if "targets_by_" in text or "annex_" in text]


def test_what_the_plan_has_no_data_for_leaves_nothing(tmp_path: Path) -> None:
    word = company_file("前", "{{p table.collection_by_district }}", "{{p section.annex_roles }}", "后")
    word.add_table(1, 1).cell(0, 0).text = "{{p table.collection_by_district }}"
    made = printed(saved(word, tmp_path))
    assert texts(made) == ["前", "后", ""]


MISTAKES = {
    "{{ region.nmae }}": "{{ region.nmae }}: unknown name region.nmae; did you mean region.name?",
    "{{ regio.name }}": "{{ regio.name }}: unknown name regio; did you mean region?",
    "{{p table.targets_by_mont }}": "did you mean table.targets_by_month?",
    "{{p section.objektives }}": "did you mean section.objectives?",
    "{{ region.name | monney }}": "no filter monney; did you mean money?",
    "{{ region.name": "a tag is not whole: {{ region.name",
    "region.name }}": "a tag is not whole: ",
    "{{ region. }}": "broken tag",
    "{% if year %}": "{% if year %} is never closed",
    "{% endfor %}": "{% endfor %} closes nothing",
    "{% else %}": "{% else %} stands outside an if",
    '{% include "x" %}': "cannot be used here",
    "｛｛ region.name ｝｝": "typed as Chinese or curly",
    "{{ region．name }}": "typed as Chinese or curly",
    "{{ objectives[“O1”] }}": "typed as Chinese or curly",
    "{{ table.targets_by_month }}": "places a block and lacks its p",
    "{{ body }}": "places a block and lacks its p",
    "见 {{p table.targets_by_month }}": "text beside {{p table.targets_by_month }} would be lost",
    "{{p region.name }}": "is text and takes no p",
    "{{ p body }}": "has a blank before p",
}


@pytest.mark.slow
@pytest.mark.parametrize("typed", MISTAKES)
def test_a_mistake_is_told_with_the_paragraph_it_is_in(typed: str, tmp_path: Path) -> None:
    path = saved(company_file("第一段", typed, "{{ year }}"), tmp_path)
    (problem,) = refused(path)
    assert problem.message.en.startswith("company Word file: body, paragraph 2: ")
    assert problem.message.zh.startswith("公司 Word 文件：正文第 2 段：")
    assert MISTAKES[typed] in problem.message.en
    assert problem.hint
    assert problem.where
    assert problem.where.file == path.as_posix()


def test_all_mistakes_are_told_at_once_with_part_paragraph_table_and_cell(tmp_path: Path) -> None:
    word = company_file("{{ region.nmae }}", "{{ year", header="{{ compny }}", footer="{{p chart.monthly_targets }}")
    table = word.add_table(2, 2)
    table.cell(1, 1).text, table.cell(0, 1).text = "{{ region.nme }}", "{{p body }}"
    assert said(saved(word, tmp_path)) == [
        "body, paragraph 1: {{ region.nmae }}: unknown name region.nmae; did you mean region.name?",
        "body, paragraph 2: a tag is not whole: {{ year",
        "body, table 1, row 1, cell 2: {{p body }} runs over pages and cannot stand in a table",
        "body, table 1, row 2, cell 2: {{ region.nme }}: unknown name region.nme; did you mean region.name?",
        "footer (footer1.xml), paragraph 1: {{p chart.monthly_targets }} cannot stand in a header, footer, note or"
        " text box",
        "header (header1.xml), paragraph 1: {{ compny }}: unknown name compny; did you mean company?",
    ]


def test_what_shows_only_while_filling_is_told_with_its_place_too(tmp_path: Path) -> None:
    looped = "{% for one in spec.districts %}{{ one.nope }}{% endfor %}"
    assert said(saved(company_file("甲", looped), tmp_path)) == ["body, paragraph 2: {{ one.nope }}: unknown name nope"]


def test_a_field_without_a_value_is_told_and_not_left_blank(tmp_path: Path) -> None:
    path = saved(company_file("口号：{{ region.motto }}"), tmp_path)
    assert said(path) == ["body, paragraph 1: {{ region.motto }}: the spec has nothing here"]
    again = saved(company_file("口号：{{ region.motto or '—' }}", "{{p body }}"), tmp_path)
    assert texts(printed(again))[0] == "口号：—"


def test_a_tag_in_a_text_box_is_filled_and_one_in_a_drawing_told(tmp_path: Path) -> None:
    box = (
        f'<w:p xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml">'
        "<w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>{{ %s }}</w:t></w:r></w:p></w:txbxContent>"
        "</v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    path = saved(company_file("封面"), tmp_path)
    source = parts_of(path.read_bytes())["word/document.xml"].decode()
    for name, content in (("right", "region.name"), ("wrong", "region.nme")):
        changed = source.replace("<w:sectPr", box % content + "<w:sectPr", 1)
        repacked(saved(company_file(), tmp_path, f"{name}.docx"), {"word/document.xml": changed.encode()})
    assert "豫南区域" in texts(printed(tmp_path / "right.docx"))
    assert said(tmp_path / "wrong.docx") == [
        "body, paragraph 2, text box: {{ region.nme }}: unknown name region.nme; did you mean region.name?"
    ]
    drawn = repacked(path, {"word/diagrams/data1.xml": b'<a:t xmlns:a="x">{{ year }}</a:t>'})
    assert said(drawn) == ["a tag in word/diagrams/data1.xml is not filled"]
