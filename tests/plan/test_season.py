"""The season: published indices, borrowed shapes, the Spring Festival shift, opening and closing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planforge.plan.targets.season import (
    FESTIVALS,
    FLAT,
    USUAL_EFFECT,
    borrowed,
    festival_effect,
    is_sparse,
    january_part,
    month_shape,
    moving_average,
    own_or_pooled,
    ramp,
    shares_of,
    shift_festival,
    yearly_mean,
)

PASSENGERS = """
112 118 132 129 121 135 148 148 136 119 104 118
115 126 141 135 125 149 170 170 158 133 114 140
145 150 178 163 172 178 199 199 184 162 146 166
171 180 193 181 183 218 230 242 209 191 172 194
196 196 236 235 229 243 264 272 237 211 180 201
204 188 235 227 234 264 302 293 259 229 203 229
242 233 267 269 270 315 364 347 312 274 237 278
284 277 317 313 318 374 413 405 355 306 271 306
315 301 356 348 355 422 465 467 404 347 305 336
340 318 362 348 363 435 491 505 404 359 310 337
360 342 406 396 420 472 548 559 463 407 362 405
417 391 419 461 472 535 622 606 508 461 390 432
"""  # Box & Jenkins, series G: airline passengers in thousands, 1949-1960
YEARS = [[int(word) for word in line.split()] for line in PASSENGERS.split("\n") if line]
festival_years = st.sampled_from(sorted(FESTIVALS))
months = st.lists(st.integers(0, 10**6), min_size=12, max_size=12)


# Published answers ----------------------------------------------------------------------------------------------------


def test_air_passengers_ratio_to_moving_average() -> None:
    """The figures R's ``decompose(AirPassengers, "multiplicative")`` gives."""
    index = moving_average([month for year in YEARS for month in year])
    published = (
        ".9102304 .8836253 1.0073663 .9759060 .9813780 1.1127758 "
        "1.2265555 1.2199110 1.0604919 .9217572 .8011781 .8988244"
    )
    assert [f"{float(value):.7f}" for value in index] == [f"{float(word):.7f}" for word in published.split()]
    assert sum(index) == 12


def test_air_passengers_ratio_to_yearly_mean() -> None:
    shares = yearly_mean(YEARS)
    assert f"{float(12 * shares[0]):.4f}" == "0.8611" and f"{float(12 * shares[11]):.4f}" == "0.9422"


def test_air_passengers_at_mid_year_forecast_more_than_twice() -> None:
    assert round(500 / sum(yearly_mean(YEARS)[:6])) == 1049


def test_the_two_averages_of_gross_and_sohl_differ_by_the_size_of_years() -> None:
    years = [[10] + [0] * 11, [0, 30] + [0] * 10]
    assert yearly_mean(years)[:2] == (Fraction(1, 2), Fraction(1, 2))
    assert yearly_mean(years, average="proportion-of-averages")[:2] == (Fraction(1, 4), Fraction(3, 4))


# Shapes ---------------------------------------------------------------------------------------------------------------


def test_without_sales_the_year_is_flat_and_returns_count_as_nil() -> None:
    assert yearly_mean([]) == yearly_mean([[0] * 12]) == FLAT == shares_of([0] * 12)
    assert yearly_mean([[-5, 10, 10] + [0] * 9])[:3] == (Fraction(0), Fraction(1, 2), Fraction(1, 2))


def test_figures_may_be_decimals() -> None:
    assert yearly_mean([[Decimal("0.5"), Decimal("1.5")] + [Decimal(0)] * 10])[0] == Fraction(1, 4)


def test_a_moving_average_over_years_without_sales_is_flat() -> None:
    assert moving_average([0] * 36) == (Fraction(1),) * 12


def test_a_steady_node_keeps_its_own_shape_whatever_its_parent_does() -> None:
    assert borrowed(YEARS) == 0 and not is_sparse(YEARS)
    years = dict(enumerate(YEARS[-5:], 1956))
    assert month_shape(years) == yearly_mean(YEARS[-5:])


def test_the_default_shape_looks_at_the_last_five_years() -> None:
    assert month_shape(dict(enumerate(YEARS, 1949))) == yearly_mean(YEARS[-5:])


def test_a_trade_of_two_months_is_seasonal_not_sparse() -> None:
    """Mooncakes: ten months without a sale, the same two every year."""
    cakes = [[0] * 7 + [30, 70, 0, 0, 0], [0] * 7 + [33, 80, 0, 0, 0]]
    assert borrowed(cakes, yearly_mean(YEARS)) == 0


def test_a_node_of_stray_sales_takes_its_parents_shape() -> None:
    stray = [[0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0]]
    parent = yearly_mean(YEARS)
    assert is_sparse(stray, parent)
    assert own_or_pooled(stray, yearly_mean(stray), parent) == parent
    assert own_or_pooled(stray, yearly_mean(stray), parent, "always") == yearly_mean(stray)


def test_a_node_without_sales_takes_its_parents_shape() -> None:
    parent = yearly_mean(YEARS)
    assert borrowed([], parent) == borrowed([[0] * 12], parent) == 1
    assert month_shape({}, parent) == parent


def test_one_year_is_a_shape_unless_months_went_without_a_sale() -> None:
    assert borrowed([YEARS[0]], FLAT) == 0
    assert borrowed([[0, *YEARS[0][1:]]], FLAT) == 1


def test_a_moved_festival_does_not_make_a_node_look_sparse() -> None:
    even = [100] * 10
    assert borrowed([[150, 90, *even], [90, 150, *even]], yearly_mean(YEARS)) == 0


@pytest.mark.slow
@given(st.lists(months, min_size=1, max_size=4), months)
@settings(max_examples=150, deadline=None)
def test_a_shape_lies_between_the_nodes_own_and_its_parents_and_sums_to_one(
    years: list[list[int]], above: list[int]
) -> None:
    parent = shares_of(above)
    shape = month_shape(dict(enumerate(years)), parent)
    own = yearly_mean(years)
    assert sum(shape) == 1
    assert all(
        min(pair) <= share <= max(pair) for share, pair in zip(shape, zip(own, parent, strict=True), strict=True)
    )


# The Spring Festival --------------------------------------------------------------------------------------------------

LATE, EARLY = [100, 160] + [100] * 10, [160, 100] + [100] * 10


@pytest.mark.parametrize(("year", "part"), [(2025, "1"), (2026, "0"), (2027, "9/14"), (2024, "5/14"), (2023, "1")])
def test_januarys_part_of_the_days_before_the_festival(year: int, part: str) -> None:
    assert january_part(year) == Fraction(part)


def test_the_festivals_are_those_of_the_national_calendar() -> None:
    import holidays

    calendar = holidays.country_holidays("CN", years=FESTIVALS)
    assert all("Spring Festival" in calendar.get(day, "") for day in FESTIVALS.values())


def test_the_effect_is_told_by_years_whose_festivals_lie_apart() -> None:
    assert festival_effect({2025: EARLY, 2026: LATE}) == Fraction(160 - 100, 260)
    assert festival_effect({2026: LATE}) is None
    assert festival_effect({2018: LATE, 2026: LATE}) is None  # both wholly in February
    assert festival_effect({2025: LATE, 2026: EARLY}) == 0  # the wrong way round: no effect


def test_the_plans_january_lies_between_those_of_two_telling_years() -> None:
    years = {2025: EARLY, 2026: LATE}
    shares = yearly_mean(list(years.values()))
    shifted = shift_festival(shares, years, 2027)
    both = shares[0] + shares[1]
    assert shifted[0] / both == Fraction(100, 260) + Fraction(9, 14) * Fraction(60, 260)
    assert sum(shifted[:2]) == both and shifted[2:] == shares[2:]


def test_a_year_like_the_last_copies_it() -> None:
    assert shift_festival(yearly_mean([LATE]), {2026: LATE}, 2018) == yearly_mean([LATE])


def test_one_year_alone_moves_by_the_usual_effect() -> None:
    shares = yearly_mean([LATE])
    shifted = shift_festival(shares, {2026: LATE}, 2027)
    assert (shifted[0] - shares[0]) / (shares[0] + shares[1]) == Fraction(9, 14) * USUAL_EFFECT
    assert shift_festival(shares, {2026: LATE}, 2027, Fraction(0)) == shares


def test_years_outside_the_table_are_left_alone() -> None:
    shares = yearly_mean(YEARS)
    assert shift_festival(shares, dict(enumerate(YEARS, 1949)), 1961) == shares
    assert shift_festival(shares, {1960: YEARS[-1]}, 2027) == shares


@pytest.mark.slow
@given(st.dictionaries(festival_years, months, min_size=1, max_size=4), festival_years)
@settings(max_examples=150, deadline=None)
def test_the_shift_stays_within_january_and_february(years: dict[int, list[int]], plan: int) -> None:
    shares = yearly_mean(list(years.values()))
    shifted = shift_festival(shares, years, plan)
    assert sum(shifted) == 1 and shifted[2:] == shares[2:] and min(shifted) >= 0


# Opening and closing --------------------------------------------------------------------------------------------------


def test_a_new_node_climbs_from_its_opening_and_a_closed_one_stops() -> None:
    steps = [Fraction(1, 4), Fraction(1, 2)]
    assert [12 * share for share in ramp(FLAT, opens=4, closes=8, steps=steps)] == [
        *(0, 0, 0),
        *(Fraction(1, 4), Fraction(1, 2), 1, 1, 1),
        *(0, 0, 0, 0),
    ]


def test_a_node_open_all_year_is_left_alone() -> None:
    assert ramp(yearly_mean(YEARS)) == yearly_mean(YEARS)
