"""Tables of part one: market and share, dealers, competitors, consumers, the SWOT crossing."""

from __future__ import annotations

from planforge.document import cells as c
from planforge.document.model import Kind, Row, RowKind, Table
from planforge.plan.growth.gap import DistrictShare
from planforge.plan.plan import Plan
from planforge.words import Words


def market_by_district(plan: Plan, words: Words) -> Table | None:
    """Market size, sales and share of each district, last year and planned."""
    heads = (
        ("name", Kind.TEXT, 1.4),
        ("market", Kind.MONEY, 1.2),
        ("market_plan", Kind.MONEY, 1.2),
        ("last", Kind.MONEY, 1.2),
    )
    more = (
        ("plan", Kind.MONEY, 1.2),
        ("share_last", Kind.PERCENT, 1.0),
        ("share_plan", Kind.PERCENT, 1.0),
        ("points", Kind.POINTS, 1.1),
    )
    rows = [_share(words, share) for share in plan.shares]
    columns, held = c.kept(c.columns(words, "market_by_district", (*heads, *more)), rows, words.numbers.missing)
    return c.table(words, "market_by_district", columns, held)


def _share(words: Words, share: DistrictShare) -> Row:
    kind = RowKind.BODY if share.name else RowKind.TOTAL
    cells = (
        c.text(share.name) if share.name else c.sum_of(words),
        c.money(words, share.market),
        c.money(words, share.market_plan),
        c.money(words, share.sales),
        c.money(words, share.sales_plan),
        c.percent(words, share.share),
        c.percent(words, share.share_plan),
        c.points(words, share.share_plan, share.share),
    )
    return Row(cells, kind)


def growth_by_cause(plan: Plan, words: Words) -> Table | None:
    """Growth of each district, told apart: the market's and the share's."""
    shares = [share for share in plan.shares if share.from_market is not None]
    heads = (
        ("name", Kind.TEXT, 1.4),
        ("added", Kind.MONEY, 1.2),
        ("from_market", Kind.MONEY, 1.4),
        ("from_share", Kind.MONEY, 1.4),
    )
    rows = [
        Row(
            (
                c.text(share.name) if share.name else c.sum_of(words),
                c.money(words, None if share.sales is None else share.sales_plan - share.sales, signed=True),
                c.money(words, share.from_market, signed=True),
                c.money(words, share.from_share, signed=True),
            ),
            RowKind.BODY if share.name else RowKind.TOTAL,
        )
        for share in shares
    ]
    return c.table(words, "growth_by_cause", c.columns(words, "growth_by_cause", heads), rows)


def market_sizes(plan: Plan, words: Words) -> Table | None:
    """The market year by year."""
    sizes = sorted(plan.spec.situation.market.sizes.items())
    before = [None, *(size for _, size in sizes)]
    rows = [
        c.body(c.label(year), c.money(words, size), c.growth(words, size, old))
        for (year, size), old in zip(sizes, before, strict=False)
    ]
    heads = (("year", Kind.LABEL, 1.0), ("market_size", Kind.MONEY, 1.5), ("growth", Kind.PERCENT, 1.0))
    return c.table(words, "market_sizes", c.columns(words, "market_sizes", heads), rows)


def dealers(plan: Plan, words: Words) -> Table | None:
    """The main dealers in figures."""
    heads = (
        ("dealer", Kind.TEXT, 1.8),
        ("district", Kind.TEXT, 1.0),
        ("last", Kind.MONEY, 1.2),
        ("years", Kind.COUNT, 1.0),
    )
    more = (("outlets", Kind.COUNT, 1.0), ("stock_days", Kind.COUNT, 1.0), ("grade", Kind.LABEL, 1.0))
    rows = [
        c.body(
            c.text(dealer.name),
            c.text(dealer.district),
            c.money(words, dealer.sales),
            c.count(words, dealer.years),
            c.count(words, dealer.outlets),
            c.count(words, dealer.stock_days),
            c.label(dealer.grade),
        )
        for dealer in plan.spec.situation.dealers.items
    ]
    columns, held = c.kept(c.columns(words, "dealers", (*heads, *more)), rows, words.numbers.missing)
    return c.table(
        words,
        "dealers",
        columns,
        held,
        unit="unit" if any(d.sales for d in plan.spec.situation.dealers.items) else None,
    )


def dealer_plans(plan: Plan, words: Words) -> Table | None:
    """Strength, weakness and plan of each dealer."""
    rows = [
        c.body(c.text(dealer.name), c.text(dealer.strength), c.text(dealer.weakness), c.text(dealer.plan))
        for dealer in plan.spec.situation.dealers.items
        if dealer.strength or dealer.weakness or dealer.plan
    ]
    heads = (
        ("dealer", Kind.TEXT, 1.2),
        ("strength", Kind.TEXT, 1.8),
        ("weakness", Kind.TEXT, 1.8),
        ("this_year", Kind.TEXT, 2.0),
    )
    columns, held = c.kept(c.columns(words, "dealer_plans", heads), rows, words.numbers.missing)
    return c.table(words, "dealer_plans", columns, held, unit=None)


def competitors(plan: Plan, words: Words) -> Table | None:
    """Rivals in figures."""
    rivals = plan.spec.situation.competitors
    heads = (("competitor", Kind.TEXT, 1.6), ("market_share", Kind.PERCENT, 1.0), ("rival_sales", Kind.MONEY, 1.2))
    more = (("outlets", Kind.COUNT, 1.0), ("rival_price", Kind.NUMBER, 1.0))
    rows = [
        c.body(
            c.text(rival.name),
            c.percent(words, rival.share),
            c.money(words, rival.sales),
            c.count(words, rival.outlets),
            c.price(words, rival.price),
        )
        for rival in rivals
    ]
    columns, held = c.kept(c.columns(words, "competitors", (*heads, *more)), rows, words.numbers.missing)
    if len(columns) < 2:
        return None
    return c.table(words, "competitors", columns, held, unit="unit" if any(rival.sales for rival in rivals) else None)


def competitor_moves(plan: Plan, words: Words) -> Table | None:
    """Rivals in words, and our answer to each."""
    rows = [
        c.body(
            c.text(r.name),
            c.text(r.channels),
            c.text(r.strength),
            c.text(r.weakness),
            c.text(r.moves),
            c.text(r.response),
        )
        for r in plan.spec.situation.competitors
        if r.channels or r.strength or r.weakness or r.moves or r.response
    ]
    names = ("channels_of", "strength", "weakness", "moves", "response")
    heads = (("competitor", Kind.TEXT, 1.0), *((name, Kind.TEXT, 1.6) for name in names))
    columns, held = c.kept(c.columns(words, "competitor_moves", heads), rows, words.numbers.missing)
    return c.table(words, "competitor_moves", columns, held, unit=None)


def segments(plan: Plan, words: Words) -> Table | None:
    """Groups of consumers."""
    rows = [
        c.body(c.text(segment.name), c.percent(words, segment.share), c.text(segment.traits))
        for segment in plan.spec.situation.consumers.segments
    ]
    heads = (("segment", Kind.TEXT, 1.2), ("part", Kind.PERCENT, 1.0), ("traits", Kind.TEXT, 4.0))
    columns, held = c.kept(c.columns(words, "segments", heads), rows, words.numbers.missing)
    return c.table(words, "segments", columns, held, unit=None)


def swot_sources(plan: Plan, words: Words) -> Table | None:
    """The evidence behind each entry of the SWOT square, which itself is only called to mind."""
    rows = [
        c.body(c.label(code), c.text(words.numbers.gist(item.text)), c.text(item.source))
        for code, item in plan.spec.situation.swot.coded().items()
        if item.source
    ]
    heads = (("code", Kind.LABEL, 1.0), ("point", Kind.TEXT, 2.4), ("source", Kind.TEXT, 3.0))
    return c.table(words, "swot_sources", c.columns(words, "swot_sources", heads), rows, unit=None)


def swot_crossing(plan: Plan, words: Words) -> Table | None:
    """SO, WO, ST and WT: what follows from crossing the fields."""
    rows = [
        c.body(c.label(words.label(f"crossing.{x.kind}")), c.label(words.numbers.sequence(x.basis)), c.text(x.text))
        for x in plan.spec.situation.crossing
    ]
    heads = (("crossing", Kind.LABEL, 1.2), ("basis", Kind.LABEL, 1.2), ("direction", Kind.TEXT, 4.6))
    return c.table(words, "swot_crossing", c.columns(words, "swot_crossing", heads), rows, unit=None)


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
