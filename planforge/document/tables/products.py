"""Tables of the product, price and channel plans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planforge.document import cells as c
from planforge.document.markup import plain
from planforge.document.model import Column, Kind, Row, Table
from planforge.plan.plan import Plan
from planforge.spec.products import PriceItem
from planforge.words import Words

STATES = ("push", "launch", "delist")


def product_moves(plan: Plan, words: Words) -> Table | None:
    """Products to push, launch and delist, with date, target and reason."""
    rows: list[Row] = []
    for state in STATES:
        held = [product for product in plan.spec.products if product.status == state]
        rows += [
            c.body(
                c.label(words.label(f"states.{state}")),
                c.text(product.name),
                c.text(product.product_class),
                c.label(
                    words.numbers.day(
                        product.launch if state == "launch" else product.delist if state == "delist" else None
                    )
                ),
                c.money(words, _target(plan, product.name)),
                c.text(product.reason),
            )
            for product in held
        ]
    heads = (
        ("state", Kind.LABEL, 1.0),
        ("product", Kind.TEXT, 1.6),
        ("product_class", Kind.TEXT, 1.0),
        ("date", Kind.LABEL, 1.0),
    )
    columns = c.columns(words, "product_moves", (*heads, ("plan", Kind.MONEY, 1.0), ("reason", Kind.TEXT, 2.8)))
    return c.table(words, "product_moves", *c.kept(columns, rows, words.numbers.missing))


def _target(plan: Plan, name: str) -> int | None:
    grid = plan.targets.products
    return grid.of(name) if grid and name in grid.nodes else None


def new_items(plan: Plan, words: Words) -> Table | None:
    """New items that count within a product."""
    rows = [
        c.body(
            c.text(i.name),
            c.text(i.product),
            c.label(words.numbers.day(i.launch)),
            c.money(words, i.target),
            c.text(i.note),
        )
        for i in plan.spec.new_items
    ]
    heads = (
        ("new_item", Kind.TEXT, 1.2),
        ("counts_in", Kind.TEXT, 1.4),
        ("launch", Kind.LABEL, 1.0),
        ("first_year", Kind.MONEY, 1.0),
        ("note", Kind.TEXT, 2.6),
    )
    return c.table(words, "new_items", *c.kept(c.columns(words, "new_items", heads), rows, words.numbers.missing))


def product_classes(plan: Plan, words: Words) -> Table | None:
    """What each class of products means."""
    rows = [
        c.body(c.text(k.name), c.percent(words, k.margin), c.text(k.note))
        for k in plan.spec.product_classes
        if k.margin or k.note
    ]
    heads = (("product_class", Kind.TEXT, 1.0), ("margin_plan", Kind.PERCENT, 1.0), ("note", Kind.TEXT, 4.0))
    return c.table(
        words,
        "product_classes",
        *c.kept(c.columns(words, "product_classes", heads), rows, words.numbers.missing),
        unit=None,
    )


def prices(plan: Plan, words: Words) -> Table | None:
    """The price of each product at every level: across where all have the same levels, else each one's own below it."""
    items = plan.spec.pricing.items
    known = [tuple(level.name for level in item.levels) for item in items if item.levels]
    if not known:
        return None
    return _levels_across(items, known[0], words) if len(set(known)) == 1 else _levels_down(items, words)


def _levels_across(items: Sequence[PriceItem], levels: Sequence[str], words: Words) -> Table | None:
    """Last year's price in brackets where it changes."""
    rows = []
    for item in items:
        held = [_level(words, level.price, level.last) for level in item.levels] or [words.numbers.missing] * len(
            levels
        )
        cells = [c.Cell(text, kind=Kind.NUMBER) for text in held]
        day = c.label(words.numbers.day(item.effective))
        rows.append(c.body(c.text(item.product), c.label(item.unit), *cells, day, c.text(item.change)))
    columns = (
        *c.columns(words, "prices", (("product", Kind.TEXT, 1.4), ("price_unit", Kind.LABEL, 1.0))),
        *(Column(level, Kind.NUMBER) for level in levels),
        *c.columns(words, "prices", (("effective", Kind.LABEL, 1.0), ("price_change", Kind.TEXT, 2.0))),
    )
    return c.table(words, "prices", *c.kept(columns, rows, words.numbers.missing), unit=None)


def _levels_down(items: Sequence[PriceItem], words: Words) -> Table | None:
    """A band for each product with its unit, day and reason, then a row a level."""
    rows: list[Row] = []
    for item in items:
        day = words.label("from_day", day=words.numbers.day(item.effective)) if item.effective else None
        said = [plain(text) for text in (item.product, item.unit, day, item.change) if text]
        rows.append(c.group(words.label("band_break").join(said), 4))
        rows += [
            c.body(
                c.text(level.name),
                c.price(words, level.price),
                c.price(words, level.last),
                c.growth(words, level.price, level.last) if level.price != level.last else c.percent(words, None),
            )
            for level in item.levels
        ]
    heads = (
        ("price_level", Kind.TEXT, 2.0),
        ("price_now", Kind.NUMBER, 1.2),
        ("price_last", Kind.NUMBER, 1.2),
        ("growth_of", Kind.PERCENT, 1.2),
    )
    kept = c.kept(c.columns(words, "prices", heads), rows, words.numbers.missing)
    table = c.table(words, "prices", *kept, unit=None)
    return replace(table, note="") if table else None


def _level(words: Words, price: c.Exact, last: c.Exact | None) -> str:
    now = words.numbers.number(price, 2)
    return (
        now if last is None or last == price else words.label("price_was", now=now, last=words.numbers.number(last, 2))
    )


def channel_policies(plan: Plan, words: Words) -> Table | None:
    """The gist of each channel's policy, with its target and terms."""
    grid = plan.targets.channels
    rows = [
        c.body(
            c.text(channel.name),
            c.money(words, grid.of(channel.name) if grid and channel.name in grid.nodes else None),
            c.text(channel.terms),
            c.text(channel.policy),
        )
        for channel in plan.spec.channels
        if channel.policy or channel.terms
    ]
    heads = (
        ("channel", Kind.TEXT, 1.4),
        ("plan", Kind.MONEY, 1.0),
        ("terms_name", Kind.TEXT, 1.0),
        ("policy", Kind.TEXT, 3.6),
    )
    return c.table(
        words, "channel_policies", *c.kept(c.columns(words, "channel_policies", heads), rows, words.numbers.missing)
    )


TABLES = {
    "product_moves": product_moves,
    "new_items": new_items,
    "product_classes": product_classes,
    "prices": prices,
    "channel_policies": channel_policies,
}
