"""What the sentences of a plan need to know beyond its tables: who leads, what falls, whether it was attained.

Plain frozen records, worked out once from the plan; a fact without data is None or empty, so a text can test it.
"""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from planforge.document.facts.findings import Findings, find_findings
from planforge.document.facts.money import (
    BudgetFact,
    CashFact,
    MixFact,
    MoneyFact,
    PromotionFact,
    ShortfallFact,
    budget_of,
    cash_of,
    mix_of,
    money_of,
    promotions_of,
    shortfall_of,
)
from planforge.document.facts.page import PageFact, page_of
from planforge.document.facts.sales import (
    ClosedFact,
    GapFact,
    MarketFact,
    NodesFact,
    PeopleFact,
    SeasonFact,
    TrendFact,
    closed_of,
    gap_of,
    market_of,
    nodes_of,
    people_of,
    season_of,
    trend_of,
)
from planforge.document.facts.work import ActionsFact, ReviewFact, actions_of, review_of
from planforge.numbers import ratio
from planforge.plan.axes import DISTRICT
from planforge.plan.plan import Plan


class Facts(Struct, frozen=True):
    """All facts of a plan."""

    added: int | None
    districts: NodesFact
    products: NodesFact | None
    channels: NodesFact | None
    stores: NodesFact | None  # without last year
    season: SeasonFact
    closed: ClosedFact | None
    trend: TrendFact | None
    people: PeopleFact | None
    review: ReviewFact | None
    mix: MixFact | None
    money: MoneyFact | None
    budget: BudgetFact | None
    cash: CashFact | None
    promotions: PromotionFact | None
    market: MarketFact
    gap: GapFact | None
    actions: ActionsFact | None
    shortfall: ShortfallFact
    page: PageFact
    watched: int  # objectives with a KPI
    programmes: int  # the budget of internal marketing
    programmes_share: Fraction | None  # of sales
    found: Findings  # what the single tables come to


def find_facts(plan: Plan) -> Facts:
    """Every fact, from the plan alone."""
    targets, history = plan.targets, plan.workings.basis.history
    leaders = {district.name: district.leader for district in plan.spec.districts}
    internal = plan.spec.internal_marketing
    programmes = int(sum(p.budget or 0 for p in internal.programmes)) if internal else 0
    return Facts(
        added=None if targets.last is None else targets.total - targets.last,
        districts=nodes_of(
            targets.districts,
            DISTRICT.last(plan),
            leaders,
            plan.workings.basis.silent(plan.spec.year - 1),
            {name for year in history.years for name, sold in history.by("district", year).items() if sold.total},
        ),
        products=nodes_of(targets.products, targets.last_products) if targets.products else None,
        channels=nodes_of(targets.channels, targets.last_channels) if targets.channels else None,
        stores=nodes_of(targets.stores, {}) if targets.stores else None,
        season=season_of(plan),
        closed=closed_of(plan),
        trend=trend_of(plan),
        people=people_of(targets.people, plan) if targets.people else None,
        review=review_of(plan),
        mix=mix_of(plan),
        money=money_of(plan),
        budget=budget_of(plan),
        cash=cash_of(plan),
        promotions=promotions_of(plan),
        market=market_of(plan),
        gap=gap_of(plan),
        actions=actions_of(plan),
        shortfall=shortfall_of(plan),
        page=page_of(plan),
        watched=len({kpi.objective for kpi in plan.spec.control.kpis} & {o.code for o in plan.spec.objectives}),
        programmes=programmes,
        programmes_share=ratio(programmes, targets.total),
        found=find_findings(plan),
    )
