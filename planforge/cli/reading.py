"""A spec read and computed for a command that shows something of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from planforge.cli.language import say

if TYPE_CHECKING:
    from planforge.nation.nation import Nation
    from planforge.plan.plan import Plan
    from planforge.reading.source import Source
    from planforge.review.reading import Below


_NAMED: list[Path] = []


def allow(folders: Iterable[Path]) -> None:
    """Specs may read from these folders besides their own: ``planforge --root FOLDER``."""
    _NAMED[:] = folders


def roots(named: Iterable[Path]) -> tuple[Path, ...]:
    """The folders that specs may read from besides their own: those of ``--root``, and those named as arguments."""
    return (*_NAMED, *(path for path in named if path.is_dir()))


def each_of(folder: Path, command: Callable[[Path], None]) -> None:
    """A command for every region's plan of a folder, one after the other; the worst exit code at the end."""
    from planforge.cli.files import find_specs
    from planforge.cli.outputs import tell

    specs, problems = find_specs([folder])
    tell(problems)
    code = 2 if problems else 0
    for spec in specs:
        typer.echo(f"== {spec}")
        try:
            command(spec)
        except typer.Exit as ended:
            code = max(code, ended.exit_code)
    if code:
        raise typer.Exit(code)


def plan_of(spec: Path, changes: list[str] | None = None, *, quiet: bool = False) -> tuple[Plan, Source]:
    """The plan and its source, of a national spec the plan of its first level; tells the problems unless ``quiet``, and
    exits with 2 where it cannot be read."""
    return seen_from(spec, None, changes, quiet=quiet)[:2]


def seen_from(
    spec: Path, node: str | None, changes: list[str] | None = None, *, quiet: bool = False
) -> tuple[Plan, Source, Below | None]:
    """As ``plan_of``, of a national spec the plan of one of its nodes, with what belongs where below it."""
    from planforge.cli.outputs import tell
    from planforge.plan.make import make_plan
    from planforge.reading.read import read

    reading = read(spec, tuple(changes or ()), roots(()))
    plan: Plan | None = None
    below, found = None, list(reading.problems)
    if reading.spec is not None and reading.spec.nation is not None:
        from planforge.jobs.regions import nation_at

        nation = nation_at(spec, reading.spec, reading.source, roots(()))
        name = node_in(nation, node)
        plan, below = nation.plan_of(name), nation.below(name)
        found += nation.plan.problems if name == nation.tree.root else ()
        found += nation.of_split
    elif node is not None:
        raise typer.BadParameter(
            say(f"{spec} 不是全国计划，没有节点", f"{spec} is no plan of headquarters and has no nodes"),
            param_hint="--node",
        )
    elif reading.spec:
        plan = make_plan(reading.spec)
        found += plan.problems
    problems = tuple(p if p.where else reading.source.locate(p) for p in found)
    if plan is None or not quiet:
        tell(problems, tuple(reading.source.frame(p.where) if p.where else "" for p in problems))
    if plan is None:
        raise typer.Exit(2)
    return plan, reading.source, below


def node_in(nation: Nation, node: str | None) -> str:
    """The name of a node with nodes below it, the nation where none is named; tells and exits with 2 for another."""
    from planforge.cli.outputs import tell
    from planforge.problem import Refusal

    try:
        return nation.with_nodes(node)
    except Refusal as refusal:
        tell(tuple(nation.source.locate(problem) for problem in refusal.problems))
        raise typer.Exit(2) from None


def nation_of(file: Path, *, quiet: bool = False, dissolved: bool = False) -> Nation:
    """The nation of a national spec; tells what is wrong unless ``quiet``, exits with 2 where it cannot be read.
    Regions that are there no more keep their row unless they are ``dissolved``."""
    from planforge.cli.outputs import tell
    from planforge.jobs.regions import nation_at
    from planforge.problem import Problem, Text, Where
    from planforge.reading.read import read

    reading = read(file, (), roots(()))
    problems = list(reading.problems)
    if reading.spec is not None and reading.spec.nation is None:
        message = Text("这不是全国计划：没有 nation", "this is no plan of headquarters: it has no nation")
        hint = Text("planforge new 全国.yaml --regions 'regions/**/plan.yaml'", "start one: planforge new --regions …")
        problems.append(Problem("N18", message, hint, where=Where(str(file), 1, 1)))
    if reading.spec is None or reading.spec.nation is None:
        tell(tuple(problems))
        raise typer.Exit(2)
    nation = nation_at(file, reading.spec, reading.source, roots(()), dissolved=dissolved)
    if not quiet:
        tell(tuple(p if p.where else reading.source.locate(p) for p in (*problems, *nation.problems)))
    return nation
