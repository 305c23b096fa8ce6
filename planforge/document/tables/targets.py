"""Tables of the sales target: layers, districts, quarters, months, and the figures the manager holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planforge.document import cells as c
from planforge.document.model import Cell, Column, Kind, Row, RowKind, Table
from planforge.plan.grid import Grid, by_quarter
from planforge.plan.plan import Plan
from planforge.plan.targets.targets import Layer
from planforge.words import Words, capital


def layers(plan: Plan, words: Words) -> Table | None:
    """Floor, base, stretch and reserve: the year, growth, distance from the base, quarters."""
    held = plan.targets.layers
    heads = (
        ("layer", Kind.TEXT, 1.4),
        ("year_total", Kind.MONEY, 1.2),
        ("growth", Kind.PERCENT, 1.0),
        ("from_base", Kind.MONEY, 1.2),
    )
    columns = (*c.columns(words, "layers", heads), *c.quarter_columns(words))
    rows = [_layer(plan, words, name, layer) for name, layer in held.items()] if len(held) > 1 else []
    table = c.table(words, "layers", columns, rows)
    return table if table is None or "reserve" in held else replace(table, note="")


def _layer(plan: Plan, words: Words, name: str, layer: Layer) -> Row:
    apart = name in ("base", "reserve")
    return Row(
        (
            c.text(capital(words.terms[name])),
            c.money(words, layer.total),
            c.percent(words, None if name == "reserve" else layer.growth, signed=True),
            c.money(words, None if apart else layer.total - plan.targets.total, signed=True),
            *(c.money(words, quarter) for quarter in layer.districts.quarters),
        ),
        RowKind.SUBTOTAL if name == "base" else RowKind.BODY,
    )


def layers_by_district(plan: Plan, words: Words) -> Table | None:
    """The layers across, districts down."""
    held = plan.targets.layers
    if len(held) < 2:
        return None
    columns = (
        Column(words.column("district"), width=1.4),
        *(Column(capital(words.terms[name]), Kind.MONEY) for name in held),
    )
    rows = [
        c.body(c.text(name), *(c.money(words, layer.districts.of(name)) for layer in held.values()))
        for name in plan.targets.districts.nodes
    ]
    rows.append(c.total(c.sum_of(words), *(c.money(words, layer.total) for layer in held.values())))
    return c.table(words, "layers_by_district", columns, rows)


def targets_by_district(plan: Plan, words: Words) -> Table | None:
    """Last year, target, growth, added sales and shares of each district, with who answers for it."""
    targets, leaders = plan.targets, {d.name: d.leader for d in plan.spec.districts}
    last = [targets.last_districts.of(name) for name in targets.districts.nodes] if targets.last_districts else []
    shares = c.shares(words, targets.districts.totals)
    rows = [
        _district(words, name, leaders.get(name), target, last[i] if last else None, shares[i])
        for i, (name, target) in enumerate(zip(targets.districts.nodes, targets.districts.totals, strict=True))
    ]
    whole = _district(words, "", None, targets.total, sum(last) if last else None, c.percent(words, 1))
    heads = (
        ("district", Kind.TEXT, 1.3),
        ("leader", Kind.TEXT, 1.0),
        ("last", Kind.MONEY, 1.2),
        ("plan", Kind.MONEY, 1.2),
    )
    more = (("growth", Kind.PERCENT, 1.0), ("added", Kind.MONEY, 1.1), ("part", Kind.PERCENT, 1.0))
    columns, held = c.kept(
        c.columns(words, "targets_by_district", (*heads, *more)),
        [*rows, Row(whole.cells, RowKind.TOTAL)],
        words.numbers.missing,
    )
    return c.table(words, "targets_by_district", columns, held)


def _district(words: Words, name: str, leader: str | None, target: int, last: int | None, share: Cell) -> Row:
    return c.body(
        c.text(name) if name else c.sum_of(words),
        c.text(leader),
        c.money(words, last),
        c.money(words, target),
        c.growth(words, target, last),
        c.money(words, None if last is None else target - last, signed=True),
        share,
    )


def targets_by_quarter(plan: Plan, words: Words) -> Table | None:
    """Districts down, quarters across."""
    return quarters("targets_by_quarter", plan.targets.districts, words, "district")


def targets_by_month(plan: Plan, words: Words) -> Table | None:
    """Districts down, months across, with the region's months as a share of the year."""
    table = months("targets_by_month", plan.targets.districts, words, "district")
    if table is None:
        return None
    shares = c.shares(words, plan.targets.districts.months)
    share = c.subtotal(c.text(words.column("month_share")), *shares, c.percent(words, 1))
    return replace(table, rows=(*table.rows, share))


def quarters(key: str, grid: Grid, words: Words, axis: str, names: Sequence[Sequence[str]] = ()) -> Table | None:
    """A grid by quarter: names (and what stands beside them) down, four quarters and the year across."""
    beside = max((len(extra) for extra in names), default=0)
    extra = [Column(words.column(f"{axis}_{n}", key)) for n in range(1, beside + 1)]
    columns = (
        Column(words.column(axis), width=1.4),
        *extra,
        *c.quarter_columns(words),
        Column(words.column("year_total"), Kind.MONEY, 1.2),
    )
    rows = [
        c.body(
            c.text(name),
            *(c.text(t) for t in (names[i] if names else ())),
            *(c.money(words, q) for q in by_quarter(row)),
            c.money(words, sum(row)),
        )
        for i, (name, row) in enumerate(zip(grid.nodes, grid.cells, strict=True))
    ]
    blank = [c.text("") for _ in range(beside)]
    rows.append(
        c.total(c.sum_of(words), *blank, *(c.money(words, q) for q in grid.quarters), c.money(words, grid.total))
    )
    return c.table(words, key, columns, rows)


def months(key: str, grid: Grid, words: Words, axis: str) -> Table | None:
    """A grid by month on a turned page: nodes down, twelve months and the year across."""
    columns = (
        Column(words.column(axis), width=1.8),
        *c.month_columns(words),
        Column(words.column("year_total"), Kind.MONEY, 1.3),
    )
    rows = [
        c.body(c.text(name), *(c.money(words, cell) for cell in row), c.money(words, sum(row)))
        for name, row in zip(grid.nodes, grid.cells, strict=True)
    ]
    rows.append(c.total(c.sum_of(words), *(c.money(words, cell) for cell in grid.months), c.money(words, grid.total)))
    return c.table(words, key, columns, rows, wide=True)


def locks(plan: Plan, words: Words) -> Table | None:
    """Figures held, and floors and caps, each with its reason."""
    spec = plan.spec.targets
    held = [
        c.body(
            c.text(_cell(words, lock)),
            c.label(words.label("held.lock")),
            c.text(words.numbers.amount(lock.amount)),
            c.text(lock.reason),
        )
        for lock in spec.locks
    ]
    bounds = [
        c.body(
            c.text(_cell(words, bound)),
            c.label(words.label(f"held.{side}")),
            c.text(_limit(words, value)),
            c.text(bound.reason),
        )
        for bound in spec.bounds
        for side, value in (("floor", bound.floor), ("cap", bound.cap))
        if value is not None
    ]
    heads = (
        ("held_cell", Kind.TEXT, 1.6),
        ("held_kind", Kind.LABEL, 1.0),
        ("held_value", Kind.TEXT, 1.2),
        ("reason", Kind.TEXT, 3.0),
    )
    return c.table(words, "locks", c.columns(words, "locks", heads), [*held, *bounds], unit=None)


def _cell(words: Words, held: object) -> str:
    """The node and month a lock or bound speaks of."""
    names = [getattr(held, axis, None) for axis in ("district", "product", "channel", "person", "store")]
    month = getattr(held, "month", None)
    return (
        " ".join([str(n) for n in names if n] + ([words.numbers.month(month)] if month else []))
        or words.terms["region"]
    )


def _limit(words: Words, value: object) -> str:
    growth, amount = getattr(value, "growth", None), getattr(value, "amount", None)
    return words.numbers.percent(growth, signed=True) if growth is not None else words.numbers.amount(amount)


TABLES = {
    "layers": layers,
    "layers_by_district": layers_by_district,
    "targets_by_district": targets_by_district,
    "targets_by_quarter": targets_by_quarter,
    "targets_by_month": targets_by_month,
    "locks": locks,
}
