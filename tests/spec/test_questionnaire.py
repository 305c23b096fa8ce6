"""The questionnaire in Excel: the whole spec and nothing else, however a person leaves it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from planforge.checks.run import check
from planforge.checks.tactics import SUB_PLANS
from planforge.document.compose import compose
from planforge.plan.make import make_plan
from planforge.problem import Problem, Refusal, Severity, Text
from planforge.reading.editor import Change, Insert, Note, Remove, Set, edit
from planforge.reading.keys import rekeyed
from planforge.reading.preset import preset_names
from planforge.reading.read import Reading, read, read_text
from planforge.reading.scaffold import Answers, scaffold
from planforge.reading.workbook.annotate import Part, annotated
from planforge.reading.workbook.cells import from_cell, speech, to_cell
from planforge.reading.workbook.convert import into_workbook, to_workbook, to_yaml
from planforge.reading.workbook.layout import blocks
from planforge.reading.workbook.rows import assemble, labelled, rows_of
from planforge.reading.workbook.source import Workbook, read_workbook, was_questionnaire
from planforge.reading.workbook.write import Pen, heads, new_workbook
from planforge.reading.yaml_source import YamlSource, of_text, open_yaml
from planforge.spec.history import HistoryRow
from planforge.spec.spec import Spec, fingerprint
from planforge.words import load_texts
from planforge.writers import write

EXAMPLES = sorted(Path("examples").glob("*/plan.yaml"))
NAMES = [path.parent.name for path in EXAMPLES]
needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")


def book_of(source: YamlSource) -> Workbook:
    found, problems = read_workbook(to_workbook(source, Spec.model_validate(source.data), "计划.xlsx"), "计划.xlsx")
    assert not problems
    return found


# Nothing is lost ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
def test_every_example_becomes_a_questionnaire_and_the_same_text_again(path: Path) -> None:
    source, _ = open_yaml(path)
    book = book_of(source)
    assert Spec.model_validate(book.data) == Spec.model_validate(source.data)
    assert to_yaml(book) == source.text
    assert to_yaml(book, source) == source.text


@pytest.mark.slow
@pytest.mark.parametrize("name", ["yunan-noodles", "hefei-ktv"])
def test_a_questionnaire_that_was_read_is_written_as_it_was(name: str) -> None:
    source, _ = open_yaml(Path(f"examples/{name}/plan.yaml"))
    book = book_of(source)
    assert into_workbook(source, book) == into_workbook(source, read_workbook(into_workbook(source, book), "x")[0])


@pytest.mark.slow
def test_either_form_gives_the_same_plan_and_the_same_document(tmp_path: Path) -> None:
    folder = Path("examples/yunan-noodles")
    shutil.copy(folder / "sales.csv", tmp_path)
    source, _ = open_yaml(folder / "plan.yaml")
    (tmp_path / "plan.xlsx").write_bytes(book_of(source).content)
    specs = [read(path).spec for path in (folder / "plan.yaml", tmp_path / "plan.xlsx")]
    assert specs[0] is not None and specs[0] == specs[1]
    plans = [make_plan(spec) for spec in specs if spec]
    assert plans[0] == plans[1]
    first, second = (write(compose(plan), contents="linked") for plan in plans)
    assert first == second


ODD = """\
year: 2027
region: {name: 豫南, company: 福麦}
districts: [{name: 合计}, {name: 信阳}]
products: [{name: 小计, reason: 备注：无}, {name: "注：试销"}]
history: []
targets: {base: 8280万, bounds: [{}, {district: 信阳, floor: 1万}]}
nation: {margins: {总计: 5%}}
review: {causes: [{what: 断货}, 缺人]}
"""


@pytest.mark.slow
def test_items_called_like_sums_and_items_that_say_nothing_are_items_all_the_same() -> None:
    source, _ = of_text(ODD, "plan.yaml")
    book = book_of(source)
    assert Spec.model_validate(book.data) == Spec.model_validate(source.data)
    assert to_yaml(book) == ODD
    assert [item["name"] for item in edit(book, [Insert(("districts", 2), {"name": "总计"})]).data["districts"]] == [
        "合计",
        "信阳",
        "总计",
    ]


def test_an_amount_written_in_another_way_leaves_the_fingerprint() -> None:
    made = [of_text(SMALL.replace("8280万", amount), "a.yaml")[0].data for amount in ("1000", "0.1万", "1000.0")]
    assert len({fingerprint(Spec.model_validate(data)) for data in made}) == 1


def test_a_code_that_is_the_name_of_another_means_its_own() -> None:
    twins = "strategies:\n  - {code: A, name: B, statement: 甲}\n  - {code: B, name: A, statement: 乙}\n"
    sources = "  growth_sources: [{name: 增量, amount: 9万, strategy: A, basis: 试}]\n"
    start = SMALL[: SMALL.index("network:")]
    text = start.replace(
        "targets: {base: 8280万, by_district: {equal: 100%}}", "targets:\n  base: 8280万\n" + sources.rstrip()
    )
    source, _ = of_text(text + twins.replace("statement", "serves: [O1], statement"), "plan.yaml")
    assert Spec.model_validate(book_of(source).data) == Spec.model_validate(source.data)


@pytest.mark.slow
def test_a_name_stands_for_the_code_in_either_form_and_the_text_stays_as_it_was() -> None:
    tactics = "tactics: [{code: P1, name: 设商, detail: 签商}, {code: P2, name: 开点, detail: 铺货}]\n"
    actions = (
        "actions: [{code: A1, name: 列名单, tactic: 开点}, {code: A2, name: 签约, tactic: P1}, {code: A3, name: 试}]\n"
    )
    text = SMALL[: SMALL.index("network:")] + tactics + actions
    source, _ = of_text(text, "plan.yaml")
    spec, book = Spec.model_validate(source.data), book_of(source)
    assert [action.tactic for action in spec.actions] == ["P2", "P1", None]
    assert Spec.model_validate(book.data) == spec
    assert to_yaml(book) == text


def test_nobody_who_fills_in_a_questionnaire_sees_a_key() -> None:
    said = speech("zh-CN", "万元")
    plain = [
        (block.key, choice)
        for block in blocks()
        for column in block.columns
        for choice in column.choices
        if choice.islower() and said.word(column.about or column.steps[-1], choice) == choice
    ]
    assert plain == []
    book = small()
    shown = [
        (cell.coordinate, text)
        for sheet in book
        if sheet.sheet_state == "visible"
        for row in sheet.iter_rows()
        if not sheet.row_dimensions[row[0].row].hidden
        for cell in row[1:]
        for text in (cell.value, cell.comment.text if cell.comment else None)
        if isinstance(text, str)
        and re.search(r"[a-z]_[a-z]|[a-z]\.[a-z]+(?<!xlsx)\b|^[a-z]+$|auto|manual|measure", text)
    ]
    assert shown == []


@pytest.mark.slow
def test_a_part_of_which_nothing_is_said_is_not_there_in_either_form() -> None:
    empty = "stock: {}\ncollection: {terms: []}\ninternal_marketing: {}\n"
    source, _ = of_text(SMALL.replace("by_district: {equal: 100%}", "by_district: {}") + empty, "plan.yaml")
    spec = Spec.model_validate(source.data)
    assert (spec.stock, spec.collection, spec.internal_marketing, spec.targets.by_district) == (
        None,
        None,
        None,
        "auto",
    )
    assert Spec.model_validate(book_of(source).data) == spec


def test_what_no_cell_can_hold_is_refused_rather_than_cut_off() -> None:
    source, _ = of_text(SMALL + f"principles: [{'长' * 40_000}]\n", "plan.yaml")
    with pytest.raises(Refusal, match="40,000 characters"):
        book_of(source)


SIGNS = st.text(st.sampled_from("甲乙豫ab1、，,;；-#{}[]=§: \"'%年\n"), min_size=1, max_size=8).filter(str.strip)
KINDS: dict[str, Any] = {
    "money": st.sampled_from(["8280万", "1.2亿", "82,800,000", "3.33", "0", "0.0000001万", "￥5", "abc"]),
    "percent": st.sampled_from(["20%", "0.2", "-5%", "33.33%", "１２％", "150%", "x"]),
    "count": st.sampled_from(["3000", "1.2万", "0", "-1", "3,000"]),
    "month": st.sampled_from(["5", "5月", "May", "2027-05", "十三月"]),
    "date": st.sampled_from(["2027-01-29", "2027/1/29", "2027年1月29日", "1月"]),
    "flag": st.sampled_from(["yes", "no", "是", "否", "true", "maybe"]),
    "growth": st.sampled_from(["+20%", "8280万", "-3%", "0.5", "20％"]),
}  # fmt: skip
KINDS["price"] = KINDS["money"]


def value_of(column: Any) -> Any:
    if column.kind == "list":
        return st.lists(KINDS.get(column.of, SIGNS.map(str.strip)), min_size=1, max_size=3)
    if column.kind == "choice":
        return st.sampled_from(column.choices)
    return KINDS.get(column.kind, SIGNS.map(str.strip))


COLUMNS = [(block, column) for block in blocks() for column in block.columns if column.steps[-1] != "[key]"]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.sampled_from(COLUMNS), st.sampled_from([("zh-CN", "万元"), ("en", "元"), ("en", "million")]), st.data())
def test_a_value_in_a_cell_means_what_it_meant(where: Any, way: tuple[str, str], data: Any) -> None:
    """What pydantic makes of the value before and after is equal, or it is refused both times."""
    _, column = where
    value, said = data.draw(value_of(column)), speech(*way)
    cell = to_cell(column, value, said)
    back = from_cell(column, cell.value, cell.format, said)
    again = to_cell(column, back, said)
    assert again == cell
    if column.kind in ("text", "prose", "choice") or (column.kind == "list" and column.of in ("text", "prose")):
        assert back == value


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(st.sampled_from(EXAMPLES), st.data())
def test_any_part_of_any_spec_comes_back_whole_from_its_rows(path: Path, data: Any) -> None:
    given_data = thinned(SOURCES[path], data)
    said = speech(str(given_data.get("language", "zh-CN")), "万元")
    found: dict[str, list[Any]] = {}
    for block in blocks():
        columns = {column.key: column for column in block.columns}
        for row in rows_of(block, given_data):
            cells = {
                k: to_cell(columns[k], labelled(block, k, v, given_data), said)
                for k, v in row.values.items()
                if k in columns
            }
            values = {k: from_cell(columns[k], cell.value, cell.format, said) for k, cell in cells.items()}
            found.setdefault(block.key, []).append((row.parents, values, lambda key: key))
    made = assemble(found)
    assert not made.strays
    assert Spec.model_validate(made.data) == Spec.model_validate(given_data)


def thinned(value: Any, data: Any, depth: int = 0) -> Any:
    """The data without some of its parts, and some items twice."""
    keep = {"year", "region", "districts", "targets", "language"}
    if isinstance(value, dict) and depth < 1:
        dropped = data.draw(st.sets(st.sampled_from(sorted(value.keys() - keep)), max_size=12))
        return {key: thinned(one, data, depth + 1) for key, one in value.items() if key not in dropped}
    if isinstance(value, list) and len(value) > 1:
        picked = data.draw(st.lists(st.integers(0, len(value) - 1), min_size=1, max_size=len(value)))
        return [value[index] for index in picked]
    return value


SOURCES = {path: open_yaml(path)[0].data for path in EXAMPLES}


# What people do to a workbook -----------------------------------------------------------------------------------------

SMALL = """\
year: 2027
region: {name: 豫南, company: 福麦, manager: 李明}
money: {unit: 万元}
districts:
  - {name: 信阳, market: 9800万}
  - {name: 南阳, market: 13800万}
team:
  - {name: 王强, district: 信阳}
  - {name: 杨帆, district: 南阳}
targets: {base: 8280万, by_district: {equal: 100%}}
network:
  - {name: 网点, districts: {信阳: {current: 100, new: 20}, 南阳: {current: 80, new: 30}}}
objectives: [{code: O1, name: 销售额, measure: sales}]
strategies: [{code: G1, name: 补空白乡镇, statement: 一年补 40 个空白乡镇。, serves: [O1], uplift: 300万}]
tactics: [{code: T1, area: channel, name: 乡镇铺店, serves: [G1]}]
actions:
  - {name: 列空白乡镇名单, tactic: T1, owner: 王强, ends: 2027-01-31, budget: 2万}
  - {name: 签十家经销商, tactic: T1, owner: 杨帆, ends: 2027-03-31, budget: 5万}
"""


TARGETS = """\
targets: {base: 8280万, by_district: {equal: 100%}}
actions:
  - {name: 列名单}
"""


@cache
def as_written(text: str) -> bytes:
    return book_of(of_text(text, "plan.yaml")[0]).content


def small() -> Any:
    """The questionnaire of the small spec, open for a person's hand."""
    return load_workbook(BytesIO(as_written(SMALL)))


def with_rows(part: str, rows: str) -> Any:
    """The same with other rows of a part."""
    return load_workbook(BytesIO(as_written(re.sub(part, rows, SMALL.partition("team:")[0] + TARGETS))))


def saved(book: Any) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def opened(book: Any, tmp_path: Path) -> Reading:
    path = tmp_path / "计划.xlsx"
    path.write_bytes(saved(book))
    return read(path)


def good(book: Any, tmp_path: Path) -> Spec:
    reading = opened(book, tmp_path)
    assert reading.spec is not None, [(str(p.where), p.message.zh) for p in reading.problems]
    return reading.spec


def cell_of(sheet: Any, text: str) -> Any:
    """The cell that says so; an example in grey may say it before."""
    return [cell for row in sheet.iter_rows() for cell in row if cell.value == text][-1]


def beside(sheet: Any, head: str, row: int) -> Any:
    """The cell of a row under the nearest such head above it."""
    heads = [cell for line in sheet.iter_rows(max_row=row) for cell in line if cell.value == head]
    return sheet.cell(row, heads[-1].column)


def plain_spec() -> Spec:
    found = read_text(SMALL, Path()).spec
    assert found is not None
    return found


def wrong(reading: Reading) -> list[tuple[str, str]]:
    assert reading.spec is None
    return [(str(problem.where).partition("!")[2], problem.message.zh) for problem in reading.problems]


@pytest.mark.slow
def test_numbers_are_in_the_unit_of_their_head_and_typed_text_is_taken_too(tmp_path: Path) -> None:
    book = small()
    sheet = book["片区"]
    row = next(c.row for c in sheet["B"] if c.value == "信阳")
    for given_value, amount in (
        (3500, 35_000_000),
        ("3,500万", 35_000_000),
        ("３５００", 35_000_000),
        (" 3,500 ", 35_000_000),
        ("3500元", 3500),
        (0.1, 1000),
    ):
        beside(sheet, "上年市场容量（万元）", row).value = given_value
        assert good(book, tmp_path).districts[0].market == amount


@pytest.mark.slow
def test_rows_may_be_put_in_taken_out_left_empty_and_sorted(tmp_path: Path) -> None:
    book = small()
    sheet = book["行动"]
    first = cell_of(sheet, "列空白乡镇名单").row
    sheet.insert_rows(first + 1, 2)
    assert [action.name for action in good(book, tmp_path).actions] == ["列空白乡镇名单", "签十家经销商"]
    rows = [[cell.value for cell in sheet[row]] for row in (first, first + 3)]
    for row, values in ((first + 3, rows[0]), (first, rows[1])):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column).value = value
    assert [action.name for action in good(book, tmp_path).actions] == ["签十家经销商", "列空白乡镇名单"]
    sheet.delete_rows(first)
    assert [action.name for action in good(book, tmp_path).actions] == ["列空白乡镇名单"]


@pytest.mark.slow
def test_columns_and_sheets_of_ones_own_renamed_sheets_and_filters_change_nothing(tmp_path: Path) -> None:
    book = small()
    sheet = book["行动"]
    sheet.insert_cols(3)
    sheet["C3"] = "我的备注"
    sheet.insert_cols(1)
    sheet.auto_filter.ref = "B3:H20"
    sheet.title = "年度行动（改）"
    book.create_sheet("草稿", 0)["A1"] = "随便写"
    assert good(book, tmp_path) == plain_spec()


@pytest.mark.slow
def test_a_merged_cell_says_the_same_of_every_row_it_covers(tmp_path: Path) -> None:
    book = small()
    sheet = book["行动"]
    row = cell_of(sheet, "列空白乡镇名单").row
    owner = beside(sheet, "责任人", row)
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=owner.column, end_column=owner.column)
    assert [action.owner for action in good(book, tmp_path).actions] == ["王强", "王强"]


@pytest.mark.slow
def test_a_new_row_needs_no_code_and_refers_by_name(tmp_path: Path) -> None:
    book = small()
    sheet = book["战术"]
    row = cell_of(sheet, "乡镇铺店").row + 1
    beside(sheet, "名称", row).value = "学校开店"
    beside(sheet, "支撑的战略编号", row).value = "补空白乡镇"
    actions = book["行动"]
    beside(actions, "对应战术编号", cell_of(actions, "签十家经销商").row).value = "学校开店"
    spec = good(book, tmp_path)
    assert [(tactic.code, tactic.serves) for tactic in spec.tactics] == [("T1", ("G1",)), ("T2", ("G1",))]
    assert [action.tactic for action in spec.actions] == ["T1", "T2"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sheet", "row", "head", "value", "place", "says"),
    [
        ("片区", "信阳", "上年市场容量（万元）", "很大", "片区!D", "“很大”不是金额"),
        ("行动", "签十家经销商", "完成期限", "春节前", "行动!I", "“春节前”不是日期"),
        ("行动", "签十家经销商", "是否里程碑", "也许", "行动!O", "“也许”不是“是”或“否”"),
        ("战术", "乡镇铺店", "所属分计划", "渠到", "战术!", "渠到"),
        ("人员", "王强", "姓名", None, "人员!B", "缺少"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_cell(
    tmp_path: Path, sheet: str, row: str, head: str, value: Any, place: str, says: str
) -> None:
    book = small()
    number = next(cell.row for line in book[sheet].iter_rows() for cell in line if cell.value == row)
    beside(book[sheet], head, number).value = value
    (where, message), *_ = wrong(opened(book, tmp_path))
    assert where.startswith(place) and where.endswith(str(number))
    assert says in message


@pytest.mark.slow
def test_a_formula_that_came_to_an_error_is_one_mistake(tmp_path: Path) -> None:
    book = small()
    cell = beside(book["行动"], "预算（万元）", 5)
    cell.value, cell.data_type = "#DIV/0!", "e"
    assert [problem.code for problem in opened(book, tmp_path).problems] == ["R21"]


@pytest.mark.slow
def test_a_formula_without_a_result_is_told_once_however_many_facts_share_its_sheet(tmp_path: Path) -> None:
    book = small()
    book["目标"].cell(3, 3).value = "=2000*0.9"
    assert [problem.code for problem in opened(book, tmp_path).problems].count("R21") == 1


@pytest.mark.slow
def test_an_item_that_hangs_on_a_name_there_is_not_is_told_with_the_nearest(tmp_path: Path) -> None:
    book = small()
    sheet = book["片区"]
    (cell,) = [
        c
        for row in sheet.iter_rows()
        for c in row
        if c.value == "网点" and sheet.cell(c.row, c.column + 1).value == "南阳"
    ]
    cell.value = "网店"
    ((where, message),) = wrong(opened(book, tmp_path))
    assert where == f"片区!{cell.coordinate}" and message == "没有叫“网店”的网络拓展"


@pytest.mark.slow
def test_a_table_without_its_row_of_keys_is_read_by_its_heads_and_one_without_any_is_told(tmp_path: Path) -> None:
    book = small()
    sheet = book["行动"]
    sheet.delete_rows(next(cell.row for cell in sheet["A"] if str(cell.value).startswith("§k")))
    assert good(book, tmp_path).actions == plain_spec().actions
    for row in sheet.iter_rows():
        if str(row[0].value).startswith("§h"):
            sheet.delete_rows(row[0].row)
            break
    assert any("没有读取" in message for _, message in wrong(opened(book, tmp_path)))


@pytest.mark.slow
def test_the_example_is_never_read_but_what_is_written_over_it_is(tmp_path: Path) -> None:
    answers = Answers("zh-CN", "fmcg", "豫南", "福麦", 2027, districts=("信阳", "南阳"))
    source, _ = of_text(scaffold(answers, "a.yaml"), "a.yaml")
    book = load_workbook(BytesIO(book_of(source).content))
    assert good(book, tmp_path).team == ()
    sheet = book["人员"]
    mark = next(cell for cell in sheet["A"] if str(cell.value).startswith("§e"))
    example = {cell.value: cell for cell in sheet[mark.row][1:] if cell.value is not None}
    sheet.cell(mark.row, 2).value = "周红"
    reading = opened(book, tmp_path)
    assert reading.spec and [member.name for member in reading.spec.team] == ["周红"]
    (told,) = reading.problems
    assert told.code == "R29" and told.where and told.where.line == mark.row
    for cell in example.values():
        cell.value = None
    sheet.cell(mark.row, 2).value = "周红"
    assert [member.name for member in good(book, tmp_path).team] == ["周红"]


def test_a_workbook_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    book = small()
    for sheet in book.worksheets:
        sheet.delete_cols(1)
    assert wrong(opened(book, tmp_path)) == [("", "不是 planforge 的问卷")]
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    assert [problem.code for problem in read(path).problems] == ["R01"]


# As people leave it ---------------------------------------------------------------------------------------------------


LEFT: list[tuple[str, Any, Any]] = [
    ("完成期限", "2027年3月5日", "2027-03-05"),
    ("完成期限", "20270305", "2027-03-05"),
    ("完成期限", "2027-03-05 00:00:00", "2027-03-05"),
    ("完成期限", 46451, "2027-03-05"),  # the format of the cell was cleared
    ("完成期限", "-", None),
    ("预算（万元）", "—", None),
    ("预算（万元）", "1,200.5", 12_005_000),
    ("是否里程碑", "√", True),
    ("是否里程碑", "×", False),
]


def test_a_cell_says_what_people_mean_by_it(tmp_path: Path) -> None:
    names = [f"行动{number}" for number in range(len(LEFT))]
    book = with_rows(r"actions:\n(  - .*\n)+", "actions: [" + ", ".join(f"{{name: {one}}}" for one in names) + "]\n")
    for name, (head, given_value, _) in zip(names, LEFT, strict=True):
        cell = beside(book["行动"], head, cell_of(book["行动"], name).row)
        cell.value, cell.number_format = given_value, "General"
    for action, (head, given_value, read_as) in zip(good(book, tmp_path).actions, LEFT, strict=True):
        found = {"完成期限": action.ends, "预算（万元）": action.budget, "是否里程碑": action.milestone}[head]
        assert (str(found) if head == "完成期限" and found else found) == read_as, given_value


def test_figures_are_in_the_unit_of_their_head_and_another_on_the_cover_is_told(tmp_path: Path) -> None:
    """Nothing is ten times wrong in silence: the head decides, and is told where it is not the cover's or ours."""
    book = small()
    row = next(c.row for c in book["片区"]["B"] if c.value == "信阳")
    head = next(c for c in book["片区"][3] if c.value == "上年市场容量（万元）")
    book["片区"].cell(row, head.column).value = 3500
    unit = next(c for c in book["封面"]["B"] if c.value == "文档使用的金额单位")
    book["封面"].cell(unit.row, 3).value = "千元"
    reading = opened(book, tmp_path)
    assert reading.spec is not None and reading.spec.districts[0].market == 35_000_000
    told = [problem for problem in reading.problems if problem.code == "R28"]
    assert [problem.where and problem.where.cell for problem in told] == [f"C{unit.row}"]
    assert "封面写的是千元，各表的列头是万元" in told[0].message.zh
    head.value = "上年市场容量（千元）"
    reading = opened(book, tmp_path)
    assert reading.spec is not None and reading.spec.districts[0].market == 3_500_000
    assert any("按千元读" in problem.message.zh for problem in reading.problems if problem.code == "R28")
    head.value = "容量"
    reading = opened(book, tmp_path)
    assert reading.spec is not None and reading.spec.districts[0].market == 35_000_000
    assert any("没有写认得的金额单位" in problem.message.zh for problem in reading.problems if problem.code == "R28")


def test_a_figure_changed_under_a_head_of_another_unit_is_in_that_unit(tmp_path: Path) -> None:
    book = small()
    head = next(c for c in book["片区"][3] if c.value == "上年市场容量（万元）")
    head.value = "上年市场容量（千元）"
    source = opened(book, tmp_path).source
    assert isinstance(source, Workbook)
    changed = source.edited([Set(("districts", 0, "market"), "3500万")])
    assert changed.data["districts"][0]["market"] == "35000千"


@pytest.mark.parametrize(
    ("language", "money", "amount", "price"),
    [
        ("zh-CN", {}, "上年市场容量（万元）", "价格（元）"),
        ("en", {"currency": "CAD", "unit": "thousand"}, "Market size last year (CAD thousand)", "Price (CAD)"),
    ],
)
def test_heads_name_the_unit_and_currency_of_the_plan(language: str, money: Any, amount: str, price: str) -> None:
    text = scaffold(Answers(language, "general", "A", "B", 2027, currency=money.get("currency", "CNY")), "x.xlsx")
    source, _ = of_text(text, "x.yaml")
    data = dict(source.data) | {"money": dict(source.data["money"]) | money}
    heads = {cell.value for sheet in load_workbook(BytesIO(new_workbook(data))) for row in sheet for cell in row}
    assert {amount, price} <= heads
    assert language == "zh-CN" or not any(re.search("[千万]", str(one)) for one in heads if "(" in str(one))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_what_heads_and_notes_say_is_whole_and_in_one_language(language: str) -> None:
    """No half bracket, no key, no sign of markup, no word of the other language; no head that ends at a comma."""
    words = load_texts(language, "questionnaire.yaml", None)
    pen = Pen(Book(), {}, speech(language, "万元"), words, {}, {})
    for block in blocks():
        notes = [pen._noted(block, one) for one in (block.note, *(column.note for column in block.columns))]
        for text in (*notes, *(head for _, head in heads(block, pen.speech) if "万元" not in head)):
            assert all(text.count(left) == text.count(right) for left, right in ("（）", "()", "“”")), text
            assert "`" not in text and not re.search("[a-z]_[a-z]", text), text
            assert language == "zh-CN" or not re.search("[\u3400-\u9fff]", text), text
    titles = {column.title.en for block in blocks() for column in block.columns}
    assert not titles & {"Push", "Promotion", "Sell-in", "SO", "Square metres"}


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_sub_plan_that_does_not_apply_goes_by_the_name_under_which_it_is_missed(language: str) -> None:
    column = next(c for block in blocks() if block.key == "not_applicable" for c in block.columns if c.key == "[key]")
    said = speech(language, "万元")
    for key, (name, _) in SUB_PLANS.items():
        assert from_cell(column, name.to(language), "@", said) == key
        assert from_cell(column, name.to(language).upper(), "@", said) == key
        assert from_cell(column, key.capitalize(), "@", said) == key


PLAIN, SIGNED = "General", "0.0##%"


RATES: list[tuple[Any, str, str, str | None]] = [
    (1, PLAIN, "0.01", "按 1% 读"),
    (3, PLAIN, "0.03", None),
    ("12.5", PLAIN, "0.125", None),
    (-2, PLAIN, "-0.02", None),
    (0.04, PLAIN, "0.04", "按 4% 读"),
    (0.04, SIGNED, "0.04", None),
    (1, SIGNED, "1", None),
    ("100%", PLAIN, "1", None),
    (0, PLAIN, "0", None),
]
TYPED: list[tuple[Any, str, str, str | None]] = [
    ("1", SIGNED, "0.01", "按 1% 读"),
    ("0.04", PLAIN, "0.04", "按 4% 读"),
]


@pytest.mark.parametrize("rates", [RATES, TYPED], ids=["numbers", "text"])
def test_a_plain_number_under_a_head_of_per_cents_is_per_cent(
    tmp_path: Path, rates: list[tuple[Any, str, str, str | None]]
) -> None:
    """1 is 1 %, as 3 is 3 %; what shows 100 % is that; what may mean a hundred times more or less is told."""
    names = [f"区{number}" for number in range(len(rates))]
    book = with_rows(
        r"districts:\n(  - .*\n)+", "districts: [" + ", ".join(f"{{name: {one}}}" for one in names) + "]\n"
    )
    rows = [next(c.row for c in book["片区"]["B"] if c.value == name) for name in names]
    cells = [beside(book["片区"], "市场容量预计增长率（%）", row) for row in rows]
    for cell, (typed, shown_as, *_) in zip(cells, rates, strict=True):
        cell.value, cell.number_format = typed, shown_as
    reading = opened(book, tmp_path)
    assert reading.spec is not None
    read_as = [(cell.coordinate, one.market_growth) for cell, one in zip(cells, reading.spec.districts, strict=True)]
    assert read_as == [(cell.coordinate, Decimal(growth)) for cell, (_, _, growth, _) in zip(cells, rates, strict=True)]
    doubts = {p.where.cell: p for p in reading.problems if p.code == "R27" and p.where and p.where.sheet == "片区"}
    told = {cell.coordinate: said for cell, (*_, said) in zip(cells, rates, strict=True) if said}
    assert doubts.keys() == told.keys()
    for place, said in told.items():
        assert said in doubts[place].message.zh and doubts[place].severity is Severity.WARNING


def test_a_rate_put_into_a_cell_without_a_sign_has_one_then(tmp_path: Path) -> None:
    book = small()
    row = next(c.row for c in book["片区"]["B"] if c.value == "信阳")
    cell = beside(book["片区"], "市场容量预计增长率（%）", row)
    cell.value, cell.number_format = 0.04, "0.00"
    source = opened(book, tmp_path).source
    assert isinstance(source, Workbook)
    changed = source.edited([Set(("districts", 0, "market_growth"), "100%")])
    assert changed.data["districts"][0]["market_growth"] == "100%"


@pytest.mark.slow
def test_twelve_amounts_in_one_cell_are_in_the_unit_of_its_head(tmp_path: Path) -> None:
    book = small()
    sheet = book["销售历史"]
    head = cell_of(sheet, "各月销售额（万元）")
    row = head.row + 2
    months = "1,010、120、90、100、100、110、120、130、100、90、110、120.5"
    for title, value in (
        ("年份", 2026),
        ("片区", "信阳"),
        ("各月销售额（万元）", months),
        ("一月至十二月的销量", "7、" * 12),
    ):
        beside(sheet, title, row).value = value
    (found,) = [row for row in good(book, tmp_path).history if isinstance(row, HistoryRow)]
    assert [found.months[0], found.months[11], found.units[0]] == [10_100_000, 1_205_000, 7]
    again = to_yaml(read_workbook(saved(book), "计划.xlsx")[0])
    shown = load_workbook(BytesIO(book_of(of_text(again, "a.yaml")[0]).content))["销售历史"]
    assert beside(shown, "各月销售额（万元）", row).value.split("\n")[::11] == ["1010", "120.5"]


@pytest.mark.slow
def test_an_example_stays_one_without_one_of_its_columns_and_away_from_its_mark(tmp_path: Path) -> None:
    for spoil in ("column", "sort"):
        book = small()
        sheet = book["行动"]
        mark = next(cell.row for cell in sheet["A"] if str(cell.value).startswith("§e"))
        if spoil == "column":
            sheet.delete_cols(beside(sheet, "责任人", mark).column)
        else:  # without the hidden column A
            rows = [[cell.value for cell in sheet[row]][1:] for row in (mark + 1, mark + 2, mark)]
            for row, values in enumerate(rows, mark):
                for column, value in enumerate(values, 2):
                    sheet.cell(row, column).value = value
        assert [action.name for action in good(book, tmp_path).actions] == ["列空白乡镇名单", "签十家经销商"]


def test_sums_and_remarks_are_no_items_and_a_caption_above_the_heads_is_none(tmp_path: Path) -> None:
    book = small()
    sheet = book["行动"]
    row = cell_of(sheet, "签十家经销商").row
    sheet.cell(row + 2, 3).value, beside(sheet, "预算（万元）", row + 2).value = "合计", 7
    sheet.cell(row + 3, 2).value = "注：以上费用含税"
    heads = next(cell.row for cell in sheet["A"] if str(cell.value).startswith("§h"))
    sheet.insert_rows(heads)
    sheet.cell(heads, 2).value = "单位：万元"
    reading = opened(book, tmp_path)
    assert reading.spec == plain_spec()
    assert [(p.code, p.where.line if p.where else 0) for p in reading.problems] == [("R24", row + 3), ("R24", row + 4)]


@pytest.mark.slow
def test_a_sheet_that_was_taken_out_and_one_without_its_marks_are_told(tmp_path: Path) -> None:
    book = small()
    del book["竞品"]
    reading = opened(book, tmp_path)
    assert reading.spec == plain_spec()
    assert [(p.code, p.message.zh) for p in reading.problems] == [("R25", "“竞品”表不在文件里，当作没有填")]
    book = small()
    book["行动"].delete_cols(1)
    assert wrong(opened(book, tmp_path)) == [("行动!A1", "“行动”表的标记列不见了，整张没有读取")]


def test_what_waits_for_confirmation_is_named_by_titles_and_found_again(tmp_path: Path) -> None:
    text = (
        SMALL + "unconfirmed:\n- {at: targets.base, value: 8280万}\n- {at: actions.签十家经销商.budget, value: 5万}\n"
    )
    book = book_of(of_text(text, "plan.yaml")[0])
    shown = load_workbook(BytesIO(book.content))["待确认"]
    assert {"销售目标 › 基础指标", "行动 › 签十家经销商 › 预算"} <= {cell.value for cell in shown["B"]}
    assert [entry["at"] for entry in book.data["unconfirmed"]] == ["targets.base", "actions.签十家经销商.budget"]
    assert to_yaml(book) == text


def test_a_name_that_is_not_quite_one_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    book = small()
    sheet = book["行动"]
    beside(sheet, "对应战术编号", cell_of(sheet, "签十家经销商").row).value = "乡镇铺货"
    (problem,) = [p for p in make_plan(good(book, tmp_path)).problems if p.code == "P80"]
    assert problem.hint and problem.hint.zh == "是否指“乡镇铺店”（T1）？"


# Changes in place -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_change_stays_within_its_cells_and_the_persons_own_things_stay(tmp_path: Path) -> None:
    book = small()
    sheet = book["行动"]
    cell = cell_of(sheet, "签十家经销商")
    cell.font, cell.comment = Font(bold=True, color="FF0000"), Comment("问过杨帆", "我")
    sheet.column_dimensions["B"].width = 55
    sheet["Z9"] = "自己的算式"
    source, _ = read_workbook(saved(book), "计划.xlsx")
    changes: list[Change] = [
        Set(("actions", 0, "budget"), "3万"),
        Set(("targets", "base"), "+20%"),
        Insert(("actions", 2), {"name": "复盘", "tactic": "T1", "ends": "2027-06-30"}),
        Remove(("team", 0)),
        Set(("region", "motto"), "主攻南阳"),
        Note(("调整了一次",)),
    ]
    after = edit(source, changes)
    wanted = read_text(to_yaml(after), Path()).spec
    assert wanted is not None and wanted == Spec.model_validate(after.data)
    assert [(a.name, a.budget) for a in wanted.actions] == [
        ("列空白乡镇名单", 30_000),
        ("签十家经销商", 50_000),
        ("复盘", None),
    ]
    assert [m.name for m in wanted.team] == ["杨帆"] and wanted.region.motto == "主攻南阳"
    new = load_workbook(BytesIO(after.content))
    cell = cell_of(new["行动"], "签十家经销商")
    assert cell.font.bold and cell.comment.text == "问过杨帆"
    assert new["行动"].column_dimensions["B"].width == 55 and new["行动"]["Z9"].value == "自己的算式"
    assert new["修改记录"]["A1"].value == "调整了一次"
    assert changed_cells(load_workbook(BytesIO(source.content)), new) < 20


def changed_cells(old: Any, new: Any) -> int:
    cells = [
        {(s.title, c.coordinate): c.value for s in book for row in s.iter_rows() for c in row} for book in (old, new)
    ]
    return sum(cells[0].get(key) != cells[1].get(key) for key in cells[0].keys() | cells[1].keys())


def test_more_items_than_a_table_has_rows_go_on_below() -> None:
    source, _ = read_workbook(saved(small()), "计划.xlsx")
    items = [{"name": f"事项{n}"} for n in range(60)]
    after = edit(source, [Insert(("actions", 2 + n), item) for n, item in enumerate(items)])
    assert [item["name"] for item in after.data["actions"][2:]] == [item["name"] for item in items]


@cache
def plain() -> Workbook:
    return read_workbook(saved(small()), "计划.xlsx")[0]


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(st.data())
def test_any_list_can_be_rewritten_in_any_order(data: Any) -> None:
    source = plain()
    names = data.draw(st.lists(st.sampled_from("甲乙丙丁戊己"), unique=True, min_size=1))
    wanted = [{"name": name, "budget": f"{n}万"} for n, name in enumerate(names, 1)]
    assert edit(source, [Set(("actions",), wanted)]).data["actions"] == wanted


# What a check writes back ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_findings_stand_beside_their_rows_and_go_when_they_are_mended(tmp_path: Path) -> None:
    source, _ = read_workbook(saved(small()), "计划.xlsx")
    where = source.where(("actions", 1, "ends"))
    problem = Problem("X99", Text("太晚", "too late"), where=where, severity=Severity.ERROR)
    once = annotated(source, [problem], [Part("现状", 50, "竞争对手")], "zh-CN")
    book = load_workbook(BytesIO(once))
    noted = [c for row in book["行动"].iter_rows() for c in row if str(c.value).startswith("X99")]
    assert [cell.row for cell in noted] == [where.line]
    assert book["还缺什么"]["A2"].value == "现状" and book["还缺什么"]["B2"].value == 0.5
    assert f"行动!{where.cell}" in [cell.value for cell in book["还缺什么"]["A"]]
    again, problems = read_workbook(once, "计划.xlsx")
    assert not problems and again.data == source.data
    clean = load_workbook(BytesIO(annotated(again, [], [], "zh-CN")))
    assert not [c for row in clean["行动"].iter_rows() for c in row if str(c.value).startswith("X99")]


# As a person fills it -------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("industry", preset_names())
def test_a_blank_questionnaire_becomes_a_document_in_few_answers(tmp_path: Path, industry: str) -> None:
    answers = Answers("zh-CN", industry, "本区域", "本公司", 2027)
    source, _ = of_text(scaffold(answers, "a.yaml"), "a.yaml")
    book = load_workbook(BytesIO(book_of(source).content))
    count = fill(book)
    assert count <= 40
    spec = good(book, tmp_path)
    plan = make_plan(spec)
    assert not [p for p in plan.problems if p.severity is Severity.ERROR]
    assert plan.targets.total == 82_800_000
    document = compose(plan)  # what every trade says; that it can be set is the same for all
    assert industry != "general" or len(write(document, contents="linked")) > 20_000


def fill(book: Any) -> int:
    """Types what a manager knows into the cells; the number of cells."""
    typed: list[tuple[str, Callable[[Any], Any], Any]] = [
        ("封面", lambda s: s.cell(cell_of(s, "区域名称").row, 3), "豫南区域"),
        ("封面", lambda s: s.cell(cell_of(s, "公司名称").row, 3), "福麦食品"),
        ("封面", lambda s: s.cell(cell_of(s, "编制人").row, 3), "李明"),
        ("目标", lambda s: s.cell(cell_of(s, "基础指标（万元）").row, 3), 8280),
    ]
    for sheet, under, value in typed:
        under(book[sheet]).value = value
    sheet = book["片区"]
    first = next(cell.row for cell in sheet["B"] if cell.value in ("本区域", "本区"))
    for row, (name, leader, market) in enumerate((("信阳", "王强", 9800), ("南阳", "杨帆", "１３８００万")), first):
        for head, value in (("片区名称", name), ("片区负责人", leader), ("上年市场容量（万元）", market)):
            beside(sheet, head, row).value = value
    return len(typed) + 6


@pytest.mark.slow
@needs_office
def test_saving_in_libreoffice_loses_nothing(tmp_path: Path) -> None:
    source, _ = open_yaml(EXAMPLES[NAMES.index("yunan-noodles")])
    (tmp_path / "计划.xlsx").write_bytes(book_of(source).content)
    out = tmp_path / "lo"
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    command = [*office, "--outdir", str(out), str(tmp_path / "计划.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    after, problems = read_workbook((out / "计划.xlsx").read_bytes(), "计划.xlsx")
    assert not problems
    assert to_yaml(after) == source.text
    changed = edit(after, [Set(("actions", 0, "budget"), "9万")])
    assert changed.data["actions"][0]["budget"] == "9万"


# Files that are broken, locked, or made to break the reader -----------------------------------------------------------


def zipped(parts: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


@pytest.fixture(scope="module")
def whole() -> bytes:
    source, _ = open_yaml(Path("benchmarks/small.yaml"))
    return to_workbook(source, Spec.model_validate(source.data), "计划.xlsx")


def with_part(whole: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    with ZipFile(BytesIO(whole)) as archive:
        return zipped({name: change(name, archive.read(name)) for name in archive.namelist()})


def refused(content: bytes) -> str:
    """What is said of a workbook that cannot be read."""
    book, problems = read_workbook(content, "计划.xlsx")
    assert book.data is None and [problem.code for problem in problems] == ["R01"]
    assert problems[0].where and problems[0].where.file == "计划.xlsx" and problems[0].hint
    return problems[0].message.en


@pytest.mark.parametrize("suffix", [".ods", ".xls", ".et"])
def test_a_questionnaire_saved_in_another_form_is_told_how_to_save_it(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"计划{suffix}"
    mark = "§planforge zh-CN 万元"
    old = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + mark.encode("utf-16-le")
    open_document = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": mark.encode()}
    path.write_bytes(zipped(open_document) if suffix == ".ods" else old)
    assert was_questionnaire(path)
    (problem,) = read(path).problems
    assert problem.hint and "另存为 .xlsx" in problem.hint.zh


def test_every_byte_may_be_damaged_and_it_is_said(whole: bytes) -> None:
    spoiled = 0
    for at in range(0, len(whole), len(whole) // 60):
        content = whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
        book, problems = read_workbook(content, "计划.xlsx")
        spoiled += book.data is None
        assert book.data is not None or problems
    assert spoiled > 30


def test_a_workbook_cut_short_is_damaged(whole: bytes) -> None:
    assert all("damaged" in refused(whole[: len(whole) * part // 10]) for part in range(1, 10))


@pytest.mark.parametrize(
    "name", ["xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"]
)
def test_a_part_that_is_no_xml_is_damage(whole: bytes, name: str) -> None:
    assert "damaged" in refused(with_part(whole, lambda part, content: b"<a" if part == name else content))


def test_a_style_whose_format_the_book_lacks_shows_its_figure_plainly(whole: bytes) -> None:
    def without(name: str, part: bytes) -> bytes:
        return re.sub(rb"<numFmts.*?</numFmts>", b"", part, flags=re.DOTALL) if name == "xl/styles.xml" else part

    book, problems = read_workbook(with_part(whole, without), "计划.xlsx")
    # per cents are numbers now, and an example whose dates are numbers is no longer all that it was
    assert book.data is not None and {problem.code for problem in problems} == {"R27", "R29"}


def test_other_files_are_called_what_they_are(whole: bytes) -> None:
    assert "not an Excel file" in refused(b"name,amount")
    assert "Word" in refused(zipped({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}))
    assert "encrypted" in refused(bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"))


@pytest.mark.parametrize("tag", ['<mergeCell ref="A1:XFD1048576"/>', '<hyperlink ref="A1:XFD1048576" location="x"/>'])
def test_an_area_that_spans_the_sheet_is_refused_before_it_is_filled(whole: bytes, tag: str) -> None:
    holder = f"<{tag[1:].split()[0]}s>{tag}</{tag[1:].split()[0]}s></worksheet>".encode()
    content = with_part(
        whole,
        lambda name, part: part.replace(b"</worksheet>", holder) if name.startswith("xl/worksheets/sheet1") else part,
    )
    assert "17,179,869,184 cells" in refused(content)


def test_a_cell_far_away_is_refused_with_what_to_do(whole: bytes) -> None:
    book = load_workbook(BytesIO(whole))
    book.worksheets[0].cell(1_048_576, 16_384, "x")
    made = BytesIO()
    book.save(made)
    assert "cells" in refused(made.getvalue())


def test_declared_entities_are_refused(whole: bytes) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    content = with_part(whole, lambda name, part: part.replace(b"<workbook", bomb + b"<workbook", 1))
    assert "entities" in refused(content)


def test_a_history_filled_in_as_rows_and_as_a_file_is_told(whole: bytes) -> None:
    book = load_workbook(BytesIO(whole))
    sheet = book["销售历史"]
    row = next(row[0].row for row in sheet.iter_rows(max_col=1) if row[0].value == "file")
    sheet.cell(row, 3).value = "sales.csv"
    made = BytesIO()
    book.save(made)
    _, problems = read_workbook(made.getvalue(), "计划.xlsx")
    told = [problem for problem in problems if problem.code == "R22"]
    assert told and all(problem.where and problem.where.sheet for problem in told)
    assert "two ways" in told[0].message.en


# What a manager sees of it --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_trade_is_called_by_its_name_and_either_name_comes_back_as_it_was() -> None:
    for given_name, shown in (("agri-inputs", "农资"), ("农资", "农资"), ("种猪", "种猪")):
        source, _ = of_text(f"industry: {given_name}\n{SMALL}", "plan.yaml")
        book = book_of(source)
        sheet = load_workbook(BytesIO(book.content))["封面"]
        assert sheet.cell(cell_of(sheet, "行业预设").row, 3).value == shown
        assert book.data["industry"] == given_name and to_yaml(book) == source.text


@pytest.mark.slow
def test_the_first_sheet_says_how_complete_each_part_is_and_where_the_findings_are(tmp_path: Path) -> None:
    path = tmp_path / "计划.xlsx"
    path.write_bytes(saved(small()))
    source, _ = read_workbook(path.read_bytes(), "计划.xlsx")
    problem = source.locate(Problem("A01", Text("缺产出", "no deliverable"), path=("actions", 0)))
    first = load_workbook(BytesIO(annotated(source, [problem, problem], [Part("现状", 16, "竞争对手")], "zh-CN")))[
        "开始"
    ]
    assert [first.cell(4, column).value for column in (5, 6, 7)] == ["现状", 0.16, "竞争对手"]
    link = next(cell for cell in first["C"] if cell.value == "行动")
    assert link.offset(0, 1).value == "2 处问题"
    again = annotated(read_workbook(saved(small()), "计划.xlsx")[0], [], [], "zh-CN")
    assert load_workbook(BytesIO(again))["开始"].cell(link.row, 4).value is None


def test_rows_whose_height_the_file_states_grow_with_what_is_written_beside_them() -> None:
    book = small()
    row = cell_of(book["行动"], "列空白乡镇名单").row
    book["行动"].row_dimensions[row].height = 15
    source, _ = read_workbook(saved(book), "计划.xlsx")
    problem = Problem("X99", Text("太晚" * 40, "late"), where=source.where(("actions", 0, "name")))
    after = load_workbook(BytesIO(annotated(source, [problem], [], "zh-CN")))["行动"]
    assert after.row_dimensions[row].height >= 15


def test_findings_stand_in_the_order_of_the_sheets(tmp_path: Path) -> None:
    path = tmp_path / "计划.xlsx"
    path.write_bytes(saved(small()))
    reading = read(path)
    assert reading.spec is not None
    order = [
        reading.source.sheets.index(p.where.sheet) for p in check(make_plan(reading.spec), reading.source) if p.where
    ]
    assert order == sorted(order) and len(set(order)) > 3


def test_a_sheet_that_was_copied_is_told(tmp_path: Path) -> None:
    book = small()
    book.copy_worksheet(book["行动"]).title = "行动 (2)"
    reading = opened(book, tmp_path)
    (problem,) = reading.problems
    assert problem.code == "R23" and "两张表都读了" in problem.message.zh
    assert reading.spec is not None and len(reading.spec.actions) == 4


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_sub_plans_and_terms_are_picked_by_their_names_and_each_comes_back(language: str) -> None:
    said = speech(language, "万元")
    for table in ("not_applicable", "words"):
        key = next(block for block in blocks() if block.key == table).columns[0]
        shown = [to_cell(key, choice, said) for choice in key.choices]
        assert [from_cell(key, cell.value, cell.format, said) for cell in shown] == list(key.choices)
        assert len({cell.value for cell in shown}) == len(shown) > 10
    text = f"language: {language}\n{SMALL}not_applicable: {{display: 只做批发}}\nwords: {{client: 会员}}\n"
    book = book_of(of_text(text, "plan.yaml")[0])
    assert to_yaml(book) == text
    if language == "zh-CN":
        assert cell_of(load_workbook(BytesIO(book.content))["分计划"], "市场出样")
        assert "不适用:" in rekeyed(text, "plan.yaml", "zh") and "市场出样: 只做批发" in rekeyed(
            text, "plan.yaml", "zh"
        )
        again = of_text(rekeyed(text, "plan.yaml", "zh"), "plan.yaml")[0]
        assert Spec.model_validate(again.data) == Spec.model_validate(book.data)
