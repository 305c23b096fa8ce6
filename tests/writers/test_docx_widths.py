"""The widths of table columns: what must not break stands in one line, long texts get the room that lowers a table."""

from __future__ import annotations

import pytest

from planforge.document.model import Cell, Column, Kind, Row, Table
from planforge.writers.widths import (
    broken_title,
    least_width,
    lines_of,
    needs_of,
    shared_out,
    spread,
    text_width,
)

ROOM, SIZE, PADDING = 9412, 9.0, 180  # twips, points, twips
LONG = "标准化陈列、堆头与端架同步到位，业务代表每日上传照片，主管每周抽查两次，不合格的当周整改并复查。"


def table(*rows: tuple[str, ...], kinds: tuple[Kind, ...] = ()) -> Table:
    kinds = kinds or (Kind.TEXT,) * len(rows[0])
    columns = tuple(Column(title, kind) for title, kind in zip(rows[0], kinds, strict=True))
    return Table("t", "表", columns, tuple(Row(tuple(map(Cell, row))) for row in rows[1:]))


def widths(given: Table, room: int = ROOM) -> list[int]:
    return shared_out(needs_of(given, SIZE, PADDING), room)


def test_widths_always_sum_to_the_room() -> None:
    given = table(("编号", "行动", "责任人"), ("A1", LONG, "王强"), ("A2", "签约", "陈静"))
    for room in (300, 1000, 4000, ROOM, 15000):
        assert sum(widths(given, room)) == room
    assert spread([], 100) == []
    assert spread([1, 1, 1], 100) == [33, 34, 33]


@pytest.mark.parametrize(
    "short", ["王强", "D类待淘汰品", "1月4日至1月31日", "O1、O2、O3、O4", "1,234,567.8", "2026-11-30"]
)
def test_a_name_a_date_a_figure_or_a_list_of_codes_stays_in_one_line_beside_long_texts(short: str) -> None:
    given = table(("甲", "乙", "丙", "丁"), (short, LONG * 3, LONG, LONG * 2))
    assert widths(given)[0] - PADDING >= text_width(short, SIZE * 20)


def test_what_is_left_goes_to_the_column_with_most_text() -> None:
    given = table(("行动", "说明", "成果"), *((LONG[:12], LONG * 2, LONG[:20]) for _ in range(5)))
    first, second, third = widths(given)
    assert second > 3 * max(first, third)


def test_the_widths_chosen_make_a_lower_table_than_equal_ones() -> None:
    given = table(
        ("行动", "说明", "成果", "片区"), *((LONG[: 8 + n], LONG * (1 + n % 2), LONG[:25], "信阳") for n in range(8))
    )
    even = spread([1, 1, 1, 1], ROOM)
    chosen, equal = (sum(lines_of(given, one, SIZE, PADDING)) for one in (widths(given), even))
    assert chosen < 0.7 * equal


def test_months_have_equal_columns_where_there_is_room() -> None:
    given = table(
        ("片区", *(f"{n}月" for n in range(1, 13))), ("信阳", *(f"{n * 97 % 900 + 100}.0" for n in range(12))),
        kinds=(Kind.TEXT, *(Kind.MONEY,) * 12),
    )  # fmt: skip
    assert max(widths(given)[1:]) - min(widths(given)[1:]) <= 1


def test_a_word_longer_than_the_page_breaks_instead_of_pushing_the_others_out() -> None:
    given = table(("网址", "说明"), ("x" * 400, LONG))
    assert min(widths(given)) > 1000


def test_phrases_break_before_names_and_figures_do_where_room_is_tight() -> None:
    given = table(("战术", "日期", "人"), ("费用台账与月度预算", "9月16日至10月7日", "欧阳明月"))
    loose, tight = (needs_of(given, SIZE, PADDING, tight=tight) for tight in (False, True))
    assert tight[0].least < loose[0].least
    assert [need.least for need in tight[1:]] == [need.least for need in loose[1:]]
    assert least_width(tight) < least_width(loose)
    label = Table("t", "t", (Column("How often", Kind.LABEL),), (Row((Cell("every two weeks"),)),))
    assert needs_of(label, SIZE, PADDING, tight=True)[0].least < needs_of(label, SIZE, PADDING)[0].least


@pytest.mark.parametrize(
    ("title", "broken"),
    [
        ("2026年销售额", "2026年\n销售额"),
        ("变动（百分点）", "变动\n（百分点）"),
        ("2027年预算（万元）", "2027年预算\n（万元）"),
        ("责任人", "责任人"),
        ("2026年", "2026年"),
        ("Numeric distribution now", "Numeric distribution now"),
    ],
)
def test_a_title_breaks_after_its_year_or_before_its_bracket(title: str, broken: str) -> None:
    assert broken_title(title) == broken


def test_a_table_without_rows_has_widths_by_its_titles() -> None:
    given = Table("t", "表", (Column("编号"), Column("说明")), ())
    assert sum(widths(given)) == ROOM


def test_lines_are_counted_for_cells_over_several_columns_and_with_line_breaks() -> None:
    given = Table(
        "t", "表", (Column("a"), Column("b")), (Row((Cell("组长\n协同\n审批", span=2),)), Row((Cell("x"), Cell("y"))))
    )
    assert lines_of(given, widths(given), SIZE, PADDING) == [3, 1]
