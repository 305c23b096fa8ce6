"""The Plan: the spec, and every figure that follows from it."""

from __future__ import annotations

from msgspec import Struct

from planforge.plan.growth.asked import Asked
from planforge.plan.growth.chain import Chain, ObjectiveFigure
from planforge.plan.growth.gap import DistrictShare, FunnelResult, Gap
from planforge.plan.growth.matrix import NodeGrowth
from planforge.plan.growth.network import CountPlan, DisplayPlan, NetworkPlan
from planforge.plan.growth.units import Calls, Capacity, StockPlan, UnitPlan
from planforge.plan.money.appraisal import SchemePlan
from planforge.plan.money.budget import BudgetPlan
from planforge.plan.money.collection import CollectionPlan
from planforge.plan.money.profit import ProfitPlan
from planforge.plan.money.promotions import PromotionReturn
from planforge.plan.targets.last_year import ReviewFigures
from planforge.plan.targets.targets import TargetPlan, Workings
from planforge.problem import Problem
from planforge.spec.spec import Spec


class Plan(Struct, frozen=True):
    """All money is an int in currency units and a whole multiple of ``granule``, so what is printed always adds up."""

    spec: Spec
    granule: int  # rounding unit of money, in currency units
    targets: TargetPlan
    workings: Workings  # how the targets were made
    review: ReviewFigures
    gap: Gap | None
    funnels: tuple[FunnelResult, ...]
    shares: tuple[DistrictShare, ...]  # districts with a market, then the region
    network: tuple[NetworkPlan, ...]
    counts: tuple[CountPlan, ...]
    display: DisplayPlan | None
    profit: ProfitPlan | None
    budget: BudgetPlan
    promotions: tuple[PromotionReturn, ...]
    collection: CollectionPlan | None
    appraisal: tuple[SchemePlan, ...]
    objectives: tuple[ObjectiveFigure, ...]
    chain: Chain
    problems: tuple[Problem, ...]
    asked: tuple[Asked, ...] = ()  # what is asked of every node, beside what it did and may
    matrix: tuple[NodeGrowth, ...] = ()  # growth against its sources, axis by axis
    dealers: UnitPlan | None = None
    counties: UnitPlan | None = None
    stock: StockPlan | None = None
    capacity: Capacity | None = None
    calls: tuple[Calls, ...] = ()
