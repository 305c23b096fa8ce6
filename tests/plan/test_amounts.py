"""Rounding money: parts, rows and columns still add up."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planforge.numbers import nearest
from planforge.plan.amounts import portions, round_parts, round_table

fractions = st.fractions(-1000, 100_000, max_denominator=97)
granules = st.sampled_from([1, 10, 1000])


def tables(cells: st.SearchStrategy[Fraction]) -> st.SearchStrategy[list[list[Fraction]]]:
    return st.integers(1, 6).flatmap(
        lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=6)
    )


def test_a_half_goes_away_from_zero() -> None:
    assert [nearest(Fraction(n, 2), 1) for n in (-3, -1, 1, 3)] == [-2, -1, 1, 2]
    assert nearest(15_787_200, 1000) == 15_787_000


def test_hamilton_gives_0_1_1_1_where_naive_rounding_gives_4() -> None:
    assert portions(3, [Fraction(n, 100) for n in (17, 23, 30, 30)], 1) == (0, 1, 1, 1)


def test_hamilton_alabama_paradox() -> None:
    weights = [Fraction(n, 10) for n in (567, 385, 42, 6)]
    assert portions(323, weights, 1) == (183, 124, 14, 2)
    assert portions(324, weights, 1) == (184, 125, 13, 2)


def test_ties_go_to_the_first() -> None:
    assert portions(2, [6, 6, 8], 1) == (1, 0, 1)


def test_cox_1987_fixture_keeps_rows_and_columns() -> None:
    rows = [["11.998", "9.083", "2.919"], ["12.983", "10.872", "3.145"], ["1.019", "2.045", ".936"]]
    cells = round_table([[Fraction(cell) for cell in row] for row in rows], 1)
    assert [sum(row) for row in cells] == [24, 27, 4]
    assert [sum(column) for column in zip(*cells, strict=True)] == [26, 22, 7]


@pytest.mark.parametrize("seed", range(30))
def test_columns_come_to_their_rounded_sums_where_every_cell_may_move(seed: int) -> None:
    chance = Random(seed)
    table = [[Fraction(chance.randint(1, 999) * 10 + 1, 997) for _ in range(5)] for _ in range(6)]
    cells = round_table(table, 1)
    assert tuple(map(sum, cells)) == round_parts([sum(row) for row in table], 1)
    assert tuple(map(sum, zip(*cells, strict=True))) == round_parts([sum(c) for c in zip(*table, strict=True)], 1)
    assert all(
        abs(cell - raw) < 1 for row, raws in zip(cells, table, strict=True) for cell, raw in zip(row, raws, strict=True)
    )


def test_a_column_that_no_row_leads_to_stays_as_it_is() -> None:
    """Rows want their units in the first two columns, columns one in the third, which no row shares with them."""
    table = [["0.3", "0.3", "0"], ["0.3", "0.3", "0"], ["0", "0", "0.45"], ["0", "0", "0.45"]]
    found = round_table([[Fraction(cell) for cell in row] for row in table], 1)
    assert found == ((1, 0, 0), (0, 1, 0), (0, 0, 0), (0, 0, 0))


@pytest.mark.slow
@settings(max_examples=150)
@given(st.lists(fractions, max_size=12), granules)
def test_parts_stay_within_one_granule_and_sum_to_the_rounded_sum(raws: list[Fraction], granule: int) -> None:
    parts = round_parts(raws, granule)
    assert sum(parts) == nearest(sum(raws), granule)
    assert all(abs(part - raw) < granule and part % granule == 0 for part, raw in zip(parts, raws, strict=True))


@pytest.mark.slow
@settings(max_examples=150)
@given(tables(fractions), granules)
def test_tables_keep_cells_and_rows(raws: list[list[Fraction]], granule: int) -> None:
    cells = round_table(raws, granule)
    assert tuple(map(sum, cells)) == round_parts([sum(row, Fraction(0)) for row in raws], granule)
    assert all(
        abs(c - r) < granule for row, raw in zip(cells, raws, strict=True) for c, r in zip(row, raw, strict=True)
    )


@pytest.mark.slow
@settings(max_examples=150)
@given(tables(st.fractions(0, 1000, max_denominator=7).map(lambda raw: raw + Fraction(1, 11))), granules)
def test_columns_keep_their_sums_where_no_cell_is_whole(raws: list[list[Fraction]], granule: int) -> None:
    columns = [sum(column, Fraction(0)) for column in zip(*raws, strict=True)]
    cells = round_table(raws, granule)
    assert tuple(map(sum, zip(*cells, strict=True))) == round_parts(columns, granule)
