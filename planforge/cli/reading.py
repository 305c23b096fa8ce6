"""A spec read and computed for a command that shows something of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from planforge.plan.plan import Plan
    from planforge.reading.source import Source


_NAMED: list[Path] = []


def allow(folders: Iterable[Path]) -> None:
    """Specs may read from these folders besides their own: ``planforge --root FOLDER``."""
    _NAMED[:] = folders


def roots(named: Iterable[Path]) -> tuple[Path, ...]:
    """The folders that specs may read from besides their own: those of ``--root``, and those named as arguments."""
    return (*_NAMED, *(path for path in named if path.is_dir()))


def plan_of(spec: Path, changes: list[str] | None = None, *, quiet: bool = False) -> tuple[Plan, Source]:
    """The plan and its source, of a national spec the plan of its first level; tells the problems unless ``quiet``, and
    exits with 2 where it cannot be read."""
    from planforge.cli.outputs import tell
    from planforge.plan.make import make_plan
    from planforge.reading.read import read

    reading = read(spec, tuple(changes or ()), roots(()))
    if reading.spec is not None and reading.spec.nation is not None:
        from planforge.jobs.regions import nation_at

        plan: Plan | None = nation_at(spec, reading.spec, reading.source, roots(())).plan
    else:
        plan = make_plan(reading.spec) if reading.spec else None
    problems = tuple(
        p if p.where else reading.source.locate(p) for p in reading.problems + (plan.problems if plan else ())
    )
    if plan is None or not quiet:
        tell(problems, tuple(reading.source.frame(p.where) if p.where else "" for p in problems))
    if plan is None:
        raise typer.Exit(2)
    return plan, reading.source
