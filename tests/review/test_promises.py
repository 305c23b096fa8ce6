"""What a review must answer for: trends, last month's orders, who owes what, and what nobody reported."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from noodles import SHIPPED, plan

from planforge.review.monthly import MonthlyReview, review_month
from planforge.review.promises import trend
from planforge.review.reading import read_actuals
from planforge.review.report import compose_review
from planforge.review.standing import MonthStanding
from planforge.writers import markdown


def shipped(through: int = 5) -> MonthlyReview:
    actuals, _ = read_actuals(plan(), SHIPPED)
    assert actuals
    return review_month(plan(), actuals, through)


def months(*rates: int | None) -> list[MonthStanding]:
    """Months of a target of 100 that reached so many percent."""
    return [
        MonthStanding(n, 100 if rate is not None else 0, Decimal(rate or 0), 0, Decimal(0), None, None)
        for n, rate in enumerate(rates, 1)
    ]


@pytest.mark.parametrize(
    ("rates", "told"),
    [
        ((96, 97, 94, 93, 92), (3, Fraction(97, 100), Fraction(92, 100))),
        ((90, 92, 95), (2, Fraction(90, 100), Fraction(95, 100))),
        ((95, 94), None),  # one change is no trend
        ((95, 94, 94), None),  # and a month like the one before ends it
        ((95, None, 93, 92), None),
        ((), None),
    ],
)
def test_a_run_of_attainments_in_one_direction_is_a_trend(
    rates: tuple[int | None, ...], told: tuple[int, Fraction, Fraction] | None
) -> None:
    found = trend(months(*rates))
    assert (found and (found.months, found.first, found.last)) == told


def test_what_was_amiss_a_month_ago_is_asked_about_with_both_rates() -> None:
    before, now = shipped(4), shipped(5)
    asked = {promise.kpi.name: promise for promise in now.promises}
    assert set(asked) == {one.kpi.name for one in before.corrections.due}
    sales = asked["销售额累计达成率"]
    rates = [
        Fraction(sum(m.actual or 0 for m in now.months[:n])) / sum(m.target for m in now.months[:n]) for n in (4, 5)
    ]
    assert [sales.before_rate, sales.now_rate] == rates
    assert not sales.kept


def test_in_january_nothing_was_ordered_before() -> None:
    assert shipped(1).promises == ()


def test_kpis_without_data_are_named() -> None:
    told = {one.kpi.name for one in shipped().corrections.kpis}
    silent = [kpi.name for kpi in plan().spec.control.kpis if kpi.name not in told]
    assert [kpi.name for kpi in shipped().unreported] == silent
    assert "铺市率" in silent


def test_the_first_pages_say_who_owes_what_by_when() -> None:
    text = markdown.write(compose_review(plan(), shipped())).decode()
    first = text[: text.index("附件1")]
    assert "谁在什么时候前要做什么" in first
    for one in shipped().corrections.due:
        assert one.kpi.correction
        assert one.kpi.correction in first
    assert "下月复盘前" in first
