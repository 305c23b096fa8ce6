"""Years that do not begin in January: columns that name their own year, --year-start where nothing asks for it, and
twelve months that lie in two years."""

from __future__ import annotations

from pathlib import Path

import pytest
from sales_files import csv_file, taken

from planforge.ledger.intake import take_in
from planforge.reading.scaffold import start_words
from planforge.spec.history import HistoryFile

MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
HEADS = [f"{name}-{25 + (n > 8)}" for n, name in enumerate(MONTHS)]


def across(folder: Path) -> Path:
    rows = [["Territory", *HEADS, "FY 2025-26 Total"]]
    rows += [
        [name, *map(str, range(100_000, 112_000, 1_000)), str(sum(range(100_000, 112_000, 1_000)))]
        for name in ("Pune", "Nagpur")
    ]
    return csv_file(folder / "s.csv", rows)


@pytest.mark.parametrize("start", [None, 4, -4])
def test_a_column_that_names_its_year_is_of_that_year_wherever_financial_years_begin(
    tmp_path: Path, start: int | None
) -> None:
    found = taken(across(tmp_path), year_start=start)
    assert {(s.year, s.month) for s in found.sales} == {(2025, m) for m in range(4, 13)} | {
        (2026, m) for m in (1, 2, 3)
    }


def test_it_is_told_where_the_beginning_of_financial_years_changes_nothing(tmp_path: Path) -> None:
    told = [note.zh for note in taken(across(tmp_path), year_start=4).notes]
    assert any("--year-start 没有用上" in note for note in told)
    rows = [["Year", "Month", "Region", "Sales"], *[["2025", str(m), "A", "5"] for m in (4, 5, 6, 7, 1, 2)]]
    used = [note.zh for note in taken(csv_file(tmp_path / "y.csv", rows), year_start=4).notes]
    assert not any("--year-start 没有用上" in note for note in used)


def test_parts_of_two_years_are_no_year_and_not_held_against_each_other(tmp_path: Path) -> None:
    path = across(tmp_path)
    found, (problem,) = take_in(path, HistoryFile(file=path.name), None, start_words("en"))
    assert found is None
    assert problem.code == "H12"
    assert "2025-04 to 2026-03" in problem.message.en
    assert problem.hint is not None
    assert "--year" not in problem.hint.en and "from January 2025" in problem.hint.en


def test_the_months_of_the_first_of_them_can_be_used_alone(tmp_path: Path) -> None:
    path = across(tmp_path)
    found, _ = take_in(path, HistoryFile(file=path.name), 2026, start_words("en"))
    assert found is not None
    assert found.years == (2025,)
