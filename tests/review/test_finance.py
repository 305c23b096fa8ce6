"""Expense and cash against plan, on figures whose sums are plain to see."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from money_case import spec_of

from planforge.ledger.sales import Node
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Where
from planforge.records import replace
from planforge.review.actuals import Actuals, Entry
from planforge.review.finance import Collected, Spending
from planforge.review.monthly import review_month
from planforge.review.report import review_tables

HERE = Where("a")
EAST = Node("东", None, None, None, None)
PROMOTION = Node(None, "促销", None, None, None)


def plan(**fields: Any) -> Plan:
    given = {"money": {"unit": "元", "round_to": 1}, "targets": {"base": 12_000}, **fields}
    return make_plan(spec_of(["东"], **given))


def happened(**apart: dict[int, int]) -> Actuals:
    """1,000 sold in January and in February; ``line`` and ``cash`` as given by month."""
    sales = tuple(Entry(HERE, month, EAST, Decimal(1000)) for month in (1, 2))
    node = {"line": PROMOTION, "cash": EAST}
    told = {
        axis: tuple(Entry(HERE, month, node[axis], Decimal(amount)) for month, amount in months.items())
        for axis, months in apart.items()
    }
    return Actuals("a", 2026, sales, told)


def spent(season: list[str], months: dict[int, int]) -> Spending:
    made = plan(budget={"lines": [{"name": "促销", "amount": 1100, "season": season}]})
    found = review_month(made, happened(line=months), 2).spending
    assert found
    return found


def test_a_month_in_which_nothing_was_to_be_spent_need_not_be_reported() -> None:
    from_february = ["0"] + ["100%"] * 11
    told = spent(from_february, {2: 90})
    assert (told.lines[0].missing, told.ratio) == ((), Fraction(90, 2000))
    assert (told.lines[0].planned, int(told.lines[0].left)) == (100, 1010)


def test_a_month_in_which_something_was_to_be_spent_is_missed() -> None:
    until_november = ["100%"] * 11 + ["0"]
    told = spent(until_november, {2: 90})
    assert (told.lines[0].missing, told.ratio, [line.name for line in told.unreported]) == ((1,), None, ["促销"])


def received(months: dict[int, int], **collection: Any) -> Collected:
    terms = [{"name": "月结", "pattern": ["50%", "50%"]}]
    found = review_month(plan(collection={"terms": terms, **collection}), happened(cash=months), 2).collected
    assert found
    return found


def test_cash_is_held_against_what_there_was_to_collect() -> None:
    total = received({1: 900, 2: 1000}, opening=400).total
    assert (total.planned, total.planned_closing, int(total.closing or 0)) == (1900, 500, 500)
    assert total.collected == total.planned_collected == Fraction(1900, 2400)


def test_without_an_opening_balance_no_receivables_are_told() -> None:
    terms = [{"year": 2025, "district": "东", "total": 11_000}]
    found = review_month(
        plan(history=terms, collection={"terms": [{"name": "月结", "pattern": ["50%", "50%"]}]}),
        happened(cash={1: 900}), 2,
    ).collected  # fmt: skip
    assert found and found.missing == ("东",)
    assert (found.total.closing, found.total.planned_closing, found.total.collected) == (None, None, None)


def test_a_line_that_tells_nothing_stands_in_the_table_and_the_heading_names_the_months_told() -> None:
    lines = [{"name": "促销", "amount": 1200}, {"name": "差旅", "amount": 600}]
    kpis = [{"name": "费用率", "measure": "expense_ratio"}, {"name": "回款率", "measure": "collection_rate"}]
    terms = {"terms": [{"name": "月结", "pattern": ["50%", "50%"]}]}
    made = plan(budget={"lines": lines}, collection=terms, control={"kpis": kpis})
    review = review_month(made, happened(line={1: 90}), 2)
    table = review_tables(made, review, language="zh-CN")["spent_by_line"]
    assert table.caption == "1月费用执行"
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}
    assert rows["差旅"] == ["—", "未报", "—", "—", "600", "600"]
    assert rows["合计"] == ["100", "90", "−10", "90.0%", "1,800", "1,710"]
    assert [kpi.name for kpi in review.waiting] == ["费用率"]  # of which a part is told
    assert [kpi.name for kpi in review.unreported] == ["回款率"]


def test_the_growth_of_a_total_is_that_of_the_region() -> None:
    history = [{"year": 2025, "district": "东", "months": [800] * 12}]
    made = plan(history=history)
    review = review_month(made, happened(), 2)
    (one,) = review.districts
    half = Decimal(1000)
    rows = (replace(one, actual=half, last=None), replace(one, name="西", actual=half, last=Decimal(800)))
    whole = replace(review, standings={**review.standings, "district": rows})
    table = review_tables(made, whole, language="zh-CN")["reached_by_district"]
    assert review.region.growth == Fraction(1, 4)
    assert "+25.0%" in [cell.text for cell in table.rows[-1].cells]
