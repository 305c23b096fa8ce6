"""A spec read and computed for a command that shows something of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from planforge.plan.plan import Plan
    from planforge.reading.source import Source


def plan_of(spec: Path, changes: list[str] | None = None, *, quiet: bool = False) -> tuple[Plan, Source]:
    """The plan and its source; tells the problems unless ``quiet``, and exits with 2 where it cannot be read."""
    from planforge.cli.outputs import tell
    from planforge.plan.make import make_plan
    from planforge.reading.read import read

    reading = read(spec, tuple(changes or ()))
    plan = make_plan(reading.spec) if reading.spec else None
    problems = tuple(
        p if p.where else reading.source.locate(p) for p in reading.problems + (plan.problems if plan else ())
    )
    if plan is None or not quiet:
        tell(problems, tuple(reading.source.frame(p.where) if p.where else "" for p in problems))
    if plan is None:
        raise typer.Exit(2)
    return plan, reading.source
