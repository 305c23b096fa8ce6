"""Two margins at once: fitting, controlled rounding, locks, bounds, closed cells, and what is in the way."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planforge.plan.targets.allocate import (
    Cells,
    Infeasible,
    Names,
    Weight,
    controlled_rounding,
    fit,
    matrix,
    share_grid,
    split_grid,
)
from planforge.plan.targets.cells import called

Held = dict[tuple[int, int], int]


def row_sums(cells: Cells) -> list[int]:
    return [sum(row) for row in cells]


def column_sums(cells: Cells) -> list[int]:
    return [sum(column) for column in zip(*cells, strict=True)]


# Published answers ----------------------------------------------------------------------------------------------------

WIKIPEDIA_SEED = [[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]]
WIKIPEDIA_FIT = [
    "64.56 46.23 35.38 3.82",
    "49.97 68.16 156.50 25.37",
    "56.72 144.43 145.08 53.77",
    "28.75 41.18 63.03 17.03",
]


def test_proportional_fitting_as_published() -> None:
    cells = fit(WIKIPEDIA_SEED, [150, 300, 400, 150], [200, 300, 400, 100])
    assert [" ".join(f"{float(cell):.2f}" for cell in row) for row in cells] == WIKIPEDIA_FIT


def test_a_table_that_leans_hard_on_its_diagonal_is_fitted_in_its_proportions_to_the_last_round() -> None:
    """Fitting multiplies rows and columns, so that ad ÷ bc stays what it was: a million."""
    ((a, b), (c, d)) = cells = fit([[1000, 1], [1, 1000]], [100, 100], [110, 90])
    assert all(abs(sum(row, Fraction(0)) - 100) < Fraction(1, 10**6) for row in cells)
    assert abs(a + c - 110) < Fraction(1, 10**6) and abs(b + d - 90) < Fraction(1, 10**6)
    assert abs(a * d / (b * c) - 10**6) < 10**4


def test_the_published_fit_made_whole() -> None:
    rows, columns = [150, 300, 400, 150], [200, 300, 400, 100]
    cells = split_grid(rows, columns, WIKIPEDIA_SEED)
    assert row_sums(cells) == rows and column_sums(cells) == columns
    for published, row in zip(WIKIPEDIA_FIT, cells, strict=True):
        assert all(abs(float(raw) - cell) < 1.01 for raw, cell in zip(published.split(), row, strict=True))


def test_controlled_rounding_as_published() -> None:
    """Raw cells with margins 24, 27, 4 and 26, 22, 7; each goes to the whole number below or above."""
    lines = ("11.998 9.083 2.919", "12.983 10.872 3.145", "1.019 2.045 .936")
    raw = [[Decimal(word) for word in line.split()] for line in lines]
    cells = controlled_rounding(raw, [24, 27, 4], [26, 22, 7])
    assert cells == [[12, 9, 3], [13, 11, 3], [1, 2, 1]]


# Behaviour ------------------------------------------------------------------------------------------------------------


def test_ties_go_to_the_first_named() -> None:
    assert split_grid([5, 5], [5, 5], [[1, 1], [1, 1]]) == [[3, 2], [2, 3]]


def test_weights_so_unlike_that_one_nearly_vanishes_still_leave_a_way() -> None:
    assert column_sums(split_grid([5, 5], [5, 5], [[10**12, 1], [10**12, 1]])) == [5, 5]


def test_a_closed_cell_stays_nil_and_a_lock_stands() -> None:
    cells = split_grid([10, 20], [12, 9, 9], [[0, 1, 1], [1, 1, 1]], {(1, 1): 3})
    assert cells[0][0] == 0 and cells[1] == [12, 3, 5]
    assert column_sums(cells) == [12, 9, 9]


def test_a_closed_cell_can_still_be_locked() -> None:
    assert split_grid([5, 5], [6, 4], [[0, 1], [1, 1]], {(0, 0): 2}) == [[2, 3], [4, 1]]


def test_floors_and_caps_of_cells() -> None:
    grid = share_grid([100, 100], [100, 100], [[1, 1], [1, 1]], caps={(0, 0): 30}, floors={(1, 1): 10})
    assert grid.cells == ((30, 70), (70, 30))
    assert grid.of(0, 0).held == "cap" and grid.of(1, 1).held == ""


def test_every_cell_can_be_explained() -> None:
    grid = share_grid([7, 3], [5, 5], [[1, 2], [1, 1]], {(1, 0): 2})
    cell = grid.of(0, 1)
    assert (cell.weight, cell.share, cell.raw, cell.amount) == (Fraction(2), Fraction(2, 3), Fraction(4), 4)
    assert grid.of(1, 0).held == "lock"


def test_ten_trillion_is_exact() -> None:
    rows, columns = [10**13, 1, 0], [3 * 10**12 + 1, 7 * 10**12]
    cells = split_grid(rows, columns, [[3, 7], [1, 1], [1, 1]])
    assert row_sums(cells) == rows and column_sums(cells) == columns


# What is in the way ---------------------------------------------------------------------------------------------------

CITIES, MONTHS = called(("信阳", "南阳")), called(("1月", "2月", "3月"))


def refusal(rows: list[int], columns: list[int], seed: list[list[int]], **held: Held) -> Infeasible:
    with pytest.raises(Infeasible) as caught:
        split_grid(rows, columns, seed, names=Names(CITIES, MONTHS), **held)
    return caught.value


def test_margins_that_differ() -> None:
    error = refusal([10, 20], [10, 10, 9], [[1, 1, 1]] * 2)
    assert (error.reason, error.gap) == ("margins", 1)


def test_locks_beyond_a_row_name_it() -> None:
    error = refusal([10, 20], [10, 10, 10], [[1, 1, 1]] * 2, locks={(0, 0): 7, (0, 1): 5})
    assert (error.reason, error.index, error.gap) == ("row", 0, 2)
    assert "信阳" in error.message.zh and "12" in error.message.zh


def test_a_column_no_one_is_open_in() -> None:
    error = refusal([10, 20], [10, 10, 10], [[1, 0, 1]] * 2)
    assert (error.reason, error.index, error.gap) == ("column", 1, 10)
    assert "2月" in error.message.zh


def test_a_district_open_too_late_for_its_total() -> None:
    """Each row and column could be met alone; together the second district cannot place its total."""
    error = refusal([10, 20], [10, 12, 8], [[1, 1, 1], [0, 0, 1]])
    assert (error.reason, error.index, error.gap) == ("row", 1, 12)
    error = refusal([10, 20], [14, 8, 8], [[1, 1, 1], [0, 1, 1]])
    assert error.reason in ("row", "column") and error.gap == 4


def test_several_rows_and_columns_that_leave_no_way_together() -> None:
    seed = [[1, 1, 0], [1, 1, 0], [1, 1, 1]]
    with pytest.raises(Infeasible) as caught:
        split_grid([10, 10, 5], [9, 9, 7], seed, names=Names(called("甲乙丙"), MONTHS))
    error = caught.value
    assert (error.reason, error.gap) in {("block", 2), ("column", 2)}
    with pytest.raises(Infeasible) as caught:
        split_grid([10, 10, 8], [9, 9, 10], seed, names=Names(called("甲乙丙"), MONTHS))
    error = caught.value
    assert error.reason in ("block", "column") and error.gap == 2


@pytest.mark.parametrize(
    ("locked", "said"),
    [
        (
            [(0, 0), (0, 1), (1, 0), (1, 1)],
            "甲、乙除3月、4月外已无处可放（锁定、封顶或未开放），而3月、4月合计只有 8，差 4",
        ),
        (
            [(0, 0), (0, 2), (1, 0), (1, 2)],
            "甲、乙除2月、4月外已无处可放（锁定、封顶或未开放），而2月、4月合计只有 8，差 4",
        ),
        (
            [(0, 2), (0, 3), (1, 2), (1, 3)],
            "甲、乙除1月、2月外已无处可放（锁定、封顶或未开放），而1月、2月合计只有 8，差 4",
        ),
    ],
)
def test_rows_and_columns_that_leave_no_way_are_named_in_their_order(locked: list[tuple[int, int]], said: str) -> None:
    names = Names(called("甲乙丙"), called(("1月", "2月", "3月", "4月")))
    with pytest.raises(Infeasible) as caught:
        split_grid([6, 6, 4], [4] * 4, [[1] * 4] * 3, dict.fromkeys(locked, 0), names=names)
    assert caught.value.message.zh.startswith(said)


def test_a_floor_above_its_cap() -> None:
    error = refusal([10, 20], [10, 10, 10], [[1, 1, 1]] * 2, floors={(0, 1): 5}, caps={(0, 1): 3})
    assert (error.reason, error.rows, error.columns, error.gap) == ("crossed", (0,), (1,), 2)


# Properties -----------------------------------------------------------------------------------------------------------


@st.composite
def grids(draw: st.DrawFn) -> tuple[Cells, list[list[int]], Held, Held, Held]:
    """A split that exists, weights that allow it, and locks, floors and caps that it keeps."""
    height, width = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    top = draw(st.sampled_from([3, 100, 10**9, 10**12]))
    cells = [[draw(st.one_of(st.just(0), st.integers(0, top))) for _ in range(width)] for _ in range(height)]
    seed = [[draw(st.integers(1, 1000)) if cell else draw(st.integers(0, 5)) for cell in row] for row in cells]
    locks, floors, caps = Held(), Held(), Held()
    for i in range(height):
        for j in range(width):
            kind = draw(st.sampled_from(["", "", "", "", "lock", "floor", "cap"]))
            if kind == "lock":
                locks[i, j] = cells[i][j]
            elif kind == "floor":
                floors[i, j] = draw(st.integers(0, cells[i][j]))
            elif kind == "cap":
                caps[i, j] = cells[i][j] + draw(st.integers(0, 9))
    return cells, seed, locks, floors, caps


def check(cells: Cells, case: tuple[Cells, list[list[int]], Held, Held, Held]) -> None:
    truth, seed, locks, floors, caps = case
    assert row_sums(cells) == row_sums(truth) and column_sums(cells) == column_sums(truth)
    assert all(cell >= 0 for row in cells for cell in row)
    assert all(cells[i][j] == amount for (i, j), amount in locks.items())
    assert all(cells[i][j] >= amount for (i, j), amount in floors.items())
    assert all(cells[i][j] <= amount for (i, j), amount in caps.items())
    for i, row in enumerate(seed):
        for j, weight in enumerate(row):
            assert weight or (i, j) in locks or cells[i][j] == floors.get((i, j), 0)


@pytest.mark.slow
@given(grids())
@settings(max_examples=150, deadline=None)
def test_what_can_be_kept_is_kept(case: tuple[Cells, list[list[int]], Held, Held, Held]) -> None:
    truth, seed, locks, floors, caps = case
    rows, columns = row_sums(truth), column_sums(truth)
    check(split_grid(rows, columns, seed, locks, floors=floors, caps=caps), case)


@pytest.mark.slow
@given(grids())
@settings(max_examples=150, deadline=None)
def test_the_large_path_keeps_the_same_promises(case: tuple[Cells, list[list[int]], Held, Held, Held]) -> None:
    from planforge.plan.targets.allocate.large import split_large
    from planforge.plan.targets.allocate.rounding import Margins

    truth, seed, locks, floors, caps = case
    free = {place: amount for place, amount in floors.items() if place not in locks}
    margins = Margins(row_sums(truth), column_sums(truth))
    check(split_large(margins, seed, locks, free, caps), case)


@pytest.mark.slow
@given(
    st.integers(1, 6).flatmap(
        lambda n: st.lists(st.lists(st.integers(1, 60), min_size=n, max_size=n), min_size=1, max_size=6)
    ),
    st.integers(2, 7),
)
@settings(max_examples=150, deadline=None)
def test_a_raw_table_on_its_margins_goes_to_the_whole_numbers_beside_each_cell(
    table: list[list[int]], scale: int
) -> None:
    """A table whose margins are multiples of ``scale`` (a row and a column make them so), divided by it."""
    wide = [[*row, -sum(row) % scale] for row in table]
    full = [*wide, [-sum(column) % scale for column in zip(*wide, strict=True)]]
    raw = [[Fraction(cell, scale) for cell in row] for row in full]
    rows = [int(sum(row)) for row in raw]
    columns = [int(sum(column)) for column in zip(*raw, strict=True)]
    cells = controlled_rounding(raw, rows, columns)
    assert row_sums(cells) == rows and column_sums(cells) == columns
    for line, exact in zip(cells, raw, strict=True):
        assert all(abs(cell - value) < 1 for cell, value in zip(line, exact, strict=True))


@pytest.mark.slow
@given(
    st.integers(1, 5).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 2), min_size=n, max_size=n), min_size=1, max_size=5)
    ),
    st.data(),
)
@settings(max_examples=200, deadline=None)
def test_a_refusal_is_right(seed: list[list[int]], data: st.DataObject) -> None:
    """No split exists (all are tried by a max-flow of another kind) exactly where one is refused."""
    rows = [data.draw(st.integers(0, 4)) for _ in seed]
    columns = [data.draw(st.integers(0, 4)) for _ in seed[0]]
    columns[-1] = max(0, sum(rows) - sum(columns[:-1]))
    try:
        cells = split_grid(rows, columns, seed)
    except Infeasible as error:
        assert error.gap > 0
        assert not gale(rows, columns, seed)
    else:
        assert row_sums(cells) == rows and column_sums(cells) == columns


def gale(rows: list[int], columns: list[int], seed: list[list[int]]) -> bool:
    """Gale's condition, over every set of rows: what only certain columns can take must fit into them."""
    if sum(rows) != sum(columns):
        return False
    for chosen in range(1 << len(rows)):
        picked = [i for i in range(len(rows)) if chosen >> i & 1]
        reach = [j for j in range(len(columns)) if any(seed[i][j] for i in picked)]
        if sum(rows[i] for i in picked) > sum(columns[j] for j in reach):
            return False
    return True


@pytest.mark.slow
@given(st.lists(st.lists(st.integers(1, 500), min_size=4, max_size=4), min_size=2, max_size=6), st.data())
@settings(max_examples=100, deadline=None)
def test_the_order_of_rows_matters_by_one_unit_at_most(seed: list[list[int]], data: st.DataObject) -> None:
    rows = [data.draw(st.integers(0, 10**6)) for _ in seed]
    quarter = sum(rows) // 4
    columns = [quarter, quarter, quarter, sum(rows) - 3 * quarter]
    order = data.draw(st.permutations(range(len(rows))))
    plain = split_grid(rows, columns, seed)
    turned = split_grid([rows[i] for i in order], columns, [seed[i] for i in order])
    for place, index in enumerate(order):
        assert all(abs(a - b) <= 1 for a, b in zip(turned[place], plain[index], strict=True))


@pytest.mark.parametrize(("weight", "reason"), [(None, "not-given"), (-1, "negative")])
@pytest.mark.parametrize("height", [2, matrix.LARGE])
def test_weights_that_say_nothing_are_refused_at_any_size(weight: Weight, reason: str, height: int) -> None:
    with pytest.raises(Infeasible) as caught:
        split_grid([2] * height, [height, height], [[1, weight], *[[1, 1]] * (height - 1)])
    assert caught.value.reason == reason


@pytest.mark.parametrize("seed", range(60))
def test_a_table_that_can_keep_its_floors_and_caps_keeps_them(seed: int) -> None:
    """Tables of which one filling is known: nothing above it, nothing below it, in some cells."""
    chance = Random(seed)
    truth = [[chance.randint(0, 5) for _ in range(4)] for _ in range(3)]
    weights = [[chance.randint(1, 9) for _ in range(4)] for _ in range(3)]
    places = [(i, j) for i in range(3) for j in range(4)]
    caps = {(i, j): truth[i][j] for i, j in chance.sample(places, 4)}
    floors = {(i, j): truth[i][j] for i, j in chance.sample(places, 4)}
    rows, columns = list(map(sum, truth)), [sum(row[j] for row in truth) for j in range(4)]
    cells = split_grid(rows, columns, weights, floors=floors, caps=caps)
    assert (list(map(sum, cells)), [sum(row[j] for row in cells) for j in range(4)]) == (rows, columns)
    assert all(cells[i][j] <= most for (i, j), most in caps.items())
    assert all(cells[i][j] >= least for (i, j), least in floors.items())
