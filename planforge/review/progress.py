"""The network, display and other counts by quarter, and the actions that are due, against plan."""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.numbers import ratio
from planforge.plan.measures import At, Kind, Quarterly, Value, planned, quarterly
from planforge.plan.plan import Plan
from planforge.review.actuals import Actuals

SETTLED = ("done", "dropped")


class CountStanding(Struct, frozen=True):
    """A measure at the end of a quarter, in a district, or "" in all districts that report it; what is counted anew in
    every quarter, over the quarters reported. ``key`` and ``kind`` are the measure's. A rate of all districts is
    weighted by planned outlets; None where these are not known."""

    measure: str
    unit: str
    district: str
    quarter: int
    planned: Value
    actual: Value
    planned_new: Value | None = None  # more than at the start of the year
    new: Value | None = None
    key: str = "network"
    kind: Kind = "count"

    @property
    def gap(self) -> Value:
        return self.actual - self.planned

    @property
    def rate(self) -> Fraction | None:
        return ratio(self.actual, self.planned)


class ActionStanding(Struct, frozen=True):
    """An action; ``state`` is None where the file tells none. ``late``: due by the month's end and not done."""

    code: str
    name: str
    owner: str | None
    starts: datetime.date | None
    ends: datetime.date | None
    state: str | None
    late: bool


def counts(plan: Plan, actuals: Actuals) -> tuple[CountStanding, ...]:
    """The latest quarter reported of every measure: its districts, then all of them together."""
    return tuple(standing for measure in quarterly(plan) for standing in _measure(plan, measure, actuals))


def _measure(plan: Plan, measure: Quarterly, actuals: Actuals) -> Iterator[CountStanding]:
    told = {(count.district, count.quarter): count.number for count in actuals.counts if count.measure == measure.name}
    latest = max((quarter for _, quarter in told), default=0)
    found = []
    rate = measure.kind == "percent"
    told = {key: number for key, number in told.items() if rate == isinstance(number, Fraction)}
    for place, (district, row) in enumerate(zip(measure.districts, measure.rows, strict=True)):
        quarters = [q for q in range(1, 5) if (district, q) in told and (measure.flow or q == latest)]
        goals = [goal for q in quarters if (goal := row[q - 1]) is not None]
        if quarters and len(goals) == len(quarters):
            goal, reached = sum(goals), sum(told[district, q] for q in quarters)
            start = measure.start[place] if measure.start else None
            new = (None, None) if start is None else (goal - start, reached - start)
            found.append(_standing(measure, district, latest, goal, reached, *new))
    yield from found
    whole = _together(plan, measure, latest, found) if len(found) > 1 else None
    if whole:
        yield whole


def _standing(
    measure: Quarterly, district: str, quarter: int, planned: Value, actual: Value,
    planned_new: Value | None = None, new: Value | None = None,
) -> CountStanding:  # fmt: skip
    named = (measure.name, measure.unit, district, quarter)
    return CountStanding(*named, planned, actual, planned_new, new, measure.key, measure.kind)


def _together(plan: Plan, measure: Quarterly, quarter: int, found: Sequence[CountStanding]) -> CountStanding | None:
    """All districts that report: counts summed, rates weighted by the outlets planned for the quarter."""
    if measure.kind == "percent":
        base = plan.spec.display.base_of
        outlets = [planned(plan, "network", At("district", o.district, last=3 * quarter, of=base)) for o in found]
        if base is None or None in outlets:
            return None
        pairs = [(one, weight or 0) for one, weight in zip(found, outlets, strict=True)]
        shown = ratio(sum(one.planned * weight for one, weight in pairs), sum(weight for _, weight in pairs))
        seen = ratio(sum(one.actual * weight for one, weight in pairs), sum(weight for _, weight in pairs))
        return None if shown is None or seen is None else _standing(measure, "", quarter, shown, seen)
    goal, reached = sum(o.planned for o in found), sum(o.actual for o in found)
    if not measure.start:
        return _standing(measure, "", quarter, goal, reached)
    return _standing(
        measure, "", quarter, goal, reached, sum(o.planned_new or 0 for o in found), sum(o.new or 0 for o in found)
    )


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
