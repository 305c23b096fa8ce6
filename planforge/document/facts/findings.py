"""What the single tables of a plan come to: the one sentence that a reader takes from each before he looks at it.

Plain frozen records like the facts beside them; a finding without data is None, so that a text can test it.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import islice, pairwise

from msgspec import Struct

from planforge.numbers import rate_change, ratio
from planforge.plan.growth.units import Calls
from planforge.plan.measures import planned
from planforge.plan.plan import Plan
from planforge.spec.situation import Competitor, Dealer, Segment


class PaceFinding(Struct, frozen=True):
    """The last two years month by month."""

    peaks: tuple[int, ...]  # the three strongest months of last year
    changed: int  # how many of them the year before had not
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
    times: Fraction | None  # the dearest's price ÷ the cheapest's


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
    second: Segment | None  # the second largest
    two_segments: Fraction | None  # these two together
    bridge: BridgeFinding | None
    earner: Counted | None  # the product of most gross profit
    earner_share: Fraction | None
    earner_sales: Fraction | None  # its part of sales
    earner_more: Fraction | None  # its part of gross profit less that, as printed
    best_quarter: int  # the quarter of most contribution, and how much that is; 0 without a profit plan
    best_quarter_amount: int
    best_quarter_part: Fraction | None  # of the year's
    worst_quarter: int
    worst_quarter_amount: int
    worst_quarter_part: Fraction | None
    payer: Counted | None  # the district of most cash, where they differ
    tight: tuple[Calls, ...]  # roles whose visits leave them less than a tenth of their workdays
    pay_times: Fraction | None  # the first role's pay at the highest attainment shown ÷ that at the lowest
    busiest: Counted | None  # the owner of most actions


def find_findings(plan: Plan) -> Findings:
    """Every finding, from the plan alone."""
    spec, profit = plan.spec, plan.profit
    earner = max(profit.products, key=lambda p: p.gross, default=None) if profit else None
    contributions = [quarter.contribution for quarter in profit.quarters] if profit else []
    most, least = max(contributions, default=0), min(contributions, default=0)
    segments = sorted(
        (s for s in spec.situation.consumers.segments if s.share is not None), key=lambda s: -(s.share or 0)
    )
    earned = ratio(earner.gross if earner else None, planned(plan, "gross_profit"))
    sold = ratio(earner.sales if earner else None, plan.targets.total)
    paid = plan.appraisal[0].examples if plan.appraisal else ()
    return Findings(
        pace=_pace(plan),
        sizes=_sizes(plan),
        dealers=_dealers(plan),
        rivals=_rivals(spec.situation.competitors),
        segment=next(iter(segments), None),
        second=next(islice(segments, 1, None), None),
        two_segments=sum((Fraction(s.share or 0) for s in segments[:2]), Fraction()) if len(segments) > 1 else None,
        bridge=_bridge(plan),
        earner=Counted(earner.name, earner.gross) if earner else None,
        earner_share=earned,
        earner_sales=sold,
        earner_more=rate_change(earned, sold) if sold is not None else None,
        best_quarter=contributions.index(most) + 1 if contributions else 0,
        best_quarter_amount=most,
        best_quarter_part=ratio(most, sum(contributions)),
        worst_quarter=contributions.index(least) + 1 if contributions else 0,
        worst_quarter_amount=least,
        worst_quarter_part=ratio(least, sum(contributions)),
        payer=_payer(plan),
        tight=tuple(c for c in plan.calls if c.needed is not None and 10 * c.needed >= 9 * c.available),
        pay_times=ratio(paid[-1].total, paid[0].total) if paid else None,
        busiest=_busiest(plan),
    )


def _pace(plan: Plan) -> PaceFinding | None:
    if len(plan.review.years) < 2:
        return None
    before, now = (tuple(month for month in months if month) for _, months in plan.review.years[-2:])
    if len(before) < 12 or len(now) < 12:
        return None
    return PaceFinding(_strongest(now), len({*_strongest(now)} - {*_strongest(before)}), sum(now[:3]), sum(before[:3]))


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
    dearest = max(priced, key=lambda r: r.price or 0) if spread else None
    cheapest = min(priced, key=lambda r: r.price or 0) if spread else None
    return RivalsFinding(
        widest=max((r for r in rivals if r.outlets), key=lambda r: r.outlets or 0, default=None),
        dearest=dearest,
        cheapest=cheapest,
        times=ratio(dearest.price, cheapest.price) if dearest and cheapest else None,
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
