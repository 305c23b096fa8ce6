"""The table of expense lines adds up, also where last year is told only in part."""

from __future__ import annotations

from typing import Any

from money_case import spec_of

from planforge.document.compose import compose_tables
from planforge.plan.make import make_plan


def rows(last: dict[str, Any], **budget: Any) -> list[list[str]]:
    lines = [
        {"name": "促销", "kind": "promotion", "amount": 300_000, "last": 250_000},
        {"name": "差旅", "kind": "travel", "amount": 100_000},
        {"name": "工资", "kind": "wage", "amount": 200_000, "last": 180_000},
    ]
    history = [{"year": 2025, "district": "东", "total": 9_000_000}]
    plan = make_plan(spec_of(["东"], history=history, budget={"lines": lines, "last": last, **budget}))
    table = compose_tables(plan, language="zh-CN")["budget_lines"]
    at = [column.key for column in table.columns].index("last")
    return [[row.cells[0].text, row.cells[at].text] for row in table.rows]


def test_what_last_years_total_holds_beyond_its_lines_is_a_row() -> None:
    assert rows({"expense": 500_000}) == [
        ["促销", "25.0"], ["差旅", "—"], ["工资", "18.0"], ["其他（未列）", "7.0"], ["合计", "50.0"],
    ]  # fmt: skip


def test_without_a_total_that_of_some_lines_is_none() -> None:
    assert rows({})[-1] == ["合计", "—"]


def test_wages_that_stand_apart_have_a_rest_of_their_own() -> None:
    told = rows({"expense": 300_000, "wages": 190_000}, wages="apart")
    assert told == [
        ["促销", "25.0"], ["差旅", "—"], ["其他（未列）", "5.0"], ["费用合计", "30.0"],
        ["工资", "18.0"], ["其他（未列）", "1.0"], ["合计", "49.0"],
    ]  # fmt: skip


def test_last_years_gross_profit_is_told_without_its_expenses() -> None:
    products = [{"name": "甲", "share": "100%", "margin": "30%", "last": "900万", "last_margin": "28%"}]
    plan = make_plan(spec_of(["东"], products=products, history=[{"year": 2025, "district": "东", "total": "900万"}]))
    table = compose_tables(plan, language="zh-CN")["summary_pnl"]
    gross = next(row for row in table.rows if row.cells[0].text == "毛利")
    assert [cell.text for cell in gross.cells[1:6]] == ["252.0", "30.0", "−88.1%", "28.0%", "30.0%"]
