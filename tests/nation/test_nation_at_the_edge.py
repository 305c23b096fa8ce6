"""Where headquarters' plan stands exactly on a line: all below are locked, a plan beside its own, a product of some."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from planforge.nation.down import summed_locks
from planforge.nation.fairness import Standing
from planforge.nation.nation import Nation
from planforge.nation.report import nation_words
from planforge.nation.report.charts import nation_growth
from planforge.nation.report.view import View
from planforge.nation.submission import Submission, _market_next
from planforge.nation.tree import Tree, beside, grow
from planforge.spec.spec import Spec

GIVEN: dict[str, Any] = {
    "year": 2027,
    "region": {"name": "全国", "company": "某"},
    "districts": [{"name": "大区0"}, {"name": "大区1"}],
    "targets": {"base": "+10%"},
    "nation": {"regions": "r/**/plan.yaml"},
}


def handed(name: str) -> Submission:
    """A plan of 12,000 last year."""
    months = (1000,) * 12
    return Submission(
        file=f"r/大区{name[2]}/{name}/plan.yaml", name=name, year=2027, currency="CNY", unit="万元", granule=1000,
        past={2026: months}, past_products={}, parts=(0,) * 6,
    )  # fmt: skip


def nation(**targets: Any) -> tuple[Spec, Tree]:
    """Two levels: two regions each below two others."""
    spec = Spec.model_validate(GIVEN | {"targets": GIVEN["targets"] | targets})
    return spec, grow(spec, Path(), [handed(f"区域{top}-{n}") for top in range(2) for n in range(2)])


@pytest.mark.parametrize(
    ("locked", "summed"),
    [
        (("区域0-0",), {}),
        (("区域0-0", "区域0-1"), {"大区0": 9000}),
        (("区域0-0", "区域0-1", "区域1-0"), {"大区0": 9000}),
        (("区域0-0", "区域0-1", "区域1-0", "区域1-1"), {}),
    ],
)
def test_a_node_all_of_whose_regions_are_locked_is_held_at_their_sum_unless_all_are(
    locked: tuple[str, ...], summed: dict[str, int]
) -> None:
    amounts = {"区域0-0": 4000, "区域0-1": 5000, "区域1-0": 6000, "区域1-1": 7000}
    spec, tree = nation(locks=[{"district": name, "amount": amounts[name]} for name in locked])
    assert {lock.district: lock.amount for lock in summed_locks(spec, tree, ())} == summed


@pytest.mark.parametrize(("regions", "found"), [("计划.yaml", ["中"]), ("*/计划.yaml", [])])
def test_a_plan_beside_headquarters_own_is_looked_at_where_plans_lie_there(
    tmp_path: Path, regions: str, found: list[str]
) -> None:
    plan = "year: 2027\nregion: {name: 中, company: 某}\ndistricts: [{name: 东}]\ntargets: {base: 1200万}\n"
    (tmp_path / "另一份.yaml").write_text(plan, "utf-8")
    spec = Spec.model_validate(GIVEN | {"nation": {"regions": regions}})
    assert [one.name or one.called for one in beside(spec, tmp_path / "nation.yaml", (), ())] == found


def test_a_product_that_only_some_regions_are_asked_counts_what_these_are_asked() -> None:
    """One of four hands in nothing, so that products are those of the others."""
    tree = nation()[1]
    asked = {
        "区域0-0": {"面": 500},
        "区域0-1": {},
        "区域1-0": {"面": 300},
        "区域1-1": {},
        tree.root: {"面": 900, "米": 9},
    }
    made = SimpleNamespace(
        tree=tree, missing=("区域1-1",), asked=lambda name: SimpleNamespace(products=asked.get(name, {}))
    )
    assert View(cast(Nation, made), tree.root).asked_products == {"面": 800, "米": 0}


@pytest.mark.parametrize(("other", "whole"), [({"market": 2000}, 3100), ({}, None)])
def test_a_regions_market_is_told_where_all_its_districts_tell_theirs(other: dict[str, int], whole: int | None) -> None:
    districts = [{"name": "东", "market": 1000, "market_growth": "10%"}, {"name": "西"} | other]
    assert _market_next(Spec.model_validate(GIVEN | {"nation": None, "districts": districts})) == whole


@pytest.mark.parametrize(("count", "shown"), [(31, 31), (32, 30)])
def test_of_very_many_regions_the_two_ends_are_drawn(count: int, shown: int) -> None:
    """As many of the fastest as of the slowest; as many as can be read are drawn all."""
    unknown: list[Any] = [None] * 9
    standings = [Standing(str(n), "", 1, Fraction(n, 100), *unknown) for n in range(count)]
    spec = Spec.model_validate(GIVEN)
    words = nation_words(cast(Nation, SimpleNamespace(spec=spec, tree=nation()[1])))
    chart = nation_growth(cast(View, SimpleNamespace(standings=standings)), words)
    half = shown // 2
    assert chart and [*chart.categories[:half], *chart.categories[-half:]] == [
        *map(str, range(half)), *map(str, range(count - half, count))
    ]  # fmt: skip
    assert len(chart.categories) == shown
