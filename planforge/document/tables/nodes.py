"""Tables of the target by product, channel, person, area and store, in value and volume."""

from __future__ import annotations

from planforge.document.listing import As, Band, Listing
from planforge.document.model import Kind, Table
from planforge.document.tables.targets import Year, months, quarters, year_by_quarter, years
from planforge.numbers import nearest
from planforge.plan.grid import Grid, by_quarter
from planforge.plan.growth.asked import Asked
from planforge.plan.plan import Plan
from planforge.plan.targets import yields
from planforge.plan.targets.members import area_of
from planforge.records import replace
from planforge.words import Words


def targets_by_product(plan: Plan, words: Words) -> Table | None:
    return _compared("targets_by_product", plan.targets.products, plan.targets.last_products, plan, words, "product")


def targets_by_channel(plan: Plan, words: Words) -> Table | None:
    return _compared("targets_by_channel", plan.targets.channels, plan.targets.last_channels, plan, words, "channel")


def _compared(key: str, grid: Grid | None, last: dict[str, int], plan: Plan, words: Words, axis: str) -> Table | None:
    """Last year and plan of each node with growth, and both mixes; what was sold last year beyond them in a row."""
    if grid is None:
        return None
    of = Listing[str](words, key)
    rest = (plan.targets.last or 0) - sum(last.values())
    rows = [*grid.nodes, *([""] if last and rest >= plan.granule else [])]
    columns = (
        of.text(axis, 2.0, lambda name: name or words.label("unlisted")),
        of.money("last", 1.2, lambda name: (last.get(name) or None) if name else rest),
        of.money("plan", 1.2, lambda name: grid.of(name) if name else None),
        of.growth("growth", 1.0, "plan", "last"),
        of.share("mix_last", 1.0, "last"),
        of.share("mix_plan", 1.0, "plan"),
    )
    return of.table(columns, rows, total="total")


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
    of = Listing[Year](words, "volumes")
    columns = (
        of.text("product", 1.8, lambda row: row[0]),
        of.number("price", 1.2, lambda row: prices.get(row[0]), 2),
        *(parts := of.quarters(lambda row: by_quarter(row[1]), Kind.COUNT)),
        of.across("year_total", 1.2, parts, Kind.COUNT),
    )
    return of.table(columns, years(grid), total="total", unit="volume")


def targets_by_person(plan: Plan, words: Words) -> Table | None:
    """Every person's target by quarter, under his district."""
    homes, beyond = plan.targets.person_district, plan.targets.beyond("person")
    table = _grouped("targets_by_person", plan.targets.people, homes, beyond, words, "person")
    alike = plan.targets.people is not None and set(plan.targets.people.nodes) & set(plan.targets.alike)
    return replace(table, note=words.label("shared_alike")) if table and alike else table


def targets_by_store(plan: Plan, words: Words) -> Table | None:
    """Every store's target by quarter, under its district."""
    homes, beyond = plan.targets.store_district, plan.targets.beyond("store")
    return _grouped("targets_by_store", plan.targets.stores, homes, beyond, words, "store")


def targets_by_area(plan: Plan, words: Words) -> Table | None:
    """Every area's target by quarter, under its district; none where stores name no area."""
    areas, homes = area_of(plan.spec.stores), plan.targets.store_district
    districts = {areas[store]: homes[store] for store in areas if store in homes}
    return _grouped("targets_by_area", plan.targets.areas, districts, plan.targets.beyond("area"), words, "area")


def _grouped(
    key: str, grid: Grid | None, district_of: dict[str, str], beyond: Grid, words: Words, axis: str
) -> Table | None:
    if grid is None:
        return None
    rows: list[Year | Band] = []
    for district in dict.fromkeys(district_of.get(name, "") for name in grid.nodes):
        rows += [Band(district)] if district else []
        rows += [year for year in years(grid) if district_of.get(year[0], "") == district]
    if beyond.nodes:
        rows += [Band(words.label("unlisted")), *years(beyond)]
    of = Listing[Year](words, key)
    return of.table((of.text(axis, 1.6, lambda row: row[0]), *year_by_quarter(of)), rows, total="total")


def store_yields(plan: Plan, words: Words) -> Table | None:
    """Size of every store and what it brings for it, the best first."""
    found = yields.store_yields(plan.spec, plan.targets)
    if not found:
        return None
    of = Listing[yields.StoreYield](words, "store_yields")
    columns = (
        of.text("store", 1.8, lambda own: own.name or words.column("total")),
        of.count("size", 1.2, lambda own: own.size),
        of.count("yield_last", 1.4, lambda own: None if own.last is None else nearest(own.last)),
        of.count("yield_plan", 1.4, lambda own: nearest(own.plan)),
        of.growth("growth", 1.0, lambda own: own.plan, lambda own: own.last),
    )
    return of.table(columns, [*found, As(yields.together(found))], unit="currency")


def store_volumes(plan: Plan, words: Words) -> Table | None:
    """Volume of each store by quarter, in whole packs."""
    grid = plan.targets.store_volumes
    if grid is None:
        return None
    of = Listing[Year](words, "store_volumes")
    parts = of.quarters(lambda row: by_quarter(row[1]), Kind.COUNT)
    columns = (of.text("store", 1.8, lambda row: row[0]), *parts, of.across("year_total", 1.2, parts, Kind.COUNT))
    return of.table(columns, years(grid), total="total", unit="volume")


def _asked(axis: str, plan: Plan, words: Words) -> Table | None:
    """The growth asked of each node beside its trend, its parts, its potential and its own estimate; none where there
    is nothing beside the target to hold it against."""
    rows = [one for one in plan.asked if one.axis == axis]
    told = [one for one in rows if one.trend is not None or one.potential is not None or one.estimate is not None]
    if len(rows) < 2 or not told:
        return None
    of = Listing[Asked](words, f"asked_by_{axis}")
    columns = (
        of.text(axis, 1.5, lambda one: one.name),
        of.money("target", 1.1, lambda one: one.target),
        of.percent("trend", 1.0, lambda one: one.trend, signed=True),
        of.percent("asked", 1.0, lambda one: one.growth, signed=True),
        of.percent("mix_last", 1.0, lambda one: one.last_part),
        of.percent("mix_plan", 1.0, lambda one: one.part),
        of.money("potential", 1.1, lambda one: one.potential),
        of.money("estimate", 1.1, lambda one: one.estimate),
        of.money("apart", 1.1, lambda one: one.difference, signed=True),
    )
    whole = all(one.estimate is not None for one in rows)
    table = of.table(columns, rows, total="total" if whole else None)
    return table if table is None or any(one.potential for one in rows) else replace(table, note="")


def asked_by_district(plan: Plan, words: Words) -> Table | None:
    return _asked("district", plan, words)


def asked_by_person(plan: Plan, words: Words) -> Table | None:
    return _asked("person", plan, words)


def asked_by_store(plan: Plan, words: Words) -> Table | None:
    return _asked("store", plan, words)


def person_months(plan: Plan, words: Words) -> Table | None:
    return _by_month("person_months", plan.targets.people, plan.targets.beyond("person"), words, "person")


def store_months(plan: Plan, words: Words) -> Table | None:
    return _by_month("store_months", plan.targets.stores, plan.targets.beyond("store"), words, "store")


def _by_month(key: str, grid: Grid | None, beyond: Grid, words: Words, axis: str) -> Table | None:
    return months(key, grid.beside(beyond, words.label("unlisted")), words, axis) if grid else None


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
    "store_volumes": store_volumes,
    "asked_by_district": asked_by_district,
    "asked_by_person": asked_by_person,
    "asked_by_store": asked_by_store,
    "person_months": person_months,
    "store_months": store_months,
}
