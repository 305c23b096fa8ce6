"""The seasonal run rate held against published answers, and what its range and the required rate mean."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from noodles import FOLDER, as_planned, csv, given, plan

from planforge.plan.make import make_plan
from planforge.reading.read import read
from planforge.review.forecast import deviation, elapsed_shares, required_rate
from planforge.review.monthly import review_month
from planforge.review.reading import read_actuals


def test_the_required_rate_of_a_plan_on_course_is_its_target() -> None:
    assert required_rate(1000, 400, Fraction(2, 5)) == 1000


def test_after_december_nothing_is_required() -> None:
    assert required_rate(1000, 900, Fraction(1)) is None


@pytest.mark.slow
@for_all(
    st.integers(1, 10**9), st.integers(0, 10**9), st.fractions(min_value=Fraction(1, 100), max_value=Fraction(99, 100))
)
def test_the_required_rate_over_the_rest_closes_the_gap_exactly(target: int, sold: int, elapsed: Fraction) -> None:
    required = required_rate(target, sold, elapsed)
    assert required is not None
    assert sold + required * (1 - elapsed) == target


def test_a_year_at_plan_forecasts_its_target(tmp_path: Path) -> None:
    forecast = review_month(plan(), given(csv(tmp_path, *as_planned(5)))).forecast
    assert forecast is not None
    assert abs(forecast.year - plan().targets.total) < plan().granule
    assert forecast.low is not None and forecast.high is not None
    assert forecast.low <= forecast.year <= forecast.high


@pytest.mark.parametrize("through", range(1, 12))
def test_at_plan_in_every_month_the_forecast_is_the_target(tmp_path: Path, through: int) -> None:
    forecast = review_month(plan(), given(csv(tmp_path, *as_planned(through)))).forecast
    assert forecast is not None and forecast.year == forecast.steady == plan().targets.total


EXAMPLES = sorted(path for path in FOLDER.parent.glob("*/plan.yaml"))
UNEVEN = tuple(Decimal(part) / 100 for part in (20, 1, 14, 3, 9, 4, 11, 2, 13, 8, 5, 10))


@pytest.mark.slow
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_at_plan_it_is_the_target_where_months_are_uneven_and_districts_open_and_close(
    path: Path, tmp_path: Path
) -> None:
    spec = read(path).spec
    assert spec is not None
    first, *rest, last = spec.districts
    first = first.model_copy(update={"opens": 2, "ramp": (Decimal("0.3"), Decimal("0.6"))})
    season = spec.targets.season.model_copy(update={"method": "manual", "weights": UNEVEN})
    changed = {"districts": (first, *rest, last.model_copy(update={"closes": 10}))}
    found = make_plan(spec.model_copy(update=changed | {"targets": spec.targets.model_copy(update={"season": season})}))
    districts = found.targets.districts
    for through in (1, 6, 11):
        lines = [f"2027-{m:02},{d},{districts.of(d, m)}" for m in range(1, through + 1) for d in districts.nodes]
        actuals, problems = read_actuals(found, csv(tmp_path, *lines))
        assert actuals is not None, problems
        forecast = review_month(found, actuals).forecast
        assert forecast is not None and forecast.year == found.targets.total


@pytest.mark.parametrize(("rates", "sign"), [((104, 100, 90), -1), ((90, 100, 104), 1)])
def test_a_falling_or_rising_run_enters_the_forecast(tmp_path: Path, rates: tuple[int, ...], sign: int) -> None:
    """Against the level to date, below it where months get worse, above it where they get better."""
    review = review_month(plan(), given(csv(tmp_path, *as_planned(3, lambda _, month: rates[month - 1]))))
    forecast, months = review.forecast, review.months
    assert forecast is not None and (forecast.year - forecast.steady) * sign > 0
    weights = [month.target * Fraction(7, 10) ** (3 - month.month) for month in months]
    rate = sum(w * Fraction(m.actual or 0) / m.target for w, m in zip(weights, months, strict=True)) / sum(weights)
    assert forecast.year == Fraction(review.region.actual) + rate * review.region.open_target


def test_the_range_comes_from_the_scatter_of_past_years(tmp_path: Path) -> None:
    forecast = review_month(plan(), given(csv(tmp_path, *as_planned(3)))).forecast
    assert forecast is not None and forecast.low is not None and forecast.high is not None
    assert (forecast.basis, forecast.years) == ("years", (2025, 2026))
    shares = [float(share) for share in elapsed_shares(plan(), 3).values()]
    mean = sum(shares) / 2
    variance = (2 * 0.03**2 + 1.5 * sum((share / mean - 1) ** 2 for share in shares)) / 3
    assert float((forecast.high - forecast.year) / forecast.year) == pytest.approx(1.23 * variance**0.5, abs=1e-4)
    assert forecast.high - forecast.year == forecast.year - forecast.low


def test_without_two_past_years_a_usual_scatter_is_assumed() -> None:
    assert deviation((), 6) == deviation((Fraction(1, 2),), 6) == Fraction(2, 100)


def test_the_share_of_a_past_year_is_that_of_the_same_months() -> None:
    last = plan().targets.last_districts
    assert last is not None
    assert elapsed_shares(plan(), 5)[2026] == Fraction(sum(last.months[:5]), last.total)


def test_after_one_month_there_is_a_range(tmp_path: Path) -> None:
    forecast = review_month(plan(), given(csv(tmp_path, *as_planned(1)))).forecast
    assert forecast is not None
    assert forecast.basis == "years"


@pytest.mark.parametrize("percent", [80, 100, 125])
def test_attainment_and_forecast_tell_the_same_story(tmp_path: Path, percent: int) -> None:
    review = review_month(plan(), given(csv(tmp_path, *as_planned(6, lambda *_: percent))))
    assert review.forecast is not None and review.forecast.rate is not None and review.region.rate is not None
    assert abs(review.forecast.rate - review.region.rate) < Fraction(1, 10_000)
    assert round(review.region.rate * 100) == percent


def test_the_whole_year_is_its_own_forecast(tmp_path: Path) -> None:
    review = review_month(plan(), given(csv(tmp_path, *as_planned(12))))
    assert review.forecast is not None
    assert review.forecast.year == Decimal(plan().targets.total)
    assert review.forecast.required is None
    assert review.forecast.low is None
