"""What begins a page in the Word file and what stays together: parts, annexes, groups of a table, the signature."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from conftest import EXAMPLES
from showcase import showcase
from word_faults import W, tree, value, words

from planforge import compose, make_plan, read
from planforge.document.model import (
    Bar,
    Block,
    Bullets,
    Card,
    Cards,
    Cell,
    Column,
    Cover,
    Form,
    Gantt,
    Kind,
    Paragraph,
    Part,
    PartKind,
    Row,
    RowKind,
    Run,
    Table,
    Tone,
    Voice,
)
from planforge.document.numbering import flatten
from planforge.records import replace
from planforge.writers import write
from planforge.writers.docx.body import chapters
from planforge.writers.docx.estimate import estimate, rooms
from planforge.writers.docx.heights import sheet_of
from planforge.writers.docx.tables import held_rows

G, B, S, T = RowKind.GROUP, RowKind.BODY, RowKind.SUBTOTAL, RowKind.TOTAL


def text(words: str, voice: Voice = Voice.BODY) -> Paragraph:
    return Paragraph((Run(words),), voice)


def annex(key: str, *blocks: Paragraph | Form | Table) -> Part:
    return Part(key, key, blocks, PartKind.ANNEX)


def table(rows: int) -> Table:
    body = tuple(Row((Cell(f"片区{n}"), Cell(str(n)))) for n in range(rows))
    return Table("t", "一张表", (Column("片区", Kind.TEXT), Column("目标", Kind.COUNT)), body)


def joined(*parts: Part, plan: bool = True) -> list[list[str]]:
    document = replace(showcase(), parts=parts, with_contents=plan)
    return [[part.key for part in one] for one in chapters(document)]


def test_short_annexes_follow_on_and_only_long_ones_and_forms_begin_a_page() -> None:
    form = Form("f", "申请单", (("姓名", "日期"),))
    long = annex("long", *(text("条文" * 40) for _ in range(40)))
    parts = (annex("a", text("一")), annex("b", text("二")), long, annex("c", text("三")), annex("forms", form))
    assert joined(*parts, annex("d", text("四"))) == [["a", "b"], ["long", "c"], ["forms"], ["d"]]


def test_each_part_of_a_plan_begins_a_page_and_those_of_a_report_follow_on() -> None:
    parts = [Part(key, key, (text(key),)) for key in ("现状", "目标")]
    assert joined(*parts) == [["现状"], ["目标"]]
    assert joined(*parts, plan=False) == [["现状", "目标"]]
    document = replace(showcase(), parts=tuple(parts), with_contents=False, cover=None)
    assert len(list(tree(write(document, contents="linked")).iter(f"{W}sectPr"))) == 1


@pytest.mark.parametrize(
    ("kinds", "held"),
    [
        ([B] * 20, {0, 1, 17, 18}),
        ([B] * 20 + [T], {0, 1, 17, 18, 19}),
        ([B] * 20 + [S, T], {0, 1, 17, 18, 19, 20}),
        ([G, B, B, B, S] * 5, {n for n in range(25) if n % 5 != 4}),
        ([G, *[B] * 12, G, *[B] * 12], {0, 1, 2, 13, 14, 23, 24}),
        ([T], set()),
    ],
    ids=["body", "total", "sums", "short groups", "long groups", "total alone"],
)
def test_three_rows_stand_at_each_side_of_a_break_and_short_groups_whole(kinds: list[RowKind], held: set[int]) -> None:
    assert held_rows(kinds, [1] * len(kinds)) == held


def test_rows_of_many_lines_are_enough_at_a_break_with_fewer() -> None:
    assert held_rows([B] * 20, [3] * 20) == {0, 18}
    assert held_rows([B] * 20, [6] * 20) == set()
    assert held_rows([G, B, B, B] * 2, [1, 6, 6, 6] * 2) == {0, 4}


def test_forms_have_more_room_to_write_where_their_page_would_stay_white() -> None:
    form = Form("f", "申请单", (("姓名", "日期"),), ("日期", "事项"), 8)
    document = replace(showcase(), parts=(annex("forms", form),), cover=None, with_contents=False)
    heights = list(tree(write(document, contents="linked")).iter(f"{W}trHeight"))
    assert {int(one.get(f"{W}val", "0")) for one in heights} == {840}  # twice as high


def test_the_rows_of_tables_grow_a_little_where_a_page_would_stay_white() -> None:
    document = replace(showcase(), parts=(Part("p", "目标", (table(20),)),), cover=None, with_contents=False)
    padding = next(tree(write(document, contents="linked")).iter(f"{W}tblCellMar"))
    assert [int(padding.find(f"{W}{side}").get(f"{W}w")) for side in ("top", "bottom")] == [100, 100]  # 140 more a row


@pytest.mark.parametrize(("rows", "whole"), [(8, True), (9, False), (30, False)])
def test_a_table_of_fewer_than_nine_rows_is_not_split(rows: int, whole: bool) -> None:
    document = replace(showcase(), parts=(Part("p", "目标", (table(rows),)),), cover=None, with_contents=False)
    made = next(tree(write(document, contents="linked")).iter(f"{W}tbl")).findall(f"{W}tr")[1:-1]
    assert all(any(True for _ in row.iter(f"{W}keepNext")) for row in made) is whole


@pytest.mark.parametrize(("rows", "at_head"), [(8, False), (9, True)])
def test_a_note_stands_below_a_table_that_keeps_it_and_at_the_head_of_one_that_may_go_on(
    rows: int, at_head: bool
) -> None:
    noted = replace(table(rows), note="注：口径不变。")
    document = replace(showcase(), parts=(Part("p", "目标", (noted,)),), cover=None, with_contents=False)
    grid = next(tree(write(document, contents="linked")).iter(f"{W}tbl"))
    beside = grid.getprevious() if at_head else grid.getnext()
    assert words(beside) == "注：口径不变。"
    keeper = beside if at_head else grid.findall(f"{W}tr")[-1]
    assert next(keeper.iter(f"{W}keepNext"), None) is not None


@pytest.mark.parametrize("before", range(18, 30, 2))
def test_a_map_stays_whole_however_many_rows_it_has(before: int) -> None:
    tiles = Table(
        "map", "地图", (Column("西", Kind.LABEL), Column("东", Kind.LABEL)), (Row((Cell("川"), Cell("苏"))),) * 10
    )
    document = replace(showcase(), parts=(Part("p", "目标", (table(before), tiles)),), cover=None, with_contents=False)
    rows = list(tree(write(document, contents="linked")).iter(f"{W}tbl"))[1].findall(f"{W}tr")[1:-1]
    assert all(any(True for _ in row.iter(f"{W}keepNext")) for row in rows)


@pytest.mark.parametrize(("before", "split"), [(22, True), (30, False)])
def test_a_short_table_is_split_where_it_would_leave_much_of_a_page_white(before: int, split: bool) -> None:
    lines = [
        text(f"{number}各片区的目标按历史、容量和成长分到人，逐月检查，差额在次月补上。") for number in range(before)
    ]
    high = [replace(row, cells=(Cell("片区\n分公司"), *row.cells[1:])) for row in table(8).rows]
    blocks: tuple[Block, ...] = (*lines, replace(table(8), key="u", rows=tuple(high)), replace(table(60), key="v"))
    document = replace(showcase(), parts=(Part("p", "目标", blocks),), cover=None, with_contents=False)
    short = next(tree(write(document, contents="linked")).iter(f"{W}tbl")).findall(f"{W}tr")[1:-1]
    kept = [any(True for _ in row.iter(f"{W}keepNext")) for row in short]
    assert kept == ([True, True, False, False, False, True, True] if split else [True] * 7)


def test_a_signature_is_not_left_alone_on_a_page() -> None:
    blocks = (text("说明"), table(30), text("编制：李明", Voice.SIGNATURE), text("2026年12月", Voice.SIGNATURE))
    document = replace(showcase(), parts=(Part("p", "控制", blocks),), cover=None, with_contents=False)
    body = tree(write(document, contents="linked"))[0]
    last_row = next(body.iter(f"{W}tbl")).findall(f"{W}tr")[-1]
    after = list(body).index(next(body.iter(f"{W}tbl"))) + 1
    assert next(last_row.iter(f"{W}keepNext"), None) is not None
    kept = [one.find(f"{W}pPr/{W}keepNext") is not None for one in body[after:] if one.tag == f"{W}p"]
    assert kept == [True, False]


def test_a_calendar_gives_every_strategy_its_colour_and_says_which() -> None:
    tones = (Tone.ACCENT, Tone.ACCENT5)
    bars = tuple(Bar("行动", "李明", 1, 3, tone) for tone in tones)
    heads, legend = ("编号", "行动", "责任人"), (("G1 深耕", tones[0]), ("G5 管理", tones[1]))
    block = Gantt("g", "日历", heads, ("1月",) * 12, bars, legend=legend)
    document = replace(showcase(), parts=(Part("p", "行动", (block,)),), cover=None, with_contents=False)
    calendar, key = tree(write(document, contents="linked")).iter(f"{W}tbl")
    assert words(key).split() == ["G1", "深耕", "G5", "管理"]
    fills = [value(one, "@w:fill") for one in key.iter(f"{W}shd")]
    assert len(set(fills)) == 2
    assert set(fills) <= {value(one, "@w:fill") for one in calendar.iter(f"{W}shd")}


def test_no_two_strategies_of_the_noodle_plan_share_a_colour() -> None:
    spec = read(EXAMPLES / "yunan-noodles" / "plan.yaml").spec
    assert spec
    blocks = [block for part in compose(make_plan(spec)).parts for block in flatten(part.blocks)]
    calendar = next(block for block in blocks if isinstance(block, Gantt) and block.key == "gantt")
    shown = {tone for _, tone in calendar.legend}
    assert len(shown) == len(calendar.legend) == len(spec.strategies)
    assert {bar.tone for bar in calendar.bars} <= {*shown, Tone.MUTED}


def test_a_form_loses_empty_rows_rather_than_its_place_beside_its_signatures() -> None:
    form = Form("f", "营销人员出访单", (("姓名", "日期"),), ("序号", "出发时间"), 60, ("业务代表", "片区主管"))
    for house in ("business", "official"):
        document = replace(showcase(), parts=(Part("p", "表单", (form,)),), cover=None, with_contents=False)
        rows = next(tree(write(document, style=house, contents="linked")).iter(f"{W}tbl")).findall(f"{W}tr")
        assert 15 < len(rows) < 35
        assert words(rows[-1]) == "业务代表片区主管"
        assert all(any(True for _ in row.iter(f"{W}keepNext")) for row in rows[:-1])


def test_figures_labels_and_changes_of_cards_each_stand_on_a_level() -> None:
    cards = Cards((Card("全年销售额目标（万元）", "8,280", "▲ 20.0%"), Card("费用率", "11.0%")))
    document = replace(showcase(), parts=(Part("p", "摘要", (cards,)),), cover=None, with_contents=False)
    rows = next(tree(write(document, contents="linked")).iter(f"{W}tbl")).findall(f"{W}tr")
    assert [words(row) for row in rows] == ["8,28011.0%", "全年销售额目标（万元）费用率", "▲ 20.0%"]


def test_the_last_items_of_a_list_stay_on_one_page() -> None:
    block = Bullets(tuple((Run(f"第{n}条"),) for n in range(6)))
    document = replace(showcase(), parts=(Part("p", "目标", (block,)),), cover=None, with_contents=False)
    items = [one for one in tree(write(document, contents="linked")).iter(f"{W}p") if words(one).endswith("条")]
    assert [one.find(f"{W}pPr/{W}keepNext") is not None for one in items] == [False] * 3 + [True, True, False]


@pytest.mark.parametrize("facts", [4, 7, 9])
def test_a_cover_of_an_official_plan_stands_on_one_page(facts: int) -> None:
    cover = Cover(
        "砺石陶瓷", "年度区域营销计划", "鲁中区域2027年度营销计划", "展厅重装带大板", (("审批人", "韩立群"),) * facts
    )
    document = replace(showcase(), cover=cover)
    found = estimate(docx.Document(BytesIO(write(document, style="official", contents="linked"))))
    assert found.starts[1] == 2


def test_a_page_whose_lines_are_snapped_holds_whole_ones() -> None:
    word = docx.Document()
    grid = next(word.element.body.iter(f"{W}docGrid"))
    for kind, height in (("default", 12960), ("lines", 12960 // 579 * 579)):
        grid.attrib.update({f"{W}type": kind, f"{W}linePitch": "579"})
        ((_, _, room),) = rooms(word, sheet_of(word))
        assert room.height == height
