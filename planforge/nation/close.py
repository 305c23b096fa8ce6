"""Months that are over, written into the national spec: what every region sold, so that a new split starts from it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planforge.nation.issue import amount
from planforge.numbers import nearest
from planforge.plan.plan import Plan
from planforge.reading.editor import Insert, edit
from planforge.reading.source import Source
from planforge.review.actuals import Actuals
from planforge.review.reading import Below
from planforge.review.replan import file_name


def closed_below(source: Source, plan: Plan, actuals: Actuals, below: Below, through: int) -> Source:
    """The national spec with what the regions sold in the months up to ``through`` (1..12) that are not closed yet."""
    inserts = tuple(_months(plan, actuals, below, through))
    return edit(source, inserts) if inserts else source


def _months(plan: Plan, actuals: Actuals, below: Below, through: int) -> Iterator[Insert]:
    known = plan.spec.nation.closed if plan.spec.nation else ()
    leaves = {leaf for names in below.leaves.values() for leaf in names}
    sold: dict[int, dict[str, Decimal]] = {}
    for entry in actuals.named:
        if entry.node.district in leaves and entry.month <= through:
            month = sold.setdefault(entry.month, {})
            month[entry.node.district] = month.get(entry.node.district, Decimal(0)) + entry.amount
    place = len(known)
    for at in sorted(sold.keys() - {one.month for one in known}):
        told = {name: amount(nearest(sum_, plan.granule), plan.spec.money.unit) for name, sum_ in sold[at].items()}
        fields = {"month": at, "actual": told, "reason": file_name(actuals)}
        yield Insert(("nation", "closed", place), fields)
        place += 1
