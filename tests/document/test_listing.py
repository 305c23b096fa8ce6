"""A table is a list of columns: what each shows, what its total is, what follows from what, what is left out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from planforge.document.compose import words_for
from planforge.document.listing import As, Band, Listing, Sum, Total
from planforge.document.model import Follows, RowKind, Table, Tone
from planforge.plan.make import make_plan
from planforge.spec.spec import Spec
from planforge.words import Words

Sold = tuple[str, int | None, int]
"""A name, last year's sales and this year's, in currency units."""


@cache
def words() -> Words:
    given = {
        "year": 2027,
        "region": {"name": "豫南", "company": "福麦"},
        "money": {"round_to": 1, "unit": "元"},
        "districts": [{"name": "信阳"}],
        "targets": {"base": 1200},
    }
    return words_for(make_plan(Spec.model_validate(given)))


def listed(rows: list[Sold], *, total: bool = True) -> Table:
    of = Listing[Sold](words(), "targets_by_district")
    columns = (
        of.text("district", 1.0, lambda row: row[0]),
        of.text("leader", 1.0, lambda row: None),
        of.money("last", 1.0, lambda row: row[1]),
        of.money("plan", 1.0, lambda row: row[2]),
        of.growth("growth", 1.0, "plan", "last"),
        of.difference("added", 1.0, "plan", "last"),
        of.share("part", 1.0, "plan"),
    )
    table = of.table(columns, rows, total="total" if total else None)
    assert table is not None
    return table


def column(table: Table, key: str) -> list[object]:
    at = next(n for n, one in enumerate(table.columns) if one.key == key)
    return [row.cells[at].value for row in table.rows]


amounts = st.lists(
    st.tuples(st.sampled_from("ABCDEF"), st.integers(1, 10**9), st.integers(1, 10**9)), min_size=1, max_size=9
)


@settings(deadline=None)
@given(amounts)
def test_the_total_of_an_amount_is_its_sum_and_of_a_ratio_the_ratio_of_sums(rows: list[Sold]) -> None:
    table = listed(rows)
    last, plan = (sum(int(row[n] or 0) for row in rows) for n in (1, 2))
    assert column(table, "last")[-1] == last
    assert column(table, "plan")[-1] == plan
    assert column(table, "added")[-1] == plan - last
    grown = column(table, "growth")[-1]
    assert isinstance(grown, Decimal)
    assert abs(Fraction(grown) - (Fraction(plan, last) - 1)) < Fraction(1, 10**20)
    assert column(table, "part")[-1] == 1


@settings(deadline=None)
@given(amounts)
def test_shares_are_rounded_one_by_one_so_that_equal_amounts_have_equal_shares(rows: list[Sold]) -> None:
    table = listed([*rows, ("X", 1, rows[0][2])])
    at = next(n for n, one in enumerate(table.columns) if one.key == "part")
    assert table.rows[0].cells[at].text == table.rows[-2].cells[at].text


def test_an_unknown_figure_is_a_dash_in_its_row_and_no_part_of_the_total() -> None:
    table = listed([("信阳", None, 500), ("周口", 400, 700)])
    assert [row.cells[1].text for row in table.rows] == ["—", "400", "400"]
    assert [row.cells[3].text for row in table.rows][:2] == ["—", "+75.0%"]


def test_a_column_in_which_nothing_stands_is_left_out_and_bands_reach_over_the_rest() -> None:
    of = Listing[Sold](words(), "targets_by_district")
    columns = (
        of.text("district", 1.0, lambda row: row[0]),
        of.text("leader", 1.0, lambda row: None),
        of.money("plan", 1.0, lambda row: row[2]),
    )
    table = of.table(columns, [Band("豫南"), ("信阳", 1, 2)])
    assert table is not None
    assert [one.key for one in table.columns] == ["district", "plan"]
    assert [cell.span for cell in table.rows[0].cells] == [2]


def test_what_falls_is_red() -> None:
    table = listed([("信阳", 500, 400)])
    assert [cell.tone for cell in table.rows[0].cells if cell.text == "−20.0%"] == [Tone.BAD]


def test_nothing_grows_on_a_loss() -> None:
    table = listed([("信阳", -500, 400), ("南阳", 0, 400), ("周口", 100, -50)])
    assert column(table, "growth")[:3] == [None, None, Decimal("-1.5")]


def test_columns_that_follow_from_others_say_so_and_only_where_these_stand_beside_them() -> None:
    follows = {one.key: one.follows for one in listed([("信阳", 500, 400)]).columns}
    assert follows["growth"] == (Follows.GROWTH, ("plan", "last"))
    assert follows["part"] == (Follows.SHARE, ("plan",))
    assert follows["plan"] is None
    alone = {one.key: one.follows for one in listed([("信阳", None, 400)]).columns}
    assert "last" not in alone and "growth" not in alone


def test_a_row_may_be_printed_as_a_total_though_it_is_worked_out_as_any_other() -> None:
    of = Listing[Sold](words(), "targets_by_district")
    columns = (of.text("district", 1.0, lambda row: row[0]), of.money("plan", 1.0, lambda row: row[2]))
    table = of.table(columns, [("信阳", 1, 2), Sum([("信阳", 1, 2), ("周口", 1, 3)]), As(("全区", 1, 9))])
    assert table is not None
    assert [(row.kind, row.cells[1].value) for row in table.rows] == [
        (RowKind.BODY, 2),
        (RowKind.SUBTOTAL, 5),
        (RowKind.TOTAL, 9),
    ]


def test_a_balance_opens_with_the_first_month_and_closes_with_the_last() -> None:
    of = Listing[Sold](words(), "receivables")
    columns = (
        of.text("month", 1.0, lambda row: row[0]),
        of.money("opening", 1.0, lambda row: row[1], total=Total.FIRST),
        of.money("closing", 1.0, lambda row: row[2], total=Total.LAST),
    )
    table = of.table(columns, [("1月", 5, 7), ("2月", 7, 4)], total="year_total")
    assert table is not None
    assert [cell.value for cell in table.rows[-1].cells] == [None, 5, 4]


def test_without_rows_there_is_no_table() -> None:
    of = Listing[Sold](words(), "targets_by_district")
    assert of.table((of.text("district", 1.0, lambda row: row[0]),), [Band("豫南")]) is None
