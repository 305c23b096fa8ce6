"""What a review must answer for: the run of attainments, who owes what, what was ordered last month, what is silent."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from planforge.plan.measures import Kind, Light, Value, kpi_measure
from planforge.review.corrections import Corrections, KpiStanding
from planforge.review.measured import Seen, is_waiting, measured
from planforge.review.standing import MonthStanding
from planforge.spec.strategy import Kpi

RUN = 2  # changes in one direction before they are called a trend


class Trend(Struct, frozen=True):
    """Attainments that fell, or rose, ``months`` times in a row up to the last: from which rate, to which."""

    months: int
    first: Fraction
    last: Fraction

    @property
    def falling(self) -> bool:
        return self.last < self.first


class Promise(Struct, frozen=True):
    """A correction that the plan ordered a month ago. ``now`` is None where the KPI is not reported any more."""

    kpi: Kpi
    before: Light
    before_rate: Fraction
    now: Light | None
    now_rate: Fraction | None
    kept: bool
    """Whether the correction is not due any more."""
    sort: Kind
    attained: bool
    before_actual: Value
    now_actual: Value | None
    now_planned: Value | None


def trend(months: Sequence[MonthStanding]) -> Trend | None:
    """The run in one direction that ends with the last month, of two changes at least; None without one.
    A month that is not reported in full ends it."""
    rates = [None if month.missing else month.rate for month in months]
    for step in (1, -1):
        run = [rates[-1]] if rates else []
        for earlier in reversed(rates[:-1]):
            if earlier is None or run[-1] is None or (run[-1] - earlier) * step <= 0:
                break
            run.append(earlier)
        first, last = (run[-1], run[0]) if run else (None, None)
        if len(run) > RUN and first is not None and last is not None:
            return Trend(len(run) - 1, first, last)
    return None


def promises(before: Corrections | None, now: Corrections) -> tuple[Promise, ...]:
    """What had a correction due a month ago, and how it stands."""
    held: dict[str, KpiStanding] = {one.kpi.name: one for one in now.kpis}
    found = []
    for one in before.due if before else ():
        today = held.get(one.kpi.name)
        light, rate = (today.light, today.rate) if today else (None, None)
        actual, planned = (today.actual, today.planned) if today else (None, None)
        kept = today is not None and not today.due
        figures = (one.sort, one.attained, one.actual, actual, planned)
        found.append(Promise(one.kpi, one.light, one.rate, light, rate, kept, *figures))
    return tuple(found)


def waiting(kpis: Sequence[Kpi], seen: Seen) -> tuple[Kpi, ...]:
    """The plan's KPIs that cannot be worked out before the rest of what the file tells in part is told."""
    named = ((kpi, kpi_measure(seen.plan, kpi)) for kpi in kpis)
    return tuple(kpi for kpi, which in named if which and not measured(seen, *which) and is_waiting(seen, which[0]))


def unreported(kpis: Sequence[Kpi], now: Corrections, partly: Sequence[Kpi]) -> tuple[Kpi, ...]:
    """The plan's KPIs of which the file tells nothing."""
    told = {one.kpi.name for one in now.kpis} | {kpi.name for kpi in partly}
    return tuple(kpi for kpi in kpis if kpi.name not in told)
