"""Sharing out with locks, floors and caps."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planforge.plan.targets.allocate import Infeasible, Share, share_out
from planforge.problem import Text


def amounts(shares: tuple[Share, ...]) -> list[int]:
    return [share.amount for share in shares]


def in_ten_thousands(units: int) -> Text:
    return Text(f"{units:,} 万元", f"{units:,}")


def test_a_lock_stands_and_the_rest_share_what_is_left() -> None:
    shares = share_out(100, [10, 20, 30], locks={1: 20})
    assert amounts(shares) == [20, 20, 60]
    assert [share.held for share in shares] == ["", "lock", ""]


def test_a_lock_stands_whatever_floor_and_cap_it_has() -> None:
    assert amounts(share_out(100, [10, 20, 30], locks={1: 20}, floors={1: 40}, caps={1: -5})) == [20, 20, 60]


def test_floors_and_caps_fill_like_water() -> None:
    assert amounts(share_out(100, [1, 1, 2], caps={2: 30})) == [35, 35, 30]
    assert amounts(share_out(100, [1, 1, 8], floors={0: 25})) == [25, 8, 67]
    assert amounts(share_out(100, [50, 30, 20], floors={2: 40}, caps={0: 35})) == [35, 25, 40]


def test_every_figure_can_be_explained() -> None:
    first, *_ = share_out(10, [1, 1, 1])
    assert (first.weight, first.share, first.raw) == (Fraction(1), Fraction(1, 3), Fraction(10, 3))
    assert (first.amount, first.rounding, first.raised) == (4, Fraction(2, 3), 1)


def test_a_node_without_weight_gets_its_floor_and_no_more() -> None:
    assert amounts(share_out(8, [0, 10], floors={0: 3}, caps={1: 5})) == [3, 5]
    assert amounts(share_out(8, [0, 10], floors={0: 3})) == [3, 5]


def test_a_target_of_nil() -> None:
    assert amounts(share_out(0, [1, 2])) == [0, 0]
    assert amounts(share_out(0, [0, 0])) == [0, 0]


def refusal(total: int, weights: list[int], **held: dict[int, int]) -> Infeasible:
    with pytest.raises(Infeasible) as caught:
        share_out(total, weights, show=in_ten_thousands, **held)
    return caught.value


def test_locks_beyond_the_target_say_by_how_much() -> None:
    error = refusal(1200, [1, 1, 1], locks={0: 700, 1: 620})
    assert (error.reason, error.gap) == ("over", 120)
    assert error.message.en == (
        "locks add up to 1,320, 120 more than the target 1,200: lower a lock or raise the target"
    )
    assert error.message.zh == "锁定合计 1,320 万元，比目标 1,200 万元 多 120 万元：调低锁定，或提高目标"


def test_locks_and_floors_together() -> None:
    error = refusal(100, [1, 1], locks={0: 60}, floors={1: 50})
    assert (error.reason, error.gap) == ("over", 10)
    assert "locks and floors add up to 110" in error.message.en


def test_caps_below_the_target() -> None:
    error = refusal(100, [1, 1], caps={0: 30, 1: 40})
    assert (error.reason, error.gap) == ("under", 30)
    assert "raise one of the caps" in error.message.en


def test_all_locked_but_less_than_the_target() -> None:
    error = refusal(100, [1, 1], locks={0: 30, 1: 40})
    assert (error.reason, error.gap) == ("under", 30)
    assert "raise one of the locks" in error.message.en


def test_a_floor_above_its_cap_names_the_node() -> None:
    error = refusal(100, [1, 1], floors={1: 50}, caps={1: 40})
    assert (error.reason, error.index, error.gap) == ("crossed", 1, 10)


def test_a_cap_below_nil_is_crossed() -> None:
    assert refusal(100, [1, 1], caps={0: -5}).reason == "crossed"


def test_no_one_left_to_take_the_rest() -> None:
    error = refusal(100, [1, 0], locks={0: 40})
    assert (error.reason, error.gap) == ("no-weight", 60)


def test_a_target_below_nil_is_refused() -> None:
    assert refusal(-1, [1, 1]).reason == "over"


@st.composite
def cases(draw: st.DrawFn) -> tuple[int, list[int], dict[int, int], dict[int, int], dict[int, int]]:
    """A total with locks, floors and caps that can all be kept, because some split keeps them."""
    split = draw(st.lists(st.integers(0, draw(st.sampled_from([5, 1000, 10**12]))), min_size=1, max_size=10))
    weights = [draw(st.integers(1, 1000)) if part else draw(st.integers(0, 1000)) for part in split]
    locks, floors, caps = {}, {}, {}
    for i, part in enumerate(split):
        kind = draw(st.sampled_from(["", "", "lock", "floor", "cap", "both"]))
        if kind == "lock":
            locks[i] = part
        if kind in ("floor", "both"):
            floors[i] = draw(st.integers(0, part))
        if kind in ("cap", "both"):
            caps[i] = part + draw(st.integers(0, 50))
    return sum(split), weights, locks, floors, caps


@pytest.mark.slow
@given(cases())
@settings(max_examples=200, deadline=None)
def test_what_can_be_kept_is_kept(
    case: tuple[int, list[int], dict[int, int], dict[int, int], dict[int, int]],
) -> None:
    total, weights, locks, floors, caps = case
    shares = share_out(total, weights, locks=locks, floors=floors, caps=caps)
    assert sum(amounts(shares)) == total
    assert all(shares[i].amount == amount for i, amount in locks.items())
    assert all(shares[i].amount >= amount for i, amount in floors.items())
    assert all(shares[i].amount <= amount for i, amount in caps.items())
    assert all(share.amount >= 0 and abs(share.rounding) < 1 for share in shares)
    assert sum(share.raw for share in shares) == total


@pytest.mark.slow
@given(cases())
@settings(max_examples=150, deadline=None)
def test_free_nodes_keep_their_proportions_and_bound_ones_would_otherwise_break_their_bound(
    case: tuple[int, list[int], dict[int, int], dict[int, int], dict[int, int]],
) -> None:
    total, weights, locks, floors, caps = case
    shares = share_out(total, weights, locks=locks, floors=floors, caps=caps)
    free = [share for share in shares if not share.held and share.weight]
    assume(free)
    rate = free[0].raw / free[0].weight
    assert all(share.raw == rate * share.weight for share in free)
    assert all(rate * share.weight <= share.raw for share in shares if share.held == "floor")
    assert all(rate * share.weight >= share.raw for share in shares if share.held == "cap")


@pytest.mark.slow
@given(cases(), st.data())
@settings(max_examples=150, deadline=None)
def test_raising_a_weight_never_lowers_its_share_within_bounds(
    case: tuple[int, list[int], dict[int, int], dict[int, int], dict[int, int]], data: st.DataObject
) -> None:
    total, weights, locks, floors, caps = case
    index = data.draw(st.integers(0, len(weights) - 1))
    raised = [weight + (i == index) * data.draw(st.integers(0, 500)) for i, weight in enumerate(weights)]
    before = share_out(total, weights, locks=locks, floors=floors, caps=caps)
    after = share_out(total, raised, locks=locks, floors=floors, caps=caps)
    assert after[index].amount >= before[index].amount


@pytest.mark.slow
@given(
    st.integers(0, 200),
    st.lists(st.integers(0, 9), min_size=1, max_size=5),
    st.dictionaries(st.integers(0, 4), st.integers(0, 80), max_size=3),
    st.dictionaries(st.integers(0, 4), st.integers(0, 80), max_size=3),
    st.dictionaries(st.integers(0, 4), st.integers(0, 80), max_size=3),
)
@settings(max_examples=200, deadline=None)
def test_a_refusal_is_right_and_its_gap_mends_it(
    total: int, weights: list[int], locks: dict[int, int], floors: dict[int, int], caps: dict[int, int]
) -> None:
    size = len(weights)
    locks, floors, caps = ({i: v for i, v in held.items() if i < size} for held in (locks, floors, caps))
    try:
        assert sum(amounts(share_out(total, weights, locks=locks, floors=floors, caps=caps))) == total
    except Infeasible as error:
        assert error.gap > 0
        if error.reason == "over":
            share_out(total + error.gap, weights, locks=locks, floors=floors, caps=caps)
            assert not feasible(total + error.gap - 1, weights, locks, floors, caps)
        if error.reason in ("under", "no-weight"):
            share_out(total - error.gap, weights, locks=locks, floors=floors, caps=caps)
            assert not feasible(total - error.gap + 1, weights, locks, floors, caps)


def feasible(
    total: int, weights: list[int], locks: dict[int, int], floors: dict[int, int], caps: dict[int, int]
) -> bool:
    try:
        share_out(total, weights, locks=locks, floors=floors, caps=caps)
    except Infeasible:
        return False
    return True
