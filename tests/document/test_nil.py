"""What is nil is not printed as a figure: no cost, nobody lost, no expense that has a place."""

from __future__ import annotations

from typing import Any

import pytest

from planforge.document.compose import compose_tables
from planforge.document.model import Table
from planforge.plan.make import make_plan
from planforge.spec.spec import Spec


def tables(**more: Any) -> dict[str, Table]:
    given: dict[str, Any] = {
        "year": 2027,
        "region": {"name": "湘北", "company": "洞庭啤酒"},
        "districts": [{"name": "岳阳", "leader": "刘洋"}, {"name": "常德", "leader": "陈敏"}],
        "targets": {"base": "2400万"},
    }
    return compose_tables(make_plan(Spec.model_validate({**given, **more})), language="zh-CN")


def column(table: Table, key: str) -> list[str]:
    at = [one.key for one in table.columns].index(key)
    return [row.cells[at].text for row in table.rows if len(row.cells) > at]


def test_an_action_that_costs_nothing_is_blank_and_one_without_a_cost_unknown() -> None:
    owned: dict[str, Any] = {"owner": "刘洋", "starts": "2027-03-01"}
    costs: dict[str, dict[str, Any]] = {"甲": {"budget": 0}, "乙": {}, "丙": {"budget": "2万"}}
    actions = [{"name": name, **owned, **cost} for name, cost in costs.items()]
    found = tables(actions=actions)
    assert column(found["actions"], "budget") == ["", "—", "2.0"]
    assert column(found["owners"], "action_budget") == ["2.0"]


def test_a_network_that_begins_with_nothing_has_no_coverage_of_last_year() -> None:
    counts = {"岳阳": {"current": 0, "new": 4, "universe": 40}, "常德": {"current": 10, "new": 2, "universe": 40}}
    network = {"name": "网点", "unit": "家", "distribution": True, "districts": counts}
    assert column(tables(network=[network])["network"], "rate_last")[:2] == ["—", "25.0%"]


@pytest.mark.parametrize(("closed", "shown"), [(0, False), (3, True)])
def test_a_network_that_loses_nobody_has_no_column_of_closures(closed: int, shown: bool) -> None:
    counts = {"岳阳": {"current": 20, "new": 4, "closed": closed}, "常德": {"current": 10, "new": 2}}
    found = tables(network=[{"name": "网点", "unit": "家", "districts": counts}])["network"]
    assert ("closed" in [one.key for one in found.columns]) is shown
    assert column(found, "year_end")[-1] == str(36 - closed)


@pytest.mark.parametrize(("place", "shown"), [({}, False), ({"districts": {"岳阳": "75%", "常德": "25%"}}, True)])
def test_equal_ratios_of_districts_are_shown_only_where_some_expense_has_a_place(
    place: dict[str, Any], shown: bool
) -> None:
    line = {"name": "促销", "kind": "promotion", "amount": "80万", **place}
    found = tables(budget={"lines": [line]}, products=[{"name": "纯生", "margin": "30%", "share": "100%"}])
    assert ("expense_ratio" in [one.key for one in found["page_districts"].columns]) is shown
    assert ("全部按" in found["budget_by_district"].note) is not shown
    assert ("expense_ratio" in [one.key for one in found["pnl_by_district"].columns]) is shown


def test_a_month_in_which_nothing_is_spent_is_blank_and_keeps_its_column() -> None:
    lines = [{"name": name, "amount": "80万", "season": [0, 0, 0, 1, *[0] * 8]} for name in ("展会", "广告")]
    found = tables(budget={"lines": lines})["budget_by_month"]
    assert [cell.text for cell in found.rows[0].cells[1:6]] == ["", "", "", "80.0", ""]
    assert len(found.columns) == 14


def test_a_balance_that_is_paid_before_the_first_quarter_ends_has_no_row_of_blanks() -> None:
    found = tables(collection={"opening": "120万", "terms": [{"name": "月结", "pattern": ["0%", "100%"]}]})[
        "uncollected"
    ]
    assert all(any(cell.text for cell in row.cells[1:]) for row in found.rows)


def test_a_column_that_only_its_total_fills_is_left_out() -> None:
    products = [{"name": "纯生", "margin": "30%", "share": "60%"}, {"name": "原浆", "margin": "40%", "share": "40%"}]
    found = tables(products=products, budget={"last": {"gross_profit": "600万"}})
    keys = [one.key for one in found["profit_by_product"].columns]
    assert "gross_plan" in keys
    assert not {"margin_last", "gross_last"} & set(keys)
