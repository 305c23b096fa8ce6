"""Every measure, wherever it exists and over any months, is the sum of its cells or its part ÷ its whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import measures_by_hand as by_hand
import pytest
from accounts import Books
from once import plan_of
from test_figures_of_examples import SIXTH, SPECS, books_of

from planforge.plan.measures import MEASURES, At, last_year, planned
from planforge.plan.plan import Plan

each_example = pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.parent.name)


def test_no_measure_is_left_unchecked() -> None:
    assert set(MEASURES) == by_hand.PLANNED.keys() | by_hand.RATIOS.keys()
    assert {key: (m.part, m.whole) for key, m in MEASURES.items() if m.whole} == by_hand.RATIOS


@each_example
def test_what_is_planned_is_the_sum_of_its_cells(spec: Path) -> None:
    assert list(astray(plan_of(spec), books_of(spec), by_hand.places(books_of(spec)))) == []


def astray(plan: Plan, books: Books, places: Iterable[by_hand.Place]) -> Iterator[str]:
    """Measures that are not what was worked out by hand."""
    for place in places:
        for key, measure in MEASURES.items():
            if not place.axis or place.axis in measure.axes:
                shown, value = planned(plan, key, At(*place)), by_hand.planned(key, books, place)
                if not same(shown, value):
                    yield f"{key} at {place}: {shown} is given, {value} is the sum of its cells"


@each_example
def test_last_years_figure_is_what_the_file_says(spec: Path) -> None:
    books, plan = books_of(spec), plan_of(spec)
    pairs = {key: (last_year(plan, key), by_hand.last_year(key, books)) for key in MEASURES}
    assert {key: pair for key, pair in pairs.items() if not same(*pair)} == {}


def same(shown: object, value: by_hand.Value) -> bool:
    """Equal, published rates to their six decimals."""
    if shown is None or value is None:
        return shown is value
    assert isinstance(shown, Fraction | int)
    return abs(Fraction(shown) - Fraction(value)) <= (SIXTH if Fraction(value).denominator > 1 else 0)
