"""What the sales targets come to: who grows most, when the season is, where growth comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.document.facts.extremes import greatest, smallest
from planforge.numbers import nearest, rate_change, ratio, tenths
from planforge.plan.grid import Grid
from planforge.plan.growth.gap import DistrictShare, Source
from planforge.plan.plan import Plan
from planforge.spec.region import person_of
from planforge.spec.situation import Competitor


class NodeFact(Struct, frozen=True):
    """A district, product or channel: last year, target, growth and its part of the region's growth."""

    name: str
    target: int
    last: int | None
    added: int | None
    growth: Fraction | None
    share: Fraction | None  # of the target
    part: Fraction | None  # of the region's growth; None when the region does not grow
    leader: str | None = None


class NodesFact(Struct, frozen=True):
    """The nodes of one axis and the remarkable among them."""

    nodes: tuple[NodeFact, ...]
    largest: NodeFact
    leading: NodeFact | None  # adds the most
    leaders: tuple[NodeFact, ...]  # all that add as much as the leading
    fastest: NodeFact | None
    runners: tuple[NodeFact, ...]  # all that grow as fast as the fastest, as far as it is printed
    slowest: NodeFact | None
    even: bool  # all grow within half a point of each other, though not as fast as printed
    falling: tuple[NodeFact, ...]
    new: tuple[NodeFact, ...]  # that never sold
    idle: tuple[NodeFact, ...]  # that sold nothing last year, but before
    count: int


class TrendFact(Struct, frozen=True):
    """What last year's share counts in a district's weight, and own growth or all years together beside it, where the
    data chose it."""

    last: Fraction
    growth: Fraction | None
    history: Fraction | None


class SeasonFact(Struct, frozen=True):
    """The year's months: the three strongest and weakest, in order of the calendar, and halves and quarters."""

    peaks: tuple[int, ...]
    peak_share: Fraction
    lows: tuple[int, ...]
    low_share: Fraction
    above: int  # months above the mean
    top: int
    first_half: Fraction
    swing: Fraction  # how much more of the year the strongest have than the weakest
    quarters: tuple[Fraction, ...]
    flat: bool
    estimated: bool  # months of it, for no year before has all twelve
    shift: int  # 1: the festival brings January more than it had in past years, -1: less, 0: neither


class ClosedFact(Struct, frozen=True):
    """A re-planned year: what was sold in January to ``through``, and what is left from the ``next`` month on."""

    through: int
    next: int
    sold: int
    left: int


class PeopleFact(Struct, frozen=True):
    count: int
    average: int
    highest: str
    highest_target: int
    lowest: str
    times: Fraction | None  # highest ÷ lowest
    alike: bool  # everybody has the same target
    own: int | None  # what managers sell themselves, where the plan says so
    beyond: int  # the target of the districts that have nobody
    without: tuple[str, ...]  # and those districts


class MarketFact(Struct, frozen=True):
    """Share of the market, the region's and the strongest rival's."""

    region: DistrictShare | None
    change: Fraction | None
    highest: DistrictShare | None
    lowest: DistrictShare | None
    apart: Fraction | None  # highest ÷ lowest
    widest: DistrictShare | None  # the largest market
    leader: Competitor | None
    ahead: Fraction | None  # its share less ours, as printed
    times: Fraction | None  # its share ÷ ours


class GapFact(Struct, frozen=True):
    covered: bool
    spare: int  # what the sources bring beyond the gap
    main: Source | None
    main_part: Fraction | None  # of the gap; of all sources where these are more
    trend_part: Fraction | None  # of the growth, what comes without anything new
    trend_of_market: Fraction | None  # the same of what the market's growth brings at an unchanged share


def nodes_of(
    grid: Grid, last: Mapping[str, int], leaders: dict[str, str | None] | None = None, unknown: Sequence[str] = (),
    earlier: Collection[str] = (),
) -> NodesFact:  # fmt: skip
    """The nodes of a grid, what they sold last year and who leads; ``unknown`` are there already, with no figure, and
    those of ``earlier`` sold in one before last."""
    whole, before = grid.total, sum(last.values())
    nodes = tuple(
        NodeFact(
            name,
            target,
            old := last.get(name) or None,
            None if old is None else target - old,
            ratio(target - old, old) if old else None,
            ratio(target, whole),
            ratio(target - (old or 0), whole - before) if last and whole > before else None,
            (leaders or {}).get(name),
        )
        for name, target in zip(grid.nodes, grid.totals, strict=True)
    )
    known = [node for node in nodes if node.growth is not None]
    without = [node for node in nodes if last and node.last is None and node.name not in unknown]
    most = max((node.added or 0 for node in known), default=0)
    paces = {_printed(node.growth) for node in known} or {0}
    pace = max(paces)
    return NodesFact(
        nodes=nodes,
        largest=max(nodes, key=lambda node: node.target),
        leading=greatest(known, lambda node: node.added or 0),
        leaders=tuple(node for node in known if node.added == most),
        fastest=greatest(known, lambda node: node.growth or 0),
        runners=tuple(node for node in known if _printed(node.growth) == pace),
        slowest=smallest(known, lambda node: node.growth or 0),
        even=len(known) == len(nodes) and 0 < pace - min(paces) < _APART,
        falling=tuple(node for node in known if (node.added or 0) < 0),
        new=tuple(node for node in without if node.name not in earlier),
        idle=tuple(node for node in without if node.name in earlier),
        count=len(nodes),
    )


_APART = 5  # thousandths: nearer growths are nobody's being the fastest


def _printed(rate: Fraction | None) -> int:
    """A rate in thousandths, as it is printed."""
    return nearest((rate or 0) * Fraction(1000))


def trend_of(plan: Plan) -> TrendFact | None:
    blend = plan.targets.blend
    if not plan.targets.chosen or len(blend) < 2:
        return None
    return TrendFact(blend["last"], blend.get("growth"), blend.get("history"))


def season_of(plan: Plan) -> SeasonFact:
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
        swing=Fraction(sum(months[m - 1] for m in order[:3]) - sum(months[m - 1] for m in order[-3:]), whole),
        quarters=tuple(Fraction(quarter, whole) for quarter in plan.targets.districts.quarters),
        flat=max(months) - min(months) <= 12 * plan.granule,
        estimated=plan.targets.season_estimated,
        shift=(moved > 0) - (moved < 0),
    )


def closed_of(plan: Plan) -> ClosedFact | None:
    """What the year's closed months come to; None where none is closed, or not every one from January on."""
    over = {closed.month for closed in plan.spec.targets.closed}
    if not over or over != set(range(1, len(over) + 1)):
        return None
    sold = sum(plan.targets.districts.months[: len(over)])
    return ClosedFact(len(over), len(over) + 1, sold, plan.targets.total - sold)


def people_of(grid: Grid, plan: Plan) -> PeopleFact | None:
    if not grid.nodes:
        return None
    share = plan.spec.cascade.personal_share
    own = nearest(grid.total * Fraction(share), plan.granule) if share else None
    persons: Counter[str] = Counter()
    for seat, target in zip(grid.nodes, grid.totals, strict=True):
        persons[person_of(seat, plan.targets.person_district.get(seat))] += target
    average = nearest(Fraction(grid.total, len(persons)), plan.granule)
    beyond = plan.targets.beyond("person")
    best, least = max(persons, key=persons.__getitem__), min(persons, key=persons.__getitem__)
    return PeopleFact(
        count=len(persons),
        average=average,
        highest=best,
        highest_target=persons[best],
        lowest=least,
        times=ratio(persons[best], persons[least]),
        alike=len(set(persons.values())) == 1,
        own=own,
        beyond=beyond.total,
        without=beyond.nodes,
    )


def market_of(plan: Plan) -> MarketFact:
    region = next((share for share in plan.shares if not share.name), None)
    districts = [share for share in plan.shares if share.name and share.share is not None]
    rivals = [rival for rival in plan.spec.situation.competitors if rival.share is not None]
    many = len(districts) > 1
    highest = greatest(districts, lambda share: share.share or 0) if many else None
    lowest = smallest(districts, lambda share: share.share or 0) if many else None
    leader = greatest(rivals, lambda rival: Fraction(rival.share or 0))
    return MarketFact(
        region=region,
        change=rate_change(region.share_plan, region.share) if region else None,
        highest=highest,
        lowest=lowest,
        apart=ratio(highest.share, lowest.share) if highest and lowest else None,
        widest=greatest(districts, lambda share: share.market) if many else None,
        leader=leader,
        ahead=rate_change(leader.share, region.share) if leader and region else None,
        times=ratio(tenths(leader.share), tenths(region.share)) if leader and region else None,
    )


def gap_of(plan: Plan) -> GapFact | None:
    if plan.gap is None:
        return None
    main = greatest(plan.gap.sources, lambda source: source.amount)
    spare = max(-plan.gap.uncovered, 0)
    whole = max(plan.gap.gap, sum(source.amount for source in plan.gap.sources))
    region = next((share for share in plan.shares if not share.name), None)
    return GapFact(
        covered=plan.gap.uncovered <= 0,
        spare=spare,
        main=main,
        main_part=ratio(main.amount, whole) if main else None,
        trend_part=ratio(plan.gap.trend, plan.targets.total - plan.gap.last),
        trend_of_market=ratio(plan.gap.trend, region.from_market) if region else None,
    )
