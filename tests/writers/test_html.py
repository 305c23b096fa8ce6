"""The web page: self-contained, complete, escaped, linked, readable without colours or a mouse."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from showcase import TRICKY, charts, showcase

from planforge.document.model import Chart, Column, PartKind, Plot, Series
from planforge.records import replace
from planforge.writers import html
from planforge.writers.charts.scale import Scale, ticks
from planforge.writers.charts.svg import draw
from planforge.writers.html.pieces import heads
from planforge.writers.look import BUSINESS

VOID = {"meta", "hr", "br"}


class Page(HTMLParser):
    """Ids, links, elements and text of a page; raises on elements that do not close."""

    def __init__(self, source: bytes) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: Counter[str] = Counter()
        self.text = ""
        self._open: list[str] = []
        self.feed(source.decode())
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.tags[tag] += 1
        self.ids += [said["id"] or ""] if "id" in said else []
        self.links += [said["href"] or ""] if "href" in said else []
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module", params=["zh-CN", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_page_is_whole_and_every_link_leads_somewhere(language: str) -> None:
    page = Page(html.write(showcase(language)))
    assert len(page.ids) == len(set(page.ids))
    assert page.links and {link.removeprefix("#") for link in page.links} <= set(page.ids)


def test_the_page_loads_nothing_and_runs_nothing(language: str) -> None:
    source = html.write(showcase(language)).decode()
    page = Page(source.encode())
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org)", source)
    assert "default-src 'none'" in source


def test_the_same_document_gives_the_same_page() -> None:
    assert html.write(showcase()) == html.write(showcase())


def test_what_users_write_arrives_as_they_wrote_it(language: str) -> None:
    page = Page(html.write(showcase(language)))
    assert page.text.count(TRICKY) == 2
    assert "R&D <fast>" in page.text


def test_headings_are_numbered_as_in_word() -> None:
    chinese, english = (Page(html.write(showcase(one))).text for one in ("zh-CN", "en"))
    assert all(line in chinese for line in ("一、营销目标与分解", "（一）年度目标分解", "1.口径", "附件1　管理办法"))
    assert all(line in english for line in ("1 Objectives", "1.1 Targets by district", "1.1.1 Definitions"))


def test_a_mention_of_a_table_links_to_it() -> None:
    source = html.write(showcase()).decode()
    assert '<a href="#table1">表1</a>' in source and '<a href="#figure1">图1</a>' in source


def test_every_chart_is_drawn_for_desk_and_phone_with_title_and_description() -> None:
    source = html.write(showcase()).decode()
    drawings = re.findall(r"<svg.*?</svg>", source, re.S)
    assert len(drawings) == 2 * len(charts())
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)
        assert root.get("role") == "img"
        assert root.findtext("title") and root.findtext("desc")


@pytest.mark.parametrize("width", [720, 350])
@pytest.mark.parametrize(
    "chart", [*charts("zh-CN"), *charts("en")], ids=lambda chart: f"{chart.key}-{chart.caption[:2]}"
)
def test_nothing_of_a_chart_is_drawn_outside_it(chart: Chart, width: int) -> None:
    root = ElementTree.fromstring(draw(chart, BUSINESS, width, "x"))
    _, _, right, bottom = map(float, root.get("viewBox", "").split())
    for mark in root.iter("rect"):
        x, y, wide, high = (float(mark.get(name, "")) for name in ("x", "y", "width", "height"))
        assert x >= -0.1 and x + wide <= right + 0.1 and y >= -0.1 and y + high <= bottom + 0.1
    for text in root.iter("text"):
        assert 0 <= float(text.get("x", "")) <= right and 0 < float(text.get("y", "")) <= bottom


def test_columns_are_as_high_as_their_figures() -> None:
    chart = Chart("c", "c", Plot.COLUMN, ("a", "b"), (Series("x", (50, 100)),), "")
    low, high = (
        float(one.get("height", "")) for one in ElementTree.fromstring(draw(chart, BUSINESS, 700, "x")).iter("rect")
    )
    assert high == pytest.approx(2 * low, abs=0.2)


def test_columns_whose_names_have_no_room_are_laid_down() -> None:
    names = tuple(f"Township wholesale customers {n}" for n in range(8))
    chart = Chart("c", "c", Plot.COLUMN, names, (Series("x", (1,) * 8),), "")
    bars = list(ElementTree.fromstring(draw(chart, BUSINESS, 350, "x")).iter("rect"))
    assert all(float(bar.get("width", "")) > float(bar.get("height", "")) for bar in bars)


def test_a_line_breaks_where_a_figure_is_missing() -> None:
    chart = Chart("c", "c", Plot.LINE, tuple("abcd"), (Series("x", (1, 2, None, 3)),), "")
    strokes = list(ElementTree.fromstring(draw(chart, BUSINESS, 700, "x")).iter("polyline"))
    assert [len(stroke.get("points", "").split()) for stroke in strokes] == [2, 1]


def test_a_single_slice_is_a_whole_ring() -> None:
    chart = Chart("c", "c", Plot.DOUGHNUT, ("a", "b"), (Series("x", (7, 0)),), "")
    root = ElementTree.fromstring(draw(chart, BUSINESS, 700, "x"))
    assert len(list(root.iter("path"))) == 1
    assert "100%" in [text.text for text in root.iter("text")]


@given(st.lists(st.decimals(-10_000, 10_000, places=2), min_size=1, max_size=8), st.booleans())
@settings(max_examples=80)
def test_ticks_are_few_evenly_spaced_and_cover_the_figures(figures: list[Decimal], from_zero: bool) -> None:
    marks = ticks(figures, from_zero=from_zero)
    assert 2 <= len(marks) <= 9
    assert len({after - before for before, after in pairwise(marks)}) == 1
    assert marks[0] <= min(figures) and max(figures) <= marks[-1]
    assert not from_zero or marks[0] <= 0 <= marks[-1]


def test_a_scale_puts_figures_in_proportion() -> None:
    scale = Scale((Decimal(0), Decimal(50), Decimal(100)), 200, 0)
    assert [scale.place(figure) for figure in (0, 25, 100)] == [200, 150, 0]


def test_grouped_columns_share_a_head_above_their_own() -> None:
    columns = (Column("片区"), Column("目标", group="销售额"), Column("实际", group="销售额"), Column("增长"))
    upper, lower = heads(columns)
    assert [(head.title, head.columns, head.rows) for head in upper] == [
        ("片区", 1, 2),
        ("销售额", 2, 1),
        ("增长", 1, 2),
    ]
    assert [head.title for head in lower] == ["目标", "实际"]


def test_a_part_without_a_title_has_no_empty_heading() -> None:
    paper = replace(showcase().parts[0], title="", kind=PartKind.PAPER)
    page = html.write(replace(showcase(), parts=(paper,))).decode()
    assert not re.search(r"<h[1-6][^>]*>\s*</h", page)
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= set(re.findall(r' id="([^"]+)"', page))
