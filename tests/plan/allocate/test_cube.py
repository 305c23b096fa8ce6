"""Three dimensions: what always holds, and what only as far as can be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planforge.plan.targets.allocate import Cube, Infeasible, hold_three, split_cube, three_problem

Block = list[list[list[int]]]


def blocks(top: int, low: int = 0) -> st.SearchStrategy[Block]:
    return st.tuples(*[st.integers(1, 4)] * 3).flatmap(
        lambda size: st.lists(
            st.lists(
                st.lists(st.integers(low, top), min_size=size[2], max_size=size[2]), min_size=size[1], max_size=size[1]
            ),
            min_size=size[0],
            max_size=size[0],
        )
    )


def tables(block: Block) -> tuple[list[list[int]], list[list[int]], list[list[int]]]:
    """The sums over the third, the second and the first dimension."""
    return (
        [[sum(cell) for cell in layer] for layer in block],
        [[sum(column) for column in zip(*layer, strict=True)] for layer in block],
        [[sum(layer[j][k] for layer in block) for k in range(len(block[0][0]))] for j in range(len(block[0]))],
    )


def test_a_new_district_takes_the_default_mix() -> None:
    assert split_cube([[10], [10]], [15, 5], [[[0, 0]], [[3, 1]]], default=[3, 1]) in (
        (((8, 2),), ((7, 3),)),
        (((7, 3),), ((8, 2),)),
    )


@pytest.mark.slow
@given(blocks(10**6))
@settings(max_examples=100, deadline=None)
def test_matrix_and_items_always_hold(block: Block) -> None:
    matrix = [[sum(cell) for cell in layer] for layer in block]
    items = [sum(layer[j][k] for layer in block for j in range(len(layer))) for k in range(len(block[0][0]))]
    seed = [[[weight + 1 for weight in cell] for cell in layer] for layer in block]
    cube = split_cube(matrix, items, seed)
    assert [[sum(cell) for cell in layer] for layer in cube] == matrix
    assert [sum(layer[j][k] for layer in cube for j in range(len(layer))) for k in range(len(items))] == items


@given(blocks(50, 10))
@settings(max_examples=100, deadline=None)
def test_where_every_cell_is_open_and_filled_all_three_tables_hold(block: Block) -> None:
    cube = hold_three(*tables(block), block)
    assert tables([[list(cell) for cell in layer] for layer in cube.cells]) == tables(block)
    assert cube.off == () and three_problem(cube) is None


@pytest.mark.slow
@given(blocks(2))
@settings(max_examples=200, deadline=None)
def test_two_tables_hold_and_the_third_tells_its_misses(block: Block) -> None:
    seed = [[[1 for _ in cell] for cell in layer] for layer in block]
    first, second, third = tables(block)
    cube = hold_three(first, second, third, seed)
    found = tables([[list(cell) for cell in layer] for layer in cube.cells])
    assert found[:2] == (first, second)
    misses = {(j, k): found[2][j][k] - third[j][k] for j in range(len(third)) for k in range(len(third[0]))}
    assert {(j, k): gap for j, k, gap in cube.off} == {place: gap for place, gap in misses.items() if gap}


def test_three_tables_that_agree_and_still_have_no_whole_solution() -> None:
    """Every pair of sums is one in a checkerboard of halves (Cox 1987: rounding may not exist in three dimensions)."""
    first = second = [[1, 1], [1, 1]]
    diagonal = [[2, 0], [0, 2]]
    assert hold_three(first, second, diagonal, [[[1, 1]] * 2] * 2).off == ()
    impossible = hold_three([[1, 0], [0, 1]], [[1, 0], [0, 1]], [[0, 1], [1, 0]], [[[1, 1]] * 2] * 2)
    problem = three_problem(impossible)
    assert problem is not None and problem.reason == "three" and problem.gap == 1
    assert "third misses 4 cells" in problem.message.en


def test_tables_that_contradict_each_other() -> None:
    with pytest.raises(Infeasible) as caught:
        hold_three([[3, 3]], [[2, 4]], [[2, 1], [1, 2]], [[[1, 1]] * 2])
    assert (caught.value.reason, caught.value.gap) == ("three", 1)
    assert "second and third" in caught.value.message.en


def test_no_cells_off_means_no_problem() -> None:
    assert three_problem(Cube((((1,),),))) is None
