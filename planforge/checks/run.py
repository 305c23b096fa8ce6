"""Running the rules: which apply, with which limits, and what the user has asked to leave out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from planforge.checks import actions, budget, control, objectives, situation, strategy, tactics, wording
from planforge.checks.rule import Number, Rule
from planforge.plan.plan import Plan
from planforge.problem import Problem, Severity, Text
from planforge.spec.source import Source

RULES: tuple[type[Rule], ...] = (
    *situation.RULES,
    *objectives.RULES,
    *strategy.RULES,
    *tactics.RULES,
    *actions.RULES,
    *budget.RULES,
    *control.RULES,
    *wording.RULES,
)
TOLD_BY_RULE = {"M10", "M35", "M36", "M40"}  # what computing tells in render, a rule (B02, B04, T09) tells in check
UNUSED = "X01"  # an ignore comment that no longer serves


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user chose: prefixes of codes to select and ignore, and limits by rule."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    limits: Mapping[str, Mapping[str, Number]] = field(default_factory=dict)


def rules_for(settings: Settings, without: Iterable[str] = ()) -> tuple[Rule, ...]:
    """The rules that are on. ``without`` are codes that the industry's preset says do not fit."""
    off = (*settings.ignore, *without)
    return tuple(
        rule(settings.limits.get(rule.code()))
        for rule in RULES
        if (not settings.select or rule.code().startswith(settings.select)) and not rule.code().startswith(off)
    )


def check(
    plan: Plan,
    source: Source,
    settings: Settings = Settings(),
    without: Iterable[str] = (),
    before: Iterable[Problem] = (),
) -> tuple[Problem, ...]:
    """Every finding with its place, in the order of the file; those that a comment ignores are left out.

    ``before`` are problems from reading, ``plan.problems`` those from computing; both are findings too.
    """
    found = [
        *before,
        *(problem for problem in plan.problems if problem.code not in TOLD_BY_RULE),
        *(problem for rule in rules_for(settings, without) for problem in rule.find(plan)),
    ]
    placed = [problem if problem.where else source.locate(problem) for problem in found]
    kept = apply_ignores(placed, source)
    return tuple(sorted(kept, key=_order))


def apply_ignores(problems: Iterable[Problem], source: Source) -> list[Problem]:
    """Without what ``# planforge: ignore[CODE]`` covers on its line or the next; with a finding for idle ignores."""
    left, used = [], set()
    for problem in problems:
        line = problem.where.line if problem.where else 0
        match = next((i for i in source.ignores if i.code == problem.code and i.line in (line, line - 1)), None)
        if match:
            used.add(match)
        else:
            left.append(problem)
    return left + [_idle(ignore.code, ignore.line, source) for ignore in source.ignores if ignore not in used]


def _idle(code: str, line: int, source: Source) -> Problem:
    problem = Problem(
        UNUSED,
        Text(f"ignore[{code}] 已没有对应的问题", f"ignore[{code}] has nothing to ignore"),
        Text("删去这条注释", "remove the comment"),
        severity=Severity.WARNING,
    )
    located = source.locate(problem)
    assert located.where is not None
    return problem.at(replace(located.where, line=line, column=1, end_column=0))


def _order(problem: Problem) -> tuple[int, int, str, str]:
    where = problem.where
    return (where.line, where.column, problem.code, problem.message.en) if where else (0, 0, problem.code, "")
