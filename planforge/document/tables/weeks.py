"""The table of weeks: every district's target week by week, where the plan goes down to weeks."""

from __future__ import annotations

from dataclasses import replace

from planforge.document import cells as c
from planforge.document.model import Column, Kind, Row, Table
from planforge.plan.plan import Plan
from planforge.plan.targets.calendar import is_estimated, weeks_of
from planforge.words import Words


def targets_by_week(plan: Plan, words: Words) -> Table | None:
    """Weeks under their months, districts across; the weeks of a month sum to its target in every column."""
    if not plan.spec.cascade.weeks:
        return None
    districts = plan.targets.districts
    columns = (
        Column(words.column("week"), Kind.TEXT, 1.6),
        *(Column(name, Kind.MONEY) for name in districts.nodes),
        Column(words.column("total"), Kind.MONEY, 1.1),
    )
    rows: list[Row] = []
    split = list(zip(*(weeks_of(plan, row) for row in districts.cells), strict=True))
    for month, whole in enumerate(districts.months, 1):
        rows.append(c.group(words.numbers.month(month), len(columns)))
        for parts in split:
            if parts[0].month == month:
                amounts = [part.amount for part in parts]
                span = c.text(words.numbers.days(parts[0].first, parts[0].last))
                rows.append(c.body(span, *(c.money(words, a) for a in (*amounts, sum(amounts)))))
        totals = [row[month - 1] for row in districts.cells]
        rows.append(c.subtotal(c.sum_of(words), *(c.money(words, a) for a in (*totals, whole))))
    table = c.table(words, "targets_by_week", columns, rows, wide=len(columns) > 8)
    return replace(table, note=words.label("weeks_estimated")) if table and is_estimated(plan.spec) else table


TABLES = {"targets_by_week": targets_by_week}
