"""After a re-plan every figure is explained by what made it, in digits with which the steps can be followed."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from noodles import SHIPPED, csv, given, noodles

from planforge.plan.explain.explain import explain
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Problem
from planforge.reading.read import read
from planforge.review.reading import read_actuals
from planforge.review.replan import replan

CELLS = [f"{name} {month}月" for name in ("信阳", "南阳") for month in (3, 6, 8, 12)] + ["8月", "12月", "南阳", ""]
TENTH = Decimal("0.01")  # of 万元: a tenth of the rounding unit


@cache
def new_plan() -> Plan:
    made, source = noodles()
    return replan(made, source, given(SHIPPED), 5).plan


def steps(query: str) -> dict[str, Decimal]:
    """The printed lines below the head, by what they say; amounts in 万元, rates as parts of one."""
    found = explain(new_plan(), query)
    assert not isinstance(found, Problem), found.message.zh
    printed = {}
    for line in found.lines("zh-CN")[1:]:
        what, colon, figure = line.strip().rpartition("：")
        number = Decimal(re.sub(r"[^\d.−]", "", figure).replace("−", "-"))
        printed[what if colon else line] = number / 100 if figure.endswith("%") else number
    return printed


def of(found: dict[str, Decimal], word: str, otherwise: Decimal | int = 0) -> Decimal:
    return next((figure for what, figure in found.items() if word in what), Decimal(otherwise))


@pytest.mark.parametrize("cell", CELLS[:8])
def test_a_district_in_a_month_that_is_left_follows_from_the_months_left(cell: str) -> None:
    found = steps(cell)
    if of(found, "已关账，按实际"):
        assert list(found) == ["目标，已关账，按实际（actuals-2027-05.csv）"]
        return
    left, sold = of(found, "= 余下各月"), of(found, "− 已关账月份的实际")
    assert sold == sum(new_plan().targets.districts.row(cell.split()[0])[:5]) / Decimal(10_000) > 0
    assert left == of(found, "片区全年目标") - sold
    alone = left * of(found, "占余下各月的比重")
    assert abs(alone - of(found, "= 单看片区")) <= TENTH
    assert abs(of(found, "= 单看片区") + of(found, "行列平衡与取整") - found["目标"]) <= TENTH


@pytest.mark.parametrize("month", [6, 9, 12])
def test_a_month_that_is_left_says_what_closed_months_push_on(month: int) -> None:
    found = steps(f"{month}月")
    before = noodles()[0].targets.districts.months[month - 1] / Decimal(10_000)
    assert abs(of(found, "= 未取整") - of(found, "转来") - before) <= Decimal("0.1")
    assert abs(of(found, "余额") * of(found, "占其余权重") - of(found, "= 未取整")) <= TENTH


@pytest.mark.parametrize("layer", ["保底", "奋斗"])
@pytest.mark.parametrize("cell", CELLS)
def test_layers_are_explained_by_the_figures_that_made_them(layer: str, cell: str) -> None:
    found = steps(f"{layer} {cell}")
    final = found["取整后（各层合计不变）"]
    if not cell:
        assert final == found["该层总额"]
        return
    assert of(found, "= 余下各月") == found["该层总额"] - of(found, "其中已关账月份")
    rest = of(found, "基础指标的这一格") * of(found, "该层与基础指标之比")
    raw = rest + of(found, "这一格中已关账的部分")
    assert abs(raw - of(found, "未取整", raw)) <= TENTH
    assert abs(raw - final) < Decimal("0.2")


def test_the_words_stand_in_any_order() -> None:
    for words in ("毛利 district=南阳 month=3", "district=南阳 month=3 毛利", "month=3 毛利 南阳", "3月 南阳 毛利"):
        assert steps(words) == steps("南阳 3月 毛利")


def test_closed_months_are_exactly_what_was_sold_products_and_all() -> None:
    lines = [line.split(",") for line in SHIPPED.read_text("utf-8").splitlines()[1:]]
    targets = new_plan().targets
    assert targets.products
    for district in targets.districts.nodes:
        for month in range(1, 6):
            sold = {p: Decimal(a) for when, d, p, a, _ in lines if d == district and int(when[-2:]) == month}
            row = targets.by_product[targets.districts.nodes.index(district)][month - 1]
            assert abs(sum(sold.values(), Decimal(0)) - targets.districts.of(district, month)) < 1000
            for name, units in zip(targets.products.nodes, row, strict=True):
                assert abs(sold[name] - units) < 1000 * len(sold)


LOCKED = """\
planforge: 1
year: 2027
region: {name: 试验区, company: 公司}
money: {unit: 万元, round_to: 1000}
districts: [{name: 甲}, {name: 乙}]
targets: {base: 2400万, by_district: {equal: 100%}, locks: [{district: 甲, month: 2, amount: 40万}]}
"""


def test_what_closed_months_push_on_is_what_the_months_left_rose_by_whatever_was_locked_in_them(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(LOCKED, "utf-8")
    reading = read(tmp_path / "plan.yaml")
    assert reading.spec is not None
    before = make_plan(reading.spec)
    names = before.targets.districts.nodes
    lines = [f"2027-{m:02},{name},{400_000 + 50_000 * m}" for m in range(1, 7) for name in names]
    actuals, _ = read_actuals(before, csv(tmp_path, *lines))
    assert actuals is not None
    after = replan(before, reading.source, actuals, 6).plan
    for name in names:
        pushed = Decimal(0)
        for month in range(7, 13):
            found = explain(after, f"{name} {month}月")
            assert not isinstance(found, Problem)
            (line,) = [line for line in found.lines("zh-CN") if "转来" in line]
            pushed += Decimal(re.sub(r"[^\d.−]", "", line.rpartition("：")[2]).replace("−", "-"))
        rose = sum(after.targets.districts.row(name)[6:]) - sum(before.targets.districts.row(name)[6:])
        assert abs(pushed - Decimal(rose) / 10_000) <= 6 * TENTH
