"""Plan, workbook, filled in, review, re-plan and its workbook: one and the same total at every step."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from noodles import SHIPPED, Fill, filled, given, noodles, plan, workbook
from openpyxl import load_workbook

from planforge.numbers import nearest
from planforge.review.actuals import to_date
from planforge.review.monthly import review_month
from planforge.review.replan import replan
from planforge.review.report import compose_review
from planforge.writers.xlsx import write

UNIT = 10_000


def may(row: dict[str, object]) -> bool:
    return str(row["月份"]) <= "2027-05"


@pytest.mark.slow
def test_every_step_from_plan_to_review_has_the_same_totals(tmp_path: Path) -> None:
    tracking = load_workbook(BytesIO(workbook()), data_only=True)["跟踪"]
    planned = [(row[0].value, row[1].value, row[3].value) for row in tracking.iter_rows(min_row=5) if row[1].value]
    assert round(sum(amount for *_, amount in planned) * UNIT) == plan().targets.total

    typed: dict[str, Decimal] = {}

    def type_in(row: dict[str, object]) -> dict[str, object]:
        if not may(row):
            return {}
        amount = round(Decimal(str(row["计划"])) * Decimal("0.93"), 2)
        typed[str(row["片区"])] = typed.get(str(row["片区"]), Decimal(0)) + amount
        return {"实际": float(amount)}

    back = filled(tmp_path / "back.xlsx", [("跟踪", type_in)])
    actuals = given(back)
    review = review_month(plan(), actuals)
    assert {one.name: one.actual for one in review.districts} == {name: sum_ * UNIT for name, sum_ in typed.items()}
    assert review.region.actual == sum(typed.values()) * UNIT == to_date(actuals.months())
    assert review.region.target == round(sum(a for m, _, a in planned if str(m) < "2027-06") * UNIT)
    assert compose_review(plan(), review).facts["actual"] == nearest(review.region.actual, plan().granule)


@pytest.mark.slow
def test_the_workbook_of_a_re_plan_takes_the_next_month(tmp_path: Path) -> None:
    before, source = noodles()
    after = replan(before, source, given(SHIPPED), 5).plan
    book = load_workbook(BytesIO(write(after)), data_only=True)
    january = [book["片区月度"].cell(row, 2).value for row in range(5, 9)]
    assert [round(amount * UNIT) for amount in january] == [row[0] for row in after.targets.districts.cells]
    assert round(book["片区月度"]["R9"].value * UNIT) == before.targets.total


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_workbook_filled_exactly_as_planned_is_green_throughout(tmp_path: Path, language: str) -> None:
    heads = {"zh-CN": ("跟踪", "月份", "计划", "实际"), "en": ("Tracking", "Month", "Plan", "Actual")}
    name, month, planned, actual = heads[language]
    fill: Fill = lambda row: {actual: row[planned]} if str(row[month]) <= "2027-05" else {}  # noqa: E731
    review = review_month(plan(), given(filled(tmp_path / "back.xlsx", [(name, fill)], language)))
    assert review.region.rate == 1
    assert {one.light for one in (*review.districts, *review.standings["product"])} == {"green"}
    assert not review.contributions
    assert not review.corrections.contingencies
