"""Large grids: exact on every margin, quickly, and loading numpy only then."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planforge.plan.targets.allocate import Infeasible, largest_remainder, split_grid
from planforge.plan.targets.allocate.infeasible import Names
from planforge.plan.targets.allocate.large import apportion_rows, split_large
from planforge.plan.targets.allocate.rounding import Margins


def weights(height: int, width: int, seed: int) -> list[list[int]]:
    return np.random.default_rng(seed).integers(1, 100_000, (height, width)).tolist()  # type: ignore[no-any-return]


def test_a_thousand_districts_by_six_hundred_within_two_seconds() -> None:
    seed = weights(1000, 600, 1)
    rows = largest_remainder(8_280_000_000, [sum(row) * (i % 7 + 3) for i, row in enumerate(seed)])
    columns = largest_remainder(8_280_000_000, [j % 11 + 5 for j in range(600)])
    start = perf_counter()
    cells = split_grid(rows, columns, seed)
    assert perf_counter() - start < 2
    assert tuple(map(sum, cells)) == rows
    assert tuple(map(sum, zip(*cells, strict=True))) == columns


@pytest.mark.slow
@pytest.mark.parametrize("total", [0, 1, 599_999, 10**13])
def test_a_cube_is_exact_on_its_matrix_and_on_its_items(total: int) -> None:
    flat = weights(200, 12 * 20, 2)
    seed = [[row[20 * m : 20 * m + 20] for m in range(12)] for row in flat]
    districts = largest_remainder(total, [i % 9 + 1 for i in range(200)])
    months = largest_remainder(total, range(1, 13))
    items = largest_remainder(total, range(1, 21))
    matrix = split_grid(districts, months, [[sum(cell) for cell in row] for row in seed])
    places = [(row, month) for row in range(200) for month in range(12)]
    cells = split_grid(
        [matrix[row][month] for row, month in places], items, [seed[row][month] for row, month in places]
    )
    assert [sum(cell) for cell in cells] == [matrix[row][month] for row, month in places]
    assert tuple(map(sum, matrix)) == districts
    assert tuple(map(sum, zip(*matrix, strict=True))) == months
    assert tuple(map(sum, zip(*cells, strict=True))) == items


def test_closed_cells_locks_and_bounds_at_scale() -> None:
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 1000, (700, 12)) * (rng.random((700, 12)) < 0.8)
    seed = (truth * rng.uniform(0.5, 2, truth.shape)).astype(int) + (truth > 0)
    places = [tuple(place) for place in rng.integers(0, [700, 12], (300, 2)).tolist()]
    locks = {place: int(truth[place]) for place in places[:100]}
    floors = {place: int(truth[place]) // 2 for place in places[100:200]}
    caps = {place: int(truth[place]) + 1 for place in places[200:]}
    rows, columns = truth.sum(1).tolist(), truth.sum(0).tolist()
    cells = split_grid(rows, columns, seed.tolist(), locks, floors=floors, caps=caps)
    found = np.array(cells)
    assert found.sum(1).tolist() == rows and found.sum(0).tolist() == columns
    assert all(found[place] == amount for place, amount in locks.items())
    assert all(found[place] >= amount for place, amount in floors.items())
    assert all(found[place] <= amount for place, amount in caps.items() if place not in locks)
    assert not found[(seed == 0)].any()


def test_a_table_that_comes_to_what_locks_leave_is_left_as_it_is_at_scale() -> None:
    """Locks above the weights in a half of the rows, and margins with them: nothing else has to move."""
    seed = weights(700, 12, 4)
    locks = {(row, row % 3): seed[row][row % 3] + 1000 * row for row in range(350)}
    wanted = [[locks.get((i, j), cell) for j, cell in enumerate(row)] for i, row in enumerate(seed)]
    cells = split_grid(list(map(sum, wanted)), [sum(column) for column in zip(*wanted, strict=True)], seed, locks)
    assert [list(row) for row in cells] == wanted


def test_what_is_in_the_way_is_named_at_scale() -> None:
    """Ninety districts open only in December, which cannot take them."""
    seed = [[0] * 11 + [1] if i < 90 else [1] * 12 for i in range(1000)]
    rows, columns = [12] * 1000, [1000] * 12
    with pytest.raises(Infeasible) as caught:
        split_grid(rows, columns, seed)
    assert (caught.value.reason, caught.value.columns, caught.value.gap) == ("block", (11,), 80)
    assert len(caught.value.rows) == 90


@pytest.mark.slow
def test_beyond_fifty_bits_python_decides() -> None:
    rows, columns = [2**60 // 6000] * 6000, [2**60 // 6000 * 6000]
    assert [row[0] for row in split_grid(rows, columns, [[1]] * 6000)] == rows


@pytest.mark.slow
@given(
    st.lists(st.integers(0, 2**50 - 1), min_size=1, max_size=5),
    st.lists(st.lists(st.integers(0, 2**57), min_size=6, max_size=6).filter(any), min_size=5, max_size=5),
)
@settings(max_examples=200, deadline=None)
def test_sixty_four_bits_decide_as_exactly_as_fractions(totals: list[int], table: list[list[int]]) -> None:
    lines = table[: len(totals)]
    cells, _ = apportion_rows(np.array(totals, np.int64), np.array(lines, np.int64))
    for total, line, row in zip(totals, lines, cells.tolist(), strict=True):
        assert tuple(row) == largest_remainder(total, [Fraction(weight) for weight in line])


def test_a_small_plan_does_not_load_numpy() -> None:
    code = (
        "import sys; from planforge.plan.targets.allocate import share_out, split_grid\n"
        "share_out(100, [1, 2, 3]); split_grid([60] * 18, [90] * 12, [[1] * 12] * 18)\n"
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("total", range(8))
def test_ties_go_to_the_first_of_a_row_as_one_by_one(total: int) -> None:
    weights = [[5, 5, 5, 1], [1, 1, 1, 1], [0, 3, 3, 0]]
    cells, _ = apportion_rows(np.array([total] * 3), np.array(weights))
    assert [tuple(row) for row in cells.tolist()] == [largest_remainder(total, row) for row in weights]


@pytest.mark.parametrize(("floors", "caps"), [({(0, 0): 16}, {}), ({}, {(0, 0): 4}), ({(0, 0): 16}, {(2, 2): 3})])
def test_bounds_are_fitted_at_scale_as_in_small_tables(
    floors: dict[tuple[int, int], int], caps: dict[tuple[int, int], int]
) -> None:
    """What a bound takes or leaves is shared by all other rows, not by the first that has room."""
    margins = Margins((30,) * 3, (30,) * 3, Names())
    seed = [[1] * 3 for _ in range(3)]
    large = split_large(margins, seed, {}, floors, caps)
    small = split_grid(margins.rows, margins.columns, seed, floors=floors, caps=caps)
    assert np.abs(np.array(large) - np.array(small)).max() <= 1
