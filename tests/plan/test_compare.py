"""Two plans side by side: only what differs, for whom, and by how much."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from planforge.document.compose import words_for
from planforge.plan.compare import Comparison, compare
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.records import replace
from planforge.spec.spec import Spec

WAN = 10_000


def planned(base: str = "240万", **more: Any) -> Plan:
    plain: dict[str, Any] = {
        "year": 2027,
        "region": {"name": "豫南", "company": "福麦"},
        "money": {"round_to": 1000},
        "districts": [{"name": "东", "leader": "甲"}, {"name": "西", "leader": "乙"}],
        "targets": {"base": base},
        "budget": {"lines": [{"name": "促销", "ratio": "5%"}, {"name": "差旅", "amount": "2万"}]},
    }
    return make_plan(Spec.model_validate(plain | more))


def lines(found: Comparison, language: str) -> list[str]:
    return list(found.lines(words_for(planned(), language)))


def test_equal_plans_do_not_differ() -> None:
    found = compare(planned(), planned())
    assert found.differences == ()
    assert lines(found, "zh-CN") == ["两份计划的数字完全相同"]


def test_a_higher_target_shows_where_it_goes() -> None:
    found = compare(planned(), planned("252万"))
    (sales,) = [d for d in found.of("total") if d.name == "sales"]
    assert (sales.before, sales.after, sales.change) == (240 * WAN, 252 * WAN, 12 * WAN)
    assert sum(d.change for d in found.of("district")) == 12 * WAN
    assert sum(d.change for d in found.of("month")) == 12 * WAN
    assert sum(d.change for d in found.of("person")) == 12 * WAN
    assert [d.name for d in found.of("line")] == ["促销"]
    assert "  销售额：240万元 → 252万元（+12万元，+5.0%）" in lines(found, "zh-CN")
    assert "  sales revenue: CNY 2.4 million → CNY 2.52 million (CNY +120,000, +5.0%)" in lines(found, "en")


def test_less_is_told_with_a_minus() -> None:
    assert "  销售额：240万元 → 228万元（−12万元，−5.0%）" in lines(compare(planned(), planned("228万")), "zh-CN")


def test_a_rate_moves_by_what_its_printed_figures_say() -> None:
    (rate,) = (d for d in compare(planned(), planned("241万")).of("total") if d.name == "expense_ratio")
    moved = replace(rate, before=Fraction(7327, 10_000), after=Fraction(73_315, 100_000))
    assert lines(Comparison((moved,)), "zh-CN")[1].endswith("：73.27% → 73.32%（+0.05个百分点）")


def test_a_district_only_one_plan_has_stands_against_nothing() -> None:
    three = [{"name": "东"}, {"name": "西"}, {"name": "南"}]
    south = next(d for d in compare(planned(), planned(districts=three)).of("district") if d.name == "南")
    assert (south.before, south.after, south.rate) == (None, 80 * WAN, None)


def test_a_lock_of_one_month_shows_in_the_cells() -> None:
    locked = {"base": "240万", "locks": [{"district": "东", "month": 3, "amount": "15万"}]}
    found = compare(planned(), planned(targets=locked))
    cell = next(d for d in found.of("cell") if (d.name, d.month) == ("东", 3))
    assert (cell.before, cell.after) == (10 * WAN, 15 * WAN)
    assert any(line.startswith("  东 3月：10万元 → 15万元") for line in lines(found, "zh-CN"))
    assert any(line.startswith("  东 March: ") for line in lines(found, "en"))


def test_december_is_compared_too() -> None:
    locked = {"base": "240万", "locks": [{"district": "东", "month": 12, "amount": "15万"}]}
    found = compare(planned(), planned(targets=locked)).of("cell")
    assert [(d.before, d.after) for d in found if (d.name, d.month) == ("东", 12)] == [(10 * WAN, 15 * WAN)]


def test_where_no_district_moves_what_moves_within_it_is_told_of_nodes_whose_year_stays() -> None:
    def team(**starts: int) -> list[dict[str, Any]]:
        people = [("王", "东"), ("李", "东"), ("赵", "西")]
        return [{"name": n, "district": d, **({"starts": starts[n]} if n in starts else {})} for n, d in people]

    changed = compare(planned(team=team()), planned(team=team(李=12)))
    assert changed.of("cell") == changed.of("district") == ()
    assert {d.name for d in changed.of("person") if d.month is None} == {"王", "李"}
    assert [d for d in changed.of("person") if d.month is not None] == []


def test_what_the_company_asks_is_compared_where_one_plan_has_it() -> None:
    asked = {"base": "240万", "assigned": "250万"}
    (found,) = [d for d in compare(planned(), planned(targets=asked)).of("total") if d.name == "assigned"]
    assert (found.before, found.after) == (None, 250 * WAN)


def test_months_of_districts_are_listed_where_no_district_has_another_year() -> None:
    within = {"base": "240万", "locks": [{"district": "东", "month": 3, "amount": "15万"}]}
    beyond = {"base": "240万", "locks": [{"district": "东", "amount": "150万"}]}
    for targets, listed in ((within, True), (beyond, False)):
        found = compare(planned(), planned(targets=targets))
        assert found.of("cell") and bool(found.of("district")) is not listed
        assert ("片区各月" in lines(found, "zh-CN")) is listed


@pytest.mark.parametrize("axis", ["product", "channel", "person", "store", "line"])
def test_an_axis_that_only_one_plan_has_stands_against_nothing_or_is_gone(axis: str) -> None:
    given: dict[str, Any] = {
        "product": {"products": [{"name": "面"}]},
        "channel": {"channels": [{"name": "商超"}]},
        "person": {"team": [{"name": "王", "district": "东"}]},
        "store": {"stores": [{"name": "一", "district": "东"}]},
        "line": {"budget": {"lines": [{"name": "差旅", "amount": "2万"}]}},
    }
    bare: dict[str, Any] = {"districts": [{"name": "东"}, {"name": "西"}], "budget": {}}
    without, with_it = planned(**bare), planned(**(bare | given[axis]))
    come, gone = compare(without, with_it).of(axis), compare(with_it, without).of(axis)
    assert [(d.name, d.month, d.before) for d in come] == [(d.name, d.month, d.after) for d in gone]
    assert [(d.month, d.before, d.after == d.change) for d in come] == [(None, None, True)]
    assert [(d.after, d.before == -d.change) for d in gone] == [(None, True)]
