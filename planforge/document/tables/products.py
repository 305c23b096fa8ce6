"""Tables of the product, price and channel plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planforge.document import cells as c
from planforge.document.listing import Band, Listing
from planforge.document.markup import plain
from planforge.document.model import Cell, Kind, Table
from planforge.plan.plan import Plan
from planforge.records import replace
from planforge.spec.products import Channel, NewItem, PriceItem, PriceLevel, Product, ProductClass
from planforge.words import Words

STATES = ("push", "launch", "delist")


def product_moves(plan: Plan, words: Words) -> Table | None:
    """Products to push, launch and delist, with date, target and reason."""
    grid = plan.targets.products

    def day(product: Product) -> str:
        dates = {"launch": product.launch, "delist": product.delist}
        return words.numbers.day(dates.get(product.status))

    of = Listing[Product](words, "product_moves")
    columns = (
        of.label("state", 1.0, lambda product: words.label(f"states.{product.status}")),
        of.text("product", 1.6, lambda product: product.name),
        of.text("product_class", 1.0, lambda product: product.product_class),
        of.label("date", 1.0, day),
        of.money("plan", 1.0, lambda product: grid.of(product.name) if grid and product.name in grid.nodes else None),
        of.text("reason", 2.8, lambda product: product.reason),
    )
    held = [product for state in STATES for product in plan.spec.products if product.status == state]
    return of.table(columns, held)


def new_items(plan: Plan, words: Words) -> Table | None:
    """New items that count within a product."""
    of = Listing[NewItem](words, "new_items")
    columns = (
        of.text("new_item", 1.2, lambda item: item.name),
        of.text("counts_in", 1.4, lambda item: item.product),
        of.label("launch", 1.0, lambda item: words.numbers.day(item.launch)),
        of.money("first_year", 1.0, lambda item: item.target),
        of.text("note", 2.6, lambda item: item.note),
    )
    return of.table(columns, plan.spec.new_items)


def product_classes(plan: Plan, words: Words) -> Table | None:
    """What each class of products means; its margin is that of its products as they are planned."""
    of = Listing[ProductClass](words, "product_classes")
    planned = {one.name: one.margin for one in plan.profit.classes} if plan.profit else {}
    columns = (
        of.text("product_class", 1.0, lambda kind: kind.name),
        of.percent("margin_plan", 1.0, lambda kind: planned.get(kind.name, kind.margin)),
        of.text("note", 4.0, lambda kind: kind.note),
    )
    return of.table(columns, [kind for kind in plan.spec.product_classes if kind.margin or kind.note], unit=None)


def prices(plan: Plan, words: Words) -> Table | None:
    """The price of each product at every level: across where all have the same levels, else each one's own below it."""
    items = plan.spec.pricing.items
    known = [tuple(level.name for level in item.levels) for item in items if item.levels]
    if not known:
        return None
    return _levels_across(items, known[0], words) if len(set(known)) == 1 else _levels_down(items, words)


def _levels_across(items: Sequence[PriceItem], levels: Sequence[str], words: Words) -> Table | None:
    """Last year's price in brackets where it changes."""

    def level(price: PriceLevel) -> Cell:
        now, last = (words.numbers.number(value, 2) for value in (price.price, price.last))
        changed = price.last is not None and price.last != price.price
        return Cell(words.label("price_was", now=now, last=last) if changed else now, kind=Kind.NUMBER)

    of = Listing[PriceItem](words, "prices")
    columns = (
        of.text("product", 1.4, lambda item: item.product),
        of.label("price_unit", 1.0, lambda item: item.unit),
        *of.each(levels, lambda item: [*map(level, item.levels)] or [None] * len(levels), Kind.NUMBER),
        of.label("effective", 1.0, lambda item: words.numbers.day(item.effective)),
        of.text("price_change", 2.0, lambda item: item.change),
    )
    return of.table(columns, items, unit=None)


def _levels_down(items: Sequence[PriceItem], words: Words) -> Table | None:
    """A band for each product with its unit, day and reason, then a row a level."""

    def rows() -> Iterator[PriceLevel | Band]:
        for item in items:
            day = words.label("from_day", day=words.numbers.day(item.effective)) if item.effective else None
            said = [plain(text) for text in (item.product, item.unit, day, item.change) if text]
            yield Band(words.label("band_break").join(said))
            yield from item.levels

    def change(level: PriceLevel) -> Cell:
        return c.growth(words, level.price, level.last if level.price != level.last else None)

    of = Listing[PriceLevel](words, "prices")
    columns = (
        of.text("price_level", 2.0, lambda level: level.name),
        of.number("price_now", 1.2, lambda level: level.price, 2),
        of.number("price_last", 1.2, lambda level: level.last, 2),
        of.percent("growth_of", 1.2, change),
    )
    table = of.table(columns, rows(), unit=None)
    return replace(table, note="") if table else None


def channel_policies(plan: Plan, words: Words) -> Table | None:
    """The gist of each channel's policy, with its target and terms."""
    grid = plan.targets.channels
    of = Listing[Channel](words, "channel_policies")
    columns = (
        of.text("channel", 1.4, lambda channel: channel.name),
        of.money("plan", 1.0, lambda channel: grid.of(channel.name) if grid and channel.name in grid.nodes else None),
        of.text("terms_name", 1.0, lambda channel: channel.terms),
        of.text("policy", 3.6, lambda channel: channel.policy),
    )
    return of.table(columns, [channel for channel in plan.spec.channels if channel.policy or channel.terms])


TABLES = {
    "product_moves": product_moves,
    "new_items": new_items,
    "product_classes": product_classes,
    "prices": prices,
    "channel_policies": channel_policies,
}
