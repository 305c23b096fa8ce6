"""The network at the quarter's end and the actions that are due, against plan."""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from planforge.plan.growth.network import NetworkPlan
from planforge.plan.plan import Plan
from planforge.review.actuals import Actuals
from planforge.review.standing import quotient

SETTLED = ("done", "dropped")


@dataclass(frozen=True, slots=True)
class CountStanding:
    """A measure at the end of a quarter, in a district, or "" in all districts that report it."""

    measure: str
    unit: str
    district: str
    quarter: int
    planned: int
    actual: int
    planned_new: int  # more than at the start of the year
    new: int

    @property
    def gap(self) -> int:
        return self.actual - self.planned

    @property
    def rate(self) -> Fraction | None:
        return quotient(self.actual, self.planned)


@dataclass(frozen=True, slots=True)
class ActionStanding:
    """An action; ``state`` is None where the file tells none. ``late``: due by the month's end and not done."""

    code: str
    name: str
    owner: str | None
    starts: datetime.date | None
    ends: datetime.date | None
    state: str | None
    late: bool


def counts(plan: Plan, actuals: Actuals) -> tuple[CountStanding, ...]:
    """The latest quarter reported of every measure: its districts, then their sum."""
    return tuple(standing for measure in plan.network for standing in _measure(measure, actuals))


def _measure(measure: NetworkPlan, actuals: Actuals) -> Iterator[CountStanding]:
    told = [count for count in actuals.counts if count.measure == measure.name]
    quarter = max((count.quarter for count in told), default=0)
    numbers = {count.district: count.number for count in told if count.quarter == quarter}
    found = [
        CountStanding(
            measure=measure.name,
            unit=measure.unit,
            district=node.name,
            quarter=quarter,
            planned=node.quarters[quarter - 1],
            actual=numbers[node.name],
            planned_new=node.quarters[quarter - 1] - node.current,
            new=numbers[node.name] - node.current,
        )
        for node in measure.districts
        if node.name in numbers
    ]
    yield from found
    if len(found) > 1:
        sums = [sum(getattr(one, name) for one in found) for name in ("planned", "actual", "planned_new", "new")]
        yield CountStanding(measure.name, measure.unit, "", quarter, *sums)


def actions(plan: Plan, actuals: Actuals, through: int) -> tuple[ActionStanding, ...]:
    """Actions that have begun or have a state, by deadline; empty where nobody has touched any state."""
    states = {status.action: status.state for status in actuals.statuses}
    if set(states.values()) <= {"open"}:
        return ()
    end = datetime.date(plan.spec.year, through, monthrange(plan.spec.year, through)[1])
    found = []
    for number, action in enumerate(plan.spec.actions, 1):
        code = action.code or f"A{number}"
        state = states.get(code)
        begun = action.starts is None or action.starts <= end
        if begun or state not in (None, "open"):
            late = action.ends is not None and action.ends <= end and state not in SETTLED
            found.append(
                ActionStanding(
                    code, action.name, action.owner, action.starts, action.ends, state, late or state == "late"
                )
            )
    return tuple(sorted(found, key=lambda one: (one.ends or datetime.date.max, one.code)))
