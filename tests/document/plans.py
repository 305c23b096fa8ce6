"""Small plans made by hand, so that words and tables are tested without the arithmetic."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from planforge.plan.grid import Grid
from planforge.plan.growth.chain import Chain
from planforge.plan.money.budget import BudgetPlan
from planforge.plan.plan import Plan
from planforge.plan.targets.basis import Basis
from planforge.plan.targets.last_year import ReviewFigures
from planforge.plan.targets.targets import Layer, TargetPlan, work_out
from planforge.spec.spec import Spec

TWELFTH = Fraction(1, 12)


def small_spec(**fields: Any) -> Spec:
    """The shortest spec there can be, with more fields as given."""
    given: dict[str, Any] = {
        "year": 2027,
        "region": {"name": "豫南区域", "company": "福麦食品"},
        "districts": [{"name": "信阳", "leader": "王强"}, {"name": "南阳", "leader": "杨帆"}],
        "targets": {"base": "2400万"},
    }
    return Spec.model_validate({**given, **fields})


def even(axis: str, **years: int) -> Grid:
    """A grid of years split evenly."""
    return Grid(axis, tuple(years), tuple((year // 12,) * 12 for year in years.values()))


def small_plan(*, last: dict[str, int] | None = None, **fields: Any) -> Plan:
    """A plan of two districts without anything but sales; ``last`` gives last year's sales by district."""
    districts = even("district", 信阳=14_400_000, 南阳=9_600_000)
    before = even("district", **last) if last else None
    growth = Fraction(districts.total, before.total) - 1 if before else None
    targets = TargetPlan(
        total=districts.total, last=before.total if before else None, before=None, growth=growth,
        layers={"base": Layer("base", districts.total, growth, districts)}, districts=districts, last_districts=before,
        products=None, last_products={}, by_product=(), channels=None, last_channels={}, by_channel=(), people=None,
        person_district={}, stores=None, store_district={}, volumes=None, last_volume=None, season=(TWELFTH,) * 12,
        plain_season=(TWELFTH,) * 12, weights={}, assigned=None,
    )  # fmt: skip
    years = ((2026, before.months),) if before else ()
    spec = small_spec(**fields)
    return Plan(
        spec=spec, granule=1000, targets=targets, workings=work_out(Basis.of(spec)),
        review=ReviewFigures(None, (), (), (), (), (), years), gap=None,
        funnels=(), shares=(), network=(), counts=(), display=None, profit=None, budget=no_budget(),
        promotions=(), collection=None, appraisal=(), objectives=(), chain=Chain((), (), ()), problems=(),
    )  # fmt: skip


def no_budget() -> BudgetPlan:
    """A budget without lines."""
    empty = Grid("line", (), ())
    return BudgetPlan((), empty, (), (), 0, 0, 0, None, None, None, None, None, None, (), ())
