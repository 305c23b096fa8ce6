"""What last year and the year's actions come to."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from planforge.document.facts.extremes import greatest, smallest
from planforge.numbers import ratio
from planforge.plan.plan import Plan
from planforge.plan.targets.last_year import Attainment


class ReviewFact(Struct, frozen=True):
    """Last year against its target."""

    attained: bool
    distance: int  # actual - target, without sign
    best: Attainment | None
    worst: Attainment | None
    below: tuple[Attainment, ...]
    short: Attainment | None  # the district that misses most, and its part of all that districts miss
    short_part: Fraction | None
    stores: int  # with a target and sales
    reached: int  # stores that attained theirs
    first: tuple[Attainment, ...]  # the three best of six or more managers
    last: tuple[Attainment, ...]  # the three worst
    made: tuple[Attainment, ...]  # managers that attained theirs


class ActionsFact(Struct, frozen=True):
    count: int
    milestones: int
    owners: int
    first_quarter: int
    budget: int


def review_of(plan: Plan) -> ReviewFact | None:
    total = plan.review.total
    if total is None or total.target is None:
        return None
    rated = [node for node in plan.review.districts if node.rate is not None]
    stores = [node for node in plan.review.stores if node.rate is not None]
    ranked = sorted((node for node in plan.review.managers if node.rate is not None), key=lambda node: node.rank or 0)
    many = len(ranked) >= 6
    below = tuple(node for node in rated if (node.rate or 0) < 1)
    short = greatest(below, _missed) if len(rated) > 1 else None
    return ReviewFact(
        attained=total.actual >= total.target,
        distance=abs(total.actual - total.target),
        best=greatest(rated, lambda node: node.rate or 0) if len(rated) > 1 else None,
        worst=smallest(rated, lambda node: node.rate or 0) if len(rated) > 1 else None,
        below=below,
        short=short,
        short_part=ratio(_missed(short), sum(map(_missed, below))) if short else None,
        stores=len(stores),
        reached=sum((node.rate or 0) >= 1 for node in stores),
        first=tuple(ranked[:3]) if many else (),
        last=tuple(ranked[-3:]) if many else (),
        made=tuple(node for node in ranked if (node.rate or 0) >= 1),
    )


def _missed(node: Attainment) -> int:
    return (node.target or 0) - node.actual


def actions_of(plan: Plan) -> ActionsFact | None:
    actions = plan.spec.actions
    if not actions:
        return None
    return ActionsFact(
        count=len(actions),
        milestones=sum(action.milestone for action in actions),
        owners=len({action.owner for action in actions if action.owner}),
        first_quarter=sum(action.starts is not None and action.starts.month <= 3 for action in actions),
        budget=int(sum(action.budget or 0 for action in actions if not action.within)),
    )
