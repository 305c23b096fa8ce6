"""Headquarters: targets handed down tie at every level, what regions offer is held against them to the unit."""

from __future__ import annotations

import datetime
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation
from regions_once import SPLITS, read_once

from planforge.document.model import Chart, Paragraph, Table, Tone
from planforge.jobs.regions import collect, nation_at
from planforge.jobs.render import Job, run
from planforge.nation.close import closed_below
from planforge.nation.down import hand_down, rolled
from planforge.nation.issue import Issue, issued
from planforge.nation.nation import Nation, make_nation
from planforge.nation.report import compose_nation, nation_tables, nation_words
from planforge.nation.report.tables import TABLES
from planforge.nation.report.view import MOST, View
from planforge.nation.rounds import Log, issue_text
from planforge.nation.submission import Submission, _parts, _sold, submission
from planforge.nation.tree import grow
from planforge.nation.up import summed
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.plan.targets.past import SalesHistory
from planforge.problem import Problem
from planforge.reading.read import open_spec, read, read_text
from planforge.reading.workbook.convert import to_workbook
from planforge.records import replace
from planforge.review.monthly import review_month
from planforge.review.reading import Read, read_file
from planforge.review.replan import replan
from planforge.spec.history import HistoryRow
from planforge.spec.spec import Spec
from planforge.writers import markdown

EXAMPLE = ROOT / "examples" / "fumai-nation"


def nation_in(folder: Path) -> Nation:
    file = folder / "nation.yaml"
    reading = read(file)
    assert reading.spec is not None, reading.problems
    return make_nation(reading.spec, reading.source, file, memory=SPLITS)


@pytest.fixture(scope="module", autouse=True)
def _regions_once() -> Iterator[None]:
    with read_once():
        yield


@pytest.fixture(scope="module")
def example() -> Nation:
    return nation_in(EXAMPLE)


def copied(folder: Path, into: Path) -> Path:
    return Path(shutil.copytree(folder, into / "nation", ignore=shutil.ignore_patterns(".planforge")))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return copied(EXAMPLE, tmp_path)


@pytest.fixture(scope="module")
def once_written_down(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = copied(EXAMPLE, tmp_path_factory.mktemp("told"))
    write_down(folder)
    return folder


@pytest.fixture
def written_down(once_written_down: Path, tmp_path: Path) -> Path:
    """A copy whose regions have all been told their year, months and products."""
    return copied(once_written_down, tmp_path)


def region(folder: Path, name: str) -> Path:
    return next(folder.glob(f"regions/*/{name}/plan.yaml"))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def codes(nation: Nation) -> list[str]:
    return [problem.code for problem in nation.problems]


# Down -----------------------------------------------------------------------------------------------------------------


def levels_tie(nation_asked: Nation) -> None:
    tree, asked = nation_asked.tree, nation_asked.down.asked
    for node in tree.nodes.values():
        if node.children:
            below = [asked[name] for name in node.children]
            own = asked[node.name]
            assert sum(one.total for one in below) == own.total
            assert tuple(map(sum, zip(*(one.months for one in below), strict=True))) == own.months
            for product, amount in own.products.items():
                assert sum(one.products[product] for one in below) == amount
    for one in asked.values():
        assert sum(one.months) == one.total
        assert not one.products or sum(one.products.values()) == one.total


def test_every_level_sums_to_the_one_above_in_year_months_and_products(example: Nation) -> None:
    levels_tie(example)
    assert example.asked("福麦全国").total == 485_000_000


def test_a_lock_of_a_region_two_levels_down_stands_and_its_siblings_take_the_rest(example: Nation) -> None:
    assert example.asked("川东区域").total == 46_500_000
    assert example.asked("川东区域").held == "lock"
    assert example.asked("黔北区域").total == example.asked("西南大区").total - 46_500_000


def test_a_node_whose_only_region_is_locked_is_held_at_its_sum(copy: Path) -> None:
    shutil.rmtree(region(copy, "黔北区域").parent)
    made = nation_in(copy)
    assert [made.asked(name).total for name in ("川东区域", "西南大区")] == [46_500_000, 46_500_000]
    assert made.asked("西南大区").held == "lock"
    levels_tie(made)
    assert "N03" not in codes(made)


def test_a_figure_without_its_unit_moves_nobody_while_a_region_cannot_be_read(copy: Path) -> None:
    before = {name: nation_in(copy).asked(name).total for name in ("豫北区域", "豫南区域", "皖北区域")}
    slip = region(copy, "豫北区域")
    assigned = re.search(r"assigned: (\S+)万", slip.read_text("utf-8"))
    assert assigned
    change(slip, assigned[0], f"assigned: {assigned[1]}")
    change(region(copy, "川东区域"), "unit: 万元", "currency: USD, unit: 万元")
    made = nation_in(copy)
    assert {name: made.asked(name).total for name in before} == before
    told = [p for p in made.problems if p.code == "N11" and "豫北" in p.message.zh]
    assert told and told[0].hint and "单位" in told[0].hint.zh


def test_history_and_market_of_the_nation_are_those_of_its_regions(example: Nation) -> None:
    sold = {name: sum(map(int, re.findall(r",(\d+)\n", text))) for name, text in sales_of("2026").items()}
    assert example.asked("豫南区域").last == round(sold["豫南区域"], -3)
    assert (
        abs((example.asked("华东大区").last or 0) - sum(sold[n] for n in ("皖北区域", "苏北区域", "鲁南区域"))) < 1000
    )


def test_last_year_of_a_level_is_the_sum_of_those_below_as_printed(example: Nation) -> None:
    asked = example.down.asked
    for node in example.tree.nodes.values():
        below = [asked[name].last for name in node.children]
        assert not below or asked[node.name].last == sum(filter(None, below))


def sales_of(year: str) -> dict[str, str]:
    return {
        path.parent.name: "".join(line + "\n" for line in path.read_text("utf-8").splitlines() if line.startswith(year))
        for path in EXAMPLE.glob("regions/*/*/sales.csv")
    }


def test_a_margin_of_safety_asks_more_of_a_level_than_the_target_above(copy: Path) -> None:
    change(copy / "nation.yaml", "  levels: [大区, 区域]", "  levels: [大区, 区域]\n  margins: {大区: 2%, 区域: 1%}")
    asked = nation_in(copy).down.asked
    assert sum(asked[name].total for name in ("华中大区", "华东大区", "西南大区")) == pytest.approx(
        485_000_000 * 1.02, abs=12_000
    )
    below = sum(asked[name].total for name in ("豫北区域", "豫南区域", "鄂北区域"))
    assert below == pytest.approx(asked["华中大区"].total * 1.01, abs=12_000)
    for one in asked.values():
        assert (sum(one.months), sum(one.products.values())) == (one.total, one.total)


amounts = st.integers(1, 50_000)


@st.composite
def nations(draw: st.DrawFn) -> tuple[Spec, list[Submission]]:
    """Two to three levels, with random sales, products and rounding."""
    tops = draw(st.integers(1, 3))
    products = draw(st.lists(st.sampled_from("甲乙丙"), unique=True, max_size=3))
    handed = []
    for top in range(tops):
        for n in range(draw(st.integers(1, 4))):
            months = tuple(1000 * draw(amounts) for _ in range(12))
            past = {2025: months, 2026: tuple(month + 1000 for month in months)}
            split = {p: tuple(month // len(products) for month in months) for p in products}
            handed.append(
                Submission(
                    file=f"r/大区{top}/区域{top}-{n}/plan.yaml", name=f"区域{top}-{n}", year=2027, currency="CNY",
                    unit="万元", granule=1000, past=past, past_products={2025: split, 2026: split} if products else {},
                    parts=(0,) * 6,
                )
            )  # fmt: skip
    given_ = {
        "year": 2027,
        "region": {"name": "全国", "company": "某"},
        "money": {"round_to": draw(st.sampled_from([1, 1000, 10_000]))},
        "districts": [{"name": f"大区{top}"} for top in range(tops)],
        "targets": {"base": f"+{draw(st.integers(0, 40))}%"},
        "products": [{"name": p} for p in products],
        "nation": {"regions": "r/**/plan.yaml"},
    }
    return Spec.model_validate(given_), handed


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(nations())
def test_any_nation_ties_at_every_level(made: tuple[Spec, list[Submission]]) -> None:
    spec, handed = made
    tree = grow(spec, Path(), handed)
    assert not tree.problems
    whole = rolled(spec, tree)
    asked = hand_down(whole, tree).asked
    for node in tree.nodes.values():
        if node.children:
            assert sum(asked[name].total for name in node.children) == asked[node.name].total
            months = zip(*(asked[name].months for name in node.children), strict=True)
            assert tuple(map(sum, months)) == asked[node.name].months


# Up -------------------------------------------------------------------------------------------------------------------


def test_an_error_of_one_unit_in_one_file_is_found_at_its_line(copy: Path) -> None:
    path = region(copy, "豫南区域")
    change(path, "base: 7871.4万", "base: 7871.5万")
    before, after = codes(nation_in(EXAMPLE)), nation_in(copy)
    found = [p for p in after.problems if p.code == "N10" and p.where and p.where.file == path.as_posix()]
    assert len(found) == 1
    assert found[0].where is not None
    assert path.read_text("utf-8").splitlines()[found[0].where.line - 1].strip() == "base: 7871.5万"
    assert "0.1万元" in found[0].message.zh
    assert codes(after).count("N10") == before.count("N10") + 1


def test_a_reason_makes_a_difference_a_warning(example: Nation) -> None:
    found = {p.where.file.split("/")[-2]: str(p.severity) for p in example.problems if p.code == "N10" and p.where}
    assert found == {"豫北区域": "error", "苏北区域": "warning", "黔北区域": "warning"}


def test_sums_are_those_of_the_regions_own_plans_and_ratios_are_of_the_sums(example: Nation) -> None:
    plans = []
    for path in EXAMPLE.glob("regions/华东大区/*/plan.yaml"):
        spec = read(path).spec
        assert spec
        plans.append(make_plan(spec))
    gross = sum(plan.profit.total.gross for plan in plans if plan.profit)
    expense, sales = sum(plan.budget.expense for plan in plans), sum(plan.targets.total for plan in plans)
    assert summed(example.tree, "华东大区", "gross_profit") == gross
    assert summed(example.tree, "华东大区", "expense_ratio") == Fraction(expense, sales)
    assert example.tie("华东大区").offered == sales


def test_more_people_or_expense_than_allowed_are_told(copy: Path) -> None:
    change(copy / "nation.yaml", "people: 3", "people: 2")
    change(copy / "nation.yaml", "budget: 320万", "budget: 100万")
    assert {"N15", "N16"} <= set(codes(nation_in(copy)))


# What can be wrong ----------------------------------------------------------------------------------------------------


def test_a_region_of_another_year_is_told_at_its_line_and_left_out(copy: Path) -> None:
    change(region(copy, "鄂北区域"), "year: 2027", "year: 2026")
    nation = nation_in(copy)
    found = next(p for p in nation.problems if p.code == "N06")
    assert found.where is not None
    assert found.where.line == 4
    assert nation.tie("华中大区").offered == sum(nation.tie(name).offered or 0 for name in ("豫南区域", "豫北区域"))


def test_a_syntax_error_is_told_at_its_line_and_the_others_go_on(copy: Path) -> None:
    region(copy, "鲁南区域").write_text("planforge: 1\nregion: {name: 鲁南区域\n", "utf-8")
    nation = nation_in(copy)
    assert any(p.where and "鲁南区域" in p.where.file and p.where.line for p in nation.problems)
    assert nation.tie("福麦全国").offered is not None


def test_two_plans_of_one_name_are_told(copy: Path) -> None:
    change(region(copy, "鲁南区域"), "{name: 鲁南区域", "{name: 皖北区域")
    found = next(p for p in nation_in(copy).problems if p.code == "N02")
    assert found.where is not None
    assert "鲁南区域" in found.where.file


def test_a_region_that_hands_in_nothing_is_told_in_the_national_file(copy: Path) -> None:
    region(copy, "黔北区域").unlink()
    change(copy / "nation.yaml", "{name: 黔北区域,", "{name: 黔北区域, parent: 西南大区,")
    nation = nation_in(copy)
    (found,) = (p for p in nation.problems if p.code == "N01")
    assert found.path[:2] == ("nation", "nodes")
    assert nation.tie("西南大区").silent == 1


def test_a_circle_of_parents_and_a_parent_nobody_knows_are_told(copy: Path) -> None:
    change(
        copy / "nation.yaml",
        "  nodes:\n",
        "  nodes:\n    - {name: 子一, parent: 子二}\n    - {name: 子二, parent: 子一}\n",
    )
    change(region(copy, "川东区域"), "{name: 川东区域,", "{name: 川东区域, parent: 西北大区,")
    found = {p.code: p for p in nation_in(copy).problems}
    assert "子一" in found["N05"].message.zh
    assert found["N04"].where is not None
    assert found["N04"].where.line == 5


@pytest.mark.parametrize("parent", ["", ", parent: 西北大区"])
def test_a_region_that_names_no_node_that_is_there_stands_under_the_innermost_folder(copy: Path, parent: str) -> None:
    path = region(copy, "豫南区域")
    change(path, "name: 豫南区域", "name: 豫南区域" + parent)
    path.parent.rename(path.parent.with_name("moved"))
    (copy / "regions" / "华中大区" / "河南").mkdir()
    (copy / "regions" / "华中大区" / "moved").rename(copy / "regions" / "华中大区" / "河南" / "豫南区域")
    assert nation_in(copy).tree.way("豫南区域") == ("豫南区域", "河南", "华中大区")


@pytest.mark.parametrize(("count", "more"), [(5, False), (6, True)])
def test_of_more_than_five_regions_that_cannot_be_used_five_are_named(copy: Path, count: int, more: bool) -> None:
    names = ("豫北区域", "豫南区域", "鄂北区域", "皖北区域", "苏北区域", "鲁南区域")[:count]
    for name in names:
        change(region(copy, name), "year: 2027", "year: 两千")
    (told,) = (problem.message for problem in nation_in(copy).problems if problem.code == "N22")
    assert told.zh.startswith(f"{count} 个区域")
    assert (sum(name in told.zh for name in names), "等" in told.zh, "and others" in told.en) == (5, more, more)


def test_a_product_the_nation_does_not_know_is_told_at_its_line(copy: Path) -> None:
    change(region(copy, "川东区域"), "name: 低价面", "name: 底价面")
    found = next(p for p in nation_in(copy).problems if p.code == "N08")
    assert found.message.zh == "全国计划没有产品“底价面”"
    assert found.where is not None
    assert "底价面" in region(copy, "川东区域").read_text("utf-8").splitlines()[found.where.line - 1]


# Into the regions' files ----------------------------------------------------------------------------------------------


def written(nation: Nation, *, force: bool = False) -> Iterator[Issue | Problem]:
    return issued(nation, nation.tree.root, force=force)


def test_one_line_a_file_is_changed_and_a_second_time_none(copy: Path) -> None:
    change(copy / "nation.yaml", "base: 4.85亿", "base: 4.9亿")
    changed = [one for one in written(nation_in(copy), force=True) if isinstance(one, Issue)]
    assert len(changed) == 7  # all but the locked one
    for one in changed:
        old, new = one.path.read_bytes().splitlines(keepends=True), one.content().splitlines(keepends=True)
        assert len(old) == len(new)
        apart = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
        assert len(apart) == 1
        assert apart[0][1].startswith(b"  assigned: ")
        one.path.write_bytes(one.content())
    again = nation_in(copy)
    assert not list(written(again))
    assert "N11" not in codes(again)


def test_a_figure_that_somebody_set_otherwise_is_kept_and_told(copy: Path) -> None:
    path = region(copy, "皖北区域")
    change(path, "assigned: 6408.6万", "assigned: 6000万")
    (kept,) = written(nation_in(copy))
    assert isinstance(kept, Problem)
    assert kept.where is not None
    assert kept.where.file == path.as_posix()
    (issue,) = written(nation_in(copy), force=True)
    assert isinstance(issue, Issue)
    assert b"assigned: 6408.6" in issue.content()


def test_months_and_products_are_handed_down_where_asked_and_read_back(copy: Path) -> None:
    change(copy / "nation.yaml", "  levels:", "  asks: [months, products]\n  levels:")
    nation = nation_in(copy)
    assert {"N12", "N13"} <= set(codes(nation))
    for name in ("豫北区域", "苏北区域", "黔北区域"):
        own, asked = (one.months for one in (submission(region(copy, name)), nation.asked(name)))
        gaps = [abs(one - other) for one, other in zip(own, asked, strict=True)]
        (said,) = (p.message.zh for p in nation.problems if p.code == "N12" and name in p.message.zh)
        assert said.startswith(f"“{name}”{gaps.index(max(gaps)) + 1}月计划")
        assert said.endswith(f"另有 {sum(map(bool, gaps)) - 1} 项不符")
    for one in written(nation):
        assert isinstance(one, Issue)
        one.path.write_bytes(one.content())
    handed = submission(region(copy, "豫南区域"))
    assert handed.assigned_months == nation.asked("豫南区域").months
    assert handed.assigned_products == nation.asked("豫南区域").products


# The store ------------------------------------------------------------------------------------------------------------


def test_only_what_has_changed_is_read_again(copy: Path, tmp_path: Path) -> None:
    files, store = sorted(copy.glob("regions/*/*/plan.yaml")), tmp_path / "store"
    first = {one.file: one for one in collect(files, workers=1, store=store)}
    kept = {path: path.read_bytes() for path in store.rglob("*.json")}
    assert len(kept) == 8
    change(region(copy, "豫南区域").with_name("sales.csv"), "2026-12,南阳,低价面,", "2026-12,南阳,低价面,1")
    second = {one.file: one for one in collect(files, workers=1, store=store)}
    changed = [file for file in first if first[file] != second[file]]
    assert changed == [region(copy, "豫南区域").as_posix()]
    assert sum(path.read_bytes() != kept[path] for path in kept) == 1


def test_splits_remembered_are_those_worked_out_and_a_change_is_seen(copy: Path) -> None:
    def stored() -> Nation:
        reading = read(copy / "nation.yaml")
        assert reading.spec is not None
        return nation_at(copy / "nation.yaml", reading.spec, reading.source, workers=1)

    first, second = stored(), stored()
    assert first.down == second.down == nation_in(copy).down
    assert list(copy.glob(".planforge/*/*.split.json"))
    change(copy / "nation.yaml", "amount: 4650万", "amount: 4660万")
    assert stored().asked("川东区域").total == 46_600_000
    for path in copy.glob(".planforge/*/*.split.json"):
        path.write_text("[{}", "utf-8")
    assert stored().down == nation_in(copy).down


def test_a_damaged_store_is_made_anew(copy: Path, tmp_path: Path) -> None:
    files, store = sorted(copy.glob("regions/*/*/plan.yaml")), tmp_path / "store"
    first = sorted(collect(files, workers=1, store=store), key=lambda one: one.file)
    for path in store.rglob("*.json"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert sorted(collect(files, workers=1, store=store), key=lambda one: one.file) == first


# The document ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("node", [None, "华中大区"])
def test_the_national_plan_is_whole_in_both_languages(example: Nation, language: str, node: str | None) -> None:
    document = compose_nation(example, node, language=language)
    blocks = [block for part in document.parts for block in part.blocks]
    text = repr([block for block in blocks if isinstance(block, Paragraph)])
    assert "None%" not in text
    assert "{{" not in text
    assert {block.key for block in blocks if isinstance(block, Table)} >= {"nation_shares", "nation_ties", "nation_pnl"}
    assert any(isinstance(block, Chart) for block in blocks)


def test_a_national_paper_says_how_much_of_it_nobody_has_confirmed(example: Nation) -> None:
    """What a region has not confirmed is no more certain in the sum of all."""
    name, region = next((node.name, node) for node in example.tree.regions if not node.children)
    assert region.submission is not None
    waits = replace(region, submission=replace(region.submission, waiting=3))
    draft = replace(example, tree=replace(example.tree, nodes={**example.tree.nodes, name: waits}))
    for nation, said in ((example, False), (draft, True)):
        paper = compose_nation(nation, language="zh-CN")
        assert paper.cover is not None
        assert {"草稿，3 个值未核实" in text for text in (str(paper.cover.facts), paper.furniture.header)} == {said}


def test_every_total_of_its_tables_is_the_sum_of_its_rows(example: Nation) -> None:
    table = nation_tables(example)["nation_ranking"]
    *rows, total = table.rows
    for column in (3, 4, 6):
        assert sum(int(str(row.cells[column].value)) for row in rows) == total.cells[column].value


def test_regions_that_are_asked_much_more_than_others_stand_out(copy: Path) -> None:
    change(copy / "nation.yaml", "amount: 4650万", "amount: 5200万")
    table = nation_tables(nation_in(copy), language="zh-CN")["nation_fairness"]
    remarks = {row.cells[1].text: row.cells[-1].text for row in table.rows}
    assert remarks["川东区域"] == "明显偏高"
    assert remarks["豫南区域"] == ""


# The others go on -----------------------------------------------------------------------------------------------------


def figures(nation: Nation) -> dict[str, int]:
    return {name: one.total for name, one in nation.down.asked.items()}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("products:", "products: [", "R02"),
        ("year: 2027", "year: 2026", "N06"),
        ("unit: 万元", "currency: USD, unit: 万元", "N07"),
        ("base: 7871.4万", "base: 很多", "R"),
    ],
)
def test_a_region_that_cannot_be_used_does_not_move_what_others_are_asked(
    copy: Path, old: str, new: str, code: str
) -> None:
    before = nation_in(copy)
    change(region(copy, "豫南区域"), old, new)
    after = nation_in(copy)
    assert figures(after) == figures(before)
    (own,) = (p for p in after.problems if p.where and "豫南区域" in p.where.file and p.code.startswith(code))
    assert own.where is not None
    assert own.where.line
    assert {"N10", "N11"} & set(codes(after)) == {"N10"}
    assert codes(after).count("N10") == codes(before).count("N10")
    assert after.missing == ("豫南区域",)
    assert "N22" in codes(after)


def twin(folder: Path) -> None:
    shutil.copytree(region(folder, "豫南区域").parent, folder / "regions/华东大区/a")


def circle(folder: Path) -> None:
    change(region(folder, "豫南区域"), "name: 豫南区域", "name: 豫南区域, parent: 豫北区域")
    change(region(folder, "豫北区域"), "name: 豫北区域", "name: 豫北区域, parent: 豫南区域")


def link_to_nowhere(folder: Path) -> None:
    path = region(folder, "豫南区域")
    path.unlink()
    path.symlink_to("nowhere.yaml")


def folder_for_a_file(folder: Path) -> None:
    path = region(folder, "豫南区域")
    path.unlink()
    path.mkdir()


def link_up(folder: Path) -> None:
    (region(folder, "豫南区域").parent / "loop").symlink_to("../..")


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (twin, "N02"),
        (circle, "N05"),
        (
            lambda folder: change(region(folder, "豫南区域"), "name: 豫南区域", "name: 豫南区域, parent: 华种大区"),
            "N04",
        ),
        (lambda folder: change(region(folder, "豫南区域"), "name: 豫南区域", "name: 华中大区"), "N02"),
        (lambda folder: change(region(folder, "豫南区域"), "name: 豫南区域", "name: 福麦全国"), "N02"),
        (link_to_nowhere, "N17"),
        (folder_for_a_file, "N17"),
        (link_up, None),
    ],
)
def test_a_fault_of_one_region_is_told_and_moves_no_figure_of_another(
    written_down: Path, harm: Callable[[Path], None], code: str | None
) -> None:
    before = nation_in(written_down)
    harm(written_down)
    after = nation_in(written_down)
    fresh = [problem.code for problem in after.problems if problem not in before.problems]
    assert set(fresh) <= {code, "N14", "N22", "N01", "N09"}
    assert code is None or code in fresh
    others = [name for name in before.down.asked if not before.tree.nodes[name].children and name != "豫南区域"]
    assert {n: after.down.asked[n].total for n in others} == {n: before.down.asked[n].total for n in others}
    levels_tie(after)


def write_down(folder: Path) -> None:
    """Every region is told its year, months and products."""
    change(folder / "nation.yaml", "  levels:", "  asks: [months, products]\n  levels:")
    nation = nation_in(folder)
    for one in issued(nation, nation.tree.root, force=True):
        assert isinstance(one, Issue)
        one.path.write_bytes(one.content())


def test_months_and_products_stand_too_while_a_region_cannot_be_read(written_down: Path) -> None:
    before = nation_in(written_down)
    change(region(written_down, "豫南区域"), "districts:", "districts: [")
    after = nation_in(written_down)
    others = [node.name for node in after.tree.regions]
    assert len(others) == 7
    for name in others:
        assert after.down.asked[name].months == before.down.asked[name].months
        assert after.down.asked[name].products == before.down.asked[name].products
    assert codes(after).count("N11") == 0


@pytest.mark.slow
def test_a_plan_of_another_form_than_the_glob_names_is_told_and_taken_where_it_names_any(copy: Path) -> None:
    before, path = figures(nation_in(copy)), region(copy, "豫南区域")
    spec = read(path).spec
    assert spec is not None
    reading = open_spec(path)[0]
    path.with_suffix(".xlsx").write_bytes(to_workbook(reading, spec, "plan.yaml", None))
    assert "N17" not in codes(nation_in(copy))  # it lies beside the plan
    path.unlink()
    told = [p for p in nation_in(copy).problems if p.code == "N17"]
    assert [p.where.file.rpartition("/")[2] for p in told if p.where] == ["plan.xlsx"]
    change(copy / "nation.yaml", "plan.yaml", "plan.*")
    assert figures(nation_in(copy)) == before


@pytest.mark.parametrize("regions", ["../**/plan.yaml", "/**/plan.yaml", "elsewhere/**/plan.yaml"])
def test_no_plan_is_looked_for_outside_the_folder_of_the_nation(copy: Path, regions: str) -> None:
    other = copy.parent / "other"
    shutil.copytree(region(copy, "豫南区域").parent, other)
    (other / "plan.yaml").rename(other / "another.yaml")
    (copy / "elsewhere").symlink_to(other)
    change(copy / "nation.yaml", "regions/**/plan.yaml", regions)
    made = nation_in(copy)
    assert "N17" in codes(made) and all("another.yaml" not in str(problem.where) for problem in made.problems)


def test_what_lies_beside_plans_is_no_plan(copy: Path) -> None:
    before, path = figures(nation_in(copy)), region(copy, "豫南区域")
    for name, text in (("plan.docx", "x"), ("plan.xlsx", "x"), ("plan.md", "x")):
        (path.parent / name).write_text(text, "utf-8")
    change(copy / "nation.yaml", "plan.yaml", "plan.*")
    after = nation_in(copy)
    assert figures(after) == before
    assert not [p for p in after.problems if p.where and p.where.file.endswith((".docx", ".xlsx", ".md"))]


@pytest.mark.parametrize("issued_before", [True, False])
@pytest.mark.parametrize("name", ["计划2027.yaml", "plan.yml", "PLAN-2027.yaml", "2027/plan-final.yaml"])
def test_a_plan_that_is_called_otherwise_is_named_and_its_region_keeps_its_row(
    written_down: Path, name: str, issued_before: bool
) -> None:
    if issued_before:
        log_round(written_down)
    before, path = nation_in(written_down), region(written_down, "豫南区域")
    (path.parent / name).parent.mkdir(exist_ok=True)
    path.rename(path.parent / name)
    after = nation_in(written_down)
    assert figures(after) == figures(before)
    assert after.missing == ("豫南区域",)
    assert after.tree.nodes["豫南区域"].parent == "华中大区"
    (told,) = (p for p in after.problems if p.code == "N17")
    assert told.where and told.where.file.endswith(name) and "豫南区域" in told.message.zh
    assert told.hint and ("plan.*" if name == "plan.yml" else "改名为 plan.yaml") in told.hint.zh
    assert "豫南区域" in next(p for p in after.problems if p.code == "N22").message.en
    levels_tie(after)


def log_round(folder: Path) -> None:
    nation = nation_in(folder)
    asked = {node.name: nation.asked(node.name).total for node in nation.tree.regions}
    name, text = issue_text(nation.log, asked, datetime.date(2026, 11, 2), None, nation.tree)
    (folder / "rounds").mkdir()
    (folder / "rounds" / name).write_text(text, "utf-8")


def test_a_region_of_the_last_round_that_is_there_no_more_keeps_its_row_where_it_stood(written_down: Path) -> None:
    log_round(written_down)
    before = nation_in(written_down)
    shutil.rmtree(written_down / "regions" / "西南大区")
    after = nation_in(written_down)
    assert figures(after) == figures(before)
    below = {name: before.tree.nodes[name].parent for name in before.tree.nodes}
    assert {name: after.tree.nodes[name].parent for name in after.tree.nodes} == below
    assert set(after.missing) == set(before.tree.nodes["西南大区"].children)
    assert codes(after).count("N19") == len(after.missing)


def test_a_region_that_is_gone_stands_where_its_folder_is_where_the_round_does_not_say(written_down: Path) -> None:
    log_round(written_down)
    (log,) = (written_down / "rounds").glob("*.yaml")
    log.write_text(log.read_text("utf-8").partition("below:")[0], "utf-8")
    before = figures(nation_in(written_down))
    region(written_down, "豫南区域").unlink()
    after = nation_in(written_down)
    assert figures(after) == before
    assert after.tree.nodes["豫南区域"].parent == "华中大区"


def test_a_region_that_has_taken_another_ones_place_is_asked_what_that_was(written_down: Path) -> None:
    log_round(written_down)
    before = nation_in(written_down)
    path = region(written_down, "豫南区域")
    change(path, "name: 豫南区域", "name: 豫东南区域")
    text = re.sub(r"(?m)^  assigned\w*:.*\n", "", path.read_text("utf-8"))
    path.write_text(text, "utf-8")
    after = nation_in(written_down)
    assert "豫南区域" not in after.tree.nodes
    assert after.asked("豫东南区域").total == before.asked("豫南区域").total
    assert after.asked(after.tree.root).total == before.asked(before.tree.root).total
    assert "N19" in codes(after)


@pytest.mark.parametrize("said", [True, False])
def test_a_region_under_a_new_name_leaves_the_row_of_one_that_is_late_to_it(written_down: Path, *, said: bool) -> None:
    log_round(written_down)
    before, path = nation_in(written_down), region(written_down, "豫南区域")
    change(path, "name: 豫南区域", "name: 中原区域")
    if not said:
        path.write_text(re.sub(r"(?m)^  assigned\w*:.*\n", "", path.read_text("utf-8")), "utf-8")
    region(written_down, "皖北区域").unlink()
    after = nation_in(written_down)
    renamed = {"中原区域": "豫南区域"}
    assert {renamed.get(n, n): one.total for n, one in after.down.asked.items()} == figures(before)
    assert after.missing == ("皖北区域",)
    hints = {p.message.zh.split("“")[1].split("”")[0]: p.hint.zh for p in after.problems if p.code == "N19" and p.hint}
    assert "中原区域" in hints["豫南区域"] and "中原区域" not in hints["皖北区域"]
    assert "豫南区域" not in next(p for p in after.problems if p.code == "N22").message.zh


def test_what_is_offered_is_held_against_what_those_are_asked_who_offer_it(written_down: Path) -> None:
    log_round(written_down)
    before = nation_in(written_down)
    region(written_down, "豫南区域").unlink()
    after = nation_in(written_down)
    late = before.tie("豫南区域")
    for name in (before.tree.root, "华中大区"):
        whole, tie = before.tie(name), after.tie(name)
        assert (tie.asked, tie.heard, tie.silent) == (whole.asked, whole.asked - late.asked, 1)
        assert tie.gap == (whole.gap or 0) - (late.gap or 0)
    tables = nation_tables(after, None, "zh-CN")
    printed = {row.cells[0].text.strip("　 "): [cell.text for cell in row.cells] for row in tables["nation_ties"].rows}
    assert printed["华中大区"][5] == "缺1个区域"
    offered, asked = after.tie("华中大区").offered or 0, after.tie("华中大区").heard
    assert printed["华中大区"][4] == f"{(Fraction(offered, asked) * 1000 + Fraction(1, 2)) // 1 / 10:.1f}%"
    total = tables["nation_products"].rows[-1].cells
    assert total[3].text == printed[before.tree.root][3]


@pytest.mark.parametrize("base", ["5亿", "3亿"])
def test_a_changed_target_is_spread_in_proportion_while_a_region_is_missing(written_down: Path, base: str) -> None:
    before = nation_in(written_down)
    region(written_down, "豫南区域").rename(region(written_down, "豫南区域").with_name("计划.yaml"))
    change(written_down / "nation.yaml", "base: 4.85亿", f"base: {base}")
    after = nation_in(written_down)
    whole = int(base[0]) * 10**8
    assert after.asked(after.tree.root).total == whole
    levels_tie(after)
    locked = before.asked("川东区域").total
    rate = Fraction(whole - locked, before.asked(before.tree.root).total - locked)
    for node in before.tree.regions:
        had, has = before.asked(node.name).total, after.asked(node.name).total
        due = Fraction(had) if node.name == "川东区域" else had * rate
        assert due - 1000 <= has <= due + 1000
    assert after.asked("豫南区域").held == "scaled"


def test_last_year_is_unknown_wherever_a_region_does_not_tell_it(written_down: Path) -> None:
    before = nation_in(written_down)
    change(region(written_down, "豫南区域"), "districts:", "districts: [")
    after = nation_in(written_down)
    lacking = {"福麦全国", "华中大区", "豫南区域"}
    assert {name for name, one in after.down.asked.items() if one.last is None} == lacking
    assert all(after.asked(n).last == one.last for n, one in before.down.asked.items() if n not in lacking)
    assert after.plan.targets.last is None
    for language, said in (("zh-CN", "豫南区域没有可用的计划"), ("en", "No plan of 豫南区域 can be used")):
        document = compose_nation(after, language=language)
        shares = nation_tables(after, None, language)["nation_shares"]
        printed = {row.cells[0].text.strip("　 "): row.cells for row in shares.rows}
        for name in lacking:
            assert {printed[name][1].text, printed[name][3].text} == {"—"}
        assert said in str(document.parts[0])
        assert "与要求相符" not in str(document.parts[0]) and "just what is asked" not in str(document.parts[0])


def test_a_folder_that_is_gone_leaves_the_others_where_they_were(copy: Path) -> None:
    before = figures(nation_in(copy))
    shutil.rmtree(copy / "regions" / "西南大区")
    after = nation_in(copy)
    assert {name: figures(after)[name] for name in figures(after)} == {name: before[name] for name in figures(after)}
    assert {"N01", "N09", "N22"} <= set(codes(after))


def test_when_headquarters_changes_its_target_meanwhile_the_split_is_a_new_one_and_told(copy: Path) -> None:
    change(region(copy, "豫南区域"), "year: 2027", "year: 2026")
    change(copy / "nation.yaml", "base: 4.85亿", "base: 3亿")
    nation = nation_in(copy)
    assert nation.asked("福麦全国").total == 300_000_000
    assert "变动" in next(p for p in nation.problems if p.code == "N22").message.zh


def test_sums_are_an_error_only_while_a_difference_has_no_reason(copy: Path) -> None:
    def severities() -> dict[str, str]:
        found = (p for p in nation_in(copy).problems if p.code == "N14")
        return {p.message.zh.split("”")[0].strip("“"): str(p.severity) for p in found}

    before = {"福麦全国": "error", "华中大区": "error", "华东大区": "warning", "西南大区": "warning"}
    assert severities() == before
    change(region(copy, "豫北区域"), "  base: +10%", "  base: +10%\n  assigned_reason: 新仓年中才启用")
    assert set(severities().values()) == {"warning"}


def test_a_plan_of_a_node_above_regions_is_held_against_theirs_and_not_added(copy: Path) -> None:
    (copy / "regions" / "华中大区" / "plan.yaml").write_text(
        "planforge: 1\nyear: 2027\nregion: {name: 华中大区, company: 福麦}\ndistricts: [{name: 豫}]\n"
        "targets:\n  base: 1.8亿\n",
        "utf-8",
    )
    nation = nation_in(copy)
    assert nation.tie("华中大区").offered == nation_in(EXAMPLE).tie("华中大区").offered
    (found,) = (p for p in nation.problems if p.code == "N14" and p.where)
    assert found.where is not None
    assert found.where.line == 6
    assert "557.6万元" in found.message.zh


def test_people_and_expense_of_a_node_tie_up_and_down(copy: Path) -> None:
    change(
        copy / "nation.yaml",
        "    - {name: 豫南区域, people: 3}",
        "    - {name: 豫南区域, people: 3}\n    - {name: 豫北区域, people: 3}\n    - {name: 鄂北区域, people: 3}\n"
        "    - {name: 华中大区, people: 8, budget: 100万}",
    )
    messages = [p.message.zh for p in nation_in(copy).problems if p.code in ("N15", "N16")]
    assert any("共 9 人，编制 8 人" in said for said in messages)
    assert any("编制 8 人，下级编制合计 9 人" in said for said in messages)
    assert any("“华中大区”各区域费用合计" in said and "上限 100万元" in said for said in messages)


def test_channels_of_the_nation_are_split_down_and_held_against_the_regions(copy: Path) -> None:
    change(
        copy / "nation.yaml", "words:", "channels:\n  - {name: 流通, share: 60%}\n  - {name: 商超, share: 40%}\nwords:"
    )
    for name in ("豫南区域", "豫北区域", "鄂北区域"):
        path = region(copy, name)
        change(path, "budget:", "channels:\n  - {name: 流通, share: 70%}\n  - {name: 商场, share: 30%}\nbudget:")
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"base: .*", f"base: {nation_in(copy).asked(name).total}", text, count=1), "utf-8")
    nation = nation_in(copy)
    for node in nation.tree.nodes.values():
        own = nation.asked(node.name)
        assert sum(own.channels.values()) == own.total
        for channel, amount in own.channels.items() if node.children else ():
            assert sum(nation.asked(name).channels[channel] for name in node.children) == amount
    unknown = [p for p in nation.problems if p.code == "N08"]
    assert [p.message.zh for p in unknown] == ["全国计划没有渠道“商场”"] * 3
    assert all(
        p.where and "商场" in Path(p.where.file).read_text("utf-8").splitlines()[p.where.line - 1] for p in unknown
    )
    assert any(p.code == "N14" and "个渠道不符" in p.message.zh for p in nation.problems)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("district: 川东区域", "district: 川东", "N09", 26),
        ("amount: 4650万", "amount: 9650万", "N03", 26),
        ("  levels:", "  margins: {省区: 1%}\n  levels:", "N09", 21),
        ("regions: regions/**/plan.yaml", "regions: ../**/plan.yaml", "N17", 20),
        ("regions: regions/**/plan.yaml", "regions: /**/plan.yaml", "N17", 20),
        ("regions: regions/**/plan.yaml", "regions: regions/***/x", "N17", 20),
        ("regions: regions/**/plan.yaml", f"regions: regions/{'*/' * 400}plan.yaml", "N17", 20),
    ],
)
def test_what_headquarters_says_in_vain_is_told_at_its_line(
    copy: Path, old: str, new: str, code: str, line: int
) -> None:
    change(copy / "nation.yaml", old, new)
    nation = nation_in(copy)
    found = next(p for p in nation.problems if p.code == code)
    assert nation.source.locate(found).where.line == line  # type: ignore[union-attr]


def test_locks_of_a_month_move_no_year_and_those_that_its_level_has_no_room_for_are_told(
    copy: Path, example: Nation
) -> None:
    march = {"豫北区域": 600, "豫南区域": 700, "鄂北区域": 500}
    for count, kept in ((1, 600), (3, 255)):
        locks = [f"    - {{district: {name}, month: 3, amount: {amount}万}}\n" for name, amount in march.items()]
        text = (EXAMPLE / "nation.yaml").read_text("utf-8")
        (copy / "nation.yaml").write_text(text.replace("  locks:\n", "  locks:\n" + "".join(locks[:count])), "utf-8")
        nation = nation_in(copy)
        assert figures(nation) == figures(example)
        assert nation.asked([*march][count - 1]).months[2] == kept * 10_000
        told = [problem.message.zh for problem in nation.problems if problem.code == "N03"]
        assert told == (["“鄂北区域” 3月限定 500万元，实际分得 255万元"] if count == 3 else [])


def test_a_region_called_like_the_nation_or_that_is_its_own_parent_is_told_and_the_others_go_on(copy: Path) -> None:
    change(region(copy, "豫南区域"), "{name: 豫南区域,", "{name: 福麦全国,")
    change(region(copy, "川东区域"), "{name: 川东区域,", "{name: 川东区域, parent: 川东区域,")
    nation = nation_in(copy)
    assert {"N02", "N05"} <= set(codes(nation))
    assert nation.tree.nodes["川东区域"].parent == "西南大区"


def test_two_folders_of_one_name_under_different_nodes_are_told(copy: Path) -> None:
    for above, name in (("华东大区", "甲区"), ("华中大区", "乙区")):
        home = copy / "regions" / above / "一省" / name
        shutil.copytree(region(copy, "鲁南区域").parent, home)
        change(home / "plan.yaml", "{name: 鲁南区域", f"{{name: {name}")
    (found,) = (p for p in nation_in(copy).problems if p.code == "N04")
    assert "一省" in found.message.zh


def test_a_region_that_rounds_more_coarsely_is_told_that_it_cannot_come_to_its_figure(copy: Path) -> None:
    change(region(copy, "豫南区域"), "round_to: 1000", "round_to: 10000")
    (found,) = (p for p in nation_in(copy).problems if p.code == "N07")
    assert str(found.severity) == "warning"
    assert found.where is not None
    assert found.where.line == 6


# Review and re-plan ---------------------------------------------------------------------------------------------------


def actuals_of(nation: Nation, node: str, path: Path) -> tuple[Plan, Read]:
    plan = nation.plan_of(node)
    return plan, read_file(plan, path, below=nation.below(node))


def sold_in(path: Path, regions: Sequence[str], month: str = "") -> int:
    rows = [line.split(",") for line in path.read_text("utf-8").splitlines()[1:]]
    return sum(int(row[3]) for row in rows if row[1] in regions and row[0].startswith(month))


def test_actuals_of_regions_are_reviewed_at_every_level(copy: Path) -> None:
    nation, path = nation_in(copy), copy / "actuals.csv"
    for node in ("福麦全国", "华中大区"):
        plan, read_ = actuals_of(nation, node, path)
        assert read_.actuals is not None, read_.problems
        review = review_month(plan, read_.actuals)
        own = nation.below(node)
        for one in review.districts:
            assert one.name is not None
            leaves = own.leaves.get(one.name, (one.name,))
            assert one.actual == sold_in(path, leaves)
        assert review.region.year == nation.asked(node).total


def test_a_region_without_actuals_and_a_node_told_twice_are_told(copy: Path) -> None:
    nation, path = nation_in(copy), copy / "actuals.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "豫南" not in line), "utf-8")
    _, read_ = actuals_of(nation, "福麦全国", path)
    assert any(p.code == "V14" and "豫南区域" in p.message.zh for p in read_.problems)
    path.write_text("".join(line for line in lines if "豫南" not in line or "2027-01" in line), "utf-8")
    _, read_ = actuals_of(nation, "福麦全国", path)
    months = nation.asked("豫南区域").months
    assert read_.actuals
    assert [(one.name, one.month, one.planned) for one in read_.actuals.blanks] == [
        ("豫南区域", month, months[month - 1]) for month in (2, 3, 4, 5)
    ]
    path.write_text("".join([*lines, "2027-01,华中大区,高价面,100\n"]), "utf-8")
    _, read_ = actuals_of(nation, "福麦全国", path)
    (twice,) = (p for p in read_.problems if p.code == "V12")
    assert twice.where is not None
    assert twice.where.line == len(lines) + 1


def test_a_new_version_closes_the_months_of_every_region_and_still_ties(copy: Path) -> None:
    nation, path = nation_in(copy), copy / "actuals.csv"
    plan, read_ = actuals_of(nation, "福麦全国", path)
    assert read_.actuals is not None
    result = replan(plan, nation.source, read_.actuals, 5)
    (copy / "nation.yaml").write_bytes(
        closed_below(result.source, plan, read_.actuals, nation.below("福麦全国"), 5).content
    )
    after = nation_in(copy)
    levels_tie(after)
    assert after.asked("福麦全国").total == 485_000_000
    for region_ in ("豫南区域", "黔北区域"):
        for month in range(1, 6):
            sold = sold_in(path, (region_,), f"2027-0{month}")
            assert abs(after.asked(region_).months[month - 1] - sold) <= 2000


def test_a_month_in_which_no_region_sold_anything_is_closed_as_that(copy: Path, example: Nation) -> None:
    def nothing(names: Sequence[str]) -> str:
        return f"  closed: [{{month: 1, actual: {{{', '.join(f'{name}: 0' for name in names)}}}}}]\n"

    nodes = [node for node in example.tree.nodes.values() if node.parent is not None]
    change(copy / "nation.yaml", "targets:\n", "targets:\n" + nothing([one.name for one in nodes if one.children]))
    change(copy / "nation.yaml", "nation:\n", "nation:\n" + nothing([one.name for one in nodes if not one.children]))
    after = nation_in(copy)
    assert {one.months[0] for one in after.down.asked.values()} == {0}
    assert after.asked("福麦全国").total == 485_000_000
    levels_tie(after)


# The workbook, the deck, the map --------------------------------------------------------------------------------------


def test_the_workbook_has_every_table_with_the_figures_of_the_plan(copy: Path) -> None:
    outcome = run(Job(copy / "nation.yaml", to="xlsx", language="zh-CN"))
    assert outcome.content is not None
    book = openpyxl.load_workbook(BytesIO(outcome.content), data_only=True)
    sheet = book["下达与上报"]
    asked = {row[0].value.strip(): row[1].value for row in sheet.iter_rows(min_row=5) if row[0].value}
    nation = nation_in(copy)
    assert asked["豫南区域"] == nation.asked("豫南区域").total / 10_000
    assert len(book.sheetnames) >= 12


def test_the_deck_says_a_sentence_a_slide_and_the_summary_its_points(copy: Path) -> None:
    outcome = run(Job(copy / "nation.yaml", to="pptx", language="zh-CN"))
    assert outcome.content is not None
    slides = Presentation(BytesIO(outcome.content)).slides
    texts = [" ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame) for slide in slides]
    told = ["".join(text.split()) for text in texts]
    assert any("少在哪里" in text and "比要求少521.3万元" in text for text in told)


def test_provinces_stand_on_the_map_with_what_they_offer(example: Nation) -> None:
    table = nation_tables(example, language="zh-CN")["nation_map"]
    tiles = {cell.text.split("\n")[0]: cell for row in table.rows for cell in row.cells if cell.text}
    assert tiles["苏北区域"].text == "苏北区域\n91.2%"  # the only region of its province stands by its own name
    assert tiles["苏北区域"].tone is Tone.BAD
    henan = [example.tie(name) for name in ("豫南区域", "豫北区域")]
    met = Fraction(sum(one.offered or 0 for one in henan), sum(one.asked for one in henan))
    assert tiles["河南"].text.endswith(f"{float(met):.1%}")
    assert not tiles["新疆"].fill
    heads = [column.title for column in table.columns]
    assert (heads[0], heads[-1], {*heads[1:-1]}) == ("西", "东", {""})


def test_long_lists_are_cut_for_readers_with_a_word_on_it_and_whole_in_the_workbook() -> None:
    spec, handed = Spec.model_validate(
        {
            "year": 2027,
            "region": {"name": "全国", "company": "某"},
            "districts": [{"name": f"大区{n}"} for n in range(3)],
            "targets": {"base": "1亿"},
            "nation": {"regions": "r/**/plan.yaml"},
        }
    ), [
        Submission(
            file=f"r/大区{n % 3}/区域{n}/plan.yaml", name=f"区域{n}", year=2027, currency="CNY", unit="万元",
            granule=1000, total=1_000_000, past={2026: (90_000 * (n + 1),) * 12}, parts=(0,) * 6,
        )
        for n in range(90)
    ]  # fmt: skip
    tree = grow(spec, Path(), handed)
    whole = rolled(spec, tree)
    nation = Nation(whole, spec, read_text("planforge: 1\n", Path()).source, tree, hand_down(whole, tree), Log(), ())
    words = nation_words(nation, "zh-CN")
    ranking = TABLES["nation_ranking"](View(nation, "全国"), words)
    assert ranking is not None
    assert len(ranking.rows) == MOST
    assert "另有 50 项" in ranking.note
    full = TABLES["nation_ranking"](View(nation, "全国", whole=True), words)
    assert full is not None
    assert len(full.rows) == 91
    shares = TABLES["nation_shares"](View(nation, "全国"), words)
    assert shares is not None
    assert len(shares.rows) == 4


def test_a_district_of_the_nation_that_stands_twice_keeps_no_other_from_being_asked(tmp_path: Path) -> None:
    for name in ("豫南区域", "皖北区域"):
        path = tmp_path / name / "plan.yaml"
        path.parent.mkdir()
        path.write_text(
            f"planforge: 1\nyear: 2027\nregion: {{name: {name}, company: 福麦, manager: 李明}}\n"
            "districts: [{name: 甲, market: 1亿}]\ntargets: {base: 8000万}\n",
            "utf-8",
        )
    (tmp_path / "nation.yaml").write_text(
        "planforge: 1\nyear: 2027\nregion: {name: 福麦全国, company: 福麦, manager: 高明远}\n"
        "districts: [{name: 豫南区域, market: 2亿}, {name: 乙, market: 2亿}, {name: 乙, market: 2亿}]\n"
        "targets: {base: 1.6亿, by_district: {market: 100%}}\n"
        "nation: {regions: '*/plan.yaml', levels: [区域]}\n",
        "utf-8",
    )
    found = nation_in(tmp_path)
    assert found.tree.root == "福麦全国" and found.asked("豫南区域").total > 0


@pytest.mark.parametrize(("language", "mapped", "offset"), [
    ("zh-CN", "4个区域中1个达到要求，粤西区最低，", "粤西区、赣南区、浙南区、海南区各自与下达不符，一多一少"),
    ("en", "1 of 4 regions offer all that they are asked; 粤西区 offers least", "differ and offset each other"),
])  # fmt: skip
def test_a_paper_counts_regions_by_their_own_names_and_claims_no_share_that_it_lacks(
    language: str, mapped: str, offset: str
) -> None:
    spec = Spec.model_validate(
        {
            "year": 2027,
            "region": {"name": "全国", "company": "某"},
            "districts": [{"name": "南方大区"}],
            "targets": {"base": "400万"},
            "nation": {"regions": "r/**/plan.yaml"},
        }
    )
    offers = {"粤西区": 700_000, "赣南区": 900_000, "浙南区": 950_000, "海南区": 1_450_000}
    handed = [
        Submission(
            file=f"r/南方大区/{name}/plan.yaml", name=name, year=2027, currency="CNY", unit="万元", granule=1000,
            total=total, past={2026: (75_000,) * 12}, parts=(0,) * 6, estimated=name == "粤西区",
        )
        for name, total in offers.items()
    ]  # fmt: skip
    tree = grow(spec, Path(), handed)
    whole = rolled(spec, tree)
    nation = Nation(whole, spec, read_text("planforge: 1\n", Path()).source, tree, hand_down(whole, tree), Log(), ())
    text = markdown.write(compose_nation(nation, language=language)).decode()
    assert mapped in text and offset in text
    assert not re.search("个省|provinces offer|市场占有率|market share|要求占有率|share asked", text)
    assert {"zh-CN": "2026年预计", "en": "2026 estimate"}[language] in text
    assert {"zh-CN": "2026年实际", "en": "2026 actual"}[language] not in text


def test_a_region_without_a_month_follows_the_others_season_and_is_named(copy: Path, example: Nation) -> None:
    sales = region(copy, "黔北区域").with_name("sales.csv")
    lines = sales.read_text("utf-8-sig").splitlines(keepends=True)
    sales.write_text("".join(line for line in lines if line[5:7] != "02"), "utf-8-sig")
    after = nation_in(copy)
    (told,) = (problem for problem in after.problems if problem.code == "N25")
    assert "1 of 8 regions (黔北区域)" in told.message.en and "2026" in told.message.en
    levels_tie(after)
    for name in (after.tree.root, "黔北区域"):
        before, now = example.asked(name), after.asked(name)
        assert all(abs(a / now.total - b / before.total) < 0.01 for a, b in zip(now.months, before.months, strict=True))


def test_what_products_sold_comes_to_what_the_region_sold_in_whole_units() -> None:
    rows = [HistoryRow(year=2026, product=name, months=(Decimal("1.4"),) * 12) for name in "甲乙丙"]
    history = SalesHistory(tuple(rows), 2027)
    parts = _parts(history, "product", 2026)
    whole = history.region(2026)
    assert whole is not None
    assert sum(map(sum, parts.values())) == sum(_sold(whole)) == 48


def test_a_cap_holds_while_a_region_is_missing_and_the_target_has_changed(written_down: Path) -> None:
    log_round(written_down)
    before = nation_in(written_down)
    held, file = before.asked("豫南区域").total, written_down / "nation.yaml"
    change(file, "  actions_from", f"  bounds: [{{district: 豫南区域, cap: {held}}}]\n  actions_from")
    change(file, "base: 4.85亿", "base: 4.86亿")
    region(written_down, "皖北区域").unlink()
    after = nation_in(written_down)
    assert (after.asked("豫南区域").total, after.asked("豫南区域").held) == (held, "standing")
    assert (
        sum(after.asked(node.name).total for node in after.tree.regions) + after.asked("皖北区域").total == 486_000_000
    )
    assert "N03" not in codes(after)
    assert "同一比例" in next(problem for problem in after.problems if problem.code == "N22").message.zh
