"""``planforge adjust``: shows what would differ, and writes it only when told to, comments and all else kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from planforge import make_plan, read
from planforge.cli.app import app

SPEC = """# 手写的计划
year: 2027
region: {name: 豫南, company: 福麦}
districts: [{name: 甲}, {name: 乙}]   # 两个片区
targets:
  base: 1000万
  by_district: {equal: 100%}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "plan.yaml"
    path.write_text(SPEC, "utf-8")
    return path


def adjusted(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["adjust", *arguments], env={"PLANFORGE_LANG": "zh"})
    return done.exit_code, done.output


def test_it_shows_the_difference_and_writes_nothing_by_itself(spec: Path) -> None:
    code, said = adjusted(str(spec), "--move", "50万", "甲→乙")
    assert code == 0
    assert ("500万元 → 450万元" in said) or ("CNY 5 million → CNY 4.5 million" in said)
    assert spec.read_text("utf-8") == SPEC


def test_it_writes_locks_with_a_reason_and_keeps_the_rest(spec: Path) -> None:
    assert adjusted(str(spec), "--move", "50万", "甲->乙", "--write")[0] == 0
    text = spec.read_text("utf-8")
    assert text.startswith(SPEC.rstrip("\n").rpartition("\n")[0])
    assert "district: 甲, amount: 450万, reason: 50万由甲划给乙" in text.replace('"', "")


def test_what_was_written_over_is_told_with_its_place(spec: Path) -> None:
    locked = SPEC + "  locks: [{district: 甲, amount: 450万, reason: 新片区}]\n"
    spec.write_text(locked, "utf-8")
    assert "plan.yaml:8" not in adjusted(str(spec), "--move", "50万", "甲->乙")[1]
    _, said = adjusted(str(spec), "--move", "50万", "甲->乙", "--write", "--reason", "试")
    back = said.splitlines()[-3:]
    assert all("plan.yaml:" in line for line in back), said
    assert "targets.locks.0.amount" in back[0] and back[0].endswith("450万")
    assert "targets.locks.0.reason" in back[1] and back[1].endswith("新片区")
    assert back[2].endswith("targets.locks.1")
    spec.write_text(locked, "utf-8")
    said = adjusted(str(spec), "--resplit", "甲", "--write")[1]
    assert said.splitlines()[-1].endswith("{district: 甲, amount: 450万, reason: 新片区}")


@pytest.mark.slow
def test_a_questionnaire_is_adjusted_like_a_text(spec: Path, tmp_path: Path) -> None:
    book, changed = tmp_path / "问卷.xlsx", tmp_path / "新.xlsx"
    assert CliRunner().invoke(app, ["convert", str(spec), str(book)]).exit_code == 0
    code, said = adjusted(str(book), "--move", "50万", "甲→乙", "-o", str(changed))
    assert code == 0, said
    found = read(changed).spec
    assert found
    assert [(lock.district, int(lock.amount)) for lock in found.targets.locks] == [("甲", 4_500_000), ("乙", 5_500_000)]
    assert adjusted(str(book), "--goal", "sales=1200万", "--write")[0] == 0
    assert make_plan(read(book).spec or found).targets.total == 12_000_000


def test_a_goal_changes_the_base(spec: Path) -> None:
    code, said = adjusted(str(spec), "--goal", "sales=1200万", "--write")
    assert code == 0, said
    assert "base: 1200万" in spec.read_text("utf-8").replace('"', "")


STATED = """products: [{name: 茶, target: 600万, margin: 30%}, {name: 米, target: 400万, margin: 20%}]
channels: [{name: 商超, share: 60%}, {name: 批发, share: 40%}]
budget: {lines: [{name: 差旅, amount: 50万}]}
"""


@pytest.mark.parametrize(
    ("verb", "products", "channels"),
    [
        (["--goal", "sales=1200万"], {"茶": 720, "米": 480}, {"商超": 720, "批发": 480}),
        (["--goal", "expense_ratio=4%"], {"茶": 750, "米": 500}, {"商超": 750, "批发": 500}),
        (["--scale", "茶", "+10%"], {"茶": 660, "米": 340}, {"商超": 600, "批发": 400}),
        (["--move", "50万", "茶→米"], {"茶": 550, "米": 450}, {"商超": 600, "批发": 400}),
        (["--zero", "商超"], {"茶": 600, "米": 400}, {"商超": 0, "批发": 1000}),
        (["--move", "30万", "甲→乙"], {"茶": 600, "米": 400}, {"商超": 600, "批发": 400}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_stated_years_follow_what_is_adjusted(
    spec: Path, verb: list[str], products: dict[str, int], channels: dict[str, int]
) -> None:
    spec.write_text(SPEC + STATED, "utf-8")
    code, said = adjusted(str(spec), *verb, "--write")
    assert code == 0, said
    found = read(spec).spec
    assert found
    plan = make_plan(found)
    for grid, wanted in ((plan.targets.products, products), (plan.targets.channels, channels)):
        assert grid and dict(zip(grid.nodes, grid.totals, strict=True)) == {n: 10_000 * v for n, v in wanted.items()}
    assert {product.name: product.target for product in found.products} == {n: 10_000 * v for n, v in products.items()}
    assert not [problem for problem in plan.problems if problem.code in ("P46", "P50", "P54")]


def test_the_most_that_may_be_spent_for_a_goal_is_found_too(spec: Path) -> None:
    spec.write_text(SPEC + STATED, "utf-8")
    for goal in ("expense_ratio=4%", "contribution=220万"):  # 26 % of 10 million is earned before it
        assert adjusted(str(spec), "--goal", goal, "--by", "budget.lines.0.amount", "--write")[0] == 0
        assert "amount: 40万" in spec.read_text("utf-8").replace('"', "")
    code, said = adjusted(str(spec), "--goal", "sales=1200万", "--by", "budget.lines.0.amount")
    assert code == 1 and "P99" in said


@pytest.mark.parametrize(
    "by", ["foo.bar", "budget.lines.7.amount", "targets.base.x", "products", "", "targets.stretch"]
)
def test_only_an_amount_of_the_plan_is_sought(spec: Path, by: str) -> None:
    spec.write_text(SPEC + STATED, "utf-8")
    code, said = adjusted(str(spec), "--goal", "sales=1200万", "--by", by)
    assert code == 2 and "F08" not in said


def test_what_the_adjustment_makes_untrue_elsewhere_is_told(spec: Path) -> None:
    spec.write_text(SPEC + "objectives: [{code: G1, name: 销售, target: 1000万, why: 全年目标1000万元}]\n", "utf-8")
    code, said = adjusted(str(spec), "--goal", "sales=1200万")
    assert code == 0 and "Q05" in said and "O01" not in said


def test_a_goal_that_locks_leave_no_room_for_is_refused_and_says_what_to_do(spec: Path) -> None:
    spec.write_text(SPEC + "  locks: [{district: 甲, amount: 600万}, {district: 乙, amount: 400万}]\n", "utf-8")
    before = spec.read_text("utf-8")
    code, said = adjusted(str(spec), "--goal", "sales=1200万", "--write")
    assert code == 1 and "--resplit" in said and "P46" in said
    assert spec.read_text("utf-8") == before


def test_splitting_again_takes_a_name_as_the_other_verbs_do(spec: Path) -> None:
    assert adjusted(str(spec), "--move", "50万", "甲→乙", "--write")[0] == 0
    assert adjusted(str(spec), "--resplit", "丙")[0] == 1
    assert adjusted(str(spec), "--resplit", "片区=甲", "--write")[0] == 0
    assert "district: 甲" not in spec.read_text("utf-8") and "district: 乙" in spec.read_text("utf-8")


def test_one_verb_at_a_time_and_only_known_nodes(spec: Path) -> None:
    assert adjusted(str(spec))[0] == 2
    code, said = adjusted(str(spec), "--zero", "丙")
    assert code == 1 and "P95" in said


@pytest.mark.parametrize("ends", ["甲→乙", "甲 -> 乙", "甲>乙", "甲 => 乙", "甲＞乙", "甲到乙", "甲 to 乙"])
def test_an_arrow_is_typed_as_keyboards_have_it(spec: Path, ends: str) -> None:
    code, said = adjusted(str(spec), "--move", "50 万元", ends)
    assert code == 0, said


@pytest.mark.parametrize(
    "given",
    [
        ["--move", "50万 甲->乙"],
        ["--move", "50 万元 甲 -> 乙", "--reason", "试"],
        ["--move=50万 甲到乙"],
        ["--scale", "甲 -10%"],
        ["--scale", "甲", "-10%"],
    ],
)
def test_both_values_may_be_typed_as_one(spec: Path, given: list[str]) -> None:
    for arguments in ([str(spec), *given], [*given, str(spec)]):
        code, said = adjusted(*arguments)
        assert code == 0 and ("500万元 → 450万元" in said or "CNY 5 million → CNY 4.5 million" in said), said


@pytest.mark.parametrize("given", [["--move", "50万"], ["--move", "甲->乙", "--reason", "试"], ["--move"]])
def test_a_value_that_is_missing_is_told_with_an_example(spec: Path, given: list[str]) -> None:
    code, said = adjusted(str(spec), *given)
    assert code == 2 and ("两个值，如 --move 50万" in said or "two values: --move 500k" in said), said


def test_a_goal_is_called_as_the_document_calls_it(spec: Path) -> None:
    assert adjusted(str(spec), "--goal", "销售额=1200万")[0] == 0
    code, said = adjusted(str(spec), "--goal", "利润额=1200万")
    assert code == 2 and ("区域贡献" in said or "contribution" in said)


def test_what_only_moves_within_the_year_is_shown_month_by_month(spec: Path) -> None:
    spec.write_text(SPEC + "products: [{name: 茶, share: 60%}, {name: 米, share: 40%}]\n", "utf-8")
    code, said = adjusted(str(spec), "--scale", "茶", "+10%", "--months", "3")
    assert code == 0 and ("茶 3月" in said or "茶 March" in said)


@pytest.mark.parametrize("name", ["sales.csv", "other.yaml", "notes.txt", "link.yaml", "lost.yaml"])
def test_no_other_file_is_written_over(spec: Path, name: str) -> None:
    """Least of all the sales that the plan is made of; a link, wherever it leads, is somebody's file too."""
    mine = spec.with_name("mine")
    mine.write_text("月份,片区,销售额\n", "utf-8")
    path = spec.with_name(name)
    if name in ("link.yaml", "lost.yaml"):
        path.symlink_to("mine" if name == "link.yaml" else "nowhere")
    else:
        path.write_bytes(mine.read_bytes())
    code, said = adjusted(str(spec), "--move", "50万", "甲→乙", "-o", str(path))
    assert (code, "F04" in said) == (1, True), said
    assert mine.read_text("utf-8") == "月份,片区,销售额\n"
    assert not spec.with_name("nowhere").exists()
    if not path.is_symlink():
        assert path.read_bytes() == mine.read_bytes()


def test_the_spec_itself_is_changed_under_any_of_its_names(spec: Path) -> None:
    same = spec.parent / "." / spec.name
    assert adjusted(str(spec), "--move", "50万", "甲→乙", "-o", str(same))[0] == 0
    assert "450万" in spec.read_text("utf-8")
