"""Tables of the years behind: sales by month, attainment of districts, areas, managers and stores, tiers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from planforge.document.listing import As, Listing
from planforge.document.model import RowKind, Table, Tone
from planforge.plan.measures import light_of
from planforge.plan.plan import Plan
from planforge.plan.targets.last_year import Attainment
from planforge.spec.history import ReviewMetric
from planforge.words import Words, capital

TONES = {None: Tone.PLAIN, "green": Tone.GOOD, "amber": Tone.WATCH, "red": Tone.BAD}


def history_by_month(plan: Plan, words: Words) -> Table | None:
    """Months down, the last two years across, with the change and the share of the year."""
    years = plan.review.years[-2:]
    if not years or not any(years[-1][1]):
        return None
    of = Listing[int](words, "history_by_month")
    sales = of.each(
        [words.label("year_sales", of=year) for year, _ in years],
        lambda m: [months[m] for _, months in years],
        width=1.3,
    )
    now, before = sales[-1].column.key, sales[0].column.key

    def month(m: int) -> str:
        name = words.numbers.month(m + 1)
        return words.label("estimated", of=name) if m + 1 in plan.review.estimated else name

    columns = (
        of.label("month", 1.0, month),
        *sales,
        *([of.growth("growth", 1.0, now, before)] if len(years) > 1 else []),
        of.share("month_share", 1.0, now),
    )
    moved = plan.targets.season[0] != plan.targets.plain_season[0]
    return of.table(columns, range(12), total="total", note="festival_note" if moved else "note")


def attainment_by_district(plan: Plan, words: Words) -> Table | None:
    return _attainment("attainment_by_district", plan.review.districts, plan, words)


def attainment_by_area(plan: Plan, words: Words) -> Table | None:
    return _attainment("attainment_by_area", plan.review.areas, plan, words)


def attainment_by_manager(plan: Plan, words: Words) -> Table | None:
    """Who answers for several stores; where each has one, the table of stores names him."""
    managers = [store.manager for store in plan.spec.stores if store.last_actual is not None]
    if None not in managers and len(set(managers)) == len(managers):
        return None
    return _attainment("attainment_by_manager", _by_rank(plan.review.managers), plan, words)


def attainment_by_store(plan: Plan, words: Words) -> Table | None:
    """The stores by rank, each with who answers for it."""
    managers = {store.name: store.manager for store in plan.spec.stores}
    return _attainment("attainment_by_store", _by_rank(plan.review.stores), plan, words, managers)


def _by_rank(nodes: Sequence[Attainment]) -> list[Attainment]:
    """Best first; those without a rank last, in their order."""
    return sorted(nodes, key=lambda node: node.rank or len(nodes) + 1)


def _attainment(
    key: str, nodes: Sequence[Attainment], plan: Plan, words: Words, leaders: Mapping[str, str | None] | None = None
) -> Table | None:
    """Leader, target, actual, attainment, growth, tier and rank; the total's attainment is of what has a target."""
    if not any(node.target is not None for node in nodes):
        return None

    def judged(node: Attainment) -> int | None:
        return node.actual if node.target else None

    of = Listing[Attainment](words, key)
    columns = (
        of.text("name", 1.6, lambda node: node.name),
        of.text("leader", 1.0, lambda node: (leaders or {}).get(node.name)),
        of.money("last_target", 1.2, lambda node: node.target),
        of.money("last", 1.2, lambda node: node.actual),
        of.ratio(
            "rate",
            1.0,
            "last" if all(node.target for node in nodes) else judged,
            "last_target",
            tone=lambda node: light(plan, node.rate),
        ),
        of.percent("growth", 1.0, lambda node: node.growth, signed=True),
        of.label("tier", 1.2, lambda node: node.tier),
        of.label("rank", 1.0, lambda node: node.rank),
    )
    return of.table(columns, nodes, total="total")


def light(plan: Plan, rate: Fraction | None) -> Tone:
    """Green, amber or red for an attainment, by the spec's thresholds."""
    return TONES[light_of(rate, plan.spec.control.lights)]


def attainment_tiers(plan: Plan, words: Words) -> Table | None:
    """How many nodes fell in each tier; the year is closed, so tiers in which none fell say nothing."""
    actions = {tier.name: tier.action for tier in plan.spec.control.tiers}
    of = Listing[tuple[str, int]](words, "attainment_tiers")
    columns = (
        of.text("tier", 1.4, lambda tier: tier[0]),
        of.count("nodes", 1.0, lambda tier: tier[1]),
        of.share("part", 1.0, "nodes"),
        of.text("tier_action", 3.0, lambda tier: actions.get(tier[0])),
    )
    return of.table(columns, [tier for tier in plan.review.tiers if tier[1]], total="total", unit=None)


def review_metrics(plan: Plan, words: Words) -> Table | None:
    """Other metrics of last year, as the manager gives them."""
    sign = words.label("percent_unit")

    def unit(metric: ReviewMetric) -> str | None:
        return metric.unit or (sign if metric.actual.endswith(sign) else None)

    of = Listing[ReviewMetric](words, "review_metrics")
    columns = (
        of.text("metric", 1.6, lambda metric: metric.name),
        of.label("unit_of", 1.0, unit),
        of.label("target", 1.0, lambda metric: metric.target or words.numbers.missing),
        of.label("actual", 1.0, lambda metric: metric.actual),
        of.text("note", 2.6, lambda metric: metric.note),
    )
    return of.table(columns, plan.spec.review.metrics, unit=None)


Spent = tuple[str, int | None, Fraction | None]
"""Name, last year's amount, its ratio to sales."""


def review_expenses(plan: Plan, words: Words) -> Table | None:
    """Last year's expense lines and their ratios; wages apart below the rest."""
    of = Listing[Spent](words, "review_expenses")
    columns = (
        of.text("line", 2.0, lambda row: row[0]),
        of.money("last", 1.2, lambda row: row[1]),
        of.percent("ratio_last", 1.2, lambda row: row[2]),
    )
    return of.table(columns, _spent(plan, words))


def _spent(plan: Plan, words: Words) -> Iterator[Spent | As[Spent]]:
    budget = plan.budget
    known = [line for line in budget.lines if line.last is not None]
    sums: tuple[tuple[bool, Spent], ...] = (
        (True, (words.label("pnl.expense"), budget.last_expense, budget.last_ratio)),
        (False, (capital(words.measure("wages")), budget.last_wages, budget.last_wage_ratio)),
    )
    for counted, whole in sums:
        own = [line for line in known if budget.counts(line) is counted]
        yield from ((line.name, line.last, line.last_ratio) for line in own)
        if own:
            yield As(whole, RowKind.SUBTOTAL)


TABLES = {
    "history_by_month": history_by_month,
    "attainment_by_district": attainment_by_district,
    "attainment_by_area": attainment_by_area,
    "attainment_by_manager": attainment_by_manager,
    "attainment_by_store": attainment_by_store,
    "attainment_tiers": attainment_tiers,
    "review_metrics": review_metrics,
    "review_expenses": review_expenses,
}
