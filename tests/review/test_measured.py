"""KPIs on gross profit, regional profit and display get their light in the monthly review; estimates say so."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from noodles import filled, given, plan

from planforge.plan.make import make_plan
from planforge.plan.measures import kpi_measure
from planforge.records import replace
from planforge.review.actuals import Actuals
from planforge.review.measured import Measured
from planforge.review.monthly import MonthlyReview, review_month
from planforge.review.progress import counts
from planforge.review.report.compose import review_tables
from planforge.spec.strategy import Kpi, Objective

MARGINS = {p.name: Fraction(p.margin) for p in plan().spec.products if p.margin is not None}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Actuals:
    """Three months: sales a tenth above plan, expense as planned, display at 50 % in every district."""

    def sold(row: dict[str, object]) -> dict[str, object]:
        return {"实际": float(str(row["计划"])) * 1.1} if str(row["月份"]) <= "2027-03" else {}

    def paid(row: dict[str, object]) -> dict[str, object]:
        return {"实际": row["计划"]} if str(row["月份"]) <= "2027-03" else {}

    def shown(row: dict[str, object]) -> dict[str, object]:
        return {"实际": 0.5} if (row["指标"], row["季度"]) == ("陈列达标率", "一季度") else {}

    path = filled(
        tmp_path_factory.mktemp("back") / "back.xlsx", [("跟踪", sold), ("跟踪费用", paid), ("跟踪网络", shown)]
    )
    return given(path)


@pytest.fixture(scope="module")
def quarter(told: Actuals) -> MonthlyReview:
    return review_month(plan(), told)


def of(review: MonthlyReview, key: str) -> Measured:
    return next(one for one in review.measures if one.measure.key == key)


def test_gross_profit_is_estimated_from_actual_sales_at_planned_margins(quarter: MonthlyReview) -> None:
    by_hand = sum((Fraction(one.actual) * MARGINS[one.name or ""] for one in quarter.standings["product"]), Fraction(0))
    assert of(quarter, "gross_profit").actual == by_hand
    assert of(quarter, "gross_profit").estimated
    assert of(quarter, "gross_margin").actual == by_hand / Fraction(quarter.region.actual)


def test_regional_profit_is_that_less_every_line_spent(quarter: MonthlyReview) -> None:
    assert quarter.spending
    spent = sum((line.actual for line in quarter.spending.lines), Decimal(0))
    assert of(quarter, "contribution").actual == of(quarter, "gross_profit").actual - Fraction(spent)
    assert not of(quarter, "expense_ratio").estimated


def test_the_kpis_of_margin_profit_and_display_have_a_light(quarter: MonthlyReview) -> None:
    lights = {one.kpi.name: one for one in quarter.corrections.kpis}
    assert lights["毛利率"].light in ("green", "amber", "red")
    assert lights["毛利率"].estimated
    assert lights["区域贡献累计"].light == "green"  # a tenth more sales at the same expense
    display = lights["陈列达标率"]
    assert display.actual == Fraction(1, 2)
    weights = {node.name: node.quarters[0] for n in plan().network if n.name == "网点" for node in n.districts}
    goals = dict(zip(("信阳", "驻马店", "周口", "南阳"), (49, 45, 51, 38), strict=True))
    assert display.planned == Fraction(sum(weights[d] * goals[d] for d in goals), 100 * sum(weights.values()))


def test_what_a_rate_differs_by_is_said_in_percentage_points(quarter: MonthlyReview) -> None:
    rows = review_tables(plan(), quarter)["network_reached"].rows
    shown = {row.cells[0].text: [cell.text for cell in row.cells[1:4]] for row in rows if len(row.cells) > 3}
    assert shown["信阳"] == ["49.0%", "50.0%", "+1.0个百分点"]
    assert shown["周口"] == ["51.0%", "50.0%", "−1.0个百分点"]


def test_the_table_marks_estimates_and_says_what_they_are(quarter: MonthlyReview) -> None:
    table = review_tables(plan(), quarter)["kpis_reached"]
    cells = {row.cells[1].text: row.cells[3].text for row in table.rows}
    assert "（估）" in cells["毛利率"]
    assert "（估）" not in cells["费用率"]
    assert "计划毛利率" in table.note


@pytest.mark.slow
def test_without_all_lines_reported_there_is_no_regional_profit(tmp_path: Path) -> None:
    def sold(row: dict[str, object]) -> dict[str, object]:
        return {"实际": row["计划"]} if row["月份"] == "2027-01" else {}

    review = review_month(plan(), given(filled(tmp_path / "back.xlsx", [("跟踪", sold)])))
    known = {one.measure.key for one in review.measures}
    assert "gross_profit" in known
    assert not known & {"contribution", "expense", "expense_ratio"}


@pytest.mark.parametrize(
    ("name", "objective", "watched"),
    [
        ("毛利率", "M1", "gross_margin"),  # called after another figure than its objective's
        ("毛利额累计达成率", "M1", "gross_profit"),
        ("复订率", "M1", None),  # serves gross profit and is not gross profit
        ("准时率", "M2", None),
        ("出货箱数达成率", "M2", "volume"),  # called as its objective is
        ("出货箱数投诉", "M2", None),
        ("促销费用率", "M1", None),
        ("费用率", None, "expense_ratio"),
        ("Expense ratio to date", None, "expense_ratio"),
    ],
)
def test_a_kpi_watches_the_figure_it_is_called_after_and_never_another_of_its_objective(
    name: str, objective: str | None, watched: str | None
) -> None:
    spec = plan().spec.model_copy(
        update={
            "objectives": (
                Objective(code="M1", name="毛利额", measure="gross_profit"),
                Objective(code="M2", name="出货箱数", measure="volume"),
            )
        }
    )
    found = kpi_measure(replace(plan(), spec=spec), Kpi(name=name, objective=objective))
    assert (found and found[0]) == watched


def test_rates_of_districts_make_one_of_the_region_only_where_it_is_said_what_they_are_of(told: Actuals) -> None:
    spec = plan().spec
    display = spec.display.model_copy(update={"base_of": None})
    without = replace(plan(), spec=spec.model_copy(update={"display": display}))
    base = next(measure for measure in spec.network if measure.name == spec.display.base_of)
    fewer = {name: numbers for name, numbers in base.districts.items() if name != "信阳"}
    network = [base.model_copy(update={"districts": fewer}) if one is base else one for one in spec.network]
    partly = make_plan(spec.model_copy(update={"network": tuple(network)}))
    plans = (plan(), without, partly)
    whole = [[one.district for one in counts(of, told) if one.measure == "陈列达标率"][-1] for of in plans]
    assert whole == ["", "南阳", "南阳"]
