"""A year that is not over: what is still to come is no gap, and nil written for it is told."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sales_files import codes, csv_file, taken, workbook

from planforge.ledger.history import load_history, not_over
from planforge.ledger.intake import take_in
from planforge.ledger.past import Past, YearFact
from planforge.plan.make import make_plan
from planforge.reading.scaffold import _a_year, start_words
from planforge.spec.history import HistoryFile
from planforge.spec.spec import Spec

MONTHS = [f"{month}月" for month in range(1, 13)]


def sheets(rest: Any, hole: Any = 9) -> dict[str, Any]:
    """Two years with months across, the second until October; ``rest`` stands in its last months."""
    return {
        "2025年": [["片区", *MONTHS], ["北区", *[10] * 12], ["南区", *[9] * 12]],
        "2026年": [["片区", *MONTHS], ["北区", *[10] * 10, rest, rest], ["南区", *[9] * 9, hole, rest, rest]],
    }


def long_lines(rest: Any) -> list[list[Any]]:
    """The same a month a line."""
    return [["月份", "片区", "销售额"]] + [
        [f"{year}-{month:02}", district, rest if (year, month) > (2026, 10) else amount]
        for year in (2025, 2026)
        for month in range(1, 13)
        for district, amount in (("北区", 10), ("南区", 9))
    ]


def test_months_in_which_nobody_has_sold_yet_are_no_blanks_to_be_filled(tmp_path: Path) -> None:
    assert "H06" not in codes(taken(workbook(tmp_path / "s.xlsx", **sheets(None)), unit="万元"))
    assert "H06" not in codes(taken(csv_file(tmp_path / "s.csv", long_lines("")), unit="万元"))


def test_a_blank_in_a_month_in_which_others_sold_is_told(tmp_path: Path) -> None:
    found = taken(workbook(tmp_path / "s.xlsx", **sheets(None, hole=None)), unit="万元")
    (told,) = [problem.message.zh for problem in found.problems if problem.code == "H06"]
    assert told.startswith("1 个空格（如“10月”")


@pytest.mark.parametrize("form", ["across", "down"])
def test_nil_for_everybody_at_the_end_of_the_last_year_is_told_as_a_year_not_over(tmp_path: Path, form: str) -> None:
    across = form == "across"
    path = workbook(tmp_path / "s.xlsx", **sheets(0)) if across else csv_file(tmp_path / "s.csv", long_lines(0))
    (problem,) = not_over(taken(path, unit="万元"))
    assert problem.code == "H20"
    assert "2026 年 11–12 月全区都是 0" in problem.message.zh and "not over" in problem.message.en
    intake, _ = take_in(path, HistoryFile(file=path.name, unit="万元"), None, start_words("zh-CN"))
    assert intake is not None
    assert any("多半是这一年还没过完" in text.zh for text in intake.report)


def test_a_year_whose_last_month_somebody_sold_in_is_over(tmp_path: Path) -> None:
    rows = [*long_lines(0), ["2026-12", "东区", 1]]
    assert list(not_over(taken(csv_file(tmp_path / "s.csv", rows), unit="万元"))) == []


def test_sums_and_remarks_are_not_counted_among_the_districts(tmp_path: Path) -> None:
    rows = [[name, *[amount] * 12] for name, amount in (("East", 5), ("Total East", 5), ("West", 7), ("Total West", 7))]
    path = workbook(tmp_path / "s.xlsx", **{"2026": [["Territory", *MONTHS], *rows, ["* West: returns taken off"]]})
    assert "districts from column Territory (2)" in [note.en for note in taken(path, unit="万元").notes]


def test_a_month_without_an_order_is_nil_where_a_file_lists_orders(tmp_path: Path) -> None:
    """Between the first and the last; the months behind the last are estimated, as of any year that is not over."""
    rows: list[list[Any]] = [["日期", "片区", "金额"]]
    for year in (2025, 2026):
        for month in (month for month in range(1, 13) if (year, month) not in ((2025, 2), (2026, 8), (2026, 12))):
            rows += [[f"{year}-{month:02}-{day:02}", ("信阳", "南阳")[day % 2], 90_000 + day] for day in (3, 8, 14, 20)]
    path = csv_file(tmp_path / "s.csv", rows)
    intake, problems = take_in(path, HistoryFile(file="s.csv"), None, start_words("zh-CN"))
    assert intake is not None and not problems and intake.years == (2025, 2026)
    assert "no line of the file is of 2025-02, 2026-08: nothing was sold then" in [one.en for one in intake.report]
    months = {(sale.year, sale.month): sale.estimated for sale in intake.sales}
    assert len(months) == 24 and [month for month, guessed in sorted(months.items()) if guessed] == [(2026, 12)]
    assert not any(sale.amount for sale in intake.sales if (sale.year, sale.month) in ((2025, 2), (2026, 8)))
    spec = Spec.model_validate(
        {
            "year": 2027, "region": {"name": "豫南", "company": "福麦"}, "history": "s.csv",
            "targets": {"base": "+10%"},
            "districts": [{"name": "信阳"}, {"name": "南阳"}],
        }
    )  # fmt: skip
    found, _ = load_history(spec, tmp_path)
    plan = make_plan(spec.model_copy(update={"history": found}))
    assert not [problem for problem in plan.problems if problem.code in ("P20", "P24", "H10")]
    assert plan.targets.districts.months[1] < plan.targets.districts.months[2]


def test_one_order_is_no_proposal_for_a_year() -> None:
    told = {
        months: Past("h.csv", "s.csv", (), (YearFact(2026, Decimal(900), None, 1, 1, months),), ()) for months in (1, 3)
    }
    assert {months: (past.few, _a_year(past)) for months, past in told.items()} == {
        1: (True, Decimal(900)),
        3: (False, Decimal(3600)),
    }
