"""Tables of promotions, media, materials, training, personnel and internal marketing."""

from __future__ import annotations

from planforge.document import cells as c
from planforge.document.model import Column, Kind, Row, Table, Tone
from planforge.plan.money.advertising import material_plans
from planforge.plan.money.promotions import PromotionReturn
from planforge.plan.plan import Plan
from planforge.spec.money import Promotion
from planforge.words import Words


def promotions(plan: Plan, words: Words) -> Table | None:
    """When, where, how and by whom."""
    rows = [
        c.body(
            c.text(p.name),
            c.text(words.numbers.days(p.starts, p.ends)),
            c.text(_scope(words, p)),
            c.text(p.mechanics),
            c.text(p.owner),
        )
        for p in plan.spec.promotions
    ]
    heads = (
        ("promotion", Kind.TEXT, 1.2),
        ("period", Kind.TEXT, 1.3),
        ("scope", Kind.TEXT, 1.8),
        ("mechanics", Kind.TEXT, 2.8),
        ("owner", Kind.TEXT, 1.0),
    )
    return c.table(
        words, "promotions", *c.kept(c.columns(words, "promotions", heads), rows, words.numbers.missing), unit=None
    )


def _scope(words: Words, promotion: Promotion) -> str:
    """The scope in words, or the districts, channels and products it names."""
    lists = [
        words.numbers.sequence(names)
        for names in (promotion.districts, promotion.channels, promotion.products)
        if names
    ]
    named = words.label("list_break").join(lists)
    if promotion.scope:
        return promotion.scope + (words.label("in_brackets", text=named) if named else "")
    return named or words.label("whole_region")


def promotion_returns(plan: Plan, words: Words) -> Table | None:
    """Cost, lift, margin and return on spend, ranked."""
    lines = {promotion.name: promotion.line for promotion in plan.spec.promotions}
    held = plan.promotions
    rows = [_return(words, p, lines.get(p.name)) for p in held]
    if not rows:
        return None
    cost, lift, gross = (
        sum(v or 0 for v in values) for values in zip(*((p.cost, p.lift, p.gross) for p in held), strict=True)
    )
    blank = c.label("")
    rows.append(
        c.total(
            c.sum_of(words),
            c.text(""),
            c.money(words, cost),
            c.money(words, lift),
            blank,
            c.money(words, gross),
            blank,
            blank,
        )
    )
    heads = (
        ("promotion", Kind.TEXT, 1.4),
        ("line", Kind.TEXT, 1.0),
        ("cost", Kind.MONEY, 1.0),
        ("lift", Kind.MONEY, 1.0),
        ("margin", Kind.PERCENT, 1.0),
    )
    more = (("lift_gross", Kind.MONEY, 1.0), ("return", Kind.NUMBER, 1.0), ("rank", Kind.LABEL, 1.0))
    columns = c.columns(words, "promotion_returns", (*heads, *more))
    return c.table(words, "promotion_returns", *c.kept(columns, rows, words.numbers.missing))


def _return(words: Words, p: PromotionReturn, line: str | None) -> Row:
    tone = Tone.BAD if p.result is not None and p.result < 1 else Tone.PLAIN
    result = c.number(words, p.result, 2)
    return c.body(
        c.text(p.name),
        c.text(line),
        c.money(words, p.cost),
        c.money(words, p.lift),
        c.percent(words, p.margin),
        c.money(words, p.gross),
        c.Cell(result.text, result.value, result.kind, tone),
        c.label(p.rank),
    )


def media(plan: Plan, words: Words) -> Table | None:
    """The media schedule: when, how much, from which line, what for."""
    held = plan.spec.advertising.media
    rows = [
        c.body(
            c.text(m.name),
            c.label(words.numbers.months(m.starts or 1, m.ends or 12)),
            c.money(words, m.cost),
            c.text(m.line),
            c.text(m.purpose),
            c.text(m.owner),
        )
        for m in held
    ]
    if not rows:
        return None
    rows.append(
        c.total(
            c.sum_of(words), c.label(""), c.money(words, sum(m.cost for m in held)), c.text(""), c.text(""), c.text("")
        )
    )
    heads = (
        ("medium", Kind.TEXT, 1.4),
        ("period", Kind.LABEL, 1.1),
        ("cost", Kind.MONEY, 1.0),
        ("line", Kind.TEXT, 1.0),
        ("purpose", Kind.TEXT, 2.8),
        ("owner", Kind.TEXT, 1.0),
    )
    return c.table(words, "media", *c.kept(c.columns(words, "media", heads), rows, words.numbers.missing))


def materials(plan: Plan, words: Words) -> Table | None:
    """Materials: quantity, price, cost, when they are due."""
    rows = [
        c.body(
            c.text(m.name),
            c.count(words, m.quantity),
            c.label(m.unit),
            c.price(words, m.unit_cost),
            c.money(words, None if m.unit_cost is None else m.unit_cost * m.quantity),
            c.label(words.numbers.day(m.due)),
            c.text(m.line),
        )
        for m in plan.spec.advertising.materials
    ]
    cost = sum(m.unit_cost * m.quantity for m in plan.spec.advertising.materials if m.unit_cost is not None)
    if cost:
        blank = [c.text("") for _ in range(3)]
        rows.append(c.total(c.sum_of(words), *blank, c.money(words, cost), *blank[:2]))
    heads = (
        ("material", Kind.TEXT, 1.6),
        ("quantity", Kind.COUNT, 1.0),
        ("unit_of", Kind.LABEL, 1.0),
        ("unit_cost", Kind.NUMBER, 1.0),
    )
    more = (("cost", Kind.MONEY, 1.0), ("due", Kind.LABEL, 1.0), ("line", Kind.TEXT, 1.0))
    return c.table(
        words, "materials", *c.kept(c.columns(words, "materials", (*heads, *more)), rows, words.numbers.missing)
    )


def materials_by_district(plan: Plan, words: Words) -> Table | None:
    """Where the materials go: as stated, what is left by sales."""
    districts = plan.targets.districts
    if len(districts.nodes) < 2 or len(districts.nodes) > 8:
        return None
    rows = [
        c.body(c.text(item.name), *(c.count(words, part) for part in (*item.districts, item.quantity)))
        for item in material_plans(plan.spec, plan.targets, plan.granule)
    ]
    columns = (
        Column(words.column("material"), width=1.8),
        *(Column(n, Kind.COUNT) for n in districts.nodes),
        Column(words.column("total"), Kind.COUNT),
    )
    return c.table(words, "materials_by_district", columns, rows, unit=None)


def training(plan: Plan, words: Words) -> Table | None:
    """When, what, who teaches, whom, how it is tested, at what cost."""
    rows = [
        c.body(
            c.label(words.numbers.day(t.date)),
            c.text(t.topic),
            c.text(t.trainer),
            c.text(t.audience),
            c.text(t.test),
            c.money(words, t.cost),
            c.text(t.line),
        )
        for t in plan.spec.training
    ]
    if cost := sum(t.cost or 0 for t in plan.spec.training):
        blank = [c.text("") for _ in range(4)]
        rows.append(c.total(c.sum_of(words), *blank, c.money(words, cost), c.text("")))
    heads = (
        ("date", Kind.LABEL, 1.0),
        ("topic", Kind.TEXT, 1.8),
        ("trainer", Kind.TEXT, 1.0),
        ("audience", Kind.TEXT, 1.2),
        ("test", Kind.TEXT, 1.8),
    )
    more = (("cost", Kind.MONEY, 1.0), ("line", Kind.TEXT, 1.0))
    unit = "unit" if any(t.cost for t in plan.spec.training) else None
    return c.table(
        words,
        "training",
        *c.kept(c.columns(words, "training", (*heads, *more)), rows, words.numbers.missing),
        unit=unit,
    )


def personnel(plan: Plan, words: Words) -> Table | None:
    """Changes of personnel."""
    rows = [
        c.body(c.label(words.numbers.day(m.date)), c.text(m.who), c.text(m.move), c.text(m.reason))
        for m in plan.spec.personnel
    ]
    heads = (("date", Kind.LABEL, 1.0), ("who", Kind.TEXT, 1.2), ("move", Kind.TEXT, 2.4), ("reason", Kind.TEXT, 2.4))
    return c.table(
        words, "personnel", *c.kept(c.columns(words, "personnel", heads), rows, words.numbers.missing), unit=None
    )


def programmes(plan: Plan, words: Words) -> Table | None:
    """Internal marketing: who takes part, how, what for."""
    internal = plan.spec.internal_marketing
    held = internal.programmes if internal else ()
    rows = [
        c.body(
            c.text(p.name),
            c.text(p.audience),
            c.text(p.mechanics),
            c.text(p.incentive),
            c.money(words, p.budget),
            c.text(p.line),
        )
        for p in held
    ]
    heads = (
        ("programme", Kind.TEXT, 1.2),
        ("takes_part", Kind.TEXT, 1.0),
        ("how", Kind.TEXT, 2.4),
        ("incentive", Kind.TEXT, 2.0),
        ("budget", Kind.MONEY, 1.0),
        ("line", Kind.TEXT, 1.0),
    )
    unit = "unit" if any(p.budget for p in held) else None
    return c.table(
        words, "programmes", *c.kept(c.columns(words, "programmes", heads), rows, words.numbers.missing), unit=unit
    )


TABLES = {
    "promotions": promotions,
    "promotion_returns": promotion_returns,
    "media": media,
    "materials": materials,
    "materials_by_district": materials_by_district,
    "training": training,
    "personnel": personnel,
    "programmes": programmes,
}
