"""Whether a label fits: estimates that charts in Word and on the page rely on, and colours that can be read."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planforge.writers.fit import balanced, broken, lines_needed, shortened, text_width
from planforge.writers.look import BUSINESS, OFFICIAL, Look, contrast, mix

TEXTS = st.text(st.sampled_from("片区目标信阳abc DEF-1,234%…"), min_size=1, max_size=40)


def test_a_chinese_character_is_an_em_wide_and_a_figure_about_half() -> None:
    assert text_width("万元", 10) == 20
    assert 4 < text_width("8", 10) < 6


@given(TEXTS, st.integers(12, 200))
@settings(max_examples=120)
def test_a_shortened_line_fits_its_room(text: str, room: int) -> None:
    assert text_width(shortened(text, room, 10), 10) <= room


def test_a_word_without_end_is_cut_at_once() -> None:
    assert len(shortened("7" * 3_000_000, 200, 10)) < 100
    assert shortened("…" + "i" * 40, 20, 10) != "…"


@given(TEXTS, st.integers(40, 200))
@settings(max_examples=120)
def test_a_broken_label_has_at_most_three_lines_and_loses_nothing_unmarked(text: str, room: int) -> None:
    lines = broken(text, room, 10)
    assert 1 <= len(lines) <= 3
    if not lines[-1].endswith("…"):
        assert "".join("".join(lines).split()) == "".join(text.split())


@given(TEXTS, st.integers(120, 300))
@settings(max_examples=80)
def test_a_balanced_label_loses_nothing_and_fits_its_room(text: str, room: int) -> None:
    lines = balanced(text, room, 10)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, 10) <= room for line in lines)


def test_a_balanced_label_breaks_after_a_comma_and_leaves_no_character_alone() -> None:
    assert balanced("信阳、驻马店与周口", 60, 10, 2) == ["信阳、", "驻马店与周口"]
    assert balanced("学校网吧特通点310个", 60, 10, 2) == ["学校网吧特", "通点310个"]
    assert balanced("Distributors in Nanyang", 70, 10, 2) == ["Distributors", "in Nanyang"]


def test_a_figure_is_not_parted_from_its_unit_where_there_is_a_comma() -> None:
    lines = balanced("只完成九成，销售额少 828 万元，区域贡献降到 965.1 万元", 20, 1)
    assert lines == ["只完成九成，销售额少 828 万元，", "区域贡献降到 965.1 万元"]


@pytest.mark.parametrize(
    "lines",
    [
        ["4 city districts share CNY 105.6 million;", "Binhu adds most, CNY 3.3 million"],
        ["Gross profit of CNY 63.948 million,", "a margin of 65.3%, up 0.5 points on 2026"],
        ["For reference: 14 people, CNY 9.6 million on average,", "Mao Yuan most with CNY 13.796 million"],
    ],
)
def test_an_english_title_parts_no_figure_from_its_unit_and_no_small_word_from_the_next(lines: list[str]) -> None:
    assert balanced(" ".join(lines), 34, 1, 2) == lines


@pytest.mark.parametrize("room", range(150, 420, 30))
def test_no_line_of_a_title_parts_a_year_or_a_plan(room: int) -> None:
    lines = balanced("豫南区域 2027 年度营销计划", room, 30)
    assert not [line for line in lines if line.endswith(("年", "营", "计", "区"))]


def test_latin_words_stay_whole_and_a_word_too_long_says_so() -> None:
    assert broken("Key accounts north", 60, 10) == ["Key accounts", "north"]
    assert lines_needed("Distributors", 30, 10) == 99
    assert lines_needed("豫南区域客户", 30, 10) == 2


@pytest.mark.parametrize("look", [BUSINESS, OFFICIAL])
def test_text_on_every_series_colour_can_be_read(look: Look) -> None:
    for index in range(20):
        fill = look.series(index)
        assert contrast(look.on(fill), fill) >= 3


def test_contrast_is_that_of_the_published_examples() -> None:
    assert contrast("FFFFFF", "000000") == 21
    assert contrast("777777", "FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_colours_beyond_the_palette_are_lighter_and_new() -> None:
    colours = [BUSINESS.series(index) for index in range(16)]
    assert len(set(colours)) == 16
    assert mix("000000", "FFFFFF", 0.5) == "808080"


@pytest.mark.parametrize("text", ["，" * 2000, "目标，" * 700, "W" * 3000, "12 " * 1000], ids=lambda text: text[:3])
def test_a_title_without_end_is_broken_in_no_time(text: str) -> None:
    start = time.process_time()
    lines = balanced(text, 300, 20)
    assert time.process_time() - start < 1
    assert "".join(lines).replace("…", "").replace(" ", "") in text.replace(" ", "")
