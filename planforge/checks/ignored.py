"""What comments ask to leave out: ``# planforge: ignore[CODE]`` on a line, and those that serve nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from planforge.checks.rule import ALL, Settings
from planforge.problem import Problem, Severity, Text
from planforge.reading.source import Source
from planforge.reading.yaml_source import IGNORE
from planforge.records import replace

UNUSED = "X01"  # an ignore comment that serves nothing
IDLE = Text("{} 已没有对应的问题", "{} has nothing to ignore")
MISSPELT = Text("“{}”不起作用", "“{}” does nothing")
ADDRESSED = re.compile(r"#\s*planforge\s*[:：].{0,40}")


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
