"""Tables of part one: market and share, dealers, competitors, consumers, the SWOT crossing."""

from __future__ import annotations

from planforge.document.listing import As, Listing
from planforge.document.model import Table
from planforge.numbers import Exact
from planforge.plan.growth.gap import DistrictShare
from planforge.plan.plan import Plan
from planforge.records import replace
from planforge.spec.situation import Competitor, Crossing, Dealer, Segment, SwotItem
from planforge.words import Words


def market_by_district(plan: Plan, words: Words) -> Table | None:
    """Market size, sales and share of each district, last year and planned."""
    of = Listing[DistrictShare](words, "market_by_district")
    columns = (
        of.text("name", 1.4, lambda share: share.name or words.column("total")),
        of.money("market", 1.2, lambda share: share.market),
        of.money("market_plan", 1.2, lambda share: share.market_plan),
        of.money("last", 1.2, lambda share: share.sales),
        of.money("plan", 1.2, lambda share: share.sales_plan),
        of.percent("share_last", 1.0, lambda share: share.share),
        of.ratio("share_plan", 1.0, "plan", "market_plan"),
        of.points("points", 1.1, "share_plan", "share_last"),
    )
    table = of.table(columns, [share if share.name else As(share) for share in plan.shares])
    source = words.numbers.sentence(plan.spec.situation.market.source)
    return replace(table, note=words.label("market_source", source=source)) if table and source else table


def growth_by_cause(plan: Plan, words: Words) -> Table | None:
    """Growth of each district, told apart: the market's and the share's; nothing where one of them is not known."""
    of = Listing[DistrictShare](words, "growth_by_cause")
    columns = (
        of.text("name", 1.4, lambda share: share.name or words.column("total")),
        of.difference("added", 1.2, lambda share: share.sales_plan, lambda share: share.sales),
        of.money("from_market", 1.4, lambda share: share.from_market, signed=True),
        of.money("from_share", 1.4, lambda share: share.from_share, signed=True),
    )
    told = plan.shares if all(share.from_market is not None for share in plan.shares) else ()
    return of.table(columns, [share if share.name else As(share) for share in told])


def market_sizes(plan: Plan, words: Words) -> Table | None:
    """The market year by year."""
    sizes = sorted(plan.spec.situation.market.sizes.items())
    before = dict(zip((year for year, _ in sizes[1:]), (size for _, size in sizes), strict=False))
    of = Listing[tuple[int, Exact]](words, "market_sizes")
    columns = (
        of.label("year", 1.0, lambda row: row[0]),
        of.money("market_size", 1.5, lambda row: row[1]),
        of.growth("growth", 1.0, "market_size", lambda row: before.get(row[0])),
    )
    return of.table(columns, sizes)


def dealers(plan: Plan, words: Words) -> Table | None:
    """The main dealers in figures."""
    held = plan.spec.situation.dealers.items
    of = Listing[Dealer](words, "dealers")
    columns = (
        of.text("dealer", 1.8, lambda dealer: dealer.name),
        of.text("district", 1.0, lambda dealer: dealer.district),
        of.money("last", 1.2, lambda dealer: dealer.sales),
        of.count("years", 1.0, lambda dealer: dealer.years),
        of.count("outlets", 1.0, lambda dealer: dealer.outlets),
        of.count("stock_days", 1.0, lambda dealer: dealer.stock_days),
        of.label("grade", 1.0, lambda dealer: dealer.grade),
    )
    return of.table(columns, held, unit="unit" if any(dealer.sales for dealer in held) else None)


def dealer_plans(plan: Plan, words: Words) -> Table | None:
    """Strength, weakness and plan of each dealer."""
    of = Listing[Dealer](words, "dealer_plans")
    columns = (
        of.text("dealer", 1.2, lambda dealer: dealer.name),
        of.text("strength", 1.8, lambda dealer: dealer.strength),
        of.text("weakness", 1.8, lambda dealer: dealer.weakness),
        of.text("this_year", 2.0, lambda dealer: dealer.plan),
    )
    held = plan.spec.situation.dealers.items
    return of.table(columns, [one for one in held if one.strength or one.weakness or one.plan], unit=None)


def competitors(plan: Plan, words: Words) -> Table | None:
    """Rivals in figures; none where only their names are known."""
    held = plan.spec.situation.competitors
    of = Listing[Competitor](words, "competitors")
    columns = (
        of.text("competitor", 1.6, lambda rival: rival.name),
        of.percent("market_share", 1.0, lambda rival: rival.share),
        of.money("rival_sales", 1.2, lambda rival: rival.sales),
        of.count("outlets", 1.0, lambda rival: rival.outlets),
        of.number("rival_price", 1.0, lambda rival: rival.price, 2),
    )
    table = of.table(columns, held, unit="unit" if any(rival.sales for rival in held) else None)
    return table if table and len(table.columns) > 1 else None


def competitor_moves(plan: Plan, words: Words) -> Table | None:
    """Rivals in words, and our answer to each."""
    of = Listing[Competitor](words, "competitor_moves")
    columns = (
        of.text("competitor", 1.0, lambda rival: rival.name),
        of.text("channels_of", 1.6, lambda rival: rival.channels),
        of.text("strength", 1.6, lambda rival: rival.strength),
        of.text("weakness", 1.6, lambda rival: rival.weakness),
        of.text("moves", 1.6, lambda rival: rival.moves),
        of.text("response", 1.6, lambda rival: rival.response),
    )
    held = plan.spec.situation.competitors
    said = [one for one in held if one.channels or one.strength or one.weakness or one.moves or one.response]
    return of.table(columns, said, unit=None)


def segments(plan: Plan, words: Words) -> Table | None:
    """Groups of consumers."""
    of = Listing[Segment](words, "segments")
    columns = (
        of.text("segment", 1.2, lambda segment: segment.name),
        of.percent("part", 1.0, lambda segment: segment.share),
        of.text("traits", 4.0, lambda segment: segment.traits),
    )
    return of.table(columns, plan.spec.situation.consumers.segments, unit=None)


def swot_sources(plan: Plan, words: Words) -> Table | None:
    """The evidence behind each entry of the SWOT square, which itself is only called to mind."""
    of = Listing[tuple[str, SwotItem]](words, "swot_sources")
    columns = (
        of.label("code", 1.0, lambda entry: entry[0]),
        of.text("point", 2.4, lambda entry: words.numbers.gist(entry[1].text)),
        of.text("source", 3.0, lambda entry: entry[1].source),
    )
    return of.table(columns, [one for one in plan.spec.situation.swot.coded().items() if one[1].source], unit=None)


def swot_crossing(plan: Plan, words: Words) -> Table | None:
    """SO, WO, ST and WT: what follows from crossing the fields."""
    of = Listing[Crossing](words, "swot_crossing")
    columns = (
        of.label("crossing", 1.2, lambda crossing: words.label(f"crossing.{crossing.kind}")),
        of.label("basis", 1.2, lambda crossing: words.numbers.sequence(crossing.basis)),
        of.text("direction", 4.6, lambda crossing: crossing.text),
    )
    return of.table(columns, plan.spec.situation.crossing, unit=None)


TABLES = {
    "market_by_district": market_by_district,
    "growth_by_cause": growth_by_cause,
    "market_sizes": market_sizes,
    "dealers": dealers,
    "dealer_plans": dealer_plans,
    "competitors": competitors,
    "competitor_moves": competitor_moves,
    "segments": segments,
    "swot_sources": swot_sources,
    "swot_crossing": swot_crossing,
}
