"""Tables of the target by product, channel, person and store, in value and volume."""

from __future__ import annotations

from planforge.document import cells as c
from planforge.document.model import Column, Kind, Row, Table
from planforge.document.tables.targets import months, quarters
from planforge.numbers import nearest
from planforge.plan.grid import Grid, by_quarter
from planforge.plan.plan import Plan
from planforge.plan.targets import yields
from planforge.plan.targets.members import area_of
from planforge.words import Words


def targets_by_product(plan: Plan, words: Words) -> Table | None:
    return _compared("targets_by_product", plan.targets.products, plan.targets.last_products, words, "product")


def targets_by_channel(plan: Plan, words: Words) -> Table | None:
    return _compared("targets_by_channel", plan.targets.channels, plan.targets.last_channels, words, "channel")


def _compared(key: str, grid: Grid | None, last: dict[str, int], words: Words, axis: str) -> Table | None:
    """Last year and plan of each node with growth, and both mixes."""
    if grid is None:
        return None
    old = [last.get(name, 0) for name in grid.nodes]
    before, now = c.shares(words, old), c.shares(words, grid.totals)
    rows = [
        c.body(
            c.text(name),
            c.money(words, old[i] or None),
            c.money(words, target),
            c.growth(words, target, old[i]),
            before[i] if old[i] else c.percent(words, None),
            now[i],
        )
        for i, (name, target) in enumerate(zip(grid.nodes, grid.totals, strict=True))
    ]
    whole = sum(old)
    money = (c.money(words, whole or None), c.money(words, grid.total), c.growth(words, grid.total, whole))
    rows.append(c.total(c.sum_of(words), *money, c.percent(words, 1 if whole else None), c.percent(words, 1)))
    heads = (
        ("plan", Kind.MONEY, 1.2),
        ("growth", Kind.PERCENT, 1.0),
        ("mix_last", Kind.PERCENT, 1.0),
        ("mix_plan", Kind.PERCENT, 1.0),
    )
    columns = c.columns(words, key, ((axis, Kind.TEXT, 2.0), ("last", Kind.MONEY, 1.2), *heads))
    return c.table(words, key, *c.kept(columns, rows, words.numbers.missing))


def product_quarters(plan: Plan, words: Words) -> Table | None:
    return quarters("product_quarters", plan.targets.products, words, "product") if plan.targets.products else None


def channel_quarters(plan: Plan, words: Words) -> Table | None:
    return quarters("channel_quarters", plan.targets.channels, words, "channel") if plan.targets.channels else None


def volumes(plan: Plan, words: Words) -> Table | None:
    """Volume of each product by quarter, with its average price; none where no price tells one product from another."""
    grid = plan.targets.volumes
    prices = {product.name: product.price for product in plan.spec.products}
    if grid is None or not any(prices.values()):
        return None
    rows = [
        c.body(
            c.text(name),
            c.price(words, prices.get(name)),
            *(c.count(words, quarter) for quarter in by_quarter(row)),
            c.count(words, sum(row)),
        )
        for name, row in zip(grid.nodes, grid.cells, strict=True)
    ]
    rows.append(
        c.total(c.sum_of(words), c.text(""), *(c.count(words, q) for q in grid.quarters), c.count(words, grid.total))
    )
    heads = c.columns(words, "volumes", (("product", Kind.TEXT, 1.8), ("price", Kind.NUMBER, 1.2)))
    columns = (*heads, *c.quarter_columns(words, Kind.COUNT), Column(words.column("year_total"), Kind.COUNT, 1.2))
    return c.table(words, "volumes", *c.kept(columns, rows, words.numbers.missing), unit="volume")


def targets_by_person(plan: Plan, words: Words) -> Table | None:
    """Every person's target by quarter, under his district."""
    grid = plan.targets.people
    if grid is None:
        return None
    return _grouped("targets_by_person", grid, plan.targets.person_district, words, "person")


def targets_by_store(plan: Plan, words: Words) -> Table | None:
    """Every store's target by quarter, under its district."""
    grid = plan.targets.stores
    if grid is None:
        return None
    return _grouped("targets_by_store", grid, plan.targets.store_district, words, "store")


def targets_by_area(plan: Plan, words: Words) -> Table | None:
    """Every area's target by quarter, under its district; none where stores name no area."""
    grid = plan.targets.areas
    if grid is None:
        return None
    areas, homes = area_of(plan.spec.stores), plan.targets.store_district
    return _grouped("targets_by_area", grid, {areas[s]: homes[s] for s in areas if s in homes}, words, "area")


def store_yields(plan: Plan, words: Words) -> Table | None:
    """Size of every store and what it brings for it, the best first."""
    found = yields.store_yields(plan.spec, plan.targets)
    if not found:
        return None
    rows = [c.body(c.text(own.name), *_yielded(words, own)) for own in found]
    rows.append(c.total(c.sum_of(words), *_yielded(words, yields.together(found))))
    heads = (
        ("store", Kind.TEXT, 1.8),
        ("size", Kind.COUNT, 1.2),
        ("yield_last", Kind.COUNT, 1.4),
        ("yield_plan", Kind.COUNT, 1.4),
        ("growth", Kind.PERCENT, 1.0),
    )
    kept = c.kept(c.columns(words, "store_yields", heads), rows, words.numbers.missing)
    return c.table(words, "store_yields", *kept, unit="currency")


def _yielded(words: Words, own: yields.StoreYield) -> tuple[c.Cell, ...]:
    last = None if own.last is None else nearest(own.last)
    return (
        c.count(words, own.size),
        c.count(words, last),
        c.count(words, nearest(own.plan)),
        c.growth(words, own.plan, own.last),
    )


def _grouped(key: str, grid: Grid, district_of: dict[str, str], words: Words, axis: str) -> Table | None:
    rows: list[Row] = []
    for district in dict.fromkeys(district_of.get(name, "") for name in grid.nodes):
        own = [i for i, name in enumerate(grid.nodes) if district_of.get(name, "") == district]
        rows += [c.group(district, 6)] if district else []
        rows += [_quarters(words, c.text(grid.nodes[i]), grid.cells[i]) for i in own]
    columns = (
        Column(words.column(axis, key), width=1.6),
        *c.quarter_columns(words),
        Column(words.column("year_total"), Kind.MONEY, 1.2),
    )
    rows.append(c.total(*_quarters(words, c.sum_of(words), grid.months).cells))
    return c.table(words, key, columns, rows)


def _quarters(words: Words, name: c.Cell, months: tuple[int, ...]) -> Row:
    return c.body(name, *(c.money(words, quarter) for quarter in by_quarter(months)), c.money(words, sum(months)))


def person_months(plan: Plan, words: Words) -> Table | None:
    return months("person_months", plan.targets.people, words, "person") if plan.targets.people else None


def store_months(plan: Plan, words: Words) -> Table | None:
    return months("store_months", plan.targets.stores, words, "store") if plan.targets.stores else None


TABLES = {
    "targets_by_product": targets_by_product,
    "targets_by_channel": targets_by_channel,
    "product_quarters": product_quarters,
    "channel_quarters": channel_quarters,
    "volumes": volumes,
    "targets_by_person": targets_by_person,
    "targets_by_area": targets_by_area,
    "targets_by_store": targets_by_store,
    "store_yields": store_yields,
    "person_months": person_months,
    "store_months": store_months,
}
