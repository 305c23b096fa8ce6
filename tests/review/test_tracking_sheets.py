"""The sheets of a tracking workbook as they come back: what is counted, how far actions are, what was left blank."""

from __future__ import annotations

from fractions import Fraction

import pytest
from noodles import plan

from planforge.ledger.sheets import Sheet
from planforge.problem import Problem, Severity
from planforge.review.tracking import columns_of, counts, left_blank, own_sheets, statuses, told_blank, vocabulary


def sheet(*rows: tuple[str, ...], name: str = "表") -> Sheet:
    width = max(map(len, rows), default=0)
    return Sheet("a.xlsx!表", name, [(*row, *[""] * (width - len(row))) for row in rows], [*range(1, len(rows) + 1)])


def heads(*keys: str) -> tuple[str, ...]:
    """The heads of columns as the Chinese workbook has them."""
    return tuple(vocabulary(plan()).heads[key][-1] for key in keys)


def places(problems: tuple[Problem, ...] | list[Problem]) -> list[tuple[str, int, int]]:
    return [(one.code, one.where.line, one.where.column or 0) for one in problems if one.where]


def test_a_workbook_is_ours_where_it_has_the_sheet_of_sales() -> None:
    words = vocabulary(plan())
    sales, network = (next(n for n, kind in words.sheets.items() if kind == key) for key in ("sales", "network"))
    both = [sheet(name=sales.upper()), sheet(name=network), sheet(name="别的")]
    assert list(own_sheets(both, words)) == ["sales", "network"]
    assert own_sheets(both[1:], words) == {}


def test_heads_stand_in_the_first_twelve_rows() -> None:
    words, row = vocabulary(plan()), heads("month", "amount")
    assert columns_of(sheet(*[("题",)] * 11, row), "sales", words) == (
        11,
        dict(zip(("month", "amount"), row, strict=True)),
    )
    assert columns_of(sheet(*[("题",)] * 12, row), "sales", words) is None
    assert columns_of(sheet(heads("month", "district")), "sales", words) is None
    assert columns_of(sheet(heads("code", "status")), "actions", words) is not None


def test_counts_are_read_with_their_quarter_and_what_is_no_count_is_told_in_its_cell() -> None:
    words = vocabulary(plan())
    q1, q4 = (next(n for n, quarter in words.quarters.items() if quarter == q) for q in (1, 4))
    rows = [("网点", "东", q1, "1,200"), ("网点", "西", q4, "0"), ("陈列", "东", q4, "35%"), ("网点", "南", q4, ""),
            ("网点", "南", "某时", "7"), ("网点", "南", q4, "-3"), ("网点", "南", q4, "许多")]  # fmt: skip
    read, problems = counts(sheet(heads("measure", "district", "quarter", "amount"), *rows), words)
    assert [(one.measure, one.district, one.quarter, one.number) for one in read] == [
        ("网点", "东", 1, 1200), ("网点", "西", 4, 0), ("陈列", "东", 4, Fraction(35, 100))
    ]  # fmt: skip
    assert [type(one.number) for one in read] == [int, int, Fraction]
    assert [(one.where.line, one.where.column) for one in read] == [(2, 4), (3, 4), (4, 4)]
    assert ("V06", 8, 4) in places(problems)
    assert [problem.code for problem in counts(sheet(("别", "的")), words)[1]] == ["V02"]


def test_states_are_read_and_an_unknown_one_is_told_with_those_there_are() -> None:
    words = vocabulary(plan())
    done = next(name for name, state in words.states.items() if state == "done")
    rows = [("A1", done.upper()), ("A2", ""), ("A3", "也许")]
    read, (problem,) = statuses(sheet(heads("code", "status"), *rows), words)
    assert [(one.action, one.state, one.where.line) for one in read] == [("A1", "done", 2)]
    assert places([problem]) == [("V08", 4, 2)] and problem.hint and done in problem.hint.zh
    assert [problem.code for problem in statuses(sheet(("别",)), words)[1]] == ["V02"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("2027-01", "东", "面", "5", "7"), ("2027-01", "东", "米", "5", "")], ["米"]),
        ([("2027-01", "东", "面", "5", "7"), ("2027-01", "西", "米", "5", "")], []),
        ([("2027-01", "东", "面", "5", "7"), ("2027-02", "东", "米", "5", "")], []),
        ([("2027-01", "东", "面", "5", "0"), ("2027-01", "东", "米", "5", "")], ["米"]),
        ([("2027-01", "东", "面", "5", "7"), ("2027-01", "东", "米", "0.0", "")], []),
        ([("2027-01", "东", "面", "5", "7"), ("2027-01", "东", "米", "", "")], []),
        ([("2027-01", "东", "面", "5", "7"), *[("2027-01", "东", n, "5", "") for n in "甲乙丙"]], ["甲", "乙", "丙"]),
    ],
)
def test_a_planned_row_left_blank_beside_others_of_its_month_and_district_is_told(
    rows: list[tuple[str, ...]], told: list[str]
) -> None:
    given = sheet(heads("month", "district", "product", "plan", "amount"), *rows)
    found = list(told_blank([*left_blank(given, "sales", vocabulary(plan()))]))
    assert len(found) == bool(told)
    for problem in found:
        assert (problem.code, problem.severity) == ("V14", Severity.WARNING)
        assert all(f"1 月 东 {name}" in problem.message.zh for name in told)
        assert problem.message.zh.startswith(f"{len(told)} 行") and "等" not in problem.message.zh
        assert places([problem]) == [("V14", 3, 5)]


def test_more_than_three_rows_left_blank_are_told_by_the_first_three() -> None:
    rows = [("2027-01", "东", "面", "5", "7"), *[("2027-01", "东", name, "5", "") for name in "甲乙丙丁"]]
    given = sheet(heads("month", "district", "product", "plan", "amount"), *rows)
    (problem,) = told_blank([*left_blank(given, "sales", vocabulary(plan()))])
    assert "丙等" in problem.message.zh and "丁" not in problem.message.zh and problem.message.zh.startswith("4 行")
    assert list(left_blank(sheet(heads("month", "amount")), "line", vocabulary(plan()))) == []
