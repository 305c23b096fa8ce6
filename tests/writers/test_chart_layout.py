"""One layout of a chart: what Word and the web page show is the same, and every label has room."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from showcase import charts

from planforge.document.model import Chart, Plot, Series
from planforge.writers.charts.layout import Room, set_names
from planforge.writers.charts.marks import Spot, picture
from planforge.writers.charts.office import Native, native
from planforge.writers.charts.svg import draw
from planforge.writers.fit import text_width
from planforge.writers.look import BUSINESS

NAMES = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
EMU = 12_700


def found(drawn: Native, path: str) -> list[str]:
    result: Any = etree.ElementTree(drawn.space).xpath(path, namespaces=NAMES)
    return list(map(str, result))


def numbers(*figures: int | None, plot: Plot = Plot.COLUMN, **more: Any) -> Chart:
    return Chart("c", "c", plot, tuple(map(str, range(len(figures)))), (Series("x", figures),), "", **more)


@pytest.mark.parametrize("chart", charts(), ids=lambda chart: chart.key)
def test_word_prints_a_figure_on_just_the_marks_that_the_layout_gives_one(chart: Chart) -> None:
    drawn = native(chart, BUSINESS, 450 * EMU)
    made = picture(chart, BUSINESS, Room(450, BUSINESS.size, height=drawn.height / EMU))
    hidden = len(found(drawn, "//c:dLbl[c:delete]/c:idx/@val"))
    speaking = [one.marks for one in made.drawn if any(mark and mark.label for mark in one.marks)]
    assert hidden == sum(mark is not None and mark.label is None for marks in speaking for mark in marks)
    assert len(found(drawn, "//c:ser/c:dLbls")) == len(speaking)


@pytest.mark.parametrize("plot", [Plot.COLUMN, Plot.LINE, Plot.BAR])
def test_the_axis_of_the_page_has_the_step_of_words(plot: Plot) -> None:
    chart = numbers(1234, 980, 1777, plot=plot, labels=False)
    drawn = native(chart, BUSINESS, 720 * EMU)
    step = Decimal(found(drawn, "//c:majorUnit/@val")[0])
    texts = [text.text for text in ElementTree.fromstring(draw(chart, BUSINESS, 720, "x")).iter("text")]
    assert step == 500 and all(f"{step * index:,}" in texts for index in range(5))


def test_a_waterfall_begins_above_zero_on_the_page_as_in_word_and_says_so() -> None:
    chart = numbers(6900, 200, 7100, plot=Plot.WATERFALL, totals=(0, 2), unit="万元", cut="不从零")
    page = [text.text for text in ElementTree.fromstring(draw(chart, BUSINESS, 720, "x")).iter("text")]
    drawn = native(chart, BUSINESS, 450 * EMU)
    low = found(drawn, "//c:valAx/c:scaling/c:min/@val")[0]
    assert "万元 · 不从零" in page and f"{int(low):,}" in page and drawn.description.endswith("不从零")


def test_pieces_of_two_stacks_that_have_no_room_are_told_in_the_legend_of_both() -> None:
    parts = (("A", "0.96", "0.99"), ("B", "0.04", "0.01"))
    series = tuple(Series(name, (Decimal(one), Decimal(two)), percent=True) for name, one, two in parts)
    chart = Chart("c", "c", Plot.STACKED_BAR, ("2026", "2027"), series, "")
    page = [text.text for text in ElementTree.fromstring(draw(chart, BUSINESS, 720, "x")).iter("text")]
    assert "B 4% → 1%" in page
    assert "B 4% → 1%" in found(native(chart, BUSINESS, 450 * EMU), "//c:tx//c:v/text()")


@given(
    st.lists(st.integers(-9999, 99_999), min_size=1, max_size=24),
    st.sampled_from([Plot.COLUMN, Plot.LINE, Plot.WATERFALL, Plot.BAR]),
    st.integers(180, 900),
)
@settings(max_examples=80, deadline=None)
def test_no_two_figures_over_standing_marks_touch(figures: list[int], plot: Plot, width: int) -> None:
    made = picture(numbers(*figures, plot=plot), BUSINESS, Room(width, 9))
    labels = [(place, mark.label) for place, mark in enumerate(made.drawn[0].marks) if mark and mark.label]
    for (one, left), (two, right) in pairwise(labels):
        if not made.layout.sideways and left.spot is right.spot is not Spot.INSIDE:
            room = (two - one) * made.layout.pitch
            taken = (text_width(left.text, left.size) + text_width(right.text, right.size)) / 2
            assert taken <= room * 1.2 + 0.01


def test_names_that_turn_are_cut_so_that_the_plot_keeps_its_room() -> None:
    long = ("Suzhou-Wuxi-Changzhou North River Distribution Area", "杭州Hangzhou宁波Ningbo绍兴Shaoxing", "上海")
    names = set_names(long, pitch=25, size=9)
    assert names.turn
    assert [lines[0][-1] for lines in names.lines] == ["…", "…", "海"]
    assert names.height(9) < 9 * 10
