"""Amounts of a size that cannot be meant: a forgotten 万 is told where it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planforge.jobs.render import Job, run
from planforge.plan.make import make_plan
from planforge.problem import Severity
from planforge.spec.spec import Spec

YEARS = [
    {"year": year, "district": name, "months": [1_000_000] * 12} for year in (2025, 2026) for name in ("信阳", "南阳")
]


def spec_of(**fields: Any) -> Spec:
    given: dict[str, Any] = {
        "year": 2027,
        "region": {"name": "豫南", "company": "福麦食品"},
        "districts": [{"name": "信阳"}, {"name": "南阳"}],
        "history": YEARS,
        "targets": {"base": "2600万"},
    }
    return Spec.model_validate({**given, **fields})


def told(**fields: Any) -> list[tuple[str, str]]:
    plan = make_plan(spec_of(**fields))
    return [(p.code, ".".join(map(str, p.path))) for p in plan.problems if p.code in {"P83", "P84"}]


@pytest.mark.parametrize("base", ["2600万", "+20%", "240万", "2.4亿", "-99.8%", "+1900%", 0])
def test_a_target_of_last_years_size_is_not_told(base: object) -> None:
    assert told(targets={"base": base}) == []


@pytest.mark.parametrize("base", ["2600", "38000", "239万", "2.5亿"])
def test_a_target_far_from_last_year_is_told_at_its_place(base: str) -> None:
    assert told(targets={"base": base}) == [("P83", "targets.base")]


def test_a_target_is_held_against_the_average_of_the_months_that_are_known() -> None:
    known = {"year": 2026, "district": "信阳", "months": [1_000_000, *[None] * 11]}
    assert told(history=[known], targets={"base": "1200万"}) == []
    assert told(history=[known], targets={"base": "1.3亿"}) == [("P83", "targets.base")]


def test_a_lock_of_a_district_is_held_against_the_district() -> None:
    lock = {"district": "南阳", "amount": "1400", "reason": "新开发"}
    assert told(targets={"base": "2600万", "locks": [lock]}) == [("P83", "targets.locks.0.amount")]
    assert told(targets={"base": "2600万", "locks": [{**lock, "month": 3}]}) == []


def test_a_market_smaller_than_its_sales_is_told() -> None:
    districts = [{"name": "信阳", "market": "9800"}, {"name": "南阳", "market": "1.38亿"}]
    assert told(districts=districts) == [("P84", "districts.0.market")]


def test_without_a_last_year_nothing_can_be_said() -> None:
    assert told(history=(), targets={"base": "26"}) == []


def test_a_target_that_can_only_be_a_slip_is_an_error_that_says_how_to_mean_it() -> None:
    plan = make_plan(spec_of(targets={"base": "12"}))
    (slip,) = (one for one in plan.problems if one.code == "P83")
    assert slip.severity is Severity.ERROR
    assert slip.hint
    assert "-99.99995%" in slip.hint.zh
    assert "growth on last year" in slip.hint.en


def test_no_document_asks_to_approve_such_a_target(tmp_path: Path) -> None:
    history = "".join(
        f"  - {{year: {one['year']}, district: {one['district']}, months: {one['months']}}}\n" for one in YEARS
    )
    given = (
        "planforge: 1\nyear: 2027\nregion: {name: 豫南, company: 福麦}\ndistricts: [{name: 信阳}, {name: 南阳}]\n"
        f"history:\n{history}targets: {{base: BASE}}\n"
    )
    spec = tmp_path / "plan.yaml"
    for base, made in (("120000", False), ("-99.5%", True)):
        spec.write_text(given.replace("BASE", base), "utf-8")
        outcome = run(Job(spec, to="md"))
        assert (outcome.content is not None) is made
        assert ("P83" in [one.code for one in outcome.problems]) is not made


@pytest.mark.parametrize(
    ("price", "slips"), [("33.5", False), ("335", True), ("3.35", True), ("200", False), ("31.18", False)]
)
def test_a_price_whose_point_slipped_is_told_beside_last_years(price: str, slips: bool) -> None:
    products = [{"name": "面", "price": price, "last_price": "31.18"}]
    assert told(products=products) == ([("P83", "products.0.price")] if slips else [])


def test_a_paper_names_the_errors_that_it_prints_unless_they_are_ignored(tmp_path: Path) -> None:
    lines = (
        "year: 2027", "region: {name: 豫南, company: 福麦}", "districts: [{name: 信阳}]",
        "history: [{year: 2026, district: 信阳, total: 2000万}]", "targets:", "  base: 2600万", "  stretch: 2500万",
    )  # fmt: skip
    spec = tmp_path / "plan.yaml"
    for text, wanted in (("\n".join(lines), ["O04"]), ("\n".join(lines) + "  # planforge: ignore[O04] 如此", [])):
        spec.write_text(text + "\n", "utf-8")
        outcome = run(Job(spec, to="md"))
        assert outcome.content and [p.code for p in outcome.problems if p.code == "O04"] == wanted
