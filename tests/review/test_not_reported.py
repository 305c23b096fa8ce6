"""What nobody has reported is not nil: like is compared with like, and the paper says who is silent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from noodles import Fill, as_planned, csv, filled, given, noodles, plan

from planforge.document.compose import compose, words_for
from planforge.document.facts.money import money_of, shortfall_of
from planforge.problem import Refusal
from planforge.review.figures import figures
from planforge.review.monthly import MonthlyReview, review_month
from planforge.review.replan import replan
from planforge.review.report import compose_review, review_tables
from planforge.review.report.printed import printed


def reviewed(folder: Path, lines: list[str]) -> MonthlyReview:
    return review_month(plan(), given(csv(folder, *lines)))


def without(lines: list[str], *starts: str) -> list[str]:
    return [line for line in lines if not line.startswith(starts)]


def cells(review: MonthlyReview, table: str, name: str) -> list[str]:
    rows = review_tables(plan(), review)[table].rows
    return next([cell.text for cell in row.cells] for row in rows if row.cells[0].text == name)


def test_a_district_that_a_month_lacks_is_left_out_on_both_sides(tmp_path: Path) -> None:
    told = as_planned(3, lambda district, month: 90)
    review = reviewed(tmp_path, without(told, "2027-03,南阳"))
    districts = plan().targets.districts
    missing = districts.of("南阳", 3)
    assert review.region.missing == missing
    assert review.region.target == sum(districts.months[:3]) - missing
    assert review.region.rate is not None and abs(review.region.rate * 1000 - 900) < 1
    (nanyang,) = (one for one in review.districts if one.name == "南阳")
    assert (nanyang.month_actual, nanyang.month_rate, nanyang.missing) == (None, None, missing)
    assert nanyang.rate is not None and abs(nanyang.rate * 1000 - 900) < 1
    assert [(one.month, one.names, one.planned) for one in review.silent] == [(3, ("南阳",), missing)]
    assert (review.trend, review.corrections.contingencies) == (None, ())
    assert "未报" in cells(review, "reached_by_district", "南阳")


def test_nil_is_nil(tmp_path: Path) -> None:
    told = without(as_planned(3), "2027-03,南阳")
    review = reviewed(tmp_path, [*told, "2027-03,南阳,0"])
    (nanyang,) = (one for one in review.districts if one.name == "南阳")
    assert nanyang.month_actual == 0 and nanyang.month_rate == 0 and not review.silent


def test_a_file_of_february_alone_is_of_february(tmp_path: Path) -> None:
    review = reviewed(tmp_path, [line for line in as_planned(2) if line.startswith("2027-02")])
    assert [(one.month, one.names) for one in review.silent] == [(1, ())]
    assert review.region.target == plan().targets.districts.months[1]
    assert [one.actual is None for one in review.months] == [True, False]
    assert review.region.light == "green"
    assert cells(review, "reached_by_month", "1月")[2] == "未报"


def test_the_first_page_says_who_is_silent(tmp_path: Path) -> None:
    review = reviewed(tmp_path, without(as_planned(3), "2027-03,南阳"))
    page = str(compose_review(plan(), review).parts[0])
    assert "实际未报" in page and "南阳" in page and "未报不是零" in page


@pytest.mark.slow
def test_a_row_left_empty_is_not_nil_for_the_dashboard_nor_the_review(tmp_path: Path) -> None:
    """The workbook's own dashboard compares with the plan of the rows that are filled in."""
    blank = ("2027-03", "南阳", "C类低价面")
    planned: list[tuple[str, Any]] = []

    def spring(row: dict[str, Any]) -> dict[str, Any]:
        if row["月份"] > "2027-03" or (row["月份"], row["片区"], row["产品"]) == blank:
            return {}
        planned.append((row["片区"], row["计划"]))
        return {"实际": row["计划"]}

    review = review_month(plan(), given(filled(tmp_path / "back.xlsx", [("跟踪", spring)])))
    (nanyang,) = (one for one in review.districts if one.name == "南阳")
    unit = 10_000
    assert nanyang.target == pytest.approx(sum(amount for name, amount in planned if name == "南阳") * unit)
    assert nanyang.rate == 1 and review.region.rate == 1
    assert [one.names for one in review.silent] == [("南阳 C类低价面",)]


def test_a_month_that_is_not_complete_is_not_closed(tmp_path: Path) -> None:
    blank = ("2027-03", "南阳", "C类低价面")

    def spring(row: dict[str, Any]) -> dict[str, Any]:
        key = (row["月份"], row["片区"], row["产品"])
        return {} if row["月份"] > "2027-03" or key == blank else {"实际": row["计划"]}

    made, source = noodles()
    with pytest.raises(Refusal) as refused:
        replan(made, source, given(filled(tmp_path / "back.xlsx", [("跟踪", spring)])), 3)
    assert {problem.code for problem in refused.value.problems} == {"V21"}


def test_a_standing_of_which_nothing_is_told_holds_no_figure_in_the_json(tmp_path: Path) -> None:
    review = reviewed(tmp_path, [line for line in as_planned(2) if ",南阳," not in line])
    (nanyang,) = (one for one in figures(plan(), review, ())["districts"] if one["name"] == "南阳")
    assert (nanyang["actual"], nanyang["rate"], nanyang["rank"], nanyang["reported"]) == (None, None, None, False)


def test_every_rate_on_paper_is_the_exact_one(tmp_path: Path) -> None:
    exact = reviewed(tmp_path, [f"{line[:-1]}7" for line in as_planned(3, lambda district, month: 93)])
    shown = printed(plan(), exact)
    assert shown.region.rate == exact.region.rate
    assert [one.rate for one in shown.districts] == [one.rate for one in exact.districts]
    assert [one.reached_rate for one in shown.months] == [one.reached_rate for one in exact.months]


def test_after_a_re_plan_attainment_counts_from_the_first_open_month(tmp_path: Path) -> None:
    made, source = noodles()
    sold = as_planned(3, lambda district, month: 90)
    again = replan(made, source, given(csv(tmp_path, *sold)), 3).plan
    open_month = again.targets.districts
    lines = [*sold, *(f"2027-04,{name},{open_month.of(name, 4) * 80 // 100}" for name in open_month.nodes)]
    review = review_month(again, given(csv(tmp_path, *lines)))
    assert (review.closed, [one.month for one in review.months]) == (3, [4])
    assert review.region.target == open_month.months[3]
    assert review.region.light == "red"
    assert review.region.closed == sum(open_month.months[:3])
    assert "已关账" in str(compose_review(again, review).parts[0])


def test_the_risks_of_a_plan_with_closed_months_are_of_those_left(tmp_path: Path) -> None:
    made, source = noodles()
    again = replan(made, source, given(csv(tmp_path, *as_planned(6))), 6).plan
    left = sum(again.targets.districts.months[6:])
    facts = shortfall_of(again)
    assert facts.distance == (left + 5 * again.granule) // (10 * again.granule) * again.granule  # to the nearest
    assert facts.sales == again.targets.total - facts.distance
    money, whole = money_of(again), money_of(made)
    assert money and whole and money.loss_at_ninety is not None and whole.loss_at_ninety is not None
    open_part = abs(money.loss_at_ninety * again.targets.total - whole.loss_at_ninety * left)
    assert open_part < whole.loss_at_ninety * again.targets.total // 20
    page = str(compose(again))
    assert "余下各月只完成九成" in page and "余下各月只完成九成" not in str(compose(made))


def test_a_ratio_that_is_amiss_is_told_as_it_is_and_as_planned(tmp_path: Path) -> None:
    """Never as planned over actual, which reads like a ratio of expense of nine tenths."""

    def quarter(share: str) -> Fill:
        return lambda row: {"实际": float(share) * row["计划"]} if row["月份"] <= "2027-03" else {}

    path = filled(tmp_path / "back.xlsx", [("跟踪", quarter("0.9")), ("跟踪费用", quarter("1.1"))])
    review = review_month(plan(), given(path))
    (ratio,) = (one for one in review.corrections.kpis if one.kpi.name == "费用率")
    page = str(compose_review(plan(), review).parts[0])
    numbers = words_for(plan()).numbers
    assert not ratio.attained and ratio.light == "red"
    assert numbers.percent(ratio.actual) in page and numbers.percent(ratio.rate) not in page
