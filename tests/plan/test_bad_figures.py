"""Figures that cannot be: one sentence at the line, with the smallest change that mends it, or an exact answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Problem
from planforge.reading.read import read

DISTRICTS = "  - {name: 信阳}\n  - {name: 南阳}"
PRODUCTS = "  - {name: A, margin: 30%, share: 60%}\n  - {name: B, margin: 20%, share: 40%}"
SPEC = """\
year: 2027
region: {{name: 豫南, company: 福麦}}
money: {{round_to: 1000}}
history:
  - {{year: 2026, district: 信阳, months: [50万, 50万, 50万, 50万, 50万, 50万, 50万, 50万, 50万, 50万, 50万, 50万]}}
  - {{year: 2026, district: 南阳, months: [50万, 50万, 50万, 50万, 50万, 50万, 50万, 50万, 50万, 50万, 50万, 50万]}}
districts:
{districts}
products:
{products}
targets:
  base: {base}
  natural_growth: 2%
{targets}
{more}
"""
WAN = 10_000


def written(path: Path, **parts: str) -> tuple[Plan, list[Problem], list[str]]:
    """The plan of a spec with some parts changed, what is wrong with it, and its lines."""
    given = {"districts": DISTRICTS, "products": PRODUCTS, "base": "1200万", "targets": "", "more": ""} | parts
    file = path / "plan.yaml"
    file.write_text(SPEC.format(**given), "utf-8")
    reading = read(file)
    assert reading.spec, reading.problems
    plan = make_plan(reading.spec)
    return plan, [reading.source.locate(problem) for problem in plan.problems], file.read_text("utf-8").splitlines()


def locks(*lines: str) -> str:
    return "\n".join(["  locks:", *(f"    - {{{line}}}" for line in lines)])


def bounds(*lines: str) -> str:
    return "\n".join(["  bounds:", *(f"    - {{{line}}}" for line in lines)])


@pytest.mark.parametrize(
    ("targets", "code", "line", "told", "change"),
    [
        (
            locks("district: 信阳, amount: 700万", "district: 南阳, amount: 620万"),
            "P46",
            "620万",
            "合计 1,320万元",
            "多 120万元",
        ),
        (
            locks("district: 信阳, amount: 500万", "district: 南阳, amount: 620万"),
            "P46",
            "620万",
            "最多只能到 1,120万元",
            "少 80万元",
        ),
        (
            bounds("district: 信阳, floor: 700万", "district: 南阳, floor: 600万"),
            "P46",
            "600万",
            "合计 1,300万元",
            "多 100万元",
        ),
        (bounds("district: 信阳, cap: 500万", "district: 南阳, cap: +10%"), "P46", "+10%", "1,160万元", "少 40万元"),
        (bounds("district: 信阳, floor: 700万, cap: 600万"), "P46", "cap: 600万", "高于上限 600万元", "改动 100万元"),
        (bounds("month: 3, floor: 200万, cap: 100万"), "P46", "month: 3", "3月的下限 200万元", "改动 100万元"),
        (
            locks("district: 信阳, amount: 500万") + "\n" + bounds("district: 信阳, floor: 600万"),
            "P46",
            "floor: 600万",
            "锁定 500万元 低于下限 600万元",
            "改动 100万元",
        ),
        (locks("district: 信阳, amount: 1万", "district: 信阳, amount: 2万"), "P32", "2万", "锁定了两次", "删去一条"),
        (locks("district: 南洋, amount: 10万"), "P02", "南洋", "未知片区", "南阳"),
        (locks("amount: 10万"), "P30", "10万", "没有指定", "写明锁定的是哪一格"),
        (locks("product: A, channel: 批发, amount: 10万"), "P02", "批发", "未知渠道", ""),
        (bounds("district: 信阳"), "P34", "信阳", "没有写 floor 或 cap", "写一个"),
        ("  by_district: {history: 50%, equal: 40%}", "P10", "by_district", "90%", "合计为 100%"),
        ("  by_district: {manual: 100%}", "P12", "by_district", "都没有填手工权重", "补上"),
    ],
)
def test_what_cannot_be_held_is_told_at_its_line(
    tmp_path: Path, targets: str, code: str, line: str, told: str, change: str
) -> None:
    plan, problems, lines = written(tmp_path, targets=targets)
    problem = next(p for p in problems if p.code == code and p.where and line in lines[p.where.line - 1])
    assert problem.where
    assert line in lines[problem.where.line - 1]
    said = problem.message.zh + (problem.hint.zh if problem.hint else "")
    assert told in said
    assert change in said
    assert plan.targets.districts.total == 1200 * WAN


def test_a_lock_where_nothing_is_sold(tmp_path: Path) -> None:
    districts = "  - {name: 信阳}\n  - {name: 南阳, opens: 6}"
    plan, problems, lines = written(
        tmp_path, districts=districts, targets=locks("district: 南阳, month: 3, amount: 10万")
    )
    problem = next(p for p in problems if p.code == "P46")
    assert problem.where
    assert "month: 3" in lines[problem.where.line - 1]
    assert "南阳 3月没有营业" in problem.message.zh
    assert plan.targets.districts.of("南阳", 3) == 0


@pytest.mark.parametrize(
    ("districts", "code", "told"),
    [
        ("  - {name: 信阳, weight: -20%}\n  - {name: 南阳, weight: 120%}", "P13", "权重是 −20%，不能为负"),
        ("  - {name: 信阳, weight: 0%}\n  - {name: 南阳, weight: 0%}", "P12", "手工权重都是 0"),
        ("  - {name: 信阳, weight: 60%}\n  - {name: 南阳}", "P11", "“南阳”没有填手工权重"),
        (DISTRICTS + "\n  - {name: 信阳}", "P01", "写了两次"),
    ],
)
def test_weights_that_say_nothing(tmp_path: Path, districts: str, code: str, told: str) -> None:
    plan, problems, _ = written(tmp_path, districts=districts, targets="  by_district: {manual: 100%}")
    problem = next(p for p in problems if p.code == code)
    assert told in problem.message.zh
    assert problem.hint
    assert problem.where
    assert plan.targets.districts.total == 1200 * WAN


@pytest.mark.parametrize(
    ("base", "total"), [("0", 0), ("1000元", 1000), ("10000000000000", 10**13), ("10万亿", 10**13)]
)
def test_a_target_of_any_size_is_split_exactly(tmp_path: Path, base: str, total: int) -> None:
    plan, problems, _ = written(tmp_path, base=base)
    assert plan.targets.total == plan.targets.districts.total == total
    assert plan.targets.products
    assert plan.targets.products.total == total
    assert [p.code for p in problems] == ["P08" if total == 0 else "P83"]


def test_a_target_below_the_rounding_unit_says_so(tmp_path: Path) -> None:
    plan, problems, _ = written(tmp_path, base="1元")
    assert plan.targets.total == 0
    assert [p.code for p in problems] == ["P04", "P08", "P83"]
    assert problems[1].hint
    assert "money.round_to" in problems[1].hint.zh


def test_three_hard_margins_that_cannot_all_hold_say_which(tmp_path: Path) -> None:
    products = "  - {name: A, target: 600万, launch: 2027-12-01}\n  - {name: B, target: 600万}"
    plan, problems, lines = written(tmp_path, products=products)
    (problem,) = [p for p in problems if p.code == "P53"]
    assert problem.where
    assert "target: 600万" in lines[problem.where.line - 1]
    assert "“A”全年写了 600万元" in problem.message.zh
    assert "只有 100万元" in problem.message.zh
    assert problem.hint
    assert "调低 500万元" in problem.hint.zh
    assert plan.targets.products
    assert plan.targets.products.of("A", 12) == plan.targets.products.of("A") == 100 * WAN


def test_shares_beyond_100_percent_are_scaled_and_told(tmp_path: Path) -> None:
    products = "  - {name: A, share: 70%}\n  - {name: B, share: 40%}"
    plan, problems, _ = written(tmp_path, products=products)
    assert plan.targets.products
    assert plan.targets.products.total == 1200 * WAN
    assert "1,320万元" in next(p for p in problems if p.code == "P50").message.zh


@pytest.mark.parametrize(
    ("more", "code", "line", "told"),
    [
        ("budget: {lines: [{name: 促销, ratio: 60%}, {name: 广告, ratio: 50%}]}", "M08", "lines", "超过销售目标"),
        ("budget: {lines: [{name: 陈列, per_store: 500, driver: 网点}]}", "M02", "网点", "没有网络指标“网点”"),
        ("budget: {lines: [{name: 箱费, per_unit: 2}]}", "M02", "per_unit", "没有销量"),
        ("budget: {lines: [{name: 会务, per_event: 2万, driver: 会议}]}", "M02", "会议", "没有“会议”"),
        ("budget: {lines: [{name: 陈列, ratio: 5%, amount: 10万}]}", "M01", "amount", "ratio、amount"),
        ("collection: {opening: 10万, terms: [{name: 月结, pattern: [60%, 30%]}]}", "M30", "pattern", "90%"),
        ("collection: {opening: 10万, terms: [{name: 月结, pattern: [60%, 50%]}]}", "M30", "pattern", "110%"),
        (
            "promotions: [{name: 年货节, starts: 2026-12-20, ends: 2027-01-31, cost: 1万}]",
            "M13",
            "2026-12-20",
            "不在计划年度",
        ),
    ],
)
def test_money_that_cannot_be_is_told_at_its_line(tmp_path: Path, more: str, code: str, line: str, told: str) -> None:
    _, problems, lines = written(tmp_path, more=more)
    problem = next(p for p in problems if p.code == code)
    assert problem.where
    assert line in lines[problem.where.line - 1]
    assert told in problem.message.zh


def test_a_ratio_above_100_percent_is_refused_where_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    parts = {"districts": DISTRICTS, "products": PRODUCTS, "base": "1200万", "targets": ""}
    file.write_text(SPEC.format(more="budget: {lines: [{name: 促销, ratio: 120%}]}", **parts), "utf-8")
    reading = read(file)
    assert reading.spec is None
    (problem,) = reading.problems
    assert problem.where
    assert "120%" in file.read_text("utf-8").splitlines()[problem.where.line - 1]


def test_overlapping_bands_and_gaps_are_told_apart(tmp_path: Path) -> None:
    bands = "[{from: 0%, to: 80%, score: 0%}, {from: 75%, to: 100%, score: 80%}, {from: 105%, score: 100%}]"
    more = f"appraisal: {{schemes: [{{role: 业务代表, metrics: [{{name: 销售, weight: 90%}}], bands: {bands}}}]}}"
    _, problems, _ = written(tmp_path, more=more)
    told = {p.code: p.message.zh + (p.hint.zh if p.hint else "") for p in problems}
    assert "75%–80% 重叠" in told["M41"]
    assert "100%–105% 空缺" in told["M42"]
    assert "再加 10%" in told["M40"]


def test_growth_on_a_year_that_is_not_in_the_history_says_which_year_is_missing(tmp_path: Path) -> None:
    text = """
planforge: 1
year: 2027
region: {name: 豫南, company: 福麦}
history: [{year: 2025, district: 信阳, total: 800万}]
districts: [{name: 信阳}, {name: 南阳}]
targets: {base: +20%}
"""
    (tmp_path / "plan.yaml").write_text(text, "utf-8")
    spec = read(tmp_path / "plan.yaml").spec
    assert spec is not None
    told = {problem.code: problem for problem in make_plan(spec).problems}
    assert told["P07"].message.zh == "目标写的是增幅，但没有 2026 年的销售（只有 2025 年的）"
    assert told["P07"].hint is not None
    assert "2026" in told["P07"].hint.zh
    assert "P08" not in told  # a target of nil follows from it and needs no word of its own
