"""How pages of the Word file are filled: words before a table that has no room, air and charts that yield."""

from __future__ import annotations

from io import BytesIO

import docx
from showcase import showcase
from test_docx_breaks import table, text
from word_faults import W, tree, words

from planforge.document.model import Block, Chart, Heading, Part, Plot, Series
from planforge.records import replace
from planforge.writers import write
from planforge.writers.docx.filling import _Given, _Page, _Way
from planforge.writers.docx.heights import sheet_of
from planforge.writers.docx.pieces import Piece
from planforge.writers.docx.stack import Sheaf, Unit, chains

LINE = "各片区的目标按历史、容量和成长分到人，逐月检查，差额在次月补上。"


def printed(*blocks: Block, flowing: bool = True) -> list[str]:
    part = Part("p", "目标", blocks)
    document = replace(showcase(), parts=(part,), cover=None, with_contents=False, flowing=flowing)
    body = tree(write(document, contents="linked")).find(f"{W}body")
    assert body is not None
    return ["表" if one.tag == f"{W}tbl" else words(one) for one in body]


def filler(lines: int) -> list[Block]:
    return [text(f"{number}{LINE}") for number in range(lines)]


def test_words_stand_before_a_table_for_which_the_page_has_no_room() -> None:
    made = printed(*filler(29), table(8), text("其中南阳最多。"), *filler(24), text("末段。"))
    assert made.index("其中南阳最多。") < made.index("表") < made.index("末段。")


def test_a_table_that_fits_stays_where_it_was_put() -> None:
    made = printed(*filler(3), table(7), text("其中南阳最多。"), text("末段。"))
    assert made.index("表") < made.index("其中南阳最多。")


def test_nothing_passes_a_heading() -> None:
    made = printed(*filler(29), table(8), Heading(2, "下一节"), text("下一节的话。"), text("末段。"))
    assert made.index("表") < made.index("下一节") < made.index("下一节的话。")


def chart() -> Chart:
    return Chart("c", "趋势", Plot.COLUMN, ("一月", "二月"), (Series("额", (1, 2)),), "万元", "说明")


def heights(*blocks: Block) -> list[int]:
    document = replace(showcase(), parts=(Part("p", "目标", blocks),), cover=None, with_contents=False, flowing=True)
    return [
        int(one.get("cy") or 0)
        for one in tree(write(document, contents="linked")).iter()
        if one.tag.endswith("}extent")
    ]


def test_a_chart_grows_where_a_page_would_stay_white_and_yields_where_a_table_nearly_fits() -> None:
    (usual,) = heights(*filler(18), chart(), *filler(20))
    (grown,) = heights(*filler(14), chart(), table(8), *filler(20))
    assert usual != grown


def begins_a_page(letters: int) -> list[str]:
    """What begins a page in any case: a heading there is, below paragraphs of a line and so many narrow letters."""
    lines = [text("目" * 40 + "i" * letters) for _ in range(16)]
    document = replace(showcase(), parts=(Part("p", "目标", (*lines, Heading(2, "下一节"), *lines[:3])),), cover=None,
                       with_contents=False, flowing=True)  # fmt: skip
    body = tree(write(document, contents="linked")).find(f"{W}body")
    assert body is not None
    return [words(one) for one in body if one.find(f"{W}pPr/{W}pageBreakBefore") is not None]


def test_a_heading_that_might_as_well_stand_at_the_foot_of_a_page_begins_the_next_however_wide_lines_are_set() -> None:
    """Paragraphs that take a line, or two where a program sets them a little wider, leave room for it or none."""
    assert begins_a_page(letters=10) == ["下一节"]
    assert begins_a_page(letters=2) == []


def test_a_paragraph_is_split_only_where_two_lines_stand_on_either_page() -> None:
    four, three = Unit(4 * 360, line=360), Unit(3 * 360, line=360)
    assert [four.part(lines * 360) for lines in range(5)] == [0, 0, 720, 720, 720]
    assert [three.part(lines * 360) for lines in range(4)] == [0, 0, 0, 0]


def test_a_chain_begins_on_a_page_only_where_all_of_it_has_room() -> None:
    page = Sheaf(1000)
    page.put(Unit(700))
    chain, rest = chains([Unit(200, keep=True), Unit(200), Unit(50)])
    assert [len(one.units) for one in (chain, rest)] == [2, 1]
    assert not page.takes(chain) and not page.holds(chain)
    assert page.takes(rest) and page.holds(rest)
    assert page.used == 750


def test_lists_are_measured_with_their_indent() -> None:
    document = docx.Document()
    made = [document.add_paragraph("x" * 120, style=style) for style in ("Normal", "List Bullet", "List Bullet 3")]
    sheet = sheet_of(document)
    plain, listed, deep = (sheet.paragraph(one._p).left for one in made)
    assert plain < listed < deep


def opened(*blocks: Block, flowing: bool = True) -> list[tuple[str, bool]]:
    """The paragraphs of a second part up to its table, and whether each stays with the next."""
    parts = (Part("a", "现状", (text("一段。"),)), Part("b", "目标", blocks))
    document = replace(showcase(), parts=parts, cover=None, with_contents=False, flowing=flowing)
    word = docx.Document(BytesIO(write(document, contents="linked")))
    sheet, body = sheet_of(word), list(word.part.element.body)
    begins = next(n for n, one in enumerate(body) if words(one) == "目标")
    ends = next(n for n, one in enumerate(body) if one.tag == f"{W}tbl")
    return [(words(one), sheet.paragraph(one).keep) for one in body[begins:ends]]


def test_a_part_begins_on_the_page_where_it_first_shows_something() -> None:
    table_of_part = opened(text("九项目标。"), Heading(2, "一览"), text("各有期限。"), table(20))
    assert all(keep for _, keep in table_of_part[:-1]) and len(table_of_part) >= 5
    later = opened(text("一。"), text("二。"), text("三。"), text("四。"), text("五。"), table(20))
    assert [keep for _, keep in later][1:6] == [False] * 5


def test_a_part_below_another_stands_off_from_it() -> None:
    parts = (Part("a", "现状", (text("一段。"),)), Part("b", "目标", (text("一段。"),)))
    document = replace(showcase(), parts=parts, cover=None, with_contents=False, flowing=True)
    word = docx.Document(BytesIO(write(document, contents="linked")))
    sheet = sheet_of(word)
    air = {words(one): sheet.paragraph(one).before for one in word.part.element.body}
    assert air["现状"] == 0 < air["目标"]


_NATURAL = 1_290_000  # EMU: the height of that chart where nothing changes it


def test_a_low_chart_becomes_no_lower() -> None:
    low = replace(chart(), low=True)
    found = [min(heights(*filler(lines), low, table(7), *filler(30))) for lines in range(14, 34)]
    assert min(found) >= _NATURAL and max(found) > min(found)


def test_no_empty_paragraph_stands_between_a_table_and_the_words_below_it_but_as_much_air() -> None:
    assert "" not in printed(table(3), text("一段。"), table(3), Heading(2, "下一节"), text("末段。"))[:-1]
    blocks = (text("一段。"), table(3), text("二段。"), text("三段。"))
    document = replace(showcase(), parts=(Part("p", "目标", blocks),), cover=None, with_contents=False)
    word = docx.Document(BytesIO(write(document, style="official", contents="linked")))
    sheet = sheet_of(word)
    air = {words(one): sheet.paragraph(one).before for one in word.part.element.body}
    assert air["二段。"] - air["三段。"] == sheet.style("TableEnd").line > 0


def test_rows_of_a_page_grow_where_the_next_table_leaves_it_white() -> None:
    blocks = (table(20), Heading(2, "下一节"), table(8), *filler(30))
    document = replace(showcase(), parts=(Part("p", "目标", (*filler(7), *blocks)),), cover=None, with_contents=False)
    first = next(tree(write(replace(document, flowing=True), contents="linked")).iter(f"{W}tbl"))
    padded = [int(one.get(f"{W}w") or 0) for one in first.iterfind(f"{W}tblPr/{W}tblCellMar/{W}top")]
    assert padded and padded[0] > 30


def test_what_began_on_the_page_before_keeps_its_air_there_as_the_page_that_it_ends_on_is_filled() -> None:
    begun, whole = (Piece([], [Unit(200, after=50), Unit(200)], ["BodyText"]) for _ in range(2))
    page = _Page(Sheaf(1000, 650, whole.units[-1]), [begun, whole], begun=True)
    _Way(_Given(1000, grows=True), [], page, [begun, whole], pages=2).end()
    assert (begun.air, whole.air > 1) == (1, True)


def test_the_air_below_what_began_on_the_page_before_is_reckoned_as_the_page_is_filled() -> None:
    begun, whole = Piece([], [Unit(200)], [""]), Piece([], [Unit(200, before=100), Unit(200)], ["Heading2"])
    page = _Page(Sheaf(1000, 700, whole.units[-1]), [begun, whole], begun=True)
    _Way(_Given(1000, grows=True), [], page, [begun, whole], pages=2).end()
    assert 100 * (whole.air - 1) <= 300
    assert whole.air > 1


def test_no_table_is_set_in_less_than_nine_points() -> None:
    word = docx.Document(BytesIO(write(showcase(), contents="linked")))
    sheet = sheet_of(word)
    shown = ("Table", "DenseTable", "CardLabel")
    names = [name for name in sheet.styles if name.startswith(shown) and name != "TableEnd"]
    assert len(names) > 20
    assert {name: sheet.style(name).size for name in names if sheet.style(name).size < 180} == {}
