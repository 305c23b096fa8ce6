"""Tables of promotions, media, materials, training, personnel and internal marketing."""

from __future__ import annotations

from planforge.document.listing import Listing, Total
from planforge.document.model import Kind, Table, Tone
from planforge.plan.money.advertising import MaterialPlan, material_plans
from planforge.plan.money.promotions import PromotionReturn
from planforge.plan.plan import Plan
from planforge.records import replace
from planforge.spec.annexes import InternalProgramme
from planforge.spec.money import Material, Media, PersonnelMove, Promotion, Training
from planforge.words import Words

FEW = 8  # districts that fit side by side on an upright page


def promotions(plan: Plan, words: Words) -> Table | None:
    """When, where, how and by whom."""
    of = Listing[Promotion](words, "promotions")
    columns = (
        of.text("promotion", 1.2, lambda one: one.name),
        of.text("period", 1.3, lambda one: words.numbers.days(one.starts, one.ends)),
        of.text("scope", 1.8, lambda one: _scope(words, one)),
        of.text("mechanics", 2.8, lambda one: one.mechanics),
        of.text("owner", 1.0, lambda one: one.owner),
    )
    return of.table(columns, plan.spec.promotions, unit=None)


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
    bases = {promotion.name: promotion.against for promotion in plan.spec.promotions}
    several = len({base for base in bases.values() if base}) > 1

    def light(one: PromotionReturn) -> Tone:
        return Tone.BAD if one.result is not None and one.result < 1 else Tone.PLAIN

    of = Listing[PromotionReturn](words, "promotion_returns")
    columns = (
        of.text("promotion", 1.4, lambda one: one.name),
        of.text("line", 1.0, lambda one: lines.get(one.name)),
        of.money("cost", 1.0, lambda one: one.cost),
        of.money("lift", 1.0, lambda one: one.lift),
        of.text("against", 1.4, lambda one: bases.get(one.name) if several else None),
        of.percent("margin", 1.0, lambda one: one.margin),
        of.money("lift_gross", 1.0, lambda one: one.gross),
        of.number("return", 1.0, lambda one: one.result, 2, tone=light),
        of.label("rank", 1.0, lambda one: one.rank),
    )
    table = of.table(columns, plan.promotions, total="total")
    against = {one.against for one in plan.spec.promotions if one.lift is not None}
    if table is None or not against:
        return table
    told = against.pop() if len(against) == 1 else None
    more = words.label("lift_against", what=told) if told else words.label("lift_by_itself")
    return replace(table, note="\n".join(filter(None, (table.note, more))))


def media(plan: Plan, words: Words) -> Table | None:
    """The media schedule: when, how much, from which line, what for."""
    of = Listing[Media](words, "media")
    columns = (
        of.text("medium", 1.4, lambda medium: medium.name),
        of.label("period", 1.1, lambda medium: words.numbers.months(medium.starts or 1, medium.ends or 12)),
        of.cost("cost", 1.0, lambda medium: medium.cost),
        of.text("line", 1.0, lambda medium: medium.line),
        of.text("purpose", 2.8, lambda medium: medium.purpose),
        of.text("owner", 1.0, lambda medium: medium.owner),
    )
    return of.table(columns, plan.spec.advertising.media, total="total")


def materials(plan: Plan, words: Words) -> Table | None:
    """Materials: quantity, price, cost, when they are due."""
    held = plan.spec.advertising.materials
    of = Listing[Material](words, "materials")
    columns = (
        of.text("material", 1.6, lambda item: item.name),
        of.count("quantity", 1.0, lambda item: item.quantity, total=Total.NONE),
        of.label("unit_of", 1.0, lambda item: item.unit),
        of.number("unit_cost", 1.0, lambda item: item.unit_cost, 2),
        of.cost("cost", 1.0, lambda item: None if item.unit_cost is None else item.unit_cost * item.quantity),
        of.label("due", 1.0, lambda item: words.numbers.day(item.due)),
        of.text("line", 1.0, lambda item: item.line),
    )
    return of.table(columns, held, total="total" if any(item.unit_cost and item.quantity for item in held) else None)


def materials_by_district(plan: Plan, words: Words) -> Table | None:
    """Where the materials go: as stated, what is left by sales."""
    districts = plan.targets.districts.nodes
    if not 1 < len(districts) <= FEW:
        return None
    of = Listing[MaterialPlan](words, "materials_by_district")
    columns = (
        of.text("material", 1.8, lambda item: item.name),
        *(parts := of.each(districts, lambda item: item.districts, Kind.COUNT)),
        of.across("total", 1.0, parts, Kind.COUNT),
    )
    return of.table(columns, material_plans(plan.spec, plan.targets, plan.granule), unit=None)


def training(plan: Plan, words: Words) -> Table | None:
    """When, what, who teaches, whom, how it is tested, at what cost."""
    held = plan.spec.training
    of = Listing[Training](words, "training")
    columns = (
        of.label("date", 1.0, lambda lesson: words.numbers.day(lesson.date)),
        of.text("topic", 1.8, lambda lesson: lesson.topic),
        of.text("trainer", 1.0, lambda lesson: lesson.trainer),
        of.text("audience", 1.2, lambda lesson: lesson.audience),
        of.text("test", 1.8, lambda lesson: lesson.test),
        of.cost("cost", 1.0, lambda lesson: lesson.cost),
        of.text("line", 1.0, lambda lesson: lesson.line),
    )
    paid = any(lesson.cost for lesson in held)
    return of.table(columns, held, total="total" if paid else None, unit="unit" if paid else None)


def personnel(plan: Plan, words: Words) -> Table | None:
    """Changes of personnel."""
    of = Listing[PersonnelMove](words, "personnel")
    columns = (
        of.label("date", 1.0, lambda move: words.numbers.day(move.date)),
        of.text("who", 1.2, lambda move: move.who),
        of.text("move", 2.4, lambda move: move.move),
        of.text("reason", 2.4, lambda move: move.reason),
    )
    return of.table(columns, plan.spec.personnel, unit=None)


def programmes(plan: Plan, words: Words) -> Table | None:
    """Internal marketing: who takes part, how, what for."""
    held = plan.spec.internal_marketing.programmes if plan.spec.internal_marketing else ()
    of = Listing[InternalProgramme](words, "programmes")
    columns = (
        of.text("programme", 1.2, lambda one: one.name),
        of.text("takes_part", 1.0, lambda one: one.audience),
        of.text("how", 2.4, lambda one: one.mechanics),
        of.text("incentive", 2.0, lambda one: one.incentive),
        of.cost("budget", 1.0, lambda one: one.budget),
        of.text("line", 1.0, lambda one: one.line),
    )
    return of.table(columns, held, unit="unit" if any(one.budget for one in held) else None)


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
