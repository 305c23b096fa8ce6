"""Small specs that once gave a wrong, silent or inverted figure: each says what is right now."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planforge.checks.word import check_word
from planforge.document.compose import compose, compose_tables
from planforge.document.facts import find_facts
from planforge.document.model import Table
from planforge.plan.explain.explain import Explanation, explain
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Problem, Severity
from planforge.reading.read import read
from planforge.writers.docx import write

CASES = Path(__file__).parent / "cases"


def plan_of(name: str) -> Plan:
    spec = read(CASES / f"{name}.yaml").spec
    assert spec is not None
    return make_plan(spec)


def told(plan: Plan, code: str) -> list[Problem]:
    return [problem for problem in plan.problems if problem.code == code]


def cells(plan: Plan, key: str) -> dict[str, list[str]]:
    """A table's rows by their first cell, as printed in Chinese."""
    table: Table = compose_tables(plan, language="zh-CN")[key]
    return {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.yaml")))
def test_its_own_check_finds_nothing_in_a_fresh_document(name: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(write(compose(plan_of(name), language="zh-CN"), contents="linked"))
    assert [problem.message.zh for problem in check_word(path)] == []


# A figure stated twice ------------------------------------------------------------------------------------------------


def test_products_that_sold_more_than_the_region_are_an_error_with_both_figures() -> None:
    found = told(plan_of("products_last_vs_history"), "P06")
    sales = next(problem for problem in found if "销售额" in problem.message.zh)
    assert sales.severity is Severity.ERROR
    assert "1,000万元" in sales.message.zh and "1,300万元" in sales.message.zh and "差 300万元" in sales.message.zh
    assert sales.path == ("products",) and sales.hint is not None and "history" in sales.hint.zh


def test_channels_that_sold_less_leave_a_row_for_the_rest() -> None:
    rows = cells(plan_of("products_last_vs_history"), "targets_by_channel")
    assert rows["其他（未列）"][:2] == ["500.0", "—"]
    assert rows["合计"][0] == "1,000.0"


def test_last_years_expense_and_its_lines_are_compared() -> None:
    (found,) = told(plan_of("last_expense_does_not_add"), "P06")
    assert "80万元" in found.message.zh and "63万元" in found.message.zh and found.path == ("budget", "lines")


def test_last_years_target_and_its_districts_are_compared() -> None:
    found, market = told(plan_of("review_targets_do_not_add"), "P06")
    assert "9,000万元" in market.message.zh and "5,000万元" in market.message.zh
    assert "1,000万元" in found.message.zh and "1,200万元" in found.message.zh
    assert found.path == ("review", "district_targets")


def test_a_product_without_a_class_has_a_row_in_the_table_of_classes() -> None:
    rows = cells(plan_of("class_table_does_not_add"), "profit_by_class")
    assert rows["未分类"][:2] == ["480.0", "528.0"]
    assert rows["合计"][1] == "1,188.0"


# Past sales -----------------------------------------------------------------------------------------------------------


def test_growth_keeps_its_order() -> None:
    rows = cells(plan_of("growth_inverted"), "targets_by_district")
    assert (rows["甲"][2], rows["乙"][2]) == ("+17.3%", "−1.0%")


def test_a_year_that_is_not_over_is_compared_month_by_month_and_its_rest_estimated() -> None:
    """Both districts sold a tenth more in every month that is known; 乙 sells half its year in the two that are not."""
    plan = plan_of("partial_year")
    assert [rates[2] for rates in cells(plan, "targets_by_district").values()] == ["+10.0%"] * 3
    (found,) = (problem for problem in read(CASES / "partial_year.yaml").problems if problem.code == "H20")
    assert found.where is not None and found.where.file == (CASES / "partial_year.csv").as_posix()
    assert "11–12" in found.message.en and "estimated" in found.message.en


def test_an_unfinished_year_is_the_same_estimate_from_a_file_and_from_rows_of_the_spec(tmp_path: Path) -> None:
    rows: dict[tuple[int, str], list[int | None]] = {}
    for line in (CASES / "partial_year.csv").read_text("utf-8-sig").splitlines()[1:]:
        when, district, amount = line.split(",")
        rows.setdefault((int(when[:4]), district), [None] * 12)[int(when[5:]) - 1] = int(amount)
    history = [{"year": year, "district": name, "months": months} for (year, name), months in rows.items()]
    text = (CASES / "partial_year.yaml").read_text("utf-8").replace("partial_year.csv", json.dumps(history))
    (tmp_path / "plan.yaml").write_text(text, "utf-8")
    spec = read(tmp_path / "plan.yaml").spec
    assert spec is not None
    written, filed = make_plan(spec), plan_of("partial_year")
    assert written.targets.districts == filed.targets.districts
    assert written.targets.last_districts == filed.targets.last_districts
    assert written.review.estimated == filed.review.estimated == (11, 12)


def test_an_empty_row_is_unknown_and_not_nil() -> None:
    plan = plan_of("history_row_empty")
    (found,) = told(plan, "P14")
    assert found.path == ("history", 0) and "甲" in found.message.zh
    assert cells(plan, "targets_by_district")["甲"][0] == "—"
    assert [cells(plan, "targets_by_district")["合计"][at] for at in (0, 2)] == ["—", "—"]  # nor is the sum of others
    assert find_facts(plan).districts.new == () and plan.targets.growth is None
    assert told(plan, "P16") == []


# Counts that can exist, and what is said ------------------------------------------------------------------------------


def test_no_district_has_fewer_outlets_than_none() -> None:
    plan = plan_of("network_negative")
    assert [node.target for node in plan.network[0].districts] == [800, 60]
    (found,) = told(plan, "P77")
    assert "860" in found.message.zh and "700" in found.message.zh


def test_stated_targets_that_are_scaled_are_told_by_computing() -> None:
    found = told(plan_of("channel_targets_scaled"), "P50")
    assert [problem.path for problem in found] == [("products",), ("channels",)]
    assert "1,300万元" in found[1].message.zh and "1,100万元" in found[1].message.zh


def test_stores_are_split_by_their_size_and_people_told_to_be_equal() -> None:
    plan = plan_of("stores_equal_silently")
    assert plan.targets.stores is not None
    assert [total // 10_000 for total in plan.targets.stores.totals] == [614, 46]
    assert plan.targets.alike == ("张三", "李四")
    assert "均分" in compose_tables(plan, language="zh-CN")["targets_by_person"].note


def test_a_recovery_beyond_the_balance_is_told_and_printed_as_cut() -> None:
    plan = plan_of("recovery_dropped")
    (found,) = told(plan, "M39")
    assert "50万元" in found.message.zh and "10万元" in found.message.zh and "40万元" in found.message.zh
    assert cells(plan, "recovery")["2月"][2] == "10.0"
    assert plan.collection is not None and sum(plan.collection.total.overdue_cash) == 100_000


def test_the_rounding_of_expense_lines_is_told() -> None:
    found = told(plan_of("silent_rounding_of_lines"), "P04")
    assert [problem.path for problem in found] == [("budget", "lines", 5, "amount"), ("budget", "total")]
    assert "284,400元" in found[0].message.zh and "28.4万元" in found[0].message.zh


# Holds ----------------------------------------------------------------------------------------------------------------


def test_every_lost_lock_is_named_with_the_plans_own_figure_and_none_is_listed() -> None:
    plan = plan_of("locks_lost_silently")
    found = {problem.path: problem for problem in told(plan, "P46")}
    assert set(found) == {("targets", "locks", 1, "amount"), ("targets", "locks", 2, "amount")}
    assert "121.5万元" in found["targets", "locks", 1, "amount"].message.zh
    assert list(cells(plan, "locks")) == ["甲"]


def test_six_lost_months_are_all_named_and_lowering_one_district_mends_them() -> None:
    plan = plan_of("p44_month_locks_lost")
    found = told(plan, "P46")
    assert [problem.message.zh.split("的")[0] for problem in found] == [f"{month}月" for month in range(1, 7)]
    hints = {problem.hint.zh for problem in found if problem.hint}
    assert hints == {"把甲调低 200万元 到 600万元，全部保得住（targets.locks.0.amount: 6000000）"}
    (why,) = told(plan, "P44")
    assert "最多放 600万元，比其合计 800万元 少 200万元" in why.message.zh


def test_explain_takes_the_kind_of_figure_and_the_place_in_any_order() -> None:
    plan = plan_of("class_table_does_not_add")
    figures = []
    for query in ("毛利 district=甲 month=3", "district=甲 month=3 毛利", "month=3 毛利 district=甲"):
        found = explain(plan, query)
        assert isinstance(found, Explanation)
        figures.append(found.figure)
    assert len(set(figures)) == 1
