"""What the sentences of a plan need to know beyond its tables: who leads, what falls, whether it was attained.

Plain frozen records, worked out once from the plan; a fact without data is None or empty, so a text can test it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from planforge.document.findings import Findings, find_findings
from planforge.document.formats import rate_change
from planforge.plan.amounts import nearest
from planforge.plan.budget import LineSpending, PromotionReturn
from planforge.plan.gap import DistrictShare, Source
from planforge.plan.grid import Grid
from planforge.plan.plan import Plan
from planforge.plan.profit import ProductProfit
from planforge.plan.review import Attainment
from planforge.spec.situation import Competitor
from planforge.spec.strategy import Contingency

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class NodeFact:
    """A district, product or channel: last year, target, growth and its part of the region's growth."""

    name: str
    target: int
    last: int | None
    added: int | None
    growth: Fraction | None
    share: Fraction | None  # of the target
    part: Fraction | None  # of the region's growth; None when the region does not grow
    leader: str | None = None


@dataclass(frozen=True, slots=True)
class NodesFact:
    """The nodes of one axis and the remarkable among them."""

    nodes: tuple[NodeFact, ...]
    largest: NodeFact
    leading: NodeFact | None  # adds the most
    leaders: tuple[NodeFact, ...]  # all that add as much as the leading
    fastest: NodeFact | None
    runners: tuple[NodeFact, ...]  # all that grow as fast as the fastest, as far as it is printed
    slowest: NodeFact | None
    falling: tuple[NodeFact, ...]
    new: tuple[NodeFact, ...]  # without last year's sales
    count: int


@dataclass(frozen=True, slots=True)
class SeasonFact:
    """The year's months: the three strongest and weakest, in order of the calendar, and halves and quarters."""

    peaks: tuple[int, ...]
    peak_share: Fraction
    lows: tuple[int, ...]
    low_share: Fraction
    above: int  # months above the mean
    top: int
    first_half: Fraction
    quarters: tuple[Fraction, ...]
    flat: bool
    shift: int  # 1: the festival moves sales from February into January, -1: the other way, 0: not at all


@dataclass(frozen=True, slots=True)
class PeopleFact:
    count: int
    average: int
    highest: str
    highest_target: int
    own: int | None  # what managers sell themselves, where the plan says so


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """Last year against its target."""

    attained: bool
    distance: int  # actual - target, without sign
    best: Attainment | None
    worst: Attainment | None
    below: tuple[Attainment, ...]
    stores: int  # with a target and sales
    reached: int  # stores that attained theirs
    first: tuple[Attainment, ...]  # the three best of six or more managers
    last: tuple[Attainment, ...]  # the three worst


@dataclass(frozen=True, slots=True)
class MixFact:
    """The shift of the product mix."""

    rising: ProductProfit | None
    falling: ProductProfit | None
    margin_change: Fraction | None


@dataclass(frozen=True, slots=True)
class MoneyFact:
    """Money asked and money returned. ``asked`` is expense, with wages where they are counted apart."""

    asked: int
    returned: int
    rate: Fraction | None  # contribution per unit of expense
    last_asked: int | None
    last_returned: int | None
    more_asked: int | None
    more_returned: int | None
    safety: Fraction | None  # how far sales may fall before contribution is nil
    at_ninety: int | None  # contribution at 90 % of sales
    loss_at_ninety: int | None


@dataclass(frozen=True, slots=True)
class BudgetFact:
    largest: str
    largest_share: Fraction
    ratio_change: Fraction | None
    wage_change: Fraction | None
    over: tuple[LineSpending, ...]
    drawn: int
    undrawn: int


@dataclass(frozen=True, slots=True)
class CashFact:
    peak: int  # the month of most cash
    receivables_change: int
    overdue: int
    last_dso: Fraction | None


@dataclass(frozen=True, slots=True)
class PromotionFact:
    cost: int
    lift: int
    best: PromotionReturn | None
    worst: PromotionReturn | None
    losing: tuple[PromotionReturn, ...]  # bring less than they cost


@dataclass(frozen=True, slots=True)
class MarketFact:
    """Share of the market, the region's and the strongest rival's."""

    region: DistrictShare | None
    change: Fraction | None
    highest: DistrictShare | None
    lowest: DistrictShare | None
    leader: Competitor | None


@dataclass(frozen=True, slots=True)
class GapFact:
    covered: bool
    spare: int  # what the sources bring beyond the gap
    main: Source | None
    main_part: Fraction | None


@dataclass(frozen=True, slots=True)
class ActionsFact:
    count: int
    milestones: int
    owners: int
    first_quarter: int
    budget: int


@dataclass(frozen=True, slots=True)
class ShortfallFact:
    """What 90 % of the target means, and what is then done."""

    sales: int
    distance: int
    contingency: Contingency | None


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of a plan."""

    added: int | None
    districts: NodesFact
    products: NodesFact | None
    channels: NodesFact | None
    season: SeasonFact
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
    watched: int  # objectives with a KPI
    programmes: int  # the budget of internal marketing
    programmes_share: Fraction | None  # of sales
    found: Findings  # what the single tables come to


def find_facts(plan: Plan) -> Facts:
    """Every fact, from the plan alone."""
    targets = plan.targets
    leaders = {district.name: district.leader for district in plan.spec.districts}
    last = (
        dict(zip(targets.last_districts.nodes, targets.last_districts.totals, strict=True))
        if targets.last_districts
        else {}
    )
    internal = plan.spec.internal_marketing
    programmes = int(sum(p.budget or 0 for p in internal.programmes)) if internal else 0
    return Facts(
        added=None if targets.last is None else targets.total - targets.last,
        districts=_nodes(targets.districts, last, leaders),
        products=_nodes(targets.products, targets.last_products) if targets.products else None,
        channels=_nodes(targets.channels, targets.last_channels) if targets.channels else None,
        season=_season(plan),
        people=_people(targets.people, plan) if targets.people else None,
        review=_review(plan),
        mix=_mix(plan),
        money=_money(plan),
        budget=_budget(plan),
        cash=_cash(plan),
        promotions=_promotions(plan),
        market=_market(plan),
        gap=_gap(plan),
        actions=_actions(plan),
        shortfall=_shortfall(plan),
        watched=len({kpi.objective for kpi in plan.spec.control.kpis} & {o.code for o in plan.spec.objectives}),
        programmes=programmes,
        programmes_share=_ratio(programmes, targets.total),
        found=find_findings(plan),
    )


def _nodes(grid: Grid, last: dict[str, int], leaders: dict[str, str | None] | None = None) -> NodesFact:
    whole, before = grid.total, sum(last.values())
    nodes = tuple(
        NodeFact(
            name,
            target,
            old := last.get(name) or None,
            None if old is None else target - old,
            _ratio(target - old, old) if old else None,
            _ratio(target, whole),
            _ratio(target - (old or 0), whole - before) if last and whole > before else None,
            (leaders or {}).get(name),
        )
        for name, target in zip(grid.nodes, grid.totals, strict=True)
    )
    known = [node for node in nodes if node.growth is not None]
    most = max((node.added or 0 for node in known), default=0)
    pace = max((_printed(node.growth) for node in known), default=0)
    return NodesFact(
        nodes=nodes,
        largest=max(nodes, key=lambda node: node.target),
        leading=_most(known, lambda node: node.added or 0),
        leaders=tuple(node for node in known if node.added == most),
        fastest=_most(known, lambda node: node.growth or 0),
        runners=tuple(node for node in known if _printed(node.growth) == pace),
        slowest=_least(known, lambda node: node.growth or 0),
        falling=tuple(node for node in known if (node.added or 0) < 0),
        new=tuple(node for node in nodes if last and node.last is None),
        count=len(nodes),
    )


def _printed(rate: Fraction | None) -> int:
    """A rate in thousandths, as it is printed."""
    return nearest((rate or 0) * Fraction(1000))


def _season(plan: Plan) -> SeasonFact:
    months = plan.targets.districts.months
    whole = sum(months) or 1
    order = sorted(range(1, 13), key=lambda month: (-months[month - 1], month))
    moved = plan.targets.season[0] - plan.targets.plain_season[0]
    return SeasonFact(
        peaks=tuple(sorted(order[:3])),
        peak_share=Fraction(sum(months[m - 1] for m in order[:3]), whole),
        lows=tuple(sorted(order[-3:])),
        low_share=Fraction(sum(months[m - 1] for m in order[-3:]), whole),
        above=sum(month * 12 > whole for month in months),
        top=order[0],
        first_half=Fraction(sum(months[:6]), whole),
        quarters=tuple(Fraction(quarter, whole) for quarter in plan.targets.districts.quarters),
        flat=max(months) - min(months) <= 12 * plan.granule,
        shift=(moved > 0) - (moved < 0),
    )


def _people(grid: Grid, plan: Plan) -> PeopleFact | None:
    if not grid.nodes:
        return None
    best = max(range(len(grid.nodes)), key=lambda index: grid.totals[index])
    share = plan.spec.cascade.personal_share
    own = nearest(grid.total * Fraction(share), plan.granule) if share else None
    average = nearest(Fraction(grid.total, len(grid.nodes)), plan.granule)
    return PeopleFact(len(grid.nodes), average, grid.nodes[best], grid.totals[best], own)


def _review(plan: Plan) -> ReviewFact | None:
    total = plan.review.total
    if total is None or total.target is None:
        return None
    rated = [node for node in plan.review.districts if node.rate is not None]
    stores = [node for node in plan.review.stores if node.rate is not None]
    ranked = sorted((node for node in plan.review.managers if node.rate is not None), key=lambda node: node.rank or 0)
    many = len(ranked) >= 6
    return ReviewFact(
        attained=total.actual >= total.target,
        distance=abs(total.actual - total.target),
        best=_most(rated, lambda node: node.rate or 0) if len(rated) > 1 else None,
        worst=_least(rated, lambda node: node.rate or 0) if len(rated) > 1 else None,
        below=tuple(node for node in rated if (node.rate or 0) < 1),
        stores=len(stores),
        reached=sum((node.rate or 0) >= 1 for node in stores),
        first=tuple(ranked[:3]) if many else (),
        last=tuple(ranked[-3:]) if many else (),
    )


def _mix(plan: Plan) -> MixFact | None:
    profit = plan.profit
    if profit is None or not profit.products:
        return None
    moved = [p for p in profit.products if p.last_share is not None]
    return MixFact(
        rising=next((p for p in [_most(moved, _shift)] if p and _shift(p) > 0), None),
        falling=next((p for p in [_least(moved, _shift)] if p and _shift(p) < 0), None),
        margin_change=rate_change(profit.margin, profit.last_margin),
    )


def _shift(product: ProductProfit) -> Fraction:
    return product.share - (product.last_share or 0)


def _money(plan: Plan) -> MoneyFact | None:
    profit = plan.profit
    if profit is None:
        return None
    now, before = profit.total, profit.last
    asked = now.gross - now.contribution
    old = before.gross - before.contribution if before else None
    ninety = next((s.contribution for s in profit.sensitivities if s.sales == Fraction(-1, 10) and not s.margin), None)
    return MoneyFact(
        asked=asked,
        returned=now.contribution,
        rate=_ratio(now.contribution, asked),
        last_asked=old,
        last_returned=before.contribution if before else None,
        more_asked=None if old is None else asked - old,
        more_returned=now.contribution - before.contribution if before else None,
        safety=1 - Fraction(profit.break_even, now.sales) if profit.break_even is not None and now.sales else None,
        at_ninety=ninety,
        loss_at_ninety=None if ninety is None else now.contribution - ninety,
    )


def _budget(plan: Plan) -> BudgetFact | None:
    budget = plan.budget
    if not budget.lines or not budget.total:
        return None
    counted = [line for line in budget.lines if budget.counts(line)] or budget.lines
    largest = max(counted, key=lambda line: line.amount)
    return BudgetFact(
        largest=largest.name,
        largest_share=Fraction(largest.amount, sum(line.amount for line in counted) or budget.total),
        ratio_change=rate_change(budget.ratio, budget.last_ratio),
        wage_change=rate_change(budget.wage_ratio, budget.last_wage_ratio),
        over=tuple(line for line in budget.spending if line.left < 0),
        drawn=sum(line.drawn for line in budget.spending),
        undrawn=sum(draw.amount for draw in budget.undrawn),
    )


def _cash(plan: Plan) -> CashFact | None:
    collection = plan.collection
    if collection is None:
        return None
    cash = collection.total.cash
    return CashFact(
        peak=1 + max(range(12), key=lambda index: cash[index]),
        receivables_change=collection.closing - collection.opening,
        overdue=sum(collection.total.overdue_cash),
        last_dso=collection.dso[-1] if collection.dso else None,
    )


def _promotions(plan: Plan) -> PromotionFact | None:
    if not plan.promotions:
        return None
    rated = [promotion for promotion in plan.promotions if promotion.result is not None]
    return PromotionFact(
        cost=sum(promotion.cost for promotion in plan.promotions),
        lift=sum(promotion.lift or 0 for promotion in plan.promotions),
        best=_most(rated, lambda p: p.result or 0),
        worst=_least(rated, lambda p: p.result or 0) if len(rated) > 1 else None,
        losing=tuple(p for p in rated if p.result is not None and p.result < 1),
    )


def _market(plan: Plan) -> MarketFact:
    region = next((share for share in plan.shares if not share.name), None)
    districts = [share for share in plan.shares if share.name and share.share is not None]
    rivals = [rival for rival in plan.spec.situation.competitors if rival.share is not None]
    return MarketFact(
        region=region,
        change=rate_change(region.share_plan, region.share) if region else None,
        highest=_most(districts, lambda share: share.share or 0) if len(districts) > 1 else None,
        lowest=_least(districts, lambda share: share.share or 0) if len(districts) > 1 else None,
        leader=_most(rivals, lambda rival: Fraction(rival.share or 0)),
    )


def _gap(plan: Plan) -> GapFact | None:
    if plan.gap is None:
        return None
    main = _most(plan.gap.sources, lambda source: source.amount)
    spare = max(-plan.gap.uncovered, 0)
    return GapFact(plan.gap.uncovered <= 0, spare, main, _ratio(main.amount, plan.gap.gap) if main else None)


def _actions(plan: Plan) -> ActionsFact | None:
    actions = plan.spec.actions
    if not actions:
        return None
    return ActionsFact(
        count=len(actions),
        milestones=sum(action.milestone for action in actions),
        owners=len({action.owner for action in actions if action.owner}),
        first_quarter=sum(action.starts is not None and action.starts.month <= 3 for action in actions),
        budget=int(sum(action.budget or 0 for action in actions if not action.within)),
    )


def _shortfall(plan: Plan) -> ShortfallFact:
    total = plan.targets.total
    distance = total // 10 // plan.granule * plan.granule
    due = sorted(
        (c for c in plan.spec.control.contingencies if c.below is not None and Fraction(c.below) >= Fraction(9, 10)),
        key=lambda contingency: contingency.below or 0,
    )
    return ShortfallFact(total - distance, distance, due[0] if due else None)


def _most(items: Iterable[T], key: Callable[[T], Fraction | int]) -> T | None:
    """The first of the items with the largest key."""
    return max(items, key=key, default=None)


def _least(items: Iterable[T], key: Callable[[T], Fraction | int]) -> T | None:
    return min(items, key=key, default=None)


def _ratio(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None
