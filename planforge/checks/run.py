"""Running the rules: which apply, with which limits, and what the user has asked to leave out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from planforge.checks import (
    actions,
    alerts,
    budget,
    claims,
    consistency,
    control,
    growth,
    multiplied,
    named,
    objectives,
    sayings,
    situation,
    splits,
    statements,
    strategy,
    tactics,
    units,
    wording,
)
from planforge.checks.ignored import apply_ignores
from planforge.checks.rule import ALL, Rule, Settings
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Path, Problem, Severity, Text
from planforge.reading.examples import with_examples
from planforge.reading.source import Source
from planforge.records import replace


def _in_order(*rules: type[Rule]) -> list[type[Rule]]:
    """The rules of a part that has two files, by code."""
    return sorted(rules, key=lambda rule: rule.code())


RULES: tuple[type[Rule], ...] = (
    *situation.RULES,
    *units.SITUATION_RULES,
    *_in_order(*objectives.RULES, *growth.RULES, *units.GROWTH_RULES),
    *strategy.RULES,
    *tactics.RULES,
    *actions.RULES,
    *budget.RULES,
    *_in_order(*control.RULES, *alerts.RULES),
    *_in_order(
        *wording.RULES,
        *consistency.RULES,
        *claims.RULES,
        *sayings.RULES,
        *multiplied.RULES,
        *statements.RULES,
        *splits.RULES,
    ),
    *named.RULES,
)
SAID = "Q"  # rules that hold what is said against the figures
CLOSED = Text(
    "关账前是对的；关账后计划的数变了，请照改", "it was right until months were closed, which moved the plan: change it"
)
TOLD_BY_RULE = {"M10", "M35", "M36", "M40", "P50"}  # computing tells them in render; B02, B04, T09, O03, T02 in check
CODE = re.compile(r"[A-Z]\d{0,2}")


def unknown_codes(prefixes: Iterable[str]) -> tuple[str, ...]:
    """Prefixes that can select nothing: not a letter with up to two digits, or of a part without such a rule.

    Codes of other letters are told by reading and computing.
    """
    codes = [rule.code() for rule in RULES]
    parts = {code[0] for code in codes}
    return tuple(
        prefix
        for prefix in prefixes
        if not CODE.fullmatch(prefix) or (prefix[0] in parts and not any(code.startswith(prefix) for code in codes))
    )


def rules_for(settings: Settings) -> tuple[Rule, ...]:
    """The rules that are on, each with its limits."""
    return tuple(rule(settings.limits.get(rule.code())) for rule in RULES if settings.wants(rule.code()))


def check(
    plan: Plan,
    source: Source,
    settings: Settings = ALL,
    before: Iterable[Problem] = (),
) -> tuple[Problem, ...]:
    """Every finding with its place, in the order of the file; those that a comment ignores are left out.

    ``before`` are problems from reading, ``plan.problems`` those from computing; both are findings too, and can be
    selected and ignored like rules.
    """
    plan = replace(plan, spec=with_examples(plan.spec, source.data))
    told = [*before, *(problem for problem in plan.problems if problem.code not in TOLD_BY_RULE)]
    found = [
        *(problem for problem in told if settings.wants(problem.code)),
        *(problem for rule in rules_for(settings) for problem in rule.find(plan)),
    ]
    if plan.spec.targets.closed:
        found = list(_since_closing(found, plan, settings))
    placed = [problem if problem.where else source.locate(problem) for problem in found]
    return tuple(sorted(apply_ignores(placed, source, settings), key=lambda problem: _order(problem, source.sheets)))


def _since_closing(found: Sequence[Problem], plan: Plan, settings: Settings) -> Iterator[Problem]:
    """A sentence or figure that agreed with the plan until months were closed is told, and no mistake."""
    said = [problem for problem in found if problem.code.startswith(SAID)]
    true_before: set[tuple[str, Path]] = set()
    if said:
        targets = plan.spec.targets.model_copy(update={"closed": ()})
        before = make_plan(plan.spec.model_copy(update={"targets": targets}))
        rules = [rule for rule in rules_for(settings) if rule.code().startswith(SAID)]
        wrong = {(problem.code, problem.path) for rule in rules for problem in rule.find(before)}
        true_before = {(problem.code, problem.path) for problem in said} - wrong
    for problem in found:
        moved = (problem.code, problem.path) in true_before
        yield replace(problem, severity=Severity.INFO, hint=CLOSED) if moved else problem


def _order(problem: Problem, sheets: Sequence[str]) -> tuple[int, int, int, str, str]:
    where = problem.where
    if where is None:
        return (-1, 0, 0, problem.code, "")
    sheet = sheets.index(where.sheet) if where.sheet in sheets else -1
    return (sheet, where.line, where.column, problem.code, problem.message.en)
