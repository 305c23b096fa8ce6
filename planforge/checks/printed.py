"""Errors that papers print in figures: layers out of order, units beyond their district, stock below nil.

Every paper looks for them, and for nothing else: the other rules, with all that they read sentences by, stay unloaded.
"""

from __future__ import annotations

from planforge.checks.ignored import apply_ignores
from planforge.checks.objectives import O04
from planforge.checks.rule import Rule, Settings
from planforge.checks.units import O15, O16
from planforge.plan.plan import Plan
from planforge.problem import Problem, Severity
from planforge.reading.source import Source
from planforge.records import replace

RULES: tuple[type[Rule], ...] = (O04, O15, O16)
PRINTED = Settings(select=tuple(rule.code() for rule in RULES))


def check_printed(plan: Plan, source: Source) -> tuple[Problem, ...]:
    """Errors that a paper would print, with their places, as warnings, but what a comment ignores."""
    found = [source.locate(problem) for rule in RULES for problem in rule().find(plan)]
    return tuple(replace(problem, severity=Severity.WARNING) for problem in apply_ignores(found, source, PRINTED))
