"""A nation: its own plan, its nodes, what each is asked and offers, and everything that does not agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from planforge.nation.down import Asked, Down, Memory, hand_down, rolled
from planforge.nation.rounds import Log, accepted_locks, log_problems, read_log
from planforge.nation.submission import Submission, submission
from planforge.nation.tree import Tree, grow, region_files, unequal
from planforge.nation.up import Tie, ties, untied
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Problem, Text
from planforge.reading.source import Source
from planforge.spec.spec import Spec

Collect = Callable[[Sequence[Path]], Iterable[Submission]]


@dataclass(frozen=True)
class Nation:
    """``spec`` is the national one with its history rolled up from the regions where it has none of its own."""

    spec: Spec
    source: Source
    tree: Tree
    down: Down
    log: Log
    problems: tuple[Problem, ...]

    @cached_property
    def plan(self) -> Plan:
        """The national spec's own plan: the target over the nodes of its first level, products, budget."""
        return make_plan(self.spec)

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """What every node is asked and offers."""
        return ties(self.tree, self.down)

    def tie(self, name: str) -> Tie:
        """A node's; KeyError for a node that is not here."""
        return {tie.name: tie for tie in self.ties}[name]

    def asked(self, name: str) -> Asked:
        """What a node is asked for."""
        return self.down.asked[name]


def one_by_one(files: Sequence[Path]) -> Iterable[Submission]:
    """The regions' plans read here, one after the other."""
    return map(submission, files)


def make_nation(
    spec: Spec, source: Source, file: Path, collect: Collect = one_by_one, memory: Memory | None = None
) -> Nation:
    """The nation of a national spec that has been read. Never raises for what anybody may have written.

    Regions that cannot be read, are of another year or count in another currency are told and left out of the sums.
    """
    files = region_files(spec, file)
    handed = sorted(collect(files), key=lambda one: one.file)
    alike = [one for one in handed if not one.readable or _adds_up(spec, one)]
    assert spec.nation is not None
    tree, log = grow(spec, file.parent, alike), read_log(file.parent / spec.nation.rounds)
    locks = (*spec.nation.locks, *accepted_locks(tree, log))
    whole = rolled(spec.model_copy(update={"nation": spec.nation.model_copy(update={"locks": locks})}), tree)
    down = hand_down(whole, tree, memory)
    everybody = grow(spec, file.parent, handed)
    problems = [*everybody.problems, *unequal(spec, everybody), *log_problems(everybody, log)]
    if not files:
        problems.append(_nobody(spec))
    problems += untied(whole, tree, down)
    return Nation(whole, source, tree, down, log, tuple(dict.fromkeys(problems)))


def _adds_up(spec: Spec, one: Submission) -> bool:
    return (one.year, one.currency) == (spec.year, spec.money.currency)


def _nobody(spec: Spec) -> Problem:
    assert spec.nation is not None
    return Problem(
        "N17",
        Text(f"没有区域计划：{spec.nation.regions}", f"no region's plan is found: {spec.nation.regions}"),
        Text("改 nation.regions，相对于本文件", "change nation.regions; it is relative to this file"),
        ("nation", "regions"),
    )
