"""Tables of the years behind: sales by month, attainment of districts, areas, managers and stores, tiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from planforge.document import cells as c
from planforge.document.model import Column, Kind, Row, Table, Tone
from planforge.plan.money.lines import Line
from planforge.plan.plan import Plan
from planforge.plan.targets.last_year import Attainment
from planforge.spec.history import ReviewMetric
from planforge.words import Words


def history_by_month(plan: Plan, words: Words) -> Table | None:
    """Months down, the last two years across, with the change and the share of the year."""
    years = plan.review.years[-2:]
    if not years or not any(years[-1][1]):
        return None
    now, before = years[-1][1], years[-2][1] if len(years) > 1 else None
    shares = c.shares(words, now)
    rows = [_month(words, month, now, before, shares[month]) for month in range(12)]
    rows.append(_sum(words, now, before))
    return c.table(words, "history_by_month", _year_columns(words, [year for year, _ in years]), rows)


def _year_columns(words: Words, years: Sequence[int]) -> list[Column]:
    heads = [Column(words.label("year_sales", of=year), Kind.MONEY, 1.3) for year in years]
    change = [Column(words.column("growth"), Kind.PERCENT)] if len(years) > 1 else []
    return [
        Column(words.column("month"), Kind.LABEL),
        *heads,
        *change,
        Column(words.column("month_share"), Kind.PERCENT),
    ]


def _month(words: Words, month: int, now: Sequence[int], before: Sequence[int] | None, share: c.Cell) -> Row:
    older = [c.money(words, before[month])] if before else []
    change = [c.growth(words, now[month], before[month])] if before else []
    return c.body(c.label(words.numbers.month(month + 1)), *older, c.money(words, now[month]), *change, share)


def _sum(words: Words, now: Sequence[int], before: Sequence[int] | None) -> Row:
    older = [c.money(words, sum(before))] if before else []
    change = [c.growth(words, sum(now), sum(before))] if before else []
    return c.total(c.sum_of(words), *older, c.money(words, sum(now)), *change, c.percent(words, 1))


def attainment_by_district(plan: Plan, words: Words) -> Table | None:
    return _attainment("attainment_by_district", plan.review.districts, plan, words)


def attainment_by_area(plan: Plan, words: Words) -> Table | None:
    return _attainment("attainment_by_area", plan.review.areas, plan, words)


def attainment_by_manager(plan: Plan, words: Words) -> Table | None:
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
    """Leader, target, actual, attainment, growth, tier and rank; columns without data are left out."""
    if not any(node.target is not None for node in nodes):
        return None
    heads = (
        ("name", Kind.TEXT, 1.6),
        ("leader", Kind.TEXT, 1.0),
        ("last_target", Kind.MONEY, 1.2),
        ("last", Kind.MONEY, 1.2),
    )
    more = (
        ("rate", Kind.PERCENT, 1.0),
        ("growth", Kind.PERCENT, 1.0),
        ("tier", Kind.LABEL, 1.2),
        ("rank", Kind.LABEL, 1.0),
    )
    rows = [_attained(words, node, plan, (leaders or {}).get(node.name)) for node in nodes]
    columns, held = c.kept(c.columns(words, key, (*heads, *more)), [*rows, _whole(words, nodes)], words.numbers.missing)
    return c.table(words, key, columns, held)


def _attained(words: Words, node: Attainment, plan: Plan, leader: str | None) -> Row:
    return c.body(
        c.text(node.name),
        c.text(leader),
        c.money(words, node.target),
        c.money(words, node.actual),
        c.percent(words, node.rate, tone=light(plan, node.rate)),
        c.percent(words, node.growth, signed=True),
        c.label(node.tier),
        c.label(node.rank),
    )


def _whole(words: Words, nodes: Sequence[Attainment]) -> Row:
    """The sum; its rate is weighted by targets."""
    rated = [node for node in nodes if node.target]
    goal, actual = sum(node.target or 0 for node in rated), sum(node.actual for node in rated)
    rate = Fraction(actual, goal) if goal else None
    blank = [c.label("") for _ in range(2)]
    money = (c.money(words, goal), c.money(words, sum(node.actual for node in nodes)), c.percent(words, rate))
    return c.total(c.sum_of(words), c.text(""), *money, c.label(""), *blank)


def light(plan: Plan, rate: Fraction | None) -> Tone:
    """Green, amber or red for an attainment, by the spec's thresholds."""
    lights = plan.spec.control.lights
    if rate is None:
        return Tone.PLAIN
    return Tone.GOOD if rate >= lights.green else Tone.WATCH if rate >= lights.amber else Tone.BAD


def attainment_tiers(plan: Plan, words: Words) -> Table | None:
    """How many nodes fell in each tier; the year is closed, so tiers in which none fell say nothing."""
    tiers = plan.review.tiers
    if not any(count for _, count in tiers):
        return None
    actions = {tier.name: tier.action for tier in plan.spec.control.tiers}
    shares = c.shares(words, [count for _, count in tiers])
    rows = [
        c.body(c.text(name), c.count(words, count), share, c.text(actions.get(name)))
        for (name, count), share in zip(tiers, shares, strict=True)
        if count
    ]
    rows.append(c.total(c.sum_of(words), c.count(words, sum(n for _, n in tiers)), c.percent(words, 1), c.text("")))
    heads = (
        ("tier", Kind.TEXT, 1.4),
        ("nodes", Kind.COUNT, 1.0),
        ("part", Kind.PERCENT, 1.0),
        ("tier_action", Kind.TEXT, 3.0),
    )
    columns, held = c.kept(c.columns(words, "attainment_tiers", heads), rows, words.numbers.missing)
    return c.table(words, "attainment_tiers", columns, held, unit=None)


def review_metrics(plan: Plan, words: Words) -> Table | None:
    """Other metrics of last year, as the manager gives them."""
    blank = words.numbers.missing
    rows = [
        c.body(c.text(m.name), c.label(_unit(m, words)), c.label(m.target or blank), c.label(m.actual), c.text(m.note))
        for m in plan.spec.review.metrics
    ]
    heads = (
        ("metric", Kind.TEXT, 1.6),
        ("unit_of", Kind.LABEL, 1.0),
        ("target", Kind.LABEL, 1.0),
        ("actual", Kind.LABEL, 1.0),
    )
    columns, held = c.kept(c.columns(words, "review_metrics", (*heads, ("note", Kind.TEXT, 2.6))), rows, blank)
    return c.table(words, "review_metrics", columns, held, unit=None)


def _unit(metric: ReviewMetric, words: Words) -> str | None:
    sign = words.label("percent_unit")
    return metric.unit or (sign if metric.actual.endswith(sign) else None)


def review_expenses(plan: Plan, words: Words) -> Table | None:
    """Last year's expense lines and their ratios; wages apart below the rest."""
    budget = plan.budget
    known = [line for line in budget.lines if line.last is not None]
    counted, apart = ([x for x in known if budget.counts(x) is inside] for inside in (True, False))
    rows = [_spent(words, line) for line in counted]
    if counted:
        cells = (c.money(words, budget.last_expense), c.percent(words, budget.last_ratio))
        rows.append(c.subtotal(c.text(words.label("pnl.expense")), *cells))
    rows += [_spent(words, line) for line in apart]
    if apart:
        wages = (c.money(words, budget.last_wages), c.percent(words, budget.last_wage_ratio))
        rows.append(c.subtotal(c.text(words.label("pnl.wages_apart")), *wages))
    heads = (("line", Kind.TEXT, 2.0), ("last", Kind.MONEY, 1.2), ("ratio_last", Kind.PERCENT, 1.2))
    return c.table(words, "review_expenses", c.columns(words, "review_expenses", heads), rows)


def _spent(words: Words, line: Line) -> Row:
    return c.body(c.text(line.name), c.money(words, line.last), c.percent(words, line.last_ratio))


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
