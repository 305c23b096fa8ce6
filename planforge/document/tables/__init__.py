"""Every table a document can place, by name. A function gives None where the plan has no data for it."""

from __future__ import annotations

from collections.abc import Callable

from planforge.document.model import Table
from planforge.document.tables import (
    actions,
    annexes,
    appraisal,
    budget,
    chain,
    collection,
    control,
    cubes,
    growth,
    marketing,
    network,
    nodes,
    page,
    products,
    profit,
    review,
    situation,
    strategy,
    targets,
)
from planforge.plan.plan import Plan
from planforge.words import Words

TABLES: dict[str, Callable[[Plan, Words], Table | None]] = {
    **review.TABLES,
    **situation.TABLES,
    **targets.TABLES,
    **nodes.TABLES,
    **page.TABLES,
    **growth.TABLES,
    **network.TABLES,
    **profit.TABLES,
    **budget.TABLES,
    **collection.TABLES,
    **strategy.TABLES,
    **chain.TABLES,
    **products.TABLES,
    **marketing.TABLES,
    **appraisal.TABLES,
    **actions.TABLES,
    **control.TABLES,
    **cubes.TABLES,
    **annexes.TABLES,
}


class Made:
    """The tables of a plan in certain words, each made when first asked for and never twice."""

    def __init__(self, plan: Plan, words: Words) -> None:
        self.plan, self.words = plan, words
        self._made: dict[str, Table | None] = {}

    def __getitem__(self, name: str) -> Table | None:
        """The table, None where the plan has no data for it; KeyError for a name that nothing makes."""
        if name not in self._made:
            self._made[name] = TABLES[name](self.plan, self.words)
        return self._made[name]
