"""The deepest tables, for the annex: district × product × month, district × channel × month, weights, season."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planforge.document.listing import As, Band, Listing
from planforge.document.model import Kind, RowKind, Table
from planforge.plan.explain.cell import Cell
from planforge.plan.explain.explain import Explanation, explain_cell
from planforge.plan.grid import Cells, Grid
from planforge.plan.plan import Plan
from planforge.words import Words

MOST = 400  # rows beyond which a table is for the workbook, not for paper

Year = tuple[str, Sequence[int]]
"""A name and its twelve months."""


def targets_by_cell(plan: Plan, words: Words) -> Table | None:
    """Products by month under each district."""
    targets = plan.targets
    return _cube("targets_by_cell", targets.districts, targets.products, targets.by_product, words, "product")


def channel_cells(plan: Plan, words: Words) -> Table | None:
    """Channels by month under each district."""
    targets = plan.targets
    return _cube("channel_cells", targets.districts, targets.channels, targets.by_channel, words, "channel")


def _cube(
    key: str, districts: Grid, inner: Grid | None, cube: tuple[Cells, ...], words: Words, axis: str
) -> Table | None:
    if inner is None or not cube or len(districts.nodes) * (len(inner.nodes) + 2) > MOST:
        return None

    def rows(names: Sequence[str]) -> Iterator[Year | Band | As[Year]]:
        for district, months, cells in zip(districts.nodes, districts.cells, cube, strict=True):
            yield Band(district)
            yield from ((name, [month[p] for month in cells]) for p, name in enumerate(names))
            yield As((words.label("subtotal"), months), RowKind.SUBTOTAL)
        yield As((words.column("total"), districts.months))

    of = Listing[Year](words, key)
    columns = (
        of.text(axis, 1.9, lambda row: row[0]),
        *(months := of.months(lambda row: row[1])),
        of.across("year_total", 1.3, months),
    )
    return of.table(columns, rows(inner.nodes), wide=True)


def weights(plan: Plan, words: Words) -> Table | None:
    """What each district's weight is made of, beside the share it got."""
    held, districts = plan.targets.weights, plan.targets.districts
    parts = list(dict.fromkeys(part for own in held.values() for part in own if part != "blend"))
    if not parts or len(held) < 2:
        return None
    parts.append("blend")
    titles = [words.label(f"weights.{part}") if words.has(f"weights.{part}") else part for part in parts]
    of = Listing[str](words, "weights")
    columns = (
        of.text("district", 1.4, lambda name: name),
        *of.each(titles, lambda name: [held.get(name, {}).get(part) for part in parts], Kind.PERCENT),
        of.share("target_share", 1.0, districts.of),
    )
    return of.table(columns, districts.nodes, unit=None)


def season(plan: Plan, words: Words) -> Table | None:
    """The months' shares before the shift of the festival, and after it where there is one."""
    targets = plan.targets
    of = Listing[int](words, "season")
    shifted = of.percent("season_share", 1.2, lambda m: targets.season[m])
    columns = (
        of.label("month", 1.0, lambda m: words.numbers.month(m + 1)),
        of.percent("plain_share", 1.2, lambda m: targets.plain_season[m]),
        *((shifted,) if targets.plain_season != targets.season else ()),
        of.number("index", 1.0, lambda m: targets.season[m] * 12, 2),
        of.money("month_target", 1.2, lambda m: targets.districts.months[m]),
    )
    return of.table(columns, range(12))


def made(plan: Plan, words: Words) -> Table | None:
    """Every district's target from its blended weight to its lock, in the words of ``planforge explain``."""
    districts = plan.targets.districts

    def steps(name: str) -> str | None:
        found = explain_cell(plan, Cell(district=name))
        if not isinstance(found, Explanation):
            return None
        lines = [line.strip() for line in found.lines(words.language)[1:]]
        weight = next((i for i, line in enumerate(lines) if line.startswith("=")), 0)
        return "\n".join(lines[weight:]).removeprefix("= ")

    of = Listing[tuple[str, str]](words, "made")
    columns = (
        of.text("district", 1.0, lambda row: row[0]),
        of.money("year_total", 1.0, lambda row: districts.of(row[0])),
        of.text("made", 6.0, lambda row: row[1]),
    )
    return of.table(columns, [(name, said) for name in districts.nodes if (said := steps(name))], unit=None)


TABLES = {
    "targets_by_cell": targets_by_cell,
    "channel_cells": channel_cells,
    "weights": weights,
    "made": made,
    "season": season,
}
