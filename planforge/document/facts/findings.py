"""What the single tables of a plan come to: the one sentence that a reader takes from each before he looks at it.

Plain frozen records like the facts beside them; a finding without data is None, so that a text can test it.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import pairwise

from msgspec import Struct

from planforge.numbers import ratio
from planforge.plan.measures import planned
from planforge.plan.plan import Plan
from planforge.spec.situation import Competitor, Dealer, Segment


class PaceFinding(Struct, frozen=True):
    """The last two years month by month."""

    peaks: tuple[int, ...]  # the three strongest months of last year
    same: bool  # the year before had the same
    first_quarter: int
    first_quarter_before: int


class SizesFinding(Struct, frozen=True):
    """The market over the years; ``growth`` is the mean of the yearly rates."""

    first_year: int
    first: int
    last_year: int
    last: int
    growth: Fraction


class DealersFinding(Struct, frozen=True):
    """The dealers listed; ``part`` of last year's sales is None where a dealer's sales are not given."""

    count: int
    sales: int
    part: Fraction | None
    largest: Dealer


class RivalsFinding(Struct, frozen=True):
    widest: Competitor | None  # of most outlets
    dearest: Competitor | None
    cheapest: Competitor | None
    answered: int


class Counted(Struct, frozen=True):
    """Somebody or something and how many, or how much, of it."""

    name: str
    amount: int


class BridgeFinding(Struct, frozen=True):
    """What adds to gross profit and what takes from it, by the keys of ``labels.effects``; without signs."""

    adds: tuple[Counted, ...]
    takes: tuple[Counted, ...]


class Findings(Struct, frozen=True):
    """One finding a table."""

    pace: PaceFinding | None
    sizes: SizesFinding | None
    dealers: DealersFinding | None
    rivals: RivalsFinding
    segment: Segment | None  # the largest
    bridge: BridgeFinding | None
    earner: Counted | None  # the product of most gross profit
    earner_share: Fraction | None
    best_quarter: int  # the quarter of most contribution, and how much that is; 0 without a profit plan
    best_quarter_amount: int
    payer: Counted | None  # the district of most cash, where they differ
    early_trainings: int  # in the first quarter
    media_cost: int
    first_milestone: date | None
    last_milestone: date | None
    busiest: Counted | None  # the owner of most actions


def find_findings(plan: Plan) -> Findings:
    """Every finding, from the plan alone."""
    spec, profit = plan.spec, plan.profit
    earner = max(profit.products, key=lambda p: p.gross, default=None) if profit else None
    contributions = [quarter.contribution for quarter in profit.quarters] if profit else []
    most = max(contributions, default=0)
    milestones = [day for a in spec.actions if a.milestone and (day := a.ends or a.starts)]
    segments = [s for s in spec.situation.consumers.segments if s.share is not None]
    return Findings(
        pace=_pace(plan),
        sizes=_sizes(plan),
        dealers=_dealers(plan),
        rivals=_rivals(spec.situation.competitors),
        segment=max(segments, key=lambda s: s.share or 0, default=None),
        bridge=_bridge(plan),
        earner=Counted(earner.name, earner.gross) if earner else None,
        earner_share=ratio(earner.gross if earner else None, planned(plan, "gross_profit")),
        best_quarter=contributions.index(most) + 1 if contributions else 0,
        best_quarter_amount=most,
        payer=_payer(plan),
        early_trainings=sum(t.date is not None and t.date.month <= 3 for t in spec.training),
        media_cost=int(sum(m.cost for m in spec.advertising.media)),
        first_milestone=min(milestones, default=None),
        last_milestone=max(milestones, default=None),
        busiest=_busiest(plan),
    )


def _pace(plan: Plan) -> PaceFinding | None:
    if len(plan.review.years) < 2:
        return None
    before, now = (tuple(month for month in months if month) for _, months in plan.review.years[-2:])
    if len(before) < 12 or len(now) < 12:
        return None
    return PaceFinding(_strongest(now), _strongest(now) == _strongest(before), sum(now[:3]), sum(before[:3]))


def _strongest(months: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(sorted(range(1, 13), key=lambda month: (-months[month - 1], month))[:3]))


def _sizes(plan: Plan) -> SizesFinding | None:
    sizes = sorted((year, int(size)) for year, size in plan.spec.situation.market.sizes.items() if size)
    if len(sizes) < 2:
        return None
    rates = [Fraction(now, before) - 1 for (_, before), (_, now) in pairwise(sizes)]
    return SizesFinding(*sizes[0], *sizes[-1], sum(rates, Fraction()) / len(rates))


def _dealers(plan: Plan) -> DealersFinding | None:
    held = plan.spec.situation.dealers.items
    known = [dealer for dealer in held if dealer.sales]
    if not known:
        return None
    sales = int(sum(dealer.sales or 0 for dealer in known))
    whole = plan.targets.last if len(known) == len(held) else None
    part = Fraction(sales, whole) if whole and sales <= whole else None
    return DealersFinding(len(known), sales, part, max(known, key=lambda dealer: dealer.sales or 0))


def _rivals(rivals: tuple[Competitor, ...]) -> RivalsFinding:
    priced = [rival for rival in rivals if rival.price]
    spread = len({rival.price for rival in priced}) > 1
    return RivalsFinding(
        widest=max((r for r in rivals if r.outlets), key=lambda r: r.outlets or 0, default=None),
        dearest=max(priced, key=lambda r: r.price or 0) if spread else None,
        cheapest=min(priced, key=lambda r: r.price or 0) if spread else None,
        answered=sum(bool(rival.response) for rival in rivals),
    )


def _bridge(plan: Plan) -> BridgeFinding | None:
    bridge = plan.profit.bridge if plan.profit else None
    if bridge is None:
        return None
    effects = {"volume": bridge.volume, "mix": bridge.mix, "price": bridge.price}
    effects["cost" if bridge.priced else "margin"] = bridge.margin
    ways = (1, -1)
    adds, takes = (tuple(Counted(n, w * v) for n, v in effects.items() if w * v > 0) for w in ways)
    return BridgeFinding(adds, takes) if adds or takes else None


def _payer(plan: Plan) -> Counted | None:
    if plan.collection is None or len(set(plan.collection.cash.totals)) < 2:
        return None
    cash = plan.collection.cash
    return max(map(Counted, cash.nodes, cash.totals), key=lambda c: c.amount)


def _busiest(plan: Plan) -> Counted | None:
    owners = [action.owner for action in plan.spec.actions if action.owner]
    counted = [Counted(owner, owners.count(owner)) for owner in dict.fromkeys(owners)]
    most = max(counted, key=lambda c: c.amount, default=None)
    alone = most is not None and len(counted) > 1 and [c.amount for c in counted].count(most.amount) == 1
    return most if alone else None
