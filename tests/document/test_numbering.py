"""The numbers of headings and captions, as every writer prints them."""

from __future__ import annotations

import pytest

from planforge.document.model import (
    Block,
    Chart,
    Document,
    Form,
    Furniture,
    Gantt,
    Heading,
    House,
    Landscape,
    Meta,
    Part,
    PartKind,
    Plot,
    Quadrant,
    Table,
)
from planforge.document.numbering import counting, number
from planforge.records import replace


def document(*parts: Part, language: str = "zh-CN") -> Document:
    chinese = language.startswith("zh")
    words = ("表", "图", "附件{number}　") if chinese else ("Table", "Figure", "Annex {number}: ")
    return Document(Meta("计划", "", "", language), Furniture("", "", "目录", *words), parts)


def part(title: str, *blocks: Block, kind: PartKind = PartKind.PART) -> Part:
    return Part(title, title, blocks, kind)


def chart(key: str) -> Chart:
    return Chart(key, key, Plot.COLUMN, (), (), "")


def lines(whole: Document) -> list[str]:
    return [entry.line for entry in number(whole).entries]


def test_chinese_headings_count_as_official_documents_do() -> None:
    blocks = (Heading(2, "甲"), Heading(3, "乙"), Heading(4, "丙"), Heading(3, "丁"), Heading(2, "戊"))
    whole = document(part("现状", *blocks), part("目标", Heading(2, "己")))
    expected = ["一、现状", "（一）甲", "1.乙", "（1）丙", "2.丁", "（二）戊", "二、目标", "（一）己"]
    assert lines(whole) == expected


def test_english_headings_carry_their_parents_numbers() -> None:
    blocks = (Heading(2, "A"), Heading(3, "B"), Heading(4, "C"), Heading(2, "D"))
    whole = document(part("Situation", *blocks), part("Targets", Heading(2, "E")), language="en")
    assert lines(whole) == ["1 Situation", "1.1 A", "1.1.1 B", "1.1.1.1 C", "1.2 D", "2 Targets", "2.1 E"]


def test_summary_and_annexes_stand_outside_the_count_of_parts() -> None:
    whole = document(
        part("摘要", Heading(2, "要点"), kind=PartKind.SUMMARY),
        part("现状"),
        part("办法", Heading(2, "总则"), kind=PartKind.ANNEX),
        part("表单", kind=PartKind.ANNEX),
    )
    assert lines(whole) == ["摘要", "要点", "一、现状", "附件1　办法", "总则", "附件2　表单"]


def test_a_heading_that_asks_for_no_number_takes_none_from_the_others() -> None:
    whole = document(part("现状", Heading(2, "甲"), Heading(2, "旁注", numbered=False), Heading(2, "乙")))
    assert lines(whole) == ["一、现状", "（一）甲", "旁注", "（二）乙"]


def test_a_skipped_level_counts_as_its_first() -> None:
    assert lines(document(part("Plan", Heading(3, "Deep")), language="en")) == ["1 Plan", "1.1.1 Deep"]


def test_tables_and_figures_are_counted_apart_through_all_parts_and_turned_pages() -> None:
    whole = document(
        part("一", Table("t1", "甲", (), ()), chart("c1"), Form("f", "表单", ())),
        part("二", Landscape((Gantt("g", "乙", (), (), ()), Table("t2", "丙", (), ()))), Quadrant("q", "丁", ())),
        part("三", House("h", "戊", "", (), ""), kind=PartKind.ANNEX),
    )
    expected = ["表1　甲", "图1　c1", "表2　乙", "表3　丙", "图2　丁", "图3　戊"]
    assert [caption.line for caption in number(whole).captions] == expected
    assert number(whole).references["t2"].mention == "表3"


def test_what_stands_on_a_single_sheet_without_captions_takes_no_number_from_the_others() -> None:
    sheet = replace(part("一页", Table("t", "片区", (), ()), chart("c"), kind=PartKind.SUMMARY), tight=True)
    numbering = number(document(sheet, part("一", chart("c"), Table("u", "产品", (), ()))))
    assert [caption.line for caption in numbering.captions] == ["片区", "c", "图1　c", "表1　产品"]
    assert {key: one.mention for key, one in numbering.references.items()} == {"c": "图1", "u": "表1", "t": "片区"}
    assert len({caption.anchor for caption in numbering.captions}) == 4


def test_english_captions_are_written_as_english_readers_expect() -> None:
    caption = number(document(part("A", Table("t", "Targets", (), ())), language="en")).captions[0]
    assert (caption.mention, caption.line) == ("Table 1", "Table 1. Targets")


def test_a_block_printed_twice_is_counted_twice_and_referred_to_by_its_first_number() -> None:
    numbering = number(document(part("一", chart("c"), chart("c"))))
    assert [caption.number for caption in numbering.captions] == [1, 2]
    assert numbering.references["c"].number == 1


def test_all_anchors_of_a_document_differ() -> None:
    blocks = (Heading(2, "同"), Heading(2, "同"), chart("c"), Table("c", "c", (), ()), chart("c"))
    numbering = number(document(part("一", *blocks), part("一", *blocks)))
    anchors = [entry.anchor for entry in numbering.entries] + [caption.anchor for caption in numbering.captions]
    assert len(anchors) == len(set(anchors)) == 12


@pytest.mark.parametrize(
    ("figure", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九"), (100, "100")],
)
def test_chinese_numerals_are_those_of_words_own_lists(figure: int, text: str) -> None:
    assert counting(figure) == text
