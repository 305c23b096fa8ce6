"""Figures that a spec can state twice: every place that tells one, and what does not agree.

One table for the whole kind: a figure, and all that states it, alone or as a sum of parts. Parts may come to less than
the whole where some are not told; nothing may come to more, and what tells all of it must come to the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import prod

from msgspec import Struct

from planforge.numbers import nearest
from planforge.plan.grid import MONTHS
from planforge.plan.growth.units import StockPlan
from planforge.plan.targets.basis import Basis
from planforge.problem import Path, Problem, Text
from planforge.spec.history import AXES
from planforge.spec.spec import Spec
from planforge.spec.values import parse_percent
from planforge.wording import money, printed, rate

KINDS = {
    "district": Text("片区", "districts"),
    "product": Text("产品", "products"),
    "channel": Text("渠道", "channels"),
    "store": Text("门店", "stores"),
    "person": Text("人员", "people"),
}
UNITS = Fraction(1, 200)  # how far volumes may lie apart unsaid: they are counted in other places


class Statement(Struct, frozen=True):
    """One place that states a figure. ``whole`` says whether it tells all of it; ``slack`` is what its rounding may
    amount to."""

    what: Text
    amount: Fraction
    path: Path
    slack: Fraction
    whole: bool = True


class Figure(Struct, frozen=True):
    """A figure and all that states it; ``counted`` in pieces, not in money."""

    name: Text
    statements: tuple[Statement, ...]
    counted: bool = False


def statement_problems(basis: Basis) -> Iterator[Problem]:
    """Everything stated twice that does not agree, each with both figures and places."""
    year = (_rows, _sales, _nodes, _costs, _goals, _assigned, _volumes, _items, _owed, _funnels)
    for found in (*year, _markets, _counties, _stock, _network):
        for figure in found(basis):
            yield from _apart(figure, basis)


def _apart(figure: Figure, basis: Basis) -> Iterator[Problem]:
    """Every statement against the first that tells all of the figure."""
    first = next((s for s in figure.statements if s.whole), None)
    for other in figure.statements:
        if first is None or other is first:
            continue
        gap = other.amount - first.amount
        if (abs(gap) if other.whole else gap) > first.slack + other.slack:
            yield _problem(figure, first, other, basis)


def _summed(
    what: Text,
    amounts: Iterable[Decimal | int | Fraction | None],
    path: Path,
    basis: Basis,
    *,
    whole: bool | None = None,
) -> list[Statement]:
    """A sum of parts, where any is known; it tells all where every part is, unless ``whole`` says so itself."""
    given = list(amounts)
    known = [Fraction(amount) for amount in given if amount is not None]
    if not known:
        return []
    complete = len(known) == len(given) if whole is None else whole
    return [Statement(what, sum(known, Fraction(0)), path, Fraction(basis.granule * len(known), 2), complete)]


def _alone(what: Text, amount: Decimal | int | Fraction | None, path: Path, basis: Basis) -> list[Statement]:
    return _summed(what, [amount], path, basis)


# Sales ----------------------------------------------------------------------------------------------------------------


def _rows(basis: Basis) -> Iterator[Figure]:
    """The year of a row of history, and its months where they are told too."""
    for index, row in enumerate(basis.spec.history if isinstance(basis.spec.history, tuple) else ()):
        if row.total is not None and row.months:
            names = [name for axis in AXES if (name := getattr(row, axis))]
            what = Text(
                f"“{'、'.join(names) or '全区'}”{row.year} 年销售额", f"sales of {row.year} {' '.join(names)}".strip()
            )
            path: Path = ("history", index)
            told = _alone(Text("total", "total"), row.total, (*path, "total"), basis)
            every = len(row.months) == len(MONTHS) and None not in row.months
            months = Text("各月之和", "its months")
            told += _summed(months, row.months, (*path, "months"), basis, whole=every)
            yield Figure(what, tuple(told))


def _sales(basis: Basis) -> Iterator[Figure]:
    """The region's sales of every year: its own rows, and what districts and all others sold."""
    for year in basis.history.years:
        region = basis.history.region(year)
        if region is None:
            continue
        found = _alone(Text("销售历史的全区数", "the region in history"), region.total, ("history",), basis)
        for axis in AXES:
            sold = basis.history.by(axis, year)
            every = axis == "district" and all(name in sold for name in basis.names)
            what = Text(f"各{KINDS[axis].zh}的销售历史之和", f"the {KINDS[axis].en} in history")
            found += _summed(what, (s.total for s in sold.values()), ("history",), basis, whole=every)
        if year == basis.spec.year - 1:
            found += _stated_last(basis)
        yield Figure(Text(f"{year} 年全区销售额", f"the region's sales of {year}"), tuple(found))


def _stated_last(basis: Basis) -> list[Statement]:
    """Last year's sales as products, channels and stores state them: what is not listed any more may be missing."""
    spec = basis.spec
    places: tuple[tuple[str, str, list[Decimal | None]], ...] = (
        ("product", "products", [product.last for product in spec.products]),
        ("channel", "channels", [channel.last for channel in spec.channels]),
        ("store", "stores", [store.last_actual for store in spec.stores]),
    )
    return [
        statement
        for axis, key, amounts in places
        for statement in _summed(
            Text(f"{key} 各项上年数之和", f"last year's figures in {key}"), amounts, (key,), basis, whole=False
        )
    ]


def _nodes(basis: Basis) -> Iterator[Figure]:
    """Last year's sales of a product, channel or store, in history and in the spec; of a district, and its stores'."""
    year, spec = basis.spec.year - 1, basis.spec
    stated: dict[str, tuple[str, str, list[tuple[int, str, Decimal | None]]]] = {
        "product": ("products", "last", [(i, p.name, p.last) for i, p in enumerate(spec.products)]),
        "channel": ("channels", "last", [(i, c.name, c.last) for i, c in enumerate(spec.channels)]),
        "store": ("stores", "last_actual", [(i, s.name, s.last_actual) for i, s in enumerate(spec.stores)]),
    }
    for axis, (key, field, listed) in stated.items():
        sold = basis.history.by(axis, year)
        for index, name, amount in listed:
            if name in sold and amount is not None:
                found = _alone(Text("销售历史", "history"), sold[name].total, ("history",), basis)
                place = Text(f"{key} 中", key)
                found += _alone(place, amount, (key, index, field), basis)
                yield Figure(Text(f"“{name}”{year} 年销售额", f'the sales of "{name}" in {year}'), tuple(found))
    sold, below = basis.history.by("district", year), [*_below(basis)]
    for name in basis.names:
        told = _alone(Text("销售历史", "history"), sold[name].total, ("history",), basis) if name in sold else []
        for what, path, amounts in below:
            told += _summed(
                what, amounts.get(name, ()), path, basis, whole=None if not told and path == ("stores",) else False
            )
        yield Figure(Text(f"“{name}”{year} 年销售额", f'the sales of "{name}" in {year}'), tuple(told))


def _below(basis: Basis) -> Iterator[tuple[Text, Path, dict[str | None, list[Decimal | None]]]]:
    """Last year's sales of what lies within the districts, by district: stores, counties, dealers."""
    spec, dealers = basis.spec, basis.spec.situation.dealers.items
    kinds: tuple[tuple[Text, Path, Iterable[tuple[str | None, Decimal | None]]], ...] = (
        (Text("它的各门店之和", "its stores"), ("stores",), ((s.district, s.last_actual) for s in basis.stores)),
        (Text("它的各县区之和", "its counties"), ("counties",), ((c.district, c.last) for c in spec.counties)),
        (
            Text("它的各经销商之和", "its dealers"),
            ("situation", "dealers", "items"),
            ((d.district, d.sales) for d in dealers),
        ),
    )
    for what, path, sold in kinds:
        found: dict[str | None, list[Decimal | None]] = {}
        for district, amount in sold:
            found.setdefault(district, []).append(amount)
        yield what, path, found


def _counties(basis: Basis) -> Iterator[Figure]:
    """The market of a district, as stated there and by its counties, of which not all may be listed."""
    within: dict[str, list[Decimal | None]] = {}
    for county in basis.spec.counties:
        within.setdefault(county.district, []).append(county.market)
    for index, district in enumerate(basis.districts):
        stated = _guessed(Text("districts 中", "districts"), [district.market], ("districts", index, "market"))
        below = _guessed(
            Text("它的各县区之和", "its counties"), within.get(district.name, ()), ("counties",), whole=False
        )
        name = Text(f"“{district.name}”市场容量", f'the market of "{district.name}"')
        yield Figure(name, (*stated, *below))


def _stock(basis: Basis) -> Iterator[Figure]:
    """The stock in the trade on 1 January, and that of the dealers."""
    opening = basis.spec.stock.opening if basis.spec.stock else None
    told = _alone(Text("stock.opening", "stock.opening"), opening, ("stock", "opening"), basis)
    stocks = [dealer.stock for dealer in basis.spec.situation.dealers.items]
    place: Path = ("situation", "dealers", "items")
    told += _summed(Text("各经销商库存之和", "the dealers' stock"), stocks, place, basis, whole=False)
    yield Figure(Text("期初渠道库存", "the stock in the trade on 1 January"), tuple(told))


def stock_problems(basis: Basis, stock: StockPlan | None) -> Iterator[Problem]:
    """The stock at year-end, as stated and as opening stock, sell-in and the stated sell-out leave it."""
    closing = basis.spec.stock.closing if basis.spec.stock else None
    if stock is None or stock.derived or closing is None:
        return
    told = _alone(Text("stock.closing", "stock.closing"), closing, ("stock", "closing"), basis)
    follows = Text("期初＋出货－动销", "opening stock + sell-in - sell-out")
    found = Statement(follows, Fraction(stock.year_end), ("stock", "sell_out"), Fraction(basis.granule * 13, 2))
    yield from _apart(Figure(Text("年末渠道库存", "the stock in the trade at year-end"), (*told, found)), basis)


# Costs and profit -----------------------------------------------------------------------------------------------------


def _costs(basis: Basis) -> Iterator[Figure]:
    """Last year's expense and wages, stated and summed over lines; gross profit, stated and from margins."""
    budget, lines = basis.spec.budget, basis.spec.budget.lines
    counted = [line.last for line in lines if budget.wages == "within" or line.kind != "wage"]
    wages = [line.last for line in lines if line.kind == "wage"]
    each = Text("各科目上年数之和", "last year's figures of the lines")
    for name, amount, parts, field in (
        (Text("上年费用总额", "last year's expense"), budget.last.expense, counted, "expense"),
        (Text("上年工资总额", "last year's wages"), budget.last.wages, wages, "wages"),
    ):
        told = _alone(Text("budget.last 中", "budget.last"), amount, ("budget", "last", field), basis)
        yield Figure(name, (*told, *_summed(each, parts, ("budget", "lines"), basis)))
    yield Figure(Text("上年毛利额", "last year's gross profit"), tuple(_gross(basis)))


def _gross(basis: Basis) -> Iterator[Statement]:
    """As stated, and product by product as far as sales and margins of last year are; margins are rounded."""
    stated = basis.spec.budget.last.gross_profit
    yield from _alone(Text("budget.last 中", "budget.last"), stated, ("budget", "last", "gross_profit"), basis)
    sold = basis.sales("product", basis.spec.year - 1)
    known = [(Fraction(sold[p.name]), p.last_margin) for p in basis.products if p.name in sold and p.last_margin]
    if known:
        amount = sum((sales * Fraction(margin) for sales, margin in known), Fraction(0))
        slack = sum((sales * half_digit(margin) for sales, margin in known), Fraction(0))
        whole = len(known) == len(basis.products) and basis.last == sum(sold.values())
        what = Text("各产品上年销售额×毛利率之和", "last year's sales × margin of the products")
        yield Statement(what, amount, ("products",), slack + basis.granule, whole)


def half_digit(rate: Decimal) -> Fraction:
    """How far a rate may lie from what it was rounded from: half of its last digit, half a per cent at most."""
    return Fraction(10) ** min(int(rate.as_tuple().exponent), -2) / 2


# Targets of last year -------------------------------------------------------------------------------------------------


def _goals(basis: Basis) -> Iterator[Figure]:
    """Last year's target of the region and of each district, as stated there and by what lies below."""
    review, spec = basis.spec.review, basis.spec
    old = [district.name for district in basis.districts if district.opens is None]
    there = [store for store in basis.stores if store.opens is None]
    found = _alone(Text("review.target", "review.target"), review.target, ("review", "target"), basis)
    path: Path = ("review", "district_targets")
    goals = [review.district_targets.get(name) for name in old]
    found += _summed(Text("各片区之和", "the districts together"), goals, path, basis)
    every = {store.district for store in there} >= set(old)
    whole = every and all(store.last_target is not None for store in there)
    below = [store.last_target for store in there]
    found += _summed(Text("各门店之和", "the stores together"), below, ("stores",), basis, whole=whole)
    yield Figure(Text(f"{spec.year - 1} 年全区目标", f"the region's target of {spec.year - 1}"), tuple(found))
    for name, amount in review.district_targets.items():
        own = [store.last_target for store in there if store.district == name]
        told = _alone(Text("review.district_targets 中", "review.district_targets"), amount, (*path, name), basis)
        told += _summed(Text("它的各门店之和", "its stores"), own, ("stores",), basis)
        yield Figure(Text(f"“{name}”{spec.year - 1} 年目标", f'the target of "{name}" in {spec.year - 1}'), tuple(told))


def _assigned(basis: Basis) -> Iterator[Figure]:
    """What the company asks: the year, its months, its products."""
    targets = basis.spec.targets
    months, every = targets.assigned_months, {product.name for product in basis.products}
    found = _alone(Text("targets.assigned", "targets.assigned"), targets.assigned, ("targets", "assigned"), basis)
    for what, key, amounts, whole in (
        (Text("各月下达之和", "the months together"), "months", [*months], None),
        (
            Text("各产品下达之和", "the products together"),
            "products",
            [*targets.assigned_products.values()],
            every <= set(targets.assigned_products),
        ),
    ):
        found += _summed(what, amounts, ("targets", f"assigned_{key}"), basis, whole=whole)
    yield Figure(Text("公司下达的目标", "the target assigned"), tuple(found))


def _volumes(basis: Basis) -> Iterator[Figure]:
    """Last year's volume, as stated and in history."""
    stated, sold = basis.spec.targets.volume_last, basis.history.region(basis.spec.year - 1)
    if stated is not None and sold is not None and sold.units is not None:
        told = Statement(
            Text("targets.volume_last", "targets.volume_last"),
            Fraction(stated),
            ("targets", "volume_last"),
            stated * UNITS,
        )
        counted = Statement(Text("销售历史", "history"), Fraction(sold.units), ("history",), Fraction(0))
        yield Figure(Text("上年销量", "last year's volume"), (counted, told), counted=True)


def _items(basis: Basis) -> Iterator[Figure]:
    """This year's target of a product, and of the new items within it."""
    for index, product in enumerate(basis.products):
        within = [item.target for item in basis.spec.new_items if item.product == product.name]
        field, amount = "target", product.target if product.target is None else Fraction(product.target)
        if amount is None and product.share is not None and basis.spec.targets.base.amount is not None:
            field, amount = "share", Fraction(product.share) * Fraction(basis.spec.targets.base.amount)
        told = _alone(Text("products 中", "products"), amount, ("products", index, field), basis)
        told += _summed(Text("其中新品之和", "its new items"), within, ("new_items",), basis, whole=False)
        yield Figure(Text(f"“{product.name}”全年目标", f'the target of "{product.name}"'), tuple(told))


def _owed(basis: Basis) -> Iterator[Figure]:
    """What is owed on 1 January, and the least that last year's collection rate leaves of last year's sales.

    Cash ÷ (opening receivables + sales), or cash ÷ sales: what is not collected of the sales is owed still.
    """
    collection = basis.spec.collection
    if collection is None or "opening" not in collection.model_fields_set or not basis.last:
        return
    told = _alone(
        Text("collection.opening", "collection.opening"), collection.opening, ("collection", "opening"), basis
    )
    for index, metric in enumerate(basis.spec.review.metrics):
        if metric.name.lower() in COLLECTED and (collected := _read(metric.actual)) is not None:
            left = Fraction(basis.last) * (1 - Fraction(collected))
            what = Text(
                f"上年销售×（1－回款率 {rate(collected)}）", f"last year's sales × (1 - {rate(collected)} collected)"
            )
            slack = Fraction(basis.last) * half_digit(collected)
            told.append(Statement(what, left, ("review", "metrics", index, "actual"), slack, whole=False))
    yield Figure(Text("期初应收", "opening receivables"), tuple(told))


COLLECTED = {"回款率", "应收回收率", "销售回款率", "collection rate"}


def _read(text: str) -> Decimal | None:
    try:
        return parse_percent(text)
    except ValueError:
        return None


def _funnels(basis: Basis) -> Iterator[Figure]:
    """Last year's sales, and what the funnels' factors of last year come to, where they tell all of it."""
    every = basis.spec.targets.funnels
    funnels = [(index, funnel) for index, funnel in enumerate(every) if funnel.covers is None]
    if basis.last is None or len(funnels) != 1:
        return
    ((index, funnel),) = funnels
    factors = [factor.last for factor in funnel.factors]
    known = [Fraction(factor) for factor in factors if factor is not None]
    if len(known) == len(factors):
        sold = _alone(Text("销售历史", "history"), basis.last, ("history",), basis)
        product = Statement(
            Text(f"漏斗“{funnel.name}”上年各因子之积", f'the factors of the funnel "{funnel.name}"'),
            prod(known, start=Fraction(1)), ("targets", "funnels", index), Fraction(basis.last) / 50,
        )  # fmt: skip
        year = basis.spec.year - 1
        yield Figure(Text(f"{year} 年全区销售额", f"the region's sales of {year}"), (*sold, product))


# The network ----------------------------------------------------------------------------------------------------------


def _network(basis: Basis) -> Iterator[Figure]:
    """What there is in a district at the start of the year and what is new in it, as the network states it and as
    stores, counties and dealers are listed."""
    spec = basis.spec
    named = (index for index, measure in enumerate(spec.network) if measure.name.lower() in OUTLETS)
    outlets = next((index for index, measure in enumerate(spec.network) if measure.distribution), next(named, None))
    for index, measure in enumerate(spec.network):
        for name, given in measure.districts.items():
            there = _counted_below(measure.name, name, spec, outlets=index == outlets)
            for field, label, amount in (
                ("current", Text("年初数", "at the start of the year"), given.current),
                ("new", Text("新增", "new"), given.new),
            ):
                path: Path = ("network", index, "districts", name, field)
                told = (
                    [] if amount is None else [Statement(Text("network 中", "network"), Fraction(amount), path, NONE)]
                )
                told += there[field]
                title = Text(f"“{name}”{measure.name}{label.zh}", f'{measure.name} of "{name}" {label.en}')
                yield Figure(title, tuple(told), counted=True)


NONE = Fraction(0)


def _counted_below(kind: str, district: str, spec: Spec, *, outlets: bool) -> dict[str, list[Statement]]:
    """Stores of a district are listed all; of dealers and counties some may not be."""
    found: dict[str, list[Statement]] = {"current": [], "new": []}
    stores = [store for store in spec.stores if store.district == district]
    dealers = [dealer for dealer in spec.situation.dealers.items if dealer.district == district]
    counties = [c.outlets for c in spec.counties if c.district == district and c.outlets is not None]
    if stores and kind.lower() in STORES | {spec.words.get("store", "").lower()}:
        there = sum(store.opens is None for store in stores)
        what = Text("stores 中在营的", "stores there")
        found["current"].append(Statement(what, Fraction(there), ("stores",), NONE))
        found["new"].append(
            Statement(Text("stores 中开业的", "stores to open"), Fraction(len(stores) - there), ("stores",), NONE)
        )
    if dealers and kind.lower() in DEALERS | {spec.words.get("dealer", "").lower()}:
        place: Path = ("situation", "dealers", "items")
        signed = [dealer for dealer in dealers if dealer.signs is not None]
        here = Fraction(len(dealers) - len(signed))
        found["current"].append(Statement(Text("列出的经销商", "dealers listed"), here, place, NONE, whole=False))
        new = Fraction(sum(dealer.signs is not None and dealer.signs.year == spec.year for dealer in signed))
        found["new"].append(
            Statement(Text("写了签约日期的", "those with a signing date"), new, place, NONE, whole=False)
        )
    if counties and outlets:
        what = Text("各县区 outlets 之和", "outlets of its counties")
        found["current"].append(Statement(what, Fraction(sum(counties)), ("counties",), NONE, whole=False))
    return found


STORES = {"门店", "店", "直营店", "stores", "branches", "shops"}
OUTLETS = {"网点", "终端", "终端网点", "零售网点", "outlets", "points of sale"}
DEALERS = {"经销商", "代理商", "dealers", "distributors"}


# The market -----------------------------------------------------------------------------------------------------------


def _markets(basis: Basis) -> Iterator[Figure]:
    """Last year's market, as stated for the region and by the districts, and all that is sold in it; what a competitor
    sells, as stated and by its share."""
    market, year = basis.spec.situation.market, basis.spec.year - 1
    found = [
        *_guessed(
            Text("situation.market.size", "situation.market.size"), [market.size], ("situation", "market", "size")
        ),
        *_guessed(
            Text(f"situation.market.sizes 中 {year} 年", f"situation.market.sizes for {year}"),
            [market.sizes.get(year)],
            ("situation", "market", "sizes", year),
        ),
        *_guessed(
            Text("各片区 market 之和", "the districts' market together"),
            [district.market for district in basis.districts],
            ("districts",),
        ),
    ]
    rivals = basis.spec.situation.competitors
    sellers = [rival.sales for rival in rivals if rival.sales is not None]
    place: Path = ("situation", "competitors")
    if sellers:
        sold = Text("各竞争对手与本公司的销售额之和", "what competitors and we sell together")
        found += _guessed(sold, [*sellers, basis.last or 0], place, whole=False)
    yield Figure(Text(f"{year} 年市场容量", f"the market of {year}"), tuple(found))
    size = next((one.amount for one in found if one.whole), None)
    for index, rival in enumerate(rivals):
        if size and rival.sales is not None and rival.share is not None:
            slack = size * half_digit(rival.share) + Fraction(rival.sales) * UNITS
            share = Text(f"市场容量×占有率 {rate(rival.share)}", f"the market × its share of {rate(rival.share)}")
            name = Text(f"“{rival.name}”{year} 年销售额", f'the sales of "{rival.name}" in {year}')
            by_share = Statement(share, size * Fraction(rival.share), (*place, index, "share"), slack)
            yield Figure(
                name, (by_share, *_alone(Text("sales", "sales"), rival.sales, (*place, index, "sales"), basis))
            )


def _guessed(
    what: Text, amounts: Sequence[Decimal | int | Fraction | None], path: Path, *, whole: bool | None = None
) -> Iterator[Statement]:
    """An estimate, alone or as a sum of parts: it may lie as far apart unsaid as a volume."""
    known = [Fraction(amount) for amount in amounts if amount is not None]
    if known:
        total = sum(known, Fraction(0))
        yield Statement(what, total, path, total * UNITS / 2, len(known) == len(amounts) if whole is None else whole)


# What is told ---------------------------------------------------------------------------------------------------------


def _problem(figure: Figure, first: Statement, other: Statement, basis: Basis) -> Problem:
    one, two, gap = (
        Text(printed(nearest(value)), printed(nearest(value))) if figure.counted else money(value, basis.spec.money)
        for value in (first.amount, other.amount, abs(other.amount - first.amount))
    )
    more = Text("" if other.whole else "（部分多于全部）", "" if other.whole else " (parts beyond the whole)")
    place = _dotted(first.path)
    return Problem(
        "P06",
        Text(
            f"{figure.name.zh}写了两个数：{first.what.zh} {one.zh}，{other.what.zh} {two.zh}，差 {gap.zh}{more.zh}",
            f"{figure.name.en} is stated twice: {one.en} in {first.what.en}, {two.en} in {other.what.en}, "
            f"{gap.en} apart{more.en}",
        ),
        Text(f"改正其中一个；另一处在 {place}", f"correct one of them; the other stands at {place}"),
        other.path,
    )


def _dotted(path: Path) -> str:
    """``products[0].last``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
