"""The cases of the rules: small changes to one good plan, each with what it must raise.

A case file reads like a list::

    # S02 SWOT 某一象限过于单薄
    fails:
      - change: {"threats:": "threats: [坚果涨价 5%]"}     # the line that begins so, and what stands there instead
        at: "threats:"                                    # the finding is on the line that begins so
        says: SWOT 的威胁（T）有 1 条                       # and its message holds this
    passes:
      - change: {"threats:": "threats: [坚果涨价 5%, 甲牌降价 8%]"}

``""`` removes a line with all that is indented below it; ``add`` is put at the end; ``settings`` are limits by name;
``also`` are other findings that the same mistake cannot but raise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from planforge.checks.rule import Settings
from planforge.checks.run import check
from planforge.plan.make import make_plan
from planforge.plan.plan import Plan
from planforge.problem import Problem
from planforge.reading.read import Reading, read
from planforge.reading.workbook.cells import speech
from planforge.reading.workbook.source import Workbook
from planforge.records import replace

HERE = Path(__file__).parent
FOLDER = HERE / "cases"


@dataclass(frozen=True)
class Case:
    """A changed plan; ``fails`` tells whether the rule must find something in it."""

    code: str
    fails: bool
    number: int
    change: dict[str, str] = field(default_factory=dict)
    add: str = ""
    at: str = ""
    says: str = ""
    also: list[str] = field(default_factory=list)
    limits: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code}-{'fails' if self.fails else 'passes'}-{self.number}"


def cases_of(code: str) -> list[Case]:
    """All cases of a rule; none without a file."""
    path = FOLDER / f"{code}.yaml"
    given = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else {}
    return [
        Case(code, kind == "fails", number, **case)
        for kind in ("fails", "passes")
        for number, case in enumerate(given.get(kind, ()), 1)
    ]


def text_of(case: Case) -> str:
    """The good plan with the case's changes."""
    lines = base().splitlines()
    for start, instead in case.change.items():
        at = line_of(lines, start)
        indent = " " * _indent(lines[at])
        below = next((i for i in range(at + 1, len(lines)) if _indent(lines[i]) <= len(indent)), len(lines))
        end = below if not instead or "\n" in instead else at + 1
        lines[at:end] = [indent + line for line in instead.splitlines()]
    return "\n".join([*lines, case.add])


def planned(text: str, path: Path) -> tuple[Reading, Plan]:
    """The text as it is read from a file, and the plan of it."""
    path.write_text(text, "utf-8")
    reading = read(path)
    assert reading.spec is not None, [problem.message.en for problem in reading.problems]
    return reading, make_plan(reading.spec)


def findings(text: str, path: Path, limits: dict[str, dict[str, Any]] | None = None) -> tuple[Problem, ...]:
    """Everything a check of the text finds, reading included."""
    return found_in(*planned(text, path), limits or {})


def found_in(reading: Reading, plan: Plan, limits: dict[str, dict[str, Any]]) -> tuple[Problem, ...]:
    """The same of what is read and planned already."""
    return check(plan, reading.source, Settings(limits=limits), before=reading.problems)


def told_in_a_form(reading: Reading, plan: Plan, case: Case, language: str) -> tuple[Problem, ...]:
    """What is found where the same stands in a questionnaire of that language."""
    form = Workbook("计划.xlsx", b"", reading.source.data, {}, speech(language, "万元"))
    told = [replace(problem, where=None) for problem in reading.problems]
    return check(plan, form, Settings(limits={case.code: case.limits}), before=told)


def line_of(lines: list[str], start: str) -> int:
    """The one line that begins so; where several do, the one that is so."""
    found = [number for number, line in enumerate(lines) if line.lstrip(" ").startswith(start)]
    found = [number for number in found if lines[number].lstrip(" ") == start] or found
    assert len(found) == 1, f"{len(found)} lines begin with {start!r}"
    return found[0]


@cache
def base() -> str:
    return (HERE / "base.yaml").read_text("utf-8")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
