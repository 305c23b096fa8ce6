"""What sets off the alert of a KPI, and that its correction is ordered then and not before."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from planforge.ledger.sales import Node
from planforge.plan.make import make_plan
from planforge.plan.measures import MEASURES
from planforge.problem import Where
from planforge.review.actuals import Actuals, Entry
from planforge.review.alerts import touches
from planforge.review.monthly import MonthlyReview, review_month
from planforge.review.report.compose import compose_review
from planforge.spec.spec import Spec
from planforge.writers import markdown


def per_cent(figure: str) -> Fraction:
    return Fraction(Decimal(figure)) / 100


@pytest.mark.parametrize(
    ("alert", "measure", "planned", "actual", "set_off"),
    [
        ("低于 95%", "sales", "100", "95.7", False),
        ("低于 95%", "sales", "100", "95.0", False),
        ("低于95%。", "sales", "100", "94.9", True),
        ("95%", "sales", "100", "95", True),  # a figure by itself is the value at which to act
        ("95%以下", "sales", "100", "95", True),
        ("95% or less", "sales", "100", "95.1", False),
        ("90%", "collection_rate", "98", "97.8", False),
        ("below 90%", "collection_rate", "98", "89.9", True),
        ("11%", "expense_ratio", "10", "10.9", False),  # what should be low is watched from above
        ("11%", "expense_ratio", "10", "11", True),
        ("above 11%", "expense_ratio", "10", "11", False),
        ("低于24.0%", "gross_margin", "25", "23.96", False),  # as it is printed: 24.0%
        ("累计低于计划 5%", "sales", "100", "95", False),
        ("累计低于计划 5%", "sales", "100", "94", True),
        ("5% below plan", "sales", "100", "94", True),
        ("0.5 points above the planned ratio to date", "expense_ratio", "10", "10.4", False),
        ("高于计划进度0.5个百分点", "expense_ratio", "10", "10.6", True),
        ("2 points below plan", "collection_rate", "90", "87.9", True),
        ("单月低于20%", "gross_margin", "25", "1", None),
        ("低于98%，或均价低于31元", "sales", "100", "1", None),
        ("单店高于 38.0%", "expense_ratio", "10", "40", None),
        ("5 points below plan", "sales", "100", "1", None),  # an amount has no points
        ("", "sales", "100", "1", None),
    ],
)
def test_an_alert_is_set_off_by_the_figures_it_names(
    alert: str, measure: str, planned: str, actual: str, set_off: bool | None
) -> None:
    assert touches(alert, MEASURES[measure], per_cent(planned), per_cent(actual)) is set_off


def reviewed(sold: int, *months: int) -> tuple[Spec, MonthlyReview]:
    """A region that sold so much of a hundred a month; its KPI has an alert in figures, or in words."""
    spec = Spec.model_validate(
        {
            "language": "en", "year": 2027, "region": {"name": "r", "company": "c"},
            "money": {"round_to": 1}, "districts": [{"name": "A"}, {"name": "B"}],
            "targets": {"base": 1200, "by_district": {"equal": "100%"}},
            "control": {"kpis": [
                {"name": "Sales", "measure": "sales", "alert": "below 90%", "correction": "Weekly call", "owner": "X"},
                {"name": "Net sales", "measure": "sales", "alert": "two bad weeks", "correction": "Visit"},
            ]},
        }
    )  # fmt: skip
    where, node = Where("x.csv", 2, 3), Node("A", None, None, None, None)
    entries = tuple(
        Entry(where, month, node if half else Node("B", None, None, None, None), Decimal(sold) / 2)
        for month in months for half in (True, False)
    )  # fmt: skip
    return spec, review_month(make_plan(spec), Actuals("x.csv", 2027, entries))


def test_a_correction_is_due_at_the_alert_and_in_words_where_the_light_is_not_green() -> None:
    assert [one.kpi.name for one in reviewed(93, 1)[1].corrections.due] == ["Net sales"]
    assert [one.kpi.name for one in reviewed(89, 1)[1].corrections.due] == ["Sales", "Net sales"]
    assert [one.kpi.name for one in reviewed(100, 1)[1].corrections.due] == []


def test_the_document_orders_nothing_before_the_alert_and_names_the_alert_when_it_does() -> None:
    for sold, ordered in ((93, False), (89, True)):
        spec, review = reviewed(sold, 1)
        said = markdown.write(compose_review(make_plan(spec), review)).decode()
        assert ("Weekly call" in said) is ordered
        assert (f"Sales {sold}.0%: at its alert (below 90%)" in said.replace("\\", "")) is ordered
