"""The deepest tables, for the annex: district × product × month, district × channel × month, weights, season."""

from __future__ import annotations

from fractions import Fraction

from planforge.document import cells as c
from planforge.document.model import Column, Kind, Row, Table
from planforge.plan.explain.cell import Cell
from planforge.plan.explain.explain import Explanation, explain_cell
from planforge.plan.grid import Cells, Grid
from planforge.plan.plan import Plan
from planforge.plan.targets.basis import Basis
from planforge.plan.targets.targets import work_out
from planforge.words import Words

MOST = 400  # rows beyond which a table is for the workbook, not for paper


def targets_by_cell(plan: Plan, words: Words) -> Table | None:
    """Products by month under each district."""
    return _cube(
        "targets_by_cell", plan.targets.districts, plan.targets.products, plan.targets.by_product, words, "product"
    )


def channel_cells(plan: Plan, words: Words) -> Table | None:
    """Channels by month under each district."""
    return _cube(
        "channel_cells", plan.targets.districts, plan.targets.channels, plan.targets.by_channel, words, "channel"
    )


def _cube(
    key: str, districts: Grid, inner: Grid | None, cube: tuple[Cells, ...], words: Words, axis: str
) -> Table | None:
    if inner is None or not cube or len(districts.nodes) * (len(inner.nodes) + 2) > MOST:
        return None
    columns = (
        Column(words.column(axis), width=1.9),
        *c.month_columns(words),
        Column(words.column("year_total"), Kind.MONEY, 1.3),
    )
    rows: list[Row] = []
    for d, district in enumerate(districts.nodes):
        rows.append(c.group(district, 14))
        rows += [_row(words, c.text(name), [month[p] for month in cube[d]]) for p, name in enumerate(inner.nodes)]
        rows.append(c.subtotal(*_row(words, c.text(words.label("subtotal")), list(districts.cells[d])).cells))
    rows.append(c.total(*_row(words, c.sum_of(words), list(districts.months)).cells))
    return c.table(words, key, columns, rows, wide=True)


def _row(words: Words, name: c.Cell, months: list[int]) -> Row:
    return c.body(name, *(c.money(words, month) for month in months), c.money(words, sum(months)))


def weights(plan: Plan, words: Words) -> Table | None:
    """What each district's weight is made of, beside the share it got."""
    held = plan.targets.weights
    parts = list(dict.fromkeys(part for own in held.values() for part in own if part != "blend"))
    if not parts or len(held) < 2:
        return None
    titles = [words.label(f"weights.{part}") if words.has(f"weights.{part}") else part for part in [*parts, "blend"]]
    columns = (
        Column(words.column("district"), width=1.4),
        *(Column(t, Kind.PERCENT) for t in titles),
        Column(words.column("target_share"), Kind.PERCENT),
    )
    districts = plan.targets.districts
    rows = [
        c.body(
            c.text(name),
            *(c.percent(words, held.get(name, {}).get(part)) for part in [*parts, "blend"]),
            c.percent(words, Fraction(districts.of(name), districts.total) if districts.total else None),
        )
        for name in districts.nodes
    ]
    return c.table(words, "weights", columns, rows, unit=None)


def season(plan: Plan, words: Words) -> Table | None:
    """The months' shares before and after the shift of the festival."""
    targets = plan.targets
    months = targets.districts.months
    rows = [
        c.body(
            c.label(words.numbers.month(m + 1)),
            c.percent(words, targets.plain_season[m]),
            c.percent(words, targets.season[m]),
            c.number(words, targets.season[m] * 12, 2),
            c.money(words, months[m]),
        )
        for m in range(12)
    ]
    heads = (
        ("month", Kind.LABEL, 1.0),
        ("plain_share", Kind.PERCENT, 1.2),
        ("season_share", Kind.PERCENT, 1.2),
        ("index", Kind.NUMBER, 1.0),
        ("month_target", Kind.MONEY, 1.2),
    )
    return c.table(words, "season", c.columns(words, "season", heads), rows)


def made(plan: Plan, words: Words) -> Table | None:
    """Every district's target from its blended weight to its lock, in the words of ``planforge explain``."""
    districts, workings = plan.targets.districts, work_out(Basis.of(plan.spec))
    rows = []
    for name, total in zip(districts.nodes, districts.totals, strict=True):
        found = explain_cell(plan, Cell(district=name), workings)
        if isinstance(found, Explanation):
            lines = [line.strip() for line in found.lines(words.language)[1:]]
            weight = next((i for i, line in enumerate(lines) if line.startswith("=")), 0)
            steps = "\n".join(lines[weight:]).removeprefix("= ")
            rows.append(c.body(c.text(name), c.money(words, total), c.text(steps)))
    heads = (("district", Kind.TEXT, 1.0), ("year_total", Kind.MONEY, 1.0), ("made", Kind.TEXT, 6.0))
    return c.table(words, "made", c.columns(words, "made", heads), rows, unit=None)


TABLES = {
    "targets_by_cell": targets_by_cell,
    "channel_cells": channel_cells,
    "weights": weights,
    "made": made,
    "season": season,
}
