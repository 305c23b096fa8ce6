"""Months that are over: what was sold stands as the target of its cell, whatever was held there before."""

from __future__ import annotations

from planforge.plan.basis import Basis, unknown
from planforge.plan.held import Held
from planforge.problem import Path, Problem, Text
from planforge.spec.targets import Bound, Lock


def closed_holds(basis: Basis) -> tuple[list[Held], list[Problem]]:
    """Every district's cell held at what it sold, and the month too where all districts are told."""
    held: list[Held] = []
    problems: list[Problem] = []
    for index, closed in enumerate(basis.spec.targets.closed):
        path: Path = ("targets", "closed", index)
        if any(one.month == closed.month for one in held):
            problems.append(_twice(closed.month, path))
            continue
        known = {name: basis.units(amount) for name, amount in closed.actual.items() if name in basis.names}
        strangers = [name for name in closed.actual if name not in known]
        problems += [unknown("district", name, basis.names, (*path, "actual", name)) for name in strangers]
        held += [
            Held("lock", "cell", name, name, closed.month, units, (*path, "actual", name), closed.reason)
            for name, units in known.items()
        ]
        if len(known) == len(basis.names):
            held.append(Held("lock", "month", str(closed.month), None, None, sum(known.values()), path, closed.reason))
    return held, problems


def is_over(given: Lock | Bound, basis: Basis) -> bool:
    """Whether it holds something of a month that is closed for all that it speaks of."""
    names = basis.names if given.district is None else (given.district,)
    told = {name for closed in basis.spec.targets.closed if closed.month == given.month for name in closed.actual}
    return given.month is not None and all(name in told for name in names)


def _twice(month: int, path: Path) -> Problem:
    return Problem(
        "P38",
        Text(f"{month} 月关账写了两次，以先写的为准", f"month {month} is closed twice; the first stands"),
        Text("删去一条", "remove one"),
        path,
    )
