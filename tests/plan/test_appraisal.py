"""Appraisal: what a person earns at 80, 100 and 120 %, and schemes that cannot be applied."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from money_case import spec_of, targets_of

from planforge.plan.money.appraisal import SchemePlan, plan_appraisal
from planforge.problem import Path

BANDS = [
    {"from": "0", "to": "80%", "score": "0"},
    {"from": "80%", "to": "100%", "score": "80%"},
    {"from": "100%", "to": "120%", "score": "100%"},
    {"from": "120%", "score": "130%"},
]
STEPS = [{"from": "0", "rate": "0.3%"}, {"from": "90%", "rate": "0.5%"}, {"from": "110%", "rate": "0.6%"}]


def scheme_of(more: dict[str, Any], **spec: Any) -> SchemePlan:
    schemes = [{"role": "业务代表"} | more]
    targets = targets_of(
        {"东": (100_000,) * 12, "西": (50_000,) * 12},
        people={"赵磊": ("东", 3), "孙涛": ("东", 1), "周敏": ("西", 1)},
    )
    return plan_appraisal(spec_of(["东", "西"], appraisal={"schemes": schemes}, **spec), targets)[0]


def test_base_performance_and_commission_at_80_100_and_120_percent() -> None:
    plan = scheme_of(
        {"base_pay": 4000, "bonus": 2000, "bands": BANDS, "commission": STEPS, "commission_basis": "200万"}
    )
    low, full, high = plan.examples
    assert [pay.score for pay in plan.examples] == [Fraction("0.8"), 1, Fraction("1.3")]
    assert (low.base, low.bonus, low.commission) == (48_000, 19_200, 4_800)
    assert (full.base, full.bonus, full.commission) == (48_000, 24_000, 10_000)
    assert (high.base, high.bonus, high.commission) == (48_000, 31_200, 14_400)
    assert [pay.total for pay in plan.examples] == [72_000, 82_000, 93_600]
    assert not plan.problems


def test_commission_is_counted_on_the_average_target_of_the_roles_people() -> None:
    team = [{"name": n, "title": "业务代表"} for n in ("赵磊", "孙涛", "周敏")]
    plan = scheme_of({"commission": STEPS}, team=team)
    assert plan.people == ("赵磊", "孙涛", "周敏")
    assert plan.basis == (900_000 + 300_000 + 600_000) // 3


def test_a_leader_answers_for_his_district_and_the_manager_for_the_region() -> None:
    districts = [{"name": "东", "leader": "王强"}, {"name": "西"}]
    region = {"name": "区", "company": "司", "manager": "李明"}
    assert scheme_of({"people": ["王强"]}, districts=districts, region=region).basis == 1_200_000
    assert scheme_of({"people": ["李明"]}, districts=districts, region=region).basis == 1_800_000
    assert scheme_of({"people": ["无名"]}, districts=districts, region=region).basis is None


def test_without_bands_performance_pay_goes_with_attainment() -> None:
    assert [pay.bonus for pay in scheme_of({"bonus": 1000}).examples] == [9600, 12_000, 14_400]


def test_below_the_lowest_band_there_is_no_performance_pay() -> None:
    examples = scheme_of({"bonus": 1000, "bands": BANDS[2:]}).examples
    assert [(pay.score, pay.bonus) for pay in examples] == [(None, 0), (1, 12_000), (Fraction("1.3"), 15_600)]


def test_bands_without_ends_run_to_the_next() -> None:
    bands = [{"from": "80%", "score": "80%"}, {"from": "100%", "score": "100%"}]
    plan = scheme_of({"bands": bands})
    assert [pay.score for pay in plan.examples] == [Fraction("0.8"), 1, 1]
    assert not plan.problems


@pytest.mark.parametrize(
    ("scheme", "code", "where", "words"),
    [
        ({"metrics": [{"name": "销售", "weight": "60%"}, {"name": "回款", "weight": "30%"}]}, "M40",
         ("metrics",), "90%"),
        ({"bands": [{"from": "80%", "to": "95%", "score": "80%"}, {"from": "90%", "score": "1"}]}, "M41",
         ("bands", 0, "to"), "90%–95% 重叠"),
        ({"bands": [{"from": "90%", "score": "1"}, {"from": "70%", "to": "80%", "score": "80%"}]}, "M42",
         ("bands", 1, "to"), "80%–90% 空缺"),
        ({"bands": [{"from": "80%", "to": "80%", "score": "80%"}, {"from": "80%", "score": "1"}]}, "M41",
         ("bands", 0, "to"), "上限不高于下限"),
        ({"bands": [{"from": "80%", "to": "120%", "score": "80%"}]}, "M42", ("bands", 0, "to"), "120% 及以上"),
        ({"commission": STEPS}, "M43", ("commission",), "目标额"),
        ({"commission": [*STEPS, {"from": "90%", "rate": "0.55%"}], "commission_basis": 1}, "M44",
         ("commission", 3, "from"), "90%"),
        ({"commission": [*STEPS, {"from": "120%", "rate": "0.2%"}], "commission_basis": 1}, "M46",
         ("commission", 3), "达成 120% 起提成率 0.2%，低于 110% 起的 0.6%"),
        ({"bands": [{"from": "0", "score": "1"}, {"from": "90%", "score": "70%"}]}, "M46", ("bands", 1), "得分 70%"),
    ],
)  # fmt: skip
def test_a_scheme_that_cannot_be_applied_is_a_problem_at_its_line(
    scheme: dict[str, Any], code: str, where: Path, words: str
) -> None:
    plan = scheme_of(scheme)
    assert [(p.code, p.path) for p in plan.problems] == [(code, ("appraisal", "schemes", 0, *where))]
    assert words in plan.problems[0].message.zh
    assert len(plan.examples) == 3
