"""What the one page says beyond the plan's tables: the distance to the assigned target, and the risks with amounts."""

from __future__ import annotations

from dataclasses import dataclass

from planforge.plan.plan import Plan

RISKS = 3


@dataclass(frozen=True, slots=True)
class RiskFact:
    """What may happen, the sales it would cost in currency units (None where nobody said), and the first answer."""

    trigger: str
    impact: int | None
    measure: str | None


@dataclass(frozen=True, slots=True)
class PageFact:
    """``distance`` is plan less assigned, None where the company assigned nothing; at most three risks."""

    assigned: int | None
    distance: int | None
    risks: tuple[RiskFact, ...]


def page_of(plan: Plan) -> PageFact:
    assigned = plan.targets.assigned
    found = [
        RiskFact(c.trigger, None if c.impact is None else int(c.impact), c.measures[0] if c.measures else None)
        for c in plan.spec.control.contingencies
        if c.below is None or c.impact is not None  # a shortfall as such is told by the plan's own arithmetic
    ]
    found.sort(key=lambda risk: -(risk.impact or 0))
    return PageFact(assigned, None if assigned is None else plan.targets.total - assigned, tuple(found[:RISKS]))
