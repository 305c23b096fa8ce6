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
from planforge.checks.rule import Rule, Settings
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Path, Problem, Severity, Text
from planforge.reading.examples import with_examples
from planforge.reading.source import Source
from planforge.reading.yaml_source import IGNORE
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
    *_in_order(*wording.RULES, *consistency.RULES, *claims.RULES, *sayings.RULES, *statements.RULES, *splits.RULES),
    *named.RULES,
)
SAID = "Q"  # rules that hold what is said against the figures
CLOSED = Text(
    "关账前是对的；关账后计划的数变了，请照改", "it was right until months were closed, which moved the plan: change it"
)
ALL = Settings()
"""Every rule, at its own limits."""
TOLD_BY_RULE = {"M10", "M35", "M36", "M40", "P50"}  # computing tells them in render; B02, B04, T09, O03, T02 in check
CODE = re.compile(r"[A-Z]\d{0,2}")
UNUSED = "X01"  # an ignore comment that serves nothing
IDLE = Text("{} 已没有对应的问题", "{} has nothing to ignore")
MISSPELT = Text("“{}”不起作用", "“{}” does nothing")
ADDRESSED = re.compile(r"#\s*planforge\s*[:：].{0,40}")


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


PRINTED = Settings(select=("O04", "O15", "O16"))
"""Errors that papers print in figures: layers out of order, units beyond their district, stock below nil."""


def check_printed(plan: Plan, source: Source) -> tuple[Problem, ...]:
    """Errors that a paper would print, with their places, as warnings, but what a comment ignores."""
    found = [source.locate(problem) for rule in rules_for(PRINTED) for problem in rule.find(plan)]
    return tuple(replace(problem, severity=Severity.WARNING) for problem in apply_ignores(found, source, PRINTED))


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


def apply_ignores(problems: Iterable[Problem], source: Source, settings: Settings = ALL) -> list[Problem]:
    """Without what ``# planforge: ignore[CODE]`` covers on its line or the next; with a finding for idle ignores.

    An ignore of a code that is not looked for is not idle.
    """
    left, used = [], set()
    for problem in problems:
        line = problem.where.line if problem.where else 0
        match = next((i for i in source.ignores if i.code == problem.code and i.line in (line, line - 1)), None)
        if match:
            used.add(match)
        else:
            left.append(problem)
    if not settings.wants(UNUSED):
        return left
    idle = [ignore for ignore in source.ignores if ignore not in used and settings.wants(ignore.code)]
    return [
        *left,
        *(_useless(ignore.line, f"ignore[{ignore.code}]", IDLE, source) for ignore in idle),
        *(_useless(line, text, MISSPELT, source) for line, text in _misspelt(source)),
    ]


def _misspelt(source: Source) -> Iterator[tuple[int, str]]:
    """Comments that address planforge and say nothing it understands."""
    for line, text in enumerate(source.lines, 1):
        found = ADDRESSED.search(text)
        if found and not IGNORE.search(text):
            yield line, found[0].strip()


def _useless(line: int, comment: str, what: Text, source: Source) -> Problem:
    message = Text(what.zh.format(comment), what.en.format(comment))
    hint = Text(
        "写作 # planforge: ignore[Q06] 理由；不用了就删去", "write # planforge: ignore[Q06] reason, or remove it"
    )
    place = replace(source.where(()), line=line, column=1, end_column=0)
    return Problem(UNUSED, message, hint, where=place, severity=Severity.WARNING)


def _order(problem: Problem, sheets: Sequence[str]) -> tuple[int, int, int, str, str]:
    where = problem.where
    if where is None:
        return (-1, 0, 0, problem.code, "")
    sheet = sheets.index(where.sheet) if where.sheet in sheets else -1
    return (sheet, where.line, where.column, problem.code, problem.message.en)
