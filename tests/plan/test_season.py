"""The season: published indices, borrowed shapes, the Spring Festival shift, opening and closing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from money_case import spec_of

from planforge.plan.targets.season import (
    FESTIVALS,
    FLAT,
    USUAL_EFFECTS,
    WINDOWS,
    borrowed,
    drawn,
    fading,
    festival_effects,
    keeps_festival,
    moving_average,
    ramp,
    recent_mean,
    shares_of,
    shift_festival,
    window_parts,
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


def test_the_latest_years_count_most_and_those_before_ten_not_at_all() -> None:
    assert fading(3) == tuple(Fraction(part, 219) for part in (49, 70, 100))
    assert fading(5) == tuple(Fraction(part, 2557500) * 1000 for part in (Fraction(1225, 10), 245, 490, 700, 1000))
    two = [[100] + [0] * 11, [0, 100] + [0] * 10]
    assert recent_mean(two)[:2] == (Fraction(7, 17), Fraction(10, 17))
    assert recent_mean(YEARS) == recent_mean(YEARS[-10:]) != recent_mean(YEARS[-9:])


def test_a_steady_node_keeps_its_own_shape_whatever_its_parent_does() -> None:
    assert borrowed(YEARS) == 0


def test_a_trade_of_two_months_is_seasonal_not_sparse() -> None:
    """Mooncakes: ten months without a sale, the same two every year."""
    cakes = [[0] * 7 + [30, 70, 0, 0, 0], [0] * 7 + [33, 80, 0, 0, 0]]
    assert borrowed(cakes, yearly_mean(YEARS)) == 0


def test_a_node_of_stray_sales_takes_its_parents_shape() -> None:
    stray = [[0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0]]
    assert borrowed(stray, yearly_mean(YEARS)) == 1


def test_a_node_whose_years_scatter_takes_a_part_of_its_parents_shape() -> None:
    scattered = [[30, 14, 8, 11, 9, 5, 12, 10, 3, 8, 9, 12], [25, 9, 12, 8, 4, 15, 5, 11, 8, 3, 12, 9]]
    part = borrowed(scattered, yearly_mean(YEARS))
    assert 0 < part < 1
    own, parent = recent_mean(scattered), yearly_mean(YEARS)
    for share, mine, theirs in zip(drawn(own, parent, part), own, parent, strict=True):
        assert min(mine, theirs) <= share <= max(mine, theirs)


def test_the_part_borrowed_is_the_variance_of_the_mean_over_its_distance_from_the_parent() -> None:
    """By hand, for years that scatter most in March; January and February count as one."""
    years = [[9, 7, march, 8, 12, 10, 11, 9, 14, 10, 8, 12] for march in (5, 21, 10)]
    each = [[Fraction(year[0] + year[1], sum(year)), *(Fraction(one, sum(year)) for one in year[2:])] for year in years]
    mean = [sum(month) / 3 for month in zip(*each, strict=True)]
    scatter = sum((one - middle) ** 2 for shares in each for one, middle in zip(shares, mean, strict=True)) / 2 / 3
    apart = sum((one - even) ** 2 for one, even in zip(mean, [Fraction(1, 6), *[Fraction(1, 12)] * 10], strict=True))
    assert 0 < scatter < apart
    assert borrowed(years) == scatter / apart


def test_a_node_without_sales_takes_its_parents_shape() -> None:
    parent = yearly_mean(YEARS)
    assert borrowed([], parent) == borrowed([[0] * 12], parent) == 1


def test_one_year_is_half_a_shape_and_none_where_months_went_without_a_sale() -> None:
    assert borrowed([YEARS[0]], FLAT) == Fraction(1, 2)
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
    parent, own = shares_of(above), recent_mean(years)
    shape = drawn(own, parent, borrowed(years, parent))
    assert sum(shape) == 1
    assert all(
        min(pair) <= share <= max(pair) for share, pair in zip(shape, zip(own, parent, strict=True), strict=True)
    )


# The Spring Festival --------------------------------------------------------------------------------------------------

LATE, EARLY = [100, 160] + [100] * 10, [160, 100] + [100] * 10
BEFORE, DURING, AFTER = WINDOWS


def shifted(years: dict[int, list[int]], plan: int, effects: tuple[Fraction, ...] | None = None) -> list[Fraction]:
    weights = fading(len(years))
    return list(shift_festival(recent_mean(list(years.values())), years, plan, weights, effects))


def test_no_festival_is_moved_of_a_year_of_which_no_date_is_known_nor_to_one_nor_where_nothing_is_sold_then() -> None:
    plain = {2025: LATE, 2026: EARLY}
    summer = {year: [0, 0, 0, *[1] * 9] for year in plain}
    for years, plan in ((plain | {1950: LATE}, 2027), (plain, 2050), (summer, 2027)):
        assert shifted(years, plan) == list(recent_mean(list(years.values())))
    assert shifted(plain, 2027) != list(recent_mean(list(plain.values())))


@pytest.mark.parametrize(("year", "part"), [(2025, "1"), (2026, "0"), (2027, "9/14"), (2024, "5/14"), (2023, "1")])
def test_januarys_part_of_the_days_before_the_festival(year: int, part: str) -> None:
    assert (window_parts(year, BEFORE) or ())[0] == Fraction(part)


def test_the_week_of_rest_and_the_fortnight_after_fall_where_the_calendar_has_them() -> None:
    """26 January 2028: six days of the week in January, all of the fortnight in February. 20 February 2015: March."""
    found = [list(window_parts(year, window) or ()) for year, window in ((2028, DURING), (2028, AFTER), (2015, AFTER))]
    assert found == [[Fraction(6, 7), Fraction(1, 7), 0], [0, 1, 0], [0, Fraction(3, 14), Fraction(11, 14)]]


@pytest.mark.parametrize("year", sorted(FESTIVALS))
def test_every_window_lies_within_the_first_quarter(year: int) -> None:
    assert all(sum(window_parts(year, window) or ()) == 1 for window in WINDOWS)


def test_the_festivals_are_those_of_the_national_calendar() -> None:
    import holidays

    calendar = holidays.country_holidays("CN", years=FESTIVALS)
    assert all("Spring Festival" in calendar.get(day, "") for day in FESTIVALS.values())


def test_one_year_tells_nothing_and_leaves_the_usual_effects() -> None:
    assert festival_effects({2026: LATE}) == USUAL_EFFECTS == festival_effects({})


def test_years_whose_festivals_lie_apart_tell_their_effects() -> None:
    """Where January takes all that the fortnight before it brings, more is believed of that fortnight, and the more so
    the more years say it; where it is the other way round, less."""
    two, six = {2025: EARLY, 2026: LATE}, {2020: EARLY, 2021: LATE, 2023: EARLY, 2024: LATE, 2025: EARLY, 2026: LATE}
    assert USUAL_EFFECTS[0] < festival_effects(two)[0] < festival_effects(six)[0]
    assert festival_effects({2025: LATE, 2026: EARLY})[0] < USUAL_EFFECTS[0]


def test_the_effects_are_those_of_a_ridge_regression() -> None:
    """By numpy, from the same windows."""
    import numpy

    years = {2019: [90, 70, 100], 2020: [130, 60, 95], 2021: [80, 120, 90], 2024: [100, 100, 100]}
    x = numpy.array([[[float(v) for v in window_parts(year, w) or ()] for w in WINDOWS] for year in years])
    y = numpy.array([[value / sum(row) for value in row] for row in years.values()])
    x, y = x - x.mean(0), y - y.mean(0)
    flat = x.transpose(0, 2, 1).reshape(-1, 3)
    usual = numpy.array([float(effect) for effect in USUAL_EFFECTS])
    expected = numpy.linalg.solve(flat.T @ flat + numpy.eye(3), flat.T @ y.reshape(-1) + usual)
    found = festival_effects({year: [*row, *[100] * 9] for year, row in years.items()})
    assert [float(value) for value in found] == pytest.approx(list(expected))


def test_a_year_like_the_last_copies_it() -> None:
    """16 February 2018 and 17 February 2026: both windows wholly in February."""
    assert tuple(shifted({2026: LATE}, 2018)) == recent_mean([LATE])


def test_one_year_alone_moves_by_the_usual_effects() -> None:
    """From 17 February 2026 to 6 February 2027: nine of fourteen days before come into January; all else stays."""
    shares = recent_mean([LATE])
    moved = (shifted({2026: LATE}, 2027)[0] - shares[0]) / sum(shares[:3])
    assert moved == Fraction(9, 14) * USUAL_EFFECTS[0]
    assert tuple(shifted({2026: LATE}, 2027, (Fraction(0),) * 3)) == shares


def test_a_festival_late_in_january_takes_its_days_of_rest_from_january() -> None:
    """2028, 26 January: all the stocking up falls in January, and six of the seven days of rest."""
    flat = [100] * 12
    moved = (shifted({2027: flat}, 2028)[0] - Fraction(1, 12)) * 4
    assert moved == Fraction(5, 14) * USUAL_EFFECTS[0] + Fraction(6, 7) * USUAL_EFFECTS[1]


def test_years_outside_the_table_are_left_alone() -> None:
    shares = recent_mean(YEARS)
    assert tuple(shifted(dict(enumerate(YEARS, 1949)), 1961)) == shares
    assert tuple(shifted({1960: YEARS[-1]}, 2027)) == recent_mean(YEARS[-1:])


@pytest.mark.slow
@given(st.dictionaries(festival_years, months, min_size=1, max_size=4), festival_years)
@settings(max_examples=150, deadline=None)
def test_the_shift_stays_within_the_first_quarter(years: dict[int, list[int]], plan: int) -> None:
    shares, moved = recent_mean(list(years.values())), shifted(years, plan)
    assert sum(moved) == 1 and tuple(moved[3:]) == shares[3:] and min(moved) >= 0


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


@pytest.mark.parametrize(
    ("currency", "country", "stated", "kept"),
    [
        ("CNY", None, None, True),
        ("SGD", None, None, True),
        ("EUR", None, None, False),
        ("EUR", "CN", None, True),
        ("CNY", "DE", None, False),
        ("USD", None, True, True),
        ("CNY", None, False, False),
    ],
)
def test_months_shift_with_the_festival_where_it_is_kept(
    currency: str, country: str | None, stated: bool | None, kept: bool
) -> None:
    spec = spec_of(
        ["东"], money={"currency": currency, "unit": "元"}, calendar={"country": country},
        targets={"base": "100万", "season": {"festival": stated}},
    )  # fmt: skip
    assert keeps_festival(spec) is kept
