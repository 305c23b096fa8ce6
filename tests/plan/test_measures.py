"""Measures are declared once: every place that asks gets the same figure, and parts come to their wholes."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
import yaml

from planforge.plan.axes import AXES, DISTRICT
from planforge.plan.make import make_plan
from planforge.plan.measures import MEASURES, At, bare, last_year, measure_names, planned, watched
from planforge.plan.plan import Plan
from planforge.reading.read import read
from planforge.spec.spec import Spec

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/plan.yaml"))
ADDITIVE = ("sales", "gross_profit", "expense", "wages", "cost", "contribution", "cash")
"""What districts and months sum to the region and the year."""


@cache
def plan_of(name: str) -> Plan:
    spec = read(ROOT / "examples" / name / "plan.yaml").spec
    assert spec
    return make_plan(spec)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("key", ADDITIVE)
def test_districts_and_months_sum_to_the_region_and_the_year(name: str, key: str) -> None:
    plan = plan_of(name)
    whole = planned(plan, key)
    if whole is None:
        pytest.skip("the plan does not set it")
    assert sum(planned(plan, key, At("district", d)) or 0 for d in DISTRICT.nodes(plan)) == whole
    assert sum(planned(plan, key, At(first=m, last=m)) or 0 for m in range(1, 13)) == whole
    assert sum(planned(plan, key, At(first=q, last=q + 2)) or 0 for q in (1, 4, 7, 10)) == whole


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_ratio_is_its_part_over_its_whole_wherever_it_exists(name: str) -> None:
    plan = plan_of(name)
    places = [At(), At(last=6), *(At("district", d) for d in DISTRICT.nodes(plan))]
    for key, measure in MEASURES.items():
        for at in places if measure.whole else ():
            part, whole = planned(plan, measure.part, at), planned(plan, measure.whole, at)
            known = part is not None and whole is not None and whole > 0 and (not at.axis or at.axis in measure.axes)
            assert planned(plan, key, at) == (Fraction(part or 0) / Fraction(whole or 1) if known else None), (key, at)


def test_what_the_year_opens_with_is_what_last_year_closed_with() -> None:
    plan = plan_of("yunan-noodles")
    assert last_year(plan, "closing_receivables") == planned(plan, "opening_receivables") == 4_140_000


def test_every_measure_and_axis_has_a_name_in_every_language_and_no_name_is_without_one() -> None:
    for folder in (ROOT / "templates").glob("*/measures.yaml"):
        words = yaml.safe_load(folder.read_text("utf-8"))
        assert words["measures"].keys() == MEASURES.keys(), folder
        assert {axis.key for axis in AXES} <= words["axes"].keys(), folder
        assert words["asked"].keys() <= MEASURES.keys(), folder


def test_a_trade_calls_measures_in_its_own_words() -> None:
    assert measure_names(plan_of("yunan-noodles"))["contribution"].zh == "区域贡献"
    assert measure_names(plan_of("minnan-brokerage"))["sales"].zh != "销售额"


def test_areas_are_an_axis_like_any_other_each_the_sum_of_its_stores() -> None:
    plan = plan_of("luzhong-tiles")
    area = next(axis for axis in AXES if axis.key == "area")
    assert len(area.nodes(plan)) == 19
    own = [s.name for s in plan.spec.stores if (s.district, s.area) == ("济南", "历下商圈")]
    assert planned(plan, "sales", At("area", "历下商圈")) == sum(
        planned(plan, "sales", At("store", s)) or 0 for s in own
    )
    homes = area.home(plan)
    assert homes["济南 工程"] == "济南"
    assert {homes[name] for name in area.nodes(plan)} <= set(DISTRICT.nodes(plan))


def test_an_alert_of_a_rate_is_written_as_a_rate_and_any_other_as_it_is() -> None:
    """Nobody can tell whether 1 to 2 means twice as much or a hundredth."""
    rates = {"0": "0%", "0.9": "90%", "0.999": "99.9%", "1": "1", "1.5": "1.5", "1.99": "1.99", "2": "2%", "90": "90%"}
    rates |= {"低于九成": "低于九成", "<90": "<90"}
    same = {alert: alert for alert in rates}
    kinds = {"毛利率": rates, "占比": rates, "Share": rates, "毛利额": same, "Sharepoint": same}
    given = [{"name": name, "alert": alert} for name, told in kinds.items() for alert in told]
    given += [
        {"name": "甲", "measure": "gross_margin", "alert": "0.3"},
        {"name": "乙", "measure": "sales", "alert": "0.3"},
    ]
    given.append({"name": "毛利率"})
    districts = [{"name": "东", "weight": "100%"}]
    spec = {"year": 2027, "region": {"name": "区", "company": "司"}, "districts": districts, "targets": {"base": 1200}}
    seen = watched(make_plan(Spec.model_validate(spec | {"control": {"kpis": given}})))
    wanted = [(name, now) for name, told in kinds.items() for now in told.values()]
    assert [(kpi.name, kpi.alert) for kpi in seen] == [*wanted, ("甲", "30%"), ("乙", "0.3"), ("毛利率", None)]


def test_a_name_is_bare_without_the_words_that_only_say_it_is_followed() -> None:
    assert [bare(name) for name in ("Sales attainment", "销售额累计达成率", "毛利")] == ["sales", "销售额", "毛利"]
