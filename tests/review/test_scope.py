"""Which months are looked at, and what is said of those that are not, not over, or closed."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from noodles import SHIPPED, Fill, as_planned, csv, filled, given, noodles, plan

from planforge.plan.plan import Plan
from planforge.problem import Problem, Severity
from planforge.review.actuals import Actuals
from planforge.review.replan import replan
from planforge.review.scope import month_named, scope_problems

JUNE = datetime.date(2027, 6, 3)


def told(actuals: Actuals, through: int, today: datetime.date = JUNE, of: Plan | None = None) -> dict[str, Problem]:
    return {problem.code: problem for problem in scope_problems(of or plan(), actuals, through, today)}


@pytest.mark.parametrize("text", ["2027-05", "5", "5月", "2027年5月", "May", "五月"])
def test_a_month_is_named_as_people_name_it(text: str) -> None:
    assert month_named(text, 2027) == 5


@pytest.mark.parametrize("text", ["2026-05", "2028年5月", "13", "later", ""])
def test_a_month_that_is_none_of_the_plans_is_refused(text: str) -> None:
    assert isinstance(month_named(text, 2027), Problem)


def test_months_that_are_over_and_complete_need_no_word() -> None:
    assert told(given(SHIPPED), 5) == {}


def test_months_still_to_come_are_doubted_where_they_stand(tmp_path: Path) -> None:
    problem = told(given(csv(tmp_path, *as_planned(8))), 8)["V15"]
    assert problem.severity is Severity.INFO
    assert "2027-07" in problem.message.zh
    assert problem.where is not None
    assert problem.where.line == 1 + 6 * 4 + 1


def test_the_month_that_is_running_is_not_doubted(tmp_path: Path) -> None:
    assert "V15" not in told(given(csv(tmp_path, *as_planned(6))), 6)


def test_a_month_without_figures_cannot_be_reviewed() -> None:
    problem = told(given(SHIPPED), 6)["V16"]
    assert problem.severity is Severity.ERROR
    assert "5" in problem.message.zh


def test_months_after_the_one_named_are_told_to_be_left_out() -> None:
    problem = told(given(SHIPPED), 3)["V17"]
    assert problem.severity is Severity.INFO
    assert "32 行" in problem.message.zh


def test_people_that_do_not_come_to_the_sales_are_told(tmp_path: Path) -> None:
    def january(share: float) -> Fill:
        return lambda row: {"实际": share * row["计划"]} if row["月份"] == "2027-01" else {}

    back = filled(tmp_path / "back.xlsx", [("跟踪", january(1)), ("跟踪人员", january(0.9))])
    problem = told(given(back), 1)["V18"]
    assert problem.where is not None
    assert "跟踪人员" in problem.where.sheet


@pytest.mark.slow
def test_a_plan_with_closed_months_says_what_its_attainment_means() -> None:
    before, source = noodles()
    after = replan(before, source, given(SHIPPED), 5).plan
    assert told(given(SHIPPED), 5, of=after)["V19"].path == ("targets", "closed")


@pytest.mark.slow
def test_a_closed_month_that_is_told_otherwise_now_is_told(tmp_path: Path) -> None:
    before, source = noodles()
    after = replan(before, source, given(SHIPPED), 5).plan
    text = SHIPPED.read_text("utf-8").replace("2027-03,南阳,A类高价面,", "2027-03,南阳,A类高价面,1", 1)
    (tmp_path / "late.csv").write_text(text, "utf-8")
    problem = told(given(tmp_path / "late.csv"), 5, of=after)["V26"]
    assert problem.severity is Severity.WARNING
    assert "南阳 3 月" in problem.message.zh
    assert "V26" not in told(given(SHIPPED), 5, of=after)
