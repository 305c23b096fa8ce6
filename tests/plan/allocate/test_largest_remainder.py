"""Largest remainder: one whole number by weights."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planforge.plan.targets.allocate import Infeasible, Weight, largest_remainder, raising_lowers

weights_given = st.lists(
    st.one_of(
        st.integers(0, 10**9),
        st.fractions(0, 1000, max_denominator=999),
        st.decimals(0, 1000, places=3, allow_nan=False, allow_infinity=False),
    ),
    min_size=1,
    max_size=12,
).filter(any)
totals = st.one_of(st.integers(0, 50), st.integers(0, 10**13))


def decimals(text: str) -> list[Decimal]:
    return [Decimal(word) for word in text.split()]


def test_where_naive_rounding_gives_four() -> None:
    assert largest_remainder(3, decimals(".17 .23 .3 .3")) == (0, 1, 1, 1)


def test_the_alabama_paradox_is_reproduced_and_told() -> None:
    weights = decimals("56.7 38.5 4.2 0.6")
    assert largest_remainder(323, weights) == (183, 124, 14, 2)
    assert largest_remainder(324, weights) == (184, 125, 13, 2)
    assert raising_lowers(323, weights) == (2,)
    assert raising_lowers(1, [1, 2]) == ()


def test_ties_go_to_the_first_named() -> None:
    assert largest_remainder(2, [6, 6, 8]) == (1, 0, 1)
    assert largest_remainder(1, [1, 1, 1]) == (1, 0, 0)


def test_nothing_and_one_and_ten_trillion() -> None:
    assert largest_remainder(0, [1, 2]) == (0, 0)
    assert largest_remainder(1, [1, 2]) == (0, 1)
    assert largest_remainder(10**13, [1, 1, 1]) == (3333333333334, 3333333333333, 3333333333333)
    assert largest_remainder(0, [0, 0]) == (0, 0)


def test_a_negative_total_mirrors_the_positive() -> None:
    assert largest_remainder(-3, decimals(".17 .23 .3 .3")) == (0, -1, -1, -1)


@pytest.mark.parametrize(
    ("weights", "reason"), [([0, 0], "no-weight"), ([1, -1], "negative"), ([1, None], "not-given")]
)
def test_weights_that_say_nothing_are_refused(weights: list[Weight], reason: str) -> None:
    with pytest.raises(Infeasible) as caught:
        largest_remainder(5, weights)
    assert caught.value.reason == reason
    assert caught.value.message.zh and caught.value.message.en


def test_nil_means_no_potential_and_gets_nothing() -> None:
    assert largest_remainder(7, [0, 1, 0, 2]) == (0, 2, 0, 5)


@pytest.mark.slow
@given(totals, weights_given)
@settings(max_examples=150, deadline=None)
def test_parts_sum_to_the_whole_and_stay_beside_their_exact_share(total: int, weights: list[Weight]) -> None:
    parts = largest_remainder(total, weights)
    whole = sum(Fraction(weight) for weight in weights)
    assert sum(parts) == total
    assert all(abs(part - total * Fraction(weight) / whole) < 1 for part, weight in zip(parts, weights, strict=True))
    assert all(not part for part, weight in zip(parts, weights, strict=True) if not weight)


@pytest.mark.slow
@given(totals, weights_given, st.data())
@settings(max_examples=150, deadline=None)
def test_raising_a_weight_never_lowers_its_share(total: int, weights: list[Weight], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(weights) - 1))
    more = data.draw(st.fractions(0, 10**6, max_denominator=99))
    raised = [Fraction(weight) + (more if i == index else 0) for i, weight in enumerate(weights)]
    assert largest_remainder(total, raised)[index] >= largest_remainder(total, weights)[index]


@pytest.mark.slow
@given(totals, st.lists(st.integers(1, 10**6), min_size=1, max_size=10), st.data())
@settings(max_examples=200, deadline=None)
def test_without_ties_the_order_of_nodes_does_not_matter(total: int, weights: list[int], data: st.DataObject) -> None:
    remainders = [total * weight % sum(weights) for weight in weights]
    assume(len(set(remainders)) == len(remainders))
    order = data.draw(st.permutations(range(len(weights))))
    plain = largest_remainder(total, weights)
    assert largest_remainder(total, [weights[i] for i in order]) == tuple(plain[i] for i in order)


@given(totals, weights_given, st.integers(1, 10**6))
@settings(max_examples=100, deadline=None)
def test_only_proportions_count(total: int, weights: list[Weight], factor: int) -> None:
    scaled = [Fraction(weight) * factor for weight in weights]
    assert largest_remainder(total, scaled) == largest_remainder(total, weights)
