"""The Markdown file: what a reader of it sees is what was written, also when the text looks like Markdown."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from showcase import TRICKY, charts, showcase

from planforge.document.model import Cell, Column, Document, Paragraph, Part, Row, Run, Table
from planforge.writers import markdown

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def seen(source: bytes) -> str:
    """The text that a reader sees, tags taken away."""
    return unescape(re.sub(r"<[^>]*>", "", READER.render(source.decode())))


def with_blocks(*blocks: Paragraph | Table) -> Document:
    whole = showcase("en")
    return Document(whole.meta, whole.furniture, (Part("a", "A", blocks),))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_heading_caption_and_text_of_the_document_is_there(language: str) -> None:
    text = seen(markdown.write(showcase(language)))
    assert text.count(TRICKY) == 2 and "R&D <fast>" in text
    words = (
        ("（一）年度目标分解", "表1　分片区年度销售目标")
        if language == "zh-CN"
        else ("1.1 Targets by district", "Table 1. ")
    )
    assert all(word in text for word in words)


def test_charts_are_tables_of_their_figures() -> None:
    source = markdown.write(showcase("en")).decode()
    assert "| CNY 10k | 2027 target | 2026 actual |" in source
    assert "| Jan | 948 | 786 |" in source
    assert READER.render(source).count("<table>") == len(charts()) + 3 + 1 + 2  # tables and calendar, cards, form


def test_figures_stand_at_the_right_and_labels_in_the_middle() -> None:
    source = markdown.write(showcase("zh-CN")).decode()
    assert "| 片区 | 销售额<br>2027年目标 | 销售额<br>2026年实际 | 增长率 |\n| --- | ---: | ---: | ---: |" in source


def test_mentions_link_to_the_caption() -> None:
    source = markdown.write(showcase("zh-CN")).decode()
    assert "[表1](#table1)" in source and '<a id="table1"></a>' in source


def test_bold_text_that_ends_in_chinese_punctuation_is_bold_and_needs_no_tag() -> None:
    source = markdown.write(with_blocks(Paragraph((Run("目标：", bold=True), Run("8万")))))
    assert "<strong>目标</strong>：8万" in READER.render(source.decode())


def test_calendars_mark_their_months_and_milestones() -> None:
    source = markdown.write(showcase("en")).decode()
    assert "| A1 | Open outlets in Nanyang | Q. Wang | ■ | ■ | ■ | ■ | ◆ |  |  |  |  |  |  |  |" in source


LINES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=24)


@given(LINES)
@example("- item")
@example("1. item")
@example("# title")
@example("===")
@example("a | b")
@example("<b>&amp;</b>")
@example("[x](http://a)")
@example("    code")
@example("`x` **y** ~~z~~ $q$ \\")
@settings(max_examples=150)
def test_any_text_arrives_in_paragraphs_and_in_cells(text: str) -> None:
    table = Table("t", "T", (Column("C"), Column("D")), (Row((Cell(text), Cell("end"))),))
    shown = seen(markdown.write(with_blocks(Paragraph((Run(text),)), table)))
    assert shown.count(text.strip()) >= 2
    rendered = READER.render(markdown.write(with_blocks(Paragraph((Run(text),)))).decode())
    assert not re.search(r"<(ul|ol|h3|pre|code|hr|blockquote|del|em|strong)", rendered.split("</h2>")[1])
