"""Word files that people edited after rendering: what is gone, empty, left open, wrong in a sum, stale or changed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordFile
from docx.table import Table

from planforge.checks.word import check_word
from planforge.checks.word.file import Grid
from planforge.checks.word.sums import figure, misses
from planforge.jobs.render import Job, run
from planforge.problem import Problem

ROOT = Path(__file__).parent.parent.parent
NOODLES = ROOT / "examples" / "yunan-noodles" / "plan.yaml"


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The noodle plan with its spec and sales beside it."""
    folder = tmp_path_factory.mktemp("noodles")
    for file in NOODLES.parent.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return render(folder / "plan.yaml", folder / "plan.docx")


def render(spec: Path, target: Path) -> Path:
    content = run(Job(spec, contents="linked", length="full")).content
    assert content
    target.write_bytes(content)
    return target


def edited(rendered: Path, folder: Path, change: Callable[[WordFile], object]) -> tuple[Problem, ...]:
    """What is found in a copy that somebody changed; that it was changed is left out."""
    word = docx.Document(str(rendered))
    change(word)
    path = folder / "edited.docx"
    word.save(str(path))
    found = check_word(path)
    assert [problem.code for problem in found].count("W08") == 1
    return tuple(problem for problem in found if problem.code != "W08")


def heading(word: WordFile, title: str) -> int:
    """The place of a heading among the children of the body."""
    paragraph = next(
        one
        for one in word.paragraphs
        if one.text == title and one.style and (one.style.name or "").startswith("Heading")
    )
    return list(word.element.body).index(paragraph._p)


def table(word: WordFile, title: str) -> Table:
    return next(one for one in word.tables if f'w:tblCaption w:val="{title}"' in one._tbl.xml)


@pytest.mark.slow
def test_an_edit_alone_is_told_as_an_info(rendered: Path, tmp_path: Path) -> None:
    assert edited(rendered, tmp_path, lambda word: word.paragraphs[-1].add_run("补充一句。")) == ()


@pytest.mark.slow
def test_a_part_that_was_cut_is_missing(rendered: Path, tmp_path: Path) -> None:
    def cut(word: WordFile) -> None:
        body = word.element.body
        for child in list(body)[heading(word, "战略") : heading(word, "战术")]:
            body.remove(child)

    (problem,) = edited(rendered, tmp_path, cut)
    assert (problem.code, problem.message.zh, problem.message.en) == (
        "W02", "缺少部分“战略”", "part “战略” is missing",
    )  # fmt: skip


def test_a_part_that_was_moved_is_out_of_order(rendered: Path, tmp_path: Path) -> None:
    def move(word: WordFile) -> None:
        body = word.element.body
        start, end = heading(word, "战略"), heading(word, "战术")
        moved = list(body)[start:end]
        for child in moved:
            body.remove(child)
        place = list(body)[heading(word, "行动计划")]
        for child in moved:
            place.addprevious(child)

    (problem,) = edited(rendered, tmp_path, move)
    assert problem.code == "W03"
    assert "“战略”排在了“战术”后面" in problem.message.zh
    assert "正文第" in problem.message.zh


def test_a_part_under_a_new_title_is_still_known(rendered: Path, tmp_path: Path) -> None:
    def rename(word: WordFile) -> None:
        for index, paragraph in enumerate(word.paragraphs):
            if paragraph.text == "行动计划" and paragraph.style and str(paragraph.style.name).startswith("Heading"):
                word.paragraphs[index].runs[0].text = "2027年行动计划"

    assert edited(rendered, tmp_path, rename) == ()


def test_a_section_that_was_emptied_is_told_with_its_heading(rendered: Path, tmp_path: Path) -> None:
    def empty(word: WordFile) -> None:
        body = word.element.body
        start = heading(word, "价格策略") + 1
        for child in list(body)[start:]:
            if "Heading" in child.xml or child.tag.endswith("}sectPr"):
                break
            body.remove(child)

    (problem,) = edited(rendered, tmp_path, empty)
    assert problem.code == "W04"
    assert "“价格策略”下没有内容" in problem.message.zh


@pytest.mark.slow
@pytest.mark.parametrize("words", ["负责人待定", "预算 XX 万元", "20xx年完成", "owner: TBD", "客户？？？"])
def test_a_placeholder_is_told_wherever_it_stands(words: str, rendered: Path, tmp_path: Path) -> None:
    (problem,) = edited(rendered, tmp_path, lambda word: word.paragraphs[-1].add_run(words))
    assert problem.code == "W05"
    assert "”下（正文第" in problem.message.zh
    assert words[-4:] in problem.message.zh
    in_cell = edited(rendered, tmp_path, lambda word: word.tables[-1].cell(1, 1).add_paragraph(words))
    assert [one.code for one in in_cell] == ["W05"]
    assert "表格" in in_cell[0].message.zh
    assert "第 2 行第 2 格" in in_cell[0].message.zh


def test_a_line_to_sign_on_is_no_placeholder_and_a_blank_is(rendered: Path, tmp_path: Path) -> None:
    assert edited(rendered, tmp_path, lambda word: word.paragraphs[-1].add_run("Signed: ______________")) == ()
    (problem,) = edited(rendered, tmp_path, lambda word: word.paragraphs[-1].add_run("owner: ___"))
    assert problem.code == "W05"


def test_a_changed_cell_leaves_totals_that_do_not_add_up(rendered: Path, tmp_path: Path) -> None:
    def change(word: WordFile) -> None:
        cell = table(word, "各片区年度销售目标").rows[1].cells[3]
        before = cell.text
        cell.paragraphs[0].runs[0].text = "2,001.5"
        assert before == "1,991.5"

    (problem,) = edited(rendered, tmp_path, change)
    assert problem.code == "W06"
    assert problem.message.zh.endswith("“合计”的“2027年目标”为 8,280.0，上面各行之和为 8,290.0")
    assert "“各片区年度销售目标”第 6 行第 4 格" in problem.message.zh


def test_a_changed_month_is_told_by_its_column_and_its_row(rendered: Path, tmp_path: Path) -> None:
    def change(word: WordFile) -> None:
        table(word, "各片区月度销售目标").rows[2].cells[4].paragraphs[0].runs[0].text = "1.0"

    assert [problem.code for problem in edited(rendered, tmp_path, change)].count("W06") >= 1


def test_a_spec_that_changed_since_is_told_and_a_new_comment_in_it_is_not(rendered: Path, tmp_path: Path) -> None:
    for file in rendered.parent.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    spec = tmp_path / "plan.yaml"
    text = spec.read_text("utf-8")
    spec.write_text("# 批注\n" + text, "utf-8")
    assert check_word(tmp_path / "plan.docx") == ()
    spec.write_text(text.replace("year: 2027", "year: 2028", 1), "utf-8")
    (problem,) = check_word(tmp_path / "plan.docx")
    assert (problem.code, problem.message.en) == ("W07", "plan.yaml has changed since this document was rendered")
    spec.unlink()
    assert check_word(tmp_path / "plan.docx") == ()


@pytest.mark.slow
def test_new_sales_make_a_document_stale_and_a_change_for_one_run_does_not(rendered: Path, tmp_path: Path) -> None:
    for file in rendered.parent.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    changed = ("targets.stretch=+31%",)
    content = run(Job(tmp_path / "plan.yaml", contents="linked", length="full", overrides=changed)).content
    assert content
    (tmp_path / "plan.docx").write_bytes(content)
    assert check_word(tmp_path / "plan.docx") == ()
    sales = tmp_path / "sales.csv"
    lines = sales.read_text("utf-8-sig").splitlines()
    sales.write_text("\n".join(lines[:-1]), "utf-8")
    assert [problem.code for problem in check_word(tmp_path / "plan.docx")] == ["W07"]


def test_a_document_of_somebody_else_is_checked_by_its_content(tmp_path: Path) -> None:
    word = docx.Document()
    for title in ("一、现状分析", "二、营销目标", "三、战略", "四、战术", "五、行动计划", "六、控制"):
        word.add_heading(title, 1)
        word.add_paragraph("内容。")
    word.save(str(tmp_path / "other.docx"))
    (problem,) = check_word(tmp_path / "other.docx")
    assert (problem.code, problem.severity.value) == ("W09", "info")


def test_what_is_no_word_file_is_one_finding(tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert [problem.message.en for problem in check_word(path)] == ["this is the old .doc format"]
    assert [problem.code for problem in check_word(tmp_path / "none.docx")] == ["W01"]


# Sums -----------------------------------------------------------------------------------------------------------------


def grid(*rows: str, heads: int = 1) -> Grid:
    """A table drawn as lines of cells between bars."""
    cells = [tuple(enumerate(cell.strip() for cell in row.split("|"))) for row in rows]
    return Grid(1, "", heads, tuple(cells), max(len(row) for row in cells))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8,280.0", "8280.0"), ("+264.3", "264.3"), ("−5.0", "-5.0"), ("-5", "-5"), ("（100）", "-100"),
        ("(1,000)", "-1000"),
        ("12.5%", None), ("—", None), ("", None), ("3月", None), ("1,240家", None),
    ],
)  # fmt: skip
def test_a_figure_is_read_as_it_is_printed(text: str, value: str | None) -> None:
    assert figure(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    "table",
    [
        grid("片区|目标", "甲|1.1", "乙|2.2", "合计|3.3"),
        grid("片区|目标|占比", "甲|1|50.0%", "乙|1|50.0%", "合计|2|100.0%"),
        grid("产品|销量|均价", "甲|10|3.0", "乙|10|5.0", "合计|20|4.0"),
        grid("门店|2027年单间年收入", "甲|3", "乙|5", "合计|4"),
        grid("姓名|目标", "一组|", "甲|1", "乙|2", "小计|3", "二组|", "丙|4", "小计|4", "合计|7"),
        grid("节点|年末", "网点|", "甲|1", "乙|2", "合计|3", "门店|", "甲|5", "乙|6", "合计|11"),
        grid("科目|预算", "促销|5", "差旅|1", "费用合计|6", "工资|4", "合计|10"),
        grid("片区|增量", "甲|+3.0", "乙|−1.0", "丙|—", "合计|+2.0"),
        grid("District|Target|Share", "A|1|10.0%", "B|2|20.0%", "Total|3|30.0%"),
        grid("项目|一季度|二季度|合计", "甲|1|2|3", "乙|—|4|4"),
    ],
)
def test_totals_that_add_up_are_left_alone(table: Grid) -> None:
    assert list(misses(table)) == []


@pytest.mark.parametrize(
    ("table", "row", "printed", "summed"),
    [
        (grid("片区|目标", "甲|1.1", "乙|2.3", "合计|3.3"), 3, "3.3", "3.4"),
        (grid("片区|目标", "甲|8,000.01", "乙|0.02", "合计|8,000.02"), 3, "8000.02", "8000.03"),
        (grid("姓名|目标", "甲|1", "乙|3", "小计|3", "丙|4", "小计|4", "合计|7"), 3, "3", "4"),
        (grid("District|Target", "A|1", "B|2", "Total|4"), 3, "4", "3"),
        (grid("项目|一季度|二季度|合计", "甲|1|2|4"), 1, "4", "3"),
    ],
)
def test_a_total_that_does_not_add_up_is_told_exactly(table: Grid, row: int, printed: str, summed: str) -> None:
    (miss,) = misses(table)
    assert (miss.row, miss.printed, miss.summed) == (row, Decimal(printed), Decimal(summed))
